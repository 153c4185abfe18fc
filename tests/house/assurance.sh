#!/bin/sh
# Every test that docs/ASSURANCE.md names is in the tree and in its folder's meson.build, and every claim names one.
set -u
cd "$(dirname "$0")/../.." || exit 1
bad=0
named=$(grep -o 'tests/[a-z0-9_/]*\.\(c\|sh\)' docs/ASSURANCE.md | sort -u)
[ -n "$named" ] || { echo 'no test is named'; exit 1; }
for test in $named; do
    [ -f "$test" ] || { echo "$test is not there"; bad=1; continue; }
    grep -q "'$(basename "$test")'" "$(dirname "$test")/meson.build" || { echo "$test is not run"; bad=1; }
done
claims=$(grep -c '^| Claim ' docs/ASSURANCE.md)
with_tests=$(grep -c '^| Tests .*tests/' docs/ASSURANCE.md)
[ "$claims" = "$with_tests" ] || { echo "$claims claims, $with_tests of them with tests"; bad=1; }
exit $bad

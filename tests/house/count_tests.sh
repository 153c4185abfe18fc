#!/bin/sh
# tools/count-tests counts cases, and a program that crashes, leaks or times out never counts as passed only.
set -u
count=$(cd "$(dirname "$0")/../.." && pwd)/tools/count-tests
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
bad=0

line() { # name, output, result
    printf '{"name": "tracktwo:%s", "stdout": "%s", "result": "%s", "starttime": 1.5}\n' "$1" "$2" "$3" >>"$log"
}
sums() { # what the last line must be
    got=$("$count" "$log" | tail -n 1)
    [ "$got" = "$1" ] || { echo "expected $1, got $got"; bad=1; }
}

sums '0 0 0'
line 'unit / a' '[==========] Running 3 test(s).\n[ RUN      ] x\n[       OK ] x\nno data\n[  SKIPPED ] y\n[       OK ] z\n' OK
sums '2 0 1'
"$count" "$log" | grep -q '^  skipped: unit / a, y: no data$' || { echo 'the reason is missing'; bad=1; }
line 'house / b' 'all well\n' OK
sums '3 0 1'
line 'house / c' '' SKIP
sums '3 0 2'
line 'unit / d' '[       OK ] x\n[  FAILED  ] y\n' FAIL
sums '4 1 2'
line 'unit / leaks after its last case' '[       OK ] x\n' FAIL
sums '5 2 2'
line 'unit / hangs' '[ RUN      ] x\n' TIMEOUT
sums '5 3 2'
line 'unit / says it passed' 'a text: \"result\": \"OK\"\n' ERROR
sums '5 4 2'
exit $bad

#!/bin/sh
# tools/check-relay-symbols lets the real relay pass, and stops one that holds a symbol of another room.
# usage: relay_symbols.sh PROGRAM
set -u
check=$(dirname "$0")/../../tools/check-relay-symbols
"$check" "$1" || exit 1
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
for n in 0 1 2 3 4 5 6 7 8 9; do echo "int relay_own_$n(void); int relay_own_$n(void) { return $n; }"; done >"$tmp/good.c"
echo 'int main(void) { return 0; }' >>"$tmp/good.c"
${CC:-cc} -o "$tmp/good" "$tmp/good.c" || exit 2
"$check" "$tmp/good" >/dev/null || { echo 'a relay of its own symbols only was stopped'; exit 1; }
for room in sealed table mls channel; do
    { cat "$tmp/good.c"; echo "int ${room}_thing(void); int ${room}_thing(void) { return 1; }"; } >"$tmp/bad.c"
    ${CC:-cc} -o "$tmp/bad" "$tmp/bad.c" || exit 2
    "$check" "$tmp/bad" >/dev/null && { echo "a relay with ${room}_thing passed"; exit 1; }
done
strip "$tmp/good" && "$check" "$tmp/good" >/dev/null 2>&1 && { echo 'a stripped relay passed'; exit 1; }
exit 0

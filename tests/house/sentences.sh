#!/bin/sh
# Every sentence of the table room is said in a test: usage sentences.sh TEST-PROGRAM...; what is missing is named.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
for program in "$@"; do
    T2_SAID="$work/said" "$program" >"$work/out" 2>&1 || { cat "$work/out"; exit 1; }
done
sort -u "$work/said" >"$work/said.sorted"
cd "$root" || exit 1
tools/build/catalogues list src/table | sed -n 's/^msgid "\(.*\)"$/\1/p' | sed 's/\\"/"/g' | sort -u >"$work/wanted"
missing=$(comm -13 "$work/said.sorted" "$work/wanted")
n=$(wc -l <"$work/wanted")
[ "$n" -gt 300 ] || { echo "only $n sentences in the source"; exit 1; }
[ -z "$missing" ] || { echo "said in no test:"; echo "$missing"; exit 1; }
echo "$n sentences, each said in a test"

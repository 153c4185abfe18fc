#!/bin/sh
# Plays the week, and holds the samples of docs/manual/week.md against what was printed.
#   page.sh DEMO-WEEK PAGE       exit code: of the week, else 1 when a sample is not in it
#
# A sample is an indented line of the page; "..." in it stands for anything. What is drawn by lot (which of the
# packages and numbers that all could live with) is made alike on both sides.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
"$1" >"$folder/week"
code=$?
cat "$folder/week"

alike() {
    sed -E -e 's/t[0-9]-l[0-9]-z[0-9]-o[0-9]-g[0-9]-s[0-9]-p[0-9]-k[0-9]/PACKAGE/g' \
        -e 's/Opened: [0-9]+ km/Opened: NUMBER/' -e 's/it is number [0-9]+ of/it is number N of/' \
        -e 's/^ +//' -e 's/ +$//' "$1"
}

alike "$folder/week" | sort -u >"$folder/printed"
grep '^    ' "$2" | alike - | grep -v '^$' >"$folder/samples"
[ -s "$folder/samples" ] || { echo "$2 has no sample"; exit 1; }
awk '
    NR == FNR { printed[$0] = 1; next }
    $0 in printed { found++; next }
    index($0, "...") {
        split($0, part, /\.\.\./)
        for (line in printed)
            if (index(line, part[1]) == 1 && index(line, part[2])) { found++; next }
    }
    { print "not printed by the week: " $0; missing++ }
    END { print found " lines of the page are in the week"; exit missing > 0 }
' "$folder/printed" "$folder/samples" || exit 1
exit $code

#!/bin/sh
# Each command that docs/from-the-article.md names is there: article.sh TRACKTWO
#
# A name in backticks that follows another on its line may leave out what they share: `tracktwo sound open`, `enter`.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
"$1" help >"$folder/help" || exit 1
cd "$(dirname "$0")/../.." || exit 1
page=${2:-docs/from-the-article.md}
awk '
    function known(words, n) { # a command of one or two words, or a usage that names the third
        if (n == 0 || !((words[1] in command) || (n > 1 && (words[1] " " words[2]) in command))) return 0
        if (n < 3 || words[1] in command) return 1
        return !((words[1] " " words[2] " ") in several) || (words[1] " " words[2] " " words[3]) in usage
    }
    function plain(name, words,    all, i, n) { # its words up to the first that is a value or an option
        n = split(name, all, " ")
        for (i = 1; i <= n && all[i] ~ /^[a-z][a-z-]*$/; i++) words[i] = all[i]
        return i - 1
    }
    function fails(name) { print "there is no command \"" name "\": " FILENAME ":" FNR; bad++ }
    NR == FNR && $1 == "tracktwo" {
        rest = $0
        sub(/^ +tracktwo /, "", rest)
        if (match(rest, /  +/)) rest = substr(rest, 1, RSTART - 1) # what it does is behind
        split(rest, w, " ")
        name = w[2] ~ /^[a-z][a-z-]*$/ ? w[1] " " w[2] : w[1]
        if (name ~ /^[a-z]/) command[name]
        if (w[3] ~ /^[[]?[a-z]/) several[name " "]
        for (i = 0; i < 20 && name != w[1]; i++) {
            gsub(/^[[]/, "", w[3])
            usage[name " " w[3]]
            if ((at = index(rest, " | ")) == 0) break
            rest = substr(rest, at + 3)
            split(rest, v, " ")
            w[3] = v[1]
        }
        next
    }
    NR == FNR { next }
    /^    tracktwo / { n++; split("", w); if (!known(w, plain(substr($0, 14), w))) fails($0) }
    !/^    / {
        n_parts = split($0, part, "`")
        last = 0
        for (i = 2; i <= n_parts; i += 2) {
            name = part[i]
            split("", w)
            if (name ~ /^tracktwo /) {
                n++
                last = plain(substr(name, 10), w)
                if (!known(w, last)) fails(name)
                for (k = 1; k <= last; k++) before[k] = w[k]
            } else if (last > 0 && name ~ /^[a-z]/ && name !~ /^make /) {
                m = plain(name, w)
                ok = known(w, m)
                if (ok) { last = m; for (k = 1; k <= m; k++) before[k] = w[k] }
                for (keep = 1; !ok && keep < last; keep++) { # with the first words of the one before
                    split("", v)
                    for (k = 1; k <= keep; k++) v[k] = before[k]
                    for (k = 1; k <= m; k++) v[keep + k] = w[k]
                    ok = (keep + m == 2 && (v[1] " " v[2]) in command) ||
                         (keep + m == 3 && (v[1] " " v[2] " " v[3]) in usage)
                }
                n++
                if (!ok) fails(name)
            }
        }
    }
    END { print n " names of commands, " bad + 0 " of none"; exit bad > 0 || n < 40 }
' "$folder/help" "$page"

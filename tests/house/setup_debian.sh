#!/bin/sh
# tools/setup-debian without rights: one line that can be pasted, exit code 3, and nothing on standard output.
# The system around it is played by small programs on PATH.
set -u
setup=$(cd "$(dirname "$0")/../.." && pwd)/tools/setup-debian
box=$(mktemp -d) || exit 1
trap 'rm -rf "$box"' EXIT
bad=0

fake() { # name, body
    printf '#!/bin/sh\n%s\n' "$2" >"$box/$1"
    chmod +x "$box/$1"
}
for tool in sh sed paste cat; do
    ln -s "$(command -v $tool)" "$box/$tool"
done
fake id 'echo 1000'
fake apt-get 'for word; do last=$word; done; echo "$@" >>"'"$box"'/apt.log"
case "$*" in *assume-no*) echo "Need to get 1,234 kB of archives."; echo "After this operation, 5 MB of additional disk space will be used." ;; esac'
fake dpkg-query 'for word; do last=$word; done; case $last in meson|gcc) echo installed ;; *) exit 1 ;; esac'

check() { # title, condition that must hold
    eval "$2" || { echo "wrong: $1"; cat "$box/err"; bad=1; }
}

PATH=$box "$setup" demo >"$box/out" 2>"$box/err" </dev/null
code=$?
check 'exit code 3 without root and sudo' '[ $code = 3 ]'
check 'standard output stays empty' '[ ! -s "$box/out" ]'
check 'only what is missing is named' '! grep -q " gcc\| meson" "$box/err" && grep -q libsodium-dev "$box/err"'
check 'the exact figures are said' 'grep -q "1,234 kB to fetch, 5 MB on disk" "$box/err"'
check 'one line to run' '[ "$(grep -c "^  apt-get -q update && .* install " "$box/err")" = 1 ]'
check 'nothing was installed' '! grep -v assume-no "$box/apt.log" | grep -q .'

fake id 'echo 0'
PATH=$box "$setup" demo >"$box/out" 2>"$box/err" </dev/null
code=$?
check 'root installs' '[ $code = 0 ] && grep -q "^-q -y --no-install-recommends install libc6-dev" "$box/apt.log"'

fake dpkg-query 'echo installed'
PATH=$box "$setup" check >"$box/out" 2>"$box/err" </dev/null
code=$?
check 'nothing missing, nothing said' '[ $code = 0 ] && [ ! -s "$box/err" ]'

# The packages of Node's makers: "nodejs" holds npm, and Debian's npm would conflict with it.
fake dpkg-query 'for word; do last=$word; done; [ "$last" = npm ] || echo installed'
PATH=$box "$setup" --print check >"$box/out" 2>"$box/err" </dev/null
check 'without npm it is named' 'grep -q " install npm\$" "$box/out"'
fake npm true
PATH=$box "$setup" check >"$box/out" 2>"$box/err" </dev/null
code=$?
check 'an npm of another package counts' '[ $code = 0 ] && [ ! -s "$box/err" ]'

rm "$box/apt-get"
PATH=$box "$setup" demo >"$box/out" 2>"$box/err" </dev/null
code=$?
check 'another system is told so' '[ $code = 3 ] && grep -q "not a Debian system" "$box/err"'
exit $bad

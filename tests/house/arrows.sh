#!/bin/sh
# tools/check-arrows passes a tree that follows the arrows and refuses each single line that does not.
set -u
check=$(cd "$(dirname "$0")/../.." && pwd)/tools/check-arrows
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/include/tracktwo"
for room in base crypto sealed table channel relay desk cli; do
    mkdir -p "$tree/src/$room"
    printf '#include <tracktwo/err.h>\n#include "own.h"\n#include "%s/own_internal.h"\n#include <stdint.h>\n' \
        "$room" >"$tree/src/$room/file.c"
done
echo '#include <tracktwo/circuit.h>' >"$tree/include/tracktwo/sounding.h"

bad=0
"$check" "$tree" >/dev/null || { echo 'a good tree was refused'; bad=1; }

refused() { # file, line
    cp "$tree/$1" "$tree/kept" 2>/dev/null || : >"$tree/kept"
    printf '%s\n' "$2" >>"$tree/$1"
    if "$check" "$tree" >/dev/null; then
        echo "not refused in $1: $2"
        bad=1
    fi
    if [ -s "$tree/kept" ]; then cp "$tree/kept" "$tree/$1"; else rm "$tree/$1"; fi
}

refused src/base/file.c '#include <tracktwo/crypto.h>'
refused src/crypto/file.c '#include <tracktwo/table.h>'
refused src/sealed/file.c '#include <tracktwo/channel.h>'
refused src/table/file.c '#include <tracktwo/sealed.h>'
refused src/channel/file.c '  #  include <tracktwo/sounding.h>'
refused src/relay/file.c '#include <tracktwo/table.h>'
refused src/relay/file.c '#include <tracktwo/circuit.h>'
refused src/relay/file.c '#include "../channel/own.h"'
refused src/desk/file.c '#include "relay/store.h"'
refused src/cli/file.c '#include "sealed/kernel.h"'
refused src/cli/file.c '#include <tracktwo/unheard_of.h>'
refused src/sealed/file.c '#include <sys/socket.h>'
refused src/sealed/file.c '#include <time.h>'
refused src/table/file.c '#include <unistd.h>'
refused src/table/file.c '#include <uv.h>'
refused src/table/file.c '    fprintf(stderr, "x");'
refused src/sealed/file.c '    FILE *f = fopen("x", "r");'
refused include/tracktwo/sounding.h '#include <tracktwo/desk.h>'
refused include/tracktwo/homeless.h 'struct homeless;'
mkdir "$tree/src/attic"
refused src/attic/file.c '#include <stdint.h>'
rm -r "$tree/src"
"$check" "$tree" >/dev/null && { echo 'a tree without sources passed'; bad=1; }
exit $bad

#!/bin/sh
# `tracktwo help soundings` prints every line of docs/manual/soundings.md, without marks: help_soundings.sh TRACKTWO
set -u
printed=$("$1" help soundings) || exit 1
cd "$(dirname "$0")/../.." || exit 1
want=$(sed -e 's/^#* //' -e 's/\*\*//g' -e 's/`//g' docs/manual/soundings.md)
[ "$printed" = "$want" ] || { echo 'the page and what is printed are not the same'; exit 1; }
printf '%s\n' "$printed" | grep -q 'Nobody learns' && ! printf '%s\n' "$printed" | grep -q '[`]'

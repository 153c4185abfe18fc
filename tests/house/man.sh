#!/bin/sh
# Every manual page under docs/man is clean for mandoc's lint.
set -u
cd "$(dirname "$0")/../.." || exit 1
command -v mandoc >/dev/null || { echo 'mandoc is not installed'; exit 77; }
set -- docs/man/*.[1-9]
[ -e "$1" ] || { echo 'there is no manual page'; exit 1; }
mandoc -T lint -W warning "$@"

#!/bin/sh
# Every sentence of the program and its page is translated in every language, with the conversions of the English one, and nothing is
# translated that is said nowhere.
set -u
cd "$(dirname "$0")/../.." || exit 1
exec tools/build/catalogues check po/*.po -- src/base src/channel src/sealed src/line src/table src/desk src/cli web/src

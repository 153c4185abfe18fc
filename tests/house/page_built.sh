#!/bin/sh
# The page that lies in the tree, web/built, is the one that its sources make. Without what npm installs only its languages can
# be compared.
set -u
cd "$(dirname "$0")/../../web" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
../tools/build/catalogues page "$work/languages" ../po/*.po -- src || exit 1
diff -r built/languages "$work/languages" || exit 1
if [ ! -x node_modules/.bin/vite ]; then
    echo "the languages are as their sources; npm ci was not run in web/, so the rest was not built"
    exit 77
fi
node_modules/.bin/vite build --logLevel warn --outDir "$work/built" || exit 1
mv "$work/languages" "$work/built/" || exit 1
diff -r built "$work/built"

#!/usr/bin/env bash
# Builds the page into web/dist-page, from the package in web/dist and the songs beside it.
set -euo pipefail
cd "$(dirname "$0")/../.."
[[ -x web/node_modules/.bin/vite ]] || npm ci --silent --prefix web
public=web/page/public
rm -rf $public
mkdir -p $public/songs
cp web/page/static/* $public/
cp -r web/dist $public/rebounce
find $public/rebounce -name '*.d.ts' -delete
# The page saves what it plays, and exports nothing.
rm -f $public/rebounce/export-worker.js $public/rebounce/wasm/rebounce_web_export*
cp songs/*.json $public/songs/
cp -r songs/recordings $public/songs/
web/node_modules/.bin/tsc -p web/page
web/node_modules/.bin/vite build --config web/page/vite.config.ts --logLevel warn

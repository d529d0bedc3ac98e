#!/usr/bin/env bash
# Builds the module, the package and the page, and tests them in Node and in Chromium. What is missing is
# installed where it can be; what cannot be tested here says "skipped: why".
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() { echo "skipped: $*" >&2; exit 0; }

command -v node >/dev/null || skip "no Node (20 or newer is needed)"
(( $(node -p 'process.versions.node.split(".")[0]') >= 20 )) || skip "Node $(node --version) is too old: 20 or newer is needed"
web/scripts/wasm.sh || { (( $? == 3 )) && exit 0 || exit 1; }
npm run --silent build --prefix web
node --test web/test/node/

if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null || true
fi
command -v chromium >/dev/null || skip "no chromium, so nothing is tested in a browser"
node --test web/test/browser/
web/scripts/page.sh
node --test web/test/page/

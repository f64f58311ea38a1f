#!/usr/bin/env bash
# The JavaScript libraries that pages and scripts use, viem and ethers, against one `wepos dev`: items 10, 19, 20 and 21
# of the checklist. Needs WEPOS_BIN, as ./test.sh gives it, and the libraries of tools/package.json.
#
# Prints `ok N ...` or `not ok N ...: got ... want ...` for every check, then the counts.
# WEPOS_LIBRARIES_BLOCKS sets the number of blocks of item 19; 1000 is the full run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/node.bash"

need_debian node nodejs
[[ -d $here/../../tools/node_modules/viem && -d $here/../../tools/node_modules/ethers ]] ||
    fail "viem and ethers are not installed; run ./test.sh --only acceptance"

start_node
node "$here/libraries.mjs" "$ready"
stop_node

#!/usr/bin/env bash
# The OpenRPC document that a node serves: valid by OpenRPC's meta-schema, the one in the repository, and true. Needs
# WEPOS_BIN, as ./test.sh gives it, and the packages of tools/package.json.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/node.bash"

need_debian node nodejs
[[ -d $here/../../tools/node_modules/@open-rpc/meta-schema ]] ||
    fail "OpenRPC's meta-schema is not installed; run ./test.sh --only acceptance"

start_node
node "$here/openrpc.mjs" "$ready"
stop_node

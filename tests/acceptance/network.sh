#!/usr/bin/env bash
# Ethereum's clients against a network of four validators and a follower, each a process: the checklist with cast and by
# hand, viem and ethers, and the document of all methods. Needs WEPOS_BIN and CAST, as ./test.sh gives them.
#
# Prints `ok N ...` or `not ok N ...` for every check (N is the item of the checklist), then the counts.
# WEPOS_CHECKLIST_TRANSFERS and WEPOS_LIBRARIES_BLOCKS set the load, as in checklist.sh and libraries.sh. WEPOS_TARGETS
# names the roles that are asked. WEPOS_RPC names a node that runs already, with the line that `wepos devnet --json`
# printed in the file WEPOS_ACCOUNTS.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/node.bash"

[[ -x ${CAST:-} ]] || fail "CAST does not name the program 'cast'; run ./test.sh --only acceptance"
need_debian python3 python3
need_debian node nodejs
export WEPOS_CHECKLIST_TRANSFERS=${WEPOS_CHECKLIST_TRANSFERS:-800} WEPOS_LIBRARIES_BLOCKS=${WEPOS_LIBRARIES_BLOCKS:-20}

failed=0
# clients LINE : all suites against one node.
clients() {
    python3 -B "$here/checklist.py" "$1" || failed=1
    node "$here/libraries.mjs" "$1" || failed=1
    node "$here/openrpc.mjs" "$1" || failed=1
}

if [[ -n ${WEPOS_RPC:-} ]]; then
    line=$(python3 -c '
import json, sys
accounts = json.load(open(sys.argv[2]))["accounts"]
print(json.dumps({"rpc": sys.argv[1], "accounts": accounts}))' \
        "$WEPOS_RPC" "${WEPOS_ACCOUNTS:?names the file with the accounts of the network}")
    clients "$line"
    exit "$failed"
fi

targets=${WEPOS_TARGETS:-validator follower}
followers=()
if [[ $targets == *follower* ]]; then followers=(--followers 1); fi
start_network --validators 4 "${followers[@]}"
for role in $targets; do
    say "--- a $role"
    clients "$(line_of "$role")"
done
stop_node
((failed == 0))

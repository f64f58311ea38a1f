#!/usr/bin/env bash
# The checklist of Ethereum's clients against one `wepos dev`. Needs WEPOS_BIN and CAST, as ./test.sh gives them.
#
# Prints `ok N ...` or `not ok N ...: got ... want ...` for every check (N is the checklist's item), then the counts.
# WEPOS_CHECKLIST_TRANSFERS sets the number of transfers of item 24; 20000 is the full load.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../tools/common.sh"

[[ -x ${WEPOS_BIN:-} ]] || fail "WEPOS_BIN does not name the program 'wepos'; run ./test.sh --only acceptance"
[[ -x ${CAST:-} ]] || fail "CAST does not name the program 'cast'; run ./test.sh --only acceptance"
need_debian python3 python3
need_debian curl curl

folder=$(mktemp -d)
node=
finish() {
    local status=$?
    if [[ -n $node ]]; then
        kill "$node" 2>/dev/null || true
        wait "$node" 2>/dev/null || true
    fi
    if ((status != 0)) && [[ -f $folder/log ]]; then
        say "The end of the node's log:"
        tail -n 20 "$folder/log" >&2
    fi
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT

"$WEPOS_BIN" dev --json --port 0 --data-dir "$folder/data" >"$folder/ready" 2>"$folder/log" &
node=$!
for ((tick = 0; tick < 300; tick++)); do
    if [[ -s $folder/ready ]]; then break; fi
    kill -0 "$node" 2>/dev/null || fail "wepos dev ended before it was ready: $(<"$folder/ready")"
    sleep 0.1
done
grep -q '"rpc"' "$folder/ready" || fail "wepos dev was not ready within 30 s"

python3 -B "$here/checklist.py" "$(<"$folder/ready")"

# It stops when it is asked to, and says so with its status.
kill -TERM "$node"
status=0
wait "$node" || status=$?
node=
((status == 0)) || fail "wepos dev ended with status $status after SIGTERM"
if grep -q panicked "$folder/log"; then fail "the node panicked"; fi

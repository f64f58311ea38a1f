# One network for a suite. Source this with `here` set, then: `start_node [ARGUMENTS...]` for a `wepos dev`, or
# `start_network ARGUMENTS...` for a `wepos devnet`; the checks; `stop_node`.
# Afterwards `$ready` is the line of JSON that it printed.
source "$here/../../tools/common.sh"

[[ -x ${WEPOS_BIN:-} ]] || fail "WEPOS_BIN does not name the program 'wepos'; run ./test.sh --only acceptance"

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

start_node() { start "$folder/data" dev "$@"; }
start_network() { start "$folder/data" devnet "$@"; }

start() {
    local tick data=$1
    shift
    "$WEPOS_BIN" "$@" --json --port 0 --data-dir "$data" >"$folder/ready" 2>"$folder/log" &
    node=$!
    for ((tick = 0; tick < 1200; tick++)); do
        if [[ -s $folder/ready ]]; then break; fi
        kill -0 "$node" 2>/dev/null || fail "wepos $1 ended before it was ready: $(<"$folder/ready")"
        sleep 0.1
    done
    grep -q '"rpc"' "$folder/ready" || fail "wepos $1 was not ready within 120 s"
    ready=$(<"$folder/ready")
}

# line_of ROLE : the line of JSON that suites take, for the last node of the network with this role.
line_of() {
    python3 -c '
import json, sys
network = json.loads(sys.argv[1])
node = [node for node in network["nodes"] if node["role"] == sys.argv[2]][-1]
print(json.dumps({"rpc": node["rpc"], "accounts": network["accounts"]}))' "$ready" "$1"
}

# It stops when it is asked to, and says so with its status.
stop_node() {
    local status=0
    kill -TERM "$node"
    wait "$node" || status=$?
    node=
    ((status == 0)) || fail "the network ended with status $status after SIGTERM"
    if grep -q panicked "$folder/log"; then fail "the node panicked"; fi
}

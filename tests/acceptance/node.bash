# One `wepos dev` for a suite. Source this with `here` set, then: `start_node [ARGUMENTS...]`, the checks, `stop_node`.
# Afterwards `$ready` is the line of JSON that the node printed.
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

start_node() {
    local tick
    "$WEPOS_BIN" dev --json --port 0 --data-dir "$folder/data" "$@" >"$folder/ready" 2>"$folder/log" &
    node=$!
    for ((tick = 0; tick < 300; tick++)); do
        if [[ -s $folder/ready ]]; then break; fi
        kill -0 "$node" 2>/dev/null || fail "wepos dev ended before it was ready: $(<"$folder/ready")"
        sleep 0.1
    done
    grep -q '"rpc"' "$folder/ready" || fail "wepos dev was not ready within 30 s"
    ready=$(<"$folder/ready")
}

# It stops when it is asked to, and says so with its status.
stop_node() {
    local status=0
    kill -TERM "$node"
    wait "$node" || status=$?
    node=
    ((status == 0)) || fail "wepos dev ended with status $status after SIGTERM"
    if grep -q panicked "$folder/log"; then fail "the node panicked"; fi
}

# What suites say and read. Source this after node.bash.
need_debian python3 python3
export LC_ALL=C.UTF-8

passed=0
# check NAME GOT WANT
check() {
    if [[ $2 != "$3" ]]; then
        printf 'not ok %s: got %s want %s\n' "$1" "$2" "$3"
        exit 1
    fi
    printf 'ok %s\n' "$1"
    passed=$((passed + 1))
}

# pick EXPRESSION : a Python expression on `it`, the JSON of standard input, with `pos` for base units.
pick() {
    python3 -c '
import json, sys
it = json.load(sys.stdin)
pos = lambda units: f"{int(units) / 10**18:.10f}".rstrip("0").rstrip(".")
print(eval(sys.argv[1]))' "$1"
}

# A guide, followed to the letter: every `sh` block of its English page is run in order, in one shell, as a reader pastes
# it, and what the page promises is looked up on the chain. The Chinese page has the same commands.
#
# The test of a guide sets `here` and sources this; names what must have come, in functions `before_N` and `after_N` by
# the sections of the page; sets `guide`, the page without its ending; and sources follow.bash. WEPOS_GUIDE_SHOW=1 also
# shows what each section printed. Prints `ok ...` or `not ok ...: got ... want ...` for every check.
source "$here/node.bash"

[[ -x ${CAST:-} ]] || fail "CAST does not name the program 'cast'; run ./test.sh --only acceptance"
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

# printed NAME PART : the blocks of this section printed PART.
printed() {
    if grep -qF -- "$2" "$out"; then check "$1" yes yes; else check "$1" "$(<"$out")" "a text with $2"; fi
}

ask() { wepos call "$@" --json; }
# pick EXPRESSION : a Python expression on `it`, the JSON of standard input, with `pos` for base units.
pick() {
    python3 -c '
import json, sys
it = json.load(sys.stdin)
pos = lambda units: f"{int(units) / 10**18:.10f}".rstrip("0").rstrip(".")
print(eval(sys.argv[1]))' "$1"
}
# campaign NUMBER EXPRESSION : of the campaign, as `c`.
campaign() { ask campaigns campaign "$1" | pick "[$2 for c in it['result'].values()][0]"; }
balance() { ask token balanceOf "$1" | pick "pos(list(it['result'].values())[0])"; }

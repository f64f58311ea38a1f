# A guide, followed to the letter: every `sh` block of its English page is run in order, in one shell, as a reader pastes
# it, and what the page promises is looked up on the chain. The Chinese page has the same commands.
#
# The test of a guide sets `here` and sources this; names what must have come, in functions `before_N` and `after_N` by
# the sections of the page; sets `guide`, the page without its ending; and sources follow.bash. WEPOS_GUIDE_SHOW=1 also
# shows what each section printed. Prints `ok ...` or `not ok ...: got ... want ...` for every check.
source "$here/node.bash"
source "$here/checks.bash"

[[ -x ${CAST:-} ]] || fail "CAST does not name the program 'cast'; run ./test.sh --only acceptance"

# printed NAME PART : the blocks of this section printed PART.
printed() {
    if grep -qF -- "$2" "$out"; then check "$1" yes yes; else check "$1" "$(<"$out")" "a text with $2"; fi
}

ask() { wepos call "$@" --json; }
# campaign NUMBER EXPRESSION : of the campaign, as `c`.
campaign() { ask campaigns campaign "$1" | pick "[$2 for c in it['result'].values()][0]"; }
balance() { ask token balanceOf "$1" | pick "pos(list(it['result'].values())[0])"; }

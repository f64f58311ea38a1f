#!/usr/bin/env bash
# The guide "run your first event", followed to the letter: every `sh` block of the English page is run in order, in one
# shell, as a reader pastes it, and what the page promises is looked up on the chain. The Chinese page has the same
# commands. Needs WEPOS_BIN and CAST, as ./test.sh gives them.
#
# Prints `ok ...` or `not ok ...: got ... want ...` for every check.
# WEPOS_GUIDE_SHOW=1 also shows what each section of the page printed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/node.bash"

[[ -x ${CAST:-} ]] || fail "CAST does not name the program 'cast'; run ./test.sh --only acceptance"
need_debian python3 python3
export LC_ALL=C.UTF-8
guide=$here/../../docs/guides/run-your-first-event

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

# ------------------------------------------------------------------------------------------------ what must have come

after_3() { check 'a draft' "$(campaign 1 "c['status']")" 0; }
after_4() {
    check 'it is open, decided by tickets' "$(campaign 1 "(c['status'], c['terms']['decidedBy'])")" '(3, 1)'
    check 'its budget is reserved' "$(campaign 1 "pos(c['budget'])")" 300
}

# Signing and checking need no network: there is none.
before_5() { export WEPOS_RPC=http://127.0.0.1:9; }
after_5() {
    check 'thirty links' "$(grep -c '^[0-9]*,http' tickets/campaign-1-tickets-1-30.csv)" 30
    check 'sheets to print' "$(head -c 5 tickets/campaign-1-tickets-1-30.pdf)" %PDF-
}
after_6() {
    printed 'the ticket is good' '1 good, 0 not good'
    printed 'a ticket of another campaign is not' '1 of 1 are not good'
    export WEPOS_RPC=$url
}
after_7() {
    check 'the visitor is paid' "$(balance "$VISITOR")" 10
    check 'and anchored by a ticket' "$(ask campaigns anchorOf "$VISITOR" | pick "it['result']['kind']")" 1
}
after_8() {
    printed 'a second ticket for one account is refused' 'This account has 1 approved submissions in campaign 1'
    printed 'a used ticket is refused' 'Number 1 of campaign 1 was redeemed'
    check 'nobody was paid again' "$(campaign 1 "pos(c['paid'])")" 10
}
after_9() {
    printed 'a stopped key pays nobody' 'A reviewer stopped the key of campaign 1'
    check 'after the decision the ticket is good again' "$(campaign 1 "pos(c['paid'])")" 20
}
after_10() {
    printed 'an old ticket is refused' 'This ticket or result ran out at'
    check 'and pays nothing' "$(campaign 1 "pos(c['paid'])")" 20
}
after_11() {
    check 'an anchored visitor is paid at once' "$(balance "$VISITOR")" 15
    check 'what an account without an anchor deserves waits' "$(campaign 2 "c['waiting']")" 1
}

# What carol's phone does with the portal: it signs in, gives the private answer to the inbox, its hash to the chain.
carol=0xcf6a88385489cfea2eec448788bcbc0c5ec73ba4f44dae092562a892e13329b6
inbox() {
    python3 -c '
import json, sys, urllib.request
url, token, path, body = sys.argv[1:]
heads = {"Content-Type": "application/json"} | ({"Authorization": "Bearer " + token} if token else {})
request = urllib.request.Request(url + "/inbox" + path, body.encode() or None, heads)
print(urllib.request.urlopen(request).read().decode())
' "$url" "$@"
}
# login KEY : a token.
login() {
    local account asked
    account=$("$CAST" wallet address --private-key "$1")
    asked=$(inbox '' /login/message "{\"account\":\"$account\"}")
    SIGNATURE=$("$CAST" wallet sign --private-key "$1" "$(pick "it['message']" <<<"$asked")") ACCOUNT=$account \
        python3 -c '
import json, os, sys
it = json.load(sys.stdin)
print(json.dumps({"account": os.environ["ACCOUNT"], "nonce": it["nonce"], "issuedAt": it["issuedAt"],
    "signature": os.environ["SIGNATURE"]}))' <<<"$asked" >"$folder/login"
    inbox '' /login "$(<"$folder/login")" | pick "it['token']"
}
before_12() {
    local stored token
    token=$(login "$carol")
    stored=$(inbox "$token" /answers '{"campaign":2,"answers":["+86 139 0000 0000"]}')
    wepos send campaigns answer 2 '["0"]' "$(pick "it['hash']" <<<"$stored")" --key "$carol" >/dev/null
    record=/answers/$(pick "it['id']" <<<"$stored")
    organiser=$(login "$ALICE")
    check 'the organiser reads it' "$(inbox "$organiser" "$record" '' | pick "it['answers']")" "['+86 139 0000 0000']"
}
after_12() {
    local gone
    gone=$(inbox "$organiser" "$record" '' 2>&1 || true)
    check 'once erased, nobody does' "$(grep -oE 'HTTP Error 4[0-9]+' <<<"$gone")" 'HTTP Error 410'
    check 'the answer on the chain stays' "$(campaign 2 "c['rewarded']")" 2
}
after_13() { check 'approved for the next stage' "$(campaign 3 "c['status']")" 1; }
after_14() {
    check 'what was left went back' "$(campaign 1 "(pos(c['budget']), pos(c['paid']))")" "('20', '20')"
    check 'the next event is open, at the new multiplier' "$(campaign 3 "(c['status'], pos(c['budget']))")" "(3, '600')"
    check 'of events, only the rest of the stage burned' \
        "$(ask emission stageRecord 0 | pick "pos(it['result']['record']['burnedUnsubmitted'])")" 0
}
after_15() { printed 'the visitor is among the paid' "$VISITOR"; }
before_16() { stop_node; }
after_16() { printed 'the audit holds' 'holds'; }

# --------------------------------------------------------------------------------------------------- the guide is run

# The blocks of every section, as `N.sh` in $folder/blocks; the commands of both pages are the same.
python3 - "$guide" "$folder/blocks" <<'PYTHON'
import pathlib, re, sys
def blocks(page):
    section, found, inside = 0, {}, False
    for line in pathlib.Path(page).read_text().splitlines():
        if match := re.match(r"## (\d+)\. ", line):
            section = int(match[1])
        elif line.startswith("```"):
            inside = line == "```sh"
        elif inside:
            found.setdefault(section, []).append(line)
    return found
english, chinese = blocks(sys.argv[1] + ".md"), blocks(sys.argv[1] + ".zh-CN.md")
bare = lambda found: {n: [re.sub(r"\s+# .*", "", line) for line in lines] for n, lines in found.items()}
if bare(english) != bare(chinese):
    differ = [n for n in english | chinese if bare(english).get(n) != bare(chinese).get(n)]
    sys.exit(f"the commands of the two pages differ in the sections {differ}")
folder = pathlib.Path(sys.argv[2])
folder.mkdir()
for section, lines in english.items():
    (folder / f"{section}.sh").write_text("\n".join(lines) + "\n")
PYTHON

# The first terminal, with what the page gives to run.sh; the port alone is ours.
first=$(grep -m 1 '^\./run\.sh ' "$guide.md")
read -r _ option month _ data <<<"$first"
check 'the first terminal' "$option $data" '--month data/event'
mkdir -p "$folder/place/data" "$folder/place/target/debug"
ln -s "$folder/data" "$folder/place/$data"
ln -s "$WEPOS_BIN" "$folder/place/target/debug/wepos"
start_node "$option" "$month"
url=$(pick "it['rpc']" <<<"$ready")

# A reader's machine: nothing of ours but the address of the node, and the password that nobody is there to type.
cd "$folder/place"
export HOME=$folder/place WEPOS_RPC=$url WEPOS_PASSWORD='correct horse'
unset WEPOS_KEY WEPOS_KEYSTORE

hooks=0
hook() {
    if declare -F "$1" >/dev/null; then
        hooks=$((hooks + 1))
        "$1"
    fi
}
# After a step of the clock the reader gives the chain some seconds. A test waits for as long as it takes.
sleep() {
    local tick clock
    clock=$(wepos dev clock status --json | pick "it['nowMs'] // 1000")
    for ((tick = 0; tick < 300; tick++)); do
        if (($("$CAST" block latest --field timestamp --rpc-url "$url") + 2 >= clock)); then return; fi
        command sleep 0.1
    done
    fail "the chain's time is not yet $clock after 30 s"
}

out=$folder/out
exec 3>&2
trap 'tail -n 20 "$out" >&3' ERR
for section in $(cd "$folder/blocks" && printf '%s\n' *.sh | sort -n); do
    hook "before_${section%.sh}"
    : >"$out"
    source "$folder/blocks/$section" >"$out" 2>&1
    if [[ -n ${WEPOS_GUIDE_SHOW:-} ]]; then sed "s/^/$section: /" "$out"; fi
    hook "after_${section%.sh}"
done
declared=$(declare -F | grep -cE ' (before|after)_[0-9]+$')
check 'every section with something to check was there' "$hooks" "$declared"
printf '%d checks passed\n' "$passed"

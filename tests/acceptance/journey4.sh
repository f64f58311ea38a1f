#!/usr/bin/env bash
# The committee closes a stage: the fourth of the journeys, with the command line alone, on a network whose month has
# ten minutes. Needs WEPOS_BIN, as ./test.sh gives it.
#
# nodeA proposes a content campaign of about 20,000 PoS, dev1 and sorosreport approve it. Of three submissions one is
# approved, one refused and appealed, one pending at the boundary. What nobody reserved and what nobody submitted for
# burns, the pending one is paid at its old nominal, and the stage is settled. Then anybody checks all of it: the audit
# of the whole chain, the audit of altered copies, the proof of a balance.
#
# Prints `ok ...` or `not ok ...: got ... want ...` for every check.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/node.bash"
source "$here/checks.bash"

# check_contains NAME TEXT PART
check_contains() {
    case $2 in
        *"$3"*) check "$1" yes yes ;;
        *) check "$1" "$2" "a text with $3" ;;
    esac
}

# The ready accounts by their role.
declare -A address key
learn_accounts() {
    local role its_address its_key each="' '.join(a[k] for k in ('role', 'address', 'privateKey'))"
    while read -r role its_address its_key; do
        address[$role]=$its_address
        key[$role]=$its_key
    done < <(pick "'\n'.join($each for a in it['accounts'])" <<<"$ready")
}

# act ROLE MODULE FUNCTION ARGUMENTS... : sends, waits until it is final, prints JSON.
act() {
    local signer=${key[$1]} answer
    shift
    answer=$("$WEPOS_BIN" send "$@" --key "$signer" --rpc "$url" --json) || fail "wepos send $*: $answer"
    printf '%s\n' "$answer"
}
ask() { "$WEPOS_BIN" call "$@" --rpc "$url" --json; }
# rewards : what the events `Rewarded` of a transaction paid, and with which multiplier.
rewards() {
    pick "[(pos(e['fields']['amount']), str(e['fields']['multiplier']))
        for e in it['events'] if e['event'] == 'Rewarded']"
}
# reviewer NUMBER : the role of the reviewer who is responsible for a submission.
reviewer() {
    local found role
    found=$(ask campaigns submission 1 "$1" | pick "it['result']['found']['reviewer']")
    for role in bookshop mediaX meetup writer teacher; do
        if [[ ${address[$role]} == "$found" ]]; then printf '%s\n' "$role"; fi
    done
}
# record FIELD... : what the chain has of stage 0, in PoS.
record() { ask emission stageRecord 0 | pick "' '.join(pos(it['result']['record'][k]) for k in '$*'.split())"; }
balance() { ask token balanceOf "$1" | pick "pos(list(it['result'].values())[0])"; }

start_node --month 600s
url=$(pick "it['rpc']" <<<"$ready")
learn_accounts

# The committee approves: the organiser is paid by it and so takes no part, two others do.
launch=$(ask emission month | pick "it['result']['startsAt']")
# Decided by reviewers: no key, no commitment, not recurring, no nominations, no scores.
reviewed="0,0x$(printf '%040d' 0),0x$(printf '%064d' 0),0,0,false,0,0"
act nodeA campaigns propose "(6,0,666,$launch,$((launch + 459)),1,1,10000,$reviewed)" \
    '("内容征集","Content call","写一篇入门教程。","Write a tutorial.")' '[]' >/dev/null
call=$("$WEPOS_BIN" send campaigns approve 1 --encode --rpc "$url" --json | pick "it['data']")
act dev1 committee propose campaigns "$call" '值得。' 'It is worth it.' >/dev/null
check 'one approval reserves nothing' "$(record reserved)" 0
act sorosreport committee approve 0 '同意。' 'Agreed.' >/dev/null
check 'the second approval reserves 666 × 30' "$(record reserved)" 19980

# Three submissions: one is approved, one refused and appealed, one waits.
for author in alice bob carol; do
    act "$author" campaigns submit 1 "https://example.org/$author" >/dev/null
done
one=$(reviewer 1)
paid=$(act "$one" campaigns decide 1 1 true '清楚易懂。')
check 'an approval pays at once' "$(rewards <<<"$paid")" "[('30', '1')]"
two=$(reviewer 2)
act "$two" campaigns decide 1 2 false '没有来源。' >/dev/null
check 'a refusal pays nothing' "$(balance "${address[bob]}")" 10000
appealed=$(act bob campaigns appeal 1 2 '来源在文末。')
judges=$(pick "next(e['fields']['judges'] for e in it['events'] if e['event'] == 'Appealed')" <<<"$appealed")
heard=
for role in bookshop mediaX meetup writer teacher; do
    if [[ $judges == *${address[$role]}* ]]; then
        heard=$(act "$role" campaigns decideAppeal 1 2 true '属实。')
    fi
done
check 'two other reviewers overturn the refusal' "$(rewards <<<"$heard")" "[('30', '1')]"

# The boundary: X unreserved and Y unsubmitted burn, Z waits.
"$WEPOS_BIN" dev clock step 600s --rpc "$url" >/dev/null
pass_month() {
    local tick
    for ((tick = 0; tick < 100; tick++)); do
        if (($(ask emission month | pick "it['result']['number']") >= $1)); then return; fi
        sleep 0.1
    done
    fail "month $1 did not begin within 10 s"
}
pass_month 2
read -r unreserved unsubmitted pending < <(record burnedUnreserved burnedUnsubmitted settlement)
check 'X: what nobody reserved burns' "$unreserved" 850020
check 'Y: what nobody submitted for burns' "$unsubmitted" 19890
check 'Z: what is pending waits' "$pending" 30
supply() { ask emission supply | pick "pos(sum(int(v) for k, v in it['result']['parts'].items() if k != 'total'))"; }
check 'everything adds up' "$(supply)" 100000000
check 'the multiplier of the new stage' "$(ask emission stage | pick "it['result']['multiplier']")" 2

three=$(reviewer 3)
late=$(act "$three" campaigns decide 1 3 true '迟到的批准。')
check 'a late approval pays the old nominal' "$(rewards <<<"$late")" "[('30', '1')]"
check 'it is in the account' "$(balance "${address[carol]}")" 10030

"$WEPOS_BIN" dev clock step 600s --rpc "$url" >/dev/null
pass_month 3
check 'the stage is settled: issued, and nothing waits' "$(record issued settlement)" '130090 0'
check 'everything still adds up' "$(supply)" 100000000

# One account, trusting nothing but the genesis document.
proved=$("$WEPOS_BIN" verify "${address[carol]}" --rpc "$url" --genesis "$folder/data/genesis.json" --json)
check 'the balance is proved' "$(pick "pos(it['record']['balance'])" <<<"$proved")" 10030
burned=$("$WEPOS_BIN" verify burned --rpc "$url" --genesis "$folder/data/genesis.json" --json)
check 'what burned is proved' "$(pick "pos(it['record']['balance'])" <<<"$burned")" 869910
stop_node

# The whole chain once more, by books of its own; then copies that somebody altered.
audited=$("$WEPOS_BIN" audit --data-dir "$folder/data" --from genesis --json) || fail "the audit failed: $audited"
check 'the audit holds' "$(pick "it['holds']" <<<"$audited")" True
check 'its books of the stage' \
    "$(pick "[pos(it['stages'][0][k]) for k in ('issued', 'burned', 'settling')]" <<<"$audited")" \
    "['130090', '869910', '0']"
check 'its sum of all places' "$(pick "pos(sum(int(v) for v in it['supply'].values()))" <<<"$audited")" 100000000
for kind in balance receipt block supply payout; do
    status=0
    found=$("$WEPOS_BIN" audit --data-dir "$folder/data" --tamper "$kind" --json) || status=$?
    check "an altered $kind is found" "$status" 1
    same="[e['mismatches'][0][k] == e['audit']['altered'][k] for e in [it['error']] for k in ('block', 'account')]"
    check "block and account of the $kind are named" "$(pick "$same" <<<"$found")" '[True, True]'
    if [[ $kind != block ]]; then
        check_contains "the difference of the $kind is named" \
            "$(pick "it['error']['mismatches'][0]['difference']" <<<"$found")" PoS
    fi
done
printf '%d checks passed\n' "$passed"

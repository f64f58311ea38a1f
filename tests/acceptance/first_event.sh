#!/usr/bin/env bash
# The guide "run your first event" (see guide.bash).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/guide.bash"
guide=$here/../../docs/guides/run-your-first-event

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
    printed 'a second ticket for one account is refused' 'This account has 1 of the 1 rewards that campaign 1 gives'
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
    printed 'and it is told how to get one' 'The nearest ways to an anchor'
    printed 'with the event that is open now' 'open now: campaign 1'
}

# What carol's phone does with the portal: her private answer goes to the inbox, its hash to the chain.
carol=0xcf6a88385489cfea2eec448788bcbc0c5ec73ba4f44dae092562a892e13329b6
before_12() {
    local stored read
    stored=$(wepos inbox answer --campaign 2 '+86 139 0000 0000' --key "$carol" --json)
    wepos send campaigns answer 2 '["0"]' "$(pick "it['hash']" <<<"$stored")" --key "$carol" >/dev/null
    record=$(pick "it['id']" <<<"$stored")
    read=$(wepos inbox read --campaign 2 --key "$ALICE" --json)
    read=$(pick "[r['answers'] for r in it['records']]" <<<"$read")
    check 'the organiser reads it' "$read" "[['+86 139 0000 0000']]"
    read=$(wepos inbox read "$record" --key visitor --json || true)
    check 'nobody else does' "$(pick "it['error']['code']" <<<"$read")" notAParty
}
after_12() {
    local read
    read=$(wepos inbox read "$record" --key "$ALICE" --json || true)
    check 'once erased, nobody does' "$(pick "it['error']['code']" <<<"$read")" erased
    read=$(wepos inbox forget "$record" --key "$carol" --json || true)
    check 'nor is it erased twice' "$(pick "it['error']['cause']" <<<"$read")" operator
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

source "$here/follow.bash"

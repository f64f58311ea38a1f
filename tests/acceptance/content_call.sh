#!/usr/bin/env bash
# The guide "content calls and lists of rewards" (see guide.bash).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/guide.bash"
guide=$here/../../docs/guides/content-calls

submission() { ask campaigns submission "$1" "$2" | pick "it['result']['found']['$3']"; }

after_2() {
    check 'three scores each, two prizes' \
        "$(campaign 1 "(c['status'], c['terms']['decidedBy'], c['terms']['scores'], pos(c['budget']))")" \
        "(3, 4, 3, '60')"
}
after_3() {
    printed 'a text with other blanks is no new one' 'This content is in campaign 1 already'
    check 'prizes are held, and nobody has one' \
        "$(campaign 1 "(c['live'], pos(c['held']))") $(submission 1 1 hasPlace)" "(3, '60') False"
}
after_4() {
    printed 'who has no turn is told until when' 'is left to 0x44F6'
    check 'ranked by the median' \
        "$(ask campaigns ranking 1 1 50 | pick "[(r['submission'], r['median']) for r in it['result']['page']]")" \
        '[(3, 85), (1, 70), (2, 55)]'
}
after_5() {
    check 'the result is fixed' "$(ask campaigns ranking 1 1 50 | pick "it['result']['announced']")" True
    check 'the best two are paid' "$(campaign 1 "(c['rewarded'], pos(c['paid']))")" "(2, '60')"
    check 'the third is not' "$(submission 1 2 status)" 3
    printed 'the reasons are public' 'more examples'
}
after_6() {
    check 'an appeal is heard by two who did not score' "$(submission 1 2 status)" 4
}
after_7() { check 'a campaign with a list' "$(campaign 2 "(c['status'], c['terms']['decidedBy'])")" '(3, 5)'; }
after_8() {
    printed 'the same account twice is named with its line' 'line 3: the account of line 2 again'
    printed 'the totals' '60 PoS'
    check 'two lines, held' "$(campaign 2 "(c['live'], pos(c['held']), pos(c['paid']))")" "(2, '60', '0')"
}
after_9() {
    check 'one line is struck' "$(submission 2 2 status)" 3
    check 'nothing is paid before the time' "$(campaign 2 "pos(c['paid'])")" 0
}
after_10() {
    check 'the other is paid' "$(submission 2 1 status) $(campaign 2 "pos(c['paid'])")" '2 30'
    check 'the list is done' \
        "$(ask campaigns awards 2 | pick "[it['result'][k] for k in ('confirmed', 'paid')]")" '[2, 2]'
}
before_11() { stop_node; }
after_11() { printed 'the audit holds' 'holds'; }

source "$here/follow.bash"

#!/usr/bin/env bash
# The checklist of Ethereum's clients against one `wepos dev`. Needs WEPOS_BIN and CAST, as ./test.sh gives them.
#
# Prints `ok N ...` or `not ok N ...: got ... want ...` for every check (N is the checklist's item), then the counts.
# WEPOS_CHECKLIST_TRANSFERS sets the number of transfers of item 24; 20000 is the full load.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/node.bash"

[[ -x ${CAST:-} ]] || fail "CAST does not name the program 'cast'; run ./test.sh --only acceptance"
need_debian python3 python3
need_debian curl curl

start_node
python3 -B "$here/checklist.py" "$ready"
stop_node

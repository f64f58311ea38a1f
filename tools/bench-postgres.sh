#!/usr/bin/env bash
# What a PostgreSQL double-entry ledger does on this machine: the yardstick beside `wepos bench transfer`.
#
#   tools/bench-postgres.sh FOLDER
#
# Makes a cluster of its own below FOLDER, with everything durable as PostgreSQL has it by default, moves money between
# 1,000 accounts by one function call each from 8 clients, and prints one line to standard output:
# "<transfers per second> <CPU microseconds per transfer of the server's processes>". Everything else goes to standard
# error. The cluster is removed at the end. WEPOS_BENCH_SECONDS sets the duration, 15 by default.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

ACCOUNTS=1000
OPENING=1000000
SECONDS_LONG=${WEPOS_BENCH_SECONDS:-15}

folder=${1:?"usage: tools/bench-postgres.sh FOLDER"}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

# The newest installed server; Debian keeps its programs away from PATH.
programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
if [[ ! -x $programs/initdb ]]; then
    has initdb || fail "PostgreSQL's server is not installed." "On Debian and Ubuntu: sudo apt-get install postgresql"
    programs=$(dirname "$(command -v initdb)")
fi

# PostgreSQL refuses to run as root.
as=()
if [[ $(id -u) == 0 ]]; then
    user=postgres
    id -u "$user" >/dev/null 2>&1 || user=nobody
    as=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups env HOME=/)
fi
server() { (cd / && ${as[@]+"${as[@]}"} "$programs/$1" "${@:2}"); }

# Paths of sockets are short, so they do not lie in the caller's folder.
sockets=$(mktemp -d /tmp/wepos-postgres.XXXXXX)
cluster=$folder/postgres-$$
opened=
finish() {
    local status=$?
    if [[ -f $cluster/postmaster.pid ]]; then
        server pg_ctl -D "$cluster" -m immediate -w stop >&2 || true
    fi
    # What only this script opened is closed again.
    if [[ -n $opened ]]; then chmod "$opened" "$folder"; fi
    rm -rf "$cluster" "$sockets"
    exit "$status"
}
trap finish EXIT

mkdir "$cluster"
chmod 700 "$cluster"
if ((${#as[@]})); then
    chown "$user" "$cluster" "$sockets"
    if ! (cd / && "${as[@]}" test -x "$cluster"); then
        # A private folder: the server may pass through it, and no more.
        opened=$(stat -c %a "$folder")
        chmod o+x "$folder"
    fi
fi

server initdb -D "$cluster" -U ledger -A trust -E UTF8 --locale C --data-checksums --no-instructions >&2
# Durability is PostgreSQL's default, and written down because it is the point of the comparison.
cat >>"$cluster/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$sockets'
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = 256MB
max_wal_size = 4GB
CONF
server pg_ctl -D "$cluster" -l "$cluster/log" -w start >&2

sql() { server psql -h "$sockets" -U ledger -d postgres -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

sql >&2 <<SQL
create table accounts (
    id bigint primary key,
    balance numeric(38, 0) not null check (balance >= 0)
);
create sequence transfers;
create table entries (
    transfer bigint not null,
    account bigint not null references accounts,
    amount numeric(38, 0) not null,
    primary key (transfer, account)
);
create index on entries (account, transfer);

-- Both rows are taken in the order of their ids, so that two opposite transfers cannot wait for each other.
create function transfer(payer bigint, payee bigint, amount numeric) returns bigint language plpgsql as \$\$
declare
    number bigint := nextval('transfers');
begin
    if payer = payee or amount <= 0 then
        raise exception 'not a transfer';
    elsif payer < payee then
        update accounts set balance = balance - amount where id = payer;
        update accounts set balance = balance + amount where id = payee;
    else
        update accounts set balance = balance + amount where id = payee;
        update accounts set balance = balance - amount where id = payer;
    end if;
    insert into entries values (number, payer, -amount), (number, payee, amount);
    return number;
end
\$\$;

insert into accounts select id, $OPENING from generate_series(1, $ACCOUNTS) id;
analyze;
checkpoint;
SQL

cat >"$sockets/transfer.sql" <<SQL
\set payer random(1, $ACCOUNTS)
\set payee 1 + (:payer + random(0, $ACCOUNTS - 2)) % $ACCOUNTS
select transfer(:payer, :payee, 1);
SQL
chmod 644 "$sockets/transfer.sql"

# CPU ticks of the postmaster, of the children it has seen end, and of those that live.
ticks() {
    local postmaster child sum
    postmaster=$(head -n 1 "$cluster/postmaster.pid")
    # After the name in brackets, utime to cstime are the fields 12 to 15.
    sum=$(sed 's/.*) //' "/proc/$postmaster/stat" | awk '{print $12 + $13 + $14 + $15}')
    for child in $(cat "/proc/$postmaster/task/$postmaster/children"); do
        # A child may have ended meanwhile.
        sum=$((sum + $(sed 's/.*) //' "/proc/$child/stat" 2>/dev/null | awk '{s = $12 + $13} END {print s + 0}')))
    done
    printf '%s\n' "$sum"
}

before=$(ticks)
report=$(server pgbench -h "$sockets" -U ledger -n -M prepared -c 8 -j 2 -T "$SECONDS_LONG" \
    -f "$sockets/transfer.sql" postgres)
say "$report"
# The last backend leaves when its client has gone.
while [[ $(sql -c "select count(*) from pg_stat_activity where backend_type = 'client backend'") != 1 ]]; do
    sleep 0.1
done
after=$(ticks)

transfers=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' <<<"$report")
rate=$(sed -n 's/^tps = \([0-9]*\).*/\1/p' <<<"$report")
failed=$(sed -n 's/^number of failed transactions: \([0-9]*\).*/\1/p' <<<"$report")
((transfers > 0 && ${failed:-0} == 0)) || fail "pgbench: $transfers transfers, ${failed:-0} failed"

conserved=$(sql -c "
    select (select sum(balance) from accounts) = $ACCOUNTS * $OPENING::numeric
        and (select sum(amount) from entries) = 0
        and (select count(*) from entries) = 2 * $transfers
        and not exists (
            select from accounts left join entries on account = id
            group by id, balance having balance <> $OPENING + coalesce(sum(amount), 0))")
[[ $conserved == t ]] || fail "the ledger does not add up after $transfers transfers"
say "$transfers transfers, money conserved"

printf '%s %s\n' "$rate" $(((after - before) * 1000000 / $(getconf CLK_TCK) / transfers))

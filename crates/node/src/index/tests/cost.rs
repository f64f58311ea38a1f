//! What a transfer costs. Figures are printed (`--nocapture`) and never asserted: machines differ.

use super::{
    history::{Sent, blocks_of},
    *,
};
use crate::index::{chunk::Rows, schema::Coverage, totals::Meter, writer::write};

/// Transfers in a full block: gas allows 1,428.
const FULL: u64 = 1_400;

/// A native transfer as a block has it.
fn sent(from: u64, to: u64) -> Sent {
    let (address, topics) = transfer(from, to);
    Sent {
        sender: Some(account(from)),
        to: account(to),
        success: true,
        logs: vec![Event {
            address,
            topics,
            data: vec![0; 32],
        }],
    }
}

/// CPU time of this thread in nanoseconds, where the system tells.
fn cpu_ns() -> u64 {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let field = line.split(' ').next().unwrap_or_default();
    field.parse().unwrap_or_default()
}

/// Indexes `blocks` full blocks between `accounts` accounts and says what a transfer cost.
fn measure(name: &str, accounts: u64, blocks: u64, blocks_per_batch: u64) {
    let directory = directory();
    let path = path(&directory);
    let (mut connection, _) = schema::open_writer(&path, network().hash()).expect("it opens");
    let mut seed = 1_u64;
    let mut pick = move || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % accounts
    };
    let mut meter = Meter::new(network());
    let (mut encode_ns, mut write_ns, mut rows_count) = (0, 0, 0);
    let started = Instant::now();
    let mut number = 0;
    let mut generate = Duration::ZERO;
    while number < blocks {
        let before = Instant::now();
        let batch: Vec<_> = (0..blocks_per_batch)
            .map(|_| {
                number += 1;
                let transactions = (0..FULL).map(|_| sent(pick(), pick()));
                blocks_of(number, 0, vec![transactions.collect()]).remove(0)
            })
            .collect();
        generate += before.elapsed();
        let before = cpu_ns();
        let mut rows = Rows::default();
        for block in &batch {
            rows.add(block);
            meter.add(block);
        }
        encode_ns += cpu_ns() - before;
        let newest = batch.last().expect("there is one");
        let tip = Coverage {
            first: batch[0].header.number,
            tip: newest.header.number,
            hash: newest.hash,
        };
        let before = cpu_ns();
        write(&mut connection, &mut rows, &mut meter, tip).expect("there is room");
        write_ns += cpu_ns() - before;
        rows_count +=
            rows.blocks.len() + rows.transactions.len() + rows.chunks.len() + rows.postings.len();
    }
    let wall = started.elapsed() - generate;
    connection
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("nobody reads");
    let bytes = std::fs::metadata(&path).expect("it is there").len();
    let transfers = (number * FULL) as f64;
    println!(
        "{name}: {transfers} transfers; each took {:.2} + {:.2} µs of CPU (rows, SQLite), {:.2} µs of time, \
        {:.2} rows, {:.0} bytes",
        encode_ns as f64 / transfers / 1000.0,
        write_ns as f64 / transfers / 1000.0,
        wall.as_micros() as f64 / transfers,
        rows_count as f64 / transfers,
        bytes as f64 / transfers,
    );
    let reads = Reader::new(&connection, &path);
    let mut wallet = query(0, u64::MAX);
    wallet.topics[1] = Some(vec![account(1).into_word()]);
    let before = Instant::now();
    let found = reads.logs(&wallet).expect("it answers").logs.len();
    println!(
        "    {found} transfers of one sender of {accounts} in {:?}",
        before.elapsed()
    );
}

#[test]
fn a_transfer_costs_at_most_three_rows_and_a_share() {
    measure("few accounts", 100, 10, 1);
    measure("many accounts", 1_000_000, 10, 2);
}

#[test]
#[ignore = "takes minutes: run it by hand to measure"]
fn cost_of_a_transfer_in_a_large_index() {
    measure("a batch of one block", 100_000, 400, 1);
    measure("a batch of five blocks", 1_000_000, 1_000, 5);
}

#[test]
fn rows_per_transfer_stay_within_the_budget() {
    let transactions = (0..FULL).map(|number| sent(2 * number, 2 * number + 1));
    let block = blocks_of(1, 0, vec![transactions.collect()]).remove(0);
    let mut rows = Rows::default();
    rows.add(&block);
    let transfers = usize::try_from(FULL).expect("it is small");
    let chunks = transfers.div_ceil(32);
    assert_eq!(rows.transactions.len(), transfers);
    assert_eq!(rows.chunks.len(), chunks);
    // A sender and a receiver each; the token and the kind of event once per chunk.
    assert_eq!(rows.postings.len(), 2 * transfers + 2 * chunks);
}

//! The writer: one thread that turns queued blocks into transactions of SQLite.

use super::{
    IndexError, Shared,
    chunk::{Rows, chunks_of},
    schema::{Coverage, explain},
    totals::Meter,
};
use crate::ledger::StoredBlock;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout_at,
};

/// How many transactions one commit takes at most: enough that pages are shared, a few seconds' worth at full load,
/// and small enough for memory (about 10 MiB of rows).
const BATCH_TRANSACTIONS: usize = 20_000;

/// How many blocks one commit takes at most: far fewer than the ledger keeps in memory, which answers until then.
const BATCH_BLOCKS: usize = 64;

/// How long a block waits for others to share a commit with. What is not written yet is answered from memory.
const BATCH_WAIT: Duration = Duration::from_secs(1);

/// How many rows begin a new era. The tree of one era stays so small that the rows of a batch share its pages, while a
/// search that must look into every era (about 3 µs each) stays fast: 400 eras for 100 million transfers.
const ERA_ROWS: i64 = 750_000;

/// What the writer is asked to do.
#[derive(Debug)]
pub(super) enum Command {
    /// Index a block. The queue checked that it follows the last one.
    Append(Arc<StoredBlock>),
    /// Answer when everything before is committed.
    Flush(oneshot::Sender<()>),
    /// Fail as a bug would.
    #[cfg(test)]
    Panic,
}

/// Blocks that go into one transaction.
#[derive(Default)]
struct Batch {
    rows: Rows,
    newest: Option<Arc<StoredBlock>>,
    first: u64,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Batch {
    fn add(&mut self, command: Command, meter: &mut Meter) {
        match command {
            Command::Append(block) => {
                self.rows.add(&block);
                meter.add(&block);
                if self.newest.is_none() {
                    self.first = block.header.number;
                }
                self.newest = Some(block);
            }
            Command::Flush(reply) => self.waiting.push(reply),
            #[cfg(test)]
            Command::Panic => panic!("a test asked for it"),
        }
    }

    fn is_complete(&self) -> bool {
        self.rows.transactions.len() >= BATCH_TRANSACTIONS
            || self.rows.blocks.len() >= BATCH_BLOCKS
            || !self.waiting.is_empty()
    }
}

/// Runs until the queue is closed and empty, the index is dropped, or the file fails.
pub(super) async fn run(
    mut connection: Connection,
    mut meter: Meter,
    queue: &mut mpsc::Receiver<Command>,
    shared: &Shared,
) {
    while let Some(command) = queue.recv().await {
        let mut batch = Batch::default();
        batch.add(command, &mut meter);
        let deadline = tokio::time::Instant::now() + BATCH_WAIT;
        while !batch.is_complete() {
            match timeout_at(deadline, queue.recv()).await {
                Ok(Some(command)) => batch.add(command, &mut meter),
                // Time is up, or nothing more will come.
                Ok(None) | Err(_) => break,
            }
        }
        if shared.is_dropped() {
            return;
        }
        if let Some(newest) = batch.newest.take() {
            let tip = Coverage {
                first: batch.first,
                tip: newest.header.number,
                hash: newest.hash,
            };
            match write(&mut connection, &mut batch.rows, &mut meter, tip) {
                Ok(()) => shared.commit(tip),
                Err(error) => {
                    let error = explain(&shared.path, &error);
                    tracing::error!(%error, "the index stops");
                    // In this order: whoever finds the queue closed finds the reason too.
                    shared.fail(error);
                    // And before anyone who waits for a flush learns of it.
                    queue.close();
                    return;
                }
            }
        }
        for reply in batch.waiting {
            // Who asked may have left.
            let _ = reply.send(());
        }
    }
    if let Err(error) = connection.close() {
        let (_, error) = error;
        shared.fail(explain(&shared.path, &error));
    }
}

/// Writes rows and the new tip in one transaction.
pub(super) fn write(
    connection: &mut Connection,
    rows: &mut Rows,
    meter: &mut Meter,
    tip: Coverage,
) -> rusqlite::Result<()> {
    rows.sort();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    insert(&transaction, rows, tip)?;
    meter.write(&transaction)?;
    transaction.commit()
}

fn insert(transaction: &Transaction<'_>, rows: &Rows, tip: Coverage) -> rusqlite::Result<()> {
    let count = rows.transactions.len() + rows.postings.len();
    let era = era(
        transaction,
        tip.first,
        i64::try_from(count).unwrap_or(i64::MAX),
    )?;
    let mut insert = transaction.prepare_cached("INSERT INTO block VALUES (?, ?)")?;
    for (hash, number) in &rows.blocks {
        insert.execute(params![hash, number])?;
    }
    let mut insert = transaction.prepare_cached("INSERT INTO tx VALUES (?, ?, ?)")?;
    for (hash, position) in &rows.transactions {
        insert.execute(params![era, hash, position])?;
    }
    let mut insert = transaction.prepare_cached("INSERT INTO logs VALUES (?, ?)")?;
    for (chunk, content) in &rows.chunks {
        insert.execute(params![chunk, content])?;
    }
    // Two values of one chunk may share a term.
    let mut insert =
        transaction.prepare_cached("INSERT OR IGNORE INTO posting VALUES (?, ?, ?)")?;
    for (term, chunk) in &rows.postings {
        insert.execute(params![era, term, chunk])?;
    }
    let mut update = transaction
        .prepare_cached("UPDATE meta SET first = coalesce(first, ?), tip = ?, hash = ?")?;
    update.execute(params![
        tip.first.cast_signed(),
        tip.tip.cast_signed(),
        tip.hash.as_slice()
    ])?;
    Ok(())
}

/// The era of a batch of `count` rows that begins with block `first`: the last one, or a new one when that is full.
fn era(transaction: &Transaction<'_>, first: u64, count: i64) -> rusqlite::Result<i64> {
    let last: Option<(i64, i64)> = transaction
        .prepare_cached("SELECT id, filled FROM era ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match last {
        Some((id, filled)) if filled < ERA_ROWS => {
            transaction
                .prepare_cached("UPDATE era SET filled = filled + ? WHERE id = ?")?
                .execute([count, id])?;
            Ok(id)
        }
        _ => {
            let id = last.map_or(0, |(id, _)| id + 1);
            let first = *chunks_of(first, first).start();
            transaction
                .prepare_cached("INSERT INTO era VALUES (?, ?, ?)")?
                .execute([id, first, count])?;
            Ok(id)
        }
    }
}

/// A writer that is gone: what `append` and `flush` answer from then on.
pub(super) fn stopped(shared: &Shared) -> IndexError {
    shared.failure().unwrap_or(IndexError::Closed)
}

use super::*;
use alloy_primitives::{Address, keccak256};
use proptest::prelude::*;
use rusqlite::params;
use std::{sync::LazyLock, time::Duration};
use tempfile::TempDir;
use wepos_chain::{
    block::{Event, Receipt},
    header::Header,
    time::Timestamp,
};

mod check;
mod cost;
mod files;
mod history;
mod logs;
mod totals;

/// A development network whose days have one second.
pub(crate) fn network() -> Arc<Network> {
    static NETWORK: LazyLock<Arc<Network>> = LazyLock::new(|| {
        let genesis = wepos_chain::testing::genesis(&[], Some(30_000));
        Arc::new(Network::new(genesis).expect("the document is whole"))
    });
    NETWORK.clone()
}

/// A log's address and topics.
type Content = (Address, Vec<B256>);

/// A block with these logs, in transactions of `logs_per_transaction`, whose parent is `parent`.
fn block(
    parent: Option<&StoredBlock>,
    number: u64,
    transactions: Vec<Vec<Content>>,
) -> Arc<StoredBlock> {
    let header = Header {
        number,
        parent_hash: parent.map_or(B256::ZERO, |parent| parent.hash),
        ..Header::default()
    };
    let hashes = (0..transactions.len())
        .map(|index| keccak256(format!("transaction {index} of block {number}")))
        .collect();
    let receipts = transactions
        .into_iter()
        .map(|logs| Receipt {
            kind: 2,
            success: true,
            gas_used: 21_000,
            cumulative_gas_used: 21_000,
            sender: Address::ZERO,
            logs: logs
                .into_iter()
                .map(|(address, topics)| Event {
                    address,
                    topics,
                    data: Vec::new(),
                })
                .collect(),
            error: Vec::new(),
        })
        .collect();
    Arc::new(StoredBlock {
        hash: header.hash_slow(),
        header,
        time: Timestamp::from_millis(number * 1000),
        transactions: Vec::new(),
        hashes,
        receipts,
        size: 0,
    })
}

/// Consecutive blocks from number 1 on.
fn chain(blocks: Vec<Vec<Vec<Content>>>) -> Vec<Arc<StoredBlock>> {
    let mut chain: Vec<Arc<StoredBlock>> = Vec::new();
    for (number, transactions) in (1..).zip(blocks) {
        let parent = chain.last().cloned();
        chain.push(block(parent.as_deref(), number, transactions));
    }
    chain
}

/// `count` blocks of one transfer each.
pub(crate) fn transfers(count: u64) -> Vec<Arc<StoredBlock>> {
    chain(
        (0..count)
            .map(|number| vec![vec![transfer(number, number + 1)]])
            .collect(),
    )
}

fn account(number: u64) -> Address {
    Address::from_word(keccak256(number.to_be_bytes()))
}

fn transfer(from: u64, to: u64) -> Content {
    let topics = vec![
        keccak256("Transfer(address,address,uint256)"),
        account(from).into_word(),
        account(to).into_word(),
    ];
    (Address::repeat_byte(1), topics)
}

pub(crate) fn query(from: u64, to: u64) -> LogQuery {
    LogQuery {
        from,
        to,
        addresses: Vec::new(),
        topics: [const { None }; 4],
        limit: MAX_LOGS,
    }
}

pub(crate) fn path(directory: &TempDir) -> PathBuf {
    directory.path().join("index.sqlite")
}

pub(crate) fn directory() -> TempDir {
    tempfile::tempdir().expect("there is room for temporary files")
}

fn open(directory: &TempDir) -> Index {
    Index::open(&path(directory), network()).expect("the index opens")
}

async fn append(index: &Index, blocks: &[Arc<StoredBlock>]) {
    for block in blocks {
        index
            .append(block.clone())
            .await
            .expect("the block is next");
    }
    index.flush().await.expect("the writer writes");
}

impl Index {
    /// Has the writer fail as a bug would.
    pub(crate) async fn break_writer(&self) {
        let sender = self.queue.lock().await.sender.clone();
        let sent = sender.expect("it runs").send(Command::Panic).await;
        sent.expect("it takes commands");
    }
}

fn scan(query: &LogQuery, blocks: &[Arc<StoredBlock>]) -> Vec<LogPosition> {
    blocks
        .iter()
        .flat_map(|block| matches(query, block))
        .collect()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime starts")
}

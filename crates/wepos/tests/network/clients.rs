//! Clients that keep sending whatever happens, and the book of what they were told.

use crate::{
    rpc::{BATCH, Rpc, hash, number, until},
    wallet::{Sender, Told},
};
use alloy_primitives::{Address, B256};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{task::JoinHandle, time::timeout};
use wepos_chain::amounts::Amount;

/// How long a client waits for a node before it turns to the next: one that is stopped takes connections and says
/// nothing.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a client waits for a receipt before it sends the same bytes again, to another node.
const AGAIN: Duration = Duration::from_secs(5);

/// How often a client asks for its receipt.
const POLL: Duration = Duration::from_millis(20);

/// What each transfer moves: the least that opens an account (R15).
const AMOUNT: Amount = Amount::from_units(10_000_000_000_000_000);

/// Who receives what is sent.
const RECEIVER: Address = Address::repeat_byte(0x5a);

/// Everything that clients were told.
#[derive(Default)]
pub(crate) struct Book(Mutex<BTreeMap<B256, Told>>);

impl Book {
    pub(crate) fn len(&self) -> usize {
        self.0.lock().expect("no client panicked").len()
    }

    fn acknowledge(&self, receipt: &Value) {
        let told = Told::of(receipt);
        let known = self
            .0
            .lock()
            .expect("no client panicked")
            .insert(hash(&receipt["transactionHash"]), told.clone());
        assert!(
            known.is_none_or(|known| known == told),
            "{receipt} was told otherwise"
        );
    }
}

/// Clients on the test's own thread.
pub(crate) struct Clients {
    pub(crate) book: Arc<Book>,
    stop: Arc<AtomicBool>,
    tasks: Vec<JoinHandle<Sender>>,
}

impl Clients {
    /// One for each role; each begins at another node.
    pub(crate) fn start(nodes: &[Rpc], roles: &[&str]) -> Self {
        let (book, stop) = (Arc::<Book>::default(), Arc::<AtomicBool>::default());
        let tasks = roles.iter().enumerate().map(|(index, role)| {
            let mut nodes = nodes.to_vec();
            let count = nodes.len();
            nodes.rotate_left(index % count);
            let (sender, book, stop) = (Sender::of_role(role), book.clone(), stop.clone());
            tokio::spawn(send(nodes, sender, book, stop))
        });
        let tasks = tasks.collect();
        Self { book, stop, tasks }
    }

    /// Waits until so many more transactions were acknowledged: the network makes progress.
    pub(crate) async fn progress(&self, what: &str, more: usize, limit: Duration) {
        let wanted = self.book.len() + more;
        until(what, limit, async || {
            assert!(
                !self.tasks.iter().any(JoinHandle::is_finished),
                "{what}: a client gave up"
            );
            self.book.len() >= wanted
        })
        .await;
    }

    /// Lets every client end with the transaction it waits for.
    pub(crate) async fn end(self) -> (Arc<Book>, Vec<Sender>) {
        self.stop.store(true, Ordering::Relaxed);
        let mut senders = Vec::new();
        for task in self.tasks {
            senders.push(task.await.expect("a client ends"));
        }
        (self.book, senders)
    }
}

/// Sends one transfer after the other, each until it has a receipt: to one node after the other, always the same bytes.
async fn send(
    mut nodes: Vec<Rpc>,
    mut sender: Sender,
    book: Arc<Book>,
    stop: Arc<AtomicBool>,
) -> Sender {
    while !stop.load(Ordering::Relaxed) {
        let (hash, raw) = sender.sign(nodes[0].chain_id, RECEIVER, AMOUNT, Vec::new());
        loop {
            let node = &nodes[0];
            let sent = timeout(
                PATIENCE,
                node.try_call("eth_sendRawTransaction", json!([raw])),
            )
            .await;
            // It may wait here already, or be final, or this node may be gone: the receipt will tell.
            if let Ok(Err(error)) = sent {
                let harmless = [
                    "already known",
                    "nonce too low",
                    "error sending request",
                    "connection",
                ];
                let known = harmless.iter().any(|text| error.contains(text));
                assert!(known, "{} refuses {raw}: {error}", node.url);
            }
            if let Some(receipt) = receipt(node, hash).await {
                book.acknowledge(&receipt);
                break;
            }
            nodes.rotate_left(1);
        }
    }
    sender
}

/// Waits for a receipt at one node, as long as it answers.
async fn receipt(node: &Rpc, hash: B256) -> Option<Value> {
    let started = Instant::now();
    while started.elapsed() < AGAIN {
        let answer = timeout(
            PATIENCE,
            node.try_call("eth_getTransactionReceipt", json!([hash])),
        );
        let receipt = answer.await.ok()?.ok()?;
        if !receipt.is_null() {
            return Some(receipt);
        }
        tokio::time::sleep(POLL).await;
    }
    None
}

/// How regularly blocks come: the longest time for which no node had a new one.
pub(crate) struct Pulse {
    longest: Arc<Mutex<Duration>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Pulse {
    pub(crate) fn start(nodes: Vec<Rpc>) -> Self {
        let (longest, newest) = (
            Arc::<Mutex<Duration>>::default(),
            Arc::<AtomicU64>::default(),
        );
        // Each by itself: one that is stopped holds nobody up.
        let watch = |node: Rpc| {
            let newest = newest.clone();
            tokio::spawn(async move {
                loop {
                    let asked = node.try_call("eth_blockNumber", json!([]));
                    if let Ok(Ok(height)) = timeout(PATIENCE, asked).await {
                        newest.fetch_max(number(&height), Ordering::Relaxed);
                    }
                    tokio::time::sleep(POLL).await;
                }
            })
        };
        let mut tasks: Vec<_> = nodes.into_iter().map(watch).collect();
        let seen = longest.clone();
        tasks.push(tokio::spawn(async move {
            let (mut tip, mut since) = (0, Instant::now());
            loop {
                let height = newest.load(Ordering::Relaxed);
                if height > tip {
                    (tip, since) = (height, Instant::now());
                }
                {
                    let mut longest = seen.lock().expect("no panic");
                    *longest = (*longest).max(since.elapsed());
                }
                tokio::time::sleep(POLL).await;
            }
        }));
        Self { longest, tasks }
    }

    /// The longest since the last time it was asked.
    pub(crate) fn take(&self) -> Duration {
        std::mem::take(&mut self.longest.lock().expect("no panic"))
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Waits until every node has a block, and returns its height: the highest that any of them has now.
pub(crate) async fn level(nodes: &[Rpc], limit: Duration) -> u64 {
    let mut highest = 0;
    for node in nodes {
        highest = highest.max(node.height().await);
    }
    for node in nodes {
        until(
            &format!("{} comes to block {highest}", node.url),
            limit,
            async || node.height().await >= highest,
        )
        .await;
    }
    highest
}

/// All nodes have the same chain up to `height`, and in it everything that was acknowledged, once.
pub(crate) async fn check_agreement(nodes: &[Rpc], height: u64, book: &Book, senders: &[Sender]) {
    let told = book.0.lock().expect("no client panicked").clone();
    let mut first: Option<Vec<Value>> = None;
    for node in nodes {
        let blocks = blocks(node, height).await;
        let mut landed = BTreeMap::<B256, usize>::new();
        for block in &blocks {
            let transactions = block["transactions"].as_array().expect("a list of hashes");
            for transaction in transactions {
                *landed.entry(hash(transaction)).or_default() += 1;
            }
        }
        let hashes: Vec<B256> = told.keys().copied().collect();
        for (hash, receipt) in hashes.iter().zip(node.receipts(&hashes).await) {
            let told = &told[hash];
            let at = &node.url;
            assert!(
                !receipt.is_null(),
                "{at}: {hash} was acknowledged as {told:?} and is gone"
            );
            assert_eq!(Told::of(&receipt), *told, "{at}: {hash} was told otherwise");
            assert_eq!(landed.get(hash), Some(&1), "{at}: blocks with {hash}");
        }
        for sender in senders {
            let nonce = node.nonce(sender.address).await;
            assert_eq!(
                nonce, sender.next,
                "{}: the nonce of {}",
                node.url, sender.address
            );
        }
        let blocks = blocks.into_iter().map(|mut block| {
            let keys = [
                "number",
                "hash",
                "stateRoot",
                "receiptsRoot",
                "transactions",
            ];
            keys.map(|key| block[key].take()).into_iter().collect()
        });
        let blocks: Vec<Value> = blocks.collect();
        match &first {
            None => first = Some(blocks),
            Some(first) => {
                for (ours, theirs) in first.iter().zip(&blocks) {
                    assert_eq!(ours, theirs, "{} and {} differ", nodes[0].url, node.url);
                }
            }
        }
    }
    let signed: usize = senders.iter().map(|sender| sender.sent.len()).sum();
    assert_eq!(
        told.len(),
        signed,
        "everything that was sent was acknowledged in the end"
    );
}

/// All blocks of a node from the first to that at `height`.
async fn blocks(node: &Rpc, height: u64) -> Vec<Value> {
    let heights: Vec<u64> = (0..=height).collect();
    let mut blocks = Vec::with_capacity(heights.len());
    for heights in heights.chunks(BATCH) {
        let params = heights
            .iter()
            .map(|height| json!([format!("{height:#x}"), false]));
        let answers = node.batch("eth_getBlockByNumber", params).await;
        for (height, block) in heights.iter().zip(answers) {
            let block =
                block.unwrap_or_else(|error| panic!("{}: block {height}: {error}", node.url));
            assert_eq!(number(&block["number"]), *height, "{}: {block}", node.url);
            blocks.push(block);
        }
    }
    blocks
}

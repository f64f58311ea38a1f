//! Followers against real validators and against sources that lie, fail and stall.

mod liars;

use super::{HttpSource, LedgerSource, Source, Sources};
use crate::{
    clock::Clock,
    data_dir::DataDir,
    ledger::{HistoryError, Ledger},
    node::{Follower, Node},
    proof::certificate_chain,
    rpc::{self, RpcLimits},
    runtime::{
        self, MetricsSource,
        tests::{key_change, solo},
    },
};
use alloy_primitives::{Address, B256};
use futures::future::BoxFuture;
use liars::Liar;
use std::{
    path::Path,
    sync::{Arc, mpsc},
    thread::JoinHandle,
    time::{Duration, Instant},
};
use tokio::sync::oneshot;
use wepos_abi::addresses;
use wepos_chain::{Network, amounts::Amount, testing::Member};

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(90);

const RECIPIENT: Address = Address::repeat_byte(0x22);

/// A node in a thread of its own. It ends when this is dropped.
struct Running {
    ledger: Arc<Ledger>,
    clock: Clock,
    admission: crate::admission::Admission,
    index: Arc<crate::index::Index>,
    url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        let thread = self.thread.take().expect("it is joined once");
        let ended = thread.join();
        if !std::thread::panicking() {
            ended.expect("the node ends in order");
        }
    }
}

/// Runs a node, and serves what followers ask for.
fn run(start: impl Into<runtime::Start> + Send + 'static) -> Running {
    let (ready, is_ready) = mpsc::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let thread = std::thread::spawn(move || {
        let body = move |node: Node, _: MetricsSource| {
            let work = async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                let url = format!("http://{}", listener.local_addr().unwrap());
                let limits = RpcLimits::development();
                let app = super::router(node.ledger.clone(), &limits);
                let (end, ended) = oneshot::channel::<()>();
                let serving = tokio::spawn(rpc::serve(listener, app, limits, async {
                    let _ = ended.await;
                }));
                let parts = (
                    node.ledger.clone(),
                    node.clock.clone(),
                    node.admission.clone(),
                    node.index.clone(),
                    url,
                );
                ready.send(parts).unwrap();
                let _ = stopped.await;
                drop(end);
                serving.abort();
                node.index.close().await.unwrap();
            };
            Box::pin(work) as BoxFuture<'static, ()>
        };
        runtime::run(start, Box::new(body)).unwrap();
    });
    let parts = is_ready.recv_timeout(PATIENCE).expect("the node starts");
    let (ledger, clock, admission, index, url) = parts;
    Running {
        ledger,
        clock,
        admission,
        index,
        url,
        stop: Some(stop),
        thread: Some(thread),
    }
}

/// Waits for what runs in a node's own thread.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

impl Running {
    fn tip(&self) -> u64 {
        self.ledger.tip().header.number
    }

    fn hash(&self, number: u64) -> B256 {
        let block = wait(self.ledger.block(number));
        block.expect("the block is there").hash
    }

    /// Makes `count` blocks.
    fn make_blocks(&self, count: u64) {
        let goal = self.tip() + count;
        while self.tip() < goal {
            let missing = goal - self.tip();
            for _ in 0..missing.min(100) {
                // As many as may wait are enough.
                let _ = self.clock.request_block();
            }
            let next = goal.min(self.tip() + missing.min(100));
            wait_until("blocks are made", || self.tip() >= next);
        }
    }

    /// Sends a transfer and waits until it is final.
    fn transfer(&self, nonce: u64) -> B256 {
        let chain_id = self.ledger.network().chain_id();
        let raw = Member::named("rich").transaction(
            chain_id,
            nonce,
            RECIPIENT,
            Amount::pos(1),
            Vec::new(),
        );
        let submitted = wait(self.admission.submit(vec![raw]));
        let hash = *submitted[0].as_ref().unwrap();
        wait_until("the transfer is final", || {
            wait(self.ledger.transaction(hash)).is_some()
        });
        hash
    }

    fn balance(&self) -> Amount {
        let account = self.ledger.account(self.tip(), RECIPIENT);
        wait(account).unwrap().balance
    }

    fn reaches(&self, number: u64) {
        wait_until("the follower follows", || self.tip() >= number);
    }
}

/// A lone validator with some blocks.
fn validator(directory: &Path) -> Running {
    let node = run(solo(directory, wepos_chain::testing::LAUNCH.millis()));
    wait_until("the first block is made", || node.tip() >= 1);
    node
}

fn follower(directory: &Path, network: &Arc<Network>, sources: Sources) -> Running {
    start_follower(directory, network, sources, false)
}

fn start_follower(
    directory: &Path,
    network: &Arc<Network>,
    sources: Sources,
    from_state: bool,
) -> Running {
    run(Follower {
        from_state,
        data_dir: DataDir::open(directory).unwrap(),
        network: network.clone(),
        clock: Clock::system(),
        sources,
    })
}

fn over_http(nodes: &[&Running]) -> Sources {
    let source = |node: &&Running| Arc::new(HttpSource::new(&node.url).unwrap()) as Arc<dyn Source>;
    Sources::new(nodes.iter().map(source).collect())
}

#[test]
fn a_follower_has_every_block_and_the_same_state_also_after_a_restart() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let validator = validator(one.path());
    let first = validator.transfer(0);
    validator.make_blocks(40);
    let network = validator.ledger.network().clone();

    let node = follower(other.path(), &network, over_http(&[&validator]));
    node.reaches(validator.tip());
    // It goes on with the chain, and finds what was before it in its own index.
    let second = validator.transfer(1);
    validator.make_blocks(3);
    node.reaches(validator.tip());
    for number in 0..=validator.tip() {
        assert_eq!(node.hash(number), validator.hash(number));
    }
    assert_eq!(node.balance(), Amount::pos(2));
    for hash in [first, second] {
        wait_until("the index follows", || {
            wait(node.ledger.transaction(hash)).is_some()
        });
    }
    wait_until("the index has something", || node.index.tip().is_some());
    let told = node.tip();
    drop(node);

    validator.transfer(2);
    validator.make_blocks(20);
    let node = follower(other.path(), &network, over_http(&[&validator]));
    assert!(
        node.tip() >= told,
        "what was told is there from the first moment"
    );
    node.reaches(validator.tip());
    assert_eq!(node.balance(), Amount::pos(3));

    // A follower is a source itself.
    let third = tempfile::tempdir().unwrap();
    let second_hand = follower(third.path(), &network, over_http(&[&node]));
    second_hand.reaches(validator.tip());
    assert_eq!(
        second_hand.hash(validator.tip()),
        validator.hash(validator.tip())
    );
}

#[test]
fn a_follower_that_starts_before_its_source_waits_for_it() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let validator = validator(one.path());
    let network = validator.ledger.network().clone();
    let late = Arc::new(liars::Late::new(LedgerSource::new(
        "late",
        validator.ledger.clone(),
    )));
    let node = follower(other.path(), &network, Sources::new(vec![late.clone()]));
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(node.tip(), 0);
    late.come();
    validator.make_blocks(3);
    node.reaches(validator.tip());
}

#[test]
fn a_follower_begins_with_a_state_that_other_validators_than_those_of_genesis_sign() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let prepared = tempfile::tempdir().unwrap();
    let new = DataDir::open(prepared.path()).unwrap();
    let new = new.validator_secrets().unwrap();
    let (network, old) = {
        let start = solo(one.path(), wepos_chain::testing::LAUNCH.millis());
        (
            start.network.clone(),
            start.data_dir.validator_secrets().unwrap(),
        )
    };
    let next = one.path().join("validator.next.key");
    std::fs::copy(prepared.path().join("validator.key"), next).unwrap();
    {
        let validator = validator(one.path());
        let raw = Member::named("rich").transaction(
            network.chain_id(),
            0,
            addresses::NETWORK,
            Amount::ZERO,
            key_change(&network, &old, &new),
        );
        wait(validator.admission.submit(vec![raw]))
            .remove(0)
            .unwrap();
        // It takes the new key when it starts again.
        validator.make_blocks(network.epoch_blocks() - 1 - validator.tip());
    }
    let validator = validator(one.path());
    validator.transfer(1);
    // The last block of an epoch too: its own epoch signs it, and the next one goes on from there.
    for blocks in [0, 2 * network.epoch_blocks() + 7 - validator.tip() % 8] {
        validator.make_blocks(blocks);
        let directory = other.path().join(blocks.to_string());
        let honest = LedgerSource::new("honest", validator.ledger.clone());
        let liar = Liar::new(honest.clone(), Ok);
        let sources = Sources::new(vec![liar, Arc::new(honest)]);
        let begun_at = validator.tip();
        let node = start_follower(&directory, &network, sources, true);
        assert!(node.ledger.first() >= begun_at);
        assert_eq!(node.balance(), Amount::pos(1));
        validator.make_blocks(3 * network.epoch_blocks());
        node.reaches(validator.tip());
        assert_eq!(node.hash(validator.tip()), validator.hash(validator.tip()));
        // It cannot prove who the validators are, and says so.
        let chain = wait(certificate_chain(&node.ledger, 1));
        assert!(
            matches!(chain, Err(HistoryError::BeforeFirst { .. })),
            "{chain:?}"
        );
        drop(node);
        validator.make_blocks(1);
        let node = start_follower(&directory, &network, over_http(&[&validator]), true);
        node.reaches(validator.tip());
    }
}

#[test]
fn a_follower_that_begins_with_a_state_has_it_and_says_what_it_does_not_have() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let validator = validator(one.path());
    validator.transfer(0);
    // More than what is kept of the state's log: what was pruned is not needed.
    validator.make_blocks(600);
    validator.transfer(1);
    let network = validator.ledger.network().clone();
    let begun_at = validator.tip();
    let node = start_follower(other.path(), &network, over_http(&[&validator]), true);
    assert!(node.tip() >= begun_at);
    assert!(node.ledger.first() >= begun_at);
    assert_eq!(node.balance(), Amount::pos(2));
    // The receipts of the block that it began with are those of the chain.
    let first = node.ledger.first();
    let block = |node: &Running, number| wait(node.ledger.block(number));
    let (mine, true_one) = (
        block(&node, first).unwrap(),
        block(&validator, first).unwrap(),
    );
    assert_eq!(mine.hash, true_one.hash);
    assert_eq!(mine.receipts.len(), true_one.receipts.len());
    for (mine, true_one) in mine.receipts.iter().zip(&true_one.receipts) {
        assert_eq!((mine.sender, &mine.logs), (true_one.sender, &true_one.logs));
    }
    assert!(block(&node, first - 1).is_none());
    assert!(node.ledger.has_from(first - 1).is_err());
    // It goes on with the chain, and after a restart, which finds nothing to fetch.
    validator.transfer(2);
    validator.make_blocks(5);
    node.reaches(validator.tip());
    assert_eq!(node.hash(validator.tip()), validator.hash(validator.tip()));
    assert_eq!(node.balance(), Amount::pos(3));
    drop(node);
    validator.transfer(3);
    let node = start_follower(other.path(), &network, over_http(&[&validator]), true);
    assert_eq!(node.ledger.first(), first);
    node.reaches(validator.tip());
    assert_eq!(node.balance(), Amount::pos(4));
}

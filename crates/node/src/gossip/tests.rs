use super::*;
use crate::{
    admission::Workers,
    clock::Clock as NodeClock,
    ledger::{StoredBlock, fakes::MapStore},
    pool::{FinalTransaction, Pool, PoolLimits},
};
use alloy_primitives::{Address, B256, Bytes as RawBytes};
use commonware_cryptography::{Signer as _, ed25519::PrivateKey};
use commonware_p2p::simulated::{
    Config, Link, Network, Oracle, Receiver as SimReceiver, Sender as SimSender,
};
use commonware_runtime::{Quota, Runner as _, Supervisor as _, deterministic};
use commonware_utils::{NZUsize, probability};
use wepos_chain::{
    amounts::Amount,
    header::Header,
    testing::{LAUNCH, Member, TestChain, genesis},
    time::Timestamp,
};

type Context = deterministic::Context;

const LINK: Link = Link {
    latency: Duration::from_millis(20),
    jitter: Duration::ZERO,
    success_rate: probability!(1.0),
};

/// A validator, as far as gossip knows it.
struct Town {
    context: Context,
    oracle: Oracle<PublicKey, Context>,
    keys: Vec<PublicKey>,
    nodes: Vec<Node>,
    chain: TestChain,
    _directory: tempfile::TempDir,
}

struct Node {
    admission: Admission,
    pool: Pool,
    ledger: Arc<Ledger>,
    neighbours: Neighbours,
}

fn block(number: u64) -> StoredBlock {
    StoredBlock {
        header: Header {
            number,
            ..Header::default()
        },
        hash: B256::with_last_byte(number as u8),
        time: Timestamp::from_millis(LAUNCH.millis() + number),
        transactions: Vec::new(),
        hashes: Vec::new(),
        receipts: Vec::new(),
        size: 0,
    }
}

/// Runs `body` with validators who are connected to each other; the last `strangers` of them run no gossip of ours.
fn run<F: Future<Output = ()>>(validators: usize, strangers: usize, body: impl FnOnce(Town) -> F) {
    let config = deterministic::Config::default().with_timeout(Some(Duration::from_secs(600)));
    deterministic::Runner::new(config).start(|context| async move {
        let keys: Vec<PublicKey> = (0..validators as u64)
            .map(|seed| PrivateKey::from_seed(seed).public_key())
            .collect();
        let (network, oracle) = Network::new_with_peers(
            context.child("network"),
            Config {
                max_size: 8 * 1024 * 1024,
                max_peers_per_set: NZUsize!(10),
                disconnect_on_block: true,
                tracked_peer_sets: NZUsize!(1),
            },
            keys.clone(),
        )
        .await;
        network.start();
        let members = [Member::named("rich")];
        let chain = TestChain::new(genesis(&[&members[0]], None));
        let mut town = Town {
            context,
            oracle,
            keys,
            nodes: Vec::new(),
            chain,
            _directory: tempfile::tempdir().unwrap(),
        };
        for from in 0..validators {
            for to in (0..validators).filter(|to| *to != from) {
                town.connect(from, to).await;
            }
        }
        for index in 0..validators - strangers {
            let node = town.start(index).await;
            town.nodes.push(node);
        }
        body(town).await;
    });
}

impl Town {
    async fn connect(&self, from: usize, to: usize) {
        let (from, to) = (self.keys[from].clone(), self.keys[to].clone());
        self.oracle.add_link(from, to, LINK).await.unwrap();
    }

    async fn channel(
        &self,
        index: usize,
    ) -> (SimSender<PublicKey, Context>, SimReceiver<PublicKey>) {
        let quota = Quota::per_second(MESSAGES_PER_SECOND).allow_burst(MESSAGES_AT_ONCE);
        let control = self.oracle.control(self.keys[index].clone());
        control.register(5, quota).await.unwrap()
    }

    async fn start(&self, index: usize) -> Node {
        let ledger = Arc::new(Ledger::new(self.chain.network().clone(), block(1)));
        let store = Arc::new(MapStore::default());
        *store.state.lock() = self.chain.state().clone();
        ledger.connect(store);
        let pool = Pool::new(PoolLimits::default());
        let workers = Workers::new(1).unwrap();
        let path = self._directory.path().join(format!("{index}.json"));
        let clock = NodeClock::development(path).unwrap();
        clock.pause().unwrap();
        let admission = Admission::new(ledger.clone(), pool.clone(), clock, workers);
        let context = self.context.child("node").with_attribute("index", index);
        let neighbours = super::start(
            &context,
            admission.clone(),
            ledger.clone(),
            self.channel(index).await,
            self.oracle.control(self.keys[index].clone()),
        );
        Node {
            admission,
            pool,
            ledger,
            neighbours,
        }
    }

    fn signed(&self, nonce: u64) -> RawBytes {
        let to = Address::repeat_byte(0x11);
        let chain_id = self.chain.network().chain_id();
        Member::named("rich").transaction(chain_id, nonce, to, Amount::pos(1), Vec::new())
    }

    async fn submit(&self, index: usize, raw: RawBytes) -> B256 {
        let mut answers = self.nodes[index].admission.submit(vec![raw]).await;
        answers.remove(0).unwrap()
    }

    fn knows(&self, hash: B256) -> Vec<bool> {
        let nodes = self.nodes.iter();
        nodes.map(|node| node.pool.get(&hash).is_some()).collect()
    }

    /// The sum of one of gossip's counters over all nodes.
    fn count(&self, name: &str) -> u64 {
        let text = self.context.encode();
        let ending = format!("gossip_{name}_total");
        let samples = text.lines().filter_map(|line| {
            let (name, value) = line.rsplit_once(' ')?;
            let name = name.split('{').next()?;
            name.ends_with(&ending)
                .then(|| value.parse::<u64>().unwrap())
        });
        samples.sum()
    }
}

#[test]
fn a_transaction_reaches_every_validator_at_once_and_wakes_whoever_proposes_next() {
    run(4, 0, |town| async move {
        let hash = town.submit(0, town.signed(0)).await;
        assert_eq!(town.knows(hash), [true, false, false, false]);
        town.context.sleep(LINK.latency * 2).await;
        assert_eq!(town.knows(hash), [true; 4]);
        for node in &town.nodes {
            assert!(node.pool.has_ready());
            // Would wait for ever if nobody had been woken.
            node.pool.arrived().notified().await;
        }
        // What was received is told to nobody: three were sent one, none sent it on.
        town.context.sleep(TICK * 2).await;
        assert_eq!((town.count("sent"), town.count("received")), (1, 3));
    });
}

#[test]
fn what_a_peer_did_not_get_is_sent_once_more_until_it_is_final() {
    run(4, 0, |town| async move {
        let (from, to) = (town.keys[0].clone(), town.keys[2].clone());
        town.oracle.remove_link(from, to).await.unwrap();
        let hash = town.submit(0, town.signed(0)).await;
        town.context.sleep(SEND_AGAIN / 2).await;
        assert_eq!(town.knows(hash), [true, true, false, true]);
        town.connect(0, 2).await;
        town.context.sleep(SEND_AGAIN).await;
        assert_eq!(town.knows(hash), [true; 4]);
        assert_eq!(town.count("sent_again"), 1);

        let sender = Member::named("rich").address;
        let nonce = 0;
        town.nodes[0].pool.finalized(
            2,
            &[FinalTransaction {
                hash,
                sender,
                nonce,
            }],
        );
        town.context.sleep(SEND_AGAIN * 10).await;
        assert_eq!(town.count("sent_again"), 1);
    });
}

#[test]
fn a_transaction_that_stays_is_sent_again_less_and_less_often() {
    run(2, 0, |town| async move {
        // The nonces before it never come.
        town.submit(0, town.signed(7)).await;
        town.context.sleep(SEND_AGAIN * 16).await;
        assert_eq!(town.count("sent_again"), 4);
    });
}

#[test]
fn who_sends_a_wrong_signature_or_no_message_is_shut_out_and_who_is_early_is_not() {
    run(4, 3, |town| async move {
        let mut wrong = town.signed(0).to_vec();
        let end = wrong.len();
        // No s is that high.
        wrong[end - 32..].fill(0xff);
        let poor = Member::named("nobody").transaction(
            town.chain.network().chain_id(),
            0,
            Address::repeat_byte(0x11),
            Amount::pos(1),
            Vec::new(),
        );
        let messages = [
            Message::Transactions(vec![wrong.into()]).encode(),
            Bytes::from_static(b"\x07"),
            Message::Transactions(vec![poor.0]).encode(),
        ];
        for (stranger, message) in (1..).zip(messages) {
            let (mut sender, _receiver) = town.channel(stranger).await;
            sender.send(Recipients::One(town.keys[0].clone()), message, false);
        }
        town.context.sleep(LINK.latency * 2).await;
        let mut blocked = town.oracle.blocked().await.unwrap();
        blocked.sort();
        let mut expected = [1, 2].map(|it| (town.keys[0].clone(), town.keys[it].clone()));
        expected.sort();
        assert_eq!(blocked, expected);
        assert_eq!(town.count("refused"), 2);
    });
}

#[test]
fn what_a_peer_sends_beyond_its_bytes_is_dropped_unseen() {
    run(2, 1, |town| async move {
        let (mut sender, _receiver) = town.channel(1).await;
        let junk = Bytes::from(vec![0xee; MAX_TRANSACTION_BYTES]);
        let junk = Message::Transactions(vec![junk]).encode();
        let enough = 2 * RECEIVED_PER_SECOND as usize / junk.len();
        for _ in 0..enough {
            sender.send(Recipients::One(town.keys[0].clone()), junk.clone(), false);
            town.context.sleep(Duration::from_millis(6)).await;
        }
        town.context.sleep(LINK.latency * 2).await;
        let (received, dropped) = (town.count("received"), town.count("dropped"));
        assert!(dropped > 0, "{received} received, {dropped} dropped");
        assert_eq!(received + dropped, enough as u64);
    });
}

#[test]
fn validators_know_who_is_there_and_how_far_most_of_them_are() {
    run(4, 1, |town| async move {
        town.context.sleep(TICK * 2).await;
        let connected = |index: usize| town.nodes[index].neighbours.connected();
        assert_eq!((connected(0), connected(1), connected(2)), (2, 2, 2));
        town.nodes[1].ledger.publish(block(2));
        town.nodes[2].ledger.publish(block(2));
        // One that lies does not lead anybody on.
        let (mut liar, _receiver) = town.channel(3).await;
        liar.send(Recipients::All, Message::Tip(u64::MAX).encode(), false);
        town.context.sleep(TICK * 2).await;
        assert_eq!(connected(0), 3);
        assert_eq!(town.nodes[0].neighbours.height(), 2);
        town.context.sleep(crate::neighbours::SILENCE).await;
        assert_eq!(connected(0), 2);
    });
}

#[test]
fn messages_are_what_they_were_and_nothing_else() {
    let one = Bytes::from_static(b"one");
    let large = Bytes::from(vec![7; MAX_TRANSACTION_BYTES]);
    for message in [
        Message::Tip(0),
        Message::Tip(u64::MAX),
        Message::Transactions(vec![one.clone(), large]),
    ] {
        let bytes = message.encode();
        assert_eq!(bytes.len(), message.encode_size());
        assert!(bytes.len() <= MAX_MESSAGE_BYTES);
        assert!(Message::decode_all(bytes.slice(..bytes.len() - 1)).is_err());
        let longer = Bytes::from([bytes.as_ref(), b"\0"].concat());
        assert!(Message::decode_all(longer).is_err());
        assert_eq!(Message::decode_all(bytes).unwrap(), message);
    }
    for refused in [
        Message::Transactions(Vec::new()),
        Message::Transactions(vec![Bytes::new()]),
        Message::Transactions(vec![one; BATCH_TRANSACTIONS + 1]),
        Message::Transactions(vec![vec![7; MAX_TRANSACTION_BYTES + 1].into()]),
    ] {
        assert!(Message::decode_all(refused.encode()).is_err());
    }
}

#[test]
fn bytes_flow_at_their_rate_with_a_second_of_them_at_once() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
    let mut allowance = Allowance::new(1_000, start);
    allowance.take(1_000, start).unwrap();
    assert_eq!(allowance.take(100, start), Err(Duration::from_millis(100)));
    let later = start + Duration::from_millis(100);
    allowance.take(100, later).unwrap();
    // A clock that goes back gives nothing, and takes nothing for long.
    assert!(allowance.take(100, start).is_err());
    allowance.take(100, later).unwrap();
    let much_later = start + Duration::from_secs(3_600);
    assert!(allowance.take(1_001, much_later).is_err());
    allowance.take(1_000, much_later).unwrap();
}

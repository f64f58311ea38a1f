//! Validators on a simulated network, each with its own part of one simulated disk.

use crate::{
    admission::{Admission, CheckedCache, Workers},
    application::{App, Parts, Publisher, ResultsCache, stored_block},
    block::{Block, PublicKey},
    clock::Clock,
    data_dir::ValidatorSecrets,
    engine::{self, Channels, EngineConfig, PeerManager, empty_state},
    epochs::{Epochs, Halt},
    ledger::{Ledger, StoredBlock},
    node::{public_key, signing_key},
    pool::{Pool, PoolLimits},
    results::Results,
    runtime::tests::key_change,
};
use alloy_primitives::B256;
use commonware_cryptography::Signer as _;
use commonware_p2p::{
    PeerSetSubscription, Provider, TrackedPeers,
    simulated::{Config as NetworkConfig, Link, Manager, Network as P2p, Oracle},
};
use commonware_runtime::{
    Clock as _, Handle, Quota, Runner as _, Storage as _, Strategizer as _, Supervisor as _,
    deterministic,
};
use commonware_utils::{NZU32, NZUsize, Probability, probability};
use std::{
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use wepos_abi::addresses;
use wepos_chain::{
    Network,
    amounts::Amount,
    block::Block as ChainBlock,
    genesis::{Genesis, SeedKey, ValidatorEntry},
    header::{Extra, genesis_header},
    testing::{LAUNCH, Member, genesis},
    validators::ValidatorSet,
};

type Context = deterministic::Context;

/// Blocks of an epoch: the fewest that a network may have.
pub(super) const EPOCH_BLOCKS: u64 = 8;

/// The longest time without a block.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(1);

const LEADER_SLACK: Duration = Duration::from_millis(500);

/// The page cache of each of many nodes: 32 MiB.
const PAGES: NonZeroUsize = NZUsize!(8 * 1024);

/// How far apart the validators are.
const LINK: Link = Link {
    latency: Duration::from_millis(20),
    jitter: Duration::from_millis(10),
    success_rate: probability!(1.0),
};

const QUOTA: Quota = Quota::per_second(NZU32!(10_000));

/// Everybody is a peer from the start.
#[derive(Clone, Debug)]
struct Peers(Manager<PublicKey, Context>);

impl Provider for Peers {
    type PublicKey = PublicKey;

    async fn peer_set(&mut self, id: u64) -> Option<TrackedPeers<PublicKey>> {
        self.0.peer_set(id).await
    }

    async fn subscribe(&mut self) -> PeerSetSubscription<PublicKey> {
        self.0.subscribe().await
    }
}

impl PeerManager for Peers {
    fn track(&mut self, _: u64, _: &ValidatorSet) {}
}

/// A validator that runs.
struct Running {
    app: App,
    handle: Handle<()>,
}

/// What a start may have that differs from the others'.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Start {
    /// How far the clock is ahead of everybody's, in milliseconds.
    pub(super) clock_ahead_ms: i64,
    /// The newest protocol version that the program knows, if not this one's.
    pub(super) known_version: Option<u16>,
    /// The validator whose disk it has, if not its own.
    pub(super) disk: Option<usize>,
    /// The validator whose key lies beside its own as the next one.
    pub(super) next_key: Option<usize>,
}

/// A network of validators, some of which run.
pub(super) struct Cluster {
    context: Context,
    oracle: Oracle<PublicKey, Context>,
    document: Genesis,
    secrets: Vec<ValidatorSecrets>,
    nodes: Vec<Option<Running>>,
    starts: u64,
    /// What makes this machine's clock show the network's launch.
    offset_ms: i64,
    directory: tempfile::TempDir,
}

/// Runs `body` with a network of `validators`, none of which runs yet.
pub(super) fn run<F: Future<Output = ()>>(validators: usize, body: impl FnOnce(Cluster) -> F) {
    let config = deterministic::Config::default().with_timeout(Some(Duration::from_secs(3_600)));
    deterministic::Runner::new(config).start(|context| async move {
        let cluster = Cluster::new(context, validators).await;
        body(cluster).await;
    });
}

impl Cluster {
    async fn new(context: Context, validators: usize) -> Self {
        let mut secrets: Vec<_> = (0..=validators)
            .map(|_| ValidatorSecrets::generate().unwrap())
            .collect();
        secrets[..validators].sort_by_key(public_key);
        let mut document = genesis(&[&Member::named("rich")], None);
        document.limits.epoch_blocks = EPOCH_BLOCKS;
        document.validators = secrets[..validators]
            .iter()
            .enumerate()
            .map(|(index, secrets)| ValidatorEntry {
                name: format!("validator-{index}"),
                public_key: public_key(secrets).into(),
                seed_key: SeedKey::new(secrets.seed_key().public_key().to_vec()).unwrap(),
                address: String::new(),
            })
            .collect();
        let keys: Vec<PublicKey> = secrets
            .iter()
            .map(|secrets| signing_key(secrets).public_key())
            .collect();
        let (p2p, oracle) = P2p::new_with_peers(
            context.child("network"),
            NetworkConfig {
                max_size: 64 * 1024 * 1024,
                max_peers_per_set: NZUsize!(100),
                disconnect_on_block: true,
                tracked_peer_sets: NZUsize!(1),
            },
            keys.clone(),
        )
        .await;
        p2p.start();
        for from in &keys {
            for to in keys.iter().filter(|to| *to != from) {
                oracle
                    .add_link(from.clone(), to.clone(), LINK)
                    .await
                    .unwrap();
            }
        }
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let launched_ms = i64::try_from(LAUNCH.millis() + 1_000).unwrap();
        Self {
            offset_ms: launched_ms - i64::try_from(system.as_millis()).unwrap(),
            context,
            oracle,
            document,
            nodes: secrets.iter().map(|_| None).collect(),
            secrets,
            starts: 0,
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// Starts a validator, for the first time or again.
    pub(super) async fn start(&mut self, index: usize) {
        self.start_with(index, Start::default()).await;
    }

    /// The clock of a validator. It moves with this machine's, which stands still beside a simulated one.
    fn clock(&self, ahead_ms: i64) -> Clock {
        let offset_ms = self.offset_ms + ahead_ms;
        let path = self.directory.path().join(format!("{}.json", self.starts));
        std::fs::write(
            &path,
            format!(r#"{{"offsetMs": {offset_ms}, "pausedAt": null}}"#),
        )
        .unwrap();
        Clock::development(path).unwrap()
    }

    pub(super) async fn start_with(&mut self, index: usize, start: Start) {
        assert!(self.nodes[index].is_none(), "it runs");
        self.starts += 1;
        let mut network = Network::new(self.document.clone()).unwrap();
        if let Some(version) = start.known_version {
            network = network.knowing(version);
        }
        let network = Arc::new(network);
        let context = self
            .context
            .child("validator")
            .with_attribute("start", self.starts);
        let key = signing_key(&self.secrets[index]);
        let next_key = start.next_key.map(|index| &self.secrets[index]);
        let next_key = next_key.map(|secrets| signing_key(secrets).public_key());
        let control = self.oracle.control(key.public_key());
        let channel = async |id| control.register(id, QUOTA).await.unwrap();
        let channels = Channels {
            vote: channel(0).await,
            certificate: channel(1).await,
            resolver: channel(2).await,
            backfill: channel(3).await,
            broadcast: channel(4).await,
        };
        let header = genesis_header(&network, empty_state::<Context>());
        let genesis = Block::new(ChainBlock {
            header,
            transactions: Vec::new(),
        })
        .unwrap();
        let none = Results {
            receipts: Vec::new(),
        };
        let prefix = prefix(start.disk.unwrap_or(index));
        let strategy = context.strategy(NonZeroUsize::MIN);
        let opened = engine::open(context, &prefix, PAGES).await;
        let pool = Pool::new(PoolLimits::default());
        let workers = Workers::new(1).unwrap();
        let app = App::new(Parts {
            ledger: Arc::new(Ledger::new(network.clone(), stored_block(&genesis, none))),
            genesis,
            epochs: Epochs::with_next_key(&network, Some(key.clone()), next_key),
            checked: CheckedCache::new(pool.clone(), workers, network.clone()),
            network,
            pool,
            clock: self.clock(start.clock_ahead_ms),
            seed_key: Some(self.secrets[index].seed_key()),
            results: opened.results.clone(),
            publisher: Publisher::default(),
            cache: ResultsCache::default(),
            strategy,
        });
        let config = EngineConfig {
            prefix,
            public_key: key.public_key(),
            heartbeat: HEARTBEAT,
            leader_slack: LEADER_SLACK,
            indexed: None,
        };
        let peers = Peers(self.oracle.manager());
        let engine = engine::start(opened, config, app.clone(), peers, control, channels);
        let handle = engine.await.handle;
        self.nodes[index] = Some(Running { app, handle });
    }

    pub(super) async fn start_all(&mut self) {
        for index in 0..self.spare() {
            self.start(index).await;
        }
    }

    /// One that genesis does not list.
    pub(super) fn spare(&self) -> usize {
        self.document.validators.len()
    }

    /// Whether a validator signs in the newest epoch.
    pub(super) fn signs(&self, index: usize) -> bool {
        let status = self.app(index).parts().epochs.status();
        status.expect("it has started").signs
    }

    /// Has it recorded that validator `old` has the keys of `new` from the next epoch on.
    pub(super) async fn change_keys(&self, old: usize, new: usize) {
        let parts = self.app(old).parts();
        let (old, new) = (&self.secrets[old], &self.secrets[new]);
        let raw = Member::named("rich").transaction(
            parts.network.chain_id(),
            0,
            addresses::NETWORK,
            Amount::ZERO,
            key_change(&parts.network, old, new),
        );
        let (ledger, pool) = (parts.ledger.clone(), parts.pool.clone());
        let workers = Workers::new(1).unwrap();
        let admission = Admission::new(ledger, pool, parts.clock.clone(), workers);
        admission.submit(vec![raw]).await.remove(0).unwrap();
    }

    /// Waits until a validator has ended by itself, and says why.
    pub(super) async fn halted(&mut self, index: usize) -> Halt {
        let node = self.nodes[index].take().expect("it runs");
        // It ends without an error: nothing is broken.
        node.handle.await.unwrap();
        let reason = node.app.parts().epochs.halt_reason();
        reason.expect("it halted")
    }

    /// From now on every link loses messages.
    pub(super) async fn lose_messages(&self, success_rate: Probability) {
        let keys: Vec<PublicKey> = self
            .secrets
            .iter()
            .map(|s| signing_key(s).public_key())
            .collect();
        for from in &keys {
            for to in keys.iter().filter(|to| *to != from) {
                self.oracle
                    .remove_link(from.clone(), to.clone())
                    .await
                    .unwrap();
                let link = Link {
                    success_rate,
                    ..LINK
                };
                self.oracle
                    .add_link(from.clone(), to.clone(), link)
                    .await
                    .unwrap();
            }
        }
    }

    /// How many views came to nothing up to block `number`, the last of an epoch.
    pub(super) async fn lost_views(&self, index: usize, number: u64) -> u64 {
        let mut lost = 0;
        for epoch in 0..=number / EPOCH_BLOCKS {
            // Views count from one, and the first block of the first epoch is nobody's.
            let made = EPOCH_BLOCKS - u64::from(epoch == 0);
            let last = self.block(index, (epoch + 1) * EPOCH_BLOCKS - 1).await;
            lost += Extra::of(&last.header).unwrap().proposal.view - made;
        }
        lost
    }

    /// How many of a validator's blocks up to `number` were proposed by validator `proposer`.
    pub(super) async fn proposed_by(&self, index: usize, number: u64, proposer: usize) -> usize {
        let key = public_key(&self.secrets[proposer]);
        let mut count = 0;
        for number in 1..=number {
            let block = self.block(index, number).await;
            let proposal = Extra::of(&block.header).unwrap().proposal;
            count += usize::from(proposal.leader == key);
        }
        count
    }

    /// Ends a validator between two of its steps. What it has not synced stays: that is another test's.
    pub(super) fn crash(&mut self, index: usize) {
        let node = self.nodes[index].take().expect("it runs");
        node.handle.abort();
    }

    pub(super) fn now(&self) -> SystemTime {
        self.context.current()
    }

    fn app(&self, index: usize) -> &App {
        &self.nodes[index].as_ref().expect("it runs").app
    }

    /// The newest final block of a validator.
    pub(super) fn tip(&self, index: usize) -> u64 {
        self.app(index).parts().ledger.tip().header.number
    }

    /// Waits until a validator has block `number`, and fails after `patience`.
    pub(super) async fn wait_for(&self, index: usize, number: u64, patience: Duration) {
        let deadline = self.now() + patience;
        while self.tip(index) < number {
            assert!(
                self.now() < deadline,
                "validator {index} stands at {} instead of {number}",
                self.tip(index)
            );
            self.context.sleep(Duration::from_millis(1)).await;
        }
    }

    pub(super) async fn wait_for_all(&self, number: u64, patience: Duration) {
        for (index, node) in self.nodes.iter().enumerate() {
            if node.is_some() {
                self.wait_for(index, number, patience).await;
            }
        }
    }

    async fn block(&self, index: usize, number: u64) -> Arc<StoredBlock> {
        let block = self.app(index).parts().ledger.block(number).await;
        block.expect("it is final")
    }

    /// The hashes of a validator's blocks up to `number`.
    pub(super) async fn hashes(&self, index: usize, number: u64) -> Vec<B256> {
        let mut hashes = Vec::new();
        for number in 0..=number {
            hashes.push(self.block(index, number).await.hash);
        }
        hashes
    }

    /// Each block follows its parent, and belongs to the epoch of its height.
    pub(super) async fn check_chain(&self, index: usize, number: u64) {
        let mut parent = self.block(index, 0).await;
        for number in 1..=number {
            let block = self.block(index, number).await;
            assert_eq!(block.header.parent_hash, parent.hash);
            let proposal = Extra::of(&block.header).unwrap().proposal;
            assert_eq!(proposal.epoch, number / EPOCH_BLOCKS, "of block {number}");
            if number % EPOCH_BLOCKS == 0 {
                assert_eq!(proposal.parent_view, 0, "the first block of an epoch");
            }
            parent = block;
        }
    }

    /// Whether a validator has the votes of an epoch on disk.
    pub(super) async fn has_journal(&self, index: usize, epoch: u64) -> bool {
        let partition = format!("{}-simplex-{epoch}", prefix(index));
        self.context.scan(&partition).await.is_ok()
    }
}

fn prefix(index: usize) -> String {
    format!("validator-{index}")
}

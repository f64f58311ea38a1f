//! The application without consensus: one validator proposes, another verifies.

mod publishing;

use super::*;
use crate::{
    admission::{Admission, Workers},
    block::PublicKey,
    data_dir::ValidatorSecrets,
    engine::{database_config, empty_state},
    ledger::fakes::MapStore,
    node::public_key,
    pace::Paced,
    pool::PoolLimits,
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall as _;
use commonware_codec::DecodeExt as _;
use commonware_consensus::{
    Automaton,
    marshal::ancestry,
    types::{Epoch, Round, View},
};
use commonware_cryptography::Digested;
use commonware_runtime::{
    Runner as _, Strategizer as _, Supervisor as _, buffer::paged::CacheRef, deterministic,
};
use commonware_utils::{NZU16, NZUsize, channel::oneshot};
use futures::future::BoxFuture;
use std::{
    num::NonZeroUsize,
    sync::atomic::{AtomicU64, Ordering},
};
use tokio::sync::watch;
use wepos_abi::{IToken, addresses};
use wepos_chain::{
    amounts::Amount,
    genesis::{SeedKey as SeedKeyEntry, ValidatorEntry},
    header::genesis_header,
    testing::{LAUNCH, Member, genesis},
};

type Context = deterministic::Context;

const RECIPIENT: Address = Address::repeat_byte(0x11);

/// Long, so that nothing in a test waits for it unnoticed.
const HEARTBEAT: Duration = Duration::from_secs(3_600);

/// A disk that keeps nothing, counts its syncs, and may be slow.
struct Disk {
    syncs: AtomicU64,
    slow: watch::Sender<bool>,
}

impl Default for Disk {
    fn default() -> Self {
        Self {
            syncs: AtomicU64::new(0),
            slow: watch::Sender::new(false),
        }
    }
}

impl ResultsArchive for Disk {
    fn put<'a>(&'a self, _: u64, _: [u8; 32], _: &'a Results) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }

    fn sync(&self) -> BoxFuture<'_, ()> {
        self.syncs.fetch_add(1, Ordering::Relaxed);
        let mut slow = self.slow.subscribe();
        Box::pin(async move { assert!(slow.wait_for(|slow| !slow).await.is_ok()) })
    }

    fn get(&self, _: u64) -> BoxFuture<'_, Option<Results>> {
        Box::pin(async { None })
    }
}

/// A network of one validator key, which every application here uses.
struct World {
    network: Arc<Network>,
    secrets: ValidatorSecrets,
    directory: tempfile::TempDir,
}

/// An application with a state of its own, at genesis.
struct Validator {
    app: App,
    state: Databases<Context>,
    /// The same state, as the ledger reads it.
    store: Arc<MapStore>,
    disk: Arc<Disk>,
}

impl World {
    fn new() -> Self {
        let secrets = ValidatorSecrets::generate().unwrap();
        let mut document = genesis(&[&Member::named("rich"), &Member::named("other")], None);
        document.validators = vec![ValidatorEntry {
            name: "only".into(),
            public_key: public_key(&secrets).into(),
            seed_key: SeedKeyEntry::new(secrets.seed_key().public_key().to_vec()).unwrap(),
            address: String::new(),
        }];
        let directory = tempfile::tempdir().unwrap();
        let now_ms = LAUNCH.millis() + 1_000;
        let controls = format!(r#"{{"offsetMs": 0, "pausedAt": {now_ms}}}"#);
        std::fs::write(directory.path().join("clock.json"), controls).unwrap();
        Self {
            network: Arc::new(Network::new(document).unwrap()),
            secrets,
            directory,
        }
    }

    fn epochs(&self) -> Epochs {
        let epochs = Epochs::new(&self.network, None);
        epochs.enter(0, ValidatorSet::genesis(&self.network));
        epochs
    }

    async fn validator(&self, context: &Context, name: &'static str) -> Validator {
        let header = genesis_header(&self.network, empty_state::<Context>());
        let genesis = Block::new(ChainBlock {
            header,
            transactions: Vec::new(),
        })
        .unwrap();
        let none = Results {
            receipts: Vec::new(),
        };
        let ledger = Ledger::new(self.network.clone(), stored_block(&genesis, none));
        let store = Arc::new(MapStore::default());
        ledger.connect(store.clone());
        let pool = Pool::new(PoolLimits::default());
        let workers = Workers::new(1).unwrap();
        let cache = CacheRef::new(NZU16!(4096), NZUsize!(64));
        let strategy = context.strategy(NonZeroUsize::MIN);
        let disk = Arc::<Disk>::default();
        let app = App::new(Parts {
            network: self.network.clone(),
            genesis,
            epochs: self.epochs(),
            ledger: Arc::new(ledger),
            checked: CheckedCache::new(pool.clone(), workers, self.network.clone()),
            pool,
            clock: Clock::development(self.directory.path().join("clock.json")).unwrap(),
            seed_key: Some(self.secrets.seed_key()),
            results: disk.clone(),
            publisher: Publisher::default(),
            cache: ResultsCache::default(),
            strategy: strategy.clone(),
        });
        app.start_publishing(context.child("publishing"));
        let state = Databases::init(
            context.child(name),
            database_config(name, cache, strategy),
            None,
        )
        .await;
        Validator {
            app,
            state,
            store,
            disk,
        }
    }

    /// What consensus says of the proposal on `parent`.
    fn context(&self, parent: &Block) -> ConsensusContext {
        let number = parent.header().number;
        let leader = bytes::Bytes::copy_from_slice(&public_key(&self.secrets));
        ConsensusContext {
            round: Round::new(Epoch::zero(), View::new(number + 1)),
            leader: PublicKey::decode(leader).unwrap(),
            parent: (View::new(number), parent.digest()),
        }
    }

    fn signed(
        &self,
        name: &str,
        nonce: u64,
        to: Address,
        value: Amount,
        input: Vec<u8>,
    ) -> RawBytes {
        Member::named(name).transaction(self.network.chain_id(), nonce, to, value, input)
    }
}

impl Validator {
    fn admission(&self) -> Admission {
        let parts = self.app.parts();
        let workers = Workers::new(1).unwrap();
        Admission::new(
            parts.ledger.clone(),
            parts.pool.clone(),
            parts.clock.clone(),
            workers,
        )
    }

    /// Proposes on `parent`, whose state is this validator's.
    async fn propose(&self, context: &Context, world: &World, parent: &Block) -> Block {
        let batches = self.state.new_batches().await;
        let proposed = self
            .app
            .clone()
            .propose(
                (context.child("propose"), world.context(parent)),
                ancestry::from_iter([digested(parent)]),
                batches,
                Input {
                    upstream: (),
                    provider: (),
                },
            )
            .await;
        proposed.unwrap().block
    }

    /// Verifies `block` and, if it is one of this chain, makes it final and waits until it was told.
    async fn follow(&self, context: &Context, block: &Block, parent: &Block) {
        self.app.parts().publisher.restored();
        self.apply(context, block, parent).await;
        while self.app.0.ledger.tip().hash.0 != block.digest().0 {
            context.sleep(Duration::from_millis(1)).await;
        }
    }

    /// Verifies `block` and applies it as final.
    async fn apply(&self, context: &Context, block: &Block, parent: &Block) {
        let merkleized = self.verify(context, block, parent).await.unwrap();
        let (mut app, at) = (self.app.clone(), block.context());
        let readers = self.state.readers();
        app.capture(
            (context.child("capture"), at.clone()),
            block,
            &merkleized,
            readers,
        )
        .await;
        self.state.apply(merkleized).await;
        let executed = self.app.0.cache.get(&block.digest()).unwrap();
        for write in &executed.writes {
            let mut state = self.store.state.lock();
            match &write.after {
                Some(value) => state.insert(write.key, value.clone()),
                None => state.remove(&write.key),
            };
        }
        let readers = self.state.readers();
        Application::<Context>::finalized(
            &mut app,
            (context.child("final"), at),
            block,
            (),
            readers,
        )
        .await;
    }

    async fn verify(
        &self,
        context: &Context,
        block: &Block,
        parent: &Block,
    ) -> Option<Merkleized<Context>> {
        let batches = self.state.new_batches().await;
        let context = (context.child("process"), block.context());
        let ancestry = ancestry::from_iter([digested(block), digested(parent)]);
        let finality = Finality::Candidate;
        let mut app = self.app.clone();
        app.process(context, ancestry, batches, finality).await
    }
}

fn digested(block: &Block) -> Digested<Block> {
    Digested::precomputed(block.clone(), block.digest())
}

#[test]
fn what_another_validator_proposed_is_not_proposed_again_on_top_of_it() {
    deterministic::Runner::default().start(|context| async move {
        let world = World::new();
        let one = world.validator(&context, "one").await;
        let other = world.validator(&context, "other").await;
        let genesis = one.app.parts().genesis.clone();
        let first = one.propose(&context, &world, &genesis).await;
        for validator in [&one, &other] {
            validator.follow(&context, &first, &genesis).await;
            let transfer = world.signed("rich", 0, RECIPIENT, Amount::pos(1), Vec::new());
            let answers = validator.admission().submit(vec![transfer]).await;
            assert!(answers[0].is_ok(), "{answers:?}");
        }
        let second = one.propose(&context, &world, &first).await;
        assert_eq!(second.transactions().len(), 1);
        let pool = &other.app.parts().pool;
        assert!(pool.has_ready());
        assert!(other.verify(&context, &second, &first).await.is_some());
        assert!(!pool.has_ready());
        assert_eq!(pool.status(), (1, 0));
    });
}

/// Hands the moment of each proposal to the test, and proposes nothing.
#[derive(Clone)]
struct Asked(tokio::sync::mpsc::UnboundedSender<()>);

impl Automaton for Asked {
    type Context = ConsensusContext;
    type Digest = Digest;

    async fn propose(&mut self, _: ConsensusContext) -> oneshot::Receiver<Digest> {
        self.0.send(()).unwrap();
        oneshot::channel().1
    }

    async fn verify(&mut self, _: ConsensusContext, _: Digest) -> oneshot::Receiver<bool> {
        oneshot::channel().1
    }
}

#[test]
fn a_transaction_of_a_proposal_that_lost_is_proposed_without_waiting_for_the_heartbeat() {
    deterministic::Runner::default().start(|context| async move {
        let world = World::new();
        let validator = world.validator(&context, "one").await;
        let genesis = validator.app.parts().genesis.clone();
        let first = validator.propose(&context, &world, &genesis).await;
        validator.follow(&context, &first, &genesis).await;
        let transfer = world.signed("rich", 0, RECIPIENT, Amount::pos(1), Vec::new());
        validator.admission().submit(vec![transfer]).await[0]
            .clone()
            .unwrap();
        // A proposal takes it, and is never heard of again.
        let lost = validator.propose(&context, &world, &first).await;
        assert_eq!(lost.transactions().len(), 1);
        assert!(!validator.app.parts().pool.has_ready());
        let (sender, mut asked) = tokio::sync::mpsc::unbounded_channel();
        let started = RuntimeClock::current(&context);
        let app = validator.app.clone();
        let mut paced = Paced::new(context.child("pace"), Asked(sender), app, HEARTBEAT);
        let _answer = paced.propose(world.context(&first)).await;
        asked.recv().await.unwrap();
        let waited = RuntimeClock::current(&context)
            .duration_since(started)
            .unwrap();
        assert!(waited < HEARTBEAT / 2, "{waited:?}");
    });
}

#[test]
fn an_accepted_transfer_waits_for_the_funds_that_an_earlier_one_took_and_runs_when_they_are_back() {
    deterministic::Runner::default().start(|context| async move {
        let world = World::new();
        let validator = world.validator(&context, "one").await;
        let genesis = validator.app.parts().genesis.clone();
        let mut parent = validator.propose(&context, &world, &genesis).await;
        validator.follow(&context, &parent, &genesis).await;
        // The token's transfer sends everything away, and no value says so: the second one is acknowledged.
        let all = IToken::transferCall {
            to: Member::named("other").address,
            value: U256::from(Amount::pos(10_000).units()),
        };
        let zero = Amount::ZERO;
        let away = world.signed("rich", 0, addresses::TOKEN, zero, all.abi_encode());
        let later = world.signed("rich", 1, RECIPIENT, Amount::pos(1), Vec::new());
        for raw in [away, later] {
            let answers = validator.admission().submit(vec![raw]).await;
            assert!(answers[0].is_ok(), "{answers:?}");
        }
        let pool = validator.app.parts().pool.clone();
        let mut step = async |expected: usize| {
            let block = validator.propose(&context, &world, &parent).await;
            assert_eq!(block.transactions().len(), expected);
            validator.follow(&context, &block, &parent).await;
            parent = block;
        };
        step(1).await;
        assert_eq!(pool.status(), (1, 0));
        assert!(!pool.has_ready(), "it is no reason to propose");
        step(0).await;
        let rich = Member::named("rich").address;
        let back = world.signed("other", 0, rich, Amount::pos(1), Vec::new());
        validator.admission().submit(vec![back]).await[0]
            .clone()
            .unwrap();
        step(1).await;
        assert!(pool.has_ready());
        step(1).await;
        assert_eq!(pool.status(), (0, 0));
    });
}

#[test]
fn checking_a_block_leaves_the_threads_of_consensus_free() {
    let directory = tempfile::tempdir().unwrap();
    let config = commonware_runtime::tokio::Config::new()
        .with_storage_directory(directory.path())
        .with_worker_threads(1);
    let (done, is_done) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        commonware_runtime::tokio::Runner::new(config).start(|context| async move {
            let world = World::new();
            let workers = Workers::new(1).unwrap();
            let (release, wait) = std::sync::mpsc::channel::<()>();
            // The only worker is busy until somebody on the only thread of the runtime lets it go.
            workers.run(move || wait.recv().unwrap());
            let pool = Pool::new(PoolLimits::default());
            let checked = CheckedCache::new(pool, workers, world.network.clone());
            let raw = world.signed("rich", 0, RECIPIENT, Amount::pos(1), Vec::new());
            let task = context.child("verify").spawn(|context| async move {
                let checked = check_all(&context, checked, vec![raw]).await;
                checked.is_ok_and(|checked| checked.len() == 1)
            });
            let other = context.child("other").spawn(move |context| async move {
                context.sleep(Duration::from_millis(200)).await;
                release.send(()).unwrap();
            });
            other.await.unwrap();
            done.send(task.await.unwrap()).unwrap();
        });
    });
    assert_eq!(is_done.recv_timeout(Duration::from_secs(30)), Ok(true));
}

#[test]
fn a_proposer_tries_little_more_than_what_fits_if_it_is_like_the_block_before() {
    const FULL: u64 = 30_000_000;
    let after = |parents, gas_used| candidates_after(parents, gas_used, FULL);
    let submissions = after(640, 640 * 46_840);
    assert!((660..=690).contains(&submissions), "{submissions}");
    assert_eq!(after(1_428, 1_428 * 21_000), 1_428, "as many as ever fit");
    assert_eq!(after(1, 10_000_000), 1_428, "one large one tells nothing");
    assert_eq!(after(1, 0), 1_428, "nothing but the protocol's own");
}

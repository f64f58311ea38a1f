//! What every node is made of, before it is known where its blocks come from.

use super::{Node, PREFIX, StartError};
use crate::{
    admission::{Admission, CheckedCache, Workers},
    application::{App, Parts, Publisher, ResultsCache, stored_block},
    block::{Block, PublicKey},
    clock::Clock,
    data_dir::DataDir,
    engine::{self, Engine, Opened, PAGES, empty_state},
    epochs::Epochs,
    follow::follow,
    gossip,
    index::Index,
    ledger::Ledger,
    neighbours::Neighbours,
    pool::{Pool, PoolLimits},
    results::Results,
    sync::Sources,
};
use commonware_p2p::{Blocker, Receiver, Sender};
use commonware_runtime::{Clock as RuntimeClock, Metrics, Spawner, Storage, Strategizer};
use rand_core::CryptoRng;
use std::{num::NonZeroUsize, sync::Arc};
use wepos_chain::{
    Network,
    block::Block as ChainBlock,
    header::{SeedKey, genesis_header},
};

/// A node that is about to start: what its engine takes, and what stays.
pub(super) struct Assembly<E: Spawner + Metrics + RuntimeClock + Storage> {
    pub(super) opened: Opened<E>,
    pub(super) app: App,
    /// The newest block that the index has on disk, if it has any.
    pub(super) indexed: Option<u64>,
    pub(super) remaining: Remaining,
}

/// What a node keeps when its engine has started.
pub(super) struct Remaining {
    ledger: Arc<Ledger>,
    index: Arc<Index>,
    pool: Pool,
    admission: Admission,
    clock: Clock,
    epochs: Epochs,
}

impl<E: Spawner + Metrics + RuntimeClock + Storage> Assembly<E> {
    /// Lets the validators exchange what they admit.
    pub(super) fn gossip<S, R, B>(&self, channel: (S, R), blocker: B) -> Neighbours
    where
        S: Sender<PublicKey = PublicKey>,
        R: Receiver<PublicKey = PublicKey>,
        B: Blocker<PublicKey = PublicKey>,
    {
        let Remaining {
            admission, ledger, ..
        } = &self.remaining;
        let context = &self.opened.context;
        gossip::start(context, admission.clone(), ledger.clone(), channel, blocker)
    }
}

/// Opens storage and index, and puts the application together. A follower has no `seed_key`.
pub(super) async fn assemble<E>(
    context: E,
    data_dir: &DataDir,
    network: Arc<Network>,
    clock: Clock,
    epochs: Epochs,
    seed_key: Option<SeedKey>,
) -> Result<Assembly<E>, StartError>
where
    E: CryptoRng + Strategizer + Metrics + RuntimeClock + Storage,
{
    let header = genesis_header(&network, empty_state::<E>());
    let genesis = Block::new(ChainBlock {
        header,
        transactions: Vec::new(),
    })
    .expect("genesis is well formed");
    let tip = stored_block(
        &genesis,
        Results {
            receipts: Vec::new(),
        },
    );
    let ledger = Arc::new(Ledger::new(network.clone(), tip));
    let pool = Pool::new(PoolLimits::default());
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let workers = Workers::new(threads.get()).map_err(StartError::Threads)?;
    let admission = Admission::new(ledger.clone(), pool.clone(), clock.clone(), workers.clone());
    let strategy = context.strategy(threads);
    let opened = engine::open(context, PREFIX, PAGES).await;
    let app = App::new(Parts {
        checked: CheckedCache::new(pool.clone(), workers, network.clone()),
        network,
        genesis,
        epochs: epochs.clone(),
        ledger: ledger.clone(),
        pool: pool.clone(),
        clock: clock.clone(),
        seed_key,
        results: opened.results.clone(),
        publisher: Publisher::default(),
        cache: ResultsCache::default(),
        strategy,
    });
    let index = Index::open_for_node(&data_dir.index_path(), ledger.network().clone())?;
    Ok(Assembly {
        opened,
        app,
        indexed: index.tip().map(|(number, _)| number),
        remaining: Remaining {
            ledger,
            index: Arc::new(index),
            pool,
            admission,
            clock,
            epochs,
        },
    })
}

impl Remaining {
    /// The node, once its engine runs and nothing is missing that was told before a stop.
    pub(super) async fn into_node(
        self,
        engine: Engine,
        neighbours: Neighbours,
        sources: Option<Sources>,
    ) -> Result<Node, StartError> {
        keep_index(&self.ledger, &self.index);
        self.admission.mind(self.index.clone());
        let mut node = Node {
            index: self.index,
            ledger: self.ledger,
            pool: self.pool,
            admission: self.admission,
            clock: self.clock,
            epochs: self.epochs,
            neighbours,
            sources,
            handle: engine.handle,
        };
        // The last blocks before a stop may have been told and not yet applied to the state: nobody hears from this
        // node before they are.
        node.wait_for_block(engine.newest).await?;
        let next = node.epochs.of(engine.newest + 1);
        tokio::select! {
            _ = node.epochs.validators(next) => {}
            _ = &mut node.handle => return Err(node.why_stopped()),
        }
        // It may stand where the chain goes on without it.
        match node.epochs.halt_reason() {
            Some(reason) => Err(reason.into()),
            None => Ok(node),
        }
    }
}

/// Lets the index follow the ledger, and the ledger find old transactions in it.
fn keep_index(ledger: &Arc<Ledger>, index: &Arc<Index>) {
    ledger.connect_lookup(index.clone());
    tokio::spawn(follow(ledger.clone(), index.clone()));
}

//! A validator in a simulated network: the same parts as in a process, on the deterministic runtime.

use crate::{
    clients, follower, liar,
    world::{Fault, Running, Sabotage, World, elapsed, seed_key},
};
use commonware_consensus::{
    BoundedBlock as _,
    types::{Epoch, Height, Round, View},
};
use commonware_glue::simulate::{
    engine::{ChannelPair, EngineDefinition, InitContext},
    processed::ProcessedHeight,
    tracker::FinalizationUpdate,
};
use commonware_macros::select;
use commonware_p2p::{PeerSetSubscription, Provider, TrackedPeers, simulated::Manager};
use commonware_runtime::{
    Handle, Quota, Spawner as _, Strategizer as _, Supervisor as _, deterministic,
};
use commonware_utils::{NZU32, NZUsize, channel::mpsc};
use futures::future::BoxFuture;
use std::{num::NonZeroUsize, sync::Arc, time::Duration};
use tokio::sync::broadcast::error::RecvError;
use wepos_chain::{
    block::Block as ChainBlock,
    header::{Extra, SeedKey, genesis_header},
    validators::ValidatorSet,
};
use wepos_node::{
    admission::{Admission, CheckedCache, Workers},
    application::{App, Forgery, Parts, Publisher, ResultsCache, stored_block},
    block::{Block, PublicKey},
    engine::{self, Channels, EngineConfig, Opened, PeerManager, empty_state},
    epochs::Epochs,
    gossip,
    ledger::{Ledger, StoredBlock},
    pool::{Pool, PoolLimits},
    results::{Results, ResultsArchive},
};

/// The prefix of the partitions of a node: all of them share one simulated disk.
pub(crate) fn prefix(index: usize) -> String {
    format!("validator-{index}")
}

/// Votes, certificates, missing certificates, missing blocks, new blocks, transactions.
const CHANNELS: usize = 6;

/// The longest time without a block, and how long beyond it a leader may take, as validators have them by default.
const HEARTBEAT: Duration = Duration::from_secs(1);
const LEADER_SLACK: Duration = Duration::from_millis(500);

/// The page cache of each of many nodes: 32 MiB.
const PAGES: NonZeroUsize = NZUsize!(8 * 1024);

/// How to make the validators of a [`World`].
#[derive(Clone)]
pub(crate) struct SimNode {
    pub(crate) world: Arc<World>,
}

/// What can be asked of a validator. The harness keeps it beyond a crash, so it holds no part of the node.
pub(crate) struct NodeState {
    world: Arc<World>,
    index: usize,
    context: deterministic::Context,
}

impl NodeState {
    /// How long the run has lasted.
    pub(crate) fn elapsed(&self) -> Duration {
        elapsed(&self.context)
    }
}

impl ProcessedHeight for NodeState {
    async fn processed_height(&self) -> u64 {
        let running = self.world.running.lock();
        let node = running.get(&self.index);
        node.map_or(0, |node| node.ledger.tip().header.number)
    }
}

impl EngineDefinition for SimNode {
    type PublicKey = PublicKey;
    type Engine = Handle<()>;
    type State = NodeState;

    fn participants(&self) -> Vec<PublicKey> {
        self.world.participants()
    }

    fn channels(&self) -> Vec<(u64, Quota)> {
        let quota = Quota::per_second(NZU32!(1024));
        (0..CHANNELS as u64)
            .map(|channel| (channel, quota))
            .collect()
    }

    fn max_message_size(&self) -> u32 {
        let block = Block::max_encode_size(&());
        u32::try_from(2 * block).expect("a block is small enough to send")
    }

    async fn init(&self, init: InitContext<'_, PublicKey>) -> (Handle<()>, NodeState) {
        let state_context = init.context.child("state");
        let index = init.index;
        let follower = self.world.follower.filter(|it| it.index == index);
        let handle = match self.world.faults.get(&index) {
            None if let Some(follower) = follower => follower::start(&self.world, init, follower),
            None => start_validator(&self.world, init, None),
            Some(Fault::Forges(forgery)) => {
                let (world, forgery) = (self.world.clone(), forgery.clone());
                let counted = Arc::new(move |block: &mut ChainBlock| {
                    world.forge();
                    forgery(block);
                });
                start_validator(&self.world, init, Some(counted))
            }
            Some(fault) => liar::start(&self.world, init, fault),
        };
        let state = NodeState {
            world: self.world.clone(),
            index,
            context: state_context,
        };
        (handle, state)
    }

    fn start(engine: Handle<()>) -> Handle<()> {
        engine
    }
}

/// Everybody is a peer from the start.
#[derive(Clone, Debug)]
struct Peers(Manager<PublicKey, deterministic::Context>);

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

/// Whose node it is, and whom it tells of what it has.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) index: usize,
    public_key: PublicKey,
    monitor: mpsc::UnboundedSender<FinalizationUpdate<PublicKey>>,
}

impl Place {
    pub(crate) fn of(init: &InitContext<'_, PublicKey>) -> Self {
        Self {
            index: init.index,
            public_key: init.public_key.clone(),
            monitor: init.monitor.clone(),
        }
    }
}

/// Takes a node off the list of those that run when its last task ends.
struct Registered(Arc<World>, usize);

impl Drop for Registered {
    fn drop(&mut self) {
        let node = self.0.running.lock().remove(&self.1);
        if let Some(node) = node {
            node.gone.notify_waiters();
        }
    }
}

/// A node that is about to start.
pub(crate) struct Assembly {
    pub(crate) opened: Opened<deterministic::Context>,
    pub(crate) app: App,
    pub(crate) running: Running,
}

/// Puts a node's parts together, and writes down from now on what it publishes.
pub(crate) async fn assemble(
    world: &Arc<World>,
    place: &Place,
    context: deterministic::Context,
    epochs: Epochs,
    seed_key: Option<SeedKey>,
    forgery: Option<Forgery>,
) -> Assembly {
    let index = place.index;
    let network = world.network_of(index, elapsed(&context));
    let clock = world.clock(&context, index);
    let header = genesis_header(&network, empty_state::<deterministic::Context>());
    let genesis = Block::new(ChainBlock {
        header,
        transactions: Vec::new(),
    })
    .expect("genesis is well formed");
    let no_results = Results {
        receipts: Vec::new(),
    };
    let tip = stored_block(&genesis, no_results);
    let ledger = Arc::new(Ledger::new(network.clone(), tip));
    let pool = Pool::new(PoolLimits::default());
    let workers = Workers::none();
    let admission = Admission::new(ledger.clone(), pool.clone(), clock.clone(), workers.clone());
    let watching = watch(
        Registered(world.clone(), index),
        ledger.subscribe(),
        place.clone(),
        forgery.is_none(),
    );
    context.child("watch").spawn(|_| watching);

    let strategy = context.strategy(NonZeroUsize::MIN);
    let opened = engine::open(context, &prefix(index), PAGES).await;
    let results = opened.results.clone();
    let parts = Parts {
        checked: CheckedCache::new(pool.clone(), workers, network.clone()),
        epochs,
        network,
        genesis,
        ledger: ledger.clone(),
        pool,
        clock,
        seed_key,
        results: results.clone(),
        publisher: Publisher::default(),
        cache: ResultsCache::default(),
        // What runs in other threads runs in no order that a seed repeats.
        strategy,
    };
    let app = match forgery {
        None => App::new(parts),
        Some(forgery) => App::lying(parts, forgery),
    };
    let sabotage = world.sabotage.filter(|_| index == world.victim());
    let results: Arc<dyn ResultsArchive> = match sabotage {
        Some(Sabotage::LostReceipts) => Arc::new(Forgetful(results)),
        _ => results,
    };
    let running = Running {
        admission,
        ledger,
        results,
        power: Arc::default(),
        gone: Arc::default(),
    };
    Assembly {
        opened,
        app,
        running,
    }
}

/// Starts a validator that runs our node. It opens its files while the others go on, and may be stopped meanwhile.
fn start_validator(
    world: &Arc<World>,
    init: InitContext<'_, PublicKey>,
    forgery: Option<Forgery>,
) -> Handle<()> {
    let place = Place::of(&init);
    let (peers, blocker) = (
        Peers(init.oracle.manager()),
        init.oracle.control(place.public_key.clone()),
    );
    let (world, channels) = (world.clone(), init.channels);
    init.context.spawn(move |context| async move {
        let index = place.index;
        let is_honest = forgery.is_none();
        let clients = context.child("clients");
        let node = context.child("node");
        let epochs = Epochs::new(&world.network, Some(world.keys[index].clone()));
        let seed_key = Some(seed_key(index));
        let Assembly {
            opened,
            app,
            running,
        } = assemble(&world, &place, node, epochs.clone(), seed_key, forgery).await;
        let [vote, certificate, resolver, backfill, broadcast, gossip] = all_channels(channels);
        if world.sabotage != Some(Sabotage::NoGossip) {
            gossip::start(
                &context,
                running.admission.clone(),
                running.ledger.clone(),
                gossip,
                blocker.clone(),
            );
        }
        let config = EngineConfig {
            prefix: prefix(index),
            public_key: place.public_key,
            heartbeat: HEARTBEAT,
            leader_slack: LEADER_SLACK,
            indexed: None,
        };
        let channels = Channels {
            vote,
            certificate,
            resolver,
            backfill,
            broadcast,
        };
        let engine = engine::start(opened, config, app, peers, blocker, channels).await;
        let (power, ledger) = (running.power.clone(), running.ledger.clone());
        world.running.lock().insert(index, running);
        if is_honest {
            let world = world.clone();
            clients.spawn(move |context| clients::run(context, world, index));
        }
        // With this task everything ends that it started.
        select! {
            _ = engine.handle => {},
            _ = power.notified() => {},
        }
        if let Some(reason) = epochs.halt_reason() {
            world.halt(index, reason, ledger.tip().header.number);
        }
    })
}

/// The channels of a validator, by what they carry.
pub(crate) fn all_channels(
    channels: Vec<ChannelPair<PublicKey>>,
) -> [ChannelPair<PublicKey>; CHANNELS] {
    let Ok(channels) = channels.try_into() else {
        unreachable!("as many as were asked for")
    };
    channels
}

/// Writes down what a validator publishes, and tells the harness.
async fn watch(
    registered: Registered,
    mut blocks: tokio::sync::broadcast::Receiver<Arc<StoredBlock>>,
    place: Place,
    is_honest: bool,
) {
    loop {
        match blocks.recv().await {
            Ok(block) if is_honest => {
                let Registered(world, index) = &registered;
                world.tell(*index, &block);
                let extra = Extra::of(&block.header).expect("a final block is well formed");
                let proposal = extra.proposal;
                let update = FinalizationUpdate {
                    pk: place.public_key.clone(),
                    round: Round::new(Epoch::new(proposal.epoch), View::new(proposal.view)),
                    height: Height::new(block.header.number),
                    block_digest: block.hash.to_vec(),
                };
                // The harness stops listening when it has seen enough.
                let _ = place.monitor.send(update);
            }
            // What it said in vain is read from its disk at the end.
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// A disk that loses receipts.
struct Forgetful(Arc<dyn ResultsArchive>);

impl ResultsArchive for Forgetful {
    fn put<'a>(&'a self, number: u64, hash: [u8; 32], results: &'a Results) -> BoxFuture<'a, ()> {
        self.0.put(number, hash, results)
    }

    fn sync(&self) -> BoxFuture<'_, ()> {
        self.0.sync()
    }

    fn get(&self, number: u64) -> BoxFuture<'_, Option<Results>> {
        Box::pin(async move {
            let results = self.0.get(number).await?;
            let receipts = results.receipts.into_iter().skip(1).collect();
            Some(Results { receipts })
        })
    }
}

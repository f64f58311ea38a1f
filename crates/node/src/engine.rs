//! The wiring of one node: storage, marshal, state, consensus. Generic over the runtime and the network, so that a lone
//! validator, a network on sockets and a simulated one are the same code.
//!
//! Order: archives → marshal → state → application → one engine of simplex per epoch. The root context goes to what
//! starts those engines and its children to the rest, so aborting the engine's handle aborts the node.

mod core;
mod disk;
mod epochs;
mod follower;
mod storage;
#[cfg(test)]
mod tests;

use self::{
    core::{CoreConfig, MAILBOX},
    epochs::{Config as EpochsConfig, Orchestrator},
};
use crate::{
    application::App,
    block::{Block, PublicKey},
    pace::Paced,
};
use commonware_broadcast::buffered;
use commonware_consensus::{
    marshal::{
        core::Mailbox as MarshalMailbox,
        resolver::p2p as marshal_resolver,
        standard::{Deferred, Standard},
    },
    simplex::scheme::ed25519::Scheme,
};
use commonware_p2p::{Blocker, Provider, Receiver, Sender};
use commonware_parallel::Sequential;
use commonware_runtime::{Clock, Handle, Metrics, Spawner, Storage};
use commonware_utils::{NZDuration, NZUsize};
use rand_core::CryptoRng;
use std::{num::NonZeroUsize, time::Duration};

pub use epochs::PeerManager;
pub use follower::{FollowerConfig, start_follower};
pub use storage::{Opened, empty_state, open};
pub(crate) use storage::{PAGES, archive_config, database_config};

/// What a node logs unless it is told otherwise: what an operator should see. The library warns of databases that are
/// new; only its errors matter.
pub const LOG_FILTER: &str = "warn,wepos=info,wepos_node=info,commonware_storage=error";

pub(crate) type Marshal = MarshalMailbox<Scheme, Standard<Block>>;

/// Missing blocks that a validator asks its peers for at the same time.
const REPAIR: NonZeroUsize = NZUsize!(16);

/// Final blocks on their way through a validator's state at the same time.
const IN_FLIGHT: NonZeroUsize = NZUsize!(16);

/// What distinguishes one node from another.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// The prefix of every storage partition.
    pub prefix: String,
    /// The validator's key.
    pub public_key: PublicKey,
    /// The longest time without a block.
    pub heartbeat: Duration,
    /// How long beyond the heartbeat a leader may take among several. One that is alone is given less.
    pub leader_slack: Duration,
    /// The newest block that the index has on disk, if it has any.
    pub indexed: Option<u64>,
}

/// The node's channels.
#[derive(Debug)]
pub struct Channels<S, R> {
    /// Votes.
    pub vote: (S, R),
    /// Certificates.
    pub certificate: (S, R),
    /// Missing certificates.
    pub resolver: (S, R),
    /// Missing blocks.
    pub backfill: (S, R),
    /// New blocks.
    pub broadcast: (S, R),
}

/// A running node.
pub struct Engine {
    /// Ends when consensus ends; aborting it aborts the node.
    pub handle: Handle<()>,
    /// The newest block that was told before a stop. Nobody hears from the node before the ledger has it again.
    pub newest: u64,
}

/// Starts the node.
///
/// # Panics
///
/// When the storage is damaged.
pub async fn start<E, P, B, S, R>(
    opened: Opened<E>,
    config: EngineConfig,
    app: App,
    peers: P,
    blocker: B,
    channels: Channels<S, R>,
) -> Engine
where
    E: CryptoRng + Spawner + Metrics + Clock + Storage,
    P: Provider<PublicKey = PublicKey> + PeerManager,
    B: Blocker<PublicKey = PublicKey>,
    S: Sender<PublicKey = PublicKey>,
    R: Receiver<PublicKey = PublicKey>,
{
    let context = &opened.context;

    // Missing blocks, and blocks as they come.
    let resolver = marshal_resolver::init(
        context.child("marshal_resolver"),
        marshal_resolver::Config {
            public_key: config.public_key.clone(),
            peer_provider: peers.clone(),
            blocker: blocker.clone(),
            mailbox_size: MAILBOX,
            fetch_timeout: NZDuration!(Duration::from_secs(2)),
            fetch_retry_delay: Duration::from_millis(100),
            priority_requests: false,
            priority_responses: false,
        },
        channels.backfill,
    );
    let (broadcast, buffer) = buffered::Engine::new(
        context.child("broadcast"),
        buffered::Config {
            public_key: config.public_key.clone(),
            mailbox_size: MAILBOX,
            deque_size: 16,
            priority: false,
            codec_config: (),
            peer_provider: peers.clone(),
            strategy: Sequential,
        },
    );
    broadcast.start(channels.broadcast);

    let epochs = app.parts().epochs.clone();
    let core = core::start(
        opened,
        CoreConfig {
            prefix: config.prefix.clone(),
            indexed: config.indexed,
            repair: REPAIR,
            in_flight: IN_FLIGHT,
            sources: None,
            from_state: false,
        },
        app.clone(),
        |_, _| resolver,
        buffer,
    )
    .await;
    let context = core.context;
    let deferred = Deferred::new(
        context.child("deferred"),
        core.stateful,
        core.marshal.clone(),
        epochs.epocher(),
    );
    let automaton = Paced::new(
        context.child("pace"),
        deferred.clone(),
        app.clone(),
        config.heartbeat,
    );
    let orchestrator = Orchestrator::new(
        context,
        EpochsConfig {
            prefix: config.prefix,
            epochs,
            marshal: core.marshal,
            peers,
            blocker,
            automaton,
            relay: deferred,
            cache: core.cache,
            heartbeat: config.heartbeat,
            leader_slack: config.leader_slack,
        },
    );
    let handle = orchestrator.start(channels.vote, channels.certificate, channels.resolver);
    Engine {
        handle,
        newest: core.newest,
    }
}

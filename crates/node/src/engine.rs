//! The wiring of one node: storage, marshal, state, consensus. Generic over the runtime and the network, so that a lone
//! validator, a network on sockets and a simulated one are the same code.
//!
//! Order: archives → marshal → state → application → simplex. The root context goes to simplex and its children to
//! the rest, so aborting the engine's handle aborts the node.

mod core;
mod disk;
mod schemes;
mod storage;

use self::core::{CoreConfig, MAILBOX};
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
    simplex::{
        self,
        config::{ForwardPolicy, SkipPolicy},
        elector::RoundRobin,
        scheme::ed25519::Scheme,
    },
    types::{Epoch, FixedEpocher, ViewDelta},
};
use commonware_cryptography::{Digestible as _, Sha256, certificate::Provider as _};
use commonware_p2p::{Blocker, Provider, Receiver, Sender};
use commonware_parallel::Sequential;
use commonware_runtime::{Clock, Handle, Metrics, Spawner, Storage};
use commonware_utils::NZDuration;
use rand_core::CryptoRng;
use std::{num::NonZeroU64, time::Duration};

pub use schemes::Schemes;
use storage::BUFFER;
pub use storage::{Opened, empty_state, open};
pub(crate) use storage::{PAGES, archive_config, database_config};

/// What a node logs unless it is told otherwise: what an operator should see. The library warns of databases that are
/// new; only its errors matter.
pub const LOG_FILTER: &str = "warn,wepos=info,wepos_node=info,commonware_storage=error";

type Marshal = MarshalMailbox<Scheme, Standard<Block>>;

/// What distinguishes one node from another.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// The prefix of every storage partition.
    pub prefix: String,
    /// The validator's key.
    pub public_key: PublicKey,
    /// Who signs in which epoch; knows the first one.
    pub schemes: Schemes,
    /// Blocks of an epoch.
    pub epoch_blocks: NonZeroU64,
    /// The longest time without a block.
    pub heartbeat: Duration,
    /// How long beyond the heartbeat a leader may take.
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
    /// The newest block that is final on disk. What was told of it before a stop is told again once the ledger has it.
    pub newest: u64,
}

/// Starts the node. `restored` is opened when the ledger stands where the node was before.
///
/// # Panics
///
/// When the storage is damaged.
pub async fn start<E, P, B, S, R>(
    opened: Opened<E>,
    config: EngineConfig,
    app: App,
    restored: tokio::sync::watch::Sender<bool>,
    peers: P,
    blocker: B,
    channels: Channels<S, R>,
) -> Engine
where
    E: CryptoRng + Spawner + Metrics + Clock + Storage,
    P: Provider<PublicKey = PublicKey>,
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

    let genesis = app.parts().genesis.digest();
    let schemes = config.schemes.clone();
    let epocher = FixedEpocher::new(config.epoch_blocks);
    let core = core::start(
        opened,
        CoreConfig {
            prefix: config.prefix.clone(),
            schemes: config.schemes,
            epocher: epocher.clone(),
            indexed: config.indexed,
        },
        app.clone(),
        restored,
        resolver,
        buffer,
    )
    .await;
    let context = core.context;
    let deferred = Deferred::new(
        context.child("deferred"),
        core.stateful,
        core.marshal,
        epocher,
    );
    let automaton = Paced::new(
        context.child("pace"),
        deferred.clone(),
        app.clone(),
        config.heartbeat,
    );

    let scheme = schemes
        .scheme(Epoch::zero())
        .expect("the first epoch's validators are known");
    let leader_timeout = config.heartbeat + config.leader_slack;
    let certification_timeout = leader_timeout + config.leader_slack;
    let engine = simplex::Engine::new(
        context,
        simplex::Config {
            scheme: Scheme::clone(&scheme),
            elector: RoundRobin::<Sha256>::default(),
            blocker,
            automaton,
            relay: deferred.clone(),
            reporter: deferred,
            strategy: Sequential,
            partition: format!("{}-simplex-0", config.prefix),
            mailbox_size: MAILBOX,
            epoch: Epoch::zero(),
            floor: simplex::config::Floor::Genesis(genesis),
            replay_buffer: BUFFER,
            write_buffer: BUFFER,
            page_cache: core.cache,
            leader_timeout,
            certification_timeout,
            timeout_retry: Duration::from_secs(1),
            view_retention: ViewDelta::new(10),
            skip: SkipPolicy::Enabled {
                timeout: certification_timeout * 5 + Duration::from_secs(1),
                budget: simplex::SkipBudget::Participants,
            },
            fetch_timeout: NZDuration!(Duration::from_secs(2)),
            fetch_retry_delay: Duration::from_millis(500),
            forward: ForwardPolicy::SilentVoters,
            track_historical_votes: false,
        },
    );
    let handle = engine.start(channels.vote, channels.certificate, channels.resolver);
    Engine {
        handle,
        newest: core.newest,
    }
}

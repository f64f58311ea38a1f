//! What every node runs, with a vote or without: archives, marshal, state.
//!
//! Order: archives → marshal → state → ledger. Blocks come by whatever resolver the caller has: from peers, or over
//! HTTP.

use super::{
    Marshal,
    disk::Restoring,
    storage::{BUFFER, Opened, archive_config, database_config},
};
use crate::{
    application::App,
    block::{Block, Digest, PublicKey},
    state_sync::{self, StateSync},
    sync::{Place, Sources, anchor},
};
use commonware_consensus::{
    Reporters,
    marshal::{
        self,
        core::{Actor as MarshalActor, Buffer},
        resolver::handler::{Annotation, Key as BlockKey, Receiver as BlockReceiver},
        standard::Standard,
    },
    simplex::scheme::ed25519::Scheme,
    types::{Height, ViewDelta},
};
use commonware_cryptography::{Digested, Digestible as _, certificate::Verifier as _};
use commonware_glue::stateful::{
    Config as StatefulConfig, Mailbox as StatefulMailbox, PruneConfig, Stateful, SyncPlan,
    db::SyncEngineConfig,
};
use commonware_parallel::Sequential;
use commonware_resolver::TargetedResolver;
use commonware_runtime::{Clock, Metrics, Spawner, Storage, buffer::paged::CacheRef};
use commonware_storage::archive::immutable;
use commonware_utils::{NZU64, NZUsize};
use futures::poll;
use rand_core::CryptoRng;
use std::num::NonZeroUsize;

/// Messages that wait in front of an actor.
pub(super) const MAILBOX: NonZeroUsize = NZUsize!(1024);

/// Final blocks between two prunings of the state's log. Pruning costs three syncs, so it is rare; a file of the log
/// goes when all of its items are below the boundary, so more often would free nothing sooner.
const PRUNE_EVERY: NonZeroUsize = NZUsize!(256);

/// Final blocks whose operations stay beyond those that a restart may go back to: what a follower needs that fetches
/// state while the chain goes on.
const OPERATIONS_KEPT: usize = 256;

/// What a running core offers to what is built on it.
pub(super) struct Core<E: CryptoRng + Spawner + Metrics + Clock + Storage> {
    /// Final blocks and certificates.
    pub(super) marshal: Marshal,
    /// The application and its state.
    pub(super) stateful: StatefulMailbox<E, App>,
    /// The newest block that was told before a stop. Nobody hears from the node before the ledger has it again.
    pub(super) newest: u64,
    /// The node's context, for the engine that everything ends with.
    pub(super) context: E,
    /// The page cache that everything shares.
    pub(super) cache: CacheRef,
}

/// What tells one core from another.
pub(super) struct CoreConfig {
    /// The prefix of every storage partition.
    pub(super) prefix: String,
    /// The newest block that the index has on disk, if it has any.
    pub(super) indexed: Option<u64>,
    /// Missing blocks that are asked for, and taken with one sync of the disk.
    pub(super) repair: NonZeroUsize,
    /// Blocks on their way through the state at the same time.
    pub(super) in_flight: NonZeroUsize,
    /// Whom to ask for what this node cannot compute; a validator asks nobody.
    pub(super) sources: Option<Sources>,
    /// Whether a new node begins with a recent state instead of the first block.
    pub(super) from_state: bool,
}

/// Starts marshal and the state, and puts the ledger where the node was.
/// `resolver` gives marshal its blocks; it is asked for once, before marshal runs, with the block that the node begins
/// with if it begins with a state.
///
/// # Panics
///
/// When the storage is damaged.
pub(super) async fn start<E, R, B>(
    opened: Opened<E>,
    config: CoreConfig,
    app: App,
    resolver: impl FnOnce(&Marshal, Option<Place>) -> (BlockReceiver<Digest>, R),
    buffer: B,
) -> Core<E>
where
    E: CryptoRng + Spawner + Metrics + Clock + Storage,
    R: TargetedResolver<Key = BlockKey<Digest>, Subscriber = Annotation, PublicKey = PublicKey>,
    B: Buffer<Standard<Block>, PublicKey = PublicKey>,
{
    let Opened { context, cache, .. } = opened;
    let prefix = config.prefix.as_str();

    // Final blocks and their certificates, for ever.
    let certificates = Scheme::certificate_codec_config_unbounded();
    let finalizations = immutable::Archive::init(
        context.child("finalizations"),
        archive_config(prefix, "finalizations", cache.clone(), certificates),
    )
    .await
    .expect("the archive of certificates opens");
    let blocks = immutable::Archive::init(
        context.child("blocks"),
        archive_config(prefix, "blocks", cache.clone(), ()),
    )
    .await
    .expect("the archive of blocks opens");

    let genesis = app.parts().genesis.clone();
    let genesis_digest = genesis.digest();
    let mut plan = SyncPlan::init(context.child("plan"), prefix).await;
    let completed = plan.completed().map_or(0, Height::get);
    let mut begins_with = None;
    if let Some(sources) = &config.sources
        && plan.should_sync(config.from_state)
    {
        let parts = app.parts();
        let (network, epochs) = (parts.network.clone(), parts.epochs.clone());
        let anchor = anchor(
            context.child("anchor"),
            sources.clone(),
            network,
            epochs.clone(),
        )
        .await;
        let number = anchor.block.header().number;
        tracing::info!(number, "fetching the state of a certified block");
        // Its validators; later ones come from the state.
        epochs.enter(epochs.of(number), anchor.validators);
        parts.publisher.fetches_state();
        begins_with = Some(Place {
            number,
            digest: anchor.block.digest(),
        });
        plan = plan.set_floor(anchor.certificate).await;
    }
    let (marshal_actor, marshal, floor) = MarshalActor::<_, Standard<Block>, _, _, _, _, _>::init(
        context.child("marshal"),
        finalizations,
        blocks,
        marshal::Config {
            provider: app.parts().epochs.clone(),
            epocher: app.parts().epochs.epocher(),
            start: plan.marshal_start(Digested::precomputed(genesis.clone(), genesis_digest)),
            partition_prefix: config.prefix.clone(),
            mailbox_size: MAILBOX,
            view_retention: ViewDelta::new(10),
            prunable_items_per_section: NZU64!(256),
            page_cache: cache.clone(),
            replay_buffer: BUFFER,
            key_write_buffer: BUFFER,
            value_write_buffer: BUFFER,
            block_codec_config: (),
            max_repair: config.repair,
            max_pending_acks: config.in_flight,
            strategy: Sequential,
        },
    )
    .await;

    let (stateful_actor, stateful) = Stateful::new(
        context.child("stateful"),
        StatefulConfig {
            application: app.clone(),
            db_config: database_config(prefix, cache.clone(), app.parts().strategy.clone()),
            provider: (),
            marshal: (marshal.clone(), floor),
            mailbox_size: MAILBOX,
            plan,
            resolvers: StateSync::new(context.child("state_sync"), config.sources.as_ref()),
            sync_config: SyncEngineConfig {
                fetch_batch_size: state_sync::BATCH,
                apply_batch_size: NZU64!(4096),
                max_outstanding_requests: NZUsize!(8),
            },
            // Blocks and certificates stay: the archives are immutable, and pruning them does nothing. What goes are
            // operations below the boundary that headers commit to, which no root and no start needs (decision 23).
            prune_config: Some(PruneConfig {
                maintenance_interval: PRUNE_EVERY,
                retained_marshal_blocks: OPERATIONS_KEPT,
                retained_qmdb_blocks: OPERATIONS_KEPT,
            }),
            strategy: Sequential,
        },
    );
    // Asked before anything runs: the state's actor answers in order, and while it handles a block that is delivered
    // again after a crash, which waits for its epoch to be entered, it answers nothing.
    let mut state = Box::pin(stateful.subscribe_databases());
    assert!(poll!(&mut state).is_pending(), "nothing runs yet");
    let resolver = resolver(&marshal, begins_with);
    app.start_publishing(context.child("publisher"));
    // The publisher first: what it hears of, the state has not applied.
    let reporters = Reporters::from((app.parts().publisher.clone(), stateful.clone()));
    marshal_actor.start(reporters, buffer, resolver);
    stateful_actor.start();
    let restoring = Restoring {
        context: context.child("restore"),
        app: &app,
        marshal: &marshal,
        sources: config.sources.as_ref(),
    };
    let store = match begins_with {
        Some(place) => restoring.after_state_sync(place.number, state.await).await,
        None => {
            restoring
                .where_it_was(completed, state.await, config.indexed)
                .await
        }
    };
    app.parts().ledger.connect(store);
    // A block is told when its results are on disk. What is final beyond those was told to nobody; a follower may have
    // thousands of such blocks.
    let mut newest = app.parts().ledger.tip().header.number;
    while app.parts().results.get(newest + 1).await.is_some() {
        newest += 1;
    }
    app.enter_epoch().await;
    app.parts().publisher.restored();

    Core {
        marshal,
        stateful,
        newest,
        context,
        cache,
    }
}

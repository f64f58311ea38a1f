//! What every node runs, with a vote or without: archives, marshal, state.
//!
//! Order: archives → marshal → state → ledger. Blocks come by whatever resolver the caller has: from peers, or over
//! HTTP.

use super::{
    Marshal,
    disk::restore,
    storage::{BUFFER, Opened, archive_config, database_config},
};
use crate::{
    application::App,
    block::{Block, Digest, PublicKey},
    state_sync::NoStateSync,
};
use commonware_consensus::{
    marshal::{
        self, Identifier,
        core::{Actor as MarshalActor, Buffer},
        resolver::handler::{Annotation, Key as BlockKey, Receiver as BlockReceiver},
        standard::Standard,
    },
    simplex::scheme::ed25519::Scheme,
    types::ViewDelta,
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
use std::num::{NonZeroU64, NonZeroUsize};

/// Operations in one answer of state sync.
const SYNC_BATCH: NonZeroU64 = NZU64!(512);

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
    /// The newest block that is final on disk. What was told of it before a stop is told again once the ledger has it.
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
}

/// Starts marshal and the state, and puts the ledger where the node was. `restored` is opened when it is there.
///
/// # Panics
///
/// When the storage is damaged.
pub(super) async fn start<E, R, B>(
    opened: Opened<E>,
    config: CoreConfig,
    app: App,
    restored: tokio::sync::watch::Sender<bool>,
    resolver: (BlockReceiver<Digest>, R),
    buffer: B,
) -> Core<E>
where
    E: CryptoRng + Spawner + Metrics + Clock + Storage,
    R: TargetedResolver<Key = BlockKey<Digest>, Subscriber = Annotation, PublicKey = PublicKey>,
    B: Buffer<Standard<Block>, PublicKey = PublicKey>,
{
    let Opened {
        context,
        cache,
        results,
    } = opened;
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
    let plan = SyncPlan::init(context.child("plan"), prefix).await;
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
            max_repair: NZUsize!(16),
            max_pending_acks: NZUsize!(16),
            strategy: Sequential,
        },
    )
    .await;

    let (stateful_actor, stateful) = Stateful::new(
        context.child("stateful"),
        StatefulConfig {
            application: app.clone(),
            db_config: database_config(prefix, cache.clone()),
            provider: (),
            marshal: (marshal.clone(), floor),
            mailbox_size: MAILBOX,
            plan,
            resolvers: NoStateSync,
            sync_config: SyncEngineConfig {
                fetch_batch_size: SYNC_BATCH,
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
    // again after a crash, which waits for the ledger to be restored, it answers nothing.
    let mut state = Box::pin(stateful.subscribe_databases());
    assert!(poll!(&mut state).is_pending(), "nothing runs yet");
    marshal_actor.start(stateful.clone(), buffer, resolver);
    stateful_actor.start();
    restore(
        &app.parts().ledger,
        &marshal,
        state.await,
        results,
        config.indexed,
    )
    .await;
    let newest = marshal
        .get_info(Identifier::Latest)
        .await
        .map_or(0, |(height, _)| height.get());
    app.enter_epoch().await;
    // The application lives as long as this sender's receivers; nobody listening is a node that stops.
    let _ = restored.send(true);

    Core {
        marshal,
        stateful,
        newest,
        context,
        cache,
    }
}

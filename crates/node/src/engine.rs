//! The wiring of one node: storage, marshal, state, consensus. Generic over the runtime and the network, so that a lone
//! validator, a network on sockets and a simulated one are the same code.
//!
//! Order: archives → marshal → state → application → simplex. The root context goes to simplex and its children to
//! the rest, so aborting the engine's handle aborts the node.

use crate::{
    application::{App, Database, stored_block},
    block::{Block, Digest, PublicKey},
    ledger::{Ledger, RECENT_BLOCKS, Rewind, Store, StoredBlock},
    pace::Paced,
    proof,
    results::{MAX_RESULTS_BYTES, Results, ResultsArchive},
    state_sync::NoStateSync,
};
use alloy_primitives::B256;
use bytes::Bytes;
use commonware_broadcast::buffered;
use commonware_codec::RangeCfg;
use commonware_consensus::{
    marshal::{
        self, Identifier,
        core::{Actor as MarshalActor, Mailbox as MarshalMailbox},
        resolver::p2p as marshal_resolver,
        standard::{Deferred, Standard},
    },
    simplex::{
        self,
        config::{ForwardPolicy, SkipPolicy},
        elector::RoundRobin,
        scheme::ed25519::Scheme,
    },
    types::{Epoch, FixedEpocher, Height, ViewDelta},
};
use commonware_cryptography::{
    Digested, Digestible as _, Sha256,
    certificate::{ConstantProvider, Verifier as _},
};
use commonware_glue::stateful::{
    Config as StatefulConfig, PruneConfig, Stateful, SyncPlan,
    db::{DatabaseSet, Shared, SyncEngineConfig},
};
use commonware_p2p::{Blocker, Provider, Receiver, Sender};
use commonware_parallel::Sequential;
use commonware_runtime::{Clock, Handle, Metrics, Spawner, Storage, buffer::paged::CacheRef};
use commonware_storage::{
    archive::{Archive as _, Identifier as ArchiveIdentifier, immutable},
    journal::contiguous::variable::Config as LogConfig,
    mmr::full::Config as MerkleConfig,
    qmdb::current::VariableConfig,
    translator::EightCap,
};
use commonware_utils::{NZDuration, NZU16, NZU64, NZUsize};
use futures::{future::BoxFuture, poll};
use rand_core::CryptoRng;
use std::{
    num::{NonZeroU64, NonZeroUsize},
    sync::Arc,
    time::Duration,
};
use wepos_abi::StateProof;
use wepos_chain::state::Key;

/// What a node logs unless it is told otherwise: what an operator should see. The library warns of databases that are
/// new; only its errors matter.
pub const LOG_FILTER: &str = "warn,wepos=info,wepos_node=info,commonware_storage=error";

/// One validator set for ever, until validators can change.
const EPOCH_LENGTH: NonZeroU64 = NZU64!(u64::MAX);

/// Operations in one answer of state sync.
const SYNC_BATCH: NonZeroU64 = NZU64!(512);

/// Buffers of journals and archives: one block's share of each.
const BUFFER: NonZeroUsize = NZUsize!(256 * 1024);

/// Messages that wait in front of an actor.
const MAILBOX: NonZeroUsize = NZUsize!(1024);

/// Items in one file of a journal.
const ITEMS_PER_FILE: NonZeroU64 = NZU64!(1 << 18);

/// Final blocks between two prunings of the state's log. Pruning costs three syncs, so it is rare; a file of the log
/// goes when all of its [`ITEMS_PER_FILE`] are below the boundary, so more often would free nothing sooner.
const PRUNE_EVERY: NonZeroUsize = NZUsize!(256);

/// Final blocks whose operations stay beyond those that a restart may go back to: what a follower needs that fetches
/// state while the chain goes on.
const OPERATIONS_KEPT: usize = 256;

/// The page cache: 4 KiB pages, 32 MiB in all.
pub(crate) const PAGES: NonZeroUsize = NZUsize!(8 * 1024);

type Marshal = MarshalMailbox<Scheme, Standard<Block>>;
type Results_<E> = immutable::Archive<E, Digest, Bytes>;

/// What distinguishes one node from another.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// The prefix of every storage partition.
    pub prefix: String,
    /// The validator's key.
    pub public_key: PublicKey,
    /// Signs and verifies votes.
    pub scheme: Scheme,
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

/// Everything that must be open before the application can be assembled.
pub struct Opened<E: Spawner + Metrics + Clock + Storage> {
    /// Receipts on disk.
    pub results: Arc<dyn ResultsArchive>,
    cache: CacheRef,
    context: E,
}

/// Receipts in an immutable archive.
struct ResultsStore<E: Spawner + Metrics + Clock + Storage>(
    tokio::sync::RwLock<Option<Results_<E>>>,
);

impl<E: Spawner + Metrics + Clock + Storage> ResultsArchive for ResultsStore<E> {
    fn put<'a>(&'a self, number: u64, hash: [u8; 32], results: &'a Results) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let mut guard = self.0.write().await;
            let archive = guard
                .take()
                .expect("the archive is lost only when a write failed");
            let digest = commonware_cryptography::keccak256::Digest(hash);
            let archive = archive.put_sync(number, digest, &results.to_bytes()).await;
            *guard = Some(archive.expect("the results of a block are written"));
        })
    }

    fn get(&self, number: u64) -> BoxFuture<'_, Option<Results>> {
        Box::pin(async move {
            let guard = self.0.read().await;
            let archive = guard.as_ref()?;
            let bytes = archive
                .get(ArchiveIdentifier::Index(number))
                .await
                .expect("the archive reads")?;
            Some(Results::from_bytes(&bytes).expect("stored results decode"))
        })
    }
}

/// Opens what the application needs.
///
/// # Panics
///
/// When the storage is damaged: a node must not go on with less than it promised to keep.
pub async fn open<E: Spawner + Metrics + Clock + Storage>(context: E, prefix: &str) -> Opened<E> {
    let cache = CacheRef::new(NZU16!(4096), PAGES);
    let config = archive_config(
        prefix,
        "results",
        cache.clone(),
        RangeCfg::new(0..=MAX_RESULTS_BYTES),
    );
    let results = Results_::init(context.child("results"), config)
        .await
        .expect("the results archive opens");
    let results = Arc::new(ResultsStore(tokio::sync::RwLock::new(Some(results))));
    Opened {
        results,
        cache,
        context,
    }
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
    let Opened {
        context,
        cache,
        results,
    } = opened;
    let prefix = config.prefix.as_str();

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
            provider: ConstantProvider::new(config.scheme.clone()),
            epocher: FixedEpocher::new(EPOCH_LENGTH),
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
    let deferred = Deferred::new(
        context.child("deferred"),
        stateful.clone(),
        marshal.clone(),
        FixedEpocher::new(EPOCH_LENGTH),
    );
    let automaton = Paced::new(
        context.child("pace"),
        deferred.clone(),
        app.clone(),
        config.heartbeat,
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
    // The application lives as long as this sender's receivers; nobody listening is a node that stops.
    let _ = restored.send(true);

    let leader_timeout = config.heartbeat + config.leader_slack;
    let certification_timeout = leader_timeout + config.leader_slack;
    let engine = simplex::Engine::new(
        context,
        simplex::Config {
            scheme: config.scheme,
            elector: RoundRobin::<Sha256>::default(),
            blocker,
            automaton,
            relay: deferred.clone(),
            reporter: deferred,
            strategy: Sequential,
            partition: format!("{prefix}-simplex-0"),
            mailbox_size: MAILBOX,
            epoch: Epoch::zero(),
            floor: simplex::config::Floor::Genesis(genesis_digest),
            replay_buffer: BUFFER,
            write_buffer: BUFFER,
            page_cache: cache,
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
    Engine { handle, newest }
}

/// Puts the ledger where the node was, and connects it to the disk.
async fn restore<E: CryptoRng + Spawner + Metrics + Clock + Storage>(
    ledger: &Ledger,
    marshal: &Marshal,
    state: Shared<Database<E>>,
    results: Arc<dyn ResultsArchive>,
    indexed: Option<u64>,
) {
    let store = DiskStore {
        state,
        marshal: marshal.clone(),
        results,
    };
    let processed = marshal
        .get_processed()
        .await
        .map_or(0, |processed| processed.height().get());
    if processed > 0 {
        // Everything the index does not know yet, as far as the ledger keeps it, and the tip in any case.
        let beyond_index = indexed.map_or(0, |indexed| indexed + 1);
        let kept = processed.saturating_sub(RECENT_BLOCKS as u64 - 1);
        let mut blocks = Vec::new();
        for number in beyond_index.max(kept).min(processed)..=processed {
            let block = store.block(number).await;
            blocks.push(block.expect("every processed block and its results are on disk"));
        }
        tracing::info!(number = processed, "resumed");
        ledger.restore(blocks);
    }
    ledger.connect(Arc::new(store));
}

/// The ledger's disk: marshal's blocks, the results archive, the state database.
struct DiskStore<E: Spawner + Metrics + Clock + Storage> {
    state: Shared<Database<E>>,
    marshal: Marshal,
    results: Arc<dyn ResultsArchive>,
}

impl<E: CryptoRng + Spawner + Metrics + Clock + Storage> Store for DiskStore<E> {
    fn read<'a>(
        &'a self,
        keys: &'a [Key],
        history: &'a Rewind<'a>,
    ) -> BoxFuture<'a, Vec<Option<Bytes>>> {
        Box::pin(async move {
            let database_keys: Vec<_> = keys
                .iter()
                .map(|key| crate::application::DatabaseKey::new(key.0))
                .collect();
            let references: Vec<_> = database_keys.iter().collect();
            let guard = self.state.read().await;
            let values = guard
                .get_many(&references)
                .await
                .expect("the state database reads");
            let mut values: Vec<_> = values
                .into_iter()
                .map(|value| value.map(|value| value.0))
                .collect();
            // Still under the guard: no block can be applied between the read and its way back in time.
            history(keys, &mut values);
            values
        })
    }

    fn block(&self, number: u64) -> BoxFuture<'_, Option<StoredBlock>> {
        Box::pin(async move {
            let block = self
                .marshal
                .get_block(Identifier::Height(Height::new(number)))
                .await?;
            let results = match number {
                0 => Results {
                    receipts: Vec::new(),
                },
                _ => self.results.get(number).await?,
            };
            Some(stored_block(block.inner(), results))
        })
    }

    fn prove(&self, key: Key) -> BoxFuture<'_, Option<(u64, StateProof)>> {
        Box::pin(proof::prove(&self.state, &self.marshal, key))
    }

    fn number_of(&self, hash: B256) -> BoxFuture<'_, Option<u64>> {
        Box::pin(async move {
            let digest = commonware_cryptography::keccak256::Digest(hash.0);
            let block = self.marshal.get_block(Identifier::Digest(digest)).await?;
            Some(block.inner().header().number)
        })
    }
}

/// The header of the empty state that genesis commits to.
pub fn empty_state<E: CryptoRng + Spawner + Metrics + Clock + Storage>()
-> wepos_chain::header::StateCommitment {
    let target = <Shared<Database<E>> as DatabaseSet<E>>::initial_sync_targets();
    wepos_chain::header::StateCommitment {
        root: [0; 32],
        ops_root: target.root.0,
        ops_start: *target.range.start(),
        ops_end: *target.range.end(),
    }
}

pub(crate) fn database_config(
    prefix: &str,
    cache: CacheRef,
) -> VariableConfig<EightCap, ((), ()), Sequential> {
    VariableConfig {
        merkle_config: MerkleConfig {
            journal_partition: format!("{prefix}-state-merkle-journal"),
            metadata_partition: format!("{prefix}-state-merkle-pins"),
            items_per_blob: ITEMS_PER_FILE,
            write_buffer: BUFFER,
            replay_buffer: BUFFER,
            strategy: Sequential,
            page_cache: cache.clone(),
        },
        journal_config: LogConfig {
            partition: format!("{prefix}-state-log"),
            items_per_section: ITEMS_PER_FILE,
            compression: None,
            codec_config: ((), ()),
            page_cache: cache,
            write_buffer: BUFFER,
            replay_buffer: BUFFER,
        },
        grafted_metadata_partition: format!("{prefix}-state-grafted"),
        translator: EightCap,
        init_cache: Some(NZUsize!(1 << 16)),
        init_buffer: NZUsize!(1 << 21),
        init_concurrency: (),
    }
}

pub(crate) fn archive_config<C>(
    prefix: &str,
    name: &str,
    cache: CacheRef,
    codec_config: C,
) -> immutable::Config<C> {
    immutable::Config {
        metadata_partition: format!("{prefix}-{name}-metadata"),
        freezer_table_partition: format!("{prefix}-{name}-table"),
        freezer_table_initial_size: 1 << 14,
        freezer_table_resize_frequency: 4,
        freezer_table_resize_chunk_size: 1 << 12,
        freezer_key_partition: format!("{prefix}-{name}-key"),
        freezer_key_page_cache: cache,
        freezer_value_partition: format!("{prefix}-{name}-value"),
        freezer_value_target_size: 1 << 30,
        freezer_value_compression: None,
        ordinal_partition: format!("{prefix}-{name}-ordinal"),
        items_per_section: NZU64!(1 << 16),
        codec_config,
        replay_buffer: BUFFER,
        freezer_key_write_buffer: BUFFER,
        freezer_value_write_buffer: BUFFER,
        ordinal_write_buffer: BUFFER,
    }
}

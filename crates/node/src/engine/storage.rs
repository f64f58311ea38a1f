//! What a node keeps on disk, and how it is opened.

use crate::{
    application::Database,
    block::Digest,
    results::{MAX_RESULTS_BYTES, Results, ResultsArchive},
};
use bytes::Bytes;
use commonware_codec::RangeCfg;
use commonware_glue::stateful::db::{DatabaseSet, Shared};
use commonware_parallel::Rayon;
use commonware_runtime::{Clock, Metrics, Spawner, Storage, buffer::paged::CacheRef};
use commonware_storage::{
    archive::{Archive as _, Identifier as ArchiveIdentifier, immutable},
    journal::contiguous::variable::Config as LogConfig,
    mmr::full::Config as MerkleConfig,
    qmdb::current::VariableConfig,
    translator::EightCap,
};
use commonware_utils::{NZU16, NZU64, NZUsize};
use futures::future::BoxFuture;
use rand_core::CryptoRng;
use std::{
    num::{NonZeroU64, NonZeroUsize},
    sync::Arc,
};

/// Buffers of journals and archives: one block's share of each.
pub(super) const BUFFER: NonZeroUsize = NZUsize!(256 * 1024);

/// Items in one file of a journal.
const ITEMS_PER_FILE: NonZeroU64 = NZU64!(1 << 18);

/// The page cache of a node: 4 KiB pages, 128 MiB in all, taken when it starts. What is not in there is read from the
/// device itself, past the system's cache. The state's log is read where its oldest live values are, so of a state that
/// grows quickly much is: a quarter of this cost a twentieth of the rate of redemptions.
pub(crate) const PAGES: NonZeroUsize = NZUsize!(32 * 1024);

type Results_<E> = immutable::Archive<E, Digest, Bytes>;

/// Everything that must be open before the application can be assembled.
pub struct Opened<E: Spawner + Metrics + Clock + Storage> {
    /// Receipts on disk.
    pub results: Arc<dyn ResultsArchive>,
    pub(super) cache: CacheRef,
    pub(crate) context: E,
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
            let archive = archive.put(number, digest, &results.to_bytes()).await;
            *guard = Some(archive.expect("the results of a block are written"));
        })
    }

    fn sync(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let mut guard = self.0.write().await;
            let archive = guard
                .take()
                .expect("the archive is lost only when a write failed");
            *guard = Some(archive.sync().await.expect("results are synced"));
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

/// Opens what the application needs, with so many pages in the cache that everything shares.
///
/// # Panics
///
/// When the storage is damaged: a node must not go on with less than it promised to keep.
pub async fn open<E: Spawner + Metrics + Clock + Storage>(
    context: E,
    prefix: &str,
    pages: NonZeroUsize,
) -> Opened<E> {
    let cache = CacheRef::new(NZU16!(4096), pages);
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
    strategy: Rayon,
) -> VariableConfig<EightCap, ((), ()), Rayon> {
    VariableConfig {
        merkle_config: MerkleConfig {
            journal_partition: format!("{prefix}-state-merkle-journal"),
            metadata_partition: format!("{prefix}-state-merkle-pins"),
            items_per_blob: ITEMS_PER_FILE,
            write_buffer: BUFFER,
            replay_buffer: BUFFER,
            strategy,
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

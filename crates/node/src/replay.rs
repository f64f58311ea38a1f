//! A stopped node's chain, read from its disk, and a fresh state to run it on: what an audit needs of the node.
//!
//! Two runtimes, because each has one directory: [`read`] opens the archives of a data directory, [`on_fresh_state`]
//! an empty database in a directory of its own. Nothing is written to the data directory but what every start of a
//! node repairs after a crash, and nothing of its state database is read: an audit computes the state anew.

use crate::{
    application::{Database, DatabaseKey, stored_block},
    block::{Block, Digest},
    data_dir::DataDir,
    engine::{PAGES, archive_config, database_config, empty_state},
    ledger::StoredBlock,
    node::PREFIX,
    proof::{Certificate, Certifier},
    results::{MAX_RESULTS_BYTES, Results},
    value::Value,
};
use alloy_primitives::B256;
use bytes::Bytes;
use commonware_codec::RangeCfg;
use commonware_consensus::simplex::scheme::ed25519::Scheme;
use commonware_cryptography::{Digestible as _, certificate::Verifier as _};
use commonware_runtime::{
    Runner as _, Strategizer as _, Supervisor as _, buffer::paged::CacheRef, tokio,
};
use commonware_storage::{
    archive::{Archive as _, Identifier, immutable},
    qmdb::floor::Proportional,
};
use commonware_utils::NZU16;
use futures::future::BoxFuture;
use std::{num::NonZeroUsize, path::Path};
use wepos_chain::{
    Network,
    block::Block as ChainBlock,
    header::{Header, StateCommitment, genesis_header},
    state::{Key, Write},
};

/// The archives are read by one thread, the state by another.
const THREADS: usize = 1;

/// Blocks after which the fresh state's log is flushed, so that it does not pile up in memory.
const FLUSH_BLOCKS: u64 = 1_024;

type Archive<V> = immutable::Archive<tokio::Context, Digest, V>;

/// A part of the storage that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the {part} of this data directory cannot be read: {reason}")]
pub struct ReplayError {
    part: &'static str,
    reason: String,
}

impl ReplayError {
    fn new(part: &'static str, reason: impl std::fmt::Display) -> Self {
        let reason = reason.to_string();
        Self { part, reason }
    }
}

/// The certificate that a node keeps of a block.
#[derive(Clone, Debug)]
pub struct StoredCertificate(Certificate);

impl StoredCertificate {
    /// Checks it against a block's hash. Returns how many validators signed.
    ///
    /// # Errors
    ///
    /// Why it does not certify this block, in words.
    pub fn check(&self, certifier: &Certifier, block: B256) -> Result<usize, &'static str> {
        if self.0.proposal.payload.0 != block.0 {
            return Err("it is about another block");
        }
        certifier.check_decoded(&self.0)?;
        Ok(self.0.certificate.signatures.len())
    }
}

/// A block as it lies on disk, with what belongs to it. Nothing of it is checked but that it decodes.
#[derive(Clone, Debug)]
pub struct StoredEntry {
    /// The block.
    pub block: ChainBlock,
    /// The hash of its header.
    pub hash: B256,
    /// Its certificate; a block may be final by that of a later one.
    pub certificate: Option<StoredCertificate>,
    /// What the node kept of its execution.
    pub results: Option<Results>,
}

/// The archives of a node that does not run.
pub struct StoredChain {
    blocks: Archive<Block>,
    certificates: Archive<Certificate>,
    results: Archive<Bytes>,
}

impl StoredChain {
    async fn open(context: tokio::Context) -> Result<Self, ReplayError> {
        let cache = CacheRef::new(NZU16!(4096), PAGES);
        let config = archive_config(PREFIX, "blocks", cache.clone(), ());
        let blocks = Archive::init(context.child("blocks"), config).await;
        let codec = Scheme::certificate_codec_config_unbounded();
        let config = archive_config(PREFIX, "finalizations", cache.clone(), codec);
        let certificates = Archive::init(context.child("finalizations"), config).await;
        let codec = RangeCfg::new(0..=MAX_RESULTS_BYTES);
        let config = archive_config(PREFIX, "results", cache, codec);
        let results = Archive::init(context.child("results"), config).await;
        Ok(Self {
            blocks: blocks.map_err(|error| ReplayError::new("blocks", error))?,
            certificates: certificates.map_err(|error| ReplayError::new("certificates", error))?,
            results: results.map_err(|error| ReplayError::new("receipts", error))?,
        })
    }

    /// The newest block up to which every one is there.
    pub fn newest(&self) -> u64 {
        self.blocks.next_gap(1).0.unwrap_or(0)
    }

    /// The newest block of which anything at all is there.
    pub fn last(&self) -> u64 {
        let known = [
            self.blocks.last_index(),
            self.certificates.last_index(),
            self.results.last_index(),
        ];
        known.into_iter().flatten().max().unwrap_or(0)
    }

    /// The newest block with a certificate of its own.
    pub fn newest_certified(&self) -> u64 {
        self.certificates.last_index().unwrap_or(0)
    }

    /// The newest block whose results are there.
    pub fn newest_with_results(&self) -> u64 {
        self.results.last_index().unwrap_or(0)
    }

    /// The block at `number`, from 1, as the ledger has it: what an index is made from.
    ///
    /// # Errors
    ///
    /// It or its results are not there, or not readable.
    pub async fn stored_block(&self, number: u64) -> Result<StoredBlock, ReplayError> {
        let block = self.blocks.get(Identifier::Index(number)).await;
        let block = block.map_err(|error| ReplayError::new("blocks", error))?;
        let missing = || format!("block {number} is missing");
        let block = block.ok_or_else(|| ReplayError::new("blocks", missing()))?;
        let results = self.results.get(Identifier::Index(number)).await;
        let results = results.map_err(|error| ReplayError::new("receipts", error))?;
        let missing = || format!("those of block {number} are missing, or do not decode");
        let results = results
            .and_then(|bytes| Results::from_bytes(&bytes))
            .ok_or_else(|| ReplayError::new("receipts", missing()))?;
        Ok(stored_block(&block, results))
    }

    /// The first block of which the receipts are there: above 1 where a node started from a later state.
    pub fn first_with_results(&self) -> Option<u64> {
        self.results.first_index()
    }

    /// The block at `number`, from 1.
    ///
    /// # Errors
    ///
    /// It is not there, or not readable.
    pub async fn entry(&self, number: u64) -> Result<StoredEntry, ReplayError> {
        let block = self.blocks.get(Identifier::Index(number)).await;
        let block = block.map_err(|error| ReplayError::new("blocks", error))?;
        let block = block
            .ok_or_else(|| ReplayError::new("blocks", format!("block {number} is missing")))?;
        let certificate = self.certificates.get(Identifier::Index(number)).await;
        let certificate = certificate.map_err(|error| ReplayError::new("certificates", error))?;
        let results = self.results.get(Identifier::Index(number)).await;
        let results = match results.map_err(|error| ReplayError::new("receipts", error))? {
            None => None,
            Some(bytes) => Some(Results::from_bytes(&bytes).ok_or_else(|| {
                ReplayError::new("receipts", format!("those of block {number} do not decode"))
            })?),
        };
        Ok(StoredEntry {
            hash: B256::from(block.digest().0),
            block: ChainBlock {
                header: block.header().clone(),
                transactions: block.transactions().to_vec(),
            },
            certificate: certificate.map(StoredCertificate),
            results,
        })
    }
}

/// The header that every block of the network descends from.
pub fn genesis(network: &Network) -> Header {
    genesis_header(network, empty_state::<tokio::Context>())
}

/// Runs `body` on the archives of a data directory whose lock the caller holds. Blocks the thread.
///
/// # Errors
///
/// [`ReplayError`] when an archive cannot be opened.
pub fn read<T: Send + 'static>(
    data_dir: &DataDir,
    body: Box<dyn FnOnce(StoredChain) -> BoxFuture<'static, T> + Send>,
) -> Result<T, ReplayError> {
    run(&data_dir.join("storage"), |context| async move {
        let chain = StoredChain::open(context).await?;
        Ok(body(chain).await)
    })
}

/// A state that begins empty and commits to what is written to it as a node's does.
pub struct FreshState {
    database: Option<Database<tokio::Context>>,
    applied: u64,
}

const NOT_LOST: &str = "the fresh state is lost only when its directory cannot be written";

impl FreshState {
    /// The values of `keys`, in order.
    ///
    /// # Panics
    ///
    /// When the directory cannot be read.
    pub async fn read(&self, keys: &[Key]) -> Vec<Option<Bytes>> {
        let keys: Vec<_> = keys.iter().map(|key| DatabaseKey::new(key.0)).collect();
        let references: Vec<_> = keys.iter().collect();
        let database = self.database.as_ref().expect(NOT_LOST);
        let values = database.get_many(&references).await.expect(NOT_LOST);
        values
            .into_iter()
            .map(|value| value.map(|value| value.0))
            .collect()
    }

    /// Makes the writes of one block, and says what the header after it commits to.
    ///
    /// # Panics
    ///
    /// When the directory cannot be written.
    pub async fn apply(&mut self, writes: &[Write]) -> StateCommitment {
        let database = self.database.take().expect(NOT_LOST);
        let mut batch = database.new_batch();
        for write in writes {
            let value = write.after.clone().map(Value);
            batch = batch.write(DatabaseKey::new(write.key.0), value);
        }
        let batch = batch.merkleize(&database, None, &mut Proportional).await;
        let batch = batch.expect(NOT_LOST);
        let commitment = StateCommitment {
            root: batch.root().0,
            ops_root: batch.ops_root().0,
            ops_start: *batch.sync_boundary(),
            ops_end: *batch.bounds().tip.size,
        };
        let mut database = database.apply_batch(batch).await.expect(NOT_LOST);
        self.applied += 1;
        if self.applied.is_multiple_of(FLUSH_BLOCKS) {
            database = database.commit().await.expect(NOT_LOST);
        }
        self.database = Some(database);
        commitment
    }
}

/// Runs `body` on an empty state in `directory`, which nothing else may use. Blocks the thread.
///
/// # Errors
///
/// [`ReplayError`] when the directory cannot be written.
pub fn on_fresh_state<T: Send + 'static>(
    directory: &Path,
    body: Box<dyn FnOnce(FreshState) -> BoxFuture<'static, T> + Send>,
) -> Result<T, ReplayError> {
    run(directory, |context| async move {
        let cache = CacheRef::new(NZU16!(4096), PAGES);
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let config = database_config(PREFIX, cache, context.strategy(threads));
        let database = Database::init(context.child("state"), config, None).await;
        let database = database.map_err(|error| ReplayError::new("fresh state", error))?;
        let state = FreshState {
            database: Some(database),
            applied: 0,
        };
        Ok(body(state).await)
    })
}

fn run<T, F>(directory: &Path, body: impl FnOnce(tokio::Context) -> F) -> Result<T, ReplayError>
where
    F: Future<Output = Result<T, ReplayError>> + Send,
{
    let config = tokio::Config::new()
        .with_storage_directory(directory)
        .with_worker_threads(THREADS);
    tokio::Runner::new(config).start(body)
}

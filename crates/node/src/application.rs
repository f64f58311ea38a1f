//! The chain's state machine as Commonware's stateful application.
//!
//! `propose` takes candidates from the pool and runs [`BlockExecution`] on them; `process` runs it on what somebody
//! proposed and compares the whole header; `finalized` hands the block to the [`Publisher`], which writes its results
//! and tells it.
//! Proposing and verifying build the header by the same function, so equality of hashes is the whole check.

mod executed;
mod publisher;
#[cfg(test)]
mod tests;

use crate::{
    admission::CheckedCache,
    block::{Block, ConsensusContext, Digest, Family, proposal_of},
    clock::Clock,
    epochs::Epochs,
    ledger::{Ledger, StoredBlock},
    pool::Pool,
    results::{Results, ResultsArchive},
    value::Value,
};
use alloy_primitives::{B256, Bytes as RawBytes, keccak256};
use bytes::Bytes;
use commonware_codec::EncodeSize as _;
use commonware_consensus::{
    CertifiableBlock as _, marshal::ancestry::Ancestry, simplex::scheme::ed25519::Scheme,
};
use commonware_cryptography::{Digestible as _, Sha256};
use commonware_glue::stateful::{
    Application, Finality, Input, Proposed,
    db::{DatabaseSet, Merkleized as _, Shared, Unmerkleized as _},
};
use commonware_parallel::{Rayon, Strategy as _};
use commonware_runtime::{Clock as RuntimeClock, Spawner, reschedule};
use commonware_storage::{
    Context as StorageContext, qmdb::current::ordered::variable, translator::EightCap,
};
use commonware_utils::sequence::FixedBytes;
use executed::{Identity, final_transactions, identities};
use futures::StreamExt;
use std::{sync::Arc, time::Duration};
use wepos_chain::{
    BlockEnvironment, MODULES, Network,
    admission::{Exclusion, Retry},
    block::{Block as ChainBlock, Outcome, Placement, Roots, protocol_transaction},
    execution::{BlockExecution, Mode, Step},
    gas::TRANSACTION,
    header::{
        MAX_DRIFT_MS, MAX_STEP_MS, SeedKey, StateCommitment, check_step, draw_period, seed_after,
        time_of,
    },
    modules::network::{Change, history_key, history_length, history_length_key},
    state::{Key, Record as _},
    time::Timestamp,
    transaction::CheckedTransaction,
    validators::ValidatorSet,
};

/// Bytes of a bitmap chunk of the state database: one digest, which keeps proofs smallest.
pub const CHUNK: usize = 32;

pub use executed::ResultsCache;
pub use publisher::Publisher;

/// A key as the database has it.
pub type DatabaseKey = FixedBytes<32>;

/// The authenticated state. The one place that names its kind.
pub type Database<E> = variable::Db<Family, E, DatabaseKey, Value, Sha256, EightCap, CHUNK, Rayon>;

type Databases<E> = Shared<Database<E>>;
type Unmerkleized<E> = <Databases<E> as DatabaseSet<E>>::Unmerkleized;
type Merkleized<E> = <Databases<E> as DatabaseSet<E>>::Merkleized;

/// A proposer stops adding transactions after this long; a verifier never rejects for time, only for gas.
const BUILD_TIME: Duration = Duration::from_millis(250);

/// Transactions between two looks at the clock.
const BUILD_SLICE: usize = 64;

/// Transactions of a block that tell too little about what the next ones will need.
const FEW_TRANSACTIONS: u64 = 100;

/// How long a verifier that waits for a block's time sleeps before it looks at the clock again.
const CLOCK_STEP: Duration = Duration::from_millis(250);

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>, Option<Forgery>);

/// Changes a proposal after it was built.
pub type Forgery = Arc<dyn Fn(&mut ChainBlock) + Send + Sync>;

/// What the application is made of.
pub struct Parts {
    /// The network.
    pub network: Arc<Network>,
    /// The genesis block.
    pub genesis: Block,
    /// Which epoch the node is in, and who signs there.
    pub epochs: Epochs,
    /// Where final blocks are published.
    pub ledger: Arc<Ledger>,
    /// Waiting transactions.
    pub pool: Pool,
    /// Transactions that were checked already.
    pub checked: CheckedCache,
    /// The node's clock.
    pub clock: Clock,
    /// The validator's key for seeds; a follower has none.
    pub seed_key: Option<SeedKey>,
    /// Receipts on disk.
    pub results: Arc<dyn ResultsArchive>,
    /// Where final blocks go.
    pub publisher: Publisher,
    /// Results between execution and finality.
    pub cache: ResultsCache,
    /// The threads for what a block has much of: hashes of its state's tree, roots over its receipts.
    pub strategy: Rayon,
}

/// A block that ran.
struct Ran {
    outcome: Outcome,
    transactions: Vec<Identity>,
    /// Candidates that were left out: hash, and when they may be tried again.
    excluded: Vec<(B256, Retry)>,
}

/// Why a proposed block is not one of this chain.
#[derive(Debug, thiserror::Error)]
enum Rejected {
    #[error("{0}")]
    Header(#[from] wepos_chain::header::HeaderError),
    #[error("{0}")]
    Transaction(#[from] wepos_chain::transaction::TransactionError),
    #[error("checking its transactions failed")]
    Unchecked,
    #[error("{0}")]
    Execution(String),
    #[error("{0}")]
    Unknown(#[from] wepos_chain::modules::network::UnknownProtocol),
    #[error("the header is not what its transactions give: {0}")]
    Different(&'static str),
}

impl App {
    /// Assembles the application.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts), None)
    }

    /// One that lies: what it proposes is not what it built. For simulations, in which others must not believe it.
    pub fn lying(parts: Parts, forgery: Forgery) -> Self {
        Self(Arc::new(parts), Some(forgery))
    }

    /// Its parts.
    pub fn parts(&self) -> &Parts {
        &self.0
    }

    /// Enters the epoch of the next block: after a start, when the ledger is where the node was.
    pub(crate) async fn enter_epoch(&self) {
        let next = self.0.ledger.tip().header.number + 1;
        let validators = self.settled_validators().await;
        self.0.epochs.enter(self.0.epochs.of(next), validators);
    }

    /// Who signs the block after the newest final one, by the state.
    async fn settled_validators(&self) -> ValidatorSet {
        let ledger = &self.0.ledger;
        let tip = ledger.tip().header.number;
        let read = async |key| {
            let values = ledger.read(tip, &[key]).await;
            values.expect("the newest state is there").remove(0)
        };
        let sets = history_length(read(history_length_key()).await.as_ref());
        match sets.checked_sub(1) {
            None => ValidatorSet::genesis(&self.0.network),
            Some(last) => {
                let change = read(history_key(last)).await.expect("every set is there");
                Change::from_value(&change).set
            }
        }
    }

    /// Whether nothing can follow this block in `epoch`: consensus proposes it again until it is final.
    pub(crate) fn ends_epoch(&self, block: &Digest, epoch: u64) -> bool {
        self.number_of(block) == Some(self.0.epochs.last(epoch))
    }

    /// Whether this is the genesis block, which has nothing on it yet.
    pub(crate) fn is_first(&self, block: &Digest) -> bool {
        self.0.genesis.digest() == *block
    }

    /// The height of a block that was run here and is not behind the newest final one.
    fn number_of(&self, block: &Digest) -> Option<u64> {
        let tip = self.0.ledger.tip();
        let known = self.0.cache.number_of(block);
        known.or_else(|| (tip.hash == B256::from(block.0)).then_some(tip.header.number))
    }

    /// Takes back what waits in proposals above `parent`, on which a new one is asked for: they have lost.
    pub(crate) fn abandon_above(&self, parent: &Digest) {
        // If it was not run here, nothing above it was either.
        if let Some(number) = self.number_of(parent) {
            self.0.pool.abandoned_above(number);
        }
    }

    fn environment(&self, parent: &Block, time: Timestamp, seed: B256) -> BlockEnvironment {
        BlockEnvironment {
            network: self.0.network.clone(),
            number: parent.header().number + 1,
            time,
            parent_time: block_time(parent),
            parent_hash: B256::from(parent.digest().0),
            seed,
        }
    }

    /// Runs a block on `batches`. In [`Mode::Build`] it stops when the time for building is over.
    async fn execute<E: Spawner + StorageContext>(
        &self,
        env: &E,
        environment: BlockEnvironment,
        mode: Mode,
        transactions: Vec<Arc<CheckedTransaction>>,
        batches: &Unmerkleized<E>,
    ) -> Result<Ran, Rejected> {
        let candidates = transactions.clone();
        let mut execution = BlockExecution::new(environment, MODULES, mode, transactions);
        let deadline = env.current() + BUILD_TIME;
        loop {
            match execution.advance(BUILD_SLICE) {
                Step::NeedsKeys(keys) => {
                    let values = read_batches::<E>(batches, &keys).await;
                    execution.supply(keys.into_iter().zip(values));
                }
                Step::Paused if mode == Mode::Build && env.current() > deadline => break,
                // Others on this thread get their turn: receipts and votes do not wait for a full block.
                Step::Paused => reschedule().await,
                Step::Complete => break,
                Step::Invalid(reason) => return Err(Rejected::Execution(reason)),
                Step::Unknown(unknown) => return Err(unknown.into()),
            }
        }
        // A nonce that was used by a parent which is not final yet is left as it is: if that parent is abandoned, the
        // transaction is needed again, and if it becomes final, the pool drops it then.
        let excluded: Vec<(B256, Retry, bool)> = execution
            .excluded()
            .filter(|(_, exclusion)| !matches!(exclusion, Exclusion::NonceTooLow { .. }))
            .map(|(transaction, exclusion)| {
                let needs_room =
                    matches!(exclusion, Exclusion::NewcomerShare | Exclusion::BlockFull);
                (*transaction.hash(), exclusion.retry(), needs_room)
            })
            .collect();
        let outcome = execution.finish();
        // What finds no room in an empty block finds none in any. Kept, it would be a reason to propose at once for
        // ever.
        let is_empty = outcome
            .receipts
            .iter()
            .all(|receipt| receipt.sender.is_zero());
        let excluded = excluded
            .into_iter()
            .map(|(hash, retry, needs_room)| match needs_room && is_empty {
                true => (hash, Retry::Never),
                false => (hash, retry),
            })
            .collect();
        Ok(Ran {
            transactions: identities(&outcome.transactions, &candidates),
            outcome,
            excluded,
        })
    }

    /// Computes what the header commits to: the roots of what ran on one thread, the state's on others.
    async fn commit<E: Spawner + StorageContext>(
        &self,
        mut batches: Unmerkleized<E>,
        outcome: Outcome,
    ) -> (Outcome, Roots, Merkleized<E>, StateCommitment) {
        for write in &outcome.writes {
            let value = write.after.clone().map(Value);
            batches = batches.write(DatabaseKey::new(write.key.0), value);
        }
        let roots = self.0.strategy.spawn(outcome.receipts.len(), move |_| {
            let roots = outcome.roots();
            (outcome, roots)
        });
        let merkleized = batches.merkleize().await;
        let merkleized = merkleized.expect("the state database computes its root");
        let state = StateCommitment {
            root: merkleized.root().0,
            ops_root: merkleized.ops_root().0,
            ops_start: *merkleized.sync_boundary(),
            ops_end: *merkleized.bounds().tip.size,
        };
        let (outcome, roots) = roots.await;
        (outcome, roots, merkleized, state)
    }

    /// Checks and runs somebody's block.
    async fn check<E: Spawner + StorageContext>(
        &self,
        env: &E,
        block: &Block,
        parent: &Block,
        batches: Unmerkleized<E>,
    ) -> Result<Merkleized<E>, Rejected> {
        let (parent_time, time) = (time_of(parent.header())?, time_of(block.header())?);
        check_step(parent_time, time)?;
        let extra = block.extra();
        // Entered already, but for a block that is applied again before the node is where it was.
        let epoch = self.0.epochs.of(block.header().number);
        let seed = seed_after(
            &self.0.network,
            &*self.0.epochs.validators(epoch).await,
            (parent.header().mix_hash, parent_time),
            time,
            &extra.proposal.leader,
            extra.seed_signature.as_ref(),
        )?;
        let protocol = protocol_transaction(block.header().number, self.0.network.chain_id());
        let raw = match block.transactions() {
            [first, rest @ ..] if *first == protocol => rest,
            all => all,
        };
        let transactions = check_all(env, self.0.checked.clone(), raw.to_vec()).await?;
        let environment = self.environment(parent, time, seed);
        let ran = self
            .execute::<E>(env, environment, Mode::Verify, transactions, &batches)
            .await?;
        if ran.outcome.transactions != block.transactions() {
            return Err(Rejected::Different("transactions"));
        }
        let (outcome, roots, merkleized, state) = self.commit::<E>(batches, ran.outcome).await;
        let placement = Placement {
            parent_hash: B256::from(parent.digest().0),
            number: parent.header().number + 1,
            time_ms: time.millis(),
            seed,
            seed_signature: extra.seed_signature,
            proposal: extra.proposal.clone(),
        };
        if outcome.header(&placement, &roots, state) != *block.header() {
            return Err(Rejected::Different(difference(&roots, block, state)));
        }
        let executed = self.0.cache.insert(block, outcome, ran.transactions);
        let included = final_transactions(&executed);
        self.0.pool.proposed(placement.number, &included);
        Ok(merkleized)
    }
}

impl<E: Spawner + StorageContext> Application<E> for App {
    type SigningScheme = Scheme;
    type Context = ConsensusContext;
    type Block = Block;
    type Databases = Databases<E>;
    type Captured = ();
    type Provider = ();
    type Input = ();

    fn sync_targets(block: &Block) -> <Databases<E> as DatabaseSet<E>>::SyncTargets {
        block.sync_target()
    }

    async fn genesis(&mut self) -> Block {
        self.0.genesis.clone()
    }

    async fn propose(
        &mut self,
        (env, context): (E, ConsensusContext),
        ancestry: impl Ancestry<Block>,
        batches: Unmerkleized<E>,
        _: Input<(), ()>,
    ) -> Option<Proposed<Self, E>> {
        let mut ancestry = Box::pin(ancestry);
        let parent = ancestry.next().await?;
        let parent = parent.inner();
        let parent_time = block_time(parent).millis();
        let now = self.0.clock.now_ms();
        let time = Timestamp::from_millis(now.clamp(parent_time + 1, parent_time + MAX_STEP_MS));
        let network = &self.0.network;
        let proposal = proposal_of(&context);
        let period = draw_period(network, time);
        let seed_signature =
            match period == draw_period(network, Timestamp::from_millis(parent_time)) {
                true => None,
                false => Some(self.0.seed_key.as_ref()?.sign(network.chain_id(), period)),
            };
        let previous = (
            parent.header().mix_hash,
            Timestamp::from_millis(parent_time),
        );
        let seed = match seed_after(
            network,
            &*self.0.epochs.validators(proposal.epoch).await,
            previous,
            time,
            &proposal.leader,
            seed_signature.as_ref(),
        ) {
            Ok(seed) => seed,
            Err(error) => {
                tracing::error!(%error, "cannot propose: the seed key is not this validator's");
                return None;
            }
        };
        let number = parent.header().number + 1;
        // While the chain's clock is behind, transactions wait: a limit or a deadline would be judged by the wrong
        // time.
        let catching_up = parent_time + MAX_STEP_MS < now;
        let limits = &network.genesis().limits;
        let candidates = match catching_up {
            true => Vec::new(),
            false => {
                let parents = parent.transactions().len();
                let most = candidates_after(parents, parent.header().gas_used, limits.block_gas);
                self.0
                    .pool
                    .candidates(number, most, limits.block_bytes as usize)
            }
        };
        let environment = self.environment(parent, time, seed);
        let ran = match self
            .execute::<E>(&env, environment, Mode::Build, candidates, &batches)
            .await
        {
            Ok(ran) => ran,
            Err(Rejected::Unknown(unknown)) => {
                self.0.epochs.halt(unknown.into());
                return None;
            }
            Err(error) => {
                tracing::error!(%error, number, "building a block failed");
                return None;
            }
        };
        if !ran.excluded.is_empty() {
            self.0.pool.excluded(&ran.excluded, now);
        }
        let (outcome, roots, merkleized, state) = self.commit::<E>(batches, ran.outcome).await;
        let placement = Placement {
            parent_hash: B256::from(parent.digest().0),
            number,
            time_ms: time.millis(),
            seed,
            seed_signature,
            proposal,
        };
        let header = outcome.header(&placement, &roots, state);
        let mut block = ChainBlock {
            header,
            transactions: outcome.transactions.clone(),
        };
        if let Some(forge) = &self.1 {
            forge(&mut block);
        }
        let block = Block::new(block).expect("a block that was just built is well formed");
        self.0.cache.insert(&block, outcome, ran.transactions);
        Some(Proposed { block, merkleized })
    }

    async fn process(
        &mut self,
        (env, context): (E, ConsensusContext),
        ancestry: impl Ancestry<Block>,
        batches: Unmerkleized<E>,
        finality: Finality,
    ) -> Option<Merkleized<E>> {
        let mut ancestry = Box::pin(ancestry);
        let block = ancestry.next().await?;
        let parent = ancestry.next().await?;
        let (block, parent) = (block.inner(), parent.inner());
        if finality == Finality::Candidate {
            if block.context() != context {
                return None;
            }
            wait_for(&env, &self.0.clock, block, parent).await?;
        }
        match self.check::<E>(&env, block, parent, batches).await {
            Ok(merkleized) => Some(merkleized),
            // Nothing can be said about it, not even that it is wrong: the node ends, with the block where it is.
            Err(Rejected::Unknown(unknown)) => {
                self.0.epochs.halt(unknown.into());
                std::future::pending().await
            }
            Err(error) => {
                tracing::warn!(number = block.header().number, %error, "rejected a block");
                None
            }
        }
    }

    async fn capture(
        &mut self,
        _: (E, ConsensusContext),
        block: &Block,
        _: &Merkleized<E>,
        _: <Databases<E> as DatabaseSet<E>>::Readers,
    ) {
        let executed = self
            .0
            .cache
            .get(&block.digest())
            .expect("a block is executed before it is applied");
        self.0.publisher.applies(block.header().number);
        self.0
            .ledger
            .prepare(block.header().number, block_time(block), &executed.writes);
    }

    async fn finalized(
        &mut self,
        _: (E, ConsensusContext),
        block: &Block,
        (): (),
        _: <Databases<E> as DatabaseSet<E>>::Readers,
    ) {
        let digest = block.digest();
        let executed = self
            .0
            .cache
            .get(&digest)
            .expect("a block is executed before it is final");
        let number = block.header().number;
        let publisher = &self.0.publisher;
        let next_validators = executed.next_validators.clone();
        let written = publisher.publish(block.clone(), executed);
        if publisher.is_early(number) {
            // A task that is gone is a node that stops.
            let _ = written.await;
            // Nothing is told yet, and the next block may be of the next epoch.
            if let Some(validators) = next_validators {
                self.0
                    .epochs
                    .enter(self.0.epochs.of(number) + 1, validators);
            }
        }
    }
}

/// Checks a block's transactions on a thread that may block: consensus' own go on with votes and receipts.
async fn check_all<E: Spawner>(
    env: &E,
    checked: CheckedCache,
    raw: Vec<RawBytes>,
) -> Result<Vec<Arc<CheckedTransaction>>, Rejected> {
    let task = env.child("check").shared(true);
    let transactions = task.spawn(move |_| async move { checked.check_all(&raw) });
    // The task ends early only when the node does, or by a bug, for which nobody's block may be accepted.
    Ok(transactions.await.map_err(|_| Rejected::Unchecked)??)
}

/// Waits until the clock allows a block. Returns `None` when the block breaks the rule that bounds the wait.
///
/// A clock that stands still would never allow it, although the chain's time goes on by a millisecond with each block;
/// it is a development network's, whose validator has nobody to doubt.
async fn wait_for<E: RuntimeClock>(
    env: &E,
    clock: &Clock,
    block: &Block,
    parent: &Block,
) -> Option<()> {
    let (parent_time, time) = (block_time(parent), time_of(block.header()).ok()?);
    check_step(parent_time, time).ok()?;
    loop {
        let status = clock.status();
        let ahead = time.millis().saturating_sub(status.now_ms + MAX_DRIFT_MS);
        if ahead == 0 || status.controls.paused_at.is_some() {
            return Some(());
        }
        // In steps: a development clock may be set or stopped meanwhile.
        env.sleep(Duration::from_millis(ahead).min(CLOCK_STEP))
            .await;
    }
}

/// A block with its results, as it is published and stored.
pub fn stored_block(block: &Block, results: Results) -> StoredBlock {
    let hashes = block.transactions().iter().map(keccak256).collect();
    assemble(block, hashes, results)
}

fn assemble(block: &Block, hashes: Vec<B256>, results: Results) -> StoredBlock {
    StoredBlock {
        header: block.header().clone(),
        hash: B256::from(block.digest().0),
        time: block_time(block),
        transactions: block.transactions().to_vec(),
        hashes,
        receipts: results.receipts,
        size: block.encode_size(),
    }
}

/// How many transactions to try for a block: a sixteenth more than fit if they are like those of the parent, because
/// the keys of each one that is tried in vain are read all the same. A parent of few tells little.
fn candidates_after(parents: usize, gas_used: u64, block_gas: u64) -> usize {
    let parents = parents as u64;
    let most = block_gas / TRANSACTION;
    let each = match parents < FEW_TRANSACTIONS {
        true => TRANSACTION,
        false => (gas_used / parents).max(TRANSACTION),
    };
    let fit = block_gas / each;
    usize::try_from((fit + fit / 16).min(most)).unwrap_or(usize::MAX)
}

/// The time of a block that was wrapped, so its extension decodes.
pub fn block_time(block: &Block) -> Timestamp {
    time_of(block.header()).expect("checked when the block was wrapped")
}

async fn read_batches<E: Spawner + StorageContext>(
    batches: &Unmerkleized<E>,
    keys: &[Key],
) -> Vec<Option<Bytes>> {
    let keys: Vec<DatabaseKey> = keys.iter().map(|key| DatabaseKey::new(key.0)).collect();
    let references: Vec<&DatabaseKey> = keys.iter().collect();
    let values = batches
        .get_many(&references)
        .await
        .expect("the state database reads");
    values
        .into_iter()
        .map(|value| value.map(|value| value.0))
        .collect()
}

/// Names the first part in which a block differs from its own execution.
fn difference(roots: &Roots, block: &Block, state: StateCommitment) -> &'static str {
    let header = block.header();
    if state.root != header.state_root.0 || state != block.commitment() {
        "state"
    } else if roots.receipts != header.receipts_root {
        "receipts"
    } else if roots.transactions != header.transactions_root {
        "transactions"
    } else {
        "another field"
    }
}

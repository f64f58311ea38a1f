//! Reads blocks ahead of their execution, and does on every core what needs no state: who sent each transaction.

use super::tamper::{Alteration, Tamper, choose};
use alloy_primitives::{Address, Bytes};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use std::{
    pin::Pin,
    sync::{Arc, mpsc},
};
use wepos_chain::{
    MODULES, Network,
    block::protocol_transaction,
    transaction::{CheckedTransaction, TransactionError},
};
use wepos_node::{
    data_dir::DataDir,
    replay::{ReplayError, StoredChain, StoredEntry, read},
};

/// Transactions that are checked together: enough to keep every core busy, few enough to hand over soon.
const BATCH_TRANSACTIONS: usize = 4_096;

/// Blocks that are handed over together.
const BATCH_BLOCKS: usize = 256;

/// Batches that wait for their execution.
const BATCHES: usize = 2;

/// What the reader hands over.
pub(crate) enum Read {
    /// First: what there is.
    Start(Start),
    /// Blocks in order.
    Blocks(Vec<Prepared>),
    /// Why there are no more.
    Failed(ReplayError),
}

/// What there is to audit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    /// The newest block that is audited: stored without a gap, and certified itself or by one after it.
    pub(crate) newest: u64,
    /// Blocks beyond it of which something is stored, but not the block and a certificate.
    pub(crate) beyond: u64,
    /// The newest block whose receipts are stored.
    pub(crate) newest_with_results: u64,
    /// What is altered, if anything is to be.
    pub(crate) alteration: Option<Alteration>,
}

/// A block with everything that needs no state.
pub(crate) struct Prepared {
    pub(crate) entry: StoredEntry,
    /// The transactions behind the protocol's own.
    pub(crate) checked: Vec<Result<Arc<CheckedTransaction>, TransactionError>>,
    /// Whether the first transaction is the protocol's own.
    pub(crate) has_protocol: bool,
}

impl Prepared {
    pub(crate) fn number(&self) -> u64 {
        self.entry.block.header.number
    }

    /// Who is paid or called by a block's transactions.
    pub(crate) fn recipients(&self) -> Vec<Address> {
        let checked = self.checked.iter().flatten();
        checked.map(|transaction| transaction.to()).collect()
    }
}

type Reading = Pin<Box<dyn Future<Output = Result<(), ReplayError>> + Send>>;

/// Starts reading in a thread of its own.
pub(crate) fn start(
    data_dir: DataDir,
    network: Arc<Network>,
    tamper: Option<Tamper>,
) -> mpsc::Receiver<Read> {
    let (sender, receiver) = mpsc::sync_channel(BATCHES);
    std::thread::spawn(move || {
        let hand_over = sender.clone();
        let body = move |chain: StoredChain| -> Reading {
            Box::pin(async move { hand_over_all(&chain, &network, tamper, &hand_over).await })
        };
        let ended = read(&data_dir, Box::new(body));
        if let Err(error) | Ok(Err(error)) = ended {
            // Nobody waits any more: the audit has found something.
            let _ = sender.send(Read::Failed(error));
        }
    });
    receiver
}

async fn hand_over_all(
    chain: &StoredChain,
    network: &Network,
    tamper: Option<Tamper>,
    sender: &mpsc::SyncSender<Read>,
) -> Result<(), ReplayError> {
    let (stored, certified) = (chain.newest(), chain.newest_certified());
    let newest = stored.min(certified);
    let alteration = match tamper {
        Some(kind) => choose(chain, kind, newest).await?,
        None => None,
    };
    let start = Start {
        newest,
        beyond: chain.last().saturating_sub(newest),
        newest_with_results: chain.newest_with_results(),
        alteration,
    };
    if sender.send(Read::Start(start)).is_err() {
        return Ok(());
    }
    let (mut batch, mut transactions) = (Vec::new(), 0);
    for number in 1..=newest {
        let mut entry = chain.entry(number).await?;
        if let Some(alteration) = alteration {
            alteration.alter_entry(&mut entry);
        }
        transactions += entry.block.transactions.len();
        batch.push(entry);
        let full = transactions >= BATCH_TRANSACTIONS || batch.len() >= BATCH_BLOCKS;
        if full || number == newest {
            let blocks = prepare(std::mem::take(&mut batch), network);
            transactions = 0;
            if sender.send(Read::Blocks(blocks)).is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn prepare(entries: Vec<StoredEntry>, network: &Network) -> Vec<Prepared> {
    let chain_id = network.chain_id();
    let entries: Vec<(StoredEntry, bool)> = entries
        .into_iter()
        .map(|entry| {
            let own = protocol_transaction(entry.block.header.number, chain_id);
            let has_protocol = entry.block.transactions.first() == Some(&own);
            (entry, has_protocol)
        })
        .collect();
    let raw: Vec<Bytes> = entries
        .iter()
        .flat_map(|(entry, has_protocol)| &entry.block.transactions[usize::from(*has_protocol)..])
        .cloned()
        .collect();
    let checked: Vec<_> = raw
        .into_par_iter()
        .map(|raw| {
            let checked = CheckedTransaction::check(raw, chain_id)?;
            Ok(Arc::new(checked.with_signers(MODULES, network)))
        })
        .collect();
    let mut checked = checked.into_iter();
    entries
        .into_iter()
        .map(|(entry, has_protocol)| {
            let own = entry.block.transactions.len() - usize::from(has_protocol);
            Prepared {
                checked: checked.by_ref().take(own).collect(),
                has_protocol,
                entry,
            }
        })
        .collect()
}

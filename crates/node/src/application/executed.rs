//! What executing a block gave, until the block is final.

use crate::{
    block::{Block, Digest},
    pool::FinalTransaction,
    results::Results,
};
use alloy_primitives::{B256, Bytes as RawBytes, keccak256};
use commonware_cryptography::Digestible as _;
use parking_lot::Mutex;
use std::{collections::BTreeMap, sync::Arc};
use wepos_chain::{
    block::Outcome, state::Write, transaction::CheckedTransaction, validators::ValidatorSet,
};

/// Execution results by block, between execution and finality.
///
/// A block that is executed once is not executed again before it is applied, however long finality takes. So its
/// results go when its height is final, and never before; the state's batches, which weigh more, live as long.
#[derive(Default)]
pub struct ResultsCache(Mutex<BTreeMap<Digest, Known>>);

/// A block's height, and its results until they are given up.
type Known = (u64, Option<Arc<Executed>>);

/// What executing a block gave, as far as it is needed later.
pub(super) struct Executed {
    pub(super) writes: Vec<Write>,
    pub(super) results: Results,
    pub(super) transactions: Vec<Identity>,
    /// In the last block of an epoch: who signs in the next.
    pub(super) next_validators: Option<ValidatorSet>,
}

/// What was learned of a transaction when it was checked, so that nobody hashes or decodes it again.
#[derive(Clone, Copy)]
pub(super) struct Identity {
    pub(super) hash: B256,
    pub(super) nonce: u64,
}

/// The identities of a block's transactions, which are some of `candidates` in their order, behind the protocol's own.
pub(super) fn identities(
    transactions: &[RawBytes],
    candidates: &[Arc<CheckedTransaction>],
) -> Vec<Identity> {
    let mut rest = candidates;
    let identify = |raw: &RawBytes| match rest.iter().position(|other| other.raw() == raw) {
        Some(position) => {
            let found = &rest[position];
            rest = &rest[position + 1..];
            Identity {
                hash: *found.hash(),
                nonce: found.nonce(),
            }
        }
        // The protocol's own; nobody waits for its nonce.
        None => Identity {
            hash: keccak256(raw),
            nonce: 0,
        },
    };
    transactions.iter().map(identify).collect()
}

impl ResultsCache {
    pub(super) fn insert(
        &self,
        block: &Block,
        outcome: Outcome,
        transactions: Vec<Identity>,
    ) -> Arc<Executed> {
        let executed = Arc::new(Executed {
            writes: outcome.writes,
            results: Results {
                receipts: outcome.receipts,
            },
            transactions,
            next_validators: outcome.next_validators,
        });
        self.0.lock().insert(
            block.digest(),
            (block.header().number, Some(executed.clone())),
        );
        executed
    }

    pub(super) fn get(&self, digest: &Digest) -> Option<Arc<Executed>> {
        let known = self.0.lock();
        known.get(digest).and_then(|(_, executed)| executed.clone())
    }

    pub(super) fn number_of(&self, digest: &Digest) -> Option<u64> {
        self.0.lock().get(digest).map(|(number, _)| *number)
    }

    /// Gives up a block's results, which whoever holds them then owns; its height stays known.
    pub(super) fn release(&self, digest: &Digest) {
        if let Some((_, executed)) = self.0.lock().get_mut(digest) {
            *executed = None;
        }
    }

    /// Forgets what is final and what can no longer become so.
    pub(super) fn forget_up_to(&self, number: u64) {
        self.0.lock().retain(|_, (other, _)| *other > number);
    }
}

pub(super) fn final_transactions(executed: &Executed) -> Vec<FinalTransaction> {
    let receipts = executed.results.receipts.iter();
    executed
        .transactions
        .iter()
        .zip(receipts)
        .filter(|(_, receipt)| !receipt.sender.is_zero())
        .map(|(identity, receipt)| FinalTransaction {
            hash: identity.hash,
            sender: receipt.sender,
            nonce: identity.nonce,
        })
        .collect()
}

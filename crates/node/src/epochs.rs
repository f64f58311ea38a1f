//! The epochs of a node: which blocks each has, who signs in it, and which one the node is in.
//!
//! ```text
//!  height   0 ………… n−1 │ n ………… 2n−1 │ 2n …
//!  epoch         0      │      1       │  2
//!                    the last block of an epoch fixes the validators of the next
//! ```
//!
//! An epoch has a fixed number of blocks, so that a height alone says which one it belongs to. Its validators are
//! known when its predecessor's last block has been executed, never earlier; consensus of an epoch runs among them
//! alone. This registry is what the parts of a node share: the application enters epochs, consensus and marshal ask
//! who signs, the engine of the epoch follows.

#[cfg(test)]
mod tests;

use crate::block::PublicKey;
use commonware_consensus::{
    simplex::scheme::ed25519::Scheme,
    types::{Epoch, FixedEpocher},
};
use commonware_cryptography::{
    certificate::{Provider, Scoped},
    ed25519::PrivateKey,
};
use commonware_utils::ordered::Set;
use parking_lot::RwLock;
use std::{collections::BTreeMap, num::NonZeroU64, sync::Arc};
use tokio::sync::watch;

/// Who signs in an epoch, in the order in which consensus counts them.
pub type ValidatorSet = Set<PublicKey>;

/// Epochs before the newest whose validators stay known: blocks and votes of the last one may still be on their way.
const KEPT: u64 = 2;

/// The epochs whose validators are known. Clones are the same registry.
///
/// A node that holds a validator's key signs in the epochs that list it, and verifies in all others.
#[derive(Clone)]
pub struct Epochs(Arc<Inner>);

struct Inner {
    blocks: NonZeroU64,
    namespace: Vec<u8>,
    key: Option<PrivateKey>,
    known: RwLock<BTreeMap<u64, Known>>,
    newest: watch::Sender<Option<u64>>,
}

/// An epoch that was entered.
#[derive(Clone)]
struct Known {
    validators: Arc<ValidatorSet>,
    scheme: Arc<Scheme>,
}

impl std::fmt::Debug for Epochs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Epochs")
            .field("blocks", &self.0.blocks)
            .field("newest", &*self.0.newest.borrow())
            .finish_non_exhaustive()
    }
}

impl Epochs {
    /// No epoch yet, each of `blocks` blocks. Votes of this network are signed under `namespace`; a follower has no
    /// `key`.
    pub fn new(namespace: Vec<u8>, key: Option<PrivateKey>, blocks: NonZeroU64) -> Self {
        Self(Arc::new(Inner {
            blocks,
            namespace,
            key,
            known: RwLock::default(),
            newest: watch::Sender::new(None),
        }))
    }

    /// The epoch of a height.
    pub fn of(&self, number: u64) -> u64 {
        number / self.0.blocks
    }

    /// The first height of an epoch.
    pub fn first(&self, epoch: u64) -> u64 {
        epoch.saturating_mul(self.0.blocks.get())
    }

    /// The last height of an epoch.
    pub fn last(&self, epoch: u64) -> u64 {
        self.first(epoch).saturating_add(self.0.blocks.get() - 1)
    }

    /// Whether an epoch ends with this height.
    pub fn is_last(&self, number: u64) -> bool {
        self.last(self.of(number)) == number
    }

    /// The heights of epochs, as consensus asks for them.
    pub(crate) fn epocher(&self) -> FixedEpocher {
        FixedEpocher::new(self.0.blocks)
    }

    /// From now on the node is in `epoch`, and these are its validators. Entering one again, as after a restart,
    /// changes nothing.
    pub fn enter(&self, epoch: u64, validators: ValidatorSet) {
        let mut known = self.0.known.write();
        known.entry(epoch).or_insert_with(|| {
            let sign = |key: &PrivateKey| {
                Scheme::signer(&self.0.namespace, validators.clone(), key.clone())
            };
            let scheme = self.0.key.as_ref().and_then(sign);
            let scheme =
                scheme.unwrap_or_else(|| Scheme::verifier(&self.0.namespace, validators.clone()));
            Known {
                validators: Arc::new(validators),
                scheme: Arc::new(scheme),
            }
        });
        known.retain(|other, _| *other + KEPT >= epoch);
        drop(known);
        self.0.newest.send_if_modified(|newest| {
            let is_newer = newest.is_none_or(|newest| epoch > newest);
            if is_newer {
                *newest = Some(epoch);
            }
            is_newer
        });
    }

    /// The validators of an epoch; waits until it is entered.
    pub async fn validators(&self, epoch: u64) -> Arc<ValidatorSet> {
        self.known(epoch).await.validators
    }

    /// What signs in an epoch, or only verifies if this node's key is none of its validators'; waits until it is
    /// entered.
    pub(crate) async fn scheme(&self, epoch: u64) -> Arc<Scheme> {
        self.known(epoch).await.scheme
    }

    /// Tells the newest epoch that was entered, and each one that follows.
    pub fn subscribe(&self) -> watch::Receiver<Option<u64>> {
        self.0.newest.subscribe()
    }

    async fn known(&self, epoch: u64) -> Known {
        let mut newest = self.subscribe();
        loop {
            if let Some(known) = self.0.known.read().get(&epoch) {
                return known.clone();
            }
            // The sender is this registry's own, and so outlives the wait.
            let _ = newest.changed().await;
        }
    }
}

impl Provider for Epochs {
    type Scope = Epoch;
    type Scheme = Scheme;

    fn scoped(&self, epoch: Epoch) -> Option<Scoped<Scheme>> {
        let known = self.0.known.read();
        Some(Scoped::scheme(known.get(&epoch.get())?.scheme.clone()))
    }
}

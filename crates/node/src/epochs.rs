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
//! who signs, the engine of the epoch follows. Here it is told too that the chain goes on in a way that this process
//! cannot follow ([`Halt`]).

#[cfg(test)]
mod tests;

use crate::{
    block::PublicKey,
    proof::{namespace, participants},
};
use commonware_consensus::{
    simplex::scheme::ed25519::Scheme,
    types::{Epoch, FixedEpocher},
};
use commonware_cryptography::{
    Signer as _,
    certificate::{Provider, Scheme as _, Scoped},
    ed25519::PrivateKey,
};
use parking_lot::RwLock;
use std::{collections::BTreeMap, num::NonZeroU64, sync::Arc};
use tokio::sync::watch;
use wepos_chain::{Network, modules::network::UnknownProtocol, validators::ValidatorSet};

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
    next_key: Option<PublicKey>,
    known: RwLock<BTreeMap<u64, Known>>,
    newest: watch::Sender<Option<u64>>,
    halt: watch::Sender<Option<Halt>>,
}

/// The newest epoch, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochStatus {
    /// Its number.
    pub epoch: u64,
    /// How many validators it has.
    pub validators: usize,
    /// Whether this node is one of them.
    pub signs: bool,
}

/// Why a node cannot go on although nothing is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
    /// The chain goes on by rules that this binary does not have.
    #[error("{0}")]
    Protocol(#[from] UnknownProtocol),
    /// The network knows this validator by its next key from now on.
    #[error(
        "from epoch {epoch} on this validator signs with the key in validator.next.key: start again, and it becomes \
         validator.key"
    )]
    NextKey {
        /// The first epoch of the next key.
        epoch: u64,
    },
}

impl Halt {
    /// The sentence in Chinese; [`std::fmt::Display`] writes the English one.
    pub fn in_chinese(&self) -> String {
        match self {
            Self::Protocol(unknown) => unknown.in_chinese(),
            Self::NextKey { epoch } => format!(
                "自第 {epoch} 纪元起，本验证者使用 validator.next.key 中的密钥签名：请重新启动，该文件将成为 validator.key"
            ),
        }
    }
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
    /// No epoch of `network` yet. A follower has no `key`.
    ///
    /// # Panics
    ///
    /// When an epoch has no blocks, which no genesis document can say.
    pub fn new(network: &Network, key: Option<PrivateKey>) -> Self {
        Self::with_next_key(network, key, None)
    }

    /// The same for a validator that may be known by another key one day, which this process does not sign with.
    ///
    /// # Panics
    ///
    /// When an epoch has no blocks.
    pub fn with_next_key(
        network: &Network,
        key: Option<PrivateKey>,
        next_key: Option<PublicKey>,
    ) -> Self {
        Self(Arc::new(Inner {
            blocks: NonZeroU64::new(network.epoch_blocks()).expect("an epoch has blocks"),
            namespace: namespace(network),
            key,
            next_key,
            known: RwLock::default(),
            newest: watch::Sender::new(None),
            halt: watch::Sender::new(None),
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

    /// The heights of epochs, as consensus asks for them.
    pub(crate) fn epocher(&self) -> FixedEpocher {
        FixedEpocher::new(self.0.blocks)
    }

    /// From now on the node is in `epoch`, and these are its validators. Entering one again, as after a restart,
    /// changes nothing. A validator that the network knows by its next key from now on halts.
    pub fn enter(&self, epoch: u64, validators: ValidatorSet) {
        let lists = |key: &PublicKey| {
            let key: &[u8] = key.as_ref();
            validators.iter().any(|other| other.public_key == *key)
        };
        let own = self.0.key.as_ref().map(PrivateKey::public_key);
        let replaced = !own.is_some_and(|own| lists(&own));
        if replaced && self.0.next_key.as_ref().is_some_and(lists) {
            self.halt(Halt::NextKey { epoch });
        }
        let mut known = self.0.known.write();
        known.entry(epoch).or_insert_with(|| {
            let keys = participants(&validators);
            let sign =
                |key: &PrivateKey| Scheme::signer(&self.0.namespace, keys.clone(), key.clone());
            let scheme = self.0.key.as_ref().and_then(sign);
            let scheme = scheme.unwrap_or_else(|| Scheme::verifier(&self.0.namespace, keys));
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

    /// The newest epoch that was entered; nothing before the first one is.
    pub fn status(&self) -> Option<EpochStatus> {
        let known = self.0.known.read();
        let (epoch, newest) = known.last_key_value()?;
        Some(EpochStatus {
            epoch: *epoch,
            validators: newest.validators.len(),
            signs: newest.scheme.me().is_some(),
        })
    }

    /// Tells the newest epoch that was entered, and each one that follows.
    pub fn subscribe(&self) -> watch::Receiver<Option<u64>> {
        self.0.newest.subscribe()
    }

    /// The node cannot go on. The first reason stays.
    pub fn halt(&self, reason: Halt) {
        self.0.halt.send_if_modified(|halt| {
            let is_first = halt.is_none();
            if is_first {
                tracing::error!("{reason}");
                *halt = Some(reason);
            }
            is_first
        });
    }

    /// Why the node cannot go on, if it cannot.
    pub fn halt_reason(&self) -> Option<Halt> {
        *self.0.halt.borrow()
    }

    /// Waits until the node cannot go on.
    pub async fn halted(&self) -> Halt {
        let mut halt = self.0.halt.subscribe();
        loop {
            if let Some(reason) = *halt.borrow_and_update() {
                return reason;
            }
            // The sender is this registry's own, and so outlives the wait.
            let _ = halt.changed().await;
        }
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

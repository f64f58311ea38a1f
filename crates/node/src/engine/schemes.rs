//! Who signs in which epoch: what consensus verifies votes and certificates with.

use crate::block::PublicKey;
use commonware_consensus::{simplex::scheme::ed25519::Scheme, types::Epoch};
use commonware_cryptography::{
    certificate::{Provider, Scoped},
    ed25519::PrivateKey,
};
use commonware_utils::ordered::Set;
use parking_lot::RwLock;
use std::{collections::BTreeMap, sync::Arc};

/// The epochs whose validators are known, by the order in which consensus lists them. Clones are the same list.
///
/// A node that holds a validator's key signs in the epochs that list it, and verifies in all others.
#[derive(Clone)]
pub struct Schemes(Arc<Inner>);

struct Inner {
    namespace: Vec<u8>,
    key: Option<PrivateKey>,
    epochs: RwLock<BTreeMap<u64, Arc<Scheme>>>,
}

impl std::fmt::Debug for Schemes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let epochs = self.0.epochs.read();
        f.debug_tuple("Schemes").field(&epochs.keys()).finish()
    }
}

impl Schemes {
    /// No epoch yet. Votes of this network are signed under `namespace`; a follower has no `key`.
    pub fn new(namespace: Vec<u8>, key: Option<PrivateKey>) -> Self {
        Self(Arc::new(Inner {
            namespace,
            key,
            epochs: RwLock::default(),
        }))
    }

    /// The validators of `epoch`. Returns what signs there, or only verifies if this node's key is none of theirs.
    pub fn enter(&self, epoch: Epoch, validators: Set<PublicKey>) -> Arc<Scheme> {
        let signer = self.0.key.clone().and_then(|key| {
            let validators = validators.clone();
            Scheme::signer(&self.0.namespace, validators, key)
        });
        let scheme = signer.unwrap_or_else(|| Scheme::verifier(&self.0.namespace, validators));
        let scheme = Arc::new(scheme);
        let mut epochs = self.0.epochs.write();
        epochs.insert(epoch.get(), scheme.clone());
        scheme
    }
}

impl Provider for Schemes {
    type Scope = Epoch;
    type Scheme = Scheme;

    fn scoped(&self, epoch: Epoch) -> Option<Scoped<Scheme>> {
        let scheme = self.0.epochs.read().get(&epoch.get())?.clone();
        Some(Scoped::scheme(scheme))
    }
}

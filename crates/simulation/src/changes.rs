//! Validators that join, leave, or change their keys: what members send for it, and what must come of it.

use crate::world::{World, seed_key};
use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall as _;
use commonware_codec::Encode as _;
use wepos_abi::{ICommittee, INetwork, addresses};
use wepos_chain::{genesis::SeedKey, validators::KeyChange};

/// The validator of genesis that leaves, or whose keys change.
pub(crate) const LEAVES: usize = 3;

/// The one that genesis does not list.
pub(crate) const JOINS: usize = 4;

/// A change of the validators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// [`JOINS`] joins.
    Added,
    /// [`LEAVES`] leaves.
    Removed,
    /// [`LEAVES`] gets the keys of [`JOINS`].
    Rotated,
}

/// A call that a member sends before its transfers.
pub(crate) type Scripted = (Address, Vec<u8>);

impl Change {
    /// What each of the first members sends, in turns: one begins when all before it have their receipts.
    pub(crate) fn script(self, world: &World) -> Vec<Scripted> {
        let seed = seed_key(JOINS).public_key().to_vec();
        let decision = match self {
            Self::Added => INetwork::addValidatorCall {
                name: format!("validator {JOINS}"),
                publicKey: key(world, JOINS),
                seedKey: seed.into(),
                endpoint: String::new(),
            }
            .abi_encode(),
            Self::Removed => INetwork::removeValidatorCall {
                name: format!("validator {LEAVES}"),
            }
            .abi_encode(),
            Self::Rotated => return vec![(addresses::NETWORK, rotation(world))],
        };
        let propose = ICommittee::proposeCall {
            target: addresses::NETWORK,
            callData: decision.into(),
            reasonZh: "验证者有变。".into(),
            reasonEn: "The validators change.".into(),
        };
        let approve = ICommittee::approveCall {
            // Of the first proposal.
            id: 0,
            reasonZh: "同意。".into(),
            reasonEn: "Yes.".into(),
        };
        vec![
            (addresses::COMMITTEE, propose.abi_encode()),
            (addresses::COMMITTEE, approve.abi_encode()),
        ]
    }

    /// Whether the newest proposers show that it has happened: who joined has proposed, or who left has not for two
    /// epochs.
    pub(crate) fn has_happened(self, leaders: &[B256], world: &World) -> bool {
        let (joins, leaves) = (key(world, JOINS), key(world, LEAVES));
        let epochs = 2 * usize::try_from(world.network.epoch_blocks()).unwrap_or(usize::MAX);
        let newest = &leaders[leaders.len().saturating_sub(epochs)..];
        match self {
            Self::Added | Self::Rotated => newest.contains(&joins),
            Self::Removed => newest.len() == epochs && !newest.contains(&leaves),
        }
    }
}

fn key(world: &World, index: usize) -> B256 {
    B256::from_slice(world.participants()[index].as_ref())
}

fn rotation(world: &World) -> Vec<u8> {
    let new_seed_key = seed_key(JOINS).public_key().to_vec();
    let text = KeyChange {
        genesis: world.network.hash(),
        chain_id: world.network.chain_id(),
        number: 0,
        old_key: key(world, LEAVES),
        new_key: key(world, JOINS),
        new_seed_key: SeedKey::new(new_seed_key.clone()).expect("a seed key has 96 bytes"),
        address: String::new(),
    };
    let sign = |index: usize| {
        let secret = world.keys[index].encode();
        let secret: [u8; 32] = secret.as_ref().try_into().expect("a key has 32 bytes");
        text.sign(&secret).to_vec().into()
    };
    INetwork::changeValidatorCall {
        oldKey: text.old_key,
        newKey: text.new_key,
        newSeedKey: new_seed_key.into(),
        endpoint: String::new(),
        number: 0,
        signature: sign(LEAVES),
        newSignature: sign(JOINS),
    }
    .abi_encode()
}

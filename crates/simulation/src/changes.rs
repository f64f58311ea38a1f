//! Validators that join, leave, or change their keys, and rules that change: what members send for it, and what must
//! come of it.

use crate::world::{Told, World, seed_key};
use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall as _;
use commonware_codec::Encode as _;
use std::collections::BTreeMap;
use wepos_abi::{ICommittee, INetwork, addresses};
use wepos_chain::{genesis::SeedKey, testing::LAUNCH, validators::KeyChange};

/// The validator of genesis that leaves, or whose keys change.
pub(crate) const LEAVES: usize = 3;

/// The one that genesis does not list.
pub(crate) const JOINS: usize = 4;

/// The version of the protocol that the members schedule.
pub(crate) const NEXT_VERSION: u16 = 2;

/// When it begins, in seconds since launch: the shortest notice, with time before it for the decision.
const ACTIVATION_S: u64 = 33;

/// A change of the validators, or of their rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// [`JOINS`] joins.
    Added,
    /// [`LEAVES`] leaves.
    Removed,
    /// [`LEAVES`] gets the keys of [`JOINS`].
    Rotated,
    /// [`NEXT_VERSION`] begins.
    Upgraded,
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
            Self::Upgraded => INetwork::scheduleUpgradeCall {
                version: NEXT_VERSION,
                activation: LAUNCH.millis() / 1_000 + ACTIVATION_S,
            }
            .abi_encode(),
        };
        let propose = ICommittee::proposeCall {
            target: addresses::NETWORK,
            callData: decision.into(),
            reasonZh: "有此需要。".into(),
            reasonEn: "It is time.".into(),
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

    /// Whether the newest blocks show that it has happened: who joined has proposed, or who left has not for two
    /// epochs, or the new rules are followed.
    pub(crate) fn has_happened(self, told: &BTreeMap<u64, Told>, world: &World) -> bool {
        let epochs = 2 * usize::try_from(world.network.epoch_blocks()).unwrap_or(usize::MAX);
        let newest: Vec<&Told> = told.values().rev().take(epochs).collect();
        let leads = |index| {
            let key = key(world, index);
            newest.iter().any(|block| block.leader == key)
        };
        match self {
            Self::Added | Self::Rotated => leads(JOINS),
            Self::Removed => newest.len() == epochs && !leads(LEAVES),
            Self::Upgraded => newest
                .first()
                .is_some_and(|block| block.version == NEXT_VERSION),
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

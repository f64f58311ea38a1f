//! Validators and protocol versions through their ABI: sets, epochs, and what a header says of them.

mod changes;
mod errors;
mod keys;
mod properties;
mod protocol;
mod sets;

use crate::{
    Failure,
    amounts::Amount,
    block::{Event, Outcome, Receipt},
    genesis::SeedKey,
    testing::{Member, TestChain, genesis, validator, with_committee},
    validators::{KeyChange, Validator},
};
use alloy_primitives::Log;
use alloy_sol_types::{SolCall, SolEvent};
use wepos_abi::{ICommittee, INetwork, addresses};

/// A day of the test networks: a month has thirty.
const DAY: u64 = 86_400_000;

/// Blocks of an epoch.
const EPOCH: u64 = 8;

/// A chain with two members in its committee and the validators 1 to 3.
struct World {
    chain: TestChain,
    members: [Member; 2],
}

impl World {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut crate::genesis::Genesis)) -> Self {
        let members = ["member 1", "member 2"].map(Member::named);
        let [first, second] = &members;
        let ann = Member::named("ann");
        let genesis = genesis(&[first, second, &ann], Some(30 * DAY));
        let mut genesis = with_committee(genesis, &[first, second]);
        genesis.limits.daily.with_balance = genesis.limits.daily.anchored;
        genesis.limits.epoch_blocks = EPOCH;
        genesis.validators = (1..=3).map(validator).collect();
        change(&mut genesis);
        let chain = TestChain::new(genesis);
        Self { chain, members }
    }

    /// A call by somebody.
    fn send(&mut self, call: &impl SolCall) -> Receipt {
        let ann = Member::named("ann");
        let nothing = Amount::ZERO;
        let receipt = self
            .chain
            .send(&ann, addresses::NETWORK, nothing, call.abi_encode());
        let error = wepos_abi::describe_revert(&receipt.error);
        assert!(receipt.success || error.is_some(), "{:02x?}", receipt.error);
        receipt
    }

    /// The same, which must succeed.
    fn done(&mut self, call: &impl SolCall) -> Receipt {
        let receipt = self.send(call);
        let error = wepos_abi::describe_revert(&receipt.error);
        assert!(receipt.success, "{error:?}");
        receipt
    }

    /// The same, which must fail with this error.
    fn refused(&mut self, call: &impl SolCall, error: impl Into<Failure>) {
        let receipt = self.send(call);
        let said = wepos_abi::describe_revert(&receipt.error);
        let expected = error.into().into_revert();
        assert_eq!(receipt.error, expected.to_vec(), "{said:?}");
    }

    /// The committee decides; it takes effect after three days. Returns the events of the block in which it does.
    fn decide(&mut self, call: &impl SolCall) -> Vec<Log> {
        self.approve(call);
        logs(&self.chain.block_after(3 * DAY, Vec::new()).0)
    }

    /// The committee decides.
    fn approve(&mut self, call: &impl SolCall) {
        let propose = ICommittee::proposeCall {
            target: addresses::NETWORK,
            callData: call.abi_encode().into(),
            reasonZh: "有此需要。".into(),
            reasonEn: String::new(),
        };
        let id = self
            .chain
            .view(addresses::COMMITTEE, &ICommittee::proposalCountCall {});
        let approve = ICommittee::approveCall {
            id,
            reasonZh: String::new(),
            reasonEn: "Yes.".into(),
        };
        let [first, second] = self.members.clone();
        for (member, input) in [
            (first, propose.abi_encode()),
            (second, approve.abi_encode()),
        ] {
            let receipt = self
                .chain
                .send(&member, addresses::COMMITTEE, Amount::ZERO, input);
            let error = wepos_abi::describe_revert(&receipt.error);
            assert!(receipt.success, "{error:?}");
        }
    }

    /// The error with which a call cannot be proposed.
    fn undecidable(&mut self, call: &impl SolCall, error: impl Into<Failure>) {
        let declares = ICommittee::declaresCall {
            target: addresses::NETWORK,
            callData: call.abi_encode().into(),
        };
        let answer = self.chain.call(crate::execution::Call {
            to: addresses::COMMITTEE,
            input: declares.abi_encode().into(),
            ..Default::default()
        });
        let found = answer.result.expect_err("it could not succeed");
        let said = wepos_abi::describe_revert(&found);
        assert_eq!(found, error.into().into_revert(), "{said:?}");
    }

    fn view<C: SolCall>(&self, call: &C) -> C::Return {
        self.chain.view(addresses::NETWORK, call)
    }

    /// The validators of the newest block's epoch.
    fn validators(&self) -> Vec<Validator> {
        set(self.view(&INetwork::validatorsCall {}))
    }

    fn epoch(&self) -> u64 {
        self.view(&INetwork::epochCall {}).number
    }

    /// Runs blocks up to and including the last of the epoch of the next block. Returns its events, and the validators
    /// of the next epoch.
    fn end_epoch(&mut self) -> (Vec<Log>, Vec<Validator>) {
        loop {
            let (outcome, _) = self.chain.block_after(1_000, Vec::new());
            if let Some(next) = &outcome.next_validators {
                return (logs(&outcome), next.as_slice().to_vec());
            }
        }
    }

    /// Runs blocks until the next one is the last of its epoch.
    fn before_epoch_ends(&mut self) {
        while !self.chain.network().ends_epoch(self.chain.number() + 1) {
            self.chain.block_after(1_000, Vec::new());
        }
    }

    /// Signs a change of validator `old` to `new`, as its holder does.
    fn change(&self, old: u8, new: Validator, new_secret: u8) -> INetwork::changeValidatorCall {
        let old_key = validator(old).public_key;
        let number = self.view(&INetwork::numberOfCall { publicKey: old_key });
        let text = KeyChange {
            genesis: self.chain.network().hash(),
            chain_id: self.chain.network().chain_id(),
            number,
            old_key,
            new_key: new.public_key,
            new_seed_key: new.seed_key.clone(),
            address: new.address.clone(),
        };
        let sign = |secret: u8| text.sign(&[secret; 32]).to_vec().into();
        INetwork::changeValidatorCall {
            oldKey: old_key,
            newKey: new.public_key,
            newSeedKey: new.seed_key.as_bytes().to_vec().into(),
            endpoint: new.address.clone(),
            number,
            signature: sign(old),
            newSignature: sign(new_secret),
        }
    }

    /// The same, where only the keys change.
    fn rotation(&self, old: u8, new: u8) -> INetwork::changeValidatorCall {
        self.change(old, validator(new), new)
    }
}

/// The validators that a view lists.
fn set(list: Vec<INetwork::Validator>) -> Vec<Validator> {
    let validators = list.into_iter().map(|one| Validator {
        name: one.name,
        public_key: one.publicKey,
        seed_key: SeedKey::new(one.seedKey).expect("a key of the set"),
        address: one.endpoint,
    });
    validators.collect()
}

/// Validators with these keys; a validator keeps its name.
fn named(pairs: &[(u8, u8)]) -> Vec<Validator> {
    let validators = pairs.iter().map(|(name, keys)| Validator {
        name: validator(*name).name,
        ..validator(*keys)
    });
    validators.collect()
}

fn adding(number: u8) -> INetwork::addValidatorCall {
    let validator = validator(number);
    INetwork::addValidatorCall {
        name: validator.name,
        publicKey: validator.public_key,
        seedKey: validator.seed_key.as_bytes().to_vec().into(),
        endpoint: validator.address,
    }
}

fn removing(number: u8) -> INetwork::removeValidatorCall {
    let name = validator(number).name;
    INetwork::removeValidatorCall { name }
}

/// The events of a block.
fn logs(outcome: &Outcome) -> Vec<Log> {
    let events = outcome.receipts.iter().flat_map(|receipt| &receipt.logs);
    events.map(Event::to_log).collect()
}

/// Those of one kind.
fn events<E: SolEvent>(logs: &[Log]) -> Vec<E> {
    let decoded = logs.iter().filter_map(|log| E::decode_log(log).ok());
    decoded.map(|log| log.data).collect()
}

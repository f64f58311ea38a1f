//! Who orders blocks, and by which version of the protocol.
//!
//! The sets are kept as a list of all epochs' members, one entry for each epoch that is settled; nothing is saved by
//! keeping only what differs.

use crate::{Model, Refusal, committee::Decision, committee::by_decision, decoded};
use alloy_primitives::{B256, Bytes, U256, hex};
use ed25519_dalek::{Signature, VerifyingKey};
use std::collections::BTreeMap;
use wepos_abi::{INetwork, addresses};

/// Characters of a name.
const NAME: usize = 64;

/// Bytes of an address.
const ADDRESS: usize = 128;

/// Bytes of a seed key.
const SEED_KEY: usize = 96;

/// Validators there may be.
const VALIDATORS: usize = 100;

/// Decisions that may wait.
const WAITING: usize = 16;

/// Days between the execution of a decision and the version that it schedules.
const NOTICE: (u64, u64) = (7, 366);

/// A validator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validator {
    /// Who runs it.
    pub name: String,
    /// Its Ed25519 key.
    pub key: B256,
    /// Its seed key.
    pub seed_key: Bytes,
    /// Where it is reached.
    pub address: String,
}

/// What is to happen to the validators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Somebody joins.
    Join(Validator),
    /// The one with this name leaves.
    Leave(String),
    /// The one with this name is reached, and known, in another way.
    Rekey(Validator),
}

/// Everything about validators and versions.
#[derive(Debug, Default)]
pub(crate) struct Network {
    /// The newest block.
    height: u64,
    /// The validators of each epoch that is settled.
    epochs: Vec<Vec<Validator>>,
    plans: Vec<Plan>,
    signed: BTreeMap<B256, u64>,
    version: u16,
    /// The next version, and when it begins, in seconds.
    next: Option<(u16, u64)>,
}

impl Model {
    /// The height of the newest block.
    pub fn height(&self) -> u64 {
        self.network.height
    }

    /// The validators of each epoch that is settled, from the first.
    pub fn epochs(&self) -> &[Vec<Validator>] {
        &self.network.epochs
    }

    /// What waits, with the epoch of each.
    pub fn plans(&self) -> Vec<(&Plan, u64)> {
        let next = self.network.epochs.len() as u64;
        let mut turn = next;
        let plans = self.network.plans.iter();
        plans
            .map(|plan| match plan {
                Plan::Rekey(_) => (plan, next),
                _ => {
                    turn += 1;
                    (plan, turn - 1)
                }
            })
            .collect()
    }

    /// How many changes a key has signed.
    pub fn changes_signed(&self, key: B256) -> u64 {
        self.network.signed.get(&key).copied().unwrap_or(0)
    }

    /// The version of the newest block, and the next one with its time.
    pub fn versions(&self) -> (u16, Option<(u16, u64)>) {
        (self.network.version, self.network.next)
    }

    /// What a block does before anything else in it.
    pub(crate) fn begin_network(&mut self) {
        self.network.height += 1;
        if self.network.height == 1 {
            self.network.version = 1;
            let first = self.settings.validators.clone();
            for validator in &first {
                self.tell_joined(validator, 0);
            }
            self.network.epochs.push(first);
        }
        if let Some((version, at)) = self.network.next
            && at * 1_000 <= self.now_ms
        {
            self.network.version = version;
            self.network.next = None;
            let event = INetwork::UpgradeActivated { version };
            self.emit(addresses::NETWORK, &event);
        }
        if (self.network.height + 1).is_multiple_of(self.settings.epoch_blocks) {
            self.settle_epoch();
        }
    }

    /// The last block of an epoch settles the next: keys first come first served, and one decision.
    fn settle_epoch(&mut self) {
        let epoch = self.network.epochs.len() as u64;
        let mut set = self.validators_settled().to_vec();
        let mut decided = false;
        for plan in std::mem::take(&mut self.network.plans) {
            match plan {
                Plan::Join(_) | Plan::Leave(_) if decided => self.network.plans.push(plan),
                Plan::Join(validator) => {
                    decided = true;
                    self.tell_joined(&validator, epoch);
                    set.push(validator);
                }
                Plan::Leave(name) => {
                    decided = true;
                    let left = set.iter().find(|one| one.name == name).cloned();
                    let left = left.expect("whoever is to leave is there");
                    set.retain(|one| one.name != name);
                    let event = INetwork::ValidatorRemoved {
                        name,
                        publicKey: left.key,
                        epoch,
                    };
                    self.emit(addresses::NETWORK, &event);
                }
                Plan::Rekey(after) => {
                    let Some(mine) = set.iter_mut().find(|one| one.name == after.name) else {
                        continue;
                    };
                    let event = INetwork::ValidatorChanged {
                        name: after.name.clone(),
                        oldKey: mine.key,
                        newKey: after.key,
                        epoch,
                    };
                    *mine = after;
                    self.emit(addresses::NETWORK, &event);
                }
            }
        }
        self.network.epochs.push(set);
    }

    fn tell_joined(&mut self, validator: &Validator, epoch: u64) {
        let event = INetwork::ValidatorAdded {
            name: validator.name.clone(),
            publicKey: validator.key,
            epoch,
        };
        self.emit(addresses::NETWORK, &event);
    }

    fn validators_settled(&self) -> &[Validator] {
        let last = self.network.epochs.last();
        last.expect("the first block settles the first epoch")
    }

    pub(crate) fn call_network(
        &mut self,
        sender: alloy_primitives::Address,
        input: &[u8],
    ) -> Result<(), Refusal> {
        use INetwork::INetworkCalls as Calls;
        match decoded::<Calls>(input)? {
            Calls::addValidator(call) => {
                by_decision(sender)?;
                let validator = self.check_join(&call)?;
                let event = INetwork::AdditionQueued {
                    name: call.name,
                    publicKey: call.publicKey,
                    seedKey: call.seedKey,
                    endpoint: call.endpoint,
                    fromEpoch: self.next_turn(),
                };
                self.network.plans.push(Plan::Join(validator));
                self.emit(addresses::NETWORK, &event);
                Ok(())
            }
            Calls::removeValidator(call) => {
                by_decision(sender)?;
                self.check_leave(&call.name)?;
                let event = INetwork::RemovalQueued {
                    name: call.name.clone(),
                    fromEpoch: self.next_turn(),
                };
                self.network.plans.push(Plan::Leave(call.name));
                self.emit(addresses::NETWORK, &event);
                Ok(())
            }
            Calls::scheduleUpgrade(call) => {
                by_decision(sender)?;
                self.check_schedule(call.version, call.activation)?;
                self.network.next = Some((call.version, call.activation));
                let event = INetwork::UpgradeScheduled {
                    version: call.version,
                    activation: call.activation,
                };
                self.emit(addresses::NETWORK, &event);
                Ok(())
            }
            Calls::cancelUpgrade(_) => {
                by_decision(sender)?;
                let (version, activation) = self.check_cancel()?;
                self.network.next = None;
                let event = INetwork::UpgradeCancelled {
                    version,
                    activation,
                };
                self.emit(addresses::NETWORK, &event);
                Ok(())
            }
            Calls::changeValidator(call) => self.rekey(call),
            _ => Ok(()),
        }
    }

    /// What a call of this module declares, if the committee may decide on it.
    pub(crate) fn network_decision(&self, input: &[u8]) -> Result<Option<Decision>, Refusal> {
        use INetwork::INetworkCalls as Calls;
        match decoded::<Calls>(input)? {
            Calls::addValidator(call) => {
                self.check_join(&call)?;
            }
            Calls::removeValidator(call) => self.check_leave(&call.name)?,
            Calls::scheduleUpgrade(call) => self.check_schedule(call.version, call.activation)?,
            Calls::cancelUpgrade(_) => {
                self.check_cancel()?;
            }
            _ => return Ok(None),
        }
        Ok(Some(Decision::delayed()))
    }

    /// The epoch of the next decision.
    fn next_turn(&self) -> u64 {
        (self.network.epochs.len() + self.decisions()) as u64
    }

    fn decisions(&self) -> usize {
        let plans = self.network.plans.iter();
        plans.filter(|plan| !matches!(plan, Plan::Rekey(_))).count()
    }

    /// Everybody there is or will be, also as somebody will be known.
    fn known_validators(&self) -> Vec<&Validator> {
        let mut known: Vec<_> = self.validators_settled().iter().collect();
        for plan in &self.network.plans {
            match plan {
                Plan::Join(validator) | Plan::Rekey(validator) => known.push(validator),
                Plan::Leave(_) => {}
            }
        }
        known
    }

    /// How many there will be in the end.
    fn validators_planned(&self) -> usize {
        let count = |wanted: fn(&Plan) -> bool| {
            let plans = self.network.plans.iter();
            plans.filter(|plan| wanted(plan)).count()
        };
        self.validators_settled().len() + count(|plan| matches!(plan, Plan::Join(_)))
            - count(|plan| matches!(plan, Plan::Leave(_)))
    }

    fn check_decisions(&self) -> Result<(), Refusal> {
        if self.decisions() >= WAITING {
            let maximum = U256::from(WAITING);
            return Err(INetwork::TooManyWaiting { maximum }.into());
        }
        Ok(())
    }

    fn check_join(&self, call: &INetwork::addValidatorCall) -> Result<Validator, Refusal> {
        check_name(&call.name)?;
        let validator = Validator {
            name: call.name.clone(),
            key: call.publicKey,
            seed_key: call.seedKey.clone(),
            address: call.endpoint.clone(),
        };
        check_form(&validator)?;
        let name = call.name.clone();
        if self.known_validators().iter().any(|one| one.name == name) {
            return Err(INetwork::NameInUse { name }.into());
        }
        self.check_own_keys(&validator)?;
        if self.validators_planned() >= VALIDATORS {
            let maximum = U256::from(VALIDATORS);
            return Err(INetwork::TooManyValidators { maximum }.into());
        }
        self.check_decisions()?;
        Ok(validator)
    }

    /// No other validator has its keys or will have them.
    fn check_own_keys(&self, validator: &Validator) -> Result<(), Refusal> {
        let known = self.known_validators();
        let others = || known.iter().filter(|one| one.name != validator.name);
        if let Some(owner) = others().find(|one| one.key == validator.key) {
            return Err(INetwork::KeyInUse {
                publicKey: validator.key,
                name: owner.name.clone(),
            }
            .into());
        }
        if let Some(owner) = others().find(|one| one.seed_key == validator.seed_key) {
            let name = owner.name.clone();
            return Err(INetwork::SeedKeyInUse { name }.into());
        }
        Ok(())
    }

    fn check_leave(&self, name: &str) -> Result<(), Refusal> {
        let name = name.to_owned();
        if !self.known_validators().iter().any(|one| one.name == name) {
            return Err(INetwork::UnknownValidator { name }.into());
        }
        let leaves = |plan: &Plan| matches!(plan, Plan::Leave(other) if *other == name);
        if let Some((_, epoch)) = self.plans().into_iter().find(|(plan, _)| leaves(plan)) {
            return Err(INetwork::RemovalWaits {
                name,
                fromEpoch: epoch,
            }
            .into());
        }
        if self.validators_planned() == 1 {
            return Err(INetwork::LastValidator { name }.into());
        }
        self.check_decisions()
    }

    fn rekey(&mut self, call: INetwork::changeValidatorCall) -> Result<(), Refusal> {
        let key = call.oldKey;
        let settled = self.validators_settled();
        let Some(mine) = settled.iter().find(|one| one.key == key) else {
            return Err(INetwork::UnknownKey { publicKey: key }.into());
        };
        let after = Validator {
            name: mine.name.clone(),
            key: call.newKey,
            seed_key: call.newSeedKey.clone(),
            address: call.endpoint.clone(),
        };
        check_form(&after)?;
        self.check_own_keys(&after)?;
        let epoch = self.network.epochs.len() as u64;
        let mut plans = self.network.plans.iter();
        if plans.any(|plan| matches!(plan, Plan::Rekey(other) if other.name == after.name)) {
            return Err(INetwork::ChangeWaits {
                name: after.name,
                fromEpoch: epoch,
            }
            .into());
        }
        let expected = self.changes_signed(key);
        if call.number != expected {
            return Err(INetwork::WrongNumber {
                publicKey: key,
                number: call.number,
                expected,
            }
            .into());
        }
        let text = [
            "WePoS: change the keys or the address of a validator".to_owned(),
            format!("network: {}", self.settings.genesis),
            format!("chain id: {}", self.settings.chain_id),
            format!("number: {}", call.number),
            format!("old key: {key}"),
            format!("new key: {}", call.newKey),
            format!("new seed key: 0x{}", hex::encode(&call.newSeedKey)),
            format!("address: {}", call.endpoint),
            String::new(),
        ];
        let text = text.join("\n");
        for (signer, signature) in [(key, &call.signature), (call.newKey, &call.newSignature)] {
            if !has_signed(signer, &text, signature) {
                return Err(INetwork::WrongSignature { publicKey: signer }.into());
            }
        }
        self.network.signed.insert(key, expected + 1);
        let event = INetwork::KeysQueued {
            name: after.name.clone(),
            oldKey: key,
            newKey: call.newKey,
            newSeedKey: call.newSeedKey,
            endpoint: call.endpoint,
            fromEpoch: epoch,
        };
        self.network.plans.push(Plan::Rekey(after));
        self.emit(addresses::NETWORK, &event);
        Ok(())
    }

    fn check_schedule(&self, version: u16, activation: u64) -> Result<(), Refusal> {
        let current = self.network.version;
        if version <= current {
            return Err(INetwork::VersionNotNewer { version, current }.into());
        }
        let after = |days| self.now_ms + self.settings.days(days);
        let earliest = after(NOTICE.0).div_ceil(1_000);
        let latest = after(NOTICE.1) / 1_000;
        if activation < earliest || activation > latest {
            return Err(INetwork::ActivationUnfit {
                activation,
                earliest,
                latest,
            }
            .into());
        }
        if let Some((version, activation)) = self.network.next {
            return Err(INetwork::UpgradeWaits {
                version,
                activation,
            }
            .into());
        }
        Ok(())
    }

    fn check_cancel(&self) -> Result<(u16, u64), Refusal> {
        self.network
            .next
            .ok_or_else(|| INetwork::NoUpgradeWaits {}.into())
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let fits = (1..=NAME).contains(&name.chars().count()) && name.trim() == name;
    if !fits || name.chars().any(char::is_control) {
        let maximum = U256::from(NAME);
        return Err(INetwork::ValidatorNameUnfit { maximum }.into());
    }
    Ok(())
}

/// What can be said of keys and an address by themselves. That 96 bytes are a point of the right group is for the
/// curve's library to say; the workload has none that are not.
fn check_form(validator: &Validator) -> Result<(), Refusal> {
    let key = VerifyingKey::from_bytes(&validator.key.0);
    if key.is_err() || key.is_ok_and(|key| key.is_weak()) {
        return Err(INetwork::NotAPublicKey {
            publicKey: validator.key,
        }
        .into());
    }
    if validator.seed_key.len() != SEED_KEY {
        let length = U256::from(validator.seed_key.len());
        return Err(INetwork::NotASeedKey { length }.into());
    }
    if !is_reachable(&validator.address) {
        let maximum = U256::from(ADDRESS);
        return Err(INetwork::EndpointUnfit { maximum }.into());
    }
    Ok(())
}

/// Nothing, or a host, a colon and a port.
fn is_reachable(address: &str) -> bool {
    let Some((host, port)) = address.rsplit_once(':') else {
        return address.is_empty();
    };
    let port: Option<u16> = port.parse().ok().filter(|port: &u16| *port > 0);
    let plain = port.is_some_and(|port| address.ends_with(&format!(":{port}")));
    let of = |host: &str, allowed: &str| {
        !host.is_empty()
            && host
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || allowed.contains(c))
    };
    let named = match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(host) => {
            of(host, ":.")
                && !host.contains(|c: char| c.is_ascii_alphabetic() && !c.is_ascii_hexdigit())
        }
        None => of(host, "-."),
    };
    plain && named && address.len() <= ADDRESS
}

fn has_signed(key: B256, text: &str, signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::from_bytes(&key.0),
        Signature::from_slice(signature),
    ) else {
        return false;
    };
    key.verify_strict(text.as_bytes(), &signature).is_ok()
}

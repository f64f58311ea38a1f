//! What changes the validators: by decision, or by their own keys; and how it takes effect.

use super::{
    MAX_WAITING, sets,
    state::{Change, HISTORY, NUMBERS, Step, WAITING, Waiting},
};
use crate::{
    Context, Failure, ensure, gas,
    genesis::{NAME_MAX, SeedKey, is_name},
    header::is_seed_key,
    validators::{
        ADDRESS_BYTES_MAX, KeyChange, VALIDATORS_MAX, Validator, ValidatorSet, is_address,
        is_public_key,
    },
};
use alloy_primitives::{B256, Bytes, U256};
use wepos_abi::INetwork;

/// What is there, and what waits.
struct Outlook {
    newest: ValidatorSet,
    waiting: Waiting,
}

impl Outlook {
    fn read(ctx: &mut Context<'_>) -> Result<Self, Failure> {
        Ok(Self {
            newest: sets::newest(ctx)?,
            waiting: WAITING.get(ctx)?.unwrap_or_default(),
        })
    }

    /// Everybody who is a validator or waits to be one, also with the keys that it waits to have.
    fn known(&self) -> impl Iterator<Item = &Validator> {
        let waiting = self.waiting.0.iter().filter_map(|step| match step {
            Step::Add(validator) | Step::Replace(validator) => Some(validator),
            Step::Remove(_) => None,
        });
        self.newest.iter().chain(waiting)
    }

    /// How many validators there will be when nothing waits any more.
    fn count_after(&self) -> usize {
        let mut count = self.newest.len();
        for step in &self.waiting.0 {
            count = match step {
                Step::Add(_) => count.saturating_add(1),
                Step::Remove(_) => count.saturating_sub(1),
                Step::Replace(_) => count,
            };
        }
        count
    }

    /// How many decisions wait.
    fn decided(&self) -> usize {
        self.waiting
            .0
            .iter()
            .filter(|step| step.is_decided())
            .count()
    }

    /// Where the removal of a validator stands among the decisions that wait.
    fn removal_of(&self, name: &str) -> Option<usize> {
        let mut decided = self.waiting.0.iter().filter(|step| step.is_decided());
        decided.position(|step| matches!(step, Step::Remove(other) if other == name))
    }

    fn check_room(&self) -> Result<(), Failure> {
        let maximum = U256::from(MAX_WAITING);
        ensure!(
            self.decided() < MAX_WAITING,
            INetwork::TooManyWaiting { maximum }
        );
        Ok(())
    }

    /// Nobody but the validator `name` has these keys, or waits to have them.
    fn check_keys(&self, name: &str, public_key: B256, seed_key: &SeedKey) -> Result<(), Failure> {
        let mut others = self.known().filter(|other| other.name != name);
        if let Some(other) = others
            .find(|other| mutated!(ValidatorsShareKeys, false, other.public_key == public_key))
        {
            let name = other.name.clone();
            return Err(INetwork::KeyInUse {
                publicKey: public_key,
                name,
            }
            .into());
        }
        let mut others = self.known().filter(|other| other.name != name);
        if let Some(other) = others.find(|other| other.seed_key == *seed_key) {
            let name = other.name.clone();
            return Err(INetwork::SeedKeyInUse { name }.into());
        }
        Ok(())
    }
}

impl Step {
    /// Whether it takes its turn among the decisions: one for each epoch. Keys change as soon as they can.
    pub(super) fn is_decided(&self) -> bool {
        !matches!(self, Self::Replace(_))
    }
}

/// The epochs with which all that waits takes effect, in its order.
pub(super) fn epochs_of(ctx: &Context<'_>, waiting: &Waiting) -> Vec<u64> {
    let mut decided: usize = 0;
    let epochs = waiting.0.iter().map(|step| {
        let place = decided;
        decided = decided.saturating_add(usize::from(step.is_decided()));
        match step.is_decided() {
            true => from_epoch(ctx, place),
            false => from_epoch(ctx, 0),
        }
    });
    epochs.collect()
}

/// The epoch with which the decision takes effect that has `before` others before it.
fn from_epoch(ctx: &Context<'_>, before: usize) -> u64 {
    let block = ctx.block();
    // The last block of an epoch has settled the next one before anything else happened in it.
    let newest = sets::newest_epoch(block);
    newest
        .saturating_add(1)
        .saturating_add(u64::try_from(before).unwrap_or(u64::MAX))
}

/// Checks the parts of a validator by themselves.
///
/// # Errors
///
/// `ValidatorNameUnfit`, `NotAPublicKey`, `NotASeedKey`, `EndpointUnfit`.
fn check_parts(
    ctx: &mut Context<'_>,
    name: String,
    public_key: B256,
    seed_key: Bytes,
    address: String,
) -> Result<Validator, Failure> {
    ensure!(
        is_name(&name),
        INetwork::ValidatorNameUnfit {
            maximum: U256::from(NAME_MAX)
        }
    );
    ctx.charge(gas::CHECK_PUBLIC_KEY)?;
    ensure!(
        is_public_key(&public_key.0),
        INetwork::NotAPublicKey {
            publicKey: public_key
        }
    );
    ctx.charge(gas::CHECK_SEED_KEY)?;
    let length = U256::from(seed_key.len());
    let seed_key = SeedKey::new(seed_key).filter(|key| is_seed_key(key.as_bytes()));
    let Some(seed_key) = seed_key else {
        return Err(INetwork::NotASeedKey { length }.into());
    };
    ensure!(
        is_address(&address),
        INetwork::EndpointUnfit {
            maximum: U256::from(ADDRESS_BYTES_MAX)
        }
    );
    Ok(Validator {
        name,
        public_key,
        seed_key,
        address,
    })
}

/// What it needs that a validator joins.
///
/// # Errors
///
/// Those of [`check_parts`], then `NameInUse`, `KeyInUse`, `SeedKeyInUse`, `TooManyValidators`, `TooManyWaiting`.
pub(super) fn check_add(
    ctx: &mut Context<'_>,
    call: &INetwork::addValidatorCall,
) -> Result<Validator, Failure> {
    let (validator, _) = adding(ctx, call)?;
    Ok(validator)
}

fn adding(
    ctx: &mut Context<'_>,
    call: &INetwork::addValidatorCall,
) -> Result<(Validator, Outlook), Failure> {
    let validator = check_parts(
        ctx,
        call.name.clone(),
        call.publicKey,
        call.seedKey.clone(),
        call.endpoint.clone(),
    )?;
    let outlook = Outlook::read(ctx)?;
    let name = &validator.name;
    let mut known = outlook.known();
    ensure!(
        !known.any(|other| other.name == *name),
        INetwork::NameInUse { name: name.clone() }
    );
    drop(known);
    outlook.check_keys("", validator.public_key, &validator.seed_key)?;
    ensure!(
        outlook.count_after() < VALIDATORS_MAX,
        INetwork::TooManyValidators {
            maximum: U256::from(VALIDATORS_MAX)
        }
    );
    outlook.check_room()?;
    Ok((validator, outlook))
}

/// Lets a validator join.
pub(super) fn add(ctx: &mut Context<'_>, call: &INetwork::addValidatorCall) -> Result<(), Failure> {
    let (validator, outlook) = adding(ctx, call)?;
    let event = INetwork::AdditionQueued {
        name: validator.name.clone(),
        publicKey: validator.public_key,
        seedKey: call.seedKey.clone(),
        endpoint: validator.address.clone(),
        fromEpoch: from_epoch(ctx, outlook.decided()),
    };
    queue(ctx, outlook, Step::Add(validator))?;
    ctx.emit(&event)
}

/// What it needs that a validator leaves.
///
/// # Errors
///
/// `UnknownValidator`, `RemovalWaits`, `LastValidator`, `TooManyWaiting`.
pub(super) fn check_remove(ctx: &mut Context<'_>, name: &str) -> Result<(), Failure> {
    removing(ctx, name).map(|_| ())
}

fn removing(ctx: &mut Context<'_>, name: &str) -> Result<Outlook, Failure> {
    let outlook = Outlook::read(ctx)?;
    let name = name.to_owned();
    let mut known = outlook.known();
    ensure!(
        known.any(|validator| validator.name == name),
        INetwork::UnknownValidator { name }
    );
    drop(known);
    if let Some(before) = outlook.removal_of(&name) {
        return Err(INetwork::RemovalWaits {
            name,
            fromEpoch: from_epoch(ctx, before),
        }
        .into());
    }
    ensure!(
        mutated!(LastValidatorLeaves, true, outlook.count_after() > 1),
        INetwork::LastValidator { name }
    );
    outlook.check_room()?;
    Ok(outlook)
}

/// Lets a validator leave.
pub(super) fn remove(ctx: &mut Context<'_>, name: String) -> Result<(), Failure> {
    let outlook = removing(ctx, &name)?;
    let event = INetwork::RemovalQueued {
        name: name.clone(),
        fromEpoch: from_epoch(ctx, outlook.decided()),
    };
    queue(ctx, outlook, Step::Remove(name))?;
    ctx.emit(&event)
}

/// Gives a validator other keys or another address, by a signature of its present key.
///
/// Checks, in order: the key is a validator's; the new parts are fit; nobody else has them; no change of it waits; the
/// number is the next one; the present key signed, and the new one.
///
/// # Errors
///
/// `UnknownKey`, `NotAPublicKey`, `NotASeedKey`, `EndpointUnfit`, `KeyInUse`, `SeedKeyInUse`, `ChangeWaits`,
/// `WrongNumber`, `WrongSignature`.
pub(super) fn replace(
    ctx: &mut Context<'_>,
    call: INetwork::changeValidatorCall,
) -> Result<(), Failure> {
    let old_key = call.oldKey;
    let outlook = Outlook::read(ctx)?;
    let Some(before) = outlook.newest.find(&old_key.0) else {
        return Err(INetwork::UnknownKey { publicKey: old_key }.into());
    };
    let name = before.name.clone();
    let after = check_parts(
        ctx,
        name.clone(),
        call.newKey,
        call.newSeedKey,
        call.endpoint,
    )?;
    outlook.check_keys(&name, after.public_key, &after.seed_key)?;
    let waits = |step: &Step| matches!(step, Step::Replace(other) if other.name == name);
    let next = from_epoch(ctx, 0);
    ensure!(
        !outlook.waiting.0.iter().any(waits),
        INetwork::ChangeWaits {
            name,
            fromEpoch: next
        }
    );
    let expected = NUMBERS.get(ctx, &old_key)?.unwrap_or(0);
    ensure!(
        mutated!(KeyNumberNotCounted, true, call.number == expected),
        INetwork::WrongNumber {
            publicKey: old_key,
            number: call.number,
            expected
        }
    );
    let text = KeyChange {
        genesis: ctx.block().network.hash(),
        chain_id: ctx.genesis().chain_id,
        number: call.number,
        old_key,
        new_key: after.public_key,
        new_seed_key: after.seed_key.clone(),
        address: after.address.clone(),
    };
    for (key, signature) in [
        (old_key, &call.signature),
        (after.public_key, &call.newSignature),
    ] {
        ctx.charge(gas::VERIFY_SIGNATURE)?;
        ensure!(
            mutated!(NewKeyDoesNotSign, key != old_key, false) || text.is_signed(key, signature),
            INetwork::WrongSignature { publicKey: key }
        );
    }
    NUMBERS.put(ctx, &old_key, &expected.saturating_add(1))?;
    let event = INetwork::KeysQueued {
        name,
        oldKey: old_key,
        newKey: after.public_key,
        newSeedKey: after.seed_key.as_bytes().to_vec().into(),
        endpoint: after.address.clone(),
        fromEpoch: next,
    };
    queue(ctx, outlook, Step::Replace(after))?;
    ctx.emit(&event)
}

fn queue(ctx: &mut Context<'_>, outlook: Outlook, step: Step) -> Result<(), Failure> {
    let mut waiting = outlook.waiting;
    waiting.0.push(step);
    WAITING.put(ctx, &waiting)
}

/// Settles the validators of the next epoch: all keys that were changed, and the first decision that waits.
pub(super) fn settle(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let waiting = WAITING.get(ctx)?.unwrap_or_default();
    if waiting.0.is_empty() {
        return Ok(());
    }
    let epoch = sets::newest_epoch(ctx.block());
    let mut all = sets::newest(ctx)?.as_slice().to_vec();
    let mut left = Vec::new();
    let mut decided = false;
    for step in waiting.0 {
        if step.is_decided() && mutated!(AllDecisionsAtOnce, false, decided) {
            left.push(step);
            continue;
        }
        decided |= step.is_decided();
        apply(ctx, &mut all, step, epoch)?;
    }
    let number = HISTORY.len(ctx)?;
    let set = ValidatorSet::new(number, all);
    HISTORY.push(ctx, &Change { epoch, set })?;
    WAITING.put(ctx, &Waiting(left))
}

fn apply(
    ctx: &mut Context<'_>,
    all: &mut Vec<Validator>,
    step: Step,
    epoch: u64,
) -> Result<(), Failure> {
    match step {
        Step::Add(validator) => {
            let event = INetwork::ValidatorAdded {
                name: validator.name.clone(),
                publicKey: validator.public_key,
                epoch,
            };
            all.push(validator);
            ctx.emit(&event)
        }
        Step::Remove(name) => {
            let Some(place) = all.iter().position(|one| one.name == name) else {
                return Ok(());
            };
            let public_key = all.remove(place).public_key;
            ctx.emit(&INetwork::ValidatorRemoved {
                name,
                publicKey: public_key,
                epoch,
            })
        }
        Step::Replace(after) => {
            // It may have left with the same epoch.
            let Some(before) = all.iter_mut().find(|one| one.name == after.name) else {
                return Ok(());
            };
            let event = INetwork::ValidatorChanged {
                name: after.name.clone(),
                oldKey: before.public_key,
                newKey: after.public_key,
                epoch,
            };
            *before = after;
            ctx.emit(&event)
        }
    }
}

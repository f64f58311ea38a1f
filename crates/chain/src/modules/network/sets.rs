//! Sets of validators and their epochs.

use super::state::{Change, HISTORY};
use crate::{BlockEnvironment, Context, Failure, ensure, validators::ValidatorSet};
use wepos_abi::INetwork;

/// Writes the genesis' set, in the first block.
pub(super) fn create(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let set = ValidatorSet::genesis(&ctx.block().network);
    for validator in &set {
        ctx.emit(&INetwork::ValidatorAdded {
            name: validator.name.clone(),
            publicKey: validator.public_key,
            epoch: 0,
        })?;
    }
    HISTORY.push(ctx, &Change { epoch: 0, set })?;
    Ok(())
}

/// The newest epoch whose validators are settled: in the last block of an epoch the next one, else the block's own.
pub(super) fn newest_epoch(block: &BlockEnvironment) -> u64 {
    let epoch = block.network.epoch_of(block.number);
    match block.network.ends_epoch(block.number) {
        true => epoch.saturating_add(1),
        false => epoch,
    }
}

/// The newest set that is settled.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn newest(ctx: &mut Context<'_>) -> Result<ValidatorSet, Failure> {
    let last = match HISTORY.len(ctx)?.checked_sub(1) {
        Some(last) => HISTORY.get(ctx, last)?,
        // Before the first block has run there is genesis alone.
        None => None,
    };
    Ok(last.map_or_else(
        || ValidatorSet::genesis(&ctx.block().network),
        |change| change.set,
    ))
}

/// The set of an epoch: the last one that began with it or before.
///
/// # Errors
///
/// `EpochNotSettled`.
pub(super) fn of(ctx: &mut Context<'_>, epoch: u64) -> Result<ValidatorSet, Failure> {
    let newest = newest_epoch(ctx.block());
    ensure!(epoch <= newest, INetwork::EpochNotSettled { epoch, newest });
    let (mut from, mut to) = (0, HISTORY.len(ctx)?);
    let mut found = None;
    while from < to {
        let middle = from.midpoint(to);
        let change = HISTORY.get(ctx, middle)?;
        let change = change.expect("the log has an entry at every number below its length");
        if change.epoch <= epoch {
            found = Some(change.set);
            from = middle.saturating_add(1);
        } else {
            to = middle;
        }
    }
    Ok(found.unwrap_or_else(|| ValidatorSet::genesis(&ctx.block().network)))
}

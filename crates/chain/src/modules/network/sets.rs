//! Sets of validators and their epochs.

use super::state::{Change, HISTORY};
use crate::{Context, Failure, validators::ValidatorSet};
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

/// The set of the block's own epoch.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn current(ctx: &mut Context<'_>) -> Result<ValidatorSet, Failure> {
    let block = ctx.block();
    let epoch = block.network.epoch_of(block.number);
    // Only the newest can be of the next epoch: an epoch has one set.
    for back in 1..=2 {
        let Some(id) = HISTORY.len(ctx)?.checked_sub(back) else {
            break;
        };
        if let Some(change) = HISTORY.get(ctx, id)?
            && change.epoch <= epoch
        {
            return Ok(change.set);
        }
    }
    Ok(ValidatorSet::genesis(&block.network))
}

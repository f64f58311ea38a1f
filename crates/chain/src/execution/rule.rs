//! What stands around every rule: a panic, an error too long, or money that does not add up ends it, and nothing else.

use crate::{
    context::Context,
    failure::Failure,
    gas,
    modules::{Module, token},
};
use alloy_primitives::Log;
use alloy_sol_types::SolEvent;
use std::panic::{AssertUnwindSafe, catch_unwind};
use wepos_abi::IErrors;

/// Runs a rule; a panic becomes `Panic(uint256)`.
///
/// # Errors
///
/// What the rule says.
pub(super) fn contained<T>(
    ctx: &mut Context<'_>,
    rule: impl FnOnce(&mut Context<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(|| rule(ctx))).unwrap_or_else(|_| Err(Failure::panic()))
}

/// What holds after every rule, whatever it answered: limits count, and invariants hold.
///
/// # Errors
///
/// What the rule said, the limit that it met, or a panic for a broken invariant.
pub(super) fn settle<T>(ctx: &mut Context<'_>, result: Result<T, Failure>) -> Result<T, Failure> {
    if let Some(exhausted) = ctx.meter.exhausted.take() {
        return Err(exhausted);
    }
    let value = match result {
        // Nothing is missing, so a rule made the error up.
        Err(Failure::NotLoaded) if !ctx.overlay.has_missing() => return Err(Failure::panic()),
        Err(Failure::Revert(data)) if data.len() > gas::MAX_ERROR_BYTES => {
            return Err(Failure::text("the reason is too long to be kept"));
        }
        result => result?,
    };
    if ctx.meter.credited != ctx.meter.debited {
        return Err(Failure::panic());
    }
    for module in ctx.modules.0.iter().copied() {
        if !ctx.meter.concerns(module) {
            continue;
        }
        let Some(held) = contained(ctx, |ctx| module.held(ctx))? else {
            continue;
        };
        if token::balance(ctx, module.info().address)? != held {
            return Err(Failure::panic());
        }
    }
    Ok(value)
}

/// The event of a rule of the protocol's own that failed.
pub(super) fn rule_failed(module: &'static dyn Module, failure: &Failure) -> Log {
    let data = match failure {
        Failure::Revert(data) => data.clone(),
        Failure::NotLoaded => alloy_primitives::Bytes::new(),
    };
    let event = IErrors::RuleFailed {
        module: module.info().address,
        reason: data,
    };
    Log {
        address: module.info().address,
        data: event.encode_log_data(),
    }
}

//! `token`: PoS itself. Native coin and ERC-20 are one balance with two faces, 18 decimals, 100,000,000 PoS for ever
//! (WP-55, R19).
//!
//! # Life cycle
//!
//! Everything is created in the first block, in protocol accounts, and nothing after it: there is no function that
//! mints. A member's account begins with the first PoS it receives (at least 0.01, R15) or its first successful
//! newcomer action, and never ends.
//!
//! # Where money sits
//!
//! ```text
//!            first block
//!                │ 100,000,000
//!                ▼
//!   protocol accounts ──(move_protocol_funds: emission only)──▶ members ◀──▶ members (plain transfers)
//!        │                                                        │
//!        └──────────▶ burned, migrated (no key, no way out) ◀─────┘ only by rules of other modules
//! ```
//!
//! # Invariants
//!
//! 1. The sum of all balances is constant: each transaction credits what it debits (I1, checked by the executor).
//! 2. `burned` and `migrated` never fall (I5): a move out of them is refused here.
//! 3. No signed transaction moves a protocol account's PoS (I10).

mod actions;
mod holding;
mod state;
#[cfg(test)]
mod tests;
mod views;

use super::{Module, decode};
use crate::{Context, Failure, amounts::Amount, state::Key};
use alloy_primitives::Address;
use alloy_sol_types::SolInterface;
use wepos_abi::{IToken, ModuleInfo};

pub(crate) use actions::{
    begin_transaction, create_supply, move_protocol_funds, native_transfer, open_record,
    set_anchored,
};
pub use holding::{HOLDING_MONTH_MINIMUM, Holding};
pub(crate) use state::{ACCOUNTS_FIELD, balance_in};
pub use state::{Account, account_key};
pub(crate) use views::domain;
pub use views::{Usage, usage};

/// The module.
#[derive(Debug)]
pub struct Token;

impl Module for Token {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("token").expect("the token has an interface")
    }

    fn number(&self) -> u8 {
        state::MODULE
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        let call = decode::<IToken::ITokenCalls>(input)?;
        actions::call(ctx, call)
    }

    fn prefetch(&self, sender: Address, input: &[u8], keys: &mut Vec<Key>) {
        use IToken::ITokenCalls as Calls;
        match Calls::abi_decode(input) {
            Ok(Calls::transfer(call)) => keys.push(account_key(&call.to)),
            Ok(Calls::transferFrom(call)) => {
                keys.push(account_key(&call.from));
                keys.push(account_key(&call.to));
            }
            Ok(Calls::approve(call)) => keys.push(state::ALLOWANCES.key(&(sender, call.spender))),
            // Once, or the signer would be recovered in each run: it follows from the nonce in the state.
            Ok(Calls::permit(call)) => {
                keys.push(state::PERMIT_NONCES.key(&call.owner));
                keys.push(state::ALLOWANCES.key(&(call.owner, call.spender)));
            }
            _ => {}
        }
    }

    fn layout(&self) -> &'static [(u8, &'static str, &'static str)] {
        state::LAYOUT
    }
}

/// The balance of `address`, a member's or a protocol account's.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub fn balance(ctx: &mut Context<'_>, address: Address) -> Result<Amount, Failure> {
    Ok(state::ACCOUNTS
        .get(ctx, &address)?
        .map_or(Amount::ZERO, |account| account.balance))
}

/// Whether `address` has an anchor (R21).
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn is_anchored(ctx: &mut Context<'_>, address: Address) -> Result<bool, Failure> {
    Ok(state::ACCOUNTS
        .get(ctx, &address)?
        .is_some_and(|account| account.anchored))
}

/// Whether `address` has a record: whether it is no newcomer (R15).
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn exists(ctx: &mut Context<'_>, address: Address) -> Result<bool, Failure> {
    Ok(state::ACCOUNTS.get(ctx, &address)?.is_some())
}

//! What anybody may ask about PoS.

use super::{
    actions::load,
    state::{ACCOUNTS, Account},
};
use crate::{Context, Failure, Network, amounts::Amount, time::Timestamp};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, eip712_domain};
use wepos_abi::{IToken, addresses, interface_ids};

/// The token's name, also in its EIP-712 domain.
pub(super) const NAME: &str = "PoS Token";
/// The token's symbol: what wallets show for the native coin too.
pub(super) const SYMBOL: &str = "PoS";
/// The version in the EIP-712 domain.
pub(super) const VERSION: &str = "1";
/// Decimals (R19).
pub(super) const DECIMALS: u8 = 18;

/// What an account has sent today, and what it may (R15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The chain's day, counted from launch.
    pub day: u32,
    /// Transactions sent today.
    pub transactions: u32,
    /// Transactions allowed today.
    pub transactions_allowed: u32,
    /// Bytes sent today.
    pub bytes: u64,
    /// Bytes allowed today.
    pub bytes_allowed: u64,
    /// When the counters begin anew.
    pub ends_at: Timestamp,
}

/// The usage of `account` on the day of `now`.
pub fn usage(network: &Network, account: &Account, now: Timestamp) -> Usage {
    let day = network.day_at(now);
    let ends_at = network.day_start(day.saturating_add(1));
    let day = u32::try_from(day).unwrap_or(u32::MAX);
    let today = account.day == day;
    let limits = &network.genesis().limits.daily;
    let daily = if account.anchored {
        &limits.anchored
    } else if account.balance > Amount::ZERO {
        &limits.with_balance
    } else {
        &limits.empty
    };
    Usage {
        day,
        transactions: if today { account.transactions_today } else { 0 },
        transactions_allowed: daily.transactions,
        bytes: if today { account.bytes_today } else { 0 },
        bytes_allowed: daily.bytes,
        ends_at,
    }
}

/// What permits are signed for (EIP-2612).
pub(crate) fn domain(chain_id: u64) -> Eip712Domain {
    eip712_domain! {
        name: NAME,
        version: VERSION,
        chain_id: chain_id,
        verifying_contract: addresses::TOKEN,
    }
}

pub(super) fn domain_separator(ctx: &Context<'_>) -> B256 {
    ctx.block().network.domains().token.0
}

pub(super) fn eip712_domain_view(ctx: &Context<'_>) -> IToken::eip712DomainReturn {
    IToken::eip712DomainReturn {
        // Which of the five fields are in use (ERC-5267): name, version, chain id, verifying contract.
        fields: [0x0f].into(),
        domainName: NAME.into(),
        version: VERSION.into(),
        chainId: U256::from(ctx.genesis().chain_id),
        verifyingContract: addresses::TOKEN,
        salt: B256::ZERO,
        extensions: Vec::new(),
    }
}

pub(super) fn supports_interface(id: [u8; 4]) -> bool {
    interface_ids::TOKEN.contains(&id)
}

pub(super) fn holding(
    ctx: &mut Context<'_>,
    address: Address,
) -> Result<IToken::holdingReturn, Failure> {
    let account = load(ctx, address)?;
    let holding = account.holding;
    Ok(IToken::holdingReturn {
        balance: account.balance.into(),
        thisMonthIndex: holding.month,
        thisMonthAccumulated: U256::from(holding.accumulated),
        lastMonthAverage: holding.last_average.into(),
        holdingMonths: holding.holding_months,
    })
}

pub(super) fn limits(
    ctx: &mut Context<'_>,
    address: Address,
) -> Result<IToken::limitsReturn, Failure> {
    let account = ACCOUNTS.get(ctx, &address)?.unwrap_or_default();
    let usage = usage(&ctx.block().network, &account, ctx.time());
    Ok(IToken::limitsReturn {
        transactionsUsed: usage.transactions,
        transactionsAllowed: usage.transactions_allowed,
        bytesUsed: usage.bytes,
        bytesAllowed: usage.bytes_allowed,
        dayEndsAt: usage.ends_at.ceil_seconds(),
    })
}

//! Balances, nonces, and what stands in place of code.

use super::{fees::quantity, height};
use crate::rpc::{
    Rpc,
    params::{Answer, Params, answer},
};
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256};
use wepos_abi::addresses;

/// What `eth_getCode` answers for a module, and for a place that is kept for one: the byte that no contract can begin
/// with (EIP-3541).
const MODULE_CODE: &str = "0xef";

pub(crate) async fn balance(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let address = params.required(0, "address")?;
    let height = height(rpc, params, 1).await?;
    let account = rpc.state.ledger.account(height, address).await?;
    answer(&account.balance.to_u256())
}

pub(crate) async fn transaction_count(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let address = params.required(0, "address")?;
    let pending = params.optional(1, "block")? == Some(BlockId::Number(BlockNumberOrTag::Pending));
    let height = height(rpc, params, 1).await?;
    let waiting = if pending {
        rpc.state.submit.pending_nonce(address)
    } else {
        None
    };
    let account = rpc.state.ledger.account(height, address).await?;
    answer(&quantity(waiting.unwrap_or(0).max(account.nonce)))
}

pub(crate) async fn code(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let address: Address = params.required(0, "address")?;
    // Code is the same at every height; only whether the height exists needs a look.
    height(rpc, params, 1).await?;
    answer(if addresses::has_code(address) {
        MODULE_CODE
    } else {
        "0x"
    })
}

/// Always zero: state is records behind hashed keys, and `eth_call` reads it.
pub(crate) async fn storage(rpc: &Rpc, params: &Params<'_>) -> Answer {
    params.required::<Address>(0, "address")?;
    params.required::<alloy_primitives::U256>(1, "slot")?;
    height(rpc, params, 2).await?;
    answer(&B256::ZERO)
}

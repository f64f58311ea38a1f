//! Balances, nonces, and what stands in place of code.

use super::{fees::quantity, height};
use crate::rpc::{
    Rpc,
    error::RpcError,
    method::{
        Method, Param, at_once,
        common::{ADDRESS, AT},
    },
    params::{Answer, Params, answer},
};
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256};
use wepos_abi::addresses;

/// What `eth_getCode` answers for a module, and for a place that is kept for one: the byte that no contract can begin
/// with (EIP-3541).
const MODULE_CODE: &str = "0xef";

pub(crate) const METHODS: &[Method] = &[
    Method::new(
        "eth_accounts",
        &[],
        "[Address]",
        |_| at_once(answer::<[u8]>(&[])),
        [
            "Always an empty list: a node keeps no keys.",
            "始终为空列表：节点不保管任何密钥。",
        ],
    ),
    Method::new(
        "eth_getBalance",
        &[ADDRESS, AT],
        "Quantity",
        |ask| Box::pin(balance(ask.rpc, ask.params)),
        [
            "What an account holds, in base units (10⁻¹⁸ PoS).",
            "账户余额，以最小单位（10⁻¹⁸ PoS）计。",
        ],
    ),
    Method::new(
        "eth_getTransactionCount",
        &[ADDRESS, AT],
        "Quantity",
        |ask| Box::pin(transaction_count(ask.rpc, ask.params)),
        [
            "The nonce of the next transaction; with `pending`, those that wait here are counted.",
            "下一笔交易的 nonce；使用 `pending` 时，计入在此等待的交易。",
        ],
    ),
    Method::new(
        "eth_getCode",
        &[ADDRESS, AT],
        "Bytes",
        |ask| Box::pin(code(ask.rpc, ask.params)),
        [
            "`0xef` for modules and places kept for them, `0x` for everything else.",
            "模块及其预留地址返回 `0xef`，其余一律返回 `0x`。",
        ],
    ),
    Method::new(
        "eth_getStorageAt",
        &[ADDRESS, SLOT, AT],
        "Hash",
        |ask| Box::pin(storage(ask.rpc, ask.params)),
        [
            "Always zero: state is not made of slots. `eth_call` reads it, `wepos_getProof` proves it.",
            "始终为零：状态并不以槽位存储。请用 `eth_call` 读取，用 `wepos_getProof` 证明。",
        ],
    ),
];

const SLOT: Param = Param::required("slot", "Quantity", ["A slot.", "槽位。"]);

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
    if pending {
        return answer(&quantity(next_nonce(rpc, height, address).await?));
    }
    let account = rpc.state.ledger.account(height, address).await?;
    answer(&quantity(account.nonce))
}

/// The nonce of the next transaction, after those that wait.
pub(crate) async fn next_nonce(rpc: &Rpc, height: u64, address: Address) -> Result<u64, RpcError> {
    let waiting = rpc.state.submit.pending_nonce(address);
    let account = rpc.state.ledger.account(height, address).await?;
    Ok(waiting.unwrap_or(0).max(account.nonce))
}

pub(crate) async fn code(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let address: Address = params.required(0, "address")?;
    // Code is the same at every height; only whether the height exists needs a look.
    height(rpc, params, 1).await?;
    answer(if has_code(address) { MODULE_CODE } else { "0x" })
}

/// Whether an address is a module's, or kept for one.
pub(crate) fn has_code(address: Address) -> bool {
    addresses::has_code(address)
}

/// Always zero: state is records behind hashed keys, and `eth_call` reads it.
pub(crate) async fn storage(rpc: &Rpc, params: &Params<'_>) -> Answer {
    params.required::<Address>(0, "address")?;
    params.required::<alloy_primitives::U256>(1, "slot")?;
    height(rpc, params, 2).await?;
    answer(&B256::ZERO)
}

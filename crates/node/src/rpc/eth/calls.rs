//! Calls without a signature: `eth_call`, `eth_estimateGas`.

use super::{accounts::next_nonce, fees::quantity, height};
use crate::rpc::{
    Rpc,
    error::RpcError,
    method::{
        Method,
        common::{AT, BLOCK_OVERRIDES, REQUEST, STATE_OVERRIDES},
    },
    params::{Answer, Params, answer},
    socket::Caller,
};
use alloy_consensus::{TxEip1559, TxEip2930, TxLegacy, TypedTransaction};
use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::{Address, Bytes, Signature, TxKind, U256};
use alloy_rpc_types_eth::TransactionRequest;
use serde_json::json;
use wepos_chain::{
    admission::Exclusion,
    amounts::Amount,
    execution::{Call, CallOutcome},
    gas,
    transaction::{BLOCK_GAS, TransactionError},
};

pub(crate) const METHODS: &[Method] = &[
    Method::new(
        "eth_call",
        &[REQUEST, AT, STATE_OVERRIDES, BLOCK_OVERRIDES],
        "Bytes",
        |ask| Box::pin(call(ask.rpc, ask.params, ask.caller)),
        [
            "Runs a call without a signature and changes nothing.",
            "不经签名执行一次调用，不改变任何状态。",
        ],
    ),
    Method::new(
        "eth_estimateGas",
        &[REQUEST, AT, STATE_OVERRIDES, BLOCK_OVERRIDES],
        "Quantity",
        |ask| Box::pin(estimate(ask.rpc, ask.params, ask.caller)),
        [
            "Gas for a transaction: 21,000 for a plain transfer, a quarter above the measured for a function.",
            "交易所需的 gas：普通转账为 21,000，调用函数则在实测值上加四分之一。",
        ],
    ),
    Method::new(
        "eth_createAccessList",
        &[REQUEST, AT, STATE_OVERRIDES, BLOCK_OVERRIDES],
        "AccessListResult",
        |ask| Box::pin(access_list(ask.rpc, ask.params, ask.caller)),
        [
            "An empty list, with the gas the call uses: access lists are accepted and change nothing.",
            "空列表及该调用的 gas 用量：访问列表可以附带，但不起作用。",
        ],
    ),
    Method::new(
        "eth_fillTransaction",
        &[REQUEST],
        "FilledTransaction",
        |ask| Box::pin(fill(ask.rpc, ask.params, ask.caller)),
        [
            "The same transaction, unsigned, with nonce, gas, fees (zero) and chain id where they were missing.",
            "补全未签名的交易：缺少的 nonce、gas、费用（为零）与链 ID 由节点填入。",
        ],
    ),
];

pub(crate) async fn call(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let request = read(params)?;
    let height = height(rpc, params, 1).await?;
    let outcome = run(rpc, height, request, caller).await?;
    answer(&outcome.result.map_err(RpcError::reverted)?)
}

/// Gas for a transaction: exact for a plain transfer, a quarter more than measured for a module's function, because
/// other transactions may come first.
pub(crate) async fn estimate(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let request = read(params)?;
    let height = height(rpc, params, 1).await?;
    let gas = gas_for(rpc, height, request, caller).await?;
    answer(&quantity(gas))
}

/// There is nothing to list: access lists are accepted, and change neither gas nor result.
pub(crate) async fn access_list(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let request = read(params)?;
    let height = height(rpc, params, 1).await?;
    let outcome = run(rpc, height, request, caller).await?;
    let mut list = json!({"accessList": [], "gasUsed": quantity(outcome.gas_used)});
    if let Err(data) = outcome.result {
        list["error"] = RpcError::reverted(data).message.into();
    }
    answer(&list)
}

/// The estimate of a call on the state of `height`.
async fn gas_for(rpc: &Rpc, height: u64, request: Call, caller: &Caller) -> Result<u64, RpcError> {
    if request.value > Amount::ZERO {
        let account = rpc.state.ledger.account(height, request.from).await?;
        let (balance, value) = (account.balance, request.value);
        if value > balance {
            return Err(RpcError::refused(
                Exclusion::Funds { balance, value }.to_string(),
            ));
        }
    }
    let plain = request.input.is_empty() && !wepos_abi::addresses::has_code(request.to);
    let outcome = run(rpc, height, request, caller).await?;
    outcome.result.map_err(RpcError::reverted)?;
    let gas = if plain {
        outcome.gas_used.max(gas::TRANSACTION)
    } else {
        outcome.gas_used.saturating_mul(5) / 4
    };
    Ok(gas.min(BLOCK_GAS))
}

/// Type 0 with a gas price, 1 with an access list beside it, 2 otherwise, as wallets choose; a named type decides.
pub(crate) async fn fill(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let request: TransactionRequest = params.required(0, "transaction")?;
    let call = read(params)?;
    let chain_id = rpc.state.ledger.network().chain_id();
    if let Some(have) = request.chain_id.filter(|have| *have != chain_id) {
        let want = chain_id;
        return Err(RpcError::refused(
            TransactionError::ChainId { have, want }.to_string(),
        ));
    }
    let tip = rpc.state.ledger.tip().header.number;
    let nonce = match request.nonce {
        Some(nonce) => nonce,
        None => next_nonce(rpc, tip, call.from).await?,
    };
    let gas_limit = match request.gas {
        Some(gas) => gas,
        None => gas_for(rpc, tip, call.clone(), caller).await?,
    };
    let to = TxKind::Call(call.to);
    let value = call.value.to_u256();
    let (input, gas_price) = (call.input, request.gas_price.unwrap_or_default());
    let kind = request.transaction_type.unwrap_or(match request {
        TransactionRequest {
            gas_price: Some(_),
            access_list: None,
            ..
        } => 0,
        TransactionRequest {
            gas_price: Some(_), ..
        } => 1,
        _ => 2,
    });
    let access_list = request.access_list.unwrap_or_default();
    let unsigned: TypedTransaction = match kind {
        0 => TxLegacy {
            chain_id: Some(chain_id),
            nonce,
            gas_price,
            gas_limit,
            to,
            value,
            input,
        }
        .into(),
        1 => TxEip2930 {
            chain_id,
            nonce,
            gas_price,
            gas_limit,
            to,
            value,
            access_list,
            input,
        }
        .into(),
        2 => TxEip1559 {
            chain_id,
            nonce,
            gas_limit,
            max_fee_per_gas: request.max_fee_per_gas.unwrap_or_default(),
            max_priority_fee_per_gas: request.max_priority_fee_per_gas.unwrap_or_default(),
            to,
            value,
            access_list,
            input,
        }
        .into(),
        kind => return Err(RpcError::refused(TransactionError::Type(kind).to_string())),
    };
    let unsigned = unsigned.into_envelope(Signature::new(U256::ZERO, U256::ZERO, false));
    let raw = Bytes::from(unsigned.encoded_2718());
    answer(&json!({"raw": raw, "tx": unsigned}))
}

async fn run(rpc: &Rpc, height: u64, call: Call, caller: &Caller) -> Result<CallOutcome, RpcError> {
    let _permit = rpc.costly(caller).await?;
    Ok(rpc.state.ledger.call(height, call).await?)
}

/// The call that parameter 0 describes.
fn read(params: &Params<'_>) -> Result<Call, RpcError> {
    let request: TransactionRequest = params.required(0, "transaction")?;
    params.unsupported(2, "state overrides")?;
    params.unsupported(3, "block overrides")?;
    let Some(TxKind::Call(to)) = request.to else {
        return Err(RpcError::refused(TransactionError::Creation.to_string()));
    };
    let input = request.input.try_into_unique_input().map_err(|_| {
        RpcError::invalid_params(
            "invalid argument 0 (transaction): both \"data\" and \"input\" are set and not equal",
        )
    })?;
    let value = Amount::try_from(request.value.unwrap_or_default())
        .map_err(|_| RpcError::refused(TransactionError::Value.to_string()))?;
    Ok(Call {
        from: request.from.unwrap_or(Address::ZERO),
        to,
        value,
        input: input.unwrap_or_default(),
        gas_limit: request.gas,
        ..Call::default()
    })
}

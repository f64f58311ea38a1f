//! Calls without a signature: `eth_call`, `eth_estimateGas`.

use super::{fees::quantity, height};
use crate::rpc::{
    Rpc,
    error::RpcError,
    params::{Answer, Params, answer},
};
use alloy_primitives::{Address, TxKind};
use alloy_rpc_types_eth::TransactionRequest;
use serde_json::json;
use wepos_chain::{
    admission::Exclusion,
    amounts::Amount,
    execution::{Call, CallOutcome},
    gas,
    transaction::{BLOCK_GAS, TransactionError},
};

pub(crate) async fn call(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let request = read(params)?;
    let height = height(rpc, params, 1).await?;
    let outcome = run(rpc, height, request).await?;
    answer(&outcome.result.map_err(RpcError::reverted)?)
}

/// Gas for a transaction: exact for a plain transfer, a quarter more than measured for a module's function, because
/// other transactions may come first.
pub(crate) async fn estimate(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let request = read(params)?;
    let height = height(rpc, params, 1).await?;
    if request.value > Amount::ZERO {
        let balance = rpc
            .state
            .ledger
            .account(height, request.from)
            .await?
            .balance;
        let value = request.value;
        if value > balance {
            return Err(RpcError::refused(
                Exclusion::Funds { balance, value }.to_string(),
            ));
        }
    }
    let plain = request.input.is_empty() && !wepos_abi::addresses::has_code(request.to);
    let outcome = run(rpc, height, request).await?;
    outcome.result.map_err(RpcError::reverted)?;
    let gas = if plain {
        outcome.gas_used.max(gas::TRANSACTION)
    } else {
        outcome.gas_used.saturating_mul(5) / 4
    };
    answer(&quantity(gas.min(BLOCK_GAS)))
}

/// There is nothing to list: access lists are accepted, and change neither gas nor result.
pub(crate) async fn access_list(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let request = read(params)?;
    let height = height(rpc, params, 1).await?;
    let outcome = run(rpc, height, request).await?;
    let mut list = json!({"accessList": [], "gasUsed": quantity(outcome.gas_used)});
    if let Err(data) = outcome.result {
        list["error"] = RpcError::reverted(data).message.into();
    }
    answer(&list)
}

async fn run(rpc: &Rpc, height: u64, call: Call) -> Result<CallOutcome, RpcError> {
    let _permit = rpc.costly().await?;
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
    })
}

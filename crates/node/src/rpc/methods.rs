//! The table of methods.

use super::{
    Rpc, dev,
    error::RpcError,
    eth::{accounts, blocks, calls, fees, filters, logs, transactions},
    params::{Answer, Params, answer},
    socket::{self, Caller},
    wepos,
};
use alloy_primitives::{Bytes, keccak256};
use serde_json::json;

/// Runs a method. `eth_sendRawTransaction` is not here: a message's transactions are submitted together.
pub(super) async fn call(rpc: &Rpc, method: &str, params: &Params<'_>, caller: &Caller) -> Answer {
    match method {
        "eth_chainId" => answer(&fees::quantity(chain_id(rpc))),
        "eth_blockNumber" => answer(&fees::quantity(rpc.state.ledger.tip().header.number)),
        "eth_syncing" => blocks::syncing(rpc),
        "eth_accounts" => answer::<[u8]>(&[]),

        "eth_gasPrice" | "eth_maxPriorityFeePerGas" => answer("0x0"),
        "eth_feeHistory" => fees::history(rpc, params).await,

        "eth_getBalance" => accounts::balance(rpc, params).await,
        "eth_getTransactionCount" => accounts::transaction_count(rpc, params).await,
        "eth_getCode" => accounts::code(rpc, params).await,
        "eth_getStorageAt" => accounts::storage(rpc, params).await,

        "eth_call" => calls::call(rpc, params).await,
        "eth_estimateGas" => calls::estimate(rpc, params).await,
        "eth_createAccessList" => calls::access_list(rpc, params).await,

        "eth_sendRawTransactionSync" => transactions::send_and_wait(rpc, params, caller).await,
        "eth_getTransactionByHash" => transactions::by_hash(rpc, params).await,
        "eth_getTransactionByBlockHashAndIndex" => {
            transactions::by_block_hash_and_index(rpc, params).await
        }
        "eth_getTransactionByBlockNumberAndIndex" => {
            transactions::by_block_number_and_index(rpc, params).await
        }
        "eth_getTransactionReceipt" => transactions::receipt(rpc, params).await,

        "eth_getBlockByNumber" => blocks::by_number(rpc, params).await,
        "eth_getBlockByHash" => blocks::by_hash(rpc, params).await,
        "eth_getBlockReceipts" => blocks::receipts(rpc, params).await,
        "eth_getBlockTransactionCountByNumber" => {
            blocks::transaction_count_by_number(rpc, params).await
        }
        "eth_getBlockTransactionCountByHash" => {
            blocks::transaction_count_by_hash(rpc, params).await
        }
        "eth_getUncleCountByBlockNumber" => blocks::uncle_count_by_number(rpc, params).await,
        "eth_getUncleCountByBlockHash" => blocks::uncle_count_by_hash(rpc, params).await,
        "eth_getUncleByBlockNumberAndIndex" | "eth_getUncleByBlockHashAndIndex" => answer(&()),

        "eth_getLogs" => logs::get(rpc, params).await,
        "eth_newFilter" => filters::new_logs(rpc, params),
        "eth_newBlockFilter" => filters::new_blocks(rpc),
        "eth_getFilterChanges" => filters::changes(rpc, params).await,
        "eth_getFilterLogs" => filters::logs(rpc, params).await,
        "eth_uninstallFilter" => filters::remove(rpc, params),

        "eth_subscribe" => socket::subscribe(rpc, params, caller),
        "eth_unsubscribe" => socket::unsubscribe(params, caller),

        "net_version" => answer(&chain_id(rpc).to_string()),
        "net_listening" => answer(&true),
        "net_peerCount" => answer(&fees::quantity(rpc.peers())),
        "web3_clientVersion" => answer(&wepos::client_version(rpc)),
        "web3_sha3" => answer(&keccak256(params.required::<Bytes>(0, "data")?)),
        "rpc_modules" => answer(&json!({
            "eth": "1.0", "net": "1.0", "rpc": "1.0", "txpool": "1.0", "web3": "1.0", "wepos": "1.0",
        })),
        "txpool_status" => {
            let (pending, queued) = rpc.state.submit.pool_status();
            answer(&json!({"pending": fees::quantity(pending), "queued": fees::quantity(queued)}))
        }

        "wepos_modules" => wepos::modules(),
        "wepos_status" => wepos::status(rpc),
        "wepos_getProof" => wepos::proof(rpc, params, caller).await,

        "wepos_clock" => dev::clock(rpc, method, params).await,
        "evm_increaseTime" => dev::increase_time(rpc, method, params),
        "evm_setNextBlockTimestamp" => dev::set_next_block_timestamp(rpc, method, params),
        "evm_mine" => dev::mine(rpc, method, params).await,

        _ => Err(RpcError::method_not_found(method)),
    }
}

fn chain_id(rpc: &Rpc) -> u64 {
    rpc.state.ledger.network().chain_id()
}

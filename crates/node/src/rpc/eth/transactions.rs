//! Transactions and receipts.

use super::{block_by_hash, block_by_number, convert, final_transaction};
use crate::{
    ledger::StoredBlock,
    rpc::{
        Rpc,
        batch::{submit_error, too_many_transactions},
        error::RpcError,
        eth::fees::quantity,
        method::{
            Method, Param, at_once,
            common::{BLOCK_HASH, INDEX, NUMBER, SIGNED, TRANSACTION_HASH},
        },
        params::{Answer, Params, Quantity, answer, transaction_bytes},
        socket::Caller,
    },
};
use alloy_primitives::{B256, Bytes};
use serde_json::json;
use std::{borrow::Cow, sync::Arc, time::Duration};
use tokio::{sync::broadcast::error::RecvError, time::Instant};

/// How long `eth_sendRawTransactionSync` waits if the caller does not say.
const SYNC_DEFAULT_MS: u64 = 20_000;

/// How long it waits at most.
const SYNC_MAX_MS: u64 = 60_000;

pub(crate) const METHODS: &[Method] = &[
    Method::new(
        SEND,
        &[SIGNED],
        "Hash",
        |ask| Box::pin(send(ask.rpc, ask.params, ask.caller)),
        [
            "Submits a signed transaction; the answer is its hash.",
            "提交已签名的交易，返回其哈希。",
        ],
    ),
    Method::new(
        "eth_sendRawTransactionSync",
        &[
            SIGNED,
            Param::optional(
                "timeout",
                "Number",
                [
                    "How many milliseconds to wait: 20,000 if it is missing, at most 60,000.",
                    "最长等待的毫秒数：缺省 20,000，至多 60,000。",
                ],
            ),
        ],
        "Receipt",
        |ask| Box::pin(send_and_wait(ask.rpc, ask.params, ask.caller)),
        [
            "Submits a signed transaction, waits until it is final, and answers with its receipt (EIP-7966).",
            "提交已签名的交易，等到它最终确认后返回收据（EIP-7966）。",
        ],
    ),
    Method::new(
        "eth_getTransactionByHash",
        &[TRANSACTION_HASH],
        "Transaction?",
        |ask| Box::pin(by_hash(ask.rpc, ask.params)),
        [
            "A transaction that is final, or waits here.",
            "已最终确认或在此等待的交易。",
        ],
    ),
    Method::new(
        "eth_getTransactionByBlockHashAndIndex",
        &[BLOCK_HASH, INDEX],
        "Transaction?",
        |ask| Box::pin(by_block_hash_and_index(ask.rpc, ask.params)),
        ["A transaction by its place.", "按所在位置查询交易。"],
    ),
    Method::new(
        "eth_getTransactionByBlockNumberAndIndex",
        &[NUMBER, INDEX],
        "Transaction?",
        |ask| Box::pin(by_block_number_and_index(ask.rpc, ask.params)),
        ["A transaction by its place.", "按所在位置查询交易。"],
    ),
    Method::new(
        "eth_getTransactionReceipt",
        &[TRANSACTION_HASH],
        "Receipt?",
        |ask| Box::pin(receipt(ask.rpc, ask.params)),
        [
            "What came of a transaction; null while it waits.",
            "交易的收据；仍在等待时为 null。",
        ],
    ),
    Method::new(
        "txpool_status",
        &[],
        "PoolStatus",
        |ask| {
            let (pending, queued) = ask.rpc.state.submit.pool_status();
            let status = json!({"pending": quantity(pending), "queued": quantity(queued)});
            at_once(answer(&status))
        },
        [
            "How many transactions wait here: those that can be in the next block, and those behind a missing nonce.",
            "在此等待的交易数：可进入下一区块的，以及缺少前序 nonce 的。",
        ],
    ),
];

/// The one method that is not run for itself in a batch: its transactions are submitted together.
pub(in crate::rpc) const SEND: &str = "eth_sendRawTransaction";

pub(crate) async fn by_hash(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let hash = params.required(0, "transaction hash")?;
    // The pool first: a transaction leaves it only after its block is visible.
    let waiting = rpc.state.submit.pooled(hash);
    if let Some((block, index)) = final_transaction(rpc, hash).await? {
        return answer(&convert::transaction(&block, index)?);
    }
    let waiting = waiting
        .map(|transaction| convert::pooled(&transaction))
        .transpose()?;
    answer(&waiting)
}

pub(crate) async fn by_block_number_and_index(rpc: &Rpc, params: &Params<'_>) -> Answer {
    at(block_by_number(rpc, params).await?, params)
}

pub(crate) async fn by_block_hash_and_index(rpc: &Rpc, params: &Params<'_>) -> Answer {
    at(block_by_hash(rpc, params).await?, params)
}

fn at(block: Option<Arc<StoredBlock>>, params: &Params<'_>) -> Answer {
    let Quantity(index) = params.required(1, "index")?;
    let transaction = block
        .zip(usize::try_from(index).ok())
        .filter(|(block, index)| *index < block.transactions.len())
        .map(|(block, index)| convert::transaction(&block, index))
        .transpose()?;
    answer(&transaction)
}

pub(crate) async fn receipt(rpc: &Rpc, params: &Params<'_>) -> Answer {
    find_receipt(rpc, params.required(0, "transaction hash")?).await
}

async fn find_receipt(rpc: &Rpc, hash: B256) -> Answer {
    let Some((block, index)) = final_transaction(rpc, hash).await? else {
        return answer(&());
    };
    let before = &block.receipts[..index];
    let first_log = before.iter().map(|receipt| receipt.logs.len()).sum();
    answer(&convert::receipt(&block, index, first_log)?)
}

async fn send(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let raw = transaction_bytes(&params.required::<Cow<'_, str>>(0, "transaction")?)?;
    answer(&submit(rpc, raw, caller).await?)
}

/// Submits one transaction; its hash.
async fn submit(rpc: &Rpc, raw: Bytes, caller: &Caller) -> Result<B256, RpcError> {
    if rpc.transactions.take(caller.address, 1) == 0 {
        return Err(too_many_transactions(rpc));
    }
    let submitted = rpc.state.submit.submit(vec![raw]).await.pop();
    let submitted = submitted.ok_or_else(|| RpcError::internal("the node is shutting down"))?;
    submitted
        .map(|submitted| submitted.hash)
        .map_err(submit_error)
}

/// `eth_sendRawTransactionSync` (EIP-7966): submits, waits for the block, answers with the receipt.
pub(crate) async fn send_and_wait(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let raw = transaction_bytes(&params.required::<Cow<'_, str>>(0, "transaction")?)?;
    let timeout_ms = params
        .optional(1, "timeout")?
        .map_or(SYNC_DEFAULT_MS, |Quantity(timeout_ms)| timeout_ms)
        .min(SYNC_MAX_MS);
    let deadline = Instant::now() + Duration::from_millis(timeout_ms);
    // From before it is submitted, so that its block cannot be missed.
    let mut blocks = rpc.state.ledger.subscribe();
    let hash = submit(rpc, raw, caller).await?;
    loop {
        match tokio::time::timeout_at(deadline, blocks.recv()).await {
            Ok(Ok(block)) if block.hashes.contains(&hash) => return find_receipt(rpc, hash).await,
            Ok(Ok(_)) => {}
            // Too many blocks at once to see each: look it up.
            Ok(Err(RecvError::Lagged(_))) => {
                if rpc.state.ledger.transaction(hash).await.is_some() {
                    return find_receipt(rpc, hash).await;
                }
            }
            Ok(Err(RecvError::Closed)) | Err(_) => {
                return Err(RpcError::not_final_in_time(hash.as_slice(), timeout_ms));
            }
        }
    }
}

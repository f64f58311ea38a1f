//! Transactions and receipts.

use super::{block_by_hash, block_by_number, convert};
use crate::{
    ledger::StoredBlock,
    rpc::{
        Rpc,
        batch::{submit_error, too_many_transactions},
        error::RpcError,
        params::{Answer, Params, Quantity, answer, transaction_bytes},
        socket::Caller,
    },
};
use alloy_primitives::B256;
use std::{borrow::Cow, sync::Arc, time::Duration};
use tokio::{sync::broadcast::error::RecvError, time::Instant};

/// How long `eth_sendRawTransactionSync` waits if the caller does not say.
const SYNC_DEFAULT_MS: u64 = 20_000;

/// How long it waits at most.
const SYNC_MAX_MS: u64 = 60_000;

pub(crate) async fn by_hash(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let hash = params.required(0, "transaction hash")?;
    // The pool first: a transaction leaves it only after its block is visible.
    let waiting = rpc.state.submit.pooled(hash);
    if let Some((block, index)) = rpc.state.ledger.transaction(hash).await {
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
    let Some((block, index)) = rpc.state.ledger.transaction(hash).await else {
        return answer(&());
    };
    let before = &block.receipts[..index];
    let first_log = before.iter().map(|receipt| receipt.logs.len()).sum();
    answer(&convert::receipt(&block, index, first_log)?)
}

/// `eth_sendRawTransactionSync` (EIP-7966): submits, waits for the block, answers with the receipt.
pub(crate) async fn send_and_wait(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let raw = transaction_bytes(&params.required::<Cow<'_, str>>(0, "transaction")?)?;
    let timeout_ms = params
        .optional(1, "timeout")?
        .map_or(SYNC_DEFAULT_MS, |Quantity(timeout_ms)| timeout_ms)
        .min(SYNC_MAX_MS);
    if rpc.transactions.take(caller.address, 1) == 0 {
        return Err(too_many_transactions(rpc));
    }
    let deadline = Instant::now() + Duration::from_millis(timeout_ms);
    // From before it is submitted, so that its block cannot be missed.
    let mut blocks = rpc.state.ledger.subscribe();
    let submitted = rpc.state.submit.submit(vec![raw]).await.pop();
    let hash = submitted
        .ok_or_else(|| RpcError::internal("the node is shutting down"))?
        .map_err(submit_error)?
        .hash;
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

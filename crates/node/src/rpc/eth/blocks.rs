//! Blocks and their receipts.

use super::{block_by_hash, block_by_number, convert, fees::quantity, number_of};
use crate::{
    ledger::StoredBlock,
    rpc::{
        CATCHING_UP_MS, Rpc,
        params::{Answer, Params, answer},
    },
};
use alloy_eips::BlockId;
use alloy_primitives::U64;
use serde_json::json;
use std::sync::Arc;

pub(crate) async fn by_number(rpc: &Rpc, params: &Params<'_>) -> Answer {
    show(block_by_number(rpc, params).await?, params)
}

pub(crate) async fn by_hash(rpc: &Rpc, params: &Params<'_>) -> Answer {
    show(block_by_hash(rpc, params).await?, params)
}

fn show(block: Option<Arc<StoredBlock>>, params: &Params<'_>) -> Answer {
    let full = params.optional(1, "full transactions")?.unwrap_or(false);
    let block = block
        .map(|block| convert::block(&block, full))
        .transpose()?;
    answer(&block)
}

pub(crate) async fn receipts(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let block = match params.required(0, "block")? {
        BlockId::Number(number) => rpc.state.ledger.block(number_of(rpc, number)).await,
        BlockId::Hash(hash) => rpc.state.ledger.block_by_hash(hash.block_hash).await,
    };
    let Some(block) = block else {
        return answer(&());
    };
    let mut first_log = 0;
    let mut receipts = Vec::with_capacity(block.receipts.len());
    for (index, receipt) in block.receipts.iter().enumerate() {
        receipts.push(convert::receipt(&block, index, first_log)?);
        first_log += receipt.logs.len();
    }
    answer(&receipts)
}

pub(crate) async fn transaction_count_by_number(rpc: &Rpc, params: &Params<'_>) -> Answer {
    answer(&transaction_count(block_by_number(rpc, params).await?))
}

pub(crate) async fn transaction_count_by_hash(rpc: &Rpc, params: &Params<'_>) -> Answer {
    answer(&transaction_count(block_by_hash(rpc, params).await?))
}

fn transaction_count(block: Option<Arc<StoredBlock>>) -> Option<U64> {
    block.map(|block| quantity(block.transactions.len() as u64))
}

/// No block has uncles; a block that does not exist has none to count.
pub(crate) async fn uncle_count_by_number(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let block = block_by_number(rpc, params).await?;
    answer(&block.map(|_| quantity(0)))
}

pub(crate) async fn uncle_count_by_hash(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let block = block_by_hash(rpc, params).await?;
    answer(&block.map(|_| quantity(0)))
}

/// `false`, or where the chain is while it makes up for time in which nobody made blocks.
pub(crate) fn syncing(rpc: &Rpc) -> Answer {
    if !rpc.catching_up() {
        return answer(&false);
    }
    let current = rpc.state.ledger.tip().header.number;
    // The blocks to come are empty and as far apart as the rules allow, so their number is known.
    let missing = rpc.lag_ms().div_ceil(CATCHING_UP_MS);
    answer(&json!({
        "startingBlock": quantity(rpc.started_at_block),
        "currentBlock": quantity(current),
        "highestBlock": quantity(current + missing),
    }))
}

//! Blocks and their receipts.

use super::{
    at, block_by_hash, block_by_number, convert, existing, fees::quantity, number_of, with_hash,
};
use crate::{
    ledger::StoredBlock,
    rpc::{
        Rpc,
        error::RpcError,
        health::CATCHING_UP_MS,
        method::{
            Method, at_once,
            common::{BLOCK, BLOCK_HASH, FULL, INDEX, NUMBER},
        },
        params::{Answer, Params, Quantity, answer},
        socket::Caller,
    },
};
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{B256, U64};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{ops::RangeInclusive, sync::Arc};

pub(crate) const METHODS: &[Method] = &[
    Method::new(
        "eth_blockNumber",
        &[],
        "Quantity",
        |ask| {
            let number = ask.rpc.state.ledger.tip().header.number;
            at_once(answer(&quantity(number)))
        },
        [
            "The newest block, which is final.",
            "最新区块的高度；区块一经可见即为最终。",
        ],
    ),
    Method::new(
        "eth_syncing",
        &[],
        "Syncing",
        |ask| at_once(answer(&syncing(ask.rpc))),
        [
            "Whether the node is behind: `false`, or where it is.",
            "节点是否落后：返回 `false`，或当前进度。",
        ],
    ),
    Method::new(
        "eth_getBlockByNumber",
        &[NUMBER, FULL],
        "Block?",
        |ask| Box::pin(by_number(ask.rpc, ask.params)),
        ["A block by number or tag.", "按高度或标签查询区块。"],
    ),
    Method::new(
        "eth_getBlockByHash",
        &[BLOCK_HASH, FULL],
        "Block?",
        |ask| Box::pin(by_hash(ask.rpc, ask.params)),
        ["A block by hash.", "按哈希查询区块。"],
    ),
    Method::new(
        "eth_getBlockReceipts",
        &[BLOCK],
        "[Receipt]?",
        |ask| Box::pin(receipts(ask.rpc, ask.params)),
        [
            "All receipts of a block, in order.",
            "区块内全部收据，按顺序排列。",
        ],
    ),
    Method::new(
        "eth_getBlockTransactionCountByNumber",
        &[NUMBER],
        "Quantity?",
        |ask| Box::pin(transaction_count_by_number(ask.rpc, ask.params)),
        ["How many transactions a block has.", "区块内的交易数。"],
    ),
    Method::new(
        "eth_getBlockTransactionCountByHash",
        &[BLOCK_HASH],
        "Quantity?",
        |ask| Box::pin(transaction_count_by_hash(ask.rpc, ask.params)),
        ["How many transactions a block has.", "区块内的交易数。"],
    ),
    Method::new(
        "eth_getUncleCountByBlockNumber",
        &[NUMBER],
        "Quantity?",
        |ask| Box::pin(uncle_count_by_number(ask.rpc, ask.params)),
        [
            "Always zero: there are no uncles.",
            "始终为零：本链没有叔块。",
        ],
    ),
    Method::new(
        "eth_getUncleCountByBlockHash",
        &[BLOCK_HASH],
        "Quantity?",
        |ask| Box::pin(uncle_count_by_hash(ask.rpc, ask.params)),
        [
            "Always zero: there are no uncles.",
            "始终为零：本链没有叔块。",
        ],
    ),
    Method::new(
        "eth_getUncleByBlockNumberAndIndex",
        &[NUMBER, INDEX],
        "Null",
        |ask| at_once(no_uncle::<BlockNumberOrTag>(ask.params, "block number")),
        [
            "Always null: there are no uncles.",
            "始终为 null：本链没有叔块。",
        ],
    ),
    Method::new(
        "eth_getUncleByBlockHashAndIndex",
        &[BLOCK_HASH, INDEX],
        "Null",
        |ask| at_once(no_uncle::<B256>(ask.params, "block hash")),
        [
            "Always null: there are no uncles.",
            "始终为 null：本链没有叔块。",
        ],
    ),
];

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
        BlockId::Number(number) => at(rpc, number_of(rpc, number)).await?,
        BlockId::Hash(hash) => with_hash(rpc, hash.block_hash).await?,
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

/// A block number as Otterscan writes it: plain, where Ethereum has a quantity or a tag.
pub(crate) fn lenient(params: &Params<'_>, index: usize) -> Result<BlockNumberOrTag, RpcError> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a number, or a tag such as \"latest\"")]
    enum Lenient {
        Plain(u64),
        Ethereum(BlockNumberOrTag),
    }
    Ok(match params.required(index, "block number")? {
        Lenient::Plain(number) => BlockNumberOrTag::Number(number),
        Lenient::Ethereum(number) => number,
    })
}

/// Blocks whose hashes are looked up without waiting for a turn: they are in memory.
const RECENT_BLOCKS: u64 = 200;

/// The hashes of a range of blocks that exist.
pub(crate) async fn hashes(
    rpc: &Rpc,
    range: RangeInclusive<u64>,
    caller: &Caller,
) -> Result<Vec<B256>, RpcError> {
    let tip = rpc.state.ledger.tip().header.number;
    let _turn = match tip.saturating_sub(*range.start()) {
        0..=RECENT_BLOCKS => None,
        _ => Some(rpc.costly(caller).await?),
    };
    let mut hashes = Vec::new();
    for number in range {
        hashes.push(existing(rpc, number).await?.hash);
    }
    Ok(hashes)
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

fn no_uncle<'a, Block: Deserialize<'a>>(params: &Params<'a>, block: &str) -> Answer {
    params.required::<Block>(0, block)?;
    params.required::<Quantity>(1, "index")?;
    answer(&())
}

/// `false`, or how far the node is behind its network; without one, where the chain is while it makes up for time in
/// which nobody made blocks.
pub(crate) fn syncing(rpc: &Rpc) -> Value {
    if !rpc.catching_up() {
        return Value::Bool(false);
    }
    let current = rpc.state.ledger.tip().header.number;
    let known = rpc.state.neighbours.height();
    let highest = match known > current {
        true => known,
        // The blocks to come are empty and as far apart as the rules allow, so their number is known.
        false => current + rpc.lag_ms().div_ceil(CATCHING_UP_MS),
    };
    json!({
        "startingBlock": quantity(rpc.started_at_block),
        "currentBlock": quantity(current),
        "highestBlock": quantity(highest),
    })
}

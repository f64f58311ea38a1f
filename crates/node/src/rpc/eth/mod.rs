//! The methods of Ethereum, by subject.

pub(super) mod accounts;
pub(super) mod blocks;
pub(super) mod calls;
pub(super) mod convert;
pub(super) mod fees;
pub(super) mod filters;
pub(super) mod logs;
pub(super) mod transactions;

pub(super) use filters::Filters;

use super::{Rpc, error::RpcError, params::Params};
use crate::ledger::StoredBlock;
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::B256;
use std::sync::Arc;

/// The height that a number or tag names. Blocks are final at once, so all live tags are the newest.
pub(super) fn number_of(rpc: &Rpc, block: BlockNumberOrTag) -> u64 {
    match block {
        BlockNumberOrTag::Number(number) => number,
        BlockNumberOrTag::Earliest => 0,
        BlockNumberOrTag::Latest
        | BlockNumberOrTag::Pending
        | BlockNumberOrTag::Safe
        | BlockNumberOrTag::Finalized => rpc.state.ledger.tip().header.number,
    }
}

/// The height whose state is asked for: parameter `index`, the newest if it is missing (EIP-1898).
pub(super) async fn height(rpc: &Rpc, params: &Params<'_>, index: usize) -> Result<u64, RpcError> {
    match params.optional(index, "block")?.unwrap_or_default() {
        BlockId::Number(number) => Ok(number_of(rpc, number)),
        BlockId::Hash(hash) => {
            let block = with_hash(rpc, hash.block_hash).await?;
            block
                .map(|block| block.header.number)
                .ok_or_else(|| RpcError::refused(format!("block {} not found", hash.block_hash)))
        }
    }
}

/// The block at parameter 0, a number or tag; nothing if there is none.
async fn block_by_number(
    rpc: &Rpc,
    params: &Params<'_>,
) -> Result<Option<Arc<StoredBlock>>, RpcError> {
    at(rpc, number_of(rpc, params.required(0, "block number")?)).await
}

/// The block at parameter 0, a hash; nothing if there is none.
async fn block_by_hash(
    rpc: &Rpc,
    params: &Params<'_>,
) -> Result<Option<Arc<StoredBlock>>, RpcError> {
    with_hash(rpc, params.required(0, "block hash")?).await
}

/// The block at a height; nothing if it is not made yet. What was before this node's first block is refused.
pub(super) async fn at(rpc: &Rpc, number: u64) -> Result<Option<Arc<StoredBlock>>, RpcError> {
    rpc.state.ledger.has_from(number)?;
    Ok(rpc.state.ledger.block(number).await)
}

/// The block with a hash; nothing if there is none. A node that does not have all blocks cannot tell.
pub(super) async fn with_hash(rpc: &Rpc, hash: B256) -> Result<Option<Arc<StoredBlock>>, RpcError> {
    let found = rpc.state.ledger.block_by_hash(hash).await;
    if found.is_none() {
        rpc.state.ledger.has_everything()?;
    }
    Ok(found)
}

/// A block up to the tip. It exists; one that cannot be read must not be taken for an empty one.
pub(super) async fn existing(rpc: &Rpc, number: u64) -> Result<Arc<StoredBlock>, RpcError> {
    let block = at(rpc, number).await?;
    block.ok_or_else(|| RpcError::internal(format!("block {number} cannot be read")))
}

/// The final transaction with a hash; nothing while it waits here, and if there is none.
pub(super) async fn final_transaction(
    rpc: &Rpc,
    hash: B256,
) -> Result<Option<(Arc<StoredBlock>, usize)>, RpcError> {
    // The pool first: a transaction leaves it only after its block is visible.
    let waits = rpc.state.submit.pooled(hash).is_some();
    let found = rpc.state.ledger.transaction(hash).await;
    if found.is_none() && !waits {
        rpc.state.ledger.has_everything()?;
    }
    Ok(found)
}

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
            let block = rpc.state.ledger.block_by_hash(hash.block_hash).await;
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
    let number = number_of(rpc, params.required(0, "block number")?);
    rpc.state.ledger.has_from(number)?;
    Ok(rpc.state.ledger.block(number).await)
}

/// The block at parameter 0, a hash; nothing if there is none.
async fn block_by_hash(
    rpc: &Rpc,
    params: &Params<'_>,
) -> Result<Option<Arc<StoredBlock>>, RpcError> {
    let hash = params.required(0, "block hash")?;
    Ok(rpc.state.ledger.block_by_hash(hash).await)
}

//! Blocks, transactions, receipts and events as Ethereum's JSON has them.
//!
//! The types are alloy's, which the libraries on the other end use, too. Fields that a transaction's hash depends on
//! are as they were signed, fees included; what was paid is zero.

use super::fees::quantity;
use crate::{ledger::StoredBlock, rpc::error::RpcError};
use alloy_consensus::{
    Eip658Value, ReceiptEnvelope, ReceiptWithBloom, Transaction as _, transaction::Recovered,
};
use alloy_primitives::{Bytes, U64, U256, logs_bloom};
use alloy_rpc_types_eth::{Block, BlockTransactions, Header, Log, Transaction, TransactionReceipt};
use serde::Serialize;
use wepos_chain::{
    block::Event,
    transaction::{CheckedTransaction, Envelope, decode},
};

/// A block or a head with the time in milliseconds, which Ethereum has no field for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WithMillis<T> {
    #[serde(flatten)]
    inner: T,
    timestamp_millis: U64,
}

/// A receipt with the ABI bytes of the error, where there is one (Besu's field).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WithReason {
    #[serde(flatten)]
    inner: TransactionReceipt,
    block_timestamp: U64,
    #[serde(skip_serializing_if = "Option::is_none")]
    revert_reason: Option<Bytes>,
}

/// The head of a block.
pub(crate) fn head(block: &StoredBlock) -> WithMillis<Header> {
    WithMillis {
        inner: header(block),
        timestamp_millis: quantity(block.time.millis()),
    }
}

/// A block with its transactions, or with their hashes.
pub(crate) fn block(
    block: &StoredBlock,
    full: bool,
) -> Result<WithMillis<Block<Transaction<Envelope>>>, RpcError> {
    let transactions = if full {
        let all = (0..block.transactions.len()).map(|index| transaction(block, index));
        BlockTransactions::Full(all.collect::<Result<_, _>>()?)
    } else {
        BlockTransactions::Hashes(block.hashes.clone())
    };
    Ok(WithMillis {
        inner: Block::new(header(block), transactions),
        timestamp_millis: quantity(block.time.millis()),
    })
}

fn header(block: &StoredBlock) -> Header {
    Header {
        hash: block.hash,
        inner: block.header.clone(),
        total_difficulty: Some(U256::ZERO),
        size: Some(U256::from(block.size)),
    }
}

/// The transaction at `index` of a block.
pub(crate) fn transaction(
    block: &StoredBlock,
    index: usize,
) -> Result<Transaction<Envelope>, RpcError> {
    let envelope = envelope(&block.transactions[index])?;
    Ok(Transaction {
        inner: Recovered::new_unchecked(envelope, block.receipts[index].sender),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        transaction_index: Some(index as u64),
        effective_gas_price: Some(0),
        block_timestamp: Some(block.time.whole_seconds()),
    })
}

/// A transaction that waits.
pub(crate) fn pooled(transaction: &CheckedTransaction) -> Result<Transaction<Envelope>, RpcError> {
    let envelope = envelope(transaction.raw())?;
    Ok(Transaction {
        effective_gas_price: Some(envelope.max_fee_per_gas()),
        inner: Recovered::new_unchecked(envelope, transaction.sender()),
        block_hash: None,
        block_number: None,
        transaction_index: None,
        block_timestamp: None,
    })
}

/// The receipt of the transaction at `index` of a block, whose first event is the block's `first_log`-th.
pub(crate) fn receipt(
    block: &StoredBlock,
    index: usize,
    first_log: usize,
) -> Result<WithReason, RpcError> {
    let envelope = envelope(&block.transactions[index])?;
    let stored = &block.receipts[index];
    let logs: Vec<Log> = stored
        .logs
        .iter()
        .zip(first_log..)
        .map(|(event, log_index)| log(block, index, log_index, event))
        .collect();
    let logs_bloom = logs_bloom(logs.iter().map(|log| &log.inner));
    let receipt = ReceiptWithBloom {
        receipt: alloy_consensus::Receipt {
            status: Eip658Value::Eip658(stored.success),
            cumulative_gas_used: stored.cumulative_gas_used,
            logs,
        },
        logs_bloom,
    };
    Ok(WithReason {
        inner: TransactionReceipt {
            inner: match stored.kind {
                0 => ReceiptEnvelope::Legacy(receipt),
                1 => ReceiptEnvelope::Eip2930(receipt),
                _ => ReceiptEnvelope::Eip1559(receipt),
            },
            transaction_hash: block.hashes[index],
            transaction_index: Some(index as u64),
            block_hash: Some(block.hash),
            block_number: Some(block.header.number),
            gas_used: stored.gas_used,
            effective_gas_price: 0,
            blob_gas_used: None,
            blob_gas_price: None,
            from: stored.sender,
            to: envelope.to(),
            contract_address: None,
        },
        block_timestamp: quantity(block.time.whole_seconds()),
        revert_reason: (!stored.success).then(|| Bytes::copy_from_slice(&stored.error)),
    })
}

/// The events of a block in order: position in the block, position of the transaction, event.
pub(crate) fn events(block: &StoredBlock) -> impl Iterator<Item = (usize, usize, &Event)> {
    block
        .receipts
        .iter()
        .enumerate()
        .flat_map(|(index, receipt)| receipt.logs.iter().map(move |event| (index, event)))
        .enumerate()
        .map(|(log_index, (index, event))| (log_index, index, event))
}

/// An event with where it is.
pub(crate) fn log(block: &StoredBlock, index: usize, log_index: usize, event: &Event) -> Log {
    Log {
        inner: event.to_log(),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        block_timestamp: Some(block.time.whole_seconds()),
        transaction_hash: Some(block.hashes[index]),
        transaction_index: Some(index as u64),
        log_index: Some(log_index as u64),
        removed: false,
    }
}

/// Stored bytes were decoded when they came in, so a failure is a fault of the disk.
pub(crate) fn envelope(raw: &[u8]) -> Result<Envelope, RpcError> {
    decode(raw).map_err(|error| RpcError::internal(format!("a stored transaction: {error}")))
}

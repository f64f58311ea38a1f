//! What the explorer Otterscan asks beyond Ethereum's methods: level 8 of its interface.
//!
//! There is no virtual machine here, and so nothing inside a transaction that could be traced: a module moves PoS by
//! itself, and says so in `Transfer` events. So a trace is the one call that was signed, there are no internal
//! operations, and nobody creates contracts.

mod history;

pub(super) use history::METHODS as ACCOUNT_METHODS;

use super::{
    Rpc,
    error::RpcError,
    eth::{
        accounts, at, blocks, convert, fees::quantity, final_transaction, height, number_of,
        with_hash,
    },
    method::{
        Method, Param, at_once,
        common::{ADDRESS, AT, BLOCK_HASH, TRANSACTION_HASH},
    },
    params::{Answer, Params, Quantity, answer},
};
use crate::ledger::StoredBlock;
use alloy_consensus::Transaction as _;
use alloy_primitives::{Address, Bytes};
use serde_json::{Value, json};
use std::sync::Arc;

/// The level of Otterscan's interface that this is.
const LEVEL: u64 = 8;

/// Transactions of a block in one answer; Otterscan asks for 25.
const PAGE_MAX: usize = 100;

/// Bytes of calldata that a list shows: the function's selector.
const SELECTOR: usize = 4;

/// Otterscan writes plain numbers where Ethereum has quantities; both are taken.
const NUMBER: Param = Param::required(
    "block number",
    "BlockTag | Number",
    ["A block by number or tag.", "区块高度或标签。"],
);

pub(super) const METHODS: &[Method] = &[
    Method::new(
        "ots_getApiLevel",
        &[],
        "Integer",
        |_| at_once(answer(&LEVEL)),
        [
            "The level of Otterscan's interface.",
            "所支持的 Otterscan 接口级别。",
        ],
    ),
    Method::new(
        "ots_hasCode",
        &[ADDRESS, AT],
        "Boolean",
        |ask| Box::pin(has_code(ask.rpc, ask.params)),
        [
            "Whether the address is a module, or a place kept for one.",
            "该地址是否为模块或其预留地址。",
        ],
    ),
    Method::new(
        "ots_getBlockDetails",
        &[NUMBER],
        "OtsBlockDetails?",
        |ask| Box::pin(details_by_number(ask.rpc, ask.params)),
        [
            "A block without its transactions. Nothing is issued by a block, and nobody pays fees.",
            "区块概要，不含交易。区块本身不发行代币，也没有费用。",
        ],
    ),
    Method::new(
        "ots_getBlockDetailsByHash",
        &[BLOCK_HASH],
        "OtsBlockDetails?",
        |ask| Box::pin(details_by_hash(ask.rpc, ask.params)),
        ["The same by hash.", "按哈希查询区块概要。"],
    ),
    Method::new(
        "ots_getBlockTransactions",
        &[
            NUMBER,
            Param::required(
                "page",
                "Number",
                [
                    "From 0, which has the block's last transactions.",
                    "页码；第 0 页为区块末尾的交易。",
                ],
            ),
            Param::required(
                "page size",
                "Number",
                ["At most 100.", "每页条数，至多 100。"],
            ),
        ],
        "OtsBlockTransactions?",
        |ask| Box::pin(block_transactions(ask.rpc, ask.params)),
        [
            "A page of a block's transactions with their receipts; of calldata the selector, and no events.",
            "分页列出区块内的交易及收据；calldata 仅含函数选择器，不含事件。",
        ],
    ),
    Method::new(
        "ots_getTransactionError",
        &[TRANSACTION_HASH],
        "Bytes?",
        |ask| Box::pin(error_of(ask.rpc, ask.params)),
        [
            "The ABI bytes of a failure's reason; `0x` if there was none.",
            "失败原因的 ABI 字节；成功时为 `0x`。",
        ],
    ),
    Method::new(
        "ots_getInternalOperations",
        &[TRANSACTION_HASH],
        "[OtsOperation]?",
        |ask| Box::pin(operations(ask.rpc, ask.params)),
        [
            "Always an empty list: what a module moves by itself is told by its Transfer events.",
            "始终为空列表：模块转移代币时会发出 Transfer 事件。",
        ],
    ),
    Method::new(
        "ots_traceTransaction",
        &[TRANSACTION_HASH],
        "[OtsTrace]?",
        |ask| Box::pin(trace(ask.rpc, ask.params)),
        [
            "The one call that was signed: there is no virtual machine whose steps could be shown.",
            "仅含签名的那一次调用：没有虚拟机，因此没有可供追踪的步骤。",
        ],
    ),
    Method::new(
        "ots_getContractCreator",
        &[ADDRESS],
        "Null",
        |ask| at_once(creator(ask.params)),
        [
            "Always null: nobody can create contracts, and modules are part of the protocol.",
            "始终为 null：无人可以创建合约，模块是协议的一部分。",
        ],
    ),
    Method::new(
        "erigon_getHeaderByNumber",
        &[NUMBER],
        "Header?",
        |ask| Box::pin(header(ask.rpc, ask.params)),
        [
            "The head of a block, which Otterscan asks for first.",
            "区块头；Otterscan 启动时会查询。",
        ],
    ),
];

async fn has_code(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let address = params.required(0, "address")?;
    height(rpc, params, 1).await?;
    answer(&accounts::has_code(address))
}

fn creator(params: &Params<'_>) -> Answer {
    params.required::<Address>(0, "address")?;
    answer(&())
}

async fn header(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let number = number_of(rpc, blocks::lenient(params, 0)?);
    let block = at(rpc, number).await?;
    answer(&block.map(|block| convert::head(&block)))
}

async fn details_by_number(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let number = number_of(rpc, blocks::lenient(params, 0)?);
    details(at(rpc, number).await?)
}

async fn details_by_hash(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let hash = params.required(0, "block hash")?;
    details(with_hash(rpc, hash).await?)
}

fn details(block: Option<Arc<StoredBlock>>) -> Answer {
    let Some(block) = block else {
        return answer(&());
    };
    let zero = quantity(0);
    answer(&json!({
        "block": head(&block)?,
        "issuance": {"blockReward": zero, "uncleReward": zero, "issuance": zero},
        "totalFees": zero,
    }))
}

/// A block as Otterscan wants it: a number in place of the transactions, and no bloom.
fn head(block: &StoredBlock) -> Result<Value, RpcError> {
    let mut head = value(&convert::head(block))?;
    head["logsBloom"] = Value::Null;
    head["uncles"] = json!([]);
    head["transactionCount"] = block.transactions.len().into();
    Ok(head)
}

async fn block_transactions(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let number = number_of(rpc, blocks::lenient(params, 0)?);
    let Quantity(page) = params.required(1, "page")?;
    let Quantity(size) = params.required(2, "page size")?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if size == 0 || size > PAGE_MAX {
        return Err(RpcError::invalid_params(format!(
            "invalid argument 2 (page size): from 1 to {PAGE_MAX} are allowed"
        )));
    }
    let Some(block) = at(rpc, number).await? else {
        return answer(&());
    };
    let page = usize::try_from(page).unwrap_or(usize::MAX);
    // Page 0 ends with the last transaction.
    let end = block
        .transactions
        .len()
        .saturating_sub(page.saturating_mul(size));
    let start = end.saturating_sub(size);
    let (mut transactions, mut receipts) = (Vec::new(), Vec::new());
    for index in start..end {
        let mut transaction = value(&convert::transaction(&block, index)?)?;
        transaction["input"] = value(&selector(&block, index)?)?;
        transactions.push(transaction);
        let mut receipt = value(&convert::receipt(&block, index, first_log(&block, index))?)?;
        receipt["logs"] = Value::Null;
        receipt["logsBloom"] = Value::Null;
        receipts.push(receipt);
    }
    let mut full = head(&block)?;
    full["transactions"] = transactions.into();
    answer(&json!({"fullblock": full, "receipts": receipts}))
}

fn selector(block: &StoredBlock, index: usize) -> Result<Bytes, RpcError> {
    let input = convert::envelope(&block.transactions[index])?
        .input()
        .clone();
    Ok(input.slice(..input.len().min(SELECTOR)))
}

/// The position in the block of a transaction's first event.
fn first_log(block: &StoredBlock, index: usize) -> usize {
    let before = &block.receipts[..index];
    before.iter().map(|receipt| receipt.logs.len()).sum()
}

/// The final transaction at parameter 0; nothing while it waits.
async fn transaction(
    rpc: &Rpc,
    params: &Params<'_>,
) -> Result<Option<(Arc<StoredBlock>, usize)>, RpcError> {
    final_transaction(rpc, params.required(0, "transaction hash")?).await
}

async fn error_of(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let found = transaction(rpc, params).await?;
    let error = found.map(|(block, index)| {
        let receipt = &block.receipts[index];
        match receipt.success {
            true => Bytes::new(),
            false => Bytes::copy_from_slice(&receipt.error),
        }
    });
    answer(&error)
}

async fn operations(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let found = transaction(rpc, params).await?;
    answer(&found.map(|_| json!([])))
}

async fn trace(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let Some((block, index)) = transaction(rpc, params).await? else {
        return answer(&());
    };
    let envelope = convert::envelope(&block.transactions[index])?;
    let receipt = &block.receipts[index];
    // What a call returned is not kept; why it failed is.
    let output = (!receipt.success).then(|| Bytes::copy_from_slice(&receipt.error));
    answer(&json!([{
        "type": "CALL",
        "depth": 0,
        "from": receipt.sender,
        "to": envelope.to(),
        "value": envelope.value(),
        "input": envelope.input(),
        "output": output,
    }]))
}

fn value<T: serde::Serialize>(of: &T) -> Result<Value, RpcError> {
    serde_json::to_value(of).map_err(|error| RpcError::internal(error.to_string()))
}

//! An account's transactions, as Otterscan turns its pages: from the index, which names them by account.

use crate::{
    index::{Order, Span},
    ledger::StoredBlock,
    rpc::{
        Rpc,
        error::RpcError,
        eth::{convert, existing},
        index::Pages,
        method::{Method, Param, common::ADDRESS},
        params::{Answer, Params, Quantity, answer},
        socket::Caller,
    },
};
use alloy_primitives::{Address, B256};
use serde_json::{Value, json};
use std::sync::Arc;

/// Transactions of one page: Otterscan asks for 25.
const PAGE_MAX: usize = 100;

/// The rest of a page's last block, which is shown whole: more than a block holds.
const BLOCK_MAX: usize = wepos_chain::transaction::MAX_BLOCK_TRANSACTIONS;

/// Transactions that are looked through, at one height, for one that the account sent.
const LOOKED_THROUGH: usize = 1_000;

pub(in crate::rpc) const METHODS: &[Method] = &[
    Method::new(
        "ots_searchTransactionsBefore",
        &[ADDRESS, FROM, SIZE],
        "OtsPage",
        |ask| Box::pin(search(ask.rpc, ask.params, ask.caller, Order::Newest)),
        [
            "Transactions that an account sent, was sent or is named by, before a block; 0 is the newest page.",
            "某区块之前与账户有关的交易：由它发出、发给它，或事件中提及它；0 表示最新一页。",
        ],
    ),
    Method::new(
        "ots_searchTransactionsAfter",
        &[ADDRESS, FROM, SIZE],
        "OtsPage",
        |ask| Box::pin(search(ask.rpc, ask.params, ask.caller, Order::Oldest)),
        [
            "The same after a block; 0 is the oldest page. Every page begins with its newest transaction.",
            "某区块之后与账户有关的交易；0 表示最早一页。每页均由新到旧排列。",
        ],
    ),
    Method::new(
        "ots_getTransactionBySenderAndNonce",
        &[
            ADDRESS,
            Param::required("nonce", "Number", ["The nonce.", "交易的 nonce。"]),
        ],
        "Hash?",
        |ask| Box::pin(by_nonce(ask.rpc, ask.params, ask.caller)),
        [
            "The hash of the final transaction with this sender and nonce.",
            "按发送者与 nonce 查找已最终确认的交易。",
        ],
    ),
];

const FROM: Param = Param::required(
    "block number",
    "Number",
    [
        "Where the page begins; not itself included.",
        "起始区块，不含该区块。",
    ],
);

const SIZE: Param = Param::required(
    "page size",
    "Number",
    [
        "At most 100; a page goes on to the end of its last block.",
        "每页条数，至多 100；末尾区块内的交易会全部列出。",
    ],
);

async fn search(rpc: &Rpc, params: &Params<'_>, caller: &Caller, order: Order) -> Answer {
    let account: Address = params.required(0, "address")?;
    let Quantity(block) = params.required(1, "block number")?;
    let Quantity(size) = params.required(2, "page size")?;
    let limit = usize::try_from(size).unwrap_or(usize::MAX);
    if limit == 0 || limit > PAGE_MAX {
        return Err(RpcError::invalid_params(format!(
            "invalid argument 2 (page size): from 1 to {PAGE_MAX} are allowed"
        )));
    }
    let (from, to) = match order {
        Order::Newest if block == 0 => (0, u64::MAX),
        Order::Newest => (0, block - 1),
        Order::Oldest if block == 0 => (0, u64::MAX),
        Order::Oldest => (block.saturating_add(1), u64::MAX),
    };
    let ledger = &rpc.state.ledger;
    match order {
        Order::Newest => ledger.has_from(to)?,
        Order::Oldest => ledger.has_from(from.max(1))?,
    }
    let _turn = rpc.costly(caller).await?;
    let span = Span {
        from,
        to,
        order,
        after: None,
        limit,
    };
    let page = Pages::new(rpc)
        .transactions(Some(account), span.clone())
        .await?;
    let mut places: Vec<_> = page
        .items
        .iter()
        .map(|item| (item.block_number, item.transaction_index))
        .collect();
    let mut is_end = page.next.is_none();
    if let (Some(next), Some((last, _))) = (page.next, places.last().copied()) {
        // Otterscan goes on with the block after the page's last one, so that one has to be whole.
        let rest = Span {
            from: last,
            to: last,
            after: Some(next),
            limit: BLOCK_MAX,
            ..span.clone()
        };
        let rest = Pages::new(rpc).transactions(Some(account), rest).await?;
        places.extend(rest.items.iter().map(|item| (last, item.transaction_index)));
        let beyond = match order {
            Order::Newest => last.checked_sub(1).map(|to| Span {
                to,
                limit: 1,
                ..span
            }),
            Order::Oldest => Some(Span {
                from: last + 1,
                limit: 1,
                ..span
            }),
        };
        is_end = match beyond {
            None => true,
            Some(beyond) => {
                let beyond = Pages::new(rpc).transactions(Some(account), beyond).await?;
                beyond.items.is_empty() && beyond.next.is_none()
            }
        };
    }
    if is_end && order == Order::Newest && ledger.has_everything().is_err() {
        // Who asks on hears why there is nothing more to be had.
        is_end = false;
        if places.is_empty() {
            ledger.has_everything()?;
        }
    }
    if order == Order::Oldest {
        places.reverse();
    }
    let (first_page, last_page) = match order {
        Order::Newest => (block == 0, is_end),
        Order::Oldest => (is_end, block == 0),
    };
    show(rpc, &places, first_page, last_page).await
}

async fn show(rpc: &Rpc, places: &[(u64, usize)], first_page: bool, last_page: bool) -> Answer {
    let (mut transactions, mut receipts) = (Vec::new(), Vec::new());
    let mut read: Option<Arc<StoredBlock>> = None;
    for (number, index) in places.iter().copied() {
        let block = match read.take().filter(|block| block.header.number == number) {
            Some(block) => block,
            None => existing(rpc, number).await?,
        };
        transactions.push(convert::transaction(&block, index)?);
        let receipt = convert::receipt(&block, index, super::first_log(&block, index))?;
        let mut receipt: Value = super::value(&receipt)?;
        receipt["timestamp"] = block.time.whole_seconds().into();
        receipts.push(receipt);
        read = Some(block);
    }
    answer(&json!({
        "txs": transactions,
        "receipts": receipts,
        "firstPage": first_page,
        "lastPage": last_page,
    }))
}

async fn by_nonce(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let sender: Address = params.required(0, "address")?;
    let Quantity(nonce) = params.required(1, "nonce")?;
    let ledger = &rpc.state.ledger;
    let tip = ledger.tip().header.number;
    if nonce >= ledger.account(tip, sender).await?.nonce {
        return answer(&());
    }
    let _turn = rpc.costly(caller).await?;
    // Nonces are used in order, so the block is found by halves: the first after which the nonce is used.
    let (mut from, mut to) = (ledger.first(), tip);
    while from < to {
        let middle = from + (to - from) / 2;
        let used = newest_sent(rpc, sender, middle).await?;
        if used.is_some_and(|(newest, _)| newest >= nonce) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    // The block may have several of this sender: the newest that has this nonce or a later one is at its end.
    let span = Span {
        from,
        to: from,
        order: Order::Newest,
        after: None,
        limit: BLOCK_MAX,
    };
    let page = Pages::new(rpc).transactions(Some(sender), span).await?;
    let found = page
        .items
        .iter()
        .find(|item| item.from == Some(sender) && item.nonce == nonce);
    match found {
        Some(item) => answer(&item.hash),
        // The nonce is used, so there is one.
        None => {
            ledger.has_everything()?;
            Err(RpcError::refused(
                "the index has not reached this transaction yet: try again later",
            ))
        }
    }
}

/// Nonce and hash of the newest transaction that an account sent up to a height.
async fn newest_sent(
    rpc: &Rpc,
    sender: Address,
    height: u64,
) -> Result<Option<(u64, B256)>, RpcError> {
    let mut span = Span {
        from: 0,
        to: height,
        order: Order::Newest,
        after: None,
        limit: 1,
    };
    let mut looked_through = 0;
    while looked_through < LOOKED_THROUGH {
        let page = Pages::new(rpc)
            .transactions(Some(sender), span.clone())
            .await?;
        let sent = page.items.iter().find(|item| item.from == Some(sender));
        if let Some(item) = sent {
            return Ok(Some((item.nonce, item.hash)));
        }
        looked_through += page.items.len().max(1);
        match page.next {
            None => return Ok(None),
            // Most accounts send as often as they receive; for the others the steps grow.
            next => (span.after, span.limit) = (next, (span.limit * 4).min(PAGE_MAX)),
        }
    }
    Err(RpcError::limit_exceeded(format!(
        "this account received more than {LOOKED_THROUGH} transactions after it sent one: ask \
         ots_searchTransactionsBefore for its transactions in pages"
    )))
}

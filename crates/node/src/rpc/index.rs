//! Questions that the index answers: who did what, what happened, how much in all.
//!
//! A page comes from the index up to its newest block, and from the blocks themselves beyond it. Whatever it names is
//! read from the block and explained by the interfaces of this program, so a module that is new to the network is
//! explained as soon as the program knows it.

mod export;
mod items;
mod pages;
mod totals;

pub(super) use export::{Query as ExportQuery, serve as export};
pub(super) use pages::Pages;

use super::{
    Rpc,
    error::RpcError,
    method::{Method, Param, at_once, common::ADDRESS},
    params::{Answer, Params, answer},
    socket::Caller,
};
use crate::index::{FORMAT, IndexError, IndexState, MAX_LAG};
use alloy_primitives::Address;
use items::{Event, Transaction};
use pages::{Found, PageRequest};
use serde::Serialize;
use serde_json::{Value, json};
use totals::{MetricsRequest, series};

/// Entries of one page, if the question says nothing.
const PAGE: usize = 50;

/// Entries of one page at most: each may lie in a block of its own.
const PAGE_MAX: usize = 200;

pub(super) const METHODS: &[Method] = &[
    Method::new(
        "wepos_getAccountHistory",
        &[ADDRESS, PAGE_PARAM],
        "PastTransactions",
        |ask| Box::pin(account_history(ask.rpc, ask.params, ask.caller)),
        [
            "The transactions that an account sent, was sent, or is named by, with their events, explained.",
            "账户发出的、收到的以及提到它的交易，附带解读后的事件。",
        ],
    ),
    Method::new(
        "wepos_getTransactions",
        &[PAGE_PARAM],
        "PastTransactions",
        |ask| Box::pin(transactions(ask.rpc, ask.params, ask.caller)),
        [
            "All transactions of a range, also the protocol's own; empty blocks cost nothing.",
            "某一范围内的全部交易，包括协议自身的；空区块不占开销。",
        ],
    ),
    Method::new(
        "wepos_getEvents",
        &[Param::optional(
            "filter",
            "EventPage",
            [
                "Module, event, account, blocks, times, order, limit and cursor; all may be left out.",
                "模块、事件、账户、区块、时间、顺序、条数与游标，均可省略。",
            ],
        )],
        "PastEvents",
        |ask| Box::pin(events(ask.rpc, ask.params, ask.caller)),
        [
            "Events by module, name, account and time, with their arguments by name and their meaning.",
            "按模块、名称、账户与时间查询事件，附带各参数及其含义。",
        ],
    ),
    Method::new(
        "wepos_getMetrics",
        &[Param::optional(
            "series",
            "MetricsRequest",
            [
                "By what is counted, the first and the last period, and how many.",
                "统计方式、首末周期与周期数。",
            ],
        )],
        "Metrics",
        |ask| Box::pin(metrics(ask.rpc, ask.params)),
        [
            "Transactions, active accounts, amounts and events by day, month or stage.",
            "按日、月或阶段统计的交易、活跃账户、数量与事件。",
        ],
    ),
    Method::new(
        "wepos_indexStatus",
        &[],
        "IndexStatus",
        |ask| at_once(status(ask.rpc)),
        [
            "How far the index is, how large, and what is wrong with it.",
            "索引的进度、大小与故障。",
        ],
    ),
];

const PAGE_PARAM: Param = Param::optional(
    "page",
    "Page",
    [
        "Blocks, times, order, limit and cursor; all may be left out.",
        "区块、时间、顺序、条数与游标，均可省略。",
    ],
);

/// An answer in pages.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageAnswer<T> {
    items: Vec<T>,
    /// What to ask with for the next page; nothing at the end.
    next: Option<String>,
    /// The first block that this node knows the past of.
    known_from: u64,
    /// The newest block that the answer takes into account.
    known_to: u64,
}

impl<T> PageAnswer<T> {
    fn new(found: Found<T>) -> Self {
        Self {
            items: found.items,
            next: found.next.map(pages::cursor),
            known_from: found.known_from,
            known_to: found.known_to,
        }
    }
}

/// `wepos_getAccountHistory`: the transactions that an account sent, was sent, or is named by.
async fn account_history(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let account: Address = params.required(0, "address")?;
    let request: PageRequest = params.optional(1, "page")?.unwrap_or_default();
    request.refuse_event_fields()?;
    let span = request.span(rpc, PAGE, PAGE_MAX).await?;
    let _turn = rpc.costly(caller).await?;
    let found = Pages::new(rpc).transactions(Some(account), span).await?;
    answer(&PageAnswer::new(found))
}

/// `wepos_getTransactions`: all transactions of a range, also the protocol's own.
async fn transactions(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let request: PageRequest = params.optional(0, "page")?.unwrap_or_default();
    request.refuse_event_fields()?;
    let span = request.span(rpc, PAGE, PAGE_MAX).await?;
    let _turn = rpc.costly(caller).await?;
    let found = Pages::new(rpc).transactions(None, span).await?;
    answer(&PageAnswer::new(found))
}

/// `wepos_getEvents`: events by module, name, account and time, explained.
async fn events(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let request: PageRequest = params.optional(0, "filter")?.unwrap_or_default();
    let kinds = request.kinds()?;
    let span = request.span(rpc, PAGE, PAGE_MAX).await?;
    let _turn = rpc.costly(caller).await?;
    let found = Pages::new(rpc).events(kinds, request.account, span).await?;
    answer(&PageAnswer::new(found))
}

/// `wepos_getMetrics`: totals by day, month or stage.
async fn metrics(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let request: MetricsRequest = params.optional(0, "series")?.unwrap_or_default();
    answer(&series(rpc, &request).await?)
}

/// `wepos_indexStatus`: how the index is.
fn status(rpc: &Rpc) -> Answer {
    let mut value = summary(rpc);
    let status = rpc.state.index.status();
    value["sizeBytes"] = json!(status.size_bytes);
    value["format"] = json!(FORMAT);
    value["maxLagMs"] = json!(millis(MAX_LAG));
    value["failure"] = status.failure.as_ref().map_or(Value::Null, reason);
    value["madeAnew"] = status.made_anew.as_ref().map_or(Value::Null, reason);
    answer(&value)
}

/// What `wepos_status` says of the index.
pub(super) fn summary(rpc: &Rpc) -> Value {
    let status = rpc.state.index.status();
    let tip = rpc.state.ledger.tip().header.number;
    json!({
        "state": match status.state {
            IndexState::Building => "building",
            IndexState::Following => "following",
            IndexState::Stopped => "stopped",
        },
        "first": status.first,
        "block": status.tip.unwrap_or_default(),
        "lagBlocks": status.tip.map_or(tip, |block| tip.saturating_sub(block)),
        "lagMs": millis(status.lag.waiting),
    })
}

fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn reason(error: &IndexError) -> Value {
    json!({"en": error.to_string(), "zh": error.chinese()})
}

/// The index does not answer: an operator's problem, told with its reason.
fn failed(error: IndexError) -> RpcError {
    RpcError::internal(error.to_string())
}

//! `GET /export/….csv`: what the index finds, as tables for spreadsheets.
//!
//! Rows are streamed page by page, so that a long table takes no more memory than a short one. The first column of a
//! row is the `cursor` with which the next file goes on. A table that ends in an error is cut off, never closed as if
//! it were whole.

use super::{
    Event, Found, MetricsRequest, PAGE_MAX, PageRequest, Pages, Transaction,
    pages::{Kinds, cursor},
    series,
    totals::{Period, UnitName},
};
use crate::{
    index::Span,
    rpc::{Rpc, error::RpcError, socket::Caller},
};
use alloy_primitives::{Address, U256, utils::format_ether};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::stream;
use serde::Deserialize;
use std::{io, sync::Arc};
use wepos_chain::time::Timestamp;

/// Rows of one file at most: what spreadsheets open with ease. A longer table comes in several files.
const ROWS_MAX: usize = 100_000;

/// The mark by which spreadsheets on Windows know that a file is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a file is asked for with, beside the fields of [`PageRequest`] and [`MetricsRequest`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Query {
    account: Option<Address>,
    module: Option<String>,
    event: Option<String>,
    from_block: Option<u64>,
    to_block: Option<u64>,
    from_ms: Option<u64>,
    to_ms: Option<u64>,
    order: Option<super::pages::Direction>,
    cursor: Option<String>,
    limit: Option<usize>,
    unit: Option<UnitName>,
    from: Option<u64>,
    to: Option<u64>,
    /// `1`: with a byte order mark.
    bom: u8,
    /// `zh`: column names and notices in Chinese.
    lang: Option<String>,
}

/// The language of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    English,
    Chinese,
}

impl Language {
    fn pick(self, [english, chinese]: [&str; 2]) -> &str {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

/// Answers a file by its name.
pub(crate) async fn serve(
    rpc: Arc<Rpc>,
    caller: Caller,
    name: &str,
    query: Query,
) -> Result<Response, (StatusCode, RpcError)> {
    let refused = |error| (StatusCode::BAD_REQUEST, error);
    let language = match query.lang.as_deref() {
        None | Some("en") => Language::English,
        Some("zh") => Language::Chinese,
        Some(_) => {
            let error = RpcError::invalid_params("lang must be en or zh");
            return Err(refused(error));
        }
    };
    let request = PageRequest {
        module: query.module.clone(),
        event: query.event.clone(),
        account: query.account,
        from_block: query.from_block,
        to_block: query.to_block,
        from_ms: query.from_ms,
        to_ms: query.to_ms,
        order: query.order,
        cursor: query.cursor.clone(),
        limit: query.limit,
    };
    let subject = match name {
        "history.csv" if query.account.is_none() => {
            let error = RpcError::invalid_params("history.csv needs an account");
            return Err(refused(error));
        }
        "history.csv" | "transactions.csv" => {
            let account = query.account.filter(|_| name == "history.csv");
            Subject::Transactions(account)
        }
        "events.csv" => Subject::Events(request.kinds().map_err(refused)?, query.account),
        "metrics.csv" => {
            let _turn = rpc.costly(&caller).await.map_err(unavailable)?;
            let text = metrics(&rpc, &query, language).await.map_err(refused)?;
            return Ok(file(name, Body::from(text)));
        }
        _ => {
            let error = RpcError::invalid_params(
                "there are history.csv, transactions.csv, events.csv and metrics.csv",
            );
            return Err(refused(error));
        }
    };
    let span = request.span(&rpc, ROWS_MAX, ROWS_MAX).await;
    let span = span.map_err(refused)?;
    // A table does not say where it begins, as a page does: whoever asks for all of it hears that it is not here.
    let whole = rpc.state.ledger.has_from(span.from.max(1));
    whole.map_err(|error| refused(error.into()))?;
    let rows = Rows {
        begins: Some(begin(subject.columns(), query.bom, language)),
        left: span.limit,
        span,
        subject,
        language,
        rpc,
        caller,
    };
    let stream = stream::try_unfold(Some(rows), |rows| async move {
        match rows {
            Some(rows) => rows.next().await.map(Some),
            None => Ok(None),
        }
    });
    Ok(file(name, Body::from_stream(stream)))
}

fn unavailable(error: RpcError) -> (StatusCode, RpcError) {
    (StatusCode::SERVICE_UNAVAILABLE, error)
}

fn file(name: &str, body: Body) -> Response {
    let mut headers = HeaderMap::new();
    let kind = "text/csv; charset=utf-8";
    headers.insert(header::CONTENT_TYPE, kind.parse().expect("it is ASCII"));
    let disposition = format!("attachment; filename=\"wepos-{name}\"");
    if let Ok(value) = disposition.parse() {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, body).into_response()
}

/// What a row is about.
enum Subject {
    Transactions(Option<Address>),
    Events(Kinds, Option<Address>),
}

type Columns = &'static [[&'static str; 2]];

const TRANSACTIONS: Columns = &[
    ["position", "位置"],
    ["block", "区块"],
    ["time", "时间（UTC）"],
    ["hash", "交易哈希"],
    ["from", "发送方"],
    ["to", "接收方"],
    ["value PoS", "数量（PoS）"],
    ["success", "成功"],
    ["call", "调用"],
    ["roles", "身份"],
    ["events", "事件"],
    ["reason", "失败原因"],
];

const EVENTS: Columns = &[
    ["position", "位置"],
    ["block", "区块"],
    ["time", "时间（UTC）"],
    ["transaction", "交易哈希"],
    ["module", "模块"],
    ["event", "事件"],
    ["meaning", "含义"],
    ["arguments", "参数"],
];

const METRICS: Columns = &[
    ["period", "周期"],
    ["starts", "开始（UTC）"],
    ["ends", "结束（UTC）"],
    ["first block", "首个区块"],
    ["last block", "末个区块"],
    ["blocks", "区块数"],
    ["transactions", "交易数"],
    ["failed", "失败"],
    ["gas used", "gas 用量"],
    ["active accounts", "活跃账户"],
    ["moved PoS", "成员间转移（PoS）"],
    ["paid PoS", "协议支付（PoS）"],
    ["deposited PoS", "存入协议（PoS）"],
    ["burned PoS", "销毁（PoS）"],
];

impl Subject {
    fn columns(&self) -> Columns {
        match self {
            Self::Transactions(_) => TRANSACTIONS,
            Self::Events(..) => EVENTS,
        }
    }
}

/// A table that is being written.
struct Rows {
    rpc: Arc<Rpc>,
    caller: Caller,
    subject: Subject,
    language: Language,
    span: Span,
    left: usize,
    /// The head of the table, until it is written.
    begins: Option<String>,
}

impl Rows {
    /// The next piece of the table, and what is left of it.
    async fn next(mut self) -> io::Result<(Bytes, Option<Self>)> {
        let mut text = self.begins.take().unwrap_or_default();
        let failed = |error: RpcError| io::Error::other(error.message);
        self.span.limit = self.left.min(PAGE_MAX);
        let next = {
            let _turn = self.rpc.costly(&self.caller).await.map_err(failed)?;
            let pages = Pages::new(&self.rpc);
            let span = self.span.clone();
            match &self.subject {
                Subject::Transactions(account) => {
                    let Found { items, next, .. } =
                        pages.transactions(*account, span).await.map_err(failed)?;
                    self.left -= items.len();
                    for item in &items {
                        transaction(item, self.language, &mut text);
                    }
                    next
                }
                Subject::Events(kinds, account) => {
                    let page = pages.events(kinds.clone(), *account, span);
                    let Found { items, next, .. } = page.await.map_err(failed)?;
                    self.left -= items.len();
                    for item in &items {
                        event(item, self.language, &mut text);
                    }
                    next
                }
            }
        };
        self.span.after = next;
        let is_over = next.is_none() || self.left == 0;
        Ok((Bytes::from(text), (!is_over).then_some(self)))
    }
}

fn begin(columns: Columns, bom: u8, language: Language) -> String {
    let mut text = String::new();
    if bom == 1 {
        text.push_str(BYTE_ORDER_MARK);
    }
    row(&mut text, columns.iter().map(|names| language.pick(*names)));
    text
}

fn transaction(item: &Transaction, language: Language, text: &mut String) {
    let of = |value: &Option<serde_json::Value>, field: &str| {
        let value = value.as_ref().and_then(|value| value[field].as_str());
        value.unwrap_or_default().to_owned()
    };
    let call = match &item.call {
        Some(_) => format!(
            "{}.{}",
            of(&item.call, "module"),
            of(&item.call, "function")
        ),
        None => String::new(),
    };
    let events: Vec<&str> = item
        .events
        .iter()
        .filter_map(|event| event.decoded.as_ref())
        .map(|decoded| decoded.text.as_str())
        .collect();
    let name = |account: Option<Address>| account.map(|it| it.to_string()).unwrap_or_default();
    row(
        text,
        [
            cursor((item.block_number, item.transaction_index)),
            item.block_number.to_string(),
            moment(item.timestamp_ms),
            item.hash.to_string(),
            name(item.from),
            name(item.to),
            amount(&item.value),
            language
                .pick(match item.success {
                    true => ["yes", "是"],
                    false => ["no", "否"],
                })
                .to_owned(),
            call,
            item.roles.join(" "),
            events.join("; "),
            of(&item.error, language.pick(["en", "zh"])),
        ],
    );
}

fn event(item: &Event, language: Language, text: &mut String) {
    let decoded = item.decoded.as_ref();
    let notice = decoded.map(|it| language.pick([it.notice_en, it.notice_zh]));
    row(
        text,
        [
            cursor((item.block_number, item.log_index)),
            item.block_number.to_string(),
            moment(item.timestamp_ms),
            item.transaction_hash.to_string(),
            decoded.map_or_else(|| item.address.to_string(), |it| it.module.to_owned()),
            decoded.map_or_else(String::new, |it| it.name.to_owned()),
            notice.unwrap_or_default().to_owned(),
            decoded.map_or_else(String::new, |it| it.arguments.to_string()),
        ],
    );
}

async fn metrics(rpc: &Rpc, query: &Query, language: Language) -> Result<String, RpcError> {
    let request = MetricsRequest {
        unit: query.unit,
        from: query.from,
        to: query.to,
        limit: query.limit,
    };
    let series = series(rpc, &request).await?;
    let mut text = begin(METRICS, query.bom, language);
    for period in &series.periods {
        row(&mut text, cells(period));
    }
    Ok(text)
}

fn cells(period: &Period) -> [String; 14] {
    [
        period.period.to_string(),
        moment(period.starts_at_ms),
        period.ends_at_ms.map(moment).unwrap_or_default(),
        period.first_block.to_string(),
        period.last_block.to_string(),
        period.blocks.to_string(),
        period.transactions.to_string(),
        period.failed.to_string(),
        period.gas_used.to_string(),
        period.active_accounts.to_string(),
        amount(&period.moved),
        amount(&period.paid),
        amount(&period.deposited),
        amount(&period.burned),
    ]
}

fn moment(millis: u64) -> String {
    Timestamp::from_millis(millis).to_string()
}

/// Base units in PoS, exact.
fn amount(units: &str) -> String {
    let Ok(units) = units.parse::<U256>() else {
        return String::new();
    };
    let text = format_ether(units);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Adds a row (RFC 4180).
fn row<T: AsRef<str>>(text: &mut String, cells: impl IntoIterator<Item = T>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        push_cell(text, cell.as_ref());
    }
    text.push_str("\r\n");
}

/// Adds a cell. Members write texts, and a spreadsheet would run one that begins like a formula.
fn push_cell(text: &mut String, cell: &str) {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !is_formula && !cell.contains([',', '"', '\r', '\n']) {
        text.push_str(cell);
        return;
    }
    text.push('"');
    if is_formula {
        text.push('\'');
    }
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let mut text = String::new();
        row(
            &mut text,
            [
                "=1+1",
                "+1",
                "-1",
                "@a",
                "\tb",
                "plain",
                "a,b",
                "say \"hi\"",
                "two\nlines",
                "",
            ],
        );
        let expected = "\"'=1+1\",\"'+1\",\"'-1\",\"'@a\",\"'\tb\",plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn amounts_are_exact() {
        assert_eq!(amount("1500000000000000000"), "1.5");
        assert_eq!(amount("1"), "0.000000000000000001");
        assert_eq!(amount("100000000000000000000"), "100");
        assert_eq!(amount("0"), "0");
    }
}

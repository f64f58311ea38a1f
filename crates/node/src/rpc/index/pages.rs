//! Pages of transactions and events: from the index up to its newest block, from the blocks themselves beyond it.

use super::{
    failed,
    items::{self, Event, Transaction},
};
use crate::{
    index::{EventQuery, HistoryQuery, IndexError, Order, Page, Position, Span},
    ledger::{HistoryError, StoredBlock},
    rpc::{
        Rpc,
        error::RpcError,
        eth::{convert, existing},
    },
};
use alloy_primitives::{Address, B256};
use serde::Deserialize;
use std::sync::Arc;
use wepos_abi::{MODULES, events::events_named, modules};

/// Blocks beyond the index that a page looks into. Those are in memory, and the index is rarely more than a second
/// behind; while it is built anew, a page ends where the index does, and says so.
const TAIL_BLOCKS: u64 = 256;

/// Bytes of one page, about: a third of what an answer may have.
const PAGE_BYTES: usize = 8 * 1024 * 1024;

/// How often the index is asked for one page: where candidates turn out not to be wanted, or it has read a lot.
const ROUNDS: usize = 4;

/// What a page is asked for with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct PageRequest {
    /// The module that wrote the event, by name.
    pub(crate) module: Option<String>,
    /// The event, by name.
    pub(crate) event: Option<String>,
    /// An account that the event names.
    pub(crate) account: Option<Address>,
    /// The first block.
    pub(crate) from_block: Option<u64>,
    /// The last block, itself included.
    pub(crate) to_block: Option<u64>,
    /// Blocks from this time on, in milliseconds since 1970.
    pub(crate) from_ms: Option<u64>,
    /// Blocks before this time.
    pub(crate) to_ms: Option<u64>,
    /// `newest` (first) or `oldest`.
    pub(crate) order: Option<Direction>,
    /// Where the page before ended: its `next`.
    pub(crate) cursor: Option<String>,
    /// The most entries.
    pub(crate) limit: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Direction {
    Newest,
    Oldest,
}

impl PageRequest {
    /// The part of the chain that it is about.
    pub(crate) async fn span(
        &self,
        rpc: &Rpc,
        limit: usize,
        limit_max: usize,
    ) -> Result<Span, RpcError> {
        let limit = self.limit.unwrap_or(limit);
        if limit == 0 || limit > limit_max {
            return Err(RpcError::invalid_params(format!(
                "limit must be between 1 and {limit_max}, not {limit}"
            )));
        }
        let mut span = Span {
            from: self.from_block.unwrap_or(0),
            to: self.to_block.unwrap_or(u64::MAX),
            order: match self.order {
                Some(Direction::Oldest) => Order::Oldest,
                _ => Order::Newest,
            },
            after: self.cursor.as_deref().map(position).transpose()?,
            limit,
        };
        let ledger = &rpc.state.ledger;
        if self.from_block.is_some() {
            ledger.has_from(span.from.max(1))?;
        }
        if let Some(time_ms) = self.from_ms {
            span.from = span.from.max(first_block_at(rpc, time_ms).await?);
        }
        if let Some(time_ms) = self.to_ms {
            span.to = span.to.min(first_block_at(rpc, time_ms).await? - 1);
        }
        ledger.has_from(span.to)?;
        if let Some((block, _)) = span.after {
            ledger.has_from(block)?;
        }
        Ok(span)
    }

    /// Modules and first topics of the events that it names.
    pub(crate) fn kinds(&self) -> Result<Kinds, RpcError> {
        let module = match &self.module {
            None => None,
            Some(name) => {
                let module = modules::by_name(name);
                Some(
                    module
                        .ok_or_else(|| unknown("module", name, MODULES.iter().map(|it| it.name)))?,
                )
            }
        };
        let mut kinds = Kinds {
            addresses: module.map(|module| module.address).into_iter().collect(),
            topics: Vec::new(),
        };
        let Some(event) = &self.event else {
            return Ok(kinds);
        };
        for (of, address, topic) in events_named(event) {
            if module.is_none_or(|module| module.name == of) {
                kinds.addresses.push(address);
                kinds.topics.push(topic);
            }
        }
        if kinds.topics.is_empty() {
            let known = MODULES
                .iter()
                .filter(|it| module.is_none_or(|module| module.name == it.name));
            let known = known.flat_map(|it| it.document().abi.events());
            return Err(unknown("event", event, known.map(|it| it.name.as_str())));
        }
        // Two modules with events of one name may tell them apart by their topics only.
        kinds.addresses.sort_unstable();
        kinds.addresses.dedup();
        Ok(kinds)
    }

    /// Refuses what only events are chosen by.
    pub(crate) fn refuse_event_fields(&self) -> Result<(), RpcError> {
        if self.module.is_some() || self.event.is_some() || self.account.is_some() {
            return Err(RpcError::invalid_params(
                "module, event and account choose events: ask wepos_getEvents",
            ));
        }
        Ok(())
    }
}

/// Which events: any of these modules, any of these first topics.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kinds {
    pub(crate) addresses: Vec<Address>,
    pub(crate) topics: Vec<B256>,
}

impl Kinds {
    fn include(&self, event: &wepos_chain::block::Event) -> bool {
        let topic = event.topics.first();
        (self.addresses.is_empty() || self.addresses.contains(&event.address))
            && (self.topics.is_empty() || topic.is_some_and(|topic| self.topics.contains(topic)))
    }
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> RpcError {
    let known: Vec<&str> = known.collect();
    RpcError::invalid_params(format!(
        "there is no {what} {}; there are: {}",
        crate::rpc::error::quote(name),
        known.join(", ")
    ))
}

/// A position as text.
pub(crate) fn cursor((block, index): Position) -> String {
    format!("{block}-{index}")
}

fn position(cursor: &str) -> Result<Position, RpcError> {
    let read = || {
        let (block, index) = cursor.split_once('-')?;
        Some((block.parse().ok()?, index.parse().ok()?))
    };
    read().ok_or_else(|| {
        RpcError::invalid_params("cursor must be the `next` of a page, such as \"123-4\"")
    })
}

/// The first block at or after a time; the one after the newest, if there is none. Genesis is not counted: nothing
/// happened in it.
async fn first_block_at(rpc: &Rpc, time_ms: u64) -> Result<u64, RpcError> {
    let ledger = &rpc.state.ledger;
    let first = ledger.first();
    if first > 1 && time_ms < existing(rpc, first).await?.time.millis() {
        let height = first - 1;
        return Err(HistoryError::BeforeFirst { height, first }.into());
    }
    let (mut from, mut to) = (first, ledger.tip().header.number + 1);
    while from < to {
        let middle = from + (to - from) / 2;
        if existing(rpc, middle).await?.time.millis() < time_ms {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    Ok(from)
}

/// A page.
pub(crate) struct Found<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<Position>,
    pub(crate) known_from: u64,
    pub(crate) known_to: u64,
}

/// What a page is made of.
trait Subject {
    type Item;

    /// Asks the index.
    async fn candidates(&self, rpc: &Rpc, span: Span) -> Result<Page, IndexError>;

    /// The positions in a block that may be wanted, in order.
    fn scan(&self, block: &StoredBlock) -> Vec<usize>;

    /// What is at a position, if it is wanted.
    fn item(&self, block: &StoredBlock, index: usize) -> Option<Self::Item>;

    /// Bytes that it takes in an answer, about.
    fn size(item: &Self::Item) -> usize;
}

struct Transactions {
    account: Option<Address>,
}

impl Subject for Transactions {
    type Item = Transaction;

    async fn candidates(&self, rpc: &Rpc, span: Span) -> Result<Page, IndexError> {
        let account = self.account;
        let query = HistoryQuery { account, span };
        rpc.state.index.history(&query).await
    }

    fn scan(&self, block: &StoredBlock) -> Vec<usize> {
        (0..block.receipts.len()).collect()
    }

    fn item(&self, block: &StoredBlock, index: usize) -> Option<Transaction> {
        items::transaction(block, index, self.account)
    }

    fn size(item: &Transaction) -> usize {
        item.size()
    }
}

struct Events {
    kinds: Kinds,
    account: Option<Address>,
}

impl Subject for Events {
    type Item = Event;

    async fn candidates(&self, rpc: &Rpc, span: Span) -> Result<Page, IndexError> {
        let query = EventQuery {
            addresses: self.kinds.addresses.clone(),
            kinds: self.kinds.topics.clone(),
            account: self.account,
            span,
        };
        rpc.state.index.events(&query).await
    }

    fn scan(&self, block: &StoredBlock) -> Vec<usize> {
        convert::events(block)
            .filter(|(_, _, event)| self.kinds.include(event))
            .map(|(log_index, _, _)| log_index)
            .collect()
    }

    fn item(&self, block: &StoredBlock, index: usize) -> Option<Event> {
        items::event(block, index, self.account)
    }

    fn size(item: &Event) -> usize {
        item.size()
    }
}

/// Makes pages.
pub(crate) struct Pages<'a> {
    rpc: &'a Rpc,
}

impl<'a> Pages<'a> {
    pub(crate) fn new(rpc: &'a Rpc) -> Self {
        Self { rpc }
    }

    /// A page of the transactions of an account, or of all.
    pub(crate) async fn transactions(
        &self,
        account: Option<Address>,
        span: Span,
    ) -> Result<Found<Transaction>, RpcError> {
        self.page(Transactions { account }, span).await
    }

    /// A page of events.
    pub(crate) async fn events(
        &self,
        kinds: Kinds,
        account: Option<Address>,
        span: Span,
    ) -> Result<Found<Event>, RpcError> {
        self.page(Events { kinds, account }, span).await
    }

    async fn page<S: Subject>(&self, subject: S, span: Span) -> Result<Found<S::Item>, RpcError> {
        let (ledger, index) = (&self.rpc.state.ledger, &self.rpc.state.index);
        let tip = ledger.tip().header.number;
        let indexed = index.tip().map(|(number, _)| number);
        let after_index = indexed.map_or(ledger.first(), |number| number + 1);
        // Too many blocks beyond the index are left out, and the answer says so.
        let has_tail = tip.saturating_sub(after_index) < TAIL_BLOCKS;
        let tail = match has_tail {
            true => after_index.max(span.from)..tip.min(span.to).saturating_add(1),
            false => 0..0,
        };
        let known_to = if has_tail { tip } else { indexed.unwrap_or(0) };
        let known_from = index.first().unwrap_or(after_index).min(known_to);
        let mut builder = Builder {
            rpc: self.rpc,
            subject,
            span: Span {
                to: span.to.min(known_to),
                ..span
            },
            items: Vec::new(),
            bytes: 0,
            next: None,
            block: None,
        };
        let is_done = match builder.span.order {
            Order::Newest => {
                builder.add_tail(tail.rev()).await? || builder.add_indexed(indexed).await?
            }
            Order::Oldest => builder.add_indexed(indexed).await? || builder.add_tail(tail).await?,
        };
        Ok(Found {
            items: builder.items,
            next: builder.next.filter(|_| is_done),
            known_from,
            known_to,
        })
    }
}

/// A page that grows.
struct Builder<'a, S: Subject> {
    rpc: &'a Rpc,
    subject: S,
    span: Span,
    items: Vec<S::Item>,
    bytes: usize,
    /// Where the next page begins, once this one is full.
    next: Option<Position>,
    /// The last block that was read: its neighbours are mostly in it, too.
    block: Option<Arc<StoredBlock>>,
}

impl<S: Subject> Builder<'_, S> {
    /// Adds what blocks have. True when the page is full.
    async fn add_tail(&mut self, numbers: impl Iterator<Item = u64>) -> Result<bool, RpcError> {
        for number in numbers {
            let block = self.read(number).await?;
            let mut found = self.subject.scan(&block);
            if self.span.order == Order::Newest {
                found.reverse();
            }
            for index in found {
                let position = (number, index);
                if self.span.contains(position) && self.add(&block, position) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Adds what the index finds up to `indexed`. True when the page is full, or the index has read enough.
    async fn add_indexed(&mut self, indexed: Option<u64>) -> Result<bool, RpcError> {
        let Some(indexed) = indexed else {
            return Ok(false);
        };
        let mut span = Span {
            to: self.span.to.min(indexed),
            ..self.span.clone()
        };
        for _ in 0..ROUNDS {
            // One more than fits says whether anything is left.
            span.limit = self.span.limit - self.items.len() + 1;
            let page = self
                .subject
                .candidates(self.rpc, span.clone())
                .await
                .map_err(failed)?;
            for position in page.positions {
                let block = self.read(position.0).await?;
                if self.add(&block, position) {
                    return Ok(true);
                }
            }
            let Some(next) = page.next else {
                return Ok(false);
            };
            span.after = Some(next);
        }
        self.next = span.after;
        Ok(true)
    }

    /// Adds what is at a position, if it is wanted. True when there was no room for it.
    fn add(&mut self, block: &StoredBlock, position: Position) -> bool {
        let Some(item) = self.subject.item(block, position.1) else {
            return false;
        };
        if self.items.len() == self.span.limit || self.bytes > PAGE_BYTES {
            return true;
        }
        self.bytes += S::size(&item);
        self.items.push(item);
        self.next = Some(position);
        false
    }

    async fn read(&mut self, number: u64) -> Result<Arc<StoredBlock>, RpcError> {
        if let Some(block) = self.block.as_ref().filter(|it| it.header.number == number) {
            return Ok(block.clone());
        }
        let block = existing(self.rpc, number).await?;
        self.block = Some(block.clone());
        Ok(block)
    }
}

//! Pages of the past: the transactions of an account, all transactions, events of a kind; oldest or newest first.

use super::{
    IndexError, Order,
    chunk::{ACCOUNT_FIELDS, Chunk, MAX_NUMBER, PARTY, Term, block_of},
    query::Reader,
    search::{AnyOf, Halt, MAX_READS, Search},
};
use alloy_primitives::{Address, B256};
use std::ops::{ControlFlow, RangeInclusive};

/// A place in the chain: a block, and the index of a transaction or of a log in it.
pub type Position = (u64, usize);

/// Which part of the chain a page is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first block.
    pub from: u64,
    /// The last block, itself included. May be beyond the newest one.
    pub to: u64,
    /// In which direction it is read.
    pub order: Order,
    /// Where the page before ended; this one begins behind it.
    pub after: Option<Position>,
    /// The most entries of the page.
    pub limit: usize,
}

impl Span {
    /// Whether an entry belongs to it.
    pub fn contains(&self, position: Position) -> bool {
        let is_behind = self.after.is_none_or(|after| match self.order {
            Order::Oldest => position > after,
            Order::Newest => position < after,
        });
        is_behind && (self.from..=self.to).contains(&position.0)
    }

    /// The blocks that can have entries.
    fn blocks(&self) -> RangeInclusive<u64> {
        let (mut from, mut to) = (self.from, self.to.min(MAX_NUMBER));
        match (self.order, self.after) {
            (_, None) => {}
            (Order::Oldest, Some((block, _))) => from = from.max(block),
            (Order::Newest, Some((block, _))) => to = to.min(block),
        }
        from..=to
    }
}

/// Which transactions a page lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Those that have to do with this account; all, if there is none. Candidates: an event's number may look like an
    /// address, so the caller looks into the block.
    pub account: Option<Address>,
    /// Where.
    pub span: Span,
}

/// Which events a page lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventQuery {
    /// Any of these modules wrote it; all, if empty.
    pub addresses: Vec<Address>,
    /// Any of these is its first topic; all, if empty.
    pub kinds: Vec<B256>,
    /// It names this account. Candidates, as in [`HistoryQuery`]: the event's transaction may name it elsewhere.
    pub account: Option<Address>,
    /// Where.
    pub span: Span,
}

/// A page of positions, in the order that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Where the entries are.
    pub positions: Vec<Position>,
    /// Where to go on, if anything may be left of what is indexed.
    pub next: Option<Position>,
    /// The blocks that the index knew when it answered.
    pub indexed: Option<RangeInclusive<u64>>,
}

impl Reader<'_> {
    /// A page of transactions.
    pub(super) fn history(&self, query: &HistoryQuery) -> Result<Page, IndexError> {
        let groups = query.account.map(account_group).into_iter().collect();
        let account = query.account.map(|account| account.into_word());
        self.page(&query.span, MAX_READS, groups, |chunk, found| {
            let is_account: Option<Vec<bool>> =
                account.map(|account| chunk.values().map(|value| value == account).collect());
            let is_wanted = |value: Option<usize>| match (&is_account, value) {
                (None, _) => true,
                (Some(is_account), Some(value)) => is_account.get(value) == Some(&true),
                (Some(_), None) => false,
            };
            for log in &chunk.logs {
                let mut fields = ACCOUNT_FIELDS[..3].iter();
                if fields.any(|field| is_wanted(log.value(*field))) {
                    found.push(log.transaction as usize);
                }
            }
            for (transaction, value) in &chunk.parties {
                if is_wanted(Some(usize::from(*value))) {
                    found.push(*transaction as usize);
                }
            }
            found.sort_unstable();
            found.dedup();
        })
    }

    /// A page of logs.
    pub(super) fn events(&self, query: &EventQuery) -> Result<Page, IndexError> {
        self.events_within(query, MAX_READS)
    }

    /// The same with another bound on the work.
    pub(super) fn events_within(
        &self,
        query: &EventQuery,
        max_reads: usize,
    ) -> Result<Page, IndexError> {
        let terms = |values: &[B256], field: usize| {
            let terms: Vec<i64> = values
                .iter()
                .map(|value| Term::new(*value).of(field))
                .collect();
            (!terms.is_empty()).then(|| AnyOf::new(terms))
        };
        let emitters: Vec<B256> = query.addresses.iter().map(|it| it.into_word()).collect();
        let account = query.account.map(|account| account.into_word());
        let groups = [
            query.account.map(account_group),
            terms(&query.kinds, 1),
            terms(&emitters, 0),
        ];
        let groups = groups.into_iter().flatten().collect();
        self.page(&query.span, max_reads, groups, |chunk, found| {
            let values: Vec<B256> = chunk.values().collect();
            let among = |value: Option<usize>, any_of: &[B256]| {
                any_of.is_empty()
                    || value
                        .and_then(|value| values.get(value))
                        .is_some_and(|value| any_of.contains(value))
            };
            let is_account =
                |value: usize| account.is_some_and(|account| values.get(value) == Some(&account));
            for (index, log) in chunk.logs.iter().enumerate() {
                let names_account = || {
                    let mut fields = ACCOUNT_FIELDS[..3].iter();
                    let mut parties = chunk.parties.iter();
                    account.is_none()
                        || fields.any(|field| log.value(*field).is_some_and(is_account))
                        || parties.any(|(transaction, value)| {
                            *transaction == log.transaction && is_account((*value).into())
                        })
                };
                if among(log.value(0), &emitters)
                    && among(log.value(1), &query.kinds)
                    && names_account()
                {
                    found.push(chunk.log_index(index));
                }
            }
        })
    }

    /// A page of what `select` takes from the chunks that have the groups' terms, as indices in ascending order.
    fn page(
        &self,
        span: &Span,
        max_reads: usize,
        groups: Vec<AnyOf>,
        mut select: impl FnMut(&Chunk, &mut Vec<usize>),
    ) -> Result<Page, IndexError> {
        let (_snapshot, coverage) = self.snapshot()?;
        let mut page = Page {
            indexed: coverage.map(|coverage| coverage.first..=coverage.tip),
            ..Page::default()
        };
        let blocks = span.blocks();
        if blocks.is_empty() || span.limit == 0 {
            return Ok(page);
        }
        let mut search = Search::new(self, span.order, blocks, Some(max_reads))?;
        let mut found = Vec::new();
        let mut is_full = false;
        let ended = search.run(groups, |chunk, content| {
            let block = block_of(chunk);
            found.clear();
            select(content, &mut found);
            if span.order == Order::Newest {
                found.reverse();
            }
            for index in &found {
                let position = (block, *index);
                // A transaction may reach from one chunk into the next.
                if !span.contains(position) || page.positions.last() == Some(&position) {
                    continue;
                }
                if page.positions.len() == span.limit {
                    is_full = true;
                    return ControlFlow::Break(());
                }
                page.positions.push(position);
            }
            ControlFlow::Continue(())
        });
        match ended {
            Ok(()) if is_full => page.next = page.positions.last().copied(),
            Ok(()) => {}
            Err(Halt::Failed(error)) => return Err(error),
            Err(Halt::Spent(chunk)) => page.next = Some(resume(span, &page, block_of(chunk))),
        }
        Ok(page)
    }
}

/// Where a page goes on that stopped looking at a block.
fn resume(span: &Span, page: &Page, block: u64) -> Position {
    let last = page.positions.last().copied();
    match span.order {
        Order::Oldest => {
            let before = (block.saturating_sub(1), usize::MAX);
            last.map_or(before, |last| last.max(before))
        }
        Order::Newest => {
            let before = (block + 1, 0);
            last.map_or(before, |last| last.min(before))
        }
    }
}

/// Wherever an account can stand.
fn account_group(account: Address) -> AnyOf {
    debug_assert_eq!(ACCOUNT_FIELDS.last(), Some(&PARTY));
    let term = Term::new(account.into_word());
    AnyOf::new(ACCOUNT_FIELDS.map(|field| term.of(field)))
}

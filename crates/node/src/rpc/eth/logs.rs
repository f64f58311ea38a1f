//! `eth_getLogs`: the index up to its tip, the blocks themselves beyond it.

use super::{convert, number_of, with_hash};
use crate::{
    ledger::StoredBlock,
    rpc::{
        LogQuery, LogsFailure, Rpc, Turn,
        error::RpcError,
        method::{Method, common::FILTER},
        params::{Answer, Params, answer},
        socket::Caller,
    },
};
use alloy_rpc_types_eth::{Filter, FilterBlockOption, FilterSet, Log};
use std::{hash::Hash, ops::RangeInclusive, sync::Arc};

/// Ranges up to this many blocks are read from the blocks, which are in memory when they are recent.
const SCANNED_DIRECTLY: u64 = 8;

/// Blocks that may lie beyond the index. It is rarely more than a few seconds behind, except while it is built anew.
const SCANNED_AT_MOST: u64 = 10_000;

/// Bytes of an event's JSON without its data: fields, hashes and four topics.
const LOG_TEXT_BYTES: usize = 800;

/// Addresses, or topics of one position, in a filter.
const ALTERNATIVES: usize = 1_000;

pub(crate) const METHODS: &[Method] = &[Method::new(
    "eth_getLogs",
    &[FILTER],
    "[Log]",
    |ask| Box::pin(get(ask.rpc, ask.params, ask.caller)),
    [
        "Events that match, in order; one answer holds at most 10,000, and the refusal names a range that fits.",
        "符合条件的事件，按顺序排列；一次至多 10,000 条，超出时的错误会给出合适的范围。",
    ],
)];

pub(crate) async fn get(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let filter: Filter = params.required(0, "filter")?;
    check(&filter)?;
    answer(&find(rpc, &filter, caller).await?)
}

/// Refuses what would make matching costly.
pub(crate) fn check(filter: &Filter) -> Result<(), RpcError> {
    let topics = filter.topics.iter().map(FilterSet::len);
    if filter.address.len() > ALTERNATIVES || topics.into_iter().any(|len| len > ALTERNATIVES) {
        return Err(RpcError::invalid_params(format!(
            "invalid argument 0 (filter): at most {ALTERNATIVES} addresses, and as many topics in one position"
        )));
    }
    Ok(())
}

/// The events of a filter, in order.
pub(crate) async fn find(
    rpc: &Rpc,
    filter: &Filter,
    caller: &Caller,
) -> Result<Vec<Log>, RpcError> {
    let tip = rpc.state.ledger.tip().header.number;
    let (from, to) = match &filter.block_option {
        FilterBlockOption::AtBlockHash(hash) => {
            let block = with_hash(rpc, *hash).await?;
            let block = block.ok_or_else(|| RpcError::refused("unknown block"))?;
            let mut found = Vec::new();
            scan(&block, filter, &mut found);
            return Ok(found);
        }
        FilterBlockOption::Range {
            from_block,
            to_block,
        } => (
            number_of(rpc, from_block.unwrap_or_default()),
            number_of(rpc, to_block.unwrap_or_default()),
        ),
    };
    if from > to {
        return Err(RpcError::invalid_params(format!(
            "invalid block range: fromBlock {from} is after toBlock {to}"
        )));
    }
    // Genesis has no events, so whoever asks from the beginning asks from the first block.
    rpc.state.ledger.has_from(from.max(1))?;
    // A range that goes on beyond the newest block means "what there is".
    find_in(rpc, filter, from..=to.min(tip), caller).await
}

/// The events of a filter within a range of blocks that exist.
async fn find_in(
    rpc: &Rpc,
    filter: &Filter,
    range: RangeInclusive<u64>,
    caller: &Caller,
) -> Result<Vec<Log>, RpcError> {
    let from = *range.start();
    let _turn = turn(rpc, &range, caller).await?;
    let found = collect(rpc, filter, range).await;
    // Indexers read the next range from these words.
    let try_with = |to: u64| format!("Try with this block range [{from:#x}, {to:#x}].");
    found.map_err(|failure| match failure {
        LogsFailure::TooMany { suggested_to } => RpcError::limit_exceeded(format!(
            "query returned more than {} results. {}",
            rpc.state.limits.logs,
            try_with(suggested_to)
        )),
        LogsFailure::TooLarge { suggested_to } => RpcError::limit_exceeded(format!(
            "query returned more than {} bytes. {}",
            rpc.state.limits.response_bytes,
            try_with(suggested_to)
        )),
        LogsFailure::TooSlow { suggested_to } => {
            RpcError::limit_exceeded(format!("query takes too long. {}", try_with(suggested_to)))
        }
        LogsFailure::Refused(reason) => RpcError::refused(reason),
        LogsFailure::Failed(reason) => RpcError::internal(reason),
    })
}

/// The events of the first blocks of a range, as many blocks as an answer holds, and the block after them.
pub(crate) async fn find_first(
    rpc: &Rpc,
    filter: &Filter,
    range: RangeInclusive<u64>,
    caller: &Caller,
) -> Result<(Vec<Log>, u64), RpcError> {
    let turn = turn(rpc, &range, caller).await?;
    let (from, to) = range.into_inner();
    let to = match collect(rpc, filter, from..=to).await {
        Ok(found) => return Ok((found, to.saturating_add(1))),
        Err(LogsFailure::Refused(reason)) => return Err(RpcError::refused(reason)),
        Err(LogsFailure::Failed(reason)) => return Err(RpcError::internal(reason)),
        Err(
            LogsFailure::TooMany { suggested_to }
            | LogsFailure::TooLarge { suggested_to }
            | LogsFailure::TooSlow { suggested_to },
        ) => suggested_to,
    };
    // The next search takes a turn of its own.
    drop(turn);
    let found = find_in(rpc, filter, from..=to, caller).await?;
    Ok((found, to + 1))
}

/// The events of a filter in order. One block is answered whatever it holds.
async fn collect(
    rpc: &Rpc,
    filter: &Filter,
    range: RangeInclusive<u64>,
) -> Result<Vec<Log>, LogsFailure> {
    let (from, to) = range.into_inner();
    if from > to {
        return Ok(Vec::new());
    }
    let limit = rpc.state.limits.logs;
    let mut found = Found::new(from, rpc.state.limits.response_bytes);
    let mut next = from;
    let indexed = rpc.state.logs.index_tip().min(to);
    if is_long(&(from..=to)) && from <= indexed {
        find_indexed(rpc, filter, from, indexed, limit, &mut found).await?;
        next = indexed + 1;
    }
    if to.saturating_sub(next) >= SCANNED_AT_MOST {
        return Err(LogsFailure::Refused(format!(
            "the index of events has reached block {indexed} and is being built: ask for blocks up to it, or later"
        )));
    }
    while next <= to && (found.logs.len() <= limit || from == to) {
        scan(&*block(rpc, next).await?, filter, &mut found.logs);
        found.check(next)?;
        next += 1;
    }
    match found.logs.get(limit).and_then(|log| log.block_number) {
        // The block of the first event too many is left out, unless it is the first.
        Some(surplus) if from < to => Err(LogsFailure::TooMany {
            suggested_to: surplus.saturating_sub(1).max(from),
        }),
        _ => Ok(found.logs),
    }
}

/// Whether a range is searched with the index, which takes a turn.
fn is_long(range: &RangeInclusive<u64>) -> bool {
    range.end().saturating_sub(*range.start()) >= SCANNED_DIRECTLY
}

/// A turn for a search, if the range needs one.
async fn turn<'a>(
    rpc: &'a Rpc,
    range: &RangeInclusive<u64>,
    caller: &Caller,
) -> Result<Option<Turn<'a>>, RpcError> {
    match is_long(range) {
        true => rpc.costly(caller).await.map(Some),
        false => Ok(None),
    }
}

/// Events that were found, within the bytes of an answer.
struct Found {
    logs: Vec<Log>,
    first_block: u64,
    bytes: usize,
    counted: usize,
    limit_bytes: usize,
}

impl Found {
    fn new(first_block: u64, limit_bytes: usize) -> Self {
        Self {
            logs: Vec::new(),
            first_block,
            bytes: 0,
            counted: 0,
            limit_bytes,
        }
    }

    /// Counts what block `number` brought. The first block is answered whatever it holds.
    fn check(&mut self, number: u64) -> Result<(), LogsFailure> {
        let text = |log: &Log| LOG_TEXT_BYTES + 2 * log.inner.data.data.len();
        self.bytes += self.logs[self.counted..].iter().map(text).sum::<usize>();
        self.counted = self.logs.len();
        if self.bytes > self.limit_bytes && number > self.first_block {
            return Err(LogsFailure::TooLarge {
                suggested_to: number - 1,
            });
        }
        Ok(())
    }
}

/// A block up to the tip. It exists; one that cannot be read must not be taken for one without events.
async fn block(rpc: &Rpc, number: u64) -> Result<Arc<StoredBlock>, LogsFailure> {
    let block = rpc.state.ledger.block(number).await;
    block.ok_or_else(|| LogsFailure::Failed(format!("block {number} cannot be read")))
}

async fn find_indexed(
    rpc: &Rpc,
    filter: &Filter,
    from: u64,
    to: u64,
    limit: usize,
    found: &mut Found,
) -> Result<(), LogsFailure> {
    let query = LogQuery {
        from,
        to,
        addresses: alternatives(&filter.address),
        topics: [0, 1, 2, 3].map(|position: usize| alternatives(&filter.topics[position])),
        limit,
    };
    let positions = rpc.state.logs.logs(query).await?;
    for positions in positions.chunk_by(|one, other| one.block == other.block) {
        let block = block(rpc, positions[0].block).await?;
        let mut wanted = positions
            .iter()
            .map(|position| position.log_index as usize)
            .peekable();
        for (log_index, index, event) in convert::events(&block) {
            if wanted.next_if_eq(&log_index).is_some() {
                let log = convert::log(&block, index, log_index, event);
                found.logs.push(log);
            }
        }
        found.check(positions[0].block)?;
    }
    Ok(())
}

/// Adds the events of one block that match.
pub(crate) fn scan(block: &StoredBlock, filter: &Filter, found: &mut Vec<Log>) {
    if !filter.matches_bloom(block.header.logs_bloom) {
        return;
    }
    let matching = convert::events(block).filter(|(_, _, event)| {
        filter.matches_address(event.address) && filter.matches_topics(&event.topics)
    });
    found.extend(
        matching.map(|(log_index, index, event)| convert::log(block, index, log_index, event)),
    );
}

fn alternatives<T: Copy + Ord + Eq + Hash>(set: &FilterSet<T>) -> Vec<T> {
    let mut values: Vec<T> = set.iter().copied().collect();
    values.sort_unstable();
    values
}

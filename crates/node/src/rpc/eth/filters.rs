//! Filters for clients that poll over HTTP: what is new since they last asked.
//!
//! A filter costs some memory and belongs to nobody: its id, which nobody can guess, is all that it takes to poll it.
//! So there are so many at once, for everybody and for one address, and a filter that is not polled is forgotten.

use super::{
    blocks,
    logs::{check, find, find_first},
};
use crate::rpc::{
    Rpc,
    error::RpcError,
    limits::network_of,
    method::{
        Method, at_once,
        common::{FILTER, FILTER_ID},
    },
    params::{Answer, Params, answer},
    socket::Caller,
};
use alloy_eips::BlockNumberOrTag;
use alloy_primitives::B256;
use alloy_rpc_types_eth::{Filter, FilterBlockOption, Log};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    net::IpAddr,
    time::{Duration, Instant},
};
use tokio::sync::broadcast::{self, error::TryRecvError};

/// Filters at once. Each is small; what they cost is the polling.
const FILTERS: usize = 1_000;

/// A filter nobody asked for this long is forgotten: geth's five minutes.
const IDLE: Duration = Duration::from_secs(300);

/// Blocks that one poll of a block filter returns at most.
const BLOCKS_PER_POLL: u64 = 1_000;

/// Hashes that one poll of a filter of transactions returns at most.
const HASHES_PER_POLL: usize = 10_000;

pub(crate) const METHODS: &[Method] = &[
    Method::new(
        "eth_newFilter",
        &[FILTER],
        "Id",
        |ask| at_once(new_logs(ask.rpc, ask.params, ask.caller)),
        [
            "A filter of events; polled with `eth_getFilterChanges`, forgotten after five minutes without.",
            "新建事件筛选器；以 `eth_getFilterChanges` 轮询，五分钟不轮询即失效。",
        ],
    ),
    Method::new(
        "eth_newBlockFilter",
        &[],
        "Id",
        |ask| at_once(new_blocks(ask.rpc, ask.caller)),
        ["A filter of new blocks.", "新建区块筛选器。"],
    ),
    Method::new(
        "eth_newPendingTransactionFilter",
        &[],
        "Id",
        |ask| at_once(new_pending(ask.rpc, ask.caller)),
        [
            "A filter of transactions that this node admits from now on.",
            "新建交易筛选器：本节点自此接受的交易。",
        ],
    ),
    Method::new(
        "eth_getFilterChanges",
        &[FILTER_ID],
        "[Log] | [Hash]",
        |ask| Box::pin(changes(ask.rpc, ask.params, ask.caller)),
        [
            "What is new since the last poll: events, or hashes of blocks or transactions.",
            "自上次轮询以来的新内容：事件，或区块、交易的哈希。",
        ],
    ),
    Method::new(
        "eth_getFilterLogs",
        &[FILTER_ID],
        "[Log]",
        |ask| Box::pin(logs(ask.rpc, ask.params, ask.caller)),
        [
            "All events of a filter, as `eth_getLogs` answers.",
            "该筛选器的全部事件，与 `eth_getLogs` 相同。",
        ],
    ),
    Method::new(
        "eth_uninstallFilter",
        &[FILTER_ID],
        "Boolean",
        |ask| at_once(remove(ask.rpc, ask.params)),
        [
            "Forgets a filter; false if it is not known.",
            "删除筛选器；若不存在则返回 false。",
        ],
    ),
];

/// The filters of all clients.
pub(crate) struct Filters {
    per_address: usize,
    installed: parking_lot::Mutex<Installed>,
}

#[derive(Default)]
struct Installed {
    filters: HashMap<String, Polled>,
    /// Names filters so that nobody can guess another's.
    names: RandomState,
    count: u64,
}

struct Polled {
    watched: Watched,
    /// Whose it is in the count.
    owner: IpAddr,
    used: Instant,
}

enum Watched {
    /// Events, and the first block that was not reported.
    Logs(Box<Filter>, u64),
    /// Blocks, and the first that was not reported.
    Blocks(u64),
    /// Admitted transactions.
    Pending(broadcast::Receiver<B256>),
}

impl Filters {
    pub(crate) fn new(per_address: usize) -> Self {
        Self {
            per_address,
            installed: parking_lot::Mutex::default(),
        }
    }

    fn install(&self, watched: Watched, caller: &Caller) -> Answer {
        let owner = network_of(caller.address);
        let mut installed = self.installed.lock();
        installed
            .filters
            .retain(|_, polled| polled.used.elapsed() < IDLE);
        let advice = "remove one with eth_uninstallFilter, let one rest for 5 minutes, or subscribe over WebSocket";
        if installed.filters.len() >= FILTERS {
            return Err(RpcError::limit_exceeded(format!(
                "this node has {FILTERS} filters, as many as it keeps: {advice}"
            )));
        }
        let own = |polled: &&Polled| polled.owner == owner;
        if installed.filters.values().filter(own).count() >= self.per_address {
            return Err(RpcError::limit_exceeded(format!(
                "this address has {} filters, as many as one may have: {advice}",
                self.per_address
            )));
        }
        installed.count += 1;
        let (high, low) = (
            installed.names.hash_one((installed.count, "high")),
            installed.names.hash_one((installed.count, "low")),
        );
        // The first digit is not zero: some clients read an id as a quantity.
        let id = format!("0x1{high:016x}{low:016x}");
        let used = Instant::now();
        installed.filters.insert(
            id.clone(),
            Polled {
                watched,
                owner,
                used,
            },
        );
        answer(&id)
    }

    /// Looks at a filter, and marks it as used.
    fn with<T>(&self, id: &str, look: impl FnOnce(&mut Watched) -> T) -> Result<T, RpcError> {
        let mut installed = self.installed.lock();
        let polled = installed.filters.get_mut(id).ok_or_else(not_found)?;
        polled.used = Instant::now();
        Ok(look(&mut polled.watched))
    }

    /// What comes before block `next` was reported.
    fn reported(&self, id: &str, next: u64) {
        // A filter that was removed meanwhile needs no note.
        let _ = self.with(id, |watched| match watched {
            Watched::Logs(_, first) | Watched::Blocks(first) => *first = next.max(*first),
            Watched::Pending(_) => {}
        });
    }
}

fn new_logs(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let filter: Box<Filter> = params.required(0, "filter")?;
    check(&filter)?;
    let watched = Watched::Logs(filter, next_block(rpc));
    rpc.filters.install(watched, caller)
}

fn new_blocks(rpc: &Rpc, caller: &Caller) -> Answer {
    let watched = Watched::Blocks(next_block(rpc));
    rpc.filters.install(watched, caller)
}

fn new_pending(rpc: &Rpc, caller: &Caller) -> Answer {
    let watched = Watched::Pending(rpc.state.submit.pending());
    rpc.filters.install(watched, caller)
}

fn next_block(rpc: &Rpc) -> u64 {
    rpc.state.ledger.tip().header.number + 1
}

/// What a poll has to look up: the rest is answered under the lock.
enum Poll {
    Logs(Box<Filter>, u64),
    Blocks(u64),
    Pending(Result<Vec<B256>, RpcError>),
}

async fn changes(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let id: String = params.required(0, "filter id")?;
    let poll = rpc.filters.with(&id, |watched| match watched {
        Watched::Logs(filter, next) => Poll::Logs(filter.clone(), *next),
        Watched::Blocks(next) => Poll::Blocks(*next),
        Watched::Pending(receiver) => Poll::Pending(admitted(receiver)),
    })?;
    match poll {
        Poll::Pending(hashes) => answer(&hashes?),
        Poll::Blocks(first) => {
            let tip = rpc.state.ledger.tip().header.number;
            let last = tip.min(first.saturating_add(BLOCKS_PER_POLL - 1));
            let hashes = blocks::hashes(rpc, first..=last, caller).await?;
            rpc.filters.reported(&id, last + 1);
            answer(&hashes)
        }
        Poll::Logs(filter, first) => {
            let (found, next) = new_events(rpc, &filter, first, caller).await?;
            rpc.filters.reported(&id, next);
            answer(&found)
        }
    }
}

/// The hashes that came in. A poller that was away for too long hears of it once, and goes on from now.
fn admitted(receiver: &mut broadcast::Receiver<B256>) -> Result<Vec<B256>, RpcError> {
    let mut hashes = Vec::new();
    while hashes.len() < HASHES_PER_POLL {
        match receiver.try_recv() {
            Ok(hash) => hashes.push(hash),
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            Err(TryRecvError::Lagged(missed)) => {
                return Err(RpcError::limit_exceeded(format!(
                    "this filter missed {missed} transactions since it was polled: poll more often, or subscribe to \
                     newPendingTransactions; the next poll goes on after them"
                )));
            }
        }
    }
    Ok(hashes)
}

/// The events of a filter from block `first` on, and the block after those that were searched.
async fn new_events(
    rpc: &Rpc,
    filter: &Filter,
    first: u64,
    caller: &Caller,
) -> Result<(Vec<Log>, u64), RpcError> {
    let tip = rpc.state.ledger.tip().header.number;
    let (mut from, mut to) = (first, tip);
    if let FilterBlockOption::Range {
        from_block,
        to_block,
    } = filter.block_option
    {
        // Only numbers narrow what is new; a tag such as "latest" means from now on.
        if let Some(BlockNumberOrTag::Number(number)) = from_block {
            from = from.max(number);
        }
        if let Some(BlockNumberOrTag::Number(number)) = to_block {
            to = to.min(number);
        }
    }
    // What does not fit into this answer is in the next one.
    let (found, next) = find_first(rpc, filter, from..=to, caller).await?;
    Ok((found, if next > to { tip + 1 } else { next }))
}

async fn logs(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let id: String = params.required(0, "filter id")?;
    let filter = rpc.filters.with(&id, |watched| match watched {
        Watched::Logs(filter, _) => Some(filter.clone()),
        Watched::Blocks(_) | Watched::Pending(_) => None,
    })?;
    let filter = filter.ok_or_else(not_found)?;
    answer(&find(rpc, &filter, caller).await?)
}

fn remove(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let id: String = params.required(0, "filter id")?;
    let known = rpc.filters.installed.lock().filters.remove(&id);
    answer(&known.is_some())
}

fn not_found() -> RpcError {
    RpcError::refused(
        "filter not found: it was never made, was removed, or was not polled for 5 minutes",
    )
}

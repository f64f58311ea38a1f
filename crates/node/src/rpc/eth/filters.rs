//! Filters for clients that poll over HTTP: what is new since they last asked.

use super::logs::{check, find, find_first};
use crate::rpc::{
    Rpc,
    error::RpcError,
    params::{Answer, Params, answer},
};
use alloy_eips::BlockNumberOrTag;
use alloy_primitives::B256;
use alloy_rpc_types_eth::{Filter, FilterBlockOption};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    time::{Duration, Instant},
};

/// Filters at once. Each is small; what they cost is the polling.
const FILTERS: usize = 1_000;

/// A filter nobody asked for this long is forgotten: geth's five minutes.
const IDLE: Duration = Duration::from_secs(300);

/// Blocks that one poll of a block filter returns at most.
const BLOCKS_PER_POLL: u64 = 1_000;

/// The filters of all clients.
#[derive(Default)]
pub(crate) struct Filters(parking_lot::Mutex<Installed>);

#[derive(Default)]
struct Installed {
    filters: HashMap<String, Polled>,
    /// Names filters so that nobody can guess another's.
    names: RandomState,
    count: u64,
}

#[derive(Clone)]
struct Polled {
    /// Nothing for a filter of blocks.
    filter: Option<Filter>,
    /// The first block that was not reported.
    next: u64,
    used: Instant,
}

impl Filters {
    fn install(&self, filter: Option<Filter>, next: u64) -> Answer {
        let mut installed = self.0.lock();
        installed
            .filters
            .retain(|_, polled| polled.used.elapsed() < IDLE);
        if installed.filters.len() >= FILTERS {
            return Err(RpcError::limit_exceeded(format!(
                "this node has {FILTERS} filters, as many as it keeps: subscribe over WebSocket, or try later"
            )));
        }
        installed.count += 1;
        let (high, low) = (
            installed.names.hash_one((installed.count, "high")),
            installed.names.hash_one((installed.count, "low")),
        );
        // The first digit is not zero: some clients read an id as a quantity.
        let id = format!("0x1{high:016x}{low:016x}");
        let polled = Polled {
            filter,
            next,
            used: Instant::now(),
        };
        installed.filters.insert(id.clone(), polled);
        answer(&id)
    }

    /// A filter; marks it as used.
    fn get(&self, id: &str) -> Result<Polled, RpcError> {
        let mut installed = self.0.lock();
        let polled = installed.filters.get_mut(id).ok_or_else(not_found)?;
        polled.used = Instant::now();
        Ok(polled.clone())
    }

    fn reported(&self, id: &str, next: u64) {
        if let Some(polled) = self.0.lock().filters.get_mut(id) {
            polled.next = polled.next.max(next);
        }
    }
}

pub(crate) fn new_logs(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let filter: Filter = params.required(0, "filter")?;
    check(&filter)?;
    let next = rpc.state.ledger.tip().header.number + 1;
    rpc.filters.install(Some(filter), next)
}

pub(crate) fn new_blocks(rpc: &Rpc) -> Answer {
    let next = rpc.state.ledger.tip().header.number + 1;
    rpc.filters.install(None, next)
}

pub(crate) async fn changes(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let id: String = params.required(0, "filter id")?;
    let polled = rpc.filters.get(&id)?;
    let tip = rpc.state.ledger.tip().header.number;
    let Some(filter) = polled.filter else {
        let last = tip.min(polled.next.saturating_add(BLOCKS_PER_POLL - 1));
        let mut hashes: Vec<B256> = Vec::new();
        for number in polled.next..=last {
            hashes.extend(rpc.state.ledger.block(number).await.map(|block| block.hash));
        }
        rpc.filters.reported(&id, last + 1);
        return answer(&hashes);
    };
    let (mut from, mut to) = (polled.next, tip);
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
    let (logs, next) = find_first(rpc, &filter, from..=to).await?;
    let next = if next > to { tip + 1 } else { next };
    rpc.filters.reported(&id, next);
    answer(&logs)
}

pub(crate) async fn logs(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let id: String = params.required(0, "filter id")?;
    let filter = rpc.filters.get(&id)?.filter.ok_or_else(not_found)?;
    answer(&find(rpc, &filter).await?)
}

pub(crate) fn remove(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let id: String = params.required(0, "filter id")?;
    let known = rpc.filters.0.lock().filters.remove(&id);
    answer(&known.is_some())
}

fn not_found() -> RpcError {
    RpcError::refused("filter not found")
}

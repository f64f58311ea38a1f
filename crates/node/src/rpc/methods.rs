//! The table of methods: all of them, by subject.

use super::{
    Rpc, about, dev,
    error::RpcError,
    eth::{accounts, blocks, calls, fees, filters, logs, transactions},
    index,
    method::{Ask, Method, Place},
    ots,
    params::{Answer, Params},
    socket::{self, Caller},
    wepos,
};
use std::{collections::HashMap, sync::OnceLock};

/// Methods that belong together.
pub(super) struct Subject {
    /// In English and Chinese.
    pub(super) name: [&'static str; 2],
    pub(super) methods: &'static [Method],
}

const fn subject(name: [&'static str; 2], methods: &'static [Method]) -> Subject {
    Subject { name, methods }
}

pub(super) const SUBJECTS: &[Subject] = &[
    subject(["chain and node", "链与节点"], about::METHODS),
    subject(["blocks", "区块"], blocks::METHODS),
    subject(["accounts", "账户"], accounts::METHODS),
    subject(["calls", "调用"], calls::METHODS),
    subject(["fees", "费用"], fees::METHODS),
    subject(["transactions", "交易"], transactions::METHODS),
    subject(["events", "事件"], logs::METHODS),
    subject(["filters", "筛选器"], filters::METHODS),
    subject(["subscriptions", "订阅"], socket::METHODS),
    subject(["WePoS", "WePoS 专有"], wepos::METHODS),
    subject(["the past", "过去"], index::METHODS),
    subject(["Otterscan", "Otterscan"], ots::METHODS),
    subject(
        ["Otterscan: accounts", "Otterscan：账户"],
        ots::ACCOUNT_METHODS,
    ),
    subject(["development networks", "开发网络"], dev::METHODS),
];

/// Methods that exist elsewhere and not here, by the beginning of their name, with the reason and what to use.
const ABSENT: &[(&str, &str)] = &[
    ("eth_sendTransaction", NO_KEYS),
    ("eth_sign", NO_KEYS),
    ("personal_", NO_KEYS),
    (
        "eth_getProof",
        "the state has no Patricia trie to prove: wepos_getProof proves accounts, and `wepos verify` checks it",
    ),
    ("debug_", NO_MACHINE),
    ("trace_", NO_MACHINE),
    (
        "eth_simulate",
        "use eth_call, and Multicall3 for many calls at once",
    ),
    (
        "txpool_",
        "what waits is counted by txpool_status, and shown one by one by eth_getTransactionByHash",
    ),
    ("eth_coinbase", NO_MINING),
    ("eth_mining", NO_MINING),
    ("eth_hashrate", NO_MINING),
    ("eth_getWork", NO_MINING),
    ("eth_submit", NO_MINING),
    ("miner_", NO_MINING),
    ("admin_", NO_REMOTE_CONTROL),
    ("engine_", NO_REMOTE_CONTROL),
];

const NO_KEYS: &str =
    "a node keeps no keys: sign in the wallet, and send with eth_sendRawTransaction";
const NO_MACHINE: &str = "there is no virtual machine to trace: eth_getTransactionReceipt has the reason of a \
     failure, and ots_traceTransaction the call";
const NO_MINING: &str = "blocks are made by validators, and nobody mines";
const NO_REMOTE_CONTROL: &str = "a node is operated by its configuration and not by its RPC";

/// All methods, in the order of the table.
pub(super) fn all() -> impl Iterator<Item = &'static Method> {
    SUBJECTS.iter().flat_map(|subject| subject.methods)
}

/// The method of this name.
pub(super) fn find(name: &str) -> Option<&'static Method> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static Method>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| all().map(|method| (method.name, method)).collect());
    by_name.get(name).copied()
}

/// Runs a method.
pub(super) async fn call(rpc: &Rpc, name: &str, params: &Params<'_>, caller: &Caller) -> Answer {
    let Some(method) = find(name) else {
        return Err(absent(name));
    };
    if method.place == Place::Development && !rpc.state.clock.is_development() {
        return Err(RpcError::development_only(name));
    }
    (method.run)(Ask {
        rpc,
        params,
        caller,
    })
    .await
}

fn absent(name: &str) -> RpcError {
    let reason = ABSENT
        .iter()
        .find(|(beginning, _)| name.starts_with(beginning))
        .map(|(_, reason)| *reason);
    RpcError::method_not_found(name, reason)
}

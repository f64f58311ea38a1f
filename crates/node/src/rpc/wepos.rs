//! Our own methods: what modules there are, how this node is, and proofs of its state.

use super::{
    Rpc,
    error::RpcError,
    index,
    method::{Method, Param, at_once},
    params::{Answer, Params, answer},
    socket::Caller,
};
use crate::proof;
use alloy_primitives::{Address, B256};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;
use wepos_abi::{COMMON_ERRORS, Interface, MODULES};
use wepos_chain::{
    genesis::NetworkKind, header::PROTOCOL_VERSION, modules::token::account_key,
    stages::StageEntry, state::Key, time::Timestamp,
};

/// How long a proof may take: its block may be a moment from being told.
const PROOF_WAIT: Duration = Duration::from_secs(5);

pub(super) const METHODS: &[Method] = &[
    Method::new(
        "wepos_modules",
        &[],
        "Modules",
        |_| at_once(modules()),
        [
            "Every module with address, ABI and documentation in both languages, and the errors any of them can give.",
            "全部模块的地址、ABI 与双语文档，以及各模块可能返回的错误。",
        ],
    ),
    Method::new(
        "wepos_status",
        &[],
        "Status",
        |ask| at_once(status(ask.rpc)),
        [
            "Network, newest block, clock, calendar with all stages, index, pool and peers; times in milliseconds.",
            "网络、最新区块、时钟、阶段日历、索引、交易池与节点连接；时间以毫秒计。",
        ],
    ),
    Method::new(
        "wepos_getProof",
        &[
            Param::required(
                "address",
                "ProofSubject",
                [
                    "An account, or any key of the state.",
                    "账户地址，或状态中的任意键。",
                ],
            ),
            Param::optional(
                "block",
                "Nothing",
                [
                    "Not supported: proofs exist for the newest state only.",
                    "不支持：只能证明最新状态。",
                ],
            ),
        ],
        "StateProof",
        |ask| Box::pin(state_proof(ask.rpc, ask.params, ask.caller)),
        [
            "What the newest state holds, proven to whom trusts nothing but the genesis document.",
            "证明最新状态中的内容；验证者只需信任创世文件。",
        ],
    ),
    Method::new(
        "wepos_getCertificateChain",
        &[Param::optional(
            "from",
            "Integer",
            [
                "The number of the first set of validators to prove: 1 and later; 1 if absent.",
                "从第几组验证者开始证明：1 起；缺省为 1。",
            ],
        )],
        "CertificateChain",
        |ask| Box::pin(certificate_chain(ask.rpc, ask.params, ask.caller)),
        [
            "The sets of validators since genesis, each proven by the one before, at most 16 at once.",
            "自创世以来的各组验证者，每一组均由前一组证明，每次最多 16 组。",
        ],
    ),
];

/// `wepos_modules`: every module with its name, address, ABI and documentation in English and Chinese, and the
/// errors that any of them can give. It changes with the program only, so it is put together once.
pub(super) fn modules() -> Answer {
    static TEXT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let text = TEXT.get_or_init(|| {
        let document = |interface: &Interface| {
            let mut document =
                serde_json::to_value(interface.document()).expect("a document is plain JSON");
            document["solidity"] = interface.solidity.into();
            document
        };
        let modules: Vec<Value> = MODULES
            .iter()
            .map(|module| document(&module.interface))
            .collect();
        json!({"modules": modules, "errors": document(&COMMON_ERRORS)}).to_string()
    });
    Ok(text.clone())
}

/// `wepos_status`: the network, the newest block, the clock, the calendar, the pool.
///
/// Numbers are plain JSON numbers, times are milliseconds since 1970.
pub(super) fn status(rpc: &Rpc) -> Answer {
    let state = &rpc.state;
    let network = state.ledger.network();
    let genesis = network.genesis();
    let tip = state.ledger.tip();
    let development = genesis.kind == NetworkKind::Development;
    let (pending, queued) = state.submit.pool_status();
    answer(&json!({
        "network": genesis.network,
        "kind": genesis.kind.as_str(),
        "development": development,
        "note": development.then_some(
            "development network: genesis funded its ready accounts, its clock can be moved, its tokens mean nothing"
        ),
        "chainId": network.chain_id(),
        "genesisHash": network.hash(),
        "version": state.version,
        "protocolVersion": PROTOCOL_VERSION,
        "block": {
            "number": tip.header.number,
            "hash": tip.hash,
            "timeMs": tip.time.millis(),
            "time": tip.time.to_string(),
        },
        "catchingUp": rpc.catching_up(),
        "lagMs": rpc.lag_ms(),
        "clock": clock(rpc),
        "calendar": calendar(rpc, tip.time),
        "index": index::summary(rpc),
        "pool": {"pending": pending, "queued": queued},
        "peers": state.neighbours.connected(),
    }))
}

/// What a proof is about: an account, or any key of the state.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged, expecting = "an address, or {\"key\": 32 bytes}")]
enum Subject {
    Account(Address),
    Key(StateKey),
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateKey {
    key: B256,
}

/// `wepos_getProof`: what an account's record, or another key of the state, is in the newest state, or that it is not
/// there, with everything that proves it to whom trusts nothing but the genesis document.
pub(super) async fn state_proof(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let key = match params.required(0, "address")? {
        Subject::Account(address) => account_key(&address),
        Subject::Key(StateKey { key }) => Key(key.0),
    };
    // The state's tree knows the newest state only: another block would be refused, not answered with the newest.
    params.unsupported(1, "block")?;
    if rpc.proofs.take(caller.address, 1) == 0 {
        return Err(RpcError::too_fast(format!(
            "too many proofs for this address: at most {} a second",
            rpc.state.limits.proofs_per_second
        )));
    }
    let _place = rpc.costly(caller).await?;
    match timeout(PROOF_WAIT, rpc.state.ledger.prove(key)).await {
        Ok(Some(proof)) => answer(&proof),
        Ok(None) | Err(_) => Err(RpcError::refused(
            "the newest block is not certified yet: try again in a moment",
        )),
    }
}

/// `wepos_getCertificateChain`: what leads from the genesis document's validators to those of today.
pub(super) async fn certificate_chain(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let from = params.optional(0, "from")?.unwrap_or(1);
    let _place = rpc.costly(caller).await?;
    answer(&proof::certificate_chain(&rpc.state.ledger, from).await?)
}

/// How the node's clock stands.
pub(super) fn clock(rpc: &Rpc) -> Value {
    let clock = &rpc.state.clock;
    let now = Timestamp::from_millis(clock.now_ms());
    json!({
        "nowMs": now.millis(),
        "now": now.to_string(),
        "offsetMs": clock.offset_ms(),
        "paused": clock.is_paused(),
        "adjustable": clock.is_development(),
    })
}

/// Month and stage of the newest block (R12, WP-56), and the plan they belong to: all stages, and the boundaries of
/// their months. After the last stage `stage` is null.
fn calendar(rpc: &Rpc, time: Timestamp) -> Value {
    let network = rpc.state.ledger.network();
    let month = network.calendar().month_at(time);
    let (start, end) = network.calendar().month_bounds(month);
    let stages = &network.genesis().stages;
    let stage = stages.stage_at_month(month).and_then(|index| {
        let entry = stages.get(index)?;
        Some(stage_text(usize::from(index.0), entry))
    });
    let entries = stages.entries().iter().enumerate();
    let all: Vec<Value> = entries
        .map(|(index, entry)| stage_text(index, entry))
        .collect();
    let boundaries: Vec<u64> = (1..=stages.total_months().saturating_add(1))
        .map(|number| network.calendar().month_bounds(number).0.millis())
        .collect();
    json!({
        "month": month,
        "monthStartsMs": start.millis(),
        "monthEndsMs": end.millis(),
        "dayLengthMs": network.calendar().day_length_ms(),
        "stage": stage,
        "stages": all,
        "boundariesMs": boundaries,
    })
}

fn stage_text(index: usize, entry: &StageEntry) -> Value {
    json!({
        "index": index,
        "name": entry.name,
        "months": entry.months,
        "multiplier": entry.multiplier,
    })
}

//! What this chain is, what this node is, and what it can be asked.

use super::{
    Rpc,
    eth::fees::quantity,
    method::{Method, Param, at_once},
    methods, openrpc,
    params::{Answer, Params, answer},
};
use alloy_primitives::{Bytes, keccak256};
use std::collections::BTreeMap;

pub(super) const METHODS: &[Method] = &[
    Method::new(
        "eth_chainId",
        &[],
        "Quantity",
        |ask| at_once(answer(&quantity(chain_id(ask.rpc)))),
        [
            "The chain id that transactions are signed for (EIP-155).",
            "签名交易时使用的链 ID（EIP-155）。",
        ],
    ),
    Method::new(
        "net_version",
        &[],
        "Decimal",
        |ask| at_once(answer(&chain_id(ask.rpc).to_string())),
        ["The chain id in decimal.", "十进制的链 ID。"],
    ),
    Method::new(
        "net_listening",
        &[],
        "Boolean",
        |_| at_once(answer(&true)),
        ["Always true: it answers.", "始终为真：节点在应答。"],
    ),
    Method::new(
        "net_peerCount",
        &[],
        "Quantity",
        |ask| at_once(answer(&quantity(ask.rpc.state.neighbours.connected()))),
        [
            "How many other nodes this one is connected to.",
            "与本节点相连的其他节点数。",
        ],
    ),
    Method::new(
        "web3_clientVersion",
        &[],
        "String",
        |ask| at_once(answer(&client_version(ask.rpc))),
        ["The program and its release.", "程序名称与版本。"],
    ),
    Method::new(
        "web3_sha3",
        &[Param::required("data", "Bytes", ["Bytes.", "字节。"])],
        "Hash",
        |ask| at_once(sha3(ask.params)),
        ["Keccak-256 of the bytes.", "字节的 Keccak-256 哈希。"],
    ),
    Method::new(
        "rpc_modules",
        &[],
        "Namespaces",
        |_| at_once(namespaces()),
        [
            "The beginnings of the names of methods, as geth lists them.",
            "方法名的前缀列表，格式与 geth 相同。",
        ],
    ),
    Method::new(
        "rpc.discover",
        &[],
        "OpenRpc",
        |ask| at_once(Ok(openrpc::text(&ask.rpc.state.version))),
        [
            "This list of methods as an OpenRPC document.",
            "以 OpenRPC 文档给出的方法列表。",
        ],
    ),
];

fn chain_id(rpc: &Rpc) -> u64 {
    rpc.state.ledger.network().chain_id()
}

/// In the form of Ethereum's nodes.
fn client_version(rpc: &Rpc) -> String {
    format!(
        "wepos/v{}/{}-{}",
        rpc.state.version,
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}

fn sha3(params: &Params<'_>) -> Answer {
    answer(&keccak256(params.required::<Bytes>(0, "data")?))
}

fn namespaces() -> Answer {
    let names: BTreeMap<_, _> = methods::all()
        .map(|method| (method.namespace(), "1.0"))
        .collect();
    answer(&names)
}

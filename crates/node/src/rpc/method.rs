//! What a method is: its name, what it takes and gives, words for people, and what runs.
//!
//! A method is described beside the code that answers it, once. The dispatch, `rpc_modules`, `rpc.discover`, the page
//! of all methods and the tests of answers read the same description.

use super::{
    Rpc,
    params::{Answer, Params},
    socket::Caller,
};
use futures::future::BoxFuture;

/// One question.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) rpc: &'a Rpc,
    pub(super) params: &'a Params<'a>,
    pub(super) caller: &'a Caller,
}

/// What answers it.
type Run = for<'a> fn(Ask<'a>) -> BoxFuture<'a, Answer>;

/// Where a method works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Over HTTP and WebSocket, on every network.
    Anywhere,
    /// Over WebSocket only.
    Socket,
    /// On development networks only.
    Development,
}

/// A method. Texts are English and Chinese; types are expressions over the names of `schemas.json`
/// (see [`super::openrpc`]).
pub(super) struct Method {
    pub(super) name: &'static str,
    pub(super) params: &'static [Param],
    pub(super) result: &'static str,
    pub(super) run: Run,
    pub(super) about: [&'static str; 2],
    pub(super) place: Place,
}

/// A parameter.
pub(super) struct Param {
    pub(super) name: &'static str,
    pub(super) schema: &'static str,
    pub(super) required: bool,
    pub(super) about: [&'static str; 2],
}

impl Method {
    /// A method that works anywhere.
    pub(super) const fn new(
        name: &'static str,
        params: &'static [Param],
        result: &'static str,
        run: Run,
        about: [&'static str; 2],
    ) -> Self {
        Self {
            name,
            params,
            result,
            run,
            about,
            place: Place::Anywhere,
        }
    }

    /// The same for WebSocket only.
    pub(super) const fn on_sockets(mut self) -> Self {
        self.place = Place::Socket;
        self
    }

    /// The same for development networks only.
    pub(super) const fn in_development(mut self) -> Self {
        self.place = Place::Development;
        self
    }

    /// What stands before the underscore: `eth`, `wepos`.
    pub(super) fn namespace(&self) -> &'static str {
        let end = self.name.find(['_', '.']).unwrap_or(self.name.len());
        &self.name[..end]
    }
}

impl Param {
    pub(super) const fn required(
        name: &'static str,
        schema: &'static str,
        about: [&'static str; 2],
    ) -> Self {
        Self {
            name,
            schema,
            required: true,
            about,
        }
    }

    pub(super) const fn optional(
        name: &'static str,
        schema: &'static str,
        about: [&'static str; 2],
    ) -> Self {
        Self {
            name,
            schema,
            required: false,
            about,
        }
    }
}

/// An answer that is there at once.
pub(super) fn at_once<'a>(answer: Answer) -> BoxFuture<'a, Answer> {
    Box::pin(std::future::ready(answer))
}

/// Parameters that many methods have.
pub(super) mod common {
    use super::Param;

    pub(in crate::rpc) const ADDRESS: Param =
        Param::required("address", "Address", ["Whose.", "账户地址。"]);

    pub(in crate::rpc) const AT: Param = Param::optional(
        "block",
        "BlockId",
        [
            "The height whose state is asked for; the newest if it is missing.",
            "查询哪个高度的状态；缺省为最新区块。",
        ],
    );

    pub(in crate::rpc) const BLOCK: Param = Param::required(
        "block",
        "BlockId",
        [
            "A block by number, tag or hash.",
            "区块：高度、标签或哈希。",
        ],
    );

    pub(in crate::rpc) const NUMBER: Param = Param::required(
        "block number",
        "BlockNumberOrTag",
        ["A block by number or tag.", "区块高度或标签。"],
    );

    pub(in crate::rpc) const BLOCK_HASH: Param =
        Param::required("block hash", "Hash", ["A block by hash.", "区块哈希。"]);

    pub(in crate::rpc) const INDEX: Param = Param::required(
        "index",
        "Number",
        [
            "The position in the block, from 0.",
            "在区块内的序号，从 0 起。",
        ],
    );

    pub(in crate::rpc) const TRANSACTION_HASH: Param = Param::required(
        "transaction hash",
        "Hash",
        ["The hash of the transaction.", "交易哈希。"],
    );

    pub(in crate::rpc) const SIGNED: Param = Param::required(
        "transaction",
        "Bytes",
        [
            "The signed transaction: type 0, 1 or 2, for this chain id.",
            "已签名的交易：类型 0、1 或 2，且使用本链的链 ID。",
        ],
    );

    pub(in crate::rpc) const REQUEST: Param = Param::required(
        "transaction",
        "TransactionRequest",
        [
            "The call: `to` is required; `data` and `input` are the same thing.",
            "要执行的调用：必须有 `to`；`data` 与 `input` 含义相同。",
        ],
    );

    pub(in crate::rpc) const STATE_OVERRIDES: Param = Param::optional(
        "state overrides",
        "Nothing",
        [
            "Not supported: anything but an empty object is refused.",
            "不支持：除空对象外一律拒绝。",
        ],
    );

    pub(in crate::rpc) const BLOCK_OVERRIDES: Param = Param::optional(
        "block overrides",
        "Nothing",
        [
            "Not supported: anything but an empty object is refused.",
            "不支持：除空对象外一律拒绝。",
        ],
    );

    pub(in crate::rpc) const FULL: Param = Param::optional(
        "full transactions",
        "Boolean",
        [
            "Whole transactions in place of their hashes.",
            "为真时返回完整交易，否则只返回交易哈希。",
        ],
    );

    pub(in crate::rpc) const FILTER: Param = Param::required(
        "filter",
        "Filter",
        [
            "Which events: addresses, topics, and a range of blocks or one block's hash.",
            "筛选条件：地址、主题，以及区块范围或某个区块的哈希。",
        ],
    );

    pub(in crate::rpc) const FILTER_ID: Param =
        Param::required("filter id", "Id", ["The filter.", "筛选器编号。"]);
}

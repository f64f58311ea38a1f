//! What `wepos_getProof` answers: bytes that prove what one key of the state holds, or that it holds nothing.

use alloy_primitives::{B256, Bytes};
use serde::{Deserialize, Serialize};

/// A proof about one key of the state, from a certificate down to the record.
///
/// Nothing in it is to be believed: whoever verifies it (`wepos verify` does) needs the genesis document and these
/// bytes. Each part is checked against the one before: certificate, headers, path, value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StateProof {
    /// The key of the state database.
    pub key: B256,
    /// The record's bytes; nothing if the key holds nothing.
    pub value: Option<Bytes>,
    /// The way from the record, or from the gap where it would be, to the state's root.
    pub path: Bytes,
    /// RLP of the header whose `stateRoot` that is, and of the headers after it up to the one that is certified.
    pub headers: Vec<Bytes>,
    /// The validators' signatures on the last of the headers.
    pub finalization: Bytes,
}

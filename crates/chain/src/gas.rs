//! Gas: what a transaction may take from a block. Nobody pays for it (WP-20).
//!
//! One gas is about 2 ns on the reference machine. [`TRANSACTION`] is what a native transfer costs in all, because
//! wallets hard-code it; it therefore covers the signature, two records read and written, and one log. Everything
//! beyond is metered by what it touches, so no action needs a hand-kept price, and what an action costs does not
//! depend on what happened to be loaded. A test pins the gas of every action.

/// A transaction: signature, the sender's record, a second record, one log (21,000: hard-coded in wallets).
pub const TRANSACTION: u64 = 21_000;

/// Records that [`TRANSACTION`] covers.
pub const INCLUDED_KEYS: usize = 2;

/// Logs that [`TRANSACTION`] covers.
pub const INCLUDED_LOGS: usize = 1;

/// Calldata bytes that [`TRANSACTION`] covers.
pub const INCLUDED_CALLDATA_BYTES: usize = 200;

/// Each calldata byte beyond [`INCLUDED_CALLDATA_BYTES`]: storage of the block, gossip, hashing.
pub const CALLDATA_BYTE: u64 = 16;

/// The first read of a further key.
pub const READ_KEY: u64 = 800;

/// The first write of a further key.
pub const WRITE_KEY: u64 = 3_000;

/// Each further access to a key that was read already.
pub const TOUCH_KEY: u64 = 100;

/// Each byte written beyond [`INCLUDED_VALUE_BYTES`] in one value.
pub const VALUE_BYTE: u64 = 8;

/// Bytes of a value that [`WRITE_KEY`] covers.
pub const INCLUDED_VALUE_BYTES: usize = 256;

/// A further log.
pub const LOG: u64 = 2_000;

/// Each data byte of a log beyond [`INCLUDED_LOG_BYTES`].
pub const LOG_BYTE: u64 = 8;

/// Data bytes of a log that are free.
pub const INCLUDED_LOG_BYTES: usize = 64;

/// One ECDSA signer that a rule asks for (EIP-2612, tickets): about what [`TRANSACTION`] has for the sender's own. Most
/// are recovered before a block runs, on every core; with this price a block full of redemptions takes no more CPU than
/// one full of transfers.
pub const RECOVER_SIGNER: u64 = 10_000;

/// Checking one Ed25519 signature inside a rule.
pub const VERIFY_SIGNATURE: u64 = 25_000;

/// Checking that bytes are an Ed25519 public key: a point of the curve.
pub const CHECK_PUBLIC_KEY: u64 = 5_000;

/// Checking that bytes are a BLS12-381 public key: a point of the right subgroup of G2.
pub const CHECK_SEED_KEY: u64 = 75_000;

/// Bytes of an error that are kept. Nobody meters them: a reason is facts, and what is longer is a document.
pub const MAX_ERROR_BYTES: usize = 4_096;

/// What a transaction costs before its call runs.
pub fn intrinsic(calldata_bytes: usize) -> u64 {
    let beyond = calldata_bytes.saturating_sub(INCLUDED_CALLDATA_BYTES) as u64;
    TRANSACTION.saturating_add(beyond.saturating_mul(CALLDATA_BYTE))
}

/// Agenda work per block, in gas: a stage boundary with 100,000 items spreads over blocks while transfers keep landing.
pub const AGENDA_PER_BLOCK: u64 = 10_000_000;

/// One agenda item may use this much before it fails.
pub const AGENDA_ITEM: u64 = 2_000_000;

/// A read-only call of the RPC may use this much.
pub const CALL: u64 = 30_000_000;

/// Keys one call may touch.
pub const MAX_KEYS: usize = 256;

/// How deep calls may nest: each takes stack, and a batch inside a batch is all that anybody needs.
pub const MAX_CALL_DEPTH: u32 = 8;

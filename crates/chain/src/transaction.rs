//! Transactions as wallets sign them: types 0, 1 and 2, nothing else.
//!
//! [`CheckedTransaction::check`] is pure: it depends on the bytes and the chain id alone, so a node can run it on every
//! core and cache the result by hash, while replay runs it in a loop. So is [`CheckedTransaction::with_signers`].
//! Execution accepts only checked transactions.

use crate::{Modules, Network, amounts::Amount, ecdsa::Signers, gas};
use alloy_consensus::{
    EthereumTxEnvelope, Transaction as _, TxEip4844, Typed2718, transaction::SignerRecoverable,
};
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::{Address, B256, Bytes, TxHash};

/// The largest transaction, in bytes of its EIP-2718 encoding: what geth accepts, and what one block can carry 16 of.
pub const MAX_TRANSACTION_BYTES: usize = 128 * 1024;

/// The most gas one transaction may *use*. Any gas limit up to the block's is accepted, because MetaMask proposes 35 %
/// of the block's when an estimate fails.
pub const MAX_TRANSACTION_GAS: u64 = 10_000_000;

/// The gas limit of a block.
pub const BLOCK_GAS: u64 = 30_000_000;

/// The most bytes of transactions in a block.
pub const MAX_BLOCK_BYTES: usize = 2 * 1024 * 1024;

/// The most transactions in a block: what [`BLOCK_GAS`] allows.
pub const MAX_BLOCK_TRANSACTIONS: usize = (BLOCK_GAS / gas::TRANSACTION) as usize;

/// The envelope we decode into.
pub type Envelope = EthereumTxEnvelope<TxEip4844>;

/// Why bytes are not a transaction of this chain. The texts are geth's where clients match them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransactionError {
    /// No bytes.
    #[error("empty typed transaction bytes")]
    Empty,
    /// More than [`MAX_TRANSACTION_BYTES`].
    #[error("oversized data: transaction size {size}, limit {MAX_TRANSACTION_BYTES}")]
    Oversized {
        /// Bytes received.
        size: usize,
    },
    /// Types 3, 4, and what nobody defined.
    #[error("transaction type not supported: type {0}; this chain accepts types 0, 1 and 2")]
    Type(u8),
    /// Not an RLP transaction, or bytes after its end.
    #[error("rlp: {0}")]
    Decode(String),
    /// Signed for all chains at once.
    #[error("only replay-protected (EIP-155) transactions allowed over RPC")]
    Unprotected,
    /// Signed for another chain.
    #[error("invalid chain id for signer: have {have} want {want}")]
    ChainId {
        /// The transaction's.
        have: u64,
        /// Ours.
        want: u64,
    },
    /// No sender can be recovered, or s is in the upper half (EIP-2).
    #[error("invalid sender: the signature is not valid (high s, or no key fits it)")]
    Signature,
    /// `to` is missing.
    #[error("contract creation is not supported: the rules of this chain are its modules")]
    Creation,
    /// The value is beyond any balance.
    #[error("insufficient funds for transfer: value exceeds the supply")]
    Value,
    /// Less gas than the transaction costs before it runs.
    #[error("intrinsic gas too low: gas {have}, minimum needed {need}")]
    IntrinsicGas {
        /// The gas limit.
        have: u64,
        /// The cost.
        need: u64,
    },
    /// More gas than a block has.
    #[error("exceeds block gas limit: gas {have}, limit {BLOCK_GAS}")]
    BlockGas {
        /// The gas limit.
        have: u64,
    },
    /// More work before it runs than a transaction may do.
    #[error("intrinsic gas too high: {need}, a transaction may use {MAX_TRANSACTION_GAS}")]
    TooLarge {
        /// The cost.
        need: u64,
    },
}

/// A decoded transaction with its sender, valid by everything that does not depend on state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedTransaction {
    hash: TxHash,
    sender: Address,
    nonce: u64,
    to: Address,
    value: Amount,
    gas_limit: u64,
    kind: u8,
    input: Bytes,
    raw: Bytes,
    signers: Signers,
}

impl CheckedTransaction {
    /// Decodes and checks `raw`, recovering its sender (EIP-2718, EIP-155, EIP-2, EIP-2930, EIP-1559).
    ///
    /// Fees are read and ignored: nothing costs anything (WP-20), and wallets sign what they like.
    ///
    /// # Errors
    ///
    /// The first rule of [`TransactionError`] that the bytes break.
    pub fn check(raw: Bytes, chain_id: u64) -> Result<Self, TransactionError> {
        let envelope = decode(&raw)?;
        match envelope.chain_id() {
            None => return Err(TransactionError::Unprotected),
            Some(have) if have != chain_id => {
                return Err(TransactionError::ChainId {
                    have,
                    want: chain_id,
                });
            }
            Some(_) => {}
        }
        let to = envelope.to().ok_or(TransactionError::Creation)?;
        let value = Amount::try_from(envelope.value()).map_err(|_| TransactionError::Value)?;
        let gas_limit = envelope.gas_limit();
        let need = gas::intrinsic(envelope.input().len());
        if gas_limit < need {
            return Err(TransactionError::IntrinsicGas {
                have: gas_limit,
                need,
            });
        }
        if need > MAX_TRANSACTION_GAS {
            return Err(TransactionError::TooLarge { need });
        }
        if gas_limit > BLOCK_GAS {
            return Err(TransactionError::BlockGas { have: gas_limit });
        }
        // The costly step comes last.
        let sender = envelope
            .recover_signer()
            .map_err(|_| TransactionError::Signature)?;
        Ok(Self {
            hash: *envelope.tx_hash(),
            sender,
            nonce: envelope.nonce(),
            to,
            value,
            gas_limit,
            kind: envelope.ty(),
            input: envelope.input().clone(),
            raw,
            signers: Signers::default(),
        })
    }

    /// Recovers what the rules of the call will ask the signers of, where that follows from its bytes. Changes nothing
    /// about what the rules find, only how long they take: a block runs its transactions one after the other, while
    /// this is done on every core.
    #[must_use]
    pub fn with_signers(self, modules: Modules, network: &Network) -> Self {
        let module = modules.at(self.to);
        let signed = module.map_or_else(Vec::new, |module| module.signed(network, &self.input));
        Self {
            signers: Signers::recover(signed),
            ..self
        }
    }

    /// The transaction hash.
    pub fn hash(&self) -> &B256 {
        &self.hash
    }

    /// The account that signed.
    pub fn sender(&self) -> Address {
        self.sender
    }

    /// The sender's count of transactions before this one.
    pub fn nonce(&self) -> u64 {
        self.nonce
    }

    /// The account or module that is called.
    pub fn to(&self) -> Address {
        self.to
    }

    /// PoS sent along.
    pub fn value(&self) -> Amount {
        self.value
    }

    /// The most gas the sender allows.
    pub fn gas_limit(&self) -> u64 {
        self.gas_limit
    }

    /// The EIP-2718 type: 0, 1 or 2.
    pub fn kind(&self) -> u8 {
        self.kind
    }

    /// Calldata.
    pub fn input(&self) -> &Bytes {
        &self.input
    }

    /// The signers that are known to the rules of the call.
    pub fn signers(&self) -> &Signers {
        &self.signers
    }

    /// The EIP-2718 bytes as they were signed.
    pub fn raw(&self) -> &Bytes {
        &self.raw
    }
}

/// Decodes the EIP-2718 bytes of a type that this chain accepts. Trailing bytes are refused.
///
/// # Errors
///
/// Size, type and RLP errors of [`TransactionError`].
pub fn decode(raw: &[u8]) -> Result<Envelope, TransactionError> {
    match raw.first() {
        None => return Err(TransactionError::Empty),
        Some(_) if raw.len() > MAX_TRANSACTION_BYTES => {
            return Err(TransactionError::Oversized { size: raw.len() });
        }
        // Below 0x80 it is an EIP-2718 type, above it the header of a legacy list.
        Some(&kind) if kind < 0x80 && kind != 1 && kind != 2 => {
            return Err(TransactionError::Type(kind));
        }
        Some(_) => {}
    }
    Envelope::decode_2718_exact(raw).map_err(|error| TransactionError::Decode(error.to_string()))
}

//! The chain's block as consensus knows it: a digest, a parent, a height, a context, and bytes with a bound.

#[cfg(test)]
mod tests;

use alloy_consensus::{Header, proofs::ordered_trie_root_encoded};
use alloy_primitives::Bytes as RawBytes;
use alloy_rlp::{Decodable, Encodable};
use bytes::Bytes;
use commonware_codec::{
    Buf, DecodeExt, EncodeSize, Error as CodecError, RangeCfg, Read, ReadExt, Write, varint::UInt,
};
use commonware_consensus::{
    Block as ConsensusBlock, BoundedBlock, CertifiableBlock, Heightable,
    simplex::types::Context,
    types::{Epoch, Height, Round, View},
};
use commonware_cryptography::{Digestible, ed25519, keccak256};
use commonware_runtime::BufMut;
use commonware_storage::{merkle::Location, mmr, qmdb::sync::Target};
use commonware_utils::range::NonEmptyRange;
use std::sync::Arc;
use wepos_chain::{
    block::Block as ChainBlock,
    header::{Extra, Proposal, StateCommitment, time_of},
    transaction::{MAX_BLOCK_BYTES, MAX_BLOCK_TRANSACTIONS, MAX_TRANSACTION_BYTES},
};

/// The digest of a block: its Ethereum hash.
pub type Digest = keccak256::Digest;
/// The key of a validator.
pub type PublicKey = ed25519::PublicKey;
/// Where in the protocol a block was proposed.
pub type ConsensusContext = Context<Digest, PublicKey>;
/// The Merkle structure of the state's operations log.
pub type Family = mmr::Family;
/// What state sync aims at.
pub type SyncTarget = Target<Family, commonware_cryptography::sha256::Digest>;

/// The largest encoded header: the fixed fields take 600 bytes, `extraData` below 200.
const MAX_HEADER_BYTES: usize = 1024;

/// Bytes of the length before each transaction, at most.
const MAX_LENGTH_BYTES: usize = 5;

/// A block with its parsed header extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block(Arc<Inner>);

#[derive(Debug, PartialEq, Eq)]
struct Inner {
    chain: ChainBlock,
    extra: Extra,
    digest: Digest,
}

/// A header that is none of ours.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotABlock(String);

impl Block {
    /// Wraps a block of the chain.
    ///
    /// # Errors
    ///
    /// When the header's extension does not decode, or names what cannot be: no operations, a leader that is no key, a
    /// time that no clock can show.
    pub fn new(chain: ChainBlock) -> Result<Self, NotABlock> {
        let extra = Extra::of(&chain.header).map_err(|error| NotABlock(error.to_string()))?;
        // Checked here, so that nobody has to doubt a block's time later.
        time_of(&chain.header).map_err(|error| NotABlock(error.to_string()))?;
        if extra.ops_start >= extra.ops_end {
            return Err(NotABlock("the range of operations is empty".into()));
        }
        if leader_key(&extra.proposal).is_none() {
            return Err(NotABlock("the leader is no ed25519 key".into()));
        }
        let digest = keccak256::Digest(chain.header.hash_slow().0);
        Ok(Self(Arc::new(Inner {
            chain,
            extra,
            digest,
        })))
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.0.chain.header
    }

    /// The transactions' bytes.
    pub fn transactions(&self) -> &[RawBytes] {
        &self.0.chain.transactions
    }

    /// The header's extension.
    pub fn extra(&self) -> &Extra {
        &self.0.extra
    }

    /// What state sync aims at to get the state after this block.
    pub fn sync_target(&self) -> SyncTarget {
        let extra = self.extra();
        let range = Location::new(extra.ops_start)..Location::new(extra.ops_end);
        let range = NonEmptyRange::new(range).expect("checked when the block was wrapped");
        Target::new(
            commonware_cryptography::sha256::Digest(extra.ops_root),
            range,
        )
    }

    /// What the block commits to of the state after it.
    pub fn commitment(&self) -> StateCommitment {
        let extra = self.extra();
        StateCommitment {
            root: self.header().state_root.0,
            ops_root: extra.ops_root,
            ops_start: extra.ops_start,
            ops_end: extra.ops_end,
        }
    }

    fn encoded_header(&self) -> Bytes {
        let mut buffer = Vec::with_capacity(MAX_HEADER_BYTES);
        self.header().encode(&mut buffer);
        buffer.into()
    }
}

fn leader_key(proposal: &Proposal) -> Option<PublicKey> {
    PublicKey::decode(Bytes::copy_from_slice(&proposal.leader)).ok()
}

/// A consensus context as the header records it.
pub fn proposal_of(context: &ConsensusContext) -> Proposal {
    let leader: &[u8] = context.leader.as_ref();
    Proposal {
        epoch: context.round.epoch().get(),
        view: context.round.view().get(),
        parent_view: context.parent.0.get(),
        leader: leader.try_into().expect("an ed25519 key has 32 bytes"),
    }
}

impl Write for Block {
    fn write(&self, buf: &mut impl BufMut) {
        self.encoded_header().write(buf);
        UInt(self.transactions().len() as u32).write(buf);
        for transaction in self.transactions() {
            transaction.0.write(buf);
        }
    }
}

impl EncodeSize for Block {
    fn encode_size(&self) -> usize {
        let transactions: usize = self
            .transactions()
            .iter()
            .map(|raw| raw.0.encode_size())
            .sum();
        self.encoded_header().encode_size()
            + UInt(self.transactions().len() as u32).encode_size()
            + transactions
    }
}

impl Read for Block {
    type Cfg = ();

    fn read_cfg(buf: &mut impl Buf, (): &()) -> Result<Self, CodecError> {
        let encoded = Bytes::read_cfg(buf, &RangeCfg::new(1..=MAX_HEADER_BYTES))?;
        let mut slice: &[u8] = &encoded;
        let header =
            Header::decode(&mut slice).map_err(|_| CodecError::Invalid("header", "not RLP"))?;
        let count = UInt::<u32>::read(buf)?.0 as usize;
        if count > MAX_BLOCK_TRANSACTIONS + 1 {
            return Err(CodecError::Invalid("block", "too many transactions"));
        }
        let mut transactions = Vec::with_capacity(count);
        let mut total = 0;
        for _ in 0..count {
            let raw = Bytes::read_cfg(buf, &RangeCfg::new(0..=MAX_TRANSACTION_BYTES))?;
            total += raw.len();
            if total > MAX_BLOCK_BYTES + MAX_HEADER_BYTES {
                return Err(CodecError::Invalid("block", "too large"));
            }
            transactions.push(RawBytes::from(raw));
        }
        let block = Self::new(ChainBlock {
            header,
            transactions,
        })
        .map_err(|error| CodecError::Wrapped("header", Box::new(error)))?;
        // One block, one encoding: a header that encodes differently would have two.
        if !slice.is_empty() || block.encoded_header() != encoded {
            return Err(CodecError::Invalid("header", "not canonical"));
        }
        // Certificates and digests cover the header alone. With the transactions of another block behind it, whoever
        // sent it could put a block that cannot run into a node's archive.
        if ordered_trie_root_encoded(block.transactions()) != block.header().transactions_root {
            return Err(CodecError::Invalid(
                "block",
                "not the header's transactions",
            ));
        }
        Ok(block)
    }
}

impl Digestible for Block {
    type Digest = Digest;

    fn digest(&self) -> Digest {
        self.0.digest
    }
}

impl Heightable for Block {
    fn height(&self) -> Height {
        Height::new(self.header().number)
    }
}

impl ConsensusBlock for Block {
    fn parent(&self) -> Digest {
        keccak256::Digest(self.header().parent_hash.0)
    }
}

impl CertifiableBlock for Block {
    type Context = ConsensusContext;

    fn context(&self) -> ConsensusContext {
        let proposal = &self.extra().proposal;
        Context {
            round: Round::new(Epoch::new(proposal.epoch), View::new(proposal.view)),
            leader: leader_key(proposal).expect("checked when the block was wrapped"),
            parent: (
                View::new(proposal.parent_view),
                ConsensusBlock::parent(self),
            ),
        }
    }
}

impl BoundedBlock for Block {
    fn max_encode_size((): &()) -> usize {
        let lengths = (MAX_BLOCK_TRANSACTIONS + 3) * MAX_LENGTH_BYTES;
        2 * MAX_HEADER_BYTES + MAX_BLOCK_BYTES + lengths
    }
}

//! What travels between a node and its followers.
//!
//! ```text
//! answer:  version (1)   newest block (8)   entry*
//! entry:   length of the certificate (4, 0 without one)   certificate   length of the block (4)   block
//! ```
//!
//! Numbers are big-endian. Certificates and blocks are as consensus encodes them: what validators signed, byte by byte.

use bytes::{Buf, BufMut, Bytes, BytesMut};

/// The first byte of an answer. Another number is another release's.
const VERSION: u8 = 1;

/// Bytes of a certificate: a signature of 64 bytes for each of 100 validators, and what is signed.
const MAX_CERTIFICATE_BYTES: usize = 8 * 1024;

/// Bytes of a block: its transactions (2 MiB) with their lengths, and its header.
const MAX_BLOCK_BYTES: usize = 3 * 1024 * 1024;

/// Blocks in one answer: at a block a second, what a follower misses while it restarts a few times.
pub(super) const MAX_BLOCKS: u64 = 512;

/// Bytes after which an answer takes no more blocks.
pub(crate) const ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// The largest answer: the last block and those up to its certificate may go beyond [`ANSWER_BYTES`].
pub(super) const MAX_ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// A final block as consensus encodes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedBlock {
    /// Its certificate; a block may be final by that of a later one.
    pub certificate: Option<Bytes>,
    /// The block.
    pub block: Bytes,
}

impl EncodedBlock {
    /// Bytes that it takes in an answer.
    pub(super) fn len(&self) -> usize {
        8 + self.certificate.as_ref().map_or(0, Bytes::len) + self.block.len()
    }

    /// Writes it alone, as one answer's only entry.
    fn write(&self, out: &mut BytesMut) {
        let certificate = self.certificate.as_deref().unwrap_or_default();
        write_part(out, certificate);
        write_part(out, &self.block);
    }
}

fn write_part(out: &mut BytesMut, part: &[u8]) {
    out.put_u32(u32::try_from(part.len()).expect("blocks and certificates are bounded"));
    out.put_slice(part);
}

/// Which operations of the state's log are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateRange {
    /// Proven against the root that the log had with this many operations.
    pub size: u64,
    /// The first operation.
    pub start: u64,
    /// How many at most; none for the first one with what lies before it in the tree.
    pub count: u64,
}

/// What a node says when it is asked for blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The newest block it has, as it says.
    pub newest: u64,
    /// Blocks in a row.
    pub blocks: Vec<EncodedBlock>,
}

/// Why bytes are no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The first byte.
    #[error("the answer has version {0}, this release reads version {VERSION}")]
    Version(u8),
    /// It ends too early.
    #[error("the answer is cut off")]
    CutOff,
    /// A length beyond what a block or a certificate can have.
    #[error("a part of the answer has {0} bytes, more than it can have")]
    TooLong(usize),
    /// More blocks than anybody asks for.
    #[error("the answer has more than {MAX_BLOCKS} blocks")]
    TooMany,
}

impl Answer {
    /// The bytes that travel.
    pub fn to_bytes(&self) -> Bytes {
        let length = 9 + self.blocks.iter().map(EncodedBlock::len).sum::<usize>();
        let mut out = BytesMut::with_capacity(length);
        out.put_u8(VERSION);
        out.put_u64(self.newest);
        for block in &self.blocks {
            block.write(&mut out);
        }
        out.freeze()
    }

    /// Reads what [`Answer::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`Malformed`]. Whether blocks and certificates are what they seem is not looked at.
    pub fn from_bytes(mut bytes: Bytes) -> Result<Self, Malformed> {
        if bytes.remaining() < 9 {
            return Err(Malformed::CutOff);
        }
        let version = bytes.get_u8();
        if version != VERSION {
            return Err(Malformed::Version(version));
        }
        let newest = bytes.get_u64();
        let mut blocks = Vec::new();
        while bytes.has_remaining() {
            // Those up to the certificate of the last one may be more than were asked for.
            if blocks.len() as u64 >= MAX_BLOCKS + super::answer::MAX_UNCERTIFIED {
                return Err(Malformed::TooMany);
            }
            let certificate = read_part(&mut bytes, MAX_CERTIFICATE_BYTES)?;
            let block = read_part(&mut bytes, MAX_BLOCK_BYTES)?;
            blocks.push(EncodedBlock {
                certificate: (!certificate.is_empty()).then_some(certificate),
                block,
            });
        }
        Ok(Self { newest, blocks })
    }
}

fn read_part(bytes: &mut Bytes, most: usize) -> Result<Bytes, Malformed> {
    if bytes.remaining() < 4 {
        return Err(Malformed::CutOff);
    }
    let length = bytes.get_u32() as usize;
    if length > most {
        return Err(Malformed::TooLong(length));
    }
    if bytes.remaining() < length {
        return Err(Malformed::CutOff);
    }
    Ok(bytes.split_to(length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn some_bytes() -> impl Strategy<Value = Bytes> {
        prop::collection::vec(any::<u8>(), 1..40).prop_map(Bytes::from)
    }

    prop_compose! {
        fn entry()(certificate in prop::option::of(some_bytes()), block in some_bytes()) -> EncodedBlock {
            EncodedBlock { certificate, block }
        }
    }

    proptest! {
        #[test]
        fn an_answer_comes_back_as_it_was(
            newest in any::<u64>(),
            blocks in prop::collection::vec(entry(), 0..20),
        ) {
            let answer = Answer { newest, blocks };
            prop_assert_eq!(Answer::from_bytes(answer.to_bytes()), Ok(answer));
        }

        #[test]
        fn an_answer_that_is_cut_off_says_so(block in entry(), at in any::<prop::sample::Index>()) {
            let bytes = Answer { newest: 7, blocks: vec![block] }.to_bytes();
            let cut = 9 + 1 + at.index(bytes.len() - 10);
            prop_assert_eq!(Answer::from_bytes(bytes.slice(..cut)), Err(Malformed::CutOff));
        }

        #[test]
        fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Answer::from_bytes(bytes.into());
        }
    }

    #[test]
    fn lengths_and_numbers_have_bounds() {
        let mut long = BytesMut::from(&Answer::default().to_bytes()[..]);
        long.put_u32(u32::MAX);
        let long = Answer::from_bytes(long.freeze());
        assert_eq!(long, Err(Malformed::TooLong(u32::MAX as usize)));
        let one = EncodedBlock {
            certificate: None,
            block: Bytes::from_static(b"b"),
        };
        let many = Answer {
            newest: 0,
            blocks: vec![one; 1_000],
        };
        assert_eq!(Answer::from_bytes(many.to_bytes()), Err(Malformed::TooMany));
        let other = Bytes::from_static(&[2, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(Answer::from_bytes(other), Err(Malformed::Version(2)));
    }
}

//! Blocks that were pulled and are not in the archive yet: what the [puller](super::puller) keeps in memory.

use super::wire::EncodedBlock;
use crate::block::{Block, Digest};
use bytes::{Bytes, BytesMut};
use commonware_codec::Decode as _;
use commonware_consensus::{
    Block as _,
    marshal::resolver::handler::{Annotation, Finalized, Key},
    types::Height,
};
use commonware_cryptography::Digestible as _;
use std::collections::BTreeMap;

/// Blocks in memory at most.
const WINDOW: usize = 2_048;

/// Bytes of them at most.
const WINDOW_BYTES: usize = 64 * 1024 * 1024;

/// How far blocks may be pulled ahead of execution. The archive takes them, so a restart has them; no further, so that
/// the work on the disk is for blocks that run soon.
const AHEAD: u64 = 4_096;

/// A block's height and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) number: u64,
    pub(crate) digest: Digest,
}

/// A block that follows the one before it.
#[derive(Clone, Debug)]
pub(super) struct Link {
    place: Place,
    encoded: EncodedBlock,
}

/// What no honest source says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Lie {
    #[error("what it gave as block {number} is none: {reason}")]
    NotABlock { number: u64, reason: String },
    #[error("its block {number} does not follow the block before it")]
    NotLinked { number: u64 },
    #[error("nothing certifies its last block, {number}")]
    Uncertified { number: u64 },
    #[error("it gave more blocks than it was asked for")]
    TooMany,
    #[error("{0}")]
    Certificate(&'static str),
}

/// Checks that blocks follow `tail` and each other, and that a certificate ends them. Who signed it is for the archive
/// to check, which verifies many at once.
pub(super) fn link(tail: Place, count: u64, blocks: Vec<EncodedBlock>) -> Result<Vec<Link>, Lie> {
    let most = count + super::answer::MAX_UNCERTIFIED;
    if blocks.len() as u64 > most {
        return Err(Lie::TooMany);
    }
    let mut before = tail;
    let mut links = Vec::with_capacity(blocks.len());
    for encoded in blocks {
        let number = before.number + 1;
        let block = Block::decode_cfg(encoded.block.clone(), &());
        let block = block.map_err(|error| Lie::NotABlock {
            number,
            reason: error.to_string(),
        })?;
        if block.header().number != number || block.parent() != before.digest {
            return Err(Lie::NotLinked { number });
        }
        let digest = block.digest();
        before = Place { number, digest };
        links.push(Link {
            place: before,
            encoded,
        });
    }
    match links.last() {
        Some(last) if last.encoded.certificate.is_none() => Err(Lie::Uncertified {
            number: last.place.number,
        }),
        _ => Ok(links),
    }
}

struct Entry {
    source: usize,
    digest: Digest,
    encoded: EncodedBlock,
}

/// The blocks between the archive and the newest one that was pulled.
pub(super) struct Pulled {
    entries: BTreeMap<u64, Entry>,
    numbers: BTreeMap<Digest, u64>,
    bytes: usize,
    /// The newest block that was pulled.
    tail: Place,
    /// The newest block that the archive took: pulling begins here again when a source lied.
    taken: Place,
    /// The newest block that the archive was told of.
    hinted: u64,
    /// The newest block that was executed.
    processed: u64,
}

impl Pulled {
    pub(super) fn new(start: Place) -> Self {
        Self {
            entries: BTreeMap::new(),
            numbers: BTreeMap::new(),
            bytes: 0,
            tail: start,
            taken: start,
            hinted: start.number,
            processed: start.number,
        }
    }

    /// The newest block that was pulled.
    pub(super) fn tail(&self) -> Place {
        self.tail
    }

    /// Whether more blocks may be pulled now.
    pub(super) fn has_room(&self) -> bool {
        self.entries.len() < WINDOW
            && self.bytes < WINDOW_BYTES
            && self.tail.number < self.processed + AHEAD
    }

    /// Keeps blocks that follow the tail.
    pub(super) fn extend(&mut self, source: usize, links: Vec<Link>) {
        for Link { place, encoded } in links {
            debug_assert_eq!(place.number, self.tail.number + 1, "links follow the tail");
            self.tail = place;
            self.bytes += encoded.len();
            self.numbers.insert(place.digest, place.number);
            let entry = Entry {
                source,
                digest: place.digest,
                encoded,
            };
            self.entries.insert(place.number, entry);
        }
    }

    /// Certified heights that the archive was not told of, as far as `allowed` goes.
    pub(super) fn hints(&mut self, allowed: impl Fn(u64) -> bool) -> Vec<u64> {
        let mut hints = Vec::new();
        for (number, entry) in self.entries.range(self.hinted + 1..) {
            if !allowed(*number) {
                break;
            }
            self.hinted = *number;
            if entry.encoded.certificate.is_some() {
                hints.push(*number);
            }
        }
        hints
    }

    /// What the archive asks for, as it reads it, and who gave it.
    pub(super) fn value(&self, key: &Key<Digest>) -> Option<(usize, Bytes)> {
        let (entry, certificate) = match key {
            Key::Finalized { height } => {
                let entry = self.entries.get(&height.get())?;
                (entry, entry.encoded.certificate.as_ref()?)
            }
            Key::Block(digest) => {
                let entry = self.entries.get(self.numbers.get(digest)?)?;
                return Some((entry.source, entry.encoded.block.clone()));
            }
            Key::Notarized { .. } => return None,
        };
        Some((
            entry.source,
            certified_value(certificate, &entry.encoded.block),
        ))
    }

    /// The archive has what `key` names.
    pub(super) fn took(&mut self, key: &Key<Digest>) {
        let number = match key {
            Key::Finalized { height } => height.get(),
            Key::Block(digest) => match self.numbers.get(digest) {
                Some(number) => *number,
                None => return,
            },
            Key::Notarized { .. } => return,
        };
        if let Some(entry) = self.remove(number)
            && number > self.taken.number
        {
            let digest = entry.digest;
            self.taken = Place { number, digest };
        }
    }

    /// Forgets what the archive no longer needs: `wanted` is its own judgement.
    pub(super) fn retain(&mut self, wanted: impl Fn(&Key<Digest>, &Annotation) -> bool) {
        let wants = |number: u64| {
            let height = Height::new(number);
            let by_height = Annotation::Finalized(Finalized::ByHeight { height });
            wanted(&Key::Finalized { height }, &by_height)
        };
        while self.processed < self.tail.number && !wants(self.processed + 1) {
            self.processed += 1;
            if let Some(entry) = self.remove(self.processed)
                && self.processed > self.taken.number
            {
                self.taken = Place {
                    number: self.processed,
                    digest: entry.digest,
                };
            }
        }
    }

    /// Forgets everything that the archive did not take: its source lied.
    pub(super) fn reset(&mut self) {
        self.entries.clear();
        self.numbers.clear();
        self.bytes = 0;
        self.tail = self.taken;
        self.hinted = self.taken.number;
    }

    fn remove(&mut self, number: u64) -> Option<Entry> {
        let entry = self.entries.remove(&number)?;
        self.numbers.remove(&entry.digest);
        self.bytes -= entry.encoded.len();
        Some(entry)
    }
}

/// A certificate and its block, as the archive reads them.
pub(super) fn certified_value(certificate: &Bytes, block: &Bytes) -> Bytes {
    let mut value = BytesMut::with_capacity(certificate.len() + block.len());
    value.extend_from_slice(certificate);
    value.extend_from_slice(block);
    value.freeze()
}

//! Things due at a time: a binary heap kept in state, so that the next due item is found without iteration.
//!
//! Life cycle of an item: scheduled → due (its time has come and the block's budget for agenda work is not used up) →
//! done; or failed → tried again in later blocks, [`MAX_ATTEMPTS`] times in all → parked in a public list with its
//! error. A parked item can be scheduled again by its module; nobody can drop it.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "indexes of a heap: no amounts, far below 64 bits, and overflow is checked in every profile"
)]

use super::{Field, Item, Log, Map, Record};
use crate::{Context, Failure, time::Timestamp};
use borsh::{BorshDeserialize, BorshSerialize};

/// How often an item is run before it is parked.
pub const MAX_ATTEMPTS: u8 = 3;

/// The largest payload: an item names what it is about, it does not carry it.
pub const MAX_PAYLOAD_BYTES: usize = 128;

/// A scheduled item.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Due {
    /// When, by the chain's clock.
    pub at: Timestamp,
    /// Order among items of the same time: first scheduled, first run.
    pub sequence: u64,
    /// The module that is called.
    pub module: u8,
    /// How often it has failed.
    pub attempts: u8,
    /// What it is about, in the module's own encoding.
    pub payload: Vec<u8>,
}

impl Record for Due {
    const NAME: &'static str = "Due";
}

/// An item that failed for the last time.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Parked {
    /// The item.
    pub due: Due,
    /// When it was parked.
    pub parked_at: Timestamp,
    /// The ABI bytes of the last error.
    pub error: Vec<u8>,
}

impl Record for Parked {
    const NAME: &'static str = "Parked";
}

/// The agenda's fields.
#[derive(Debug)]
pub struct Agenda {
    size: Item<u64>,
    sequence: Item<u64>,
    heap: Map<u64, Due>,
    parked: Log<Parked>,
}

impl Agenda {
    /// Declares the agenda; it takes five field numbers from `first` on.
    pub const fn new(module: u8, first: u8) -> Self {
        Self {
            size: Item::new(Field::new(module, first)),
            sequence: Item::new(Field::new(module, first + 1)),
            heap: Map::new(Field::new(module, first + 2)),
            parked: Log::new(Field::new(module, first + 3)),
        }
    }

    /// How many items wait: the key that every block reads first.
    pub fn size_key(&self) -> super::Key {
        self.size.key()
    }

    /// The first item, which every block reads if there is one.
    pub fn first_key(&self) -> super::Key {
        self.heap.key(&0)
    }

    /// How many items wait.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn len(&self, ctx: &mut Context<'_>) -> Result<u64, Failure> {
        Ok(self.size.get(ctx)?.unwrap_or(0))
    }

    /// Schedules `payload` for `module`.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    ///
    /// # Panics
    ///
    /// When the payload is larger than [`MAX_PAYLOAD_BYTES`].
    pub fn schedule(
        &self,
        ctx: &mut Context<'_>,
        at: Timestamp,
        module: u8,
        payload: Vec<u8>,
    ) -> Result<(), Failure> {
        assert!(
            payload.len() <= MAX_PAYLOAD_BYTES,
            "an agenda payload names its subject, it does not carry it"
        );
        let sequence = self.sequence.get(ctx)?.unwrap_or(0);
        self.sequence.put(ctx, &(sequence + 1))?;
        self.insert(
            ctx,
            Due {
                at,
                sequence,
                module,
                attempts: 0,
                payload,
            },
        )
    }

    /// The first item, if its time has come.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn first_due(&self, ctx: &mut Context<'_>) -> Result<Option<Due>, Failure> {
        if self.len(ctx)? == 0 {
            return Ok(None);
        }
        let first = self.entry(ctx, 0)?;
        Ok((first.at <= ctx.time()).then_some(first))
    }

    /// Takes the first item off.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn remove_first(&self, ctx: &mut Context<'_>) -> Result<(), Failure> {
        let size = self.len(ctx)?;
        assert!(size > 0, "there is a first item");
        let last = self.entry(ctx, size - 1)?;
        self.heap.remove(ctx, &(size - 1))?;
        self.size.put(ctx, &(size - 1))?;
        if size == 1 {
            return Ok(());
        }
        let mut index = 0;
        loop {
            let left = 2 * index + 1;
            if left >= size - 1 {
                break;
            }
            let mut child = (left, self.entry(ctx, left)?);
            if left + 1 < size - 1 {
                let right = self.entry(ctx, left + 1)?;
                if order(&right) < order(&child.1) {
                    child = (left + 1, right);
                }
            }
            if order(&last) <= order(&child.1) {
                break;
            }
            self.heap.put(ctx, &index, &child.1)?;
            index = child.0;
        }
        self.heap.put(ctx, &index, &last)
    }

    /// Puts an item that failed back, or parks it after its last attempt. Returns whether it was parked.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn failed(
        &self,
        ctx: &mut Context<'_>,
        mut due: Due,
        error: Vec<u8>,
    ) -> Result<bool, Failure> {
        due.attempts += 1;
        if due.attempts < MAX_ATTEMPTS {
            // Strictly later than this block, so that one block never runs it twice.
            due.at = Timestamp::from_millis(ctx.time().millis() + 1);
            self.insert(ctx, due)?;
            return Ok(false);
        }
        let parked_at = ctx.time();
        self.parked.push(
            ctx,
            &Parked {
                due,
                parked_at,
                error,
            },
        )?;
        Ok(true)
    }

    /// How many items are parked.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn parked_len(&self, ctx: &mut Context<'_>) -> Result<u64, Failure> {
        self.parked.len(ctx)
    }

    /// Parked item `id`.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn parked(&self, ctx: &mut Context<'_>, id: u64) -> Result<Option<Parked>, Failure> {
        self.parked.get(ctx, id)
    }

    fn entry(&self, ctx: &mut Context<'_>, index: u64) -> Result<Due, Failure> {
        Ok(self
            .heap
            .get(ctx, &index)?
            .expect("the heap has an entry at every index below its size"))
    }

    fn insert(&self, ctx: &mut Context<'_>, due: Due) -> Result<(), Failure> {
        let size = self.len(ctx)?;
        self.size.put(ctx, &(size + 1))?;
        let mut index = size;
        while index > 0 {
            let parent = (index - 1) / 2;
            let above = self.entry(ctx, parent)?;
            if order(&above) <= order(&due) {
                break;
            }
            self.heap.put(ctx, &index, &above)?;
            index = parent;
        }
        self.heap.put(ctx, &index, &due)
    }
}

fn order(due: &Due) -> (Timestamp, u64) {
    (due.at, due.sequence)
}

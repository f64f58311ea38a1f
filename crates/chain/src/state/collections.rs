//! The typed collections: small on purpose.

use super::{Field, Key, Record, StateKey};
use crate::{Context, Failure};
use std::marker::PhantomData;

/// One value.
#[derive(Debug)]
pub struct Item<R> {
    field: Field,
    record: PhantomData<fn() -> R>,
}

impl<R: Record> Item<R> {
    /// Declares the field.
    pub const fn new(field: Field) -> Self {
        Self {
            field,
            record: PhantomData,
        }
    }

    /// The database key.
    pub fn key(&self) -> Key {
        self.field.key(&())
    }

    /// The value, if there is one.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn get(&self, ctx: &mut Context<'_>) -> Result<Option<R>, Failure> {
        Ok(ctx.read(&self.key())?.map(|value| R::from_value(&value)))
    }

    /// Stores the value.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn put(&self, ctx: &mut Context<'_>, value: &R) -> Result<(), Failure> {
        ctx.write(self.field, self.key(), Some(value.to_value()))
    }
}

/// Values by key. There is no iteration.
#[derive(Debug)]
pub struct Map<K, R> {
    field: Field,
    types: PhantomData<fn(K) -> R>,
}

impl<K: StateKey, R: Record> Map<K, R> {
    /// Declares the field.
    pub const fn new(field: Field) -> Self {
        Self {
            field,
            types: PhantomData,
        }
    }

    /// The database key of `key`.
    pub fn key(&self, key: &K) -> Key {
        self.field.key(key)
    }

    /// The value of `key`, if there is one.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn get(&self, ctx: &mut Context<'_>, key: &K) -> Result<Option<R>, Failure> {
        Ok(ctx.read(&self.key(key))?.map(|value| R::from_value(&value)))
    }

    /// Stores the value of `key`.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn put(&self, ctx: &mut Context<'_>, key: &K, value: &R) -> Result<(), Failure> {
        ctx.write(self.field, self.key(key), Some(value.to_value()))
    }

    /// Stores the first value of a `key` that cannot have one, such as a number that was never given out. The database
    /// is not asked: nobody could have loaded such a key before its transaction runs.
    ///
    /// # Errors
    ///
    /// A limit of the call.
    ///
    /// # Panics
    ///
    /// When there is a value in this block: a bug, which the executor contains.
    pub fn create(&self, ctx: &mut Context<'_>, key: &K, value: &R) -> Result<(), Failure> {
        ctx.create(self.field, self.key(key), value.to_value())
    }

    /// Deletes the value of `key`.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn remove(&self, ctx: &mut Context<'_>, key: &K) -> Result<(), Failure> {
        ctx.write(self.field, self.key(key), None)
    }
}

/// Values with sequential ids from 0: a list is a range of ids.
#[derive(Debug)]
pub struct Log<R> {
    length: Item<u64>,
    entries: Map<u64, R>,
}

impl<R: Record> Log<R> {
    /// Declares the field; it takes the field numbers `field` (the length) and `field + 1` (the entries).
    pub const fn new(field: Field) -> Self {
        Self {
            length: Item::new(field),
            entries: Map::new(Field::new(field.module, field.field.saturating_add(1))),
        }
    }

    /// The database key of the length.
    pub fn length_key(&self) -> Key {
        self.length.key()
    }

    /// The database key of entry `id`.
    pub fn key(&self, id: u64) -> Key {
        self.entries.key(&id)
    }

    /// How many entries there are.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn len(&self, ctx: &mut Context<'_>) -> Result<u64, Failure> {
        Ok(self.length.get(ctx)?.unwrap_or(0))
    }

    /// Entry `id`.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn get(&self, ctx: &mut Context<'_>, id: u64) -> Result<Option<R>, Failure> {
        self.entries.get(ctx, &id)
    }

    /// Replaces entry `id`.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn put(&self, ctx: &mut Context<'_>, id: u64, value: &R) -> Result<(), Failure> {
        self.entries.put(ctx, &id, value)
    }

    /// Appends and returns the id.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub fn push(&self, ctx: &mut Context<'_>, value: &R) -> Result<u64, Failure> {
        let id = self.len(ctx)?;
        self.entries.create(ctx, &id, value)?;
        self.length.put(ctx, &id.saturating_add(1))?;
        Ok(id)
    }
}

/// Reads something for each, all of it before the first miss ends the run: many take few rounds, and not one each.
///
/// # Errors
///
/// The first that a read ends with.
pub(crate) fn read_all<N, T>(
    each: impl IntoIterator<Item = N>,
    read: impl FnMut(N) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let found: Vec<Result<T, Failure>> = each.into_iter().map(read).collect();
    found.into_iter().collect()
}

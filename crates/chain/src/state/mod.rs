//! State as the rules see it: typed collections over 32-byte hashed keys.
//!
//! A module declares its fields as constants (`Item`, `Map`, `Log`) in its `state.rs`; nothing else knows a key.
//! Reads and writes go through a [`crate::Context`], which keeps them on the block's [`Overlay`].
//! A read of a key that is not loaded yet records the miss on the overlay and fails with
//! [`crate::Failure::NotLoaded`]; the executor asks its caller for the key and runs the call again.
//!
//! There is no iteration over a map: what has to be listed is a [`Log`] with sequential ids.

mod agenda;
mod collections;
mod key;
mod overlay;
mod record;

pub use agenda::{Agenda, Due, MAX_ATTEMPTS, MAX_PAYLOAD_BYTES, Parked};
pub(crate) use collections::read_all;
pub use collections::{Item, Log, Map};
pub use key::{Field, Key, StateKey};
pub use overlay::{Checkpoint, Overlay, Write};
pub use record::{MAX_VALUE_BYTES, Record};

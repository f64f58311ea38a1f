//! State sync: not between validators. They replay blocks; followers will pull operations over HTTP.
//!
//! The library's peer-to-peer resolver serves fixed-size operations only, and our values vary in size. The node
//! therefore never starts a state sync (see the plan in [`crate::engine::start`]), and this source says so if asked.

use crate::{application::DatabaseKey, block::Family, value::Value};
use commonware_cryptography::sha256;
use commonware_glue::stateful::db::{AttachableResolver, Shared};
use commonware_storage::qmdb::{
    any::ordered::variable::Operation,
    sync::{Request, Source, source},
};

/// A source that has nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoStateSync;

/// What it answers.
#[derive(Debug, thiserror::Error)]
#[error("this node syncs by blocks, not by state")]
pub(crate) struct SyncsByBlocks;

impl Source for NoStateSync {
    type Family = Family;
    type Digest = sha256::Digest;
    type Op = Operation<Family, DatabaseKey, Value>;
    type Error = SyncsByBlocks;

    async fn serve(&self, _: Request<Family>) -> source::Result<Self> {
        Err(SyncsByBlocks)
    }
}

impl<DB: Send + Sync + 'static> AttachableResolver<DB> for NoStateSync {
    async fn attach_database(&self, _: Shared<DB>) {}
}

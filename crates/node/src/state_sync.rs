//! State sync: the operations that make the state after a certified block, from nodes that serve followers.
//!
//! The library's peer-to-peer resolver serves fixed-size operations only, and our values vary in size; over HTTP they
//! may. Every answer is proven against the root that the certified block commits to, so a source can withhold
//! operations, and nothing else.

use crate::{
    application::{Database, DatabaseKey},
    block::Family,
    sync::{ANSWER_BYTES, Source as Node, Sources, StateRange},
    value::Value,
};
use bytes::Bytes;
use commonware_codec::{Decode as _, Encode as _};
use commonware_cryptography::sha256;
use commonware_glue::stateful::db::{AttachableResolver, Shared};
use commonware_runtime::{Clock, Metrics, Spawner, Storage};
use commonware_storage::{
    merkle::Location,
    qmdb::{
        any::ordered::variable::Operation,
        sync::{Request, Response, Source, source},
    },
};
use commonware_utils::channel::{mpsc, oneshot};
use futures::future::BoxFuture;
use rand_core::CryptoRng;
use std::{
    num::NonZeroU64,
    sync::Arc,
    time::{Duration, SystemTime},
};

/// Operations in one answer.
pub(crate) const BATCH: NonZeroU64 = NonZeroU64::new(512).expect("it is not 0");

/// How long a source may take for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause after sources that do not have what is asked for: the state of one may be a moment behind.
const PAUSE: Duration = Duration::from_millis(500);

type StateOperation = Operation<Family, DatabaseKey, Value>;
type StateResponse = Response<Family, StateOperation, sha256::Digest>;

/// Answers who fetches the state, from this node's own. Fewer operations than were wanted are an answer too.
pub(crate) async fn serve<E: CryptoRng + Spawner + Metrics + Clock + Storage>(
    state: &Shared<Database<E>>,
    wanted: StateRange,
) -> Option<Bytes> {
    let StateRange { size, start, count } = wanted;
    if start >= size || size > *state.read().await.bounds().end {
        return None;
    }
    let (size, start) = (Location::new(size), Location::new(start));
    let mut count = count.min(BATCH.get());
    loop {
        let request = match NonZeroU64::new(count) {
            None => Request::Boundary { size, start },
            Some(max_ops) => Request::Operations {
                size,
                start,
                max_ops,
            },
        };
        // What is pruned, or was not there at this size, is not there.
        let (response, _) = state.serve(request).await.ok()?;
        let bytes = response.encode();
        if bytes.len() <= ANSWER_BYTES || count <= 1 {
            return Some(bytes);
        }
        count /= 2;
    }
}

/// Fetches the state from a follower's sources. A node without sources has none to fetch.
pub(crate) struct StateSync<E> {
    fetch: Option<Fetch<E>>,
}

struct Fetch<E> {
    context: Arc<E>,
    sources: Sources,
}

impl<E> Clone for StateSync<E> {
    fn clone(&self) -> Self {
        let fetch = self.fetch.as_ref().map(|fetch| Fetch {
            context: fetch.context.clone(),
            sources: fetch.sources.clone(),
        });
        Self { fetch }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[error("this node syncs by blocks, not by state")]
pub(crate) struct SyncsByBlocks;

impl<E: Spawner + Clock> StateSync<E> {
    /// From these sources, if there are any.
    pub(crate) fn new(context: E, sources: Option<&Sources>) -> Self {
        let fetch = sources.map(|sources| Fetch {
            context: Arc::new(context),
            // Turns of its own: a source without the operations may have the blocks.
            sources: Sources::new(sources.list().to_vec()),
        });
        Self { fetch }
    }
}

impl<E: Spawner + Clock> Fetch<E> {
    /// Asks until a source answers with what decodes.
    async fn fetch(
        context: &E,
        sources: &Sources,
        request: Request<Family>,
    ) -> (usize, StateResponse) {
        let wanted = StateRange {
            size: *request.size(),
            start: *request.start(),
            count: match request {
                Request::Operations { max_ops, .. } => max_ops.get(),
                Request::Boundary { .. } => 0,
            },
        };
        let most = usize::try_from(request.max_ops().get()).unwrap_or(usize::MAX);
        loop {
            let ask = |source: Arc<dyn Node>| {
                Box::pin(async move { source.operations(wanted).await }) as BoxFuture<'static, _>
            };
            let (source, bytes): (_, Option<Bytes>) = sources.ask(context, PATIENCE, ask).await;
            let Some(bytes) = bytes else {
                sources.pass(source);
                context.sleep(PAUSE).await;
                continue;
            };
            match StateResponse::decode_cfg(bytes, &(most, ((), ()))) {
                Ok(response) => return (source, response),
                Err(error) => {
                    let what = format!("its operations do not decode: {error}");
                    sources.lied(source, context.current(), &what);
                }
            }
        }
    }
}

impl<E: Spawner + Clock> Source for StateSync<E> {
    type Family = Family;
    type Digest = sha256::Digest;
    type Op = StateOperation;
    type Error = SyncsByBlocks;

    async fn serve(&self, request: Request<Family>) -> source::Result<Self> {
        let Fetch { context, sources } = self.fetch.as_ref().ok_or(SyncsByBlocks)?;
        let (mut from, response) = Fetch::fetch(&**context, sources, request).await;
        let (verdict, mut judged) = oneshot::channel();
        let (candidates, more) = mpsc::channel(1);
        let sources = sources.clone();
        context.child("verdict").spawn(move |context| async move {
            // Somebody who gives up a question drops the verdict.
            while let Ok(false) = judged.await {
                let now: SystemTime = context.current();
                sources.lied(
                    from,
                    now,
                    "its operations are not those of the certified state",
                );
                let (source, response) = Fetch::fetch(&context, &sources, request).await;
                let (verdict, next) = oneshot::channel();
                if candidates.send((response, verdict)).await.is_err() {
                    return;
                }
                (from, judged) = (source, next);
            }
        });
        Ok((response, Some(source::Feedback::new(verdict, more))))
    }
}

impl<E: Spawner + Clock, DB: Send + Sync + 'static> AttachableResolver<DB> for StateSync<E> {
    // What this node serves, it serves from its ledger.
    async fn attach_database(&self, _: Shared<DB>) {}
}

//! Runs a node on the operating system's runtime.
//!
//! The engine is generic over runtime and network, and its futures are large; here they get their concrete types,
//! once, and are boxed, so that programs that start a node do not compile the engine again.

#[cfg(test)]
pub(crate) mod tests;

use crate::{
    data_dir::DataDir,
    epochs::Halt,
    node::{Follower, Node, StartError, Validator},
};
use commonware_runtime::{Metrics as _, Runner as _, Supervisor as _, tokio};
use futures::future::BoxFuture;
use parking_lot::Mutex;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// Gives the node's metrics as text, for Prometheus.
pub type MetricsSource = Arc<dyn Fn() -> String + Send + Sync>;

/// A node that is to run, of either kind.
#[derive(Debug)]
pub enum Start {
    /// One that votes.
    Validator(Validator),
    /// One that follows.
    Follower(Follower),
}

impl From<Validator> for Start {
    fn from(validator: Validator) -> Self {
        Self::Validator(validator)
    }
}

impl From<Follower> for Start {
    fn from(follower: Follower) -> Self {
        Self::Follower(follower)
    }
}

impl Start {
    fn data_dir(&self) -> &DataDir {
        match self {
            Self::Validator(validator) => &validator.data_dir,
            Self::Follower(follower) => &follower.data_dir,
        }
    }
}

/// The fewest threads: one may be busy with a block while the other answers.
const MIN_THREADS: usize = 2;

/// Runs the node and, beside it, `body`; both end when `body` does, or when the node cannot go on.
///
/// # Errors
///
/// [`StartError`] when the node does not start, `body` is not called then; [`StartError::Stopped`] when its storage
/// fails.
pub fn run<T: Send + 'static>(
    start: impl Into<Start>,
    body: Box<dyn FnOnce(Node, MetricsSource) -> BoxFuture<'static, T> + Send>,
) -> Result<T, StartError> {
    let start = start.into();
    let threads = std::thread::available_parallelism().map_or(MIN_THREADS, std::num::NonZero::get);
    let config = tokio::Config::new()
        .with_storage_directory(start.data_dir().join("storage"))
        .with_worker_threads(threads.max(MIN_THREADS));
    // Held out here until the last write has ended, and with it the directory's lock.
    let start = Arc::new(start);
    // Called once, by the start that succeeds.
    let body = Arc::new(Mutex::new(Some(body)));
    loop {
        let (inner, body) = (start.clone(), body.clone());
        // Storage that fails panics, by design of the engine: a node that cannot write must not go on. The panic has
        // been printed; who started the node gets an error that says what to do.
        let result = catch_unwind(AssertUnwindSafe(|| {
            tokio::Runner::new(config.clone()).start(|context| async move {
                let metrics = context.child("metrics");
                let metrics: MetricsSource = Arc::new(move || metrics.encode());
                let node = begin(context, &inner).await?;
                let body = body.lock().take().expect("a node starts once");
                Ok(body(node, metrics).await)
            })
        }));
        match result.unwrap_or(Err(StartError::Stopped)) {
            // By another key it is another peer and another signer: it starts from the beginning.
            Err(StartError::Halted(Halt::NextKey { .. })) => {
                start.data_dir().take_next_validator_secrets()?;
                tracing::info!("validator.next.key is validator.key now");
            }
            ended => return ended,
        }
    }
}

fn begin(context: tokio::Context, start: &Start) -> BoxFuture<'_, Result<Node, StartError>> {
    let context = context.child("node");
    match start {
        Start::Validator(validator) => Box::pin(Node::start(context, validator)),
        Start::Follower(follower) => Box::pin(Node::start_follower(context, follower)),
    }
}

//! When to propose: at once when a transaction waits, at the heartbeat when none does, without a pause while the
//! chain's clock is behind.
//!
//! The wait lies outside the application: while it builds, final blocks are not processed, so a pause in there would
//! delay everybody's receipts.

use crate::{
    application::App,
    block::{ConsensusContext, Digest},
};
use commonware_consensus::{Automaton, CertifiableAutomaton, Handoff, types::Round};
use commonware_macros::select;
use commonware_runtime::{Clock, Spawner};
use commonware_utils::channel::oneshot;
use parking_lot::Mutex;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use wepos_chain::header::MAX_STEP_MS;

/// How long a leader waits before it proposes an epoch's last block once more. The votes that make it final are on
/// their way most of the time, and with them the end of the epoch.
const REPEAT_PAUSE: Duration = Duration::from_millis(50);

/// Consensus' view of the application, with proposals paced.
pub(crate) struct Paced<E, A> {
    context: Arc<E>,
    inner: A,
    app: App,
    heartbeat: Duration,
    /// The newest block that was seen here, and when: the heartbeat counts from the block before, so that a leader
    /// whose turn comes late, after one who is gone, does not wait once more.
    seen: Arc<Mutex<Option<(Digest, SystemTime)>>>,
}

impl<E: Clock, A> Paced<E, A> {
    /// When the block after `parent` is due at the latest.
    fn deadline(&self, parent: &Digest) -> SystemTime {
        let now = self.context.current();
        match *self.seen.lock() {
            // A clock that was set back must not stop the chain.
            Some((seen, at)) if seen == *parent => at.min(now) + self.heartbeat,
            _ => now + self.heartbeat,
        }
    }
}

impl<E, A> Paced<E, A> {
    /// Paces `inner`.
    pub(crate) fn new(context: E, inner: A, app: App, heartbeat: Duration) -> Self {
        Self {
            context: Arc::new(context),
            inner,
            app,
            heartbeat,
            seen: Arc::default(),
        }
    }
}

impl<E, A: Clone> Clone for Paced<E, A> {
    fn clone(&self) -> Self {
        Self {
            context: self.context.clone(),
            inner: self.inner.clone(),
            app: self.app.clone(),
            heartbeat: self.heartbeat,
            seen: self.seen.clone(),
        }
    }
}

/// Why to propose now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// Time or transactions.
    Due,
    /// Somebody asked for a block; this takes the request.
    Requested,
}

/// The reason to propose now on `parent`, if there is one.
fn reason(app: &App, parent: &Digest) -> Option<Reason> {
    let parts = app.parts();
    // The first block makes the network usable. The parent says whether this is it: the newest told block may be some
    // blocks behind.
    let first = app.is_first(parent);
    // While the chain's clock is behind there is no reason to wait.
    let behind = parts.ledger.tip().time.millis() + MAX_STEP_MS < parts.clock.now_ms();
    if first || behind || parts.pool.has_ready() {
        return Some(Reason::Due);
    }
    parts
        .clock
        .take_block_request()
        .then_some(Reason::Requested)
}

/// Leaves the reason to the next proposal: this one came to nothing.
fn give_back(app: &App, reason: Option<Reason>) {
    let parts = app.parts();
    if reason == Some(Reason::Requested)
        && let Err(error) = parts.clock.request_block()
    {
        // As many as can be kept are waiting already.
        tracing::debug!(%error, "a requested block is not asked for again");
    }
    // Either wake-up may have been this proposal's, and the next one may be waiting already.
    parts.pool.arrived().notify_one();
    parts.clock.changed().notify_one();
}

impl<E, A> Automaton for Paced<E, A>
where
    E: Spawner + Clock,
    A: Automaton<Context = ConsensusContext, Digest = Digest> + Sync,
{
    type Context = ConsensusContext;
    type Digest = A::Digest;

    #[allow(clippy::async_yields_async)]
    async fn propose(&mut self, context: ConsensusContext) -> oneshot::Receiver<A::Digest> {
        let (mut sender, receiver) = oneshot::channel();
        let mut inner = self.inner.clone();
        let app = self.app.clone();
        let deadline = self.deadline(&context.parent.1);
        let seen = self.seen.clone();
        self.context
            .child("propose")
            .spawn(move |runtime| async move {
                app.abandon_above(&context.parent.1);
                if app.ends_epoch(&context.parent.1, context.round.epoch().get()) {
                    select! {
                        _ = runtime.sleep(REPEAT_PAUSE) => {},
                        _ = sender.closed() => { return; },
                    }
                    let proposed = inner.propose(context).await;
                    select! {
                        digest = proposed => {
                            if let Ok(digest) = digest {
                                // Nobody waits any more: the epoch is over.
                                let _ = sender.send(digest);
                            }
                        },
                        _ = sender.closed() => {},
                    }
                    return;
                }
                let mut why = None;
                while runtime.current() < deadline {
                    if sender.is_closed() {
                        return give_back(&app, None);
                    }
                    why = reason(&app, &context.parent.1);
                    if why.is_some() {
                        break;
                    }
                    select! {
                        _ = app.parts().pool.arrived().notified() => {},
                        _ = app.parts().clock.changed().notified() => {},
                        _ = runtime.sleep_until(deadline) => {},
                        _ = sender.closed() => { return give_back(&app, None); },
                    }
                }
                let proposed = inner.propose(context).await;
                select! {
                    digest = proposed => {
                        if let Ok(digest) = digest {
                            *seen.lock() = Some((digest, runtime.current()));
                        }
                        // Without a digest, or with nobody who waits for it any more, there will be no block.
                        if !digest.is_ok_and(|digest| sender.send(digest).is_ok()) {
                            give_back(&app, why);
                        }
                    },
                    _ = sender.closed() => { give_back(&app, why); },
                }
            });
        receiver
    }

    fn verify(
        &mut self,
        context: ConsensusContext,
        payload: A::Digest,
    ) -> impl Future<Output = oneshot::Receiver<bool>> + Send {
        *self.seen.lock() = Some((payload, self.context.current()));
        self.inner.verify(context, payload)
    }
}

impl<E, A> CertifiableAutomaton for Paced<E, A>
where
    E: Spawner + Clock,
    A: CertifiableAutomaton<Context = ConsensusContext, Digest = Digest> + Sync,
{
    fn prepare(
        &mut self,
        context: ConsensusContext,
    ) -> impl Future<Output = oneshot::Receiver<Handoff<A::Digest>>> + Send {
        self.inner.prepare(context)
    }

    fn certify(
        &mut self,
        round: Round,
        payload: A::Digest,
    ) -> impl Future<Output = oneshot::Receiver<bool>> + Send {
        self.inner.certify(round, payload)
    }
}

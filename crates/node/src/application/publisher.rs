//! Publishing: a final block is told when its results are on disk, and counts as processed when it was told.
//!
//! ```text
//!  state's actor ── finalized ──▶ write results ─▶ sync ─▶ ledger, pool, next epoch
//!  marshal ─────── delivered ───▶ (keeps the acknowledgement) ────────▶ acknowledges
//! ```
//!
//! Blocks that become final while the disk is busy share the next sync: a node that is behind syncs once for many, and
//! one at the tip for each. Marshal counts a block as processed when the state has it on disk and it was published
//! here; what is beyond that after a crash runs again. So every processed block has its results.
//!
//! A node that fetches its state gets blocks before that state is there, and marshal must not stop meanwhile. Those are
//! acknowledged as they come, and whoever runs one of them waits until its results are on disk.

use super::{App, Parts, assemble, executed::Executed, executed::final_transactions};
use crate::block::Block;
use commonware_actor::Feedback;
use commonware_consensus::{Reporter, marshal::Update};
use commonware_cryptography::Digestible as _;
use commonware_macros::select;
use commonware_runtime::Spawner;
use commonware_utils::{Acknowledgement as _, acknowledgement::Exact};
use futures::future::{Either, pending};
use parking_lot::Mutex;
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use tokio::sync::{mpsc, oneshot, watch};

/// The way to the task that publishes. Clones are the same.
#[derive(Clone)]
pub struct Publisher(Arc<Shared>);

struct Shared {
    messages: mpsc::UnboundedSender<Message>,
    receiver: Mutex<Option<mpsc::UnboundedReceiver<Message>>>,
    /// Opens when the ledger stands where the node was.
    restored: watch::Sender<bool>,
    /// The first block that was applied since the start; 0 before.
    first: AtomicU64,
    /// Whether the state is being fetched.
    fetching: AtomicBool,
    /// The newest block that was acknowledged when it came.
    early: AtomicU64,
}

/// What the task is told. As many wait as marshal has blocks on their way.
enum Message {
    /// A block is on its way to the state.
    Delivered(u64, Exact),
    /// It was applied.
    Executed(Finished),
}

/// A block that was applied.
struct Finished {
    block: Block,
    executed: Arc<Executed>,
    written: oneshot::Sender<()>,
}

impl Default for Publisher {
    fn default() -> Self {
        let (messages, receiver) = mpsc::unbounded_channel();
        Self(Arc::new(Shared {
            messages,
            receiver: Mutex::new(Some(receiver)),
            restored: watch::Sender::new(false),
            first: AtomicU64::new(0),
            fetching: AtomicBool::new(false),
            early: AtomicU64::new(0),
        }))
    }
}

impl Publisher {
    /// The state is being fetched: until the ledger stands where it is, blocks are acknowledged as they come.
    pub(crate) fn fetches_state(&self) {
        self.0.fetching.store(true, Ordering::Release);
    }

    /// The ledger stands where the node was: blocks may be told from now on.
    pub(crate) fn restored(&self) {
        self.0.restored.send_replace(true);
    }

    /// The first block that was applied to the state since the start, if one was.
    pub(crate) fn first_applied(&self) -> Option<u64> {
        let first = self.0.first.load(Ordering::Acquire);
        (first > 0).then_some(first)
    }

    /// `number` is about to be applied to the state.
    pub(super) fn applies(&self, number: u64) {
        // Every later one finds it set.
        let _ = self
            .0
            .first
            .compare_exchange(0, number, Ordering::AcqRel, Ordering::Acquire);
    }

    /// Whether `number` was acknowledged before it was applied.
    pub(super) fn is_early(&self, number: u64) -> bool {
        number <= self.0.early.load(Ordering::Acquire)
    }

    /// Publishes a block that was applied. What is returned tells when its results are on disk.
    pub(super) fn publish(&self, block: Block, executed: Arc<Executed>) -> oneshot::Receiver<()> {
        let (written, is_written) = oneshot::channel();
        // A task that is gone is a node that stops.
        let _ = self.0.messages.send(Message::Executed(Finished {
            block,
            executed,
            written,
        }));
        is_written
    }
}

impl Reporter for Publisher {
    type Activity = Update<Block>;

    fn report(&mut self, update: Update<Block>) -> Feedback {
        let Update::Block(block, acknowledgement) = update else {
            return Feedback::Ok;
        };
        let number = block.inner().header().number;
        if self.0.fetching.load(Ordering::Acquire) && !*self.0.restored.borrow() {
            self.0.early.fetch_max(number, Ordering::AcqRel);
            acknowledgement.acknowledge();
            return Feedback::Ok;
        }
        let delivered = Message::Delivered(number, acknowledgement);
        match self.0.messages.send(delivered) {
            Ok(()) => Feedback::Ok,
            Err(_) => Feedback::Closed,
        }
    }
}

impl App {
    /// Starts the task that publishes.
    ///
    /// # Panics
    ///
    /// When it was started before.
    pub(crate) fn start_publishing(&self, context: impl Spawner) {
        let receiver = self.0.publisher.0.receiver.lock().take();
        let publishing = Publishing {
            parts: self.0.clone(),
            messages: receiver.expect("it is started once"),
            unsynced: Vec::new(),
            untold: VecDeque::new(),
            delivered: VecDeque::new(),
        };
        context.spawn(|_| publishing.run());
    }
}

/// The task.
struct Publishing {
    parts: Arc<Parts>,
    messages: mpsc::UnboundedReceiver<Message>,
    /// Whoever waits for the next sync.
    unsynced: Vec<oneshot::Sender<()>>,
    /// Blocks that were not told yet, in order.
    untold: VecDeque<(Block, Arc<Executed>)>,
    /// Acknowledgements of blocks that were not told yet, in order.
    delivered: VecDeque<(u64, Exact)>,
}

impl Publishing {
    async fn run(mut self) {
        let mut restored = self.parts.publisher.0.restored.subscribe();
        loop {
            let is_restored = *restored.borrow_and_update();
            if is_restored {
                self.tell();
            }
            let opens = match is_restored {
                true => Either::Left(pending()),
                false => Either::Right(restored.changed()),
            };
            select! {
                message = self.messages.recv() => {
                    let Some(message) = message else { return };
                    self.take(message).await;
                },
                // The sender is the node's own, and so outlives the wait.
                _ = opens => {},
            }
            while let Ok(message) = self.messages.try_recv() {
                self.take(message).await;
            }
            if !self.unsynced.is_empty() {
                self.parts.results.sync().await;
                for written in self.unsynced.drain(..) {
                    // Hardly anybody waits for it.
                    let _ = written.send(());
                }
            }
        }
    }

    async fn take(&mut self, message: Message) {
        match message {
            Message::Delivered(number, acknowledgement) => {
                self.delivered.push_back((number, acknowledgement));
            }
            Message::Executed(Finished {
                block,
                executed,
                written,
            }) => {
                let (number, digest) = (block.header().number, block.digest());
                let results = &self.parts.results;
                results.put(number, digest.0, &executed.results).await;
                self.unsynced.push(written);
                self.untold.push_back((block, executed));
            }
        }
    }

    /// Tells what is on disk, and acknowledges what was told.
    fn tell(&mut self) {
        while let Some((block, executed)) = self.untold.pop_front() {
            self.parts.tell(&block, executed);
        }
        let tip = self.parts.ledger.tip().header.number;
        while let Some((number, _)) = self.delivered.front()
            && *number <= tip
            && let Some((_, acknowledgement)) = self.delivered.pop_front()
        {
            acknowledgement.acknowledge();
        }
    }
}

impl Parts {
    /// Lets everybody see a final block whose results are on disk.
    fn tell(&self, block: &Block, executed: Arc<Executed>) {
        let (number, digest) = (block.header().number, block.digest());
        let finals = final_transactions(&executed);
        let next_validators = executed.next_validators.clone();
        let hashes = executed.transactions.iter().map(|identity| identity.hash);
        let hashes = hashes.collect();
        // Nobody else has it any more, unless the block is being verified once more.
        self.cache.release(&digest);
        let (writes, results) = match Arc::try_unwrap(executed) {
            Ok(executed) => (executed.writes, executed.results),
            Err(shared) => (shared.writes.clone(), shared.results.clone()),
        };
        let stored = assemble(block, hashes, results);
        // In this order, so that its height is always known to one of them.
        self.ledger.publish(stored);
        self.cache.forget_up_to(number);
        self.pool.finalized(number, &finals);
        self.pool.written(&writes);
        self.pool.expire(self.clock.now_ms());
        // Last: the next epoch's first block may be built from here on.
        if let Some(validators) = next_validators {
            self.epochs.enter(self.epochs.of(number) + 1, validators);
        }
    }
}

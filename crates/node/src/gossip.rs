//! How a transaction reaches every validator: whoever admits it sends it to all of them, at once.
//!
//! ```text
//!  wallet ─▶ Admission::submit ─▶ outbox ─▶ batch ─▶ every validator ─▶ Admission::receive ─▶ Pool
//!                                  ▲                                         (wakes the next leader)
//!                                  └── once more after some seconds, while it waits here and is not final
//! ```
//!
//! Everybody is connected to everybody, so nobody relays. What arrives passes the same admission as what a wallet
//! sends; a sender of what no honest validator could have admitted is shut out. Nothing is acknowledged: what a peer
//! did not get, because it was away or behind or had no room, it gets when it is sent once more, and until then the
//! leader's turn of whoever has it is enough.
//!
//! Once a second each validator says how far it is, which is how the others know that it is there.

#[cfg(test)]
mod tests;

use crate::{
    admission::{Admission, SubmitError},
    block::PublicKey,
    ledger::Ledger,
    neighbours::Neighbours,
    network,
};
use bytes::{BufMut, Bytes};
use commonware_codec::{
    Buf, Encode as _, EncodeSize, Error as CodecError, RangeCfg, Read, ReadExt as _, Write,
};
use commonware_macros::select;
use commonware_p2p::{Blocker, CheckedSender as _, Receiver, Recipients, Sender};
use commonware_runtime::{
    Clock, Metrics, Spawner,
    telemetry::metrics::{Counter, MetricsExt as _},
};
use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::sync::mpsc;
use wepos_chain::transaction::{CheckedTransaction, MAX_TRANSACTION_BYTES, TransactionError};

/// Bytes of the transactions of one message, unless a single one has more: small beside a block, so that votes never
/// wait for long behind it.
const BATCH_BYTES: usize = 128 * 1024;

/// Transactions of one message.
const BATCH_TRANSACTIONS: usize = 1_024;

/// The largest message.
pub(crate) const MAX_MESSAGE_BYTES: usize =
    1 + 5 + BATCH_TRANSACTIONS * 5 + BATCH_BYTES + MAX_TRANSACTION_BYTES;

/// Messages of one peer in a second: under load they come every 5 ms and carry what came meanwhile.
pub(crate) const MESSAGES_PER_SECOND: NonZeroU32 = NonZeroU32::new(200).expect("it is not 0");

/// Messages of one peer at once.
pub(crate) const MESSAGES_AT_ONCE: NonZeroU32 = NonZeroU32::new(16).expect("it is not 0");

/// Bytes that a node sends to each peer in a second: two full blocks, more than a network can use up.
const SENT_PER_SECOND: u64 = 4 * 1024 * 1024;

/// Bytes of one peer in a second that are looked at: half as much again as an honest one sends. What is beyond is
/// dropped unseen.
const RECEIVED_PER_SECOND: u64 = SENT_PER_SECOND / 2 * 3;

/// When a transaction that is not final is sent once more: what takes longer than a few blocks has been lost somewhere,
/// or waits for its turn. The second time takes twice as long, and so on.
const SEND_AGAIN: Duration = Duration::from_secs(4);

/// How often the time doubles, up to two minutes.
const MAX_DOUBLINGS: u32 = 5;

/// How often a node says how far it is, and looks at what to send once more.
const TICK: Duration = Duration::from_secs(1);

/// Admitted transactions that wait for the next message. What does not fit is sent with what is sent once more.
const OUTBOX: usize = 65_536;

/// What a validator says to the others.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Message {
    /// Its newest final block.
    Tip(u64),
    /// Transactions as they were signed, each sender's in order.
    Transactions(Vec<Bytes>),
}

impl Write for Message {
    fn write(&self, buf: &mut impl BufMut) {
        match self {
            Self::Tip(number) => {
                0_u8.write(buf);
                number.write(buf);
            }
            Self::Transactions(transactions) => {
                1_u8.write(buf);
                transactions.write(buf);
            }
        }
    }
}

impl EncodeSize for Message {
    fn encode_size(&self) -> usize {
        1 + match self {
            Self::Tip(number) => number.encode_size(),
            Self::Transactions(transactions) => transactions.encode_size(),
        }
    }
}

impl Read for Message {
    type Cfg = ();

    fn read_cfg(buf: &mut impl Buf, (): &()) -> Result<Self, CodecError> {
        match u8::read(buf)? {
            0 => Ok(Self::Tip(u64::read(buf)?)),
            1 => {
                let count = RangeCfg::new(1..=BATCH_TRANSACTIONS);
                let size = RangeCfg::new(1..=MAX_TRANSACTION_BYTES);
                Ok(Self::Transactions(Vec::read_cfg(buf, &(count, size))?))
            }
            kind => Err(CodecError::InvalidEnum(kind)),
        }
    }
}

/// What operators see of it.
struct GossipMetrics {
    sent: Counter,
    sent_again: Counter,
    received: Counter,
    refused: Counter,
    dropped: Counter,
    blocked: Counter,
}

impl GossipMetrics {
    fn new(context: &impl Metrics) -> Self {
        Self {
            sent: context.counter("sent", "Transactions sent to the other validators"),
            sent_again: context.counter("sent_again", "Transactions sent once more"),
            received: context.counter("received", "Transactions from other validators"),
            refused: context.counter("refused", "Transactions from others that were not taken"),
            dropped: context.counter("dropped", "Messages beyond what a peer may send"),
            blocked: context.counter("blocked", "Peers shut out for what they sent"),
        }
    }
}

/// Starts to send what `admission` takes, and to take what others send.
pub fn start<E, S, R, B>(
    context: &E,
    admission: Admission,
    ledger: Arc<Ledger>,
    (sender, receiver): (S, R),
    blocker: B,
) -> Neighbours
where
    E: Clock + Spawner + Metrics,
    S: Sender<PublicKey = PublicKey>,
    R: Receiver<PublicKey = PublicKey>,
    B: Blocker<PublicKey = PublicKey>,
{
    let context = context.child("gossip");
    let (outbox, admitted) = mpsc::channel(OUTBOX);
    admission.tell(outbox);
    let neighbours = Neighbours::default();
    let metrics = Arc::new(GossipMetrics::new(&context));
    let outgoing = Outgoing {
        admission: admission.clone(),
        ledger,
        sender,
        neighbours: neighbours.clone(),
        metrics: metrics.clone(),
        waiting: BTreeMap::new(),
        sequence: 0,
    };
    let incoming = Incoming {
        admission,
        receiver,
        blocker,
        neighbours: neighbours.clone(),
        metrics,
        allowances: BTreeMap::new(),
    };
    context
        .child("outgoing")
        .spawn(move |context| outgoing.run(context, admitted));
    context
        .child("incoming")
        .spawn(move |context| incoming.run(context));
    neighbours
}

/// Sends what was admitted here.
struct Outgoing<S> {
    admission: Admission,
    ledger: Arc<Ledger>,
    sender: S,
    neighbours: Neighbours,
    metrics: Arc<GossipMetrics>,
    /// What was sent and may not be final, by when it is sent once more; the number tells those of one moment apart.
    waiting: BTreeMap<(SystemTime, u64), Waiting>,
    sequence: u64,
}

/// A transaction that was sent.
struct Waiting {
    transaction: Arc<CheckedTransaction>,
    times: u32,
}

impl<S: Sender<PublicKey = PublicKey>> Outgoing<S> {
    async fn run(
        mut self,
        context: impl Clock,
        mut admitted: mpsc::Receiver<Arc<CheckedTransaction>>,
    ) {
        let mut allowance = Allowance::new(SENT_PER_SECOND, context.current());
        let mut tick = context.current();
        loop {
            select! {
                first = admitted.recv() => {
                    let Some(first) = first else { return };
                    let batch = fill(first, || admitted.try_recv().ok());
                    self.metrics.sent.inc_by(batch.len() as u64);
                    for transaction in &batch {
                        self.wait(transaction.clone(), 0, context.current());
                    }
                    self.send(&context, &mut allowance, &batch).await;
                },
                _ = context.sleep_until(tick) => {
                    tick = context.current() + TICK;
                    self.neighbours.count(context.current());
                    let tip = self.ledger.tip().header.number;
                    self.say(&context, &Message::Tip(tip)).await;
                    self.send_again(&context, &mut allowance).await;
                },
            }
        }
    }

    fn wait(&mut self, transaction: Arc<CheckedTransaction>, times: u32, now: SystemTime) {
        let due = now + SEND_AGAIN * 2_u32.pow(times.min(MAX_DOUBLINGS));
        self.sequence += 1;
        let waiting = Waiting { transaction, times };
        self.waiting.insert((due, self.sequence), waiting);
    }

    /// Sends what is due and still waits in the pool; the rest is final, or was dropped with a reason.
    async fn send_again(&mut self, context: &impl Clock, allowance: &mut Allowance) {
        let now = context.current();
        let mut due = Vec::new();
        while let Some(entry) = self.waiting.first_entry()
            && entry.key().0 <= now
        {
            let Waiting { transaction, times } = entry.remove();
            if self.admission.pool().get(transaction.hash()).is_some() {
                self.wait(transaction.clone(), times + 1, now);
                due.push(transaction);
            }
        }
        self.metrics.sent_again.inc_by(due.len() as u64);
        let mut due = due.into_iter();
        while let Some(first) = due.next() {
            let batch = fill(first, || due.next());
            self.send(context, allowance, &batch).await;
        }
    }

    async fn send(
        &mut self,
        context: &impl Clock,
        allowance: &mut Allowance,
        batch: &[Arc<CheckedTransaction>],
    ) {
        let bytes: usize = batch.iter().map(|it| it.raw().len()).sum();
        while let Err(wait) = allowance.take(bytes, context.current()) {
            context.sleep(wait).await;
        }
        let batch = batch.iter().map(|it| it.raw().0.clone()).collect();
        self.say(context, &Message::Transactions(batch)).await;
    }

    /// Waits until every peer may be told something, and tells it.
    async fn say(&mut self, context: &impl Clock, message: &Message) {
        loop {
            match self.sender.check(Recipients::All) {
                Ok(checked) => {
                    if !checked.recipients().is_empty() {
                        // Who has no room for it gets it later.
                        let _ = checked.send(message.encode(), false);
                    }
                    return;
                }
                Err(until) => context.sleep_until(until).await,
            }
        }
    }
}

/// `first` and the ones after it, as far as they fit a message.
fn fill(
    first: Arc<CheckedTransaction>,
    mut next: impl FnMut() -> Option<Arc<CheckedTransaction>>,
) -> Vec<Arc<CheckedTransaction>> {
    let mut bytes = first.raw().len();
    let mut batch = vec![first];
    // The one that exceeds the limit is in: every message has room for one more.
    while bytes < BATCH_BYTES
        && batch.len() < BATCH_TRANSACTIONS
        && let Some(transaction) = next()
    {
        bytes += transaction.raw().len();
        batch.push(transaction);
    }
    batch
}

/// Takes what others send.
struct Incoming<R, B> {
    admission: Admission,
    receiver: R,
    blocker: B,
    neighbours: Neighbours,
    metrics: Arc<GossipMetrics>,
    allowances: BTreeMap<PublicKey, Allowance>,
}

impl<R, B> Incoming<R, B>
where
    R: Receiver<PublicKey = PublicKey>,
    B: Blocker<PublicKey = PublicKey>,
{
    async fn run(mut self, context: impl Clock) {
        // The network ends before its channels only when the node does.
        while let Ok((peer, message)) = self.receiver.recv().await {
            let now = context.current();
            let allowance = self
                .allowances
                .entry(peer.clone())
                .or_insert_with(|| Allowance::new(RECEIVED_PER_SECOND, now));
            if allowance.take(message.len(), now).is_err() {
                self.metrics.dropped.inc();
                continue;
            }
            match Message::decode_all(message) {
                Ok(Message::Tip(number)) => self.neighbours.hear(peer, number, now),
                Ok(Message::Transactions(transactions)) => {
                    self.receive(peer, transactions).await;
                }
                Err(error) => self.block(peer, &error.to_string()),
            }
        }
    }

    async fn receive(&mut self, peer: PublicKey, transactions: Vec<Bytes>) {
        self.metrics.received.inc_by(transactions.len() as u64);
        let raw = transactions.into_iter().map(Into::into).collect();
        let answers = self.admission.receive(raw).await;
        let refused = answers.iter().filter_map(|answer| answer.as_ref().err());
        let mut forged = None;
        for error in refused {
            self.metrics.refused.inc();
            // No state and no release makes a wrong signature right.
            if let SubmitError::Transaction(error @ TransactionError::Signature) = error {
                forged = Some(error.to_string());
            }
        }
        if let Some(reason) = forged {
            self.block(peer, &reason);
        }
    }

    fn block(&mut self, peer: PublicKey, reason: &str) {
        let key = network::hex(&peer);
        tracing::warn!(peer = %key, reason, "a validator sent what no honest one could: it is shut out");
        self.metrics.blocked.inc();
        self.allowances.remove(&peer);
        self.blocker.block(peer);
    }
}

impl Message {
    /// The message that these bytes are, all of them.
    fn decode_all(bytes: impl Buf) -> Result<Self, CodecError> {
        use commonware_codec::Decode as _;
        Self::decode_cfg(bytes, &())
    }
}

/// Bytes that may flow, a second's worth of them at once.
struct Allowance {
    per_second: u64,
    left: u64,
    at: SystemTime,
}

impl Allowance {
    fn new(per_second: u64, now: SystemTime) -> Self {
        Self {
            per_second,
            left: per_second,
            at: now,
        }
    }

    /// Takes so many bytes, or says how long to wait for them.
    fn take(&mut self, bytes: usize, now: SystemTime) -> Result<(), Duration> {
        // A clock that was set back gives nothing, and is followed.
        let passed = now.duration_since(self.at).unwrap_or_default();
        self.at = now;
        let micros = u64::try_from(passed.as_micros()).unwrap_or(u64::MAX);
        let gained = micros.saturating_mul(self.per_second) / 1_000_000;
        self.left = self.left.saturating_add(gained).min(self.per_second);
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                let missing = (bytes - self.left).saturating_mul(1_000_000);
                Err(Duration::from_micros(
                    missing.div_ceil(self.per_second).max(1),
                ))
            }
        }
    }
}

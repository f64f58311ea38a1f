//! Fetches blocks ahead of execution, and gives consensus' archive ("marshal") what it asks for.
//!
//! Marshal asks for single blocks; over HTTP a single one costs as much as hundreds. So the puller fetches runs of
//! blocks before anybody asks, checks that they hang together, tells marshal of each certified one ("hint"), and
//! answers its questions from memory. Marshal verifies the certificates; its verdict says who lied.
//!
//! Marshal knows whose signatures to expect only for epochs that have begun, so it is told of no block beyond them. A
//! boundary that was executed begins the next one.

use super::{
    Source,
    pulled::{Lie, Link, Place, Pulled, link},
    sources::{Asked, Sources},
    wire::{Answer, EncodedBlock, MAX_BLOCKS},
};
use crate::{
    block::{Block, Digest, PublicKey},
    engine::Marshal,
    epochs::Epochs,
    proof::Certificate,
};
use alloy_primitives::B256;
use bytes::Bytes;
use commonware_actor::Feedback;
use commonware_codec::Decode as _;
use commonware_consensus::{
    Epochable as _,
    marshal::resolver::handler::{Annotation, Handler, Key, Receiver, init},
    simplex::scheme::ed25519::Scheme,
    types::{Epoch, Height},
};
use commonware_cryptography::{
    Digestible as _,
    certificate::{Provider as _, Scoped, Verifier as _},
};
use commonware_macros::select;
use commonware_parallel::Sequential;
use commonware_resolver::{Consumer as _, Delivery, Fetch, Outcome, Resolver, TargetedResolver};
use commonware_runtime::{Clock, Handle, Metrics, Spawner};
use commonware_utils::{
    channel::mpsc,
    futures::{OptionFuture, Pool},
    vec::NonEmptyVec,
};
use futures::future::BoxFuture;
use rand_core::CryptoRng;
use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
    sync::Arc,
    time::Duration,
};
use tracing::Span;

/// How long a source may wait for the next block before it says that there is none.
const WAIT: Duration = Duration::from_secs(5);

/// How long a question may take in all.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause after an answer without blocks, so that a source that does not wait is not asked without end.
const PAUSE: Duration = Duration::from_millis(250);

/// How often the sources are asked for the network's newest block.
const TIP_EVERY: Duration = Duration::from_secs(5);

/// Single blocks that are fetched at the same time.
const SINGLES: usize = 4;

type BlockKey = Key<Digest>;
/// Marshal's own judgement of what it still needs.
type Wanted = Box<dyn Fn(&BlockKey, &Annotation) -> bool + Send>;
type Subscribers = Vec<(Annotation, Span)>;

/// What marshal tells the puller.
enum Message {
    Fetch(Fetch<BlockKey, Annotation>),
    Retain(Wanted),
}

/// Marshal's way to the puller.
#[derive(Clone)]
pub(crate) struct PullResolver(mpsc::UnboundedSender<Message>);

impl PullResolver {
    fn send(&self, message: Message) -> Feedback {
        match self.0.send(message) {
            Ok(()) => Feedback::Ok,
            Err(_) => Feedback::Closed,
        }
    }
}

impl Resolver for PullResolver {
    type Key = BlockKey;
    type Subscriber = Annotation;

    fn fetch<F: Into<Fetch<BlockKey, Annotation>> + Send>(&mut self, key: F) -> Feedback {
        self.send(Message::Fetch(key.into()))
    }

    fn fetch_all<F: Into<Fetch<BlockKey, Annotation>> + Send>(&mut self, keys: Vec<F>) -> Feedback {
        let mut feedback = Feedback::Ok;
        for key in keys {
            feedback = self.fetch(key);
        }
        feedback
    }

    fn retain(
        &mut self,
        predicate: impl Fn(&BlockKey, &Annotation) -> bool + Send + 'static,
    ) -> Feedback {
        self.send(Message::Retain(Box::new(predicate)))
    }
}

impl TargetedResolver for PullResolver {
    type PublicKey = PublicKey;

    // Whom to ask is the puller's affair: its sources have no keys.
    fn fetch_targeted(
        &mut self,
        fetch: impl Into<Fetch<BlockKey, Annotation>> + Send,
        _: NonEmptyVec<PublicKey>,
    ) -> Feedback {
        self.fetch(fetch)
    }

    fn fetch_all_targeted<F: Into<Fetch<BlockKey, Annotation>> + Send>(
        &mut self,
        keys: Vec<(F, NonEmptyVec<PublicKey>)>,
    ) -> Feedback {
        self.fetch_all(keys.into_iter().map(|(fetch, _)| fetch).collect())
    }
}

/// What a puller works with.
pub(crate) struct PullConfig {
    /// Whom to ask.
    pub(crate) sources: Sources,
    /// Whose signatures count in which epoch.
    pub(crate) epochs: Epochs,
    /// Any validator: marshal's hints name somebody to ask.
    pub(crate) anybody: PublicKey,
    /// The block that pulling begins after, unless marshal is further.
    pub(crate) start: Place,
}

/// The two ends between marshal and a puller that does not run yet.
pub(crate) fn connect(
    metrics: impl Metrics,
    capacity: NonZeroUsize,
) -> ((Receiver<Digest>, PullResolver), Ends) {
    let (receiver, handler) = init(metrics, capacity);
    let (sender, messages) = mpsc::unbounded_channel();
    let ends = Ends { handler, messages };
    ((receiver, PullResolver(sender)), ends)
}

/// The puller's ends.
pub(crate) struct Ends {
    handler: Handler<Digest>,
    messages: mpsc::UnboundedReceiver<Message>,
}

/// A run of blocks that hang together.
struct Run {
    source: usize,
    links: Vec<Link>,
}

/// Fetches blocks and answers marshal.
pub(crate) struct Puller<E> {
    context: E,
    config: PullConfig,
    marshal: Marshal,
    ends: Ends,
    pulled: Pulled,
    /// What marshal waits for.
    requests: BTreeMap<BlockKey, Subscribers>,
    /// What of it was given to marshal and is being judged.
    judged: BTreeSet<BlockKey>,
    verdicts: Pool<'static, (BlockKey, Option<usize>, Option<Outcome>)>,
    /// What of it is being fetched alone.
    fetching: BTreeSet<BlockKey>,
    singles: Pool<'static, (BlockKey, Option<EncodedBlock>)>,
    running: OptionFuture<BoxFuture<'static, Run>>,
}

impl<E: CryptoRng + Spawner + Clock + Metrics> Puller<E> {
    /// Starts pulling for `marshal`.
    pub(crate) fn start(
        context: E,
        config: PullConfig,
        marshal: Marshal,
        ends: Ends,
    ) -> Handle<()> {
        let watch = context.child("tip");
        let (sources, epochs) = (config.sources.clone(), config.epochs.clone());
        watch.spawn(|context| watch_tip(context, sources, epochs));
        context.spawn(|context| async move {
            // What marshal has executed, it does not need again.
            let start = match marshal.get_anchor().await {
                Some((_, block)) if block.inner().header().number > config.start.number => Place {
                    number: block.inner().header().number,
                    digest: block.digest(),
                },
                _ => config.start,
            };
            let puller = Self {
                context,
                config,
                marshal,
                ends,
                pulled: Pulled::new(start),
                requests: BTreeMap::new(),
                judged: BTreeSet::new(),
                verdicts: Pool::default(),
                fetching: BTreeSet::new(),
                singles: Pool::default(),
                running: None.into(),
            };
            puller.run().await;
        })
    }

    async fn run(mut self) {
        let mut epoch = self.config.epochs.subscribe();
        loop {
            if self.running.is_none() && self.pulled.has_room() {
                let run = pull(
                    self.context.child("run"),
                    self.config.sources.clone(),
                    self.pulled.tail(),
                );
                self.running = Some(Box::pin(run) as BoxFuture<'static, Run>).into();
            }
            select! {
                message = self.ends.messages.recv() => match message {
                    Some(Message::Fetch(fetch)) => self.asked(fetch),
                    Some(Message::Retain(wanted)) => self.retain(wanted),
                    // Marshal has ended, and with it the node.
                    None => return,
                },
                verdict = self.verdicts.next_completed() => {
                    let (key, source, outcome) = verdict;
                    self.verdict(key, source, outcome);
                },
                run = &mut self.running => {
                    self.running = None.into();
                    self.pulled.extend(run.source, run.links);
                    self.hint();
                    self.answer_all();
                },
                // Its blocks may be told now. The registry lives as long as the node.
                _ = epoch.changed() => self.hint(),
                single = self.singles.next_completed() => {
                    let (key, found) = single;
                    self.fetched(key, found);
                },
            }
        }
    }

    fn asked(&mut self, fetch: Fetch<BlockKey, Annotation>) {
        let subscribers = self.requests.entry(fetch.key).or_default();
        if !subscribers
            .iter()
            .any(|(known, _)| *known == fetch.subscriber)
        {
            subscribers.push((fetch.subscriber, fetch.span));
        }
        self.answer(fetch.key);
    }

    fn retain(&mut self, wanted: Wanted) {
        self.requests.retain(|key, subscribers| {
            subscribers.retain(|(annotation, _)| wanted(key, annotation));
            !subscribers.is_empty()
        });
        self.pulled.retain(wanted);
    }

    /// Tells marshal of certified blocks whose epoch is known.
    fn hint(&mut self) {
        let epochs = &self.config.epochs;
        let allowed = |number| epochs.scoped(Epoch::new(epochs.of(number))).is_some();
        for number in self.pulled.hints(allowed) {
            let target = NonEmptyVec::new(self.config.anybody.clone());
            self.marshal.hint_finalized(Height::new(number), target);
        }
    }

    fn answer_all(&mut self) {
        let keys: Vec<_> = self.requests.keys().copied().collect();
        for key in keys {
            self.answer(key);
        }
    }

    /// Gives marshal what it asked for, if it is here; fetches a block that nothing that was pulled contains.
    fn answer(&mut self, key: BlockKey) {
        if self.judged.contains(&key) {
            return;
        }
        if let Some((source, value)) = self.pulled.value(&key) {
            self.deliver(key, Some(source), value);
        } else if let Key::Block(digest) = key
            && self.fetching.len() < SINGLES
            && self.fetching.insert(key)
        {
            let (context, sources) = (self.context.child("single"), self.config.sources.clone());
            self.singles.push(async move {
                let hash = B256::from(digest.0);
                let ask = |source: Arc<dyn Source>| {
                    Box::pin(async move { source.block(hash).await }) as Asked<_>
                };
                let (index, found): (_, Option<EncodedBlock>) =
                    sources.ask(&context, PATIENCE, ask).await;
                if found.is_none() {
                    sources.pass(index);
                    context.sleep(PAUSE).await;
                }
                (key, found)
            });
        }
    }

    /// A block that was fetched alone: its hash says whether it is the one.
    fn fetched(&mut self, key: BlockKey, found: Option<EncodedBlock>) {
        self.fetching.remove(&key);
        let value = found.map(|found| found.block).filter(|bytes| {
            let block = Block::decode_cfg(bytes.clone(), &());
            block.is_ok_and(|block| matches!(key, Key::Block(digest) if block.digest() == digest))
        });
        match value {
            Some(value) => self.deliver(key, None, value),
            // Asked again, from the next source, as long as marshal waits for it.
            None if self.requests.contains_key(&key) => self.answer(key),
            None => {}
        }
        self.answer_all();
    }

    fn deliver(&mut self, key: BlockKey, source: Option<usize>, value: Bytes) {
        let Some(subscribers) = self.requests.get(&key) else {
            return;
        };
        let mut subscribers = subscribers.iter().cloned();
        let Some(first) = subscribers.next() else {
            return;
        };
        let mut all = NonEmptyVec::new(first);
        all.extend(subscribers);
        let delivery = Delivery {
            key,
            subscribers: all,
        };
        self.judged.insert(key);
        let verdict = self.ends.handler.deliver(delivery, value);
        self.verdicts
            .push(async move { (key, source, verdict.await.ok()) });
    }

    fn verdict(&mut self, key: BlockKey, source: Option<usize>, outcome: Option<Outcome>) {
        self.judged.remove(&key);
        match outcome {
            Some(Outcome::Resolved(_)) => {
                if let Key::Finalized { height } = key {
                    self.config.sources.neighbours().signed(height.get());
                }
                self.requests.remove(&key);
                self.pulled.took(&key);
            }
            Some(Outcome::Invalid) => {
                if let Some(source) = source {
                    let what = format!("what it gave as {key} is not what validators signed");
                    let now = self.context.current();
                    self.config.sources.lied(source, now, &what);
                }
                self.pulled.reset();
                self.running = None.into();
            }
            // Asked again when there is something else to give.
            Some(Outcome::Unresolved) => {}
            // Marshal needs it no more.
            Some(Outcome::Ignored) | None => {
                self.requests.remove(&key);
            }
        }
    }
}

/// Asks for the blocks after `tail` until a source has some that hang together.
async fn pull<E: Clock>(context: E, sources: Sources, tail: Place) -> Run {
    loop {
        let asked_at = context.current();
        let from = tail.number + 1;
        let ask = |source: Arc<dyn Source>| {
            Box::pin(async move { source.blocks(from, MAX_BLOCKS, WAIT).await }) as Asked<_>
        };
        let (source, answer): (_, Answer) = sources.ask(&context, PATIENCE, ask).await;
        match link(tail, MAX_BLOCKS, answer.blocks) {
            Ok(links) if !links.is_empty() => return Run { source, links },
            Ok(_) => {
                sources.pass(source);
                let elapsed = context.current().duration_since(asked_at);
                context
                    .sleep(PAUSE.saturating_sub(elapsed.unwrap_or_default()))
                    .await;
            }
            Err(lie) => sources.lied(source, context.current(), &lie.to_string()),
        }
    }
}

/// Asks again and again for the newest block, so that the follower knows how far it is behind.
async fn watch_tip<E: CryptoRng + Clock>(mut context: E, sources: Sources, epochs: Epochs) {
    loop {
        let ask = |source: Arc<dyn Source>| Box::pin(async move { source.tip().await }) as Asked<_>;
        let (source, answer): (_, Answer) = sources.ask(&context, PATIENCE, ask).await;
        let scoped = |epoch| epochs.scoped(epoch);
        match check_tip(&mut context, &epochs, scoped, answer) {
            Ok(Some(tip)) => sources.neighbours().signed(tip.block.header().number),
            Ok(None) => {}
            Err(lie) => sources.lied(source, context.current(), &lie.to_string()),
        }
        context.sleep(TIP_EVERY).await;
    }
}

/// A block that a quorum signed.
pub(super) struct Tip {
    pub(super) certificate: Certificate,
    pub(super) block: Block,
}

/// The newest block that a quorum signed; nothing where nobody can say yet who signs.
pub(super) fn check_tip(
    rng: &mut impl CryptoRng,
    epochs: &Epochs,
    signers: impl Fn(Epoch) -> Option<Scoped<Scheme>>,
    answer: Answer,
) -> Result<Option<Tip>, Lie> {
    let Some(EncodedBlock { certificate, block }) = answer.blocks.into_iter().next() else {
        return Ok(None);
    };
    let number = answer.newest;
    let block = Block::decode_cfg(block, &()).map_err(|error| Lie::NotABlock {
        number,
        reason: error.to_string(),
    })?;
    let number = block.header().number;
    let certificate = certificate.ok_or(Lie::Uncertified { number })?;
    let codec = Scheme::certificate_codec_config_unbounded();
    let certificate = Certificate::decode_cfg(certificate, &codec)
        .map_err(|_| Lie::Certificate("its certificate does not decode"))?;
    if certificate.proposal.payload != block.digest() {
        return Err(Lie::Certificate("its certificate is about another block"));
    }
    if certificate.epoch().get() != epochs.of(number) {
        return Err(Lie::Certificate("its certificate is of another epoch"));
    }
    let Some(scoped) = signers(certificate.epoch()) else {
        return Ok(None);
    };
    if !certificate.verify(rng, &scoped, &Sequential) {
        let lie = "its newest block is not signed by a quorum of the validators";
        return Err(Lie::Certificate(lie));
    }
    Ok(Some(Tip { certificate, block }))
}

//! One consensus engine per epoch, of those who are its validators.
//!
//! ```text
//!  App::finalized(last block of e) ─▶ Epochs::enter(e+1) ─▶ stop the engine of e ─▶ start that of e+1
//!  a peer speaks of a later epoch  ─▶ marshal fetches the last block of this one ─┘
//! ```
//!
//! An engine starts from the last block of the epoch before its own, which is final. What it votes is kept in a
//! partition of its own: after a crash the engine of the same epoch starts from its journal and contradicts nothing.
//! A journal goes when marshal has every block of its epoch processed on disk: no start goes back to that epoch.
//!
//! A new engine has heard of nobody. It would take the leader of its second view, if that one's first vote is a little
//! later than the others', for one who is gone, and give the view up; so it begins with a sign of life of everybody.
//!
//! A node that lags behind learns it from peers that speak of later epochs, and asks them for the certificate of its
//! own epoch's last block. What they say of the very next epoch is kept for its engine: the first leader of an epoch
//! is often quicker than the others, and a vote is sent only once.

#[cfg(test)]
mod tests;

use super::{Marshal, core::MAILBOX, storage::BUFFER};
use crate::{
    block::{ConsensusContext, Digest, PublicKey},
    epochs::Epochs,
};
use commonware_codec::Encode as _;
use commonware_consensus::{
    CertifiableAutomaton, Relay, Reporter,
    simplex::{
        self, Floor, Plan,
        config::{ForwardPolicy, SkipPolicy},
        elector::RoundRobin,
        scheme::ed25519::Scheme,
        types::{Activity, Nullify, Vote},
    },
    types::{Epoch, Height, Round, View, ViewDelta},
};
use commonware_cryptography::{Digestible as _, Sha256, certificate::Scheme as _};
use commonware_macros::select_loop;
use commonware_p2p::{
    Blocker, Channel, Message, Receiver, Sender,
    utils::mux::{Builder as _, MuxHandle, Muxer, SubReceiver, SubSender},
};
use commonware_parallel::Sequential;
use commonware_runtime::{
    Clock, Error as RuntimeError, Handle, Metrics, Spawner, Storage, buffer::paged::CacheRef,
};
use commonware_utils::{NZDuration, channel::mpsc, vec::NonEmptyVec};
use rand_core::CryptoRng;
use std::{collections::VecDeque, time::Duration};
use wepos_chain::validators::ValidatorSet;

/// Messages of one sender on one channel that are kept for the next epoch. Two views' worth; the sender's oldest goes.
const EARLY_MESSAGES: usize = 8;

/// How long beyond the heartbeat a leader may take when it is alone: a crash between a vote and its certificate
/// costs this much, and nobody's network delays a vote.
const SOLO_SLACK: Duration = Duration::from_millis(250);

/// Epochs before the one a node starts in whose journals may still be there: blocks that wait for their
/// acknowledgement, at most 16, cover no more epochs of 8 blocks.
const OLD_JOURNALS: u64 = 4;

/// Whom the network talks to. Told before an epoch's engine starts.
pub trait PeerManager: Clone + Send + 'static {
    /// These are the validators of `epoch`, which the node enters now. Epochs come in order.
    fn track(&mut self, epoch: u64, validators: &ValidatorSet);
}

/// What the engines of all epochs have in common.
pub(super) struct Config<B, M, A, R> {
    /// The prefix of every storage partition.
    pub(super) prefix: String,
    /// Which epoch the node is in.
    pub(super) epochs: Epochs,
    /// Final blocks and certificates.
    pub(super) marshal: Marshal,
    /// Whom the network talks to.
    pub(super) peers: M,
    /// Shuts out who breaks the protocol.
    pub(super) blocker: B,
    /// Proposes and verifies.
    pub(super) automaton: A,
    /// Sends blocks, and hears what becomes of them.
    pub(super) relay: R,
    /// The page cache that everything shares.
    pub(super) cache: CacheRef,
    /// The longest time without a block.
    pub(super) heartbeat: Duration,
    /// How long beyond the heartbeat a leader may take.
    pub(super) leader_slack: Duration,
}

/// Runs the engine of the epoch that the node is in.
pub(super) struct Orchestrator<E, B, M, A, R> {
    context: E,
    config: Config<B, M, A, R>,
    /// The oldest epoch whose journal may be there.
    oldest_journal: u64,
}

/// The engine that runs.
struct Active {
    epoch: u64,
    handle: Handle<()>,
}

impl Drop for Active {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

/// Consensus' channels, of which every epoch has its own part.
struct Muxed<S: Sender> {
    vote: MuxHandle<S>,
    vote_rest: mpsc::Receiver<(Channel, Message<S::PublicKey>)>,
    certificate: MuxHandle<S>,
    certificate_rest: mpsc::Receiver<(Channel, Message<S::PublicKey>)>,
    resolver: MuxHandle<S>,
    early_votes: Early,
    early_certificates: Early,
}

/// Messages of the epoch after the active one.
#[derive(Default)]
struct Early {
    epoch: u64,
    messages: VecDeque<Message<PublicKey>>,
}

impl Early {
    /// Keeps a message of `epoch`. Those of other epochs are of no use any more.
    fn keep(&mut self, epoch: u64, message: Message<PublicKey>) {
        if self.epoch != epoch {
            self.epoch = epoch;
            self.messages.clear();
        }
        let sender = &message.0;
        let of_sender = |other: &Message<PublicKey>| other.0 == *sender;
        if self
            .messages
            .iter()
            .filter(|other| of_sender(other))
            .count()
            >= EARLY_MESSAGES
            && let Some(oldest) = self.messages.iter().position(of_sender)
        {
            self.messages.remove(oldest);
        }
        self.messages.push_back(message);
    }

    /// What was kept for `epoch`.
    fn take(&mut self, epoch: u64) -> VecDeque<Message<PublicKey>> {
        match self.epoch == epoch {
            true => std::mem::take(&mut self.messages),
            false => VecDeque::new(),
        }
    }
}

/// An epoch's part of a channel, behind what came before it was opened.
struct WithEarly {
    early: VecDeque<Message<PublicKey>>,
    inner: SubReceiver<PublicKey>,
}

impl std::fmt::Debug for WithEarly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WithEarly")
            .field("early", &self.early.len())
            .field("inner", &self.inner)
            .finish()
    }
}

impl WithEarly {
    /// These come first.
    fn begin_with(&mut self, messages: VecDeque<Message<PublicKey>>) {
        let early = std::mem::replace(&mut self.early, messages);
        self.early.extend(early);
    }
}

/// A message as if from each of the validators, from which consensus sees nothing but that its sender is there:
/// a vote of view 0, which is before the first and is counted nowhere. It is signed by this node, and stays in it.
fn signs_of_life(scheme: &Scheme, epoch: u64) -> VecDeque<Message<PublicKey>> {
    let round = Round::new(Epoch::new(epoch), View::zero());
    // Who has no vote gives no view up.
    let Some(vote) = Nullify::sign::<Digest>(scheme, round) else {
        return VecDeque::new();
    };
    let vote = Vote::<Scheme, Digest>::Nullify(vote).encode();
    let everybody = scheme.participants().iter();
    everybody
        .map(|key| (key.clone(), vote.clone().into()))
        .collect()
}

impl Receiver for WithEarly {
    type Error = <SubReceiver<PublicKey> as Receiver>::Error;
    type PublicKey = PublicKey;

    async fn recv(&mut self) -> Result<Message<PublicKey>, Self::Error> {
        match self.early.pop_front() {
            Some(message) => Ok(message),
            None => self.inner.recv().await,
        }
    }

    fn capacity(&self) -> std::num::NonZeroUsize {
        self.inner.capacity()
    }
}

/// What an epoch's engine talks through.
struct EpochChannels<S: Sender<PublicKey = PublicKey>> {
    vote: (SubSender<S>, WithEarly),
    certificate: (SubSender<S>, WithEarly),
    resolver: (SubSender<S>, SubReceiver<PublicKey>),
}

impl<S: Sender<PublicKey = PublicKey>> Muxed<S> {
    fn start<E, R>(context: &E, vote: (S, R), certificate: (S, R), resolver: (S, R)) -> Self
    where
        E: Spawner,
        R: Receiver<PublicKey = PublicKey>,
    {
        let (mux, vote, vote_rest) = Muxer::builder(context.child("votes"), vote.0, vote.1)
            .with_backup()
            .build();
        mux.start();
        let certificates = context.child("certificates");
        let (mux, certificate, certificate_rest) =
            Muxer::builder(certificates, certificate.0, certificate.1)
                .with_backup()
                .build();
        mux.start();
        let (mux, resolver) = Muxer::new(context.child("resolver"), resolver.0, resolver.1);
        mux.start();
        Self {
            vote,
            vote_rest,
            certificate,
            certificate_rest,
            resolver,
            early_votes: Early::default(),
            early_certificates: Early::default(),
        }
    }

    /// Opens the part of `epoch`. Returns `None` when the network is gone.
    async fn open(&mut self, epoch: u64) -> Option<EpochChannels<S>> {
        let vote = self.vote.register(epoch).await.ok()?;
        let certificate = self.certificate.register(epoch).await.ok()?;
        let resolver = self.resolver.register(epoch).await.ok()?;
        // What came in the meantime.
        while let Ok((other, message)) = self.vote_rest.try_recv() {
            if other == epoch {
                self.early_votes.keep(epoch, message);
            }
        }
        while let Ok((other, message)) = self.certificate_rest.try_recv() {
            if other == epoch {
                self.early_certificates.keep(epoch, message);
            }
        }
        let behind = |early: &mut Early, (sender, inner)| {
            let early = early.take(epoch);
            (sender, WithEarly { early, inner })
        };
        Some(EpochChannels {
            vote: behind(&mut self.early_votes, vote),
            certificate: behind(&mut self.early_certificates, certificate),
            resolver,
        })
    }
}

impl<E, B, M, A, R> Orchestrator<E, B, M, A, R>
where
    E: CryptoRng + Spawner + Metrics + Clock + Storage,
    B: Blocker<PublicKey = PublicKey>,
    M: PeerManager,
    A: CertifiableAutomaton<Context = ConsensusContext, Digest = Digest>,
    R: Relay<Digest = Digest, PublicKey = PublicKey, Plan = Plan<PublicKey>>
        + Reporter<Activity = Activity<Scheme, Digest>>
        + Clone,
{
    /// An orchestrator whose engines are children of `context`; so is everything else, and ends with it.
    pub(super) fn new(context: E, config: Config<B, M, A, R>) -> Self {
        Self {
            context,
            config,
            oldest_journal: 0,
        }
    }

    /// Runs until the node cannot go on: its engine ends by itself, or the chain goes on without it.
    pub(super) fn start<S, C>(
        mut self,
        vote: (S, C),
        certificate: (S, C),
        resolver: (S, C),
    ) -> Handle<()>
    where
        S: Sender<PublicKey = PublicKey>,
        C: Receiver<PublicKey = PublicKey>,
    {
        // The root of the node's contexts runs this: who aborts it aborts the node.
        let context = self.context.child("epochs");
        let root = std::mem::replace(&mut self.context, context);
        root.spawn(|root| async move {
            let muxed = Muxed::start(&root, vote, certificate, resolver);
            self.run(root, muxed).await;
        })
    }

    async fn run<S: Sender<PublicKey = PublicKey>>(mut self, root: E, mut muxed: Muxed<S>) {
        let mut newest = self.config.epochs.subscribe();
        let first = newest
            .borrow_and_update()
            .expect("entered before the engine starts");
        self.oldest_journal = first.saturating_sub(OLD_JOURNALS);
        let Some(mut active) = self.enter(first, &mut muxed).await else {
            return;
        };
        let epochs = self.config.epochs.clone();
        let mut halted = Box::pin(epochs.halted());
        select_loop! {
            root,
            on_stopped => {},
            _ = &mut halted => break,
            result = &mut active.handle => {
                if let Err(error) = result {
                    tracing::error!(epoch = active.epoch, %error, "consensus ended");
                }
                break;
            },
            changed = newest.changed() => {
                let epoch = *newest.borrow_and_update();
                let Some(epoch) = epoch.filter(|_| changed.is_ok()) else {
                    break;
                };
                // First the old one, so that two never run side by side.
                active.handle.abort();
                let Some(next) = self.enter(epoch, &mut muxed).await else {
                    break;
                };
                active = next;
            },
            Some((epoch, message)) = muxed.vote_rest.recv() else break => {
                self.ahead(active.epoch, epoch, &message.0);
                if epoch == active.epoch + 1 {
                    muxed.early_votes.keep(epoch, message);
                }
            },
            Some((epoch, message)) = muxed.certificate_rest.recv() else break => {
                self.ahead(active.epoch, epoch, &message.0);
                if epoch == active.epoch + 1 {
                    muxed.early_certificates.keep(epoch, message);
                }
            },
        }
    }

    /// A peer speaks of an epoch that is none of ours. If it is a later one, the peer has the last block of this one.
    fn ahead(&self, ours: u64, theirs: u64, peer: &PublicKey) {
        if theirs > ours {
            let last = Height::new(self.config.epochs.last(ours));
            self.config
                .marshal
                .hint_finalized(last, NonEmptyVec::new(peer.clone()));
        }
    }

    /// Starts the engine of an epoch. Returns `None` when the node is about to end.
    async fn enter<S>(&mut self, epoch: u64, muxed: &mut Muxed<S>) -> Option<Active>
    where
        S: Sender<PublicKey = PublicKey>,
    {
        let config = &mut self.config;
        let validators = config.epochs.validators(epoch).await;
        config.peers.track(epoch, &validators);
        let scheme = config.epochs.scheme(epoch).await;
        let signs = scheme.me().is_some();
        if !signs {
            tracing::warn!(
                epoch,
                "this node's key is none of this epoch's validators: it follows without a vote"
            );
        }
        let leader_slack = match validators.len() {
            1 => config.leader_slack.min(SOLO_SLACK),
            _ => config.leader_slack,
        };
        let leader_timeout = config.heartbeat + leader_slack;
        let certification_timeout = leader_timeout + leader_slack;
        let before = Height::new(config.epochs.first(epoch).saturating_sub(1));
        let Some(root) = config.marshal.get_block(before).await else {
            tracing::error!(
                epoch,
                block = %before,
                "the last block of the epoch before is missing; a follower that began with a state is no validator in \
                 that epoch: start it as a follower again, or fill it from the first block"
            );
            return None;
        };
        let mut channels = muxed.open(epoch).await?;
        channels.vote.1.begin_with(signs_of_life(&scheme, epoch));
        let context = self.context.child("engine").with_attribute("epoch", epoch);
        let engine = simplex::Engine::new(
            context,
            simplex::Config {
                scheme: Scheme::clone(&scheme),
                elector: RoundRobin::<Sha256>::default(),
                blocker: config.blocker.clone(),
                automaton: config.automaton.clone(),
                relay: config.relay.clone(),
                reporter: config.relay.clone(),
                strategy: Sequential,
                partition: journal(&config.prefix, epoch, signs),
                mailbox_size: MAILBOX,
                epoch: Epoch::new(epoch),
                floor: Floor::Genesis(root.digest()),
                replay_buffer: BUFFER,
                write_buffer: BUFFER,
                page_cache: config.cache.clone(),
                leader_timeout,
                certification_timeout,
                timeout_retry: Duration::from_secs(1),
                view_retention: ViewDelta::new(10),
                skip: SkipPolicy::Enabled {
                    timeout: certification_timeout * 5 + Duration::from_secs(1),
                    budget: simplex::SkipBudget::Participants,
                },
                fetch_timeout: NZDuration!(Duration::from_secs(2)),
                fetch_retry_delay: Duration::from_millis(500),
                forward: ForwardPolicy::SilentVoters,
                track_historical_votes: false,
            },
        );
        let handle = engine.start(channels.vote, channels.certificate, channels.resolver);
        tracing::info!(
            epoch,
            validators = validators.len(),
            signs,
            "entered an epoch"
        );
        self.remove_journals().await;
        Some(Active { epoch, handle })
    }

    /// Removes the journals of epochs that no start goes back to.
    async fn remove_journals(&mut self) {
        let Some(processed) = self.config.marshal.get_processed().await else {
            return;
        };
        let restarts_in = self.config.epochs.of(processed.height().get() + 1);
        while self.oldest_journal < restarts_in {
            for signs in [true, false] {
                let partition = journal(&self.config.prefix, self.oldest_journal, signs);
                match self.context.remove(&partition, None).await {
                    Ok(()) | Err(RuntimeError::PartitionMissing(_)) => {}
                    Err(error) => {
                        // It takes some space and is tried again with the next epoch.
                        tracing::warn!(%error, partition, "cannot remove an old journal");
                        return;
                    }
                }
            }
            self.oldest_journal += 1;
        }
    }
}

/// The partition of an epoch's votes. A node that changed its key between two epochs may start in the old one, where
/// the new key has no vote: what it signed there by the old key is not its own any more, and it signs nothing.
fn journal(prefix: &str, epoch: u64, signs: bool) -> String {
    match signs {
        true => format!("{prefix}-simplex-{epoch}"),
        false => format!("{prefix}-simplex-watched-{epoch}"),
    }
}

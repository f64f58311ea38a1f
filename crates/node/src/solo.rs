//! A network with nobody else on it: what lets a single validator run the same engine without a port.

use crate::block::PublicKey;
use commonware_actor::{Feedback, Unreliable};
use commonware_p2p::{
    BlockedSubscription, Blocker, CheckedSender, LimitedSender, Message, PeerSetSubscription,
    PeerSetUpdate, Provider, Receiver, Recipients, TrackedPeers,
};
use commonware_runtime::IoBufs;
use commonware_utils::{
    NZUsize,
    channel::{mpsc, ring},
    ordered::Set,
};
use parking_lot::Mutex;
use std::{num::NonZeroUsize, sync::Arc, time::SystemTime};

/// Sends to nobody.
#[derive(Clone, Debug)]
pub struct SoloSender;

/// A message to nobody, about to be dropped.
#[derive(Debug)]
pub struct SoloMessage;

impl CheckedSender for SoloMessage {
    type PublicKey = PublicKey;

    fn recipients(&self) -> Vec<PublicKey> {
        Vec::new()
    }

    fn send(self, _: impl Into<IoBufs> + Send, _: bool) -> Unreliable<Feedback> {
        Unreliable::new(Feedback::Ok)
    }
}

impl LimitedSender for SoloSender {
    type PublicKey = PublicKey;
    type Checked<'a> = SoloMessage;

    fn check(&mut self, _: Recipients<PublicKey>) -> Result<SoloMessage, SystemTime> {
        Ok(SoloMessage)
    }
}

/// Receives nothing, for ever.
#[derive(Debug)]
pub struct SoloReceiver;

impl Receiver for SoloReceiver {
    type Error = std::convert::Infallible;
    type PublicKey = PublicKey;

    async fn recv(&mut self) -> Result<Message<PublicKey>, Self::Error> {
        std::future::pending().await
    }

    fn capacity(&self) -> NonZeroUsize {
        NZUsize!(1)
    }
}

/// Knows no peers and blocks nobody. It keeps every subscription open: a closed one means shutdown to its owner.
#[derive(Clone, Default)]
pub struct SoloOracle(Arc<Mutex<Subscriptions>>);

#[derive(Default)]
struct Subscriptions {
    peers: Vec<mpsc::UnboundedSender<PeerSetUpdate<PublicKey>>>,
    blocked: Vec<ring::Sender<Set<PublicKey>>>,
}

impl std::fmt::Debug for SoloOracle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SoloOracle")
    }
}

impl Provider for SoloOracle {
    type PublicKey = PublicKey;

    async fn peer_set(&mut self, _: u64) -> Option<TrackedPeers<PublicKey>> {
        None
    }

    async fn subscribe(&mut self) -> PeerSetSubscription<PublicKey> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.0.lock().peers.push(sender);
        receiver
    }
}

impl Blocker for SoloOracle {
    type PublicKey = PublicKey;

    fn block(&mut self, _: PublicKey) -> Feedback {
        Feedback::Ok
    }

    fn blocked(&mut self) -> BlockedSubscription<PublicKey> {
        let (sender, receiver) = ring::channel(NZUsize!(1));
        self.0.lock().blocked.push(sender);
        receiver
    }
}

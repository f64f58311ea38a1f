//! What a follower runs: the core, fed over HTTP. It has no key, no vote, and no place in the validators' network.

use super::{
    Engine, Marshal,
    core::{self, CoreConfig, MAILBOX},
    storage::Opened,
};
use crate::{
    application::App,
    block::{Block, Digest, PublicKey},
    proof::validators,
    sync::{Place, PullConfig, Puller, Sources, connect},
};
use commonware_consensus::{
    marshal::{core::Buffer, standard::Standard},
    types::Round,
};
use commonware_cryptography::{Digested, Digestible as _};
use commonware_macros::select;
use commonware_p2p::Recipients;
use commonware_runtime::{Clock, Metrics, Spawner, Storage};
use commonware_utils::{NZUsize, channel::oneshot};
use rand_core::CryptoRng;
use std::num::NonZeroUsize;

/// Blocks that the archive takes with one sync of the disk: what arrives together.
const REPAIR: NonZeroUsize = NZUsize!(256);

/// Blocks on their way through the state at the same time. They share its syncs while the follower is behind.
const IN_FLIGHT: NonZeroUsize = NZUsize!(64);

/// What distinguishes one follower from another.
#[derive(Clone, Debug)]
pub struct FollowerConfig {
    /// The prefix of every storage partition.
    pub prefix: String,
    /// Whom to ask for blocks.
    pub sources: Sources,
    /// Whether a new follower begins with a recent state instead of the first block.
    pub from_state: bool,
    /// The newest block that the index has on disk, if it has any.
    pub indexed: Option<u64>,
}

/// Starts the follower.
///
/// # Panics
///
/// When the storage is damaged.
pub async fn start_follower<E>(opened: Opened<E>, config: FollowerConfig, app: App) -> Engine
where
    E: CryptoRng + Spawner + Metrics + Clock + Storage,
{
    let context = opened.context.child("puller");
    let anybody = validators(&app.parts().network).iter().next().cloned();
    let mut pull = PullConfig {
        sources: config.sources.clone(),
        epochs: app.parts().epochs.clone(),
        anybody: anybody.expect("a network has a validator"),
        start: Place {
            number: 0,
            digest: app.parts().genesis.digest(),
        },
    };
    let (resolver, ends) = connect(context.child("resolver"), MAILBOX);
    let mut puller = None;
    let epochs = app.parts().epochs.clone();
    let core = core::start(
        opened,
        CoreConfig {
            prefix: config.prefix,
            indexed: config.indexed,
            repair: REPAIR,
            in_flight: IN_FLIGHT,
            sources: Some(config.sources),
            from_state: config.from_state,
        },
        app,
        // From here on marshal asks for blocks, and a state that is being synced needs some before this returns.
        |marshal: &Marshal, begins_with: Option<Place>| {
            if let Some(place) = begins_with {
                pull.start = place;
            }
            puller = Some(Puller::start(context, pull, marshal.clone(), ends));
            resolver
        },
        NoBuffer,
    )
    .await;
    let puller = puller.expect("the core asks for its resolver");
    let handle = core.context.spawn(|_| async move {
        select! {
            // It ends with marshal, for whatever reason: the node cannot go on without either.
            _ = puller => {},
            _ = epochs.halted() => {},
        }
    });
    Engine {
        handle,
        newest: core.newest,
    }
}

/// New blocks come from nowhere but the puller.
#[derive(Clone, Copy)]
struct NoBuffer;

impl Buffer<Standard<Block>> for NoBuffer {
    type PublicKey = PublicKey;

    async fn find_by_digest(&self, _: Digest) -> Option<Digested<Block>> {
        None
    }

    async fn find_by_commitment(&self, _: Digest) -> Option<Digested<Block>> {
        None
    }

    fn subscribe_by_digest(&self, _: Digest) -> Option<oneshot::Receiver<Digested<Block>>> {
        None
    }

    fn subscribe_by_commitment(&self, _: Digest) -> Option<oneshot::Receiver<Digested<Block>>> {
        None
    }

    fn send(&self, _: Round, _: Digested<Block>, _: Recipients<PublicKey>) {}
}

//! A follower in a simulated network: it has no vote and no channel, and asks validators as it would over HTTP.

use crate::{
    chance::Chance,
    node::{Assembly, Place, assemble, prefix},
    world::{Follower, World, elapsed},
};
use alloy_primitives::B256;
use bytes::Bytes;
use commonware_glue::simulate::engine::InitContext;
use commonware_macros::select;
use commonware_runtime::{Clock as _, Handle, Spawner as _, Supervisor as _, deterministic};
use futures::future::BoxFuture;
use parking_lot::Mutex;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use wepos_node::{
    block::PublicKey,
    engine::{FollowerConfig, start_follower},
    epochs::Epochs,
    proof::CertificateChain,
    sync::{Answer, EncodedBlock, LedgerSource, Source, SourceError, Sources, StateRange},
};

/// How long a question and its answer travel.
const LEAST_TRAVEL: Duration = Duration::from_millis(10);
const MOST_TRAVEL: Duration = Duration::from_millis(80);

/// Starts a follower, which begins when it is to begin.
pub(crate) fn start(
    world: &Arc<World>,
    init: InitContext<'_, PublicKey>,
    follower: Follower,
) -> Handle<()> {
    let (place, world) = (Place::of(&init), world.clone());
    init.context.spawn(move |context| async move {
        let early = follower.begins.saturating_sub(elapsed(&context));
        context.sleep(early).await;
        let start = Start::new(world.clone());
        let validators = world.takers();
        let sources = validators.iter().map(|index| {
            let source = Validator {
                world: world.clone(),
                index: *index,
                name: format!("validator {index}"),
                context: context.child("source"),
                chance: Mutex::new(world.chance(200 + *index as u64)),
            };
            Arc::new(source) as Arc<dyn Source>
        });
        let config = FollowerConfig {
            prefix: prefix(place.index),
            sources: Sources::new(sources.collect()),
            from_state: follower.from_state,
            indexed: None,
        };
        let epochs = Epochs::new(&world.network, None);
        let node = context.child("node");
        let Assembly {
            opened,
            app,
            running,
        } = assemble(&world, &place, node, epochs, None, None).await;
        let engine = start_follower(opened, config, app).await;
        start.done();
        world.running.lock().insert(place.index, running);
        // With this task everything ends that it started.
        let _ = engine.handle.await;
    })
}

/// Counts a start that is cut short.
struct Start {
    world: Arc<World>,
    is_done: bool,
}

impl Start {
    fn new(world: Arc<World>) -> Self {
        let is_done = false;
        Self { world, is_done }
    }

    fn done(mut self) {
        self.is_done = true;
    }
}

impl Drop for Start {
    fn drop(&mut self) {
        if !self.is_done {
            self.world.cut_short.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A validator as a source, while it runs. Its answers take a while, and a stop breaks the connection.
struct Validator {
    world: Arc<World>,
    index: usize,
    name: String,
    context: deterministic::Context,
    chance: Mutex<Chance>,
}

impl Validator {
    fn ask<'a, T: Send + 'a>(
        &'a self,
        question: impl FnOnce(LedgerSource) -> BoxFuture<'a, Result<T, SourceError>> + Send + 'a,
    ) -> BoxFuture<'a, Result<T, SourceError>> {
        Box::pin(async move {
            let travel = self.chance.lock().between(LEAST_TRAVEL, MOST_TRAVEL);
            self.context.sleep(travel).await;
            let unreachable = || SourceError::Unreachable("it does not run".into());
            let (answer, gone) = {
                let running = self.world.running.lock();
                let node = running.get(&self.index).ok_or_else(unreachable)?;
                let source = LedgerSource::new(self.name.clone(), node.ledger.clone());
                (question(source), node.gone.clone().notified_owned())
            };
            select! {
                _ = gone => Err(unreachable()),
                answer = answer => answer,
            }
        })
    }
}

impl Source for Validator {
    fn name(&self) -> &str {
        &self.name
    }

    fn tip(&self) -> BoxFuture<'_, Result<Answer, SourceError>> {
        self.ask(|node| Box::pin(async move { node.tip().await }))
    }

    fn blocks(
        &self,
        from: u64,
        count: u64,
        wait: Duration,
    ) -> BoxFuture<'_, Result<Answer, SourceError>> {
        self.ask(move |node| Box::pin(async move { node.blocks(from, count, wait).await }))
    }

    fn block(&self, hash: B256) -> BoxFuture<'_, Result<Option<EncodedBlock>, SourceError>> {
        self.ask(move |node| Box::pin(async move { node.block(hash).await }))
    }

    fn operations(&self, wanted: StateRange) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        self.ask(move |node| Box::pin(async move { node.operations(wanted).await }))
    }

    fn receipts(&self, number: u64) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        self.ask(move |node| Box::pin(async move { node.receipts(number).await }))
    }

    fn validators(
        &self,
        epoch: u64,
    ) -> BoxFuture<'_, Result<Option<CertificateChain>, SourceError>> {
        self.ask(move |node| Box::pin(async move { node.validators(epoch).await }))
    }
}

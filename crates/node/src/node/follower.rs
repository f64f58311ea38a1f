//! The start of a follower.

use super::{Node, PREFIX, StartError, assembly::assemble};
use crate::{
    clock::Clock,
    data_dir::DataDir,
    engine::{FollowerConfig, start_follower},
    epochs::Epochs,
    sync::Sources,
};
use commonware_runtime::{Clock as RuntimeClock, Metrics, Storage, Strategizer};
use rand_core::CryptoRng;
use std::sync::Arc;
use wepos_chain::Network;

/// What a follower starts with: a place for its data, a network, and whom to ask.
#[derive(Debug)]
pub struct Follower {
    /// Where its data lie.
    pub data_dir: DataDir,
    /// Its network: all that it trusts.
    pub network: Arc<Network>,
    /// Its clock.
    pub clock: Clock,
    /// Whom it asks.
    pub sources: Sources,
    /// Whether it begins with a recent state instead of the first block. Of no effect once it has begun.
    pub from_state: bool,
}

impl Node {
    /// Starts a follower. It waits for no source: it goes on where it was, and with the network when one answers.
    ///
    /// # Errors
    ///
    /// When the data directory is another network's.
    ///
    /// # Panics
    ///
    /// When the storage is damaged.
    pub async fn start_follower<E>(context: E, follower: &Follower) -> Result<Self, StartError>
    where
        E: CryptoRng + Strategizer + Metrics + RuntimeClock + Storage,
    {
        let Follower {
            data_dir,
            network,
            clock,
            sources,
            from_state,
        } = follower;
        data_dir.adopt(network.genesis())?;
        let epochs = Epochs::new(network, None);
        let (network, clock) = (network.clone(), clock.clone());
        let assembly = assemble(context, data_dir, network, clock, epochs, None).await?;
        let config = FollowerConfig {
            prefix: PREFIX.into(),
            sources: sources.clone(),
            from_state: *from_state,
            indexed: assembly.indexed,
        };
        let engine = start_follower(assembly.opened, config, assembly.app).await;
        let neighbours = sources.neighbours().clone();
        let sources = Some(sources.clone());
        assembly
            .remaining
            .into_node(engine, neighbours, sources)
            .await
    }
}

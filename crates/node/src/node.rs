//! A running node: data directory, engine, and what the outside asks.

mod assembly;
mod follower;

use crate::{
    admission::Admission,
    clock::Clock,
    data_dir::DataDir,
    engine::{self, EngineConfig},
    epochs::{Epochs, Halt},
    index::{Index, IndexError},
    ledger::Ledger,
    neighbours::Neighbours,
    network::{self, Peering},
    pool::Pool,
    proof::namespace,
    sync::Sources,
};
use bytes::Bytes;
use commonware_codec::DecodeExt as _;
use commonware_cryptography::{Signer as _, ed25519};
use commonware_runtime::{
    Clock as RuntimeClock, Handle, Metrics, Network as Sockets, Resolver, Storage, Strategizer,
};
use rand_core::CryptoRng;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use wepos_chain::{Network, validators::ValidatorSet};

use assembly::assemble;
pub use follower::Follower;

/// The prefix of every partition in the storage folder.
pub(crate) const PREFIX: &str = "wepos";

/// How long beyond the heartbeat a leader may take: long enough for a block to go around the world and be run, and with
/// the heartbeat short enough that a leader who is gone costs less than two seconds.
const LEADER_SLACK: Duration = Duration::from_millis(500);

/// Why a node cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory.
    #[error(transparent)]
    DataDir(#[from] crate::data_dir::DataDirError),
    /// The genesis document.
    #[error(transparent)]
    Genesis(#[from] wepos_chain::genesis::GenesisError),
    /// Nobody says where these validators are reached.
    #[error(
        "no address is known of {}: add a line for each to [peers] in the configuration, such as \
         \"{}\" = \"host:port\"",
        .0.join(", "),
        .0[0]
    )]
    NoAddress(Vec<String>),
    /// The port for other validators cannot be had.
    #[error("cannot listen for other validators on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        error: std::io::Error,
    },
    /// The index file.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The node ran, and a part of it that it cannot do without failed.
    #[error(
        "the node stopped by itself, the reason is printed above. Nothing that was acknowledged is lost. If the disk \
         is full, make room and start again; if files are damaged, restore the data directory from a backup, or \
         choose another"
    )]
    Stopped,
    /// The chain goes on in a way that this process cannot follow.
    #[error(transparent)]
    Halted(#[from] Halt),
    /// No threads for checking signatures.
    #[error("cannot start threads: {0}")]
    Threads(std::io::Error),
}

/// The public half of a validator's keys, as genesis lists it.
pub fn public_key(secrets: &crate::data_dir::ValidatorSecrets) -> [u8; 32] {
    let key = signing_key(secrets).public_key();
    let bytes: &[u8] = key.as_ref();
    bytes.try_into().expect("an ed25519 key has 32 bytes")
}

pub(crate) fn signing_key(secrets: &crate::data_dir::ValidatorSecrets) -> ed25519::PrivateKey {
    ed25519::PrivateKey::decode(Bytes::copy_from_slice(&secrets.signing))
        .expect("any 32 bytes are a key")
}

/// What a validator starts with.
#[derive(Debug)]
pub struct Validator {
    /// Where its data lie.
    pub data_dir: DataDir,
    /// Its network.
    pub network: Arc<Network>,
    /// Its clock.
    pub clock: Clock,
    /// The longest time without a block.
    pub heartbeat: Duration,
    /// Where it listens, and where it finds the others.
    pub peering: Peering,
}

/// A running node.
pub struct Node {
    /// The chain.
    pub ledger: Arc<Ledger>,
    /// Where old transactions and events are found.
    pub index: Arc<Index>,
    /// Waiting transactions.
    pub pool: Pool,
    /// The way into the pool.
    pub admission: Admission,
    /// The clock.
    pub clock: Clock,
    /// Which epoch the node is in, and who signs there.
    pub epochs: Epochs,
    /// What it knows of its network from others.
    pub neighbours: Neighbours,
    /// Whom a follower asks; a validator has none.
    pub sources: Option<Sources>,
    /// Ends when consensus ends.
    pub handle: Handle<()>,
}

impl Node {
    /// Starts a validator. It waits for no peer: whoever starts first waits for the others while it runs.
    ///
    /// # Errors
    ///
    /// When the data directory is another network's, or an address is missing or taken.
    ///
    /// # Panics
    ///
    /// When the storage is damaged.
    pub async fn start<E>(context: E, validator: &Validator) -> Result<Self, StartError>
    where
        E: CryptoRng + Strategizer + Metrics + RuntimeClock + Storage + Sockets + Resolver,
    {
        let Validator {
            data_dir,
            network,
            clock,
            heartbeat,
            peering,
        } = validator;
        let (network, clock) = (network.clone(), clock.clone());
        data_dir.adopt(network.genesis())?;
        let secrets = data_dir.validator_secrets()?;
        let key = signing_key(&secrets);
        let next_key = data_dir.next_validator_secrets()?;
        let next_key = next_key.map(|secrets| signing_key(&secrets).public_key());
        // Before anything runs: a port that is taken would end the network later, without a word.
        peering.check_port()?;
        // Once there are blocks, others than those of genesis may be the validators.
        if !data_dir.has_blocks() {
            peering.check_addresses(&key.public_key(), &ValidatorSet::genesis(&network))?;
        }
        let links = network::start(&context, key.clone(), &namespace(&network), peering.clone());
        let epochs = Epochs::with_next_key(&network, Some(key.clone()), next_key);

        let seed_key = Some(secrets.seed_key());
        let assembly = assemble(context, data_dir, network, clock, epochs, seed_key).await?;
        let neighbours = assembly.gossip(links.gossip, links.peers.blocker());
        let config = EngineConfig {
            prefix: PREFIX.into(),
            public_key: key.public_key(),
            heartbeat: *heartbeat,
            leader_slack: LEADER_SLACK,
            indexed: assembly.indexed,
        };
        let engine = engine::start(
            assembly.opened,
            config,
            assembly.app,
            links.peers.clone(),
            links.peers.blocker(),
            links.channels,
        )
        .await;
        assembly.remaining.into_node(engine, neighbours, None).await
    }
}

impl Node {
    /// Waits until block `number` is final.
    ///
    /// # Errors
    ///
    /// [`Node::why_stopped`] when consensus ends before.
    pub async fn wait_for_block(&mut self, number: u64) -> Result<(), StartError> {
        let mut published = self.ledger.subscribe();
        while self.ledger.tip().header.number < number {
            tokio::select! {
                // One that lagged looks again, and the ledger that sends is our own: it never closes.
                _ = published.recv() => {}
                _ = &mut self.handle => return Err(self.why_stopped()),
            }
        }
        Ok(())
    }
}

impl Node {
    /// Why consensus ended: [`StartError::Halted`] when the chain goes on without this process, else
    /// [`StartError::Stopped`].
    pub fn why_stopped(&self) -> StartError {
        let reason = self.epochs.halt_reason();
        reason.map_or(StartError::Stopped, StartError::Halted)
    }
}

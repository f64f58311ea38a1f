//! Validators talk to each other: authenticated, encrypted connections between all of them, each known by its key.
//!
//! Everybody is connected to everybody, so nothing is relayed. Who may be a peer is what the chain says, where it is
//! reached too, and an operator's own list of addresses goes before that. A lone validator is a network of one: it
//! listens on a loopback port that nobody is told of.

#[cfg(test)]
mod tests;

use crate::{
    block::{Block, Digest, PublicKey},
    engine::{Channels, PeerManager},
    gossip,
    node::StartError,
    proof::participants,
};
use commonware_consensus::{
    marshal::{self, standard::Standard},
    simplex::{self, scheme::ed25519::Scheme},
};
use commonware_cryptography::{ChaCha20Poly1305, Signer as _, ed25519::PrivateKey};
use commonware_p2p::{
    Address, AddressableManager as _, Ingress, PeerSetSubscription, Provider, TrackedPeers,
    authenticated::lookup::{self, Network, Oracle, Receiver, Sender},
    max_message_size,
    utils::mux::prefixed,
};
use commonware_runtime::{Clock, Metrics, Network as Sockets, Quota, Resolver, Spawner};
use commonware_stream::{
    cups::{self, Cups},
    sake::{self, Sake},
};
use commonware_utils::{Hostname, NZU32, NZUsize, ordered::Map};
use rand_core::CryptoRng;
use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    num::{NonZeroU32, NonZeroUsize},
    str::FromStr,
    time::Duration,
};
use wepos_chain::validators::{VALIDATORS_MAX, ValidatorSet};

/// The most validators of one epoch, and this node if it is none of them.
const MAX_PEERS: NonZeroUsize = NZUsize!(VALIDATORS_MAX + 1);

/// Epochs whose validators stay connected: the one that runs, and the one before it, whose last blocks others may
/// still need.
const TRACKED_EPOCHS: NonZeroUsize = NZUsize!(2);

/// How far the clocks of two validators may be apart when they connect. Further, and blocks' times would be refused.
const CLOCKS_APART: Duration = Duration::from_secs(5);

/// How old the first message of a connection may be when it arrives.
const HANDSHAKE_AGE: Duration = Duration::from_secs(10);

/// How long a peer that broke the protocol is kept out.
const BLOCK_DURATION: Duration = Duration::from_secs(60 * 60);

/// Connections of one address in a second: validators behind one router share it.
const CONNECTIONS_PER_ADDRESS: NonZeroU32 = NZU32!(16);

/// Connections of one subnet in a second.
const CONNECTIONS_PER_SUBNET: NonZeroU32 = NZU32!(128);

/// Messages that wait in front of an actor of the network.
const MAILBOX: NonZeroUsize = NZUsize!(1024);

/// Where a peer is reached: `host:port`, the host being a name or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerAddress(Ingress);

/// Text that is no address of a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is not `host:port`, such as 203.0.113.7:9545, [2001:db8::7]:9545 or node.example.org:9545"
)]
pub struct NotAnAddress;

impl FromStr for PeerAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        if let Ok(socket) = text.parse::<SocketAddr>() {
            let reachable = socket.port() != 0 && !socket.ip().is_unspecified();
            return reachable
                .then_some(Self(Ingress::Socket(socket)))
                .ok_or(NotAnAddress);
        }
        let (host, port) = text.rsplit_once(':').ok_or(NotAnAddress)?;
        let port = port.parse().ok().filter(|port: &u16| *port != 0);
        // Digits and dots are an address that is wrong, not a name.
        let is_name = host.contains(|letter: char| letter.is_ascii_alphabetic());
        let host = Hostname::new(host).ok().filter(|_| is_name);
        match (host, port) {
            (Some(host), Some(port)) => Ok(Self(Ingress::Dns { host, port })),
            _ => Err(NotAnAddress),
        }
    }
}

impl std::fmt::Display for PeerAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Ingress::Socket(socket) => write!(f, "{socket}"),
            Ingress::Dns { host, port } => write!(f, "{}:{port}", host.as_str()),
        }
    }
}

impl PeerAddress {
    /// In the library's terms. Who connects is known by its key, so it may come from anywhere.
    fn address(&self) -> Address {
        Address::Asymmetric {
            ingress: self.0.clone(),
            egress: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), self.0.port()),
        }
    }
}

/// Where this validator listens, and where it finds the others.
#[derive(Clone, Debug)]
pub struct Peering {
    /// Where it waits for others.
    pub listen: SocketAddr,
    /// The operator's own addresses of peers, by their keys; they go before what the chain says.
    pub addresses: BTreeMap<[u8; 32], PeerAddress>,
}

impl Peering {
    /// For a network of one.
    pub fn alone() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            addresses: BTreeMap::new(),
        }
    }

    /// Where a validator is reached: what the operator says goes before what the chain says.
    fn address_of(&self, key: &PublicKey, validators: &ValidatorSet) -> Option<PeerAddress> {
        let bytes: &[u8] = key.as_ref();
        let key: &[u8; 32] = bytes.try_into().ok()?;
        let own = self.addresses.get(key).cloned();
        own.or_else(|| validators.find(key)?.address.parse().ok())
    }

    /// Whether every peer can be found.
    pub(crate) fn check_addresses(
        &self,
        own: &PublicKey,
        validators: &ValidatorSet,
    ) -> Result<(), StartError> {
        let keys = participants(validators).into_iter();
        let missing = keys.filter(|key| key != own && self.address_of(key, validators).is_none());
        let missing: Vec<String> = missing.map(|key| hex(&key)).collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(StartError::NoAddress(missing)),
        }
    }

    /// Whether the port can be had.
    pub(crate) fn check_port(&self) -> Result<(), StartError> {
        match TcpListener::bind(self.listen) {
            // The network binds it again, a moment later.
            Ok(_listener) => Ok(()),
            Err(error) => Err(StartError::Listen {
                address: self.listen,
                error,
            }),
        }
    }
}

/// Who the peers are, told to the network.
#[derive(Clone, Debug)]
pub(crate) struct Peers {
    oracle: Oracle<PublicKey>,
    own: PublicKey,
    peering: Peering,
}

impl PeerManager for Peers {
    fn track(&mut self, epoch: u64, validators: &ValidatorSet) {
        let peers = participants(validators).into_iter().filter_map(|key| {
            match self.peering.address_of(&key, validators) {
                _ if key == self.own => Some((key, self.peering.listen.into())),
                Some(address) => Some((key, address.address())),
                None => {
                    let key = hex(&key);
                    tracing::error!(
                        %key, epoch,
                        "no address of this validator is known: add it to [peers] in the configuration"
                    );
                    None
                }
            }
        });
        let peers: Map<PublicKey, Address> = Map::from_iter_dedup(peers);
        self.oracle.track(epoch, peers);
    }
}

impl Provider for Peers {
    type PublicKey = PublicKey;

    async fn peer_set(&mut self, epoch: u64) -> Option<TrackedPeers<PublicKey>> {
        self.oracle.peer_set(epoch).await
    }

    async fn subscribe(&mut self) -> PeerSetSubscription<PublicKey> {
        self.oracle.subscribe().await
    }
}

impl Peers {
    /// Shuts out who breaks the protocol.
    pub(crate) fn blocker(&self) -> Oracle<PublicKey> {
        self.oracle.clone()
    }
}

/// A key as people write it.
pub(crate) fn hex(key: &PublicKey) -> String {
    alloy_primitives::hex::encode_prefixed(key.as_ref() as &[u8])
}

/// The network and its channels.
pub(crate) struct Links<E: Clock> {
    /// Who the peers are.
    pub(crate) peers: Peers,
    /// What consensus needs.
    pub(crate) channels: Channels<Sender<PublicKey, E>, Receiver<PublicKey>>,
    /// Transactions.
    pub(crate) gossip: (Sender<PublicKey, E>, Receiver<PublicKey>),
}

/// Messages that one peer may send on a channel in a second, and at once. They bound memory: a channel holds that many
/// at once of every peer. Too few, and votes are lost when blocks follow each other without a pause.
const fn quota(each_second: u32, at_once: u32) -> (NonZeroU32, NonZeroU32) {
    match (NonZeroU32::new(each_second), NonZeroU32::new(at_once)) {
        (Some(each_second), Some(at_once)) => (each_second, at_once),
        _ => panic!("a channel carries something"),
    }
}

/// Votes: two of each validator for a block, and blocks come every 20 ms at most.
const VOTES: (NonZeroU32, NonZeroU32) = quota(512, 64);
/// Certificates: two for a block.
const CERTIFICATES: (NonZeroU32, NonZeroU32) = quota(512, 64);
/// Missing certificates: questions and answers.
const MISSING_CERTIFICATES: (NonZeroU32, NonZeroU32) = quota(256, 32);
/// Missing blocks: questions and answers, up to 2 MiB each.
const MISSING_BLOCKS: (NonZeroU32, NonZeroU32) = quota(256, 32);
/// New blocks, up to 2 MiB each.
const BLOCKS: (NonZeroU32, NonZeroU32) = quota(128, 8);
/// Transactions.
const GOSSIP: (NonZeroU32, NonZeroU32) = (gossip::MESSAGES_PER_SECOND, gossip::MESSAGES_AT_ONCE);

/// Starts the network.
pub(crate) fn start<E>(context: &E, key: PrivateKey, namespace: &[u8], peering: Peering) -> Links<E>
where
    E: CryptoRng + Spawner + Metrics + Clock + Sockets + Resolver,
{
    let own = key.public_key();
    let handshake = Cups::<_, ChaCha20Poly1305>::new(
        Sake {
            signer: key,
            synchrony_bound: CLOCKS_APART,
            max_handshake_age: HANDSHAKE_AGE,
            version: sake::Version::V1,
        },
        cups::Version::V1,
    );
    let config = lookup::Config {
        handshake,
        namespace: namespace.to_vec(),
        listen: peering.listen,
        // Who is a peer, and where, is for committee and operator to say; many networks are private.
        allow_private_ips: true,
        allow_dns: true,
        // Keys say who somebody is. Addresses change, and names have none of their own.
        bypass_ip_check: true,
        max_message_size: max_payload(),
        max_peers_per_set: MAX_PEERS,
        mailbox_size: MAILBOX,
        send_batch_size: NZUsize!(8),
        handshake_timeout: Duration::from_secs(5),
        dial_timeout: Duration::from_secs(5),
        peer_connection_cooldown: Duration::from_secs(1),
        max_concurrent_handshakes: NZU32!(512),
        allowed_handshake_rate_per_ip: Quota::per_second(CONNECTIONS_PER_ADDRESS),
        allowed_handshake_rate_per_subnet: Quota::per_second(CONNECTIONS_PER_SUBNET),
        ping_frequency: Duration::from_secs(5),
        dial_frequency: Duration::from_millis(200),
        tracked_peer_sets: TRACKED_EPOCHS,
        block_duration: BLOCK_DURATION,
    };
    let (mut network, oracle) = Network::new(context.child("network"), config);
    let mut channel = |number, (each_second, at_once)| {
        network.register(number, Quota::per_second(each_second).allow_burst(at_once))
    };
    let channels = Channels {
        vote: channel(0, VOTES),
        certificate: channel(1, CERTIFICATES),
        resolver: channel(2, MISSING_CERTIFICATES),
        backfill: channel(3, MISSING_BLOCKS),
        broadcast: channel(4, BLOCKS),
    };
    let gossip = channel(5, GOSSIP);
    network.start();
    let peers = Peers {
        oracle,
        own,
        peering,
    };
    Links {
        peers,
        channels,
        gossip,
    }
}

/// The largest message of all channels, the same for every validator: who sends a larger one is disconnected.
fn max_payload() -> u32 {
    let validators = u32::try_from(VALIDATORS_MAX).expect("there are at most a hundred");
    max_message_size(&[
        // Consensus has a channel within the channel for each epoch.
        prefixed(simplex::max_payload_size::<Scheme, Digest>(validators)),
        marshal::max_payload_size::<Standard<Block>, Scheme>(validators, &()),
        gossip::MAX_MESSAGE_BYTES,
    ])
}

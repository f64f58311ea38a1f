//! What one caller may take: nobody pays for a question, so every one has a bound.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Limits on callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcLimits {
    /// Bytes of one message: what a batch of large transactions needs.
    pub message_bytes: usize,
    /// Items of one batch: what libraries send at most.
    pub batch_items: usize,
    /// How long the items of one batch may take together, after which further ones are refused: proxies and clients
    /// give up at about this time, and nobody should work for an answer that nobody reads.
    pub batch_time: Duration,
    /// Bytes of the answers to one message, after which further items of a batch are refused; and bytes of events in
    /// one answer of `eth_getLogs`.
    pub response_bytes: usize,
    /// Events in one answer of `eth_getLogs`: the number that indexers expect.
    pub logs: usize,
    /// Costly questions at the same time: calls that execute rules (up to 60 ms of a core that the consensus also
    /// needs), and searches over many blocks.
    pub costly_at_once: usize,
    /// Costly questions that wait for their turn; the next one is told at once that the node is busy.
    pub costly_waiting: usize,
    /// Costly questions of one IP address, running or waiting: nobody fills the queue alone.
    pub costly_per_address: usize,
    /// Questions of one IP address per second, each item of a batch for itself. Most cost some microseconds; a page
    /// asks a dozen when it opens, and an indexer that catches up some hundred a second.
    pub calls_per_second: u32,
    /// Filters of one IP address: an application keeps a few.
    pub filters_per_address: usize,
    /// Open connections of all kinds: each holds a file and some memory.
    pub open_connections: usize,
    /// Open connections of one IP address: an office behind one address, with browsers that keep several each.
    pub open_connections_per_address: usize,
    /// How long the head of a request may take to arrive, and how long a connection may be idle: more than a slow
    /// mobile network needs, and little for somebody who holds connections to keep others out.
    pub header_timeout: Duration,
    /// How long the body of a request may take to arrive.
    pub body_timeout: Duration,
    /// Bytes of large messages ([`LARGE_MESSAGE`]) that may be arriving or answered at the same time; others wait.
    /// Without it, every connection could make the node hold a message of the largest size.
    pub large_messages_bytes: usize,
    /// WebSocket connections.
    pub connections: usize,
    /// WebSocket connections of one IP address.
    pub connections_per_address: usize,
    /// Subscriptions of one connection.
    pub subscriptions: usize,
    /// Signed transactions of one IP address per second, counted before their signature is recovered (42 µs each).
    pub transactions_per_second: u32,
    /// How many seconds' worth of them may come at once.
    pub burst_seconds: u32,
    /// Proofs of one IP address per second: each reads some dozen nodes of the state's tree (0.2 ms) while blocks wait
    /// for the state, and a member asks for one now and then.
    pub proofs_per_second: u32,
    /// Answers to followers of one IP address per second: one gives up to 512 blocks, so this lets a follower read
    /// thousands of blocks a second, and several behind one address keep up with the chain.
    pub sync_answers_per_second: u32,
    /// Whether callers from this machine have no limit on transactions, proofs, questions and answers to followers per
    /// second: so on development networks, where they are the benchmark.
    pub loopback_is_free: bool,
    /// Whether a proxy on this machine names its client in `X-Forwarded-For`.
    pub behind_proxy: bool,
}

impl RpcLimits {
    /// For a node that strangers reach.
    pub fn public() -> Self {
        Self {
            message_bytes: 5 * 1024 * 1024,
            batch_items: 100,
            batch_time: Duration::from_secs(30),
            response_bytes: 25 * 1024 * 1024,
            logs: 10_000,
            costly_at_once: 2,
            costly_waiting: 64,
            costly_per_address: 16,
            calls_per_second: 300,
            filters_per_address: 100,
            open_connections: 1_000,
            open_connections_per_address: 200,
            header_timeout: Duration::from_secs(15),
            body_timeout: Duration::from_secs(30),
            large_messages_bytes: 128 * 1024 * 1024,
            connections: 1_000,
            connections_per_address: 50,
            subscriptions: 100,
            transactions_per_second: 50,
            burst_seconds: 4,
            proofs_per_second: 10,
            sync_answers_per_second: 20,
            loopback_is_free: false,
            behind_proxy: false,
        }
    }

    /// For a development network: the same, with nothing in the way of a local benchmark.
    pub fn development() -> Self {
        Self {
            open_connections_per_address: 1_000,
            connections_per_address: 1_000,
            filters_per_address: 1_000,
            costly_per_address: 64,
            transactions_per_second: 100_000,
            calls_per_second: 100_000,
            loopback_is_free: true,
            ..Self::public()
        }
    }
}

/// Bytes from which a message counts as large. Smaller ones are bounded by the number of connections.
pub(super) const LARGE_MESSAGE: usize = 64 * 1024;

/// Places for connections and costly questions, so many for everybody and so many for one address. Clones are the same
/// places.
#[derive(Clone)]
pub(super) struct Places(Arc<PlacesInner>);

struct PlacesInner {
    free: Arc<Semaphore>,
    per_address: usize,
    taken: parking_lot::Mutex<HashMap<IpAddr, usize>>,
}

/// A place, given back when it is dropped.
pub(super) struct Place {
    places: Arc<PlacesInner>,
    network: Option<IpAddr>,
    _permit: OwnedSemaphorePermit,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPlace {
    ForAnybody,
    ForThisAddress,
}

impl NoPlace {
    /// What a client hears whose connection is closed for it.
    pub(super) const fn connection(self) -> &'static str {
        match self {
            Self::ForAnybody => "this node has no more room for connections",
            Self::ForThisAddress => "too many connections from this address",
        }
    }
}

impl Places {
    pub(super) fn new(places: usize, per_address: usize) -> Self {
        Self(Arc::new(PlacesInner {
            free: Arc::new(Semaphore::new(places)),
            per_address,
            taken: parking_lot::Mutex::default(),
        }))
    }

    /// A place for `address`, or why there is none.
    pub(super) fn take(&self, address: IpAddr) -> Result<Place, NoPlace> {
        let mut place = self.take_unnamed()?;
        let network = network_of(address);
        let mut taken = self.0.taken.lock();
        let count = taken.entry(network).or_default();
        if *count >= self.0.per_address {
            return Err(NoPlace::ForThisAddress);
        }
        *count += 1;
        place.network = Some(network);
        Ok(place)
    }

    /// A place that counts for no address.
    pub(super) fn take_unnamed(&self) -> Result<Place, NoPlace> {
        let permit = self.0.free.clone().try_acquire_owned();
        Ok(Place {
            places: self.0.clone(),
            network: None,
            _permit: permit.map_err(|_| NoPlace::ForAnybody)?,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(network) = self.network else {
            return;
        };
        let mut taken = self.places.taken.lock();
        if let Some(count) = taken.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&network);
            }
        }
    }
}

/// Addresses that are remembered at once. Full buckets are forgotten first: they say nothing.
const REMEMBERED_ADDRESSES: usize = 65_536;

/// A token bucket per IP address, for one kind of thing.
pub(crate) struct RateLimiter {
    per_second: f64,
    capacity: f64,
    loopback_is_free: bool,
    buckets: parking_lot::Mutex<HashMap<IpAddr, Bucket>>,
}

struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl RateLimiter {
    pub(crate) fn new(per_second: u32, limits: &RpcLimits) -> Self {
        let per_second = f64::from(per_second);
        Self {
            per_second,
            capacity: per_second * f64::from(limits.burst_seconds.max(1)),
            loopback_is_free: limits.loopback_is_free,
            buckets: parking_lot::Mutex::default(),
        }
    }

    /// Takes up to `wanted` tokens of `address`; how many there were.
    pub(crate) fn take(&self, address: IpAddr, wanted: usize) -> usize {
        if self.loopback_is_free && address.is_loopback() {
            return wanted;
        }
        let now = Instant::now();
        let mut buckets = self.buckets.lock();
        if buckets.len() >= REMEMBERED_ADDRESSES {
            buckets.retain(|_, bucket| self.level(bucket, now) < self.capacity);
            if buckets.len() >= REMEMBERED_ADDRESSES {
                // Every remembered address is busy: nobody new until one of them rests.
                return 0;
            }
        }
        let bucket = buckets.entry(network_of(address)).or_insert(Bucket {
            tokens: self.capacity,
            filled: now,
        });
        let level = self.level(bucket, now);
        // A message has far fewer items than a float counts exactly.
        let granted = (level.floor() as usize).min(wanted);
        bucket.tokens = level - granted as f64;
        bucket.filled = now;
        granted
    }

    fn level(&self, bucket: &Bucket, now: Instant) -> f64 {
        let elapsed = now.saturating_duration_since(bucket.filled).as_secs_f64();
        (bucket.tokens + elapsed * self.per_second).min(self.capacity)
    }
}

/// Whom a limit is for: an IPv4 address, or the /64 network that a subscriber of IPv6 has for himself.
pub(super) fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_emptied_once_and_fills_again_and_is_not_shared() {
        let limits = RpcLimits {
            transactions_per_second: 1_000,
            burst_seconds: 1,
            ..RpcLimits::public()
        };
        let limiter = RateLimiter::new(limits.transactions_per_second, &limits);
        let one: IpAddr = "203.0.113.1".parse().unwrap();
        let other: IpAddr = "203.0.113.2".parse().unwrap();
        assert_eq!(limiter.take(one, 2_000), 1_000);
        assert!(limiter.take(one, 100) < 100);
        assert_eq!(limiter.take(other, 10), 10);
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert!(limiter.take(one, 100) >= 10);
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_share_a_bucket() {
        let one = network_of("2001:db8:1:2::1".parse().unwrap());
        assert_eq!(one, network_of("2001:db8:1:2:ffff::9".parse().unwrap()));
        assert_ne!(one, network_of("2001:db8:1:3::1".parse().unwrap()));
        let mapped = network_of("::ffff:203.0.113.1".parse().unwrap());
        assert_eq!(mapped, "203.0.113.1".parse::<IpAddr>().unwrap());
    }
}

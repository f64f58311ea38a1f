//! So many requests a minute for each caller.

use crate::{Refusal, limits::REMEMBERED_CALLERS};
use parking_lot::Mutex;
use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

/// What a caller may save up: a minute's worth.
const SPAN: Duration = Duration::from_secs(60);

/// A limit for each caller. A caller is as far ahead of time as its requests of the last minute take at the allowed
/// pace (generic cell rate algorithm), so one moment is all there is to remember.
pub(crate) struct Rate<Caller> {
    /// What one request takes.
    pace: Duration,
    paid_until: Mutex<HashMap<Caller, Instant>>,
}

impl<Caller: Eq + Hash> Rate<Caller> {
    pub(crate) fn new(per_minute: u32) -> Self {
        Self {
            pace: SPAN / per_minute.max(1),
            paid_until: Mutex::default(),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    ///
    /// When the caller has used up its minute, with the time to wait.
    pub(crate) fn take(&self, caller: Caller, now: Instant) -> Result<(), Refusal> {
        let mut callers = self.paid_until.lock();
        if callers.len() >= REMEMBERED_CALLERS {
            // Who is not ahead of time is a stranger again.
            callers.retain(|_, paid_until| *paid_until > now);
            if callers.len() >= REMEMBERED_CALLERS && !callers.contains_key(&caller) {
                return Err(Refusal::too_fast(SPAN.as_secs()));
            }
        }
        let paid_until = callers.entry(caller).or_insert(now);
        let next = (*paid_until).max(now) + self.pace;
        let ahead = next.saturating_duration_since(now);
        if ahead > SPAN {
            return Err(Refusal::too_fast((ahead - SPAN).as_secs() + 1));
        }
        *paid_until = next;
        Ok(())
    }
}

/// Whom a limit is for: an IPv4 address, or the /64 network that a subscriber of IPv6 has for himself.
pub(crate) fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_used_up_at_once_and_comes_back_evenly_and_is_not_shared() {
        let (rate, start) = (Rate::new(60), Instant::now());
        for _ in 0..60 {
            rate.take("one", start).unwrap();
        }
        let refused = rate.take("one", start).unwrap_err();
        assert_eq!(refused.facts()["retryAfter"], 2);
        rate.take("other", start).unwrap();
        let later = start + Duration::from_millis(1_500);
        rate.take("one", later).unwrap();
        rate.take("one", later).unwrap_err();
    }

    #[test]
    fn strangers_are_forgotten_when_they_rest() {
        let (rate, start) = (Rate::new(60), Instant::now());
        for caller in 0..REMEMBERED_CALLERS {
            rate.take(caller, start).unwrap();
        }
        rate.take(REMEMBERED_CALLERS, start).unwrap_err();
        rate.take(0, start).unwrap();
        rate.take(REMEMBERED_CALLERS, start + Duration::from_secs(3))
            .unwrap();
    }
}

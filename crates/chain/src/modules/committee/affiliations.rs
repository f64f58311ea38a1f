//! Who belongs together: declared by either side, and never taken back at once (R13).

use super::{
    MAX_AFFILIATIONS,
    seats::{seats, second_boundary},
    state::{AFFILIATIONS, Affiliation, Affiliations, Seat},
};
use crate::{Context, Failure, ensure, time::Timestamp};
use alloy_primitives::{Address, U256};
use wepos_abi::{ICommittee, addresses};

/// Whether two accounts count as one party: the same account, keys of the same seat, or declared by either side.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub fn affiliated(ctx: &mut Context<'_>, one: Address, other: Address) -> Result<bool, Failure> {
    let seats = seats(ctx)?;
    affiliated_in(ctx, &seats, one, other)
}

/// The same, for whoever has read the seats.
pub(super) fn affiliated_in(
    ctx: &mut Context<'_>,
    seats: &[Seat],
    one: Address,
    other: Address,
) -> Result<bool, Failure> {
    let (ours, theirs) = (party(seats, one), party(seats, other));
    Ok(ours.contains(&other)
        || declared(ctx, ours[0], &theirs)?
        || mutated!(
            AffiliationCountsOneWay,
            false,
            declared(ctx, theirs[0], &ours)?
        ))
}

/// The member of the committee that an account is, or is affiliated with.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub fn seat_of(ctx: &mut Context<'_>, account: Address) -> Result<Option<Address>, Failure> {
    let seats = seats(ctx)?;
    for seat in &seats {
        if affiliated_in(ctx, &seats, seat.member, account)? {
            return Ok(Some(seat.member));
        }
    }
    Ok(None)
}

/// The accounts of whoever has an account: all keys of a member, the newest first, or the account alone. What any of
/// them declares is stored under the first.
pub(super) fn party(seats: &[Seat], account: Address) -> Vec<Address> {
    match seats.iter().find(|seat| seat.is(account)) {
        Some(seat) => std::iter::once(seat.member)
            .chain(seat.former.iter().copied())
            .collect(),
        None => vec![account],
    }
}

/// Whether `account` declared one of `others`, and it counts now.
fn declared(ctx: &mut Context<'_>, account: Address, others: &[Address]) -> Result<bool, Failure> {
    let now = ctx.time();
    Ok(standing(ctx, account)?
        .0
        .iter()
        .any(|affiliation| affiliation.counts(now) && others.contains(&affiliation.account)))
}

/// What an account declared and still counts.
pub(super) fn standing(ctx: &mut Context<'_>, account: Address) -> Result<Affiliations, Failure> {
    let now = ctx.time();
    let mut affiliations = AFFILIATIONS.get(ctx, &account)?.unwrap_or_default();
    affiliations.0.retain(|affiliation| affiliation.counts(now));
    Ok(affiliations)
}

/// Declares an affiliate of the caller. Declared again, a withdrawn one stands as before.
///
/// # Errors
///
/// `InvalidAccount`, `AlreadyAffiliated`, `TooManyAffiliations`.
pub(super) fn declare(ctx: &mut Context<'_>, affiliate: Address) -> Result<(), Failure> {
    let ours = caller(ctx)?;
    let account = ours[0];
    ensure!(
        addresses::is_personal(affiliate) && !ours.contains(&affiliate),
        ICommittee::InvalidAccount { account: affiliate }
    );
    let mut affiliations = standing(ctx, account)?;
    let declared_at = ctx.time();
    let known = affiliations.find(affiliate);
    match known {
        Some(known) => {
            ensure!(
                known.counts_until.is_some(),
                ICommittee::AlreadyAffiliated { account, affiliate }
            );
            known.counts_until = None;
        }
        None => {
            let maximum = U256::from(MAX_AFFILIATIONS);
            ensure!(
                affiliations.0.len() < MAX_AFFILIATIONS,
                ICommittee::TooManyAffiliations { account, maximum }
            );
            affiliations.0.push(Affiliation {
                account: affiliate,
                declared_at,
                counts_until: None,
            });
        }
    }
    AFFILIATIONS.put(ctx, &account, &affiliations)?;
    ctx.emit(&ICommittee::AffiliationDeclared { account, affiliate })
}

/// Withdraws a declaration of the caller. It counts until the second stage boundary, so for at least one whole stage:
/// nobody sheds an interest for the day of a vote.
///
/// # Errors
///
/// `NotAffiliated`.
pub(super) fn withdraw(ctx: &mut Context<'_>, affiliate: Address) -> Result<(), Failure> {
    let account = caller(ctx)?[0];
    let counts_until = second_boundary(ctx);
    let mut affiliations = standing(ctx, account)?;
    let known = affiliations
        .find(affiliate)
        .filter(|known| known.counts_until.is_none());
    let Some(known) = known else {
        return Err(ICommittee::NotAffiliated { account, affiliate }.into());
    };
    known.counts_until = Some(counts_until);
    AFFILIATIONS.put(ctx, &account, &affiliations)?;
    ctx.emit(&ICommittee::AffiliationWithdrawn {
        account,
        affiliate,
        countsUntil: counts_until.whole_seconds(),
    })
}

/// The accounts of the caller.
fn caller(ctx: &mut Context<'_>) -> Result<Vec<Address>, Failure> {
    let seats = seats(ctx)?;
    Ok(party(&seats, ctx.sender()))
}

/// What moves with a member to another account.
pub(super) fn rotate(ctx: &mut Context<'_>, from: Address, to: Address) -> Result<(), Failure> {
    let Some(declared) = AFFILIATIONS.get(ctx, &from)? else {
        return Ok(());
    };
    let own = AFFILIATIONS.get(ctx, &to)?.unwrap_or_default();
    AFFILIATIONS.remove(ctx, &from)?;
    AFFILIATIONS.put(ctx, &to, &own.with(declared))
}

impl Affiliation {
    pub(super) fn counts(&self, now: Timestamp) -> bool {
        self.counts_until
            .is_none_or(|until| mutated!(WithdrawnAffiliationEnds, false, now < until))
    }
}

impl Affiliations {
    fn find(&mut self, account: Address) -> Option<&mut Affiliation> {
        self.0
            .iter_mut()
            .find(|affiliation| affiliation.account == account)
    }

    /// These and others, each account once; what stands longer prevails.
    fn with(mut self, others: Self) -> Self {
        for other in others.0 {
            match self.find(other.account) {
                None => self.0.push(other),
                Some(known) => {
                    let both = known.counts_until.zip(other.counts_until);
                    known.counts_until = both.map(|(one, other)| one.max(other));
                }
            }
        }
        self
    }
}

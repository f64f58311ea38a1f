//! Seats, terms and keys (R13, WP-69, WP-70).

use super::{
    MAX_ROTATIONS, affiliations,
    state::{SEATS, Seat, Seats},
};
use crate::{
    Context, Failure, ensure,
    genesis::{COMMITTEE_SEATS_MAX, NAME_MAX, is_name},
    modules::token,
    time::Timestamp,
};
use alloy_primitives::{Address, U256};
use wepos_abi::{ICommittee, addresses};

/// The filled seats, in the order in which they were created.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub fn seats(ctx: &mut Context<'_>) -> Result<Vec<Seat>, Failure> {
    Ok(SEATS.get(ctx)?.unwrap_or_default().filled)
}

/// Whether an account is the one that a member approves with.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub fn is_member(ctx: &mut Context<'_>, account: Address) -> Result<bool, Failure> {
    Ok(seats(ctx)?.iter().any(|seat| seat.member == account))
}

/// How many seats are filled.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub fn seats_filled(ctx: &mut Context<'_>) -> Result<u32, Failure> {
    let filled = seats(ctx)?.len();
    Ok(u32::try_from(filled).expect("seats are few"))
}

/// The caller's seat.
///
/// # Errors
///
/// `NotAMember`.
pub(super) fn own(ctx: &mut Context<'_>) -> Result<Seat, Failure> {
    let account = ctx.sender();
    of(ctx, account)
}

/// The seat of an account.
///
/// # Errors
///
/// `NotAMember`.
pub(super) fn of(ctx: &mut Context<'_>, account: Address) -> Result<Seat, Failure> {
    let seat = seats(ctx)?.into_iter().find(|seat| seat.member == account);
    seat.ok_or_else(|| ICommittee::NotAMember { account }.into())
}

/// Fills the seats of the genesis document, in the first block. Their terms end with the second stage: at the start of
/// month 5 by the white paper's table.
pub(super) fn create(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let genesis = ctx.genesis();
    let mut all = Seats::default();
    for seat in &genesis.committee {
        take(ctx, &mut all, None, seat.address, seat.name.clone())?;
    }
    SEATS.put(ctx, &all)
}

/// What a decision to create a seat needs: a seat that is free, an account without one, a fit name.
///
/// # Errors
///
/// `CommitteeFull`, `InvalidAccount`, `AlreadySeated`, `NameUnfit`.
pub(super) fn check_seat(
    ctx: &mut Context<'_>,
    member: Address,
    name: &str,
) -> Result<(), Failure> {
    let seats = seats(ctx)?;
    let maximum = U256::from(COMMITTEE_SEATS_MAX);
    ensure!(
        seats.len() < COMMITTEE_SEATS_MAX,
        ICommittee::CommitteeFull { maximum }
    );
    check_newcomer(&seats, member, name)
}

/// Creates a seat.
pub(super) fn seat(ctx: &mut Context<'_>, member: Address, name: String) -> Result<(), Failure> {
    check_seat(ctx, member, &name)?;
    let mut all = SEATS.get(ctx)?.unwrap_or_default();
    take(ctx, &mut all, None, member, name)?;
    SEATS.put(ctx, &all)
}

/// What a renewal needs: a member, and a new term that ends later than the running one.
///
/// # Errors
///
/// `NotAMember`, `TermRuns`.
pub(super) fn check_renew(ctx: &mut Context<'_>, member: Address) -> Result<(), Failure> {
    let seat = of(ctx, member)?;
    ensure!(
        seat.term_ends_at < second_boundary(ctx),
        term_runs(member, seat.term_ends_at)
    );
    Ok(())
}

/// Renews a term.
pub(super) fn renew(ctx: &mut Context<'_>, member: Address) -> Result<(), Failure> {
    check_renew(ctx, member)?;
    let term_ends_at = second_boundary(ctx);
    let mut all = SEATS.get(ctx)?.unwrap_or_default();
    let seat = of_mut(&mut all, member);
    seat.term_ends_at = term_ends_at;
    let event = ICommittee::Renewed {
        seat: seat.id,
        member,
        termEndsAt: term_ends_at.whole_seconds(),
    };
    SEATS.put(ctx, &all)?;
    ctx.emit(&event)
}

/// What a change of hands needs: a caretaker, an account without a seat, a fit name.
///
/// # Errors
///
/// `NotAMember`, `TermRuns`, `InvalidAccount`, `AlreadySeated`, `NameUnfit`.
pub(super) fn check_fill(
    ctx: &mut Context<'_>,
    caretaker: Address,
    member: Address,
    name: &str,
) -> Result<(), Failure> {
    let left = of(ctx, caretaker)?;
    ensure!(
        mutated!(SeatFilledDuringTerm, true, left.term_ends_at <= ctx.time()),
        term_runs(caretaker, left.term_ends_at)
    );
    let mut others = seats(ctx)?;
    others.retain(|seat| seat.id != left.id);
    ensure!(
        !left.is(member),
        ICommittee::AlreadySeated { account: member }
    );
    check_newcomer(&others, member, name)
}

/// Gives a caretaker's seat to somebody else. What the caretaker said about open proposals no longer counts.
pub(super) fn fill(
    ctx: &mut Context<'_>,
    caretaker: Address,
    member: Address,
    name: String,
) -> Result<(), Failure> {
    check_fill(ctx, caretaker, member, &name)?;
    let mut all = SEATS.get(ctx)?.unwrap_or_default();
    let place = all.filled.iter().position(|seat| seat.member == caretaker);
    let place = place.expect("it was checked that the caretaker has a seat");
    ctx.emit(&ICommittee::Unseated {
        seat: all.filled[place].id,
        member: caretaker,
    })?;
    take(ctx, &mut all, Some(place), member, name)?;
    SEATS.put(ctx, &all)
}

/// Moves the caller's seat to another account of the same member, with everything it declared.
///
/// # Errors
///
/// `NotAMember`, `InvalidAccount`, `AlreadySeated`, `TooManyRotations`.
pub(super) fn rotate(ctx: &mut Context<'_>, to: Address) -> Result<(), Failure> {
    let from = ctx.sender();
    own(ctx)?;
    let mut all = SEATS.get(ctx)?.unwrap_or_default();
    ensure!(
        addresses::is_personal(to),
        ICommittee::InvalidAccount { account: to }
    );
    ensure!(
        !all.filled.iter().any(|seat| seat.is(to)),
        ICommittee::AlreadySeated { account: to }
    );
    let seat = of_mut(&mut all, from);
    let maximum = U256::from(MAX_ROTATIONS);
    ensure!(
        seat.former.len() < MAX_ROTATIONS,
        ICommittee::TooManyRotations {
            member: from,
            maximum
        }
    );
    seat.former.push(from);
    seat.member = to;
    let event = ICommittee::Rotated {
        seat: seat.id,
        previous: from,
        current: to,
    };
    SEATS.put(ctx, &all)?;
    // What the old account declared goes on to count for the member.
    affiliations::rotate(ctx, from, to)?;
    token::open_record(ctx, to)?;
    ctx.emit(&event)
}

/// When the second stage boundary from now is: the end of a term that begins now (R13). After the table's last stage
/// the rhythm of that stage goes on, as months do (R12).
pub(super) fn second_boundary(ctx: &Context<'_>) -> Timestamp {
    let calendar = ctx.calendar();
    let stages = ctx.genesis().stages.entries();
    let month = calendar.month_at(ctx.time());
    let mut end = 0_u32;
    let mut ends: Vec<u32> = Vec::with_capacity(stages.len().saturating_add(2));
    for stage in stages {
        end = end.saturating_add(stage.months);
        ends.push(end);
    }
    let rhythm = stages.last().map_or(1, |stage| stage.months.max(1));
    let passed = month.saturating_sub(end).saturating_sub(1);
    let whole = passed
        .checked_div(rhythm)
        .unwrap_or(0)
        .saturating_mul(rhythm);
    let next = end.saturating_add(whole).saturating_add(rhythm);
    ends.extend([next, next.saturating_add(rhythm)]);
    let skipped = mutated!(TermOfOneBoundary, 0, 1);
    let mut ahead = ends.into_iter().filter(|end| *end >= month).skip(skipped);
    let second = ahead.next().unwrap_or(u32::MAX);
    calendar.month_bounds(second).1
}

/// Seats a member: in a seat of its own, or in that of a caretaker. A member can act though it holds nothing, so its
/// account gets a record here.
fn take(
    ctx: &mut Context<'_>,
    all: &mut Seats,
    place: Option<usize>,
    member: Address,
    name: String,
) -> Result<(), Failure> {
    let seat = Seat {
        id: all.next_id,
        name,
        member,
        former: Vec::new(),
        seated_at: ctx.time(),
        term_ends_at: second_boundary(ctx),
    };
    all.next_id = all.next_id.saturating_add(1);
    token::open_record(ctx, member)?;
    ctx.emit(&ICommittee::Seated {
        seat: seat.id,
        member,
        name: seat.name.clone(),
        termEndsAt: seat.term_ends_at.whole_seconds(),
    })?;
    match place {
        Some(place) => all.filled[place] = seat,
        None => all.filled.push(seat),
    }
    Ok(())
}

fn check_newcomer(seats: &[Seat], member: Address, name: &str) -> Result<(), Failure> {
    ensure!(
        addresses::is_personal(member),
        ICommittee::InvalidAccount { account: member }
    );
    ensure!(
        !seats.iter().any(|seat| seat.is(member)),
        ICommittee::AlreadySeated { account: member }
    );
    let maximum = U256::from(NAME_MAX);
    ensure!(
        is_name(name) && !seats.iter().any(|seat| seat.name == name),
        ICommittee::NameUnfit { maximum }
    );
    Ok(())
}

fn of_mut(all: &mut Seats, member: Address) -> &mut Seat {
    let seat = all.filled.iter_mut().find(|seat| seat.member == member);
    seat.expect("it was checked that the member has a seat")
}

fn term_runs(member: Address, ends_at: Timestamp) -> ICommittee::TermRuns {
    ICommittee::TermRuns {
        member,
        endsAt: ends_at.whole_seconds(),
    }
}

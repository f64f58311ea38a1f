//! Which version of the protocol a block follows.

use super::{
    UPGRADE_HORIZON_DAYS, UPGRADE_NOTICE_DAYS,
    state::{PROTOCOL, Protocol, Upgrade},
};
use crate::{Context, Failure, ensure, header::FIRST_PROTOCOL_VERSION, time::Timestamp};
use wepos_abi::INetwork;

/// The chain goes on by rules that this binary does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "since {since} this network follows protocol version {version}, and this binary knows versions up to {known}: \
     install a newer release and start again; nothing that is stored is lost"
)]
pub struct UnknownProtocol {
    /// The version that the next block follows.
    pub version: u16,
    /// When it began.
    pub since: Timestamp,
    /// The newest that this binary knows.
    pub known: u16,
}

impl UnknownProtocol {
    /// The sentence in Chinese; [`std::fmt::Display`] writes the English one.
    pub fn in_chinese(&self) -> String {
        let Self {
            version,
            since,
            known,
        } = self;
        format!(
            "自 {since} 起，本网络遵循协议版本 {version}，而本程序只支持到版本 {known}：请安装新版本后重新启动，已存储的数据不会丢失"
        )
    }
}

/// What the state says.
pub(super) fn plan(ctx: &mut Context<'_>) -> Result<Protocol, Failure> {
    Ok(PROTOCOL.get(ctx)?.unwrap_or(Protocol {
        version: FIRST_PROTOCOL_VERSION,
        next: None,
    }))
}

/// The version of a block at the context's time, on the state before it, and when it began.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn version(ctx: &mut Context<'_>) -> Result<(u16, Timestamp), Failure> {
    let plan = plan(ctx)?;
    let due = plan.next.filter(|next| next.activation <= ctx.time());
    Ok(due.map_or((plan.version, ctx.genesis().launch), |next| {
        (next.version, next.activation)
    }))
}

/// Notes the version that runs, and that none waits.
fn run_from_now(ctx: &mut Context<'_>, version: u16) -> Result<(), Failure> {
    let next = None;
    PROTOCOL.put(ctx, &Protocol { version, next })
}

/// Notes that a scheduled version has begun.
pub(super) fn begin(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let before = plan(ctx)?.version;
    let (version, _) = version(ctx)?;
    if version == before {
        return Ok(());
    }
    run_from_now(ctx, version)?;
    ctx.emit(&INetwork::UpgradeActivated { version })
}

/// What it needs that a version is scheduled.
///
/// # Errors
///
/// `VersionNotNewer`, `ActivationUnfit`, `UpgradeWaits`.
pub(super) fn check_schedule(
    ctx: &mut Context<'_>,
    version: u16,
    activation: u64,
) -> Result<(Protocol, Upgrade), Failure> {
    let plan = plan(ctx)?;
    let current = plan.version;
    ensure!(
        version > current,
        INetwork::VersionNotNewer { version, current }
    );
    let after = |days| {
        let notice = ctx.calendar().days(days);
        ctx.time().checked_add(notice).expect("a term fits")
    };
    let (earliest, latest) = (after(UPGRADE_NOTICE_DAYS), after(UPGRADE_HORIZON_DAYS));
    let earliest = mutated!(UpgradeWithoutNotice, ctx.time(), earliest);
    let at = activation.checked_mul(1_000).map(Timestamp::from_millis);
    let Some(at) = at.filter(|at| (earliest..=latest).contains(at)) else {
        return Err(INetwork::ActivationUnfit {
            activation,
            // The first whole second that is not too early.
            earliest: earliest.ceil_seconds(),
            latest: latest.whole_seconds(),
        }
        .into());
    };
    if let Some(next) = plan.next {
        return Err(INetwork::UpgradeWaits {
            version: next.version,
            activation: next.activation.whole_seconds(),
        }
        .into());
    }
    let upgrade = Upgrade {
        version,
        activation: at,
    };
    Ok((plan, upgrade))
}

/// Schedules a version.
pub(super) fn schedule(
    ctx: &mut Context<'_>,
    version: u16,
    activation: u64,
) -> Result<(), Failure> {
    let (mut plan, upgrade) = check_schedule(ctx, version, activation)?;
    plan.next = Some(upgrade);
    PROTOCOL.put(ctx, &plan)?;
    ctx.emit(&INetwork::UpgradeScheduled {
        version,
        activation,
    })
}

/// What is scheduled.
///
/// # Errors
///
/// `NoUpgradeWaits`.
pub(super) fn scheduled(ctx: &mut Context<'_>) -> Result<Upgrade, Failure> {
    let next = plan(ctx)?.next;
    next.ok_or_else(|| INetwork::NoUpgradeWaits {}.into())
}

/// Takes a scheduled version back.
pub(super) fn cancel(ctx: &mut Context<'_>) -> Result<(), Failure> {
    let next = scheduled(ctx)?;
    let version = plan(ctx)?.version;
    run_from_now(ctx, version)?;
    ctx.emit(&INetwork::UpgradeCancelled {
        version: next.version,
        activation: next.activation.whole_seconds(),
    })
}

//! Which version of the protocol a block follows.

use super::state::{PROTOCOL, Protocol};
use crate::{Context, Failure, header::FIRST_PROTOCOL_VERSION, time::Timestamp};

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

//! Methods of development networks: moving the clock, asking for a block.
//!
//! Time only moves forward. After a large step the chain makes empty blocks until it has caught up, as it would after
//! a stop; these methods do not wait for that, `wepos_status` shows it.

use super::{
    Rpc,
    error::RpcError,
    method::{Method, Param, at_once},
    params::{Answer, Params, Quantity, answer},
    wepos,
};
use std::{borrow::Cow, time::Duration};
use tokio::time::timeout;

/// The most the clock is moved at once: a century, more than any schedule needs.
const STEP_MAX_MS: u64 = 100 * 366 * 86_400_000;

/// How long a method waits for the block it asked for.
const BLOCK_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) const METHODS: &[Method] = &[
    Method::new(
        "wepos_clock",
        &[
            Param::required(
                "action",
                "ClockAction",
                ["What to do.", "操作：查询、停止、继续或前进。"],
            ),
            Param::optional(
                "milliseconds",
                "Number",
                ["How far `step` goes.", "`step` 前进的毫秒数。"],
            ),
        ],
        "Clock",
        |ask| Box::pin(clock(ask.rpc, ask.params)),
        [
            "Shows, stops, continues or moves the clock.",
            "查询、停止、恢复或拨快时钟。",
        ],
    )
    .in_development(),
    Method::new(
        "evm_increaseTime",
        &[Param::required(
            "seconds",
            "Number",
            ["How far.", "前进的秒数。"],
        )],
        "Integer",
        |ask| at_once(increase_time(ask.rpc, ask.params)),
        [
            "Moves the clock forward; answers with the whole offset in seconds.",
            "拨快时钟，返回累计偏移的秒数。",
        ],
    )
    .in_development(),
    Method::new(
        "evm_setNextBlockTimestamp",
        &[Param::required("timestamp", "Number", SINCE_1970)],
        "Null",
        |ask| at_once(set_next_block_timestamp(ask.rpc, ask.params)),
        ["Sets the time of the next block.", "设定下一个区块的时间。"],
    )
    .in_development(),
    Method::new(
        "evm_mine",
        &[Param::optional("timestamp", "Number", SINCE_1970)],
        "Quantity",
        |ask| Box::pin(mine(ask.rpc, ask.params)),
        [
            "Makes a block now, at this time if one is given.",
            "立即产生一个区块；可指定其时间。",
        ],
    )
    .in_development(),
];

const SINCE_1970: [&str; 2] = ["Seconds since 1970.", "自 1970 年起的秒数。"];

/// `wepos_clock`: `["status"]`, `["pause"]`, `["resume"]`, `["step", milliseconds]`; answers with the clock.
pub(super) async fn clock(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let clock = &rpc.state.clock;
    let action: Cow<'_, str> = params.required(0, "action")?;
    match action.as_ref() {
        "status" => {}
        "pause" => clock.pause().map_err(RpcError::refused)?,
        "resume" => clock.resume().map_err(RpcError::refused)?,
        "step" => {
            let Quantity(by_ms) = params.required(1, "milliseconds")?;
            increase(rpc, by_ms)?;
            next_block(rpc).await?;
        }
        _ => {
            return Err(RpcError::invalid_params(
                "invalid argument 0 (action): status, pause, resume and step are known",
            ));
        }
    }
    answer(&wepos::clock(rpc))
}

/// `evm_increaseTime`: moves the clock by seconds; answers with the whole offset in seconds.
pub(super) fn increase_time(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let Quantity(seconds) = params.required(0, "seconds")?;
    let offset_ms = increase(rpc, seconds.saturating_mul(1000))?;
    answer(&(offset_ms / 1000))
}

/// `evm_setNextBlockTimestamp`: the time of the next block in seconds since 1970.
pub(super) fn set_next_block_timestamp(rpc: &Rpc, params: &Params<'_>) -> Answer {
    let Quantity(seconds) = params.required(0, "timestamp")?;
    set_next(rpc, seconds)?;
    answer(&())
}

/// `evm_mine`: makes a block now, at a time in seconds since 1970 if one is given.
pub(super) async fn mine(rpc: &Rpc, params: &Params<'_>) -> Answer {
    if let Some(Quantity(seconds)) = params.optional(0, "timestamp")? {
        set_next(rpc, seconds)?;
    }
    next_block(rpc).await?;
    answer("0x0")
}

fn increase(rpc: &Rpc, by_ms: u64) -> Result<i64, RpcError> {
    if by_ms > STEP_MAX_MS {
        return Err(RpcError::invalid_params(format!(
            "the clock moves by at most {STEP_MAX_MS} ms at once"
        )));
    }
    // While the clock stands still, each block is a millisecond after its parent, so that the newest may be ahead of
    // it. Who moves the time by a minute means that the next block is a minute after the last.
    let behind_ms = rpc.state.ledger.tip().time.millis();
    let behind_ms = behind_ms.saturating_sub(rpc.state.clock.now_ms());
    let by_ms = by_ms.saturating_add(behind_ms);
    rpc.state.clock.increase(by_ms).map_err(RpcError::refused)
}

fn set_next(rpc: &Rpc, seconds: u64) -> Result<(), RpcError> {
    let time_ms = seconds.saturating_mul(1000);
    let tip = rpc.state.ledger.tip().time.millis();
    if time_ms <= tip {
        return Err(RpcError::invalid_params(format!(
            "timestamp {seconds} is not after the newest block's, {} ms since 1970",
            tip
        )));
    }
    if time_ms - tip > STEP_MAX_MS {
        return Err(RpcError::invalid_params(format!(
            "the clock moves by at most {STEP_MAX_MS} ms at once"
        )));
    }
    let set = rpc.state.clock.set_next_block_time(time_ms);
    set.map_err(RpcError::refused)
}

/// Asks for a block and waits until it is final.
async fn next_block(rpc: &Rpc) -> Result<(), RpcError> {
    let mut blocks = rpc.state.ledger.subscribe();
    rpc.state.clock.request_block();
    match timeout(BLOCK_TIMEOUT, blocks.recv()).await {
        // Many blocks at once are blocks, too.
        Ok(Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_))) => Ok(()),
        Ok(Err(_)) => Err(RpcError::internal("the node is shutting down")),
        Err(_) => Err(RpcError::refused(
            "no block was made within 5 s: the validators do not agree at the moment",
        )),
    }
}

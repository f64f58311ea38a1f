//! Fees: there are none (WP-20), and every answer says so in the form wallets expect.

use super::{existing, number_of};
use crate::rpc::{
    Rpc,
    error::RpcError,
    method::{Method, Param, at_once},
    params::{Answer, Params, Quantity, answer},
    socket::Caller,
};
use alloy_primitives::U64;
use alloy_rpc_types_eth::FeeHistory;
use wepos_chain::transaction::BLOCK_GAS;

/// Blocks in one answer of `eth_feeHistory`: geth's bound.
const HISTORY_BLOCKS: u64 = 1024;

/// Blocks that are answered without waiting for a turn.
const RECENT_BLOCKS: u64 = 20;

/// Percentiles in one question: geth's bound.
const PERCENTILES: usize = 100;

pub(crate) const METHODS: &[Method] = &[
    Method::new(
        "eth_gasPrice",
        &[],
        "Quantity",
        |_| at_once(answer("0x0")),
        ["Always zero: there are no fees.", "始终为零：本链不收费。"],
    ),
    Method::new(
        "eth_maxPriorityFeePerGas",
        &[],
        "Quantity",
        |_| at_once(answer("0x0")),
        ["Always zero: there are no fees.", "始终为零：本链不收费。"],
    ),
    Method::new(
        "eth_feeHistory",
        &[
            Param::required(
                "block count",
                "Number",
                ["How many blocks; at most 1,024.", "区块数，至多 1,024。"],
            ),
            Param::optional(
                "newest block",
                "BlockNumberOrTag",
                ["The last of them.", "其中最新的区块。"],
            ),
            Param::optional(
                "reward percentiles",
                "[Percentile]",
                ["One column of zeros for each.", "每个百分位对应一列零。"],
            ),
        ],
        "FeeHistory",
        |ask| Box::pin(history(ask.rpc, ask.params, ask.caller)),
        [
            "Fees of recent blocks, which are zero, and how full the blocks were.",
            "近期区块的费用（均为零）及其使用率。",
        ],
    ),
];

/// A number as Ethereum writes it: hexadecimal, without leading zeros.
pub(crate) fn quantity(number: u64) -> U64 {
    U64::from(number)
}

pub(crate) async fn history(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let Quantity(count) = params.required(0, "block count")?;
    let newest = number_of(rpc, params.optional(1, "newest block")?.unwrap_or_default());
    let percentiles: Option<Vec<f64>> = params.optional(2, "reward percentiles")?;
    let columns = percentiles.as_deref().map(check_percentiles).transpose()?;
    let tip = rpc.state.ledger.tip().header.number;
    if newest > tip {
        return Err(RpcError::refused(format!(
            "request beyond head block: requested {newest}, head {tip}"
        )));
    }
    rpc.state.ledger.has_from(newest)?;
    // Where there are fewer blocks than were asked for, `oldestBlock` says where the answer begins.
    let beginning = match rpc.state.ledger.first() {
        1 => 0,
        first => first.min(newest),
    };
    let count = count.min(HISTORY_BLOCKS).min(newest + 1 - beginning);
    let oldest = (newest + 1).saturating_sub(count);
    let mut history = FeeHistory {
        oldest_block: oldest,
        ..FeeHistory::default()
    };
    if count == 0 {
        return answer(&history);
    }
    // Wallets ask for a few recent blocks, which are in memory; more may have to be read from disk.
    let _permit = match count {
        0..=RECENT_BLOCKS => None,
        _ => Some(rpc.costly(caller).await?),
    };
    for number in oldest..=newest {
        let gas_used = existing(rpc, number).await?.header.gas_used;
        // Both are far below 2^53.
        history
            .gas_used_ratio
            .push(gas_used as f64 / BLOCK_GAS as f64);
    }
    let blocks = history.gas_used_ratio.len();
    // One more than blocks: the next block's is known, too.
    history.base_fee_per_gas = vec![0; blocks + 1];
    history.reward = columns.map(|columns| vec![vec![0; columns]; blocks]);
    answer(&history)
}

/// How many percentiles there are, if they are between 0 and 100 and in order.
fn check_percentiles(percentiles: &[f64]) -> Result<usize, RpcError> {
    if percentiles.len() > PERCENTILES {
        return Err(RpcError::invalid_params(format!(
            "invalid argument 2 (reward percentiles): at most {PERCENTILES} are allowed"
        )));
    }
    let bounded = percentiles
        .iter()
        .all(|percentile| (0.0..=100.0).contains(percentile));
    if !bounded || !percentiles.is_sorted() {
        return Err(RpcError::invalid_params(
            "invalid argument 2 (reward percentiles): they lie between 0 and 100, in ascending order",
        ));
    }
    Ok(percentiles.len())
}

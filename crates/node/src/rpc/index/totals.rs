//! Series of totals for the public metrics page (WP-07).

use super::failed;
use crate::{
    index::{Totals, Unit},
    ledger::HistoryError,
    rpc::{Rpc, error::RpcError, eth::existing},
};
use serde::{Deserialize, Serialize};
use wepos_abi::events::event_of;
use wepos_chain::Network;

/// Periods of one answer, if the question says nothing.
const PERIODS: usize = 60;

/// Periods of one answer at most: a year of days, and room.
pub(crate) const PERIODS_MAX: usize = 400;

/// Which series.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct MetricsRequest {
    /// `day`, `month` or `stage`.
    pub(crate) unit: Option<UnitName>,
    /// The first period.
    pub(crate) from: Option<u64>,
    /// The last period, itself included.
    pub(crate) to: Option<u64>,
    /// The most periods, of which the last ones are answered.
    pub(crate) limit: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum UnitName {
    #[default]
    Day,
    Month,
    Stage,
}

impl From<UnitName> for Unit {
    fn from(name: UnitName) -> Self {
        match name {
            UnitName::Day => Self::Day,
            UnitName::Month => Self::Month,
            UnitName::Stage => Self::Stage,
        }
    }
}

/// Totals of one period after the other. Periods without a block are left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Series {
    pub(crate) unit: UnitName,
    /// The first block that is counted.
    pub(crate) known_from: Option<u64>,
    /// The last one.
    pub(crate) known_to: Option<u64>,
    pub(crate) periods: Vec<Period>,
}

/// What happened in a period; amounts are decimal strings of base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Period {
    /// Days count from the launch, months from 1, stages from 0.
    pub(crate) period: u64,
    pub(crate) starts_at_ms: u64,
    /// Nothing for what follows the last stage.
    pub(crate) ends_at_ms: Option<u64>,
    pub(crate) first_block: u64,
    pub(crate) last_block: u64,
    pub(crate) blocks: u64,
    /// Transactions that accounts sent.
    pub(crate) transactions: u64,
    pub(crate) failed: u64,
    pub(crate) gas_used: u64,
    /// Accounts that sent at least one.
    pub(crate) active_accounts: u64,
    /// True if there were more than can be told apart.
    pub(crate) active_is_at_least: bool,
    /// From members to members.
    pub(crate) moved: String,
    /// From the protocol to members: rewards.
    pub(crate) paid: String,
    /// From members to the protocol.
    pub(crate) deposited: String,
    pub(crate) burned: String,
    /// How often each event happened.
    pub(crate) events: Vec<EventCount>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventCount {
    pub(crate) module: &'static str,
    pub(crate) event: &'static str,
    pub(crate) count: u64,
}

/// A series.
pub(crate) async fn series(rpc: &Rpc, request: &MetricsRequest) -> Result<Series, RpcError> {
    let limit = request.limit.unwrap_or(PERIODS);
    if limit == 0 || limit > PERIODS_MAX {
        return Err(RpcError::invalid_params(format!(
            "limit must be between 1 and {PERIODS_MAX}, not {limit}"
        )));
    }
    let unit_name = request.unit.unwrap_or_default();
    let unit = Unit::from(unit_name);
    let (from, to) = (request.from.unwrap_or(0), request.to.unwrap_or(u64::MAX));
    let ledger = &rpc.state.ledger;
    let first = ledger.first();
    if first > 1 {
        let begins = existing(rpc, first).await?.time;
        let earliest = request.from.unwrap_or(u64::MAX).min(to);
        if earliest < unit.at(ledger.network(), begins) {
            let height = first - 1;
            return Err(HistoryError::BeforeFirst { height, first }.into());
        }
    }
    let index = &rpc.state.index;
    let totals = index.totals(unit, from, to, limit).await.map_err(failed)?;
    let network = ledger.network();
    let periods = totals.into_iter();
    Ok(Series {
        unit: unit_name,
        known_from: index.first(),
        known_to: index.tip().map(|(number, _)| number),
        periods: periods
            .map(|(period, totals)| Period::new(network, unit, period, &totals))
            .collect(),
    })
}

impl Period {
    fn new(network: &Network, unit: Unit, period: u64, totals: &Totals) -> Self {
        let (starts, ends) = unit.bounds(network, period);
        let events = totals
            .events
            .iter()
            .filter_map(|((address, topic), count)| {
                let (module, doc) = event_of(address.into(), &topic.into())?;
                Some(EventCount {
                    module,
                    event: &doc.name,
                    count: *count,
                })
            });
        Self {
            period,
            starts_at_ms: starts.millis(),
            ends_at_ms: ends.map(|ends| ends.millis()),
            first_block: totals.first_block,
            last_block: totals.last_block,
            blocks: totals.blocks,
            transactions: totals.transactions,
            failed: totals.failed,
            gas_used: totals.gas,
            active_accounts: totals.active,
            active_is_at_least: totals.active_is_at_least,
            moved: totals.moved.to_string(),
            paid: totals.paid.to_string(),
            deposited: totals.deposited.to_string(),
            burned: totals.burned.to_string(),
            events: events.collect(),
        }
    }
}

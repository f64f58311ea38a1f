//! `wepos bench redeem`: tickets, redeemed by those they are for.

use super::{
    Common, Figures, Folder, Prepared,
    load::{Load, Operation},
    report, sampled,
};
use anyhow::ensure;
use clap::Args;
use serde::Serialize;
use wepos_abi::{ICampaigns, addresses};

/// What is measured.
#[derive(Debug, Args)]
pub(crate) struct RedeemArgs {
    /// How many tickets: every sender redeems one of each campaign.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    transactions: usize,
    #[command(flatten)]
    common: Common,
}

/// What `--json` prints.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RedeemFigures {
    #[serde(flatten)]
    pub(super) common: Figures,
    node_cpu_micros_per_redemption: f64,
    disk_bytes_per_redemption: f64,
    pub(super) campaigns: usize,
}

pub(super) async fn measure(args: &RedeemArgs) -> anyhow::Result<RedeemFigures> {
    let common = &args.common;
    common.check(args.transactions)?;
    let folder = Folder::make(common.folder.as_deref())?;
    let folder = folder.path();
    let load = Load::prepare(Operation::Redemption, common.senders, args.transactions);
    let prepared = Prepared::start(load, folder, "data").await?;
    let measured = prepared.drive(common).await?;
    let Prepared { node, load, .. } = prepared;
    for round in 0..load.rounds() {
        let id = round as u64 + 1;
        let call = ICampaigns::campaignCall { id };
        let found = node.view(addresses::CAMPAIGNS, &call).await?;
        let count = load.of_round(round);
        ensure!(
            found.rewarded as usize == count,
            "campaign {id} rewarded {}, and {count} is right",
            found.rewarded
        );
    }
    node.stop()?;
    let stages = sampled(common, folder, &load).await?;
    let figures = RedeemFigures {
        common: measured,
        node_cpu_micros_per_redemption: measured.cpu_micros,
        disk_bytes_per_redemption: measured.disk_bytes,
        campaigns: load.rounds(),
    };
    let table = report::redemptions(&figures);
    report::publish(common, folder, ("Redemptions", "redeem"), &table, stages)?;
    Ok(figures)
}

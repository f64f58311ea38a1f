//! `wepos bench submit`: submissions to campaigns that the committee approved, and transfers across the end of their
//! stage and of its settlement, with everything still under review.

use super::{
    Common, Figures, Folder, Prepared,
    load::{Load, MONTH_MS, ORGANISER, Operation, PROBE, Part, SEATS, campaign_key},
    node::Node,
    report, sampled,
};
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use anyhow::{Context as _, ensure};
use clap::Args;
use serde::Serialize;
use std::time::Duration;
use wepos_abi::{ICampaigns, ICommittee, IEmission, addresses};
use wepos_chain::amounts::Amount;

/// A day of the benchmark's network, in seconds.
const DAY: u64 = MONTH_MS / 1_000 / 30;

/// Days until a change of an activity type takes effect (R14).
const DECISION_DELAY: u64 = 3;

/// Days before the end of a stage at which reviewed campaigns close (R3).
const REVIEWED_WINDOW: u64 = 7;

/// The type of all campaigns: forms.
const FORM: u16 = 3;

/// The area that pays for forms (R14).
const FORMS: u8 = 1;

/// What a submission is worth: so little that the first month's budget of one area holds a million of them.
const BASE: Amount = Amount::from_units(10_000_000_000_000_000);

/// Seconds of transfers before and after an instant of the calendar.
const AROUND: u64 = 3;

/// What is measured.
#[derive(Debug, Args)]
pub(crate) struct SubmitArgs {
    /// How many submissions: every sender makes one in each campaign.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    transactions: usize,
    #[command(flatten)]
    common: Common,
}

/// What `--json` prints.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubmitFigures {
    #[serde(flatten)]
    pub(super) common: Figures,
    node_cpu_micros_per_submission: f64,
    disk_bytes_per_submission: f64,
    pub(super) campaigns: usize,
    /// Transfers across the end of the stage, with every submission under review.
    pub(super) boundary: Crossing,
    /// Transfers across the end of the settlement, at which all of them burn undecided.
    pub(super) settlement: Crossing,
}

/// Transfers around an instant of the calendar, one after the other.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Crossing {
    pub(super) transfers: usize,
    pub(super) receipt_milliseconds_median: f64,
    pub(super) receipt_milliseconds_slowest: f64,
    /// Transactions in the first block after it, the protocol's own included.
    pub(super) transactions_in_first_block: usize,
}

pub(super) async fn measure(args: &SubmitArgs) -> anyhow::Result<SubmitFigures> {
    let common = &args.common;
    common.check(args.transactions)?;
    let folder = Folder::make(common.folder.as_deref())?;
    let folder = folder.path();
    let load = Load::prepare(Operation::Submission, common.senders, args.transactions);
    let prepared = Prepared::start(load, folder, "data").await?;
    let measured = prepared.drive(common).await?;
    let Prepared { node, load, .. } = prepared;
    check(&node, &load).await?;
    eprintln!("to the end of the stage, and of its settlement …");
    let held = worth(load.len());
    let stage = stage_record(&node).await?;
    let boundary = cross(&node, stage.endsAt).await?;
    let ended = stage_record(&node).await?;
    ensure!(
        ended.settlement == held && ended.held == held,
        "{} is in settlement, and {held} is right",
        ended.settlement
    );
    let settlement = cross(&node, stage.settlesAt).await?;
    let settled = stage_record(&node).await?;
    ensure!(
        settled.burnedUndecided == held && settled.settlement.is_zero(),
        "{} burned undecided, and {held} is right",
        settled.burnedUndecided
    );
    node.stop()?;
    let stages = sampled(common, folder, &load).await?;
    let figures = SubmitFigures {
        common: measured,
        node_cpu_micros_per_submission: measured.cpu_micros,
        disk_bytes_per_submission: measured.disk_bytes,
        campaigns: load.rounds(),
        boundary,
        settlement,
    };
    let table = report::submissions(&figures);
    report::publish(common, folder, ("Submissions", "submit"), &table, stages)?;
    Ok(figures)
}

/// Has the committee approve a campaign for each round, with a place for every sender; each through the transactions
/// that anybody would send.
pub(super) async fn open_campaigns(node: &Node, load: &Load) -> anyhow::Result<()> {
    eprintln!("opening {} campaigns …", load.rounds());
    let mut organiser = Part::new(node, ORGANISER).await?;
    let mut committee = Vec::new();
    for role in SEATS {
        committee.push(Part::new(node, role).await?);
    }
    let cheaper = ICampaigns::setActivityTypeCall {
        activityType: FORM,
        nameZh: "表单".into(),
        nameEn: "Form".into(),
        area: FORMS,
        base: BASE.into(),
    };
    decide(&mut committee, 0, &cheaper).await?;
    node.step(DECISION_DELAY * DAY + 1).await?;
    let stage = stage_record(node).await?;
    for round in 0..load.rounds() {
        let terms = ICampaigns::Terms {
            activityType: FORM,
            stage: 0,
            places: u32::try_from(load.of_round(round))?,
            opensAt: node.time().await?,
            closesAt: stage.endsAt - REVIEWED_WINDOW * DAY,
            rewardsPerAccount: 1,
            rewardsPerFact: 1,
            repeatFactor: 10_000,
            ..Default::default()
        };
        let terms = match load.operation {
            Operation::Redemption => ICampaigns::Terms {
                decidedBy: 1,
                key: campaign_key(),
                ..terms
            },
            _ => terms,
        };
        let texts = ICampaigns::Texts {
            titleZh: "写一篇入门教程".into(),
            titleEn: "Write a tutorial".into(),
            textZh: "面向新手，附链接。".into(),
            textEn: "For beginners, with a link.".into(),
        };
        let proposal = ICampaigns::proposeCall {
            terms,
            texts,
            form: Vec::new(),
        };
        organiser.call(addresses::CAMPAIGNS, &proposal).await?;
        let approval = ICampaigns::approveCall {
            campaign: round as u64 + 1,
        };
        decide(&mut committee, round as u64 + 1, &approval).await?;
    }
    Ok(())
}

/// Lets the committee decide on a call, by its proposal `id`.
async fn decide<C: SolCall>(committee: &mut [Part<'_>], id: u64, call: &C) -> anyhow::Result<()> {
    let (first, others) = committee
        .split_first_mut()
        .expect("a committee has members");
    let proposal = ICommittee::proposeCall {
        target: addresses::CAMPAIGNS,
        callData: call.abi_encode().into(),
        reasonZh: "有益于社区。".into(),
        reasonEn: "It helps the community.".into(),
    };
    first.call(addresses::COMMITTEE, &proposal).await?;
    for member in others {
        let approval = ICommittee::approveCall {
            id,
            reasonZh: "同意。".into(),
            reasonEn: "Agreed.".into(),
        };
        member.call(addresses::COMMITTEE, &approval).await?;
    }
    Ok(())
}

/// What so many submissions are worth.
fn worth(submissions: usize) -> U256 {
    U256::from(BASE.units()) * U256::from(submissions)
}

async fn stage_record(node: &Node) -> anyhow::Result<IEmission::StageRecord> {
    let call = IEmission::stageRecordCall { stage: 0 };
    node.view(addresses::EMISSION, &call).await
}

/// Every submission is under review, has a place and holds its reward.
async fn check(node: &Node, load: &Load) -> anyhow::Result<()> {
    for round in 0..load.rounds() {
        let id = round as u64 + 1;
        let call = ICampaigns::campaignCall { id };
        let found = node.view(addresses::CAMPAIGNS, &call).await?;
        let count = load.of_round(round);
        let counts = [found.submissions, found.live, found.placesTaken];
        ensure!(
            counts.map(|counted| counted as usize) == [count; 3] && found.held == worth(count),
            "campaign {id} has {counts:?} submissions, live and with a place, and holds {}; {count} and {} are right",
            found.held,
            worth(count)
        );
    }
    let call = ICampaigns::reviewerRecordsCall { stage: 0 };
    let reviewers = node.view(addresses::CAMPAIGNS, &call).await?;
    let undecided: usize = reviewers.iter().map(|one| one.undecided as usize).sum();
    ensure!(
        undecided == load.len(),
        "reviewers have {undecided} cases of {}",
        load.len()
    );
    let held = stage_record(node).await?.held;
    ensure!(
        held == worth(load.len()),
        "the stage holds {held}, and {} is right",
        worth(load.len())
    );
    Ok(())
}

/// Moves the clock to just before an instant, and sends transfers, one after the other, until it is past.
async fn cross(node: &Node, instant: u64) -> anyhow::Result<Crossing> {
    let now = node.time().await?;
    node.step(instant.saturating_sub(now + AROUND)).await?;
    let mut probe = Part::new(node, PROBE).await?;
    let mut milliseconds = Vec::new();
    let mut block = node.block_number().await?;
    let mut transactions = None;
    loop {
        milliseconds.push(probe.receipt().await?);
        let tip = node.block_number().await?;
        while transactions.is_none() && block < tip {
            block += 1;
            if node.time_of(block).await? >= instant {
                transactions = Some(node.transaction_count(block).await?);
            }
        }
        if node.time().await? > instant + AROUND {
            break;
        }
        // Not in step with the heartbeat.
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    let transactions_in_first_block = transactions.context("no block came after the instant")?;
    milliseconds.sort_by(f64::total_cmp);
    Ok(Crossing {
        transfers: milliseconds.len(),
        receipt_milliseconds_median: milliseconds[milliseconds.len() / 2],
        receipt_milliseconds_slowest: milliseconds[milliseconds.len() - 1],
        transactions_in_first_block,
    })
}

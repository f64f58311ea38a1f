//! Numbers of the rules that the committee may change, each within bounds (WP-17, R14). The rule book's values are the
//! initial ones. What the white paper itself fixes is no parameter: it lies in genesis and has no setter (WP-68).

use super::state::CHANGED;
use crate::{Context, Failure, ensure, modules::emission::SETTLEMENT_DAYS};
use alloy_primitives::U256;
use wepos_abi::ICommittee;

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Parameter {
    /// After how many days a proposal of the committee lapses (R13).
    ProposalLapseDays,
    /// How many days after the decision a delayed one takes effect (R14).
    DecisionDelayDays,
    /// After how many days a draft of a campaign lapses (R15).
    DraftLapseDays,
    /// How many drafts an account may have open (R15).
    OpenDrafts,
    /// How many days before a stage its campaigns may be decided (R3).
    NextStageDays,
    /// How many days before a stage's end reviewed campaigns stop to accept submissions (R3).
    ReviewedWindowDays,
    /// How many live submissions a reviewed campaign accepts for each of its places (R3).
    SubmissionsPerPlace,
    /// After how many refusals in a stage an account has to wait between submissions (R3).
    RefusalsBeforeWait,
    /// How many days it has to wait (R3).
    RefusalWaitDays,
    /// How many reviewers there have to be before the first reviewed campaign is approved (R23).
    ReviewersMin,
    /// After how many days a case that its reviewer has not opened is offered to all others (R5).
    UnopenedCaseDays,
    /// The day after a stage's end by which first decisions fall (R5).
    FirstDecisionDays,
    /// How many days an author has to appeal (R5).
    AppealDays,
    /// How many days others have to decide an appeal (R23).
    AppealDecisionDays,
    /// From how many filled seats on the next two caps no longer hold (R14).
    UncappedSeats,
    /// The share of a month's tranche that one campaign may reserve (R14).
    CampaignCap,
    /// The share of a stage that one organiser may reserve, with affiliates (R14).
    OrganiserCap,
    /// How many days the accused of a fraud case has to reply (R24).
    FraudReplyDays,
    /// How many days after that a fraud case is decided, or else dismissed (R24).
    FraudDecisionDays,
    /// How many stages a proven case bars from rewards, at most (R24).
    FraudBarStages,
    /// For how many days a line of a confirmed list can be struck (R5).
    CorrectionDays,
}

/// What is fixed about a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParameterInfo {
    /// The parameter.
    pub parameter: Parameter,
    /// What it is called in calls and answers.
    pub name: &'static str,
    /// The rule book's value.
    pub initial: u64,
    /// The smallest value.
    pub minimum: u64,
    /// The largest value.
    pub maximum: u64,
    /// What it counts: `days`, `basis points` or `number`.
    pub unit: &'static str,
    /// What it does, in English.
    pub meaning_en: &'static str,
    /// What it does, in Chinese.
    pub meaning_zh: &'static str,
}

/// All parameters. An entry's place is its number in the state, and never changes.
///
/// What protects others from a few members has narrow bounds on that side: the delay in which holders may object does
/// not get shorter, reviewers do not get fewer, and those whom a cap binds cannot lift it.
pub const PARAMETERS: &[ParameterInfo] = &[
    days(
        Parameter::ProposalLapseDays,
        ("proposalLapseDays", 14, 7, 30),
        "Days after which a proposal of the committee lapses.",
        "委员会提案在多少天后失效。",
    ),
    days(
        Parameter::DecisionDelayDays,
        ("decisionDelayDays", 3, 3, 14),
        "Days from a decision on seats, parameters or budgets until it takes effect.",
        "席位、参数与预算的决议通过后，多少天生效。",
    ),
    days(
        Parameter::DraftLapseDays,
        ("draftLapseDays", 30, 7, 90),
        "Days after which the draft of a campaign lapses.",
        "活动草案在多少天后失效。",
    ),
    number(
        Parameter::OpenDrafts,
        ("openDrafts", 3, 1, 10),
        "How many drafts of campaigns an account may have open.",
        "一个账户最多可有多少份未结的活动草案。",
    ),
    days(
        Parameter::NextStageDays,
        ("nextStageDays", 30, 7, 30),
        "Days before a stage from which on its campaigns may be decided.",
        "下一阶段的活动最早可提前多少天审批。",
    ),
    days(
        Parameter::ReviewedWindowDays,
        ("reviewedWindowDays", 7, 3, 14),
        "Days before the end of a stage at which reviewed campaigns stop to accept submissions.",
        "需审核的活动在阶段结束前多少天停止接受提交。",
    ),
    number(
        Parameter::SubmissionsPerPlace,
        ("submissionsPerPlace", 3, 1, 10),
        "Live submissions that a reviewed campaign accepts for each of its places.",
        "需审核的活动中，每个名额可对应多少份有效提交。",
    ),
    number(
        Parameter::RefusalsBeforeWait,
        ("refusalsBeforeWait", 3, 1, 10),
        "Refusals in a stage after which an account has to wait between submissions.",
        "一个账户在一个阶段内被驳回多少次后，两次提交之间须等待。",
    ),
    days(
        Parameter::RefusalWaitDays,
        ("refusalWaitDays", 7, 1, 14),
        "Days that such an account has to wait between submissions.",
        "此类账户在两次提交之间须等待多少天。",
    ),
    number(
        Parameter::ReviewersMin,
        ("reviewersMin", 3, 3, 15),
        "Reviewers that have to be named before the first reviewed campaign is approved.",
        "批准首个需审核的活动之前，至少须任命多少位审核人。",
    ),
    days(
        Parameter::UnopenedCaseDays,
        ("unopenedCaseDays", 7, 1, 14),
        "Days after which a case that its reviewer has not decided is offered to all others.",
        "审核人多少天未处理的案件，开放给其他审核人与委员。",
    ),
    days(
        Parameter::FirstDecisionDays,
        ("firstDecisionDays", 14, 7, 18),
        "Days after the end of a stage within which first decisions fall.",
        "阶段结束后，须在多少天内作出初审决定。",
    ),
    days(
        Parameter::AppealDays,
        ("appealDays", 7, 3, 10),
        "Days that the author of a refused submission has to appeal.",
        "提交被驳回后，作者可在多少天内申诉。",
    ),
    days(
        Parameter::AppealDecisionDays,
        ("appealDecisionDays", 7, 3, 10),
        "Days within which an appeal is decided; after them the first decision stands.",
        "申诉须在多少天内裁决；逾期则维持初审决定。",
    ),
    number(
        Parameter::UncappedSeats,
        ("uncappedSeats", 5, 5, 15),
        "Filled seats from which on the caps for campaigns and organisers no longer hold.",
        "有人就任的席位达到多少个后，不再适用活动与组织者的上限。",
    ),
    basis_points(
        Parameter::CampaignCap,
        ("campaignCap", 500, 100, 1_000),
        "Share of a month's release that one campaign may reserve while seats are few.",
        "席位较少时，一个活动最多可预留当月释放量的比例。",
    ),
    basis_points(
        Parameter::OrganiserCap,
        ("organiserCap", 1_000, 100, 2_000),
        "Share of a stage that one organiser with its affiliates may reserve while seats are few.",
        "席位较少时，一位组织者连同其关联方最多可预留本阶段的比例。",
    ),
    days(
        Parameter::FraudReplyDays,
        ("fraudReplyDays", 7, 3, 30),
        "Days in which the accused of a fraud case may reply.",
        "违规案件的当事人可在多少天内答辩。",
    ),
    days(
        Parameter::FraudDecisionDays,
        ("fraudDecisionDays", 14, 7, 30),
        "Days after the time to reply within which a fraud case is decided; undecided it is dismissed.",
        "违规案件须在答辩期之后多少天内作出决定；逾期视为不成立。",
    ),
    number(
        Parameter::FraudBarStages,
        ("fraudBarStages", 1, 0, 1),
        "Stages for which a proven fraud case bars from rewards, at most.",
        "违规案件查实之后，最多在几个阶段内不得获得奖励。",
    ),
    days(
        Parameter::CorrectionDays,
        ("correctionDays", 7, 3, 10),
        "Days from the confirmation of a list of rewards until it is paid, in which lines can be struck.",
        "奖励名单确认后，须经多少天的更正期才发放；其间可剔除名单中的任何一行。",
    ),
];

/// Name, initial value, bounds.
type Range = (&'static str, u64, u64, u64);

const fn days(
    parameter: Parameter,
    range: Range,
    en: &'static str,
    zh: &'static str,
) -> ParameterInfo {
    entry(parameter, range, "days", en, zh)
}

const fn number(
    parameter: Parameter,
    range: Range,
    en: &'static str,
    zh: &'static str,
) -> ParameterInfo {
    entry(parameter, range, "number", en, zh)
}

const fn basis_points(
    parameter: Parameter,
    range: Range,
    en: &'static str,
    zh: &'static str,
) -> ParameterInfo {
    entry(parameter, range, "basis points", en, zh)
}

const fn entry(
    parameter: Parameter,
    (name, initial, minimum, maximum): Range,
    unit: &'static str,
    meaning_en: &'static str,
    meaning_zh: &'static str,
) -> ParameterInfo {
    ParameterInfo {
        parameter,
        name,
        initial,
        minimum,
        maximum,
        unit,
        meaning_en,
        meaning_zh,
    }
}

/// What a parameter is now.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub fn parameter(ctx: &mut Context<'_>, parameter: Parameter) -> Result<u64, Failure> {
    let changed = CHANGED.get(ctx, &(parameter as u8))?;
    Ok(changed.unwrap_or(PARAMETERS[parameter as usize].initial))
}

/// A parameter that counts days, as the calendar takes them.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub fn days_of(ctx: &mut Context<'_>, of: Parameter) -> Result<u32, Failure> {
    let days = parameter(ctx, of)?;
    Ok(u32::try_from(days).expect("the bounds of a term in days are small"))
}

/// The entry with a name.
///
/// # Errors
///
/// `UnknownParameter`.
pub(super) fn named(name: &str) -> Result<&'static ParameterInfo, Failure> {
    PARAMETERS
        .iter()
        .find(|entry| entry.name == name)
        .ok_or_else(|| {
            let name = name.to_owned();
            ICommittee::UnknownParameter { name }.into()
        })
}

/// What a change needs: a known name, a value within bounds, and reviews that end before settlement does (R5).
///
/// # Errors
///
/// `UnknownParameter`, `ParameterOutOfBounds`, `ReviewTooLong`.
pub(super) fn check(ctx: &mut Context<'_>, name: &str, value: U256) -> Result<u64, Failure> {
    const REVIEW: [Parameter; 3] = [
        Parameter::FirstDecisionDays,
        Parameter::AppealDays,
        Parameter::AppealDecisionDays,
    ];
    let entry = named(name)?;
    let fits = u64::try_from(value)
        .ok()
        .filter(|fits| (entry.minimum..=entry.maximum).contains(fits));
    let Some(fits) = fits else {
        return Err(ICommittee::ParameterOutOfBounds {
            name: entry.name.to_owned(),
            value,
            minimum: U256::from(entry.minimum),
            maximum: U256::from(entry.maximum),
        }
        .into());
    };
    if REVIEW.contains(&entry.parameter) {
        let mut total = fits;
        for other in REVIEW.into_iter().filter(|other| *other != entry.parameter) {
            total = total.saturating_add(parameter(ctx, other)?);
        }
        ensure!(
            total <= u64::from(SETTLEMENT_DAYS),
            ICommittee::ReviewTooLong {
                total: U256::from(total),
                settlement: U256::from(SETTLEMENT_DAYS),
            }
        );
    }
    Ok(fits)
}

/// Changes a parameter.
pub(super) fn set(ctx: &mut Context<'_>, name: &str, value: U256) -> Result<(), Failure> {
    let current = check(ctx, name, value)?;
    let entry = named(name)?;
    let previous = parameter(ctx, entry.parameter)?;
    CHANGED.put(ctx, &(entry.parameter as u8), &current)?;
    ctx.emit(&ICommittee::ParameterSet {
        name: name.to_owned(),
        previous: U256::from(previous),
        current: U256::from(current),
    })
}

//! Kinds of activity: data that the committee may add to and change (WP-17, WP-54).

use super::{
    check_text,
    rules::{MAX_BASE, MAX_TYPES, TITLE_BYTES},
    state::{ActivityType, ActivityTypes, TYPES},
};
use crate::{Context, Failure, amounts::Amount, ensure, modules::emission::Area};
use alloy_primitives::U256;
use wepos_abi::ICampaigns;

/// The type of open contributions: outside of any campaign of an organiser's, so each stage has one campaign for them
/// (WP-08).
pub(crate) const OPEN_CONTRIBUTION: u16 = 1;

/// The types a chain starts with: names, area, base reward in PoS.
const DEFAULTS: [(&str, &str, Area, u64); 12] = [
    ("自发贡献", "Open contribution", Area::OpenClaims, 20),
    ("活动参与", "Event participation", Area::Events, 10),
    ("表单", "Form", Area::Forms, 5),
    ("节点贡献", "Node contribution", Area::Nodes, 50),
    ("委托实践", "Delegation practice", Area::Delegation, 10),
    ("内容征集", "Content call", Area::Content, 30),
    ("测验", "Quiz", Area::Forms, 10),
    ("课程", "Lesson", Area::Forms, 5),
    ("质押模拟", "Staking simulator", Area::Forms, 5),
    ("认识节点", "Node discovery", Area::Nodes, 10),
    ("同伴提名", "Peer nomination", Area::OpenClaims, 20),
    ("周期任务", "Recurring task", Area::Forms, 1),
];

/// The types, by number from 1.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn all(ctx: &mut Context<'_>) -> Result<Vec<ActivityType>, Failure> {
    Ok(match TYPES.get(ctx)? {
        Some(types) => types.0,
        None => DEFAULTS
            .into_iter()
            .map(|(name_zh, name_en, area, base)| ActivityType {
                name_zh: name_zh.to_owned(),
                name_en: name_en.to_owned(),
                area,
                base: Amount::pos(base),
            })
            .collect(),
    })
}

/// The type with a number.
///
/// # Errors
///
/// `UnknownActivityType`.
pub(crate) fn activity_type(ctx: &mut Context<'_>, number: u16) -> Result<ActivityType, Failure> {
    let position = usize::from(number).checked_sub(1);
    let mut types = all(ctx)?;
    match position.filter(|position| *position < types.len()) {
        Some(position) => Ok(types.swap_remove(position)),
        None => Err(ICampaigns::UnknownActivityType {
            activityType: number,
        }
        .into()),
    }
}

/// What a decision to set a type asks for, in order: the number is one of them or the next; there is room; the area
/// exists; the base is in range; names are there and not too long.
///
/// # Errors
///
/// `UnknownActivityType`, `TooManyActivityTypes`, `TermOutOfRange`, `TextLength`.
pub(super) fn check(
    ctx: &mut Context<'_>,
    call: &ICampaigns::setActivityTypeCall,
) -> Result<(Vec<ActivityType>, ActivityType), Failure> {
    let types = all(ctx)?;
    let number = usize::from(call.activityType);
    ensure!(
        (1..=types.len().saturating_add(1)).contains(&number),
        ICampaigns::UnknownActivityType {
            activityType: call.activityType
        }
    );
    ensure!(
        number <= MAX_TYPES,
        ICampaigns::TooManyActivityTypes {
            maximum: MAX_TYPES as u32
        }
    );
    let out_of_range = |term: &str, value, minimum, maximum| ICampaigns::TermOutOfRange {
        term: term.to_owned(),
        value,
        minimum,
        maximum,
    };
    let Some(area) = Area::numbered(call.area) else {
        let last = U256::from(Area::COUNT.saturating_sub(1));
        return Err(out_of_range("area", U256::from(call.area), U256::ZERO, last).into());
    };
    let base = Amount::try_from(call.base)
        .ok()
        .filter(|base| (Amount::UNIT..=MAX_BASE).contains(base));
    let Some(base) = base else {
        return Err(out_of_range("base", call.base, U256::ONE, MAX_BASE.into()).into());
    };
    let new = ActivityType {
        name_zh: check_text("nameZh", &call.nameZh, 1, TITLE_BYTES)?,
        name_en: check_text("nameEn", &call.nameEn, 1, TITLE_BYTES)?,
        area,
        base,
    };
    Ok((types, new))
}

/// Adds a type, or changes one. Approved campaigns keep what they were approved with.
///
/// # Errors
///
/// Those of [`check`].
pub(super) fn set(
    ctx: &mut Context<'_>,
    call: &ICampaigns::setActivityTypeCall,
) -> Result<(), Failure> {
    let (mut types, new) = check(ctx, call)?;
    let (area, base) = (new.area, new.base);
    match types.get_mut(usize::from(call.activityType).saturating_sub(1)) {
        Some(known) => *known = new,
        None => types.push(new),
    }
    TYPES.put(ctx, &ActivityTypes(types))?;
    ctx.emit(&ICampaigns::ActivityTypeSet {
        activityType: call.activityType,
        area: area.number(),
        base: base.into(),
    })
}

//! Forms and their answers.

use crate::{Generator, generator::call};
use alloy_primitives::B256;
use wepos_abi::{ICampaigns, addresses};
use wepos_model::{Action, Model};

/// Mostly no form; else a short one, which now and then cannot be filled in.
pub(super) fn form(
    generator: &mut Generator,
    terms: &mut ICampaigns::Terms,
) -> Vec<ICampaigns::Field> {
    if terms.nominations || !generator.once_in(5) {
        return Vec::new();
    }
    if terms.streak > 1 && !generator.once_in(8) {
        return Vec::new();
    }
    if !matches!(terms.decidedBy, 0 | 3 | 4) && !generator.once_in(8) {
        return Vec::new();
    }
    let count = 1 + generator.below(4);
    let mut form: Vec<_> = (0..count).map(|_| field(generator)).collect();
    match generator.below(30) {
        0 => form[0].kind = 6,
        1 => form[0].labelEn = " ".into(),
        2 => form[0].choices.push("多\nmore".into()),
        3 => form = vec![form[0].clone(); 21],
        _ => {}
    }
    form
}

fn field(generator: &mut Generator) -> ICampaigns::Field {
    let kind = u8::try_from(generator.below(6)).expect("is small");
    let choices = ["是\nyes", "否\nno", "不知道\nI do not know"];
    ICampaigns::Field {
        kind,
        required: generator.once_in(2),
        isPrivate: generator.once_in(5),
        labelZh: " 问题 ".into(),
        labelEn: "Question".into(),
        choices: choices
            .iter()
            .filter(|_| kind == 1)
            .map(|choice| (*choice).into())
            .collect(),
    }
}

/// Answers to the form of an open campaign, mostly good ones.
pub(super) fn answer(generator: &mut Generator, model: &Model) -> Option<Action> {
    let open = (1_u64..).zip(model.campaigns());
    let open = open.filter(|(id, one)| !one.form.is_empty() && model.campaign_status(*id) == 3);
    let open: Vec<u64> = open.map(|(id, _)| id).collect();
    let campaign = match generator.choose(&open) {
        Some(open) if !generator.once_in(30) => open,
        _ if generator.once_in(4) => generator.campaign_with(model, &[3])?,
        _ => return None,
    };
    let found = model.campaigns().get(usize::try_from(campaign - 1).ok()?)?;
    let public = found.form.iter().filter(|field| !field.isPrivate);
    let mut answers: Vec<String> = public.map(|field| word(generator, field.kind)).collect();
    let private = found.form.iter().any(|field| field.isPrivate);
    let mut hash = B256::repeat_byte(u8::from(private));
    match generator.below(40) {
        0 => answers.push("more".into()),
        1 => hash = B256::ZERO,
        2 => hash = B256::repeat_byte(7),
        3 => answers = answers.iter().map(|_| "a".repeat(4_097)).collect(),
        _ => {}
    }
    let answer = ICampaigns::answerCall {
        campaign,
        answers,
        privateHash: hash,
    };
    Some(call(generator.author(), addresses::CAMPAIGNS, &answer))
}

/// A word of a kind; now and then none, or one of another kind.
fn word(generator: &mut Generator, kind: u8) -> String {
    let kinds: [&[&str]; 6] = [
        &["任何文字", " any words "],
        &["0", "1", "2", "3", "02"],
        &["0", "-12.50", "1.", "1.2.3", "--1"],
        &[
            "2028-02-29",
            "2027-02-29",
            "2026-11-30",
            "2026-11-31",
            "2026-1-01",
        ],
        &["0x52908400098527886E0F7030069857D2E4169EE7", "0x5290"],
        &[
            "https://example.org/a?b=c",
            "http:///path",
            "ftp://example.org",
            "https://a b",
        ],
    ];
    let all = kinds[usize::from(kind.min(5))];
    let word = match generator.below(12) {
        0 => "",
        1 => all[all.len() - 1],
        2 => generator.choose(all).unwrap_or_default(),
        _ => all[0],
    };
    word.into()
}

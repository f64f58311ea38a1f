//! Forms (WP-33): what can be asked, and what answers it.

use super::{AT_ONCE, out_of_range, submissions::is_read, trimmed};
use crate::Refusal;
use alloy_primitives::{Address, B256, U256};
use wepos_abi::ICampaigns;

/// Fields of a form.
const FIELDS: usize = 20;

/// Bytes of a form.
const FORM: usize = 8_192;

/// Bytes of a label.
const LABEL: usize = 400;

/// Choices of a field.
const CHOICES: usize = 30;

/// Bytes of all answers.
const ANSWERS: usize = 4_096;

/// The kind of a field with choices.
const CHOICE: u8 = 1;

/// Whether a form goes with the terms, and can be filled in.
pub(super) fn check_form(
    terms: &ICampaigns::Terms,
    form: &[ICampaigns::Field],
) -> Result<(), Refusal> {
    let way = terms.decidedBy;
    if form.is_empty() {
        return Ok(());
    }
    if !(is_read(way) || way == AT_ONCE) || terms.streak > 1 || terms.nominations {
        return Err(ICampaigns::TermsDisagree {
            term: "form".to_owned(),
            decidedBy: way,
        }
        .into());
    }
    let within = |name: &str, value: usize, least: usize, most: usize| {
        if (least..=most).contains(&value) {
            return Ok(());
        }
        Err(out_of_range(
            name,
            value as u128,
            least as u128,
            most as u128,
        ))
    };
    within("fields", form.len(), 1, FIELDS)?;
    let mut bytes = 0;
    for field in form {
        within("kind", field.kind.into(), 0, 5)?;
        bytes += trimmed("labelZh", &field.labelZh, 1, LABEL)?.len();
        bytes += trimmed("labelEn", &field.labelEn, 1, LABEL)?.len();
        let (least, most) = if field.kind == CHOICE {
            (2, CHOICES)
        } else {
            (0, 0)
        };
        within("choices", field.choices.len(), least, most)?;
        for choice in &field.choices {
            bytes += trimmed("choice", choice, 1, LABEL)?.len();
        }
    }
    within("form", bytes, 1, FORM)
}

/// Whether answers fit a form.
pub(super) fn check_answers(
    form: &[ICampaigns::Field],
    answers: &[String],
    private_hash: B256,
) -> Result<(), Refusal> {
    let (private, public): (Vec<_>, Vec<_>) =
        (1..).zip(form).partition(|(_, field)| field.isPrivate);
    let count = |answers: usize| ICampaigns::AnswerCount {
        answers: answers as u32,
        fields: public.len() as u32,
    };
    if answers.len() != public.len() {
        return Err(count(answers.len()).into());
    }
    let bytes: usize = answers.iter().map(String::len).sum();
    if bytes > ANSWERS {
        return Err(ICampaigns::TextLength {
            text: "answers".to_owned(),
            length: U256::from(bytes),
            minimum: U256::ZERO,
            maximum: U256::from(ANSWERS),
        }
        .into());
    }
    for ((number, field), answer) in public.iter().zip(answers) {
        if answer.is_empty() && field.required {
            return Err(ICampaigns::AnswerMissing { field: *number }.into());
        }
        if !answer.is_empty() && !fits(field, answer) {
            return Err(ICampaigns::AnswerInvalid {
                field: *number,
                kind: field.kind,
            }
            .into());
        }
    }
    let required = private.iter().find(|(_, field)| field.required);
    if let Some((field, _)) = required
        && private_hash.is_zero()
    {
        return Err(ICampaigns::AnswerMissing { field: *field }.into());
    }
    // A hash of answers that nobody asked for is one answer too many.
    if private.is_empty() && !private_hash.is_zero() {
        return Err(count(1).into());
    }
    Ok(())
}

/// Whether an answer is of the kind of its field.
fn fits(field: &ICampaigns::Field, answer: &str) -> bool {
    match field.kind {
        CHOICE => (0..field.choices.len()).any(|choice| choice.to_string() == answer),
        2 => {
            let number = answer.strip_prefix('-').unwrap_or(answer);
            let parts: Vec<&str> = number.split('.').collect();
            let digits =
                |part: &&str| !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit());
            parts.len() <= 2 && parts.iter().all(digits)
        }
        3 => is_date(answer),
        4 => answer.starts_with("0x") && answer.len() == 42 && answer.parse::<Address>().is_ok(),
        5 => {
            let parts = answer.split_once("://");
            parts.is_some_and(|(scheme, rest)| {
                let shown = |letter: char| !letter.is_whitespace() && !letter.is_control();
                let starts = rest.chars().next().is_some_and(|first| first != '/');
                matches!(scheme, "http" | "https") && starts && rest.chars().all(shown)
            })
        }
        _ => true,
    }
}

/// A day of the calendar, as `2026-11-30`.
fn is_date(answer: &str) -> bool {
    let parts: Vec<&str> = answer.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    let number = |text: &str, digits: usize| {
        let plain = text.len() == digits && text.chars().all(|digit| digit.is_ascii_digit());
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

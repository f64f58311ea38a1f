//! Forms: typed fields, asked in both languages (WP-33). The chain checks public answers; private ones never reach it.

use super::{
    check_range,
    rules::{ANSWER_BYTES, DecidedBy, FIELD_CHOICES, FORM_BYTES, FORM_FIELDS, LABEL_BYTES, Terms},
    state::{FORMS, FieldKind, Form, FormField},
};
use crate::{Context, Failure, ensure};
use alloy_primitives::{Address, B256, U256};
use wepos_abi::ICampaigns;

impl FieldKind {
    const fn numbered(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Text,
            1 => Self::Choice,
            2 => Self::Number,
            3 => Self::Date,
            4 => Self::Address,
            5 => Self::Url,
            _ => return None,
        })
    }

    /// Its number in the interface.
    pub(super) const fn number(self) -> u8 {
        self as u8
    }
}

/// The form that an organiser proposes, if it has fields.
///
/// Checks, in order: the way of taking part has room for a form; the number of fields; of each field its kind, its
/// labels, its choices; the bytes of all.
///
/// # Errors
///
/// `TermsDisagree`, `TermOutOfRange`, `TextLength`.
pub(super) fn checked(
    terms: &Terms,
    fields: Vec<ICampaigns::Field>,
) -> Result<Option<Form>, Failure> {
    if fields.is_empty() {
        return Ok(None);
    }
    // A period that only lengthens a streak keeps no answers.
    let asked = terms.decided_by.is_read() || terms.decided_by == DecidedBy::AtOnce;
    ensure!(
        asked && terms.streak <= 1 && !terms.nominations,
        ICampaigns::TermsDisagree {
            term: "form".to_owned(),
            decidedBy: terms.decided_by.number(),
        }
    );
    check_range("fields", fields.len(), 1, FORM_FIELDS)?;
    let fields = fields
        .into_iter()
        .map(field)
        .collect::<Result<Vec<_>, _>>()?;
    let bytes = |field: &FormField| {
        let choices: usize = field.choices.iter().map(String::len).sum();
        choices
            .saturating_add(field.label_zh.len())
            .saturating_add(field.label_en.len())
    };
    let total: usize = fields.iter().map(bytes).sum();
    check_range("form", total, 1, FORM_BYTES)?;
    Ok(Some(Form(fields)))
}

fn field(field: ICampaigns::Field) -> Result<FormField, Failure> {
    check_range("kind", field.kind, 0, FieldKind::Url.number())?;
    let kind = FieldKind::numbered(field.kind).expect("it was checked");
    let label = |name, text: &str| super::check_text(name, text, 1, LABEL_BYTES);
    let label_zh = label("labelZh", &field.labelZh)?;
    let label_en = label("labelEn", &field.labelEn)?;
    let choices = match kind {
        FieldKind::Choice => check_range("choices", field.choices.len(), 2, FIELD_CHOICES),
        _ => check_range("choices", field.choices.len(), 0, 0),
    };
    choices?;
    let choices = field.choices.iter().map(|choice| label("choice", choice));
    Ok(FormField {
        kind,
        required: field.required,
        private: field.isPrivate,
        label_zh,
        label_en,
        choices: choices.collect::<Result<_, _>>()?,
    })
}

/// How many answers go on the chain.
pub(super) fn public_fields(form: &Form) -> u8 {
    let public = form.0.iter().filter(|field| !field.private).count();
    u8::try_from(public).expect("a form has few fields")
}

/// Checks the public answers to a form, and whether there is a hash where there are private fields.
///
/// # Errors
///
/// `AnswerCount`, `TextLength`, `AnswerMissing`, `AnswerInvalid`.
pub(super) fn check(
    ctx: &mut Context<'_>,
    id: u64,
    answers: &[String],
    private_hash: B256,
) -> Result<(), Failure> {
    let form = FORMS.get(ctx, &id)?.unwrap_or(Form(Vec::new()));
    let public = usize::from(public_fields(&form));
    ensure!(
        answers.len() == public,
        ICampaigns::AnswerCount {
            answers: answers.len() as u32,
            fields: public as u32,
        }
    );
    let bytes: usize = answers.iter().map(String::len).sum();
    ensure!(
        bytes <= ANSWER_BYTES,
        ICampaigns::TextLength {
            text: "answers".to_owned(),
            length: U256::from(bytes),
            minimum: U256::ZERO,
            maximum: U256::from(ANSWER_BYTES),
        }
    );
    let mut answers = answers.iter();
    let mut private_required = None;
    let mut has_private = false;
    for (number, field) in (1_u32..).zip(&form.0) {
        if field.private {
            has_private = true;
            if field.required {
                private_required = private_required.or(Some(number));
            }
            continue;
        }
        let answer = answers.next().expect("they were counted").trim();
        ensure!(
            !answer.is_empty() || !field.required,
            ICampaigns::AnswerMissing { field: number }
        );
        ensure!(
            answer.is_empty() || mutated!(AnswersNotChecked, true, fits(field, answer)),
            ICampaigns::AnswerInvalid {
                field: number,
                kind: field.kind.number(),
            }
        );
    }
    if let Some(field) = private_required {
        ensure!(
            private_hash != B256::ZERO,
            ICampaigns::AnswerMissing { field }
        );
    }
    // A hash of answers that nobody asked for would be a message that nobody can read.
    ensure!(
        has_private || private_hash == B256::ZERO,
        ICampaigns::AnswerCount {
            answers: (answers.len() as u32).saturating_add(1),
            fields: public as u32,
        }
    );
    Ok(())
}

/// Whether an answer is of its field's kind.
fn fits(field: &FormField, answer: &str) -> bool {
    match field.kind {
        FieldKind::Text => true,
        FieldKind::Choice => {
            let canonical = answer == "0" || !answer.starts_with('0');
            let digits = answer.bytes().all(|byte| byte.is_ascii_digit());
            canonical
                && digits
                && (answer.parse::<usize>()).is_ok_and(|choice| choice < field.choices.len())
        }
        FieldKind::Number => is_number(answer),
        FieldKind::Date => is_date(answer),
        FieldKind::Address => {
            answer.len() == 42 && answer.starts_with("0x") && answer.parse::<Address>().is_ok()
        }
        FieldKind::Url => {
            let rest = answer
                .strip_prefix("https://")
                .or_else(|| answer.strip_prefix("http://"));
            rest.is_some_and(|rest| {
                !rest.is_empty()
                    && !rest.starts_with('/')
                    && !rest.contains(|character: char| {
                        character.is_whitespace() || character.is_control()
                    })
            })
        }
    }
}

/// Digits, with a sign and a decimal point at most.
fn is_number(answer: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = answer.strip_prefix('-').unwrap_or(answer);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}

/// A day of the Gregorian calendar: `2026-11-30`.
fn is_date(answer: &str) -> bool {
    let bytes = answer.as_bytes();
    let shape = bytes.len() == 10
        && (bytes.iter().enumerate()).all(|(position, byte)| match position {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return false;
    }
    let part = |range: std::ops::Range<usize>| answer[range].parse::<u32>().unwrap_or(0);
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// A form as everybody sees it.
pub(super) fn shown(form: Form) -> Vec<ICampaigns::Field> {
    let field = |field: FormField| ICampaigns::Field {
        kind: field.kind.number(),
        required: field.required,
        isPrivate: field.private,
        labelZh: field.label_zh,
        labelEn: field.label_en,
        choices: field.choices,
    };
    form.0.into_iter().map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(kind: FieldKind) -> FormField {
        FormField {
            kind,
            required: true,
            private: false,
            label_zh: "问".into(),
            label_en: "ask".into(),
            choices: vec!["甲\na".into(), "乙\nb".into()],
        }
    }

    #[test]
    fn an_answer_is_of_its_fields_kind_or_is_refused() {
        use FieldKind::{Address, Choice, Date, Number, Text, Url};
        let address = "0x52908400098527886E0F7030069857D2E4169EE7";
        let good = [
            (Text, "任何文字"),
            (Choice, "0"),
            (Choice, "1"),
            (Number, "0"),
            (Number, "-12.50"),
            (Date, "2028-02-29"),
            (Address, address),
            (Url, "https://example.org/a?b=c"),
        ];
        for (kind, answer) in good {
            assert!(fits(&asks(kind), answer), "{kind:?} {answer}");
        }
        let bad = [
            (Choice, "2"),
            (Choice, "01"),
            (Choice, "+1"),
            (Choice, ""),
            (Number, "1."),
            (Number, ".5"),
            (Number, "1e3"),
            (Number, "一"),
            (Date, "2027-02-29"),
            (Date, "2027-13-01"),
            (Date, "2027-1-01"),
            (Date, "2027-00-10"),
            (Date, "２０２７-01-01"),
            (Address, &address[2..]),
            (Address, "0x5290"),
            (Url, "ftp://example.org"),
            (Url, "https://"),
            (Url, "https:///path"),
            (Url, "https://a b"),
            (Url, "javascript:alert(1)"),
        ];
        for (kind, answer) in bad {
            assert!(!fits(&asks(kind), answer), "{kind:?} {answer}");
        }
    }
}

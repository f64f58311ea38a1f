//! What an attempt is worth.

use super::{
    bank::{Bank, Key, Kind, Sheet},
    decimal::Decimal,
    draw::{Drawn, draw, task},
};
use crate::{Refusal, canonical};
use alloy_primitives::{B256, keccak256};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use wepos_staking::Task;

/// Bytes of an answer to a task of the simulator: a number with its unit.
const FIGURE_BYTES: usize = 64;

/// What a member answers to a question, by the places of the choices as they were shown, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Given {
    /// Nothing.
    Nothing,
    /// One choice.
    Choice(u32),
    /// All choices that are right.
    Several(Vec<u32>),
    /// A number, as it was written; for a task of the simulator with commas and unit, if one likes.
    Number(String),
}

/// What an attempt is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// Points for right answers.
    pub score: u32,
    /// Points that were to be had.
    pub total: u32,
    /// Whether the score suffices.
    pub passed: bool,
    /// A hash of what was asked and answered: keccak-256 of the canonical JSON of a list with a pair for each question
    /// in order, its number in the bank and the answer by the bank's numbers of choices, or as it was
    /// written for a task.
    pub data: B256,
}

impl Sheet {
    /// The questions of an attempt.
    pub fn draw(&self, seed: B256) -> Vec<Drawn> {
        let choices: Vec<usize> = self.questions.iter().map(|it| it.choices.len()).collect();
        draw(seed, &choices, self.draws as usize)
    }

    /// Checks that answers fit the questions of an attempt; whether they are right, nobody here knows.
    ///
    /// # Errors
    ///
    /// The first one that does not fit.
    pub fn check(&self, drawn: &[Drawn], given: &[Given]) -> Result<(), Refusal> {
        if given.len() != drawn.len() {
            let (have, want) = (given.len(), drawn.len());
            return Err(Refusal::malformed(
                format!("{want} answers are expected, one for each question, not {have}"),
                format!("应有 {want} 个答案，每题一个，而不是 {have} 个"),
            )
            .with("expected", want));
        }
        for (index, (drawn, given)) in drawn.iter().zip(given).enumerate() {
            if in_bank_numbers(self.questions[drawn.question].kind, drawn, given).is_none() {
                let place = index + 1;
                return Err(Refusal::malformed(
                    format!(
                        "answer {place} does not fit its question: the place of a choice from 0, a list of such places \
                         without repetition, a decimal number as text, or null"
                    ),
                    format!(
                        "第 {place} 题的答案与题型不符：应为选项的序号（从 0 开始）、不重复的序号列表、写成文字的十进制数，或 null"
                    ),
                )
                .with("answer", place));
            }
        }
        Ok(())
    }
}

impl Bank {
    /// Grades the answers to the questions that `seed` draws. An answer that does not fit its question is wrong.
    pub fn grade(&self, seed: B256, given: &[Given]) -> Grade {
        let sheet = self.sheet();
        let drawn = sheet.draw(seed);
        let (mut score, mut total, mut record) = (0_u32, 0_u32, Vec::new());
        for (index, drawn) in drawn.iter().enumerate() {
            let question = &sheet.questions[drawn.question];
            let given = given.get(index).unwrap_or(&Given::Nothing);
            let answer = in_bank_numbers(question.kind, drawn, given);
            total = total.saturating_add(question.weight);
            if let Some(answer) = &answer
                && self.keys()[drawn.question].is_met_by(answer, || task(seed, index))
            {
                score = score.saturating_add(question.weight);
            }
            let answer = answer.map_or(Value::Null, |answer| answer.json());
            record.push(json!([drawn.question, answer]));
        }
        let record = canonical(&Value::from(record)).expect("small integers and texts");
        Grade {
            score,
            total,
            passed: score >= sheet.pass,
            data: keccak256(record),
        }
    }
}

/// An answer by the bank's numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    Nothing,
    Choice(usize),
    Several(BTreeSet<usize>),
    Number(Decimal),
    Figure(String),
}

impl Answer {
    fn json(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Choice(choice) => json!(choice),
            Self::Several(choices) => json!(choices),
            Self::Number(number) => json!(number.to_string()),
            Self::Figure(figure) => json!(figure),
        }
    }
}

impl Key {
    fn is_met_by(&self, answer: &Answer, task: impl FnOnce() -> Task) -> bool {
        match (self, answer) {
            (Self::Choice(right), Answer::Choice(given)) => right == given,
            (Self::Several(right), Answer::Several(given)) => right == given,
            (Self::Number { right, tolerance }, Answer::Number(given)) => {
                right.distance(*given) <= *tolerance
            }
            (Self::Simulator, Answer::Figure(figure)) => task().accepts(figure),
            _ => false,
        }
    }
}

/// What was given, by the bank's numbers; nothing if it does not fit the question.
fn in_bank_numbers(kind: Kind, drawn: &Drawn, given: &Given) -> Option<Answer> {
    let choice = |place: &u32| drawn.order.get(usize::try_from(*place).ok()?).copied();
    match (kind, given) {
        (_, Given::Nothing) => Some(Answer::Nothing),
        (Kind::Choice, Given::Choice(place)) => choice(place).map(Answer::Choice),
        (Kind::Several, Given::Several(places)) => {
            let choices: Option<BTreeSet<usize>> = places.iter().map(choice).collect();
            choices
                .filter(|choices| choices.len() == places.len())
                .map(Answer::Several)
        }
        (Kind::Number, Given::Number(text)) => text.parse().ok().map(Answer::Number),
        (Kind::Simulator, Given::Number(text)) => {
            (text.len() <= FIGURE_BYTES).then(|| Answer::Figure(text.clone()))
        }
        _ => None,
    }
}

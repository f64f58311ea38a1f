//! The bank of questions with their answers, which the grader alone has, and the sheet, which everybody may see.

use super::decimal::Decimal;
use crate::{
    Refusal, canonical,
    limits::{
        ATTEMPTS, CHOICES, DRAWS, QUESTION_BYTES, QUESTIONS, REQUEST_BYTES, RETRY_HOURS, WEIGHT,
    },
};
use alloy_primitives::{B256, keccak256};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// The form of the files.
const VERSION: u32 = 1;

/// A bank, checked.
#[derive(Debug, Clone)]
pub struct Bank {
    sheet: Sheet,
    keys: Vec<Key>,
}

/// What of a bank is public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sheet {
    /// The form of the file: 1.
    pub version: u32,
    /// The hash of the bank, which the campaign commits to.
    pub commitment: B256,
    /// Questions of an attempt.
    pub draws: u32,
    /// Points that pass.
    pub pass: u32,
    /// Hours from a failed attempt to the next one.
    pub retry_hours: u32,
    /// Attempts of an account.
    pub attempts: u32,
    /// The questions, without answers.
    pub questions: Vec<Question>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Question {
    /// How it is answered.
    pub kind: Kind,
    /// In Chinese; empty for a task of the simulator, which has words of its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zh: String,
    /// In English; empty likewise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
    /// What there is to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Words>,
    /// Points for the right answer.
    #[serde(default = "one")]
    pub weight: u32,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// By one choice.
    Choice,
    /// By all choices that are right.
    Several,
    /// By a decimal number.
    Number,
    /// By a figure: a task of the staking simulator, drawn for the attempt.
    Simulator,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// The right answer, by the bank's numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Choice(usize),
    Several(BTreeSet<usize>),
    Number {
        right: Decimal,
        tolerance: Decimal,
    },
    /// The task knows.
    Simulator,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    version: u32,
    salt: Option<B256>,
    draws: u32,
    pass: u32,
    retry_hours: u32,
    attempts: u32,
    questions: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    kind: Kind,
    #[serde(default)]
    zh: String,
    #[serde(default)]
    en: String,
    #[serde(default)]
    choices: Vec<Words>,
    #[serde(default = "one")]
    weight: u32,
    #[serde(default)]
    answer: Option<RightAnswer>,
    #[serde(default)]
    tolerance: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RightAnswer {
    Choice(u32),
    Several(Vec<u32>),
    Number(String),
}

fn one() -> u32 {
    1
}

impl Bank {
    /// Reads and checks a bank.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let unreadable = |error: serde_json::Error| {
            let english = format!("this is no bank of questions: {error}");
            Refusal::malformed(english, format!("题库格式有误：{error}"))
        };
        let document: Document = serde_json::from_str(text).map_err(unreadable)?;
        let value: Value = serde_json::from_str(text).map_err(unreadable)?;
        if document.salt.is_none_or(|salt| salt.is_zero()) {
            let salt = B256::from(crate::vault::random::<32>()?);
            return Err(Refusal::malformed(
                format!(
                    "`salt` is missing, without which answers could be guessed from the commitment; for example \
                     \"salt\": \"{salt}\""
                ),
                format!("缺少 `salt`，否则可由承诺值猜出答案；例如 \"salt\": \"{salt}\""),
            ));
        }
        let text = canonical(&value)
            .map_err(|error| Refusal::malformed(error.to_string(), error.in_chinese()))?;
        let keys: Result<Vec<Key>, Refusal> = document
            .questions
            .iter()
            .enumerate()
            .map(|(index, entry)| entry.key().map_err(|wrong| wrong.at(index)))
            .collect();
        let questions = document.questions.into_iter().map(|entry| Question {
            kind: entry.kind,
            zh: entry.zh,
            en: entry.en,
            choices: entry.choices,
            weight: entry.weight,
        });
        let sheet = Sheet {
            version: document.version,
            commitment: keccak256(text),
            draws: document.draws,
            pass: document.pass,
            retry_hours: document.retry_hours,
            attempts: document.attempts,
            questions: questions.collect(),
        };
        sheet.validate()?;
        Ok(Self { sheet, keys: keys? })
    }

    /// What of it is public.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// The hash that a campaign commits to: keccak-256 of the file's canonical JSON, salt and answers with it.
    pub fn commitment(&self) -> B256 {
        self.sheet.commitment
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }
}

impl Sheet {
    /// Reads and checks what somebody uploads.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place.
    pub fn read(value: Value) -> Result<Self, Refusal> {
        let sheet: Self = serde_json::from_value(value).map_err(|error| {
            Refusal::malformed(
                format!("these are no questions of a quiz: {error}"),
                format!("题目格式有误：{error}"),
            )
        })?;
        sheet.validate()?;
        Ok(sheet)
    }

    /// The hash of it: keccak-256 of its canonical JSON, by which a grader knows that members were asked this.
    pub fn hash(&self) -> B256 {
        let value = serde_json::to_value(self).unwrap_or_default();
        keccak256(canonical(&value).expect("small integers and texts"))
    }

    fn validate(&self) -> Result<(), Refusal> {
        let number = |name: &str, value: u32, range: std::ops::RangeInclusive<u32>| {
            if range.contains(&value) {
                return Ok(());
            }
            let (from, to) = range.into_inner();
            Err(Refusal::malformed(
                format!("`{name}` is {value}: from {from} to {to} is possible"),
                format!("`{name}` 为 {value}：应在 {from} 到 {to} 之间"),
            )
            .with("field", name))
        };
        number("version", self.version, VERSION..=VERSION)?;
        let count = u32::try_from(self.questions.len()).unwrap_or(u32::MAX);
        number("questions", count, 1..=QUESTIONS)?;
        number("draws", self.draws, 1..=DRAWS.min(count))?;
        number("retryHours", self.retry_hours, 0..=RETRY_HOURS)?;
        number("attempts", self.attempts, 1..=ATTEMPTS)?;
        for (index, question) in self.questions.iter().enumerate() {
            question.validate().map_err(|wrong| wrong.at(index))?;
        }
        // Whatever is drawn, it must be possible to pass.
        let mut weights: Vec<u32> = self.questions.iter().map(|it| it.weight).collect();
        weights.sort_unstable();
        let reachable = weights.iter().take(self.draws as usize).sum();
        number("pass", self.pass, 1..=reachable)?;
        let bytes = serde_json::to_vec(self).map_or(usize::MAX, |text| text.len());
        if bytes > REQUEST_BYTES {
            let (english, chinese) = ("bytes of the questions of a quiz", "题目的总字节数");
            return Err(Refusal::too_large(english, chinese, REQUEST_BYTES));
        }
        Ok(())
    }
}

/// What is wrong with a question, in both languages.
struct Wrong(String, String);

impl Wrong {
    fn new<T>(english: impl Into<String>, chinese: impl Into<String>) -> Result<T, Self> {
        Err(Self(english.into(), chinese.into()))
    }

    fn at(self, index: usize) -> Refusal {
        let Self(english, chinese) = self;
        let english = format!("question {}: {english}", index + 1);
        Refusal::malformed(english, format!("第 {} 题：{chinese}", index + 1))
            .with("question", index + 1)
    }
}

impl Question {
    fn validate(&self) -> Result<(), Wrong> {
        let choices = self
            .choices
            .iter()
            .flat_map(|choice| [&choice.zh, &choice.en]);
        let is_task = self.kind == Kind::Simulator;
        if is_task && !(self.zh.is_empty() && self.en.is_empty()) {
            return Wrong::new(
                "a task of the simulator has words of its own: leave `zh` and `en` out",
                "模拟器题目自带文字：请勿填写 `zh` 与 `en`",
            );
        }
        let own = [&self.zh, &self.en].into_iter().filter(|_| !is_task);
        for text in own.chain(choices) {
            if text.trim().is_empty() {
                return Wrong::new(
                    "a text is empty: everything is said in Chinese and English",
                    "有空白文字：题目与选项均须有中英文",
                );
            }
            if text.len() > QUESTION_BYTES {
                return Wrong::new(
                    format!("a text has {} bytes: {QUESTION_BYTES} at most", text.len()),
                    format!("文字为 {} 字节：最多 {QUESTION_BYTES} 字节", text.len()),
                );
            }
        }
        let count = self.choices.len();
        let fits = match self.kind {
            Kind::Number | Kind::Simulator => count == 0,
            Kind::Choice | Kind::Several => (2..=CHOICES).contains(&count),
        };
        if !fits {
            return Wrong::new(
                format!(
                    "{count} choices: 2 to {CHOICES} where one chooses, none where one computes"
                ),
                format!("有 {count} 个选项：选择题应有 2 到 {CHOICES} 个，计算题没有选项"),
            );
        }
        for (index, choice) in self.choices.iter().enumerate() {
            if self.choices[..index].contains(choice) {
                return Wrong::new(
                    format!("choice {} stands there twice", index + 1),
                    format!("第 {} 个选项重复", index + 1),
                );
            }
        }
        if !(1..=WEIGHT).contains(&self.weight) {
            let weight = self.weight;
            return Wrong::new(
                format!("`weight` is {weight}: from 1 to {WEIGHT} is possible"),
                format!("`weight` 为 {weight}：应在 1 到 {WEIGHT} 之间"),
            );
        }
        Ok(())
    }
}

impl Entry {
    fn key(&self) -> Result<Key, Wrong> {
        let choice = |choice: u32| {
            let choice = usize::try_from(choice).ok();
            choice.filter(|choice| *choice < self.choices.len())
        };
        if self.tolerance.is_some() && self.kind != Kind::Number {
            return Wrong::new("`tolerance` is for numbers", "`tolerance` 仅用于计算题");
        }
        let key = match (self.kind, &self.answer) {
            (Kind::Simulator, None) => Some(Key::Simulator),
            (Kind::Choice, Some(RightAnswer::Choice(right))) => choice(*right).map(Key::Choice),
            (Kind::Several, Some(RightAnswer::Several(right))) => {
                let choices: Option<BTreeSet<usize>> = right.iter().copied().map(choice).collect();
                choices
                    .filter(|choices| choices.len() == right.len() && !choices.is_empty())
                    .map(Key::Several)
            }
            (Kind::Number, Some(RightAnswer::Number(right))) => {
                let tolerance = self.tolerance.as_deref().unwrap_or("0").parse().ok();
                let tolerance = tolerance.filter(|tolerance: &Decimal| !tolerance.is_negative());
                right
                    .parse()
                    .ok()
                    .zip(tolerance)
                    .map(|(right, tolerance)| Key::Number { right, tolerance })
            }
            _ => None,
        };
        match key {
            Some(key) => Ok(key),
            None => Wrong::new(
                "`answer` does not fit: the number of a choice from 0 for `choice`, a list of such numbers without \
                 repetition for `several`, a decimal number as text for `number` (and `tolerance`, not negative), \
                 none for `simulator`",
                "`answer` 与题型不符：`choice` 应为选项序号（从 0 开始），`several` 应为不重复的序号列表，\
                 `number` 应为写成文字的十进制数（`tolerance` 亦然，且不为负），`simulator` 没有答案",
            ),
        }
    }
}

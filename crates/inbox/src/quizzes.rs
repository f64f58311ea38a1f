//! Quizzes as the service keeps them: sheets, attempts, results. Times here are the chain's.

use crate::{
    Database, Refusal,
    database::signed,
    limits::{ATTEMPTS_PER_QUIZ, GRADER_PAGE},
    moment,
    quiz::{Given, Sheet},
};
use alloy_primitives::{Address, B256, Bytes};
use axum::http::StatusCode;
use rusqlite::{OptionalExtension as _, Row};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Sheets that are kept in memory: each has some hundred kilobytes.
const SHEETS: usize = 32;

/// Hours of a day, however long it is.
const HOURS_PER_DAY: u64 = 24;

/// An attempt as its member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Its number, from 1.
    pub number: u32,
    /// When the questions were drawn, in Unix seconds of the chain.
    pub started_at: u64,
    /// When it was answered.
    pub answered_at: Option<u64>,
    /// What became of it, once it was graded.
    pub result: Option<Graded>,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Graded {
    /// When, in Unix seconds of the chain.
    pub at: u64,
    /// Points.
    pub score: u32,
    /// Points that were to be had.
    pub total: u32,
    /// Whether it passed.
    pub passed: bool,
    /// What the grader signed, for the chain.
    pub attestation: Option<SignedResult>,
}

/// The grader's signature, with what it signed beside campaign, number and account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedResult {
    /// Until when it can be redeemed, in Unix seconds; 0 for the end of the campaign.
    pub expires_at: u64,
    /// A hash of what was asked and answered.
    pub data: B256,
    /// The signature (EIP-712) by the campaign's key.
    pub signature: Bytes,
}

/// An attempt as the grader gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ungraded {
    /// Where to go on.
    pub id: u64,
    /// Whose it is.
    pub account: Address,
    /// Its number, from 1.
    pub number: u32,
    /// What was answered, by the places of choices as they were shown.
    pub answers: Vec<Given>,
}

/// A page of attempts for the grader.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) attempts: Vec<Ungraded>,
    /// How many wait, these with them.
    pub(crate) waiting: u64,
    /// How many passed since the moment that was asked for.
    pub(crate) passed_since: u64,
}

/// A result as the grader gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Verdict {
    /// Whose attempt it is.
    pub account: Address,
    /// Its number.
    pub number: u32,
    /// Points.
    pub score: u32,
    /// Points that were to be had.
    pub total: u32,
    /// What was signed, if it passed.
    pub passed: Option<SignedResult>,
}

/// What an attempt's answers are bound to.
fn subject(campaign: u64, account: Address, number: u32) -> Vec<u8> {
    [
        b"attempt".as_slice(),
        &campaign.to_be_bytes(),
        account.as_slice(),
        &number.to_be_bytes(),
    ]
    .concat()
}

impl Database {
    /// Keeps the questions of a quiz. They may be changed until somebody got some of them.
    ///
    /// # Errors
    ///
    /// Somebody got some of them.
    pub fn keep_sheet(&mut self, campaign: u64, sheet: Sheet) -> Result<(), Refusal> {
        let text = serde_json::to_string(&sheet)
            .map_err(|error| Refusal::malformed(error.to_string(), error.to_string()))?;
        let sql = "INSERT INTO quiz (campaign, sheet, attempts) VALUES (?1, ?2, 0) \
                   ON CONFLICT (campaign) DO UPDATE SET sheet = ?2 WHERE attempts = 0 OR sheet = ?2";
        if self.connection.execute(sql, (signed(campaign), text))? == 0 {
            return Err(conflict(
                "quizBegun",
                format!("somebody got questions of campaign {campaign}: they stay as they are"),
                format!("活动 {campaign} 已有人抽到题目：题目不能再更改"),
            ));
        }
        self.sheets.remove(&campaign);
        Ok(())
    }

    /// The questions of a quiz.
    pub(crate) fn sheet(&mut self, campaign: u64) -> Result<Arc<Sheet>, Refusal> {
        if let Some(sheet) = self.sheets.get(&campaign) {
            return Ok(sheet.clone());
        }
        let sql = "SELECT sheet FROM quiz WHERE campaign = ?";
        let text: Option<String> = self
            .connection
            .query_row(sql, [signed(campaign)], |row| row.get(0))
            .optional()?;
        let text = text.ok_or_else(|| {
            Refusal::unknown(
                format!("the organiser of campaign {campaign} has not given its questions yet"),
                format!("活动 {campaign} 的组织者尚未提供题目"),
            )
        })?;
        let sheet: Sheet = serde_json::from_str(&text).map_err(|error| {
            tracing::error!(%error, "a quiz of the inbox cannot be read");
            let english = format!("the questions of campaign {campaign} cannot be read: {error}");
            let chinese = format!("无法读取活动 {campaign} 的题目：{error}");
            crate::database::unusable(english, chinese)
        })?;
        if self.sheets.len() >= SHEETS {
            self.sheets.clear();
        }
        let sheet = Arc::new(sheet);
        self.sheets.insert(campaign, sheet.clone());
        Ok(sheet)
    }

    /// The attempt that an account is at: the one that it has not answered, or the next one if it may try again. `at`
    /// is the chain's time, `now` this machine's; a day of the chain has `day_ms` milliseconds.
    ///
    /// # Errors
    ///
    /// When there is none to begin, with the reason.
    pub fn begin_attempt(
        &mut self,
        campaign: u64,
        account: Address,
        at: u64,
        now: u64,
        day_ms: u64,
    ) -> Result<(Arc<Sheet>, Attempt), Refusal> {
        let sheet = self.sheet(campaign)?;
        let last = self.attempts(campaign, account)?.pop();
        let number = match &last {
            None => 1,
            Some(attempt) if attempt.answered_at.is_none() => return Ok((sheet, attempt.clone())),
            Some(attempt) => next_number(campaign, &sheet, attempt, at, day_ms)?,
        };
        let transaction = self.begin()?;
        let sql = "UPDATE quiz SET attempts = attempts + 1 WHERE campaign = ?1 AND attempts < ?2";
        if transaction.execute(sql, (signed(campaign), ATTEMPTS_PER_QUIZ))? == 0 {
            return Err(conflict(
                "quizFull",
                format!("{ATTEMPTS_PER_QUIZ} attempts were begun at this quiz: there is no room for more"),
                format!("此测验已有 {ATTEMPTS_PER_QUIZ} 次作答，无法再增加"),
            )
            .with("limit", ATTEMPTS_PER_QUIZ));
        }
        let sql = "INSERT INTO attempt (campaign, account, number, stored_at, started_at) VALUES (?1, ?2, ?3, ?4, ?5)";
        let row = (
            signed(campaign),
            account.0.0,
            number,
            signed(now),
            signed(at),
        );
        transaction.execute(sql, row)?;
        transaction.commit()?;
        let attempt = Attempt {
            number,
            started_at: at,
            answered_at: None,
            result: None,
        };
        Ok((sheet, attempt))
    }

    /// Keeps the answers to an attempt, once.
    ///
    /// # Errors
    ///
    /// An attempt that has not begun, or was answered.
    pub fn answer_attempt(
        &mut self,
        campaign: u64,
        account: Address,
        number: u32,
        answers: &[Given],
        at: u64,
    ) -> Result<(), Refusal> {
        let content = serde_json::to_vec(answers)
            .map_err(|error| Refusal::malformed(error.to_string(), error.to_string()))?;
        let sealed = self
            .vault
            .seal(&subject(campaign, account, number), &content)?;
        let sql = "UPDATE attempt SET answered_at = ?1, sealed = ?2 \
                   WHERE campaign = ?3 AND account = ?4 AND number = ?5 AND answered_at IS NULL";
        let row = (signed(at), sealed, signed(campaign), account.0.0, number);
        if self.connection.execute(sql, row)? == 1 {
            return Ok(());
        }
        Err(conflict(
            "notOpen",
            format!("attempt {number} was answered, or has not begun"),
            format!("第 {number} 次作答已提交，或尚未开始"),
        ))
    }

    /// The attempts of an account at a quiz, in order.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn attempts(&self, campaign: u64, account: Address) -> Result<Vec<Attempt>, Refusal> {
        let sql = "SELECT number, started_at, answered_at, graded_at, score, total, passed, until, data, signature \
                   FROM attempt WHERE campaign = ?1 AND account = ?2 ORDER BY number";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map((signed(campaign), account.0.0), attempt)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Answered attempts after one that wait for their grader, in the order of their beginnings, and how many passed
    /// since `since`.
    pub(crate) fn ungraded(
        &self,
        campaign: u64,
        after: u64,
        since: u64,
    ) -> Result<Waiting, Refusal> {
        let sql = "SELECT id, account, number, sealed FROM attempt WHERE campaign = ?1 AND id > ?2 \
                   AND answered_at IS NOT NULL AND graded_at IS NULL ORDER BY id LIMIT ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query((signed(campaign), signed(after), GRADER_PAGE))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, account): (i64, [u8; 20]) = (row.get(0)?, row.get(1)?);
            let (number, sealed): (u32, Vec<u8>) = (row.get(2)?, row.get(3)?);
            let account = Address::from(account);
            let subject = subject(campaign, account, number);
            let content = self.vault.open_sealed(&subject, &sealed)?;
            // Answers that cannot be read are answers that are wrong.
            let answers = serde_json::from_slice(&content).unwrap_or_default();
            found.push(Ungraded {
                id: id.unsigned_abs(),
                account,
                number,
                answers,
            });
        }
        let sql =
            "SELECT count(*) FROM attempt WHERE campaign = ?1 AND passed = 1 AND graded_at >= ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let passed: i64 =
            statement.query_row((signed(campaign), signed(since)), |row| row.get(0))?;
        let sql = "SELECT count(*) FROM attempt WHERE campaign = ?1 AND id > ?2 \
                   AND answered_at IS NOT NULL AND graded_at IS NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        let waiting: i64 =
            statement.query_row((signed(campaign), signed(after)), |row| row.get(0))?;
        Ok(Waiting {
            attempts: found,
            waiting: waiting.unsigned_abs(),
            passed_since: passed.unsigned_abs(),
        })
    }

    /// Keeps results of attempts that have none; how many these were.
    pub(crate) fn keep_verdicts(
        &mut self,
        campaign: u64,
        verdicts: &[Verdict],
        at: u64,
    ) -> Result<usize, Refusal> {
        let transaction = self.begin()?;
        let mut kept = 0;
        {
            let sql = "UPDATE attempt SET graded_at = ?1, score = ?2, total = ?3, passed = ?4, until = ?5, data = ?6, \
                       signature = ?7 WHERE campaign = ?8 AND account = ?9 AND number = ?10 \
                       AND answered_at IS NOT NULL AND graded_at IS NULL";
            let mut statement = transaction.prepare_cached(sql)?;
            for verdict in verdicts {
                let passed = verdict.passed.as_ref();
                kept += statement.execute((
                    signed(at),
                    verdict.score,
                    verdict.total,
                    passed.is_some(),
                    passed.map(|passed| signed(passed.expires_at)),
                    passed.map(|passed| passed.data.0),
                    passed.map(|passed| passed.signature.to_vec()),
                    signed(campaign),
                    verdict.account.0.0,
                    verdict.number,
                ))?;
            }
        }
        transaction.commit()?;
        Ok(kept)
    }
}

/// The number of the attempt after an answered one, if it may begin at `at`.
fn next_number(
    campaign: u64,
    sheet: &Sheet,
    last: &Attempt,
    at: u64,
    day_ms: u64,
) -> Result<u32, Refusal> {
    let number = last.number;
    let Some(result) = &last.result else {
        return Err(conflict(
            "notGraded",
            format!("attempt {number} waits for its grader"),
            format!("第 {number} 次作答正在等待评分"),
        ));
    };
    if result.passed {
        return Err(conflict(
            "passed",
            format!("attempt {number} passed the quiz of campaign {campaign}"),
            format!("第 {number} 次作答已通过活动 {campaign} 的测验"),
        ));
    }
    if number >= sheet.attempts {
        let attempts = sheet.attempts;
        return Err(conflict(
            "attemptsUsed",
            format!("all {attempts} attempts are used"),
            format!("{attempts} 次机会已用完"),
        )
        .with("attempts", attempts));
    }
    let available = available_at(sheet, last, day_ms);
    if at < available {
        let from = moment(available);
        return Err(conflict(
            "tooEarly",
            format!("the next attempt is possible from {from} on"),
            format!("下一次作答须待 {from} 之后"),
        )
        .with("availableAt", available));
    }
    Ok(number.saturating_add(1))
}

/// From when an account may try again after an attempt that failed. An hour is a part of the chain's day (R12).
pub(crate) fn available_at(sheet: &Sheet, last: &Attempt, day_ms: u64) -> u64 {
    let answered = last.answered_at.unwrap_or(last.started_at);
    let wait_ms = u64::from(sheet.retry_hours).saturating_mul(day_ms) / HOURS_PER_DAY;
    answered.saturating_add(wait_ms.div_ceil(1_000))
}

fn conflict(code: &'static str, english: impl Into<String>, chinese: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::CONFLICT, code, english, chinese)
}

fn attempt(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    let time = |index: usize| -> rusqlite::Result<Option<u64>> {
        let time: Option<i64> = row.get(index)?;
        Ok(time.map(i64::unsigned_abs))
    };
    let graded_at = time(3)?;
    let (data, signature): (Option<[u8; 32]>, Option<Vec<u8>>) = (row.get(8)?, row.get(9)?);
    let attestation = match (time(7)?, data, signature) {
        (Some(expires_at), Some(data), Some(signature)) => Some(SignedResult {
            expires_at,
            data: data.into(),
            signature: signature.into(),
        }),
        _ => None,
    };
    let result = match graded_at {
        None => None,
        Some(at) => Some(Graded {
            at,
            score: row.get(4)?,
            total: row.get(5)?,
            passed: row.get(6)?,
            attestation,
        }),
    };
    Ok(Attempt {
        number: row.get(0)?,
        started_at: time(1)?.unwrap_or_default(),
        answered_at: time(2)?,
        result,
    })
}

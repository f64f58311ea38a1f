//! Private answers: stored sealed, read by the parties with a line in the log, erased for good.
//!
//! A member stores the answers to the private fields of a form, in their order, and gets a salt and a hash. The hash
//! goes on the chain with the public answers. Who has salt and answers can prove what was answered; who has the hash
//! alone can prove nothing and guess nothing.

use crate::{
    Database, Refusal, canonical,
    database::signed,
    limits::{ANSWER_BYTES, ANSWERS, LOG_DAYS, PAGE, RECORDS_PER_ACCOUNT, RECORDS_PER_CAMPAIGN},
    moment,
    vault::random,
};
use alloy_primitives::{Address, B128, B256, keccak256};
use axum::http::StatusCode;
use rusqlite::{OptionalExtension as _, Row, ToSql, Transaction, params_from_iter};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Seconds of a day.
const DAY: u64 = 86_400;

/// What a member gets for answers that were stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredAnswers {
    /// The name of the record.
    pub id: B128,
    /// What makes the hash say nothing by itself.
    pub salt: B256,
    /// What goes on the chain.
    pub hash: B256,
}

/// A record, without what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Its name.
    pub id: B128,
    /// The campaign.
    pub campaign: u64,
    /// The author.
    pub account: Address,
    /// The hash that is on the chain, if the author sent it.
    pub hash: B256,
    /// When it was stored, in Unix seconds.
    pub stored_at: u64,
    /// When and why it was erased, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erased: Option<Erased>,
}

/// The end of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// When, in Unix seconds.
    pub at: u64,
    /// `member`, `operator` or `retention`.
    pub cause: String,
}

/// One read of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Read {
    /// The record.
    pub record: B128,
    /// Who read.
    pub reader: Address,
    /// As what: `author`, `organiser` or `reviewer`.
    pub role: String,
    /// When, in Unix seconds.
    pub at: u64,
}

/// As what somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The member who answered.
    Author,
    /// The campaign's organiser.
    Organiser,
    /// A reviewer, where reviewers decide or score.
    Reviewer,
}

impl Role {
    /// The word in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Organiser => "organiser",
            Self::Reviewer => "reviewer",
        }
    }
}

/// Which records are looked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Which {
    pub(crate) campaign: Option<u64>,
    pub(crate) account: Option<Address>,
    pub(crate) hash: Option<B256>,
    /// Those after this one.
    pub(crate) after: Option<B128>,
}

/// What is sealed. The salt is as private as the answers: with it, a short answer could be guessed from the hash.
#[derive(Serialize, Deserialize)]
struct Content {
    salt: B256,
    answers: Vec<String>,
}

/// The hash of private answers that goes on the chain: keccak-256 of the salt and their canonical JSON, a list.
pub fn private_hash(salt: B256, answers: &[String]) -> B256 {
    let list = Value::from(answers.to_vec());
    let list = canonical(&list).expect("a list of texts has a canonical form");
    keccak256([salt.as_slice(), list.as_bytes()].concat())
}

/// What a record's bytes are bound to.
fn subject(id: B128, campaign: u64, account: Address) -> Vec<u8> {
    [
        b"answers".as_slice(),
        id.as_slice(),
        &campaign.to_be_bytes(),
        account.as_slice(),
    ]
    .concat()
}

impl Database {
    /// Stores the private answers of an account in a campaign, at `now` in Unix seconds.
    ///
    /// # Errors
    ///
    /// Answers over a limit, or too many records.
    pub fn store_answers(
        &mut self,
        campaign: u64,
        account: Address,
        answers: Vec<String>,
        now: u64,
    ) -> Result<StoredAnswers, Refusal> {
        check(&answers)?;
        let id = B128::from(random::<16>()?);
        let salt = B256::from(random::<32>()?);
        let hash = private_hash(salt, &answers);
        let content = serde_json::to_vec(&Content { salt, answers }).map_err(unreadable)?;
        let sealed = self.vault.seal(&subject(id, campaign, account), &content)?;
        let transaction = self.begin()?;
        check_counts(&transaction, campaign, account)?;
        let sql = "INSERT INTO record (id, campaign, account, hash, stored_at, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let row = (
            id.0,
            signed(campaign),
            account.0.0,
            hash.0,
            signed(now),
            sealed,
        );
        transaction.execute(sql, row)?;
        transaction.commit()?;
        Ok(StoredAnswers { id, salt, hash })
    }

    /// Looks for records, in the order of their names; without what is in them, and without those that were erased.
    pub(crate) fn records(&self, which: Which) -> Result<Vec<Record>, Refusal> {
        // Only what is asked for is in the statement, so that it is found by an index.
        let mut conditions: Vec<(&str, Box<dyn ToSql>)> = Vec::new();
        if let Some(campaign) = which.campaign {
            conditions.push(("campaign =", Box::new(signed(campaign))));
        }
        if let Some(account) = which.account {
            conditions.push(("account =", Box::new(account.0.0)));
        }
        if let Some(hash) = which.hash {
            conditions.push(("hash =", Box::new(hash.0)));
        }
        if let Some(after) = which.after {
            conditions.push(("id >", Box::new(after.0)));
        }
        let mut sql =
            "SELECT id, campaign, account, hash, stored_at FROM record WHERE true".to_owned();
        for (condition, _) in &conditions {
            sql += &format!(" AND {condition} ?");
        }
        sql += &format!(" ORDER BY id LIMIT {PAGE}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values = params_from_iter(conditions.iter().map(|(_, value)| value));
        let rows = statement.query_map(values, record)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A record by its name, also one that was erased.
    ///
    /// # Errors
    ///
    /// A name that is none.
    pub fn record(&self, id: B128) -> Result<Record, Refusal> {
        let sql = "SELECT id, campaign, account, hash, stored_at FROM record WHERE id = ?";
        let found = self.connection.query_row(sql, [id.0], record).optional()?;
        if let Some(found) = found {
            return Ok(found);
        }
        let sql = "SELECT id, campaign, account, hash, at, cause FROM erased WHERE id = ?";
        let erased = |row: &Row<'_>| {
            let (at, cause): (i64, String) = (row.get(4)?, row.get(5)?);
            let at = at.unsigned_abs();
            let erased = Some(Erased { at, cause });
            Ok(Record {
                stored_at: 0,
                erased,
                ..record(row)?
            })
        };
        let found = self.connection.query_row(sql, [id.0], erased).optional()?;
        found.ok_or_else(|| {
            Refusal::unknown(
                format!("there is no record {id}"),
                format!("没有名为 {id} 的记录"),
            )
        })
    }

    /// Opens a record for somebody, and writes down that it was read. The line is on disk before anything is shown.
    ///
    /// # Errors
    ///
    /// A record that was erased or is damaged.
    pub(crate) fn read_answers(
        &mut self,
        id: B128,
        reader: Address,
        role: Role,
        now: u64,
    ) -> Result<(Record, B256, Vec<String>), Refusal> {
        let found = self.record(id)?;
        still_there(&found)?;
        let sql = "SELECT sealed FROM record WHERE id = ?";
        let sealed: Vec<u8> = self.connection.query_row(sql, [id.0], |row| row.get(0))?;
        let content = self
            .vault
            .open_sealed(&subject(id, found.campaign, found.account), &sealed)?;
        let Content { salt, answers } = serde_json::from_slice(&content).map_err(unreadable)?;
        let sql = "INSERT INTO read (record, reader, role, at) VALUES (?1, ?2, ?3, ?4)";
        let row = (id.0, reader.0.0, role.as_str(), signed(now));
        self.connection.execute(sql, row)?;
        Ok((found, salt, answers))
    }

    /// Who read what: of one record, of all records of an account, or everything; the newest first.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn reads(
        &self,
        of: Option<B128>,
        account: Option<Address>,
        count: u32,
    ) -> Result<Vec<Read>, Refusal> {
        let theirs = "record IN (SELECT id FROM record WHERE account = ?1 \
                      UNION SELECT id FROM erased WHERE account = ?1)";
        let (which, value): (&str, Box<dyn ToSql>) = match (of, account) {
            (Some(id), _) => ("record = ?1", Box::new(id.0)),
            (None, Some(account)) => (theirs, Box::new(account.0.0)),
            (None, None) => ("?1 IS NULL", Box::new(rusqlite::types::Null)),
        };
        let sql = format!(
            "SELECT record, reader, role, at FROM read WHERE {which} ORDER BY id DESC LIMIT {count}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([value], |row| {
            let (record, reader): ([u8; 16], [u8; 20]) = (row.get(0)?, row.get(1)?);
            let at: i64 = row.get(3)?;
            Ok(Read {
                record: record.into(),
                reader: reader.into(),
                role: row.get(2)?,
                at: at.unsigned_abs(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Erases a record for good. That it was there, and when it was erased, is kept for a while.
    ///
    /// # Errors
    ///
    /// A record that is not there any more.
    pub fn erase(&mut self, id: B128, cause: &str, now: u64) -> Result<Record, Refusal> {
        let found = self.record(id)?;
        still_there(&found)?;
        let transaction = self.begin()?;
        erase(&transaction, "id = ?3", cause, now, &id.0)?;
        transaction.commit()?;
        self.forget_deleted()?;
        Ok(found)
    }

    /// Erases all records of an account, or those in one campaign; how many there were. The answers of its graded
    /// attempts at quizzes go too; their numbers and results stay, since who erases has no more attempts than others.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn erase_account(
        &mut self,
        account: Address,
        campaign: Option<u64>,
        cause: &str,
        now: u64,
    ) -> Result<u64, Refusal> {
        let transaction = self.begin()?;
        let account = account.0.0;
        let attempts = "UPDATE attempt SET sealed = NULL WHERE account = ?1 AND graded_at IS NOT NULL \
                        AND (?2 IS NULL OR campaign = ?2)";
        transaction.execute(attempts, (account, campaign.map(signed)))?;
        let count = match campaign {
            None => erase(&transaction, "account = ?3", cause, now, &account)?,
            Some(campaign) => {
                let campaign = signed(campaign);
                let which = format!("account = ?3 AND campaign = {campaign}");
                erase(&transaction, &which, cause, now, &account)?
            }
        };
        transaction.commit()?;
        self.forget_deleted()?;
        Ok(count)
    }

    /// Erases what is older than the retention term, and forgets dates and reads that are older than the log's; how
    /// many records were erased.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn sweep(&mut self, retention_days: u32, now: u64) -> Result<u64, Refusal> {
        let kept_since = now.saturating_sub(u64::from(retention_days) * DAY);
        let logged_since = signed(now.saturating_sub(u64::from(LOG_DAYS) * DAY));
        let transaction = self.begin()?;
        let count = erase(
            &transaction,
            "stored_at < ?3",
            "retention",
            now,
            &signed(kept_since),
        )?;
        let attempts = "DELETE FROM attempt WHERE stored_at < ?";
        transaction.execute(attempts, [signed(kept_since)])?;
        transaction.execute("DELETE FROM erased WHERE at < ?", [logged_since])?;
        transaction.execute("DELETE FROM read WHERE at < ?", [logged_since])?;
        transaction.execute("DELETE FROM session WHERE until <= ?", [signed(now)])?;
        transaction.commit()?;
        if count > 0 {
            self.forget_deleted()?;
        }
        Ok(count)
    }
}

/// Erases the records that `which` describes, with `?3` for `value`.
fn erase(
    transaction: &Transaction<'_>,
    which: &str,
    cause: &str,
    now: u64,
    value: &dyn ToSql,
) -> rusqlite::Result<u64> {
    let sql = format!(
        "INSERT INTO erased (id, campaign, account, hash, at, cause) \
         SELECT id, campaign, account, hash, ?1, ?2 FROM record WHERE {which}"
    );
    transaction.execute(&sql, rusqlite::params![signed(now), cause, value])?;
    let sql = format!("DELETE FROM record WHERE {}", which.replace("?3", "?1"));
    Ok(transaction.execute(&sql, [value])? as u64)
}

fn still_there(record: &Record) -> Result<(), Refusal> {
    let Some(erased) = &record.erased else {
        return Ok(());
    };
    let at = moment(erased.at);
    Err(Refusal::new(
        StatusCode::GONE,
        "erased",
        format!("this record was erased at {at}, and nothing of it is left"),
        format!("此记录已于 {at} 删除，内容不复存在"),
    )
    .with("erasedAt", erased.at)
    .with("cause", erased.cause.clone()))
}

fn check(answers: &[String]) -> Result<(), Refusal> {
    if answers.is_empty() {
        return Err(Refusal::malformed(
            "there is nothing to store: `answers` is empty",
            "没有可保存的内容：`answers` 为空",
        ));
    }
    if answers.len() > ANSWERS {
        return Err(Refusal::too_large(
            "too many private answers",
            "私密答案过多",
            ANSWERS,
        ));
    }
    match answers
        .iter()
        .position(|answer| answer.len() > ANSWER_BYTES)
    {
        None => Ok(()),
        Some(index) => Err(Refusal::too_large(
            &format!("bytes of private answer {}", index + 1),
            &format!("第 {} 个私密答案的字节数", index + 1),
            ANSWER_BYTES,
        )
        .with("answer", index + 1)),
    }
}

fn check_counts(
    transaction: &Transaction<'_>,
    campaign: u64,
    account: Address,
) -> Result<(), Refusal> {
    let sql = "SELECT count(*), coalesce(sum(campaign = ?2), 0) FROM record WHERE account = ?1";
    let (all, here): (u32, u32) =
        transaction.query_row(sql, (account.0.0, signed(campaign)), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let over = |limit: u32, english: String, chinese: String| {
        Err(
            Refusal::new(StatusCode::CONFLICT, "tooManyRecords", english, chinese)
                .with("limit", limit),
        )
    };
    if here >= RECORDS_PER_CAMPAIGN {
        return over(
            RECORDS_PER_CAMPAIGN,
            format!("{here} records of this account are stored for campaign {campaign}: erase one"),
            format!("该账户在活动 {campaign} 中已有 {here} 条记录：请先删除一条"),
        );
    }
    if all >= RECORDS_PER_ACCOUNT {
        return over(
            RECORDS_PER_ACCOUNT,
            format!("{all} records of this account are stored: erase one"),
            format!("该账户已有 {all} 条记录：请先删除一条"),
        );
    }
    Ok(())
}

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    let (id, account, hash): ([u8; 16], [u8; 20], [u8; 32]) =
        (row.get(0)?, row.get(2)?, row.get(3)?);
    let (campaign, stored_at): (i64, i64) = (row.get(1)?, row.get(4)?);
    Ok(Record {
        id: id.into(),
        campaign: campaign.unsigned_abs(),
        account: account.into(),
        hash: hash.into(),
        stored_at: stored_at.unsigned_abs(),
        erased: None,
    })
}

/// A record that opened and holds something else: our own mistake.
fn unreadable(error: serde_json::Error) -> Refusal {
    tracing::error!(%error, "a record of the inbox cannot be read");
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "damaged",
        format!("this record cannot be read: {error}"),
        format!("无法读取此记录：{error}"),
    )
}

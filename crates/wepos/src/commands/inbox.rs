//! `wepos inbox`: private answers, given, read and forgotten by members, and looked after by whoever keeps them.

mod member;

use std::{
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use alloy_primitives::{Address, B128};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use wepos_inbox::{
    Database, Read,
    limits::{LOG_DAYS, RETENTION_DAYS, RETENTION_DAYS_MAX},
    moment,
};

use crate::{
    inbox::{FILE, KEY},
    output::{Failure, Output, table},
};

/// Lines of the log that are shown unless more are asked for.
const LOG_LINES: u32 = 50;

/// Private answers: given, read and forgotten by members, looked after by operators.
#[derive(Debug, Subcommand)]
pub(crate) enum InboxCommand {
    /// Give private answers to the form of a campaign, as its member: they stay off the chain, which gets their hash.
    Answer(member::Answer),
    /// Read private answers: your own, or those of a campaign that you organise or review. Each read is in the log.
    Read(member::ReadAnswers),
    /// Erase private answers of your own, for good. The hash on the chain stays.
    Forget(member::Forget),
    /// Show what an inbox holds, in numbers.
    Status(Files),
    /// Copy the file of an inbox, which may be in use. The key is not in the copy: keep a copy of it elsewhere.
    Backup(Backup),
    /// Put a backup in the place of an inbox that is not in use. What was erased since the backup stays erased.
    Restore(Restore),
    /// Erase a record, or all records of an account, as a member asked for. Nothing brings it back.
    Erase(Erase),
    /// Show who read which record, the newest first.
    Log(Log),
    /// Erase what has reached its term, as a running inbox does every hour.
    Sweep(Sweep),
}

/// Where an inbox is.
#[derive(Debug, Args)]
pub(crate) struct Files {
    /// The node's data directory, with inbox.sqlite and inbox.key.
    #[arg(long, value_name = "DIR", default_value = "data/dev")]
    data_dir: PathBuf,
    /// The inbox's file, where it lies elsewhere.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The file of its key, where it lies elsewhere.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    files: Files,
    /// Where the copy goes; nothing may be there.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    files: Files,
    /// The backup.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Erase {
    #[command(flatten)]
    files: Files,
    /// The record.
    #[arg(
        long,
        value_name = "ID",
        conflicts_with = "account",
        required_unless_present = "account"
    )]
    record: Option<B128>,
    /// The account whose records are erased.
    #[arg(long, value_name = "ADDRESS")]
    account: Option<Address>,
    /// Only those in this campaign.
    #[arg(long, value_name = "N", requires = "account")]
    campaign: Option<u64>,
}

#[derive(Debug, Args)]
pub(crate) struct Log {
    #[command(flatten)]
    files: Files,
    /// Reads of this record.
    #[arg(long, value_name = "ID", conflicts_with = "account")]
    record: Option<B128>,
    /// Reads of this account's records.
    #[arg(long, value_name = "ADDRESS")]
    account: Option<Address>,
    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = LOG_LINES)]
    count: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Sweep {
    #[command(flatten)]
    files: Files,
    /// The term, as in the node's configuration.
    #[arg(long, value_name = "DAYS", default_value_t = RETENTION_DAYS,
          value_parser = clap::value_parser!(u32).range(1..=i64::from(RETENTION_DAYS_MAX)))]
    retention_days: u32,
}

pub(crate) const EXAMPLES: &str = "\
Examples, as a member or organiser, at the inbox of a node that runs:
  wepos inbox answer --campaign 7 '+86 139 0000 0000' --key bob
  wepos inbox read --campaign 7 --key alice
  wepos inbox forget 0x51c0… --key bob
As the operator, with the files:
  wepos inbox status --data-dir data/dev
  wepos inbox backup --data-dir /var/lib/wepos --to inbox-2026-11-22.sqlite
  wepos inbox restore --data-dir /var/lib/wepos --from inbox-2026-11-22.sqlite
  wepos inbox erase --account 0x7099…79C8 --campaign 7
  wepos inbox log --record 0x51c0…
Backups hold records until you delete them: keep none for longer than the retention term.";

impl InboxCommand {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// Files that are not there, in use, of another key, or damaged; an inbox that does not answer, or refuses.
    pub(crate) fn run(&self, output: &Output) -> Result<(), Failure> {
        match self {
            Self::Answer(answer) => answer.run(output),
            Self::Read(read) => read.run(output),
            Self::Forget(forget) => forget.run(output),
            Self::Status(files) => files.status(output),
            Self::Backup(backup) => backup.run(output),
            Self::Restore(restore) => restore.run(output),
            Self::Erase(erase) => erase.run(output),
            Self::Log(log) => log.run(output),
            Self::Sweep(sweep) => sweep.run(output),
        }
    }
}

impl Files {
    fn file(&self) -> PathBuf {
        let in_place = || self.data_dir.join(FILE);
        self.file.clone().unwrap_or_else(in_place)
    }

    fn key(&self) -> PathBuf {
        let in_place = || self.data_dir.join(KEY);
        self.key_file.clone().unwrap_or_else(in_place)
    }

    fn open(&self) -> Result<Database, Failure> {
        Ok(Database::open(&self.file(), &self.key())?)
    }

    fn status(&self, output: &Output) -> Result<(), Failure> {
        let status = self.open()?.status(now())?;
        let oldest = status.oldest.map(moment);
        let value = json!({
            "file": self.file(), "network": status.network, "bytes": status.bytes, "records": status.records,
            "oldest": status.oldest, "erased": status.erased, "reads": status.reads, "sessions": status.sessions,
            "quizzes": status.quizzes, "attempts": status.attempts, "ungraded": status.ungraded,
        });
        let rows = [
            (
                output.pick("file", "文件"),
                self.file().display().to_string(),
            ),
            (
                output.pick("network (genesis)", "网络（创世哈希）"),
                status.network.to_string(),
            ),
            (output.pick("bytes", "字节数"), status.bytes.to_string()),
            (output.pick("records", "记录"), status.records.to_string()),
            (
                output.pick("oldest record", "最早的记录"),
                oldest.unwrap_or_else(|| output.pick("none", "无").to_owned()),
            ),
            (
                output.pick("erased, date known", "已删除（保留日期）"),
                status.erased.to_string(),
            ),
            (
                output.pick("reads in the log", "阅读记录"),
                status.reads.to_string(),
            ),
            (
                output.pick("open sessions", "有效会话"),
                status.sessions.to_string(),
            ),
            (output.pick("quizzes", "测验"), status.quizzes.to_string()),
            (
                output.pick("attempts, not graded yet", "作答次数，其中待评分"),
                format!("{}{}{}", status.attempts, output.comma(), status.ungraded),
            ),
        ];
        let rows = rows.map(|(label, value)| (label.to_owned(), value));
        output.result(&table(&rows), &value)
    }
}

impl Backup {
    fn run(&self, output: &Output) -> Result<(), Failure> {
        let bytes = self.files.open()?.backup(&self.to)?;
        let (to, key) = (self.to.display(), self.files.key());
        let key = shown(&key);
        let text = match output.pick("en", "zh") {
            "zh" => format!(
                "{to}：{bytes} 字节。其中没有密钥：请将 {key} 另行妥善保存，没有它任何人都无法读取此备份"
            ),
            _ => format!(
                "{to}: {bytes} bytes. The key is not in it: keep a copy of {key} elsewhere, nobody reads this without"
            ),
        };
        output.result(
            &text,
            &json!({"backup": self.to, "bytes": bytes, "keyFile": self.files.key()}),
        )
    }
}

impl Restore {
    fn run(&self, output: &Output) -> Result<(), Failure> {
        let (file, key) = (self.files.file(), self.files.key());
        let erased = Database::restore(&self.from, &file, &key)?;
        let (from, place) = (shown(&self.from), shown(&file));
        let text = match output.pick("en", "zh") {
            "zh" => format!("{place} 已由 {from} 恢复；备份之后删除的 {erased} 条记录仍为已删除"),
            _ => format!(
                "{place} is {from} again; {erased} records erased since are erased there too"
            ),
        };
        output.result(
            &text,
            &json!({"file": file, "from": self.from, "erased": erased}),
        )
    }
}

impl Erase {
    fn run(&self, output: &Output) -> Result<(), Failure> {
        const CAUSE: &str = "operator";
        let mut database = self.files.open()?;
        let count = match (self.record, self.account) {
            (Some(id), _) => database.erase(id, CAUSE, now()).map(|_| 1)?,
            (None, Some(account)) => {
                database.erase_account(account, self.campaign, CAUSE, now())?
            }
            (None, None) => 0,
        };
        let text = match output.pick("en", "zh") {
            "zh" => format!("已删除 {count} 条记录；更早的备份中仍有它们，请一并处理"),
            _ => format!("{count} records erased; backups from before still hold them"),
        };
        output.result(&text, &json!({"erased": count}))
    }
}

impl Log {
    fn run(&self, output: &Output) -> Result<(), Failure> {
        let reads = self
            .files
            .open()?
            .reads(self.record, self.account, self.count)?;
        let line = |read: &Read| {
            let role = match read.role.as_str() {
                "author" => output.pick("author", "作答者"),
                "organiser" => output.pick("organiser", "组织者"),
                "reviewer" => output.pick("reviewer", "审核人"),
                other => other,
            };
            format!(
                "{}  {}  {}  {role}",
                moment(read.at),
                read.record,
                read.reader
            )
        };
        let mut lines: Vec<String> = reads.iter().map(line).collect();
        if lines.is_empty() {
            lines.push(match output.pick("en", "zh") {
                "zh" => format!("{LOG_DAYS} 天内无人阅读"),
                _ => format!("nobody read anything within {LOG_DAYS} days"),
            });
        }
        let reads: Value = serde_json::to_value(&reads).unwrap_or_default();
        output.result(&lines.join("\n"), &json!({ "reads": reads }))
    }
}

impl Sweep {
    fn run(&self, output: &Output) -> Result<(), Failure> {
        let days = self.retention_days;
        let count = self.files.open()?.sweep(days, now())?;
        let text = match output.pick("en", "zh") {
            "zh" => format!("已删除 {count} 条保存超过 {days} 天的记录"),
            _ => format!("{count} records were older than {days} days, and are erased"),
        };
        output.result(&text, &json!({"erased": count, "retentionDays": days}))
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

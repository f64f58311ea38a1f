//! `wepos quiz`: banks of questions, for organisers and for those who check them afterwards.

use std::{
    fs,
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, B256};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use wepos_client::Client;
use wepos_inbox::quiz::{self, Bank};

use crate::{
    cli::{self, Node},
    inbox::InboxClient,
    keystore::{self, KeySource},
    output::{Failure, Output, table},
};

/// Checks banks of questions, gives their questions to an inbox, and draws attempts again.
#[derive(Debug, Subcommand)]
pub(crate) enum QuizCommand {
    /// Check a bank, and print the hash that a campaign commits to.
    Check(Check),
    /// Give the questions of a bank, without answers, to the inbox of a node, as the campaign's organiser.
    Upload(Upload),
    /// Draw an attempt once more: which questions, and the order of their choices.
    Draw(Draw),
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The bank; docs/guides/quizzes.md describes it.
    #[arg(value_name = "BANK")]
    bank: PathBuf,
    /// Write the public part, without answers and salt, here.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Upload {
    /// The bank. Answers and salt stay here.
    #[arg(value_name = "BANK")]
    bank: PathBuf,
    /// The campaign.
    #[arg(long, value_name = "N")]
    campaign: u64,
    /// The organiser's key: a name, a keystore file, or a private key in hexadecimal.
    #[arg(long, value_name = "KEY", env = "WEPOS_KEY", hide_env_values = true)]
    key: String,
    #[command(flatten)]
    source: KeySource,
    #[command(flatten)]
    node: Node,
    /// The address of the inbox; the node's without it.
    #[arg(long, value_name = "URL")]
    inbox: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Draw {
    /// The bank, or its public part.
    #[arg(value_name = "FILE")]
    bank: PathBuf,
    /// The campaign's draw: `wepos call campaigns draw N`.
    #[arg(long, value_name = "HASH")]
    draw: B256,
    /// The member.
    #[arg(long, value_name = "ADDRESS")]
    account: Address,
    /// The number of the attempt, from 1.
    #[arg(long, value_name = "N", default_value_t = 1)]
    attempt: u32,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos quiz check bank.json
  wepos quiz check bank.json --out questions.json
  wepos quiz upload bank.json --campaign 7 --key organiser
  wepos quiz draw bank.json --draw 0x51c0… --account 0x7099…79C8 --attempt 2";

impl QuizCommand {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A bank with a mistake, and where it is; an inbox that refuses.
    pub(crate) fn run(&self, output: &Output) -> Result<(), Failure> {
        match self {
            Self::Check(check) => check.run(output),
            Self::Upload(upload) => cli::wait(upload.run(output)),
            Self::Draw(draw) => draw.run(output),
        }
    }
}

/// Reads and checks a bank.
///
/// # Errors
///
/// A file that cannot be read; the first mistake in it.
pub(crate) fn read_bank(path: &Path) -> Result<Bank, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    Ok(Bank::read(&text)?)
}

impl Check {
    fn run(&self, output: &Output) -> Result<(), Failure> {
        let bank = read_bank(&self.bank)?;
        let sheet = bank.sheet();
        if let Some(out) = &self.out {
            let text = serde_json::to_string_pretty(sheet)
                .map_err(|error| Failure::new("file", error.to_string()))?;
            fs::write(out, text + "\n").map_err(|error| Failure::file(out, &error))?;
        }
        let rows = [
            (
                output.pick("commitment", "承诺值"),
                bank.commitment().to_string(),
            ),
            (
                output.pick("questions", "题目数"),
                sheet.questions.len().to_string(),
            ),
            (
                output.pick("drawn for an attempt", "每次抽取"),
                sheet.draws.to_string(),
            ),
            (
                output.pick("points that pass", "及格分"),
                sheet.pass.to_string(),
            ),
            (
                output.pick("attempts", "作答次数"),
                sheet.attempts.to_string(),
            ),
            (
                output.pick("hours between them", "间隔小时数"),
                sheet.retry_hours.to_string(),
            ),
        ];
        let rows = rows.map(|(label, value)| (label.to_owned(), value));
        let value = json!({
            "commitment": bank.commitment(), "questions": sheet.questions.len(), "draws": sheet.draws,
            "pass": sheet.pass, "attempts": sheet.attempts, "retryHours": sheet.retry_hours, "out": self.out,
        });
        output.result(&table(&rows), &value)
    }
}

impl Upload {
    async fn run(&self, output: &Output) -> Result<(), Failure> {
        let bank = read_bank(&self.bank)?;
        let signer = keystore::signer(&self.key, &self.source)?;
        let chain_id = Client::connect(&self.node.url)?.chain_id().await?;
        let url = self.inbox.as_ref().unwrap_or(&self.node.url);
        let mut inbox = InboxClient::sign_in(url, chain_id, signer).await?;
        let path = format!("/quizzes/{}", self.campaign);
        let kept: Value = inbox.post(&path, bank.sheet()).await?;
        let (campaign, count) = (self.campaign, bank.sheet().questions.len());
        let text = match output.pick("en", "zh") {
            "zh" => format!("活动 {campaign} 的 {count} 道题目已上传；答案仍只在你手中"),
            _ => {
                format!("campaign {campaign} has its {count} questions; the answers stay with you")
            }
        };
        output.result(&text, &kept)
    }
}

impl Draw {
    fn run(&self, output: &Output) -> Result<(), Failure> {
        let text =
            fs::read_to_string(&self.bank).map_err(|error| Failure::file(&self.bank, &error))?;
        let sheet = match Bank::read(&text) {
            Ok(bank) => bank.sheet().clone(),
            Err(no_bank) => {
                let public = serde_json::from_str(&text).ok();
                let public = public.and_then(|value| quiz::Sheet::read(value).ok());
                public.ok_or(no_bank)?
            }
        };
        let drawn = sheet.draw(quiz::seed(self.draw, self.account, self.attempt));
        let (mut lines, mut values) = (Vec::new(), Vec::new());
        for (index, drawn) in drawn.iter().enumerate() {
            let question = &sheet.questions[drawn.question];
            lines.push(format!(
                "{}. [{}] {}",
                index + 1,
                drawn.question,
                output.pick(&question.en, &question.zh)
            ));
            for (place, choice) in drawn.order.iter().enumerate() {
                let words = &question.choices[*choice];
                let words = output.pick(&words.en, &words.zh);
                lines.push(format!("   {place}: [{choice}] {words}"));
            }
            values.push(json!({"question": drawn.question, "order": drawn.order}));
        }
        output.result(&lines.join("\n"), &json!({ "drawn": values }))
    }
}

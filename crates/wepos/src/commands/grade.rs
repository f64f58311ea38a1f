//! `wepos grade`: a bot that grades the attempts of a quiz, and signs for the chain what passed.

pub(crate) mod rehearsal;
#[cfg(test)]
mod tests;

use std::{path::PathBuf, time::Duration};

use alloy_primitives::{Address, B256};
use alloy_signer::SignerSync as _;
use indicatif::ProgressBar;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use wepos_abi::attestation::{Attestation, campaigns_domain, digest};
use wepos_client::{Client, NodeCalendar, PrivateKeySigner};
use wepos_inbox::{
    Campaign, Chain, DecidedBy, SignedResult, Ungraded, Verdict,
    quiz::{Bank, seed},
};

use super::quiz::read_bank;
use crate::{
    cli::{self, Node},
    inbox::{InboxClient, NodeChain},
    keystore::{self, KeySource},
    output::{Failure, Output},
};

/// How often a grader that follows looks for new attempts: members wait for their result.
const POLL: Duration = Duration::from_secs(2);

/// Results signed a day unless more are allowed: more than most quizzes reward, less than a stolen bank would cost.
const PER_DAY: u64 = 2_000;

/// Grades the attempts of a quiz with a bank that the grader alone has, and signs what passed.
///
/// It signs in to the inbox as the campaign's key, and goes on until it is stopped.
#[derive(Debug, clap::Args)]
pub(crate) struct GradeCommand {
    /// The campaign.
    #[arg(long, value_name = "N")]
    campaign: u64,
    /// The bank of questions with its answers.
    #[arg(long, value_name = "FILE")]
    bank: PathBuf,
    /// The campaign's key: a name, a keystore file, or a private key in hexadecimal.
    #[arg(long, value_name = "KEY", env = "WEPOS_KEY", hide_env_values = true)]
    key: String,
    #[command(flatten)]
    source: KeySource,
    #[command(flatten)]
    node: Node,
    /// The address of the inbox; the node's without it.
    #[arg(long, value_name = "URL")]
    inbox: Option<String>,
    /// How many results may be signed on one day of the chain. Attempts that pass beyond it wait for the next day.
    #[arg(long, value_name = "N", default_value_t = PER_DAY)]
    per_day: u64,
    /// End when nothing waits any more, in place of waiting for more.
    #[arg(long)]
    once: bool,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos grade --campaign 7 --bank bank.json --key grader
  wepos grade --campaign 7 --bank bank.json --key grader --once --per-day 500
The key signs rewards: make one for each campaign (wepos keys new). Keep it and the bank on one machine only.";

/// A page of attempts, as the inbox gives it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    sheet: B256,
    attempts: Vec<Ungraded>,
    next: Option<u64>,
    waiting: u64,
    passed_since: u64,
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Done {
    graded: u64,
    passed: u64,
    /// Those that passed and wait for the next day.
    held: u64,
}

/// A grader at work.
struct Grader<'a> {
    campaign: u64,
    bank: &'a Bank,
    signer: PrivateKeySigner,
    chain: &'a dyn Chain,
    chain_id: u64,
    genesis_hash: B256,
    calendar: NodeCalendar,
    per_day: u64,
}

impl GradeCommand {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A bank or a key that is not the campaign's; a node or an inbox that does not answer.
    pub(crate) fn run(&self, output: &Output) -> Result<(), Failure> {
        let bank = read_bank(&self.bank)?;
        let signer = keystore::signer(&self.key, &self.source)?;
        cli::wait(async {
            let client = Client::connect(&self.node.url)?;
            let status = client.status().await?;
            let genesis_hash = status.genesis_hash.and_then(|hash| hash.parse().ok());
            let genesis_hash = genesis_hash.ok_or_else(|| {
                let english = "the node does not say the hash of its genesis document";
                Failure::new("unexpected", english).in_chinese("节点没有给出创世文件的哈希")
            })?;
            let calendar = status.calendar.ok_or_else(|| {
                let english = "the node does not say how long a day of its network is";
                Failure::new("unexpected", english).in_chinese("节点没有给出网络一天的长度")
            })?;
            let chain = NodeChain::new(&self.node.url)?;
            let grader = Grader {
                campaign: self.campaign,
                bank: &bank,
                signer: signer.clone(),
                chain: &chain,
                chain_id: client.chain_id().await?,
                genesis_hash,
                calendar,
                per_day: self.per_day,
            };
            // Before anything is signed, the login too.
            grader.check().await?;
            let url = self.inbox.as_ref().unwrap_or(&self.node.url);
            let mut inbox = InboxClient::sign_in(url, grader.chain_id, signer).await?;
            let mut all = Done::default();
            let mut told = None;
            loop {
                let bar = output.progress(output.pick("grading", "评分"));
                let done = grader.grade(&mut inbox, &bar).await;
                bar.finish_and_clear();
                match done {
                    Ok(done) => {
                        told = None;
                        all.graded += done.graded;
                        all.passed += done.passed;
                        all.held = done.held;
                        if done.graded > 0 {
                            output.note(&all.text(output));
                        }
                    }
                    Err(failure) if self.once => return Err(failure),
                    // Members wait: it goes on as soon as inbox, node and key do. What is in its way is said once.
                    Err(failure) => {
                        if told.as_deref() != Some(failure.text()) {
                            output.note(output.pick(failure.text(), failure.chinese()));
                        }
                        told = Some(failure.text().to_owned());
                    }
                }
                if self.once {
                    return output.result(&all.text(output), &all.json());
                }
                tokio::time::sleep(POLL).await;
            }
        })
    }
}

impl Done {
    fn text(&self, output: &Output) -> String {
        let Self {
            graded,
            passed,
            held,
        } = self;
        match output.pick("en", "zh") {
            "zh" => format!(
                "已评分 {graded} 次作答，通过 {passed} 次，另有 {held} 次因当日上限留待明日"
            ),
            _ => format!("{graded} attempts graded, {passed} passed; {held} wait for the next day"),
        }
    }

    fn json(&self) -> Value {
        json!({"graded": self.graded, "passed": self.passed, "held": self.held})
    }
}

impl Grader<'_> {
    /// The campaign, if it is this bank's and this key's.
    async fn check(&self) -> Result<Campaign, Failure> {
        let number = self.campaign;
        let asked = self.chain.campaign(number).await;
        let asked = asked.map_err(|error| Failure::new("unreachable", error.to_string()))?;
        let wrong = |english: String, chinese: String| {
            Err(Failure::new("campaign", english).in_chinese(chinese))
        };
        let Some(campaign) = asked else {
            return wrong(
                format!("there is no campaign {number}"),
                format!("没有编号为 {number} 的活动"),
            );
        };
        if campaign.decided_by != DecidedBy::Grader {
            return wrong(
                format!("campaign {number} is not decided by a grader"),
                format!("活动 {number} 的结果不由评分程序决定"),
            );
        }
        let (have, want): (Address, Address) = (self.signer.address(), campaign.key);
        if have != want {
            return wrong(
                format!("the key of campaign {number} is {want}, and this is {have}"),
                format!("活动 {number} 的密钥是 {want}，而此密钥是 {have}"),
            );
        }
        let (have, want) = (self.bank.commitment(), campaign.commitment);
        if have != want {
            return wrong(
                format!("campaign {number} commits to the bank {want}, and this one is {have}"),
                format!("活动 {number} 承诺的题库是 {want}，而此题库是 {have}"),
            );
        }
        Ok(campaign)
    }

    /// Grades all that waits.
    async fn grade(&self, inbox: &mut InboxClient, bar: &ProgressBar) -> Result<Done, Failure> {
        let campaign = self.check().await?;
        if campaign.is_stopped {
            let number = self.campaign;
            let english = format!(
                "a reviewer stopped the key of campaign {number}: nothing is graded until the committee decides \
                 whether it goes on"
            );
            let chinese =
                format!("活动 {number} 的密钥已被审核人停用：在委员会决定是否恢复之前，暂停评分");
            return Err(Failure::new("keyStopped", english).in_chinese(chinese));
        }
        if campaign.draw.is_zero() {
            // Before it opens, nobody can have been asked anything.
            return Ok(Done::default());
        }
        let now = self.chain.now().await;
        let now = now.map_err(|error| Failure::new("unreachable", error.to_string()))?;
        let today = self.calendar.day_began(now);
        let (mut done, mut after) = (Done::default(), 0);
        loop {
            let path = format!(
                "/quizzes/{}/ungraded?after={after}&since={today}",
                self.campaign
            );
            let page: Page = inbox.get(&path).await?;
            self.check_sheet(page.sheet)?;
            bar.set_length(done.graded + done.held + page.waiting);
            let verdicts = self.verdicts(&campaign, &page.attempts)?;
            let mut room = self.per_day.saturating_sub(page.passed_since);
            let count = verdicts.len() as u64;
            let verdicts: Vec<Verdict> = verdicts
                .into_iter()
                .filter(|verdict| {
                    let fits = verdict.passed.is_none() || room > 0;
                    room = room.saturating_sub(u64::from(verdict.passed.is_some()));
                    fits
                })
                .collect();
            done.held += count - verdicts.len() as u64;
            if !verdicts.is_empty() {
                let path = format!("/quizzes/{}/results", self.campaign);
                let kept: Value = inbox.post(&path, &json!({ "results": verdicts })).await?;
                done.graded += kept["kept"].as_u64().unwrap_or_default();
                done.passed += verdicts.iter().filter(|it| it.passed.is_some()).count() as u64;
            }
            bar.set_position(done.graded + done.held);
            match page.next {
                Some(next) => after = next,
                None => return Ok(done),
            }
        }
    }

    /// Members must have been asked what this bank asks.
    fn check_sheet(&self, shown: B256) -> Result<(), Failure> {
        let expected = self.bank.sheet().hash();
        if shown == expected {
            return Ok(());
        }
        Err(Failure::new(
            "questions",
            format!("the inbox shows other questions ({shown}) than this bank has ({expected}): nothing is signed"),
        )
        .in_chinese(format!(
            "收件箱展示的题目（{shown}）与此题库（{expected}）不一致：不会签署任何结果"
        )))
    }

    /// Grades attempts, and signs those that pass, on all cores.
    fn verdicts(
        &self,
        campaign: &Campaign,
        attempts: &[Ungraded],
    ) -> Result<Vec<Verdict>, Failure> {
        let domain = campaigns_domain(self.chain_id, self.genesis_hash);
        let grade = |attempt: &Ungraded| {
            let drawn_by = seed(campaign.draw, attempt.account, attempt.number);
            let grade = self.bank.grade(drawn_by, &attempt.answers);
            let attestation = Attestation {
                campaign: self.campaign,
                number: attempt.number,
                holder: attempt.account,
                // With the campaign.
                expiresAt: 0,
                data: grade.data,
            };
            let sign = || -> Result<SignedResult, alloy_signer::Error> {
                let signature = self.signer.sign_hash_sync(&digest(&attestation, &domain))?;
                Ok(SignedResult {
                    expires_at: 0,
                    data: grade.data,
                    signature: signature.as_bytes().into(),
                })
            };
            Ok(Verdict {
                account: attempt.account,
                number: attempt.number,
                score: grade.score,
                total: grade.total,
                passed: grade.passed.then(sign).transpose()?,
            })
        };
        let graded: Result<Vec<Verdict>, alloy_signer::Error> =
            attempts.par_iter().map(grade).collect();
        graded.map_err(|error| Failure::new("key", error.to_string()))
    }
}

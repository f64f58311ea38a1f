//! `wepos inbox answer`, `read`, `forget`: private answers by those whom they concern, signed in with their key.

use alloy_primitives::{Address, B128, B256};
use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wepos_client::{Client, Modules, read_address};
use wepos_inbox::{moment, private_hash};

use crate::{
    cli::{self, Node},
    inbox::InboxClient,
    keystore::{self, KeySource},
    output::{Failure, Output, table},
};

/// Who asks, and which inbox.
#[derive(Debug, Args)]
pub(crate) struct Caller {
    /// Who signs in: the name of a key, a keystore file, or a private key in hexadecimal.
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
pub(crate) struct Answer {
    /// The campaign.
    #[arg(long, value_name = "N")]
    campaign: u64,
    /// One answer for each private field, in order; "" for one that is left out.
    #[arg(value_name = "ANSWER", required = true)]
    answers: Vec<String>,
    #[command(flatten)]
    caller: Caller,
}

#[derive(Debug, Args)]
pub(crate) struct ReadAnswers {
    /// The record; without one, all of the campaign, or all of your own.
    #[arg(value_name = "RECORD", conflicts_with_all = ["campaign", "account"])]
    record: Option<B128>,
    /// Records of this campaign.
    #[arg(long, value_name = "N")]
    campaign: Option<u64>,
    /// Of them, those of this account.
    #[arg(long, value_name = "ADDRESS", requires = "campaign")]
    account: Option<String>,
    #[command(flatten)]
    caller: Caller,
}

#[derive(Debug, Args)]
pub(crate) struct Forget {
    /// The record.
    #[arg(value_name = "RECORD")]
    record: B128,
    #[command(flatten)]
    caller: Caller,
}

/// What an inbox gives for answers that it stored.
#[derive(Debug, Deserialize)]
struct Stored {
    id: B128,
    salt: B256,
    hash: B256,
}

/// A page of records, without what is in them.
#[derive(Debug, Deserialize)]
struct Page {
    records: Vec<Listed>,
    next: Option<B128>,
}

/// A record of a page.
#[derive(Debug, Deserialize)]
struct Listed {
    id: B128,
    erased: Option<Value>,
}

/// A record that was read.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    id: B128,
    campaign: u64,
    account: Address,
    hash: B256,
    stored_at: u64,
    salt: B256,
    answers: Vec<String>,
}

impl Caller {
    async fn sign_in(&self) -> Result<InboxClient, Failure> {
        let signer = keystore::signer(&self.key, &self.source)?;
        let chain_id = Client::connect(&self.node.url)?.chain_id().await?;
        let url = self.inbox.as_ref().unwrap_or(&self.node.url);
        InboxClient::sign_in(url, chain_id, signer).await
    }
}

/// What an inbox said about answers is only believed if it is their hash.
fn check_hash(hash: B256, salt: B256, answers: &[String]) -> Result<(), Failure> {
    if private_hash(salt, answers) == hash {
        return Ok(());
    }
    let english = format!("the inbox says {hash}, which is not the hash of these answers");
    let chinese = format!("收件箱给出的 {hash} 并不是这些答案的哈希");
    Err(Failure::new("unexpected", english).in_chinese(chinese))
}

impl Answer {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        cli::wait(async {
            let mut inbox = self.caller.sign_in().await?;
            let body = json!({"campaign": self.campaign, "answers": self.answers});
            let stored: Stored = inbox.post("/answers", &body).await?;
            let Stored { id, salt, hash } = stored;
            check_hash(hash, salt, &self.answers)?;
            let next = format!(
                "wepos send campaigns answer {} '[…]' {hash} --key …",
                self.campaign
            );
            let rows = [
                (output.pick("record", "记录"), id.to_string()),
                (output.pick("hash", "哈希"), hash.to_string()),
            ];
            let rows = rows.map(|(label, value)| (label.to_owned(), value));
            let text = format!(
                "{}\n{}\n  {next}",
                table(&rows),
                output.pick(
                    "nothing is on the chain yet; hand in the public answers with this hash:",
                    "链上还没有任何内容；请连同公开的答案提交此哈希："
                ),
            );
            let value = json!({
                "id": id.to_string(), "campaign": self.campaign, "hash": hash.to_string(), "salt": salt.to_string(),
            });
            output.result(&text, &value)
        })
    }
}

impl ReadAnswers {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let account = match &self.account {
            Some(account) => Some(
                read_address(account, &Modules::built_in())
                    .map_err(|why| Failure::new("usage", format!("--account: {why}")))?,
            ),
            None => None,
        };
        cli::wait(async {
            let mut inbox = self.caller.sign_in().await?;
            let (ids, erased) = match self.record {
                Some(record) => (vec![record], 0),
                None => self.find(&mut inbox, account).await?,
            };
            let mut records = Vec::with_capacity(ids.len());
            for id in ids {
                let record: Record = inbox.get(&format!("/answers/{id}")).await?;
                check_hash(record.hash, record.salt, &record.answers)?;
                records.push(record);
            }
            let mut texts: Vec<String> = records.iter().map(|it| it.text(output)).collect();
            if texts.is_empty() {
                texts.push(output.pick("no records", "没有记录").to_owned());
            }
            if erased > 0 {
                texts.push(match output.pick("en", "zh") {
                    "zh" => format!("另有 {erased} 条记录已删除"),
                    _ => format!("besides, {erased} erased"),
                });
            }
            let value = json!({"records": records, "erased": erased});
            output.result(&texts.join("\n\n"), &value)
        })
    }

    /// The records that can be read, and how many are erased.
    async fn find(
        &self,
        inbox: &mut InboxClient,
        account: Option<Address>,
    ) -> Result<(Vec<B128>, u64), Failure> {
        let (mut found, mut erased, mut after) = (Vec::new(), 0, None::<B128>);
        loop {
            let wanted = [
                self.campaign.map(|campaign| format!("campaign={campaign}")),
                account.map(|account| format!("account={account}")),
                after.map(|after| format!("after={after}")),
            ];
            let wanted: Vec<String> = wanted.into_iter().flatten().collect();
            let page: Page = inbox.get(&format!("/answers?{}", wanted.join("&"))).await?;
            for record in page.records {
                match record.erased {
                    None => found.push(record.id),
                    Some(_) => erased += 1,
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok((found, erased)),
            }
        }
    }
}

impl Record {
    fn text(&self, output: &Output) -> String {
        let mut rows = vec![
            (
                output.pick("record", "记录").to_owned(),
                self.id.to_string(),
            ),
            (
                output.pick("campaign", "活动").to_owned(),
                self.campaign.to_string(),
            ),
            (
                output.pick("account", "账户").to_owned(),
                self.account.to_string(),
            ),
            (
                output.pick("stored", "存入时间").to_owned(),
                moment(self.stored_at),
            ),
            (
                output.pick("hash", "哈希").to_owned(),
                self.hash.to_string(),
            ),
        ];
        for (number, answer) in (1..).zip(&self.answers) {
            let label = output.pick("answer", "答案");
            // Somebody else wrote it: it draws nothing on a terminal.
            let shown: String = answer
                .chars()
                .map(|letter| {
                    if letter.is_control() {
                        '\u{fffd}'
                    } else {
                        letter
                    }
                })
                .collect();
            rows.push((format!("{label} {number}"), shown));
        }
        table(&rows)
    }
}

impl Forget {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        cli::wait(async {
            let mut inbox = self.caller.sign_in().await?;
            let path = format!("/answers/{}/erase", self.record);
            let erased: Value = inbox.post(&path, &json!({})).await?;
            let text = output.pick(
                "erased for good; the hash on the chain says nothing any more",
                "已永久删除；链上的哈希不再透露任何内容",
            );
            output.result(text, &erased)
        })
    }
}

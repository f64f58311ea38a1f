//! `wepos award`: a list of rewards from a CSV file, checked with its totals, and posted (R3, R5).

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
    time::Duration,
};

use alloy_sol_types::SolCall as _;
use serde_json::{Value, json};
use wepos_abi::{ICampaigns, addresses};
use wepos_chain::modules::campaigns::content_fact;
use wepos_client::{
    Address, B256, Client, ClientError, Modules, Outgoing, PrivateKeySigner, Signed, U256,
    read_address, show_amount,
};

use crate::{
    cli::{self, Node},
    keystore::{self, KeySource},
    output::{Failure, Output, table},
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos award preview translations.csv --campaign 9                what it would come to; nothing is sent
  wepos award post translations.csv --campaign 9 --key meetup      the same checks, then posted in pieces
The file has two columns, the account and what it is rewarded for; a first line with other words is skipped:
  account,content
  0x70997970C51812dc3A010C7d01b50e0d17dc79C8,\"Translated chapter 3, https://example.org/3\"
Every line is paid what a place of the campaign pays. A list that was posted in part goes on where it stopped.";

/// Lines of a file: what the largest campaign that makes sense has places for.
const LINES_MAX: usize = 100_000;

/// Problems that are listed; the number of all is said.
const PROBLEMS_SHOWN: usize = 20;

/// Submissions of a page.
const PAGE: u32 = 50;

/// How long to wait for the receipt of one piece.
const PATIENCE: Duration = Duration::from_secs(60);

/// Rewards by a list that the committee confirms.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum AwardCommand {
    /// Checks a list and says what it comes to. Sends nothing.
    Preview(Preview),
    /// Posts a list in pieces, after the same checks, and says what the committee decides on.
    Post(Post),
}

/// The arguments of `wepos award preview`.
#[derive(Debug, clap::Args)]
pub(crate) struct Preview {
    /// The list: accounts and contents, as comma-separated values.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The campaign.
    #[arg(long, value_name = "N")]
    campaign: u64,
    #[command(flatten)]
    node: Node,
}

/// The arguments of `wepos award post`.
#[derive(Debug, clap::Args)]
pub(crate) struct Post {
    #[command(flatten)]
    list: Preview,
    /// The organiser: the name of a key, a keystore file, or a private key in hexadecimal.
    #[arg(long, value_name = "KEY", env = "WEPOS_KEY", hide_env_values = true)]
    key: String,
    #[command(flatten)]
    source: KeySource,
}

impl AwardCommand {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        cli::wait(async {
            match self {
                Self::Preview(preview) => {
                    let client = Client::connect(&preview.node.url)?;
                    let plan = Plan::of(&client, &preview, output).await?;
                    output.result(&plan.text(output), &plan.json())?;
                    plan.sound()
                }
                Self::Post(post) => post.run(output).await,
            }
        })
    }
}

impl Post {
    async fn run(&self, output: &Output) -> Result<(), Failure> {
        let signer = keystore::signer(&self.key, &self.source)?;
        let client = Client::connect(&self.list.node.url)?;
        let plan = Plan::of(&client, &self.list, output).await?;
        plan.sound()?;
        output.note(&plan.text(output));
        let bar = output.progress(output.pick("posting", "提交名单"));
        bar.set_length(plan.new.len() as u64);
        for piece in plan.new.chunks(plan.piece) {
            post_piece(&client, &signer, &plan, piece).await?;
            bar.inc(piece.len() as u64);
        }
        bar.finish_and_clear();
        let call = ICampaigns::awardsCall {
            campaign: plan.campaign,
        };
        let through = client.view_typed(addresses::CAMPAIGNS, &call).await?.posted;
        let id = plan.campaign;
        let decision = format!(
            "wepos send committee propose campaigns \"$(wepos send campaigns award {id} {through} --encode)\" \
             '理由' 'reason' --key MEMBER"
        );
        let text = format!(
            "{}\n{}\n  {decision}",
            output.pick("posted", "名单已提交"),
            output.pick("what the committee decides on:", "接下来由委员会决议确认："),
        );
        let mut value = plan.json();
        value["through"] = json!(through);
        value["decision"] = json!(decision);
        output.result(&text, &value)
    }
}

async fn post_piece(
    client: &Client,
    signer: &PrivateKeySigner,
    plan: &Plan,
    piece: &[Line],
) -> Result<(), Failure> {
    let transaction = client
        .prepare(signer.address(), &plan.posting(piece))
        .await?;
    let signed = Signed::new(transaction, signer)?;
    client.send_and_wait(&signed, PATIENCE).await?;
    Ok(())
}

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    /// Where it stands in the file, from 1.
    row: u64,
    account: Address,
    content: String,
}

/// Why a line cannot be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Problem {
    row: u64,
    english: String,
    chinese: String,
}

impl Problem {
    fn new(row: u64, english: impl Into<String>, chinese: impl Into<String>) -> Self {
        let (english, chinese) = (english.into(), chinese.into());
        Self {
            row,
            english,
            chinese,
        }
    }
}

/// What posting a list comes to.
struct Plan {
    campaign: u64,
    organiser: Address,
    /// Lines that are not on the chain yet.
    new: Vec<Line>,
    /// Lines that are.
    posted: usize,
    /// What each line is paid.
    unit: U256,
    /// Places that are free before it is posted.
    free: usize,
    /// Lines that one call adds.
    piece: usize,
    problems: Vec<Problem>,
}

impl Plan {
    async fn of(client: &Client, list: &Preview, output: &Output) -> Result<Self, Failure> {
        let (lines, mut problems) = read(&list.file)?;
        let id = list.campaign;
        let campaigns = addresses::CAMPAIGNS;
        let limits = client
            .view_typed(campaigns, &ICampaigns::limitsCall {})
            .await?;
        let campaign = client
            .view_typed(campaigns, &ICampaigns::campaignCall { id })
            .await?;
        if campaign.terms.decidedBy != 5 {
            let english = format!("campaign {id} has no list that the committee confirms");
            return Err(Failure::new("campaign", english)
                .in_chinese(format!("活动 {id} 没有由委员会确认的名单")));
        }
        let known = on_chain(client, id, campaign.submissions, output).await?;
        problems.extend(repeated(&lines, campaign.terms.rewardsPerFact, &known));
        let (old, new): (Vec<Line>, Vec<Line>) = lines
            .into_iter()
            .partition(|line| known.contains(&(line.account, content_fact(&line.content))));
        let mut plan = Self {
            campaign: id,
            organiser: campaign.organiser,
            new,
            posted: old.len(),
            unit: campaign.base * campaign.multiplier,
            free: campaign.terms.places.saturating_sub(campaign.live) as usize,
            piece: (limits.listLines as usize).max(1),
            problems,
        };
        if plan.problems.is_empty() {
            plan.rehearse(client, output).await?;
        }
        if plan.new.len() > plan.free {
            let (lines, free) = (plan.new.len(), plan.free);
            let row = plan.new[plan.free].row;
            plan.problems.push(Problem::new(
                row,
                format!(
                    "from here on there is no place: {lines} lines, and {free} places are free"
                ),
                format!("从此行起名额不足：共 {lines} 行，空余名额 {free} 个"),
            ));
        }
        plan.problems.sort_by_key(|problem| problem.row);
        Ok(plan)
    }

    fn posting(&self, piece: &[Line]) -> Outgoing {
        let lines = piece.iter().map(|line| ICampaigns::Line {
            account: line.account,
            content: line.content.clone(),
        });
        let call = ICampaigns::postCall {
            campaign: self.campaign,
            lines: lines.collect(),
        };
        Outgoing {
            to: addresses::CAMPAIGNS,
            value: U256::ZERO,
            data: call.abi_encode().into(),
        }
    }

    /// Lets the chain itself say what it would refuse: piece by piece, and line by line where it does.
    async fn rehearse(&mut self, client: &Client, output: &Output) -> Result<(), Failure> {
        let bar = output.progress(output.pick("checking", "检查"));
        bar.set_length(self.new.len() as u64);
        for piece in self.new.chunks(self.piece) {
            let Some(refusal) = self.refusal(client, piece).await? else {
                bar.inc(piece.len() as u64);
                continue;
            };
            let before = self.problems.len();
            for line in piece {
                if let Some((english, chinese)) =
                    self.refusal(client, std::slice::from_ref(line)).await?
                {
                    self.problems.push(Problem::new(line.row, english, chinese));
                }
                bar.inc(1);
            }
            if self.problems.len() == before {
                let (english, chinese) = refusal;
                self.problems
                    .push(Problem::new(piece[0].row, english, chinese));
            }
        }
        bar.finish_and_clear();
        Ok(())
    }

    async fn refusal(
        &self,
        client: &Client,
        piece: &[Line],
    ) -> Result<Option<(String, String)>, Failure> {
        match client
            .call(Some(self.organiser), &self.posting(piece), None)
            .await
        {
            Ok(_) => Ok(None),
            Err(ClientError::Reverted(why)) => Ok(Some((why.english, why.chinese))),
            Err(error) => Err(error.into()),
        }
    }

    fn total(&self) -> U256 {
        self.unit * U256::from(self.new.len())
    }

    /// Fails if anything of it cannot be posted.
    fn sound(&self) -> Result<(), Failure> {
        let count = self.problems.len();
        if count == 0 {
            return Ok(());
        }
        let listed = |pick: fn(&Problem) -> &str, line: fn(u64, &str) -> String| {
            let lines = self.problems.iter().take(PROBLEMS_SHOWN);
            let lines: Vec<String> = lines.map(|one| line(one.row, pick(one))).collect();
            lines.join("\n")
        };
        let english = listed(
            |one| &one.english,
            |row, why| format!("  line {row}: {why}"),
        );
        let chinese = listed(
            |one| &one.chinese,
            |row, why| format!("  第 {row} 行：{why}"),
        );
        let english = format!("nothing is posted; problems with the list: {count}\n{english}");
        let chinese = format!("未提交任何内容；名单中的问题共 {count} 处\n{chinese}");
        let problems = self
            .problems
            .iter()
            .map(|one| json!({"line": one.row, "english": one.english, "chinese": one.chinese}));
        Err(Failure::new("list", english)
            .in_chinese(chinese)
            .with("problems", problems.collect::<Value>()))
    }

    fn text(&self, output: &Output) -> String {
        let accounts: HashSet<Address> = self.new.iter().map(|line| line.account).collect();
        let row =
            |english, chinese, value: String| (output.pick(english, chinese).to_owned(), value);
        let left = self.unit * U256::from(self.free);
        table(&[
            row("campaign", "活动", self.campaign.to_string()),
            row("lines to post", "待提交行数", self.new.len().to_string()),
            row("accounts", "账户数", accounts.len().to_string()),
            row("posted before", "此前已提交", self.posted.to_string()),
            row("each is paid", "每行奖励", show_amount(self.unit)),
            row("together", "合计", show_amount(self.total())),
            row("budget free now", "提交前可用预算", show_amount(left)),
            row(
                "after it",
                "提交后可用预算",
                show_amount(left.saturating_sub(self.total())),
            ),
        ])
    }

    fn json(&self) -> Value {
        json!({
            "campaign": self.campaign,
            "organiser": self.organiser.to_string(),
            "lines": self.new.len(),
            "posted": self.posted,
            "each": self.unit.to_string(),
            "total": self.total().to_string(),
            "free": (self.unit * U256::from(self.free)).to_string(),
            "problems": self.problems.len(),
        })
    }
}

/// The lines of a file, and those that cannot be read.
fn read(path: &Path) -> Result<(Vec<Line>, Vec<Problem>), Failure> {
    let file = std::fs::File::open(path).map_err(|error| Failure::file(path, &error))?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(file);
    let modules = Modules::built_in();
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        let record =
            record.map_err(|error| Failure::new("list", format!("{}: {error}", path.display())))?;
        let row = record.position().map_or(0, csv::Position::line);
        let first = record
            .get(0)
            .unwrap_or_default()
            .trim_start_matches('\u{feff}');
        if index == 0 && !first.starts_with("0x") {
            continue;
        }
        if lines.len() >= LINES_MAX {
            let english = format!("a list has at most {LINES_MAX} lines");
            return Err(
                Failure::new("list", english).in_chinese(format!("一份名单最多 {LINES_MAX} 行"))
            );
        }
        let content = record.get(1).unwrap_or_default();
        if record.len() != 2 || content.is_empty() {
            problems.push(Problem::new(
                row,
                format!(
                    "{} columns: write account, comma, what for; quote what contains commas",
                    record.len()
                ),
                format!(
                    "共 {} 列：请写账户、逗号、缘由；缘由中含逗号时请加双引号",
                    record.len()
                ),
            ));
            continue;
        }
        match read_address(first, &modules) {
            Ok(account) => lines.push(Line {
                row,
                account,
                content: content.to_owned(),
            }),
            Err(why) => problems.push(Problem::new(row, why, format!("{first} 不是账户地址"))),
        }
    }
    if lines.is_empty() && problems.is_empty() {
        let english = format!("{} has no lines", path.display());
        return Err(
            Failure::new("list", english).in_chinese(format!("{} 中没有任何行", path.display()))
        );
    }
    Ok((lines, problems))
}

/// Accounts and contents that come too often: an account has one line at a time, a content as many as the terms say.
fn repeated(lines: &[Line], per_fact: u16, known: &HashSet<(Address, B256)>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut accounts: HashMap<Address, u64> = HashMap::new();
    let mut facts: BTreeMap<B256, Vec<u64>> = BTreeMap::new();
    for line in lines {
        let fact = content_fact(&line.content);
        if known.contains(&(line.account, fact)) {
            continue;
        }
        if let Some(first) = accounts.insert(line.account, line.row) {
            problems.push(Problem::new(
                line.row,
                format!("the account of line {first} again: an account has one line at a time"),
                format!("与第 {first} 行账户相同：每个账户同时只能有一行"),
            ));
        }
        let rows = facts.entry(fact).or_default();
        rows.push(line.row);
        if rows.len() > usize::from(per_fact) {
            let first = rows[0];
            problems.push(Problem::new(
                line.row,
                format!(
                    "the same as line {first}; for one content the campaign has rewards: {per_fact}"
                ),
                format!("缘由与第 {first} 行相同：同一内容最多奖励 {per_fact} 次"),
            ));
        }
    }
    problems
}

/// Account and content of each line that is on the chain and was not refused.
async fn on_chain(
    client: &Client,
    campaign: u64,
    count: u32,
    output: &Output,
) -> Result<HashSet<(Address, B256)>, Failure> {
    let bar = output.progress(output.pick("reading what is posted", "读取已提交的名单"));
    bar.set_length(u64::from(count));
    let mut known = HashSet::new();
    for from in (1..=count).step_by(PAGE as usize) {
        let call = ICampaigns::submissionsCall {
            campaign,
            from,
            count: PAGE,
        };
        let page = client.view_typed(addresses::CAMPAIGNS, &call).await?.page;
        bar.inc(page.len() as u64);
        let standing = page.iter().filter(|one| ![3, 5].contains(&one.status));
        known.extend(standing.map(|one| (one.account, one.fact)));
    }
    bar.finish_and_clear();
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    const ALICE: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    const BOB: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    #[test]
    fn a_list_is_read_with_or_without_a_header_and_with_quoted_commas() {
        let with =
            format!("\u{feff}account,content\r\n{ALICE},\"one, two\"\r\n\r\n{BOB}, three \r\n");
        let without = format!("{ALICE},\"one, two\"\n{BOB},three");
        for text in [with, without] {
            let (_folder, path) = file(&text);
            let (lines, problems) = read(&path).unwrap();
            assert_eq!(problems, []);
            let contents: Vec<&str> = lines.iter().map(|line| line.content.as_str()).collect();
            assert_eq!(contents, ["one, two", "three"]);
            assert_eq!(lines[1].account.to_string(), BOB);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        let (_folder, path) = file(&format!("{ALICE},fine\n0x12,short\n{BOB}\n{BOB},a,b\n"));
        let (lines, problems) = read(&path).unwrap();
        assert_eq!(lines.len(), 1);
        let rows: Vec<u64> = problems.iter().map(|problem| problem.row).collect();
        assert_eq!(rows, [2, 3, 4]);
        let (_folder, path) = file("account,content\n");
        assert!(read(&path).unwrap_err().text().contains("no lines"));
    }

    #[test]
    fn an_account_or_a_content_that_comes_again_is_named_unless_it_is_posted_already() {
        let (_folder, path) = file(&format!("{ALICE},a b\n{ALICE},c\n{BOB},ab\n"));
        let (lines, _) = read(&path).unwrap();
        let none = HashSet::new();
        let rows = |per_fact, known| -> Vec<u64> {
            let problems = repeated(&lines, per_fact, known);
            problems.iter().map(|problem| problem.row).collect()
        };
        assert_eq!(rows(1, &none), [2, 3]);
        assert_eq!(rows(2, &none), [2]);
        let posted = HashSet::from([(lines[0].account, content_fact("ab"))]);
        assert_eq!(rows(1, &posted), [0; 0]);
    }
}

//! `wepos index`: the file in which events, histories and old transactions are found.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, Subcommand, ValueEnum};
use indicatif::ProgressBar;
use serde_json::json;
use wepos_chain::Network;
use wepos_client::Language;
use wepos_node::{
    data_dir::{DataDir, DataDirError},
    index::{CheckReport, Checker, Index, IndexError, replace},
    replay::{self, StoredChain},
};

use crate::{
    cli::{self, Node},
    output::{Failure, Output},
};

/// Rows that one file of a node has; `wepos index export` asks for one after the other.
const ROWS_PER_REQUEST: usize = 100_000;

/// Looks after the index of a node, and takes tables out of it.
#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// Make the index anew from the blocks of a node that does not run. An interrupted rebuild goes on where it ended.
    Rebuild(Offline),
    /// Compare the index of a node that does not run with its blocks, row by row.
    Check(Offline),
    /// Write what a running node's index finds as CSV.
    Export(Export),
}

#[derive(Debug, Args)]
pub(crate) struct Offline {
    /// The node's data directory.
    #[arg(long, value_name = "DIR", default_value = "data/dev")]
    data_dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    node: Node,
    /// What is written.
    #[arg(long, value_enum)]
    what: What,
    /// An account: whose history, or which events name it.
    #[arg(long, value_name = "ADDRESS")]
    account: Option<String>,
    /// Events of this module.
    #[arg(long, value_name = "MODULE")]
    module: Option<String>,
    /// Events of this name.
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,
    /// The first block; of metrics the first period.
    #[arg(long, value_name = "NUMBER")]
    from: Option<u64>,
    /// The last block; of metrics the last period.
    #[arg(long, value_name = "NUMBER")]
    to: Option<u64>,
    /// What a row of metrics adds up.
    #[arg(long, value_enum, default_value = "day")]
    unit: Unit,
    /// Where to.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Begin the file with a byte order mark, by which Excel knows that it is UTF-8.
    #[arg(long)]
    bom: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// What happened.
    Events,
    /// The transactions of an account.
    History,
    /// All transactions.
    Transactions,
    /// Totals by day, month or stage.
    Metrics,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    /// Days since the launch.
    Day,
    /// Months.
    Month,
    /// Stages.
    Stage,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos index rebuild --data-dir data/dev
  wepos index check --data-dir data/dev
  wepos index export --what history --account 0x… --out history.csv
  wepos index export --what events --module campaigns --event Rewarded --out rewards.csv --bom";

impl IndexCommand {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A data directory that is in use or has no network yet; an index that differs; a node that does not answer.
    pub(crate) fn run(&self, output: &Output) -> Result<(), Failure> {
        match self {
            Self::Rebuild(at) => at.rebuild(output),
            Self::Check(at) => at.check(output),
            Self::Export(export) => cli::wait(export.run(output)),
        }
    }
}

impl Offline {
    fn rebuild(&self, output: &Output) -> Result<(), Failure> {
        let (data_dir, network) = self.open()?;
        let (path, draft) = (data_dir.index_path(), data_dir.join("index.sqlite.rebuild"));
        let bar = output.progress(output.pick("rebuilding the index", "重建索引"));
        let made = replay::read(&data_dir, {
            let (draft, bar) = (draft.clone(), bar.clone());
            Box::new(move |chain| Box::pin(build(chain, draft, network, bar)))
        });
        let (resumed_after, blocks) = made.map_err(anyhow::Error::from)??;
        replace(&draft, &path).map_err(failure)?;
        bar.finish_and_clear();
        let resumed = match resumed_after {
            0 => String::new(),
            block => {
                format!(
                    "{} {block}",
                    output.pick(" (went on after block", "（接续区块")
                ) + output.pick(")", "）")
            }
        };
        let text = format!(
            "{}{}{blocks} {}{resumed}",
            path.display(),
            output.colon(),
            output.pick("blocks indexed", "个区块已编入索引")
        );
        output.result(
            &text,
            &json!({"index": path, "blocks": blocks, "resumedAfter": resumed_after}),
        )
    }

    fn check(&self, output: &Output) -> Result<(), Failure> {
        let (data_dir, network) = self.open()?;
        let path = data_dir.index_path();
        if !path.exists() {
            let text = format!("{} is not there: run `wepos index rebuild`", path.display());
            let chinese = format!("{} 不存在：请运行 `wepos index rebuild`", path.display());
            return Err(Failure::new("index", text).in_chinese(chinese));
        }
        let bar = output.progress(output.pick("checking the index", "核对索引"));
        let checker = Checker::open(&path, network).map_err(failure)?;
        let (first, tip) = (checker.first(), checker.tip());
        let report = replay::read(&data_dir, {
            let bar = bar.clone();
            Box::new(move |chain| Box::pin(compare(chain, checker, bar)))
        });
        let report = report.map_err(anyhow::Error::from)??;
        bar.finish_and_clear();
        let value = json!({
            "index": path,
            "first": first,
            "tip": tip,
            "blocks": report.blocks,
            "rows": report.rows,
            "differences": report.differences,
            "told": report.told,
        });
        if report.differences == 0 {
            let text = format!(
                "{}{}{} {}{}{} {}",
                path.display(),
                output.colon(),
                report.blocks,
                output.pick("blocks", "个区块"),
                output.comma(),
                report.rows,
                output.pick("rows, all as the chain gives them", "行，全部与链一致"),
            );
            return output.result(&text, &value);
        }
        let told = report.told.join("\n  ");
        let english = format!(
            "{} differences between {} and the chain: run `wepos index rebuild`\n  {told}",
            report.differences,
            path.display()
        );
        let chinese = format!(
            "{} 与链有 {} 处不符：请运行 `wepos index rebuild`\n  {told}",
            path.display(),
            report.differences
        );
        Err(Failure::new("index", english)
            .in_chinese(chinese)
            .with("check", value))
    }

    fn open(&self) -> Result<(DataDir, Arc<Network>), Failure> {
        if !self.data_dir.join("wepos.json").exists() {
            let text = format!(
                "{} holds no network: start a node there first",
                self.data_dir.display()
            );
            let chinese = format!("{} 中没有网络：请先在那里启动节点", self.data_dir.display());
            return Err(Failure::new("data-dir", text).in_chinese(chinese));
        }
        let data_dir = DataDir::open(&self.data_dir).map_err(|error| match error {
            DataDirError::Locked(path) => {
                let path = path.display();
                let text = format!("a node runs on {path}: stop it first");
                Failure::new("running", text)
                    .in_chinese(format!("{path} 正由节点使用：请先停止该节点"))
            }
            other => anyhow::Error::from(other).into(),
        })?;
        let genesis = data_dir.genesis().map_err(anyhow::Error::from)?;
        let genesis = genesis.ok_or_else(|| Failure::new("data-dir", "no genesis document"))?;
        let network = Network::new(genesis).map_err(anyhow::Error::from)?;
        Ok((data_dir, Arc::new(network)))
    }
}

/// Indexes every block of a chain in the file `draft`. Says after which block it went on, and how many there are.
async fn build(
    chain: StoredChain,
    draft: PathBuf,
    network: Arc<Network>,
    bar: ProgressBar,
) -> Result<(u64, u64), Failure> {
    let index = open_draft(&draft, network)?;
    let resumed_after = index.tip().map_or(0, |(number, _)| number);
    let first = chain.first_with_results().unwrap_or(1);
    let newest = chain.newest_with_results();
    bar.set_length(newest);
    for number in first.max(resumed_after + 1)..=newest {
        let block = chain
            .stored_block(number)
            .await
            .map_err(anyhow::Error::from)?;
        index.append(Arc::new(block)).await.map_err(failure)?;
        bar.set_position(number);
    }
    index.flush().await.map_err(failure)?;
    index.close().await.map_err(failure)?;
    Ok((resumed_after, newest.saturating_sub(first - 1)))
}

/// What an interrupted rebuild left, if it is of use.
fn open_draft(draft: &Path, network: Arc<Network>) -> Result<Index, Failure> {
    match Index::open(draft, network.clone()) {
        Ok(index) => Ok(index),
        Err(error @ (IndexError::InUse { .. } | IndexError::NotWritable { .. })) => {
            Err(failure(error))
        }
        Err(_) => Index::recreate(draft, network).map_err(failure),
    }
}

/// Compares every block that an index has.
async fn compare(
    chain: StoredChain,
    mut checker: Checker,
    bar: ProgressBar,
) -> Result<CheckReport, Failure> {
    if let (Some(first), Some(tip)) = (checker.first(), checker.tip()) {
        bar.set_length(tip);
        for number in first.max(1)..=tip {
            let block = chain
                .stored_block(number)
                .await
                .map_err(anyhow::Error::from)?;
            checker.check(&block).map_err(failure)?;
            bar.set_position(number);
        }
    }
    checker.finish().map_err(failure)
}

fn failure(error: IndexError) -> Failure {
    let chinese = error.chinese();
    Failure::new("index", error.to_string()).in_chinese(chinese)
}

impl Export {
    async fn run(&self, output: &Output) -> Result<(), Failure> {
        let partial = self.out.with_extension("partial");
        let mut file =
            std::fs::File::create(&partial).map_err(|error| Failure::file(&partial, &error))?;
        let spinner = output.spinner(output.pick("reading", "读取中"));
        let (mut rows, mut cursor) = (0, None);
        loop {
            let table = self.read(cursor.as_deref(), output.language()).await?;
            // The head of the table is in the first part only.
            let body = match (table.split_once('\n'), &cursor) {
                (Some((_, body)), Some(_)) => body,
                _ => &table,
            };
            file.write_all(body.as_bytes())
                .map_err(|error| Failure::file(&partial, &error))?;
            let (found, last) = rows_of(&table);
            rows += found;
            spinner.set_message(rows.to_string());
            if self.what == What::Metrics || found < ROWS_PER_REQUEST {
                break;
            }
            cursor = last;
        }
        spinner.finish_and_clear();
        file.sync_all()
            .and_then(|()| std::fs::rename(&partial, &self.out))
            .map_err(|error| Failure::file(&self.out, &error))?;
        let text = format!(
            "{}{}{rows} {}",
            self.out.display(),
            output.colon(),
            output.pick("rows", "行")
        );
        output.result(&text, &json!({"file": self.out, "rows": rows}))
    }

    /// One table of the node.
    async fn read(&self, cursor: Option<&str>, language: Language) -> Result<String, Failure> {
        let address = self.address(cursor, language)?;
        let request = || async {
            let response = reqwest::get(address.clone()).await?;
            let is_success = response.status().is_success();
            Ok((is_success, response.text().await?))
        };
        let answer: Result<(bool, String), reqwest::Error> = request().await;
        match answer {
            Ok((true, table)) => Ok(table),
            Ok((false, reason)) => Err(Failure::new("export", reason)),
            Err(error) => Err(Failure::new(
                "export",
                format!("the node does not give the table: {error}"),
            )
            .in_chinese(format!("节点未能给出表格：{error}"))),
        }
    }

    fn address(&self, cursor: Option<&str>, language: Language) -> Result<reqwest::Url, Failure> {
        let wrong = |error: &dyn std::fmt::Display| {
            Failure::new("rpc", format!("{}: {error}", self.node.url))
        };
        let base = reqwest::Url::parse(&self.node.url).map_err(|error| wrong(&error))?;
        let file = match self.what {
            What::Events => "export/events.csv",
            What::History => "export/history.csv",
            What::Transactions => "export/transactions.csv",
            What::Metrics => "export/metrics.csv",
        };
        let mut address = base.join(file).map_err(|error| wrong(&error))?;
        let mut query = address.query_pairs_mut();
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        };
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        if self.what == What::Metrics {
            let unit = match self.unit {
                Unit::Day => "day",
                Unit::Month => "month",
                Unit::Stage => "stage",
            };
            add("unit", Some(unit.to_owned()));
            add("from", number(self.from));
            add("to", number(self.to));
            add("limit", Some("400".to_owned()));
        } else {
            add("account", self.account.clone());
            add("module", self.module.clone());
            add("event", self.event.clone());
            add("fromBlock", number(self.from));
            add("toBlock", number(self.to));
            add("order", Some("oldest".to_owned()));
            add("limit", Some(ROWS_PER_REQUEST.to_string()));
            add("cursor", cursor.map(str::to_owned));
        }
        add(
            "lang",
            (language == Language::Chinese).then(|| "zh".to_owned()),
        );
        add(
            "bom",
            (self.bom && cursor.is_none()).then(|| "1".to_owned()),
        );
        drop(query);
        Ok(address)
    }
}

/// How many rows a table has, and the position in its last one.
fn rows_of(table: &str) -> (usize, Option<String>) {
    let mut rows: usize = 0;
    let mut last = "";
    let (mut start, mut is_quoted) = (0, false);
    for (at, letter) in table.char_indices() {
        match letter {
            // A doubled quotation mark turns it off and on.
            '"' => is_quoted = !is_quoted,
            '\n' if !is_quoted => {
                last = &table[start..at];
                start = at + 1;
                rows += 1;
            }
            _ => {}
        }
    }
    let position = last.split(',').next().unwrap_or_default();
    (rows.saturating_sub(1), Some(position.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_past_lines_inside_of_cells() {
        let table = "position,text\r\n1-0,plain\r\n2-5,\"two\nlines, and \"\"more\"\"\"\r\n";
        assert_eq!(rows_of(table), (2, Some("2-5".to_owned())));
        assert_eq!(
            rows_of("position,text\r\n"),
            (0, Some("position".to_owned()))
        );
    }
}

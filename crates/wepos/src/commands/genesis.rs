//! `wepos genesis`: makes, checks and shows the document a network starts from.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use wepos_abi::addresses;
use wepos_chain::{
    genesis::{DOCUMENT_BYTES_MAX, Genesis, NetworkKind},
    stages::{StageEntry, StageIndex},
    time::Timestamp,
};
use wepos_client::show_moment;

use super::genesis_new::New;
use crate::{
    output::{Failure, Output, columns, table},
    rules::{NEWEST, Version},
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos genesis new genesis.json --month 60s --validator desk:0xPUBLIC_KEY:0xSEED_KEY
  wepos genesis check genesis.json
  wepos genesis show genesis.json --json
`wepos genesis new --help` shows a public network.";

/// What to do with a genesis document.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum GenesisCommand {
    /// Write a new document with the white paper's constants.
    #[command(after_help = super::genesis_new::EXAMPLES)]
    New(Box<New>),
    /// Check a document: every rule, or the first that is broken. The exit status is 1 if it is refused.
    Check {
        /// The document.
        file: PathBuf,
    },
    /// Show a document: what starts when, with how much, under whose eyes.
    Show {
        /// The document.
        file: PathBuf,
    },
}

impl GenesisCommand {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        match self {
            Self::New(new) => new.run(output),
            Self::Check { file } => check(&file, output),
            Self::Show { file } => show(&file, output),
        }
    }
}

/// Reads a document and checks all that can be checked without a node.
///
/// # Errors
/// If the file cannot be read, and the first rule the document breaks.
pub(crate) fn read(path: &Path) -> Result<Genesis, Failure> {
    let failed = |error| Failure::file(path, &error);
    let file = fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    // One byte beyond the limit is enough to be refused for it.
    let limit = DOCUMENT_BYTES_MAX as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    let refused = |error| Failure::new("genesis", format!("{}: refused: {error}", path.display()));
    let genesis = Genesis::parse(&bytes).map_err(refused)?;
    genesis
        .check_addresses(|address| addresses::is_protocol_account(*address))
        .map_err(refused)?;
    Ok(genesis)
}

fn check(path: &Path, output: &Output) -> Result<(), Failure> {
    let genesis = read(path)?;
    let checks = checks(&genesis, output);
    let mut lines: Vec<String> = checks.iter().map(|check| format!("✓ {check}")).collect();
    let rule_book = Version::named_by(&genesis.rule_book);
    lines.push(rule_book_line(&genesis, rule_book, output));
    let advice: Vec<String> = genesis.advice().iter().map(ToString::to_string).collect();
    lines.extend(advice.iter().map(|advice| format!("! {advice}")));
    lines.push(format!(
        "{} {}",
        output.pick("hash", "哈希"),
        genesis.hash()
    ));
    let value = json!({
        "ok": true, "file": path.display().to_string(), "hash": genesis.hash(),
        "checks": checks, "advice": advice,
        "ruleBook": {
            "named": genesis.rule_book, "version": rule_book.map(|version| version.number),
            "newest": NEWEST.number,
        },
    });
    output.result(&lines.join("\n"), &value)
}

/// Which rule book a genesis promises to keep, in the eyes of this program (R20).
fn rule_book_line(genesis: &Genesis, version: Option<Version>, output: &Output) -> String {
    let newest = NEWEST.number;
    let (english, chinese) = match version.map(|version| version.number) {
        Some(number) if number == newest => (
            format!("✓ rule book: version {number}, which `wepos rules` prints"),
            format!("✓ 规则书：第 {number} 版，可用 `wepos rules` 阅读"),
        ),
        Some(number) => (
            format!("! rule book: version {number}; this program carries a newer one, {newest}"),
            format!("! 规则书：第 {number} 版；本程序另有更新的第 {newest} 版"),
        ),
        None if genesis.rule_book.is_empty() => (
            format!("! rule book: none is named; this program carries version {newest}"),
            format!("! 规则书：未写明；本程序所带的是第 {newest} 版"),
        ),
        None => (
            format!(
                "! rule book: not one that this program carries; its newest is version {newest}"
            ),
            format!("! 规则书：不是本程序所带的任何一版；本程序最新的是第 {newest} 版"),
        ),
    };
    output.pick(&english, &chinese).to_owned()
}

/// What a document that was accepted has been checked for, with its own figures.
fn checks(genesis: &Genesis, output: &Output) -> Vec<String> {
    let months = genesis.stages.total_months();
    let accounts = genesis.ready_accounts().len();
    let (kind, stages) = (genesis.kind.as_str(), genesis.stages.entries().len());
    let (seats, validators) = (genesis.committee.len(), genesis.validators.len());
    let english = [
        format!("format: {}", genesis.format),
        format!(
            "network: `{}` says that it is of kind {kind}",
            genesis.network
        ),
        format!(
            "chain id: {} is no known public network's",
            genesis.chain_id
        ),
        format!("launch: {}, a whole second", genesis.launch),
        format!("stages: {stages}, together {months} months, each releases something"),
        format!(
            "month boundaries: all {} follow from launch and calendar",
            months + 1
        ),
        format!(
            "supply: what is released and the pool of {} make {}",
            genesis.pool, genesis.total
        ),
        match accounts {
            0 => "balances: no member and no key is given anything".to_owned(),
            _ => format!(
                "balances: nobody but {accounts} ready accounts, paid out of the first month"
            ),
        },
        format!("committee: {seats} seats, each with its own name and account"),
        format!("validators: {validators}, each with its own keys"),
        "limits: they fit each other".to_owned(),
        "addresses: no seat and no ready account is the protocol's".to_owned(),
    ];
    let chinese = [
        format!("格式：{}", genesis.format),
        format!("网络：`{}` 表明其性质为 {kind}", genesis.network),
        format!("链 ID：{} 不属于任何已知的公共网络", genesis.chain_id),
        format!("启动：{}，为整秒", genesis.launch),
        format!("阶段：{stages} 个，共 {months} 个月，每个阶段均有释放"),
        format!("月份边界：{} 个，均由启动时间与日历得出", months + 1),
        format!(
            "供应：释放总量与参与池 {} 之和为 {}",
            genesis.pool, genesis.total
        ),
        match accounts {
            0 => "余额：未给予任何成员或密钥".to_owned(),
            _ => format!("余额：仅 {accounts} 个预备账户，由首月释放量支付"),
        },
        format!("委员会：{seats} 席，名称与账户各不相同"),
        format!("验证者：{validators} 个，密钥各不相同"),
        "限额：相互协调".to_owned(),
        "地址：席位与预备账户均非协议账户".to_owned(),
    ];
    match output.language() {
        wepos_client::Language::English => english.to_vec(),
        wepos_client::Language::Chinese => chinese.to_vec(),
    }
}

fn show(path: &Path, output: &Output) -> Result<(), Failure> {
    let genesis = read(path)?;
    let kind = match genesis.kind {
        NetworkKind::Development => output.pick(
            "DEVELOPMENT: its PoS mean nothing",
            "开发网络：其 PoS 没有任何意义",
        ),
        NetworkKind::Test => output.pick(
            "test: its PoS mean nothing",
            "测试网络：其 PoS 没有任何意义",
        ),
        NetworkKind::Main => output.pick("main", "正式网络"),
    };
    let mut rows = vec![
        (output.pick("network", "网络"), genesis.network.clone()),
        (output.pick("kind", "性质"), kind.to_owned()),
        (
            output.pick("chain id", "链 ID"),
            genesis.chain_id.to_string(),
        ),
        (output.pick("hash", "哈希"), genesis.hash().to_string()),
        (output.pick("launch", "启动"), moment(genesis.launch)),
        (output.pick("total", "总量"), genesis.total.to_string()),
        (output.pick("pool", "参与池"), genesis.pool.to_string()),
    ];
    let texts = [
        (
            output.pick("rule book, Chinese", "规则书（中文）"),
            genesis.rule_book.zh_sha256,
        ),
        (
            output.pick("rule book, English", "规则书（英文）"),
            genesis.rule_book.en_sha256,
        ),
    ];
    rows.extend(
        texts
            .into_iter()
            .filter_map(|(label, hash)| Some((label, hash?.to_string()))),
    );
    for seat in &genesis.committee {
        let text = format!("{}  {}", seat.address, seat.name);
        rows.push((output.pick("committee", "委员会"), text));
    }
    for validator in &genesis.validators {
        let text = format!("{}  {}", validator.public_key, validator.name);
        rows.push((output.pick("validator", "验证者"), text));
    }
    for account in genesis.ready_accounts() {
        let text = format!("{}  {}  {}", account.address, account.amount, account.role);
        rows.push((output.pick("ready account", "预备账户"), text));
    }
    for advice in genesis.advice() {
        rows.push((output.pick("advice", "建议"), advice.to_string()));
    }
    let rows: Vec<(String, String)> = rows
        .into_iter()
        .map(|(label, value)| (label.to_owned(), value))
        .collect();
    let text = format!("{}\n\n{}", table(&rows), stage_table(&genesis, output));
    let document: Value = serde_json::from_str(&genesis.to_json()).unwrap_or_default();
    let value =
        json!({"hash": genesis.hash(), "document": document, "stages": stages_json(&genesis)});
    output.result(&text, &value)
}

/// A stage with the moments it begins and ends at.
struct StageRow<'a> {
    index: u8,
    entry: &'a StageEntry,
    starts: Timestamp,
    ends: Timestamp,
}

fn stage_rows(genesis: &Genesis) -> Vec<StageRow<'_>> {
    // A checked table has at most 16 stages, and a boundary before and after each month.
    (0_u8..)
        .zip(genesis.stages.entries())
        .filter_map(|(index, entry)| {
            let months = genesis.stages.months_of(StageIndex(index))?;
            let boundary = |number: u32| {
                let position = usize::try_from(number).ok()?;
                genesis.month_boundaries.get(position).copied()
            };
            Some(StageRow {
                index,
                entry,
                starts: boundary(months.start().checked_sub(1)?)?,
                ends: boundary(*months.end())?,
            })
        })
        .collect()
}

fn stages_json(genesis: &Genesis) -> Vec<Value> {
    stage_rows(genesis)
        .iter()
        .map(|row| {
            json!({
                "index": row.index, "name": row.entry.name, "months": row.entry.months,
                "releasePerMonth": row.entry.release_per_month.units().to_string(),
                "multiplier": row.entry.multiplier,
                "starts": row.starts.whole_seconds(), "ends": row.ends.whole_seconds(),
            })
        })
        .collect()
}

fn stage_table(genesis: &Genesis, output: &Output) -> String {
    let header = match output.language() {
        wepos_client::Language::English => [
            "stage",
            "name",
            "months",
            "per month",
            "multiplier",
            "begins",
            "ends",
        ],
        wepos_client::Language::Chinese => {
            ["阶段", "名称", "月数", "每月释放", "倍数", "开始", "结束"]
        }
    };
    let mut lines = vec![header.map(str::to_owned)];
    for row in stage_rows(genesis) {
        let name = output.pick(&row.entry.name.en, &row.entry.name.zh);
        lines.push([
            row.index.to_string(),
            name.to_owned(),
            row.entry.months.to_string(),
            row.entry.release_per_month.to_string(),
            format!("× {}", row.entry.multiplier),
            moment(row.starts),
            moment(row.ends),
        ]);
    }
    let width_of = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| columns(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width_of).collect();
    let padded = |(cell, width): (&String, &usize)| {
        format!("{cell}{}", " ".repeat(width.saturating_sub(columns(cell))))
    };
    let shown: Vec<String> = lines
        .iter()
        .map(|line| {
            let cells: Vec<String> = line.iter().zip(&widths).map(padded).collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect();
    shown.join("\n")
}

/// A boundary: whole seconds, in UTC.
fn moment(at: Timestamp) -> String {
    show_moment(at.whole_seconds())
}

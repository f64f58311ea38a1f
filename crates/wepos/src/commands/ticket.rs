//! `wepos ticket`: one-time tickets of an event, signed, printed and checked without a network (WP-32, R21).
//!
//! Each ticket carries a key of its own, made from the randomness of the system. The list (CSV) is the one thing to
//! keep: sheets can be printed from it again, and nothing else can. A seed to derive the keys from would be a second
//! secret as dangerous as the list, and give nothing that the list does not.

use std::{
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use alloy_primitives::Signature;
use alloy_signer::{SignerSync as _, k256::elliptic_curve::rand_core::OsRng};
use alloy_sol_types::Eip712Domain;
use rayon::prelude::*;
use serde_json::{Value, json};
use wepos_abi::attestation::{SIGNATURE_BYTES, Ticket, campaigns_domain, digest};
use wepos_client::{
    Address, B256, Language, Modules, PrivateKeySigner, read_address, read_moment, show_moment,
};

use crate::{
    commands::signing::{Portal, Signed},
    keystore::{self, KeySource},
    output::{Failure, Output, table},
};

mod sheet;

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos ticket issue --campaign 7 --count 200 --key event --genesis genesis.json \\
      --portal https://pos.example.org --title-en \"Meetup\" --title-zh 见面会 --out tickets
  wepos ticket check 'https://pos.example.org/ticket#AQAA…' --genesis genesis.json --signed-by 0x7099…79C8
  wepos ticket check --csv tickets/campaign-7-tickets-1-200.csv --genesis genesis.json --signed-by 0x7099…79C8
  wepos ticket print tickets/campaign-7-tickets-1-200.csv --numbers 13-24 --out again.pdf
No node is needed where --genesis is given. Whoever has a ticket can redeem it: keep list and sheets as you keep cash.";

/// Tickets of one run: a list of 20 MB and sheets of 100 MB, made in memory.
const TICKETS_MAX: u32 = 100_000;

/// Bytes of a list that is read: the most tickets of one run, with the longest links.
const LIST_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Tickets that are named one by one where they are not good; the others are counted.
const SHOWN_MAX: usize = 20;

/// The first line of a list.
const LIST_HEADER: &str = "number,link";

/// What to do with tickets.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum TicketCommand {
    /// Sign tickets and write a list of their links, and sheets of QR codes to print.
    Issue(Issue),
    /// Say of tickets whether they are good: by signature, campaign and end.
    Check(Check),
    /// Make sheets to print from a list once more.
    Print(Print),
}

/// The arguments of `wepos ticket issue`.
#[derive(Debug, clap::Args)]
pub(crate) struct Issue {
    /// The number of the campaign.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    campaign: u64,
    /// How many tickets, numbered from 1.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    #[arg(required_unless_present = "numbers", conflicts_with = "numbers")]
    count: Option<u32>,
    /// The numbers of the tickets. The chain takes each number once, and none above the places of the campaign.
    #[arg(long, value_name = "FIRST-LAST", value_parser = read_numbers)]
    numbers: Option<RangeInclusive<u32>>,
    /// Until when they can be redeemed, such as 2026-12-24T18:00+08:00 [default: as long as the campaign].
    #[arg(long, value_name = "MOMENT")]
    expires: Option<String>,
    /// The campaign's key: the name of a stored key, a keystore file, or 0x and the key.
    #[arg(long, value_name = "KEY")]
    key: String,
    #[command(flatten)]
    source: KeySource,
    #[command(flatten)]
    network: Signed,
    #[command(flatten)]
    portal: Portal,
    #[command(flatten)]
    titles: Titles,
    /// The directory to write to; made if it is not there. Nothing in it is overwritten.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// What the sheets call the event.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Titles {
    /// What the sheets call the event, in English.
    #[arg(long, value_name = "TEXT", default_value = "")]
    title_en: String,
    /// What the sheets call the event, in Chinese. Printed with a font of the reader's machine.
    #[arg(long, value_name = "TEXT", default_value = "")]
    title_zh: String,
}

/// The arguments of `wepos ticket check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Links, or what follows their `#`.
    #[arg(value_name = "LINK", required_unless_present = "csv")]
    links: Vec<String>,
    /// A list that `wepos ticket issue` wrote.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// The address of the campaign's key.
    #[arg(long, value_name = "ADDRESS")]
    signed_by: String,
    /// The number of the campaign; others are not good then.
    #[arg(long, value_name = "N")]
    campaign: Option<u64>,
    #[command(flatten)]
    network: Signed,
}

/// The arguments of `wepos ticket print`.
#[derive(Debug, clap::Args)]
pub(crate) struct Print {
    /// A list that `wepos ticket issue` wrote.
    #[arg(value_name = "FILE")]
    list: PathBuf,
    /// Which of its tickets; all without it.
    #[arg(long, value_name = "FIRST-LAST", value_parser = read_numbers)]
    numbers: Option<RangeInclusive<u32>>,
    #[command(flatten)]
    titles: Titles,
    /// The new file.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// A ticket with the link that leads to it.
#[derive(Debug)]
struct Issued {
    ticket: Ticket,
    link: String,
}

impl TicketCommand {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        match self {
            Self::Issue(issue) => issue.run(output),
            Self::Check(check) => check.run(output),
            Self::Print(print) => print.run(output),
        }
    }
}

impl Issue {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let numbers = match (&self.numbers, self.count) {
            (Some(numbers), _) => numbers.clone(),
            (None, count) => 1..=count.unwrap_or(1),
        };
        let (first, last) = (*numbers.start(), *numbers.end());
        if last - first >= TICKETS_MAX {
            return Err(Failure::new(
                "usage",
                format!("at most {TICKETS_MAX} tickets in one run; use --numbers for the rest"),
            )
            .in_chinese(format!(
                "一次最多签发 {TICKETS_MAX} 张门票；其余请用 --numbers 分批签发"
            )));
        }
        let expires_at = self.expires.as_deref().map_or(Ok(0), read_end)?;
        let domain = self.network.domain(campaigns_domain)?;
        let portal = self.portal.root()?;
        let stem = format!("campaign-{}-tickets-{first}-{last}", self.campaign);
        let list = self.out.join(format!("{stem}.csv"));
        let sheets = self.out.join(format!("{stem}.pdf"));
        for path in [&list, &sheets] {
            if path.exists() {
                return Err(taken(path));
            }
        }
        let signer = keystore::signer(&self.key, &self.source)?;
        keystore::make_private_directory(&self.out)?;

        let started = Instant::now();
        let bar = output.progress(output.pick("tickets", "门票"));
        bar.set_length(u64::from(last - first) + 1);
        let tickets = numbers
            .into_par_iter()
            .map(|number| {
                let ticket = sign(self.campaign, number, expires_at, &signer, &domain)?;
                bar.inc(1);
                let link = ticket.link(portal);
                Ok(Issued { ticket, link })
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        bar.finish_and_clear();
        let pages = print(&tickets, &self.titles, output)?;
        keystore::write_private(&list, write_list(&tickets).as_bytes())?;
        keystore::write_private(&sheets, &pages)?;

        let count = tickets.len();
        let text = match output.language() {
            Language::Chinese => format!(
                "已签发 {count} 张门票（活动 {}，编号 {first} 至 {last}），签名密钥 {}，用时 {:.1} 秒。\n清单  {}\n打印  {}\n\
                 谁拿到门票，谁就能兑换一次：请像保管现金一样保管这两个文件。",
                self.campaign,
                signer.address(),
                started.elapsed().as_secs_f64(),
                list.display(),
                sheets.display(),
            ),
            _ => format!(
                "{count} tickets of campaign {}, numbers {first} to {last}, signed by {} in {:.1} s.\nlist    {}\n\
                 sheets  {}\nWhoever has a ticket can redeem it, once: keep both files as you keep cash.",
                self.campaign,
                signer.address(),
                started.elapsed().as_secs_f64(),
                list.display(),
                sheets.display(),
            ),
        };
        let value = json!({
            "campaign": self.campaign,
            "first": first,
            "last": last,
            "signedBy": signer.address().to_string(),
            "expiresAt": expires_at,
            "list": list.display().to_string(),
            "sheets": sheets.display().to_string(),
        });
        output.result(&text, &value)
    }
}

impl Check {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let key = read_address(&self.signed_by, &Modules::built_in())
            .map_err(|why| Failure::new("usage", format!("--signed-by: {why}")))?;
        let domain = self.network.domain(campaigns_domain)?;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |it| it.as_secs());
        let mut links = self.links;
        if let Some(path) = &self.csv {
            links.extend(read_list(path)?);
        }
        let bar = output.progress(output.pick("checking", "核验"));
        bar.set_length(links.len() as u64);
        let judge = Judge {
            key,
            campaign: self.campaign,
            now,
            domain,
        };
        let verdicts: Vec<Verdict> = links
            .par_iter()
            .map(|link| {
                bar.inc(1);
                judge.verdict(link)
            })
            .collect();
        bar.finish_and_clear();
        report(&verdicts, output)
    }
}

impl Print {
    fn run(self, output: &Output) -> Result<(), Failure> {
        if self.out.exists() {
            return Err(taken(&self.out));
        }
        let mut tickets = Vec::new();
        for (line, link) in read_list(&self.list)?.into_iter().enumerate() {
            let ticket = Ticket::decode(&link).map_err(|error| {
                let place = format!("{}, ticket {}", self.list.display(), line + 1);
                Failure::new("ticket", format!("{place}: {}", error.english()))
                    .in_chinese(format!("{place}：{}", error.chinese()))
            })?;
            let is_wanted = |numbers: &RangeInclusive<u32>| numbers.contains(&ticket.number);
            if self.numbers.as_ref().is_none_or(is_wanted) {
                tickets.push(Issued { ticket, link });
            }
        }
        if tickets.is_empty() {
            return Err(
                Failure::new("ticket", "the list has no ticket with these numbers")
                    .in_chinese("清单中没有这些编号的门票"),
            );
        }
        let pages = print(&tickets, &self.titles, output)?;
        keystore::write_private(&self.out, &pages)?;
        let count = tickets.len();
        let path = self.out.display();
        let text = match output.language() {
            Language::Chinese => format!("{count} 张门票  {path}"),
            _ => format!("{count} tickets  {path}"),
        };
        output.result(
            &text,
            &json!({"tickets": count, "sheets": path.to_string()}),
        )
    }
}

/// What a ticket is measured by.
struct Judge {
    key: Address,
    campaign: Option<u64>,
    now: u64,
    domain: Eip712Domain,
}

/// What came out for one link.
struct Verdict {
    ticket: Option<Ticket>,
    /// The reason in English and Chinese, where it is not good.
    refusal: Option<(String, String)>,
}

impl Judge {
    /// The checks in order: spelling, signature, campaign, end.
    fn verdict(&self, link: &str) -> Verdict {
        let ticket = match Ticket::decode(link) {
            Ok(ticket) => ticket,
            Err(error) => {
                return Verdict {
                    ticket: None,
                    refusal: Some((error.english(), error.chinese())),
                };
            }
        };
        let refusal = self.refusal(&ticket);
        Verdict {
            ticket: Some(ticket),
            refusal,
        }
    }

    fn refusal(&self, ticket: &Ticket) -> Option<(String, String)> {
        let holder = match PrivateKeySigner::from_bytes(&ticket.secret) {
            Ok(one_time) => one_time.address(),
            Err(_) => return Some(("its secret is not a key".into(), "其中的密钥无效".into())),
        };
        let signed = digest(&ticket.attestation(holder), &self.domain);
        let signer = Signature::from_raw(&ticket.signature)
            .ok()
            .and_then(|it| it.recover_address_from_prehash(&signed).ok());
        if signer != Some(self.key) {
            return Some((
                format!("not signed by {} for this network", self.key),
                format!("不是 {} 为本网络签发的", self.key),
            ));
        }
        if let Some(campaign) = self.campaign
            && campaign != ticket.campaign
        {
            return Some((
                format!("of campaign {}", ticket.campaign),
                format!("属于活动 {}", ticket.campaign),
            ));
        }
        // As on the chain, it is good before that second.
        if ticket.expires_at != 0 && self.now >= ticket.expires_at {
            let end = show_moment(ticket.expires_at);
            return Some((format!("ended {end}"), format!("已于 {end} 失效")));
        }
        None
    }
}

/// Makes a one-time key and has the campaign's key sign for it.
fn sign(
    campaign: u64,
    number: u32,
    expires_at: u64,
    signer: &PrivateKeySigner,
    domain: &Eip712Domain,
) -> Result<Ticket, Failure> {
    let one_time = PrivateKeySigner::random_with(&mut OsRng);
    let mut ticket = Ticket {
        campaign,
        number,
        expires_at,
        secret: one_time.to_bytes(),
        signature: [0; SIGNATURE_BYTES],
    };
    let signed: B256 = digest(&ticket.attestation(one_time.address()), domain);
    let signature = signer
        .sign_hash_sync(&signed)
        .map_err(|error| Failure::new("key", format!("the key cannot sign: {error}")))?;
    ticket.signature = signature.as_bytes();
    Ok(ticket)
}

fn print(tickets: &[Issued], titles: &Titles, output: &Output) -> Result<Vec<u8>, Failure> {
    let bar = output.progress(output.pick("sheets", "打印页"));
    bar.set_length(tickets.len() as u64);
    let pages = sheet::pdf(tickets, titles, || bar.inc(1))?;
    bar.finish_and_clear();
    Ok(pages)
}

fn write_list(tickets: &[Issued]) -> String {
    let mut text = format!("{LIST_HEADER}\n");
    for issued in tickets {
        text.push_str(&format!("{},{}\n", issued.ticket.number, issued.link));
    }
    text
}

/// The links of a list.
fn read_list(path: &Path) -> Result<Vec<String>, Failure> {
    let wrong = |english: &str, chinese: &str| {
        Failure::new("file", format!("{}: {english}", path.display()))
            .in_chinese(format!("{}：{chinese}", path.display()))
    };
    let length = fs::metadata(path).map_err(|error| Failure::file(path, &error))?;
    if length.len() > LIST_BYTES_MAX {
        return Err(wrong(
            "it is larger than any list of tickets",
            "文件过大，不是门票清单",
        ));
    }
    let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    if lines.next().map(str::trim) != Some(LIST_HEADER) {
        return Err(wrong(
            "this is no list of tickets: its first line must be `number,link`",
            "这不是门票清单：第一行应为 `number,link`",
        ));
    }
    lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| match line.split_once(',') {
            Some((_, link)) => Ok(link.trim().to_owned()),
            None => Err(wrong(
                "a line has no link behind a comma",
                "有一行缺少逗号后的链接",
            )),
        })
        .collect()
}

fn report(verdicts: &[Verdict], output: &Output) -> Result<(), Failure> {
    let bad = verdicts.iter().filter(|it| it.refusal.is_some()).count();
    let good = verdicts.len() - bad;
    let values: Vec<Value> = verdicts
        .iter()
        .map(|verdict| {
            let ticket = verdict.ticket.as_ref();
            json!({
                "campaign": ticket.map(|it| it.campaign),
                "number": ticket.map(|it| it.number),
                "expiresAt": ticket.map(|it| it.expires_at),
                "good": verdict.refusal.is_none(),
                "reason": verdict.refusal.as_ref().map(|(english, _)| english),
                "reasonZh": verdict.refusal.as_ref().map(|(_, chinese)| chinese),
            })
        })
        .collect();
    let value = json!({"good": good, "bad": bad, "tickets": values});
    let is_few = verdicts.len() <= SHOWN_MAX;
    let rows: Vec<(String, String)> = verdicts
        .iter()
        .filter(|it| is_few || it.refusal.is_some())
        .take(SHOWN_MAX)
        .map(|verdict| verdict.row(output))
        .collect();
    let sum = match output.language() {
        Language::Chinese => format!("{good} 张有效，{bad} 张无效。是否已兑换，只有链上知道。"),
        _ => {
            format!(
                "{good} good, {bad} not good. Whether they were redeemed, only the chain knows."
            )
        }
    };
    let text = if rows.is_empty() {
        sum
    } else {
        format!("{}\n{sum}", table(&rows))
    };
    if bad == 0 {
        return output.result(&text, &value);
    }
    if !output.is_json() {
        output.note(&table(&rows));
    }
    let tickets = value["tickets"].clone();
    Err(Failure::new(
        "ticket",
        format!("{bad} of {} are not good", verdicts.len()),
    )
    .in_chinese(format!("{} 张中有 {bad} 张无效", verdicts.len()))
    .with("good", good)
    .with("bad", bad)
    .with("tickets", tickets))
}

impl Verdict {
    fn row(&self, output: &Output) -> (String, String) {
        let label = self.ticket.as_ref().map_or_else(
            || output.pick("no ticket", "不是门票").to_owned(),
            |it| format!("{} / {}", it.campaign, it.number),
        );
        let end = |ticket: &Ticket| match (ticket.expires_at, output.language()) {
            (0, Language::Chinese) => "有效，活动结束前可兑换".to_owned(),
            (0, _) => "good, as long as the campaign".to_owned(),
            (end, Language::Chinese) => format!("有效，{} 前可兑换", show_moment(end)),
            (end, _) => format!("good until {}", show_moment(end)),
        };
        let text = match (&self.refusal, &self.ticket) {
            (Some((english, chinese)), _) => output.pick(english, chinese).to_owned(),
            (None, Some(ticket)) => end(ticket),
            (None, None) => String::new(),
        };
        (label, text)
    }
}

fn taken(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        "file",
        format!("{path} exists already: tickets are never overwritten, since they may have been given out"),
    )
    .in_chinese(format!("{path} 已存在：门票可能已经发出，因此从不覆盖"))
}

fn read_end(text: &str) -> Result<u64, Failure> {
    let moment =
        read_moment(text).map_err(|why| Failure::new("usage", format!("--expires: {why}")))?;
    match u64::try_from(moment.as_second()) {
        Ok(seconds) if seconds > 0 => Ok(seconds),
        _ => Err(Failure::new("usage", "--expires: that is before 1970")),
    }
}

/// Reads `7` or `1-200`.
pub(crate) fn read_numbers(text: &str) -> Result<RangeInclusive<u32>, String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|it| *it > 0);
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => Ok(first..=last),
        _ => Err("write a number from 1, or two such as 1-200".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_one_or_a_range() {
        assert_eq!(read_numbers("7"), Ok(7..=7));
        assert_eq!(read_numbers("1-200"), Ok(1..=200));
        for text in ["", "0", "0-3", "9-3", "-3", "3-", "a", "1-4294967296"] {
            assert!(read_numbers(text).is_err(), "{text}");
        }
    }
}

//! `wepos similar`: submissions of a campaign that are alike, for those who review it (WP-44).

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use alloy_primitives::{U256, keccak256};
use alloy_sol_types::SolEvent;
use rayon::prelude::*;
use serde_json::{Value, json};
use wepos_abi::{ICampaigns, addresses};
use wepos_client::{Address, B256, Bytes, Client, ClientError, Language};
use wepos_similarity::{
    Content, Difference, FINGERPRINT_BITS, Likeness, NEAR_BITS, NEAR_BITS_MAX, nearest_earlier,
};

use crate::{
    cli::{self, Node},
    output::{Failure, Output},
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos similar --campaign 3
  wepos similar --campaign 3 --threshold 6       closer copies only
  wepos similar --campaign 3 --json
What it finds is a hint and not a verdict: whoever corrects a text of one's own, or quotes, is found too.
Nothing but the chain is read; links are compared and not followed.";

/// Kinds of fields whose answers are somebody's own words: text, and links. Choices and dates are alike by nature.
const COMPARED_FIELDS: [u8; 2] = [0, 5];

/// JSON-RPC's code for more than one answer holds (EIP-1474).
const LIMIT_EXCEEDED: i64 = -32005;

/// Links that are listed for people, those in most submissions first. JSON has all of them.
const LINKS_SHOWN: usize = 20;

/// The arguments of `wepos similar`.
#[derive(Debug, clap::Args)]
pub(crate) struct Similar {
    /// The campaign.
    #[arg(long, value_name = "N")]
    campaign: u64,
    /// In how many of 64 bits the fingerprints of near texts may differ.
    #[arg(long, value_name = "BITS", default_value_t = NEAR_BITS,
        value_parser = clap::value_parser!(u32).range(0..=i64::from(NEAR_BITS_MAX)))]
    threshold: u32,
    #[command(flatten)]
    node: Node,
}

/// A submission, as its events tell of it.
struct Submission {
    number: u32,
    account: Address,
    author: Address,
}

/// One submission that is like an earlier one.
struct Alike {
    /// Which, and what it is like, by their places in the list.
    one: usize,
    earlier: usize,
    likeness: Likeness,
}

/// What was found.
struct Found {
    campaign: u64,
    threshold: u32,
    submissions: Vec<Submission>,
    /// Their texts, in the same order.
    contents: Vec<Content>,
    /// Groups of submissions that are alike, each by its oldest.
    groups: BTreeMap<usize, Vec<Alike>>,
    /// Links that more than one submission contains, and in which, those of most first.
    links: Vec<(String, Vec<usize>)>,
    took: Duration,
}

/// A log, as far as it is used.
#[derive(Debug, serde::Deserialize)]
struct Log {
    topics: Vec<B256>,
    data: Bytes,
}

impl Similar {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let texts = cli::wait(self.read(output))?;
        let found = compare(self.campaign, self.threshold, texts, output);
        output.result(&found.text(output), &found.json(output))
    }

    /// The submissions, oldest first, from the events `Submitted` and `Answered`.
    async fn read(&self, output: &Output) -> Result<Vec<(ICampaigns::Submitted, String)>, Failure> {
        let client = Client::connect(&self.node.url)?;
        let call = ICampaigns::campaignCall { id: self.campaign };
        let campaign = client.view_typed(addresses::CAMPAIGNS, &call).await?;
        let call = ICampaigns::formCall {
            campaign: self.campaign,
        };
        let form = client.view_typed(addresses::CAMPAIGNS, &call).await?;
        let public: Vec<u8> = form
            .iter()
            .filter(|field| !field.isPrivate)
            .map(|field| field.kind)
            .collect();
        let newest = client.block(None).await?;
        let newest = newest.map_or(0, |block| block.header.number);

        let bar = output.progress(output.pick("submissions", "读取提交"));
        bar.set_length(u64::from(campaign.submissions));
        let mut submissions: BTreeMap<u32, (ICampaigns::Submitted, String)> = BTreeMap::new();
        let mut from = 1;
        while from <= newest {
            let (logs, next) = self.logs(&client, from, newest).await?;
            for log in &logs {
                let malformed = |error| {
                    let text = format!("{}: an event of another form: {error}", self.node.url);
                    Failure::new("unexpected", text)
                };
                let is_answer = log.topics.first() == Some(&ICampaigns::Answered::SIGNATURE_HASH);
                if is_answer {
                    let answered = ICampaigns::Answered::decode_raw_log(&log.topics, &log.data)
                        .map_err(malformed)?;
                    if let Some((_, text)) = submissions.get_mut(&answered.submission) {
                        *text = own_words(&public, &answered.answers);
                    }
                } else {
                    let submitted = ICampaigns::Submitted::decode_raw_log(&log.topics, &log.data)
                        .map_err(malformed)?;
                    let text = submitted.content.clone();
                    submissions.insert(submitted.submission, (submitted, text));
                }
            }
            bar.set_position(submissions.len() as u64);
            from = next;
        }
        bar.finish_and_clear();
        Ok(submissions.into_values().collect())
    }

    /// The events of the first blocks of a range, as many as one answer holds, and the block after them.
    async fn logs(&self, client: &Client, from: u64, to: u64) -> Result<(Vec<Log>, u64), Failure> {
        let mut to = to;
        loop {
            let filter = json!({
                "address": addresses::CAMPAIGNS,
                "topics": [
                    [ICampaigns::Submitted::SIGNATURE_HASH, ICampaigns::Answered::SIGNATURE_HASH],
                    B256::from(U256::from(self.campaign)),
                ],
                "fromBlock": format!("{from:#x}"),
                "toBlock": format!("{to:#x}"),
            });
            match client.request("eth_getLogs", (filter,)).await {
                Ok(logs) => return Ok((logs, to + 1)),
                Err(ClientError::Refused { code, message }) if code == LIMIT_EXCEEDED => {
                    match range_that_fits(&message).filter(|end| (from..to).contains(end)) {
                        Some(end) => to = end,
                        None => return Err(ClientError::Refused { code, message }.into()),
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// The last block of the range that a refusal proposes: `Try with this block range [0x1, 0x2f].`
fn range_that_fits(message: &str) -> Option<u64> {
    let (_, range) = message.rsplit_once(", 0x")?;
    let (end, _) = range.split_once(']')?;
    u64::from_str_radix(end, 16).ok()
}

/// What somebody wrote into a form.
fn own_words(public: &[u8], answers: &[String]) -> String {
    let answers = public.iter().zip(answers);
    let written = answers.filter(|(kind, _)| COMPARED_FIELDS.contains(kind));
    let written: Vec<&str> = written.map(|(_, answer)| answer.as_str()).collect();
    written.join("\n")
}

/// How long it takes to compare texts with each other, and how many of them are like an earlier one.
pub(crate) fn measure(texts: Vec<String>, output: &Output) -> (Duration, usize) {
    let submitted = |(number, text)| {
        let event = ICampaigns::Submitted {
            campaign: 1,
            submission: number,
            account: Address::ZERO,
            author: Address::ZERO,
            nominal: U256::ZERO,
            hasPlace: true,
            reviewer: Address::ZERO,
            content: String::new(),
        };
        (event, text)
    };
    let texts = (1..).zip(texts).map(submitted).collect();
    let found = compare(1, NEAR_BITS, texts, output);
    (found.took, found.groups.values().map(Vec::len).sum())
}

/// Compares each submission with all before it.
fn compare(
    campaign: u64,
    threshold: u32,
    texts: Vec<(ICampaigns::Submitted, String)>,
    output: &Output,
) -> Found {
    let started = Instant::now();
    let bar = output.progress(output.pick("comparing", "比较"));
    bar.set_length(texts.len() as u64);
    let (submissions, contents): (Vec<Submission>, Vec<Content>) = texts
        .into_par_iter()
        .map(|(event, text)| {
            let submission = Submission {
                number: event.submission,
                account: event.account,
                author: event.author,
            };
            (submission, Content::of(&text))
        })
        .unzip();
    let empty = keccak256([]);
    let alike: Vec<Alike> = (0..contents.len())
        .into_par_iter()
        .filter_map(|one| {
            bar.inc(1);
            // Answers that are all private, or punctuation alone: nothing to compare.
            if contents[one].hash() == empty {
                return None;
            }
            let nearest = nearest_earlier(&contents[..one], &contents[one], threshold);
            nearest.map(|(earlier, likeness)| Alike {
                one,
                earlier,
                likeness,
            })
        })
        .collect();
    bar.finish_and_clear();

    // What something is like comes before it, so its group is known.
    let mut oldest: Vec<usize> = (0..submissions.len()).collect();
    let mut groups: BTreeMap<usize, Vec<Alike>> = BTreeMap::new();
    for alike in alike {
        oldest[alike.one] = oldest[alike.earlier];
        groups.entry(oldest[alike.one]).or_default().push(alike);
    }
    let mut links: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, content) in contents.iter().enumerate() {
        for link in content.links() {
            links.entry(link).or_default().push(index);
        }
    }
    let mut links: Vec<(String, Vec<usize>)> = links
        .into_iter()
        .filter(|(_, of)| of.len() > 1)
        .map(|(link, of)| (link.to_owned(), of))
        .collect();
    links.sort_by_key(|(_, of)| std::cmp::Reverse(of.len()));
    Found {
        campaign,
        threshold,
        submissions,
        contents,
        groups,
        links,
        took: started.elapsed(),
    }
}

impl Found {
    fn text(&self, output: &Output) -> String {
        let zh = output.language() == Language::Chinese;
        let (count, groups) = (self.submissions.len(), self.groups.len());
        let (campaign, bits) = (self.campaign, self.threshold);
        let seconds = self.took.as_secs_f64();
        let mut text = if zh {
            format!(
                "活动 {campaign}：{count} 份提交，{groups} 组内容相同或相近（阈值 {bits}/{FINGERPRINT_BITS} 位），\
                 比较用时 {seconds:.1} 秒。\n{}",
                hint(output)
            )
        } else {
            format!(
                "campaign {campaign}: {count} submissions, {groups} groups that are the same or nearly so \
                 (threshold {bits} of {FINGERPRINT_BITS} bits), compared in {seconds:.1} s\n{}",
                hint(output)
            )
        };
        for (oldest, alike) in &self.groups {
            let first = &self.submissions[*oldest];
            text.push_str(&format!("\n\n#{}  {}", first.number, first.account));
            for one in alike {
                text.push_str(&self.line(one, zh));
            }
        }
        if !self.links.is_empty() {
            let head = output.pick(
                "\n\nlinks in more than one submission:",
                "\n\n在多份提交中出现的链接：",
            );
            text.push_str(head);
        }
        for (link, of) in self.links.iter().take(LINKS_SHOWN) {
            let numbers = of.iter().take(LINKS_SHOWN);
            let numbers: Vec<String> = numbers
                .map(|index| format!("#{}", self.submissions[*index].number))
                .collect();
            let more = if of.len() > LINKS_SHOWN { " …" } else { "" };
            let (count, numbers) = (of.len(), numbers.join(" "));
            text.push_str(&format!("\n{count} × {link}\n  {numbers}{more}"));
        }
        if let Some(more) = self.links.len().checked_sub(LINKS_SHOWN + 1) {
            let more = more + 1;
            text.push_str(&match zh {
                true => format!("\n另有 {more} 个链接，见 --json。"),
                false => format!("\nand {more} more: see --json"),
            });
        }
        text
    }

    /// One that is like an earlier one, and where they differ.
    fn line(&self, alike: &Alike, zh: bool) -> String {
        let (one, earlier) = (
            &self.submissions[alike.one],
            &self.submissions[alike.earlier],
        );
        let number = earlier.number;
        let how = match (alike.likeness, zh) {
            (Likeness::Same, true) => format!("与 #{number} 相同"),
            (Likeness::Same, false) => format!("the same as #{number}"),
            (
                Likeness::Near {
                    bits,
                    common_percent,
                },
                true,
            ) => {
                format!("与 #{number} 相近：相差 {bits} 位，{common_percent}% 共有")
            }
            (
                Likeness::Near {
                    bits,
                    common_percent,
                },
                false,
            ) => {
                format!("near #{number}: {bits} bits, {common_percent} % in common")
            }
        };
        let own = match (one.account == earlier.account, zh) {
            (false, _) => "",
            (true, true) => "（同一账户）",
            (true, false) => " (the same account)",
        };
        let mut text = format!("\n#{}  {}  {how}{own}", one.number, one.account);
        if let Some(difference) = self.difference(alike) {
            let Difference {
                before,
                earlier,
                later,
            } = difference;
            text.push_str(&format!("\n    … {before} [{earlier} → {later}]"));
        }
        text
    }

    /// The first place where two differ.
    fn difference(&self, alike: &Alike) -> Option<Difference> {
        self.contents[alike.earlier].difference(&self.contents[alike.one])
    }

    fn json(&self, output: &Output) -> Value {
        let groups: Vec<Value> = self
            .groups
            .iter()
            .map(|(oldest, alike)| {
                let first = &self.submissions[*oldest];
                let mut members = vec![first.json()];
                members.extend(alike.iter().map(|one| self.json_of(one)));
                json!({"hash": self.contents[*oldest].hash(), "submissions": members})
            })
            .collect();
        let links: Vec<Value> = self
            .links
            .iter()
            .map(|(link, of)| {
                let numbers: Vec<u32> = of.iter().map(|it| self.submissions[*it].number).collect();
                json!({"link": link, "submissions": numbers})
            })
            .collect();
        json!({
            "campaign": self.campaign,
            "submissions": self.submissions.len(),
            "threshold": self.threshold,
            "groups": groups,
            "links": links,
            "seconds": self.took.as_secs_f64(),
            "hint": hint(output),
        })
    }

    fn json_of(&self, alike: &Alike) -> Value {
        let (one, earlier) = (
            &self.submissions[alike.one],
            &self.submissions[alike.earlier],
        );
        let mut value = one.json();
        value["like"] = json!(earlier.number);
        value["sameAccount"] = json!(one.account == earlier.account);
        match alike.likeness {
            Likeness::Same => value["kind"] = json!("same"),
            Likeness::Near {
                bits,
                common_percent,
            } => {
                value["kind"] = json!("near");
                value["bits"] = json!(bits);
                value["commonPercent"] = json!(common_percent);
            }
        }
        if let Some(difference) = self.difference(alike) {
            value["difference"] = json!({
                "before": difference.before,
                "earlier": difference.earlier,
                "later": difference.later,
            });
        }
        value
    }
}

impl Submission {
    fn json(&self) -> Value {
        json!({"submission": self.number, "account": self.account, "author": self.author})
    }
}

fn hint(output: &Output) -> &'static str {
    output.pick(
        "A hint and not a verdict: read both before you decide, and give your own reason.",
        "以下仅为提示，不是结论：作出决定前请阅读双方原文，并写明你自己的理由。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_question_is_for_the_range_that_a_refusal_proposes() {
        let refusal =
            "query returned more than 10000 results. Try with this block range [0x1, 0x2f].";
        assert_eq!(range_that_fits(refusal), Some(0x2f));
        assert_eq!(range_that_fits("more than one caller may ask"), None);
    }

    #[test]
    fn choices_and_dates_are_not_compared() {
        let answers = ["Mine.", "1", "2027-01-01", "https://example.org"].map(str::to_owned);
        assert_eq!(
            own_words(&[0, 1, 3, 5], &answers),
            "Mine.\nhttps://example.org"
        );
    }

    #[test]
    fn a_chain_of_copies_is_one_group_and_empty_answers_are_none() {
        let words: Vec<String> = (0..60).map(|it| format!("word{it}")).collect();
        let first = words.join(" ");
        let texts = [
            &first,
            "",
            "?!",
            &first.to_uppercase(),
            &format!("{first} more"),
        ];
        let texts = texts.iter().zip(1..).map(|(text, number)| {
            let event = ICampaigns::Submitted {
                campaign: 1,
                submission: number,
                account: Address::ZERO,
                author: Address::ZERO,
                nominal: U256::ZERO,
                hasPlace: true,
                reviewer: Address::ZERO,
                content: (*text).to_owned(),
            };
            (event, (*text).to_owned())
        });
        let output = Output::new(true, Language::English);
        let found = compare(1, NEAR_BITS, texts.collect(), &output);
        let groups: Vec<(usize, Vec<usize>)> = found
            .groups
            .iter()
            .map(|(oldest, alike)| (*oldest, alike.iter().map(|it| it.one).collect()))
            .collect();
        assert_eq!(groups, [(0, vec![3, 4])]);
    }
}

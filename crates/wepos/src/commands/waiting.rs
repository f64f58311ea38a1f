//! What a receipt leaves open: a result that is taken and not paid yet, why, and the nearest ways to an anchor (R21).

use alloy_sol_types::SolEvent as _;
use serde_json::{Value, json};
use wepos_abi::{ICampaigns, addresses};
use wepos_client::{Address, Client, ClientError, Language, TransactionReceipt, show_moment};

use crate::output::Output;

/// Campaigns of a page, the newest of which are looked at.
const PAGE: u32 = 50;

/// Campaigns that are named for one way.
const NAMED: usize = 3;

/// What the interface calls open, and a submission that waits.
const OPEN: u8 = 3;
const WAITS: u8 = 7;

/// Who decides, as the interface counts: those whose rewards anchor an account.
const BY_REVIEWER: u8 = 0;
const BY_TICKET: u8 = 1;
const BY_SCORES: u8 = 4;

/// A result that waits, with its reason.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    campaign: u64,
    submission: u32,
    account: Address,
    /// Until when it is kept, in Unix seconds.
    closes_at: u64,
    /// The ways to an anchor; `None` if there is one, and the day's share is used up.
    ways: Option<Ways>,
}

/// Open campaigns by which an account could be anchored.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ways {
    tickets: Vec<Open>,
    reviewed: Vec<Open>,
}

/// An open campaign.
#[derive(Debug, PartialEq, Eq)]
struct Open {
    id: u64,
    english: String,
    chinese: String,
}

impl Waiting {
    /// The result that a receipt tells of and that waits, if there is one.
    ///
    /// # Errors
    ///
    /// Those of [`Client::request`].
    pub(crate) async fn of(
        client: &Client,
        receipt: &TransactionReceipt,
    ) -> Result<Option<Self>, ClientError> {
        let logs = receipt.logs().iter();
        let logs = logs.filter(|log| log.address() == addresses::CAMPAIGNS);
        let submitted = logs
            .filter_map(|log| {
                ICampaigns::Submitted::decode_raw_log(log.topics(), &log.data().data).ok()
            })
            .find(|event| !event.hasPlace);
        let Some(ICampaigns::Submitted {
            campaign,
            submission,
            account,
            ..
        }) = submitted
        else {
            return Ok(None);
        };
        let number = submission;
        let call = ICampaigns::submissionCall { campaign, number };
        let found = client.view_typed(addresses::CAMPAIGNS, &call).await?;
        if found.status != WAITS {
            return Ok(None);
        }
        let call = ICampaigns::campaignCall { id: campaign };
        let closes_at = client.view_typed(addresses::CAMPAIGNS, &call).await?;
        let call = ICampaigns::anchorOfCall { account };
        let anchor = client.view_typed(addresses::CAMPAIGNS, &call).await?;
        let ways = match anchor.kind {
            0 => Some(Ways::now(client).await?),
            _ => None,
        };
        Ok(Some(Self {
            campaign,
            submission,
            account,
            closes_at: closes_at.terms.closesAt,
            ways,
        }))
    }

    pub(crate) fn text(&self, output: &Output) -> String {
        let (id, account) = (self.campaign, self.account);
        let until = show_moment(self.closes_at);
        let chinese = output.language() == Language::Chinese;
        let Some(ways) = &self.ways else {
            return match chinese {
                true => format!("结果正在等待：活动 {id} 今日的份额已用完，次日自动支付"),
                false => format!(
                    "the result waits: the day's share of campaign {id} is used up, and the next day pays it by itself"
                ),
            };
        };
        let [tickets, reviewed] = [&ways.tickets, &ways.reviewed].map(|open| named(open, output));
        if chinese {
            return format!(
                "结果正在等待：{account} 还没有锚定。结果保留到活动 {id} 于 {until} 截止；获得锚定后自动到账。\n\
                 怎样最快获得锚定：\n\
                 - 凭一张门票兑换：去参加一场活动，组织者会给你门票。{}\n\
                 - 接受一份邀请：请一位你认识的成员邀请你，然后执行 wepos redeem 链接\n\
                 - 让一项贡献通过审核。{}",
                tickets.map_or_else(
                    || "目前没有凭票的活动".to_owned(),
                    |open| format!("现在开放：{open}")
                ),
                reviewed.map_or_else(
                    || "目前没有由审核人裁定的活动".to_owned(),
                    |open| format!("现在开放：{open}")
                ),
            );
        }
        format!(
            "the result waits: {account} has no anchor yet. It is kept until campaign {id} closes at {until}, and paid \
             by itself once there is one. The nearest ways to an anchor:\n\
             - redeem a ticket: its organiser gives you one at an event; {}\n\
             - accept an invitation: ask a member whom you know, then wepos redeem LINK\n\
             - have a contribution approved by reviewers; {}",
            tickets.map_or_else(
                || "no campaign with tickets is open now".to_owned(),
                |open| format!("open now: {open}")
            ),
            reviewed.map_or_else(
                || "no campaign that reviewers decide on is open now".to_owned(),
                |open| format!("open now: {open}")
            ),
        )
    }

    pub(crate) fn json(&self) -> Value {
        let list = |open: &[Open]| -> Value {
            let one = |it: &Open| json!({"campaign": it.id, "titleEn": it.english, "titleZh": it.chinese});
            open.iter().map(one).collect()
        };
        let ways = self.ways.as_ref().map(|ways| {
            json!({"tickets": list(&ways.tickets), "invitation": true, "reviewed": list(&ways.reviewed)})
        });
        json!({
            "campaign": self.campaign, "submission": self.submission, "account": self.account.to_string(),
            "for": if self.ways.is_some() { "anchor" } else { "nextDay" },
            "keptUntil": self.closes_at, "ways": ways,
        })
    }
}

impl Ways {
    /// Those that are open now, among the newest campaigns.
    async fn now(client: &Client) -> Result<Self, ClientError> {
        let page = async |from: u64| {
            let call = ICampaigns::campaignsCall { from, count: PAGE };
            client.view_typed(addresses::CAMPAIGNS, &call).await
        };
        let mut newest = page(1).await?;
        if let Some(skipped) = newest.total.checked_sub(PAGE.into()).filter(|it| *it > 0) {
            newest = page(skipped + 1).await?;
        }
        let mut ways = Self::default();
        for campaign in newest.page {
            let terms = &campaign.terms;
            let has_room = campaign.placesTaken < terms.places && !campaign.stopped;
            let list = match terms.decidedBy {
                _ if campaign.status != OPEN || !has_room => continue,
                BY_TICKET => &mut ways.tickets,
                BY_REVIEWER | BY_SCORES => &mut ways.reviewed,
                _ => continue,
            };
            list.push(Open {
                id: campaign.id,
                english: campaign.titleEn,
                chinese: campaign.titleZh,
            });
        }
        Ok(ways)
    }
}

/// Some campaigns with their titles; `None` for none.
fn named(open: &[Open], output: &Output) -> Option<String> {
    let one = |it: &Open| {
        let title = output.pick(&it.english, &it.chinese);
        match output.language() {
            Language::Chinese => format!("活动 {}「{title}」", it.id),
            _ => format!("campaign {} \"{title}\"", it.id),
        }
    };
    let some: Vec<String> = open.iter().take(NAMED).map(one).collect();
    (!some.is_empty()).then(|| some.join(output.pick(", ", "、")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(ways: Option<Ways>) -> Waiting {
        Waiting {
            campaign: 2,
            submission: 5,
            account: Address::repeat_byte(0x11),
            closes_at: 1_798_732_800,
            ways,
        }
    }

    #[test]
    fn a_result_without_an_anchor_names_the_reason_and_every_way_in_both_languages() {
        let ways = Ways {
            tickets: vec![Open {
                id: 4,
                english: "Meetup".into(),
                chinese: "见面会".into(),
            }],
            reviewed: Vec::new(),
        };
        let waiting = waiting(Some(ways));
        let english = waiting.text(&Output::new(false, Language::English));
        for part in [
            "has no anchor yet",
            "open now: campaign 4 \"Meetup\"",
            "accept an invitation",
            "no campaign that reviewers decide on is open now",
        ] {
            assert!(english.contains(part), "{part}: {english}");
        }
        let chinese = waiting.text(&Output::new(false, Language::Chinese));
        for part in [
            "还没有锚定",
            "现在开放：活动 4「见面会」",
            "接受一份邀请",
            "目前没有由审核人裁定的活动",
        ] {
            assert!(chinese.contains(part), "{part}: {chinese}");
        }
        let value = waiting.json();
        assert_eq!(value["for"], "anchor");
        assert_eq!(value["ways"]["tickets"][0]["campaign"], 4);
    }

    #[test]
    fn a_result_that_waits_for_tomorrow_says_nothing_of_anchors() {
        let waiting = waiting(None);
        let english = waiting.text(&Output::new(false, Language::English));
        assert!(english.contains("the next day pays it") && !english.contains("anchor"));
        assert_eq!(waiting.json()["for"], "nextDay");
        assert!(waiting.json()["ways"].is_null());
    }
}

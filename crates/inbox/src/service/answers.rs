//! Routes: private answers.

use super::{
    Inbox,
    caller::{Body, Member, Named},
    now,
};
use crate::{
    Campaign, Read, Record, Refusal, Role,
    answers::{StoredAnswers, Which},
    limits::PAGE,
    moment,
};
use alloy_primitives::{Address, B128, B256};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    campaign: u64,
    answers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    campaign: Option<u64>,
    account: Option<Address>,
    hash: Option<B256>,
    after: Option<B128>,
}

pub(super) async fn store(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    Body(given): Body<Given>,
) -> Result<Json<StoredAnswers>, Refusal> {
    let Given { campaign, answers } = given;
    let found = inbox.campaign(campaign).await?;
    if !found.is_open {
        let closes_at = moment(found.closes_at);
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "campaignNotOpen",
            format!("campaign {campaign} takes no answers now; its last day ends at {closes_at}"),
            format!("活动 {campaign} 目前不接受作答；截止时间为 {closes_at}"),
        )
        .with("closesAt", found.closes_at));
    }
    let (have, want) = (answers.len(), found.private_fields);
    if have != want {
        return Err(Refusal::malformed(
            format!(
                "the form of campaign {campaign} has {want} private fields, and there are {have} answers: one for each \
                 is stored, \"\" for one that is left out"
            ),
            format!(
                "活动 {campaign} 的表单有 {want} 个私密字段，而答案有 {have} 个：每个字段一个，未填写的用 \"\" 表示"
            ),
        )
        .with("expected", want));
    }
    let (account, now) = (member.account, now());
    let stored = inbox
        .store
        .run(move |file| file.store_answers(campaign, account, answers, now))
        .await?;
    Ok(Json(stored))
}

pub(super) async fn find(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    query: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Value>, Refusal> {
    let wanted = read_query(query)?;
    let mut account = wanted.account;
    match wanted.campaign {
        // Without a campaign, everybody finds what is their own.
        None => account = Some(member.account),
        Some(_) if account == Some(member.account) => {}
        Some(campaign) => {
            let found = inbox.campaign(campaign).await?;
            inbox.role(campaign, &found, member.account, None).await?;
        }
    }
    let which = Which {
        campaign: wanted.campaign,
        account,
        hash: wanted.hash,
        after: wanted.after,
    };
    let records = inbox.store.run(move |file| file.records(which)).await?;
    let next = (records.len() == PAGE as usize)
        .then(|| records.last().map(|record| record.id))
        .flatten();
    Ok(Json(json!({ "records": records, "next": next })))
}

pub(super) async fn read(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    Named(id): Named<String>,
) -> Result<Json<Value>, Refusal> {
    let (record, role) = inbox.party(&id, &member).await?;
    let (id, reader, now) = (record.id, member.account, now());
    let (record, salt, answers) = inbox
        .store
        .run(move |file| file.read_answers(id, reader, role, now))
        .await?;
    Ok(Json(json!({
        "id": record.id,
        "campaign": record.campaign,
        "account": record.account,
        "hash": record.hash,
        "storedAt": record.stored_at,
        "salt": salt,
        "answers": answers,
    })))
}

pub(super) async fn erase(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    Named(id): Named<String>,
) -> Result<Json<Value>, Refusal> {
    let record = inbox.own(&id, &member).await?;
    let (id, now) = (record.id, now());
    let record = inbox
        .store
        .run(move |file| file.erase(id, "member", now))
        .await?;
    Ok(Json(
        json!({ "id": record.id, "hash": record.hash, "erasedAt": now }),
    ))
}

pub(super) async fn log(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    Named(id): Named<String>,
) -> Result<Json<Value>, Refusal> {
    let record = inbox.own(&id, &member).await?;
    let id = record.id;
    let reads: Vec<Read> = inbox
        .store
        .run(move |file| file.reads(Some(id), None, PAGE))
        .await?;
    Ok(Json(json!({ "record": record, "reads": reads })))
}

/// The arguments behind the question mark.
pub(super) fn read_query<T: DeserializeOwned>(
    query: Result<Query<T>, QueryRejection>,
) -> Result<T, Refusal> {
    query.map(|Query(query)| query).map_err(|rejection| {
        let why = rejection.body_text();
        Refusal::malformed(why.clone(), format!("查询参数有误：{why}"))
    })
}

impl Inbox {
    /// A campaign by its number.
    pub(super) async fn campaign(&self, number: u64) -> Result<Campaign, Refusal> {
        self.chain.campaign(number).await?.ok_or_else(|| {
            Refusal::unknown(
                format!("there is no campaign {number}"),
                format!("没有编号为 {number} 的活动"),
            )
        })
    }

    /// A record, and as what the member may read it.
    async fn party(&self, id: &str, member: &Member) -> Result<(Record, Role), Refusal> {
        let record = self.find_record(id).await?;
        let campaign = self.campaign(record.campaign).await?;
        let role = self
            .role(
                record.campaign,
                &campaign,
                member.account,
                Some(record.account),
            )
            .await?;
        Ok((record, role))
    }

    /// As what an account reads the answers of `author` in a campaign, or of anybody.
    async fn role(
        &self,
        number: u64,
        campaign: &Campaign,
        reader: Address,
        author: Option<Address>,
    ) -> Result<Role, Refusal> {
        if author == Some(reader) {
            return Ok(Role::Author);
        }
        if campaign.organiser == reader {
            return Ok(Role::Organiser);
        }
        let reviewed = campaign.decided_by.is_read_by_reviewers();
        if reviewed && self.chain.is_reviewer(reader).await? {
            return Ok(Role::Reviewer);
        }
        let organiser = campaign.organiser;
        let (also, also_zh) = match reviewed {
            true => (" and the reviewers", "与审核人"),
            false => ("", ""),
        };
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "notAParty",
            format!(
                "the author, the organiser {organiser}{also} may read private answers of campaign {number}; {reader} \
                 may not"
            ),
            format!(
                "活动 {number} 的私密答案只有作答者、组织者 {organiser}{also_zh}可以阅读，{reader} 无权阅读"
            ),
        )
        .with("organiser", organiser.to_string())
        .with("reviewed", reviewed))
    }

    /// A record of the member's own.
    async fn own(&self, id: &str, member: &Member) -> Result<Record, Refusal> {
        let record = self.find_record(id).await?;
        if record.account == member.account {
            return Ok(record);
        }
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "notTheAuthor",
            "only the author of a record may do this",
            "只有作答者本人可以进行此操作",
        ))
    }

    async fn find_record(&self, id: &str) -> Result<Record, Refusal> {
        let id: B128 = id.parse().map_err(|_| {
            Refusal::malformed(
                "the name of a record is 0x and 32 hexadecimal digits",
                "记录名应为 0x 加 32 个十六进制数字",
            )
        })?;
        self.store.run(move |file| file.record(id)).await
    }
}

//! Routes: quizzes.

use super::{
    Inbox,
    answers::read_query,
    caller::{Body, Member, Named, Visitor},
    now,
};
use crate::{
    Campaign, DecidedBy, Refusal,
    limits::GRADER_PAGE,
    moment,
    quiz::{Given, Kind, Sheet, Words, seed, task},
    quizzes::{Attempt, Graded, Verdict, available_at},
};
use alloy_primitives::{Address, B256, Signature};
use alloy_sol_types::Eip712Domain;
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{borrow::Cow, sync::Arc};
use wepos_abi::attestation::{self, Attestation};

/// A question as a member sees it.
#[derive(Serialize)]
struct Shown<'a> {
    kind: Kind,
    zh: Cow<'a, str>,
    en: Cow<'a, str>,
    choices: Vec<&'a Words>,
    weight: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answered {
    answers: Vec<Given>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    #[serde(default)]
    after: u64,
    /// Counts what passed from then on.
    #[serde(default)]
    since: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verdicts {
    results: Vec<Verdict>,
}

/// The organiser gives the questions, without answers.
pub(super) async fn upload(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    Named(number): Named<String>,
    Body(sheet): Body<Value>,
) -> Result<Json<Value>, Refusal> {
    let (number, campaign) = inbox.quiz(&number).await?;
    if member.account != campaign.organiser {
        return Err(only(
            "the organiser",
            "组织者",
            campaign.organiser,
            "gives the questions",
            "提供题目",
        ));
    }
    let sheet = Sheet::read(sheet)?;
    if sheet.commitment != campaign.commitment {
        let (have, want) = (sheet.commitment, campaign.commitment);
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "commitment",
            format!(
                "these questions belong to the bank {have}; campaign {number} commits to {want}"
            ),
            format!("这些题目属于题库 {have}，而活动 {number} 承诺的是 {want}"),
        )
        .with("committed", want.to_string()));
    }
    let (commitment, questions) = (sheet.commitment, sheet.questions.len());
    inbox
        .store
        .run(move |file| file.keep_sheet(number, sheet))
        .await?;
    Ok(Json(json!({
        "campaign": number, "commitment": commitment, "questions": questions,
    })))
}

/// What the quiz is like, without its questions.
pub(super) async fn about(
    State(inbox): State<Arc<Inbox>>,
    _: Visitor,
    Named(number): Named<String>,
) -> Result<Json<Value>, Refusal> {
    let number = read_number(&number)?;
    let sheet = inbox.store.run(move |file| file.sheet(number)).await?;
    Ok(Json(json!({
        "campaign": number,
        "commitment": sheet.commitment,
        "questions": sheet.questions.len(),
        "draws": sheet.draws,
        "pass": sheet.pass,
        "retryHours": sheet.retry_hours,
        "attempts": sheet.attempts,
    })))
}

/// The questions of the attempt that a member is at.
pub(super) async fn begin(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    Named(number): Named<String>,
) -> Result<Json<Value>, Refusal> {
    let (number, campaign) = inbox.open_quiz(&number).await?;
    if campaign.is_stopped {
        // Questions would be wasted on an attempt that may never be paid. Answers to those that were shown are taken:
        // they are graded when the key goes on.
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "keyStopped",
            format!(
                "a reviewer stopped the key of campaign {number}: nobody is asked anything until the committee decides \
                 whether it goes on"
            ),
            format!("活动 {number} 的密钥已被审核人停用：在委员会决定是否恢复之前，不再出题"),
        ));
    }
    let (account, at, now) = (member.account, inbox.chain.now().await?, now());
    let day_ms = inbox.settings.day_ms;
    let (sheet, attempt) = inbox
        .store
        .run(move |file| file.begin_attempt(number, account, at, now, day_ms))
        .await?;
    let seed = seed(campaign.draw, account, attempt.number);
    let drawn = sheet.draw(seed);
    let shown = drawn.iter().enumerate();
    let questions: Vec<Shown<'_>> = shown
        .map(|(place, drawn)| {
            let question = &sheet.questions[drawn.question];
            let (zh, en): (Cow<'_, str>, Cow<'_, str>) = match question.kind {
                Kind::Simulator => {
                    let task = task(seed, place);
                    (task.chinese().into(), task.english().into())
                }
                _ => (question.zh.as_str().into(), question.en.as_str().into()),
            };
            let choices = drawn.order.iter().map(|choice| &question.choices[*choice]);
            Shown {
                kind: question.kind,
                zh,
                en,
                choices: choices.collect(),
                weight: question.weight,
            }
        })
        .collect();
    Ok(Json(json!({
        "campaign": number,
        "attempt": attempt.number,
        "attempts": sheet.attempts,
        "pass": sheet.pass,
        "startedAt": attempt.started_at,
        "questions": questions,
    })))
}

/// The answers to an attempt.
pub(super) async fn answer(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    Named((number, attempt)): Named<(String, String)>,
    Body(Answered { answers }): Body<Answered>,
) -> Result<Json<Value>, Refusal> {
    let (number, campaign) = inbox.open_quiz(&number).await?;
    let attempt = attempt.parse().map_err(|_| no_number())?;
    let (account, at) = (member.account, inbox.chain.now().await?);
    let drawn_by = seed(campaign.draw, account, attempt);
    inbox
        .store
        .run(move |file| {
            let sheet = file.sheet(number)?;
            sheet.check(&sheet.draw(drawn_by), &answers)?;
            file.answer_attempt(number, account, attempt, &answers, at)
        })
        .await?;
    Ok(Json(
        json!({ "campaign": number, "attempt": attempt, "answeredAt": at }),
    ))
}

/// A member's attempts, with what became of them and when there may be another one.
pub(super) async fn own(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    Named(number): Named<String>,
) -> Result<Json<Value>, Refusal> {
    let number = read_number(&number)?;
    let account = member.account;
    let (sheet, attempts) = inbox
        .store
        .run(move |file| Ok((file.sheet(number)?, file.attempts(number, account)?)))
        .await?;
    let last = attempts.last();
    let failed = |attempt: &&Attempt| {
        let result: Option<&Graded> = attempt.result.as_ref();
        result.is_some_and(|result| !result.passed) && attempt.number < sheet.attempts
    };
    let next = last
        .filter(failed)
        .map(|attempt| available_at(&sheet, attempt, inbox.settings.day_ms));
    Ok(Json(json!({
        "campaign": number,
        "account": account,
        "attemptsLeft": sheet.attempts.saturating_sub(last.map_or(0, |last| last.number)),
        "nextFrom": next,
        "attempts": attempts,
    })))
}

/// Answered attempts, for the grader.
pub(super) async fn ungraded(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    Named(number): Named<String>,
    query: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Value>, Refusal> {
    let (number, campaign) = inbox.quiz(&number).await?;
    grader_only(&campaign, member.account)?;
    let Page { after, since } = read_query(query)?;
    let (sheet, page) = inbox
        .store
        .run(move |file| Ok((file.sheet(number)?, file.ungraded(number, after, since)?)))
        .await?;
    let is_full = page.attempts.len() == GRADER_PAGE as usize;
    let last = page.attempts.last().filter(|_| is_full);
    Ok(Json(json!({
        "campaign": number,
        "sheet": sheet.hash(),
        "next": last.map(|last| last.id),
        "attempts": page.attempts,
        "waiting": page.waiting,
        "passedSince": page.passed_since,
    })))
}

/// Results, from the grader.
pub(super) async fn results(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
    Named(number): Named<String>,
    Body(Verdicts { results }): Body<Verdicts>,
) -> Result<Json<Value>, Refusal> {
    let (number, campaign) = inbox.quiz(&number).await?;
    grader_only(&campaign, member.account)?;
    if results.len() > GRADER_PAGE as usize {
        let (english, chinese) = ("results at once", "一次提交的结果数");
        return Err(Refusal::too_large(english, chinese, GRADER_PAGE as usize));
    }
    let domain =
        attestation::campaigns_domain(inbox.settings.chain_id, inbox.settings.genesis_hash);
    let at = inbox.chain.now().await?;
    // A recovered signature takes about 0.1 ms, and a page holds hundreds: not on a thread that others wait for.
    let checked = tokio::task::spawn_blocking(move || {
        for (index, verdict) in results.iter().enumerate() {
            check_signature(&domain, number, campaign.key, verdict)
                .map_err(|refusal| refusal.with("result", index))?;
        }
        Ok(results)
    });
    let results = checked
        .await
        .unwrap_or_else(|_| Err(Refusal::unavailable("the check failed", "核验失败")))?;
    let kept = inbox
        .store
        .run(move |file| file.keep_verdicts(number, &results, at))
        .await?;
    Ok(Json(json!({ "campaign": number, "kept": kept })))
}

/// Checks that the grader signed what the member will redeem: a result that the chain refuses would help nobody.
fn check_signature(
    domain: &Eip712Domain,
    campaign: u64,
    key: Address,
    verdict: &Verdict,
) -> Result<(), Refusal> {
    let Some(passed) = &verdict.passed else {
        return Ok(());
    };
    let signed = Attestation {
        campaign,
        number: verdict.number,
        holder: verdict.account,
        expiresAt: passed.expires_at,
        data: passed.data,
    };
    let digest: B256 = attestation::digest(&signed, domain);
    let signer = Signature::from_raw(&passed.signature)
        .and_then(|signature| signature.recover_address_from_prehash(&digest));
    if signer.as_ref().is_ok_and(|signer| *signer == key) {
        return Ok(());
    }
    let signer = signer.map_or_else(|error| error.to_string(), |signer| signer.to_string());
    Err(Refusal::malformed(
        format!(
            "the result of attempt {} of {} is signed by {signer}, not by the campaign's key {key}",
            verdict.number, verdict.account
        ),
        format!(
            "{} 第 {} 次作答的结果由 {signer} 签名，而不是活动的密钥 {key}",
            verdict.account, verdict.number
        ),
    ))
}

impl Inbox {
    /// A campaign that a grader decides, by its number.
    async fn quiz(&self, number: &str) -> Result<(u64, Campaign), Refusal> {
        let number = read_number(number)?;
        let campaign = self.campaign(number).await?;
        if campaign.decided_by != DecidedBy::Grader {
            return Err(Refusal::new(
                StatusCode::CONFLICT,
                "noQuiz",
                format!("campaign {number} is no quiz: it is not decided by a grader"),
                format!("活动 {number} 不是测验：其结果不由评分程序决定"),
            ));
        }
        Ok((number, campaign))
    }

    /// The same, open, with its draw.
    async fn open_quiz(&self, number: &str) -> Result<(u64, Campaign), Refusal> {
        let (number, campaign) = self.quiz(number).await?;
        if !campaign.is_open {
            let closes_at = moment(campaign.closes_at);
            return Err(Refusal::new(
                StatusCode::CONFLICT,
                "campaignNotOpen",
                format!("the quiz of campaign {number} is not open now; it closes at {closes_at}"),
                format!("活动 {number} 的测验目前未开放；截止时间为 {closes_at}"),
            )
            .with("closesAt", campaign.closes_at));
        }
        if campaign.draw.is_zero() {
            return Err(Refusal::unavailable(
                format!("the chain has not drawn for campaign {number} yet: its next block does"),
                format!("链上尚未为活动 {number} 抽取随机值：下一个区块即会抽取"),
            ));
        }
        Ok((number, campaign))
    }
}

fn grader_only(campaign: &Campaign, account: Address) -> Result<(), Refusal> {
    if account == campaign.key {
        return Ok(());
    }
    Err(only(
        "the grader",
        "评分程序",
        campaign.key,
        "gets the attempts",
        "获取作答",
    ))
}

fn only(who: &str, who_zh: &str, account: Address, does: &str, does_zh: &str) -> Refusal {
    Refusal::new(
        StatusCode::FORBIDDEN,
        "notYours",
        format!("{who} {account} {does}, and nobody else"),
        format!("只有{who_zh} {account} 可以{does_zh}"),
    )
    .with("account", account.to_string())
}

fn read_number(text: &str) -> Result<u64, Refusal> {
    text.parse().map_err(|_| no_number())
}

fn no_number() -> Refusal {
    Refusal::malformed(
        "campaigns and attempts have numbers",
        "活动与作答须以编号表示",
    )
}

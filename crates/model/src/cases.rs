//! Fraud cases (R24): evidence, notice, a reply, a decision, an appeal. What they do to claims is in `campaigns`.

use crate::{Bar, Due, Model, Refusal, decoded};
use alloy_primitives::{Address, U256};
use wepos_abi::{ICases, addresses};

/// Claims of one case.
const CLAIMS: usize = 16;

/// Bytes of the evidence, and of the reply.
const TEXT: usize = 4_096;

/// Bytes of a reason.
const REASON: usize = 1_024;

/// Who hears an appeal.
const JUDGES: usize = 2;

/// A case. Its number is its position and one.
#[derive(Clone, Debug)]
pub struct Case {
    /// Who is accused.
    pub account: Address,
    /// Who opened it.
    pub opener: Address,
    /// Campaign and number of what it names.
    pub claims: Vec<(u64, u32)>,
    /// Who has an interest, beside the opener.
    pub parties: Vec<Address>,
    /// Until when the accused may reply.
    pub reply_ms: u64,
    /// When the accused replied.
    pub replied_ms: Option<u64>,
    /// Until when it can be decided.
    pub decide_ms: u64,
    /// Whose turn it is; nobody's address if it is every reviewer's.
    pub reviewer: Address,
    /// How far it is.
    pub status: CaseStatus,
    /// Who decided.
    pub decider: Option<Address>,
    /// Until when it bars its account, if it is proven.
    pub bars_until_ms: Option<u64>,
    /// Who hears its appeal, and what each said.
    pub judges: Vec<(Address, Option<bool>)>,
}

/// How far a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseStatus {
    /// Nobody has decided.
    Open,
    /// It did not hold.
    Dismissed,
    /// It can be appealed until then.
    Proven {
        /// In milliseconds.
        until_ms: u64,
    },
    /// It is heard until then.
    Appealed {
        /// In milliseconds.
        until_ms: u64,
    },
    /// Proven for good.
    Final,
    /// Overturned on appeal.
    Overturned,
    /// Nobody decided in time.
    Lapsed,
}

impl Case {
    /// From when on it can be decided.
    fn ready_ms(&self) -> u64 {
        self.replied_ms.unwrap_or(self.reply_ms)
    }

    /// Its status by the numbers of the interface.
    #[must_use]
    pub fn status_at(&self, now_ms: u64) -> u8 {
        match self.status {
            CaseStatus::Open if now_ms < self.ready_ms() => 0,
            CaseStatus::Open => 1,
            CaseStatus::Dismissed => 2,
            CaseStatus::Proven { .. } => 3,
            CaseStatus::Appealed { .. } => 4,
            CaseStatus::Final => 5,
            CaseStatus::Overturned => 6,
            CaseStatus::Lapsed => 7,
        }
    }

    /// Until when it bars its account: once it is proven for good.
    #[must_use]
    pub fn barred_until(&self) -> Option<u64> {
        let is_final = self.status == CaseStatus::Final;
        self.bars_until_ms.filter(|_| is_final)
    }
}

impl Model {
    /// All cases, the first with number 1.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    pub(crate) fn call_cases(&mut self, sender: Address, input: &[u8]) -> Result<(), Refusal> {
        use ICases::ICasesCalls as Calls;
        match decoded::<Calls>(input)? {
            Calls::open(call) => self.open_fraud_case(sender, &call),
            Calls::reply(call) => self.reply(sender, call.id, &call.text),
            Calls::decide(call) => self.decide_case(sender, &call),
            Calls::appeal(call) => self.appeal_case(sender, call.id, &call.reason),
            Calls::decideAppeal(call) => self.hear_case(sender, &call),
            _ => Ok(()),
        }
    }

    fn case(&self, id: u64) -> Result<Case, Refusal> {
        let position = usize::try_from(id).ok().and_then(|id| id.checked_sub(1));
        let found = position.and_then(|position| self.cases.get(position));
        found.cloned().ok_or_else(|| {
            let count = self.cases.len() as u64;
            ICases::UnknownCase { id, count }.into()
        })
    }

    fn case_mut(&mut self, id: u64) -> &mut Case {
        &mut self.cases[usize::try_from(id - 1).expect("cases are few")]
    }

    fn wrong_status(&self, id: u64, case: &Case) -> Refusal {
        let status = case.status_at(self.now_ms);
        ICases::WrongStatus { id, status }.into()
    }

    fn decides_cases(&self, account: Address) -> bool {
        self.reviewers().contains(&account) || self.is_member(account)
    }

    fn check_apart(&self, account: Address, parties: &[Address]) -> Result<(), Refusal> {
        let mut parties = parties.iter();
        match parties.find(|party| self.affiliated(account, **party)) {
            Some(party) => {
                let party = *party;
                Err(ICases::HasInterest { account, party }.into())
            }
            None => Ok(()),
        }
    }

    /// Reviewers, then members, who have no interest.
    fn apart(&self, parties: &[Address]) -> Vec<Address> {
        let members = self.seats().iter().map(|seat| seat.member);
        let members = members.filter(|member| !self.reviewers().contains(member));
        let mut all: Vec<Address> = self.reviewers().iter().copied().chain(members).collect();
        all.retain(|account| self.check_apart(*account, parties).is_ok());
        all
    }

    fn open_fraud_case(&mut self, opener: Address, call: &ICases::openCall) -> Result<(), Refusal> {
        let account = call.account;
        let evidence = check_text("evidence", &call.evidence, TEXT)?;
        if call.claims.is_empty() || call.claims.len() > CLAIMS {
            return Err(ICases::ClaimCount {
                count: call.claims.len() as u32,
                maximum: CLAIMS as u32,
            }
            .into());
        }
        if !self.decides_cases(opener) {
            return Err(ICases::MayNotDecide { account: opener }.into());
        }
        let id = self.cases.len() as u64 + 1;
        let mut parties = vec![account];
        let mut claims: Vec<(u64, u32)> = Vec::new();
        for claim in &call.claims {
            for party in self.check_named(account, claim, &claims)? {
                if !parties.contains(&party) {
                    parties.push(party);
                }
            }
            claims.push((claim.campaign, claim.submission));
        }
        self.check_apart(opener, &parties)?;
        let mut others = parties.clone();
        others.push(opener);
        let able = self.apart(&others).len();
        if able < 1 + JUDGES {
            return Err(ICases::TooFewToDecide {
                eligible: able as u32,
                needed: 1 + JUDGES as u32,
            }
            .into());
        }
        for (campaign, number) in &claims {
            self.contest(id, *campaign, *number);
        }
        let reviewers = self.reviewers();
        let mut order = reviewers.to_vec();
        order.rotate_left((id % reviewers.len().max(1) as u64) as usize);
        let mut order = order.into_iter();
        // Who is affiliated with a party is found out when somebody decides.
        let reviewer = order.find(|one| !others.contains(one)).unwrap_or_default();
        let reply_ms = self.now_ms + self.term("fraudReplyDays");
        let decide_ms = reply_ms + self.term("fraudDecisionDays");
        self.cases.push(Case {
            account,
            opener,
            claims,
            parties,
            reply_ms,
            replied_ms: None,
            decide_ms,
            reviewer,
            status: CaseStatus::Open,
            decider: None,
            bars_until_ms: None,
            judges: Vec::new(),
        });
        self.schedule(decide_ms, Due::LapseCase(id));
        let event = ICases::Opened {
            id,
            account,
            opener,
            claims: call.claims.clone(),
            reviewer,
            replyUntil: reply_ms / 1000,
            decideUntil: decide_ms / 1000,
            evidence,
        };
        self.emit(addresses::CASES, &event);
        Ok(())
    }

    /// Whether a case can name a claim, beside those it names already; who has an interest in it.
    fn check_named(
        &self,
        accused: Address,
        claim: &ICases::Claim,
        named: &[(u64, u32)],
    ) -> Result<[Address; 3], Refusal> {
        let (campaign, submission) = (claim.campaign, claim.submission);
        let position = usize::try_from(campaign).unwrap_or(0).checked_sub(1);
        let found = position.and_then(|position| self.campaigns().get(position));
        let number = (submission as usize).checked_sub(1);
        let found =
            found.and_then(|found| Some((found.organiser, found.submissions.get(number?)?)));
        let Some((organiser, found)) = found else {
            return Err(ICases::UnknownClaim {
                campaign,
                submission,
            }
            .into());
        };
        let (account, author) = (found.account, found.author);
        if ![account, author].contains(&accused) {
            return Err(ICases::NotOfAccused {
                campaign,
                submission,
                account,
                author,
            }
            .into());
        }
        let twice = named.contains(&(campaign, submission));
        if twice || self.contestable(campaign, submission).is_none() {
            let status = match twice {
                true => 9,
                false => self.submission_status(campaign, submission),
            };
            return Err(ICases::NotContestable {
                campaign,
                submission,
                status,
            }
            .into());
        }
        Ok([account, author, organiser])
    }

    fn reply(&mut self, sender: Address, id: u64, text: &str) -> Result<(), Refusal> {
        let text = check_text("text", text, TEXT)?;
        let case = self.case(id)?;
        let account = case.account;
        if sender != account {
            return Err(ICases::NotAccused { id, account }.into());
        }
        if case.status != CaseStatus::Open {
            return Err(self.wrong_status(id, &case));
        }
        if let Some(at) = case.replied_ms {
            let replied_at = at / 1000;
            return Err(ICases::AlreadyReplied {
                repliedAt: replied_at,
            }
            .into());
        }
        if self.now_ms >= case.reply_ms {
            let closed_at = case.reply_ms / 1000;
            return Err(ICases::ReplyOver {
                closedAt: closed_at,
            }
            .into());
        }
        self.case_mut(id).replied_ms = Some(self.now_ms);
        self.emit(addresses::CASES, &ICases::Replied { id, account, text });
        Ok(())
    }

    fn decide_case(&mut self, sender: Address, call: &ICases::decideCall) -> Result<(), Refusal> {
        let (id, proven, bar_days) = (call.id, call.proven, call.barDays);
        let reason = check_text("reason", &call.reason, REASON)?;
        let case = self.case(id)?;
        self.check_case_decider(sender, id, &case)?;
        let maximum = if proven { self.most_bar_days() } else { 0 };
        if bar_days > maximum {
            return Err(ICases::BarTooLong {
                barDays: bar_days,
                maximum,
            }
            .into());
        }
        let now_ms = self.now_ms;
        let until_ms = now_ms + self.term("appealDays");
        let bars_until = now_ms + self.settings.days(bar_days.into());
        let mine = self.case_mut(id);
        mine.decider = Some(sender);
        mine.bars_until_ms = (bar_days > 0).then_some(bars_until);
        let event = ICases::Decided {
            id,
            account: case.account,
            decider: sender,
            proven,
            barDays: bar_days,
            appealUntil: if proven { until_ms / 1000 } else { 0 },
            reason,
        };
        self.emit(addresses::CASES, &event);
        if proven {
            self.case_mut(id).status = CaseStatus::Proven { until_ms };
            self.schedule(until_ms, Due::SettleCase(id));
        } else {
            self.end_case(id, CaseStatus::Dismissed);
        }
        Ok(())
    }

    fn check_case_decider(&self, sender: Address, id: u64, case: &Case) -> Result<(), Refusal> {
        if case.status != CaseStatus::Open {
            return Err(self.wrong_status(id, case));
        }
        if !self.decides_cases(sender) {
            return Err(ICases::MayNotDecide { account: sender }.into());
        }
        let ready_ms = case.ready_ms();
        if self.now_ms < ready_ms {
            let available_from = ready_ms.div_ceil(1000);
            return Err(ICases::ReplyAwaited {
                availableFrom: available_from,
            }
            .into());
        }
        if self.now_ms >= case.decide_ms {
            let closed_at = case.decide_ms / 1000;
            return Err(ICases::DecisionOver {
                closedAt: closed_at,
            }
            .into());
        }
        self.check_apart(sender, &case.parties)?;
        self.check_apart(sender, &[case.opener])?;
        let everybodys = ready_ms + self.term("unopenedCaseDays");
        let responsible = case.reviewer;
        let reviews = |account: Address| self.reviewers().contains(&account);
        let is_apart = |party: &[Address]| self.check_apart(responsible, party).is_ok();
        let stays = reviews(responsible) && is_apart(&case.parties) && is_apart(&[case.opener]);
        let own = reviews(sender) && (sender == responsible || !stays);
        if own || self.now_ms >= everybodys {
            return Ok(());
        }
        Err(ICases::NotResponsible {
            id,
            reviewer: responsible,
            availableFrom: everybodys.div_ceil(1000),
        }
        .into())
    }

    /// The days of the running stage, or of the last one.
    pub fn most_bar_days(&self) -> u32 {
        let stages = &self.settings.stages;
        let stage = self.running_stage().unwrap_or(stages.len() - 1);
        let length = u64::from(stages[stage].months) * self.settings.month_ms;
        let days = length / self.settings.days(1) * self.parameter("fraudBarStages");
        u32::try_from(days).unwrap_or(u32::MAX)
    }

    fn appeal_case(&mut self, sender: Address, id: u64, reason: &str) -> Result<(), Refusal> {
        let reason = check_text("reason", reason, REASON)?;
        let case = self.case(id)?;
        let account = case.account;
        if sender != account {
            return Err(ICases::NotAccused { id, account }.into());
        }
        let CaseStatus::Proven { until_ms } = case.status else {
            return Err(self.wrong_status(id, &case));
        };
        if self.now_ms >= until_ms {
            let closed_at = until_ms / 1000;
            return Err(ICases::AppealOver {
                closedAt: closed_at,
            }
            .into());
        }
        // The next two after whoever decided.
        let parties = [&case.parties[..], &[case.opener]].concat();
        let mut judges = self.apart(&parties);
        let decider = judges.iter().position(|one| Some(*one) == case.decider);
        if let Some(decider) = decider {
            judges.rotate_left(decider);
            judges.remove(0);
        }
        judges.truncate(JUDGES);
        if judges.len() < JUDGES {
            return Err(ICases::TooFewToHear {
                eligible: judges.len() as u32,
                needed: JUDGES as u32,
            }
            .into());
        }
        let until_ms = self.now_ms + self.term("appealDecisionDays");
        let mine = self.case_mut(id);
        mine.status = CaseStatus::Appealed { until_ms };
        mine.judges = judges.iter().map(|judge| (*judge, None)).collect();
        self.schedule(until_ms, Due::SettleCase(id));
        let event = ICases::Appealed {
            id,
            account,
            judges,
            hearUntil: until_ms / 1000,
            reason,
        };
        self.emit(addresses::CASES, &event);
        Ok(())
    }

    fn hear_case(
        &mut self,
        judge: Address,
        call: &ICases::decideAppealCall,
    ) -> Result<(), Refusal> {
        let (id, overturn) = (call.id, call.overturn);
        let reason = check_text("reason", &call.reason, REASON)?;
        let case = self.case(id)?;
        let CaseStatus::Appealed { until_ms } = case.status else {
            return Err(self.wrong_status(id, &case));
        };
        if self.now_ms >= until_ms {
            let closed_at = until_ms / 1000;
            return Err(ICases::HearingEnded {
                closedAt: closed_at,
            }
            .into());
        }
        match case.judges.iter().find(|(account, _)| *account == judge) {
            None => return Err(ICases::HearsNothing { account: judge }.into()),
            Some((_, Some(_))) => return Err(ICases::AlreadyHeard { account: judge }.into()),
            Some((_, None)) => {}
        }
        self.check_apart(judge, &case.parties)?;
        self.check_apart(judge, &[case.opener])?;
        let judges = &mut self.case_mut(id).judges;
        for vote in judges.iter_mut().filter(|vote| vote.0 == judge) {
            vote.1 = Some(overturn);
        }
        let unanimous = judges.iter().all(|(_, vote)| *vote == Some(true));
        let event = ICases::AppealHeard {
            id,
            account: case.account,
            judge,
            overturn,
            reason,
        };
        self.emit(addresses::CASES, &event);
        if unanimous {
            self.end_case(id, CaseStatus::Overturned);
        } else if !overturn {
            self.end_case(id, CaseStatus::Final);
        }
        Ok(())
    }

    /// What nobody decided in time is dismissed.
    pub(crate) fn lapse_case(&mut self, id: u64) {
        if self.case_mut(id).status == CaseStatus::Open {
            self.end_case(id, CaseStatus::Lapsed);
        }
    }

    /// What nobody appealed, or overturned, in time stands.
    pub(crate) fn settle_case(&mut self, id: u64) {
        let now_ms = self.now_ms;
        match self.case_mut(id).status {
            CaseStatus::Proven { until_ms } | CaseStatus::Appealed { until_ms }
                if until_ms <= now_ms =>
            {
                self.end_case(id, CaseStatus::Final);
            }
            _ => {}
        }
    }

    fn end_case(&mut self, id: u64, status: CaseStatus) {
        let now_ms = self.now_ms;
        let case = self.case_mut(id);
        case.status = status;
        let case = case.clone();
        let bar = Bar {
            until_ms: case.barred_until().unwrap_or(now_ms),
            case: id,
        };
        let proven = status == CaseStatus::Final;
        if proven {
            self.bar_account(case.account, bar);
        }
        for (campaign, number) in &case.claims {
            if proven {
                self.refuse_claim(bar, *campaign, *number);
            } else {
                self.release_claim(id, *campaign, *number);
            }
        }
        let event = ICases::Ended {
            id,
            account: case.account,
            status: case.status_at(now_ms),
            barredUntil: case.barred_until().map_or(0, |until| until.div_ceil(1000)),
        };
        self.emit(addresses::CASES, &event);
    }
}

fn check_text(name: &str, text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.len() > most {
        return Err(ICases::TextLength {
            text: name.to_owned(),
            length: U256::from(text.len()),
            minimum: U256::from(1),
            maximum: U256::from(most),
        }
        .into());
    }
    Ok(text.to_owned())
}

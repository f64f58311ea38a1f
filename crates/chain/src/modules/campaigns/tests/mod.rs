//! The module through its ABI.

mod approvals;
mod boundary;
mod contributions;
mod errors;
mod histories;
mod lists;
mod pins;
mod reviews;
mod scores;
mod submissions;
mod ways;

use crate::{
    Failure, Modules,
    amounts::Amount,
    block::Receipt,
    testing::{Member, TestChain, genesis, with_committee},
};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolEvent};
use wepos_abi::{ICampaigns, ICommittee, addresses};

pub(crate) use errors::Dice;

/// A day of the test network: its months have thirty.
pub(crate) const DAY: u64 = 86_400_000;

/// A chain with a committee of two, three reviewers and some members; stage 0 has one month.
pub(crate) struct World {
    pub(crate) chain: TestChain,
    pub(crate) committee: Vec<Member>,
    pub(crate) reviewers: Vec<Member>,
    pub(crate) organiser: Member,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with_seats(2)
    }

    pub(crate) fn with_seats(seats: usize) -> Self {
        Self::with(seats, 3)
    }

    /// With so many seats, and so many reviewers.
    pub(crate) fn with(seats: usize, reviewers: usize) -> Self {
        Self::with_modules(seats, reviewers, crate::MODULES)
    }

    /// On a chain of other modules.
    pub(crate) fn with_modules(seats: usize, reviewers: usize, modules: Modules) -> Self {
        let named = |role: &str, count| -> Vec<Member> {
            (1..=count)
                .map(|number| Member::named(&format!("{role} {number}")))
                .collect()
        };
        let committee = named("seat", seats);
        let reviewers = named("reviewer", reviewers);
        let organiser = Member::named("organiser");
        let members = named("member", 12);
        let funded: Vec<&Member> = (committee.iter())
            .chain(&reviewers)
            .chain([&organiser])
            .chain(&members)
            .collect();
        let seated: Vec<&Member> = committee.iter().collect();
        let mut genesis = with_committee(genesis(&funded, Some(30 * DAY)), &seated);
        let development = genesis.development.as_mut().unwrap();
        development.reviewers = reviewers.iter().map(|member| member.address).collect();
        Self {
            chain: TestChain::with_modules(genesis, modules),
            committee,
            reviewers,
            organiser,
        }
    }

    /// A member who has an account, by number from 1.
    pub(crate) fn member(number: usize) -> Member {
        Member::named(&format!("member {number}"))
    }

    pub(crate) fn send(&mut self, from: &Member, call: &impl SolCall) -> Receipt {
        let input = call.abi_encode();
        self.chain
            .send(from, addresses::CAMPAIGNS, Amount::ZERO, input)
    }

    /// Sends a call that must succeed.
    pub(crate) fn done(&mut self, from: &Member, call: &impl SolCall) -> Receipt {
        let receipt = self.send(from, call);
        let error = wepos_abi::describe_revert(&receipt.error);
        assert!(receipt.success, "{error:?} {:02x?}", receipt.error);
        receipt
    }

    /// Sends a call that must fail with this error.
    pub(crate) fn refused(
        &mut self,
        from: &Member,
        call: &impl SolCall,
        error: impl Into<Failure>,
    ) {
        let receipt = self.send(from, call);
        let expected = error.into().into_revert();
        let said = wepos_abi::describe_revert(&receipt.error);
        let wanted = wepos_abi::describe_revert(&expected);
        assert_eq!(receipt.error, expected.to_vec(), "{said:?}, not {wanted:?}");
    }

    pub(crate) fn view<C: SolCall>(&self, call: &C) -> C::Return {
        self.chain.view(addresses::CAMPAIGNS, call)
    }

    /// Lets the committee decide on a call; the receipt of the last approval.
    pub(crate) fn decide_on(&mut self, call: &impl SolCall) -> Receipt {
        let id = self
            .chain
            .view(addresses::COMMITTEE, &ICommittee::proposalCountCall {});
        let propose = ICommittee::proposeCall {
            target: addresses::CAMPAIGNS,
            callData: call.abi_encode().into(),
            reasonZh: "有益于社区。".into(),
            reasonEn: "It helps the community.".into(),
        };
        let mut receipts = vec![self.committee_call(0, &propose)];
        for member in 1..self.committee.len() {
            if receipts[0].success && !self.is_decided(id) {
                let approve = ICommittee::approveCall {
                    id,
                    reasonZh: "同意。".into(),
                    reasonEn: String::new(),
                };
                receipts.push(self.committee_call(member, &approve));
            }
        }
        receipts.pop().unwrap()
    }

    fn is_decided(&self, id: u64) -> bool {
        let call = ICommittee::proposalCall { id };
        self.chain.view(addresses::COMMITTEE, &call).decidedAt != 0
    }

    fn committee_call(&mut self, member: usize, call: &impl SolCall) -> Receipt {
        let member = self.committee[member].clone();
        let to = addresses::COMMITTEE;
        self.chain
            .send(&member, to, Amount::ZERO, call.abi_encode())
    }

    /// Proposes and approves a campaign; its number.
    pub(crate) fn open(&mut self, terms: ICampaigns::Terms) -> u64 {
        let organiser = self.organiser.clone();
        self.done(&organiser, &propose(terms));
        let (_, id) = self.counts();
        let receipt = self.decide_on(&ICampaigns::approveCall { campaign: id });
        assert!(receipt.success);
        let status = self.campaign(id).status;
        assert!([1, 2, 3].contains(&status), "status {status}");
        id
    }

    fn counts(&self) -> (usize, u64) {
        let call = ICampaigns::campaignsCall { from: 1, count: 50 };
        let answer = self.view(&call);
        (answer.page.len(), answer.total)
    }

    /// Terms of a campaign of the running stage that opens now and closes as late as it may.
    pub(crate) fn terms(&self, activity: u16, places: u32) -> ICampaigns::Terms {
        let calendar = self.chain.network().calendar();
        let end = calendar.launch().millis() + 23 * DAY;
        ICampaigns::Terms {
            activityType: activity,
            stage: 0,
            places,
            opensAt: self.now(),
            closesAt: end / 1_000,
            rewardsPerAccount: 1,
            rewardsPerFact: 1,
            repeatFactor: 10_000,
            ..Default::default()
        }
    }

    pub(crate) fn campaign(&self, id: u64) -> ICampaigns::Campaign {
        self.view(&ICampaigns::campaignCall { id })
    }

    pub(crate) fn submission(&self, campaign: u64, number: u32) -> ICampaigns::Submission {
        self.view(&ICampaigns::submissionCall { campaign, number })
    }

    /// A member submits; the number.
    pub(crate) fn submit(&mut self, from: &Member, campaign: u64, content: &str) -> u32 {
        self.done(from, &submit(campaign, content));
        self.campaign(campaign).submissions
    }

    /// The reviewer who is responsible decides.
    pub(crate) fn decide(&mut self, campaign: u64, submission: u32, approved: bool) -> Receipt {
        let reviewer = self.responsible(campaign, submission);
        self.done(&reviewer, &decide(campaign, submission, approved))
    }

    pub(crate) fn responsible(&self, campaign: u64, submission: u32) -> Member {
        let address = self.submission(campaign, submission).reviewer;
        self.reviewer(address)
    }

    pub(crate) fn reviewer(&self, address: Address) -> Member {
        let mut reviewers = self.reviewers.iter();
        let found = reviewers.find(|reviewer| reviewer.address == address);
        found.expect("a reviewer").clone()
    }

    pub(crate) fn balance(&self, member: &Member) -> U256 {
        self.chain.account(member.address).balance.into()
    }

    /// Seconds of the chain's time.
    pub(crate) fn now(&self) -> u64 {
        self.chain.time().whole_seconds()
    }

    /// Runs a block some days later, without anything in it.
    pub(crate) fn days(&mut self, days: u64) -> Receipt {
        self.until(self.chain.time().millis() + days * DAY)
    }

    /// Runs a block at an instant, without anything in it; the protocol's receipt.
    pub(crate) fn until(&mut self, millis: u64) -> Receipt {
        let after = millis - self.chain.time().millis();
        let (outcome, _) = self.chain.block_after(after, Vec::new());
        outcome.receipts.first().cloned().unwrap_or(Receipt {
            kind: 0,
            success: true,
            gas_used: 0,
            cumulative_gas_used: 0,
            sender: Address::ZERO,
            logs: Vec::new(),
            error: Vec::new(),
        })
    }

    /// Runs a block on a day since launch.
    pub(crate) fn until_day(&mut self, day: u64) -> Receipt {
        let launch = self.chain.network().calendar().launch().millis();
        self.until(launch + day * DAY)
    }

    /// That nothing failed inside the protocol, and that the parts add up.
    pub(crate) fn assert_sound(&self) {
        let total = self.counts().1;
        for id in 1..=total {
            let campaign = self.campaign(id);
            if ![2, 3, 4].contains(&campaign.status) {
                continue;
            }
            assert!(campaign.held + campaign.paid <= campaign.budget, "I4 {id}");
            assert!(campaign.rewarded <= campaign.placesTaken);
            let (mut held, mut paid, mut live) = (U256::ZERO, U256::ZERO, 0);
            if campaign.terms.decidedBy == 4 {
                // Places are the campaign's until somebody wins one.
                let places = campaign.placesTaken - campaign.rewarded;
                held = campaign.base * campaign.multiplier * U256::from(places);
            }
            for number in 1..=campaign.submissions {
                let submission = self.submission(id, number);
                if submission.status == 2 {
                    paid += submission.nominal;
                } else if submission.hasPlace && campaign.terms.decidedBy != 4 {
                    held += submission.nominal;
                }
                // What waits for an anchor has no place, and is no live one while a case names it either.
                let contested =
                    submission.status == 9 && [0, 4, 5].contains(&campaign.terms.decidedBy);
                live += u32::from([0, 1, 2, 4].contains(&submission.status) || contested);
            }
            assert_eq!((campaign.held, campaign.paid), (held, paid), "{id}");
            assert_eq!(campaign.live, live, "{id}");
        }
    }
}

pub(crate) fn texts() -> ICampaigns::Texts {
    ICampaigns::Texts {
        titleZh: "写一篇入门教程".into(),
        titleEn: "Write a tutorial".into(),
        textZh: "面向新手，附链接。".into(),
        textEn: "For beginners, with a link.".into(),
    }
}

pub(crate) fn propose(terms: ICampaigns::Terms) -> ICampaigns::proposeCall {
    ICampaigns::proposeCall {
        terms,
        texts: texts(),
        form: Vec::new(),
    }
}

pub(crate) fn submit(campaign: u64, content: &str) -> ICampaigns::submitCall {
    ICampaigns::submitCall {
        campaign,
        content: content.into(),
    }
}

pub(crate) fn nominate(campaign: u64, account: Address, content: &str) -> ICampaigns::nominateCall {
    ICampaigns::nominateCall {
        campaign,
        account,
        content: content.into(),
    }
}

pub(crate) fn decide(campaign: u64, submission: u32, approved: bool) -> ICampaigns::decideCall {
    ICampaigns::decideCall {
        campaign,
        submission,
        approved,
        reason: "理由 reason".into(),
    }
}

pub(crate) fn appeal(campaign: u64, submission: u32) -> ICampaigns::appealCall {
    ICampaigns::appealCall {
        campaign,
        submission,
        reason: "Please look again.".into(),
    }
}

pub(crate) fn hear(campaign: u64, submission: u32, overturn: bool) -> ICampaigns::decideAppealCall {
    ICampaigns::decideAppealCall {
        campaign,
        submission,
        overturn,
        reason: "I looked again.".into(),
    }
}

pub(crate) fn pos(whole: u64) -> U256 {
    Amount::pos(whole).into()
}

/// The events of one kind in a receipt.
pub(crate) fn events<E: SolEvent>(receipt: &Receipt) -> Vec<E> {
    let logs = receipt.logs.iter().map(crate::block::Event::to_log);
    logs.filter_map(|log| E::decode_log(&log).ok())
        .map(|log| log.data)
        .collect()
}

/// The error inside a preview's answer, or nothing if it says yes.
pub(crate) fn refusal(
    world: &World,
    campaign: u64,
    account: Address,
    content: &str,
) -> Option<Bytes> {
    let preview = world.view(&ICampaigns::previewCall {
        campaign,
        account,
        content: content.into(),
    });
    (!preview.accepted).then_some(preview.refusal)
}

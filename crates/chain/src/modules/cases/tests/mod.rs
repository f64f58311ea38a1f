//! The module through its ABI.

mod boundary;
mod claims;
mod errors;
mod histories;
mod judged;
mod lives;
#[cfg(feature = "mutations")]
mod mistakes;
mod pins;

use crate::{
    Failure,
    amounts::Amount,
    block::Receipt,
    modules::campaigns::tests::{DAY, World, decide as decide_claim, events, pos},
    testing::Member,
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{
    ICampaigns,
    ICases::{self, Claim},
    IErrors, IReputation, addresses,
};

/// In a world of campaigns two seats and three reviewers are five to accuse, decide and hear.
impl World {
    /// A world whose blocks are at whole seconds, as the interface tells them.
    fn of_seconds() -> Self {
        let mut world = Self::new();
        let launch = world.chain.network().calendar().launch();
        world.until(launch.millis() + 1_000);
        world
    }

    /// Calls this module.
    fn call(&mut self, from: &Member, call: &impl SolCall) -> Receipt {
        let input = call.abi_encode();
        self.chain.send(from, addresses::CASES, Amount::ZERO, input)
    }

    /// Calls it, and that must succeed.
    fn does(&mut self, from: &Member, call: &impl SolCall) -> Receipt {
        let receipt = self.call(from, call);
        let error = wepos_abi::describe_revert(&receipt.error);
        assert!(receipt.success, "{error:?} {:02x?}", receipt.error);
        receipt
    }

    /// Calls it, and that must fail with this error.
    fn fails(&mut self, from: &Member, call: &impl SolCall, error: impl Into<Failure>) {
        let receipt = self.call(from, call);
        let expected = error.into().into_revert();
        let said = wepos_abi::describe_revert(&receipt.error);
        let wanted = wepos_abi::describe_revert(&expected);
        assert_eq!(receipt.error, expected.to_vec(), "{said:?}, not {wanted:?}");
    }

    fn ask<C: SolCall>(&self, call: &C) -> C::Return {
        self.chain.view(addresses::CASES, call)
    }

    fn case(&self, id: u64) -> ICases::Case {
        self.ask(&ICases::caseOfCall { id })
    }

    /// The first seat opens a case; its number.
    fn accuse(&mut self, account: &Member, claims: &[(u64, u32)]) -> u64 {
        let opener = self.committee[0].clone();
        self.does(&opener, &open(account.address, claims));
        let total = self.ask(&ICases::casesCall { from: 1, count: 1 }).total;
        assert_eq!(self.case(total).account, account.address);
        total
    }

    /// The member replies if there is time, and whose turn it is decides.
    fn judge(&mut self, account: &Member, id: u64, proven: bool, bar_days: u32) -> Receipt {
        if self.case(id).status == 0 {
            self.does(account, &reply(id));
        }
        let reviewer = self.case(id).reviewer;
        let reviewer = self.reviewer(reviewer);
        self.does(&reviewer, &decide(id, proven, bar_days))
    }

    /// Proves a case for good: nobody appeals.
    fn prove(&mut self, account: &Member, claims: &[(u64, u32)], bar_days: u32) -> u64 {
        let id = self.accuse(account, claims);
        self.judge(account, id, true, bar_days);
        let block = self.days(7);
        assert!(events::<IErrors::RuleFailed>(&block).is_empty());
        assert_eq!(self.case(id).status, 5);
        id
    }

    /// Somebody who hears an appeal, by address.
    fn judge_named(&self, address: Address) -> Member {
        let mut all = self.reviewers.iter().chain(&self.committee);
        let found = all.find(|member| member.address == address);
        found.expect("a reviewer or a seat").clone()
    }

    fn status(&self, campaign: u64, submission: u32) -> u8 {
        self.submission(campaign, submission).status
    }
}

fn claims(claims: &[(u64, u32)]) -> Vec<Claim> {
    let claims = claims.iter().map(|(campaign, submission)| Claim {
        campaign: *campaign,
        submission: *submission,
    });
    claims.collect()
}

fn open(account: Address, named: &[(u64, u32)]) -> ICases::openCall {
    ICases::openCall {
        account,
        claims: claims(named),
        evidence: "The photo is of another event: https://example.org/photo".into(),
    }
}

fn reply(id: u64) -> ICases::replyCall {
    ICases::replyCall {
        id,
        text: "I was there.".into(),
    }
}

fn decide(id: u64, proven: bool, bar_days: u32) -> ICases::decideCall {
    ICases::decideCall {
        id,
        proven,
        barDays: bar_days,
        reason: "理由 reason".into(),
    }
}

fn appeal(id: u64) -> ICases::appealCall {
    ICases::appealCall {
        id,
        reason: "Please look again.".into(),
    }
}

fn hear(id: u64, overturn: bool) -> ICases::decideAppealCall {
    ICases::decideAppealCall {
        id,
        overturn,
        reason: "I looked again.".into(),
    }
}

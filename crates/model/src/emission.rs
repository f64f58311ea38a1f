//! The schedule: tranches, stages, budgets and burns, as the table in the rule book reads (WP-55 to WP-65, R4, R5,
//! R14).
//!
//! Everything about a stage is a plain amount here: what was released, reserved, held for submissions, issued, burned.
//! What is unreserved follows from the others.

use crate::{Model, Refusal, committee::Decision};
use alloy_primitives::{Address, U256};
use wepos_abi::{IEmission, addresses};

/// Events, forms, nodes, delegation, content, open claims.
pub(crate) const AREAS: usize = 6;

/// Hundredths of a percent in a whole.
const WHOLE: u128 = 10_000;

/// How far the schedule has run, and what became of each stage.
#[derive(Clone, Debug, Default)]
pub(crate) struct Emission {
    /// The last month that began.
    month: u32,
    stages: Vec<StageBook>,
    /// The stage in settlement.
    settling: Option<usize>,
    /// What each area may still reserve of this month's tranche.
    left: [u128; AREAS],
    /// The split that was decided, and the first month it applies to.
    shares: Option<(u32, [u16; AREAS])>,
    /// The split before it.
    shares_before: Option<[u16; AREAS]>,
}

/// One stage's PoS.
#[derive(Clone, Copy, Debug, Default)]
pub struct StageBook {
    /// Released by the schedule.
    pub released: u128,
    /// Reserved for rewards; nothing once the stage has ended.
    pub reserved: u128,
    /// What submissions wait for, of what is reserved or in settlement.
    pub held: u128,
    /// Paid to members.
    pub issued: u128,
    /// In settlement.
    pub settlement: u128,
    /// Burned at the boundary, never reserved.
    pub burned_unreserved: u128,
    /// Burned at the boundary, reserved and nobody waited for it.
    pub burned_unsubmitted: u128,
    /// Burned when the settlement was over.
    pub burned_undecided: u128,
}

impl StageBook {
    /// Burned in all.
    #[must_use]
    pub const fn burned(&self) -> u128 {
        self.burned_unreserved + self.burned_unsubmitted + self.burned_undecided
    }

    /// Released and in no other place.
    #[must_use]
    pub const fn unreserved(&self) -> u128 {
        self.released - self.reserved - self.issued - self.settlement - self.burned()
    }
}

impl Model {
    /// The stages that have begun.
    pub fn stages(&self) -> &[StageBook] {
        &self.emission.stages
    }

    /// The running stage: none after the last.
    pub fn running_stage(&self) -> Option<usize> {
        self.settings
            .stage_of_month(self.settings.month_at(self.now_ms))
    }

    /// What rewards are multiplied with now.
    pub fn multiplier(&self) -> u128 {
        self.settings
            .multiplier_of_month(self.settings.month_at(self.now_ms))
    }

    /// Everything the calendar asks for, up to now, in order of time.
    pub(crate) fn run_calendar(&mut self) {
        if self.emission.month == 0 {
            self.create();
        }
        loop {
            let settles = self.emission.settling.map(|stage| self.settles_at(stage));
            let month = self.settings.month_start(self.emission.month + 1);
            match settles {
                Some(at) if at <= month && at <= self.now_ms => self.settle(),
                _ if month <= self.now_ms => self.begin_month(),
                _ => return,
            }
        }
    }

    /// When the next month begins, or a settlement ends.
    pub(crate) fn next_boundary_ms(&self) -> u64 {
        let settles = self.emission.settling.map(|stage| self.settles_at(stage));
        let month = self.settings.month_start(self.emission.month + 1);
        settles.map_or(month, |settles| settles.min(month))
    }

    /// Everything there will ever be, in two accounts.
    fn create(&mut self) {
        for (account, amount) in [
            (
                addresses::UNRELEASED,
                self.settings.total - self.settings.pool,
            ),
            (addresses::POOL, self.settings.pool),
        ] {
            self.tokens
                .set(&self.settings, account, self.now_ms, amount);
        }
    }

    fn begin_month(&mut self) {
        let ended = self
            .settings
            .stage_of_month(self.emission.month)
            .filter(|_| self.emission.month > 0);
        self.emission.month += 1;
        let month = self.emission.month;
        let begins = self.settings.stage_of_month(month);
        if let Some(stage) = ended.filter(|stage| begins != Some(*stage)) {
            self.end_stage(stage);
        }
        let Some(stage) = begins else {
            self.emission.left = [0; AREAS];
            return;
        };
        if self.emission.stages.len() == stage {
            self.emission.stages.push(StageBook::default());
        }
        let tranche = self.settings.stages[stage].release_per_month;
        self.emission.stages[stage].released += tranche;
        self.move_pos(addresses::UNRELEASED, addresses::STAGE, tranche);
        self.emit(
            addresses::EMISSION,
            &IEmission::TrancheReleased {
                month,
                amount: U256::from(tranche),
            },
        );
        // What ready accounts get is no area's.
        let funded = if month == 1 {
            self.fund_ready_accounts()
        } else {
            0
        };
        self.earmark(month, tranche - funded);
    }

    /// Each area's share of a tranche, rounded down; what no area has is first come, first served.
    fn earmark(&mut self, month: u32, tranche: u128) {
        if let Some((from, shares)) = self.emission.shares
            && from <= month
        {
            self.emission.shares_before = Some(shares);
            self.emission.shares = None;
        }
        self.emission.left = match self.emission.shares_before {
            Some(shares) => shares.map(|share| tranche * u128::from(share) / WHOLE),
            None => [tranche / AREAS as u128; AREAS],
        };
        let amounts = self.emission.left.map(U256::from);
        self.emit(
            addresses::EMISSION,
            &IEmission::TrancheEarmarked { month, amounts },
        );
    }

    /// What nobody reserved and what nobody submitted for is burned; what is under review waits.
    fn end_stage(&mut self, stage: usize) {
        let book = &mut self.emission.stages[stage];
        let (unreserved, unsubmitted, kept) =
            (book.unreserved(), book.reserved - book.held, book.held);
        (book.reserved, book.settlement) = (0, kept);
        (book.burned_unreserved, book.burned_unsubmitted) = (unreserved, unsubmitted);
        self.move_pos(addresses::STAGE, addresses::BURNED, unreserved);
        self.move_pos(addresses::RESERVED, addresses::BURNED, unsubmitted);
        self.move_pos(addresses::RESERVED, addresses::SETTLEMENT, kept);
        let settles_ms = if kept > 0 {
            self.settles_at(stage)
        } else {
            self.stage_end(stage)
        };
        let event = IEmission::StageEnded {
            stage: index(stage),
            unreserved: U256::from(unreserved),
            unsubmitted: U256::from(unsubmitted),
            burned: U256::from(unreserved + unsubmitted),
            toSettlement: U256::from(kept),
            settlesAt: settles_ms / 1000,
        };
        self.emit(addresses::EMISSION, &event);
        if kept == 0 {
            self.settled(stage, 0);
        } else {
            self.emission.settling = Some(stage);
        }
    }

    /// What was not decided in time is burned.
    fn settle(&mut self) {
        let settling = self.emission.settling.take();
        let stage = settling.expect("a stage is in settlement");
        let book = &mut self.emission.stages[stage];
        let undecided = std::mem::take(&mut book.settlement);
        book.held = 0;
        book.burned_undecided = undecided;
        self.move_pos(addresses::SETTLEMENT, addresses::BURNED, undecided);
        self.settled(stage, undecided);
    }

    /// A stage is settled for ever.
    fn settled(&mut self, stage: usize, undecided: u128) {
        let book = &self.emission.stages[stage];
        let event = IEmission::StageSettled {
            stage: index(stage),
            undecided: U256::from(undecided),
            issued: U256::from(book.issued),
            burned: U256::from(book.burned()),
        };
        self.emit(addresses::EMISSION, &event);
    }

    /// The boundary at which a stage ends.
    pub fn stage_end(&self, stage: usize) -> u64 {
        self.settings
            .month_start(self.settings.month_after_stage(stage))
    }

    /// Day 28 after the boundary.
    pub fn settles_at(&self, stage: usize) -> u64 {
        self.stage_end(stage) + self.settings.days(28)
    }

    fn fund_ready_accounts(&mut self) -> u128 {
        let ready = self.settings.ready.clone();
        for &(account, amount) in &ready {
            self.emission.stages[0].issued += amount;
            self.tokens.begin(account, self.now_ms);
            self.move_pos(addresses::STAGE, account, amount);
            self.emit(
                addresses::EMISSION,
                &IEmission::DevelopmentFunded {
                    account,
                    amount: U256::from(amount),
                },
            );
        }
        ready.iter().map(|(_, amount)| amount).sum()
    }

    /// What an area can reserve now: what is left of its share, and what no area has.
    pub fn available(&self, area: usize) -> u128 {
        let Some(stage) = self.running_stage() else {
            return 0;
        };
        let earmarked: u128 = self.emission.left.iter().sum();
        let unreserved = self.emission.stages[stage].unreserved();
        self.emission.left[area] + unreserved.saturating_sub(earmarked)
    }
}

impl Model {
    /// Whether an area can reserve so much of the running stage.
    pub(crate) fn check_reserve(&self, area: u8, amount: u128) -> Result<(), Refusal> {
        self.check_issuing()?;
        let available = self.available(area.into());
        if amount > available {
            return Err(IEmission::AreaBudgetExceeded {
                area,
                asked: U256::from(amount),
                available: U256::from(available),
            }
            .into());
        }
        Ok(())
    }

    /// Sets PoS of the running stage aside for rewards: the area's share of the month first.
    pub(crate) fn reserve(&mut self, area: u8, amount: u128) {
        let stage = self.running_stage().expect("it was checked");
        let left = &mut self.emission.left[usize::from(area)];
        *left = left.saturating_sub(amount);
        self.emission.stages[stage].reserved += amount;
        self.move_pos(addresses::STAGE, addresses::RESERVED, amount);
        let event = IEmission::Reserved {
            stage: index(stage),
            area,
            amount: U256::from(amount),
        };
        self.emit(addresses::EMISSION, &event);
    }

    /// Gives it back to no area in particular.
    pub(crate) fn unreserve(&mut self, stage: usize, amount: u128) {
        self.emission.stages[stage].reserved -= amount;
        self.move_pos(addresses::RESERVED, addresses::STAGE, amount);
        let event = IEmission::Unreserved {
            stage: index(stage),
            amount: U256::from(amount),
        };
        self.emit(addresses::EMISSION, &event);
    }

    /// A submission waits for so much.
    pub(crate) fn hold(&mut self, stage: usize, amount: u128) {
        self.emission.stages[stage].held += amount;
    }

    /// Nobody waits for it any more.
    pub(crate) fn unhold(&mut self, stage: usize, amount: u128) {
        self.emission.stages[stage].held -= amount;
    }

    /// Pays what was held: from the reserve while the stage runs, after it from the settlement.
    pub(crate) fn pay(&mut self, stage: usize, to: Address, amount: u128) {
        let ended = self.now_ms >= self.stage_end(stage);
        let book = &mut self.emission.stages[stage];
        book.held -= amount;
        book.issued += amount;
        let source = if ended {
            book.settlement -= amount;
            addresses::SETTLEMENT
        } else {
            book.reserved -= amount;
            addresses::RESERVED
        };
        self.move_pos(source, to, amount);
    }

    /// There are tranches to come, and together the shares are at most a whole.
    fn check_shares(&self, shares: &[u16; AREAS]) -> Result<(), Refusal> {
        self.check_issuing()?;
        let sum = shares.iter().map(|share| u32::from(*share)).sum();
        if u128::from(sum) > WHOLE {
            return Err(IEmission::SharesExceedWhole { sum }.into());
        }
        Ok(())
    }

    fn check_issuing(&self) -> Result<(), Refusal> {
        if self.running_stage().is_some() {
            return Ok(());
        }
        let last = self.settings.stages.len() - 1;
        let ended_at = self.stage_end(last) / 1000;
        Err(IEmission::IssuingOver { endedAt: ended_at }.into())
    }

    /// What a call of this module declares, if the committee may decide on it.
    pub(crate) fn emission_decision(&self, input: &[u8]) -> Result<Option<Decision>, Refusal> {
        use IEmission::IEmissionCalls as Calls;
        let Calls::setBudget(call) = crate::decoded::<Calls>(input)? else {
            return Ok(None);
        };
        self.check_shares(&call.shares)?;
        Ok(Some(Decision::delayed()))
    }
}

/// A stage's number as events have it.
pub(crate) fn index(stage: usize) -> u8 {
    u8::try_from(stage).expect("a table has few rows")
}

impl Model {
    pub(crate) fn call_emission(&mut self, sender: Address, input: &[u8]) -> Result<(), Refusal> {
        use IEmission::IEmissionCalls as Calls;
        match crate::decoded::<Calls>(input)? {
            Calls::setBudget(_) if sender != addresses::COMMITTEE => {
                Err(IEmission::OnlyByDecision { caller: sender }.into())
            }
            Calls::setBudget(call) => {
                self.check_shares(&call.shares)?;
                let month = self.settings.month_at(self.now_ms) + 1;
                self.emission.shares = Some((month, call.shares));
                let event = IEmission::BudgetSet {
                    fromMonth: month,
                    shares: call.shares,
                };
                self.emit(addresses::EMISSION, &event);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

//! Places and money of one campaign: who holds a place, who is next, and what is paid.
//!
//! While the stage runs, every place has its budget: `places` × base × multiplier are reserved. At the boundary all of
//! that burns but what is held. From then on the campaign has what it held, and a place that becomes free passes on
//! what was held for it.

use super::{
    anchors, contested, contributions,
    review::close_entry,
    rules::{
        CampaignStatus, DecidedBy, MAX_BOARD, PROMOTED_AT_ONCE, StageTimes, budget,
        campaign_status, unit,
    },
    scores,
    state::{
        AnchorKind, BOARDS, Before, Board, CAMPAIGNS, COUNT, Campaign, Contribution, Load,
        REVIEWERS, SUBMISSIONS, Status, Submission, WAITING_APPEALS,
    },
    tasks::{Task, times},
};
use crate::{Context, Failure, amounts::Amount, modules::emission};
use alloy_primitives::{Address, U256};
use wepos_abi::ICampaigns;

/// A campaign with what its reviewers have to do: read once, changed, written once.
#[derive(Debug)]
pub(super) struct Books {
    pub(super) id: u64,
    pub(super) campaign: Campaign,
    pub(super) board: Board,
    pub(super) times: StageTimes,
    pub(super) status: CampaignStatus,
}

impl Books {
    /// Reads a campaign.
    ///
    /// # Errors
    ///
    /// `UnknownCampaign`.
    pub(super) fn open(ctx: &mut Context<'_>, id: u64) -> Result<Self, Failure> {
        let campaign = campaign(ctx, id)?;
        let board = board(ctx, campaign.terms.stage.0)?;
        let times = times(ctx, campaign.terms.stage);
        let status = campaign_status(&campaign, &times, ctx.time());
        Ok(Self {
            id,
            campaign,
            board,
            times,
            status,
        })
    }

    /// Writes it back.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub(super) fn store(mut self, ctx: &mut Context<'_>) -> Result<(), Failure> {
        if self.is_ranked() {
            // Whatever changed may have taken a place from an undecided submission, or left it one.
            scores::count_lost(ctx, &mut self)?;
        }
        CAMPAIGNS.put(ctx, &self.id, &self.campaign)?;
        BOARDS.put(ctx, &self.campaign.terms.stage.0, &self.board)
    }

    /// Submission `number`.
    ///
    /// # Errors
    ///
    /// `UnknownSubmission`.
    pub(super) fn submission(
        &self,
        ctx: &mut Context<'_>,
        number: u32,
    ) -> Result<Submission, Failure> {
        SUBMISSIONS.get(ctx, &(self.id, number))?.ok_or_else(|| {
            ICampaigns::UnknownSubmission {
                campaign: self.id,
                submission: number,
                count: self.campaign.submissions,
            }
            .into()
        })
    }

    /// What one place pays at most.
    pub(super) fn unit(&self) -> Amount {
        unit(self.campaign.base, self.campaign.multiplier)
            .expect("base rewards and multipliers are bounded")
    }

    /// Whether a place that pays `nominal` is free.
    pub(super) fn has_room(&self, nominal: Amount) -> bool {
        match self.status {
            CampaignStatus::Settled => false,
            _ if self.is_ranked() => self.campaign.pool > 0,
            CampaignStatus::Settling => self.campaign.spare >= nominal,
            _ => self.campaign.taken < self.campaign.places,
        }
    }

    /// Whether places are nobody's until there is a result: the campaign holds them, all worth the same.
    fn is_ranked(&self) -> bool {
        self.campaign.terms.decided_by == DecidedBy::Scores
    }

    /// Whether nobody waits for a place.
    pub(super) fn line_is_empty(&self) -> bool {
        self.campaign.first_appeal == self.campaign.next_appeal
            && self.campaign.next_in_line > self.campaign.submissions
    }

    /// Gives a free place to a submission.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub(super) fn take_place(
        &mut self,
        ctx: &mut Context<'_>,
        submission: &mut Submission,
    ) -> Result<(), Failure> {
        let nominal = submission.nominal;
        if self.is_ranked() {
            self.campaign.pool = self.campaign.pool.saturating_sub(1);
            submission.has_place = true;
            return Ok(());
        }
        emission::hold(ctx, self.campaign.terms.stage, nominal)?;
        if self.status == CampaignStatus::Settling {
            self.campaign.spare = minus(self.campaign.spare, nominal);
        }
        self.campaign.held = plus(self.campaign.held, nominal);
        self.campaign.taken = self.campaign.taken.saturating_add(1);
        submission.has_place = true;
        if submission.status == Status::Open {
            let load = self.load(submission.reviewer);
            load.undecided_amount = plus(load.undecided_amount, nominal);
        }
        Ok(())
    }

    /// Frees the place of a submission whose case is closed.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub(super) fn free_place(
        &mut self,
        ctx: &mut Context<'_>,
        submission: &mut Submission,
    ) -> Result<(), Failure> {
        let nominal = submission.nominal;
        submission.has_place = false;
        if self.is_ranked() {
            self.campaign.pool = self.campaign.pool.saturating_add(1);
            return Ok(());
        }
        emission::unhold(ctx, self.campaign.terms.stage, nominal)?;
        if ctx.time() >= self.times.ends {
            self.campaign.spare = plus(self.campaign.spare, nominal);
        }
        self.campaign.held = minus(self.campaign.held, nominal);
        self.campaign.taken = self.campaign.taken.saturating_sub(1);
        Ok(())
    }

    /// Counts a case as closed: its responsible reviewer has nothing to decide any more.
    pub(super) fn close_case(&mut self, submission: &Submission) {
        let load = self.load(submission.reviewer);
        load.undecided = load.undecided.saturating_sub(1);
        if submission.has_place {
            load.undecided_amount = minus(load.undecided_amount, submission.nominal);
        }
    }

    /// Counts a case as open again.
    pub(super) fn open_case(&mut self, submission: &Submission) {
        let load = self.load(submission.reviewer);
        load.undecided = load.undecided.saturating_add(1);
        if submission.has_place {
            load.undecided_amount = plus(load.undecided_amount, submission.nominal);
        }
    }

    /// Pays an approved submission that has a place. A ticket anchors its account (R21 a); a reviewer's approval has
    /// done so before.
    ///
    /// # Errors
    ///
    /// `SettlementOver`.
    pub(super) fn pay(
        &mut self,
        ctx: &mut Context<'_>,
        number: u32,
        submission: &mut Submission,
    ) -> Result<(), Failure> {
        let (account, nominal) = (submission.account, submission.nominal);
        let nominal = mutated!(
            PaysByBlockOfPayment,
            unit(
                self.campaign.base,
                ctx.genesis()
                    .stages
                    .multiplier_at_month(ctx.calendar().month_at(ctx.time()))
            )
            .unwrap_or_default(),
            nominal
        );
        let before = minus(self.budget(), self.campaign.paid);
        emission::pay(ctx, self.campaign.terms.stage, account, nominal, nominal)?;
        self.campaign.held = minus(self.campaign.held, nominal);
        self.campaign.paid = plus(self.campaign.paid, nominal);
        self.campaign.rewarded = self.campaign.rewarded.saturating_add(1);
        submission.status = Status::Rewarded;
        close_entry(ctx, self.id, submission.author)?;
        if self.campaign.terms.decided_by == DecidedBy::Ticket {
            let source = anchors::of_submission(self.id, number);
            anchors::anchor(ctx, account, AnchorKind::Ticket, source)?;
        }
        let contribution = Contribution {
            campaign: self.id,
            submission: number,
        };
        let activity_type = self.campaign.terms.activity_type;
        contributions::record(ctx, account, activity_type, contribution)?;
        ctx.emit(&ICampaigns::Rewarded {
            campaign: self.id,
            submission: number,
            account,
            amount: nominal.into(),
            base: self.campaign.base.into(),
            multiplier: U256::from(self.campaign.multiplier),
            budgetBefore: before.into(),
            budgetAfter: minus(before, nominal).into(),
        })
    }

    /// What was reserved for the places that there are.
    pub(super) fn budget(&self) -> Amount {
        budget_of(&self.campaign)
    }

    /// Gives free places to those who wait: appeals first, then submissions in order; the approved among them are paid
    /// at once. Looks at [`PROMOTED_AT_ONCE`] of them; the agenda goes on.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub(super) fn promote(&mut self, ctx: &mut Context<'_>) -> Result<(), Failure> {
        for _ in 0..PROMOTED_AT_ONCE {
            let Some((number, by_appeal)) = self.next_waiting(ctx)? else {
                return Ok(());
            };
            let mut submission = self.submission(ctx, number)?;
            let bar = match submission.status {
                Status::Approved => contested::bar_of(ctx, submission.account)?,
                _ => None,
            };
            if let (Some(bar), true) = (bar, waits(&submission, by_appeal)) {
                contested::forfeit(ctx, self, number, &mut submission, bar)?;
                SUBMISSIONS.put(ctx, &(self.id, number), &submission)?;
            } else if waits(&submission, by_appeal) {
                if !self.has_room(submission.nominal) {
                    return Ok(());
                }
                self.take_place(ctx, &mut submission)?;
                ctx.emit(&ICampaigns::PlaceTaken {
                    campaign: self.id,
                    submission: number,
                    account: submission.account,
                })?;
                if is_payable(submission.status) {
                    self.pay(ctx, number, &mut submission)?;
                }
                SUBMISSIONS.put(ctx, &(self.id, number), &submission)?;
            }
            if by_appeal {
                let turn = self.campaign.first_appeal;
                WAITING_APPEALS.remove(ctx, &(self.id, turn))?;
                self.campaign.first_appeal = turn.saturating_add(1);
            } else {
                self.campaign.next_in_line = number.saturating_add(1);
            }
        }
        if !self.line_is_empty() {
            Task::Promote { campaign: self.id }.schedule(ctx, ctx.time())?;
        }
        Ok(())
    }

    /// Lets an appealed submission wait for a place before all others.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub(super) fn wait_by_appeal(
        &mut self,
        ctx: &mut Context<'_>,
        number: u32,
    ) -> Result<(), Failure> {
        let turn = self.campaign.next_appeal;
        WAITING_APPEALS.put(ctx, &(self.id, turn), &u64::from(number))?;
        self.campaign.next_appeal = turn.saturating_add(1);
        Ok(())
    }

    /// The number of whoever is looked at next, and whether by an appeal.
    fn next_waiting(&self, ctx: &mut Context<'_>) -> Result<Option<(u32, bool)>, Failure> {
        if self.campaign.first_appeal < self.campaign.next_appeal {
            let turn = (self.id, self.campaign.first_appeal);
            let number = WAITING_APPEALS.get(ctx, &turn)?.expect("a turn is taken");
            let number = u32::try_from(number).expect("numbers have 32 bits");
            return Ok(Some((number, true)));
        }
        let number = self.campaign.next_in_line;
        let number = mutated!(PlaceGivenOutOfOrder, number.saturating_add(1), number);
        Ok((number <= self.campaign.submissions).then_some((number, false)))
    }

    /// What `reviewer` has to do for this stage.
    ///
    /// # Panics
    ///
    /// When the board is full and does not know the reviewer: [`Books::knows`] is asked before anybody gets a case.
    pub(super) fn load(&mut self, reviewer: Address) -> &mut Load {
        let known = |load: &Load| load.reviewer == reviewer;
        let position = self.board.loads.iter().position(known);
        let position = position.unwrap_or_else(|| {
            assert!(
                self.board.loads.len() <= MAX_BOARD,
                "a stage remembers so many reviewers"
            );
            self.board.loads.push(Load {
                reviewer,
                ..Load::default()
            });
            self.board.loads.len().saturating_sub(1)
        });
        &mut self.board.loads[position]
    }

    /// Whether the board has, or has room for, this reviewer.
    pub(super) fn knows(&self, reviewer: Address) -> bool {
        self.board.loads.len() < MAX_BOARD
            || self
                .board
                .loads
                .iter()
                .any(|load| load.reviewer == reviewer)
    }
}

/// Whether a submission that has a place is paid.
fn is_payable(status: Status) -> bool {
    match status {
        Status::Approved => true,
        Status::Contested { .. } => mutated!(ContestedIsPaid, true, false),
        _ => false,
    }
}

/// Whether a submission waits for a place: by its appeal, or in line. A case takes nobody's turn.
fn waits(submission: &Submission, by_appeal: bool) -> bool {
    let contested = match submission.status {
        Status::Contested { before, .. } => Some(before),
        _ => None,
    };
    let undecided = match (submission.status, contested) {
        (Status::Approved, _) | (_, Some(Before::Approved)) => true,
        (Status::Appealed { .. }, _) | (_, Some(Before::Appealed { .. })) => by_appeal,
        (Status::Open, _) | (_, Some(Before::Open)) => !by_appeal,
        (
            Status::Rewarded
            | Status::Refused { .. }
            | Status::Withdrawn
            | Status::Unanchored
            | Status::Unpaid
            | Status::Contested { .. },
            _,
        ) => false,
    };
    undecided && !submission.has_place
}

/// What the places of a campaign are worth: for a draft, what it would reserve.
pub(super) fn budget_of(campaign: &Campaign) -> Amount {
    budget(campaign.base, campaign.multiplier, campaign.places)
        .expect("places and base rewards are bounded")
}

/// A campaign's record.
///
/// # Errors
///
/// `UnknownCampaign`.
pub(super) fn campaign(ctx: &mut Context<'_>, id: u64) -> Result<Campaign, Failure> {
    match CAMPAIGNS.get(ctx, &id)? {
        Some(campaign) => Ok(campaign),
        None => Err(ICampaigns::UnknownCampaign {
            campaign: id,
            count: COUNT.get(ctx)?.unwrap_or(0),
        }
        .into()),
    }
}

/// The board of a stage; one that nobody has written begins with the reviewers of now.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(super) fn board(ctx: &mut Context<'_>, stage: u8) -> Result<Board, Failure> {
    if let Some(board) = BOARDS.get(ctx, &stage)? {
        return Ok(board);
    }
    let reviewers = REVIEWERS.get(ctx)?.unwrap_or_default();
    let loads = reviewers.0.into_iter().map(|reviewer| Load {
        reviewer,
        ..Load::default()
    });
    Ok(Board {
        scheduled: false,
        loads: loads.collect(),
    })
}

pub(super) fn plus(one: Amount, other: Amount) -> Amount {
    one.checked_add(other).expect("no sum exceeds the supply")
}

pub(super) fn minus(one: Amount, other: Amount) -> Amount {
    one.checked_sub(other)
        .expect("nothing is taken that is not there")
}

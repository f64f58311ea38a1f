//! Mistakes on purpose: each is one that somebody could make in a rule, and the comparison with the model must find it.
//!
//! A rule names what it does and, beside it, what it would do with the mistake: `mutated!(Mistake, wrong, right)`.
//! Without the feature `mutations` that is `right` and nothing else: the wrong side is not even compiled.
//! With it, a mistake is switched on for one thread and the time of one call.
//!
//! Only tests have the feature. A build without debug assertions that has it does not compile.

#[cfg(all(feature = "mutations", not(debug_assertions)))]
compile_error!("a release must not contain mistakes: build without the feature `mutations`");

/// `right`; or `wrong`, while that mistake is switched on.
macro_rules! mutated {
    ($mistake:ident, $wrong:expr, $right:expr $(,)?) => {{
        #[cfg(feature = "mutations")]
        {
            if $crate::mutation::is_on($crate::mutation::Mistake::$mistake) {
                $wrong
            } else {
                $right
            }
        }
        #[cfg(not(feature = "mutations"))]
        {
            $right
        }
    }};
}

#[cfg(feature = "mutations")]
mod switch {
    use std::cell::Cell;

    macro_rules! mistakes {
        ($($(#[$doc:meta])+ $name:ident),+ $(,)?) => {
            /// Something that a rule could get wrong.
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum Mistake {
                $($(#[$doc])+ $name),+
            }

            impl Mistake {
                /// All of them.
                pub const ALL: &[Self] = &[$(Self::$name),+];

                /// Those of fraud cases, which the tests of that module find as well.
                pub const IN_CASES: &[Self] = &[
                    Self::ContestedIsPaid,
                    Self::BarIgnored,
                    Self::SilenceProves,
                    Self::OneJudgeOverturnsCase,
                    Self::OpenerDecides,
                    Self::ReplyNotAwaited,
                ];
            }
        };
    }

    mistakes! {
    /// An invitation can be accepted again.
    InvitationsAcceptedTwice,
    /// Who was invited invites.
    InvitedInvite,
    /// What nobody reviews is paid to accounts without an anchor.
    AnchorNotNeeded,
    /// What nobody reviews is paid beyond the day's ceiling.
    CeilingIgnored,
    /// A recurring task can be done again in its period.
    PeriodsNotKept,
    /// A streak goes on after a period that was left out.
    StreakNeverBreaks,
    /// A ticket can be redeemed again.
    TicketsRedeemedTwice,
    /// A ticket can be redeemed after its end.
    ExpiredTicketsTaken,
    /// Whoever signs a ticket, it is taken.
    AnySignerTaken,
    /// A ticket is paid to its own key, and then once more.
    TicketsPaidToTheirKeys,
    /// The key on a ticket is not asked whom it is for.
    HolderNotAsked,
    /// `transferFrom` leaves the allowance as it was.
    AllowanceNotUsedUp,
    /// A permit can be used again.
    PermitNonceNotCounted,
    /// A permit holds after its deadline.
    PermitWithoutEnd,
    /// A transfer to an account without a key is allowed.
    KeylessReceives,
    /// An account opens with any amount.
    OpensWithDust,
    /// A transfer costs one unit.
    FeeOfOneUnit,
    /// The holding average rounds up.
    AverageRoundsUp,
    /// The settlement ends a day early.
    SettlementOnDay27,
    /// A boundary runs in the first block after it.
    BoundaryOneMillisecondLate,
    /// A stage's end burns only what was not reserved.
    BurnForgetsReserved,
    /// A month begins with the earmarks of the month before.
    EarmarkNotReset,
    /// A reservation leaves the area's earmark as it was.
    EarmarkNotUsedUp,
    /// A payout is not counted as issued.
    PaidIsNotIssued,
    /// An area reserves what another one has.
    AreasShareEarmarks,
    /// A decision needs one approval less than two thirds.
    ThresholdOneTooLow,
    /// Whoever benefits votes.
    RecusalIgnored,
    /// The threshold is over those who may vote.
    RecusalLowersThreshold,
    /// A decision does not wait for answers to conflict claims.
    ClaimsNotAwaited,
    /// What takes effect later takes effect with the next block.
    DelayIgnored,
    /// A proposal can still spend a stage that is over.
    ProposalOutlivesStage,
    /// A seat is filled again before its term is over.
    SeatFilledDuringTerm,
    /// A term ends at the next boundary.
    TermOfOneBoundary,
    /// An affiliation binds only who declared it.
    AffiliationCountsOneWay,
    /// A withdrawn affiliation counts no more.
    WithdrawnAffiliationEnds,
    /// A campaign's approval does not declare its organiser.
    ApprovalBenefitsNobody,
    /// A reward has the multiplier of the block that pays.
    PaysByBlockOfPayment,
    /// A free place goes to the one after the next.
    PlaceGivenOutOfOrder,
    /// A refusal just before the boundary frees its place, which then burns.
    PlaceLostAtBoundary,
    /// A refusal keeps its place for ever.
    RefusalFreesNothing,
    /// Each further reward is as large as the first.
    RepeatFactorIgnored,
    /// Nobody waits after three refusals.
    RefusalWaitIgnored,
    /// One judge overturns a refusal.
    OneJudgeOverturns,
    /// Authors and organisers decide about their own submissions.
    InterestIgnored,
    /// The same content is submitted again and again.
    FactsNotCounted,
    /// A window ends with its stage, and not a week before.
    WindowReachesBoundary,
    /// One campaign reserves what it likes.
    CampaignCapIgnored,
    /// The cap for an organiser and its affiliates counts the campaign at hand alone.
    CapCountsOneCampaign,
    /// Places that nobody took stay reserved.
    ClosingReturnsNothing,
    /// A campaign takes one submission too many.
    OneTooManyLive,
    /// A case stays with its reviewer after day 7.
    CasesNeverOpenToAll,
    /// First decisions fall until the settlement ends.
    DecisionsUntilSettlement,
    /// An appeal that nobody decides overturns the refusal.
    SilenceOverturns,
    /// A reviewer scores a submission again.
    ReviewerScoresTwice,
    /// Whoever ranks well enough wins, whatever the threshold.
    ThresholdIgnored,
    /// A result is fixed while the campaign takes submissions.
    ResultBeforeClose,
    /// All who are ranked are paid, in order of number, while places last.
    EveryRankedIsPaid,
    /// What is undecided loses a place that there is not.
    UndecidedLoseAll,
    /// The ranking goes by the mean of the scores.
    RankedByMean,
    /// Who scored hears the appeal.
    ScorersHearAppeals,
    /// Anybody adds lines to a list.
    AnybodyPosts,
    /// Members of the committee are on the lists they confirm.
    SeatsOnLists,
    /// Whoever took a seat since a line was posted is paid.
    SeatsArePaid,
    /// Confirmed lines are paid at once.
    NoTimeToCorrect,
    /// A line is paid though it was struck.
    StruckLineIsPaid,
    /// A blank makes another content of the same words.
    BlanksMakeNewFacts,
    /// A nomination is approved beyond what an account may have.
    NominationsPaidTwice,
    /// A stopped key goes on.
    StoppedKeyPays,
    /// A graded result is paid to whoever sends it.
    ResultsPaidToAnybody,
    /// A form is taken with answers of any kind.
    AnswersNotChecked,
    /// What a case contests is paid when its turn comes.
    ContestedIsPaid,
    /// Whoever a proven case bars is rewarded all the same.
    BarIgnored,
    /// A case that nobody decides is proven.
    SilenceProves,
    /// One judge overturns a proven case.
    OneJudgeOverturnsCase,
    /// Whoever opened a case decides it.
    OpenerDecides,
    /// A case is decided before the accused could reply.
    ReplyNotAwaited,
    /// Two validators have the same key.
    ValidatorsShareKeys,
    /// The last validator leaves.
    LastValidatorLeaves,
    /// All decisions about validators take effect with the next epoch.
    AllDecisionsAtOnce,
    /// A change of keys holds without the signature of the new key.
    NewKeyDoesNotSign,
    /// A change of keys can be sent again.
    KeyNumberNotCounted,
    /// A version begins without notice.
    UpgradeWithoutNotice,
    }

    thread_local! {
        static ON: Cell<Option<Mistake>> = const { Cell::new(None) };
    }

    /// Whether this mistake is switched on.
    pub(crate) fn is_on(mistake: Mistake) -> bool {
        ON.get() == Some(mistake)
    }

    /// Runs `test` with a mistake switched on, in this thread.
    pub fn with_mistake<T>(mistake: Mistake, test: impl FnOnce() -> T) -> T {
        ON.set(Some(mistake));
        let result = test();
        ON.set(None);
        result
    }
}

#[cfg(feature = "mutations")]
pub(crate) use switch::is_on;
#[cfg(feature = "mutations")]
pub use switch::{Mistake, with_mistake};

//! What members do: one function for each operation, with its weight.

mod campaigns;
mod cases;
mod committee;
mod decisions;
mod forms;
mod network;
mod token;
mod ways;

pub(crate) use network::first_validators;

use crate::Generator;
use wepos_model::{Action, Model};

/// Something members do.
#[derive(Debug)]
pub(crate) struct Operation {
    /// What it is called in the report.
    pub(crate) name: &'static str,
    /// How often it happens, beside the others.
    pub(crate) weight: u32,
    /// Makes one, or none where the world does not allow for it now.
    pub(crate) make: fn(&mut Generator, &Model) -> Option<Action>,
}

/// Everything that can happen.
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "token: native transfer",
        weight: 12,
        make: token::native_transfer,
    },
    Operation {
        name: "token: transfer",
        weight: 12,
        make: token::transfer,
    },
    Operation {
        name: "token: approve",
        weight: 6,
        make: token::approve,
    },
    Operation {
        name: "token: transferFrom",
        weight: 8,
        make: token::transfer_from,
    },
    Operation {
        name: "token: permit",
        weight: 6,
        make: token::permit,
    },
    Operation {
        name: "token: to where nothing may go",
        weight: 3,
        make: token::to_protocol,
    },
    Operation {
        name: "token: call with a value",
        weight: 1,
        make: token::call_with_value,
    },
    Operation {
        name: "campaigns: propose",
        weight: 11,
        make: campaigns::propose,
    },
    Operation {
        name: "campaigns: withdrawDraft",
        weight: 1,
        make: campaigns::withdraw_draft,
    },
    Operation {
        name: "campaigns: submit",
        weight: 46,
        make: campaigns::submit,
    },
    Operation {
        name: "campaigns: redeem a ticket",
        weight: 9,
        make: ways::redeem,
    },
    Operation {
        name: "campaigns: take part at once",
        weight: 10,
        make: ways::take_part,
    },
    Operation {
        name: "identity: accept",
        weight: 4,
        make: ways::accept,
    },
    Operation {
        name: "campaigns: withdrawSubmission",
        weight: 3,
        make: campaigns::withdraw_submission,
    },
    Operation {
        name: "campaigns: decide",
        weight: 30,
        make: campaigns::decide,
    },
    Operation {
        name: "campaigns: appeal",
        weight: 7,
        make: campaigns::appeal,
    },
    Operation {
        name: "campaigns: decideAppeal",
        weight: 8,
        make: campaigns::decide_appeal,
    },
    Operation {
        name: "campaigns: score",
        weight: 18,
        make: decisions::score,
    },
    Operation {
        name: "campaigns: post a list",
        weight: 6,
        make: decisions::post,
    },
    Operation {
        name: "campaigns: strike",
        weight: 4,
        make: decisions::strike,
    },
    Operation {
        name: "campaigns: answer a form",
        weight: 6,
        make: forms::answer,
    },
    Operation {
        name: "campaigns: nominate",
        weight: 6,
        make: campaigns::nominate,
    },
    Operation {
        name: "campaigns: redeem a result",
        weight: 5,
        make: ways::redeem_result,
    },
    Operation {
        name: "campaigns: stopKey",
        weight: 1,
        make: decisions::stop_key,
    },
    Operation {
        name: "cases: open",
        weight: 3,
        make: cases::open,
    },
    Operation {
        name: "cases: reply",
        weight: 2,
        make: cases::reply,
    },
    Operation {
        name: "cases: decide",
        weight: 4,
        make: cases::decide,
    },
    Operation {
        name: "cases: appeal",
        weight: 2,
        make: cases::appeal,
    },
    Operation {
        name: "cases: decideAppeal",
        weight: 2,
        make: cases::decide_appeal,
    },
    Operation {
        name: "committee: propose awards",
        weight: 6,
        make: decisions::propose_award,
    },
    Operation {
        name: "committee: propose that a key go on",
        weight: 1,
        make: decisions::propose_resume,
    },
    Operation {
        name: "committee: propose a campaign",
        weight: 18,
        make: committee::propose_campaign,
    },
    Operation {
        name: "committee: propose a reviewer",
        weight: 3,
        make: committee::propose_reviewer,
    },
    Operation {
        name: "committee: propose a kind of activity",
        weight: 1,
        make: committee::propose_type,
    },
    Operation {
        name: "committee: propose a budget",
        weight: 1,
        make: committee::propose_budget,
    },
    Operation {
        name: "committee: propose a parameter",
        weight: 2,
        make: committee::propose_parameter,
    },
    Operation {
        name: "committee: propose a seat",
        weight: 1,
        make: committee::propose_seat,
    },
    Operation {
        name: "committee: propose a validator",
        weight: 4,
        make: network::propose_validator,
    },
    Operation {
        name: "committee: propose a version",
        weight: 3,
        make: network::propose_version,
    },
    Operation {
        name: "network: changeValidator",
        weight: 6,
        make: network::change_validator,
    },
    Operation {
        name: "committee: propose what is not decided",
        weight: 1,
        make: committee::propose_what_is_not_decided,
    },
    Operation {
        name: "committee: vote",
        weight: 30,
        make: committee::vote,
    },
    Operation {
        name: "committee: withdraw",
        weight: 3,
        make: committee::withdraw,
    },
    Operation {
        name: "committee: execute",
        weight: 2,
        make: committee::execute,
    },
    Operation {
        name: "committee: claimConflict",
        weight: 2,
        make: committee::claim_conflict,
    },
    Operation {
        name: "committee: answerConflict",
        weight: 4,
        make: committee::answer_conflict,
    },
    Operation {
        name: "committee: declareAffiliation",
        weight: 1,
        make: committee::declare_affiliation,
    },
    Operation {
        name: "committee: withdrawAffiliation",
        weight: 1,
        make: committee::withdraw_affiliation,
    },
    Operation {
        name: "committee: rotate",
        weight: 1,
        make: committee::rotate,
    },
    Operation {
        name: "committee: without a decision",
        weight: 1,
        make: committee::without_decision,
    },
];

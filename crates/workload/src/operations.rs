//! What members do: one function for each operation, with its weight.

mod token;

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
        weight: 20,
        make: token::native_transfer,
    },
    Operation {
        name: "token: transfer",
        weight: 20,
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
];

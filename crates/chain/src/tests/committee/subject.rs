//! A module that no network runs, and on whose calls the committee may decide: its calls say what they declare.

use crate::{
    Context, Decision, Failure,
    modules::{Module, Modules, committee, decode, emission, multicall, token},
    stages::StageIndex,
    state::{Field, Item, Key, Record},
    testing::TestChain,
};
use alloy_json_abi::JsonAbi;
use alloy_primitives::{Address, address};
use wepos_abi::{Interface, ModuleInfo};

alloy_sol_types::sol! {
    /// What the committee may decide on here, and what not.
    interface ISubject {
        function act(uint64 value, address[] benefits, bool spends, uint8 stage, bool delayed) external;
        function secret(uint64 value) external;
    }
}

pub(super) const SUBJECT: Address = address!("0x00000000000000000000000000000000000010f0");

/// Calls with these values do something else than succeed.
pub(super) const HOPELESS: u64 = 12;
pub(super) const FAILS: u64 = 13;
pub(super) const PANICS: u64 = 14;
pub(super) const ENDLESS: u64 = 15;
/// Fails until the day is over that the chain launched on.
pub(super) const LATER: u64 = 16;

const ACTED: Item<u64> = Item::new(Field::new(110, 0));

static INFO: ModuleInfo = ModuleInfo {
    name: "subject",
    address: SUBJECT,
    interface: Interface::new("", NO_FUNCTIONS, JsonAbi::new),
};

const NO_FUNCTIONS: &str = r#"{"name": "subject", "address": null, "noticeEn": "", "noticeZh": "",
    "structs": [], "abi": [], "docs": []}"#;

struct Subject;

impl Module for Subject {
    fn info(&self) -> &'static ModuleInfo {
        &INFO
    }

    fn number(&self) -> u8 {
        110
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        use ISubject::ISubjectCalls as Calls;
        committee::require_decision(ctx)?;
        let value = match decode::<Calls>(input)? {
            Calls::act(call) => call.value,
            Calls::secret(call) => call.value,
        };
        let acted = ACTED.get(ctx)?.unwrap_or(0);
        ACTED.put(ctx, &(acted + 1))?;
        match value {
            FAILS => Err(Failure::text("not today")),
            PANICS => panic!("a bug in what was decided"),
            ENDLESS => ctx.charge(u64::MAX).map(|()| Vec::new()),
            LATER if ctx.block().network.day_at(ctx.time()) == 0 => {
                Err(Failure::text("not on this day"))
            }
            _ => Ok(Vec::new()),
        }
    }

    fn decision(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Option<Decision>, Failure> {
        use ISubject::ISubjectCalls as Calls;
        let Calls::act(call) = decode::<Calls>(input)? else {
            return Ok(None);
        };
        if call.value == HOPELESS {
            // It may not even try to write.
            ACTED.put(ctx, &100)?;
        }
        Ok(Some(Decision {
            beneficiaries: call.benefits,
            spends: call.spends.then_some(StageIndex(call.stage)),
            delayed: call.delayed,
        }))
    }
}

/// The network's modules that the committee needs, and the one above.
pub(super) const WITH_SUBJECT: Modules = Modules(&[
    &token::Token,
    &emission::Emission,
    &committee::Committee,
    &Subject,
    &multicall::Multicall,
]);

/// How many calls ran to their end.
pub(super) fn acted(chain: &TestChain) -> u64 {
    chain
        .state()
        .get(&acted_key())
        .map_or(0, |value| u64::from_value(value))
}

fn acted_key() -> Key {
    ACTED.key()
}

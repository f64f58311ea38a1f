//! Modules that no network runs: each does one thing that a rule must not be able to get away with.

use crate::{
    Context, Failure,
    amounts::Amount,
    modules::{MODULES, Module, Modules, emission, multicall, token},
    state::{Field, Item, Map},
};
use alloy_json_abi::JsonAbi;
use alloy_primitives::{Address, U256, address};
use wepos_abi::{Interface, ModuleInfo};

type Rule = fn(&mut Context<'_>, &[u8]) -> Result<(), Failure>;

/// A module made of functions.
pub(super) struct TestModule {
    info: &'static ModuleInfo,
    number: u8,
    call: Rule,
    due: Rule,
    begin_block: Rule,
    held: fn(&mut Context<'_>) -> Result<Option<Amount>, Failure>,
}

impl TestModule {
    const fn new(info: &'static ModuleInfo, number: u8, call: Rule) -> Self {
        Self {
            info,
            number,
            call,
            due: |_, _| Err(Failure::text("nothing is due")),
            begin_block: |_, _| Ok(()),
            held: |_| Ok(None),
        }
    }
}

impl Module for TestModule {
    fn info(&self) -> &'static ModuleInfo {
        self.info
    }

    fn number(&self) -> u8 {
        self.number
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        (self.call)(ctx, input).map(|()| Vec::new())
    }

    fn due(&self, ctx: &mut Context<'_>, payload: &[u8]) -> Result<(), Failure> {
        (self.due)(ctx, payload)
    }

    fn begin_block(&self, ctx: &mut Context<'_>) -> Result<(), Failure> {
        (self.begin_block)(ctx, &[])
    }

    fn held(&self, ctx: &mut Context<'_>) -> Result<Option<Amount>, Failure> {
        (self.held)(ctx)
    }
}

const NO_FUNCTIONS: &str = r#"{"name": "test", "address": null, "noticeEn": "", "noticeZh": "",
    "structs": [], "abi": [], "docs": []}"#;

const fn plain(name: &'static str, address: Address) -> ModuleInfo {
    ModuleInfo {
        name,
        address,
        interface: Interface::new("", NO_FUNCTIONS, JsonAbi::new),
    }
}

alloy_sol_types::sol! {
    /// Open to newcomers, all but `close`.
    interface IOpen {
        function submit(uint256 work) external;
        function close() external;
    }

    /// What a test module tells.
    #[derive(Debug, PartialEq, Eq)]
    event Touched(uint256 seen);
}

const OPEN_FUNCTIONS: &str = r#"{
    "name": "open", "address": null, "noticeEn": "", "noticeZh": "", "structs": [],
    "abi": [
        {"type": "function", "name": "close", "inputs": [], "outputs": [], "stateMutability": "nonpayable"},
        {"type": "function", "name": "submit", "inputs": [{"name": "work", "type": "uint256"}], "outputs": [],
         "stateMutability": "nonpayable"}
    ],
    "docs": [
        {"kind": "function", "name": "submit", "signature": "submit(uint256)", "selector": "", "noticeEn": "",
         "noticeZh": "", "params": [], "returns": [], "newcomer": true}
    ]
}"#;

pub(super) const PANIC: Address = address!("0x00000000000000000000000000000000000010e0");
pub(super) const MINT: Address = address!("0x00000000000000000000000000000000000010e1");
pub(super) const HOLD: Address = address!("0x00000000000000000000000000000000000010e2");
pub(super) const SWALLOW: Address = address!("0x00000000000000000000000000000000000010e3");
pub(super) const KEYS: Address = address!("0x00000000000000000000000000000000000010e4");
pub(super) const AGENDA: Address = address!("0x00000000000000000000000000000000000010e5");
pub(super) const OPEN: Address = address!("0x00000000000000000000000000000000000010e6");
pub(super) const LIAR: Address = address!("0x00000000000000000000000000000000000010e7");
pub(super) const CHAIN: Address = address!("0x00000000000000000000000000000000000010e8");
pub(super) const CALENDAR: Address = address!("0x00000000000000000000000000000000000010e9");

static PANIC_INFO: ModuleInfo = plain("panic", PANIC);
static MINT_INFO: ModuleInfo = plain("mint", MINT);
static HOLD_INFO: ModuleInfo = plain("hold", HOLD);
static SWALLOW_INFO: ModuleInfo = plain("swallow", SWALLOW);
static KEYS_INFO: ModuleInfo = plain("keys", KEYS);
static AGENDA_INFO: ModuleInfo = plain("agenda", AGENDA);
static LIAR_INFO: ModuleInfo = plain("liar", LIAR);
static CHAIN_INFO: ModuleInfo = plain("chain", CHAIN);
static CALENDAR_INFO: ModuleInfo = plain("calendar", CALENDAR);
static OPEN_INFO: ModuleInfo = ModuleInfo {
    name: "open",
    address: OPEN,
    interface: Interface::new("", OPEN_FUNCTIONS, JsonAbi::new),
};

/// Panics, after it has written and told something; for input that begins with 9, at once. For input that begins with 8
/// it fails with a document for a reason.
static PANIC_MODULE: TestModule = TestModule::new(&PANIC_INFO, 100, |ctx, input| {
    assert_ne!(input[0], 9, "a bug in a view");
    if input[0] == 8 {
        return Err(Failure::text(&"why ".repeat(2_000)));
    }
    COUNTER.put(ctx, &1)?;
    ctx.emit(&Touched { seen: U256::ONE })?;
    panic!("a bug");
});
const COUNTER: Item<u64> = Item::new(Field::new(100, 0));

/// Makes or destroys money by writing account records past the token. The input says how.
static MINT_MODULE: TestModule = TestModule::new(&MINT_INFO, 101, |ctx, input| {
    const ACCOUNTS: Map<Address, token::Account> = Map::new(token::ACCOUNTS_FIELD);
    let sender = ctx.sender();
    let mut account = ACCOUNTS.get(ctx, &sender)?.unwrap_or_default();
    let change = Amount::pos(1);
    match input {
        b"make" => account.balance = account.balance.checked_add(change).expect("it fits"),
        b"most" => account.balance = Amount::MAX,
        b"lose" => account.balance = account.balance.checked_sub(change).expect("it has some"),
        b"drop" => return ACCOUNTS.remove(ctx, &sender),
        _ => {}
    }
    ACCOUNTS.put(ctx, &sender, &account)
});

/// Holds PoS, and says it holds what its record says. The input says what is moved and what is written.
static HOLD_MODULE: TestModule = TestModule {
    held: |ctx| Ok(Some(Amount::pos(HELD.get(ctx)?.unwrap_or(0)))),
    ..TestModule::new(&HOLD_INFO, 102, |ctx, input| {
        let this = ctx.this();
        let sender = ctx.sender();
        let held = HELD.get(ctx)?.unwrap_or(0);
        let one = Amount::pos(1);
        let stage = wepos_abi::addresses::STAGE;
        match input {
            b"take and write" => {
                token::move_protocol_funds(ctx, stage, this, one)?;
                HELD.put(ctx, &(held + 1))
            }
            b"take only" => token::move_protocol_funds(ctx, stage, this, one),
            b"give only" => token::move_protocol_funds(ctx, this, sender, one),
            b"write only" => HELD.put(ctx, &(held + 1)),
            _ => Ok(()),
        }
    })
};
pub(super) const HELD: Item<u64> = Item::new(Field::new(102, 0));

/// Swallows every error, and does different things after one.
static SWALLOW_MODULE: TestModule = TestModule::new(&SWALLOW_INFO, 103, |ctx, input| {
    const SEEN: Map<u64, u64> = Map::new(Field::new(103, 0));
    let mut errors = 0;
    for id in 0..u64::from(input[0]) {
        let Ok(value) = SEEN.get(ctx, &id) else {
            errors += 1;
            continue;
        };
        if SEEN.put(ctx, &id, &(value.unwrap_or(0) + 1)).is_err() {
            errors += 1;
        }
    }
    if errors > 0 && SEEN.put(ctx, &1_000, &errors).is_err() {
        return Ok(());
    }
    if ctx
        .emit(&Touched {
            seen: U256::from(errors),
        })
        .is_err()
    {
        return Ok(());
    }
    Ok(())
});

/// Reads as many keys as the two bytes of input say, and stops at an error only if the third is 0.
static KEYS_MODULE: TestModule = TestModule::new(&KEYS_INFO, 104, |ctx, input| {
    const KEY: Map<u32, u64> = Map::new(Field::new(104, 0));
    let count = u16::from_be_bytes([input[0], input[1]]);
    for id in 0..u32::from(count) {
        let value = KEY.get(ctx, &id);
        if input[2] == 0 {
            value?;
        }
    }
    Ok(())
});

/// What an agenda item of [`AGENDA_MODULE`] does: the first byte of its payload.
pub(super) mod item {
    pub(crate) const SUCCEED: u8 = 0;
    pub(crate) const REVERT: u8 = 1;
    pub(crate) const PANIC: u8 = 2;
    pub(crate) const ALL_KEYS: u8 = 3;
    pub(crate) const ALL_GAS: u8 = 4;
    pub(crate) const PANIC_READ_ONLY: u8 = 5;
    pub(crate) const FAIL_ONCE: u8 = 6;
}

/// How many items ran to their end.
pub(super) const DONE: Item<u64> = Item::new(Field::new(105, 0));
const TRIED: Map<u64, u64> = Map::new(Field::new(105, 1));

/// Schedules as many items as bytes 9 and 10 say, at the time of bytes 1 to 8, that do what byte 0 says.
static AGENDA_MODULE: TestModule = TestModule {
    due: |ctx, payload| {
        const MANY: Map<u64, u64> = Map::new(Field::new(105, 2));
        let done = DONE.get(ctx)?.unwrap_or(0);
        DONE.put(ctx, &(done + 1))?;
        ctx.emit(&Touched {
            seen: U256::from(done),
        })?;
        match payload[0] {
            item::SUCCEED => Ok(()),
            item::REVERT => Err(Failure::text("not today")),
            item::PANIC => panic!("a bug in an agenda item"),
            item::ALL_KEYS => (0..1_000).try_for_each(|id| MANY.get(ctx, &id).map(|_| ())),
            item::ALL_GAS => ctx.charge(u64::MAX),
            item::PANIC_READ_ONLY => ctx.call_read_only(PANIC, &[9]).map(|_| ()),
            _ => {
                // State of a failed attempt is undone, so the time has to tell that this is the second.
                let scheduled = u64::from_be_bytes(payload[1..9].try_into().expect("8 bytes"));
                if ctx.time().millis() < scheduled + 5_000 {
                    TRIED.put(ctx, &scheduled, &1)?;
                    return Err(Failure::text("too early"));
                }
                Ok(())
            }
        }
    },
    ..TestModule::new(&AGENDA_INFO, 105, |ctx, input| {
        let at = u64::from_be_bytes(input[1..9].try_into().expect("8 bytes"));
        let count = u16::from_be_bytes([input[9], input[10]]);
        for _ in 0..count {
            let at = crate::time::Timestamp::from_millis(at);
            crate::execution::AGENDA.schedule(ctx, at, 105, input[..9].to_vec())?;
        }
        Ok(())
    })
};

/// Lets newcomers in: `submit` uses as much gas as it is told, and reverts for 13.
static OPEN_MODULE: TestModule = TestModule::new(&OPEN_INFO, 106, |ctx, input| {
    const SUBMITTED: Map<Address, u64> = Map::new(Field::new(106, 0));
    let work = U256::try_from_be_slice(input.get(4..).unwrap_or_default()).unwrap_or_default();
    let work = u64::try_from(work).unwrap_or(u64::MAX);
    ctx.charge(work)?;
    let sender = ctx.sender();
    SUBMITTED.put(ctx, &sender, &work)?;
    crate::ensure!(work != 13, wepos_abi::IErrors::ReadOnlyCall {});
    Ok(())
});

/// Says that a key is missing when none is.
static LIAR_MODULE: TestModule = TestModule::new(&LIAR_INFO, 107, |_, _| Err(Failure::NotLoaded));

/// Follows a chain of keys: each read says what is read next, and every step is told.
static CHAIN_MODULE: TestModule = TestModule::new(&CHAIN_INFO, 108, |ctx, input| {
    const NEXT: Map<u64, u64> = Map::new(Field::new(108, 0));
    let mut at = u64::from(input[0]);
    for step in 0..12 {
        let next = NEXT.get(ctx, &at)?.unwrap_or(at * 7 + step);
        ctx.emit(&Touched {
            seen: U256::from(at),
        })?;
        NEXT.put(ctx, &at, &(next + 1))?;
        at = next;
    }
    Ok(())
});

/// Panics at the beginning of every block after the first.
static CALENDAR_MODULE: TestModule = TestModule {
    begin_block: |ctx, _| {
        const BEGUN: Item<u64> = Item::new(Field::new(109, 0));
        BEGUN.put(ctx, &ctx.block().number)?;
        assert!(ctx.block().number < 2, "a bug at a boundary");
        Ok(())
    },
    ..TestModule::new(&CALENDAR_INFO, 109, |_, _| Ok(()))
};

/// The network's modules and the ones above.
pub(super) const ROGUES: Modules = Modules(&[
    &token::Token,
    &emission::Emission,
    &PANIC_MODULE,
    &MINT_MODULE,
    &HOLD_MODULE,
    &SWALLOW_MODULE,
    &KEYS_MODULE,
    &AGENDA_MODULE,
    &OPEN_MODULE,
    &LIAR_MODULE,
    &CHAIN_MODULE,
    &multicall::Multicall,
]);

/// The network's modules and one whose calendar is broken.
pub(super) const BROKEN_CALENDAR: Modules = Modules(&[
    &CALENDAR_MODULE,
    &token::Token,
    &emission::Emission,
    &multicall::Multicall,
]);

#[test]
fn every_module_has_a_number_an_address_and_a_name_of_its_own() {
    for modules in [MODULES, ROGUES, BROKEN_CALENDAR] {
        let distinct = |values: Vec<String>| {
            let set: std::collections::BTreeSet<_> = values.iter().cloned().collect();
            assert_eq!(set.len(), values.len(), "{values:?}");
        };
        distinct(
            modules
                .0
                .iter()
                .map(|module| module.number().to_string())
                .collect(),
        );
        distinct(
            modules
                .0
                .iter()
                .map(|module| module.info().address.to_string())
                .collect(),
        );
        distinct(
            modules
                .0
                .iter()
                .map(|module| module.info().name.to_owned())
                .collect(),
        );
        assert!(
            modules
                .0
                .iter()
                .all(|module| module.number() != crate::execution::PROTOCOL)
        );
    }
}

//! The rule book computed a second time, from its text.
//!
//! The state machine is compared with this model: for every transaction the answer, the bytes of the error and every
//! event; for every block what the calendar did; and all balances and counters. The two share the Solidity interfaces,
//! which say how calls, errors and events are written, and nothing else. So the model is free to be slow and plain:
//! ordinary maps and lists, one pass, no gas, no storage keys, no rounds of loading.
//!
//! What it does not model is what nobody can be paid by: gas, the size and the daily number of transactions.
//!
//! # Life cycle
//!
//! [`Model::new`] reads a genesis document as anybody else would, from its JSON. [`Model::begin_block`] moves the clock
//! and says what the protocol itself does then; [`Model::apply`] answers one transaction.

mod campaigns;
mod cases;
mod committee;
mod emission;
mod identity;
mod network;
mod settings;
mod token;

pub use campaigns::{
    Announced, Bar, Before, Campaign, List, Load, Outcome, Phase, Ranked, Score, Submission,
};
pub use cases::{Case, CaseStatus};
pub use committee::{Claim, Proposal, Seat, Status};
pub use emission::StageBook;
pub use network::{Plan, Validator};
pub use settings::{Settings, SettingsError, Stage};

use alloy_primitives::{Address, Bytes, Log, U256};
use alloy_sol_types::{SolError, SolEvent, SolInterface};
use std::collections::{BTreeMap, BTreeSet};
use wepos_abi::{IErrors, addresses};

/// What somebody sent.
#[derive(Clone, Debug)]
pub struct Action {
    /// Who signed it.
    pub sender: Address,
    /// What it calls, or who receives its value.
    pub to: Address,
    /// PoS sent along, in base units.
    pub value: U256,
    /// The call; empty for a plain transfer.
    pub input: Bytes,
}

/// What it must come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It succeeds with these events.
    Success(Vec<Log>),
    /// It fails with this error, and changes nothing.
    Failure(Bytes),
    /// It may not be in a block at all.
    LeftOut,
}

/// Why a rule says no: the bytes of a Solidity error.
#[derive(Clone, Debug)]
struct Refusal(Bytes);

impl<E: SolError> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self(error.abi_encode().into())
    }
}

/// The world as the rule book has it.
///
/// Every rule checks everything before it changes anything, so that a refusal has nothing to undo.
#[derive(Debug)]
pub struct Model {
    settings: Settings,
    now_ms: u64,
    tokens: token::Tokens,
    emission: emission::Emission,
    committee: committee::Committee,
    campaigns: campaigns::Campaigns,
    cases: Vec<cases::Case>,
    network: network::Network,
    /// Accounts that need no further proof of a person behind them (R21).
    anchored: BTreeSet<Address>,
    /// Those of them who were invited.
    invited: BTreeSet<Address>,
    /// Who accepted: by inviter, stage and number.
    invitations: BTreeMap<(Address, u8, u8), Address>,
    /// What time brings, in its order; of one instant, in the order of scheduling.
    agenda: BTreeMap<(u64, u64), Due>,
    scheduled: u64,
    logs: Vec<Log>,
}

/// Something that time brings.
#[derive(Clone, Copy, Debug)]
enum Due {
    /// A proposal's time is over.
    Lapse(usize),
    /// A decision takes effect.
    Execute(usize),
    /// A draft's time is over.
    LapseDraft(u64),
    /// An approved campaign's stage begins.
    Fund(u64),
    /// A campaign takes no more submissions.
    Close(u64),
    /// There may be places for more than one call could look at.
    GivePlaces(u64),
    /// A refusal that kept its place can be appealed no more.
    EndRefusal(u64, u32),
    /// A hearing is over.
    EndAppeal(u64, u32),
    /// What a stage left undecided is told.
    TellUndecided(usize),
    /// An account has an anchor, and something waited for it.
    PayWaiting(Address),
    /// A campaign that is graded opens: what it draws from is fixed.
    Draw(u64),
    /// Nobody may score any more.
    Announce(u64),
    /// Submissions are told a result.
    TellResult(u64),
    /// Confirmed lines of a list are paid, from one to another.
    PayList(u64, u32, u32),
    /// A case can be decided no more.
    LapseCase(u64),
    /// A proven case can be appealed, or its appeal heard, no more.
    SettleCase(u64),
}

impl Model {
    /// The world before the first block of the network that `genesis` describes.
    ///
    /// # Errors
    ///
    /// When the document lacks something that the rules need.
    pub fn new(genesis: &str) -> Result<Self, SettingsError> {
        let settings = Settings::read(genesis)?;
        Ok(Self {
            now_ms: settings.launch_ms,
            settings,
            tokens: token::Tokens::default(),
            emission: emission::Emission::default(),
            committee: committee::Committee::default(),
            campaigns: campaigns::Campaigns::default(),
            cases: Vec::new(),
            network: network::Network::default(),
            anchored: BTreeSet::new(),
            invited: BTreeSet::new(),
            invitations: BTreeMap::new(),
            agenda: BTreeMap::new(),
            scheduled: 0,
            logs: Vec::new(),
        })
    }

    /// What genesis settled.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The clock, in milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Every account and what it holds, protocol accounts included.
    pub fn balances(&self) -> BTreeMap<Address, u128> {
        self.tokens.balances()
    }

    /// What an account holds.
    pub fn balance(&self, account: Address) -> u128 {
        self.tokens.balance(account)
    }

    /// What `spender` may still move of `owner`.
    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.tokens.allowance(owner, spender)
    }

    /// The number that the owner's next permit must carry.
    pub fn permit_nonce(&self, owner: Address) -> u64 {
        self.tokens.permit_nonce(owner)
    }

    /// The average that `account` held over the last whole month, and for how many months in a row it was at least
    /// 10 PoS.
    pub fn held_last_month(&self, account: Address) -> (u128, u32) {
        self.tokens
            .held_last_month(&self.settings, account, self.now_ms)
    }

    /// Begins a block at `now_ms` and returns the events of what the protocol does by itself.
    pub fn begin_block(&mut self, now_ms: u64) -> Vec<Log> {
        self.now_ms = now_ms;
        let first = self.stages().is_empty();
        self.run_calendar();
        if first {
            self.anchored = self.settings.ready.iter().map(|ready| ready.0).collect();
            self.seat_first();
            self.name_first_reviewers();
        }
        self.begin_network();
        while let Some(entry) = self.agenda.first_entry()
            && entry.key().0 <= now_ms
        {
            let due = entry.remove();
            self.run_due(due);
        }
        std::mem::take(&mut self.logs)
    }

    fn run_due(&mut self, due: Due) {
        match due {
            Due::Lapse(id) => self.lapse_proposal(id),
            Due::Execute(id) if self.committee_waits(id) => self.execute(id),
            Due::Execute(_) => {}
            Due::LapseDraft(id) => self.lapse_draft(id),
            Due::Fund(id) => self.fund_queued(id),
            Due::Close(id) => self.close_campaign(id),
            Due::GivePlaces(id) => self.give_places(id),
            Due::EndRefusal(id, number) => self.end_refusal(id, number),
            Due::EndAppeal(id, number) => self.end_appeal(id, number),
            Due::TellUndecided(stage) => self.tell_undecided(stage),
            Due::PayWaiting(account) => self.pay_waiting(account),
            Due::Draw(id) => self.draw(id),
            Due::Announce(id) => self.announce_when_due(id),
            Due::TellResult(id) => self.tell_result(id),
            Due::PayList(id, next, last) => self.pay_list(id, next, last),
            Due::LapseCase(id) => self.lapse_case(id),
            Due::SettleCase(id) => self.settle_case(id),
        }
    }

    /// When time next brings something: a month, the end of a settlement, or an item of the agenda.
    pub fn next_event_ms(&self) -> u64 {
        let agenda = self.agenda.first_key_value();
        let agenda = agenda.map_or(u64::MAX, |((at_ms, _), _)| *at_ms);
        agenda.min(self.next_boundary_ms())
    }

    fn schedule(&mut self, at_ms: u64, due: Due) {
        self.scheduled += 1;
        self.agenda.insert((at_ms, self.scheduled), due);
    }

    /// Whether an account is anchored.
    pub fn is_anchored(&self, account: Address) -> bool {
        self.anchored.contains(&account)
    }

    /// What `action` comes to. A failure leaves the world as it was.
    pub fn apply(&mut self, action: &Action) -> Answer {
        let balance = U256::from(self.tokens.balance(action.sender));
        let newcomer = !self.tokens.exists(action.sender);
        let open = wepos_abi::modules::by_address(action.to).is_some_and(|module| {
            let selector = action.input.first_chunk::<4>();
            selector.is_some_and(|selector| module.open_to_newcomers(*selector))
        });
        if action.value > balance || (newcomer && !open) {
            return Answer::LeftOut;
        }
        match self.dispatch(action) {
            Ok(()) => {
                self.tokens.begin(action.sender, self.now_ms);
                Answer::Success(std::mem::take(&mut self.logs))
            }
            Err(Refusal(_)) if newcomer => Answer::LeftOut,
            Err(Refusal(error)) => Answer::Failure(error),
        }
    }

    fn dispatch(&mut self, action: &Action) -> Result<(), Refusal> {
        let module = wepos_abi::modules::by_address(action.to);
        let Some(module) = module.filter(|_| !action.input.is_empty()) else {
            return self.transfer(action.sender, action.to, action.value);
        };
        if !action.value.is_zero() {
            return Err(IErrors::NotPayable {}.into());
        }
        self.call(action.sender, module.address, &action.input)
    }

    /// Runs a call of a module: of a member, or of the committee that carries out a decision.
    fn call(&mut self, sender: Address, target: Address, input: &[u8]) -> Result<(), Refusal> {
        match target {
            addresses::TOKEN => self.call_token(sender, input),
            addresses::EMISSION => self.call_emission(sender, input),
            addresses::COMMITTEE => self.call_committee(sender, input),
            addresses::CAMPAIGNS => self.call_campaigns(sender, input),
            addresses::IDENTITY => self.call_identity(input),
            addresses::CASES => self.call_cases(sender, input),
            addresses::NETWORK => self.call_network(sender, input),
            // Reading changes nothing, and the workload sends no other calls.
            _ => Ok(()),
        }
    }

    fn emit(&mut self, module: Address, event: &impl SolEvent) {
        let data = event.encode_log_data();
        self.logs.push(Log {
            address: module,
            data,
        });
    }
}

/// Decodes a call of an interface; the workload only sends calls that its encoder wrote.
fn decoded<C: SolInterface>(input: &[u8]) -> Result<C, Refusal> {
    C::abi_decode(input).map_err(|_| Refusal(Bytes::new()))
}

//! Which PoS may go where, and who has to say so: the money of the rule book as a table.
//!
//! Every transfer that touches a protocol account must fit a row, and the transaction must carry the event that the
//! row names, with the same amount and, where it names one, the same account (I2, I6). One event says why one transfer
//! happened, not two. Transfers between members are theirs.

use super::observed::{ObservedTransaction, Said, Transfer};
use alloy_primitives::{Address, U256};
use wepos_abi::{
    ICampaigns::ICampaignsEvents as Campaigns, IEmission::IEmissionEvents as Emission, addresses,
};

/// What an account is to the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// Nowhere: where the supply came from in block 1.
    Creation,
    Unreleased,
    Stage,
    Reserved,
    Settlement,
    Pool,
    /// Where check-in transfers arrive (R7).
    Participation,
    /// The market's orders.
    Market,
    /// The auctions' pledges.
    Auction,
    /// The wish board's pledges.
    Wishes,
    Burned,
    Migrated,
    /// Another account of the protocol: nothing is ever there.
    Other,
    /// Somebody's.
    Member,
}

impl Place {
    pub(crate) fn of(account: Address) -> Self {
        match account {
            Address::ZERO => Self::Creation,
            addresses::UNRELEASED => Self::Unreleased,
            addresses::STAGE => Self::Stage,
            addresses::RESERVED => Self::Reserved,
            addresses::SETTLEMENT => Self::Settlement,
            addresses::POOL => Self::Pool,
            addresses::PARTICIPATION => Self::Participation,
            addresses::MARKET => Self::Market,
            addresses::AUCTION => Self::Auction,
            addresses::WISHES => Self::Wishes,
            addresses::BURNED => Self::Burned,
            addresses::MIGRATED => Self::Migrated,
            other if addresses::is_protocol_account(other) => Self::Other,
            _ => Self::Member,
        }
    }

    /// One word, for tables.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Creation => "creation",
            Self::Unreleased => "unreleased",
            Self::Stage => "stage",
            Self::Reserved => "reserved",
            Self::Settlement => "settlement",
            Self::Pool => "pool",
            Self::Participation => "participation",
            Self::Market => "market",
            Self::Auction => "auction",
            Self::Wishes => "wishes",
            Self::Burned => "burned",
            Self::Migrated => "migrated",
            Self::Other => "protocol",
            Self::Member => "member",
        }
    }
}

/// Who has to say that this happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// Nobody: block 1 alone may.
    Genesis,
    /// This event of this module, in the same transaction, with the same amount ([`told`]).
    Event(&'static str, &'static str),
    /// Any event of this module, in the same transaction.
    Module(&'static str),
}

/// A way that PoS may go.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) from: Place,
    pub(crate) to: Place,
    pub(crate) says: Says,
    /// What it is: a label in tables, with its source.
    pub(crate) label: &'static str,
}

const fn flow(from: Place, to: Place, says: Says, label: &'static str) -> Flow {
    Flow {
        from,
        to,
        says,
        label,
    }
}

use Place::{
    Auction, Burned, Creation, Market, Member, Migrated, Participation, Pool, Reserved, Settlement,
    Stage, Unreleased, Wishes,
};
use Says::{Event, Genesis, Module};

/// Every way there is. What is not here does not happen: no row leads out of `burned` and `migrated` (I5), none into
/// `unreleased` but creation, none out of the pool but participation (R6).
pub(crate) static FLOWS: &[Flow] = &[
    flow(Creation, Unreleased, Genesis, "creation (WP-55)"),
    flow(Creation, Pool, Genesis, "creation of the pool (WP-64)"),
    flow(
        Unreleased,
        Stage,
        Event("emission", "TrancheReleased"),
        "tranche (R4)",
    ),
    flow(
        Stage,
        Burned,
        Event("emission", "StageEnded"),
        "burn of what nothing reserved (WP-57)",
    ),
    flow(
        Stage,
        Member,
        Event("emission", "DevelopmentFunded"),
        "ready account of a development network",
    ),
    flow(
        Stage,
        Reserved,
        Event("campaigns", "CampaignFunded"),
        "reserved for a campaign (R3)",
    ),
    flow(
        Reserved,
        Stage,
        Event("campaigns", "BudgetReturned"),
        "given back by a campaign (R3)",
    ),
    flow(
        Reserved,
        Member,
        Event("campaigns", "Rewarded"),
        "reward (I6)",
    ),
    flow(
        Settlement,
        Member,
        Event("campaigns", "Rewarded"),
        "reward of the last stage (R5)",
    ),
    flow(
        Reserved,
        Burned,
        Event("emission", "StageEnded"),
        "burn of what was reserved in vain (R5)",
    ),
    flow(
        Reserved,
        Settlement,
        Event("emission", "StageEnded"),
        "still under review at the boundary (R5)",
    ),
    flow(
        Settlement,
        Burned,
        Event("emission", "StageSettled"),
        "burn of what was refused or undecided (R5)",
    ),
    flow(
        Member,
        Market,
        Module("market"),
        "redemption into escrow (R8)",
    ),
    flow(Market, Pool, Module("market"), "redemption (R8)"),
    flow(Market, Member, Module("market"), "refund of an order (R8)"),
    flow(Member, Auction, Module("auction"), "pledge (R10)"),
    flow(Auction, Pool, Module("auction"), "won bid (R9)"),
    flow(
        Auction,
        Member,
        Module("auction"),
        "refund of a pledge (R10)",
    ),
    flow(Member, Wishes, Module("wishes"), "pledge for a wish (R25)"),
    flow(
        Wishes,
        Market,
        Module("wishes"),
        "wish that was answered (R25)",
    ),
    flow(Wishes, Member, Module("wishes"), "refund of a wish (R25)"),
    flow(
        Member,
        Participation,
        Module("participation"),
        "check-in transfer (R7)",
    ),
    flow(
        Participation,
        Pool,
        Module("participation"),
        "check-in transfer to the pool (R6)",
    ),
    flow(
        Member,
        Pool,
        Module("participation"),
        "check-in transfer to the pool (R6)",
    ),
    flow(
        Pool,
        Member,
        Module("participation"),
        "participation airdrop (R7)",
    ),
    flow(Member, Migrated, Module("migration"), "migration (R17)"),
    flow(Unreleased, Migrated, Module("migration"), "migration (R17)"),
    flow(Stage, Migrated, Module("migration"), "migration (R17)"),
    flow(Pool, Migrated, Module("migration"), "migration (R17)"),
];

/// What is to be said of a transfer that touches a protocol account.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Judged {
    /// It is this flow.
    Is(&'static Flow),
    /// There are such flows, and nobody said what they need.
    Unsaid(&'static Flow),
    /// There is no such flow.
    Unknown,
}

/// What an event tells of a flow: who is paid, where it says so, and how much.
fn told(flow: &Flow, said: &Said) -> Option<(Option<Address>, U256)> {
    Some(match (flow.from, flow.to, said) {
        (Unreleased, Stage, Said::Emission(Emission::TrancheReleased(it))) => (None, it.amount),
        (Stage, Member, Said::Emission(Emission::DevelopmentFunded(it))) => {
            (Some(it.account), it.amount)
        }
        (Stage, Burned, Said::Emission(Emission::StageEnded(it))) => (None, it.unreserved),
        (Reserved, Burned, Said::Emission(Emission::StageEnded(it))) => (None, it.unsubmitted),
        (Reserved, Settlement, Said::Emission(Emission::StageEnded(it))) => (None, it.toSettlement),
        (Settlement, Burned, Said::Emission(Emission::StageSettled(it))) => (None, it.undecided),
        (Stage, Reserved, Said::Campaigns(Campaigns::CampaignFunded(it))) => (None, it.budget),
        (Reserved, Stage, Said::Campaigns(Campaigns::BudgetReturned(it))) => (None, it.amount),
        (Reserved | Settlement, Member, Said::Campaigns(Campaigns::Rewarded(it))) => {
            (Some(it.account), it.amount)
        }
        _ => return None,
    })
}

/// Judges the transfers of one transaction, in order.
pub(crate) struct Judge<'a> {
    transaction: &'a ObservedTransaction,
    block: u64,
    /// The events that have said why something moved, by position, with where from and where to: one event of a
    /// boundary tells of three flows.
    used: Vec<(usize, Place, Place)>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(transaction: &'a ObservedTransaction, block: u64) -> Self {
        Self {
            transaction,
            block,
            used: Vec::new(),
        }
    }

    /// Finds the row of a transfer; nothing for one between members.
    pub(crate) fn transfer(&mut self, transfer: &Transfer) -> Option<Judged> {
        let (from, to) = (Place::of(transfer.from), Place::of(transfer.to));
        if from == Member && to == Member {
            return None;
        }
        let mut rows = FLOWS
            .iter()
            .filter(|flow| flow.from == from && flow.to == to)
            .peekable();
        let Some(first) = rows.peek().copied() else {
            return Some(Judged::Unknown);
        };
        let row = rows.find(|flow| match flow.says {
            Genesis => self.block == 1,
            Module(module) => self.transaction.says(module, None),
            Event(module, name) => self.said_by(flow, transfer, module, name),
        });
        Some(row.map_or(Judged::Unsaid(first), Judged::Is))
    }

    /// Whether an event says this, and has not said so of another transfer.
    fn said_by(&mut self, flow: &Flow, transfer: &Transfer, module: &str, name: &str) -> bool {
        let mut events = self.transaction.events.iter().enumerate();
        let position = events.find_map(|(position, event)| {
            let named = event.module == module && event.name == name;
            let (account, amount) = told(flow, &event.said).filter(|_| named)?;
            let same = amount == transfer.amount.units()
                && account.is_none_or(|account| account == transfer.to);
            let fresh = !self.used.contains(&(position, flow.from, flow.to));
            (same && fresh).then_some(position)
        });
        if let Some(position) = position {
            self.used.push((position, flow.from, flow.to));
        }
        position.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_names_a_module_and_an_event_that_the_interfaces_declare() {
        for flow in FLOWS {
            if let Event(module, event) = flow.says {
                let module = wepos_abi::modules::by_name(module).expect("the module exists");
                let abi = (module.interface.abi)();
                assert!(abi.event(event).is_some(), "{}.{event}", module.name);
            }
        }
    }

    #[test]
    fn nothing_leads_out_of_the_keyless_accounts_nor_back_into_what_is_unreleased() {
        for flow in FLOWS {
            assert!(!matches!(flow.from, Burned | Migrated), "{}", flow.label);
            assert!(
                flow.to != Unreleased || flow.from == Creation,
                "{}",
                flow.label
            );
            assert!(flow.to != Creation, "{}", flow.label);
        }
    }
}

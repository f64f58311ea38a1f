//! Why a genesis is refused: what is wrong, and what would change it.

use super::{
    CHAIN_ID_MAX, COMMITTEE_SEATS_MAX, COMMITTEE_SEATS_MIN, DOCUMENT_BYTES_MAX, FORMAT, MONTHS_MAX,
    NAME_MAX, NETWORK_NAME_MAX, READY_ACCOUNTS_MAX, REVIEWERS_MAX, STAGES_MAX, VALIDATORS_MAX,
};
use crate::{
    amounts::Amount,
    time::{CalendarError, Timestamp},
    validators::ADDRESS_BYTES_MAX,
};

/// A reason to refuse a genesis.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GenesisError {
    /// More bytes than a genesis may have.
    #[error("the genesis has {0} bytes; it may have {DOCUMENT_BYTES_MAX}")]
    TooLarge(usize),
    /// Not JSON, an unknown, missing or repeated field, or a value of the wrong form.
    #[error("the genesis cannot be read: {0}")]
    Json(String),
    /// Not this format.
    #[error(
        "the field `format` must be \"{FORMAT}\", found {0}: this software reads no other format"
    )]
    Format(String),
    /// A field that gives a member tokens.
    #[error("the field `{0}` would give somebody tokens: members start with 0 (WP-03); remove it")]
    MemberBalance(String),
    /// A field that lets a key hold tokens.
    #[error(
        "the field `{0}` would let a key hold tokens: there is no reserve, and protocol accounts have no address in \
         genesis (WP-04, I10); remove it"
    )]
    KeyHeldReserve(String),
    /// The network's name has a bad form.
    #[error(
        "the network name `{0}` must have 1 to {NETWORK_NAME_MAX} lower-case letters, digits and hyphens, and begin \
         with a letter"
    )]
    NetworkName(String),
    /// The name hides what the network is for.
    #[error("the name `{network}` of a network of kind {kind} {rule}: a network says what it is")]
    NetworkNameKind {
        /// The name.
        network: String,
        /// The kind.
        kind: &'static str,
        /// What the name must do.
        rule: &'static str,
    },
    /// Zero, or too large for wallets.
    #[error("the chain id {0} must lie between 1 and {CHAIN_ID_MAX}")]
    ChainIdRange(u64),
    /// Another network's.
    #[error(
        "the chain id {0} belongs to another network: choose one that is not registered at ethereum-lists/chains"
    )]
    ChainIdPublic(u64),
    /// A development network outside its range, or another network inside it.
    #[error(
        "the chain id {chain_id} does not fit the kind {kind}: development networks use 20000 to 59999, and no other \
         network does"
    )]
    ChainIdKind {
        /// The chain id.
        chain_id: u64,
        /// The kind.
        kind: &'static str,
    },
    /// Before there was such a network.
    #[error("the launch {} lies before 2020: it is given in milliseconds since 1970, not in seconds", .0.millis())]
    LaunchTooEarly(Timestamp),
    /// Not on a whole second.
    #[error("the launch {} must be a whole second: a multiple of 1000 milliseconds", .0.millis())]
    LaunchNotWholeSecond(Timestamp),
    /// No such calendar.
    #[error("the calendar: {0}")]
    Calendar(#[from] CalendarError),
    /// Too few or too many stages.
    #[error("there are {0} stages; there must be 1 to {STAGES_MAX}")]
    StageCount(usize),
    /// A stage without a month, or too many months.
    #[error(
        "stage {stage} has {months} months; each stage has at least 1, and all together at most {MONTHS_MAX}"
    )]
    StageMonths {
        /// The stage, from 0.
        stage: usize,
        /// Its months.
        months: u32,
    },
    /// A stage that releases nothing.
    #[error("stage {0} releases nothing: releasePerMonth must be above 0")]
    StageRelease(usize),
    /// A multiplier of zero.
    #[error("the multiplier of stage {0} must be positive: it is at least 1 (R1)")]
    StageMultiplier(usize),
    /// Not 100,000,000 PoS.
    #[error("the total is {0}; it is 100000000 PoS for ever (WP-55)")]
    Total(Amount),
    /// Stages and pool are another sum.
    #[error(
        "the stages release {released} and the pool has {pool}: together they must be 100000000 PoS (WP-55, I1)"
    )]
    Sum {
        /// What all stages release.
        released: Amount,
        /// The pool.
        pool: Amount,
    },
    /// More than an amount can hold.
    #[error(
        "the stages release more than any amount can be: together with the pool they must be 100000000 PoS (WP-55)"
    )]
    SumTooLarge,
    /// A main network with another schedule.
    #[error(
        "a main network keeps the white paper's months, releases and pool (WP-68); stage {0} differs. Another schedule \
         is a migration, or a network of kind test or development"
    )]
    Schedule(usize),
    /// Too few or too many boundaries.
    #[error(
        "there are {found} month boundaries; there must be {expected}: the start of every month and the end of the last"
    )]
    BoundaryCount {
        /// How many there must be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A boundary that the calendar does not give.
    #[error(
        "month boundary {number} is {} ({found}); by launch and calendar it must be {} ({expected}) (R12)",
        .found.millis(), .expected.millis()
    )]
    Boundary {
        /// Its number, from 1: the start of month `number`.
        number: u32,
        /// What the document says.
        found: Timestamp,
        /// What the calendar says.
        expected: Timestamp,
    },
    /// A name with a bad form.
    #[error(
        "the name of {what} must have 1 to {NAME_MAX} visible characters and no space around them, found `{name}`"
    )]
    Name {
        /// Whose name it is.
        what: String,
        /// The name.
        name: String,
    },
    /// Too few or too many seats.
    #[error(
        "the committee has {0} seats; it must have {COMMITTEE_SEATS_MIN} to {COMMITTEE_SEATS_MAX}, as two must \
         agree (R13)"
    )]
    CommitteeSize(usize),
    /// An address of zero, which nobody can use.
    #[error("the address of {0} is zero: nobody can use it; write the account's own address")]
    ZeroAddress(String),
    /// An address of the protocol, which no key controls.
    #[error(
        "the address of {0} is a protocol address: no key controls it (I10); write an account's own address"
    )]
    ProtocolAddress(String),
    /// The same thing twice.
    #[error("{first} and {second} have the same {field}: each needs its own")]
    Duplicate {
        /// Which field.
        field: &'static str,
        /// The first that has it.
        first: String,
        /// The second that has it.
        second: String,
    },
    /// Nobody orders transactions.
    #[error("there is no validator: name at least one")]
    NoValidators,
    /// Too many validators.
    #[error("there are {0} validators; there may be {VALIDATORS_MAX}")]
    TooManyValidators(usize),
    /// A key of zeros.
    #[error("the {field} of validator {name} is zero: it is no public key")]
    ZeroKey {
        /// Which key.
        field: &'static str,
        /// Whose it is.
        name: String,
    },
    /// An address that nobody could connect to.
    #[error(
        "the address `{address}` of validator {name} is no host and port of at most {ADDRESS_BYTES_MAX} bytes: write \
         `host:port`, or leave it out"
    )]
    ValidatorAddress {
        /// The address.
        address: String,
        /// Whose it is.
        name: String,
    },
    /// Seed keys of two variants.
    #[error(
        "the seedKey of validator {0} has another length than that of the first: all are min-pk or all are min-sig"
    )]
    SeedKeyVariant(String),
    /// A seed key that no seed can be verified with: the chain would stop at the first draw period.
    #[error(
        "the seedKey of validator {0} is not a BLS12-381 min-sig public key: 96 bytes, \
         a point of G2 that is not infinity"
    )]
    SeedKey(String),
    /// A limit that does not fit.
    #[error("limits.{field}: {rule}")]
    Limit {
        /// Which limit.
        field: &'static str,
        /// What would be right.
        rule: &'static str,
    },
    /// Ready accounts or short months where they do not belong.
    #[error(
        "a network of kind {0} has no `development` section: it would start with tokens in members' hands (WP-03) or \
         with another calendar; remove it"
    )]
    DevelopmentForbidden(&'static str),
    /// A development network that does not say what it has.
    #[error("a network of kind development needs the `development` section, if only an empty one")]
    DevelopmentMissing,
    /// Too many ready accounts.
    #[error("there are {0} ready accounts; there may be {READY_ACCOUNTS_MAX}")]
    TooManyReadyAccounts(usize),
    /// Too many reviewers.
    #[error("there are {0} reviewers; there may be {REVIEWERS_MAX}")]
    TooManyReviewers(usize),
    /// More than the first tranche.
    #[error(
        "the ready accounts have more than {tranche} together: they are paid from the first month's release"
    )]
    ReadyAccountsSum {
        /// The first month's release.
        tranche: Amount,
    },
}

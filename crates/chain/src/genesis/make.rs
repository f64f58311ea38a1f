//! New genesis documents: the white paper's, and that of a development network.

use alloy_primitives::Address;
use sha2::{Digest as _, Sha256};

use super::{
    CommitteeSeat, DEFAULT_UTC_OFFSET_MINUTES, DevelopmentSection, FORMAT, Genesis, GenesisError,
    Limits, NetworkKind, POOL, ReadyAccount, RuleBook, Span, StageTable, TOTAL_SUPPLY, Timestamp,
    ValidatorEntry, development_chain_id,
};

/// What the white paper leaves open about a public network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhitePaperNetwork {
    /// Its name.
    pub network: String,
    /// [`NetworkKind::Main`] or [`NetworkKind::Test`].
    pub kind: NetworkKind,
    /// Its chain id.
    pub chain_id: u64,
    /// When month 1 starts, a whole second.
    pub launch: Timestamp,
    /// The account of the seat Wetez (WP-70).
    pub wetez: Address,
    /// The account of the seat SorosReport (WP-70).
    pub soros_report: Address,
    /// The first validators.
    pub validators: Vec<ValidatorEntry>,
    /// The hashes of the rule books (R20).
    pub rule_book: RuleBook,
}

/// What a development network starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevelopmentNetwork {
    /// When month 1 starts; the fraction of a second is dropped.
    pub launch: Timestamp,
    /// Its chain id; if absent, one that follows from the launch ([`development_chain_id`]).
    pub chain_id: Option<u64>,
    /// The length of a month in milliseconds; if absent, calendar months.
    pub month_length_ms: Option<u64>,
    /// Its validators: one on a desk, several in a simulation.
    pub validators: Vec<ValidatorEntry>,
    /// Accounts with tokens. Those with the roles `wetez`, `sorosreport` and `dev1` also sit in the committee; the last
    /// three of the others review, if there are as many.
    pub ready_accounts: Vec<ReadyAccount>,
}

/// The seats of a development committee: role, name, and whether there is a seat without a ready account.
const DEVELOPMENT_SEATS: [(&str, &str, bool); 3] = [
    ("wetez", "Wetez", true),
    ("sorosreport", "SorosReport", true),
    ("dev1", "dev1", false),
];

impl Genesis {
    /// A public network with the white paper's constants and the default limits, UTC+8.
    ///
    /// # Errors
    /// What [`Genesis::check`] finds wrong with the names, keys and numbers given.
    pub fn white_paper(network: WhitePaperNetwork) -> Result<Self, GenesisError> {
        let committee = vec![
            CommitteeSeat {
                name: "Wetez".to_owned(),
                address: network.wetez,
            },
            CommitteeSeat {
                name: "SorosReport".to_owned(),
                address: network.soros_report,
            },
        ];
        Self {
            network: network.network,
            kind: network.kind,
            chain_id: network.chain_id,
            committee,
            validators: network.validators,
            rule_book: network.rule_book,
            ..Self::template(network.launch)
        }
        .finished()
    }

    /// A development network: the white paper's constants, ready accounts, months as short as wanted. Its heartbeat is
    /// half a day where days are short, so that no day of an idle chain passes without a block.
    ///
    /// A committee seat whose role has no ready account gets an address derived from its role, which nobody has the key
    /// of.
    ///
    /// # Errors
    /// What [`Genesis::check`] finds wrong with the accounts, keys and numbers given.
    pub fn development(network: DevelopmentNetwork) -> Result<Self, GenesisError> {
        let seconds = network.launch.whole_seconds();
        // At most what the launch had.
        let launch = Timestamp::from_millis(seconds.saturating_mul(1_000));
        let committee = DEVELOPMENT_SEATS
            .into_iter()
            .filter_map(|(role, name, always)| {
                let ready = network
                    .ready_accounts
                    .iter()
                    .find(|account| account.role == role);
                let address = match ready {
                    Some(account) => account.address,
                    None if always => keyless_address(role),
                    None => return None,
                };
                Some(CommitteeSeat {
                    name: name.to_owned(),
                    address,
                })
            })
            .collect();
        let mut genesis = Self {
            network: "wepos-development".to_owned(),
            kind: NetworkKind::Development,
            chain_id: network
                .chain_id
                .unwrap_or_else(|| development_chain_id(launch)),
            committee,
            validators: network.validators,
            development: Some(DevelopmentSection {
                month_length_ms: network.month_length_ms.map(Span::from_millis),
                reviewers: reviewers(&network.ready_accounts),
                ready_accounts: network.ready_accounts,
            }),
            ..Self::template(launch)
        };
        let half_a_day = Span::from_millis(genesis.calendar()?.day_length_ms() / 2);
        let heartbeat_min = Span::from_millis(100);
        genesis.limits.heartbeat_ms = genesis
            .limits
            .heartbeat_ms
            .min(half_a_day)
            .max(heartbeat_min);
        genesis.finished()
    }

    /// The white paper's constants, without people and machines.
    fn template(launch: Timestamp) -> Self {
        Self {
            format: FORMAT.to_owned(),
            network: String::new(),
            kind: NetworkKind::Main,
            chain_id: 0,
            launch,
            utc_offset_minutes: DEFAULT_UTC_OFFSET_MINUTES,
            month_boundaries: Vec::new(),
            total: TOTAL_SUPPLY,
            pool: POOL,
            stages: StageTable::white_paper(),
            committee: Vec::new(),
            validators: Vec::new(),
            limits: Limits::default(),
            rule_book: RuleBook::default(),
            development: None,
        }
    }

    /// Writes the boundaries out and checks the whole.
    fn finished(mut self) -> Result<Self, GenesisError> {
        self.month_boundaries = self.computed_boundaries()?;
        self.check()?;
        Ok(self)
    }

    /// The month boundaries that follow from launch, calendar and stage table: the start of every month and the
    /// end of the last. For a table within its limits.
    ///
    /// # Errors
    /// [`GenesisError::Calendar`].
    pub fn computed_boundaries(&self) -> Result<Vec<Timestamp>, GenesisError> {
        let calendar = self.calendar()?;
        let months = self.stages.total_months().min(super::MONTHS_MAX);
        // The end of month 0 is the launch.
        Ok((0..=months)
            .map(|month| calendar.month_bounds(month).1)
            .collect())
    }
}

/// The reviewers of a development network: as many as a call for content takes, with three scores and two who hear an
/// appeal (R23), and none of the committee, so that decisions and reviews can be tried apart.
fn reviewers(ready_accounts: &[ReadyAccount]) -> Vec<Address> {
    const NEEDED: usize = 5;
    let seated = |role: &str| DEVELOPMENT_SEATS.iter().any(|(seat, ..)| *seat == role);
    let free: Vec<Address> = ready_accounts
        .iter()
        .filter(|account| !seated(&account.role))
        .map(|account| account.address)
        .collect();
    match free.len().checked_sub(NEEDED) {
        Some(first) => free[first..].to_vec(),
        None => Vec::new(),
    }
}

/// An address from a public text: the last 20 bytes of its SHA-256. Finding its key would break the curve.
fn keyless_address(role: &str) -> Address {
    let digest = Sha256::digest(format!("wepos development committee seat {role}"));
    let mut bytes = [0; 20];
    for (byte, digest) in bytes.iter_mut().zip(digest.iter().skip(12)) {
        *byte = *digest;
    }
    Address::from(bytes)
}

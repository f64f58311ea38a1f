//! What makes a genesis right.

use std::{collections::BTreeMap, fmt};

use alloy_primitives::Address;

use super::{
    CHAIN_ID_MAX, CHAIN_ID_RECOMMENDED_MAX, COMMITTEE_SEATS_MAX, COMMITTEE_SEATS_MIN,
    CommitteeSeat, DEVELOPMENT_CHAIN_IDS, FORMAT, Genesis, GenesisError, MONTHS_MAX, NAME_MAX,
    NETWORK_NAME_MAX, NetworkKind, POOL, READY_ACCOUNTS_MAX, REVIEWERS_MAX, ReadyAccount,
    STAGES_MAX, StageTable, TOTAL_SUPPLY, Timestamp, VALIDATORS_MAX, ValidatorEntry,
    forbidden::short, is_public,
};
use crate::{amounts::Amount, validators::is_address};

/// 2020-01-01T00:00:00Z: an earlier launch is a number of seconds taken for milliseconds.
const LAUNCH_MIN: Timestamp = Timestamp::from_millis(1_577_836_800_000);

/// Validators below which a network stops when one of them does.
const VALIDATORS_RECOMMENDED_MIN: usize = 4;

/// Something that is allowed, and that whoever makes a network should think about once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GenesisAdvice {
    /// Some hardware wallets sign legacy transactions wrongly.
    #[error(
        "the chain id {0} is above {CHAIN_ID_RECOMMENDED_MAX}: some hardware wallets sign legacy transactions wrongly"
    )]
    LargeChainId(u64),
    /// Fewer validators than can lose one.
    #[error(
        "{0} validators cannot lose one: a network that others rely on has at least {VALIDATORS_RECOMMENDED_MIN}"
    )]
    FewValidators(usize),
    /// No promise about the rules.
    #[error("the hashes of both rule books should be in the genesis of a public network (R20)")]
    RuleBookMissing,
}

impl Genesis {
    /// Checks everything that can be wrong with a document, in the order of its fields.
    ///
    /// Not checked, because it needs more than the document: whether keys are points of their curves, and whether an
    /// address belongs to the protocol ([`Genesis::check_addresses`]).
    ///
    /// # Errors
    /// Every [`GenesisError`] but those about bytes and JSON: the first that applies.
    pub fn check(&self) -> Result<(), GenesisError> {
        if self.format != FORMAT {
            return Err(GenesisError::Format(short(&self.format)));
        }
        self.check_network()?;
        self.check_chain_id()?;
        self.check_launch()?;
        self.check_stages()?;
        self.check_boundaries()?;
        self.check_supply()?;
        self.check_committee()?;
        self.check_validators()?;
        self.limits.check()?;
        self.check_development()
    }

    /// Checks that no seat, no ready account and no reviewer has an address of the protocol, whose modules are listed
    /// elsewhere.
    ///
    /// # Errors
    /// [`GenesisError::ProtocolAddress`].
    pub fn check_addresses(
        &self,
        is_protocol: impl Fn(&Address) -> bool,
    ) -> Result<(), GenesisError> {
        let seats = self
            .committee
            .iter()
            .map(|seat| (seat_label(seat), seat.address));
        let ready = self
            .ready_accounts()
            .iter()
            .map(|account| (account_label(account), account.address));
        let reviewers = self.reviewers().iter().enumerate();
        let reviewers = reviewers.map(|(index, address)| (reviewer_label(index), *address));
        let all = seats.chain(ready).chain(reviewers);
        match { all }.find(|(_, address)| is_protocol(address)) {
            None => Ok(()),
            Some((whose, _)) => Err(GenesisError::ProtocolAddress(whose)),
        }
    }

    /// What is allowed but worth a second thought. Empty for a development network with a small chain id.
    #[must_use]
    pub fn advice(&self) -> Vec<GenesisAdvice> {
        let public = self.kind != NetworkKind::Development;
        let mut advice = Vec::new();
        if self.chain_id > CHAIN_ID_RECOMMENDED_MAX {
            advice.push(GenesisAdvice::LargeChainId(self.chain_id));
        }
        if public && self.validators.len() < VALIDATORS_RECOMMENDED_MIN {
            advice.push(GenesisAdvice::FewValidators(self.validators.len()));
        }
        if public && (self.rule_book.zh_sha256.is_none() || self.rule_book.en_sha256.is_none()) {
            advice.push(GenesisAdvice::RuleBookMissing);
        }
        advice
    }

    fn check_network(&self) -> Result<(), GenesisError> {
        let name = self.network.as_str();
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let form = (1..=NETWORK_NAME_MAX).contains(&name.len())
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(allowed);
        if !form {
            return Err(GenesisError::NetworkName(short(name)));
        }
        let (says_test, says_development) = (name.contains("test"), name.contains("development"));
        let wrong = match self.kind {
            NetworkKind::Main if says_test || says_development => {
                Some("must contain neither \"test\" nor \"development\"")
            }
            NetworkKind::Test if !says_test || says_development => {
                Some("must contain \"test\" and not \"development\"")
            }
            NetworkKind::Development if !says_development => Some("must contain \"development\""),
            _ => None,
        };
        match wrong {
            None => Ok(()),
            Some(rule) => Err(GenesisError::NetworkNameKind {
                network: name.to_owned(),
                kind: self.kind.as_str(),
                rule,
            }),
        }
    }

    fn check_chain_id(&self) -> Result<(), GenesisError> {
        let chain_id = self.chain_id;
        if !(1..=CHAIN_ID_MAX).contains(&chain_id) {
            return Err(GenesisError::ChainIdRange(chain_id));
        }
        if is_public(chain_id) {
            return Err(GenesisError::ChainIdPublic(chain_id));
        }
        if DEVELOPMENT_CHAIN_IDS.contains(&chain_id) != (self.kind == NetworkKind::Development) {
            return Err(GenesisError::ChainIdKind {
                chain_id,
                kind: self.kind.as_str(),
            });
        }
        Ok(())
    }

    fn check_launch(&self) -> Result<(), GenesisError> {
        if self.launch < LAUNCH_MIN {
            return Err(GenesisError::LaunchTooEarly(self.launch));
        }
        if !self.launch.millis().is_multiple_of(1_000) {
            return Err(GenesisError::LaunchNotWholeSecond(self.launch));
        }
        match (self.kind, &self.development) {
            (NetworkKind::Development, None) => Err(GenesisError::DevelopmentMissing),
            (NetworkKind::Main | NetworkKind::Test, Some(_)) => {
                Err(GenesisError::DevelopmentForbidden(self.kind.as_str()))
            }
            _ => Ok(()),
        }
    }

    fn check_stages(&self) -> Result<(), GenesisError> {
        let stages = self.stages.entries();
        if !(1..=STAGES_MAX).contains(&stages.len()) {
            return Err(GenesisError::StageCount(stages.len()));
        }
        let mut months: u32 = 0;
        for (index, stage) in stages.iter().enumerate() {
            check_name(&format!("stage {index} in Chinese"), &stage.name.zh)?;
            check_name(&format!("stage {index} in English"), &stage.name.en)?;
            months = months.saturating_add(stage.months);
            if stage.months == 0 || months > MONTHS_MAX {
                return Err(GenesisError::StageMonths {
                    stage: index,
                    months: stage.months,
                });
            }
            if stage.release_per_month.is_zero() {
                return Err(GenesisError::StageRelease(index));
            }
            if stage.multiplier == 0 {
                return Err(GenesisError::StageMultiplier(index));
            }
        }
        Ok(())
    }

    fn check_boundaries(&self) -> Result<(), GenesisError> {
        let expected = self.computed_boundaries()?;
        if expected.len() != self.month_boundaries.len() {
            return Err(GenesisError::BoundaryCount {
                expected: expected.len(),
                found: self.month_boundaries.len(),
            });
        }
        for ((number, found), expected) in (1..).zip(&self.month_boundaries).zip(expected) {
            if *found != expected {
                return Err(GenesisError::Boundary {
                    number,
                    found: *found,
                    expected,
                });
            }
        }
        Ok(())
    }

    fn check_supply(&self) -> Result<(), GenesisError> {
        if self.total != TOTAL_SUPPLY {
            return Err(GenesisError::Total(self.total));
        }
        let released = self
            .stages
            .total_release()
            .ok_or(GenesisError::SumTooLarge)?;
        if released.checked_add(self.pool) != Some(TOTAL_SUPPLY) {
            return Err(GenesisError::Sum {
                released,
                pool: self.pool,
            });
        }
        if self.kind != NetworkKind::Main {
            return Ok(());
        }
        let paper = StageTable::white_paper();
        let schedule = |table: &StageTable| -> Vec<(u32, Amount)> {
            table
                .entries()
                .iter()
                .map(|stage| (stage.months, stage.release_per_month))
                .collect()
        };
        let (ours, papers) = (schedule(&self.stages), schedule(&paper));
        let same = ours
            .iter()
            .zip(&papers)
            .take_while(|(ours, papers)| ours == papers)
            .count();
        if same < papers.len() || ours.len() != papers.len() || self.pool != POOL {
            return Err(GenesisError::Schedule(same));
        }
        Ok(())
    }

    fn check_committee(&self) -> Result<(), GenesisError> {
        if !(COMMITTEE_SEATS_MIN..=COMMITTEE_SEATS_MAX).contains(&self.committee.len()) {
            return Err(GenesisError::CommitteeSize(self.committee.len()));
        }
        for (index, seat) in self.committee.iter().enumerate() {
            check_name(&format!("committee seat {index}"), &seat.name)?;
            if seat.address.is_zero() {
                return Err(GenesisError::ZeroAddress(seat_label(seat)));
            }
        }
        check_unique(
            "name",
            self.committee
                .iter()
                .map(|seat| (&seat.name, seat_label(seat))),
        )?;
        check_unique(
            "address",
            self.committee
                .iter()
                .map(|seat| (seat.address, seat_label(seat))),
        )
    }

    fn check_validators(&self) -> Result<(), GenesisError> {
        let validators = &self.validators;
        let Some(first) = validators.first() else {
            return Err(GenesisError::NoValidators);
        };
        if validators.len() > VALIDATORS_MAX {
            return Err(GenesisError::TooManyValidators(validators.len()));
        }
        for (index, validator) in validators.iter().enumerate() {
            check_name(&format!("validator {index}"), &validator.name)?;
            let zero = |field| GenesisError::ZeroKey {
                field,
                name: validator.name.clone(),
            };
            if validator.public_key.is_zero() {
                return Err(zero("publicKey"));
            }
            if validator.seed_key.as_bytes().iter().all(|byte| *byte == 0) {
                return Err(zero("seedKey"));
            }
            if !is_address(&validator.address) {
                return Err(GenesisError::ValidatorAddress {
                    address: short(&validator.address),
                    name: validator.name.clone(),
                });
            }
            if validator.seed_key.as_bytes().len() != first.seed_key.as_bytes().len() {
                return Err(GenesisError::SeedKeyVariant(validator.name.clone()));
            }
        }
        let label = |validator: &ValidatorEntry| format!("validator {}", validator.name);
        check_unique(
            "name",
            validators
                .iter()
                .map(|validator| (&validator.name, label(validator))),
        )?;
        check_unique(
            "publicKey",
            validators
                .iter()
                .map(|validator| (validator.public_key, label(validator))),
        )?;
        check_unique(
            "seedKey",
            validators
                .iter()
                .map(|validator| (&validator.seed_key, label(validator))),
        )
    }

    fn check_development(&self) -> Result<(), GenesisError> {
        let accounts = self.ready_accounts();
        if accounts.len() > READY_ACCOUNTS_MAX {
            return Err(GenesisError::TooManyReadyAccounts(accounts.len()));
        }
        for (index, account) in accounts.iter().enumerate() {
            check_name(&format!("the role of ready account {index}"), &account.role)?;
            if account.address.is_zero() {
                return Err(GenesisError::ZeroAddress(account_label(account)));
            }
        }
        check_unique(
            "role",
            accounts
                .iter()
                .map(|account| (&account.role, account_label(account))),
        )?;
        check_unique(
            "address",
            accounts
                .iter()
                .map(|account| (account.address, account_label(account))),
        )?;
        let reviewers = self.reviewers();
        if reviewers.len() > REVIEWERS_MAX {
            return Err(GenesisError::TooManyReviewers(reviewers.len()));
        }
        if let Some(index) = reviewers.iter().position(|reviewer| reviewer.is_zero()) {
            return Err(GenesisError::ZeroAddress(reviewer_label(index)));
        }
        check_unique(
            "address",
            reviewers
                .iter()
                .enumerate()
                .map(|(index, reviewer)| (reviewer, reviewer_label(index))),
        )?;
        let tranche = self
            .stages
            .released_by_month(1)
            .ok_or(GenesisError::SumTooLarge)?;
        match Amount::checked_sum(accounts.iter().map(|account| account.amount)) {
            Some(sum) if sum <= tranche => Ok(()),
            _ => Err(GenesisError::ReadyAccountsSum { tranche }),
        }
    }
}

fn seat_label(seat: &CommitteeSeat) -> String {
    format!("committee seat {}", seat.name)
}

fn account_label(account: &ReadyAccount) -> String {
    format!("ready account {}", account.role)
}

fn reviewer_label(index: usize) -> String {
    format!("reviewer {index}")
}

fn check_name(what: &str, name: &str) -> Result<(), GenesisError> {
    if !is_name(name) {
        return Err(GenesisError::Name {
            what: what.to_owned(),
            name: short(name),
        });
    }
    Ok(())
}

/// Whether a name can be shown everywhere: 1 to [`NAME_MAX`] characters, no space at its ends, and it looks like what
/// it is, without control characters and without any that are invisible or turn the direction of writing.
pub(crate) fn is_name(name: &str) -> bool {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let length = name.chars().count();
    (1..=NAME_MAX).contains(&length) && name.trim() == name && !name.chars().any(hidden)
}

/// Refuses two entries with the same value.
fn check_unique<T: Ord + fmt::Debug>(
    field: &'static str,
    entries: impl Iterator<Item = (T, String)>,
) -> Result<(), GenesisError> {
    let mut seen = BTreeMap::new();
    for (index, (value, label)) in entries.enumerate() {
        if let Some((first_index, first)) = seen.insert(value, (index, label.clone())) {
            let numbered = |label: &str, index: usize| format!("{label} (entry {index})");
            return Err(GenesisError::Duplicate {
                field,
                first: numbered(&first, first_index),
                second: numbered(&label, index),
            });
        }
    }
    Ok(())
}

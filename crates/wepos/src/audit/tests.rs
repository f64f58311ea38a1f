//! Blocks that a broken chain could make: each is named by the check that answers for it, and by no other.

mod rewards;

use super::{
    books::{Books, Entered},
    checks::{self, Seen},
    mismatch::Mismatch,
    observed::{ObservedBlock, ObservedTransaction, Transfer},
};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolCall as _, SolEvent};
use wepos_abi::{ICampaigns, ICases, ICommittee, IEmission, addresses};
use wepos_chain::{
    Network,
    amounts::Amount,
    block::{Event, Receipt},
    genesis::{DevelopmentNetwork, Genesis, ReadyAccount, SeedKey, ValidatorEntry},
    modules::token::{Account, account_key},
    state::{Record as _, Write},
    time::Timestamp,
};
use wepos_client::PrivateKeySigner;

const LAUNCH: Timestamp = Timestamp::from_millis(1_798_732_800_000);
const MONTH_MS: u64 = 10_000;
const MEMBER: Address = Address::repeat_byte(0x11);

/// Whose account has its anchor from genesis.
fn known() -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(5)).unwrap()
}

/// A chain's books after block 1, which created the supply, and block 2, which released the first tranche.
struct Chain {
    network: Network,
    books: Books,
    number: u64,
    /// What the next transactions call.
    input: Bytes,
    /// Scores of a submission, and the median that a reward takes, in the terms that are proposed next.
    scores: (u8, u8),
    /// From when until when the campaign takes part that is proposed next, in Unix seconds.
    open: (u64, u64),
}

/// Who signs, what moves, what is said.
struct Act<'a> {
    sender: Address,
    moves: &'a [(Address, Address, u64)],
    says: &'a [Event],
}

fn say(address: Address, event: &impl SolEvent) -> Event {
    let data = event.encode_log_data();
    Event {
        address,
        topics: data.topics().to_vec(),
        data: data.data.to_vec(),
    }
}

fn pos(amount: u64) -> U256 {
    Amount::pos(amount).into()
}

fn tranche(month: u32, amount: u64) -> Event {
    let amount = pos(amount);
    say(
        addresses::EMISSION,
        &IEmission::TrancheReleased { month, amount },
    )
}

fn funded(account: Address, amount: u64) -> Event {
    let amount = pos(amount);
    say(
        addresses::EMISSION,
        &IEmission::DevelopmentFunded { account, amount },
    )
}

fn settled(undecided: u64, issued: u64, burned: u64) -> Event {
    let event = IEmission::StageSettled {
        stage: 0,
        undecided: pos(undecided),
        issued: pos(issued),
        burned: pos(burned),
    };
    say(addresses::EMISSION, &event)
}

fn ended(unreserved: u64, to_settlement: u64) -> Event {
    let event = IEmission::StageEnded {
        stage: 0,
        unreserved: pos(unreserved),
        unsubmitted: U256::ZERO,
        burned: pos(unreserved),
        toSettlement: pos(to_settlement),
        settlesAt: 0,
    };
    say(addresses::EMISSION, &event)
}

impl Chain {
    fn new() -> Self {
        let key = wepos_chain::header::SeedKey::derive(&[7; 32]);
        let validators = vec![ValidatorEntry {
            name: "only".into(),
            public_key: B256::repeat_byte(1),
            seed_key: SeedKey::new(key.public_key().to_vec()).expect("96 bytes"),
            address: String::new(),
        }];
        let genesis = Genesis::development(DevelopmentNetwork {
            launch: LAUNCH,
            chain_id: None,
            month_length_ms: Some(MONTH_MS),
            validators,
            ready_accounts: vec![ReadyAccount {
                role: "known".into(),
                address: known().address(),
                amount: Amount::ZERO,
            }],
        });
        let network = Network::new(genesis.expect("well formed")).expect("checked");
        let mut chain = Self {
            books: Books::new(&network),
            network,
            number: 0,
            input: Bytes::new(),
            scores: (0, 0),
            open: (0, 0),
        };
        let created = Act {
            sender: Address::ZERO,
            moves: &[
                (Address::ZERO, addresses::UNRELEASED, 91_000_000),
                (Address::ZERO, addresses::POOL, 9_000_000),
            ],
            says: &[],
        };
        assert_eq!(chain.block(0, &created), []);
        let tranche = Act {
            sender: Address::ZERO,
            moves: &[(addresses::UNRELEASED, addresses::STAGE, 1_000_000)],
            says: &[tranche(1, 1_000_000)],
        };
        assert_eq!(chain.block(0, &tranche), []);
        chain
    }

    /// Runs a block whose state agrees with its events, and checks it.
    fn block(&mut self, after_ms: u64, act: &Act<'_>) -> Vec<Mismatch> {
        self.number += 1;
        let moves = act.moves.iter().enumerate();
        let transfers: Vec<Transfer> = moves
            .map(|(position, (from, to, amount))| Transfer {
                from: *from,
                to: *to,
                amount: Amount::pos(*amount),
                position,
            })
            .collect();
        let receipt = Receipt {
            kind: 2,
            success: true,
            gas_used: 0,
            cumulative_gas_used: 0,
            sender: act.sender,
            logs: act.says.to_vec(),
            error: Vec::new(),
        };
        let hash = B256::repeat_byte(9);
        let observed = ObservedTransaction::new(hash, self.input.clone(), &receipt);
        let block = ObservedBlock {
            number: self.number,
            time: Timestamp::from_millis(LAUNCH.millis() + after_ms),
            hash: B256::ZERO,
            transactions: vec![ObservedTransaction {
                transfers,
                ..observed.expect("well formed")
            }],
        };
        let named: Vec<Address> = act
            .moves
            .iter()
            .flat_map(|(from, to, _)| [*from, *to])
            .collect();
        self.books.meet(&named, &[]);
        let Entered { judged, unfounded } = self.books.enter(&self.network, &block);
        let written = named.iter().filter(|account| !account.is_zero());
        let writes: Vec<Write> = written
            .map(|account| {
                let told = self.books.told_balance(*account);
                let balance = Amount::from_units(told.try_into().expect("it has enough"));
                let record = Account {
                    balance,
                    ..Account::default()
                };
                Write {
                    key: account_key(account),
                    before: None,
                    after: Some(record.to_value()),
                }
            })
            .collect();
        let touched = self.books.write(&writes, &block);
        checks::run(&Seen {
            network: &self.network,
            block: &block,
            books: &self.books,
            judged: &judged,
            unfounded: &unfounded,
            touched: &touched,
        })
    }
}

#[test]
fn what_the_rules_allow_passes() {
    let mut chain = Chain::new();
    let funded = Act {
        sender: Address::ZERO,
        moves: &[(addresses::STAGE, MEMBER, 10)],
        says: &[funded(MEMBER, 10)],
    };
    assert_eq!(chain.block(1, &funded), []);
    let other = Address::repeat_byte(0x22);
    let paid = Act {
        sender: MEMBER,
        moves: &[(MEMBER, other, 3)],
        says: &[],
    };
    assert_eq!(chain.block(2, &paid), []);
    let boundary = Act {
        sender: Address::ZERO,
        moves: &[
            (addresses::STAGE, addresses::BURNED, 999_990),
            (addresses::UNRELEASED, addresses::STAGE, 2_000_000),
        ],
        says: &[ended(999_990, 0), tranche(2, 2_000_000)],
    };
    assert_eq!(chain.block(MONTH_MS, &boundary), []);
    assert_eq!(chain.books.stages[0].issued, Amount::pos(10));
    assert_eq!(chain.books.stages[0].burned, Amount::pos(999_990));
    assert_eq!(chain.books.stages[1].released, Amount::pos(2_000_000));
}

#[test]
fn what_no_rule_allows_is_named_by_the_check_that_answers_for_it() {
    use addresses::{BURNED, MARKET, POOL, RESERVED, STAGE, TOKEN, UNRELEASED};
    let nobody = Address::ZERO;
    // Who signs, from where, to where, what is said, and which check names it.
    type Case<'a> = (Address, Address, Address, &'a [Event], &'a [&'static str]);
    let burn = [ended(1, 0)];
    let more = [tranche(1, 1)];
    let paid = [funded(MEMBER, 1)];
    let another = [funded(MEMBER, 2)];
    let somebody = [funded(Address::repeat_byte(0x33), 1)];
    let cases: &[Case<'_>] = &[
        (nobody, nobody, MEMBER, &[], &["I1", "I1"]),
        (nobody, POOL, MEMBER, &[], &["I2"]),
        (nobody, STAGE, POOL, &burn, &["I2"]),
        (nobody, UNRELEASED, STAGE, &more, &["I3"]),
        (nobody, UNRELEASED, STAGE, &[], &["I3", "I6"]),
        (nobody, STAGE, BURNED, &[], &["I5"]),
        (nobody, STAGE, MEMBER, &[], &["I6"]),
        (nobody, STAGE, MEMBER, &burn, &["I6"]),
        (nobody, STAGE, MEMBER, &another, &["I6"]),
        (nobody, STAGE, MEMBER, &somebody, &["I6"]),
        (nobody, STAGE, RESERVED, &[], &["I6"]),
        (nobody, STAGE, MARKET, &[], &["I7"]),
        (nobody, STAGE, TOKEN, &[], &["I10"]),
        (POOL, STAGE, MEMBER, &paid, &["I10"]),
    ];
    for (sender, from, to, says, expected) in cases {
        let mut chain = Chain::new();
        let found = chain.block(
            1,
            &Act {
                sender: *sender,
                moves: &[(*from, *to, 1)],
                says,
            },
        );
        let names: Vec<&str> = found.iter().map(|mismatch| mismatch.check).collect();
        assert_eq!(names, *expected, "{from} to {to}: {found:?}");
        assert!(found.iter().all(|mismatch| mismatch.block == 3));
    }
}

#[test]
fn what_left_a_keyless_account_is_found_even_if_events_agree() {
    let mut chain = Chain::new();
    let burn = Act {
        sender: Address::ZERO,
        moves: &[(addresses::STAGE, addresses::BURNED, 5)],
        says: &[ended(5, 0)],
    };
    assert_eq!(chain.block(1, &burn), []);
    let back = Act {
        sender: Address::ZERO,
        moves: &[(addresses::BURNED, MEMBER, 2)],
        says: &[ended(2, 0)],
    };
    let found = chain.block(2, &back);
    let named: Vec<_> = found
        .iter()
        .map(|mismatch| (mismatch.check, mismatch.account))
        .collect();
    let (burned, member) = (Some(addresses::BURNED), Some(MEMBER));
    assert_eq!(named, [("I4", burned), ("I5", burned), ("I5", member)]);
}

#[test]
fn a_stage_that_ended_with_something_left_is_found_at_its_boundary() {
    let mut chain = Chain::new();
    let quiet = Act {
        sender: MEMBER,
        moves: &[],
        says: &[],
    };
    assert_eq!(chain.block(MONTH_MS - 1, &quiet), []);
    let found = chain.block(MONTH_MS, &quiet);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].check, "I4");
    assert_eq!(
        found[0].amounts,
        Some((Amount::pos(1_000_000), Amount::ZERO))
    );
}

#[test]
fn a_settlement_belongs_to_the_stage_that_left_it_and_ends_in_time() {
    let mut chain = Chain::new();
    chain.fund(100);
    let boundary = Act {
        sender: Address::ZERO,
        moves: &[
            (addresses::RESERVED, addresses::SETTLEMENT, 100),
            (addresses::STAGE, addresses::BURNED, 999_900),
            (addresses::UNRELEASED, addresses::STAGE, 2_000_000),
        ],
        says: &[ended(999_900, 100), tranche(2, 2_000_000)],
    };
    assert_eq!(chain.block(MONTH_MS, &boundary), []);
    assert_eq!(chain.books.stages[0].settling, Amount::pos(100));
    let quiet = Act {
        sender: MEMBER,
        moves: &[],
        says: &[],
    };
    let day = chain.network.calendar().day_length_ms();
    assert_eq!(chain.block(MONTH_MS + 28 * day, &quiet), []);
    let found = chain.block(MONTH_MS + 29 * day, &quiet);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].check, found[0].account),
        ("I4", Some(addresses::SETTLEMENT))
    );
    let settled = Act {
        sender: Address::ZERO,
        moves: &[(addresses::SETTLEMENT, addresses::BURNED, 100)],
        says: &[settled(100, 0, 1_000_000)],
    };
    assert_eq!(chain.block(MONTH_MS + 29 * day, &settled), []);
    assert_eq!(chain.books.stages[0].burned, Amount::pos(1_000_000));
    assert_eq!(chain.books.stages[1].burned, Amount::ZERO);
}

//! A hash for every encoding that consensus or disks depend on. A change here is a new protocol version, or a new
//! version of the record, and says so in its commit.

use super::{digest, header, members, run};
use crate::{
    amounts::Amount,
    block::{Event, Placement, Receipt, protocol_transaction},
    execution::{AGENDA, Mode, PROTOCOL},
    genesis::SeedKey,
    header::{Extra, next_seed, seed_message},
    modules::{
        emission::{Budget, Clock, Phase, Shares, StageRecord},
        network::{
            Change, Protocol, Step, Upgrade, Waiting, history_key, history_length_key, protocol_key,
        },
        token::{Account, Holding, account_key},
    },
    stages::{BilingualName, StageIndex},
    state::{Due, Field, Key, Parked, Record},
    testing::{LAUNCH, Member, TestChain, genesis, seed_key},
    time::Timestamp,
    validators::{KeyChange, Validator, ValidatorSet},
};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{IToken, addresses};

fn alice() -> Address {
    Address::repeat_byte(0xaa)
}

fn account() -> Account {
    Account {
        balance: Amount::pos(12),
        nonce: 3,
        anchored: true,
        day: 4,
        transactions_today: 5,
        bytes_today: 600,
        holding: Holding {
            updated_at: LAUNCH,
            month: 7,
            accumulated: 8,
            last_average: Amount::from_units(9),
            holding_months: 10,
        },
    }
}

fn clock() -> Clock {
    Clock {
        month: 5,
        settling: Some(StageIndex(1)),
    }
}

fn stage_record() -> StageRecord {
    StageRecord {
        phase: Phase::Settling,
        released: Amount::pos(100),
        reserved: Amount::pos(1),
        held: Amount::pos(2),
        issued: Amount::pos(3),
        settlement: Amount::pos(4),
        burned_unreserved: Amount::pos(5),
        burned_unsubmitted: Amount::pos(6),
        burned_undecided: Amount::pos(7),
    }
}

fn budget() -> Budget {
    Budget {
        shares: Shares::new([1, 2, 3, 4, 5, 6]),
        earmarked: [1, 2, 3, 4, 5, 6].map(Amount::pos),
        left: [6, 5, 4, 3, 2, 1].map(Amount::pos),
    }
}

fn change() -> Change {
    let set = ["wetez", "sorosreport"].map(|name| Validator {
        name: name.into(),
        public_key: B256::repeat_byte(3),
        seed_key: SeedKey::new(seed_key().public_key().to_vec()).unwrap(),
        address: "node.example.org:9771".into(),
    });
    Change {
        epoch: 7,
        set: ValidatorSet::new(3, set.to_vec()),
    }
}

fn waiting() -> Waiting {
    let validator = change().set.as_slice()[0].clone();
    Waiting(vec![
        Step::Add(validator.clone()),
        Step::Remove("wetez".into()),
        Step::Replace(validator),
    ])
}

fn protocol() -> Protocol {
    Protocol {
        version: 1,
        next: Some(Upgrade {
            version: 2,
            activation: LAUNCH,
        }),
    }
}

fn key_change() -> KeyChange {
    let validator = change().set.as_slice()[0].clone();
    KeyChange {
        genesis: B256::repeat_byte(1),
        chain_id: 20_001,
        number: 7,
        old_key: B256::repeat_byte(2),
        new_key: validator.public_key,
        new_seed_key: validator.seed_key,
        address: validator.address,
    }
}

fn due() -> Due {
    Due {
        at: LAUNCH,
        sequence: 1,
        module: 2,
        attempts: 1,
        payload: vec![3, 4, 5],
    }
}

fn receipt() -> Receipt {
    Receipt {
        kind: 2,
        success: false,
        gas_used: 21_000,
        cumulative_gas_used: 42_000,
        sender: alice(),
        logs: vec![Event {
            address: addresses::TOKEN,
            topics: vec![B256::repeat_byte(1), B256::repeat_byte(2)],
            data: vec![1, 2, 3],
        }],
        error: vec![4, 5],
    }
}

/// Compares a list of (name, hash) with what is written below; prints the whole list when it differs.
pub(crate) fn assert_hashes(found: &[(&str, String)], expected: &[(&str, &str)]) {
    let lines = |list: Vec<String>| list.join("\n");
    let found_lines = lines(
        found
            .iter()
            .map(|(name, hash)| format!("        (\"{name}\", \"{hash}\"),"))
            .collect(),
    );
    let expected = lines(
        expected
            .iter()
            .map(|(name, hash)| format!("        (\"{name}\", \"{hash}\"),"))
            .collect(),
    );
    assert!(
        found_lines == expected,
        "encodings changed; they are now\n{found_lines}"
    );
}

#[test]
fn records_and_wire_types_have_the_bytes_they_had() {
    let borsh = |value: Vec<u8>| digest(value);
    let found = [
        ("Account", digest(account().to_value())),
        ("Account, default", digest(Account::default().to_value())),
        ("Due", digest(due().to_value())),
        (
            "Parked",
            digest(
                Parked {
                    due: due(),
                    parked_at: Timestamp::from_millis(6),
                    error: vec![7],
                }
                .to_value(),
            ),
        ),
        ("u64", digest(5_u64.to_value())),
        ("address", digest(alice().to_value())),
        ("Clock", digest(clock().to_value())),
        ("StageRecord", digest(stage_record().to_value())),
        (
            "StageRecord, default",
            digest(StageRecord::default().to_value()),
        ),
        ("Budget", digest(budget().to_value())),
        ("Budget, default", digest(Budget::default().to_value())),
        ("Receipt", borsh(borsh::to_vec(&receipt()).unwrap())),
        ("Extra", digest(header::extra().to_bytes())),
        (
            "Extra, last of an epoch",
            digest(
                Extra {
                    next_validators: Some([10; 32]),
                    ..header::extra()
                }
                .to_bytes(),
            ),
        ),
        ("Change", digest(change().to_value())),
        ("Waiting", digest(waiting().to_value())),
        ("Protocol", digest(protocol().to_value())),
        ("KeyChange", digest(key_change().text())),
        ("ValidatorSet::hash", digest(change().set.hash())),
        (
            "StateCommitment",
            borsh(borsh::to_vec(&header::commitment()).unwrap()),
        ),
        (
            "BilingualName",
            borsh(
                borsh::to_vec(&BilingualName {
                    zh: "初期".into(),
                    en: "Beginning".into(),
                })
                .unwrap(),
            ),
        ),
        (
            "protocol transaction",
            digest(protocol_transaction(7, 20_001)),
        ),
        ("seed message", digest(seed_message(20_001, 7))),
        ("seed key", digest(seed_key().public_key())),
        ("seed signature", digest(seed_key().sign(20_001, 7))),
        ("next seed", next_seed(B256::ZERO, &[1; 48]).to_string()),
    ];
    assert_hashes(&found, RECORDS);
}

#[test]
fn every_record_reads_back_and_another_version_does_not() {
    assert_eq!(Account::from_value(&account().to_value()), account());
    assert_eq!(Due::from_value(&due().to_value()), due());
    assert_eq!(Clock::from_value(&clock().to_value()), clock());
    assert_eq!(
        StageRecord::from_value(&stage_record().to_value()),
        stage_record()
    );
    assert_eq!(Budget::from_value(&budget().to_value()), budget());
    let mut other = account().to_value().to_vec();
    other[0] = 2;
    for wrong in [other, Vec::new(), account().to_value()[..20].to_vec()] {
        assert!(std::panic::catch_unwind(|| Account::from_value(&wrong)).is_err());
    }
}

#[test]
fn keys_of_every_field_are_where_they_were() {
    let name = |key: Key| format!("{key:?}");
    let token = |field| Field::new(1, field);
    let emission = |field| Field::new(2, field);
    let protocol = |field| Field::new(PROTOCOL, field);
    let found = [
        ("token.accounts", name(account_key(&alice()))),
        (
            "token.allowances",
            name(token(1).key(&(alice(), addresses::TOKEN))),
        ),
        ("token.permit_nonces", name(token(2).key(&alice()))),
        ("emission.clock", name(emission(1).key(&()))),
        ("emission.stages", name(emission(2).key(&4_u8))),
        ("emission.budget", name(emission(3).key(&()))),
        ("network.history_length", name(history_length_key())),
        ("network.history", name(history_key(5))),
        ("network.protocol", name(protocol_key())),
        ("protocol.agenda_size", name(AGENDA.size_key())),
        ("protocol.agenda_sequence", name(protocol(1).key(&()))),
        ("protocol.agenda_heap", name(protocol(2).key(&5_u64))),
        ("protocol.agenda_parked_length", name(protocol(3).key(&()))),
        ("protocol.agenda_parked", name(protocol(4).key(&5_u64))),
    ];
    assert_hashes(&found, KEYS);
}

/// A month of blocks with everything that happens so far: one hash over every write, receipt and header.
#[test]
fn a_small_chain_comes_to_the_bytes_it_came_to() {
    let [alice, bob] = members();
    let carol = Member::named("carol");
    let mut chain = TestChain::new(genesis(&[&alice, &bob], Some(60_000)));
    let chain_id = chain.network().chain_id();
    let one = U256::from(Amount::pos(1).units());
    let token = |member: &Member, nonce, call: Vec<u8>| {
        member.transaction(chain_id, nonce, addresses::TOKEN, Amount::ZERO, call)
    };
    let native = |member: &Member, nonce, to: &Member, value| {
        member.transaction(chain_id, nonce, to.address, value, Vec::new())
    };
    let approve = IToken::approveCall {
        spender: bob.address,
        value: one,
    };
    let pull = IToken::transferFromCall {
        from: alice.address,
        to: carol.address,
        value: one,
    };
    let permit = super::permit::Signed::of(&alice, chain_id).call();
    let to_pool = IToken::transferCall {
        to: addresses::POOL,
        value: one,
    };
    let blocks: Vec<(u64, Vec<Bytes>)> = vec![
        (
            999,
            vec![
                native(&alice, 0, &bob, Amount::pos(3)),
                token(&alice, 1, approve.abi_encode()),
            ],
        ),
        (
            250,
            vec![
                token(&bob, 0, pull.abi_encode()),
                token(&bob, 1, permit.abi_encode()),
            ],
        ),
        (
            59_000,
            vec![
                token(&bob, 2, to_pool.abi_encode()),
                native(&carol, 0, &alice, Amount::UNIT),
            ],
        ),
        (1, Vec::new()),
        (240_000, vec![native(&bob, 3, &carol, Amount::pos(2))]),
        (3_600_000, vec![native(&carol, 1, &bob, Amount::pos(1))]),
    ];
    let mut everything = Vec::new();
    let mut parent_hash = B256::ZERO;
    for (number, (after_ms, raw)) in (2..).zip(blocks) {
        let transactions: Vec<_> = raw.into_iter().map(|raw| chain.check(raw)).collect();
        let none = Default::default();
        let (run, _) = run(
            &chain,
            after_ms,
            Mode::Build,
            &transactions,
            super::Supply::AsAsked,
            &none,
        );
        let run = run.unwrap();
        assert!(run.excluded.is_empty(), "{:?}", run.excluded);
        chain.apply(after_ms, &run.outcome);
        let placement = Placement {
            parent_hash,
            number,
            time_ms: chain.time().millis(),
            seed: B256::repeat_byte(8),
            seed_signature: None,
            proposal: header::extra().proposal,
        };
        let roots = run.outcome.roots();
        let header = run.outcome.header(&placement, &roots, header::commitment());
        parent_hash = header.hash_slow();
        for write in &run.outcome.writes {
            everything.extend(write.key.0);
            everything
                .extend(borsh::to_vec(&write.after.as_ref().map(|value| value.to_vec())).unwrap());
        }
        everything.extend(borsh::to_vec(&run.outcome.receipts).unwrap());
        everything.extend(parent_hash);
    }
    let state: Vec<u8> = chain
        .state()
        .iter()
        .flat_map(|(key, value)| [&key.0[..], value].concat())
        .collect();
    let found = [
        ("genesis", chain.network().hash().to_string()),
        ("last block", parent_hash.to_string()),
        ("state", digest(state)),
        ("everything", digest(everything)),
    ];
    assert_hashes(&found, CHAIN);
}

const RECORDS: &[(&str, &str)] = &[
    (
        "Account",
        "0xedf0a815e3d3c9725fb6f7fbd354e9ad5cd4b21bd9367c779fc7b7601fc7d7b9",
    ),
    (
        "Account, default",
        "0xa4f556b8070855da3e9bfc0116ab844ef964254b9516f31df26d980ad8a6b74a",
    ),
    (
        "Due",
        "0x4029115d53636ec4c25ce529ce1d9596536df577c61d5b0bae332089aa7053ef",
    ),
    (
        "Parked",
        "0xdc94c72fd0a49367633648594b5e82f7f61911311bc6785619381494ca04a832",
    ),
    (
        "u64",
        "0x86edb5e87430f6c7a7cf927a85c59ba18202377bec804cfb761597114de69796",
    ),
    (
        "address",
        "0x65ff2f98132ac10fe6bca67d422080948565043a0a7c81b2bcc083a80c85b4db",
    ),
    (
        "Clock",
        "0x3f5889f18689bb417babf712ff9ced7fd86da1120ec5ad3f430724ae3286f88f",
    ),
    (
        "StageRecord",
        "0x098a411f9cad9ba0556e8dfa45dcf74e477f829240c0d2639f1f685c18da5c81",
    ),
    (
        "StageRecord, default",
        "0x4c735351735f90afa6ef785f1022a3465ae1f84b709658dc7844a25b20a3972c",
    ),
    (
        "Budget",
        "0xfb6bd803a519234e5883576db11376d30145e37d3e2d390b95543ce6cd5a4473",
    ),
    (
        "Budget, default",
        "0xc6cc661e7da222b30cb5d9755bb8eb2fdf75897ba2610d80b7aa52b0aea824de",
    ),
    (
        "Receipt",
        "0x0340ab3838d876bae162a0f50c62edc89962859f4ecf7fb24990f10e69397a7c",
    ),
    (
        "Extra",
        "0xba623a64434042f0bb4fae76f2e07148165c42c605db72b088ddaa026c26df7b",
    ),
    (
        "Extra, last of an epoch",
        "0x667f033d5706a4eb80b3840e1544975b0040a6fbe56694dd80fc14eaaf5434b9",
    ),
    (
        "Change",
        "0x6c6533ed7978927250bf8e170597c09b863def03e0a2cc9a57d0dbc57084cd5e",
    ),
    (
        "Waiting",
        "0x197a986e011a549cda7c1198aeb49b01551257600a85c611442a33a2b69166d4",
    ),
    (
        "Protocol",
        "0x425e3c62ad2b577dc1ef8fa990583d51a5cbf25ece88da6100594eca2b3f54b1",
    ),
    (
        "KeyChange",
        "0x63af182c78b881c1c2abd94e3d7bb6883d10e9ac38e8b86c0e30a29cd9bb6c15",
    ),
    (
        "ValidatorSet::hash",
        "0xbe8dec008a5bdef92fa69fb51b26119e0744ac6da40528d7c2e0e2fc6030a516",
    ),
    (
        "StateCommitment",
        "0x7c6d41b35a44f618835541599736cb674aceb53fd72693cb4ff353b34ce5b054",
    ),
    (
        "BilingualName",
        "0x5791d2f89658895a4d9b58f9559fea07aa013ce8166507f385cbaa507a01d71c",
    ),
    (
        "protocol transaction",
        "0x18974bdfef344e0ea70c86983f871b9b8c2c023a5dd41c58fca930c4bc073509",
    ),
    (
        "seed message",
        "0x5997bc0c8c779e604af79ca4fd9a40cab080b3b93a1aaeeaf047da1017bff108",
    ),
    (
        "seed key",
        "0x2a446c15f26f90cca392e5be70e20190e189da40077f05594acd853151687d71",
    ),
    (
        "seed signature",
        "0x25bd0edfe0da4eaa64aa70bf3dfbd56c3ce02f8ffefa01c44753a5002ef89f7b",
    ),
    (
        "next seed",
        "0x7c40651c0fa679decb9430b138b48ed95e8ca1863c5b5a1e1a3b84211555d28f",
    ),
];

const KEYS: &[(&str, &str)] = &[
    (
        "token.accounts",
        "0xe469cb03c0303e13e1d2dc74fb822788d6ad9f91852ade1e36ed1d325b3253b5",
    ),
    (
        "token.allowances",
        "0x8c6d19382d6a0d3a9b2821e2586a9488e125f10786d76aafd4698e9435af8701",
    ),
    (
        "token.permit_nonces",
        "0xaa54a9f9b1962fe54d2d985138d316907baa83bb66064faee013ae266335d9f7",
    ),
    (
        "emission.clock",
        "0x25dfd29c09617dcc9852281c030e5b3037a338a4712a42a21c907f259c6412a0",
    ),
    (
        "emission.stages",
        "0x00fd3da80f6dfbbe8c475c801b41641bbea03dcb213ffb795c25554d4345e4e0",
    ),
    (
        "emission.budget",
        "0xee9040f65c341855e070ff438eb0ea9d5b831b2a2c270fb7ef592d750408e3b3",
    ),
    (
        "network.history_length",
        "0x46e04d129d7b45d054469ce34e24069a1426b3e34f1b68a3d1bff1e070aee192",
    ),
    (
        "network.history",
        "0xfdc2b20a92ea991ad1cf59df923c957c459a45b9bafb359f9eb734daf8b86686",
    ),
    (
        "network.protocol",
        "0x5ef358b2b0d9ec7733f53e687094b95afcc5b53e17da785bd0019cf8c571e6ca",
    ),
    (
        "protocol.agenda_size",
        "0x96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    ),
    (
        "protocol.agenda_sequence",
        "0xb413f47d13ee2fe6c845b2ee141af81de858df4ec549a58b7970bb96645bc8d2",
    ),
    (
        "protocol.agenda_heap",
        "0x41077b968c124baa7850033e4caf25386c44be205b21ae5661ff2ac555d6a42e",
    ),
    (
        "protocol.agenda_parked_length",
        "0x583c7dfb7b3055d99465544032a571e10a134b1b6f769422bbb71fd7fa167a5d",
    ),
    (
        "protocol.agenda_parked",
        "0x0c0355d495a65bc76fc04e44979beb0a1b4eddae0184cab86397e02b01123b20",
    ),
];

const CHAIN: &[(&str, &str)] = &[
    (
        "genesis",
        "0xffd8b0b29d25c3702744d8c9de768583f4e9bd69e6cabcc2517539d8a3b2c6e3",
    ),
    (
        "last block",
        "0xc44789ef611365d69954253b447c635523ac4ac2a10fa8bcbea0a0be48342263",
    ),
    (
        "state",
        "0xfe4480bc580331e1c69037ecee30185e6d6c42d0c407845bc0502e70dd142810",
    ),
    (
        "everything",
        "0xd3318a8d794818285deefa7480041f70f8f6a4143e3384e28d36d840b0f5a897",
    ),
];

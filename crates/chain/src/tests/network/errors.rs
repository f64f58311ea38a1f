//! Every action with every error it can give, in order of precedence: each case breaks its rule and as many of the
//! rules after it as can be broken at once, so that the first one that fails decides.

use super::{World, adding, removing};
use crate::{Failure, testing::validator};
use alloy_primitives::{B256, Bytes, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{ICommittee, INetwork};

/// A key that is no point of the curve.
fn no_key() -> B256 {
    let mut candidates = (0..=u8::MAX).map(B256::repeat_byte);
    let is_none = |key: &B256| !crate::validators::is_public_key(&key.0);
    candidates.find(is_none).unwrap()
}

fn name_unfit() -> INetwork::ValidatorNameUnfit {
    INetwork::ValidatorNameUnfit {
        maximum: U256::from(64),
    }
}

fn endpoint_unfit() -> INetwork::EndpointUnfit {
    INetwork::EndpointUnfit {
        maximum: U256::from(128),
    }
}

fn no_seed_key(length: usize) -> INetwork::NotASeedKey {
    INetwork::NotASeedKey {
        length: U256::from(length),
    }
}

#[test]
fn what_a_decision_does_nobody_else_can_do() {
    let mut world = World::new();
    let caller = crate::testing::Member::named("ann").address;
    let error = || ICommittee::OnlyByDecision { caller };
    world.refused(&adding(4), error());
    world.refused(&removing(1), error());
    let schedule = INetwork::scheduleUpgradeCall {
        version: 0,
        activation: 0,
    };
    world.refused(&schedule, error());
    world.refused(&INetwork::cancelUpgradeCall {}, error());
}

#[test]
fn add_validator_gives_its_errors_in_order() {
    let mut world = World::with(|genesis| genesis.limits.epoch_blocks = 1_000);
    world.decide(&adding(4));
    let change = world.rotation(1, 21);
    world.done(&change);
    let bad = INetwork::addValidatorCall {
        name: " ".into(),
        publicKey: no_key(),
        seedKey: Bytes::from(vec![7; 96]),
        endpoint: "nowhere".into(),
    };
    let with = |change: &dyn Fn(&mut INetwork::addValidatorCall)| {
        let mut call = bad.clone();
        change(&mut call);
        call
    };
    let key = |number: u8| validator(number).public_key;
    let seed = |number: u8| Bytes::from(validator(number).seed_key.as_bytes().to_vec());
    let in_use = |number: u8, name: u8| INetwork::KeyInUse {
        publicKey: key(number),
        name: validator(name).name,
    };
    let cases: Vec<(INetwork::addValidatorCall, Failure)> = vec![
        (bad.clone(), name_unfit().into()),
        (
            with(&|call| call.name = "长".repeat(65)),
            name_unfit().into(),
        ),
        (
            with(&|call| call.name = "validator 1".into()),
            INetwork::NotAPublicKey {
                publicKey: no_key(),
            }
            .into(),
        ),
        (
            with(&|call| {
                call.name = "validator 1".into();
                call.publicKey = key(1);
            }),
            no_seed_key(96).into(),
        ),
        (
            with(&|call| {
                call.name = "validator 1".into();
                call.publicKey = key(1);
                call.seedKey = Bytes::new();
            }),
            no_seed_key(0).into(),
        ),
        (
            with(&|call| {
                call.name = "validator 1".into();
                call.publicKey = key(1);
                call.seedKey = seed(1);
            }),
            endpoint_unfit().into(),
        ),
        (
            INetwork::addValidatorCall {
                name: "validator 1".into(),
                ..adding(1)
            },
            INetwork::NameInUse {
                name: "validator 1".into(),
            }
            .into(),
        ),
        (
            INetwork::addValidatorCall {
                name: "validator 4".into(),
                ..adding(1)
            },
            INetwork::NameInUse {
                name: "validator 4".into(),
            }
            .into(),
        ),
        (
            INetwork::addValidatorCall {
                name: "new".into(),
                ..adding(1)
            },
            in_use(1, 1).into(),
        ),
        // Keys that wait to be used are in use.
        (
            INetwork::addValidatorCall {
                name: "new".into(),
                ..adding(4)
            },
            in_use(4, 4).into(),
        ),
        (
            INetwork::addValidatorCall {
                name: "new".into(),
                ..adding(21)
            },
            in_use(21, 1).into(),
        ),
        (
            INetwork::addValidatorCall {
                seedKey: seed(21),
                ..adding(5)
            },
            INetwork::SeedKeyInUse {
                name: "validator 1".into(),
            }
            .into(),
        ),
    ];
    for (call, error) in cases {
        world.undecidable(&call, error);
    }
}

#[test]
fn there_are_at_most_a_hundred_validators_and_sixteen_decisions_wait() {
    let full = |genesis: &mut crate::genesis::Genesis| {
        genesis.limits.epoch_blocks = 1_000;
        genesis.validators = (1..=99).map(validator).collect();
    };
    let mut world = World::with(full);
    world.decide(&adding(100));
    let maximum = U256::from(100);
    world.undecidable(&adding(101), INetwork::TooManyValidators { maximum });
    world.decide(&removing(1));
    for number in 2..16 {
        world.decide(&removing(number));
    }
    let maximum = U256::from(16);
    world.undecidable(&adding(101), INetwork::TooManyWaiting { maximum });
    world.undecidable(&removing(16), INetwork::TooManyWaiting { maximum });
    // Keys change all the same: all of them, in one record.
    for number in 1..=99 {
        let change = world.rotation(number, 100 + number);
        world.done(&change);
    }
    assert_eq!(world.view(&INetwork::waitingCall {}).len(), 16 + 99);
    let next = world.end_epoch().1;
    // The first decision lets one join.
    assert_eq!(next.len(), 100);
    assert_eq!(next[41].public_key, validator(142).public_key);
}

#[test]
fn remove_validator_gives_its_errors_in_order() {
    let mut world = World::with(|genesis| {
        genesis.limits.epoch_blocks = 1_000;
        genesis.validators.truncate(2);
    });
    let unknown = INetwork::UnknownValidator {
        name: validator(7).name,
    };
    world.undecidable(&removing(7), unknown);
    world.decide(&removing(1));
    let waits = INetwork::RemovalWaits {
        name: validator(1).name,
        fromEpoch: 1,
    };
    world.undecidable(&removing(1), waits);
    let last = INetwork::LastValidator {
        name: validator(2).name,
    };
    world.undecidable(&removing(2), last);
}

#[test]
fn change_validator_gives_its_errors_in_order() {
    let mut world = World::with(|genesis| genesis.limits.epoch_blocks = 1_000);
    let seed = |number: u8| Bytes::from(validator(number).seed_key.as_bytes().to_vec());
    let bad = INetwork::changeValidatorCall {
        oldKey: validator(7).public_key,
        newKey: no_key(),
        newSeedKey: Bytes::from(vec![7; 95]),
        endpoint: "nowhere".into(),
        number: 9,
        signature: Bytes::new(),
        newSignature: Bytes::new(),
    };
    let mut call = bad;
    let unknown = INetwork::UnknownKey {
        publicKey: validator(7).public_key,
    };
    world.refused(&call, unknown);
    call.oldKey = validator(2).public_key;
    world.refused(
        &call,
        INetwork::NotAPublicKey {
            publicKey: no_key(),
        },
    );
    call.newKey = validator(1).public_key;
    world.refused(&call, no_seed_key(95));
    call.newSeedKey = seed(1);
    world.refused(&call, endpoint_unfit());
    call.endpoint = String::new();
    let in_use = INetwork::KeyInUse {
        publicKey: validator(1).public_key,
        name: validator(1).name,
    };
    world.refused(&call, in_use);
    call.newKey = validator(9).public_key;
    let in_use = INetwork::SeedKeyInUse {
        name: validator(1).name,
    };
    world.refused(&call, in_use);
    call.newSeedKey = seed(9);
    let number = INetwork::WrongNumber {
        publicKey: validator(2).public_key,
        number: 9,
        expected: 0,
    };
    world.refused(&call, number);
    call.number = 0;
    let signature = |number: u8| INetwork::WrongSignature {
        publicKey: validator(number).public_key,
    };
    world.refused(&call, signature(2));
    let good = world.change(
        2,
        crate::validators::Validator {
            address: String::new(),
            ..validator(9)
        },
        9,
    );
    call.signature = good.signature.clone();
    world.refused(&call, signature(9));
    assert_eq!(
        world.view(&INetwork::numberOfCall {
            publicKey: good.oldKey
        }),
        0
    );
    world.done(&good);
    assert_eq!(
        world.view(&INetwork::numberOfCall {
            publicKey: good.oldKey
        }),
        1
    );
    // A second change of the same validator has to wait, whatever its number.
    let waits = INetwork::ChangeWaits {
        name: validator(2).name,
        fromEpoch: 1,
    };
    world.refused(&good, waits);
}

#[test]
fn an_epoch_that_is_not_settled_has_no_validators_yet() {
    let world = World::new();
    let call = INetwork::validatorsOfCall { epoch: 1 };
    let answer = world.chain.call(crate::execution::Call {
        to: wepos_abi::addresses::NETWORK,
        input: call.abi_encode().into(),
        ..Default::default()
    });
    let error: Failure = INetwork::EpochNotSettled {
        epoch: 1,
        newest: 0,
    }
    .into();
    assert_eq!(answer.result.unwrap_err(), error.into_revert());
}

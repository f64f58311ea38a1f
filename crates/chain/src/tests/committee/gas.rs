//! What each action of the committee costs: a table that a change shows in.

use super::{
    World, act, answer_with, approval, claim_about, declared, proposal, rejection, subject::SUBJECT,
};
use crate::{amounts::Amount, testing::Member};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{ICommittee, addresses};

#[test]
fn every_action_costs_what_the_table_says() {
    let mut world = World::new(5);
    let [first, second, third, fourth] = [1, 2, 3, 4].map(|number| world.member(number));
    let ann = Member::named("ann");
    let parameter = ICommittee::setParameterCall {
        name: "appealDays".into(),
        value: U256::from(6),
    };
    let declare = ICommittee::declareAffiliationCall {
        affiliate: Address::repeat_byte(9),
    };
    let undeclare = ICommittee::withdrawAffiliationCall {
        affiliate: Address::repeat_byte(9),
    };
    let rotate = ICommittee::rotateCall {
        to: Address::repeat_byte(8),
    };
    let with_beneficiary = act(1, &[Address::repeat_byte(7)]);
    let parameter = proposal(addresses::COMMITTEE, parameter.abi_encode());
    let delayed = declared(1, &[], None, true);
    let cases: Vec<(&str, &Member, Vec<u8>, u64)> = vec![
        ("declareAffiliation", &ann, declare.abi_encode(), 21_800),
        ("withdrawAffiliation", &ann, undeclare.abi_encode(), 21_800),
        (
            "propose",
            &first,
            proposal(SUBJECT, with_beneficiary).abi_encode(),
            65_572,
        ),
        (
            "propose a parameter",
            &first,
            parameter.abi_encode(),
            58_356,
        ),
        (
            "propose for later",
            &first,
            proposal(SUBJECT, delayed).abi_encode(),
            59_316,
        ),
        ("approve", &second, approval(0).abi_encode(), 33_592),
        (
            "approve again, refused",
            &second,
            approval(0).abi_encode(),
            27_800,
        ),
        ("reject", &third, rejection(0).abi_encode(), 33_632),
        (
            "claimConflict",
            &ann,
            claim_about(0, first.address).abi_encode(),
            32_576,
        ),
        (
            "answerConflict",
            &first,
            answer_with(0, 0, false).abi_encode(),
            32_832,
        ),
        (
            "approve after a rejection",
            &third,
            approval(0).abi_encode(),
            33_832,
        ),
        (
            "approve last, and run",
            &fourth,
            approval(0).abi_encode(),
            46_688,
        ),
        (
            "approve the next",
            &second,
            approval(2).abi_encode(),
            26_976,
        ),
        ("approve the next", &third, approval(2).abi_encode(), 27_016),
        (
            "approve last, and schedule",
            &fourth,
            approval(2).abi_encode(),
            53_872,
        ),
        (
            "withdraw",
            &first,
            ICommittee::withdrawCall { id: 1 }.abi_encode(),
            25_912,
        ),
        ("rotate", &first, rotate.abi_encode(), 26_044),
        ("seats", &ann, ICommittee::seatsCall {}.abi_encode(), 22_200),
        (
            "proposal",
            &ann,
            ICommittee::proposalCall { id: 0 }.abi_encode(),
            21_800,
        ),
        (
            "parameters",
            &ann,
            ICommittee::parametersCall {}.abi_encode(),
            37_000,
        ),
    ];
    let mut wrong = Vec::new();
    for (name, from, input, expected) in cases {
        let to = addresses::COMMITTEE;
        let receipt = world.chain.send(from, to, Amount::ZERO, input);
        assert_eq!(receipt.success, !name.ends_with("refused"), "{name}");
        if receipt.gas_used != expected {
            wrong.push(format!(
                "{name}: {}, the table says {expected}",
                receipt.gas_used
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

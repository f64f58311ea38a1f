//! Banks, sheets and grades.

use super::*;
use alloy_primitives::{Address, B256};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A bank of a question of each kind, and some more.
pub(crate) fn bank() -> Value {
    let words = |text: &str| json!({"zh": format!("甲{text}"), "en": text});
    let choices = |count: usize| -> Vec<Value> {
        (0..count).map(|index| words(&index.to_string())).collect()
    };
    json!({
        "version": 1,
        "salt": B256::repeat_byte(5),
        "draws": 3, "pass": 2, "retryHours": 24, "attempts": 2,
        "questions": [
            {"kind": "choice", "zh": "一", "en": "one", "choices": choices(4), "answer": 2},
            {"kind": "several", "zh": "二", "en": "two", "choices": choices(3), "answer": [0, 2]},
            {"kind": "number", "zh": "三", "en": "three", "answer": "10.5", "tolerance": "0.25"},
        ],
    })
}

/// The right answers to the questions that `seed` draws from [`bank`].
pub(crate) fn right_answers(seed: B256) -> Vec<Given> {
    let bank = Bank::read(&bank().to_string()).unwrap();
    let place = |drawn: &Drawn, choice: usize| {
        let place = drawn.order.iter().position(|it| *it == choice);
        u32::try_from(place.unwrap()).unwrap()
    };
    let answer = |drawn: &Drawn| match drawn.question {
        0 => Given::Choice(place(drawn, 2)),
        1 => Given::Several(vec![place(drawn, 2), place(drawn, 0)]),
        _ => Given::Number("10.75".into()),
    };
    bank.sheet().draw(seed).iter().map(answer).collect()
}

fn read(bank: &Value) -> Result<Bank, String> {
    Bank::read(&bank.to_string()).map_err(|refusal| refusal.english().to_owned())
}

#[test]
fn right_answers_pass_and_wrong_ones_do_not() {
    let bank = read(&bank()).unwrap();
    let seed = seed(B256::repeat_byte(1), Address::repeat_byte(2), 1);
    let drawn = bank.sheet().draw(seed);
    let right = right_answers(seed);
    bank.sheet().check(&drawn, &right).unwrap();
    let grade = bank.grade(seed, &right);
    assert_eq!((grade.score, grade.total, grade.passed), (3, 3, true));

    let nothing = bank.grade(seed, &[]);
    assert_eq!(
        (nothing.score, nothing.total, nothing.passed),
        (0, 3, false)
    );
    assert_ne!(nothing.data, grade.data);
    for (index, question) in drawn.iter().enumerate() {
        let mut wrong = right.clone();
        wrong[index] = match question.question {
            0 => Given::Choice(match right[index] {
                Given::Choice(0) => 1,
                _ => 0,
            }),
            1 => Given::Several(vec![0, 1, 2]),
            _ => Given::Number("10.750000001".into()),
        };
        bank.sheet().check(&drawn, &wrong).unwrap();
        assert_eq!(bank.grade(seed, &wrong).score, 2, "{question:?}");
    }
}

#[test]
fn a_task_of_the_simulator_is_drawn_for_the_attempt_and_knows_its_answer() {
    let mut bank = bank();
    bank["questions"] = json!([{"kind": "simulator"}, {"kind": "simulator", "weight": 2}]);
    (bank["draws"], bank["pass"]) = (json!(2), json!(3));
    let bank = read(&bank).unwrap();
    let text = serde_json::to_string(bank.sheet()).unwrap();
    assert!(
        text.contains(r#"[{"kind":"simulator","weight":1},"#),
        "{text}"
    );
    let mut texts = std::collections::BTreeSet::new();
    for attempt in 1..=20 {
        let seed = seed(B256::ZERO, Address::ZERO, attempt);
        let right = |place| {
            let task = task(seed, place);
            texts.insert(task.english());
            Given::Number(task.answer().unwrap().to_string())
        };
        let right: Vec<Given> = (0..2).map(right).collect();
        let drawn = bank.sheet().draw(seed);
        bank.sheet().check(&drawn, &right).unwrap();
        assert!(bank.grade(seed, &right).passed);
        let wrong = [Given::Number("0.5".into()), Given::Nothing];
        assert_eq!(bank.grade(seed, &wrong).score, 0);
        let long = [Given::Number("1".repeat(65)), Given::Nothing];
        assert!(bank.sheet().check(&drawn, &long).is_err());
    }
    assert!(texts.len() > 30, "tasks differ by attempt and place");
}

#[test]
fn a_sheet_holds_no_answer_and_no_salt() {
    let bank = read(&bank()).unwrap();
    let text = serde_json::to_string(bank.sheet()).unwrap();
    for secret in ["answer", "tolerance", "salt", "10.5", "0505"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let again = Sheet::read(serde_json::from_str(&text).unwrap()).unwrap();
    assert_eq!(&again, bank.sheet());
}

#[test]
fn the_commitment_is_of_the_content_and_not_of_its_spelling() {
    let spaced = serde_json::to_string_pretty(&bank()).unwrap();
    let commitment = read(&bank()).unwrap().commitment();
    assert_eq!(Bank::read(&spaced).unwrap().commitment(), commitment);
    let mut other = bank();
    other["questions"][0]["answer"] = json!(1);
    assert_ne!(read(&other).unwrap().commitment(), commitment);
    let mut other = bank();
    other["salt"] = json!(B256::repeat_byte(6));
    assert_ne!(read(&other).unwrap().commitment(), commitment);
}

#[test]
fn every_mistake_in_a_bank_is_named() {
    let with = |pointer: &str, value: Value| {
        let mut bank = bank();
        *bank.pointer_mut(pointer).unwrap() = value;
        read(&bank).unwrap_err()
    };
    for (pointer, value, word) in [
        ("/version", json!(2), "`version` is 2"),
        ("/salt", json!(null), "\"salt\": \"0x"),
        ("/salt", json!(B256::ZERO), "`salt` is missing"),
        ("/draws", json!(4), "from 1 to 3"),
        ("/pass", json!(4), "from 1 to 3"),
        ("/attempts", json!(0), "`attempts` is 0"),
        ("/questions", json!([]), "`questions` is 0"),
        ("/questions/0/answer", json!(4), "question 1: `answer`"),
        ("/questions/0/answer", json!([1]), "question 1: `answer`"),
        ("/questions/1/answer", json!([0, 0]), "question 2: `answer`"),
        ("/questions/1/answer", json!([]), "question 2: `answer`"),
        ("/questions/2/answer", json!("ten"), "question 3: `answer`"),
        ("/questions/2/answer", json!(10), "question 3: `answer`"),
        (
            "/questions/2/tolerance",
            json!("-1"),
            "question 3: `answer`",
        ),
        ("/questions/0/zh", json!(" "), "question 1: a text is empty"),
        ("/questions/0/kind", json!("simulated"), "unknown variant"),
        ("/questions/0/kind", json!("number"), "question 1"),
        (
            "/questions/2",
            json!({"kind": "simulator", "zh": "三", "en": "three"}),
            "leave `zh`",
        ),
        (
            "/questions/2",
            json!({"kind": "simulator", "answer": "1"}),
            "question 3: `answer`",
        ),
        (
            "/questions/2",
            json!({"kind": "number", "zh": "三", "en": "three"}),
            "question 3: `answer`",
        ),
        (
            "/questions/0/choices/1",
            json!({"zh": "甲0", "en": "0"}),
            "stands there twice",
        ),
        (
            "/questions/0/choices/1",
            json!({"zh": "甲"}),
            "missing field",
        ),
        ("/retryHours", json!(1.5), "no bank"),
    ] {
        let wrong = with(pointer, value);
        assert!(wrong.contains(word), "{pointer}: {wrong}");
    }
    let mut more = bank();
    more["hint"] = json!("none");
    assert!(read(&more).unwrap_err().contains("unknown field"));
    let twice = bank().to_string().replacen("{", "{\"version\":1,", 1);
    assert!(Bank::read(&twice).is_err(), "a key that stands there twice");
}

#[test]
fn answers_that_do_not_fit_are_named_by_their_place() {
    let bank = read(&bank()).unwrap();
    let drawn = bank.sheet().draw(B256::ZERO);
    let place_of = |question| drawn.iter().position(|it| it.question == question).unwrap();
    let check = |question: usize, given: Given| {
        let mut all = vec![Given::Nothing; 3];
        all[place_of(question)] = given;
        bank.sheet().check(&drawn, &all)
    };
    check(0, Given::Choice(3)).unwrap();
    for (question, given) in [
        (0, Given::Choice(4)),
        (0, Given::Several(vec![1])),
        (1, Given::Several(vec![1, 1])),
        (1, Given::Choice(0)),
        (2, Given::Number("1e3".into())),
        (2, Given::Choice(0)),
    ] {
        let refused = check(question, given).unwrap_err();
        assert_eq!(refused.facts()["answer"], place_of(question) + 1);
    }
    let few = bank.sheet().check(&drawn, &[]).unwrap_err();
    assert_eq!(few.facts()["expected"], 3);
}

proptest! {
    #[test]
    fn any_text_is_a_bank_or_is_refused(text: String) {
        prop_assert!(Bank::read(&text).is_err());
    }

    #[test]
    fn any_answers_are_graded(seed: [u8; 32], given in proptest::collection::vec(given(), 0..6)) {
        let bank = read(&bank()).unwrap();
        let grade = bank.grade(seed.into(), &given);
        prop_assert!(grade.score <= grade.total);
        let text = serde_json::to_string(&given).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<Given>>(&text).unwrap(), given);
    }
}

fn given() -> impl Strategy<Value = Given> {
    prop_oneof![
        Just(Given::Nothing),
        any::<u32>().prop_map(Given::Choice),
        proptest::collection::vec(any::<u32>(), 0..5).prop_map(Given::Several),
        any::<String>().prop_map(Given::Number),
    ]
}

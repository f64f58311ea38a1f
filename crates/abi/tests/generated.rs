//! `generated/*.json` and `docs/modules/*.md` say what the interfaces say.
//!
//! With `WEPOS_REGENERATE=1` the test writes them; without it, it compares and fails.

mod generator;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use wepos_abi::{COMMON_ERRORS, Document, Interface, MODULES};

const COMMAND: &str = "WEPOS_REGENERATE=1 cargo test -p wepos-abi --test generated";

#[test]
fn generated_files_say_what_the_interfaces_say() {
    let expected = expected_files();
    if std::env::var_os("WEPOS_REGENERATE").is_some_and(|value| value == "1") {
        for (path, text) in &expected {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    for (path, text) in &expected {
        let found = fs::read_to_string(path).unwrap_or_default();
        assert!(
            found == *text,
            "{} is out of date. Run: {COMMAND}",
            path.display()
        );
    }
    for directory in [generated_directory(), pages_directory()] {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            assert!(
                expected.contains_key(&path),
                "{} belongs to no interface",
                path.display()
            );
        }
    }
}

#[test]
fn a_missing_text_or_a_stray_tag_is_named() {
    let cases = [
        (
            "/// @notice English.\n function act() external;",
            "ITest.act: @custom:zh  is missing",
        ),
        (
            "/// @notice English.\n /// @custom:zh 中文。\n function act(uint8 a) external;",
            "@param a is missing",
        ),
        (
            "/// @notice English.\n /// @custom:zh 中文。\n /// @param b Nothing.\n function act() external;",
            "belong to nothing",
        ),
        (
            "/// @custom:maybe\n function act() external;",
            "unknown tag @custom:maybe",
        ),
    ];
    for (body, complaint) in cases {
        let panic = std::panic::catch_unwind(|| document_of(body)).unwrap_err();
        let message = panic.downcast_ref::<String>().unwrap();
        assert!(message.contains(complaint), "{message}");
    }
}

#[test]
fn a_function_open_to_newcomers_and_a_continued_line_are_read() {
    let document = document_of(
        "/// @notice First\n /// second.\n /// @custom:zh 第一行，\n /// 第二行。\n /// @custom:newcomer\n \
         function act() external;",
    );
    let item = &document.docs[0];
    assert!(item.newcomer);
    assert_eq!(item.notice_en, "First second.");
    assert_eq!(item.notice_zh, "第一行，第二行。");
}

/// The document of an interface with one function `act`.
fn document_of(body: &str) -> Document {
    let solidity = format!(
        "/// @title ITest\n/// @notice A test.\n/// @custom:zh 测试。\ninterface ITest {{\n {body}\n}}"
    );
    let abi = alloy_json_abi::JsonAbi::parse(["function act()"]).unwrap();
    generator::document("test", None, &solidity, abi)
}

/// Every generated file with the text it should have.
fn expected_files() -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let modules = MODULES
        .iter()
        .map(|module| (module.name, Some(module.address), &module.interface));
    for (name, address, interface) in modules.chain([("errors", None, &COMMON_ERRORS)]) {
        let document = generator::document(name, address, interface.solidity, (interface.abi)());
        let json = serde_json::to_string_pretty(&document).unwrap() + "\n";
        files.insert(generated_directory().join(format!("{name}.json")), json);
        let page = generator::markdown::page(&document, &source_name(interface), COMMAND);
        files.insert(pages_directory().join(format!("{name}.md")), page);
    }
    files
}

/// The name of the file that an interface was read from: its title.
fn source_name(interface: &Interface) -> String {
    let (_, rest) = interface.solidity.split_once("@title ").unwrap();
    let name = rest.lines().next().unwrap().trim().to_owned();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("interfaces/{name}.sol"));
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        interface.solidity,
        "{}",
        path.display()
    );
    name
}

fn generated_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("generated")
}

fn pages_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/modules")
}

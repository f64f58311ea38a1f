//! What callers read for each error.

use super::*;
use crate::{IErrors, IToken, addresses};
use alloy_primitives::{Address, U256, address};

const MEMBER: Address = address!("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
const OTHER: Address = address!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

fn pos(thousandths: u64) -> U256 {
    U256::from(thousandths) * U256::from(10).pow(U256::from(15))
}

#[test]
fn errors_are_explained_in_both_languages() {
    let table: Vec<(Vec<u8>, &str, &str, &str)> = vec![
        (
            IToken::ERC20InsufficientBalance {
                sender: MEMBER,
                balance: pos(1_500),
                needed: pos(20_000),
            }
            .abi_encode(),
            "ERC20InsufficientBalance",
            "0x70997970C51812dc3A010C7d01b50e0d17dc79C8 holds 1.5 PoS, and this needs 20 PoS.",
            "0x70997970C51812dc3A010C7d01b50e0d17dc79C8 持有 1.5 PoS，此操作需要 20 PoS。",
        ),
        (
            IToken::ERC2612ExpiredSignature {
                deadline: U256::from(1_792_700_000),
            }
            .abi_encode(),
            "ERC2612ExpiredSignature",
            "The signed permit was valid until 2026-10-22T20:13:20Z; the owner has to sign a new one (EIP-2612).",
            "签名授权的有效期至 2026-10-22T20:13:20Z，需由所有者重新签名（EIP-2612）。",
        ),
        (
            IToken::ERC2612InvalidSigner {
                signer: OTHER,
                owner: MEMBER,
            }
            .abi_encode(),
            "ERC2612InvalidSigner",
            "The permit was signed by 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266, and the owner is \
             0x70997970C51812dc3A010C7d01b50e0d17dc79C8; check the nonce, the chain id and the signed values \
             (EIP-2612).",
            "签名授权由 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 签署，而所有者是 \
             0x70997970C51812dc3A010C7d01b50e0d17dc79C8；请核对 nonce、链 ID 与所签内容（EIP-2612）。",
        ),
        (
            IToken::TransferBelowMinimum {
                amount: pos(1),
                minimum: pos(10),
            }
            .abi_encode(),
            "TransferBelowMinimum",
            "The receiver has no account yet, and the transfer that creates one carries at least 0.01 PoS; \
             this one carries 0.001 PoS.",
            "接收方尚无账户，创建账户的转账至少为 0.01 PoS；此次为 0.001 PoS。",
        ),
        (
            IToken::TransferToProtocolAccount {
                account: addresses::EMISSION,
            }
            .abi_encode(),
            "TransferToProtocolAccount",
            "0x0000000000000000000000000000000000001002 belongs to the protocol and takes no plain transfers; \
             call the function you meant to pay for.",
            "0x0000000000000000000000000000000000001002 是协议账户，不接收普通转账；请调用所要使用的功能。",
        ),
        (
            IErrors::NotPayable {}.abi_encode(),
            "NotPayable",
            "This function takes no PoS; send the call without a value.",
            "此函数不接收 PoS，请勿附带 PoS。",
        ),
        (
            IErrors::DailyLimitReached {
                availableFrom: 951_868_800,
            }
            .abi_encode(),
            "DailyLimitReached",
            "This account has used its budget for today; it may act again from 2000-03-01T00:00:00Z.",
            "此账户今日的额度已用完，2000-03-01T00:00:00Z 起可再次操作。",
        ),
        (
            IErrors::MalformedCalldata {
                selector: [0xa9, 0x05, 0x9c, 0xbb].into(),
            }
            .abi_encode(),
            "MalformedCalldata",
            "The arguments of function 0xa9059cbb cannot be decoded; encode them by the module's ABI.",
            "函数 0xa9059cbb 的参数无法解码，请按该模块的 ABI 编码。",
        ),
        (
            IErrors::TooManyKeys {
                limit: U256::from(256),
            }
            .abi_encode(),
            "TooManyKeys",
            "This call touches more than 256 pieces of state; split it into smaller calls.",
            "此调用涉及的状态超过 256 项，请拆分为较小的调用。",
        ),
        (
            Revert::from("Multicall3: call failed").abi_encode(),
            "Error",
            "Multicall3: call failed",
            "Multicall3: call failed",
        ),
        (
            Panic {
                code: U256::from(0x11),
            }
            .abi_encode(),
            "Panic",
            "The network stopped this call: a number grew beyond its bounds (panic 0x11). Nothing was changed; \
             please report it.",
            "网络中止了此调用：数值超出范围（panic 0x11）。未作任何更改，请予报告。",
        ),
    ];
    for (data, name, english, chinese) in table {
        let described = describe_revert(&data).unwrap_or_else(|| panic!("{name} is not known"));
        assert_eq!(described.name, name);
        assert_eq!(described.english, english);
        assert_eq!(described.chinese, chinese);
    }
}

#[test]
fn every_error_is_known_and_leaves_no_placeholder() {
    for document in MODULES
        .iter()
        .map(|module| module.document())
        .chain([COMMON_ERRORS.document()])
    {
        for error in document.abi.errors() {
            // All our errors carry words of fixed size only, so zeros decode.
            let mut data = error.selector().to_vec();
            data.resize(4 + 32 * error.inputs.len(), 0);
            let described =
                describe_revert(&data).unwrap_or_else(|| panic!("{} does not decode", error.name));
            assert_eq!(described.name, error.name);
            assert!(
                !described.english.contains(['{', '}']),
                "{}",
                described.english
            );
            assert!(
                !described.chinese.contains(['{', '}']),
                "{}",
                described.chinese
            );
        }
    }
}

#[test]
fn an_error_declared_twice_says_the_same_twice() {
    let mut texts = BTreeMap::new();
    for document in MODULES
        .iter()
        .map(|module| module.document())
        .chain([COMMON_ERRORS.document()])
    {
        for (selector, known) in errors_of(document) {
            let text = (
                &known.doc.signature,
                &known.doc.notice_en,
                &known.doc.notice_zh,
            );
            assert_eq!(*texts.entry(selector).or_insert(text), text);
        }
    }
}

#[test]
fn what_is_not_known_is_not_guessed() {
    let whole = IToken::ERC20InvalidSender { sender: MEMBER }.abi_encode();
    assert!(describe_revert(&whole).is_some());
    for data in [
        &[][..],
        &whole[..3],
        &whole[..4],
        &whole[..35],
        &[0xde, 0xad, 0xbe, 0xef],
        &Panic::SELECTOR,
    ] {
        assert_eq!(describe_revert(data), None, "{data:02x?}");
    }
}

#[test]
fn a_value_cannot_bring_placeholders_of_its_own() {
    let parameter = |name: &str| crate::ParameterDoc {
        name: name.into(),
        ty: "string".into(),
        en: String::new(),
        zh: String::new(),
        format: None,
    };
    let doc = ItemDoc {
        kind: ItemKind::Error,
        name: String::new(),
        signature: String::new(),
        selector: String::new(),
        notice_en: String::new(),
        notice_zh: String::new(),
        params: vec![parameter("first"), parameter("second")],
        returns: Vec::new(),
        newcomer: false,
    };
    let values = [
        DynSolValue::String("{second}".into()),
        DynSolValue::String("2".into()),
    ];
    assert_eq!(
        fill("{first} {second} {third} {", &doc, &values),
        "{second} 2 {third} {"
    );
}

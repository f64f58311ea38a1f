//! What modules understand, as data.

use alloy_dyn_abi::{DynSolType, EventExt, FunctionExt, JsonAbiExt, Specifier};
use alloy_json_abi::{Function as AbiFunction, Param, StateMutability};
use alloy_primitives::{Address, B256, Bytes};
use wepos_abi::{Document, Format, ItemDoc, ItemKind, ParameterDoc};

use crate::{
    ArgumentError, ClientError, DynSolValue,
    arguments::read_value,
    shown::{Named, Shape, ShownEvent},
};

/// How many letters may differ between a name and the one that was probably meant.
const TYPING_ERRORS_MAX: usize = 3;

/// The languages that interfaces are documented in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese, the language of the white paper.
    Chinese,
}

impl Language {
    /// The text in this language; the other one where it is missing.
    pub fn pick<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match self {
            Self::Chinese if !chinese.is_empty() => chinese,
            Self::English if english.is_empty() => chinese,
            _ => english,
        }
    }
}

/// Why a module or a function was not found, or its arguments do not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InterfaceError {
    /// No module has this name.
    #[error("there is no module `{name}`{}", meant(.nearest, .all))]
    UnknownModule {
        /// The name asked for.
        name: String,
        /// The names that were probably meant, best first.
        nearest: Vec<String>,
        /// All names.
        all: Vec<String>,
    },
    /// The module has no function of this name.
    #[error("module `{module}` has no function `{name}`{}", meant(.nearest, .all))]
    UnknownFunction {
        /// The module.
        module: String,
        /// The name asked for.
        name: String,
        /// The names that were probably meant, best first.
        nearest: Vec<String>,
        /// All names.
        all: Vec<String>,
    },
    /// More or fewer arguments than parameters.
    #[error("{function} takes {expected} argument(s), not {given}: {signature}")]
    ArgumentCount {
        /// Module and function.
        function: String,
        /// How many parameters it has.
        expected: usize,
        /// How many arguments there were.
        given: usize,
        /// What the function takes, by name and type.
        signature: String,
    },
    /// An argument is not a value of its parameter.
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    /// What a node says about a module makes no sense.
    #[error("the interface of module `{module}` cannot be used: {why}")]
    Malformed {
        /// The module.
        module: String,
        /// What is wrong.
        why: String,
    },
}

fn meant(nearest: &[String], all: &[String]) -> String {
    match nearest {
        [] => format!("; there are: {}", all.join(", ")),
        [one] => format!("; did you mean `{one}`?"),
        [first, rest @ ..] => {
            let rest: Vec<String> = rest.iter().map(|name| format!("`{name}`")).collect();
            format!("; did you mean `{first}` or {}?", rest.join(" or "))
        }
    }
}

/// All modules that are known.
#[derive(Debug, Clone)]
pub struct Modules(Vec<Interface>);

/// One module: name, address, ABI and documentation.
#[derive(Debug, Clone)]
pub struct Interface {
    address: Address,
    document: Document,
}

/// A function of a module.
#[derive(Debug, Clone, Copy)]
pub struct Function<'a> {
    interface: &'a Interface,
    abi: &'a AbiFunction,
    doc: Option<&'a ItemDoc>,
}

impl Modules {
    /// The modules this program was built with.
    pub fn built_in() -> Self {
        let interface = |module: &wepos_abi::ModuleInfo| Interface {
            address: module.address,
            document: module.document().clone(),
        };
        Self(wepos_abi::MODULES.iter().map(interface).collect())
    }

    /// The modules a node lists (`wepos_modules`).
    ///
    /// # Errors
    /// [`InterfaceError::Malformed`] for a module without an address.
    pub fn from_documents(documents: Vec<Document>) -> Result<Self, InterfaceError> {
        documents
            .into_iter()
            .map(Interface::new)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// All modules, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Interface> {
        self.0.iter()
    }

    /// The module of this name.
    ///
    /// # Errors
    /// [`InterfaceError::UnknownModule`] with the nearest names.
    pub fn get(&self, name: &str) -> Result<&Interface, InterfaceError> {
        let found = self.0.iter().find(|module| module.name() == name);
        found.ok_or_else(|| {
            let all: Vec<String> = self.0.iter().map(|it| it.name().to_owned()).collect();
            InterfaceError::UnknownModule {
                name: name.to_owned(),
                nearest: nearest(name, &all),
                all,
            }
        })
    }

    /// The module at this address.
    pub fn at(&self, address: Address) -> Option<&Interface> {
        self.0.iter().find(|module| module.address == address)
    }

    /// A log as people read it, if a known module wrote it.
    pub fn event(&self, address: Address, topics: &[B256], data: &[u8]) -> Option<ShownEvent> {
        self.at(address)?.event(topics, data)
    }
}

impl Interface {
    fn new(document: Document) -> Result<Self, InterfaceError> {
        match document.address {
            Some(address) => Ok(Self { address, document }),
            None => Err(InterfaceError::Malformed {
                module: document.name,
                why: "it has no address".to_owned(),
            }),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.document.name
    }

    /// Where it is called.
    pub fn address(&self) -> Address {
        self.address
    }

    /// ABI and documentation.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What the module is, in a language.
    pub fn notice(&self, language: Language) -> &str {
        language.pick(&self.document.notice_en, &self.document.notice_zh)
    }

    /// Its functions, in the order of the interface.
    pub fn functions(&self) -> impl Iterator<Item = Function<'_>> {
        let documented = self
            .document
            .docs
            .iter()
            .filter(|item| item.kind == ItemKind::Function);
        documented.filter_map(|item| self.find(&item.name))
    }

    /// The function of this name.
    ///
    /// # Errors
    /// [`InterfaceError::UnknownFunction`] with the nearest names.
    pub fn function(&self, name: &str) -> Result<Function<'_>, InterfaceError> {
        self.find(name).ok_or_else(|| {
            let all: Vec<String> = self.functions().map(|it| it.name().to_owned()).collect();
            InterfaceError::UnknownFunction {
                module: self.name().to_owned(),
                name: name.to_owned(),
                nearest: nearest(name, &all),
                all,
            }
        })
    }

    fn find(&self, name: &str) -> Option<Function<'_>> {
        // No interface of this network overloads a name.
        let abi = self.document.abi.function(name)?.first()?;
        Some(Function {
            interface: self,
            abi,
            doc: self.document.item(ItemKind::Function, name),
        })
    }

    fn event(&self, topics: &[B256], data: &[u8]) -> Option<ShownEvent> {
        let selector = topics.first()?;
        let mut events = self.document.abi.events();
        let event = events.find(|event| event.selector() == *selector)?;
        let decoded = event.decode_log_parts(topics.iter().copied(), data).ok()?;
        let (mut indexed, mut body) = (decoded.indexed.into_iter(), decoded.body.into_iter());
        let docs = self.document.item(ItemKind::Event, &event.name);
        let mut fields = Vec::with_capacity(event.inputs.len());
        for input in &event.inputs {
            let value = if input.indexed {
                indexed.next()?
            } else {
                body.next()?
            };
            let docs = docs.map_or(&[][..], |it| &it.params);
            fields.push(Named {
                name: input.name.clone(),
                value,
                shape: Shape::of(&input.name, &input.components, docs, &self.document),
            });
        }
        Some(ShownEvent {
            module: self.name().to_owned(),
            name: event.name.clone(),
            fields,
        })
    }
}

impl<'a> Function<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        &self.abi.name
    }

    /// The module it belongs to.
    pub fn interface(&self) -> &'a Interface {
        self.interface
    }

    /// True if it only reads: a call answers it, and no transaction is needed.
    pub fn is_view(&self) -> bool {
        matches!(
            self.abi.state_mutability,
            StateMutability::View | StateMutability::Pure
        )
    }

    /// True if PoS may be sent with it.
    pub fn is_payable(&self) -> bool {
        self.abi.state_mutability == StateMutability::Payable
    }

    /// True if accounts without a record may call it (R15).
    pub fn is_open_to_newcomers(&self) -> bool {
        self.doc.is_some_and(|doc| doc.newcomer)
    }

    /// What it does.
    pub fn notice(&self, language: Language) -> &'a str {
        self.doc
            .map_or("", |doc| language.pick(&doc.notice_en, &doc.notice_zh))
    }

    /// Its parameters as documented; empty if it has none.
    pub fn parameters(&self) -> &'a [ParameterDoc] {
        self.doc.map_or(&[], |doc| &doc.params)
    }

    /// What it returns, as documented.
    pub fn returns(&self) -> &'a [ParameterDoc] {
        self.doc.map_or(&[], |doc| &doc.returns)
    }

    /// Name and parameters as Solidity writes them: `transfer(address to, uint256 value)`.
    pub fn signature(&self) -> String {
        let parameters: Vec<String> = self
            .abi
            .inputs
            .iter()
            .map(|input| format!("{} {}", input.selector_type(), input.name))
            .collect();
        format!("{}({})", self.abi.name, parameters.join(", "))
    }

    /// Reads the arguments from text, one for each parameter: amounts such as `10PoS`, moments, names of modules as
    /// addresses, everything else as its type is written.
    ///
    /// # Errors
    /// [`InterfaceError::ArgumentCount`], [`InterfaceError::Argument`], [`InterfaceError::Malformed`].
    pub fn read_arguments<T: AsRef<str>>(
        &self,
        texts: &[T],
        modules: &Modules,
    ) -> Result<Vec<DynSolValue>, InterfaceError> {
        if texts.len() != self.abi.inputs.len() {
            return Err(InterfaceError::ArgumentCount {
                function: format!("{}.{}", self.interface.name(), self.name()),
                expected: self.abi.inputs.len(),
                given: texts.len(),
                signature: self.signature(),
            });
        }
        let inputs = self.abi.inputs.iter().zip(texts);
        inputs
            .map(|(input, text)| {
                let ty: DynSolType = input.resolve().map_err(|error| self.malformed(&error))?;
                let format = format_of(self.parameters(), &input.name);
                let text = text.as_ref();
                read_value(text, &ty, format, modules).map_err(|why| {
                    ArgumentError::new(&input.name, &input.selector_type(), text, why).into()
                })
            })
            .collect()
    }

    /// The calldata of a call with these arguments.
    ///
    /// # Errors
    /// [`InterfaceError::Malformed`] if the values are not of the parameters' types.
    pub fn encode(&self, arguments: &[DynSolValue]) -> Result<Bytes, InterfaceError> {
        self.abi
            .abi_encode_input(arguments)
            .map(Bytes::from)
            .map_err(|error| self.malformed(&error))
    }

    /// Arguments with the names of their parameters, for showing what is about to happen.
    pub fn named_arguments(&self, arguments: Vec<DynSolValue>) -> Vec<Named> {
        let document = self.interface.document();
        named(&self.abi.inputs, self.parameters(), arguments, document)
    }

    /// What a call returned, by name.
    ///
    /// # Errors
    /// [`ClientError::Answer`] if the bytes are not what the interface promises.
    pub fn decode(&self, returned: &[u8]) -> Result<Vec<Named>, ClientError> {
        let values = self.abi.abi_decode_output(returned).map_err(|error| {
            let why = if returned.is_empty() {
                "nothing; the node may not have this module".to_owned()
            } else {
                error.to_string()
            };
            ClientError::Answer {
                module: self.interface.name().to_owned(),
                function: self.name().to_owned(),
                why,
            }
        })?;
        let document = self.interface.document();
        Ok(named(&self.abi.outputs, self.returns(), values, document))
    }

    fn malformed(&self, error: &alloy_dyn_abi::Error) -> InterfaceError {
        InterfaceError::Malformed {
            module: self.interface.name().to_owned(),
            why: format!("{}: {error}", self.name()),
        }
    }
}

fn named(
    params: &[Param],
    docs: &[ParameterDoc],
    values: Vec<DynSolValue>,
    document: &Document,
) -> Vec<Named> {
    let numbered = params.iter().zip(values).enumerate();
    numbered
        .map(|(index, (param, value))| Named {
            name: if param.name.is_empty() {
                index.to_string()
            } else {
                param.name.clone()
            },
            value,
            shape: Shape::of(&param.name, &param.components, docs, document),
        })
        .collect()
}

fn format_of(docs: &[ParameterDoc], name: &str) -> Option<Format> {
    docs.iter().find(|doc| doc.name == name)?.format
}

/// The names that differ little from what was written: few wrong letters, another case, or a common beginning.
fn nearest(wanted: &str, names: &[String]) -> Vec<String> {
    let lower = wanted.to_lowercase();
    let mut ranked: Vec<(usize, &String)> = names
        .iter()
        .filter_map(|name| {
            let other = name.to_lowercase();
            let distance = strsim::damerau_levenshtein(&lower, &other);
            let limit = TYPING_ERRORS_MAX.min(lower.chars().count() / 2 + 1);
            let begins = lower.len() >= 3 && other.starts_with(&lower);
            (distance <= limit || begins).then_some((distance, name))
        })
        .collect();
    ranked.sort();
    ranked
        .into_iter()
        .take(3)
        .map(|(_, name)| name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{U256, hex};
    use serde_json::{Value, json};

    const MEMBER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    #[test]
    fn misspelt_names_get_the_nearest_ones() {
        let modules = Modules::built_in();
        let error = modules.get("tokn").unwrap_err().to_string();
        assert_eq!(error, "there is no module `tokn`; did you mean `token`?");
        let error = modules.get("zzzzzz").unwrap_err().to_string();
        assert!(
            error.ends_with(
                "there are: token, emission, committee, campaigns, identity, reputation, network, cases, multicall"
            ),
            "{error}"
        );
        let token = modules.get("token").unwrap();
        let error = token.function("balanceof").unwrap_err().to_string();
        assert!(error.contains("did you mean `balanceOf`"), "{error}");
        let error = token.function("trans").unwrap_err().to_string();
        assert!(error.contains("`transfer`"), "{error}");
    }

    #[test]
    fn a_call_is_encoded_from_text_and_its_answer_shown() {
        let modules = Modules::built_in();
        let transfer = modules.get("token").unwrap().function("transfer").unwrap();
        let arguments = transfer
            .read_arguments(&[MEMBER, "1.5PoS"], &modules)
            .unwrap();
        let data = transfer.encode(&arguments).unwrap();
        assert_eq!(
            hex::encode(&data),
            "a9059cbb00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8\
             00000000000000000000000000000000000000000000000014d1120d7b160000"
        );
        let shown = transfer.named_arguments(arguments);
        assert_eq!(shown[0].text(), MEMBER);
        assert_eq!(shown[1].text(), "1.5 PoS");

        let holding = modules.get("token").unwrap().function("balanceOf").unwrap();
        let returned = holding.decode(&U256::from(10).pow(U256::from(18)).to_be_bytes::<32>());
        assert_eq!(returned.unwrap()[0].text(), "1 PoS");
        let error = holding.decode(&[]).unwrap_err().to_string();
        assert!(error.contains("may not have this module"), "{error}");
    }

    #[test]
    fn amounts_and_times_are_shown_inside_structs_and_lists_of_structs() {
        let field = |name: &str, ty: &str, format: Option<&str>| {
            let mut doc = json!({"name": name, "type": ty, "en": "It.", "zh": "它。"});
            if let Some(format) = format {
                doc["format"] = json!(format);
            }
            doc
        };
        let struct_doc = |name: &str, fields: Vec<Value>| {
            let (en, zh) = ("It.", "它。");
            json!({"name": name, "noticeEn": en, "noticeZh": zh, "fields": fields})
        };
        let window =
            json!([{"name": "opensAt", "type": "uint64"}, {"name": "places", "type": "uint64"}]);
        let campaign = json!([
            {"name": "budget", "type": "uint256"},
            {"name": "parts", "type": "uint256[]"},
            {"name": "window", "type": "tuple", "components": window},
        ]);
        let document = json!({
            "name": "campaigns", "address": MEMBER, "noticeEn": "It.", "noticeZh": "它。",
            "abi": [{"type": "function", "name": "all", "inputs": [], "stateMutability": "view",
                "outputs": [{"name": "list", "type": "tuple[]", "components": campaign}]}],
            "docs": [{"kind": "function", "name": "all", "signature": "all()", "selector": "0x00000000",
                "noticeEn": "It.", "noticeZh": "它。", "params": [],
                "returns": [field("list", "Campaign[]", None)], "newcomer": false}],
            "structs": [
                struct_doc("Campaign", vec![
                    field("budget", "uint256", Some("amount")),
                    field("parts", "uint256[]", Some("amount")),
                    field("window", "Window", None),
                ]),
                struct_doc("Window", vec![
                    field("opensAt", "uint64", Some("time")),
                    field("places", "uint64", None),
                ]),
            ],
        });
        let modules = Modules::from_documents(vec![serde_json::from_value(document).unwrap()]);
        let modules = modules.unwrap();
        let all = modules.get("campaigns").unwrap().function("all").unwrap();
        let number = |number: u64, bits| DynSolValue::Uint(U256::from(number), bits);
        let one = DynSolValue::Tuple(vec![
            number(1_500_000_000_000_000_000, 256),
            DynSolValue::Array(vec![number(1_000_000_000_000_000_000, 256)]),
            DynSolValue::Tuple(vec![number(1_792_700_000, 64), number(7, 64)]),
        ]);
        let returned = DynSolValue::Tuple(vec![DynSolValue::Array(vec![one])]).abi_encode_params();
        let returned = all.decode(&returned).unwrap();
        assert_eq!(
            returned[0].text(),
            "[(budget=1.5 PoS, parts=[1 PoS], window=(opensAt=2026-10-22T20:13:20Z, places=7))]"
        );
        assert_eq!(
            returned[0].json(),
            json!([{"budget": "1500000000000000000", "parts": ["1000000000000000000"],
                "window": {"opensAt": "1792700000", "places": "7"}}])
        );
    }

    #[test]
    fn wrong_arguments_are_named() {
        let modules = Modules::built_in();
        let transfer = modules.get("token").unwrap().function("transfer").unwrap();
        let error = transfer.read_arguments(&[MEMBER], &modules).unwrap_err();
        assert_eq!(
            error.to_string(),
            "token.transfer takes 2 argument(s), not 1: transfer(address to, uint256 value)"
        );
        let error = transfer
            .read_arguments(&[MEMBER, "0.5"], &modules)
            .unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("for value (uint256)") && text.contains("0.5PoS"),
            "{text}"
        );
    }

    #[test]
    fn every_function_of_every_module_is_found_and_documented() {
        let modules = Modules::built_in();
        for module in modules.iter() {
            assert!(module.functions().count() > 0);
            for function in module.functions() {
                assert!(module.function(function.name()).is_ok());
                assert!(!function.notice(Language::English).is_empty());
                assert_eq!(function.parameters().len(), function.abi.inputs.len());
                let ids = function.notice(Language::Chinese);
                assert!(!ids.is_ascii(), "{ids}");
            }
        }
    }

    #[test]
    fn events_are_shown_with_their_fields() {
        use alloy_sol_types::SolEvent;
        let modules = Modules::built_in();
        let event = wepos_abi::IToken::Transfer {
            from: MEMBER.parse().unwrap(),
            to: wepos_abi::addresses::EMISSION,
            value: U256::from(10).pow(U256::from(17)),
        };
        let log = event.encode_log_data();
        let shown = modules
            .event(wepos_abi::addresses::TOKEN, log.topics(), &log.data)
            .unwrap();
        assert_eq!(
            shown.text(),
            format!(
                "token.Transfer(from={MEMBER}, to=0x0000000000000000000000000000000000001002, value=0.1 PoS)"
            )
        );
        assert!(
            modules
                .event(Address::ZERO, log.topics(), &log.data)
                .is_none()
        );
        assert!(
            modules
                .event(wepos_abi::addresses::TOKEN, log.topics(), &[])
                .is_none()
        );
    }
}

//! NatSpec of one item: tags and their texts, and the complaint when one is missing or belongs to nothing.

use std::collections::BTreeMap;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};
use wepos_abi::{Format, ParameterDoc};

/// The tags of one item. Each `take_…` removes what it answers, so that what is left over is a mistake.
pub(crate) struct NatSpec {
    /// Where it stands, for messages.
    place: String,
    /// (tag, name of the parameter or nothing) → text.
    texts: BTreeMap<(String, String), String>,
}

/// The tags whose first word names a parameter.
const NAMED: [&str; 7] = [
    "@param",
    "@return",
    "@custom:zh-param",
    "@custom:zh-return",
    "@custom:field",
    "@custom:zh-field",
    "@custom:format",
];
/// The tags that stand for the whole item.
const WHOLE: [&str; 4] = ["@title", "@notice", "@custom:zh", "@custom:newcomer"];

impl NatSpec {
    /// Reads the doc comments before an item.
    pub(crate) fn read(place: String, attributes: &[Attribute]) -> Self {
        let mut texts = BTreeMap::new();
        let mut key = None;
        for line in attributes.iter().filter_map(doc_line) {
            let line = line.trim();
            if !line.starts_with('@') {
                let key = key
                    .as_ref()
                    .unwrap_or_else(|| panic!("{place}: text without a tag: {line}"));
                let text: &mut String = texts.get_mut(key).expect("the key was inserted");
                continue_text(text, line);
                continue;
            }
            let (tag, rest) = split_word(line);
            let (name, text) = if NAMED.contains(&tag) {
                split_word(rest)
            } else if WHOLE.contains(&tag) {
                ("", rest)
            } else {
                panic!("{place}: unknown tag {tag}");
            };
            let new_key = (tag.to_owned(), name.to_owned());
            let before = texts.insert(new_key.clone(), text.to_owned());
            assert!(before.is_none(), "{place}: {tag} {name} stands twice");
            key = Some(new_key);
        }
        Self { place, texts }
    }

    /// English and Chinese text of the whole item.
    pub(crate) fn take_notices(&mut self) -> (String, String) {
        (self.take("@notice", ""), self.take("@custom:zh", ""))
    }

    /// The title of an interface.
    pub(crate) fn take_title(&mut self) -> String {
        self.take("@title", "")
    }

    /// True if the item carries `@custom:newcomer`.
    pub(crate) fn take_newcomer(&mut self) -> bool {
        self.take_optional("@custom:newcomer", "").is_some()
    }

    /// The texts of one list of parameters; `tag` is `param`, `return` or `field`.
    pub(crate) fn take_parameters(
        &mut self,
        tag: &str,
        parameters: &[(String, String)],
    ) -> Vec<ParameterDoc> {
        let english = if tag == "field" {
            "@custom:field".to_owned()
        } else {
            format!("@{tag}")
        };
        let chinese = format!("@custom:zh-{tag}");
        let mut docs = Vec::new();
        for (name, ty) in parameters {
            assert!(
                !name.is_empty(),
                "{}: a parameter of type {ty} has no name",
                self.place
            );
            docs.push(ParameterDoc {
                name: name.clone(),
                ty: ty.clone(),
                en: self.take(&english, name),
                zh: self.take(&chinese, name),
                format: self
                    .take_optional("@custom:format", name)
                    .map(|word| self.format(&word)),
            });
        }
        docs
    }

    /// Complains about tags that belong to nothing.
    pub(crate) fn finish(self) {
        let left: Vec<_> = self
            .texts
            .keys()
            .map(|(tag, name)| format!("{tag} {name}"))
            .collect();
        assert!(
            left.is_empty(),
            "{}: tags that belong to nothing: {left:?}",
            self.place
        );
    }

    fn format(&self, word: &str) -> Format {
        match word {
            "amount" => Format::Amount,
            "time" => Format::Time,
            _ => panic!("{}: unknown format {word}", self.place),
        }
    }

    fn take(&mut self, tag: &str, name: &str) -> String {
        let text = self.take_optional(tag, name).unwrap_or_default();
        assert!(!text.is_empty(), "{}: {tag} {name} is missing", self.place);
        text
    }

    fn take_optional(&mut self, tag: &str, name: &str) -> Option<String> {
        self.texts.remove(&(tag.to_owned(), name.to_owned()))
    }
}

/// Appends a continued line: with a space between words, without one between Chinese characters.
fn continue_text(text: &mut String, line: &str) {
    let wide = |character: char| character >= '\u{2e80}';
    let joined = text.chars().last().is_some_and(wide) && line.chars().next().is_some_and(wide);
    if !joined && !text.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

fn split_word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = &pair.value
    else {
        return None;
    };
    pair.path.is_ident("doc").then(|| text.value())
}

//! Links in a text, and the form in which two of them are compared.

use std::{borrow::Cow, ops::Range};

use url::{Url, form_urlencoded};

/// Parameters of a link that say who sent it, and nothing about what it leads to. A `*` at the end stands for any
/// rest.
pub const TRACKING: &[&str] = &[
    "utm_*",
    // Advertisements and newsletters.
    "dclid",
    "fbclid",
    "gclid",
    "gbraid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "msclkid",
    "ttclid",
    "twclid",
    "wbraid",
    "yclid",
    // Share buttons of Chinese sites.
    "from",
    "isappinstalled",
    "scene",
    "share_*",
    "shareto",
    "spm",
    "spm_id_from",
    "vd_source",
    // Share buttons of others.
    "ref",
    "ref_src",
    "ref_url",
    "si",
];

/// What starts a link, in lower case.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// What a normal form starts with, whatever the link had: most sites answer to both.
const SCHEME: &str = SCHEMES[0];

/// Characters that end a sentence or a bracket rather than a link, and the slash, which sites add as they like.
const NOT_AT_THE_END: &[char] = &[
    '.', ',', ';', ':', '!', '?', '\'', '"', ')', ']', '}', '*', '_', '/', '&', '=', '#',
];

/// The first link of a text: where it is, and its normal form.
pub(crate) fn find(text: &str) -> Option<(Range<usize>, String)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("://") {
        let colon = from + found;
        let scheme = SCHEMES.iter().find_map(|scheme| {
            let start = (colon + "://".len()).checked_sub(scheme.len())?;
            let written = text.get(start..colon + "://".len())?;
            written.eq_ignore_ascii_case(scheme).then_some(start)
        });
        if let Some(start) = scheme {
            let end = colon + "://".len() + length(&text[colon + "://".len()..]);
            if let Some(normal) = normal(&text[start..end]) {
                return Some((start..end, normal));
            }
        }
        from = colon + "://".len();
    }
    None
}

/// Bytes of a link after its scheme. Links are ASCII (RFC 3986); browsers also show the letters of a path as they
/// are, so letters belong to it where the part before them cannot be the end.
fn length(rest: &str) -> usize {
    let mut before = '/';
    for (at, letter) in rest.char_indices() {
        let of_link = letter.is_ascii_graphic() && !"\"<>\\^`{|}".contains(letter);
        let goes_on = !letter.is_ascii()
            && letter.is_alphanumeric()
            && (matches!(before, '/' | '=') && at > 0 || !before.is_ascii());
        if !of_link && !goes_on {
            return at;
        }
        before = letter;
    }
    rest.len()
}

/// The form in which links are compared; nothing for what is no link.
fn normal(link: &str) -> Option<String> {
    let url = Url::parse(link.trim_end_matches(NOT_AT_THE_END)).ok()?;
    let mut parameters: Vec<(Cow<'_, str>, Cow<'_, str>)> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .collect();
    parameters.sort();
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let mut host = url.host_str()?;
    while let Some(shorter) = host.strip_prefix("www.") {
        host = shorter;
    }
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    let path = url.path().trim_end_matches(NOT_AT_THE_END);
    let mark = if query.is_empty() { "" } else { "?" };
    let normal = format!("{SCHEME}{host}{port}{path}{mark}{query}");
    let normal = normal.trim_end_matches(NOT_AT_THE_END);
    (normal.len() > SCHEME.len()).then(|| normal.to_owned())
}

fn is_tracking(name: &str) -> bool {
    TRACKING
        .iter()
        .any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == *pattern,
        })
}

/// Whether a piece of a normal form is a link.
pub(crate) fn is_link(piece: &str) -> bool {
    piece.starts_with(SCHEME)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        find(text).map(|(_, normal)| normal)
    }

    #[test]
    fn a_link_is_the_same_without_what_follows_its_reader() {
        let plain = of("https://example.org/tutorial?id=7").unwrap();
        assert_eq!(plain, "https://example.org/tutorial?id=7");
        for other in [
            "http://example.org/tutorial?id=7",
            "HTTPS://WWW.Example.ORG:443/tutorial/?id=7#chapter",
            "https://example.org/tutorial?utm_source=x&id=7&utm_campaign=y",
            "https://example.org/tutorial?spm=a.b.c&id=7&from=timeline&isappinstalled=0",
        ] {
            assert_eq!(of(other).as_ref(), Some(&plain));
        }
    }

    #[test]
    fn what_a_link_leads_to_stays() {
        for (left, right) in [
            ("https://example.org/a", "https://example.org/A"),
            ("https://example.org/v?v=1", "https://example.org/v?v=2"),
            ("https://example.org", "https://example.com"),
            (
                "https://zh.example.org/wiki/质押",
                "https://zh.example.org/wiki/委托",
            ),
        ] {
            assert_ne!(of(left).unwrap(), of(right).unwrap());
        }
        assert_eq!(
            of("https://example.org/?b=2&a=1"),
            of("https://example.org?a=1&b=2&")
        );
    }

    #[test]
    fn a_link_ends_where_a_sentence_goes_on() {
        for text in [
            "见https://example.org/x，很好",
            "见https://example.org/x很好",
            "(see https://example.org/x).",
            "<https://example.org/x>",
            "读https://example.org/x。",
        ] {
            assert_eq!(of(text).as_deref(), Some("https://example.org/x"), "{text}");
        }
        for text in [
            "https://",
            "see http:// there",
            "ftp://example.org",
            "a://b",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}

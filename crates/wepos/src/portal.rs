//! The web portal: files that `web/` built, carried in the program (feature `portal`) or read from a directory, and
//! served beside the RPC.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use sha2::{Digest as _, Sha256};

/// What the portal's pages may do: load from here, talk to here, and nothing else. Libraries of the interface set
/// styles by attribute, which the policy counts as inline; there is no inline script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// Names of files in `assets/` carry a hash of their content, so they never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Everything else is asked for again, and mostly answered with 304.
const ASK_AGAIN: &str = "no-cache";

/// The page that every path without a file of its own shows: the portal's router reads the address.
const START: &str = "index.html";

#[cfg(feature = "portal")]
const EMBEDDED: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/portal_files.rs"));

/// The files of a portal, in memory: about a megabyte.
#[derive(Debug, Clone)]
pub(crate) struct Portal {
    files: Arc<BTreeMap<String, PortalFile>>,
}

#[derive(Debug)]
struct PortalFile {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    tag: HeaderValue,
}

impl Portal {
    /// The portal that this program carries; none without the feature `portal`.
    #[cfg(feature = "portal")]
    pub(crate) fn embedded() -> Option<Self> {
        let files = EMBEDDED.iter();
        Self::new(files.map(|(name, bytes)| ((*name).to_owned(), Bytes::from_static(bytes))))
    }

    /// The portal that this program carries; none without the feature `portal`.
    #[cfg(not(feature = "portal"))]
    pub(crate) fn embedded() -> Option<Self> {
        None
    }

    /// A portal that was built into a directory.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is no portal.
    pub(crate) fn from_directory(directory: &Path) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        read(directory, PathBuf::new(), &mut files)
            .with_context(|| format!("cannot read the portal in {}", directory.display()))?;
        Self::new(files).with_context(|| {
            format!(
                "{} holds no portal: `npm ci && npm run build` in web/ writes one to web/dist",
                directory.display()
            )
        })
    }

    fn new(files: impl IntoIterator<Item = (String, Bytes)>) -> Option<Self> {
        let mut all: BTreeMap<String, Bytes> = files.into_iter().collect();
        let names: Vec<String> = all
            .keys()
            .filter(|name| !is_compressed(name))
            .cloned()
            .collect();
        let mut served = BTreeMap::new();
        for name in names {
            let brotli = all.remove(&format!("{name}.br"));
            let gzip = all.remove(&format!("{name}.gz"));
            let plain = all.remove(&name)?;
            let digest = Sha256::digest(&plain);
            let tag = format!("\"{}\"", alloy_primitives::hex::encode(&digest[..12]));
            let tag = HeaderValue::try_from(tag).ok()?;
            served.insert(
                name,
                PortalFile {
                    plain,
                    brotli,
                    gzip,
                    tag,
                },
            );
        }
        served.contains_key(START).then(|| Self {
            files: Arc::new(served),
        })
    }

    /// The answer to a path: a file, or the start page for a path of the portal's router.
    fn answer(&self, path: &str, headers: &HeaderMap) -> Response {
        let name = path.trim_start_matches('/');
        let is_page = !name.rsplit('/').next().unwrap_or_default().contains('.');
        let name = if is_page { START } else { name };
        let Some(file) = self.files.get(name) else {
            return (StatusCode::NOT_FOUND, "not found\n").into_response();
        };
        let (encoding, bytes) = file.encoded(headers);
        let unchanged = headers
            .get(header::IF_NONE_MATCH)
            .is_some_and(|tag| *tag == file.tag);
        let mut response = if unchanged {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(bytes).into_response()
        };
        let answer = response.headers_mut();
        answer.insert(header::ETAG, file.tag.clone());
        if let Some(encoding) = encoding {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        let keep = if name.starts_with("assets/") {
            FOR_EVER
        } else {
            ASK_AGAIN
        };
        let fixed = [
            (header::CACHE_CONTROL, keep),
            (header::CONTENT_TYPE, content_type(name)),
            (header::VARY, "accept-encoding"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (
                HeaderName::from_static("permissions-policy"),
                "camera=(self), microphone=(), geolocation=()",
            ),
        ];
        for (name, value) in fixed {
            answer.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

impl PortalFile {
    /// The smallest form that the client reads.
    fn encoded(&self, headers: &HeaderMap) -> (Option<&'static str>, Bytes) {
        let takes = |wanted: &str| {
            let values = headers.get_all(header::ACCEPT_ENCODING).iter();
            values.filter_map(|value| value.to_str().ok()).any(|value| {
                value
                    .split(',')
                    .any(|entry| entry.trim().split(';').next() == Some(wanted))
            })
        };
        match (&self.brotli, &self.gzip) {
            (Some(bytes), _) if takes("br") => (Some("br"), bytes.clone()),
            (_, Some(bytes)) if takes("gzip") => (Some("gzip"), bytes.clone()),
            _ => (None, self.plain.clone()),
        }
    }
}

/// Serves the portal where the node has nothing to say, and in place of its greeting.
pub(crate) async fn serve(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || request.headers().contains_key(header::UPGRADE) {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    let headers = request.headers().clone();
    if path != "/" {
        let response = next.run(request).await;
        if response.status() != StatusCode::NOT_FOUND {
            return response;
        }
    }
    portal.answer(&path, &headers)
}

fn is_compressed(name: &str) -> bool {
    name.ends_with(".br") || name.ends_with(".gz")
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest") => "application/json",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

fn read(root: &Path, below: PathBuf, files: &mut Vec<(String, Bytes)>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(&below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            read(root, path, files)?;
        } else if let Some(name) = path.to_str() {
            files.push((name.to_owned(), fs::read(root.join(&path))?.into()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portal() -> Portal {
        let files = [
            ("index.html", "<title>"),
            ("index.html.br", "small"),
            ("index.html.gz", "middle"),
            ("assets/main-1a2b.js", "1"),
        ];
        let files =
            files.map(|(name, text)| (name.to_owned(), Bytes::from_static(text.as_bytes())));
        Portal::new(files).expect("there is a start page")
    }

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| (name.clone(), value.parse().expect("a header")))
            .collect()
    }

    fn answer(path: &str, pairs: &[(HeaderName, &str)]) -> Response {
        portal().answer(path, &headers(pairs))
    }

    #[test]
    fn a_path_without_a_file_shows_the_start_page_and_a_missing_file_is_missing() {
        for path in ["/", "/campaigns", "/explore/tx/0x12"] {
            let response = answer(path, &[]);
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(
                response.headers()[header::CONTENT_TYPE],
                "text/html; charset=utf-8"
            );
            assert_eq!(response.headers()[header::CACHE_CONTROL], ASK_AGAIN);
        }
        assert_eq!(
            answer("/assets/gone-9f.js", &[]).status(),
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            answer("/index.html.br", &[]).status(),
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            answer("/../Cargo.toml", &[]).status(),
            StatusCode::NOT_FOUND
        );
    }

    #[test]
    fn every_answer_carries_the_policy_and_forbids_guessing_types() {
        for path in ["/", "/assets/main-1a2b.js"] {
            let response = answer(path, &[]);
            let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .expect("text");
            assert!(policy.contains("script-src 'self';"), "{policy}");
            assert_eq!(
                response.headers()[header::X_CONTENT_TYPE_OPTIONS],
                "nosniff"
            );
        }
        assert_eq!(
            answer("/assets/main-1a2b.js", &[]).headers()[header::CACHE_CONTROL],
            FOR_EVER
        );
    }

    #[test]
    fn the_smallest_form_is_served_that_the_client_reads() {
        let encoding = |accepted: &str| {
            let response = answer("/", &[(header::ACCEPT_ENCODING, accepted)]);
            let value = response.headers().get(header::CONTENT_ENCODING).cloned();
            value.map(|value| value.to_str().expect("text").to_owned())
        };
        assert_eq!(encoding("gzip, deflate, br").as_deref(), Some("br"));
        assert_eq!(encoding("gzip;q=0.8").as_deref(), Some("gzip"));
        assert_eq!(encoding("identity"), None);
    }

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        let tag = answer("/", &[]).headers()[header::ETAG]
            .to_str()
            .expect("text")
            .to_owned();
        let again = answer("/", &[(header::IF_NONE_MATCH, &tag)]);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(
            answer("/", &[(header::IF_NONE_MATCH, "\"0\"")]).status(),
            StatusCode::OK
        );
    }

    #[test]
    fn a_directory_without_a_start_page_is_no_portal() {
        let directory = tempfile::tempdir().expect("a directory");
        let error = Portal::from_directory(directory.path()).expect_err("there is nothing in it");
        assert!(error.to_string().contains("holds no portal"), "{error}");
        fs::write(directory.path().join("index.html"), "<title>").expect("written");
        assert!(Portal::from_directory(directory.path()).is_ok());
    }
}

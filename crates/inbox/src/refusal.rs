//! Why something was refused: a word for programs, a sentence in each language, and the facts that would change it.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

/// The fact that says when to come again, in seconds; it becomes the header `Retry-After` too.
const RETRY_AFTER: &str = "retryAfter";

/// Why something was refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    english: String,
    chinese: String,
    facts: Map<String, Value>,
}

impl Refusal {
    /// A refusal with the HTTP status, one word for programs, and the reason in both languages.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        english: impl Into<String>,
        chinese: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            english: english.into(),
            chinese: chinese.into(),
            facts: Map::new(),
        }
    }

    /// The same with a fact that would change the answer.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// One word for programs.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The reason in English.
    pub fn english(&self) -> &str {
        &self.english
    }

    /// The reason in Chinese.
    pub fn chinese(&self) -> &str {
        &self.chinese
    }

    /// The facts.
    pub fn facts(&self) -> &Map<String, Value> {
        &self.facts
    }

    /// What a caller sent makes no sense.
    pub(crate) fn malformed(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", english, chinese)
    }

    /// Something has a limit, and this is over it.
    pub(crate) fn too_large(what_english: &str, what_chinese: &str, limit: usize) -> Self {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        let english = format!("{what_english}: {limit} at most");
        let chinese = format!("{what_chinese}：最多 {limit}");
        Self::new(status, "tooLarge", english, chinese).with("limit", limit)
    }

    /// The service cannot answer now; it has nothing to do with who asks.
    pub(crate) fn unavailable(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::new(status, "unavailable", english, chinese).with(RETRY_AFTER, 2)
    }

    /// There is nothing of this name.
    pub(crate) fn unknown(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown", english, chinese)
    }

    /// Come again in so many seconds.
    pub(crate) fn too_fast(seconds: u64) -> Self {
        let english = format!("too many requests: come again in {seconds} s");
        let chinese = format!("请求过于频繁：请在 {seconds} 秒后重试");
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "tooManyRequests",
            english,
            chinese,
        )
        .with(RETRY_AFTER, seconds)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.english)
    }
}

impl std::error::Error for Refusal {}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        tracing::error!(%error, "the inbox's file");
        let full = error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull);
        if full {
            let status = StatusCode::INSUFFICIENT_STORAGE;
            let english = "this inbox is full: its operator has to make room";
            let chinese = "此收件箱已满：须由运营者腾出空间";
            return Self::new(status, "full", english, chinese);
        }
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let english = format!("the inbox's file cannot be used: {error}");
        let chinese = format!("无法使用收件箱的文件：{error}");
        Self::new(status, "storage", english, chinese)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut error = Map::new();
        error.insert("code".to_owned(), json!(self.code));
        error.insert("en".to_owned(), json!(self.english));
        error.insert("zh".to_owned(), json!(self.chinese));
        let later = self.facts.get(RETRY_AFTER).and_then(Value::as_u64);
        error.extend(self.facts);
        let mut response = (self.status, Json(json!({ "error": error }))).into_response();
        if let Some(seconds) = later {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A moment as people and wallets read it (ISO 8601 in UTC); the number itself where no calendar reaches.
pub fn moment(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |at| at.to_string())
}

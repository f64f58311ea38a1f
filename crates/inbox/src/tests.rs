//! The service as members meet it: over HTTP, against a chain that is a map.

mod answers;
mod copies;
mod login;
mod quizzes;
mod support;

//! The `wepos` binary.
fn main() {}

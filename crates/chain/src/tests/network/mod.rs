//! Validators and protocol versions: sets, epochs, and what a header says of them.

mod sets;

//! One file for each command.

pub(crate) mod audit;
pub(crate) mod award;
pub(crate) mod call;
pub(crate) mod clock;
pub(crate) mod dev;
pub(crate) mod devnet;
pub(crate) mod genesis;
mod genesis_new;
pub(crate) mod grade;
pub(crate) mod inbox;
pub(crate) mod index;
pub(crate) mod invite;
pub(crate) mod keys;
pub(crate) mod node;
pub(crate) mod quiz;
pub(crate) mod redeem;
pub(crate) mod rules;
pub(crate) mod send;
mod signing;
pub(crate) mod sim;
pub(crate) mod similar;
pub(crate) mod status;
pub(crate) mod ticket;
pub(crate) mod verify;
mod waiting;
pub(crate) mod workload;

pub(crate) use genesis_new::read_span_ms;

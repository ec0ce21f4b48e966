//! The REST interface, through a running service, on both databases.

mod access;
mod amplified;
mod bodies;
mod corrections;
mod demonstration;
mod downloads;
mod explanations;
mod files;
mod hostile;
mod isolation;
mod listing;
mod names;
mod public;
mod readers;
mod receipts;
mod refusals;
mod repeated;
mod requests;
mod senders;
mod submissions;
mod submit;

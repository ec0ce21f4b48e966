//! The REST interface, through a running service, on both databases.

mod amplified;
mod bodies;
mod corrections;
mod demonstration;
mod downloads;
mod explanations;
mod files;
mod hostile;
mod links;
mod listing;
mod matrix;
mod names;
mod public;
mod readers;
mod receipts;
mod refusals;
mod repeated;
mod requests;
mod second_factor;
mod secrets;
mod senders;
mod sessions;
mod submissions;
mod submit;
mod tokens;
mod workflow;

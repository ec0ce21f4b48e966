//! The REST interface, through a running service, on both databases.

mod corrections;
mod explanations;
mod isolation;
mod public;
mod refusals;
mod repeated;
mod submissions;
mod submit;

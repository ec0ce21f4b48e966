//! The REST interface, through a running service, on both databases.

mod isolation;
mod public;
mod refusals;
mod submissions;
mod submit;

//! The REST interface, through a running service, on both databases.

mod isolation;
mod submissions;
mod submit;
mod refusals;
mod public;

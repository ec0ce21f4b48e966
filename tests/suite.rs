//! The suite over the whole program.

mod api;
mod architecture;
mod cli;
mod pipeline;

//! Trouble of the world: what was acknowledged is durable, and what was not says so.

mod contention;
mod disk;
mod kill;

//! Constructs that one thread at a time, or one thread of the team, executes.

pub(crate) mod critical;
pub(crate) mod masked;
mod nest;
pub(crate) mod single;
#[cfg(test)]
mod tests;

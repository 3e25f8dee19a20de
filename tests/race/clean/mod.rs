//! The kernels without a race, by what they need.

mod elements;
mod guards;
mod phases;
mod reads;
mod rows;
mod scalars;
mod tasks;

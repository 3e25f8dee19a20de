//! A stand-in until the real team lands: a thread spawn per region.

use std::sync::Barrier;

use crate::{
    constructs::single::Singles,
    context::{self, Context, new_region_id},
};

pub(crate) struct Team {
    pub(crate) size: usize,
    pub(crate) barrier: Barrier,
    pub(crate) singles: Singles,
}

impl Team {
    pub(crate) fn new(size: usize) -> Self {
        Self { size, barrier: Barrier::new(size), singles: Singles::default() }
    }
}

struct Ptr(*const Context);
// SAFETY: the stand-in only reads the parent's plain fields while the parent waits.
unsafe impl Sync for Ptr {}
impl Ptr {
    fn get(&self) -> *const Context {
        self.0
    }
}

pub(crate) fn fork(size: usize, body: &(dyn Fn() + Sync)) {
    context::with(|parent| {
        let team = Team::new(size);
        team.singles.reset();
        let id = new_region_id();
        let parent = Ptr(parent);
        let run = |num: usize| {
            let ctx = Context::new(&team, num, id, parent.get());
            context::enter(&ctx, body);
        };
        std::thread::scope(|s| {
            for num in 1..size {
                let run = &run;
                s.spawn(move || run(num));
            }
            run(0);
        });
    });
}

//! Every rayon iterator of known length: rayon describes what is split, our team and schedules run it.

use rayon::iter::{
    IndexedParallelIterator, IntoParallelIterator,
    plumbing::{Producer, ProducerCallback},
};

use super::{Items, ItemsReduceShare, ItemsShare, parallel_for_items, parallel_for_items_reduce};
use crate::{parts::Parts, private::Fork, reduction::Reductions, worksharing::Schedule};

/// A producer under a name: rayon hands out a type that only a callback sees.
trait Split<'p, T>: Send {
    fn split(self: Box<Self>, mid: usize) -> (Box<dyn Split<'p, T> + 'p>, Box<dyn Split<'p, T> + 'p>);
    fn items(self: Box<Self>) -> Box<dyn Iterator<Item = T> + 'p>;
}

struct Produced<P>(P);

impl<'p, P: Producer + 'p> Split<'p, P::Item> for Produced<P> {
    fn split(
        self: Box<Self>,
        mid: usize,
    ) -> (Box<dyn Split<'p, P::Item> + 'p>, Box<dyn Split<'p, P::Item> + 'p>) {
        let (a, b) = self.0.split_at(mid);
        (Box::new(Produced(a)), Box::new(Produced(b)))
    }
    fn items(self: Box<Self>) -> Box<dyn Iterator<Item = P::Item> + 'p> {
        Box::new(self.0.into_iter())
    }
}

/// The items of a rayon iterator.
pub struct Indexed<'p, T> {
    producer: Box<dyn Split<'p, T> + 'p>,
    len: usize,
}

impl<'p, T: Send> Items for Indexed<'p, T> {
    type Item = T;
    type Iter = Box<dyn Iterator<Item = T> + 'p>;
    fn len(&self) -> usize {
        self.len
    }
    fn split_at(self, mid: usize) -> (Self, Self) {
        let (a, b) = self.producer.split(mid);
        (Self { producer: a, len: mid }, Self { producer: b, len: self.len - mid })
    }
    fn into_iter(self) -> Self::Iter {
        self.producer.items()
    }
}

struct Run<P, B> {
    fork: Fork,
    schedule: Schedule,
    len: usize,
    parts: P,
    body: B,
}

impl<T, Q, B> ProducerCallback<T> for Run<Q, B>
where
    T: Send,
    Q: Parts + Sync,
    B: for<'s, 'p> Fn(ItemsShare<'s, Indexed<'p, T>, Q>) + Sync,
{
    type Output = ();
    #[track_caller]
    fn callback<P: Producer<Item = T>>(self, producer: P) {
        let items = Indexed { producer: Box::new(Produced(producer)), len: self.len };
        parallel_for_items(self.fork, self.schedule, items, self.parts, self.body);
    }
}

/// `parallel for` over anything that rayon can split by index.
///
/// # Panics
/// What the body panics with.
#[track_caller]
pub fn parallel_for_indexed<I, P, B>(fork: Fork, schedule: Schedule, items: I, parts: P, body: B)
where
    I: IntoParallelIterator<Iter: IndexedParallelIterator>,
    P: Parts + Sync,
    B: for<'s, 'p> Fn(ItemsShare<'s, Indexed<'p, I::Item>, P>) + Sync,
{
    let items = items.into_par_iter();
    let len = items.len();
    items.with_producer(Run { fork, schedule, len, parts, body });
}

struct RunReduce<P, R, B> {
    run: Run<P, B>,
    reductions: R,
}

impl<T, Q, R, B> ProducerCallback<T> for RunReduce<Q, R, B>
where
    T: Send,
    Q: Parts + Sync,
    R: Reductions,
    B: for<'s, 'p> Fn(ItemsReduceShare<'s, Indexed<'p, T>, Q, R::Ops>) + Sync,
{
    type Output = ();
    #[track_caller]
    fn callback<P: Producer<Item = T>>(self, producer: P) {
        let Run { fork, schedule, len, parts, body } = self.run;
        let items = Indexed { producer: Box::new(Produced(producer)), len };
        parallel_for_items_reduce(fork, schedule, items, parts, self.reductions, body);
    }
}

/// `parallel for reduction(..)` over anything that rayon can split by index.
///
/// # Panics
/// What the body panics with; the originals are then as before.
#[track_caller]
pub fn parallel_for_indexed_reduce<I, P, R, B>(
    fork: Fork,
    schedule: Schedule,
    items: I,
    parts: P,
    reductions: R,
    body: B,
) where
    I: IntoParallelIterator<Iter: IndexedParallelIterator>,
    P: Parts + Sync,
    R: Reductions,
    B: for<'s, 'p> Fn(ItemsReduceShare<'s, Indexed<'p, I::Item>, P, R::Ops>) + Sync,
{
    let items = items.into_par_iter();
    let len = items.len();
    items.with_producer(RunReduce { run: Run { fork, schedule, len, parts, body }, reductions });
}

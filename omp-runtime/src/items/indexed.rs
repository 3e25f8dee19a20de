//! Every rayon iterator of known length: rayon describes what is split, our team and schedules run it.

use rayon::iter::{
    IndexedParallelIterator, IntoParallelIterator,
    plumbing::{Producer, ProducerCallback},
};

use super::{Items, ItemsShare, parallel_for_items};
use crate::{private::Fork, worksharing::Schedule};

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

struct Run<B> {
    fork: Fork,
    schedule: Schedule,
    len: usize,
    body: B,
}

impl<T, B> ProducerCallback<T> for Run<B>
where
    T: Send,
    B: for<'s, 'p> Fn(ItemsShare<'s, Indexed<'p, T>>) + Sync,
{
    type Output = ();
    #[track_caller]
    fn callback<P: Producer<Item = T>>(self, producer: P) {
        let items = Indexed { producer: Box::new(Produced(producer)), len: self.len };
        parallel_for_items(self.fork, self.schedule, items, self.body);
    }
}

/// `parallel for` over anything that rayon can split by index.
///
/// # Panics
/// What the body panics with.
#[track_caller]
pub fn parallel_for_indexed<I, B>(fork: Fork, schedule: Schedule, items: I, body: B)
where
    I: IntoParallelIterator<Iter: IndexedParallelIterator>,
    B: for<'s, 'p> Fn(ItemsShare<'s, Indexed<'p, I::Item>>) + Sync,
{
    let items = items.into_par_iter();
    let len = items.len();
    items.with_producer(Run { fork, schedule, len, body });
}

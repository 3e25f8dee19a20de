//! Which partial result is combined with which.
//!
//! A loop's leaves are its iterations or blocks of them, by its trip count alone. Leaf `2k` combines with `2k + 1`, and
//! so on upwards; a node without a right child is its left child. A thread combines what it has of a subtree only when
//! it has the whole of it, so the shape is that of the tree, whoever computed the leaves.

use super::lanes::{LANES, Ops};
use crate::sync::global::{Mutex, lock_briefly};

/// The most blocks that a loop falls into, if they are not in lanes.
const BLOCKS: u64 = 256;
/// From this size on, blocks are whole rows of lanes.
const LONG: u64 = 4 * LANES as u64;
/// From this trip count on, the leaves of a loop in lanes are blocks; below, iterations.
pub(crate) const MANY: u64 = 2 * BLOCKS * LANES as u64;

/// The block size of a loop: a function of its trip count alone.
pub(crate) fn block_size(trips: u64) -> u64 {
    let size = trips.div_ceil(BLOCKS).max(1);
    if size < LONG { size } else { size.next_multiple_of(LANES as u64) }
}

/// The block size of a loop in lanes with [`MANY`] iterations or more: all blocks but the last are whole rows. Where
/// rounding up would leave too few blocks for a large team, there are more of them.
pub(crate) fn lane_block_size(trips: u64) -> u64 {
    let size = block_size(trips);
    size - size % LANES as u64
}

/// What the threads of a team take multiples of, where leaves are iterations: a row of lanes, or the largest power of
/// two with which the largest share is at most an eighth too large. Decides who computes a leaf, not what it is.
pub(crate) fn grain(trips: u64, threads: usize) -> u64 {
    let threads = threads as u64;
    let too_coarse = |grain: u64| {
        let share = (trips.div_ceil(grain).div_ceil(threads) * grain).min(trips);
        // Neither product overflows: there are fewer than `MANY` trips, and not that many threads.
        8 * share * threads > 9 * trips
    };
    let mut grain = LANES as u64;
    while grain > 1 && too_coarse(grain) {
        grain /= 2;
    }
    grain
}

/// The combined leaves `index..index + 2^height`, or those of them that exist.
struct Node<P> {
    index: u64,
    height: u32,
    value: P,
}

impl<P> Node<P> {
    /// Whether both are the children of one node, in this order.
    fn is_left_of(&self, right: &Self) -> bool {
        // A node's index is a multiple of its size.
        self.height == right.height
            && self.index < right.index
            && self.index ^ right.index == 1 << self.height
    }

    /// The parent of two children.
    fn join<O: Ops<Private = P>>(left: Self, right: Self) -> Self {
        Self { index: left.index, height: left.height + 1, value: O::combine(left.value, right.value) }
    }
}

/// Some subtrees, ordered by index, with siblings combined as soon as both are there.
pub(crate) struct Forest<P> {
    /// The rightmost one. Most threads have no other, and allocate nothing.
    last: Option<Node<P>>,
    others: Vec<Node<P>>,
}

impl<P> Forest<P> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { last: None, others: Vec::new() }
    }

    /// Adds a leaf to the right of all others.
    #[inline]
    pub(crate) fn push<O: Ops<Private = P>>(&mut self, index: u64, value: P) {
        self.push_tree::<O>(index, 0, value);
    }

    /// Adds the whole tree over `2^height` leaves to the right of all others; `index` is a multiple of that.
    #[inline]
    pub(crate) fn push_tree<O: Ops<Private = P>>(&mut self, index: u64, height: u32, value: P) {
        self.push_node::<O>(Node { index, height, value });
    }

    #[inline]
    fn push_node<O: Ops<Private = P>>(&mut self, mut right: Node<P>) {
        while let Some(left) = self.last.take_if(|left| left.is_left_of(&right)) {
            right = Node::join::<O>(left, right);
            self.last = self.others.pop();
        }
        self.others.extend(self.last.replace(right));
    }

    /// The root: the last subtrees lack right siblings and combine from the right.
    fn root<O: Ops<Private = P>>(self) -> Option<P> {
        let mut value = self.last?.value;
        for left in self.others.into_iter().rev() {
            value = O::combine(left.value, value);
        }
        Some(value)
    }
}

/// Where the threads of a construct leave what they have.
pub(crate) struct Deposits<P> {
    /// One lock a thread and construct.
    state: Mutex<Left<P>>,
}

/// What threads have left so far.
struct Left<P> {
    /// One of the nodes: two threads of which each brings half of the tree allocate nothing.
    one: Option<Node<P>>,
    /// The others, unordered.
    others: Vec<Node<P>>,
    /// How many threads have come.
    threads: usize,
}

impl<P> Left<P> {
    #[inline]
    fn add<O: Ops<Private = P>>(&mut self, node: Node<P>) {
        match self.one.take() {
            None => self.one = Some(node),
            Some(one) if one.is_left_of(&node) => self.one = Some(Node::join::<O>(one, node)),
            Some(one) if node.is_left_of(&one) => self.one = Some(Node::join::<O>(node, one)),
            Some(one) => {
                self.one = Some(one);
                self.others.push(node);
            }
        }
    }
}

impl<P> Deposits<P> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { state: Mutex::new(Left { one: None, others: Vec::new(), threads: 0 }) }
    }

    /// Leaves a thread's subtrees; returns how many threads have now done so.
    #[inline]
    pub(crate) fn leave<O: Ops<Private = P>>(&self, forest: Forest<P>) -> usize {
        // Should a `combine` panic with the lock held, or an allocation fail, the region is cancelled: nobody asks for
        // the total.
        let mut left = lock_briefly(&self.state);
        if let Some(node) = forest.last {
            left.add::<O>(node);
        }
        for node in forest.others {
            left.add::<O>(node);
        }
        left.threads += 1;
        left.threads
    }

    /// Combines all that was left. `None` if that is nothing.
    #[inline]
    pub(crate) fn total<O: Ops<Private = P>>(&self) -> Option<P> {
        let mut left = lock_briefly(&self.state);
        let (one, others) = (left.one.take()?, std::mem::take(&mut left.others));
        drop(left);
        if others.is_empty() { Some(one.value) } else { root_of::<O>(one, others) }
    }
}

fn root_of<O: Ops>(one: Node<O::Private>, mut others: Vec<Node<O::Private>>) -> Option<O::Private> {
    others.push(one);
    others.sort_unstable_by_key(|node| node.index);
    let mut all = Forest::new();
    for node in others {
        all.push_node::<O>(node);
    }
    all.root::<O>()
}

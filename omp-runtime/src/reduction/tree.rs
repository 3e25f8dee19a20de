//! Which partial result is combined with which.
//!
//! A loop's leaves are its iterations or blocks of them, by its trip count alone. Leaf `2k` combines with `2k + 1`, and
//! so on upwards; a node without a right child is its left child. A thread combines what it has of a subtree only when
//! it has the whole of it, so the shape is that of the tree, whoever computed the leaves.

use super::lanes::{LANES, Ops};

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
        self.push_node::<O>(Node { index, height: 0, value });
    }

    /// Adds the whole tree over `2^height` leaves to the right of all others; `index` is a multiple of that.
    // Called seldom, and from several places of a loop: one copy for all loops with such private copies.
    #[inline(never)]
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

    /// Combines leaves, from the first on.
    pub(crate) fn of_leaves<O: Ops<Private = P>>(leaves: &mut dyn Iterator<Item = P>) -> Option<P> {
        let mut all = Self::new();
        for (index, value) in (0..).zip(leaves) {
            all.push::<O>(index, value);
        }
        all.root::<O>()
    }

    /// Combines what several threads have, in whatever order that is.
    #[inline]
    pub(crate) fn merge<O: Ops<Private = P>>(forests: &mut dyn Iterator<Item = Self>) -> Option<P> {
        let (mut all, mut late) = (Self::new(), Vec::new());
        for forest in forests {
            for node in forest.others.into_iter().chain(forest.last) {
                if all.last.as_ref().is_none_or(|last| last.index < node.index) {
                    all.push_node::<O>(node);
                } else {
                    late.push(node);
                }
            }
        }
        if late.is_empty() { all } else { all.insert::<O>(late) }.root::<O>()
    }

    /// With more subtrees, unordered.
    #[cold]
    fn insert<O: Ops<Private = P>>(self, mut late: Vec<Node<P>>) -> Self {
        late.extend(self.others.into_iter().chain(self.last));
        late.sort_unstable_by_key(|node| node.index);
        let mut all = Self::new();
        for node in late {
            all.push_node::<O>(node);
        }
        all
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

//! Which partial result is combined with which.
//!
//! Blocks are the leaves of a binary tree: block `2k` combines with `2k + 1`, and so on upwards; a node without a
//! right child is its left child. A thread combines what it has of a subtree only when it has the whole of it, so the
//! shape is that of the tree, whoever computed the leaves.

use std::sync::{Mutex, PoisonError};

use super::lanes::{LANES, Ops};

/// The most blocks that a loop falls into.
const BLOCKS: u64 = 256;
/// From this size on, blocks are whole rows of lanes.
const LONG: u64 = 4 * LANES as u64;

/// The block size of a loop: a function of its trip count alone.
pub(crate) fn block_size(trips: u64) -> u64 {
    let size = trips.div_ceil(BLOCKS).max(1);
    if size < LONG { size } else { size.next_multiple_of(LANES as u64) }
}

/// The combined leaves `index..index + 2^height`, or those of them that exist.
struct Node<P> {
    index: u64,
    height: u32,
    value: P,
}

/// Some subtrees, ordered by index, with siblings combined as soon as both are there.
pub(crate) struct Forest<P> {
    nodes: Vec<Node<P>>,
}

impl<P> Forest<P> {
    pub(crate) fn new() -> Self {
        Self { nodes: Vec::new() }
    }

    /// Adds a leaf to the right of all others.
    pub(crate) fn push<O: Ops<Private = P>>(&mut self, index: u64, value: P) {
        self.push_node::<O>(Node { index, height: 0, value });
    }

    fn push_node<O: Ops<Private = P>>(&mut self, mut right: Node<P>) {
        while let Some(left) = self.nodes.pop_if(|left| {
            left.height == right.height
                && left.index.is_multiple_of(2 << left.height)
                && left.index + (1 << left.height) == right.index
        }) {
            right = Node {
                index: left.index,
                height: left.height + 1,
                value: O::combine(left.value, right.value),
            };
        }
        self.nodes.push(right);
    }

    /// The root: the last subtrees lack right siblings and combine from the right.
    fn root<O: Ops<Private = P>>(mut self) -> Option<P> {
        let mut value = self.nodes.pop()?.value;
        while let Some(left) = self.nodes.pop() {
            value = O::combine(left.value, value);
        }
        Some(value)
    }
}

/// Where the threads of a construct leave what they have.
pub(crate) struct Deposits<P> {
    /// The nodes, unordered, and how many threads have come. One lock a thread and construct.
    state: Mutex<(Vec<Node<P>>, usize)>,
}

impl<P> Deposits<P> {
    pub(crate) fn new() -> Self {
        Self { state: Mutex::new((Vec::new(), 0)) }
    }

    /// Leaves a thread's subtrees; returns how many threads have now done so.
    pub(crate) fn leave(&self, forest: Forest<P>) -> usize {
        // Nothing panics while holding the lock, other than an allocation that fails.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0.extend(forest.nodes);
        state.1 += 1;
        state.1
    }

    /// Combines all that was left. `None` if that is nothing.
    pub(crate) fn total<O: Ops<Private = P>>(&self) -> Option<P> {
        let mut nodes = std::mem::take(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner).0);
        nodes.sort_unstable_by_key(|node| node.index);
        let mut all = Forest::new();
        for node in nodes {
            all.push_node::<O>(node);
        }
        all.root::<O>()
    }
}

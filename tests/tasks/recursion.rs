//! Recursion: a task for one half, the thread itself for the other.

use conformance::conformance;
use ferromp::prelude::*;

#[omp]
fn fib(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let (mut a, mut b) = (0, 0);
    #[omp(task shared(a) if(n > 5))]
    {
        a = fib(n - 1);
    }
    #[omp(task shared(b))]
    {
        b = fib(n - 2);
    }
    omp!(taskwait);
    a + b
}

#[conformance]
fn fibonacci(threads: usize) -> bool {
    let mut result = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        result = fib(15);
    }
    result == 610
}

/// In a region or out of one.
#[test]
fn fibonacci_alone() {
    assert_eq!(fib(10), 55);
}

#[omp]
fn quicksort(v: &mut [u64]) {
    if v.len() < 2 {
        return;
    }
    let pivot = v[v.len() / 2];
    let (mut i, mut j) = (0, v.len() - 1);
    loop {
        while v[i] < pivot {
            i += 1;
        }
        while v[j] > pivot {
            j -= 1;
        }
        if i >= j {
            break;
        }
        v.swap(i, j);
        i += 1;
        j -= 1;
    }
    let (low, high) = v.split_at_mut(i);
    #[omp(task)]
    {
        quicksort(low);
    }
    quicksort(high);
    omp!(taskwait);
}

#[conformance]
fn sort(threads: usize) -> bool {
    let mut v: Vec<u64> = (0..2000).map(|i| i * 7919 % 1009).collect();
    let sum: u64 = v.iter().sum();
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        quicksort(&mut v);
    }
    v.is_sorted() && v.iter().sum::<u64>() == sum
}

struct Tree {
    value: u64,
    children: Vec<Tree>,
}

#[omp]
impl Tree {
    fn grow(depth: u64) -> Self {
        let children = (0..depth).map(|_| Self::grow(depth - 1)).collect();
        Self { value: depth, children }
    }

    /// Tasks in a loop over what is not known beforehand.
    fn double(&mut self) {
        self.value *= 2;
        for child in &mut self.children {
            #[omp(task)]
            {
                child.double();
            }
        }
        omp!(taskwait);
    }

    fn sum(&self) -> u64 {
        self.value + self.children.iter().map(Self::sum).sum::<u64>()
    }
}

#[conformance]
fn tree(threads: usize) -> bool {
    let mut tree = Tree::grow(6);
    let before = tree.sum();
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        tree.double();
    }
    tree.sum() == 2 * before
}

use super::{axis, contains, panics, share, team};
use crate::{
    context,
    parts::{Distribution, Parts},
    private::barrier,
    sharing::{
        map::Map,
        own::{own, own_block},
        phased::Phased,
    },
};

#[test]
fn own_elements_are_written() {
    for threads in [1, 2, 3, 7] {
        let mut c = vec![0; 100];
        let c_shared = Phased::new("c", &mut c[..]);
        team(threads, |thread| {
            share(&[axis(0, 1, 100)], c_shared.part(Map::element()), |from, to, mut c| {
                for i in from as usize..to as usize {
                    c[i] = 100 * thread + i % 100;
                }
            });
            barrier();
            let c = c_shared.read();
            assert!(c.iter().enumerate().all(|(i, x)| x % 100 == i && x / 100 < threads));
        });
    }
}

#[test]
fn a_block_refuses_the_others_elements() {
    let mut c = [0; 8];
    let part = own("c", &mut c, Map::element());
    share(&[axis(0, 1, 8)], part, |_, _, mut c| c[7] = 1);
    let part = own("c", &mut c, Map::element());
    part.enter(&[axis(0, 1, 8)], Distribution::Claimed { construct: 0 });
    // SAFETY: entered; one chunk, asked for once, and the block dies first.
    let mut block = unsafe { part.blocks(0, 4) };
    block[3] = 1;
    contains(&panics(|| block[4]), "`c[4]` belongs to another thread: this one owns c[0..4]");
    contains(&panics(|| block[9]), "index out of bounds: the len is 8 but the index is 9");
    contains(&panics(|| block[3..5].len()), "`c[3..5]` belongs to other threads too");
    contains(&panics(|| block[usize::MAX]), "index out of bounds");
    #[expect(clippy::reversed_empty_ranges, reason = "that is the test")]
    let text = panics(|| block[3..1].len());
    contains(&text, "slice index starts at 3 but ends at 1");
    assert_eq!((block.get(3), block.get(4), block.len(), block.range()), (Some(&1), None, 8, 0..4));
    block.row_mut(1, 2).fill(5);
    assert_eq!(block.row(1, 2), [5, 5]);
    contains(&panics(|| block.row(usize::MAX, 2).len()), "the index of a row exceeds usize::MAX");
    let empty = {
        // SAFETY: as above; the empty chunk.
        unsafe { part.blocks(8, 8) }
    };
    contains(&panics(|| empty[0]), "this one owns nothing of c");
}

#[test]
fn blocks_may_be_swapped_and_forgotten() {
    let (mut a, mut b) = (vec![1; 4], vec![2; 6]);
    let parts = (own("a", &mut a, Map::element()), own("b", &mut b, Map::new([1], 2, 1)));
    share(&[axis(0, 1, 4)], parts, |_, _, (mut a, mut b)| {
        std::mem::swap(&mut a, &mut b);
        assert_eq!((a.len(), a.range(), b.range()), (6, 2..6, 0..4));
        a[5] = 7;
        b[0] = 8;
        let mut kept = Some(b);
        assert_eq!(kept.replace(a).map(|b| b.range()), Some(0..4));
        Box::leak(Box::new(kept));
    });
    assert_eq!((a[0], b[5]), (8, 7));
}

#[test]
fn a_second_construct_cannot_change_the_plan() {
    let mut c = [0; 8];
    let part = own("c", &mut c, Map::element());
    let how = Distribution::Claimed { construct: 0 };
    part.enter(&[axis(0, 1, 8)], how);
    part.enter(&[axis(0, 1, 8)], how);
    contains(
        &panics(|| part.enter(&[axis(7, -1, 8)], how)),
        "`c` is already partitioned by another construct",
    );
    contains(
        &panics(|| own("c", &mut [0; 2], Map::new([0], 1, 1)).enter(&[axis(0, 1, 2)], how)),
        "the index does not change with the loop",
    );
}

#[test]
fn a_nested_region_partitions_a_block() {
    let mut c = vec![0; 40];
    let shared = Phased::new("c", &mut c[..]);
    team(2, |outer| {
        share(&[axis(0, 1, 40)], shared.part(Map::element()), |from, to, mut block| {
            let how = Distribution::Static { threads: 3, chunk: 0, blocked: false };
            let part = own_block("c", &mut block, Map::element());
            let axes = [axis(i128::from(from) - 5, 1, to - from + 10)];
            part.enter(&axes, how);
            let trips = axes[0].trips;
            team(3, |inner| {
                let inner = inner as u64;
                // SAFETY: entered above; one run a thread.
                let mut block = unsafe { part.blocks(trips * inner / 3, trips * (inner + 1) / 3) };
                block.own_mut().fill(outer + 1);
            });
        });
    });
    assert!(c[..20].iter().all(|&x| x == 1) && c[20..].iter().all(|&x| x == 2));
}

#[test]
fn zero_sized_and_huge() {
    let mut units = vec![(); usize::MAX];
    share(&[axis(0, 1, 8)], own("u", &mut units, Map::new([i64::MAX], 0, 1)), |_, _, mut u| {
        u[usize::MAX - 8] = ();
        assert_eq!(u.len(), usize::MAX);
    });
    let mut empty: [u8; 0] = [];
    share(&[axis(0, 1, 8)], own("e", &mut empty, Map::element()), |_, _, e| assert!(e.own().is_empty()));
}

#[test]
fn slots_are_apart() {
    let mut partial = [0; 7];
    let shared = Phased::new("partial", &mut partial[..]);
    team(3, |thread| {
        let mut slot = shared.slot(2);
        slot[2 * thread] = 1;
        slot[2 * thread + 1] += thread;
        contains(&panics(|| slot[6]), "`partial[6]` belongs to another thread");
        contains(&panics(|| shared.slot(2)), "`partial` is already open on this thread");
        drop(slot);
        barrier();
        assert_eq!(*shared.read(), [1, 0, 1, 1, 1, 2, 0]);
    });
    let mut none = [0; 2];
    let shared = Phased::new("none", &mut none[..]);
    team(2, |_| contains(&panics(|| shared.slot(0)[0]), "this one owns nothing"));
    let shared = Phased::new("none", &mut none[..]);
    team(2, |thread| {
        contains(
            &panics(|| shared.slot(usize::MAX)[2 * (1 - thread)]),
            ["out of bounds", "owns nothing"][thread],
        );
    });
    assert_eq!(context::with(|ctx| ctx.opens.borrow().len()), 0);
}

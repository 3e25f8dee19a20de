use proptest::prelude::*;

use super::{axis, contains, in_turn, panics, share, team};
use crate::{
    parts::{Distribution, Parts},
    private::{barrier, single},
    sharing::{
        map::Map,
        phased::Phased,
        rows::{RowMap, own_rows},
    },
};

const CLAIMED: Distribution = Distribution::Claimed { construct: 0 };

#[test]
fn rows_of_every_kind() {
    let element = || RowMap::collapsed(Map::element(), Map::element());
    let axes = [axis(0, 1, 2), axis(0, 1, 3)];
    let mut arrays = [[0; 3]; 2];
    share(&axes, own_rows("c", &mut arrays[..], element()), |_, _, mut c| c[(1, 2)] = 1);
    assert_eq!(arrays[1][2], 1);
    let mut vectors = vec![vec![0; 3]; 2];
    share(&axes, own_rows("c", &mut vectors[..], element()), |_, _, mut c| c[(1, 2)] = 1);
    assert_eq!(vectors[1][2], 1);
    let mut boxes = [vec![0; 3].into_boxed_slice(), vec![0; 1].into_boxed_slice()];
    share(&axes, own_rows("c", &mut boxes[..], element()), |_, _, mut c| {
        c[(1, 0)] = 1;
        contains(&panics(|| c[(1, 1)]), "the len is 1 but the index is 1");
        contains(&panics(|| c[(2, 0)]), "the len is 2 but the index is 2");
        assert_eq!((c.len(), c.row_len(0)), (2, 3));
    });
    let (mut a, mut b) = ([0; 3], [0; 3]);
    let mut slices = [&mut a[..], &mut b[..]];
    share(&axes, own_rows("c", &mut slices[..], element()), |_, _, mut c| c[(0, 0)] = 1);
    assert_eq!(a[0], 1);
}

#[test]
fn a_row_is_shared_between_two_chunks() {
    let mut c = vec![vec![0; 4]; 2];
    let part = own_rows("c", &mut c, RowMap::collapsed(Map::element(), Map::element()));
    part.enter(&[axis(0, 1, 2), axis(0, 1, 4)], CLAIMED);
    // SAFETY: entered; two disjoint chunks; the blocks die before the part.
    let (mut a, mut b) = unsafe { (part.blocks(0, 6), part.blocks(6, 8)) };
    std::thread::scope(|s| {
        s.spawn(|| {
            a[(1, 1)] = 1;
            contains(&panics(|| a[(1, 2)]), "`c[1][2]` belongs to another thread");
        });
        s.spawn(|| {
            b[(1, 2)] = 2;
            contains(&panics(|| b[(0, 3)]), "`c[0][3]` belongs to another thread");
        });
    });
    assert_eq!(c, [[0; 4], [0, 1, 2, 0]]);
}

#[test]
fn shared_rows_change_between_phases() {
    let mut c = vec![vec![0; 6]; 5];
    let shared = Phased::new("c", &mut c[..]);
    team(3, |_| {
        let axes = [axis(0, 1, 5), axis(0, 1, 6)];
        for round in 1..20 {
            let map = RowMap::collapsed(Map::element(), Map::element());
            share(&axes, shared.part_rows(map), |from, to, mut c| {
                (from as usize..to as usize).for_each(|k| c[(k / 6, k % 6)] += 1);
            });
            barrier();
            single(|| shared.exclusive().iter_mut().for_each(|row| *row = row.clone()));
            barrier();
            share(&axes[1..], shared.part_rows(RowMap::columns(Map::element())), |from, to, mut c| {
                for i in 0..c.len() {
                    (from as usize..to as usize).for_each(|j| c[(i, j)] += 1);
                }
            });
            barrier();
            assert!(shared.read().iter().flatten().all(|&x| x == 2 * round));
            barrier();
        }
    });
    let shared = Phased::new("c", &mut c[..]);
    let text = in_turn(
        || shared.part_rows(RowMap::columns(Map::element())).enter(&[axis(0, 1, 6)], CLAIMED),
        || panics(|| shared.part(Map::element()).enter(&[axis(0, 1, 6)], CLAIMED)),
    );
    contains(&text, "`c` is partitioned in two ways");
}

#[test]
fn a_table_of_rows_too_large_leaves_no_lock() {
    let rows: &mut [[(); 0]] = &mut [[(); 0]; usize::MAX];
    let shared = Phased::new("rows", rows);
    team(2, |_| {
        for _ in 0..2 {
            let part = shared.part_rows(RowMap::columns(Map::element()));
            contains(&panics(|| part.enter(&[axis(0, 1, 6)], CLAIMED)), "capacity overflow");
        }
        barrier();
        assert_eq!(shared.read().len(), usize::MAX);
    });
}

proptest! {
    /// Chunks of a collapsed loop, and chunks of columns, own their iterations' elements and no other chunk's.
    #[test]
    fn chunks_are_disjoint(
        coef in [-2_i128..3, -2_i128..3],
        offset in [-1_i128..9, -1_i128..9],
        step in [-2_i128..3, -2_i128..3],
        trips in [1_u64..5, 1_u64..5],
        cut in 0_u64..16,
        columns in any::<bool>(),
    ) {
        let (row_map, column_map) = (Map::new([coef[0]], offset[0], 1), Map::new([coef[1]], offset[1], 1));
        let axes = [axis(0, step[0], trips[0]), axis(0, step[1], trips[1])];
        let all = &axes[usize::from(columns)..];
        let fits = column_map.any().plan(&axes[1..]).is_ok() && (columns || row_map.any().plan(&axes[..1]).is_ok());
        prop_assume!(fits);
        let mut c = [[0; 10]; 10];
        let map = if columns { RowMap::columns(column_map) } else { RowMap::collapsed(row_map, column_map) };
        let part = own_rows("c", &mut c, map);
        part.enter(all, CLAIMED);
        let total = all.iter().map(|axis| axis.trips).product::<u64>();
        let cut = cut.min(total);
        // SAFETY: entered; two disjoint chunks; the blocks die before the part.
        let blocks = unsafe { [part.blocks(0, cut), part.blocks(cut, total)] };
        let owns = |block: usize, at: (usize, usize)| {
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| blocks[block][at])).is_ok()
        };
        for i in 0..10 {
            for j in 0..10 {
                prop_assert!(!(owns(0, (i, j)) && owns(1, (i, j))));
            }
        }
        for k in 0..total {
            let (u, v) = (i128::from(k / trips[1]), i128::from(k % trips[1]));
            let (row, column) = (offset[0] + coef[0] * step[0] * u, offset[1] + coef[1] * step[1] * v);
            if (0..10).contains(&row) && (0..10).contains(&column) {
                prop_assert!(owns(usize::from(k >= cut), (row as usize, column as usize)));
            }
        }
    }
}

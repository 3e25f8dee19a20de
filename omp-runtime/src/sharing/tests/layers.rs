use proptest::prelude::*;

use super::{axis, contains, panics, share};
use crate::{
    parts::{Distribution, Parts},
    sharing::{layers::own_layers, map::Map},
};

const CLAIMED: Distribution = Distribution::Claimed { construct: 0 };

fn elements() -> [Map<1>; 2] {
    [Map::element(); 2]
}

#[test]
fn layers_of_every_kind() {
    let axes = [axis(0, 1, 2), axis(0, 1, 3), axis(0, 1, 4)];
    let mut arrays = [[[0; 4]; 3]; 2];
    share(&axes, own_layers("c", &mut arrays[..], Map::element(), elements()), |_, _, mut c| {
        c[(1, 2, 3)] = 1;
        assert_eq!((c.len(), c[(1, 2, 3)]), (2, 1));
        contains(&panics(|| c[(0, 0, 4)]), "the len is 4 but the index is 4");
        contains(&panics(|| c[(0, 3, 0)]), "the len is 3 but the index is 3");
        contains(&panics(|| c[(2, 0, 0)]), "the len is 2 but the index is 2");
    });
    assert_eq!(arrays[1][2][3], 1);
    let mut vectors = vec![vec![[0; 4]; 3]; 2];
    share(&axes, own_layers("c", &mut vectors[..], Map::element(), elements()), |_, _, mut c| {
        c[(1, 2, 3)] = 1;
    });
    assert_eq!(vectors[1][2][3], 1);
    let mut boxes = [vec![[0; 4]; 3].into_boxed_slice(), vec![[0; 4]; 1].into_boxed_slice()];
    share(&axes, own_layers("c", &mut boxes[..], Map::element(), elements()), |_, _, mut c| {
        contains(&panics(|| c[(1, 1, 0)] = 1), "the len is 1 but the index is 1");
    });
    let mut nothing = [[[0; 0]; 3]; 2];
    let axes = [axis(0, 1, 2), axis(0, 1, 3), axis(0, 1, 0)];
    share(&axes, own_layers("c", &mut nothing[..], Map::element(), elements()), |_, _, _| {});
}

#[test]
fn a_loop_that_leaves_its_row_would_meet_the_next() {
    let mut c = [[[0; 4]; 3]; 2];
    let axes = [axis(0, 1, 2), axis(0, 1, 3), axis(0, 1, 5)];
    let text = panics(|| own_layers("c", &mut c[..], Map::element(), elements()).enter(&axes, CLAIMED));
    contains(&text, "two iterations own one element");
}

proptest! {
    /// Every iteration of a chunk has its element, and no element of another chunk can be had.
    #[test]
    fn chunks_are_disjoint(cut in 0_u64..=24, down in any::<bool>()) {
        let mut c = [[[0; 4]; 3]; 2];
        let last = if down { axis(3, -1, 4) } else { axis(0, 1, 4) };
        let middle = if down { axis(2, -1, 3) } else { axis(0, 1, 3) };
        let part = own_layers("c", &mut c[..], Map::element(), elements());
        part.enter(&[axis(0, 1, 2), middle, last], CLAIMED);
        // SAFETY: entered; two disjoint chunks; the blocks die before the part.
        let mut blocks = unsafe { [part.blocks(0, cut), part.blocks(cut, 24)] };
        let number = |k: usize| if down { k / 12 * 12 + 11 - k % 12 } else { k };
        for at in 0..24 {
            let index = (at / 12, at / 4 % 3, at % 4);
            let second = number(at) as u64 >= cut;
            blocks[usize::from(second)][index] += 1;
            prop_assert!(panics(|| blocks[usize::from(!second)][index]).contains("belongs to another thread"));
        }
        prop_assert!(c.as_flattened().as_flattened().iter().all(|&count| count == 1));
    }
}

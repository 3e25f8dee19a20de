//! Programs that the macro cannot judge from their tokens: the runtime's types do, and answer with a panic that
//! names what happened, never with a race. Those that no compiler accepts are `no_compile/trick_*.rs`.

use std::{
    ops::{Deref, DerefMut},
    panic::{AssertUnwindSafe, catch_unwind},
};

use ferromp::prelude::*;

use crate::compare;

/// The text of the panic that `f` ends in.
#[track_caller]
fn panics(f: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).expect_err("this must not pass");
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default()
}

#[track_caller]
fn panics_with(text: &str, f: impl FnOnce()) {
    let found = panics(f);
    assert!(found.contains(text), "{found}");
}

#[omp]
fn row_before(b: &mut [f64], n: usize, m: usize) {
    #[omp(parallel for num_threads(3))]
    for i in 1..n {
        for j in 0..m {
            b[i * m + j - 1] = b[i * m + j];
        }
    }
}

/// The flat form of 014 and 015: from `j = 0`, the index leads to the row before. Within the row it is `j - 1`, which
/// overflows where overflow is checked.
#[test]
fn drb014_drb015_out_of_bounds() {
    let text = panics(|| row_before(&mut [0.0; 100], 10, 10));
    assert!(text.contains("belongs to another iteration") || text.contains("overflow"), "{text}");
}

#[omp]
fn rows_overlap(a: &mut [usize], k: usize) {
    #[omp(parallel for num_threads(3))]
    for i in 0..6 {
        for j in 0..2 * k {
            a[i * k + j] += 1;
        }
    }
}

#[test]
fn an_inner_loop_that_leaves_its_row() {
    panics_with("belongs to another iteration: this one owns a[", || rows_overlap(&mut [0; 100], 4));
}

#[omp]
fn shapes_of_rows(threads: usize, a: &mut [usize], n: usize, m: usize) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        for j in 0..m {
            a[i * m + m - 1 - j] += i;
            a[j + m * i] += j;
            a[m * (i + 1) - 1 - j] += 1;
            a[(i + 1) * m + j - m] += 1;
        }
        a[i * m + m - 1] += 7;
    }
}

#[test]
fn a_row_in_many_spellings() {
    let run = |threads| {
        let mut a = [0; 15];
        shapes_of_rows(threads, &mut a, 3, 5);
        a
    };
    compare(run, || std::array::from_fn(|k| k / 5 + k % 5 + 2 + 7 * usize::from(k % 5 == 4)));
}

#[omp]
fn row_after_row(a: &mut [usize], n: usize, rows: usize) {
    #[omp(parallel for num_threads(1))]
    for i in (0..4).step_by(2) {
        for k in 0..rows {
            for j in 0..n {
                a[i * n + k * n + j] += 10 * (i + k) + j;
            }
        }
    }
}

/// The second row is not the iteration's, and above all is not the first.
#[test]
fn a_multiple_of_the_row_that_the_iteration_counts() {
    let mut a = [0; 16];
    row_after_row(&mut a, 4, 1);
    assert_eq!(a, [0, 1, 2, 3, 0, 0, 0, 0, 20, 21, 22, 23, 0, 0, 0, 0]);
    panics_with("belongs to another iteration", || row_after_row(&mut [0; 16], 4, 2));
}

#[omp]
fn index_by_name(threads: usize, a: &mut [usize], b: &mut [usize], n: usize, m: usize) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        for j in 0..m {
            let row = i * m;
            let k = row + j;
            a[k] = k;
        }
        let last = n - 1 - i;
        b[last] = i;
    }
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for)]
        for i in 0..n {
            let k: usize = i;
            b[k] += 1;
        }
    }
}

#[test]
fn an_index_that_has_a_name() {
    let run = |threads| {
        let (mut a, mut b) = ([0; 15], [0; 3]);
        index_by_name(threads, &mut a, &mut b, 3, 5);
        (a, b)
    };
    compare(run, || (std::array::from_fn(|k| k), [3, 2, 1]));
}

#[omp]
fn literal_rows(a: &mut [usize]) {
    #[omp(parallel for num_threads(1))]
    for i in 0..2 {
        for j in 0..4 {
            a[4 * i + 4 + j] = 1;
        }
    }
}

#[test]
fn a_row_further_on() {
    panics_with("belongs to another", || literal_rows(&mut [0; 12]));
}

#[omp]
fn width_changes(threads: usize, a: &mut [usize], n: usize) {
    #[omp(parallel for num_threads(threads) firstprivate(n))]
    for i in 0..4 {
        for j in 0..2 {
            a[i * n + j] += 1;
        }
        n = 2;
        for j in 0..2 {
            a[i * n + j] += 1;
        }
        n = 4;
    }
}

#[test]
fn a_row_length_that_changes_in_the_loop() {
    let (mut a, mut expected) = ([0; 16], [0; 16]);
    width_changes(1, &mut a, 4);
    for k in (0..4).flat_map(|i| [4 * i, 4 * i + 1, 2 * i, 2 * i + 1]) {
        expected[k] += 1;
    }
    assert_eq!(a, expected);
    panics_with("belongs to another thread", || width_changes(4, &mut [0; 16], 4));
}

#[omp]
fn stride(a: &mut [usize], k: usize) {
    #[omp(parallel for num_threads(4))]
    for i in 0..8usize {
        a[k * i] = i;
    }
}

#[test]
fn a_stride_known_at_run_time() {
    let mut a = [9; 8];
    stride(&mut a, 1);
    assert_eq!(a, [0, 1, 2, 3, 4, 5, 6, 7]);
    panics_with("two iterations own one element", || stride(&mut [0; 8], 0));
    panics_with("index out of bounds: the len is 8", || stride(&mut [0; 8], 1 << 62));
}

const ZERO: usize = 0;

#[omp]
fn zero_stride(a: &mut [usize]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..8 {
        a[ZERO * i] = i;
    }
}

#[test]
fn a_constant_that_is_zero() {
    panics_with("two iterations own one element", || zero_stride(&mut [0; 8]));
}

#[omp]
fn cast_to_u8(a: &mut [usize]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..512usize {
        a[i as u8 as usize] = 1;
    }
}

#[test]
fn a_cast_that_wraps() {
    panics_with("belongs to another thread", || cast_to_u8(&mut [0; 512]));
}

#[omp]
fn narrow_arithmetic(a: &mut [usize]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..120i8 {
        a[(2 * i) as usize] = 1;
    }
}

/// `2 * i` overflows: a panic where overflow is checked, otherwise an element of another.
#[test]
fn an_index_that_overflows() {
    panics(|| narrow_arithmetic(&mut [0; 400]));
}

#[omp]
fn coefficient_changes(a: &mut [usize]) {
    #[omp(parallel num_threads(4))]
    {
        let mut k = 1;
        #[omp(for)]
        for i in 0..8 {
            a[i * k] = i;
            k = 0;
        }
    }
}

#[test]
fn a_coefficient_that_the_loop_changes() {
    panics_with("`a[0]` belongs to another thread", || coefficient_changes(&mut [0; 8]));
}

#[omp]
fn range_by_thread(a: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    {
        let t = omp_get_thread_num();
        #[omp(for)]
        for i in 0..10 * t {
            a[i] = t;
        }
    }
}

#[omp]
fn start_by_thread(a: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    {
        let t = omp_get_thread_num();
        #[omp(for)]
        for i in t..30 + t {
            a[i] += 1;
        }
    }
}

#[omp]
fn offset_by_thread(a: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    {
        let t = omp_get_thread_num();
        #[omp(for)]
        for i in 0..30 {
            a[i + t] += 1;
        }
    }
}

#[test]
fn threads_that_disagree() {
    for kernel in [range_by_thread, start_by_thread, offset_by_thread] {
        panics_with("the threads disagree about", || kernel(&mut [0; 100]));
    }
}

#[omp]
fn range_changes(a: &mut [usize], k: usize) {
    #[omp(parallel num_threads(4) firstprivate(k))]
    {
        #[omp(for nowait schedule(static))]
        for i in 0..k {
            a[i] = i;
        }
        k = 20;
        #[omp(for nowait schedule(static))]
        for i in 0..k {
            a[i] += 1;
        }
    }
}

/// The headers read the same, and mean different ranges.
#[test]
fn two_static_loops_whose_ranges_only_look_alike() {
    panics_with("a barrier is missing", || range_changes(&mut [0; 37], 37));
}

mod other {
    /// Not the number of the thread.
    pub(super) fn omp_get_thread_num() -> usize {
        0
    }
}

#[omp]
fn false_number(a: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    {
        let t = other::omp_get_thread_num();
        a[t] += 1;
    }
}

#[test]
fn a_function_that_only_sounds_like_it() {
    panics_with("`a[0]` belongs to another thread", || false_number(&mut [0; 100]));
}

#[omp]
fn slots(a: &mut [usize], k: usize, used: usize) {
    #[omp(parallel num_threads(3))]
    {
        let t = omp_get_thread_num();
        for j in 0..used {
            a[t * k + j] += 1;
        }
    }
}

#[test]
fn slots_that_overlap() {
    let mut a = [0; 12];
    slots(&mut a, 4, 4);
    assert_eq!(a, [1; 12]);
    panics_with("belongs to another thread", || slots(&mut [0; 100], 4, 8));
    panics_with("belongs to another thread", || slots(&mut [0; 100], 0, 1));
}

#[omp]
fn filter_by_thread() -> usize {
    let mut x = 0;
    #[omp(parallel num_threads(4))]
    {
        let t = omp_get_thread_num();
        #[omp(masked filter(t))]
        {
            x += 1;
        }
    }
    x
}

#[test]
fn a_filter_that_lets_every_thread_in() {
    panics_with("`x` is written in two ways: a barrier is missing", || {
        let _ = filter_by_thread();
    });
}

#[omp]
fn add_one(x: &mut i32) {
    #[omp(critical)]
    {
        *x += 1;
    }
}

#[omp]
fn critical_in_critical() -> i32 {
    let mut x = 0;
    #[omp(parallel num_threads(2))]
    {
        #[omp(critical)]
        {
            add_one(&mut x);
        }
    }
    x
}

#[test]
fn a_lock_taken_twice() {
    panics_with("`critical` inside itself would wait for ever", || {
        let _ = critical_in_critical();
    });
}

#[omp]
fn counted_loop() {
    #[omp(for)]
    for i in 0..3 {
        let _ = i;
    }
}

#[omp]
fn loop_in_loop() {
    #[omp(parallel for num_threads(2))]
    for i in 0..4 {
        let _ = i;
        counted_loop();
    }
}

#[test]
fn an_orphaned_loop_in_a_loop() {
    panics_with("closely nested", loop_in_loop);
}

struct Wrapper(Vec<i32>);

impl Deref for Wrapper {
    type Target = Vec<i32>;

    fn deref(&self) -> &Vec<i32> {
        &self.0
    }
}

impl DerefMut for Wrapper {
    fn deref_mut(&mut self) -> &mut Vec<i32> {
        &mut self.0
    }
}

#[omp]
fn through_deref(threads: usize, a: &mut Wrapper) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..10 {
        a[i] += 1;
    }
}

/// `DerefMut` of the user runs once, before the region.
#[test]
fn a_type_that_derefs_to_an_array() {
    let run = |threads| {
        let mut a = Wrapper(vec![0; 10]);
        through_deref(threads, &mut a);
        a.0
    };
    compare(run, || vec![1; 10]);
}

#[omp]
fn swap_elements(threads: usize, a: &mut [i32], b: &mut [i32]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        std::mem::swap(&mut a[i], &mut b[i]);
    }
}

#[test]
fn elements_of_two_arrays_trade_places() {
    let run = |threads| {
        let (mut a, mut b) = ([1; 37], [2; 37]);
        swap_elements(threads, &mut a, &mut b);
        (a, b)
    };
    compare(run, || ([2; 37], [1; 37]));
}

#[omp]
fn nothing_to_do(threads: usize, none: &mut [i32], units: &mut [()], empty: &mut [[u8; 0]]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..none.len() {
        none[i] = 1;
    }
    #[omp(parallel for num_threads(threads) schedule(dynamic))]
    for i in 0..units.len() {
        units[i] = ();
        empty[i] = [];
    }
}

#[test]
fn elements_without_a_size() {
    compare(|threads| nothing_to_do(threads, &mut [], &mut [(); 100], &mut [[]; 100]), || ());
}

#[omp]
fn inner_control_flow(threads: usize, a: &mut [usize]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        for j in 0..10 {
            if j == i {
                break;
            }
            a[i] = j;
        }
        'outer: for j in 0..3 {
            for k in 0..3 {
                if j * k == 1 {
                    break 'outer;
                }
            }
        }
        if i % 2 == 0 {
            continue;
        }
        a[i] += 10;
    }
}

#[test]
fn control_flow_that_stays_inside() {
    let run = |threads| {
        let mut a = [5; 6];
        inner_control_flow(threads, &mut a);
        a
    };
    compare(run, || [5, 10, 1, 12, 3, 14]);
}

#[omp]
fn backwards(threads: usize, a: &mut [usize]) {
    let n = a.len();
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        a[n - 1 - i] = i;
    }
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        a[i + 1 - 1] += 1;
    }
}

#[test]
fn indices_that_count_down_or_take_back() {
    let run = |threads| {
        let mut a = [0; 8];
        backwards(threads, &mut a);
        a
    };
    compare(run, || [8, 7, 6, 5, 4, 3, 2, 1]);
}

#[omp]
fn generic<T>(threads: usize, a: &mut [T], b: &[T])
where
    T: Copy + Send + Sync + std::ops::Add<Output = T>,
{
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        a[i] = a[i] + b[i];
    }
}

#[test]
fn a_generic_function() {
    let run = |threads| {
        let mut a = [1.5; 20];
        generic(threads, &mut a, &[1.0; 20]);
        a
    };
    compare(run, || [2.5; 20]);
}

#[omp]
fn nested(threads: usize, a: &mut [Vec<usize>]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        #[omp(parallel for num_threads(threads))]
        for j in 0..5 {
            a[i][j] += 1;
        }
    }
}

#[test]
fn a_region_divides_its_rows_further() {
    let run = |threads| {
        let mut a = vec![vec![0; 5]; 8];
        nested(threads, &mut a);
        a
    };
    compare(run, || vec![vec![1; 5]; 8]);
}

#[omp]
fn last_of_none(threads: usize, n: usize) -> usize {
    let mut x = 7;
    #[omp(parallel for lastprivate(x) num_threads(threads))]
    for i in 0..n {
        x = i;
    }
    x
}

#[test]
fn the_last_value_of_no_iteration() {
    compare(|threads| (last_of_none(threads, 0), last_of_none(threads, 5)), || (7, 4));
}

macro_rules! make {
    ($function:item) => {
        $function
    };
}

make! {
    #[omp]
    fn from_a_macro(threads: usize) -> i32 {
        let mut x = 0;
        #[omp(parallel for num_threads(threads) reduction(+: x))]
        for _ in 0..100 {
            x += 1;
        }
        x
    }
}

#[test]
fn a_function_that_a_macro_writes() {
    compare(from_a_macro, || 100);
}

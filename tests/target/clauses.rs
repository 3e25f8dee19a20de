//! Every directive on a loop or block with every clause that README's table gives it. What a clause means has tests of
//! its own; here is that none is forgotten in a combination.

#![expect(unsafe_code, reason = "a hand-written kernel takes the word")]

use ferromp::{DeviceSlice, prelude::*};

/// `name: [directive] [clause ..] { clauses };` with a module of the name, a test in it for each clause of the first
/// kind, and one for those of the second. The variables that these name are in parentheses.
macro_rules! constructs {
    ($one:ident $all:ident ($($var:ident)*): $($name:ident: $directive:tt [$($clause:ident)*] { $($clauses:tt)* };)*) => {
        constructs! { @vars [$($var)*] $all $one $($name: $directive [$($clause)*] { $($clauses)* };)* }
    };
    (@vars $vars:tt $all:ident $one:ident $($name:ident: $directive:tt [$($clause:ident)*] $clauses:tt;)*) => {$(
        mod $name {
            use super::*;
            $($one!($clause $directive);)*
            constructs! { @all $vars $all $directive $clauses }
        }
    )*};
    (@all [$($var:ident)*] $all:ident $directive:tt { $($clauses:tt)* }) => {
        $all! { $($var)*: $directive $($clauses)* }
    };
}

/// Clauses with which a loop does nothing that it would not do without them, all at once.
macro_rules! on_loop_together {
    ($a:ident $c:ident $x:ident: [$($directive:tt)*] $($clauses:tt)*) => {
        #[omp]
        #[test]
        fn together() {
            let ($a, mut $c, $x) = ([3; 20], [0; 20], 5);
            #[omp($($directive)* $($clauses)*)]
            for i in 0..20 {
                $c[i] = $a[i] + $x;
            }
            assert_eq!($c, [8; 20]);
        }
    };
}

#[rustfmt::skip] // One clause an arm.
macro_rules! on_loop {
    (condition [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn condition() {
            for on in [false, true] {
                let mut c = [0; 20];
                #[omp($($d)* if(target: on))]
                for i in 0..20 {
                    c[i] = if omp_is_initial_device() { 1 } else { 2 };
                }
                assert_eq!(c, [if on && crate::on_device() { 2 } else { 1 }; 20]);
            }
        }
    };
    (private [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn private() {
            let (mut c, mut x) = ([0; 20], 7);
            #[omp($($d)* private(x))]
            for i in 0..20 {
                x = i;
                c[i] = x + 1;
            }
            x += 1;
            assert_eq!((c[19], x), (20, 8));
        }
    };
    (defaultmap [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn defaultmap() {
            let mut c = [1; 20];
            #[omp($($d)* defaultmap(tofrom: aggregate))]
            for i in 0..20 {
                c[i] += 1;
            }
            assert_eq!(c, [2; 20]);
        }
    };
    (is_device_ptr [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn is_device_ptr() {
            let mut a = [1; 20];
            #[omp(target data map(tofrom: a) use_device_ptr(a))]
            {
                let mut there: DeviceSlice<i32> = a;
                #[omp($($d)* is_device_ptr(there))]
                for i in 0..20 {
                    there[i] += 1;
                }
            }
            assert_eq!(a, [2; 20]);
        }
    };
    (deferral [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn deferral() {
            let mut c = [0; 20];
            #[omp($($d)* nowait depend(out: c))]
            for i in 0..20 {
                c[i] = 1;
            }
            #[omp($($d)* nowait depend(inout: c))]
            for i in 0..20 {
                c[i] += 1;
            }
            omp!(taskwait);
            assert_eq!(c, [2; 20]);
        }
    };
    (kernel [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn kernel() {
            let (a, b, mut c, n) = ([1.5_f32; 20], [2.0_f32; 20], [0.0_f32; 20], 20);
            #[omp($($d)* unsafe(kernel("kernels/vadd.cl", vadd(a, b, c, n))))]
            for i in 0..n {
                c[i] = a[i] + b[i];
            }
            assert_eq!(c, [3.5; 20]);
        }
    };
    (reduction [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn reduction() {
            let (mut sum, mut most) = (1, 0);
            #[omp($($d)* reduction(+: sum) reduction(max: most))]
            for i in 0..20 {
                sum += i;
                most = most.max(i);
            }
            assert_eq!((sum, most), (191, 19));
        }
    };
    (collapse [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn collapse() {
            let mut c = [0; 60];
            #[omp($($d)* collapse(3))]
            for i in 0..3 {
                for j in 0..4 {
                    for k in 0..5 {
                        c[(i * 4 + j) * 5 + k] = i + j + k;
                    }
                }
            }
            assert_eq!((c[0], c[59], c[31]), (0, 9, 4));
        }
    };
}

#[rustfmt::skip] // One directive a paragraph.
constructs! {
    on_loop on_loop_together (a c x):
    target_loop: [target loop] [condition private defaultmap is_device_ptr deferral kernel reduction collapse]
        { map(to: a) map(tofrom: c) device(omp_get_default_device()) firstprivate(x) thread_limit(4) order(reproducible) };
    target_teams_loop: [target teams loop] [condition private defaultmap is_device_ptr deferral kernel reduction collapse]
        { map(to: a) map(tofrom: c) device(omp_get_default_device()) firstprivate(x) thread_limit(4) num_teams(3) default(none) shared(a, c) order(reproducible) };
    target_parallel_loop: [target parallel loop] [condition private defaultmap is_device_ptr deferral kernel reduction collapse]
        { map(to: a) map(tofrom: c) device(omp_get_default_device()) firstprivate(x) thread_limit(4) num_threads(3) default(none) shared(a, c) order(reproducible) };
    target_parallel_for: [target parallel for] [condition private defaultmap is_device_ptr deferral kernel reduction collapse]
        { map(to: a) map(tofrom: c) device(omp_get_default_device()) firstprivate(x) thread_limit(4) num_threads(3) default(none) shared(a, c) schedule(static, 2) order(reproducible) };
    target_parallel_for_simd: [target parallel for simd] [condition private defaultmap is_device_ptr deferral kernel reduction collapse]
        { map(to: a) map(tofrom: c) device(omp_get_default_device()) firstprivate(x) thread_limit(4) num_threads(3) default(none) shared(a, c) schedule(dynamic, 2) };
    target_teams_distribute: [target teams distribute] [condition private defaultmap is_device_ptr deferral kernel reduction collapse]
        { map(to: a) map(tofrom: c) device(omp_get_default_device()) firstprivate(x) thread_limit(4) num_teams(3) default(none) shared(a, c) dist_schedule(static) order(reproducible) };
    target_teams_distribute_parallel_for: [target teams distribute parallel for] [condition private defaultmap is_device_ptr deferral kernel reduction collapse]
        { map(to: a) map(tofrom: c) device(omp_get_default_device()) firstprivate(x) thread_limit(4) num_teams(3) num_threads(3) default(none) shared(a, c) schedule(guided) dist_schedule(static) };
    target_teams_distribute_parallel_for_simd: [target teams distribute parallel for simd] [condition private defaultmap is_device_ptr deferral kernel reduction collapse]
        { map(to: a) map(tofrom: c) device(omp_get_default_device()) firstprivate(x) thread_limit(4) num_teams(3) num_threads(3) default(none) shared(a, c) schedule(static) dist_schedule(static) order(reproducible) };
}

/// The same for a block, of which the teams or threads take a maximum.
macro_rules! on_block_together {
    ($a:ident $s:ident $x:ident: [$($directive:tt)*] $($clauses:tt)*) => {
        #[omp]
        #[test]
        fn together() {
            let ($a, mut $s, $x) = ([3; 20], 0, 5);
            #[omp($($directive)* $($clauses)*)]
            {
                $s = $s.max($a[7] + $x);
            }
            assert_eq!($s, 8);
        }
    };
}

macro_rules! on_block {
    (condition [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn condition() {
            for on in [false, true] {
                let mut s = 0;
                #[omp($($d)* if(target: on) reduction(max: s))]
                {
                    s = s.max(if omp_is_initial_device() { 1 } else { 2 });
                }
                assert_eq!(s, if on && crate::on_device() { 2 } else { 1 });
            }
        }
    };
    (private [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn private() {
            let (mut s, mut x) = (0, 7);
            #[omp($($d)* private(x) reduction(max: s))]
            {
                x = 4;
                s = s.max(x);
            }
            x += 1;
            assert_eq!((s, x), (4, 8));
        }
    };
    (is_device_ptr [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn is_device_ptr() {
            let (mut a, mut s) = ([3; 20], 0);
            #[omp(target data map(tofrom: a) use_device_ptr(a))]
            {
                let there: DeviceSlice<i32> = a;
                #[omp($($d)* reduction(max: s) is_device_ptr(there))]
                {
                    s = s.max(there[7]);
                }
            }
            assert_eq!((a[0], s), (3, 3));
        }
    };
    (deferral [$($d:tt)*]) => {
        #[omp]
        #[test]
        fn deferral() {
            let (a, mut s) = ([3; 20], 0);
            #[omp($($d)* reduction(max: s) map(to: a) nowait depend(in: a))]
            {
                s = s.max(a[7]);
            }
            omp!(taskwait);
            assert_eq!(s, 3);
        }
    };
}

#[rustfmt::skip] // One directive a paragraph.
constructs! {
    on_block on_block_together (a s x):
    target_parallel: [target parallel] [condition private is_device_ptr deferral]
        { map(to: a) device(omp_get_default_device()) firstprivate(x) thread_limit(4) defaultmap(to: aggregate) num_threads(3)
          default(none) shared(a) reduction(max: s) };
    target_teams: [target teams] [condition private is_device_ptr deferral]
        { map(to: a) device(omp_get_default_device()) firstprivate(x) thread_limit(4) defaultmap(to: aggregate) num_teams(3)
          default(none) shared(a) reduction(max: s) };
}

/// `target` alone has no `reduction`: it maps what it brings back.
mod target {
    use super::*;

    #[omp]
    #[test]
    fn every_clause() {
        let (a, mut s, mut x, y) = ([3; 20], 0, 1, 5);
        let on = true;
        #[omp(target map(to: a) map(tofrom: s) device(omp_get_default_device()) if(on) private(x) firstprivate(y)
            thread_limit(4) defaultmap(to: aggregate))]
        {
            x = 10;
            s += a[7] + x + y;
        }
        x += 1;
        assert_eq!((s, x), (18, 2));
    }

    #[omp]
    #[test]
    fn deferral() {
        let mut s = 0;
        #[omp(target map(tofrom: s) nowait depend(out: s))]
        {
            s += 1;
        }
        #[omp(target map(tofrom: s) nowait depend(inout: s))]
        {
            s *= 5;
        }
        omp!(taskwait);
        assert_eq!(s, 5);
    }

    #[omp]
    #[test]
    fn is_device_ptr() {
        let mut a = [3; 20];
        #[omp(target data map(tofrom: a) use_device_ptr(a))]
        {
            let mut there: DeviceSlice<i32> = a;
            #[omp(target is_device_ptr(there))]
            {
                there[7] += 1;
            }
        }
        assert_eq!((a[6], a[7]), (3, 4));
    }
}

//! `nowait` and `depend`: constructs that the host does not wait for, with and without a device.

use ferromp::prelude::*;

#[omp]
#[test]
fn blocks_of_an_array() {
    let mut data: Vec<u64> = (0..1000).collect();
    for block in data.chunks_mut(130) {
        #[omp(target teams loop nowait map(tofrom: block))]
        for i in 0..block.len() {
            block[i] = block[i] * 3 + 1;
        }
    }
    omp!(taskwait);
    assert!(data.iter().zip(0..).all(|(x, i)| *x == i * 3 + 1));
}

#[omp]
fn sections(a: &mut [i32], n: usize) {
    for k in 0..a.len() / n {
        let (lo, hi) = (k * n, (k + 1) * n);
        #[omp(target teams loop nowait map(tofrom: a[lo..hi]) depend(inout: a[lo..hi]))]
        for i in lo..hi {
            a[i] += i as i32;
        }
        #[omp(target teams loop nowait map(tofrom: a[lo..hi]) depend(inout: a[lo..hi]))]
        for i in lo..hi {
            a[i] *= 2;
        }
    }
}

#[test]
fn sections_of_an_array() {
    let mut a = vec![1; 600];
    sections(&mut a, 100);
    assert!(a.iter().zip(0..).all(|(x, i)| *x == (i + 1) * 2));
}

#[omp]
#[test]
fn reductions_and_scalars() {
    let a: Vec<u32> = (0..500).collect();
    let (mut sum, mut most, mut last) = (5, 0, 0);
    #[omp(target teams loop nowait reduction(+: sum))]
    for i in 0..a.len() {
        sum += a[i];
    }
    #[omp(target teams loop nowait reduction(max: most))]
    for i in 0..a.len() {
        most = most.max(a[i]);
    }
    #[omp(target nowait map(from: last))]
    {
        last = a[499];
    }
    omp!(taskwait);
    assert_eq!((sum, most, last), (5 + 499 * 250, 499, 499));
}

#[omp]
#[test]
fn data_on_its_way() {
    let mut a = vec![1_i64; 300];
    let mut b = vec![0_i64; 300];
    omp!(target enter data nowait map(to: a) map(alloc: b) depend(out: a, b));
    #[omp(target teams loop nowait depend(in: a) depend(out: b))]
    for i in 0..a.len() {
        b[i] = a[i] + 1;
    }
    omp!(target update nowait from(b) depend(in: b));
    #[omp(target teams loop nowait depend(inout: b))]
    for i in 0..b.len() {
        b[i] *= 10;
    }
    omp!(target exit data nowait map(release: a) map(from: b) depend(inout: a, b));
    omp!(taskwait);
    assert_eq!(b, [20; 300]);
}

#[omp]
#[test]
fn blocks_with_data_of_their_own() {
    let mut data: Vec<i32> = (0..400).collect();
    for block in data.chunks_mut(100) {
        omp!(target enter data nowait map(to: block));
        #[omp(target teams loop nowait map(tofrom: block))]
        for i in 0..block.len() {
            block[i] += 1;
        }
        omp!(target exit data nowait map(from: block));
    }
    omp!(taskwait);
    assert!(data.iter().zip(1..).all(|(x, i)| *x == i));
}

#[omp]
#[test]
fn inside_of_target_data() {
    let mut a = vec![2; 64];
    let n = a.len();
    #[omp(target data map(tofrom: a))]
    {
        #[omp(target teams loop nowait)]
        for i in 0..n {
            a[i] += 1;
        }
        #[omp(target teams loop nowait)]
        for i in 0..n {
            a[i] *= 5;
        }
    }
    assert_eq!(a, [15; 64]);
}

#[omp]
#[test]
fn by_one_thread_of_a_team() {
    let mut a = vec![0; 100];
    #[omp(parallel num_threads(3))]
    {
        #[omp(single)]
        {
            #[omp(target teams loop nowait map(tofrom: a))]
            for i in 0..a.len() {
                a[i] = i;
            }
            #[omp(target teams loop nowait map(tofrom: a))]
            for i in 0..a.len() {
                a[i] += 1;
            }
        }
    }
    assert!(a.iter().zip(1..).all(|(x, i)| *x == i));
}

#[omp]
#[test]
fn on_every_device_and_the_host() {
    let mut a = vec![1; 90];
    let devices = omp_get_num_devices() + 1;
    for (d, part) in a.chunks_mut(30).enumerate() {
        #[omp(target teams loop nowait device(d % devices) if(d != 1) map(tofrom: part))]
        for i in 0..part.len() {
            part[i] += d;
        }
    }
    omp!(taskwait);
    assert!(a.iter().enumerate().all(|(i, x)| *x == 1 + i / 30));
}

/// `depend` without `nowait` waits; so does a `taskwait` further in.
#[omp]
#[test]
fn waits_on_the_way() {
    let mut a = [0; 40];
    let mut total = 0;
    for step in 1..=3 {
        #[omp(target teams loop nowait map(tofrom: a) depend(out: a))]
        for i in 0..40 {
            a[i] += step;
        }
        omp!(taskwait);
        #[omp(target teams loop map(to: a) reduction(+: total) depend(in: a))]
        for i in 0..40 {
            total += a[i];
        }
    }
    omp!(taskwait);
    assert_eq!((a[0], total), (6, 40 * (1 + 3 + 6)));
    let mut b = [1; 4];
    #[omp(target teams loop depend(inout: b))]
    for i in 0..4 {
        b[i] += 1;
    }
    assert_eq!(b, [2; 4]);
}

/// The end of the list waits, whatever way it is left, and values get out.
#[omp]
fn early(a: &mut [u8], leave: bool) -> Option<usize> {
    let n = a.len();
    #[omp(target teams loop nowait map(tofrom: a))]
    for i in 0..n {
        a[i] += 1;
    }
    if leave {
        return None;
    }
    let doubled = n * 2;
    omp!(taskwait);
    a[0] = 0;
    Some(doubled)
}

#[test]
fn ends_of_a_stretch() {
    let mut a = [1; 10];
    assert_eq!(early(&mut a, true), None);
    assert_eq!(a, [2; 10]);
    assert_eq!(early(&mut a, false), Some(20));
    assert_eq!(a, [0, 3, 3, 3, 3, 3, 3, 3, 3, 3]);
}

/// What is only read may be read meanwhile.
#[omp]
#[test]
fn read_meanwhile() {
    let a = [3; 50];
    let mut b = vec![0; 50];
    #[omp(target teams loop nowait map(to: a) map(from: b))]
    for i in 0..50 {
        b[i] = a[i] + 1;
    }
    let sum: i32 = a.iter().sum();
    omp!(taskwait);
    assert_eq!((sum, b), (150, vec![4; 50]));
}

/// A block that waits for what it defers has its variables back behind its wait.
#[omp]
#[test]
fn a_block_with_a_wait_of_its_own() {
    let mut a = vec![0; 64];
    let mut seen = Vec::new();
    for round in 0..3 {
        let mut b = vec![round; 64];
        #[omp(target teams loop nowait map(tofrom: a, b))]
        for i in 0..64 {
            b[i] += 1;
            a[i] += b[i];
        }
        omp!(taskwait);
        b[0] += 10;
        seen.push(b[0] + b[63]);
    }
    assert_eq!((seen, a), (vec![12, 14, 16], vec![6; 64]));
}

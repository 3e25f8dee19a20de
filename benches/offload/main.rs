mod raw;
fn main() {
    let raw = raw::Raw::new(&std::env::args().nth(1).unwrap(), 0).unwrap();
    let t = |n: &str, w: &mut dyn FnMut()| { for _ in 0..3 { let t = std::time::Instant::now(); w(); println!("{n} {:?}", t.elapsed()); } };
    let mut pi = raw::pi(&raw, 100_000_000).unwrap();
    t("pi", &mut || println!("{}", pi().unwrap()));
    let mut e = raw::empty(&raw).unwrap();
    t("empty", &mut || e().unwrap());
    let v = vec![1.0f64; 1<<23];
    let mut e = raw::triad(&raw, &v, &v, 3.0).unwrap();
    t("triad", &mut || e().unwrap());
    let mut e = raw::relax(&raw, &v, 2048).unwrap();
    t("relax", &mut || e().unwrap());
    let a = vec![1.0f32; 10_000_000];
    let mut c = a.clone();
    let f: Vec<u32> = (0..10_000_000u32).rev().collect();
    let mut e = raw::gather(&raw, &a, &f).unwrap();
    t("gather", &mut || e().unwrap());
    let vadd = unsafe { raw::Vadd::new(&raw, &a, &a, &mut c) }.unwrap();
    t("vadd", &mut || vadd.run(&a, &a, &mut c).unwrap());
    assert!(c.iter().all(|&c| c == 2.0));
    let mut p = raw::polygon(&raw, vec![0.2, 0.2, 0.8, 0.2, 0.5, 0.9], 1024).unwrap();
    let mut m = vec![0u8; 1<<20];
    t("polygon", &mut || p(&mut m).unwrap());
    println!("{}", m.iter().filter(|&&x| x == 1).count() as f64 / 1048576.);
}

//! Any sequence of deferred operations does what it would do one at a time.

use std::{env, ops::Range, process::Command};

use omp_runtime::{
    device::devices::devices,
    private::device::{Deferred, DeviceValue, Handle, Target, ir::Region, range, stretch},
};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};

use super::regions::{SUM, TWICE};

const N: usize = 64;

#[derive(Clone, Debug)]
enum Step {
    /// On a device with this number, modulo how many there are: doubles a section, or adds it to the sum.
    Twice(usize, Range<usize>),
    Sum(usize, Range<usize>),
    /// On device 0.
    Enter,
    Exit,
    UpdateTo(Range<usize>),
    UpdateFrom(Range<usize>),
    /// The host adds 1 to each.
    Host,
    Wait,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let section = || (0..N, 0..N).prop_map(|(a, b)| a.min(b)..a.max(b));
    let device = 0..4_usize;
    vec(
        prop_oneof![
            6 => (device.clone(), section()).prop_map(|(device, section)| Step::Twice(device, section)),
            3 => (device, section()).prop_map(|(device, section)| Step::Sum(device, section)),
            2 => Just(Step::Enter),
            2 => Just(Step::Exit),
            1 => section().prop_map(Step::UpdateTo),
            1 => section().prop_map(Step::UpdateFrom),
            1 => Just(Step::Host),
            1 => Just(Step::Wait),
        ],
        1..24,
    )
}

/// The array, its counterpart on device 0 if it is present, how often it was entered, and the sum.
#[derive(Clone, PartialEq, Eq, Debug)]
struct State {
    host: Vec<u32>,
    present: Option<Vec<u32>>,
    count: usize,
    sum: u32,
}

impl State {
    fn new() -> Self {
        Self { host: (1..=N as u32).collect(), present: None, count: 0, sum: 0 }
    }

    fn on(&mut self, device: usize) -> &mut Vec<u32> {
        match &mut self.present {
            Some(present) if device == 0 => present,
            _ => &mut self.host,
        }
    }

    fn step(&mut self, step: &Step, devices: usize) {
        match step.clone() {
            Step::Twice(device, section) => {
                let values = &mut self.on(device % devices)[section];
                for a in values {
                    *a = a.wrapping_mul(2);
                }
            }
            Step::Sum(device, section) => {
                let values = &self.on(device % devices)[section];
                let added = values.iter().fold(0_u32, |sum, a| sum.wrapping_add(*a));
                self.sum = self.sum.wrapping_add(added);
            }
            Step::Enter => {
                self.present.get_or_insert_with(|| self.host.clone());
                self.count += 1;
            }
            Step::Exit if self.count > 0 => {
                self.count -= 1;
                if self.count == 0 {
                    self.host = self.present.take().expect("it is present");
                }
            }
            Step::UpdateTo(section) => {
                if let Some(present) = &mut self.present {
                    present[section.clone()].copy_from_slice(&self.host[section]);
                }
            }
            Step::UpdateFrom(section) => {
                if let Some(present) = &self.present {
                    self.host[section.clone()].copy_from_slice(&present[section]);
                }
            }
            Step::Host => self.host.iter_mut().for_each(|a| *a = a.wrapping_add(1)),
            Step::Exit | Step::Wait => {}
        }
    }
}

type Lent<'d, 'env> = (Handle<'d, 'env, Vec<u32>>, Handle<'d, 'env, u32>);

fn step(deferred: &Deferred<'_>, (a, sum): &mut Lent<'_, '_>, step: &Step, devices: usize) {
    let run = |region: &'static Region, device: usize, section: &Range<usize>, args: &mut [_]| {
        let mut target = Target::new(region).device(device % devices);
        assert!(target.offloads());
        let types = &[u32::TYPE, usize::TYPE];
        assert!(target.deferred(deferred).run(types, &[], &[range(section)], args));
    };
    let first = Some(0);
    match step.clone() {
        Step::Twice(device, section) => {
            run(&TWICE, device, &section, &mut [a.tofrom(Some(section.clone()))]);
        }
        Step::Sum(device, section) => {
            run(&SUM, device, &section, &mut [a.to(Some(section.clone())), sum.reduction()]);
        }
        Step::Enter => deferred.enter_data(first, true, &[], &mut [a.to(None)]),
        Step::Exit => deferred.exit_data(first, true, &[], &mut [a.from(None)]),
        Step::UpdateTo(section) => deferred.update(first, true, &[], &mut [a.to(Some(section))]),
        Step::UpdateFrom(section) => deferred.update(first, true, &[], &mut [a.from(Some(section))]),
        Step::Host => a.host().iter_mut().for_each(|a| *a = a.wrapping_add(1)),
        Step::Wait => deferred.wait(),
    }
}

/// What the steps come to.
fn run(steps: &[Step], devices: usize) -> (Vec<u32>, u32) {
    let (mut a, mut sum) = (State::new().host, 0);
    stretch(|deferred| {
        let mut lent = (Handle::new(deferred, &mut a), Handle::new(deferred, &mut sum));
        for now in steps {
            step(deferred, &mut lent, now, devices);
        }
        // Whatever is present goes, with its values.
        let entered = steps.iter().filter(|step| matches!(step, Step::Enter)).count();
        for _ in 0..entered {
            step(deferred, &mut lent, &Step::Exit, devices);
        }
    });
    (a, sum)
}

fn check(cases: u32) {
    let devices = devices().len();
    if devices == 0 {
        return;
    }
    let mut runner =
        TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() });
    let checked = runner.run(&steps(), |steps| {
        let mut expected = State::new();
        for step in &steps {
            expected.step(step, devices);
        }
        while expected.count > 0 {
            expected.step(&Step::Exit, devices);
        }
        prop_assert_eq!(run(&steps, devices), (expected.host, expected.sum));
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_sequence_is_as_if_one_at_a_time() {
    check(100);
}

/// Set in the child process.
const CHILD: &str = "FERROMP_TEST_SEQUENCES_CHILD";

#[test]
fn a_sequence_on_two_devices_is_as_if_one_at_a_time() {
    const NAME: &str = "sequences::a_sequence_on_two_devices_is_as_if_one_at_a_time";
    if env::var_os(CHILD).is_some() {
        return check(100);
    }
    let mut child = Command::new(env::current_exe().expect("the test knows its binary"));
    child.args([NAME, "--exact", "--nocapture"]).env("POCL_DEVICES", "pthread pthread").env(CHILD, "1");
    let output = child.output().expect("the binary runs");
    let text =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success() && text.contains("1 passed"), "{}\n{text}", output.status);
}

//! The machine's CPUs as places.

use crate::env::{PlacesSpec, Unit};

/// Where a CPU is: its socket and its core's number there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Locus {
    pub(super) socket: usize,
    pub(super) core: usize,
}

/// The places that `spec` means on a machine where this process may use the CPUs `usable`.
pub(super) fn places(
    spec: Option<&PlacesSpec>,
    usable: &[usize],
    locate: impl Fn(usize) -> Option<Locus>,
) -> Vec<Vec<usize>> {
    let (unit, limit) = match spec {
        None => (Unit::Cores, None),
        Some(PlacesSpec::Abstract(unit, limit)) => (*unit, *limit),
        Some(PlacesSpec::Explicit(places)) => {
            let here =
                |place: &Vec<usize>| place.iter().copied().filter(|cpu| usable.contains(cpu)).collect();
            return places.iter().map(here).filter(|place: &Vec<usize>| !place.is_empty()).collect();
        }
    };
    // Where the system says nothing, each CPU is a core of one socket.
    let locus = |cpu| locate(cpu).unwrap_or(Locus { socket: 0, core: cpu });
    let mut groups: Vec<((usize, usize), Vec<usize>)> = Vec::new();
    for &cpu in usable {
        let Locus { socket, core } = locus(cpu);
        let key = match unit {
            Unit::Threads => (cpu, 0),
            Unit::Cores => (socket, core),
            Unit::Sockets => (socket, 0),
        };
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, cpus)) => cpus.push(cpu),
            None => groups.push((key, vec![cpu])),
        }
    }
    groups.into_iter().map(|(_, cpus)| cpus).take(limit.unwrap_or(usize::MAX)).collect()
}

/// What the system says about a CPU.
#[cfg(target_os = "linux")]
pub(super) fn from_system(cpu: usize) -> Option<Locus> {
    let read = |name: &str| -> Option<usize> {
        let path = format!("/sys/devices/system/cpu/cpu{cpu}/topology/{name}");
        std::fs::read_to_string(path).ok()?.trim().parse().ok()
    };
    Some(Locus { socket: read("physical_package_id")?, core: read("core_id")? })
}

/// What the system says about a CPU: nothing that we know how to ask.
#[cfg(not(target_os = "linux"))]
pub(super) fn from_system(_cpu: usize) -> Option<Locus> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two sockets of two cores of two threads, numbered as Linux does: siblings are four apart within a socket pair.
    #[allow(clippy::unnecessary_wraps, reason = "stands in for a function that may fail")]
    fn eight(cpu: usize) -> Option<Locus> {
        Some(Locus { socket: cpu / 2 % 2, core: cpu % 2 })
    }

    const ALL: [usize; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

    #[test]
    fn abstract_places_follow_the_machine() {
        let of =
            |unit, limit, usable: &[usize]| places(Some(&PlacesSpec::Abstract(unit, limit)), usable, eight);
        assert_eq!(of(Unit::Threads, Some(3), &ALL), [[0], [1], [2]]);
        assert_eq!(of(Unit::Cores, None, &ALL), [[0, 4], [1, 5], [2, 6], [3, 7]]);
        assert_eq!(of(Unit::Sockets, None, &ALL), [[0, 1, 4, 5], [2, 3, 6, 7]]);
        assert_eq!(of(Unit::Cores, None, &[1, 2, 5]), [vec![1, 5], vec![2]]);
        assert_eq!(places(None, &ALL, eight).len(), 4);
    }

    #[test]
    fn without_topology_each_cpu_is_a_core() {
        assert_eq!(places(None, &[3, 5], |_| None), [[3], [5]]);
    }

    #[test]
    fn explicit_places_keep_to_the_usable_cpus() {
        let spec = PlacesSpec::Explicit(vec![vec![0, 9], vec![8], vec![2]]);
        assert_eq!(places(Some(&spec), &ALL, eight), [[0], [2]]);
    }
}

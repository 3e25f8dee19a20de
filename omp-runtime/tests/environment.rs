//! The environment variables, each in a process of its own: this test binary runs itself.

use std::{
    env,
    process::{Command, Stdio},
    sync::{Mutex, mpsc},
    thread,
    time::Duration,
};

use omp_runtime::{
    private::{Fork, parallel},
    routines::{
        OmpSched, omp_get_dynamic, omp_get_max_active_levels, omp_get_max_threads, omp_get_num_procs,
        omp_get_num_threads, omp_get_schedule, omp_get_thread_limit, omp_get_thread_num,
    },
};

/// Set in the child, to the name of the test.
const CHILD: &str = "FERROMP_TEST_CHILD";

/// Runs `body` in a child process with these variables and no other `OMP_*`. Gives what it wrote to standard error;
/// nothing, in the child.
#[track_caller]
fn in_child(test: &str, vars: &[(&str, &str)], body: impl FnOnce()) -> String {
    if env::var_os(CHILD).is_some_and(|name| name == test) {
        body();
        return String::new();
    }
    let mut command = Command::new(env::current_exe().expect("the test knows its binary"));
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]);
    env::vars_os().for_each(|(name, _)| {
        if name.to_string_lossy().starts_with("OMP_") {
            command.env_remove(name);
        }
    });
    command.env(CHILD, test).envs(vars.iter().copied());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    let (send, receive) = mpsc::channel();
    thread::spawn(move || send.send(child.wait_with_output()));
    let output = receive.recv_timeout(Duration::from_mins(1)).expect("the child ends");
    let output = output.expect("the child can be waited for");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{vars:?}: {}\n{stdout}\n{text}", output.status);
    text
}

/// The size of the team that a region encountered here gets.
fn team_size(fork: Fork) -> usize {
    let size = Mutex::new(0);
    parallel(fork, || *size.lock().expect("not poisoned") = omp_get_num_threads());
    size.into_inner().expect("not poisoned")
}

#[test]
fn num_threads_by_level() {
    in_child("num_threads_by_level", &[("OMP_NUM_THREADS", "3,2")], || {
        assert_eq!(omp_get_max_threads(), 3);
        assert_eq!(team_size(Fork::new()), 3);
        parallel(Fork::new(), || {
            assert_eq!(team_size(Fork::new()), 2);
            assert_eq!(team_size(Fork::new().num_threads(4)), 4);
        });
    });
}

#[test]
fn schedule() {
    in_child("schedule", &[("OMP_SCHEDULE", " Dynamic , 7")], || {
        assert_eq!(omp_get_schedule(), (OmpSched::Dynamic, Some(7)));
    });
}

#[test]
fn dynamic() {
    in_child("dynamic", &[("OMP_DYNAMIC", "true")], || {
        assert!(omp_get_dynamic());
        assert!(team_size(Fork::new().num_threads(4 * omp_get_num_procs())) <= omp_get_num_procs());
    });
}

#[test]
fn thread_limit() {
    in_child("thread_limit", &[("OMP_THREAD_LIMIT", "3"), ("OMP_MAX_ACTIVE_LEVELS", "2")], || {
        assert_eq!(omp_get_thread_limit(), 3);
        assert_eq!(team_size(Fork::new().num_threads(8)), 3);
        // All are in use.
        parallel(Fork::new().num_threads(3), || assert_eq!(team_size(Fork::new().num_threads(2)), 1));
    });
}

#[test]
fn max_active_levels() {
    in_child("max_active_levels", &[("OMP_MAX_ACTIVE_LEVELS", "2")], || {
        assert_eq!(omp_get_max_active_levels(), 2);
        let two = || Fork::new().num_threads(2);
        parallel(two(), || parallel(two(), || assert_eq!(team_size(two()), 1)));
        parallel(two(), || assert_eq!(team_size(two()), 2));
    });
}

#[test]
fn malformed_values_warn_once_and_mean_the_default() {
    let vars = [
        ("OMP_NUM_THREADS", "many"),
        ("OMP_SCHEDULE", "fast"),
        ("OMP_DYNAMIC", "perhaps"),
        ("OMP_PROC_BIND", "tight"),
        ("OMP_PLACES", "{0"),
        ("OMP_WAIT_POLICY", "bored"),
        ("OMP_STACKSIZE", "4X"),
        ("OMP_THREAD_LIMIT", "0"),
        ("OMP_MAX_ACTIVE_LEVELS", "-1"),
        ("OMP_TARGET_OFFLOAD", "perhaps"),
        ("OMP_DEFAULT_DEVICE", "gpu"),
        ("OMP_DISPLAY_ENV", "loud"),
    ];
    let name = "malformed_values_warn_once_and_mean_the_default";
    let text = in_child(name, &vars, || {
        assert_eq!((omp_get_max_threads(), omp_get_dynamic()), (omp_get_num_procs(), false));
        assert_eq!((omp_get_thread_limit(), omp_get_max_active_levels()), (usize::MAX, 1));
        assert_eq!(omp_get_schedule(), (OmpSched::Static, None));
        assert_eq!(team_size(Fork::new().num_threads(3)), 3);
    });
    if env::var_os(CHILD).is_none() {
        for (name, value) in vars {
            let warning = format!("ferromp: warning: {name}={value:?} is ignored: expected ");
            assert_eq!(text.matches(&warning).count(), 1, "{warning}\n{text}");
        }
    }
}

#[test]
fn display_env() {
    for (how, shows_more) in [("true", false), ("verbose", true)] {
        let vars = [
            ("OMP_DISPLAY_ENV", how),
            ("OMP_NUM_THREADS", "3,2"),
            ("OMP_SCHEDULE", "guided,4"),
            ("OMP_TARGET_OFFLOAD", "mandatory"),
            ("OMP_DEFAULT_DEVICE", "2"),
        ];
        let text = in_child("display_env", &vars, || assert_eq!(team_size(Fork::new()), 3));
        if env::var_os(CHILD).is_some() {
            return;
        }
        for line in [
            "OPENMP DISPLAY ENVIRONMENT BEGIN\n",
            "  _OPENMP = '202111'\n",
            "  [host] OMP_NUM_THREADS = '3,2'\n",
            "  [host] OMP_SCHEDULE = 'GUIDED,4'\n",
            "  [host] OMP_TARGET_OFFLOAD = 'MANDATORY'\n",
            "  [host] OMP_DEFAULT_DEVICE = '2'\n",
            "OPENMP DISPLAY ENVIRONMENT END\n",
        ] {
            assert_eq!(text.matches(line).count(), 1, "{line}\n{text}");
        }
        assert_eq!(text.contains("FERROMP_NUM_PROCS"), shows_more, "{text}");
    }
}

/// The process ends while its workers wait, in `exit` and by returning.
#[test]
fn exit_with_waiting_workers() {
    for policy in ["active", "passive"] {
        for how in ["exit", "return", "inside"] {
            let vars = [("OMP_WAIT_POLICY", policy), ("FERROMP_TEST_END", how)];
            in_child("exit_with_waiting_workers", &vars, || {
                assert_eq!(team_size(Fork::new().num_threads(4)), 4);
                match env::var("FERROMP_TEST_END").as_deref() {
                    Ok("exit") => std::process::exit(0),
                    Ok("inside") => parallel(Fork::new().num_threads(4), || {
                        if omp_get_thread_num() == 2 {
                            std::process::exit(0);
                        }
                    }),
                    _ => {}
                }
            });
            if env::var_os(CHILD).is_some() {
                return;
            }
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{fs, mem};

    use super::{Fork, Mutex, env, in_child, omp_get_thread_num, parallel, team_size, thread};

    /// The states of the threads of this process that run workers: `R`, `S` and so on.
    fn worker_states() -> Vec<char> {
        let tasks = fs::read_dir("/proc/self/task").expect("Linux lists the threads");
        let stats = tasks.flatten().filter_map(|task| fs::read_to_string(task.path().join("stat")).ok());
        let state = |stat: String| {
            let (head, tail) = stat.rsplit_once(") ")?;
            head.contains("(omp worker").then(|| tail.chars().next())?
        };
        stats.filter_map(state).collect()
    }

    /// Looks until `states` is as wanted. The bound is far beyond what any machine needs.
    fn until(wanted: impl Fn(&[char]) -> bool) {
        for _ in 0..1_000_000 {
            if wanted(&worker_states()) {
                return;
            }
            thread::yield_now();
        }
        panic!("the workers do not come to rest: {:?}", worker_states());
    }

    #[test]
    fn passive_workers_sleep() {
        in_child("linux::passive_workers_sleep", &[("OMP_WAIT_POLICY", "passive")], || {
            assert_eq!(team_size(Fork::new().num_threads(3)), 3);
            until(|states| states == ['S', 'S']);
        });
    }

    #[test]
    fn active_workers_stay_awake() {
        in_child("linux::active_workers_stay_awake", &[("OMP_WAIT_POLICY", "active")], || {
            assert_eq!(team_size(Fork::new().num_threads(2)), 2);
            for _ in 0..100 {
                assert_eq!(worker_states(), ['R']);
            }
        });
    }

    #[test]
    fn a_user_thread_that_ends_ends_its_workers() {
        in_child("linux::a_user_thread_that_ends_ends_its_workers", &[], || {
            for _ in 0..3 {
                let user = thread::spawn(|| {
                    assert_eq!(team_size(Fork::new().num_threads(5)), 5);
                    worker_states().len()
                });
                assert_eq!(user.join().expect("the region runs"), 4);
                until(<[char]>::is_empty);
            }
        });
    }

    #[test]
    fn stack_size() {
        const BYTES: usize = 48 << 20;
        in_child("linux::stack_size", &[("OMP_STACKSIZE", "48M")], || {
            parallel(Fork::new().num_threads(2), || {
                if omp_get_thread_num() == 1 {
                    assert!(own_stack_size() >= BYTES, "{} bytes", own_stack_size());
                }
            });
        });
    }

    fn own_stack_size() -> usize {
        // SAFETY: all zeros is a value of this plain C struct; `pthread_getattr_np` fills it and it is destroyed once.
        unsafe {
            let mut attr: libc::pthread_attr_t = mem::zeroed();
            assert_eq!(libc::pthread_getattr_np(libc::pthread_self(), &raw mut attr), 0);
            let mut size = 0;
            assert_eq!(libc::pthread_attr_getstacksize(&raw const attr, &raw mut size), 0);
            libc::pthread_attr_destroy(&raw mut attr);
            size
        }
    }

    /// The CPUs that the calling thread may run on.
    fn own_cpus() -> Vec<usize> {
        // SAFETY: all zeros is the empty set; the call gets its size, and the set is asked about CPUs it has room for.
        unsafe {
            let mut set: libc::cpu_set_t = mem::zeroed();
            assert_eq!(libc::sched_getaffinity(0, size_of_val(&set), &raw mut set), 0);
            (0..8 * size_of_val(&set)).filter(|&cpu| libc::CPU_ISSET(cpu, &set)).collect()
        }
    }

    #[test]
    fn threads_are_bound_to_places() {
        const ALL: &str = "FERROMP_TEST_CPUS";
        let name = "linux::threads_are_bound_to_places";
        let cpus: Vec<_> = own_cpus().iter().map(ToString::to_string).collect();
        let places = cpus.iter().map(|cpu| format!("{{{cpu}}}")).collect::<Vec<_>>().join(",");
        let all = cpus.join(",");
        let vars = [("OMP_PROC_BIND", "close"), ("OMP_PLACES", &*places), (ALL, &*all)];
        in_child(name, &vars, || {
            let all = env::var(ALL).expect("set by the parent");
            let all: Vec<usize> = all.split(',').map(|cpu| cpu.parse().expect("a number")).collect();
            let seen = Mutex::new(vec![Vec::new(); all.len()]);
            parallel(Fork::new().num_threads(all.len()), || {
                seen.lock().expect("not poisoned")[omp_get_thread_num()] = own_cpus();
            });
            let seen = seen.into_inner().expect("not poisoned");
            assert!(seen.iter().all(|cpus| cpus.len() == 1), "{seen:?}");
            // Close: each thread on the place after that of the thread before it, from that of thread 0 on.
            let first = all.iter().position(|cpu| [*cpu] == *seen[0]).expect("one of ours");
            let close: Vec<_> = (0..all.len()).map(|i| vec![all[(first + i) % all.len()]]).collect();
            assert_eq!(seen, close);
        });
    }

    #[test]
    fn nobody_is_bound_by_default() {
        in_child("linux::nobody_is_bound_by_default", &[], || {
            let all = own_cpus();
            parallel(Fork::new().num_threads(3), || assert_eq!(own_cpus(), all));
        });
    }
}

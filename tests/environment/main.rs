//! Environment variables: this program runs itself, with the variable set, and reads what it says.
#![forbid(unsafe_code)]

use std::process::{Command, Output};

use ferromp::prelude::*;

/// What the child prints: the settings that variables change, and what a region makes of them.
#[omp]
fn report() {
    let mut team = 0;
    #[omp(parallel)]
    {
        #[omp(single)]
        {
            team = omp_get_num_threads();
        }
    }
    let mut inner = 0;
    #[omp(parallel num_threads(2))]
    {
        #[omp(single)]
        {
            inner = omp_get_max_threads();
        }
    }
    println!("max_threads={};", omp_get_max_threads());
    println!("team={team};");
    println!("inner_max_threads={inner};");
    println!("schedule={:?};", omp_get_schedule());
    println!("dynamic={};", omp_get_dynamic());
    println!("thread_limit={};", omp_get_thread_limit());
    println!("max_active_levels={};", omp_get_max_active_levels());
}

/// In the child this is the program; in the suite it does nothing but print.
#[test]
fn child() {
    report();
}

fn run(variables: &[(&str, &str)]) -> (String, String) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["child", "--exact", "--nocapture", "--test-threads=1"]);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("OMP_") {
            command.env_remove(name);
        }
    }
    let Output { status, stdout, stderr } = command.envs(variables.iter().copied()).output().unwrap();
    let (out, err) =
        (String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned());
    assert!(status.success(), "{variables:?}: {out}{err}");
    (out, err)
}

/// The child says `expected`, and warns of nothing.
#[track_caller]
fn says(name: &str, value: &str, expected: &[&str]) {
    let (out, err) = run(&[(name, value)]);
    for line in expected {
        assert!(out.contains(line), "{name}={value}: no `{line}` in {out}");
    }
    assert!(!err.contains("warning"), "{name}={value}: {err}");
}

/// The child warns once, naming the variable and the value, and says what it says without the variable.
#[track_caller]
fn warns(name: &str, value: &str) {
    let (out, err) = run(&[(name, value)]);
    let warnings: Vec<&str> = err.lines().filter(|line| line.contains("warning")).collect();
    assert_eq!(warnings.len(), 1, "{name}={value}: {err}");
    assert!(warnings[0].contains(name) && warnings[0].contains(value), "{}", warnings[0]);
    let settings = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.ends_with(';')).map(str::to_owned).collect()
    };
    assert_eq!(settings(&out), settings(&run(&[]).0), "{name}={value}");
}

#[test]
fn omp_num_threads() {
    says("OMP_NUM_THREADS", "5", &["max_threads=5;", "team=5;"]);
    says("OMP_NUM_THREADS", " 3 ", &["team=3;"]);
}

/// A list is for levels, one after the other.
#[test]
fn omp_num_threads_list() {
    says("OMP_NUM_THREADS", "4,3,2", &["team=4;", "inner_max_threads=3;"]);
}

#[test]
fn omp_num_threads_malformed() {
    for value in ["0", "-2", "many", "3,", "3,x", "1.5"] {
        warns("OMP_NUM_THREADS", value);
    }
}

/// More threads than the system gives: a smaller team and one warning.
#[test]
fn omp_num_threads_beyond_the_system() {
    let (out, err) = run(&[("OMP_NUM_THREADS", "99999999999999999999999")]);
    let team =
        out.lines().find_map(|line| line.strip_prefix("team=")?.strip_suffix(';')?.parse::<usize>().ok());
    assert!(team.is_some_and(|team| (1..1_000_000).contains(&team)), "{out}");
    assert_eq!(err.lines().filter(|line| line.contains("warning")).count(), 1, "{err}");
}

#[test]
fn omp_schedule() {
    says("OMP_SCHEDULE", "dynamic", &["schedule=(Dynamic, None);"]);
    says("OMP_SCHEDULE", "guided,7", &["schedule=(Guided, Some(7));"]);
    says("OMP_SCHEDULE", "STATIC , 4", &["schedule=(Static, Some(4));"]);
    says("OMP_SCHEDULE", "nonmonotonic:dynamic,3", &["schedule=(Dynamic, Some(3));"]);
    says("OMP_SCHEDULE", "auto", &["schedule=(Auto, None);"]);
}

#[test]
fn omp_schedule_malformed() {
    for value in ["sometimes", "dynamic,0", "dynamic,-1", "guided,x", "static,4,4", "4"] {
        warns("OMP_SCHEDULE", value);
    }
}

#[test]
fn omp_dynamic() {
    says("OMP_DYNAMIC", "true", &["dynamic=true;"]);
    says("OMP_DYNAMIC", "FALSE", &["dynamic=false;"]);
    warns("OMP_DYNAMIC", "perhaps");
}

#[test]
fn omp_thread_limit() {
    says("OMP_THREAD_LIMIT", "3", &["thread_limit=3;"]);
    for value in ["0", "none", "-1"] {
        warns("OMP_THREAD_LIMIT", value);
    }
}

/// The limit holds against the number asked for.
#[test]
fn omp_thread_limit_limits() {
    let (out, _) = run(&[("OMP_THREAD_LIMIT", "2"), ("OMP_NUM_THREADS", "8")]);
    assert!(out.contains("team=2;"), "{out}");
}

#[test]
fn omp_max_active_levels() {
    says("OMP_MAX_ACTIVE_LEVELS", "3", &["max_active_levels=3;"]);
    says("OMP_MAX_ACTIVE_LEVELS", "0", &["max_active_levels=0;", "team=1;"]);
    for value in ["-1", "deep"] {
        warns("OMP_MAX_ACTIVE_LEVELS", value);
    }
}

#[test]
fn omp_proc_bind() {
    for value in ["true", "false", "close", "spread", "primary", "spread,close"] {
        says("OMP_PROC_BIND", value, &["team="]);
    }
    for value in ["near", "close,true"] {
        warns("OMP_PROC_BIND", value);
    }
}

#[test]
fn omp_places() {
    for value in ["threads", "cores", "sockets", "{0}", "{0:1}", "cores(1)"] {
        says("OMP_PLACES", value, &["team="]);
    }
    for value in ["rooms", "{0", "{0:0}x", "cores(0)"] {
        warns("OMP_PLACES", value);
    }
}

#[test]
fn omp_wait_policy() {
    for value in ["active", "PASSIVE"] {
        says("OMP_WAIT_POLICY", value, &["team="]);
    }
    warns("OMP_WAIT_POLICY", "eager");
    for value in ["0", "1", "100000"] {
        says("FERROMP_SPINS", value, &["team="]);
    }
    warns("FERROMP_SPINS", "-1");
}

/// Two for each task, down to tasks that are stolen while their creator has nothing else to do.
#[omp]
fn tree(depth: u32) -> u64 {
    if depth == 0 {
        return 1;
    }
    let mut leaves = [0; 3];
    for leaves in &mut leaves {
        #[omp(task)]
        {
            *leaves = tree(depth - 1);
        }
    }
    omp!(taskwait);
    let (mut low, mut high) = (0, 0);
    #[omp(task shared(low))]
    {
        low = leaves[0] + leaves[1];
    }
    #[omp(task shared(high))]
    {
        high = leaves[2];
    }
    std::thread::yield_now();
    omp!(taskwait);
    low + high
}

#[omp]
#[test]
fn child_with_tasks() {
    for threads in [2, 3, 8] {
        let mut leaves = 0;
        for _ in 0..20 {
            #[omp(parallel num_threads(threads))]
            #[omp(single)]
            {
                leaves += tree(5);
            }
        }
        println!("leaves={leaves};");
    }
}

/// With `passive` whoever waits for a task sleeps at once: a lost wake-up would hang the child.
#[test]
fn waits_for_tasks_follow_the_policy() {
    for policy in ["passive", "active"] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["child_with_tasks", "--exact", "--nocapture"]).env("OMP_WAIT_POLICY", policy);
        let out = String::from_utf8_lossy(&command.output().unwrap().stdout).into_owned();
        assert_eq!(out.matches("leaves=4860;").count(), 3, "{policy}: {out}");
    }
}

#[test]
fn omp_stacksize() {
    for value in ["4M", "512 k", "2097152B", "1g", "8192"] {
        says("OMP_STACKSIZE", value, &["team="]);
    }
    for value in ["big", "-4M", "4T", "M"] {
        warns("OMP_STACKSIZE", value);
    }
}

/// All settings, once, where they do not mix with the program's output.
#[test]
fn omp_display_env() {
    let (out, err) =
        run(&[("OMP_DISPLAY_ENV", "true"), ("OMP_NUM_THREADS", "6"), ("OMP_SCHEDULE", "guided,2")]);
    assert_eq!(err.matches("OPENMP DISPLAY ENVIRONMENT BEGIN").count(), 1, "{err}");
    assert_eq!(err.matches("OPENMP DISPLAY ENVIRONMENT END").count(), 1, "{err}");
    assert!(err.contains("OMP_NUM_THREADS = '6'") && err.contains("OMP_SCHEDULE = '"), "{err}");
    assert!(!out.contains("DISPLAY"), "{out}");
    assert!(run(&[("OMP_DISPLAY_ENV", "verbose")]).1.contains("BEGIN"));
    assert!(!run(&[("OMP_DISPLAY_ENV", "false")]).1.contains("BEGIN"));
    warns("OMP_DISPLAY_ENV", "loud");
}

/// Several malformed values are several warnings.
#[test]
fn malformed_values_are_all_named() {
    let (_, err) = run(&[("OMP_NUM_THREADS", "none"), ("OMP_DYNAMIC", "perhaps"), ("OMP_SCHEDULE", "later")]);
    for text in ["OMP_NUM_THREADS", "none", "OMP_DYNAMIC", "perhaps", "OMP_SCHEDULE", "later"] {
        assert!(err.contains(text), "no `{text}` in {err}");
    }
    assert_eq!(err.lines().filter(|line| line.contains("warning")).count(), 3, "{err}");
}

/// The program's own word is stronger than the environment's.
#[omp]
fn clause_and_routine() {
    let mut teams = (0, 0);
    #[omp(parallel num_threads(2))]
    #[omp(single)]
    {
        teams.0 = omp_get_num_threads();
    }
    omp_set_num_threads(3);
    #[omp(parallel)]
    #[omp(single)]
    {
        teams.1 = omp_get_num_threads();
    }
    println!("teams={teams:?};");
}

#[test]
fn child_with_clauses() {
    clause_and_routine();
}

#[test]
fn clause_beats_variable() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["child_with_clauses", "--exact", "--nocapture"]).env("OMP_NUM_THREADS", "7");
    let out = String::from_utf8_lossy(&command.output().unwrap().stdout).into_owned();
    assert!(out.contains("teams=(2, 3);"), "{out}");
}

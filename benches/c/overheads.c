/* What the constructs themselves cost, by the method of the EPCC suite: a construct around a short delay, less the
   delay alone. Each function has its twin of the same name in benches/peers/overheads. */
#include <omp.h>

#include "peers.h"

/* How long a measured run should take, and from which length on a run tells how many repetitions fill that. */
#define RUN 0.030
#define PROBE 0.004

/* Some 0.1 us of work. The same in Rust. A chain of multiplications and shifts in turns: LLVM folds steps that only
   multiply and add to one. */
__attribute__((noinline)) static void delay(void)
{
    unsigned long x = 1;
    __asm__ volatile("" : "+r"(x));
    for (int i = 0; i < 96; i++)
        x = (x ^ x >> 32) * 6364136223846793005UL;
    __asm__ volatile("" : : "r"(x));
}

/* Does `reps` repetitions and returns its check. */
typedef double work(int threads, long size, long reps);

static double elapsed(work *run, int threads, long size, long reps, double *value)
{
    double start = now();
    *value = run(threads, size, reps);
    return now() - start;
}

/* The seconds of one repetition. They are doubled until they say how many fill a run, which is the warm-up as well. */
static sample timed(work *run, int threads, long size)
{
    double value, took;
    long reps = 1;
    while ((took = elapsed(run, threads, size, reps, &value)) < PROBE)
        reps *= 2;
    reps = (long)(reps * RUN / took);
    if (reps < 1)
        reps = 1;
    took = elapsed(run, threads, size, reps, &value);
    return (sample){took / reps, value / reps};
}

/* Less `of` repetitions of `reference`, which is what a repetition does besides. */
static sample overhead(double of, work *reference, work *run, int threads, long size)
{
    double alone = timed(reference, 1, size).seconds, again = timed(reference, 1, size).seconds;
    sample s = timed(run, threads, size);
    s.seconds -= of * (again < alone ? again : alone);
    return s;
}

/* How often the threads of a team take turns on the processors there are, when all of them delay. */
static double turns(int threads)
{
    int procs = omp_get_num_procs();
    return (threads + procs - 1) / procs;
}

static double delay_alone(int threads, long size, long reps)
{
    (void)threads, (void)size;
    for (long r = 0; r < reps; r++)
        delay();
    return reps;
}

/* A construct in which every thread of the team delays once, and one in which the delays come one after the other. */
#define EACH_DELAYS(name) \
    static sample name(int threads, long size) \
    { \
        return overhead(turns(threads), delay_alone, name##_run, threads, size); \
    }
#define ONE_DELAYS(name) \
    static sample name(int threads, long size) \
    { \
        return overhead(1, delay_alone, name##_run, threads, size); \
    }

/* --- regions, loops, barriers, one thread at a time ------------------------------------------------------------- */

static double parallel_run(int threads, long size, long reps)
{
    (void)size;
    for (long r = 0; r < reps; r++) {
#pragma omp parallel num_threads(threads)
        delay();
    }
    return reps;
}
EACH_DELAYS(parallel)

static double parallel_for_run(int threads, long size, long reps)
{
    (void)size;
    for (long r = 0; r < reps; r++) {
#pragma omp parallel for num_threads(threads)
        for (int i = 0; i < threads; i++)
            delay();
    }
    return reps;
}
EACH_DELAYS(parallel_for)

static double reduction_run(int threads, long size, long reps)
{
    (void)size;
    double total = 0;
    for (long r = 0; r < reps; r++) {
        double sum = 0;
#pragma omp parallel num_threads(threads) reduction(+ : sum)
        {
            delay();
            sum += 1;
        }
        total += sum;
    }
    return total;
}
EACH_DELAYS(reduction)

static double for_loop_run(int threads, long size, long reps)
{
    (void)size;
#pragma omp parallel num_threads(threads)
    for (long r = 0; r < reps; r++) {
#pragma omp for
        for (int i = 0; i < threads; i++)
            delay();
    }
    return reps;
}
EACH_DELAYS(for_loop)

static double barrier_run(int threads, long size, long reps)
{
    (void)size;
#pragma omp parallel num_threads(threads)
    for (long r = 0; r < reps; r++) {
        delay();
#pragma omp barrier
    }
    return reps;
}
EACH_DELAYS(barrier)

static double single_run(int threads, long size, long reps)
{
    (void)size;
    unsigned long count = 0;
#pragma omp parallel num_threads(threads)
    for (long r = 0; r < reps; r++) {
#pragma omp single
        {
            delay();
            count += 1;
        }
    }
    return count;
}
ONE_DELAYS(single)

/* Where the repetitions are shared out to the threads, each does so many. */
static long each_of(long reps, int threads)
{
    return (reps + threads - 1) / threads;
}

static double whole(double value, long reps, int threads)
{
    return value * reps / ((double)each_of(reps, threads) * threads);
}

static double critical_run(int threads, long size, long reps)
{
    (void)size;
    unsigned long count = 0;
    long each = each_of(reps, threads);
#pragma omp parallel num_threads(threads)
    for (long r = 0; r < each; r++) {
#pragma omp critical
        {
            delay();
            count += 1;
        }
    }
    return whole(count, reps, threads);
}
ONE_DELAYS(critical)

static double lock_run(int threads, long size, long reps)
{
    (void)size;
    unsigned long count = 0;
    long each = each_of(reps, threads);
    omp_lock_t lock;
    omp_init_lock(&lock);
#pragma omp parallel num_threads(threads)
    for (long r = 0; r < each; r++) {
        omp_set_lock(&lock);
        delay();
        count += 1;
        omp_unset_lock(&lock);
    }
    omp_destroy_lock(&lock);
    return whole(count, reps, threads);
}
ONE_DELAYS(lock)

static double one(void)
{
    double x = 1;
    __asm__ volatile("" : "+m"(x));
    return x;
}

static double add_alone(int threads, long size, long reps)
{
    (void)threads, (void)size;
    double sum = 0, term = 1;
    for (long r = 0; r < reps; r++) {
        sum += term;
        __asm__ volatile("" : "+m"(sum));
        term *= one();
    }
    return sum;
}

static double atomic_run(int threads, long size, long reps)
{
    (void)size;
    double sum = 0, factor = one();
    long each = each_of(reps, threads);
#pragma omp parallel num_threads(threads)
    {
        double term = 1;
        for (long r = 0; r < each; r++) {
#pragma omp atomic
            sum += term;
            term *= factor;
        }
    }
    return whole(sum, reps, threads);
}

static sample atomic(int threads, long size)
{
    return overhead(1, add_alone, atomic_run, threads, size);
}

/* --- arrays: one function a size, for the size of a private array is a constant ---------------------------------- */

#define ARRAYS(N) \
    static double fill_##N(int threads, long size, long reps) \
    { \
        (void)threads, (void)size; \
        for (long r = 0; r < reps; r++) { \
            float values[N], with = one(); \
            for (int i = 0; i < N; i++) \
                values[i] = with; \
            delay(); \
            __asm__ volatile("" : : "r"(values) : "memory"); \
        } \
        return reps; \
    } \
    static double private_run_##N(int threads, long size, long reps) \
    { \
        (void)size; \
        double total = 0; \
        float values[N]; \
        for (long r = 0; r < reps; r++) { \
            double sum = 0; \
            _Pragma("omp parallel num_threads(threads) private(values) reduction(+ : sum)") \
            { \
                float with = one(); \
                for (int i = 0; i < N; i++) \
                    values[i] = with; \
                delay(); \
                __asm__ volatile("" : : "r"(values) : "memory"); \
                sum += values[N - 1]; \
            } \
            total += sum; \
        } \
        return total; \
    } \
    static sample private_##N(int threads, long size) \
    { \
        return overhead(turns(threads), fill_##N, private_run_##N, threads, size); \
    } \
    static double firstprivate_##N##_run(int threads, long size, long reps) \
    { \
        (void)size; \
        double total = 0; \
        float values[N]; \
        for (int i = 0; i < N; i++) \
            values[i] = 1; \
        for (long r = 0; r < reps; r++) { \
            double sum = 0; \
            _Pragma("omp parallel num_threads(threads) firstprivate(values) reduction(+ : sum)") \
            { \
                delay(); \
                __asm__ volatile("" : : "r"(values) : "memory"); \
                sum += values[N - 1]; \
            } \
            total += sum; \
        } \
        return total; \
    } \
    EACH_DELAYS(firstprivate_##N)

ARRAYS(1)
ARRAYS(9)
ARRAYS(81)
ARRAYS(729)
ARRAYS(6561)
ARRAYS(59049)

/* --- schedules: a loop of 128 short iterations a thread ---------------------------------------------------------- */

#define EACH 128

#define SCHEDULE(name, ...) \
    static double name##_run(int threads, long size, long reps) \
    { \
        (void)size; \
        unsigned long total = 0; \
        _Pragma("omp parallel num_threads(threads) reduction(+ : total)") \
        for (long r = 0; r < reps; r++) { \
            unsigned long count = 0; \
            PRAGMA(omp for schedule(__VA_ARGS__)) \
            for (int i = 0; i < EACH * threads; i++) { \
                delay(); \
                count += 1; \
            } \
            total += count; \
        } \
        return total; \
    } \
    static sample name(int threads, long size) \
    { \
        return overhead(EACH * turns(threads), delay_alone, name##_run, threads, size); \
    }
#define PRAGMA(...) _Pragma(#__VA_ARGS__)

SCHEDULE(schedule_static, static)
SCHEDULE(schedule_static_chunk, static, size)
SCHEDULE(schedule_dynamic, dynamic, size)
SCHEDULE(schedule_guided, guided, size)

/* --- tasks ------------------------------------------------------------------------------------------------------- */

#define DEPTH 6

static double parallel_task_run(int threads, long size, long reps)
{
    (void)size;
#pragma omp parallel num_threads(threads)
    for (long r = 0; r < reps; r++) {
#pragma omp task
        delay();
    }
    return reps;
}
EACH_DELAYS(parallel_task)

static double master_task_run(int threads, long size, long reps)
{
    (void)size;
#pragma omp parallel num_threads(threads)
#pragma omp master
    for (long r = 0; r < reps * threads; r++) {
#pragma omp task
        delay();
    }
    return reps;
}
EACH_DELAYS(master_task)

static double nested_task_run(int threads, long size, long reps)
{
    (void)size;
#pragma omp parallel num_threads(threads)
    for (long r = 0; r < reps; r++) {
#pragma omp task
        {
#pragma omp task
            delay();
        }
    }
    return reps;
}
EACH_DELAYS(nested_task)

static double conditional_task_run(int threads, long size, long reps)
{
    (void)size;
    int deferred = one() != 1;
#pragma omp parallel num_threads(threads)
    for (long r = 0; r < reps; r++) {
#pragma omp task if (deferred)
        delay();
    }
    return reps;
}
EACH_DELAYS(conditional_task)

static double task_wait_run(int threads, long size, long reps)
{
    (void)size;
#pragma omp parallel num_threads(threads)
    for (long r = 0; r < reps; r++) {
#pragma omp task
        delay();
#pragma omp taskwait
    }
    return reps;
}
EACH_DELAYS(task_wait)

static double task_barrier_run(int threads, long size, long reps)
{
    (void)size;
#pragma omp parallel num_threads(threads)
    for (long r = 0; r < reps; r++) {
#pragma omp task
        delay();
#pragma omp barrier
    }
    return reps;
}
EACH_DELAYS(task_barrier)

static void grow_branches(int level)
{
    if (level > 0) {
#pragma omp task
        {
            grow_branches(level - 1);
            grow_branches(level - 1);
            delay();
        }
    }
}

static void grow_leaves(int level)
{
    if (level == 0) {
        delay();
    } else {
#pragma omp task
        {
            grow_leaves(level - 1);
            grow_leaves(level - 1);
        }
    }
}

/* Every thread makes trees; a repetition is a tree, and what is reported is of each of its delays. */
#define TREES(name, grow, delays) \
    static double name##_run(int threads, long size, long reps) \
    { \
        (void)size; \
        _Pragma("omp parallel num_threads(threads)") \
        for (long r = 0; r < reps; r++) \
            grow(DEPTH); \
        return reps; \
    } \
    static sample name(int threads, long size) \
    { \
        sample s = overhead((delays) * turns(threads), delay_alone, name##_run, threads, size); \
        s.seconds /= (delays); \
        return s; \
    }
TREES(branch_tree, grow_branches, (1 << DEPTH) - 1)
TREES(leaf_tree, grow_leaves, 1 << DEPTH)

const bench overheads[] = {
    {"parallel", parallel},
    {"for", for_loop},
    {"parallel_for", parallel_for},
    {"barrier", barrier},
    {"single", single},
    {"critical", critical},
    {"lock", lock},
    {"atomic", atomic},
    {"reduction", reduction},
    {"private_1", private_1},
    {"private_9", private_9},
    {"private_81", private_81},
    {"private_729", private_729},
    {"private_6561", private_6561},
    {"private_59049", private_59049},
    {"firstprivate_1", firstprivate_1},
    {"firstprivate_9", firstprivate_9},
    {"firstprivate_81", firstprivate_81},
    {"firstprivate_729", firstprivate_729},
    {"firstprivate_6561", firstprivate_6561},
    {"firstprivate_59049", firstprivate_59049},
    {"schedule_static", schedule_static},
    {"schedule_static_1", schedule_static_chunk},
    {"schedule_static_8", schedule_static_chunk},
    {"schedule_static_64", schedule_static_chunk},
    {"schedule_dynamic_1", schedule_dynamic},
    {"schedule_dynamic_8", schedule_dynamic},
    {"schedule_dynamic_64", schedule_dynamic},
    {"schedule_guided_1", schedule_guided},
    {"schedule_guided_8", schedule_guided},
    {"schedule_guided_64", schedule_guided},
    {"parallel_task", parallel_task},
    {"master_task", master_task},
    {"nested_task", nested_task},
    {"conditional_task", conditional_task},
    {"task_wait", task_wait},
    {"task_barrier", task_barrier},
    {"branch_tree", branch_tree},
    {"leaf_tree", leaf_tree},
    {0, 0},
};

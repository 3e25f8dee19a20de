/* Fibonacci's numbers with a task for each call and nothing else to do: what a task costs. */
#include "tasks.h"

static long fib(long n) {
    long a, b;
    if (n < 2) return n;
#pragma omp task shared(a) firstprivate(n)
    a = fib(n - 1);
#pragma omp task shared(b) firstprivate(n)
    b = fib(n - 2);
#pragma omp taskwait
    return a + b;
}

static long fib_parallel(int threads, long n) {
    long result = 0;
#pragma omp parallel num_threads(threads)
#pragma omp single
    result = fib(n);
    return result;
}

sample fib_tasks(int threads, long size) {
    fib_parallel(threads, size);
    double start = now();
    long result = fib_parallel(threads, size);
    return (sample){now() - start, (double)result};
}

/* Inclusive prefix sums of integers: by blocks in two passes, and by the directive `scan`. */
#include <omp.h>

#include "loops.h"

static void by_blocks(int threads, long n, const uint64_t *restrict x, uint64_t *restrict y) {
    uint64_t *sums = room(threads + 1, 8);
    sums[0] = 0;
    #pragma omp parallel
    {
        long thread = omp_get_thread_num(), team = omp_get_num_threads();
        long from = n * thread / team, to = n * (thread + 1) / team;
        uint64_t sum = 0;
        for (long i = from; i < to; i++) sum += x[i];
        sums[thread + 1] = sum;
        #pragma omp barrier
        sum = 0;
        for (long before = 0; before <= thread; before++) sum += sums[before];
        for (long i = from; i < to; i++) {
            sum += x[i];
            y[i] = sum;
        }
    }
    free(sums);
}

static void by_scan(int threads, long n, const uint64_t *restrict x, uint64_t *restrict y) {
    (void)threads;
    uint64_t sum = 0;
    #pragma omp parallel for reduction(inscan, +: sum)
    for (long i = 0; i < n; i++) {
        sum += x[i];
        #pragma omp scan inclusive(sum)
        y[i] = sum;
    }
}

static sample timed(void (*scan)(int, long, const uint64_t *, uint64_t *), int threads, long n) {
    uint64_t *x = room(n, 8), *y = room(n, 8);
    #pragma omp parallel for
    for (long i = 0; i < n; i++) {
        x[i] = (uint64_t)(i % 100);
        y[i] = 0;
    }
    scan(threads, n, x, y);
    double start = now();
    scan(threads, n, x, y);
    double seconds = now() - start;
    return (sample){seconds, (double)y[n / 3] + (double)y[n - 1]};
}

sample prefix_sum(int threads, long n) {
    return timed(by_blocks, threads, n);
}

sample prefix_sum_scan(int threads, long n) {
    return timed(by_scan, threads, n);
}

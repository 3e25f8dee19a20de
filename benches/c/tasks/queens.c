/* In how many ways n queens stand on a board of n * n and none attacks another: a task for each queen placed. Rows,
 * columns and diagonals are bits of words (Richards 1997), so that a task has next to nothing to do. */
#include "tasks.h"

enum { MOST = 16 };

typedef struct {
    uint32_t all, columns, left, right;
} board;

static long count(board b) {
    if (b.columns == b.all) return 1;
    long counts[MOST];
    int n = 0;
    for (uint32_t free = b.all & ~(b.columns | b.left | b.right); free; free &= free - 1) {
        uint32_t bit = free & -free;
        board next = {b.all, b.columns | bit, (b.left | bit) << 1, (b.right | bit) >> 1};
#pragma omp task shared(counts) firstprivate(next, n)
        counts[n] = count(next);
        n++;
    }
#pragma omp taskwait
    long sum = 0;
    for (int i = 0; i < n; i++) sum += counts[i];
    return sum;
}

static long count_parallel(int threads, long n) {
    long result = 0;
#pragma omp parallel num_threads(threads)
#pragma omp single
    result = count((board){(1u << n) - 1, 0, 0, 0});
    return result;
}

sample queens_tasks(int threads, long size) {
    count_parallel(threads, size);
    double start = now();
    long result = count_parallel(threads, size);
    return (sample){now() - start, (double)result};
}

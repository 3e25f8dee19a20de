/* LU factors of a matrix of blocks, most of which are absent (the right-looking algorithm): a task for each block of a
 * step. */
#include "tasks.h"

#include <stdlib.h>

/* n by n blocks, those on and beside the diagonal and about one in four of the others. */
static double **make_matrix(long n) {
    double **blocks = allocate((size_t)(n * n) * sizeof *blocks);
    uint64_t state = 11;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < n; j++) {
            double **block = &blocks[i * n + j];
            *block = NULL;
            int present = next_random(&state) % 4 == 0;
            if (!present && labs(i - j) > 1) continue;
            *block = allocate(SIDE * SIDE * sizeof **block);
            for (long k = 0; k < SIDE * SIDE; k++) (*block)[k] = next_uniform(&state);
            /* Dominant, so that no pivot is sought. */
            if (i == j)
                for (long k = 0; k < SIDE; k++) (*block)[k * SIDE + k] += (double)(4 * n * SIDE);
        }
    return blocks;
}

/* A block's own factors. */
static void factor(double *block) {
    for (long k = 0; k < SIDE; k++)
        for (long i = k + 1; i < SIDE; i++) {
            double f = block[i * SIDE + k] /= block[k * SIDE + k];
            for (long j = k + 1; j < SIDE; j++) block[i * SIDE + j] -= f * block[k * SIDE + j];
        }
}

/* A block to the right of the diagonal: L^-1 from the left. */
static void solve_right(const double *diagonal, double *restrict block) {
    for (long k = 0; k < SIDE; k++)
        for (long i = k + 1; i < SIDE; i++) {
            double f = diagonal[i * SIDE + k];
            for (long j = 0; j < SIDE; j++) block[i * SIDE + j] -= f * block[k * SIDE + j];
        }
}

/* A block below the diagonal: U^-1 from the right. */
static void solve_below(const double *diagonal, double *restrict block) {
    for (long i = 0; i < SIDE; i++)
        for (long k = 0; k < SIDE; k++) {
            double f = block[i * SIDE + k] /= diagonal[k * SIDE + k];
            for (long j = k + 1; j < SIDE; j++) block[i * SIDE + j] -= f * diagonal[k * SIDE + j];
        }
}

/* Any other block: less the product of the one to its left and the one above. */
static void update(const double *left, const double *above, double **block) {
    if (!*block) {
        *block = allocate(SIDE * SIDE * sizeof **block);
        for (long k = 0; k < SIDE * SIDE; k++) (*block)[k] = 0;
    }
    add_product(-1, left, above, *block);
}

static void decompose(double **blocks, long n) {
    for (long k = 0; k < n; k++) {
        double *diagonal = blocks[k * n + k];
        factor(diagonal);
        for (long j = k + 1; j < n; j++) {
            double *block = blocks[k * n + j];
            if (!block) continue;
#pragma omp task firstprivate(diagonal, block)
            solve_right(diagonal, block);
        }
        for (long i = k + 1; i < n; i++) {
            double *block = blocks[i * n + k];
            if (!block) continue;
#pragma omp task firstprivate(diagonal, block)
            solve_below(diagonal, block);
        }
#pragma omp taskwait
        for (long i = k + 1; i < n; i++) {
            double *left = blocks[i * n + k];
            if (!left) continue;
            for (long j = k + 1; j < n; j++) {
                double *above = blocks[k * n + j], **block = &blocks[i * n + j];
                if (!above) continue;
#pragma omp task firstprivate(left, above, block)
                update(left, above, block);
            }
        }
#pragma omp taskwait
    }
}

static sample run(int threads, long n) {
    double **blocks = make_matrix(n);
    double start = now();
#pragma omp parallel num_threads(threads)
#pragma omp single
    decompose(blocks, n);
    double seconds = now() - start, value = 0;
    long at = 0;
    for (long b = 0; b < n * n; b++)
        if (blocks[b]) {
            for (long k = 0; k < SIDE * SIDE; k++, at++) value += blocks[b][k] * (double)(1 + at % 7);
            free(blocks[b]);
        }
    free(blocks);
    return (sample){seconds, value};
}

sample sparse_lu_tasks(int threads, long size) {
    run(threads, size);
    return run(threads, size);
}

/* Strassen's product of square matrices (1969): a task for each of the seven products of every quartering. A matrix is
 * stored quarter by quarter, down to leaves that are stored by rows. */
#include "tasks.h"

#include <stdlib.h>

/* A quarter of a matrix (0 1 / 2 3), or a second one added to it or subtracted from it. */
typedef struct {
    int first, second;
    enum { ONE, SUM, DIFFERENCE } kind;
} factor;

/* The factors of the seven products. */
static const factor FACTORS[7][2] = {
    {{0, 3, SUM}, {0, 3, SUM}},        {{2, 3, SUM}, {0, 0, ONE}}, {{0, 0, ONE}, {1, 3, DIFFERENCE}},
    {{3, 3, ONE}, {2, 0, DIFFERENCE}}, {{0, 1, SUM}, {3, 3, ONE}}, {{2, 0, DIFFERENCE}, {0, 1, SUM}},
    {{1, 3, DIFFERENCE}, {2, 3, SUM}},
};

static const double *value_of(factor f, const double *matrix, long quarter, double *restrict space) {
    const double *a = matrix + f.first * quarter, *b = matrix + f.second * quarter;
    switch (f.kind) {
    case ONE: return a;
    case SUM:
        for (long i = 0; i < quarter; i++) space[i] = a[i] + b[i];
        return space;
    default:
        for (long i = 0; i < quarter; i++) space[i] = a[i] - b[i];
        return space;
    }
}

/* The product's quarters from the seven products. */
static void combine(const double *m, long quarter, double *restrict c) {
    const double *m1 = m, *m2 = m1 + quarter, *m3 = m2 + quarter, *m4 = m3 + quarter, *m5 = m4 + quarter,
                 *m6 = m5 + quarter, *m7 = m6 + quarter;
    double *restrict c11 = c, *restrict c12 = c + quarter, *restrict c21 = c + 2 * quarter,
                     *restrict c22 = c + 3 * quarter;
    for (long i = 0; i < quarter; i++) {
        c11[i] = m1[i] + m4[i] - m5[i] + m7[i];
        c12[i] = m3[i] + m5[i];
        c21[i] = m2[i] + m4[i];
        c22[i] = m1[i] - m2[i] + m3[i] + m6[i];
    }
}

/* Of matrices of n values. */
static void multiply(const double *a, const double *b, double *c, long n) {
    if (n <= SIDE * SIDE) {
        for (long i = 0; i < n; i++) c[i] = 0;
        add_product(1, a, b, c);
        return;
    }
    long quarter = n / 4;
    double *products = allocate(7 * (size_t)quarter * sizeof *products);
    for (int p = 0; p < 7; p++) {
#pragma omp task firstprivate(a, b, products, quarter, p)
        {
            double *space = allocate(2 * (size_t)quarter * sizeof *space);
            multiply(value_of(FACTORS[p][0], a, quarter, space), value_of(FACTORS[p][1], b, quarter, space + quarter),
                     products + p * quarter, quarter);
            free(space);
        }
    }
#pragma omp taskwait
    combine(products, quarter, c);
    free(products);
}

static double run(int threads, const double *a, const double *b, double *c, long n) {
    double start = now();
#pragma omp parallel num_threads(threads)
#pragma omp single
    multiply(a, b, c, n);
    return now() - start;
}

/* `size` is the leaf's by a power of two. */
sample strassen_tasks(int threads, long size) {
    long n = size * size;
    double *m = allocate(3 * (size_t)n * sizeof *m), *c = m + 2 * n;
    uint64_t state = 7;
    for (long i = 0; i < 2 * n; i++) m[i] = next_uniform(&state);
    for (long i = 0; i < n; i++) c[i] = 0;
    run(threads, m, m + n, c, n);
    double seconds = run(threads, m, m + n, c, n), value = 0;
    for (long i = 0; i < n; i++) value += c[i] * (double)(1 + i % 7);
    free(m);
    return (sample){seconds, value};
}

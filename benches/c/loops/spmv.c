/* A sparse matrix in compressed rows times a vector. */
#include "loops.h"

enum { SWEEPS = 10, HALF_BAND = 8 };

typedef struct {
    long n;
    long *starts; /* n + 1 */
    uint32_t *columns;
    double *values;
} matrix;

static matrix sized(long n, long (*length)(long n, long row)) {
    matrix m = {n, room(n + 1, sizeof(long)), NULL, NULL};
    m.starts[0] = 0;
    for (long row = 0; row < n; row++) m.starts[row + 1] = m.starts[row] + length(n, row);
    m.columns = room(m.starts[n], sizeof(uint32_t));
    m.values = room(m.starts[n], sizeof(double));
    return m;
}

static long band_length(long n, long row) {
    (void)n;
    (void)row;
    return 2 * HALF_BAND + 1;
}

/* The row of rank r has n / 2 / r entries more than the least; ranks are spread over the matrix. */
static long power_law_length(long n, long row) {
    return 4 + n / 2 / (row * 48271 % n + 1);
}

static matrix banded(long n) {
    matrix m = sized(n, band_length);
    #pragma omp parallel for
    for (long row = 0; row < n; row++)
        for (long at = m.starts[row]; at < m.starts[row + 1]; at++) {
            long k = at - m.starts[row];
            m.columns[at] = (uint32_t)((row + k + n - HALF_BAND) % n);
            m.values[at] = (double)(k + 1);
        }
    return m;
}

static matrix power_law(long n) {
    matrix m = sized(n, power_law_length);
    #pragma omp parallel for schedule(dynamic, 64)
    for (long row = 0; row < n; row++) {
        uint64_t state = (uint64_t)row;
        for (long at = m.starts[row]; at < m.starts[row + 1]; at++) {
            m.columns[at] = (uint32_t)(next_random(&state) % (uint64_t)n);
            m.values[at] = (double)(at % 10 + 1);
        }
    }
    return m;
}

static void multiply_static(const matrix *m, const double *restrict x, double *restrict y) {
    #pragma omp parallel for
    for (long row = 0; row < m->n; row++) {
        double sum = 0.0;
        for (long at = m->starts[row]; at < m->starts[row + 1]; at++) sum += m->values[at] * x[m->columns[at]];
        y[row] = sum;
    }
}

static void multiply_dynamic(const matrix *m, const double *restrict x, double *restrict y) {
    #pragma omp parallel for schedule(dynamic, 64)
    for (long row = 0; row < m->n; row++) {
        double sum = 0.0;
        for (long at = m->starts[row]; at < m->starts[row + 1]; at++) sum += m->values[at] * x[m->columns[at]];
        y[row] = sum;
    }
}

static sample timed(matrix m, void (*multiply)(const matrix *, const double *, double *)) {
    double *x = room(m.n, 8), *y = room(m.n, 8);
    #pragma omp parallel for
    for (long i = 0; i < m.n; i++) {
        x[i] = (double)(i % 100);
        y[i] = 0.0;
    }
    multiply(&m, x, y);
    double start = now();
    for (int sweep = 0; sweep < SWEEPS; sweep++) multiply(&m, x, y);
    double seconds = now() - start;
    return (sample){seconds, sum_of(y, m.n)};
}

sample spmv_banded(int threads, long n) {
    (void)threads;
    return timed(banded(n), multiply_static);
}

sample spmv_power_law(int threads, long n) {
    (void)threads;
    return timed(power_law(n), multiply_dynamic);
}

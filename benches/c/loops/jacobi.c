/* Heat in a square plate: sweeps over an n x n grid, without and with the largest change of a point. */
#include <math.h>

#include "loops.h"

enum { SWEEPS = 10 };

static double sweep_plain(long n, const double *restrict old, double *restrict new) {
    #pragma omp parallel for
    for (long i = 1; i < n - 1; i++)
        for (long j = 1; j < n - 1; j++)
            new[i * n + j] = 0.25 * (old[(i - 1) * n + j] + old[(i + 1) * n + j] + old[i * n + j - 1] + old[i * n + j + 1]);
    return 0.0;
}

static double sweep_change(long n, const double *restrict old, double *restrict new) {
    double change = 0.0;
    #pragma omp parallel for reduction(max: change)
    for (long i = 1; i < n - 1; i++)
        for (long j = 1; j < n - 1; j++) {
            double value = 0.25 * (old[(i - 1) * n + j] + old[(i + 1) * n + j] + old[i * n + j - 1] + old[i * n + j + 1]);
            double moved = fabs(value - old[i * n + j]);
            change = moved > change ? moved : change;
            new[i * n + j] = value;
        }
    return change;
}

static sample timed_sweeps(double (*sweep)(long, const double *, double *), long n) {
    double *old = room(n * n, 8), *new = room(n * n, 8);
    #pragma omp parallel for
    for (long i = 0; i < n; i++)
        for (long j = 0; j < n; j++) old[i * n + j] = new[i * n + j] = i == n - 1 ? (double)(j % 100) : 0.0;
    sweep(n, old, new);
    double start = now(), change = 0.0;
    for (int count = 0; count < SWEEPS; count++) {
        double *other = old;
        old = new;
        new = other;
        change += sweep(n, old, new);
    }
    double seconds = now() - start;
    return (sample){seconds, sum_of(new, n * n) + change};
}

sample jacobi(int threads, long n) {
    (void)threads;
    return timed_sweeps(sweep_plain, n);
}

sample jacobi_change(int threads, long n) {
    (void)threads;
    return timed_sweeps(sweep_change, n);
}

/* Triad and dot product of vectors that no cache holds. */
#include "loops.h"

enum { SWEEPS = 5 };

static void triad_once(long n, double s, double *restrict a, const double *restrict b, const double *restrict c) {
    #pragma omp parallel for
    for (long i = 0; i < n; i++) a[i] = b[i] + s * c[i];
}

sample triad(int threads, long n) {
    (void)threads;
    double *a = room(n, 8), *b = room(n, 8), *c = room(n, 8);
    #pragma omp parallel for
    for (long i = 0; i < n; i++) {
        a[i] = 0.0;
        b[i] = (double)(i % 1000);
        c[i] = (double)(i % 7);
    }
    triad_once(n, 2.0, a, b, c);
    double start = now();
    for (int sweep = 0; sweep < SWEEPS; sweep++) triad_once(n, 3.0 + sweep, a, b, c);
    double seconds = now() - start;
    return (sample){seconds, sum_of(a, n)};
}

static double dot_plain(long n, const double *a, const double *b) {
    double sum = 0.0;
    #pragma omp parallel for reduction(+: sum)
    for (long i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static double dot_in_lanes(long n, const double *a, const double *b) {
    double sum = 0.0;
    #pragma omp parallel for simd reduction(+: sum)
    for (long i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static sample timed_dot(double (*dot)(long, const double *, const double *), long n) {
    double *a = room(n, 8), *b = room(n, 8);
    #pragma omp parallel for
    for (long i = 0; i < n; i++) {
        a[i] = (double)(i % 1000);
        b[i] = (double)(i % 7);
    }
    dot(n, a, b);
    double start = now(), value = 0.0;
    for (int sweep = 0; sweep < SWEEPS; sweep++) value += dot(n, a, b);
    return (sample){now() - start, value};
}

sample dot(int threads, long n) {
    (void)threads;
    return timed_dot(dot_plain, n);
}

sample dot_simd(int threads, long n) {
    (void)threads;
    return timed_dot(dot_in_lanes, n);
}

/* A product of matrices by the i-k-j loop, the order known at run time only. */
#include "loops.h"

static void multiply(long n, const double *restrict a, const double *restrict b, double *restrict c) {
    #pragma omp parallel for
    for (long i = 0; i < n; i++)
        for (long k = 0; k < n; k++) {
            double factor = a[i * n + k];
            for (long j = 0; j < n; j++) c[i * n + j] += factor * b[k * n + j];
        }
}

sample dgemm(int threads, long n) {
    (void)threads;
    double *a = room(n * n, 8), *b = room(n * n, 8), *c = room(n * n, 8);
    #pragma omp parallel for
    for (long i = 0; i < n; i++)
        for (long j = 0; j < n; j++) {
            a[i * n + j] = (double)(i + j) / (double)n;
            b[i * n + j] = (double)(i - j) / (double)n;
            c[i * n + j] = 0.0;
        }
    multiply(n, a, b, c);
    double start = now();
    multiply(n, a, b, c);
    double seconds = now() - start;
    return (sample){seconds, sum_of(c, n * n)};
}

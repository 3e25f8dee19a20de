/* The product of two small matrices, the leaf of what computes with blocks. Its sums stay in registers: compilers have the
 * plain loops keep one row there, or none. */
#include "tasks.h"

/* A tile of sums. Eight registers hold either: AVX-512 has 32 of them, AVX2 has 16 of half the length, and that is what
 * gcc takes where it tunes for processors of AMD. */
enum {
    ROWS = 4,
#if defined(__AVX512F__) && !(defined(__tune_znver3__) || defined(__tune_znver4__))
    COLUMNS = 16,
#else
    COLUMNS = 8,
#endif
};

void add_product(double factor, const double *a, const double *b, double *restrict c) {
    for (long i = 0; i < SIDE; i += ROWS)
        for (long j = 0; j < SIDE; j += COLUMNS) {
            double sums[ROWS][COLUMNS] = {{0}};
            for (long k = 0; k < SIDE; k++)
#pragma GCC unroll 4
                for (long r = 0; r < ROWS; r++)
#pragma omp simd
                    for (long s = 0; s < COLUMNS; s++) sums[r][s] += a[(i + r) * SIDE + k] * b[k * SIDE + j + s];
#pragma GCC unroll 4
            for (long r = 0; r < ROWS; r++)
#pragma omp simd
                for (long s = 0; s < COLUMNS; s++) c[(i + r) * SIDE + j + s] += factor * sums[r][s];
        }
}

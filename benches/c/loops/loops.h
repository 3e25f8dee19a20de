/* The cases of the table in table.c, and what they share. */
#ifndef LOOPS_H
#define LOOPS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../peers.h"

#define CASE(name) sample name(int threads, long size)

CASE(pi);
CASE(pi_simd);
CASE(triad);
CASE(dot);
CASE(dot_simd);
CASE(dgemm);
CASE(jacobi);
CASE(jacobi_change);
CASE(spmv_banded);
CASE(spmv_power_law);
CASE(histogram);
CASE(mandelbrot_dynamic);
CASE(mandelbrot_guided);
CASE(prefix_sum);
CASE(prefix_sum_scan);
CASE(nbody);
CASE(nbody_simd);

/* Memory that is not touched yet: its pages go where it is first written. */
static inline void *room(size_t count, size_t each) {
    void *memory = malloc(count * each);
    if (!memory) {
        fprintf(stderr, "no memory\n");
        exit(1);
    }
    return memory;
}

/* In the order of the elements, so that the peers' sums have the same roundings. */
static inline double sum_of(const double *values, long n) {
    double sum = 0.0;
    for (long i = 0; i < n; i++) sum += values[i];
    return sum;
}

/* 31 random bits. */
static inline uint64_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

#endif

/* What the programs made of tasks share. */
#ifndef TASKS_H
#define TASKS_H

#include "../peers.h"

#include <stddef.h>
#include <stdint.h>

sample fib_tasks(int threads, long size);
sample queens_tasks(int threads, long size);
sample quicksort_tasks(int threads, long size);
sample mergesort_tasks(int threads, long size);
sample strassen_tasks(int threads, long size);
sample sparse_lu_tasks(int threads, long size);
sample tree_tasks(int threads, long size);

/* Spreads the bits of z (SplitMix64, Steele, Lea and Flood, OOPSLA 2014). */
static inline uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline uint64_t next_random(uint64_t *state) {
    *state += 0x9E3779B97F4A7C15u;
    return mix(*state);
}

/* Uniform from -1 to 1. */
static inline double next_uniform(uint64_t *state) {
    return (double)(next_random(state) >> 11) * (2.0 / 9007199254740992.0) - 1.0;
}

/* malloc that ends the program when there is none left. */
void *allocate(size_t bytes);

/* The side of the matrices that add_product takes. */
enum { SIDE = 64 };

/* c += factor * a * b. */
void add_product(double factor, const double *a, const double *b, double *restrict c);

#endif

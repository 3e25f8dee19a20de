/* Counts the nodes of a tree that is found while it is searched, and whose subtrees differ in size beyond all measure:
 * a task for each node (after Olivier et al., "UTS: An Unbalanced Tree Search Benchmark", LCPC 2006, binomial trees). */
#include "tasks.h"

#include <stdlib.h>

/* The children of a node that has any. */
enum { CHILDREN = 8 };

/* A subtree has a hundred nodes in the mean. */
static int is_fertile(uint64_t node) { return node >> 32 < (uint64_t)(0.12375 * 4294967296.0); }

static uint64_t child(uint64_t node, long i) { return mix(node + 0x9E3779B97F4A7C15u * (uint64_t)(i + 1)); }

static long search(uint64_t node) {
    if (!is_fertile(node)) return 1;
    long counts[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
#pragma omp task shared(counts) firstprivate(node, i)
        counts[i] = search(child(node, i));
    }
#pragma omp taskwait
    long sum = 1;
    for (int i = 0; i < CHILDREN; i++) sum += counts[i];
    return sum;
}

/* The root has `children`. */
static long search_parallel(int threads, long children) {
    long *counts = allocate((size_t)children * sizeof *counts);
#pragma omp parallel num_threads(threads)
#pragma omp single
    for (long i = 0; i < children; i++) {
#pragma omp task shared(counts) firstprivate(i)
        counts[i] = search(child(1, i));
    }
    long sum = 1;
    for (long i = 0; i < children; i++) sum += counts[i];
    free(counts);
    return sum;
}

sample tree_tasks(int threads, long size) {
    search_parallel(threads, size);
    double start = now();
    long result = search_parallel(threads, size);
    return (sample){now() - start, (double)result};
}

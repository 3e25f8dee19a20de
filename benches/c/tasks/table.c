#include "tasks.h"

#include <stdio.h>
#include <stdlib.h>

const bench tasks[] = {
    {"fib", fib_tasks},
    {"nqueens", queens_tasks},
    {"quicksort", quicksort_tasks},
    {"mergesort", mergesort_tasks},
    {"strassen", strassen_tasks},
    {"sparse_lu", sparse_lu_tasks},
    {"tree_search", tree_tasks},
    {0, 0},
};

void *allocate(size_t bytes) {
    void *memory = malloc(bytes);
    if (!memory) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

/* One case in C OpenMP: a process for every sample.
 * Usage: peers CASE THREADS SIZE; prints seconds and a value to compare.
 *        peers --version; prints the compiler, the library and the flags. */
#define _GNU_SOURCE
/* It says what it is on every processor, whatever one the cases are compiled for. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#pragma GCC target("no-avx")
#endif

#include "peers.h"

#include <dlfcn.h>
#include <limits.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef FLAGS
#define FLAGS "flags unknown"
#endif
#ifdef __clang__
#define COMPILER "clang "
#else
#define COMPILER "gcc "
#endif

double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static const bench *find(const bench *table, const char *name) {
    for (; table->name; table++)
        if (strcmp(table->name, name) == 0) return table;
    return NULL;
}

/* The last line is the library's file, which has to go wherever this program goes. */
static void print_version(void) {
    Dl_info info;
    char path[PATH_MAX] = "unknown";
    /* Through the handle: the program's own address of the function may be that of its stub. */
    void *function = dlsym(RTLD_DEFAULT, "omp_get_num_threads");
    if (function && dladdr(function, &info) && !realpath(info.dli_fname, path)) strcpy(path, "unknown");
    printf("%s%s\n%s\n%s\n", COMPILER, __VERSION__, FLAGS, path);
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        print_version();
        return 0;
    }
    if (argc != 4) {
        fprintf(stderr, "usage: %s CASE THREADS SIZE\n", argv[0]);
        return 2;
    }
    const bench *tables[] = {overheads, loops, tasks}, *found = NULL;
    for (int t = 0; t < 3 && !found; t++) found = find(tables[t], argv[1]);
    if (!found) {
        fprintf(stderr, "no case `%s`\n", argv[1]);
        return 2;
    }
    int threads = atoi(argv[2]);
    omp_set_dynamic(0);
    omp_set_num_threads(threads);
    sample got = found->run(threads, atol(argv[3]));
    printf("%.12g %.17g\n", got.seconds, got.value);
    return 0;
}

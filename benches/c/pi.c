/* The pi loop in C OpenMP, for `cargo bench --bench pi`, which builds and runs it.
 * Usage: pi plain|simd THREADS STEPS; prints the seconds of one run and its result. */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double plain(long steps) {
    double step = 1.0 / (double)steps, sum = 0.0;
    #pragma omp parallel for reduction(+: sum)
    for (long i = 0; i < steps; i++) {
        double x = ((double)i + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    return step * sum;
}

static double simd(long steps) {
    double step = 1.0 / (double)steps, sum = 0.0;
    #pragma omp parallel for simd reduction(+: sum)
    for (long i = 0; i < steps; i++) {
        double x = ((double)i + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    return step * sum;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: %s plain|simd THREADS STEPS\n", argv[0]);
        return 2;
    }
    double (*pi)(long) = strcmp(argv[1], "simd") == 0 ? simd : plain;
    long steps = atol(argv[3]);
    omp_set_dynamic(0);
    omp_set_num_threads(atoi(argv[2]));
    pi(steps / 10); /* starts the threads */
    double start = omp_get_wtime();
    double value = pi(steps);
    printf("%.9f %.17g\n", omp_get_wtime() - start, value);
    return 0;
}

/* Pi by the midpoint rule. */
#include "loops.h"

static double pi_plain(long steps) {
    double step = 1.0 / (double)steps, sum = 0.0;
    #pragma omp parallel for reduction(+: sum)
    for (long i = 0; i < steps; i++) {
        double x = ((double)i + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    return step * sum;
}

static double pi_in_lanes(long steps) {
    double step = 1.0 / (double)steps, sum = 0.0;
    #pragma omp parallel for simd reduction(+: sum)
    for (long i = 0; i < steps; i++) {
        double x = ((double)i + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    return step * sum;
}

static sample timed_pi(double (*pi)(long), long steps) {
    pi(steps / 10);
    double start = now(), value = pi(steps);
    return (sample){now() - start, value};
}

sample pi(int threads, long size) {
    (void)threads;
    return timed_pi(pi_plain, size);
}

sample pi_simd(int threads, long size) {
    (void)threads;
    return timed_pi(pi_in_lanes, size);
}

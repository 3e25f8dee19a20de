/* How often each byte occurs. */
#include "loops.h"

enum { BINS = 256, SWEEPS = 5 };

static void count(long n, const uint8_t *data, uint64_t *counts) {
    #pragma omp parallel for reduction(+: counts[:BINS])
    for (long i = 0; i < n; i++) counts[data[i]]++;
}

sample histogram(int threads, long n) {
    (void)threads;
    uint8_t *data = room(n, 1);
    uint64_t state = 6, counts[BINS] = {0};
    /* The sum of two dice. */
    for (long i = 0; i < n; i++) {
        uint64_t bits = next_random(&state);
        data[i] = (uint8_t)((bits & 127) + (bits >> 7 & 127));
    }
    count(n, data, counts);
    double start = now();
    for (int sweep = 0; sweep < SWEEPS; sweep++) count(n, data, counts);
    double seconds = now() - start, value = 0.0;
    for (int bin = 0; bin < BINS; bin++) value += (double)(counts[bin] * (uint64_t)(bin + 1));
    return (sample){seconds, value};
}

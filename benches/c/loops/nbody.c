/* 128 bodies: the pull on each is a parallel region of its own, some 128 square roots. */
#include <math.h>

#include "loops.h"

enum { BODIES = 128 };

typedef struct {
    double x[BODIES], y[BODIES], z[BODIES], mass[BODIES];
} bodies;

typedef struct {
    double x, y, z;
} vector;

static vector pull_plain(const bodies *b, int at) {
    double ax = 0.0, ay = 0.0, az = 0.0;
    #pragma omp parallel for reduction(+: ax, ay, az)
    for (int j = 0; j < BODIES; j++) {
        double dx = b->x[j] - b->x[at], dy = b->y[j] - b->y[at], dz = b->z[j] - b->z[at];
        double square = dx * dx + dy * dy + dz * dz + 0.01;
        double weight = b->mass[j] / (square * sqrt(square));
        ax += weight * dx;
        ay += weight * dy;
        az += weight * dz;
    }
    return (vector){ax, ay, az};
}

static vector pull_in_lanes(const bodies *b, int at) {
    double ax = 0.0, ay = 0.0, az = 0.0;
    #pragma omp parallel for simd reduction(+: ax, ay, az)
    for (int j = 0; j < BODIES; j++) {
        double dx = b->x[j] - b->x[at], dy = b->y[j] - b->y[at], dz = b->z[j] - b->z[at];
        double square = dx * dx + dy * dy + dz * dz + 0.01;
        double weight = b->mass[j] / (square * sqrt(square));
        ax += weight * dx;
        ay += weight * dy;
        az += weight * dz;
    }
    return (vector){ax, ay, az};
}

/* Some `regions` regions; the energy of motion afterwards. */
static double simulate(vector (*pull)(const bodies *, int), long regions) {
    static bodies b;
    vector speed[BODIES] = {{0.0, 0.0, 0.0}}, pulls[BODIES];
    for (int i = 0; i < BODIES; i++) {
        b.x[i] = (double)(i * 37 % BODIES) / BODIES;
        b.y[i] = (double)(i * 59 % BODIES) / BODIES;
        b.z[i] = (double)(i * 83 % BODIES) / BODIES;
        b.mass[i] = 1.0 / (double)(i + 1);
    }
    for (long step = 0; step < regions / BODIES; step++) {
        for (int i = 0; i < BODIES; i++) pulls[i] = pull(&b, i);
        for (int i = 0; i < BODIES; i++) {
            speed[i].x += 1e-6 * pulls[i].x;
            speed[i].y += 1e-6 * pulls[i].y;
            speed[i].z += 1e-6 * pulls[i].z;
            b.x[i] += 1e-6 * speed[i].x;
            b.y[i] += 1e-6 * speed[i].y;
            b.z[i] += 1e-6 * speed[i].z;
        }
    }
    double sum = 0.0;
    for (int i = 0; i < BODIES; i++) sum += speed[i].x * speed[i].x + speed[i].y * speed[i].y + speed[i].z * speed[i].z;
    return sum;
}

static sample timed(vector (*pull)(const bodies *, int), long regions) {
    simulate(pull, regions / 10);
    double start = now(), value = simulate(pull, regions);
    return (sample){now() - start, value};
}

sample nbody(int threads, long regions) {
    (void)threads;
    return timed(pull_plain, regions);
}

sample nbody_simd(int threads, long regions) {
    (void)threads;
    return timed(pull_in_lanes, regions);
}

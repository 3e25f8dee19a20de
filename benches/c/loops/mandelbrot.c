/* The upper half of the Mandelbrot set, a row an iteration: the costly rows are all at one end. */
#include "loops.h"

enum { LIMIT = 1000 };

static uint32_t escape(double cx, double cy) {
    double x = 0.0, y = 0.0;
    uint32_t count = 0;
    while (count < LIMIT && x * x + y * y <= 4.0) {
        double next = x * x - y * y + cx;
        y = 2.0 * x * y + cy;
        x = next;
        count++;
    }
    return count;
}

static void row_of(long width, long row, uint32_t *counts) {
    double step = 2.6 / (double)width;
    for (long column = 0; column < width; column++)
        counts[column] = escape(-2.05 + ((double)column + 0.5) * step, ((double)row + 0.5) * step);
}

static void draw_dynamic(long width, uint32_t *counts) {
    #pragma omp parallel for schedule(dynamic)
    for (long row = 0; row < width / 2; row++) row_of(width, row, &counts[row * width]);
}

static void draw_guided(long width, uint32_t *counts) {
    #pragma omp parallel for schedule(guided)
    for (long row = 0; row < width / 2; row++) row_of(width, row, &counts[row * width]);
}

static sample timed(void (*draw)(long, uint32_t *), long width) {
    uint32_t *counts = room(width * (width / 2), sizeof(uint32_t));
    draw(width / 3, counts);
    double start = now();
    draw(width, counts);
    double seconds = now() - start, value = 0.0;
    for (long at = 0; at < width * (width / 2); at++) value += counts[at];
    return (sample){seconds, value};
}

sample mandelbrot_dynamic(int threads, long width) {
    (void)threads;
    return timed(draw_dynamic, width);
}

sample mandelbrot_guided(int threads, long width) {
    (void)threads;
    return timed(draw_guided, width);
}

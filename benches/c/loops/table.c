#include "loops.h"

const bench loops[] = {
    {"pi", pi},
    {"pi_simd", pi_simd},
    {"triad", triad},
    {"dot", dot},
    {"dot_simd", dot_simd},
    {"dgemm", dgemm},
    {"jacobi", jacobi},
    {"jacobi_change", jacobi_change},
    {"spmv_banded", spmv_banded},
    {"spmv_power_law", spmv_power_law},
    {"histogram", histogram},
    {"mandelbrot_dynamic", mandelbrot_dynamic},
    {"mandelbrot_guided", mandelbrot_guided},
    {"prefix_sum", prefix_sum},
    {"prefix_sum_scan", prefix_sum_scan},
    {"nbody", nbody},
    {"nbody_simd", nbody_simd},
    {0, 0},
};

// What `benches/offload` compares the translation with, besides the kernels of the examples: each as short as it gets,
// one work-item an element, and without a check of what the host program knows.

#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#pragma OPENCL FP_CONTRACT OFF

__kernel void empty(void)
{
}

// a = b + factor c
__kernel void triad(__global double *a, __global const double *b, __global const double *c, const double factor)
{
    const size_t i = get_global_id(0);
    a[i] = b[i] + factor * c[i];
}

// c[i] = a[from[i]]: where it reads is known only when it does.
__kernel void gather(__global const float *a, __global const uint *from, __global float *c)
{
    const size_t i = get_global_id(0);
    c[i] = a[from[i]];
}

// The mean of the four neighbours, on the inner points of a grid of `width` columns.
__kernel void relax(__global const double *old, __global double *new, const ulong width)
{
    const size_t at = (get_global_id(1) + 1) * width + get_global_id(0) + 1;
    new[at] = 0.25 * (old[at - width] + old[at + width] + old[at - 1] + old[at + 1]);
}

// Pi, as the integral of 4 / (1 + x^2) over 0..1 by the midpoint rule: the part of the sum that each work-group finds.
//
// Neighbouring work-items take neighbouring strips and step on by the whole launch. Then the work-group adds up its
// sums in local memory, in an order that depends on its size alone.

#pragma OPENCL EXTENSION cl_khr_fp64 : enable
// As Rust rounds: after the product and again after the sum.
#pragma OPENCL FP_CONTRACT OFF

// The largest work-group that this kernel is launched with.
#define MOST 256

// `sum` has an element for each work-group.
__kernel void pi(const ulong steps, const double step, __global double *sum)
{
    __local double part[MOST];
    const uint me = get_local_id(0);

    double mine = 0.0;
    for (ulong i = get_global_id(0); i < steps; i += get_global_size(0)) {
        const double x = ((double)i + 0.5) * step;
        mine += 4.0 / (1.0 + x * x);
    }
    part[me] = mine;

    // The upper part of what is left is added to the lower one. The middle of an odd number stays where it is.
    for (uint left = get_local_size(0); left > 1; left = (left + 1) / 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        const uint middle = (left + 1) / 2;
        if (me + middle < left)
            part[me] += part[me + middle];
    }
    if (me == 0)
        sum[get_group_id(0)] = part[0];
}

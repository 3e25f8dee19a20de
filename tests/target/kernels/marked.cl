// `c = a + b`, and a mark in the sign: whoever sees it knows that this ran and not the loop in Rust.
__kernel void marked(__global const float *a, __global const float *b, __global float *c, ulong n) {
    for (size_t i = get_global_id(0); i < n; i += get_global_size(0)) {
        c[i] = -(a[i] + b[i]);
    }
}

// The sum of the squares: one element of `sum` for each work-group.
__kernel void squares(ulong n, __global ulong *sum) {
    __local ulong mine[1024];
    ulong total = 0;
    for (size_t i = get_global_id(0); i < n; i += get_global_size(0)) {
        total += i * i;
    }
    mine[get_local_id(0)] = total;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (get_local_id(0) == 0) {
        total = 0;
        for (size_t k = 0; k < get_local_size(0); k++) {
            total += mine[k];
        }
        sum[get_group_id(0)] = total;
    }
}

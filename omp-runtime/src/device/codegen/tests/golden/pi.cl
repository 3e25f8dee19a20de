// Made by ferromp from the target region in `pi`, src/lib.rs:5.
#pragma OPENCL FP_CONTRACT OFF
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

static void omp_fault(__global uint *faults, uint kind, uint file, uint line, uint column, ulong value, ulong first, ulong limit) {
    if (atomic_cmpxchg((volatile __global uint *)faults, 0, kind) == 0) {
        faults[1] = file;
        faults[2] = line;
        faults[3] = column;
        faults[4] = (uint)value;
        faults[5] = (uint)(value >> 32);
        faults[6] = (uint)limit;
        faults[7] = (uint)(limit >> 32);
        faults[8] = (uint)first;
        faults[9] = (uint)(first >> 32);
    }
}


static double omp_reduce_add_f64(__local double *values, double value, uint item, uint items) {
    values[item] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint left = items; left > 1; left = (left + 1) / 2) {
        if (item < left / 2) {
            const double a = values[item], b = values[item + (left + 1) / 2];
            values[item] = a + b;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const double total = values[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    return total;
}

// fn pi, src/lib.rs:5
__kernel __attribute__((reqd_work_group_size(64, 1, 1)))
void omp_pi_l5(
    const double v_step,
    const ulong omp_first0,
    const ulong omp_trips0,
    __global double *restrict omp_partials0)
{
    __local double omp_tree_f64[64];
    double v_sum;
    v_sum = -0.0;
    for (ulong omp_k0 = get_global_id(0); omp_k0 < omp_trips0; omp_k0 += get_global_size(0)) {
        const int v_i = (int)(omp_first0 + omp_k0);
        const double v_x = ((double)v_i + 0.5) * v_step;
        v_sum += 4.0 / (1.0 + v_x * v_x);
    }
    const double omp_total = omp_reduce_add_f64(omp_tree_f64, v_sum, (uint)get_local_id(0), 64);
    if (get_local_id(0) == 0) {
        omp_partials0[get_group_id(0)] = omp_total;
    }
}

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


// fn pi, src/lib.rs:5
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void omp_pi_l5(
    const double v_step,
    const ulong omp_first0,
    const ulong omp_trips0,
    __global double *restrict omp_partials0)
{
    double v_sum;
    v_sum = -0.0;
    double v_sum_lanes[8];
    for (uint omp_lane = 0; omp_lane < 8; ++omp_lane) {
        v_sum_lanes[omp_lane] = -0.0;
    }
    const ulong omp_chunk = omp_trips0 / get_global_size(0), omp_rest = omp_trips0 % get_global_size(0);
    ulong omp_k0 = get_global_id(0) * omp_chunk + min((ulong)get_global_id(0), omp_rest);
    const ulong omp_end = omp_k0 + omp_chunk + (get_global_id(0) < omp_rest);
    for (; omp_end - omp_k0 >= 8; omp_k0 += 8) {
        const ulong omp_k = omp_k0;
        for (uint omp_lane = 0; omp_lane < 8; ++omp_lane) {
            const ulong omp_k0 = omp_k + omp_lane;
            const int v_i = (int)(omp_first0 + omp_k0);
            const double v_x = ((double)v_i + 0.5) * v_step;
            v_sum_lanes[omp_lane] += 4.0 / (1.0 + v_x * v_x);
        }
    }
    for (; omp_k0 < omp_end; ++omp_k0) {
        const int v_i_2 = (int)(omp_first0 + omp_k0);
        const double v_x_2 = ((double)v_i_2 + 0.5) * v_step;
        v_sum_lanes[0] += 4.0 / (1.0 + v_x_2 * v_x_2);
    }
    for (uint omp_lane = 0; omp_lane < 8; ++omp_lane) {
        v_sum = v_sum + v_sum_lanes[omp_lane];
    }
    omp_partials0[get_group_id(0)] = v_sum;
}

// Made by ferromp from the target region in `vadd`, src/lib.rs:5.
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


// fn vadd, src/lib.rs:5
__kernel __attribute__((reqd_work_group_size(64, 1, 1)))
void omp_vadd_l5(
    const __global float *restrict v_a,
    const __global float *restrict v_b,
    __global float *restrict v_c,
    const ulong omp_first0,
    const ulong omp_trips0)
{
    for (ulong omp_k0 = get_global_id(0); omp_k0 < omp_trips0; omp_k0 += get_global_size(0)) {
        const ulong v_i = omp_first0 + omp_k0;
        v_c[v_i] = v_a[v_i] + v_b[v_i];
    }
}

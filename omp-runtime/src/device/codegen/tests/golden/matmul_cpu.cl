// Made by ferromp from the target region in `matmul`, src/lib.rs:5.
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


// fn matmul, src/lib.rs:5
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void omp_matmul_l5(
    const __global float *restrict v_a,
    const ulong v_a_len,
    const __global float *restrict v_b,
    const ulong v_b_len,
    __global float *restrict v_c,
    const ulong v_c_len,
    const ulong v_n,
    const ulong omp_first0,
    const ulong omp_trips0,
    const ulong omp_first1,
    const ulong omp_trips1,
    __global uint *omp_faults)
{
    const ulong omp_total = omp_trips0 * omp_trips1;
    const ulong omp_chunk = omp_total / get_global_size(0), omp_rest = omp_total % get_global_size(0);
    ulong omp_at = get_global_id(0) * omp_chunk + min((ulong)get_global_id(0), omp_rest);
    const ulong omp_end = omp_at + omp_chunk + (get_global_id(0) < omp_rest);
    const ulong omp_rest_2 = omp_at / max(omp_trips1, 1UL);
    ulong omp_k1 = omp_at % max(omp_trips1, 1UL);
    ulong omp_k0 = omp_rest_2;
    while (omp_at < omp_end) {
        const ulong omp_row = min(omp_trips1, omp_k1 + (omp_end - omp_at));
        omp_at += omp_row - omp_k1;
        for (; omp_k1 < omp_row; ++omp_k1) {
            const ulong v_i = omp_first0 + omp_k0;
            const ulong v_j = omp_first1 + omp_k1;
            float v_sum = 0.0f;
            for (ulong v_k = 0UL; v_k < v_n; ++v_k) {
                const ulong omp_t = v_i * v_n + v_k;
                if (omp_t >= v_a_len) {
                    omp_fault(omp_faults, 1, 0, 7, 9, omp_t, 0, v_a_len);
                    goto omp_done;
                }
                const ulong omp_t_2 = v_k * v_n + v_j;
                if (omp_t_2 >= v_b_len) {
                    omp_fault(omp_faults, 1, 0, 7, 9, omp_t_2, 0, v_b_len);
                    goto omp_done;
                }
                v_sum += v_a[omp_t] * v_b[omp_t_2];
            }
            if (v_j >= v_n) {
                omp_fault(omp_faults, 3, 0, 7, 9, v_j, 0, v_n);
                goto omp_done;
            }
            const ulong omp_t_3 = v_i * v_n + v_j;
            if (omp_t_3 >= v_c_len) {
                omp_fault(omp_faults, 1, 0, 7, 9, omp_t_3, 0, v_c_len);
                goto omp_done;
            }
            v_c[omp_t_3] = v_sum;
        }
        omp_k1 = 0;
        ++omp_k0;
    }
    omp_done:;
}

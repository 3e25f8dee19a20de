// Made by ferromp from the target region in `league`, src/lib.rs:5.
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


static int omp_reduce_add_i32(__local int *values, int value, uint item, uint items) {
    values[item] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint left = items; left > 1; left = (left + 1) / 2) {
        if (item < left / 2) {
            const int a = values[item], b = values[item + (left + 1) / 2];
            values[item] = (int)((uint)a + (uint)b);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const int total = values[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    return total;
}

// fn league, src/lib.rs:5
__kernel __attribute__((reqd_work_group_size(16, 1, 1)))
void omp_league_l5(
    const __global int *restrict v_a,
    const ulong v_a_len,
    __global int *restrict omp_partials0,
    __global uint *omp_faults)
{
    __local int v_most_2;
    __local ulong omp_shared;
    __local ulong omp_shared_2;
    __local int omp_left;
    __local uchar omp_shared_3;
    __local int v_sum;
    __local int omp_tree_i32[16];
    int v_most;
    v_most = (-2147483647 - 1);
    if (get_local_id(0) == 0) {
        v_most_2 = v_most;
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    {
        if (get_local_id(0) == 0) {
            omp_shared = 0;
        }
        if (get_local_id(0) == 0) {
            omp_shared = 0UL;
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
        const ulong omp_told = omp_shared;
        if (get_local_id(0) == 0) {
            omp_shared_2 = 0;
        }
        if (get_local_id(0) == 0) {
            omp_shared_2 = 10UL;
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
        const ulong omp_told_2 = omp_shared_2;
        const ulong omp_trips = omp_told < omp_told_2 ? (ulong)(ulong)((ulong)omp_told_2 - (ulong)omp_told - 1) + 1 : 0;
        const ulong omp_total = omp_trips;
        ulong omp_at = get_group_id(0);
        if (get_local_id(0) == 0) {
            omp_left = 0;
        }
        do {
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
            if (get_local_id(0) == 0) {
                omp_shared_3 = 0;
            }
            if (get_local_id(0) == 0) {
                if (omp_left != 2) {
                    omp_left = omp_at < omp_total ? 0 : 2;
                }
                omp_shared_3 = omp_left == 0;
            }
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
            const bool omp_told_3 = omp_shared_3;
            const ulong omp_k = omp_at;
            const ulong v_row = (ulong)((ulong)omp_told + omp_k);
            if (get_local_id(0) == 0 && omp_told_3) {
                v_sum = 0;
            }
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
            {
                int v_sum_2;
                v_sum_2 = 0;
                if (omp_told_3) {
                    const ulong omp_trips_2 = 0UL < 64UL ? (ulong)(ulong)((ulong)64UL - (ulong)0UL - 1) + 1 : 0;
                    for (ulong omp_k_2 = get_local_id(0); omp_k_2 < omp_trips_2; omp_k_2 += get_local_size(0)) {
                        const ulong v_i = (ulong)((ulong)0UL + omp_k_2);
                        const ulong omp_t = v_row * 64UL + v_i;
                        if (omp_t >= v_a_len) {
                            omp_fault(omp_faults, 1, 0, 7, 9, omp_t, 0, v_a_len);
                            goto omp_piece_5;
                        }
                        v_sum_2 = (int)((uint)v_sum_2 + (uint)v_a[omp_t]);
                    }
                }
                omp_piece_5:;
                barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
                const int omp_total_2 = omp_reduce_add_i32(omp_tree_i32, v_sum_2, (uint)get_local_id(0), 16);
                if (get_local_id(0) == 0) {
                    if (omp_told_3) v_sum = (int)((uint)v_sum + (uint)omp_total_2);
                }
                barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
            }
            if (get_local_id(0) == 0 && omp_told_3) {
                v_most_2 = max(v_most_2, v_sum);
            }
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
            omp_at += get_num_groups(0);
        } while (omp_shared_3);
    }
    if (get_local_id(0) == 0) {
        omp_partials0[get_group_id(0)] = v_most_2;
    }
}

// Made by ferromp from the target region in `rounds`, src/lib.rs:5.
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

// fn rounds, src/lib.rs:5
__kernel __attribute__((reqd_work_group_size(8, 1, 1)))
void omp_rounds_l5(
    __global int *restrict v_a,
    const ulong v_a_len,
    __global int *restrict v_seen,
    const ulong v_seen_len,
    __global int *restrict v_total,
    const ulong v_n,
    __global uint *omp_faults)
{
    __local int v_round;
    __local int v_sum;
    __local int omp_left;
    __local uchar omp_shared;
    __local ulong omp_shared_2;
    __local int omp_tree_i32[8];
    __local uchar omp_shared_3;
    __local uchar omp_shared_4;
    if (get_local_id(0) == 0) {
        v_round = 0;
        v_sum = 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    if (get_local_id(0) == 0) {
        omp_left = 0;
    }
    do {
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
        if (get_local_id(0) == 0) {
            omp_shared = 0;
        }
        if (get_local_id(0) == 0) {
            if (omp_left != 2) {
                omp_left = (*(volatile __global uint *)omp_faults == 0 && v_round < 3) ? 0 : 2;
            }
            omp_shared = omp_left == 0;
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
        const bool omp_told = omp_shared;
        {
            if (get_local_id(0) == 0) {
                omp_shared_2 = 0;
            }
            if (get_local_id(0) == 0 && omp_told) {
                omp_shared_2 = clamp((ulong)5UL, 1UL, (ulong)get_local_size(0));
            }
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
            const ulong omp_told_2 = omp_shared_2;
            int v_sum_2;
            v_sum_2 = 0;
            ulong v_t;
            if (get_local_id(0) < omp_told_2 && omp_told) {
                v_t = get_local_id(0);
            }
            {
                if (get_local_id(0) < omp_told_2 && omp_told) {
                    const ulong omp_trips = 0UL < v_n ? (ulong)(ulong)((ulong)v_n - (ulong)0UL - 1) + 1 : 0;
                    for (ulong omp_k = get_local_id(0); omp_k < omp_trips; omp_k += omp_told_2) {
                        const ulong v_i = (ulong)((ulong)0UL + omp_k);
                        if (v_i >= v_a_len) {
                            omp_fault(omp_faults, 1, 0, 7, 9, v_i, 0, v_a_len);
                            goto omp_piece_5;
                        }
                        v_a[v_i] = (int)((uint)v_a[v_i] + (uint)1);
                        if (v_i >= v_a_len) {
                            omp_fault(omp_faults, 1, 0, 7, 9, v_i, 0, v_a_len);
                            goto omp_piece_5;
                        }
                        v_sum_2 = (int)((uint)v_sum_2 + (uint)v_a[v_i]);
                    }
                }
                omp_piece_5:;
            }
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
            if (get_local_id(0) < omp_told_2 && omp_told) {
                if (v_n == 0) {
                    omp_fault(omp_faults, 5, 0, 7, 9, 0, 0, 0);
                    goto omp_piece_6;
                }
                const ulong v_next = (v_t + 1UL) % v_n;
                if (v_next >= v_a_len) {
                    omp_fault(omp_faults, 1, 0, 7, 9, v_next, 0, v_a_len);
                    goto omp_piece_6;
                }
                const ulong omp_t = v_t;
                if (omp_t >= v_seen_len) {
                    omp_fault(omp_faults, 1, 0, 7, 9, omp_t, 0, v_seen_len);
                    goto omp_piece_6;
                }
                v_seen[omp_t] = v_a[v_next];
            }
            omp_piece_6:;
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
            if (get_local_id(0) < omp_told_2 && omp_told) {
                const ulong omp_t_2 = v_t;
                if (omp_t_2 >= v_seen_len) {
                    omp_fault(omp_faults, 1, 0, 7, 9, omp_t_2, 0, v_seen_len);
                    goto omp_piece_7;
                }
                v_seen[omp_t_2] = (int)((uint)v_seen[omp_t_2] + (uint)100);
            }
            omp_piece_7:;
            if (get_local_id(0) == 0 && omp_told) {
                if (0UL >= v_a_len) {
                    omp_fault(omp_faults, 1, 0, 7, 9, 0UL, 0, v_a_len);
                    goto omp_piece_8;
                }
                v_a[0UL] = (int)((uint)v_a[0UL] + (uint)1000);
            }
            omp_piece_8:;
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
            const int omp_total = omp_reduce_add_i32(omp_tree_i32, v_sum_2, (uint)get_local_id(0), 8);
            if (get_local_id(0) == 0) {
                if (omp_told) v_sum = (int)((uint)v_sum + (uint)omp_total);
            }
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
        }
        if (get_local_id(0) == 0) {
            omp_shared_3 = 0;
        }
        if (get_local_id(0) == 0 && omp_told) {
            omp_shared_3 = v_sum > 1000000;
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
        const bool omp_told_3 = omp_shared_3;
        if (get_local_id(0) == 0 && omp_told && omp_told_3) {
            omp_left = 2;
        }
        if (get_local_id(0) == 0) {
            omp_shared_4 = 0;
        }
        if (get_local_id(0) == 0 && omp_told) {
            omp_shared_4 = omp_left == 0;
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
        const bool omp_told_4 = omp_shared_4;
        if (get_local_id(0) == 0 && omp_told && omp_told_4) {
            v_round = (int)((uint)v_round + (uint)1);
        }
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    } while (omp_shared);
    if (get_local_id(0) == 0) {
        (*v_total) = v_sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
}

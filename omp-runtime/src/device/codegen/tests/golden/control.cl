// Made by ferromp from the target region in `control`, src/lib.rs:5.
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

typedef struct {
    uchar v[4];
} a4_bool;
typedef struct {
    float m_x;
    a4_bool m_flags;
} s_Pair;

static float omp_div_f32(float a, float b) {
    return a / b;
}

static float omp_powi_f32(float a, int n) {
    const bool inverse = n < 0;
    float power = 1;
    for (;;) {
        if (n & 1) {
            power *= a;
        }
        n /= 2;
        if (n == 0) {
            break;
        }
        a *= a;
    }
    return inverse ? omp_div_f32(1, power) : power;
}

// fn norm, src/norm.rs:3
static float f_norm(const __global float *v_row, const ulong v_row_len, const int v_half) {
    float v_sum = 0.0f;
    for (ulong v_k = 0UL; v_k < v_row_len; ++v_k) {
        v_sum += omp_powi_f32(v_row[v_k], v_half);
    }
    return sqrt(v_sum);
}

// fn control, src/lib.rs:5
__kernel __attribute__((reqd_work_group_size(64, 1, 1)))
void omp_control_l5(
    const __global float *restrict v_a,
    const ulong v_a_len,
    __global s_Pair *restrict v_pairs,
    const ulong v_pairs_len,
    const ulong omp_first0,
    const ulong omp_trips0,
    __global uint *omp_faults)
{
    for (ulong omp_k0 = get_global_id(0); omp_k0 < omp_trips0; omp_k0 += get_global_size(0)) {
        const int v_i = (int)(omp_first0 + omp_k0);
        const ulong v_at = (ulong)v_i;
        const ulong omp_t = v_at + 2UL;
        if (v_at > omp_t) {
            omp_fault(omp_faults, 10, 0, 7, 9, v_at, 0, omp_t);
            goto omp_done;
        }
        if (omp_t > v_a_len) {
            omp_fault(omp_faults, 9, 0, 7, 9, omp_t, 0, v_a_len);
            goto omp_done;
        }
        const __global float *const omp_part = v_a + (v_at);
        const ulong omp_len = omp_t - v_at;
        const float v_r = f_norm(omp_part, omp_len, v_i);
        if (v_at >= v_pairs_len) {
            omp_fault(omp_faults, 1, 0, 7, 9, v_at, 0, v_pairs_len);
            goto omp_done;
        }
        s_Pair v_pair = v_pairs[v_at];
        while (v_pair.m_x < 10000000000.0f) {
            for (;;) {
                if (v_i == 1 || (v_i < -3)) {
                    v_pair.m_x = v_r;
                } else {
                    if (v_at >= 4UL) {
                        omp_fault(omp_faults, 1, 0, 7, 9, v_at, 0, 4UL);
                        goto omp_done;
                    }
                    if (v_pair.m_flags.v[v_at]) {
                        goto omp_loop_outer_end;
                    }
                    goto omp_loop_outer_next;
                }
            }
            omp_loop_outer_next:;
        }
        omp_loop_outer_end:;
        if (v_at >= v_pairs_len) {
            omp_fault(omp_faults, 1, 0, 7, 9, v_at, 0, v_pairs_len);
            goto omp_done;
        }
        v_pairs[v_at] = v_pair;
    }
    omp_done:;
}

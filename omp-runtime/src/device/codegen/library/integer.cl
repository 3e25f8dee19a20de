// Integer methods of Rust. $T is the type, $U the unsigned one of its width, $S its name in Rust, $B its bits,
// $MIN and $MAX its bounds. Arithmetic goes through $W, an unsigned type that C does not promote to a signed one.

//@ abs signed
static $T omp_abs_$S($T a) {
    return ($T)(a < 0 ? ($W)0 - ($W)a : ($W)a);
}

//@ unsigned_abs signed
static $U omp_unsigned_abs_$S($T a) {
    return ($U)(a < 0 ? ($W)0 - ($W)a : ($W)a);
}

//@ signum signed
static $T omp_signum_$S($T a) {
    return ($T)((a > 0) - (a < 0));
}

//@ abs_diff integer
static $U omp_abs_diff_$S($T a, $T b) {
    return ($U)(a < b ? ($W)b - ($W)a : ($W)a - ($W)b);
}

//@ clamp integer
static $T omp_clamp_$S($T a, $T low, $T high) {
    return a < low ? low : a > high ? high : a;
}

//@ div_euclid signed
static $T omp_div_euclid_$S($T a, $T b) {
    $T q = ($T)(a / b);
    return ($T)(a % b < 0 ? (b > 0 ? q - 1 : q + 1) : q);
}

//@ div_euclid unsigned
static $T omp_div_euclid_$S($T a, $T b) {
    return ($T)(a / b);
}

//@ rem_euclid signed
static $T omp_rem_euclid_$S($T a, $T b) {
    $T r = ($T)(a % b);
    return ($T)(r < 0 ? ($W)r + ($W)omp_abs_$S(b) : ($W)r);
}

//@ rem_euclid unsigned
static $T omp_rem_euclid_$S($T a, $T b) {
    return ($T)(a % b);
}

//@ is_multiple_of unsigned
static bool omp_is_multiple_of_$S($T a, $T b) {
    return b == 0 ? a == 0 : a % b == 0;
}

//@ div_ceil unsigned
static $T omp_div_ceil_$S($T a, $T b) {
    return ($T)(a / b + (a % b != 0));
}

// The smallest value divided by -1 wraps to itself.
//@ wrapping_div signed
static $T omp_wrapping_div_$S($T a, $T b) {
    return b == -1 ? ($T)(($W)0 - ($W)a) : ($T)(a / b);
}

//@ wrapping_div unsigned
static $T omp_wrapping_div_$S($T a, $T b) {
    return ($T)(a / b);
}

//@ wrapping_rem signed
static $T omp_wrapping_rem_$S($T a, $T b) {
    return b == -1 ? ($T)0 : ($T)(a % b);
}

//@ wrapping_rem unsigned
static $T omp_wrapping_rem_$S($T a, $T b) {
    return ($T)(a % b);
}

//@ pow integer
static $T omp_pow_$S($T a, uint n) {
    $W base = ($W)a, power = 1;
    for (; n > 0; n >>= 1) {
        if (n & 1) {
            power *= base;
        }
        base *= base;
    }
    return ($T)power;
}

//@ isqrt integer
static $T omp_isqrt_$S($T a) {
    $W rest = ($W)a, root = 0, bit = ($W)1 << ($B - 2);
    while (bit > rest) {
        bit >>= 2;
    }
    for (; bit != 0; bit >>= 2) {
        if (rest >= root + bit) {
            rest -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return ($T)root;
}

//@ ilog2 integer
static uint omp_ilog2_$S($T a) {
    return $B - 1 - (uint)clz(($U)a);
}

//@ trailing_zeros integer
static uint omp_trailing_zeros_$S($T a) {
    return (uint)popcount(($U)(~($W)a & (($W)a - 1)));
}

//@ rotate_left integer
static $T omp_rotate_left_$S($T a, uint n) {
    return ($T)rotate(($U)a, ($U)(n & ($B - 1)));
}

//@ rotate_right integer
static $T omp_rotate_right_$S($T a, uint n) {
    return ($T)rotate(($U)a, ($U)(($B - n) & ($B - 1)));
}

//@ swap_bytes integer
static $T omp_swap_bytes_$S($T a) {
    $W from = ($U)a, to = 0;
    for (uint k = 0; k < $B; k += 8) {
        to = to << ($B > 8 ? 8 : 0) | (from >> k & 0xff);
    }
    return ($T)to;
}

//@ reverse_bits integer
static $T omp_reverse_bits_$S($T a) {
    $W from = ($U)a, to = 0;
    for (uint k = 0; k < $B; ++k) {
        to = to << 1 | (from >> k & 1);
    }
    return ($T)to;
}

//@ saturating_mul signed
static $T omp_saturating_mul_$S($T a, $T b) {
    $T high = mul_hi(a, b), low = ($T)(($W)a * ($W)b);
    if (high == (low < 0 ? -1 : 0)) {
        return low;
    }
    return (a < 0) == (b < 0) ? $MAX : $MIN;
}

//@ saturating_mul unsigned
static $T omp_saturating_mul_$S($T a, $T b) {
    return mul_hi(a, b) == 0 ? ($T)(($W)a * ($W)b) : $MAX;
}

//@ saturating_pow integer
static $T omp_saturating_pow_$S($T a, uint n) {
    $T base = a, power = 1;
    for (; n > 0; n >>= 1) {
        if (n & 1) {
            power = omp_saturating_mul_$S(power, base);
        }
        if (n > 1) {
            base = omp_saturating_mul_$S(base, base);
        }
    }
    return power;
}

//@ next_power_of_two unsigned
static $T omp_next_power_of_two_$S($T a) {
    return a <= 1 ? ($T)1 : ($T)(((($W)1 << ($B - 1 - (uint)clz(($U)(a - 1)))) << 1));
}

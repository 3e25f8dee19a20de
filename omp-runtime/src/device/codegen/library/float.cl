// Methods of Rust's floats. $T is the type, $S its name in Rust, $U the unsigned type of its width; $1 after a number
// makes it one of the type.

//@ signum float
static $T omp_signum_$S($T a) {
    return isnan(a) ? a : copysign(($T)1, a);
}

//@ fract float
static $T omp_fract_$S($T a) {
    return a - trunc(a);
}

//@ clamp float
static $T omp_clamp_$S($T a, $T low, $T high) {
    a = a < low ? low : a;
    return a > high ? high : a;
}

//@ rem_euclid float
static $T omp_rem_euclid_$S($T a, $T b) {
    $T r = fmod(a, b);
    return r < 0 ? r + fabs(b) : r;
}

//@ div_euclid float
static $T omp_div_euclid_$S($T a, $T b) {
    $T q = trunc(omp_div_$S(a, b));
    return fmod(a, b) < 0 ? (b > 0 ? q - 1 : q + 1) : q;
}

//@ div float
static $T omp_div_$S($T a, $T b) {
    return $DIV;
}

//@ sqrt float
static $T omp_sqrt_$S($T a) {
    return $SQRT;
}

//@ recip float
static $T omp_recip_$S($T a) {
    return omp_div_$S(1, a);
}

// By squaring, in the order that the compiler's own routine has.
//@ powi float
static $T omp_powi_$S($T a, int n) {
    const bool inverse = n < 0;
    $T power = 1;
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
    return inverse ? omp_div_$S(1, power) : power;
}

//@ log float
static $T omp_log_$S($T a, $T base) {
    return omp_div_$S(log(a), log(base));
}

// `as`: towards zero, at most the bounds; NaN is 0. $LOW and $HIGH are the first floats beyond the bounds.
//@ cast float
static $I omp_cast_$S_$IS($T a) {
    return a >= $HIGH ? $IMAX : a > $LOW ? ($I)a : a <= $LOW ? $IMIN : ($I)0;
}

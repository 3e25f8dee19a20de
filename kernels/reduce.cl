// The reduction tree of a work-group. The translator includes it for each type $T (named $S) and operator $OP of `a`
// and `b`; $KEY names the operator.
//
// Every work-item of the group calls it with its value, and work-item 0 gets the total. In each round the upper half of
// what is left is added to the lower half; with an odd count the middle one waits. The order depends on the size of
// the group alone, so the same launch gives the same bits.

//@ reduce any
static $T omp_reduce_$KEY_$S(__local $T *values, $T value, uint item, uint items) {
    values[item] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint left = items; left > 1; left = (left + 1) / 2) {
        if (item < left / 2) {
            const $T a = values[item], b = values[item + (left + 1) / 2];
            values[item] = $OP;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const $T total = values[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    return total;
}

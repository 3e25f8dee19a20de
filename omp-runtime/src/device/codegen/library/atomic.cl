// Atomic operations that OpenCL C 1.2 does not have, by compare-and-swap. $T is the type, $U the unsigned one of its
// width, $SPACE the address space, $CAS the instruction, $AS and $BITS turn a value into bits and back, $OP is the operation.

//@ atomic_update any
static $T omp_atomic_update_$KEY_$S(volatile $SPACE $T *place, $T b) {
    volatile $SPACE $U *bits = (volatile $SPACE $U *)place;
    $U seen = *bits;
    for (;;) {
        const $T a = $VALUE(seen);
        const $T next = $OP;
        const $U before = $CAS(bits, seen, $BITS(next));
        if (before == seen) {
            return a;
        }
        seen = before;
    }
}

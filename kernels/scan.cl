// Prefix sums: out[i] = a[0] + .. + a[i], in three launches over blocks of `block` elements.
//
//     block_sums     the sum of each block
//     scan_sums      the prefix sums of these, in place, by one work-group
//     scan_blocks    the prefix sums of each block, from what the blocks before it add up to
//
// A work-group takes a block, and a whole launch further on its next. It goes through it in tiles of one element for
// each work-item, so that neighbours touch neighbouring elements. Right for every number of groups, of up to MOST
// work-items. For other elements change the two types: the order of the additions depends on the launch, which only
// floating point notices.

typedef ulong T;
typedef __local T Shared;

// The largest work-group that these kernels are launched with.
#define MOST 256

// The sum of the values of the work-items up to this one. All of a group come here together.
static T scan_group(Shared *part, const T mine)
{
    const uint me = get_local_id(0);
    part[me] = mine;
    barrier(CLK_LOCAL_MEM_FENCE);
    uint step = 1;
    do {
        // Each reads before any writes. In the last round of a group of one there is nothing to add.
        const T before = me >= step ? part[me - step] : 0;
        barrier(CLK_LOCAL_MEM_FENCE);
        part[me] += before;
        barrier(CLK_LOCAL_MEM_FENCE);
        step *= 2;
    } while (step < get_local_size(0));
    return part[me];
}

// The prefix sums of a[first..end], which start from `total`. `out` may be `a`.
static void scan_range(Shared *part, __global const T *a, __global T *out, const ulong first, const ulong end, T total)
{
    const uint me = get_local_id(0);
    ulong tile = first;
    do {
        const ulong i = tile + me;
        const T sum = scan_group(part, i < end ? a[i] : 0);
        if (i < end)
            out[i] = total + sum;
        total += part[get_local_size(0) - 1];
        // The next tile's values come into the same places.
        barrier(CLK_LOCAL_MEM_FENCE);
        tile += get_local_size(0);
    } while (tile < end);
}

// `sums` has an element for each block of `a`, which has `n`.
__kernel void block_sums(__global const T *a, const ulong n, const ulong block, __global T *sums)
{
    __local T part[MOST];
    const uint me = get_local_id(0), items = get_local_size(0);
    ulong first = get_group_id(0) * block;
    do {
        const ulong end = min(first + block, n);
        T mine = 0;
        for (ulong i = first + me; i < end; i += items)
            mine += a[i];
        scan_group(part, mine);
        if (me == 0 && first < n)
            sums[first / block] = part[items - 1];
        barrier(CLK_LOCAL_MEM_FENCE);
        first += get_num_groups(0) * block;
    } while (first < n);
}

__kernel void scan_sums(__global T *sums, const ulong blocks)
{
    __local T part[MOST];
    if (get_group_id(0) == 0)
        scan_range(part, sums, sums, 0, blocks, 0);
}

// `sums` is what `scan_sums` made of it.
__kernel void scan_blocks(__global const T *a, const ulong n, const ulong block, __global const T *sums,
                          __global T *out)
{
    __local T part[MOST];
    ulong first = get_group_id(0) * block;
    do {
        const T before = first > 0 && first < n ? sums[first / block - 1] : 0;
        scan_range(part, a, out, first, min(first + block, n), before);
        first += get_num_groups(0) * block;
    } while (first < n);
}

// c = a + b, element by element.
//
// Right for every number of work-items: each takes the elements that are a whole launch apart.

__kernel void vadd(__global const float *a, __global const float *b, __global float *c, const ulong n)
{
    for (ulong i = get_global_id(0); i < n; i += get_global_size(0))
        c[i] = a[i] + b[i];
}

// Which pixels of a picture have their centre inside a polygon: 1 in the mask, otherwise 0.
//
// Dimension 0 of the launch runs along the rows, dimension 1 down the picture. All work-items read the corners in the
// same order, so these come from the cache.

#pragma OPENCL EXTENSION cl_khr_fp64 : enable
// As Rust rounds: otherwise a pixel on the outline could come out differently.
#pragma OPENCL FP_CONTRACT OFF

typedef struct {
    double x, y;
} Point;

// Even-odd rule: a ray from the point to the right crosses the outline an odd number of times.
static bool inside(__global const Point *polygon, const ulong vertices, const double x, const double y)
{
    bool odd = false;
    Point previous = polygon[vertices - 1];
    for (ulong k = 0; k < vertices; k++) {
        const Point corner = polygon[k];
        if ((previous.y > y) != (corner.y > y)) {
            const double along = (y - previous.y) / (corner.y - previous.y);
            if (x < previous.x + along * (corner.x - previous.x))
                odd = !odd;
        }
        previous = corner;
    }
    return odd;
}

// `mask` is size x size, by rows; the picture is the unit square. The polygon has one corner at least.
__kernel void inside_polygon(__global const Point *polygon, const ulong vertices, __global uchar *mask,
                             const ulong size)
{
    for (ulong y = get_global_id(1); y < size; y += get_global_size(1)) {
        const double down = ((double)y + 0.5) / (double)size;
        for (ulong x = get_global_id(0); x < size; x += get_global_size(0)) {
            const double across = ((double)x + 0.5) / (double)size;
            mask[y * size + x] = inside(polygon, vertices, across, down);
        }
    }
}

// No compiler takes this.
__kernel void broken(__global float *c, ulong n) {
    c[0] = undeclared_name;
}

"""The pi loop in PyOMP (`pip install pyomp`), for `cargo bench --bench pi -- --python python3`.

Reads lines `THREADS STEPS`, answers each with the seconds of one run and its result. By hand:
    echo "2 100000000" | python3 benches/python/pi.py
"""

import os
import sys
import time

# Between two runs the threads sleep, so that they take no processor from the others that are measured.
os.environ.setdefault("KMP_BLOCKTIME", "0")

from numba.openmp import njit, omp_set_num_threads, openmp_context as openmp


@njit
def pi(steps, threads):
    omp_set_num_threads(threads)
    step = 1.0 / steps
    total = 0.0
    with openmp("parallel for reduction(+: total)"):
        for i in range(steps):
            x = (i + 0.5) * step
            total += 4.0 / (1.0 + x * x)
    return step * total


pi(1000, 2)  # compiles
for line in sys.stdin:
    threads, steps = map(int, line.split())
    pi(steps // 10, threads)  # starts the threads
    start = time.perf_counter()
    value = pi(steps, threads)
    print(f"{time.perf_counter() - start:.9f} {value:.17g}", flush=True)

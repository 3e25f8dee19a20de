/* Quicksort and mergesort with a task for each half. Short pieces are sorted by the thread that has them. */
#include "tasks.h"

#include <stdlib.h>
#include <string.h>

enum {
    CUT_OFF = 4096, /* pieces up to this length make no tasks */
    SHORT = 24,     /* and up to this are sorted by insertion */
};

static void fill(uint64_t *v, long n) {
    uint64_t state = 5;
    for (long i = 0; i < n; i++) v[i] = next_random(&state);
}

/* Differs where the order does; 0 if it is not the right one. */
static double checksum(const uint64_t *v, long n) {
    uint64_t sum = 0;
    for (long i = 0; i < n; i++) {
        if (i > 0 && v[i - 1] > v[i]) return 0;
        sum += v[i] * (uint64_t)(i + 1);
    }
    return (double)(sum >> 11);
}

static void insertion_sort(uint64_t *v, long n) {
    for (long end = 1; end < n; end++) {
        uint64_t value = v[end];
        long at = end;
        for (; at > 0 && v[at - 1] > value; at--) v[at] = v[at - 1];
        v[at] = value;
    }
}

static uint64_t median(uint64_t a, uint64_t b, uint64_t c) {
    if (a > b) {
        uint64_t t = a;
        a = b;
        b = t;
    }
    return c <= a ? a : c >= b ? b : c;
}

/* Splits v, of two or more values, in two parts, neither empty, so that no value of the first part is larger than any of
 * the second; returns where the second begins (Hoare's partition around the median of three). */
static long partition(uint64_t *v, long n) {
    uint64_t pivot = median(v[0], v[(n - 1) / 2], v[n - 1]);
    for (long low = 0, high = n - 1;; low++, high--) {
        while (v[low] < pivot) low++;
        while (v[high] > pivot) high--;
        if (low >= high) return low > 1 ? low : 1;
        uint64_t t = v[low];
        v[low] = v[high];
        v[high] = t;
    }
}

static void quicksort_serial(uint64_t *v, long n) {
    if (n > SHORT) {
        long middle = partition(v, n);
        quicksort_serial(v, middle);
        quicksort_serial(v + middle, n - middle);
    } else {
        insertion_sort(v, n);
    }
}

static void quicksort(uint64_t *v, long n) {
    if (n <= CUT_OFF) {
        quicksort_serial(v, n);
        return;
    }
    long middle = partition(v, n);
#pragma omp task firstprivate(v, middle)
    quicksort(v, middle);
    quicksort(v + middle, n - middle);
#pragma omp taskwait
}

static double quicksort_run(int threads, uint64_t *v, long n) {
    fill(v, n);
    double start = now();
#pragma omp parallel num_threads(threads)
#pragma omp single
    quicksort(v, n);
    return now() - start;
}

sample quicksort_tasks(int threads, long size) {
    uint64_t *v = allocate((size_t)size * sizeof *v);
    quicksort_run(threads, v, size);
    double seconds = quicksort_run(threads, v, size), value = checksum(v, size);
    free(v);
    return (sample){seconds, value};
}

static void merge_serial(const uint64_t *a, long n, const uint64_t *b, long m, uint64_t *restrict out) {
    long i = 0, j = 0;
    while (i < n && j < m) {
        /* No branch for which is first: it would be guessed wrong every other time. */
        int first = a[i] <= b[j];
        out[i + j] = first ? a[i] : b[j];
        i += first;
        j += !first;
    }
    /* One of them is empty. */
    memcpy(out + i + j, a + i, (size_t)(n - i) * sizeof *out);
    memcpy(out + n + j, b + j, (size_t)(m - j) * sizeof *out);
}

/* Sorts v; the result goes to `other` if to_other, and what is in the one that does not get it is lost. */
static void mergesort_serial(uint64_t *v, uint64_t *other, long n, int to_other) {
    if (n <= SHORT) {
        insertion_sort(v, n);
        if (to_other) memcpy(other, v, (size_t)n * sizeof *v);
        return;
    }
    long middle = n / 2;
    mergesort_serial(v, other, middle, !to_other);
    mergesort_serial(v + middle, other + middle, n - middle, !to_other);
    uint64_t *from = to_other ? v : other;
    merge_serial(from, middle, from + middle, n - middle, to_other ? other : v);
}

/* How many of a sorted sequence are below a value, or not above it. */
static long below(const uint64_t *v, long n, uint64_t value, int or_equal) {
    long low = 0, high = n;
    while (low < high) {
        long middle = low + (high - low) / 2;
        if (v[middle] < value || (or_equal && v[middle] == value))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void merge(const uint64_t *a, long n, const uint64_t *b, long m, uint64_t *out) {
    if (n + m <= CUT_OFF) {
        merge_serial(a, n, b, m, out);
        return;
    }
    /* The longer one is halved, and the other is cut so that no value before the cuts is larger than any after. */
    long i = n >= m ? n / 2 : below(a, n, b[m / 2], 1);
    long j = n >= m ? below(b, m, a[n / 2], 0) : m / 2;
#pragma omp task firstprivate(a, b, out, i, j)
    merge(a, i, b, j, out);
    merge(a + i, n - i, b + j, m - j, out + i + j);
#pragma omp taskwait
}

static void mergesort_halves(uint64_t *v, uint64_t *other, long n, int to_other) {
    if (n <= CUT_OFF) {
        mergesort_serial(v, other, n, to_other);
        return;
    }
    long middle = n / 2;
#pragma omp task firstprivate(v, other, middle, to_other)
    mergesort_halves(v, other, middle, !to_other);
    mergesort_halves(v + middle, other + middle, n - middle, !to_other);
#pragma omp taskwait
    uint64_t *from = to_other ? v : other;
    merge(from, middle, from + middle, n - middle, to_other ? other : v);
}

static double mergesort_run(int threads, uint64_t *v, uint64_t *other, long n) {
    fill(v, n);
    fill(other, n);
    double start = now();
#pragma omp parallel num_threads(threads)
#pragma omp single
    mergesort_halves(v, other, n, 0);
    return now() - start;
}

sample mergesort_tasks(int threads, long size) {
    uint64_t *v = allocate((size_t)size * sizeof *v), *other = allocate((size_t)size * sizeof *other);
    mergesort_run(threads, v, other, size);
    double seconds = mergesort_run(threads, v, other, size), value = checksum(v, size);
    free(v);
    free(other);
    return (sample){seconds, value};
}

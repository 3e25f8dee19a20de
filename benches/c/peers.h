/* What the C peers of `cargo bench --bench peers` share. */
#ifndef PEERS_H
#define PEERS_H

/* `seconds` is per operation for overheads, for the whole run otherwise; `value` is compared between the peers. */
typedef struct {
    double seconds, value;
} sample;

/* A warm-up of the same work and one measured run. The team's size is set already. */
typedef struct {
    const char *name;
    sample (*run)(int threads, long size);
} bench;

/* Each ends with {0, 0}. */
extern const bench overheads[], loops[], tasks[];

/* Seconds, from a clock that nobody sets. */
double now(void);

#endif

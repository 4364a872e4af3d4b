#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Parses all files in each round and prints the median rate.
static int run(const char *name, void (*parse)(const char *, size_t), int argc, char **argv) {
    int rounds = atoi(argv[1]), files = argc - 2;
    char **bytes = calloc(files, sizeof *bytes);
    size_t *counts = calloc(files, sizeof *counts), total = 0;
    for (int i = 0; i < files; i++) {
        FILE *file = fopen(argv[i + 2], "rb");
        if (!file) return 1;
        fseek(file, 0, SEEK_END);
        counts[i] = ftell(file);
        rewind(file);
        bytes[i] = malloc(counts[i] + 1);
        if (fread(bytes[i], 1, counts[i], file) != counts[i]) return 1;
        bytes[i][counts[i]] = 0;
        total += counts[i];
        fclose(file);
    }
    double *rates = calloc(rounds, sizeof *rates);
    for (int round = 0; round < rounds; round++) {
        double start = now();
        for (int i = 0; i < files; i++) parse(bytes[i], counts[i]);
        rates[round] = total / 1e6 / (now() - start);
    }
    qsort(rates, rounds, sizeof *rates, ascending);
    printf("%s %.0f MB/s (median of %d; %.0f to %.0f)\n", name, rates[rounds / 2], rounds, rates[0],
           rates[rounds - 1]);
    return 0;
}

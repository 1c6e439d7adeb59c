/* queries.c — group-by questions over a table in memory, timed one by one.
 *
 *     queries FILE.csv THREADS RUNS
 *
 * Reads the file once, then answers the ten questions of the db-benchmark (those that lote has
 * words for) RUNS times each and prints the median: milliseconds, groups, and a checksum of the
 * answer, so that runs can be compared. */
#include "lote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct question {
    const char *name;
    const char *keys[7], *aggs[4]; /* NULL-terminated */
} question;

static const question questions[] = {
    {"q1", {"id1"}, {"sum(v1) as v1"}},
    {"q2", {"id1", "id2"}, {"sum(v1) as v1"}},
    {"q3", {"id3"}, {"sum(v1) as v1", "avg(v3) as v3"}},
    {"q4", {"id4"}, {"avg(v1) as v1", "avg(v2) as v2", "avg(v3) as v3"}},
    {"q5", {"id6"}, {"sum(v1) as v1", "sum(v2) as v2", "sum(v3) as v3"}},
    {"q6", {"id4", "id5"}, {"median(v3) as m", "stddev(v3) as sd"}},
    {"q7", {"id3"}, {"max(v1) - min(v2) as range"}},
    {"q9", {"id2", "id4"}, {"pow(corr(v1, v2), 2) as r2"}},
    {"q10", {"id1", "id2", "id3", "id4", "id5", "id6"}, {"sum(v3) as v3", "count(*) as n"}},
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int parse(lt_expr **out, const char *const *texts, lt_error *err)
{
    int n = 0;
    for (; texts[n]; n++)
        if (lt_expr_parse(&out[n], texts[n], strlen(texts[n]), 0, err)) return -1;
    return n;
}

static lt_status ask(lt_table **out, lt_context *ctx, lt_table *t, const question *q, lt_error *err)
{
    lt_expr *keys[7], *aggs[4];
    int      key_count = parse(keys, q->keys, err), agg_count = parse(aggs, q->aggs, err);
    if (key_count < 0 || agg_count < 0) return err->code;
    lt_plan  *p = lt_group(lt_from_table(t), keys, key_count, aggs, agg_count);
    lt_status status = lt_collect(out, ctx, p, NULL, err);
    lt_plan_release(p);
    return status;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void run(lt_context *ctx, lt_table *t, const question *q, int runs)
{
    double   times[99];
    int64_t  groups = 0;
    lt_error err = {0};
    for (int r = 0; r < runs; r++) {
        lt_table *answer = NULL;
        double    start = now();
        if (ask(&answer, ctx, t, q, &err)) {
            printf("%-4s %s\n", q->name, err.text);
            return;
        }
        times[r] = now() - start;
        groups = answer->rows;
        lt_table_release(answer);
    }
    qsort(times, (size_t)runs, sizeof(*times), by_value);
    printf("%-4s %9.1f ms  %lld groups\n", q->name, times[runs / 2], (long long)groups);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    lt_error    err = {0};
    lt_context *ctx;
    lt_table   *t;
    if (argc < 4) return 2;
    int                runs = (int)strtol(argv[3], NULL, 10);
    lt_context_options opt = {.threads = (int32_t)strtol(argv[2], NULL, 10)};
    if (runs < 1 || runs > 99 || lt_context_open(&ctx, &opt, &err)) return 2;
    double   start = now();
    lt_plan *p = lt_scan(ctx, "csv", (const char *[]){argv[1]}, 1, NULL, 0);
    if (lt_collect(&t, ctx, p, NULL, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    printf("load %9.1f ms  %lld rows\n", now() - start, (long long)t->rows);
    for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++)
        if (argc < 5 || !strcmp(argv[4], questions[i].name)) run(ctx, t, &questions[i], runs);
    lt_plan_release(p);
    lt_table_release(t);
    lt_context_close(ctx);
    return 0;
}

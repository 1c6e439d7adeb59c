/* queries.c — questions over a table in memory, timed one by one.
 *
 *     queries FILE.csv THREADS RUNS OUT.parquet groupby|sort [QUESTION]
 *
 * Reads the file once, then answers the group-by questions of the db-benchmark, or sorts it to
 * Parquet, RUNS times each. A line a run, as the runner of the other engines prints it:
 * name,run,wall seconds,cpu seconds,rows. */
#include "lote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef struct question {
    const char *name;
    const char *keys[7], *aggs[4]; /* NULL-terminated */
    const char *explode;           /* a list of the answer: a row an element; NULL: none */
} question;

static const question questions[] = {
    {.name = "q1", .keys = {"id1"}, .aggs = {"sum(v1) as v1"}},
    {.name = "q2", .keys = {"id1", "id2"}, .aggs = {"sum(v1) as v1"}},
    {.name = "q3", .keys = {"id3"}, .aggs = {"sum(v1) as v1", "avg(v3) as v3"}},
    {.name = "q4", .keys = {"id4"}, .aggs = {"avg(v1) as v1", "avg(v2) as v2", "avg(v3) as v3"}},
    {.name = "q5", .keys = {"id6"}, .aggs = {"sum(v1) as v1", "sum(v2) as v2", "sum(v3) as v3"}},
    {.name = "q6", .keys = {"id4", "id5"}, .aggs = {"median(v3) as m", "stddev(v3) as sd"}},
    {.name = "q7", .keys = {"id3"}, .aggs = {"max(v1) - min(v2) as range"}},
    {.name = "q8", .keys = {"id6"}, .aggs = {"max_by(v3, v3, 2) as v3"}, .explode = "v3"},
    {.name = "q9", .keys = {"id2", "id4"}, .aggs = {"pow(corr(v1, v2), 2) as r2"}},
    {.name = "q10",
     .keys = {"id1", "id2", "id3", "id4", "id5", "id6"},
     .aggs = {"sum(v3) as v3", "count(*) as n"}},
};

static const question sorts[] = {
    {.name = "sort_v3", .keys = {"v3"}, .aggs = {NULL}},
    {.name = "sort_id3_id6", .keys = {"id3", "id6"}, .aggs = {NULL}},
    {.name = "write_unsorted", .keys = {NULL}, .aggs = {NULL}},
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double cpu(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static int parse(lt_expr **out, const char *const *texts, lt_error *err)
{
    int n = 0;
    for (; texts[n]; n++)
        if (lt_expr_parse(&out[n], texts[n], strlen(texts[n]), 0, err)) return -1;
    return n;
}

/* rows: of the answer */
static lt_status ask(int64_t *rows, lt_context *ctx, lt_table *t, const question *q,
                     const char *path, lt_error *err)
{
    lt_option  mode = {.name = "mode", .value = "overwrite"};
    lt_expr   *keys[7], *aggs[4];
    lt_plan   *p = lt_from_table(t);
    lt_table  *answer = NULL;
    lt_written written = {0};
    int        key_count = parse(keys, q->keys, err), agg_count = parse(aggs, q->aggs, err);
    lt_status  status = LT_OK;
    if (key_count < 0 || agg_count < 0) return err->code;
    if (agg_count) {
        p = lt_group(p, keys, key_count, aggs, agg_count);
        if (q->explode) p = lt_explode(p, q->explode, false, false);
        status = lt_collect(&answer, ctx, p, NULL, err);
    } else {
        if (key_count) p = lt_sort(p, keys, key_count);
        status = lt_write(&written, ctx, p, "parquet", path, &mode, 1, NULL, err);
    }
    *rows = answer ? answer->rows : written.rows;
    lt_table_release(answer);
    lt_plan_release(p);
    return status;
}

static void run(lt_context *ctx, lt_table *t, const question *q, const char *path, int runs)
{
    lt_error err = {0};
    for (int r = 1; r <= runs; r++) {
        double  start = now(), before = cpu();
        int64_t rows = 0;
        if (ask(&rows, ctx, t, q, path, &err)) {
            printf("%s: %s\n", q->name, err.text);
            return;
        }
        printf("%s,%d,%.4f,%.4f,%lld\n", q->name, r, now() - start, cpu() - before,
               (long long)rows);
        fflush(stdout);
    }
}

int main(int argc, char **argv)
{
    lt_error    err = {0};
    lt_context *ctx;
    lt_table   *t;
    if (argc < 6) return 2;
    bool            sort = strcmp(argv[5], "sort") == 0;
    int             runs = (int)strtol(argv[3], NULL, 10);
    const question *list = sort ? sorts : questions;
    size_t count = sort ? sizeof(sorts) / sizeof(*sorts) : sizeof(questions) / sizeof(*questions);
    lt_context_options opt = {.threads = (int32_t)strtol(argv[2], NULL, 10)};
    if (lt_context_open(&ctx, &opt, &err)) return 2;
    lt_plan *p = lt_scan(ctx, "csv", (const char *[]){argv[1]}, 1, NULL, 0);
    if (lt_collect(&t, ctx, p, NULL, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    for (size_t i = 0; i < count; i++)
        if (argc < 7 || !strcmp(argv[6], list[i].name)) run(ctx, t, &list[i], argv[4], runs);
    lt_plan_release(p);
    lt_table_release(t);
    lt_context_close(ctx);
    return 0;
}

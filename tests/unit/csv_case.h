/* csv_case.h — what the CSV tests share: a source read to text, with any threads and parts. */
#ifndef LT_TESTS_CSV_CASE_H
#define LT_TESTS_CSV_CASE_H

#include "tests/helper.h"
#include "tests/schema_ddl.h"

#include "column/table.h"
#include "column/value.h"
#include "format/csv_source.h"
#include "format/format.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct csv_case {
    const char *const *paths;
    int32_t            path_count;
    const lt_option   *options;
    int32_t            option_count;
    const int32_t     *columns; /* NULL: all */
    int32_t            column_count;
    int32_t            threads, batch_rows;
    bool               locators, backwards; /* backwards: the last part first */
    const lt_zone     *zone;
} csv_case;

typedef struct csv_seen {
    lt_source      *source;
    lt_mem         *mem;
    const csv_case *c;
    atomic_llong    next;
    pthread_mutex_t lock;
    lt_buf         *rows; /* a text a part */
    int32_t         restarts;
    lt_status       status;
    lt_error        error;
} csv_seen;

typedef struct csv_worker {
    csv_seen *seen;
    int32_t   number;
    int64_t   part, ordinal;
} csv_worker;

static inline lt_status csv_emit(void *arg, lt_batch *b, lt_error *err)
{
    csv_worker *w = arg;
    lt_buf     *out = &w->seen->rows[w->part];
    lt_status   status = LT_OK;
    if (b->ordinal != w->ordinal) fail_msg("ordinal %lld", (long long)b->ordinal);
    w->ordinal += b->rows;
    for (int32_t r = 0; !status && r < b->rows; r++) {
        for (int32_t k = 0; !status && k < b->column_count; k++) {
            lt_value v = lt_column_value(b->columns[k], r);
            if (k) status = lt_buf_text(out, "|", err);
            if (!status) status = lt_value_text(out, v, w->seen->c->zone, err);
        }
        if (!status) status = lt_buf_text(out, "\n", err);
    }
    lt_batch_close(b);
    return status;
}

static inline void *csv_work(void *arg)
{
    csv_worker *w = arg;
    csv_seen   *seen = w->seen;
    lt_error    err;
    int64_t     parts = seen->source->ops->parts(seen->source);
    for (;;) {
        int64_t at = atomic_fetch_add(&seen->next, 1);
        if (at >= parts) return NULL;
        w->part = seen->c->backwards ? parts - 1 - at : at;
        w->ordinal = w->part << LT_PART_SHIFT;
        lt_status status =
            seen->source->ops->read(seen->source, w->part, w->number, csv_emit, w, &err);
        if (!status) continue;
        pthread_mutex_lock(&seen->lock);
        if (!seen->status) {
            seen->status = status;
            seen->error = err;
        }
        pthread_mutex_unlock(&seen->lock);
        return NULL;
    }
}

static inline void csv_run_workers(csv_seen *seen)
{
    pthread_t  threads[16];
    csv_worker workers[16];
    int32_t    n = seen->c->threads ? seen->c->threads : 1;
    for (int32_t i = 0; i < n; i++) workers[i] = (csv_worker){.seen = seen, .number = i};
    for (int32_t i = 1; i < n; i++) pthread_create(&threads[i], NULL, csv_work, &workers[i]);
    csv_work(&workers[0]);
    for (int32_t i = 1; i < n; i++) pthread_join(threads[i], NULL);
}

static inline lt_status csv_join(lt_buf *out, csv_seen *seen, int64_t parts, lt_error *err)
{
    lt_status status = schema_ddl(out, seen->source->ops->schema(seen->source), err);
    if (!status) status = lt_buf_text(out, "\n", err);
    for (int64_t i = 0; !status && i < parts; i++)
        status = lt_buf_add(out, seen->rows[i].data, seen->rows[i].len, err);
    if (!status) status = lt_buf_terminate(out, err);
    return status;
}

/* One round; LT_EWIDEN when it must be done again. */
static inline lt_status csv_round(lt_buf *out, csv_seen *seen, lt_error *err)
{
    const csv_case *c = seen->c;
    lt_scan_spec    want = {.columns = (int32_t *)c->columns,
                            .column_count = c->column_count,
                            .all_columns = c->columns == NULL,
                            .limit = -1,
                            .locators = c->locators,
                            .batch_rows = c->batch_rows};
    lt_run run = {.mem = seen->mem, .zone = c->zone, .workers = c->threads ? c->threads : 1};
    LT_TRY(seen->source->ops->prepare(seen->source, &want, &run, err));
    int64_t parts = seen->source->ops->parts(seen->source);
    seen->rows = calloc((size_t)parts + 1, sizeof(lt_buf));
    for (int64_t i = 0; i < parts; i++) seen->rows[i].mem = seen->mem;
    atomic_store(&seen->next, 0);
    seen->status = LT_OK;
    csv_run_workers(seen);
    lt_status status = seen->status;
    if (status && err) *err = seen->error;
    if (!status) status = csv_join(out, seen, parts, err);
    for (int64_t i = 0; i < parts; i++) lt_buf_clear(&seen->rows[i]);
    free(seen->rows);
    seen->source->ops->finish(seen->source);
    return status;
}

/* Opens, reads (again after widening) and closes; *out: DDL, then a line a row, fields by |.
 * mended may be NULL. */
static inline lt_status csv_read_text(lt_buf *out, lt_mem *mem, const csv_case *c,
                                      lt_csv_mended *mended, int32_t *restarts, lt_error *err)
{
    csv_seen seen = {.mem = mem, .c = c};
    LT_TRY(lt_format_csv.open_source(&seen.source, mem, c->paths, c->path_count, c->options,
                                     c->option_count, err));
    pthread_mutex_init(&seen.lock, NULL);
    lt_status status = LT_EWIDEN;
    int32_t   rounds = 0;
    for (; status == LT_EWIDEN && rounds < 3; rounds++) {
        out->len = 0;
        status = csv_round(out, &seen, err);
    }
    if (mended)
        *mended = (lt_csv_mended){
            (int64_t)seen.source->stats.padded, (int64_t)seen.source->stats.cut,
            (int64_t)seen.source->stats.dropped, (int64_t)seen.source->stats.replaced};
    if (restarts) *restarts = rounds - 1;
    pthread_mutex_destroy(&seen.lock);
    lt_source_release(seen.source);
    return status;
}

/* A file of the given text in the test's folder; static storage, four at a time. */
static inline const char *csv_file(const char *name, const void *text, size_t len)
{
    static char paths[4][700];
    static int  next;
    char       *path = paths[next++ % 4];
    snprintf(path, 700, "%s/%s", helper_folder(), name);
    helper_write(path, text, len);
    return path;
}

/* Formats at `at` and returns the bytes; the caller's room is large enough. */
__attribute__((format(printf, 2, 3))) static inline size_t csv_put(char *at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(at, 4096, fmt, args);
    va_end(args);
    return (size_t)n;
}

#define CSV_FILE(name, text) csv_file((name), (text), sizeof(text) - 1)

/* Reads text with options; the answer is malloc'd: DDL and rows, or "error: …". */
static inline char *csv_text_with(const void *text, size_t len, const lt_option *options,
                                  int32_t option_count, int32_t threads, lt_csv_mended *mended)
{
    const char *path = csv_file("in.csv", text, len);
    csv_case    c = {.paths = &path,
                     .path_count = 1,
                     .options = options,
                     .option_count = option_count,
                     .threads = threads};
    lt_mem     *mem = lt_mem_open(NULL, 0);
    lt_buf      out = {.mem = mem};
    lt_error    err;
    char       *answer = malloc(1 << 20);
    lt_status   status = csv_read_text(&out, mem, &c, mended, NULL, &err);
    if (status)
        snprintf(answer, 1 << 20, "error %s: %s (line %lld, column %s)", lt_status_word(status),
                 err.text, (long long)err.line, err.column);
    else
        snprintf(answer, 1 << 20, "%s", (const char *)out.data);
    lt_buf_clear(&out);
    if (lt_mem_in_use(mem)) fail_msg("%zu bytes leaked", lt_mem_in_use(mem));
    lt_mem_close(mem);
    return answer;
}

#define CSV_OPTIONS(...)              \
    (const lt_option[]){__VA_ARGS__}, \
        (int32_t)(sizeof((const lt_option[]){__VA_ARGS__}) / sizeof(lt_option))

/* Reads text as it is and in parts of 64 bytes with 3 threads: both must give `want`. */
static inline void csv_expect(const char *text, const char *want)
{
    char *a = csv_text_with(text, strlen(text), NULL, 0, 1, NULL);
    CHECK_TEXT(a, want);
    char *b = csv_text_with(text, strlen(text), CSV_OPTIONS({"part_bytes", "64"}), 3, NULL);
    CHECK_TEXT(b, want);
    char *c = csv_text_with(text, strlen(text),
                            CSV_OPTIONS({"part_bytes", "64"}, {"reference", "true"}), 2, NULL);
    CHECK_TEXT(c, want);
    free(a);
    free(b);
    free(c);
}

#endif

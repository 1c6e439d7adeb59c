/* exec_kit.h — tables, plans and runs for tests of the engine.
 *
 *     lt_plan *p = kit_filter(kit_table(t), "a > 3");
 *     lt_table *got = kit_collect(&kit, p);
 *
 * Plans are consumed by what runs them. Tables print as text, a row a line, so that results can be
 * compared and read.
 */
#ifndef LT_TESTS_EXEC_KIT_H
#define LT_TESTS_EXEC_KIT_H

#include "core/pool.h"
#include "exec/exec.h"
#include "plan/node.h"
#include "tests/helper.h"

#include <math.h>
#include <stdio.h>

#include <stdlib.h>
#include <string.h>

typedef struct kit {
    lt_mem        *mem;
    lt_pool       *pool;
    lt_run         run;
    lt_query_stats stats;
    lt_error       err;
} kit;

/* Its body runs in every way; tables that it makes have batches of k.run.batch_rows. */
#define EACH_KIT(k)                                                                      \
    for (const helper_way *way_ = helper_ways; way_ < helper_ways + HELPER_WAYS; way_++) \
        for (kit k = kit_open(way_->threads, way_->batch_rows, NULL); k.pool; kit_close(&k))

static inline kit kit_open(int32_t workers, int32_t batch_rows, lt_mem *mem)
{
    kit k = {.mem = mem ? mem : lt_mem_open(NULL, 0)};
    k.run = (lt_run){.mem = k.mem, .workers = workers, .batch_rows = batch_rows};
    CHECK_OK(lt_pool_open(&k.pool, lt_mem_default(), workers, &k.err), &k.err);
    return k;
}

/* Everything a run took must have been given back by now. */
static inline void kit_close(kit *k)
{
    lt_pool_close(k->pool);
    k->pool = NULL;
    assert_int_equal(lt_mem_in_use(k->mem), 0);
    lt_mem_close(k->mem);
}

/* ---- random tables ---- */

static inline uint64_t kit_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    uint64_t x = *seed ^ *seed >> 31;
    x *= UINT64_C(0x9E3779B97F4A7C15);
    return x ^ x >> 29;
}

/* Columns: i int32, l int64, d double (NaN, ±0), s string (short, long, empty), b bool,
 * m decimal(20,2), c string from a few, t timestamp. `spread`: about how many different values. */
enum { KIT_COLUMNS = 8 };
static const lt_field kit_fields[KIT_COLUMNS] = {
    {.name = "i", .type = {.id = LT_I32}, .nullable = true},
    {.name = "l", .type = {.id = LT_I64}, .nullable = true},
    {.name = "d", .type = {.id = LT_F64}, .nullable = true},
    {.name = "s", .type = {.id = LT_STRING}, .nullable = true},
    {.name = "b", .type = {.id = LT_BOOL}, .nullable = true},
    {.name = "m", .type = {.id = LT_DECIMAL, .precision = 20, .scale = 2}, .nullable = true},
    {.name = "c", .type = {.id = LT_STRING}, .nullable = true},
    {.name = "t", .type = {.id = LT_TIMESTAMP}, .nullable = true}};

static inline void kit_value(lt_column *c, int32_t row, int which, uint64_t v, lt_heap *heap)
{
    static const char *const few[] = {"", "north", "south", "a longer name for the east"};
    static const double      odd[] = {0.0, -0.0, (double)NAN, 1e300, -2.5};
    lt_error                 err;
    char                     text[64];
    lt_view                 *views = c->values;
    switch (which) {
    case 0: ((int32_t *)c->values)[row] = (int32_t)v - 5; break;
    case 1: ((int64_t *)c->values)[row] = (int64_t)v * 1000003 - 7; break;
    case 2: ((double *)c->values)[row] = v < 5 ? odd[v] : (double)v / 4; break;
    case 3:
        snprintf(text, sizeof(text), v % 3 ? "k%llu" : "a rather long key %llu",
                 (unsigned long long)v);
        CHECK_OK(lt_heap_add(&views[row], heap, text, v == 1 ? 0 : strlen(text), &err), &err);
        break;
    case 4: lt_bit_put(c->values, row, v & 1); break;
    case 5: ((lt_i128 *)c->values)[row] = (lt_i128)v * 1000 - 400; break;
    case 6:
        CHECK_OK(lt_heap_add(&views[row], heap, few[v % 4], strlen(few[v % 4]), &err), &err);
        break;
    default: ((int64_t *)c->values)[row] = (int64_t)v * 86400000000 + 1; break;
    }
}

static inline lt_column *kit_column(lt_mem *mem, int which, int32_t rows, uint64_t spread,
                                    uint64_t *seed)
{
    lt_column *c;
    lt_error   err;
    lt_heap    heap = {.mem = mem};
    CHECK_OK(lt_column_open(&c, mem, kit_fields[which].type, rows, &err), &err);
    CHECK_OK(lt_column_nullable(c, &err), &err);
    if (c->values_bytes) memset(c->values, 0, c->values_bytes);
    for (int32_t i = 0; i < rows; i++) {
        uint64_t r = kit_random(seed), v = r % spread;
        if (r >> 40 & 1) v = v * v / spread; /* skew */
        if ((r >> 50) % 11 == 0)
            lt_bit_clear(c->valid, i);
        else
            kit_value(c, i, which, v, &heap);
    }
    CHECK_OK(lt_heap_give(&heap, c, &err), &err);
    lt_heap_clear(&heap);
    return c;
}

/* A batch's string column of few values as a dictionary, as Parquet would give it. */
static inline lt_column *kit_dict(lt_mem *mem, lt_column *flat)
{
    lt_column *c, *dict;
    lt_error   err;
    CHECK_OK(lt_column_open(&dict, mem, flat->type, 4, &err), &err);
    CHECK_OK(lt_column_open_as(&c, mem, flat->type, LT_DICT, flat->rows, &err), &err);
    CHECK_OK(lt_column_nullable(c, &err), &err);
    memset(dict->values, 0, dict->values_bytes);
    CHECK_OK(lt_column_keep_all(dict, flat, &err), &err);
    int32_t  count = 0, *codes = c->values;
    lt_view *entries = dict->values, *views = flat->values;
    for (int32_t i = 0; i < flat->rows; i++) {
        codes[i] = 0;
        lt_bit_put(c->valid, i, lt_column_valid(flat, i));
        if (!lt_column_valid(flat, i)) continue;
        int32_t e = 0;
        while (e < count && !lt_view_same(&entries[e], &views[i])) e++;
        if (e == count) entries[count++] = views[i];
        codes[i] = e;
    }
    c->dict = dict;
    lt_column_release(flat);
    return c;
}

static inline lt_table *kit_random_table(lt_mem *mem, int64_t rows, int32_t batch_rows,
                                         uint64_t spread, uint64_t seed)
{
    lt_schema *schema;
    lt_table  *t;
    lt_error   err;
    uint64_t   seeds[KIT_COLUMNS]; /* so that values do not depend on where batches end */
    for (int c = 0; c < KIT_COLUMNS; c++) seeds[c] = seed * KIT_COLUMNS + (uint64_t)c;
    CHECK_OK(lt_schema_open(&schema, mem, kit_fields, KIT_COLUMNS, &err), &err);
    CHECK_OK(lt_table_open(&t, mem, schema, &err), &err);
    lt_schema_release(schema);
    for (int64_t done = 0; done < rows; done += batch_rows) {
        lt_batch *b;
        int32_t   n = rows - done < batch_rows ? (int32_t)(rows - done) : batch_rows;
        CHECK_OK(lt_batch_open(&b, mem, n, KIT_COLUMNS, &err), &err);
        for (int c = 0; c < KIT_COLUMNS; c++)
            b->columns[c] = kit_column(mem, c, n, spread, &seeds[c]);
        if ((done / batch_rows + (int64_t)seed) % 2) b->columns[6] = kit_dict(mem, b->columns[6]);
        CHECK_OK(lt_table_add(t, b, &err), &err);
    }
    return t;
}

/* ---- plans ---- */

static inline lt_expr *kit_expr(const char *text)
{
    lt_expr *e;
    lt_error err;
    CHECK_OK(lt_expr_parse(&e, text, strlen(text), 0, &err), &err);
    return e;
}

static inline lt_plan *kit_filter(lt_plan *p, const char *text)
{
    return lt_filter(p, kit_expr(text));
}

/* Texts end with NULL. */
static inline int32_t kit_exprs(lt_expr **out, const char *const *texts)
{
    int32_t n = 0;
    for (; texts && texts[n]; n++) out[n] = kit_expr(texts[n]);
    return n;
}

static inline lt_plan *kit_select(lt_plan *p, const char *const *texts)
{
    lt_expr *exprs[16];
    int32_t  n = kit_exprs(exprs, texts);
    return lt_select(p, exprs, n);
}

static inline lt_plan *kit_group(lt_plan *p, const char *const *keys, const char *const *aggs)
{
    lt_expr *k[16], *a[16];
    int32_t  key_count = kit_exprs(k, keys), agg_count = kit_exprs(a, aggs);
    return lt_group(p, k, key_count, a, agg_count);
}

static inline lt_plan *kit_sort(lt_plan *p, const char *const *texts)
{
    lt_expr *exprs[16];
    lt_error err;
    int32_t  n = 0;
    for (; texts[n]; n++)
        CHECK_OK(lt_expr_parse_sort(&exprs[n], texts[n], strlen(texts[n]), 0, &err), &err);
    return lt_sort(p, exprs, n);
}

/* ---- running ---- */

/* Resolves p and runs it; p is consumed. */
static inline lt_status kit_run(kit *k, lt_plan *p, lt_exec_target *target)
{
    lt_plan  *resolved = NULL;
    lt_query  query = {.stats = &k->stats};
    lt_status status = p ? lt_plan_resolve(&resolved, p, lt_mem_default(), &k->err)
                         : LT_FAIL(&k->err, LT_ENOMEM, "no plan");
    if (!status) status = lt_exec_run(resolved, target, &k->run, k->pool, &query, &k->err);
    lt_plan_release(resolved);
    lt_plan_release(p);
    return status;
}

static inline lt_table *kit_head(kit *k, lt_plan *p, int64_t rows)
{
    lt_exec_target target = {.kind = LT_TO_TABLE, .limit = rows};
    CHECK_OK(kit_run(k, p, &target), &k->err);
    return target.table;
}

static inline lt_table *kit_collect(kit *k, lt_plan *p) { return kit_head(k, p, -1); }

static inline int64_t kit_count(kit *k, lt_plan *p)
{
    lt_exec_target target = {.kind = LT_TO_COUNT};
    CHECK_OK(kit_run(k, p, &target), &k->err);
    return target.count;
}

/* ---- text ---- */

/* One row as text, cells separated by |. */
static inline void kit_row(lt_buf *out, const lt_table *t, int64_t row)
{
    lt_error err;
    for (int32_t c = 0; c < t->schema->count; c++) {
        if (c) CHECK_OK(lt_buf_text(out, "|", &err), &err);
        CHECK_OK(lt_value_text(out, lt_table_value(t, row, c), NULL, &err), &err);
    }
}

/* The same as a row of a set: the columns compared (NULL: the first count) never show -0.0. */
static inline void kit_set_row(lt_buf *out, const lt_table *t, int64_t row, const int *columns,
                               int count)
{
    lt_error err;
    for (int32_t c = 0; c < t->schema->count; c++) {
        lt_value v = lt_table_value(t, row, c);
        for (int i = 0; i < count; i++)
            if ((columns ? columns[i] : i) == c && lt_type_is_float(v.type) && v.f == 0) v.f = 0;
        if (c) CHECK_OK(lt_buf_text(out, "|", &err), &err);
        CHECK_OK(lt_value_text(out, v, NULL, &err), &err);
    }
}

static inline char *kit_buf_text(lt_buf *b)
{
    lt_error err;
    CHECK_OK(lt_buf_terminate(b, &err), &err);
    char *copy = strdup((char *)b->data);
    lt_buf_clear(b);
    return copy;
}

/* Every row, a line each; to be freed. */
static inline char *kit_text(const lt_table *t)
{
    lt_buf   b = {.mem = lt_mem_default()};
    lt_error err;
    for (int64_t r = 0; r < t->rows; r++) {
        kit_row(&b, t, r);
        CHECK_OK(lt_buf_text(&b, "\n", &err), &err);
    }
    return kit_buf_text(&b);
}

/* The text of a result, which is released. */
static inline char *kit_text_of(lt_table *t)
{
    char *text = kit_text(t);
    lt_table_release(t);
    return text;
}

static inline void kit_same(char *got, char *want)
{
    if (strcmp(got, want) != 0) {
        size_t at = 0;
        while (got[at] == want[at]) at++;
        size_t from = at > 60 ? at - 60 : 0;
        fail_msg("texts differ at byte %zu:\n got …%.120s\nwant …%.120s", at, got + from,
                 want + from);
    }
    free(got);
    free(want);
}

/* Takes " #12" out, so that texts do not depend on what ran before. */
static inline void kit_drop_ids(char *text)
{
    char *to = text;
    for (const char *from = text; *from;) {
        if (from[0] == ' ' && from[1] == '#') {
            from += 2 + strspn(from + 2, "0123456789");
            continue;
        }
        *to++ = *from++;
    }
    *to = 0;
}

#endif

/* exec_fake.h — a source over a table in memory that can find rows again, and a sink that notes
 * what it gets. For tests of the engine. */
#ifndef LT_TESTS_EXEC_FAKE_H
#define LT_TESTS_EXEC_FAKE_H

#include "tests/exec_kit.h"

/* ---- the source: every batch of the table is a part; a locator is a row number ---- */

typedef struct fake_source {
    lt_source     source; /* first */
    lt_table     *table;
    lt_scan_spec *spec; /* borrowed while prepared */
    lt_mem       *mem;
    atomic_int    fetches, prepares, finishes;
    int64_t       fetched;
    int64_t       locator_end; /* 0: the rows of the table */
    int64_t       widen_at;    /* part that answers LT_EWIDEN; -1 none */
} fake_source;

static lt_schema *fake_schema(lt_source *s) { return ((fake_source *)s)->table->schema; }

static lt_status fake_prepare(lt_source *s, lt_scan_spec *want, const lt_run *run, lt_error *err)
{
    fake_source *f = (fake_source *)s;
    (void)err;
    f->spec = want;
    f->mem = run->mem;
    f->prepares++;
    return LT_OK;
}

static int64_t fake_parts(lt_source *s) { return ((fake_source *)s)->table->batch_count; }

static lt_status fake_pick(lt_batch **out, fake_source *f, const lt_batch *from,
                           const int32_t *rows, int32_t n, int32_t extra, lt_error *err)
{
    int32_t   count = f->spec->all_columns ? from->column_count : f->spec->column_count;
    lt_status status = lt_batch_open(out, f->mem, n, count + extra, err);
    for (int32_t c = 0; !status && c < count; c++) {
        int32_t    column = f->spec->all_columns ? c : f->spec->columns[c];
        lt_column *taken;
        /* on the run's account, so that nothing of the table is shared */
        status = lt_column_take(&taken, from->columns[column], rows, n, err);
        if (status) break;
        status = lt_column_compact(&(*out)->columns[c], taken, f->mem, err);
        lt_column_release(taken);
    }
    return status;
}

static lt_status fake_read(lt_source *s, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                           lt_error *err)
{
    fake_source *f = (fake_source *)s;
    lt_batch    *b = NULL;
    (void)worker;
    if (part == f->widen_at) return LT_FAIL(err, LT_EWIDEN, "a wider type");
    const lt_batch *from = f->table->batches[part];
    lt_status       status = fake_pick(&b, f, from, NULL, from->rows, f->spec->locators, err);
    if (!status && f->spec->locators) {
        lt_column **locators = &b->columns[b->column_count - 1];
        status = lt_column_open(locators, f->mem, LT_TYPE(I64), b->rows, err);
        for (int32_t i = 0; !status && i < b->rows; i++)
            ((int64_t *)(*locators)->values)[i] = f->table->starts[part] + i;
    }
    if (status) {
        lt_batch_close(b);
        return status;
    }
    b->ordinal = part << LT_PART_SHIFT;
    atomic_fetch_add(&s->stats.rows, b->rows);
    return emit(arg, b, err);
}

/* Row by row, through a table of one-row batches put together: slow and obvious. */
static lt_status fake_fetch(lt_source *s, const int64_t *locators, int32_t n, lt_batch **out,
                            lt_error *err)
{
    fake_source *f = (fake_source *)s;
    lt_table    *t = f->table;
    lt_status    status = LT_OK;
    atomic_fetch_add(&f->fetches, 1);
    f->fetched += n;
    int32_t count = f->spec->all_columns ? t->schema->count : f->spec->column_count;
    *out = NULL;
    LT_TRY(lt_batch_open(out, f->mem, n, count, err));
    for (int32_t c = 0; !status && c < count; c++) {
        int32_t    column = f->spec->all_columns ? c : f->spec->columns[c];
        lt_heap    heap = {.mem = f->mem};
        lt_column *made = NULL;
        lt_type    type = t->schema->fields[column].type;
        status = lt_column_open(&made, f->mem, type, n, err);
        if (!status) status = lt_column_nullable(made, err);
        if (!status && made->values_bytes) memset(made->values, 0, made->values_bytes);
        for (int32_t i = 0; !status && i < n; i++) {
            lt_value v = lt_table_value(t, locators[i], column);
            if (v.null)
                lt_bit_clear(made->valid, i);
            else if (lt_type_is_text(type))
                status = lt_heap_add((lt_view *)made->values + i, &heap, v.s.bytes, (size_t)v.s.len,
                                     err);
            else if (type.id == LT_BOOL)
                lt_bit_put(made->values, i, v.b);
            else
                memcpy((uint8_t *)made->values + (size_t)i * lt_type_bytes(type), &v.i,
                       lt_type_bytes(type));
        }
        if (!status) status = lt_heap_give(&heap, made, err);
        lt_heap_clear(&heap);
        (*out)->columns[c] = made;
    }
    if (!status) return LT_OK;
    lt_batch_close(*out);
    *out = NULL;
    return status;
}

static void fake_finish(lt_source *s)
{
    fake_source *f = (fake_source *)s;
    f->spec = NULL;
    f->finishes++;
}

static void fake_close(lt_source *s)
{
    lt_table_release(((fake_source *)s)->table);
    free(s);
}

static int64_t fake_locator_end(lt_source *s)
{
    const fake_source *f = (fake_source *)s;
    return f->locator_end ? f->locator_end : f->table->rows;
}

static lt_status fake_describe(lt_source *s, lt_buf *out, lt_error *err)
{
    (void)s;
    return lt_buf_text(out, "fake", err);
}

static const lt_source_ops fake_ops = {.name = "fake",
                                       .schema = fake_schema,
                                       .prepare = fake_prepare,
                                       .parts = fake_parts,
                                       .read = fake_read,
                                       .fetch = fake_fetch,
                                       .locator_end = fake_locator_end,
                                       .describe = fake_describe,
                                       .finish = fake_finish,
                                       .close = fake_close};

/* A scan of t through a source that the plan owns; *out borrows it. */
static inline lt_plan *fake_scan(fake_source **out, lt_table *t)
{
    fake_source *f = calloc(1, sizeof(*f));
    lt_plan     *p = lt_plan_make(LT_NODE_SCAN, NULL, 0);
    *f = (fake_source){.source = {.ops = &fake_ops}, .table = lt_table_retain(t), .widen_at = -1};
    atomic_init(&f->source.refs, 1);
    p->source = &f->source;
    if (out) *out = f;
    return p;
}

#endif

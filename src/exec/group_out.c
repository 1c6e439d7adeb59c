/* Groups in order of their first rows, batch by batch. */
#include "exec/group.h"

#include "kernel/functions.h"

#include <string.h>

enum { PART_BATCHES = 8 };

typedef struct place {
    int64_t first;
    int32_t table, group;
} place;

typedef struct group_feed {
    lt_feed         feed; /* first */
    lt_group_op    *o;
    lt_group_table *tables; /* those with all groups */
    lt_rows       **stores; /* their keys */
    int32_t         table_count;
    place          *order;
    int64_t         count;
    int32_t         rows; /* of a batch */
} group_feed;

/* ---- order ---- */

static bool is_ordered(const place *p, int64_t n)
{
    for (int64_t i = 1; i < n; i++)
        if (p[i - 1].first > p[i].first) return false;
    return true;
}

/* One pass of a radix sort: by the byte of `first` at shift, from a to b. false: all have the same.
 */
static bool radix_pass(place *b, const place *a, int64_t n, int shift)
{
    int64_t starts[256] = {0}, sum = 0;
    for (int64_t i = 0; i < n; i++) starts[(uint64_t)a[i].first >> shift & 255]++;
    if (starts[(uint64_t)a[0].first >> shift & 255] == n) return false;
    for (int i = 0; i < 256; i++) {
        int64_t here = starts[i];
        starts[i] = sum;
        sum += here;
    }
    for (int64_t i = 0; i < n; i++) b[starts[(uint64_t)a[i].first >> shift & 255]++] = a[i];
    return true;
}

/* Ordinals are not negative, so their bytes order them. */
static lt_status sort_places(group_feed *f, lt_error *err)
{
    lt_mem *mem = f->o->op.mem;
    size_t  bytes = (size_t)f->count * sizeof(place);
    if (f->count < 2 || is_ordered(f->order, f->count)) return LT_OK;
    place *other = lt_mem_resize(mem, NULL, 0, bytes);
    if (!other) return lt_op_refused(&f->o->op, bytes, "the order of groups", err);
    lt_status status = LT_OK;
    for (int shift = 0; !status && shift < 64; shift += 8) {
        status = lt_exec_check(f->o->op.x, err);
        if (status || !radix_pass(other, f->order, f->count, shift)) continue;
        place *swap = f->order;
        f->order = other;
        other = swap;
    }
    lt_mem_free(mem, other, bytes);
    return status;
}

static void list_places(group_feed *f)
{
    int64_t at = 0;
    for (int32_t t = 0; t < f->table_count; t++)
        for (int32_t g = 0; g < f->tables[t].count; g++)
            f->order[at++] =
                (place){.first = lt_group_firsts(&f->tables[t])[g], .table = t, .group = g};
}

/* ---- batches ---- */

/* 0.0 and -0.0 are one group, and its key is 0.0 whichever came first, as in Spark. */
static void drop_zero_signs(lt_column *c, int32_t n)
{
    if (c->type.id == LT_F64)
        for (int32_t i = 0; i < n; i++) ((double *)c->values)[i] += 0.0;
    if (c->type.id == LT_F32)
        for (int32_t i = 0; i < n; i++) ((float *)c->values)[i] += 0.0F;
}

static lt_status key_column(const group_feed *f, const place *p, int32_t n, int32_t k,
                            lt_column **out, lt_error *err)
{
    lt_mem      *mem = f->o->op.mem;
    size_t       bytes = (size_t)n * sizeof(lt_rows_row);
    lt_rows_row *rows = lt_mem_resize(mem, NULL, 0, bytes);
    if (!rows) return lt_op_refused(&f->o->op, bytes, "groups", err);
    for (int32_t i = 0; i < n; i++) rows[i] = (lt_rows_row){.store = p[i].table, .row = p[i].group};
    lt_status status = lt_rows_take(out, f->o->op.x->run.mem, f->stores, rows, n, k, err);
    lt_mem_free(mem, rows, bytes);
    if (!status) drop_zero_signs(*out, n);
    return status;
}

/* Results of the groups of one table among p[0, n) go to their rows of `out`. */
static lt_status finish_table(const group_feed *f, const lt_group_agg *agg, int32_t table,
                              const place *p, int32_t *lists, lt_column *out, lt_error *err)
{
    int32_t  n = out->rows, count = 0;
    int32_t *which = lists, *rows = lists + n;
    for (int32_t i = 0; i < n; i++) {
        if (p[i].table != table) continue;
        which[count] = p[i].group;
        rows[count++] = i;
    }
    if (!count) return LT_OK;
    const lt_group_table *t = &f->tables[table];
    lt_column            *some;
    LT_TRY(agg->ops->finish(&some, out->mem, t->states.data + agg->offset, t->stride, which, count,
                            agg->arg_type, agg->type, err));
    lt_status status = lt_merge_rows(out, rows, count, some, err);
    lt_column_release(some);
    return status;
}

static lt_status agg_column(const group_feed *f, const place *p, int32_t n, int32_t a,
                            lt_column **out, lt_error *err)
{
    const lt_group_agg *agg = lt_group_agg_at(f->o, a);
    lt_mem             *mem = f->o->op.mem;
    size_t              bytes = 2 * (size_t)n * sizeof(int32_t);
    int32_t            *lists = lt_mem_resize(mem, NULL, 0, bytes);
    if (!lists) return lt_op_refused(&f->o->op, bytes, "groups", err);
    lt_column *made = NULL;
    lt_status  status = lt_column_open(&made, f->o->op.x->run.mem, agg->type, n, err);
    if (!status && made->values_bytes) memset(made->values, 0, made->values_bytes);
    for (int32_t t = 0; !status && t < f->table_count; t++)
        status = finish_table(f, agg, t, p, lists, made, err);
    lt_mem_free(mem, lists, bytes);
    if (status) {
        lt_column_release(made);
        lt_expr_blame(err, agg->call);
        return status;
    }
    *out = made;
    return LT_OK;
}

static lt_status fill_batch(const group_feed *f, const place *p, lt_batch *b, lt_error *err)
{
    int32_t keys = f->o->key_count;
    for (int32_t k = 0; k < keys; k++) LT_TRY(key_column(f, p, b->rows, k, &b->columns[k], err));
    for (int32_t a = 0; a < lt_group_agg_count(f->o); a++)
        LT_TRY(agg_column(f, p, b->rows, a, &b->columns[keys + a], err));
    return LT_OK;
}

static lt_status read_groups(lt_feed *feed, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                             lt_error *err)
{
    const group_feed *f = (const group_feed *)feed;
    int64_t           each = (int64_t)f->rows * PART_BATCHES, start = part * each;
    int64_t           end = f->count - start < each ? f->count : start + each;
    (void)worker;
    for (int64_t at = start; at < end; at += f->rows) {
        lt_batch *b = NULL;
        int32_t   n = end - at < f->rows ? (int32_t)(end - at) : f->rows;
        int32_t   columns = f->o->key_count + lt_group_agg_count(f->o);
        lt_status status = lt_batch_open(&b, f->o->op.x->run.mem, n, columns, err);
        if (!status) status = fill_batch(f, f->order + at, b, err);
        if (status) {
            lt_batch_close(b);
            return status;
        }
        b->ordinal = (part << LT_PART_SHIFT) + (at - start);
        LT_TRY(emit(arg, b, err));
    }
    return LT_OK;
}

static lt_status open_feed(group_feed *f, lt_group_op *o, lt_error *err)
{
    lt_mem *mem = o->op.mem;
    *f = (group_feed){.feed = {.read = read_groups, .op = &o->op}, .o = o};
    f->tables = o->parts ? o->parts : o->tables;
    f->table_count = o->parts ? o->part_count : 1;
    f->rows = lt_exec_batch_rows(o->op.x);
    for (int32_t t = 0; t < f->table_count; t++) f->count += f->tables[t].count;
    size_t stores = (size_t)f->table_count * sizeof(*f->stores);
    size_t places = ((size_t)f->count + 1) * sizeof(place);
    f->stores = lt_mem_resize(mem, NULL, 0, stores);
    if (!f->stores) return lt_op_refused(&o->op, stores, "groups", err);
    for (int32_t t = 0; t < f->table_count; t++) f->stores[t] = &f->tables[t].keys;
    f->order = lt_mem_resize(mem, NULL, 0, places);
    if (!f->order) return lt_op_refused(&o->op, places, "the order of groups", err);
    list_places(f);
    int64_t each = (int64_t)f->rows * PART_BATCHES;
    f->feed.parts = (f->count + each - 1) / each;
    return LT_OK;
}

lt_status lt_group_emit(lt_group_op *o, lt_op *to, lt_error *err)
{
    group_feed f;
    lt_mem    *mem = o->op.mem;
    lt_status  status = open_feed(&f, o, err);
    size_t     places = ((size_t)f.count + 1) * sizeof(place);
    if (!status) status = sort_places(&f, err);
    if (!status) status = lt_phase_run(o->op.x, &f.feed, to, err);
    lt_mem_free(mem, f.order, places);
    lt_mem_free(mem, f.stores, (size_t)f.table_count * sizeof(*f.stores));
    return status;
}

/* csv_convert.c — one column of a batch: the loop of its type, its nulls, what does not fit. */
#include "format/csv_cell.h"

#include "core/escape.h"

/* ---- strings ---- */

/* Views of up to 12 bytes lie inside; 16 readable bytes follow any field. */
static inline lt_view view_of(const uint8_t *p, size_t n)
{
    lt_view v;
    if (n > 12) {
        v.len = (int32_t)n;
        memcpy(v.prefix, p, 4);
        v.at = p;
        return v;
    }
    uint64_t low, high;
    memcpy(&low, p, 8);
    memcpy(&high, p + 4, 8); /* bytes 4..11 */
    low = le64toh(low);
    high = le64toh(high);
    uint32_t first = (uint32_t)low;
    first = n >= 4 ? first : first & ((UINT32_C(1) << (8 * n)) - 1);
    high = n >= 12 ? high : n <= 4 ? 0 : high & ((UINT64_C(1) << (8 * (n - 4))) - 1);
    first = htole32(first);
    high = htole64(high);
    v.len = (int32_t)n;
    memcpy(v.prefix, &first, 4);
    memcpy(v.rest, &high, 8);
    return v;
}

/* p[0, n) with every malformed piece replaced by U+FFFD, in scratch's place. */
static lt_status replace_bad(lt_view *out, lt_heap *heap, const uint8_t *p, size_t n, lt_error *err)
{
    static const uint8_t mark[3] = {0xEF, 0xBF, 0xBD};
    uint8_t             *room;
    size_t               k = 0;
    LT_TRY(lt_heap_room(&room, heap, 3 * n, err));
    for (size_t i = 0; i < n;) {
        int32_t code;
        size_t  len = lt_utf8_next((const char *)p + i, n - i, &code);
        if (code < 0) {
            memcpy(room + k, mark, sizeof(mark));
            k += 3;
        } else {
            memcpy(room + k, p + i, len);
            k += len;
        }
        i += len;
    }
    lt_heap_use(heap, k);
    *out = lt_view_of(room, (int32_t)k);
    return LT_OK;
}

static lt_status bad_utf8(const lt_csv_cells *c, uint32_t i, const uint8_t *p, size_t at,
                          bool copied, lt_error *err)
{
    int64_t offset = c->chunk->origin + c->start[i];
    if (!copied) offset = c->chunk->origin + (p - c->chunk->data) + (int64_t)at;
    lt_fail(err, LT_EPARSE, LT_HERE, "invalid UTF-8 at byte %lld", (long long)offset);
    lt_error_hint(err, "mode = \"permissive\" replaces such bytes by U+FFFD and counts them");
    return LT_EPARSE;
}

typedef struct string_loop {
    lt_csv_cells *c;
    lt_view      *out;
    lt_heap       heap;
    lt_buf        scratch;
    bool          binary, views; /* views: some point into the chunk */
} string_loop;

/* A field that is quoted, escaped, perhaps not UTF-8, perhaps the null text. */
static lt_status add_rare(string_loop *l, uint32_t i, bool *null, lt_error *err)
{
    lt_csv_cells  *c = l->c;
    const uint8_t *p;
    size_t         n, bad;
    bool           copied;
    lt_csv_cell_is is = lt_csv_cell_of(c, i, &p, &n, &copied, &l->scratch);
    if (is == LT_CSV_OOM) return lt_mem_refused(c->mem, c->len[i], "a field", err);
    *null = is == LT_CSV_NULL;
    if (*null) return LT_OK;
    if (n > INT32_MAX) return LT_FAIL(err, LT_ELIMIT, "a field of more than 2 GiB");
    if (!c->utf8 && !l->binary && !lt_utf8_valid((const char *)p, n, &bad)) {
        if (c->o->mode == LT_CSV_FAILFAST) return bad_utf8(c, i, p, bad, copied, err);
        c->replaced++;
        return replace_bad(&l->out[i], &l->heap, p, n, err);
    }
    if (copied) return lt_heap_add(&l->out[i], &l->heap, p, n, err);
    l->out[i] = view_of(p, n);
    l->views |= n > 12;
    return LT_OK;
}

static lt_status add_strings(string_loop *l, lt_csv_into *to, uint32_t *at, lt_error *err)
{
    const lt_csv_cells *c = l->c;
    const uint8_t      *data = c->chunk->data;
    uint8_t             quote = c->o->dialect.quote;
    bool                always = !c->utf8 || c->o->null_text.len;
    bool                views = false;
    lt_status           status = LT_OK;
    for (uint32_t i = 0; i < c->n && !status; i++) {
        uint32_t n = c->len[i];
        bool     null = n == 0;
        *at = i;
        if (!null && (always || data[c->start[i]] == quote)) {
            status = add_rare(l, i, &null, err);
        } else if (!null) {
            l->out[i] = view_of(data + c->start[i], n);
            views |= n > 12;
        }
        if (null) {
            l->out[i] = (lt_view){.len = 0};
            lt_csv_set_null(to, i);
        }
    }
    if (!status) *at = c->n;
    l->views |= views;
    return status;
}

static lt_status make_strings(lt_column *out, lt_csv_cells *c, lt_csv_into *to, uint32_t *misfit,
                              lt_error *err)
{
    string_loop l = {.c = c,
                     .out = out->values,
                     .heap.mem = c->mem,
                     .scratch.mem = c->mem,
                     .binary = out->type.id == LT_BINARY};
    lt_status   status = add_strings(&l, to, misfit, err);
    if (!status && l.views) status = lt_column_keep(out, c->chunk->bytes, err);
    if (!status) status = lt_heap_give(&l.heap, out, err);
    lt_heap_clear(&l.heap);
    lt_buf_clear(&l.scratch);
    return status;
}

/* ---- any type ---- */

static void skip_misfit(lt_csv_cells *c, lt_type type, uint32_t row, lt_csv_into *to)
{
    size_t bytes = lt_type_bytes(type);
    if (bytes) memset((uint8_t *)to->values + row * bytes, 0, bytes);
    if (c->bad)
        lt_bit_set(c->bad, row);
    else
        c->replaced++;
    lt_csv_set_null(to, row);
}

/* Runs the loop past what does not fit where that is allowed. */
static lt_status run_loop(lt_csv_cells *c, lt_type type, lt_csv_into *to, uint32_t *misfit,
                          lt_error *err)
{
    lt_csv_convert_fn *loop = lt_csv_number_loop(type);
    if (!loop) loop = lt_csv_time_loop(type);
    for (uint32_t row = 0;; row++) {
        row = loop(c, type, row, to);
        *misfit = row;
        if (to->oom) return lt_mem_refused(c->mem, c->len[row], "a field", err);
        if (row == c->n || c->inferred || c->o->mode == LT_CSV_FAILFAST) return LT_OK;
        skip_misfit(c, type, row, to);
    }
}

static lt_status set_valid(lt_column *c, const lt_csv_into *to, lt_error *err)
{
    if (to->nulls == 0) return LT_OK;
    LT_TRY(lt_column_nullable(c, err));
    memcpy(c->valid, to->valid, lt_bits_bytes(c->rows));
    return LT_OK;
}

/* A column of which only nulls were seen is a string column that takes nothing else. */
static lt_status make_values(lt_column *column, lt_csv_cells *c, lt_csv_into *to, uint32_t *misfit,
                             lt_error *err)
{
    if (c->nothing) {
        memset(column->values, 0, c->n * lt_type_bytes(column->type));
        return run_loop(c, LT_TYPE(VOID), to, misfit, err);
    }
    if (lt_type_is_text(column->type)) return make_strings(column, c, to, misfit, err);
    return run_loop(c, column->type, to, misfit, err);
}

lt_status lt_csv_convert(lt_column **out, lt_csv_cells *c, lt_type type, uint32_t *misfit,
                         lt_error *err)
{
    lt_column *column;
    lt_buf    *bits = &c->chunk->s->valid;
    bits->len = 0;
    LT_TRY(lt_buf_reserve(bits, lt_bits_bytes(c->n), err));
    lt_bits_fill((uint64_t *)bits->data, c->n, true);
    LT_TRY(lt_column_open(&column, c->mem, type, (int32_t)c->n, err));

    lt_csv_into to = {
        .values = column->values, .valid = (uint64_t *)bits->data, .scratch = &c->chunk->s->text};
    lt_status status = make_values(column, c, &to, misfit, err);
    if (!status && *misfit == c->n) status = set_valid(column, &to, err);
    if (status || *misfit < c->n) {
        lt_column_release(column);
        return status;
    }
    *out = column;
    return LT_OK;
}

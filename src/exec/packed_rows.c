#include "exec/packed_rows.h"

#include "kernel/pack.h"

#include <string.h>

/* SHORT: a length and as many bytes as a view has in it. CHANGES: the last makes all wide. */
enum { VIEW = 16, SHORT = 13, CHANGES = 4 };

/* ---- where columns lie ---- */

lt_status lt_packed_open(lt_packed *s, lt_mem *mem, const lt_type *types, int32_t count,
                         lt_error *err)
{
    *s = (lt_packed){.mem = mem, .bytes.mem = mem, .heap.mem = mem};
    size_t bytes = (size_t)count * sizeof(*s->columns);
    if (!count) s->stride = 8; /* rows of nothing are rows too */
    if (!count) return LT_OK;
    s->columns = lt_mem_zeroed(mem, bytes, 1);
    if (!s->columns) return lt_mem_refused(mem, bytes, "rows", err);
    s->count = count;
    for (int32_t c = 0; c < count; c++) {
        bool is_list = lt_type_is_list(types[c]);
        s->columns[c].type = types[c];
        s->columns[c].kind = is_list ? LT_KIND_VIEW : lt_kind_of(types[c]);
        s->lists |= is_list;
    }
    return LT_OK;
}

lt_status lt_packed_open_like(lt_packed *s, const lt_packed *like, lt_error *err)
{
    LT_TRY(lt_packed_open(s, like->mem, NULL, 0, err));
    size_t bytes = (size_t)like->count * sizeof(*s->columns);
    if (!like->count) return LT_OK;
    s->columns = lt_mem_resize(s->mem, NULL, 0, bytes);
    if (!s->columns) return lt_mem_refused(s->mem, bytes, "rows", err);
    memcpy(s->columns, like->columns, bytes);
    s->count = like->count;
    s->null_at = like->null_at;
    s->stride = like->stride;
    s->changes = like->changes;
    s->lists = like->lists;
    s->views = like->views;
    return LT_OK;
}

void lt_packed_close(lt_packed *s)
{
    if (!s->mem) return;
    lt_mem_free(s->mem, s->columns, (size_t)s->count * sizeof(*s->columns));
    lt_buf_clear(&s->bytes);
    lt_heap_clear(&s->heap);
    *s = (lt_packed){0};
}

static int32_t full_width(lt_kind kind)
{
    return kind == LT_KIND_I128 || kind == LT_KIND_VIEW ? 16 : 8;
}

/* Short texts are moved as SHORT bytes, those past their own being overwritten or ignored: texts
 * lie first, and a row ends no sooner. */
static void lay_out(lt_packed *s)
{
    int32_t at = 0, end = 0;
    s->views = false;
    for (int32_t pass = 0; pass < 2; pass++) {
        for (int32_t c = 0; c < s->count; c++) {
            lt_packed_column *k = &s->columns[c];
            if ((k->kind == LT_KIND_VIEW) != (pass == 0)) continue;
            k->at = at;
            at += k->width;
            if (pass == 0 && k->at + SHORT > end) end = k->at + SHORT;
            s->views |= k->kind == LT_KIND_VIEW && k->width == VIEW;
        }
    }
    s->null_at = at;
    at += (s->count + 7) / 8;
    if (at < end) at = end;
    s->stride = ((size_t)at + 7) / 8 * 8;
}

/* ---- how wide values are ---- */

static int32_t width_of_ints(const int64_t *v, int32_t n)
{
    uint64_t most = 0; /* bits that are not the sign's */
    for (int32_t i = 0; i < n; i++) most |= (uint64_t)(v[i] ^ v[i] >> 63);
    return most < 1u << 7 ? 1 : most < 1u << 15 ? 2 : most < 1u << 31 ? 4 : 8;
}

static int32_t width_of_texts(const lt_view *v, int32_t n)
{
    int32_t most = 0;
    for (int32_t i = 0; i < n; i++) most = v[i].len > most ? v[i].len : most;
    return most <= 4 ? 5 : most <= 7 ? 8 : most <= 12 ? SHORT : VIEW;
}

/* A block of a column. */
typedef union block {
    int64_t i[LT_BLOCK];
    double  f[LT_BLOCK];
    lt_i128 d[LT_BLOCK];
    lt_view v[LT_BLOCK];
} block;

/* Bytes that values of rows [start, start + n) need, which are then at *values. */
static int32_t look(const void **values, block *buf, lt_kind kind, const lt_column *c,
                    int32_t start, int32_t n)
{
    switch (kind) {
    case LT_KIND_I64: *values = lt_block_i64(buf->i, c, start, n); return width_of_ints(*values, n);
    case LT_KIND_VIEW:
        *values = lt_block_views(buf->v, c, start, n);
        return width_of_texts(*values, n);
    case LT_KIND_F64: *values = lt_block_f64(buf->f, c, start, n); return 8;
    case LT_KIND_I128: *values = lt_block_i128(buf->d, c, start, n); return 16;
    case LT_KIND_LIST: break;
    }
    return 0;
}

/* ---- moving values ---- */

#define PUT_INTS(T)                                 \
    for (int32_t i = 0; i < n; i++, to += stride) { \
        T narrow = (T)v[i];                         \
        memcpy(to, &narrow, sizeof(narrow));        \
    }

static void put_ints(uint8_t *to, size_t stride, int32_t width, const int64_t *v, int32_t n)
{
    switch (width) {
    case 1: PUT_INTS(int8_t); break;
    case 2: PUT_INTS(int16_t); break;
    case 4: PUT_INTS(int32_t); break;
    default: PUT_INTS(int64_t); break;
    }
}

static void put_pairs(uint8_t *to, size_t stride, const void *values, int32_t n)
{
    const uint8_t *v = values;
    for (int32_t i = 0; i < n; i++, to += stride, v += 16) memcpy(to, v, 16);
}

/* The length as a byte, then what lies in the view. */
static void put_texts(uint8_t *to, size_t stride, int32_t width, const lt_view *v, int32_t n)
{
    if (width == VIEW) {
        put_pairs(to, stride, v, n);
        return;
    }
    for (int32_t i = 0; i < n; i++, to += stride) {
        to[0] = (uint8_t)v[i].len;
        memcpy(to + 1, (const uint8_t *)&v[i] + 4, 12);
    }
}

static void put_values(const lt_packed *s, const lt_packed_column *k, uint8_t *to, const void *v,
                       int32_t n)
{
    to += k->at;
    switch (k->kind) {
    case LT_KIND_I64:
    case LT_KIND_F64: put_ints(to, s->stride, k->width, v, n); break;
    case LT_KIND_I128: put_pairs(to, s->stride, v, n); break;
    case LT_KIND_VIEW: put_texts(to, s->stride, k->width, v, n); break;
    case LT_KIND_LIST: break;
    }
}

static void put_nulls(lt_packed *s, int32_t c, uint8_t *to, const lt_column *column, int32_t start,
                      int32_t n)
{
    if (!column->valid && column->type.id != LT_VOID) return;
    to += s->null_at + c / 8;
    for (int32_t i = 0; i < n; i += 64) {
        uint64_t null = ~lt_valid_word(column, (size_t)(start + i) >> 6);
        if (n - i < 64) null &= (UINT64_C(1) << (n - i)) - 1;
        s->columns[c].nulls |= null != 0;
        for (; null; null &= null - 1) {
            size_t row = (size_t)(i + __builtin_ctzll(null));
            to[row * s->stride] |= (uint8_t)(1u << (c % 8));
        }
    }
}

/* ---- wider columns ---- */

/* A value as put_values takes it. */
typedef union value {
    uint8_t bytes[16];
    int64_t i;
    lt_i128 d;
    lt_view v;
} value;

static value load(const lt_packed_column *k, const uint8_t *at)
{
    value  made = {.bytes = {0}};
    size_t width = (size_t)k->width;
    if (k->kind == LT_KIND_VIEW && k->width != VIEW) {
        made.v.len = at[0];
        memcpy(made.bytes + 4, at + 1, width - 1);
        return made;
    }
    memcpy(&made, at, width);
    if (width < 8 && made.bytes[width - 1] & 0x80) memset(made.bytes + width, 0xFF, 8 - width);
    return made;
}

static void move_column(const lt_packed *to, const lt_packed *from, int32_t c)
{
    for (int64_t row = 0; row < from->rows; row++) {
        value v = load(&from->columns[c], lt_packed_row(from, row) + from->columns[c].at);
        put_values(to, &to->columns[c], to->bytes.data + (size_t)row * to->stride, &v, 1);
    }
}

static lt_status widen_to(lt_packed *s, lt_packed_column *columns, lt_error *err)
{
    lt_packed old = *s;
    s->columns = columns;
    lay_out(s);
    s->bytes = (lt_buf){.mem = s->mem};
    size_t    bytes = (size_t)s->rows * s->stride;
    lt_status status = lt_buf_reserve(&s->bytes, bytes, err);
    if (status) {
        s->columns = old.columns;
        s->bytes = old.bytes;
        s->stride = old.stride;
        return status;
    }
    /* Texts come first and overwrite what follows them, so they are moved in that order. */
    for (int32_t pass = 0; pass < 2; pass++)
        for (int32_t c = 0; c < s->count; c++)
            if ((s->columns[c].kind == LT_KIND_VIEW) == (pass == 0)) move_column(s, &old, c);
    for (int64_t row = 0; row < s->rows; row++)
        memcpy(s->bytes.data + (size_t)row * s->stride + s->null_at,
               lt_packed_row(&old, row) + old.null_at, ((size_t)s->count + 7) / 8);
    s->bytes.len = bytes;
    lt_buf_clear(&old.bytes);
    return LT_OK;
}

/* Columns get the widths wanted, where these are larger; need: int32_t a column. */
static lt_status widen(lt_packed *s, const int32_t *need, lt_error *err)
{
    bool              first = !s->stride, last = ++s->changes >= CHANGES;
    size_t            bytes = (size_t)s->count * sizeof(*s->columns);
    lt_packed_column *old = s->columns, *made = lt_mem_resize(s->mem, NULL, 0, bytes);
    if (!made) return lt_mem_refused(s->mem, bytes, "rows", err);
    for (int32_t c = 0; c < s->count; c++) {
        made[c] = old[c];
        int32_t full = full_width(old[c].kind);
        if (first)
            made[c].width = need[c];
        else if (last || need[c] > old[c].width)
            made[c].width = full;
    }
    lt_status status = widen_to(s, made, err);
    lt_mem_free(s->mem, status ? made : old, bytes);
    return status;
}

lt_status lt_packed_agree(lt_packed *s, const lt_packed *other, lt_error *err)
{
    size_t            bytes = (size_t)s->count * sizeof(*s->columns);
    lt_packed_column *old = s->columns, *made;
    bool              same = true;
    for (int32_t c = 0; c < s->count; c++) same &= old[c].width >= other->columns[c].width;
    if (same) return LT_OK;
    made = lt_mem_resize(s->mem, NULL, 0, bytes);
    if (!made) return lt_mem_refused(s->mem, bytes, "rows", err);
    for (int32_t c = 0; c < s->count; c++) {
        made[c] = old[c];
        if (other->columns[c].width > made[c].width) made[c].width = other->columns[c].width;
    }
    lt_status status = widen_to(s, made, err);
    lt_mem_free(s->mem, status ? made : old, bytes);
    return status;
}

/* ---- rows in ---- */

/* Long texts of the n rows behind the store are copied into its heap. */
static lt_status keep_texts(lt_packed *s, int32_t n, lt_error *err)
{
    for (int32_t c = 0; s->views && c < s->count; c++) {
        const lt_packed_column *k = &s->columns[c];
        uint8_t                *at = s->bytes.data + s->bytes.len + k->at;
        if (k->kind != LT_KIND_VIEW || k->width != VIEW) continue;
        for (int32_t i = 0; i < n; i++, at += s->stride) {
            lt_view v;
            memcpy(&v, at, sizeof(v));
            if (v.len <= 12) continue;
            LT_TRY(lt_heap_add(&v, &s->heap, v.at, (size_t)v.len, err));
            memcpy(at, &v, sizeof(v));
        }
    }
    return LT_OK;
}

/* The n rows just made behind the others become those of the store. */
static lt_status keep(lt_packed *s, int32_t n, lt_error *err)
{
    LT_TRY(keep_texts(s, n, err));
    s->bytes.len += (size_t)n * s->stride;
    s->rows += n;
    return LT_OK;
}

/* Of the block of rows from start on, made behind the store, those listed close up. */
static void close_up(const lt_packed *s, int32_t start, const int32_t *rows, int32_t n)
{
    uint8_t *made = s->bytes.data + s->bytes.len;
    for (int32_t i = 0; i < n; i++)
        if (rows[i] - start != i)
            memmove(made + (size_t)i * s->stride, made + (size_t)(rows[i] - start) * s->stride,
                    s->stride);
}

/* What every column needs in rows [start, end); false: it has that already. */
static bool is_too_wide(int32_t *need, const lt_packed *s, lt_column *const *columns, int32_t start,
                        int32_t end)
{
    const void *values;
    block       buf;
    bool        wider = !s->stride;
    for (int32_t c = 0; c < s->count; c++) {
        const lt_packed_column *k = &s->columns[c];
        need[c] = 0;
        for (int32_t at = start; at < end; at += LT_BLOCK) {
            int32_t n = end - at < LT_BLOCK ? end - at : LT_BLOCK;
            int32_t here = look(&values, &buf, k->kind, columns[c], at, n);
            if (here > need[c]) need[c] = here;
        }
        wider |= need[c] > k->width;
    }
    return wider;
}

static lt_status make_fit(lt_packed *s, lt_column *const *columns, int32_t start, int32_t n,
                          lt_error *err)
{
    size_t    bytes = ((size_t)s->count + 1) * sizeof(int32_t);
    int32_t  *need = lt_mem_resize(s->mem, NULL, 0, bytes);
    lt_status status = LT_OK;
    if (!need) return lt_mem_refused(s->mem, bytes, "rows", err);
    if (is_too_wide(need, s, columns, start, start + n)) status = widen(s, need, err);
    lt_mem_free(s->mem, need, bytes);
    return status;
}

/* Rows [start, start + n) as bytes behind the store; false: some column is too narrow. */
static bool make_rows(lt_packed *s, lt_column *const *columns, int32_t start, int32_t n)
{
    uint8_t    *to = s->bytes.data + s->bytes.len;
    const void *values;
    block       buf;
    for (int32_t pass = 0; pass < 2; pass++) {
        for (int32_t c = 0; c < s->count; c++) {
            const lt_packed_column *k = &s->columns[c];
            if ((k->kind == LT_KIND_VIEW) != (pass == 0)) continue;
            if (look(&values, &buf, k->kind, columns[c], start, n) > k->width) return false;
            put_values(s, k, to, values, n);
        }
    }
    size_t null_bytes = ((size_t)s->count + 7) / 8;
    for (int32_t i = 0; i < n; i++) memset(to + (size_t)i * s->stride + s->null_at, 0, null_bytes);
    for (int32_t c = 0; c < s->count; c++) put_nulls(s, c, to, columns[c], start, n);
    return true;
}

static lt_status add_rows(lt_packed *s, lt_column *const *columns, const int32_t *rows, int32_t n,
                          int32_t all, lt_error *err)
{
    for (int32_t start = 0, done = 0; done < n; start += LT_BLOCK) {
        int32_t here = all - start < LT_BLOCK ? all - start : LT_BLOCK, count = 0;
        while (done + count < n && rows[done + count] < start + here) count++;
        if (!count) continue;
        for (bool fits = false; !fits;) {
            if (s->stride) {
                LT_TRY(lt_buf_reserve(&s->bytes, (size_t)here * s->stride, err));
                fits = make_rows(s, columns, start, here);
            }
            if (!fits) LT_TRY(make_fit(s, columns, start, all - start, err));
        }
        close_up(s, start, rows + done, count);
        LT_TRY(keep(s, count, err));
        done += count;
    }
    return LT_OK;
}

static void close_packed(lt_column **packed, const lt_packed *s)
{
    for (int32_t c = 0; c < s->count; c++) lt_column_release(packed[c]);
    lt_mem_free(s->mem, packed, (size_t)s->count * sizeof(*packed));
}

/* The columns, those of lists as bytes. */
static lt_status open_packed(lt_column ***out, const lt_packed *s, lt_column *const *columns,
                             lt_error *err)
{
    size_t      bytes = (size_t)s->count * sizeof(lt_column *);
    lt_column **packed = lt_mem_zeroed(s->mem, bytes, 1);
    lt_status   status = LT_OK;
    if (!packed) return lt_mem_refused(s->mem, bytes, "rows", err);
    for (int32_t c = 0; !status && c < s->count; c++)
        if (lt_type_is_list(s->columns[c].type))
            status = lt_pack_column(&packed[c], s->mem, columns[c], true, err);
        else
            packed[c] = lt_column_retain(columns[c]);
    if (status) {
        close_packed(packed, s);
        return status;
    }
    *out = packed;
    return LT_OK;
}

lt_status lt_packed_add(lt_packed *s, lt_column *const *columns, const int32_t *rows, int32_t n,
                        int32_t all, lt_error *err)
{
    lt_column **packed;
    if (!s->lists) return add_rows(s, columns, rows, n, all, err);
    LT_TRY(open_packed(&packed, s, columns, err));
    lt_status status = add_rows(s, packed, rows, n, all, err);
    close_packed(packed, s);
    return status;
}

lt_status lt_packed_copy(lt_packed *s, const lt_packed *from, int64_t row, lt_error *err)
{
    LT_TRY(lt_buf_reserve(&s->bytes, s->stride, err));
    memcpy(s->bytes.data + s->bytes.len, lt_packed_row(from, row), s->stride);
    return keep(s, 1, err);
}

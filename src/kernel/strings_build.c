/* strings_build.c — strings made of others: concat, replace, pad, repeat, reverse.
 *
 * Source   Spark 4 UTF8String (lpad, rpad, replace, translate)
 */
#include "kernel/strings.h"

#define KERNEL(name, fn, state, keep)                                               \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return lt_make(call, out, (fn), (state), (keep), err);                      \
    }

static uint8_t *append(uint8_t *to, const lt_view *v)
{
    memcpy(to, lt_view_bytes(v), (size_t)v->len);
    return to + v->len;
}

static lt_status concat_row(lt_maker *m, int32_t row, lt_error *err)
{
    size_t   n = 0;
    uint8_t *room, *to;
    for (int32_t k = 0; k < m->call->arg_count; k++) n += (size_t)lt_arg(m, k, row)->len;
    LT_TRY(lt_heap_room(&room, &m->heap, n, err));
    to = room;
    for (int32_t k = 0; k < m->call->arg_count; k++) to = append(to, lt_arg(m, k, row));
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(concat, concat_row, NULL, false)

static bool is_given(const lt_maker *m, int32_t k, int32_t row)
{
    const lt_column *c = m->call->args[k];
    return c->type.id != LT_VOID && lt_column_valid(c, row);
}

static lt_status concat_ws_row(lt_maker *m, int32_t row, lt_error *err)
{
    size_t   n = 0, pieces = 0;
    uint8_t *room, *to;
    if (!is_given(m, 0, row)) return lt_result_null(m->out, row, err);
    const lt_view *separator = lt_arg(m, 0, row);
    for (int32_t k = 1; k < m->call->arg_count; k++) {
        if (!is_given(m, k, row)) continue;
        n += (size_t)lt_arg(m, k, row)->len;
        pieces++;
    }
    if (pieces) n += (pieces - 1) * (size_t)separator->len;
    LT_TRY(lt_heap_room(&room, &m->heap, n, err));
    to = room;
    for (int32_t k = 1; k < m->call->arg_count; k++) {
        if (!is_given(m, k, row)) continue;
        to = append(to, lt_arg(m, k, row));
        if (--pieces) to = append(to, separator);
    }
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(concat_ws, concat_ws_row, NULL, false)

static size_t count_places(const lt_view *v, const lt_view *search)
{
    const uint8_t *p = lt_view_bytes(v), *end = p + v->len;
    size_t         count = 0;
    while ((p = lt_find(p, (size_t)(end - p), search))) {
        p += search->len;
        count++;
    }
    return count;
}

static lt_status replace_row(lt_maker *m, int32_t row, lt_error *err)
{
    static const lt_view nothing;
    const lt_view       *v = lt_arg(m, 0, row), *search = lt_arg(m, 1, row);
    const lt_view       *by = m->call->arg_count > 2 ? lt_arg(m, 2, row) : &nothing;
    size_t               places = search->len ? count_places(v, search) : 0;
    uint8_t             *room;
    if (places == 0) {
        lt_put_view(m, row, *v);
        return LT_OK;
    }
    size_t n = (size_t)v->len - places * (size_t)search->len + places * (size_t)by->len;
    LT_TRY(lt_heap_room(&room, &m->heap, n, err));
    const uint8_t *p = lt_view_bytes(v), *end = p + v->len, *next;
    uint8_t       *to = room;
    while ((next = lt_find(p, (size_t)(end - p), search))) {
        memcpy(to, p, (size_t)(next - p));
        to = append(to + (next - p), by);
        p = next + search->len;
    }
    memcpy(to, p, (size_t)(end - p));
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(replace, replace_row, NULL, true)

/* The number of a character in set, -1 when absent; *step its bytes. */
static int32_t index_of_char(const uint8_t *c, int32_t n, const lt_view *set)
{
    const uint8_t *p = lt_view_bytes(set);
    int32_t        k = 0;
    for (int32_t i = 0; i < set->len; k++) {
        int32_t step = lt_skip_chars(p + i, set->len - i, 1);
        if (step == n && memcmp(p + i, c, (size_t)n) == 0) return k;
        i += step;
    }
    return -1;
}

static lt_status translate_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row), *from = lt_arg(m, 1, row), *into = lt_arg(m, 2, row);
    const uint8_t *p = lt_view_bytes(v), *with = lt_view_bytes(into);
    uint8_t       *room;
    size_t         len = 0;
    LT_TRY(lt_heap_room(&room, &m->heap, 4 * (size_t)v->len, err));
    for (int32_t i = 0; i < v->len;) {
        int32_t step = lt_skip_chars(p + i, v->len - i, 1);
        int32_t k = index_of_char(p + i, step, from);
        if (k < 0) {
            memcpy(room + len, p + i, (size_t)step);
            len += (size_t)step;
        } else {
            int32_t at = lt_skip_chars(with, into->len, k);
            int32_t n = lt_skip_chars(with + at, into->len - at, 1);
            if (n > 4) n = 4;
            memcpy(room + len, with + at, (size_t)n);
            len += (size_t)n;
        }
        i += step;
    }
    lt_put_room(m, row, room, len);
    return LT_OK;
}

KERNEL(translate, translate_row, NULL, false)

/* ---- padding ---- */

/* `chars` characters of by, over and over. */
static uint8_t *fill(uint8_t *to, const lt_view *by, int64_t chars)
{
    const uint8_t *p = lt_view_bytes(by);
    int32_t        period = lt_count_chars(p, by->len);
    for (; chars >= period; chars -= period) to = append(to, by);
    int32_t rest = lt_skip_chars(p, by->len, chars);
    memcpy(to, p, (size_t)rest);
    return to + rest;
}

static lt_status pad_row(lt_maker *m, int32_t row, lt_error *err)
{
    static const lt_view blank = {.len = 1, .prefix = " "};
    const lt_view       *v = lt_arg(m, 0, row);
    const lt_view       *by = m->call->arg_count > 2 ? lt_arg(m, 2, row) : &blank;
    const uint8_t       *p = lt_view_bytes(v);
    int64_t              want = lt_int_arg(m, 1, row), have = lt_count_chars(p, v->len);
    uint8_t             *room, *to;
    if (want <= have || lt_count_chars(lt_view_bytes(by), by->len) == 0) {
        int32_t n = lt_skip_chars(p, v->len, want);
        lt_put_view(m, row, lt_view_of(p, n));
        return LT_OK;
    }
    int32_t period = lt_count_chars(lt_view_bytes(by), by->len);
    size_t  n = (size_t)v->len + ((size_t)(want - have) / (size_t)period + 1) * (size_t)by->len;
    LT_TRY(lt_heap_room(&room, &m->heap, n, err));
    bool left = m->state != NULL;
    to = left ? append(fill(room, by, want - have), v) : fill(append(room, v), by, want - have);
    lt_put_room(m, row, room, (size_t)(to - room));
    return LT_OK;
}

static const bool on_the_left = true;
KERNEL(lpad, pad_row, (void *)&on_the_left, true)
KERNEL(rpad, pad_row, NULL, true)

static lt_status repeat_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    int64_t        times = lt_int_arg(m, 1, row);
    uint8_t       *room, *to;
    size_t         n = times > 0 ? (size_t)times * (size_t)v->len : 0;
    LT_TRY(lt_heap_room(&room, &m->heap, n, err));
    to = room;
    for (int64_t k = 0; n && k < times; k++) to = append(to, v);
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(repeat, repeat_row, NULL, false)

static lt_status space_row(lt_maker *m, int32_t row, lt_error *err)
{
    int32_t  n = lt_int_arg(m, 0, row);
    uint8_t *room;
    if (n < 0) n = 0;
    LT_TRY(lt_heap_room(&room, &m->heap, (size_t)n, err));
    memset(room, ' ', (size_t)n);
    lt_put_room(m, row, room, (size_t)n);
    return LT_OK;
}

KERNEL(space, space_row, NULL, false)

static lt_status reverse_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    const uint8_t *p = lt_view_bytes(v);
    uint8_t       *room;
    LT_TRY(lt_heap_room(&room, &m->heap, (size_t)v->len, err));
    for (int32_t i = 0; i < v->len;) {
        int32_t step = lt_skip_chars(p + i, v->len - i, 1);
        memcpy(room + v->len - i - step, p + i, (size_t)step);
        i += step;
    }
    lt_put_room(m, row, room, (size_t)v->len);
    return LT_OK;
}

KERNEL(reverse, reverse_row, NULL, false)

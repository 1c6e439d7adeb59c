/* strings_edit.c — texts by pieces, sets and distances: substring_index, overlay, elt, mask ….
 *
 * Source   Spark 4 UTF8String (subStringIndex, findInSet, soundex), stringExpressions.scala,
 *          maskExpressions.scala
 */
#include "core/escape.h"
#include "kernel/functions_text.h"
#include "kernel/strings.h"

#include <utf8proc.h>

#define KERNEL(name, fn, state, keep)                                               \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return lt_make(call, out, (fn), (state), (keep), err);                      \
    }

/* ---- pieces ---- */

/* The last place of part in p[0, n), or NULL. */
static const uint8_t *find_last(const uint8_t *p, size_t n, const lt_view *part)
{
    size_t len = (size_t)part->len;
    for (size_t i = n < len ? 0 : n - len + 1; i > 0; i--)
        if (memcmp(p + i - 1, lt_view_bytes(part), len) == 0) return p + i - 1;
    return NULL;
}

/* What lies before the count-th delimiter; occurrences may overlap, as in Spark. */
static lt_view before_nth(const lt_view *v, const lt_view *delimiter, int64_t count)
{
    const uint8_t *p = lt_view_bytes(v), *end = p + v->len, *from = p, *at = p;
    for (; count > 0; count--, from = at + 1)
        if (!(at = lt_find(from, (size_t)(end - from), delimiter))) return *v;
    return lt_view_of(p, (int32_t)(at - p));
}

static lt_view behind_nth(const lt_view *v, const lt_view *delimiter, int64_t count)
{
    const uint8_t *p = lt_view_bytes(v), *end = p + v->len, *until = end, *at = end;
    for (; count > 0; count--, until = at + delimiter->len - 1)
        if (!(at = find_last(p, (size_t)(until - p), delimiter))) return *v;
    at += delimiter->len;
    return lt_view_of(at, (int32_t)(end - at));
}

static lt_status substring_index_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row), *delimiter = lt_arg(m, 1, row);
    int64_t        count = lt_int_arg(m, 2, row);
    lt_view        piece = {0};
    (void)err;
    if (delimiter->len && count > 0) piece = before_nth(v, delimiter, count);
    if (delimiter->len && count < 0) piece = behind_nth(v, delimiter, -count);
    lt_put_view(m, row, piece);
    return LT_OK;
}

KERNEL(substring_index, substring_index_row, NULL, true)

static lt_status overlay_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row), *by = lt_arg(m, 1, row);
    bool           bytes = m->call->args[0]->type.id == LT_BINARY;
    int64_t        at = lt_int_arg(m, 2, row);
    int64_t        len = m->call->arg_count > 3 ? lt_int_arg(m, 3, row) : -1;
    uint8_t       *room;
    if (len < 0) len = bytes ? by->len : lt_count_chars(lt_view_bytes(by), by->len);
    lt_view head = lt_cut(v, 1, at - 1, bytes), tail = lt_cut(v, at + len, INT32_MAX, bytes);
    size_t  n = (size_t)head.len + (size_t)by->len + (size_t)tail.len;
    LT_TRY(lt_heap_room(&room, &m->heap, n, err));
    memcpy(room, lt_view_bytes(&head), (size_t)head.len);
    memcpy(room + head.len, lt_view_bytes(by), (size_t)by->len);
    memcpy(room + head.len + by->len, lt_view_bytes(&tail), (size_t)tail.len);
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(overlay, overlay_row, NULL, false)

static bool is_given(const lt_column *c, int32_t row)
{
    return c->type.id != LT_VOID && lt_column_valid(c, row);
}

static lt_status elt_row(lt_maker *m, int32_t row, lt_error *err)
{
    if (!is_given(m->call->args[0], row)) return lt_result_null(m->out, row, err);
    int32_t k = lt_int_arg(m, 0, row);
    if (k < 1 || k >= m->call->arg_count)
        return LT_FAIL(err, LT_EINVAL, "elt counts from 1 to %d: there is no value %d",
                       m->call->arg_count - 1, k);
    if (!is_given(m->call->args[k], row)) return lt_result_null(m->out, row, err);
    const lt_view *v = lt_arg(m, k, row);
    lt_view        made;
    LT_TRY(lt_heap_add(&made, &m->heap, lt_view_bytes(v), (size_t)v->len, err));
    lt_put_view(m, row, made);
    return LT_OK;
}

KERNEL(elt, elt_row, NULL, false)

static lt_status find_in_set_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *word = lt_arg(m, 0, row), *set = lt_arg(m, 1, row);
    const uint8_t *w = lt_view_bytes(word), *p = lt_view_bytes(set), *end = p + set->len;
    int32_t        found = 0, number = 1;
    (void)err;
    bool comma = word->len && memchr(w, ',', (size_t)word->len);
    while (!comma && !found) {
        const uint8_t *next = p < end ? memchr(p, ',', (size_t)(end - p)) : NULL;
        size_t         n = (size_t)((next ? next : end) - p);
        if (n == (size_t)word->len && memcmp(p, w, n) == 0) found = number;
        if (!next) break;
        p = next + 1;
        number++;
    }
    ((int32_t *)m->out->values)[row] = found;
    return LT_OK;
}

KERNEL(find_in_set, find_in_set_row, NULL, false)

/* ---- characters ---- */

/* The character of a code modulo 256, as in Spark; negative: none. */
static lt_status char_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_column *c = m->call->args[0];
    int64_t          code = ((const int64_t *)c->values)[c->encoding == LT_CONST ? 0 : row];
    char             bytes[4];
    (void)err;
    size_t n = code < 0 ? 0 : lt_utf8_put(bytes, (int32_t)(code & 0xFF));
    lt_put_view(m, row, lt_view_of(bytes, (int32_t)n));
    return LT_OK;
}

KERNEL(char, char_row, NULL, false)

static lt_status bit_length_row(lt_maker *m, int32_t row, lt_error *err)
{
    int32_t len = lt_arg(m, 0, row)->len;
    if (len > INT32_MAX / 8)
        return LT_FAIL(err, LT_EOVERFLOW, "a text of %d bytes has more bits than an int counts",
                       len);
    ((int32_t *)m->out->values)[row] = 8 * len;
    return LT_OK;
}

KERNEL(bit_length, bit_length_row, NULL, false)

/* The code of a letter, '7' for those that do not even part two equal codes. */
static char soundex_code(uint8_t upper) { return "01230127022455012623017202"[upper - 'A']; }

static lt_status soundex_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    const uint8_t *p = lt_view_bytes(v);
    uint8_t        code[4] = {0, '0', '0', '0'};
    int            n = 1;
    (void)err;
    uint8_t first = v->len ? (uint8_t)(p[0] >= 'a' && p[0] <= 'z' ? p[0] & ~0x20 : p[0]) : 0;
    if (first < 'A' || first > 'Z') {
        lt_put_view(m, row, *v);
        return LT_OK;
    }
    code[0] = first;
    char last = soundex_code(first);
    for (int32_t i = 1; i < v->len && n < 4; i++) {
        uint8_t upper = (uint8_t)(p[i] & ~0x20);
        bool    letter = p[i] < 0x80 && upper >= 'A' && upper <= 'Z';
        char    now = (char)(letter ? soundex_code(upper) : '0');
        if (now == '7') continue;
        if (now != '0' && now != last) code[n++] = (uint8_t)now;
        last = now;
    }
    lt_put_view(m, row, lt_view_of(code, 4));
    return LT_OK;
}

KERNEL(soundex, soundex_row, NULL, true)

static lt_status quote_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    const uint8_t *p = lt_view_bytes(v);
    uint8_t       *room;
    size_t         n = 0;
    LT_TRY(lt_heap_room(&room, &m->heap, 2 * (size_t)v->len + 2, err));
    room[n++] = '\'';
    for (int32_t i = 0; i < v->len; i++) {
        if (p[i] == '\'') room[n++] = '\\';
        room[n++] = p[i];
    }
    room[n++] = '\'';
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(quote, quote_row, NULL, false)

/* Digits from the right, every second one doubled, make a multiple of 10. */
static lt_status luhn_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    const uint8_t *p = lt_view_bytes(v);
    bool           digits = v->len > 0;
    int64_t        sum = 0;
    (void)err;
    for (int32_t i = 0; digits && i < v->len; i++) {
        int digit = p[v->len - 1 - i] - '0';
        digits = digit >= 0 && digit <= 9;
        if (i % 2 == 1) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
        sum += digit;
    }
    if (digits && sum % 10 == 0) lt_bit_set(m->out->values, row);
    return LT_OK;
}

KERNEL(luhn_check, luhn_row, NULL, false)

/* ---- mask ---- */

/* What stands for characters of one kind: of args[k], `fallback` where there are fewer; NULL: the
 * character stays. */
static lt_status mask_of(const lt_maker *m, int k, int32_t row, const lt_view *fallback,
                         const lt_view **out, lt_error *err)
{
    *out = fallback;
    if (k >= m->call->arg_count) return LT_OK;
    *out = NULL;
    if (!is_given(m->call->args[k], row)) return LT_OK;
    const lt_view *v = lt_arg(m, k, row);
    if (lt_count_chars(lt_view_bytes(v), v->len) != 1)
        return LT_FAIL(err, LT_EINVAL, "mask replaces by one character, not by \"%.*s\"",
                       v->len < 40 ? v->len : 40, (const char *)lt_view_bytes(v));
    *out = v;
    return LT_OK;
}

enum { UPPER, LOWER, DIGIT, OTHER, KINDS };

static int kind_of(int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU: return UPPER;
    case UTF8PROC_CATEGORY_LL: return LOWER;
    case UTF8PROC_CATEGORY_ND: return DIGIT;
    default: return OTHER;
    }
}

static size_t put_masked(uint8_t *to, const lt_view *v, const lt_view *const *by)
{
    const uint8_t *p = lt_view_bytes(v);
    size_t         n = 0;
    for (int32_t i = 0, step; i < v->len; i += step) {
        int32_t code;
        step = (int32_t)lt_utf8_next((const char *)p + i, (size_t)(v->len - i), &code);
        const lt_view *with = by[code < 0 ? OTHER : kind_of(code)];
        size_t         len = (size_t)(with ? with->len : step);
        memcpy(to + n, with ? lt_view_bytes(with) : p + i, len);
        n += len;
    }
    return n;
}

static lt_status mask_row(lt_maker *m, int32_t row, lt_error *err)
{
    static const lt_view fallback[KINDS] = {[UPPER] = {.len = 1, .prefix = "X"},
                                            [LOWER] = {.len = 1, .prefix = "x"},
                                            [DIGIT] = {.len = 1, .prefix = "n"}};
    const lt_view       *by[KINDS];
    uint8_t             *room;
    if (!is_given(m->call->args[0], row)) return lt_result_null(m->out, row, err);
    const lt_view *v = lt_arg(m, 0, row);
    for (int k = 0; k < KINDS; k++)
        LT_TRY(mask_of(m, k + 1, row, k == OTHER ? NULL : &fallback[k], &by[k], err));
    LT_TRY(lt_heap_room(&room, &m->heap, 4 * (size_t)v->len, err));
    lt_put_room(m, row, room, put_masked(room, v, by));
    return LT_OK;
}

KERNEL(mask, mask_row, NULL, false)

/* ---- UTF-8 ---- */

static bool is_valid(const lt_view *v)
{
    return lt_utf8_valid((const char *)lt_view_bytes(v), (size_t)v->len, NULL);
}

static lt_status is_valid_row(lt_maker *m, int32_t row, lt_error *err)
{
    (void)err;
    if (is_valid(lt_arg(m, 0, row))) lt_bit_set(m->out->values, row);
    return LT_OK;
}

KERNEL(is_valid_utf8, is_valid_row, NULL, false)

static lt_status make_valid_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    const char    *p = (const char *)lt_view_bytes(v);
    uint8_t       *room;
    size_t         n = 0;
    LT_TRY(lt_heap_room(&room, &m->heap, 3 * (size_t)v->len, err));
    for (size_t i = 0, step; i < (size_t)v->len; i += step) {
        int32_t code;
        step = lt_utf8_next(p + i, (size_t)v->len - i, &code);
        memcpy(room + n, code < 0 ? "\xEF\xBF\xBD" : p + i, code < 0 ? 3 : step);
        n += code < 0 ? 3 : step;
    }
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(make_valid_utf8, make_valid_row, NULL, false)

static lt_status validate_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    lt_short_text  text;
    lt_put_view(m, row, *v);
    if (is_valid(v)) return LT_OK;
    lt_status why = LT_FAIL(m->call->try_ ? NULL : err, LT_EPARSE, "\"%s\" is not valid UTF-8",
                            lt_short(text, m->call->args[0], row));
    return lt_refuse(m->call, m->out, row, why, err);
}

KERNEL(validate_utf8, validate_row, NULL, true)

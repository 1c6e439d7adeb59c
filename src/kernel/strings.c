/* strings.c — the harness; case, length, trimming and parts. Parts are views of their argument.
 *
 * Source   Spark 4 UTF8String (substringSQL, trim, toTitleCase)
 */
#include "kernel/strings.h"

#include <utf8proc.h>

lt_status lt_make(const lt_call *call, lt_column **out, lt_row_fn *fn, void *state, bool keep,
                  lt_error *err)
{
    lt_maker  m = {.call = call, .heap.mem = call->mem, .state = state};
    lt_status status = LT_OK;
    LT_TRY(lt_call_result(call, &m.out, err));
    if (m.out->values_bytes) memset(m.out->values, 0, m.out->values_bytes);
    if (keep) status = lt_column_keep_all(m.out, call->args[0], err);
    for (int32_t i = 0; !status && i < call->rows; i++)
        if (lt_wanted(call, i)) status = fn(&m, i, err);
    if (!status) status = lt_heap_give(&m.heap, m.out, err);
    lt_heap_clear(&m.heap);
    return lt_done(out, m.out, status);
}

#define KERNEL(name, fn, state, keep)                                               \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return lt_make(call, out, (fn), (state), (keep), err);                      \
    }

/* ---- case ---- */

static size_t fold_ascii(uint8_t *to, const uint8_t *p, int32_t n, bool upper)
{
    uint8_t first = upper ? 'a' : 'A';
    for (int32_t i = 0; i < n; i++) to[i] = (uint8_t)(p[i] ^ ((uint8_t)(p[i] - first) < 26) << 5);
    return (size_t)n;
}

/* Characters whose other case is several: Unicode's SpecialCasing without Greek iotas. */
typedef struct special {
    int32_t     code;
    const char *to;
} special;
static const special special_upper[] = {
    {0xDF, "SS"},
    {0x149, "\u02BCN"},
    {0x1F0, "J\u030C"},
    {0x390, "\u0399\u0308\u0301"},
    {0x3B0, "\u03A5\u0308\u0301"},
    {0x587, "\u0535\u0552"},
    {0x1E96, "H\u0331"},
    {0x1E97, "T\u0308"},
    {0x1E98, "W\u030A"},
    {0x1E99, "Y\u030A"},
    {0x1E9A, "A\u02BE"},
    {0xFB00, "FF"},
    {0xFB01, "FI"},
    {0xFB02, "FL"},
    {0xFB03, "FFI"},
    {0xFB04, "FFL"},
    {0xFB05, "ST"},
    {0xFB06, "ST"},
};
static const special special_lower[] = {{0x130, "i\u0307"}};

static const char *find_special(int32_t code, bool upper)
{
    const special *list = upper ? special_upper : special_lower;
    size_t         n = upper ? sizeof(special_upper) / sizeof(special) : 1;
    for (size_t i = 0; i < n; i++)
        if (list[i].code == code) return list[i].to;
    return NULL;
}

static size_t put_folded(uint8_t *to, int32_t code, bool upper)
{
    const char *several = find_special(code, upper);
    if (!several) {
        code = upper ? utf8proc_toupper(code) : utf8proc_tolower(code);
        return (size_t)utf8proc_encode_char(code, to);
    }
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): views have a length, not an end */
    memcpy(to, several, strlen(several));
    return strlen(several);
}

size_t lt_fold_case(uint8_t *to, const uint8_t *p, int32_t n, bool upper)
{
    if (lt_is_ascii(p, n)) return fold_ascii(to, p, n, upper);
    size_t len = 0;
    for (int32_t i = 0; i < n;) {
        utf8proc_int32_t code;
        utf8proc_ssize_t step = utf8proc_iterate(p + i, n - i, &code);
        if (step <= 0) { /* not UTF-8: the byte stays */
            to[len++] = p[i++];
            continue;
        }
        len += put_folded(to + len, code, upper);
        i += (int32_t)step;
    }
    return len;
}

static const bool to_upper = true, to_lower = false;

static lt_status fold_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    uint8_t       *room;
    LT_TRY(lt_heap_room(&room, &m->heap, LT_FOLD_ROOM(v->len), err));
    size_t n = lt_fold_case(room, lt_view_bytes(v), v->len, *(const bool *)m->state);
    lt_put_room(m, row, room, n);
    return LT_OK;
}

KERNEL(upper, fold_row, (void *)&to_upper, false)
KERNEL(lower, fold_row, (void *)&to_lower, false)

/* Words are what blanks part; their first letter is raised, the rest lowered. */
static lt_status initcap_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    const uint8_t *p = lt_view_bytes(v);
    uint8_t       *room;
    size_t         len = 0;
    LT_TRY(lt_heap_room(&room, &m->heap, LT_FOLD_ROOM(v->len), err));
    for (int32_t i = 0; i < v->len;) {
        bool    first = i == 0 || p[i - 1] == ' ';
        int32_t end = i + lt_skip_chars(p + i, v->len - i, 1);
        if (!first)
            while (end < v->len && p[end - 1] != ' ') end++;
        len += lt_fold_case(room + len, p + i, end - i, first);
        i = end;
    }
    lt_put_room(m, row, room, len);
    return LT_OK;
}

KERNEL(initcap, initcap_row, NULL, false)

/* ---- lengths ---- */

static lt_status length_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    bool           chars = m->call->args[0]->type.id == LT_STRING && !m->state;
    (void)err;
    ((int32_t *)m->out->values)[row] = chars ? lt_count_chars(lt_view_bytes(v), v->len) : v->len;
    return LT_OK;
}

KERNEL(length, length_row, NULL, false)
KERNEL(octet_length, length_row, (void *)&to_upper, false)

static lt_status ascii_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view   *v = lt_arg(m, 0, row);
    utf8proc_int32_t code = 0;
    (void)err;
    if (v->len && utf8proc_iterate(lt_view_bytes(v), v->len, &code) <= 0)
        code = lt_view_bytes(v)[0];
    ((int32_t *)m->out->values)[row] = code;
    return LT_OK;
}

KERNEL(ascii, ascii_row, NULL, false)

/* ---- trimming ---- */

enum { LEFT_END = 1, RIGHT_END = 2 };

/* Whether the character of c[0, n) is among those of set. */
static bool is_member(const uint8_t *c, int32_t n, const lt_view *set)
{
    const uint8_t *p = lt_view_bytes(set);
    for (int32_t i = 0; i < set->len;) {
        int32_t step = lt_skip_chars(p + i, set->len - i, 1);
        if (step == n && memcmp(p + i, c, (size_t)n) == 0) return true;
        i += step;
    }
    return false;
}

static lt_status trim_row(lt_maker *m, int32_t row, lt_error *err)
{
    static const lt_view blank = {.len = 1, .prefix = " "};
    const lt_view       *v = lt_arg(m, 0, row);
    const lt_view       *set = m->call->arg_count > 1 ? lt_arg(m, 1, row) : &blank;
    const uint8_t       *p = lt_view_bytes(v), *end = p + v->len;
    int                  ends = *(const int *)m->state;
    (void)err;
    while (ends & LEFT_END && p < end) {
        int32_t step = lt_skip_chars(p, (int32_t)(end - p), 1);
        if (!is_member(p, step, set)) break;
        p += step;
    }
    while (ends & RIGHT_END && p < end) {
        const uint8_t *last = end - 1;
        while (last > p && !lt_starts_char(*last)) last--;
        if (!is_member(last, (int32_t)(end - last), set)) break;
        end = last;
    }
    lt_put_view(m, row, lt_view_of(p, (int32_t)(end - p)));
    return LT_OK;
}

static const int both_ends = LEFT_END | RIGHT_END, left_end = LEFT_END, right_end = RIGHT_END;
KERNEL(trim, trim_row, (void *)&both_ends, true)
KERNEL(ltrim, trim_row, (void *)&left_end, true)
KERNEL(rtrim, trim_row, (void *)&right_end, true)

/* ---- parts ---- */

/* Characters [from, until) of v; from may be negative: what lies before the start is empty. */
static lt_view slice(const lt_view *v, int64_t from, int64_t until, bool bytes)
{
    const uint8_t *p = lt_view_bytes(v);
    if (until <= from || until <= 0 || from >= v->len) return (lt_view){0};
    if (from < 0) from = 0;
    if (bytes) {
        if (until > v->len) until = v->len;
        return lt_view_of(p + from, (int32_t)(until - from));
    }
    int32_t start = lt_skip_chars(p, v->len, from);
    int32_t len = lt_skip_chars(p + start, v->len - start, until - from);
    return lt_view_of(p + start, len);
}

lt_view lt_cut(const lt_view *v, int64_t position, int64_t length, bool bytes)
{
    int64_t from = position > 0 ? position - 1 : 0;
    if (position < 0) from = position + (bytes ? v->len : lt_count_chars(lt_view_bytes(v), v->len));
    return slice(v, from, from + length, bytes);
}

static lt_view part(const lt_maker *m, int32_t row, int64_t position, int64_t length)
{
    return lt_cut(lt_arg(m, 0, row), position, length, m->call->args[0]->type.id == LT_BINARY);
}

static lt_status substring_row(lt_maker *m, int32_t row, lt_error *err)
{
    int64_t length = m->call->arg_count > 2 ? lt_int_arg(m, 2, row) : INT32_MAX;
    (void)err;
    lt_put_view(m, row, part(m, row, lt_int_arg(m, 1, row), length));
    return LT_OK;
}

static lt_status left_row(lt_maker *m, int32_t row, lt_error *err)
{
    (void)err;
    lt_put_view(m, row, part(m, row, 1, lt_int_arg(m, 1, row)));
    return LT_OK;
}

static lt_status right_row(lt_maker *m, int32_t row, lt_error *err)
{
    int64_t n = lt_int_arg(m, 1, row);
    (void)err;
    lt_put_view(m, row, n > 0 ? part(m, row, -n, INT64_C(1) << 32) : (lt_view){0});
    return LT_OK;
}

KERNEL(substring, substring_row, NULL, true)
KERNEL(left, left_row, NULL, true)
KERNEL(right, right_row, NULL, true)

/* The k-th piece (k > 0) between separators, false when there are fewer. */
static bool nth_piece(lt_view *out, const lt_view *v, const lt_view *separator, int64_t k)
{
    const uint8_t *p = lt_view_bytes(v), *end = p + v->len, *next;
    for (;;) {
        next = separator->len ? lt_find(p, (size_t)(end - p), separator) : NULL;
        if (--k == 0) break;
        if (!next) return false;
        p = next + separator->len;
    }
    *out = lt_view_of(p, (int32_t)((next ? next : end) - p));
    return true;
}

static int64_t count_pieces(const lt_view *v, const lt_view *separator)
{
    const uint8_t *p = lt_view_bytes(v), *end = p + v->len;
    int64_t        count = 1;
    while (separator->len && (p = lt_find(p, (size_t)(end - p), separator))) {
        p += separator->len;
        count++;
    }
    return count;
}

static lt_status split_part_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row), *separator = lt_arg(m, 1, row);
    int64_t        k = lt_int_arg(m, 2, row);
    lt_view        piece = {0};
    if (k == 0) {
        if (m->call->try_) return lt_result_null(m->out, row, err);
        lt_status status = LT_FAIL(err, LT_EINVAL, "split_part counts from 1: there is no part 0");
        lt_error_hint(err, "negative numbers count from the end");
        return status;
    }
    if (k < 0) k += 1 + count_pieces(v, separator);
    if (k > 0 && !nth_piece(&piece, v, separator, k)) piece = (lt_view){0};
    lt_put_view(m, row, piece);
    return LT_OK;
}

KERNEL(split_part, split_part_row, NULL, true)

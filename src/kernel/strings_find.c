/* strings_find.c — is it there, where is it, does it match: contains, instr, like.
 *
 * Source   Spark 4 StringUtils.escapeLikeRegex (what a pattern may hold), StringLocate
 */
#include "core/buf.h"
#include "kernel/strings.h"

#define KERNEL(name, fn, state)                                                     \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return lt_make(call, out, (fn), (state), false, err);                       \
    }

static lt_status contains_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    (void)err;
    if (lt_find(lt_view_bytes(v), (size_t)v->len, lt_arg(m, 1, row)))
        lt_bit_set(m->out->values, row);
    return LT_OK;
}

static lt_status startswith_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row), *part = lt_arg(m, 1, row);
    (void)err;
    if (v->len >= part->len &&
        memcmp(lt_view_bytes(v), lt_view_bytes(part), (size_t)part->len) == 0)
        lt_bit_set(m->out->values, row);
    return LT_OK;
}

static lt_status endswith_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row), *part = lt_arg(m, 1, row);
    (void)err;
    if (v->len >= part->len && memcmp(lt_view_bytes(v) + (v->len - part->len), lt_view_bytes(part),
                                      (size_t)part->len) == 0)
        lt_bit_set(m->out->values, row);
    return LT_OK;
}

KERNEL(contains, contains_row, NULL)
KERNEL(startswith, startswith_row, NULL)
KERNEL(endswith, endswith_row, NULL)

/* The character number of part in v at or after character `from` (both from 1), 0: none. */
static int32_t position(const lt_view *v, const lt_view *part, int32_t from)
{
    const uint8_t *p = lt_view_bytes(v);
    if (from < 1) return 0;
    if (part->len == 0) return 1;
    int32_t        skip = lt_skip_chars(p, v->len, from - 1);
    const uint8_t *at = lt_find(p + skip, (size_t)(v->len - skip), part);
    return at ? 1 + lt_count_chars(p, (int32_t)(at - p)) : 0;
}

static lt_status instr_row(lt_maker *m, int32_t row, lt_error *err)
{
    (void)err;
    ((int32_t *)m->out->values)[row] = position(lt_arg(m, 0, row), lt_arg(m, 1, row), 1);
    return LT_OK;
}

static lt_status locate_row(lt_maker *m, int32_t row, lt_error *err)
{
    int32_t from = m->call->arg_count > 2 ? lt_int_arg(m, 2, row) : 1;
    (void)err;
    ((int32_t *)m->out->values)[row] = position(lt_arg(m, 1, row), lt_arg(m, 0, row), from);
    return LT_OK;
}

KERNEL(instr, instr_row, NULL)
KERNEL(locate, locate_row, NULL)

/* ---- like ---- */

enum { ONE = 256, MANY = 257 }; /* steps past the bytes: _ and % */

typedef enum shape { GENERAL, EXACT, PREFIX, SUFFIX, INSIDE } shape;

/* A pattern: steps in compiled (uint16), and for the simple shapes their bytes alone. */
typedef struct pattern {
    lt_buf steps, bytes, folded, value;
    shape  shape;
    bool   ignore_case, ready;
} pattern;

static lt_status bad_pattern(const lt_view *text, const char *what, lt_error *err)
{
    int n = text->len > 60 ? 60 : text->len;
    return LT_FAIL(err, LT_EINVAL, "like \"%.*s\": %s", n, (const char *)lt_view_bytes(text), what);
}

static lt_status add_step(pattern *p, uint16_t step, lt_error *err)
{
    uint8_t byte = (uint8_t)step;
    if (step < ONE) LT_TRY(lt_buf_add(&p->bytes, &byte, 1, err));
    return lt_buf_add(&p->steps, &step, sizeof(step), err);
}

/* Text without _ and with % at its ends only needs no matcher. */
static shape shape_of(const pattern *p)
{
    const uint16_t *s = (const uint16_t *)(const void *)p->steps.data;
    size_t          n = p->steps.len / sizeof(*s), wild = n - p->bytes.len;
    bool            front = n && s[0] == MANY, back = n && s[n - 1] == MANY;
    if (wild == 0) return EXACT;
    if (wild == 1 && back) return PREFIX;
    if (wild == 1 && front) return SUFFIX;
    if (wild == 2 && front && back && n > 1) return INSIDE;
    return GENERAL;
}

static lt_status fold_into(lt_buf *out, const uint8_t *p, int32_t n, lt_error *err)
{
    out->len = 0;
    LT_TRY(lt_buf_reserve(out, LT_FOLD_ROOM(n), err));
    out->len = lt_fold_case(out->data, p, n, false);
    return LT_OK;
}

static lt_status compile(pattern *p, const lt_view *text, uint8_t escape, lt_error *err)
{
    const uint8_t *at = lt_view_bytes(text);
    int32_t        n = text->len;
    p->steps.len = p->bytes.len = 0;
    if (p->ignore_case) {
        LT_TRY(fold_into(&p->folded, at, n, err));
        at = p->folded.data;
        n = (int32_t)p->folded.len;
    }
    for (int32_t i = 0; i < n; i++) {
        uint16_t step = at[i];
        if (at[i] == escape) {
            if (++i == n) return bad_pattern(text, "nothing follows the escape at its end", err);
            if (at[i] != '_' && at[i] != '%' && at[i] != escape)
                return bad_pattern(text, "only _, % and the escape itself may be escaped", err);
            step = at[i];
        } else if (step == '_') {
            step = ONE;
        } else if (step == '%') {
            step = MANY;
        }
        LT_TRY(add_step(p, step, err));
    }
    p->shape = shape_of(p);
    return LT_OK;
}

/* Goes back to the last % only: what an earlier one could have taken, the last takes too. */
static bool match(const uint16_t *s, size_t steps, const uint8_t *p, size_t n)
{
    size_t i = 0, k = 0, retry_k = SIZE_MAX, retry_i = 0;
    while (i < n) {
        if (k < steps && s[k] == MANY) {
            retry_k = ++k;
            retry_i = i;
        } else if (k < steps && s[k] == ONE) {
            i += (size_t)lt_skip_chars(p + i, (int32_t)(n - i), 1);
            k++;
        } else if (k < steps && s[k] == p[i]) {
            i++, k++;
        } else if (retry_k != SIZE_MAX) {
            retry_i += (size_t)lt_skip_chars(p + retry_i, (int32_t)(n - retry_i), 1);
            i = retry_i;
            k = retry_k;
        } else {
            return false;
        }
    }
    while (k < steps && s[k] == MANY) k++;
    return k == steps;
}

static bool matches(const pattern *p, const uint8_t *v, size_t n)
{
    size_t len = p->bytes.len;
    switch (p->shape) {
    case EXACT: return n == len && (len == 0 || memcmp(v, p->bytes.data, n) == 0);
    case PREFIX: return n >= len && (len == 0 || memcmp(v, p->bytes.data, len) == 0);
    case SUFFIX: return n >= len && (len == 0 || memcmp(v + n - len, p->bytes.data, len) == 0);
    case INSIDE: return len == 0 || (n >= len && memmem(v, n, p->bytes.data, len));
    case GENERAL: break;
    }
    return match((const uint16_t *)(const void *)p->steps.data, p->steps.len / sizeof(uint16_t), v,
                 n);
}

static lt_status like_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_call *call = m->call;
    const lt_view *v = lt_arg(m, 0, row);
    pattern       *p = m->state;
    bool           constant =
        lt_step(call->args[1]) == 0 && (call->arg_count < 3 || lt_step(call->args[2]) == 0);
    if (!p->ready || !constant) {
        const lt_view *escape = call->arg_count > 2 ? lt_arg(m, 2, row) : NULL;
        if (escape && (escape->len != 1 || escape->prefix[0] >= 0x80))
            return LT_FAIL(err, LT_EINVAL, "the escape of like must be one ASCII character");
        LT_TRY(compile(p, lt_arg(m, 1, row), escape ? escape->prefix[0] : '\\', err));
        p->ready = true;
    }
    const uint8_t *text = lt_view_bytes(v);
    size_t         n = (size_t)v->len;
    if (p->ignore_case) {
        LT_TRY(fold_into(&p->value, text, v->len, err));
        text = p->value.data;
        n = p->value.len;
    }
    if (matches(p, text, n)) lt_bit_set(m->out->values, row);
    return LT_OK;
}

static lt_status like(const lt_call *call, lt_column **out, bool ignore_case, lt_error *err)
{
    pattern   p = {.steps.mem = call->mem,
                   .bytes.mem = call->mem,
                   .folded.mem = call->mem,
                   .value.mem = call->mem,
                   .ignore_case = ignore_case};
    lt_status status = lt_make(call, out, like_row, &p, false, err);
    lt_buf_clear(&p.steps);
    lt_buf_clear(&p.bytes);
    lt_buf_clear(&p.folded);
    lt_buf_clear(&p.value);
    return status;
}

lt_status lt_kernel_like(const lt_call *call, lt_column **out, lt_error *err)
{
    return like(call, out, false, err);
}

lt_status lt_kernel_ilike(const lt_call *call, lt_column **out, lt_error *err)
{
    return like(call, out, true, err);
}

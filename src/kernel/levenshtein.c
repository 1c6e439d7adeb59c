/* levenshtein.c — how many characters must be put in, taken out or replaced to make one text of
 * another. One row of the table of distances is kept; its cells are computed column by column.
 *
 * Cost     the product of both lengths
 */
#include "core/buf.h"
#include "core/escape.h"
#include "kernel/functions_text.h"
#include "kernel/strings.h"

/* Appends v's code points as int32; what is not UTF-8 counts by pieces. */
static lt_status decode(lt_buf *out, const lt_view *v, lt_error *err)
{
    const char *p = (const char *)lt_view_bytes(v);
    out->len = 0;
    LT_TRY(lt_buf_reserve(out, sizeof(int32_t) * (size_t)v->len, err));
    for (size_t i = 0; i < (size_t)v->len;) {
        int32_t code;
        i += lt_utf8_next(p + i, (size_t)v->len - i, &code);
        lt_buf_push(out, &code, sizeof(code));
    }
    return LT_OK;
}

typedef struct state {
    lt_buf a, b, row;
} state;

static int32_t least(int32_t a, int32_t b, int32_t c)
{
    int32_t d = a < b ? a : b;
    return d < c ? d : c;
}

static lt_status distance(const lt_call *call, state *s, int32_t *out, lt_error *err)
{
    int32_t n = (int32_t)(s->a.len / sizeof(int32_t)), m = (int32_t)(s->b.len / sizeof(int32_t));
    const int32_t *a = (const void *)s->a.data, *b = (const void *)s->b.data;
    s->row.len = 0;
    LT_TRY(lt_buf_reserve(&s->row, sizeof(int32_t) * ((size_t)m + 1), err));
    int32_t *row = (void *)s->row.data; /* row[k]: from a[0, i) to b[0, k) */
    for (int32_t k = 0; k <= m; k++) row[k] = k;
    for (int32_t i = 1; i <= n; i++) {
        int32_t diagonal = i - 1;
        row[0] = i;
        if (i % 64 == 0) LT_TRY(lt_cancel_check(call->cancel, err));
        for (int32_t k = 1; k <= m; k++) {
            int32_t above = row[k];
            row[k] = least(row[k - 1] + 1, above + 1, diagonal + (a[i - 1] != b[k - 1]));
            diagonal = above;
        }
    }
    *out = row[m];
    return LT_OK;
}

static lt_status levenshtein_row(lt_maker *m, int32_t row, lt_error *err)
{
    state  *s = m->state;
    int32_t d = 0, *to = (int32_t *)m->out->values + row;
    bool    limited = m->call->arg_count > 2;
    int64_t limit = limited ? lt_int_arg(m, 2, row) : INT32_MAX;
    LT_TRY(decode(&s->a, lt_arg(m, 0, row), err));
    LT_TRY(decode(&s->b, lt_arg(m, 1, row), err));
    int64_t apart = ((int64_t)s->a.len - (int64_t)s->b.len) / (int64_t)sizeof(int32_t);
    bool    far = apart > limit || -apart > limit;
    if (!far) LT_TRY(distance(m->call, s, &d, err));
    *to = far || d > limit ? -1 : d;
    return LT_OK;
}

lt_status lt_kernel_levenshtein(const lt_call *call, lt_column **out, lt_error *err)
{
    state     s = {{.mem = call->mem}, {.mem = call->mem}, {.mem = call->mem}};
    lt_status status = lt_make(call, out, levenshtein_row, &s, false, err);
    lt_buf_clear(&s.a);
    lt_buf_clear(&s.b);
    lt_buf_clear(&s.row);
    return status;
}

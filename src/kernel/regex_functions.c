/* regex_functions.c — rlike and regexp_…: one row's text against one pattern.
 *
 * A pattern is compiled once for as long as it stays the same from row to row: once a call when
 * it is constant.
 *
 * Source   Spark 4 regexpExpressions.scala; java.util.regex.Matcher (appendReplacement)
 */
#include "kernel/functions_text.h"
#include "kernel/regex.h"
#include "kernel/strings.h"

typedef struct state {
    lt_regex *regex;
    lt_view   pattern; /* of regex: a view into the arguments */
    lt_buf    made;    /* a result on its way */
} state;

static lt_status run(const lt_call *call, lt_column **out, lt_row_fn *fn, bool keep, lt_error *err)
{
    state     s = {.made.mem = call->mem};
    lt_status status = lt_make(call, out, fn, &s, keep, err);
    lt_regex_close(s.regex);
    lt_buf_clear(&s.made);
    return status;
}

#define KERNEL(name, fn, keep)                                                      \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return run(call, out, (fn), (keep), err);                                   \
    }

/* The pattern of a row, compiled: args[1]. */
static lt_status regex_of(lt_maker *m, int32_t row, lt_regex **out, lt_error *err)
{
    state         *s = m->state;
    const lt_view *v = lt_arg(m, 1, row);
    if (!s->regex || !lt_view_same(&s->pattern, v)) {
        lt_regex_close(s->regex);
        s->regex = NULL;
        LT_TRY(lt_regex_open(&s->regex, m->call->mem, m->call->cancel, lt_view_bytes(v),
                             (size_t)v->len, err));
        s->pattern = *v;
    }
    *out = s->regex;
    return LT_OK;
}

static lt_status first_match(lt_maker *m, int32_t row, lt_regex **r, bool *found, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    LT_TRY(regex_of(m, row, r, err));
    return lt_regex_find(*r, found, lt_view_bytes(v), (size_t)v->len, 0, err);
}

/* ---- rlike, regexp_count, regexp_instr ---- */

static lt_status rlike_row(lt_maker *m, int32_t row, lt_error *err)
{
    lt_regex *r;
    bool      found;
    LT_TRY(first_match(m, row, &r, &found, err));
    if (found) lt_bit_set(m->out->values, row);
    return LT_OK;
}

KERNEL(rlike, rlike_row, false)

static lt_status count_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    const uint8_t *p = lt_view_bytes(v);
    size_t         n = (size_t)v->len, at = 0;
    int32_t        count = 0;
    lt_regex      *r;
    LT_TRY(regex_of(m, row, &r, err));
    while (at <= n) {
        bool found;
        LT_TRY(lt_regex_find(r, &found, p, n, at, err));
        if (!found) break;
        count++;
        at = lt_regex_next(r, p, n);
    }
    ((int32_t *)m->out->values)[row] = count;
    return LT_OK;
}

KERNEL(regexp_count, count_row, false)

static lt_status instr_row(lt_maker *m, int32_t row, lt_error *err)
{
    const uint8_t *p = lt_view_bytes(lt_arg(m, 0, row));
    size_t         start = 0, end;
    bool           found;
    lt_regex      *r;
    LT_TRY(first_match(m, row, &r, &found, err));
    if (found) (void)lt_regex_span(r, 0, &start, &end);
    ((int32_t *)m->out->values)[row] = found ? lt_count_chars(p, (int32_t)start) + 1 : 0;
    return LT_OK;
}

KERNEL(regexp_instr, instr_row, false)

/* ---- regexp_extract, regexp_substr ---- */

static lt_view group_view(const lt_maker *m, int32_t row, const lt_regex *r, int32_t group)
{
    size_t start, end;
    if (!lt_regex_span(r, group, &start, &end) || end <= start) return (lt_view){0};
    return lt_view_of(lt_view_bytes(lt_arg(m, 0, row)) + start, (int32_t)(end - start));
}

static lt_status extract_row(lt_maker *m, int32_t row, lt_error *err)
{
    int32_t   group = m->call->arg_count > 2 ? lt_int_arg(m, 2, row) : 1;
    bool      found;
    lt_regex *r;
    LT_TRY(regex_of(m, row, &r, err));
    if (group < 0 || group > lt_regex_groups(r)) {
        lt_short_text text;
        lt_fail(err, LT_EINVAL, LT_HERE,
                "regular expression \"%s\" has %d groups: there is no "
                "group %d",
                lt_short(text, m->call->args[1], row), lt_regex_groups(r), group);
        lt_error_hint(err, "groups count from 1; 0 is the whole match");
        return LT_EINVAL;
    }
    LT_TRY(first_match(m, row, &r, &found, err));
    if (found) lt_put_view(m, row, group_view(m, row, r, group));
    return LT_OK;
}

KERNEL(regexp_extract, extract_row, true)

static lt_status substr_row(lt_maker *m, int32_t row, lt_error *err)
{
    lt_view   v = {0};
    bool      found;
    lt_regex *r;
    LT_TRY(first_match(m, row, &r, &found, err));
    if (found) v = group_view(m, row, r, 0);
    if (v.len == 0) return lt_result_null(m->out, row, err);
    lt_put_view(m, row, v);
    return LT_OK;
}

KERNEL(regexp_substr, substr_row, true)

/* ---- regexp_replace ---- */

typedef struct replacement {
    lt_regex      *r;
    const uint8_t *text; /* that was searched */
    const uint8_t *p;    /* what is put in, with its $1 and ${name} */
    int32_t        n;
    lt_buf        *out;
} replacement;

static lt_status illegal(const replacement *x, const char *why, lt_error *err)
{
    lt_fail(err, LT_EINVAL, LT_HERE, "replacement \"%.*s\": %s", x->n < 80 ? x->n : 80,
            (const char *)x->p, why);
    lt_error_hint(err, "$1 and ${name} are groups; a dollar is written \\\\$ in a text");
    return LT_EINVAL;
}

static lt_status put_group(const replacement *x, int32_t group, lt_error *err)
{
    size_t start, end;
    if (group < 0 || group > lt_regex_groups(x->r))
        return illegal(x, "there is no such group", err);
    if (!lt_regex_span(x->r, group, &start, &end)) return LT_OK;
    return lt_buf_add(x->out, x->text + start, end - start, err);
}

/* The group behind a $ at p[i - 1]; *i moves behind it. */
static lt_status put_reference(const replacement *x, int32_t *i, lt_error *err)
{
    const uint8_t *p = x->p + *i;
    int32_t        left = x->n - *i;
    if (left > 0 && *p == '{') {
        const uint8_t *end = memchr(p, '}', (size_t)left);
        if (!end) return illegal(x, "a ${ has no }", err);
        *i += (int32_t)(end - p) + 1;
        return put_group(x, lt_regex_named(x->r, p + 1, (size_t)(end - p) - 1), err);
    }
    if (left == 0 || *p < '0' || *p > '9') return illegal(x, "a $ without a group", err);
    int32_t group = *p - '0';
    for ((*i)++; *i < x->n && x->p[*i] >= '0' && x->p[*i] <= '9'; (*i)++) {
        int32_t longer = group * 10 + x->p[*i] - '0';
        if (longer > lt_regex_groups(x->r)) break;
        group = longer;
    }
    return put_group(x, group, err);
}

/* The character or group at *i, which moves behind it. */
static lt_status put_piece(const replacement *x, int32_t *i, lt_error *err)
{
    uint8_t c = x->p[(*i)++];
    if (c == '$') return put_reference(x, i, err);
    if (c == '\\') {
        if (*i == x->n) return illegal(x, "nothing follows the \\ at its end", err);
        c = x->p[(*i)++];
    }
    return lt_buf_add(x->out, &c, 1, err);
}

static lt_status put_replacement(const replacement *x, lt_error *err)
{
    for (int32_t i = 0; i < x->n;) LT_TRY(put_piece(x, &i, err));
    return LT_OK;
}

/* Byte where the search begins, -1 where the position lies behind the text. */
static lt_status start_of(lt_maker *m, int32_t row, int32_t *from, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    int32_t        position = m->call->arg_count > 3 ? lt_int_arg(m, 3, row) : 1;
    if (position < 1)
        return LT_FAIL(err, LT_EINVAL, "regexp_replace counts from 1: there is no position %d",
                       position);
    *from = lt_skip_chars(lt_view_bytes(v), v->len, position - 1);
    if (*from == v->len && position > 1) *from = -1;
    return LT_OK;
}

static lt_status replace_row(lt_maker *m, int32_t row, lt_error *err)
{
    state         *s = m->state;
    const lt_view *v = lt_arg(m, 0, row), *by = lt_arg(m, 2, row);
    int32_t        from;
    lt_regex      *r;
    lt_view        made;
    LT_TRY(regex_of(m, row, &r, err));
    LT_TRY(start_of(m, row, &from, err));
    lt_put_view(m, row, *v);
    if (from < 0) return LT_OK;
    const uint8_t *p = lt_view_bytes(v) + from; /* anchors hold here, as in Java's regions */
    size_t         n = (size_t)(v->len - from), at = 0, done = 0, start, end;
    replacement    x = {r, p, lt_view_bytes(by), by->len, &s->made};
    bool           found = true;
    s->made.len = 0;
    LT_TRY(lt_buf_add(&s->made, lt_view_bytes(v), (size_t)from, err));
    while (at <= n) {
        LT_TRY(lt_regex_find(r, &found, p, n, at, err));
        if (!found || !lt_regex_span(r, 0, &start, &end)) break;
        LT_TRY(lt_buf_add(&s->made, p + done, start - done, err));
        LT_TRY(put_replacement(&x, err));
        done = end;
        at = lt_regex_next(r, p, n);
    }
    if (at == 0) return LT_OK; /* nothing matched: the text itself */
    LT_TRY(lt_buf_add(&s->made, p + done, n - done, err));
    LT_TRY(lt_heap_add(&made, &m->heap, s->made.data, s->made.len, err));
    lt_put_view(m, row, made);
    return LT_OK;
}

KERNEL(regexp_replace, replace_row, true)

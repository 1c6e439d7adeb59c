/* lists_split.c — texts taken apart by regular expressions: the parts between the matches, or the
 * matches. The parts are views of the text.
 *
 * Source   Spark 4 StringSplit, UTF8String.split, RegExpExtractAll; java.util.regex.Pattern.split
 */
#include "kernel/lists.h"
#include "kernel/regex.h"
#include "kernel/strings.h"

typedef struct state {
    lt_regex *regex;
    lt_view   pattern; /* of regex: a view into the arguments */
} state;

/* A row's text on its way. */
typedef struct parting {
    lt_lister     *m;
    lt_regex      *r;
    const uint8_t *text;
    size_t         n;
} parting;

static lt_status regex_of(lt_lister *m, int32_t row, lt_regex **out, lt_error *err)
{
    state         *s = m->state;
    const lt_view *v = lt_view_at(m->call->args[1], row);
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

static lt_status open_parting(parting *p, lt_lister *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_view_at(m->call->args[0], row);
    *p = (parting){.m = m, .text = lt_view_bytes(v), .n = (size_t)v->len};
    return regex_of(m, row, &p->r, err);
}

static lt_status add_part(const parting *p, size_t from, size_t end, lt_error *err)
{
    lt_column *items = p->m->items;
    LT_TRY(lt_column_grow(items, 1, err));
    ((lt_view *)items->values)[items->rows - 1] =
        lt_view_part(p->text + from, (int32_t)(end - from));
    return LT_OK;
}

/* ---- split ---- */

/* Spark's answer to an empty pattern: the characters, at most `limit` of them. */
static lt_status split_characters(const parting *p, int32_t limit, lt_error *err)
{
    for (size_t at = 0, end; at < p->n && limit != 0; at = end, limit -= limit > 0) {
        for (end = at + 1; end < p->n && !lt_starts_char(p->text[end]);) end++;
        LT_TRY(add_part(p, at, end, err));
    }
    return LT_OK;
}

/* limit > 0: at most so many parts. A match of nothing at the beginning makes no part. */
static lt_status split_matches(const parting *p, int32_t limit, lt_error *err)
{
    size_t at = 0, from = 0, start = 0, end = 0;
    bool   found = true;
    for (int32_t parts = 1; from <= p->n && (limit <= 0 || parts < limit);) {
        LT_TRY(lt_regex_find(p->r, &found, p->text, p->n, from, err));
        if (!found) break;
        (void)lt_regex_span(p->r, 0, &start, &end);
        from = lt_regex_next(p->r, p->text, p->n);
        if (end == 0) continue;
        LT_TRY(add_part(p, at, start, err));
        at = end;
        parts++;
    }
    return add_part(p, at, p->n, err);
}

static lt_status split_row(lt_lister *m, int32_t row, lt_error *err)
{
    parting p;
    int32_t limit = m->call->arg_count > 2 ? lt_int_of(m->call, 2, row) : -1;
    LT_TRY(open_parting(&p, m, row, err));
    bool empty = lt_view_at(m->call->args[1], row)->len == 0;
    return empty && p.n ? split_characters(&p, limit > 0 ? limit : -1, err)
                        : split_matches(&p, limit, err);
}

/* ---- regexp_extract_all ---- */

static lt_status check_group(const parting *p, int32_t group, lt_error *err)
{
    if (group >= 0 && group <= lt_regex_groups(p->r)) return LT_OK;
    return LT_FAIL(err, LT_EINVAL, "there is no group %d: the pattern has %d", group,
                   lt_regex_groups(p->r));
}

static lt_status extract_row(lt_lister *m, int32_t row, lt_error *err)
{
    parting p;
    int32_t group = m->call->arg_count > 2 ? lt_int_of(m->call, 2, row) : 1;
    LT_TRY(open_parting(&p, m, row, err));
    LT_TRY(check_group(&p, group, err));
    for (size_t from = 0; from <= p.n; from = lt_regex_next(p.r, p.text, p.n)) {
        size_t start = 0, end = 0;
        bool   found;
        LT_TRY(lt_regex_find(p.r, &found, p.text, p.n, from, err));
        if (!found) break;
        if (!lt_regex_span(p.r, group, &start, &end) || end < start) start = end = 0;
        LT_TRY(add_part(&p, start, end, err));
    }
    return LT_OK;
}

static lt_status run(const lt_call *call, lt_column **out, lt_list_fn *fn, lt_error *err)
{
    state     s = {.regex = NULL};
    lt_status status = lt_make_lists(call, out, fn, &s, err);
    lt_regex_close(s.regex);
    return status;
}

lt_status lt_kernel_split(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, split_row, err);
}

lt_status lt_kernel_regexp_extract_all(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, extract_row, err);
}

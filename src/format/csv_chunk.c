/* csv_chunk.c — rows from marks, fields from rows.
 *
 * Row r of a chunk is a run of separators: its field c ends at seps[k + c] and starts behind
 * the separator before it. seps[-1] is the byte before the part, so the first row is like the
 * others. Where every row has as many fields as the file has columns, k is r times that; else
 * two arrays hold the first and last separator of each row.
 */
#include "format/csv.h"

#include <string.h>

void lt_csv_scratch_init(lt_csv_scratch *s, lt_mem *mem)
{
    *s = (lt_csv_scratch){.marks.mem = mem,
                          .first.mem = mem,
                          .last.mem = mem,
                          .start.mem = mem,
                          .len.mem = mem,
                          .valid.mem = mem,
                          .text.mem = mem};
}

void lt_csv_scratch_clear(lt_csv_scratch *s)
{
    lt_csv_marks_clear(&s->marks);
    lt_buf_clear(&s->first);
    lt_buf_clear(&s->last);
    lt_buf_clear(&s->start);
    lt_buf_clear(&s->len);
    lt_buf_clear(&s->valid);
    lt_buf_clear(&s->text);
}

/* The separators of one row, and its bytes without the line end. */
typedef struct record {
    uint32_t first, last, from, to;
} record;

static uint32_t field_end(const lt_csv_chunk *c, uint32_t sep)
{
    uint32_t end = c->s->marks.seps[sep];
    uint32_t start = c->s->marks.seps[(int64_t)sep - 1] + 1;
    return end > start && c->data[end] == '\n' && c->data[end - 1] == '\r' ? end - 1 : end;
}

static record row_at(const lt_csv_chunk *c, uint32_t first, uint32_t last)
{
    const uint32_t *seps = c->s->marks.seps;
    return (record){first, last, seps[(int64_t)first - 1] + 1, field_end(c, last)};
}

static lt_status fail_row(const lt_csv_chunk *c, const record *r, lt_error *err)
{
    lt_csv_blame(err, c->file, c->origin + r->from, NULL);
    return LT_EPARSE;
}

static lt_status wrong_count(const lt_csv_chunk *c, const record *r, int32_t columns, lt_error *err)
{
    uint32_t fields = r->last - r->first + 1;
    lt_fail(err, LT_EPARSE, LT_HERE, "a record of %u field%s where %d %s expected", fields,
            fields == 1 ? "" : "s", columns, columns == 1 ? "is" : "are");
    lt_error_hint(err, "mode = \"permissive\" pads with null and cuts; \"dropmalformed\" drops");
    return fail_row(c, r, err);
}

/* Counts what is wrong with a row; *keep: whether it stays. */
static lt_status judge(const lt_csv_chunk *c, const lt_csv_options *o, const record *r,
                       int32_t columns, lt_csv_mended *mended, bool *keep, lt_error *err)
{
    int64_t fields = (int64_t)r->last - r->first + 1;
    if (r->to - r->from > o->max_record_bytes) {
        lt_fail(err, LT_ELIMIT, LT_HERE, "a record of more than %lld bytes",
                (long long)o->max_record_bytes);
        lt_error_hint(err, "max_record sets the limit; a quote that is never closed reads on too");
        fail_row(c, r, err);
        return LT_ELIMIT;
    }
    *keep = true;
    if (fields == columns) return LT_OK;
    if (o->mode == LT_CSV_FAILFAST) return wrong_count(c, r, columns, err);
    if (o->mode == LT_CSV_DROP) {
        *keep = false;
        mended->dropped++;
    } else if (fields < columns) {
        mended->padded++;
    } else {
        mended->cut++;
    }
    return LT_OK;
}

/* Whether field text p[0, n) has quotes where RFC 4180 has none. */
static bool is_odd(const uint8_t *p, size_t n, const lt_csv_dialect *d)
{
    if (!d->has_quote || n == 0) return false;
    if (*p != d->quote) return memchr(p, d->quote, n) != NULL;
    for (size_t i = 1; i < n; i++) {
        if (d->has_escape && p[i] == d->escape) {
            i++;
        } else if (p[i] == d->quote) {
            if (i + 1 == n) return false;
            if (p[i + 1] != d->quote) return true;
            i++;
        }
    }
    return true; /* never closed */
}

static lt_status fail_odd(const lt_csv_chunk *c, const record *r, uint32_t start, uint32_t end,
                          lt_error *err)
{
    bool open = c->unclosed && end == c->end;
    int  shown = end - start > 60 ? 60 : (int)(end - start);
    if (open && c->data[start] == '"')
        lt_fail(err, LT_EPARSE, LT_HERE, "a quote that is opened here is never closed");
    else
        lt_fail(err, LT_EPARSE, LT_HERE, "a quote inside a field: %.*s", shown, c->data + start);
    lt_error_hint(err, "mode = \"permissive\" takes such a field as text");
    lt_csv_blame(err, c->file, c->origin + (open ? start : r->from), NULL);
    return LT_EPARSE;
}

/* A record with a stray quote counts as mended once; failfast refuses it. */
static lt_status judge_quotes(const lt_csv_chunk *c, const lt_csv_options *o, const record *r,
                              lt_csv_mended *mended, bool *keep, lt_error *err)
{
    const uint32_t *seps = c->s->marks.seps;
    for (uint32_t k = r->first; k <= r->last; k++) {
        uint32_t start = seps[(int64_t)k - 1] + 1, end = k == r->last ? r->to : seps[k];
        if (!is_odd(c->data + start, end - start, &o->dialect)) continue;
        if (o->mode == LT_CSV_FAILFAST) return fail_odd(c, r, start, end, err);
        *keep = o->mode != LT_CSV_DROP;
        *(*keep ? &mended->replaced : &mended->dropped) += 1;
        break;
    }
    return LT_OK;
}

static bool is_skipped(const lt_csv_chunk *c, const lt_csv_options *o, const record *r)
{
    if (r->from >= r->to) return r->first == r->last;
    return o->dialect.has_comment && c->data[r->from] == o->dialect.comment;
}

/* True when every row is as long as it should be and none is empty. */
static bool is_uniform(const lt_csv_chunk *c, int32_t columns)
{
    const lt_csv_marks *m = &c->s->marks;
    uint32_t            end = c->first_sep + (uint32_t)columns - 1;
    bool                same = true;
    size_t              first = m->end_count - c->row_count;
    for (uint32_t r = 0; r < c->row_count; r++, end += (uint32_t)columns)
        same &= m->ends[first + r] == end;
    if (!same || columns > 1) return same;
    for (uint32_t r = 0; r < c->row_count; r++)
        if (field_end(c, c->first_sep + r) == m->seps[(int64_t)c->first_sep + r - 1] + 1)
            return false;
    return true;
}

static lt_status list_rows(lt_csv_chunk *c, const lt_csv_options *o, int32_t columns,
                           lt_csv_mended *mended, lt_error *err)
{
    lt_csv_scratch *s = c->s;
    uint32_t        count = c->row_count, next = c->first_sep, kept = 0;
    size_t          first = s->marks.end_count - count;
    s->first.len = s->last.len = 0;
    LT_TRY(lt_buf_reserve(&s->first, (size_t)count * sizeof(uint32_t), err));
    LT_TRY(lt_buf_reserve(&s->last, (size_t)count * sizeof(uint32_t), err));
    for (uint32_t i = 0; i < count; i++) {
        record r = row_at(c, next, s->marks.ends[first + i]);
        bool   keep = true;
        next = r.last + 1;
        if (is_skipped(c, o, &r)) continue;
        LT_TRY(judge(c, o, &r, columns, mended, &keep, err));
        if (keep && c->irregular) LT_TRY(judge_quotes(c, o, &r, mended, &keep, err));
        if (!keep) continue;
        ((uint32_t *)s->first.data)[kept] = r.first;
        ((uint32_t *)s->last.data)[kept++] = r.last;
    }
    c->row_count = kept;
    return LT_OK;
}

lt_status lt_csv_rows(lt_csv_chunk *c, const lt_csv_options *o, int32_t columns,
                      lt_csv_mended *mended, lt_error *err)
{
    c->uniform = !c->irregular && c->end - c->from <= o->max_record_bytes && is_uniform(c, columns);
    if (c->uniform) return LT_OK;
    return list_rows(c, o, columns, mended, err);
}

/* ---- fields ---- */

static void gather_uniform(const lt_csv_chunk *c, uint32_t columns, uint32_t column, uint32_t row,
                           uint32_t n)
{
    const uint32_t *seps = c->s->marks.seps + c->first_sep + (size_t)row * columns + column;
    uint32_t       *start = (uint32_t *)c->s->start.data, *len = (uint32_t *)c->s->len.data;
    for (uint32_t i = 0; i < n; i++, seps += columns) {
        start[i] = seps[-1] + 1;
        len[i] = seps[0] - start[i];
    }
    if (column + 1 != columns) return;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t end = start[i] + len[i];
        len[i] -= len[i] && c->data[end] == '\n' && c->data[end - 1] == '\r';
    }
}

static void gather_listed(const lt_csv_chunk *c, uint32_t column, uint32_t row, uint32_t n)
{
    const uint32_t *first = (const uint32_t *)c->s->first.data + row;
    const uint32_t *last = (const uint32_t *)c->s->last.data + row;
    uint32_t       *start = (uint32_t *)c->s->start.data, *len = (uint32_t *)c->s->len.data;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = first[i] + column;
        start[i] = c->from;
        len[i] = 0;
        if (k > last[i]) continue;
        start[i] = c->s->marks.seps[(int64_t)k - 1] + 1;
        len[i] = (k == last[i] ? field_end(c, k) : c->s->marks.seps[k]) - start[i];
    }
}

lt_status lt_csv_gather(const lt_csv_chunk *c, int32_t columns, int32_t column, uint32_t row,
                        uint32_t n, lt_error *err)
{
    lt_csv_scratch *s = c->s;
    s->start.len = s->len.len = 0;
    if (n == 0) return LT_OK;
    LT_TRY(lt_buf_reserve(&s->start, (size_t)n * sizeof(uint32_t), err));
    LT_TRY(lt_buf_reserve(&s->len, (size_t)n * sizeof(uint32_t), err));
    if (column < 0) {
        memset(s->len.data, 0, (size_t)n * sizeof(uint32_t));
        for (uint32_t i = 0; i < n; i++) ((uint32_t *)s->start.data)[i] = c->from;
    } else if (c->uniform) {
        gather_uniform(c, (uint32_t)columns, (uint32_t)column, row, n);
    } else {
        gather_listed(c, (uint32_t)column, row, n);
    }
    return LT_OK;
}

uint32_t lt_csv_row_start(const lt_csv_chunk *c, int32_t columns, uint32_t row)
{
    uint32_t first = c->uniform ? c->first_sep + row * (uint32_t)columns
                                : ((const uint32_t *)c->s->first.data)[row];
    return c->s->marks.seps[(int64_t)first - 1] + 1;
}

/* ---- quotes ---- */

/* p[0, n) follows an opening quote; copies it without doubling and escapes up to the closing
 * quote. False: text follows that, so the field is text as it stands. */
static bool copy_unquoted(uint8_t *out, size_t *len, const uint8_t *p, size_t n,
                          const lt_csv_dialect *d)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (d->has_escape && p[i] == d->escape && i + 1 < n) {
            out[k++] = p[++i];
        } else if (p[i] != d->quote) {
            out[k++] = p[i];
        } else if (i + 1 < n && p[i + 1] == d->quote) {
            out[k++] = p[i++];
        } else if (i + 1 < n) {
            return false;
        }
    }
    *len = k;
    return true;
}

lt_status lt_csv_unquote(const uint8_t **p, size_t *n, bool *copied, const lt_csv_dialect *d,
                         lt_buf *scratch, lt_error *err)
{
    *copied = false;
    if (!d->has_quote || *n == 0 || **p != d->quote) return LT_OK;
    const uint8_t *inner = *p + 1;
    size_t         len = *n - 1;
    const uint8_t *quote = memchr(inner, d->quote, len);
    bool           plain = !d->has_escape || !memchr(inner, d->escape, len);
    if (plain && (!quote || quote == inner + len - 1)) { /* closed at its end, or never */
        *p = inner;
        *n = len - (quote != NULL);
        return LT_OK;
    }
    scratch->len = 0;
    LT_TRY(lt_buf_reserve(scratch, len + 1, err));
    if (!copy_unquoted(scratch->data, &len, inner, len, d)) return LT_OK;
    *p = scratch->data;
    *n = len;
    *copied = true;
    return LT_OK;
}

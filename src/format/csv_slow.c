/* csv_slow.c — the same marks a byte at a time: every dialect, every irregularity.
 *
 * A quote inside a bare field, and text after a closing quote, are text up to the next delimiter
 * or record end (Spark's STOP_AT_DELIMITER). \n, \r\n and \r each end a record. The escape byte
 * counts inside quotes only.
 */
#include "format/csv_index.h"

typedef struct walker {
    const lt_csv_dialect *d;
    lt_csv_marks         *m;
    lt_csv_state          state;
    int64_t               odd;
} walker;

static void mark(walker *w, uint32_t at, bool end)
{
    if (end) w->m->ends[w->m->end_count++] = (uint32_t)w->m->sep_count;
    w->m->seps[w->m->sep_count++] = at;
}

static bool is_quote(const walker *w, uint8_t c) { return w->d->has_quote && c == w->d->quote; }

/* Outside quotes: c ends the field, the record, or neither. */
static bool take_stop(walker *w, uint8_t c, uint32_t at)
{
    if (c == w->d->delimiter) {
        mark(w, at, false);
        w->state = LT_CSV_FIELD;
    } else if (c == '\n') {
        mark(w, at, true);
        w->state = LT_CSV_RECORD;
    } else if (c == '\r') {
        w->state = LT_CSV_CR;
    } else {
        return false;
    }
    return true;
}

static void start_field(walker *w, uint8_t c, uint32_t at)
{
    if (take_stop(w, c, at)) return;
    if (is_quote(w, c))
        w->state = LT_CSV_QUOTED;
    else if (w->state == LT_CSV_RECORD && w->d->has_comment && c == w->d->comment)
        w->state = LT_CSV_COMMENT;
    else
        w->state = LT_CSV_BARE;
}

static void after_quote(walker *w, uint8_t c, uint32_t at)
{
    if (is_quote(w, c)) {
        w->state = LT_CSV_QUOTED;
    } else if (!take_stop(w, c, at)) {
        w->odd++;
        w->state = LT_CSV_BARE;
    }
}

static void in_quotes(walker *w, uint8_t c)
{
    if (w->d->has_escape && c == w->d->escape)
        w->state = LT_CSV_ESCAPED;
    else if (is_quote(w, c))
        w->state = LT_CSV_CLOSING;
}

static void in_comment(walker *w, uint8_t c, uint32_t at)
{
    if (c == '\n' || c == '\r') take_stop(w, c, at);
}

static void take(walker *w, uint8_t c, uint32_t at)
{
    if (w->state == LT_CSV_CR) {
        if (c == '\n') {
            mark(w, at, true);
            w->state = LT_CSV_RECORD;
            return;
        }
        mark(w, at - 1, true); /* the \r alone was the end */
        w->state = LT_CSV_RECORD;
    }
    switch (w->state) {
    case LT_CSV_RECORD:
    case LT_CSV_FIELD: start_field(w, c, at); break;
    case LT_CSV_BARE:
        if (!take_stop(w, c, at) && is_quote(w, c)) w->odd++;
        break;
    case LT_CSV_QUOTED: in_quotes(w, c); break;
    case LT_CSV_CLOSING: after_quote(w, c, at); break;
    case LT_CSV_ESCAPED: w->state = LT_CSV_QUOTED; break;
    case LT_CSV_COMMENT: in_comment(w, c, at); break;
    case LT_CSV_CR: break;
    }
}

void lt_csv_walk(const uint8_t *p, size_t n, uint32_t base, const lt_csv_dialect *d,
                 lt_csv_state *state, lt_csv_marks *m, int64_t *odd)
{
    walker w = {.d = d, .m = m, .state = *state};
    for (size_t i = 0; i < n; i++) take(&w, p[i], base + (uint32_t)i);
    *state = w.state;
    *odd += w.odd;
}

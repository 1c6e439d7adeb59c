/* server_statistics.c — what a column is made of, and the next cell that holds a text: within a
 * budget of time, and stopped when somebody asks.
 *
 * Distinct values are counted by their hashes up to 65,536; beyond, the count is the share of new
 * ones among those seen, carried on. Frequent texts are those of the first 65,536 distinct ones.
 */
#include "tui/engine/server_state.h"

#include "column/show.h"
#include "core/clock.h"
#include "core/hash.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define BUDGET_NS INT64_C(2000000000)

enum { SLOTS = 1 << 17, MOST_VALUES = SLOTS / 2, SAMPLE_ROWS = 200000, CHECK_ROWS = 1024 };

typedef struct slot {
    uint64_t hash; /* 0: free */
    int64_t  row, count;
} slot;

typedef struct looking {
    tui_server     *s;
    const lt_table *t;
    int32_t         column;
    int64_t         until_ns;
    tui_statistics  out;
    lt_value        least, most;
    double          sum;
    int64_t         values, seen_full; /* values when the slots were full */
    slot           *slots;
    int64_t         used;
    lt_buf          text;
    lt_arena       *arena;
} looking;

static bool is_countable(lt_type t)
{
    return lt_type_is_numeric(t) || t.id == LT_DATE || t.id == LT_TIMESTAMP ||
           t.id == LT_TIMESTAMP_NTZ;
}

static double number_of(lt_value v)
{
    if (lt_type_is_float(v.type)) return v.f;
    if (v.type.id == LT_DECIMAL) return (double)v.d / pow(10, v.type.scale);
    return (double)v.i;
}

static lt_status hash_of(looking *k, lt_value v, uint64_t *hash, lt_error *err)
{
    k->text.len = 0;
    if (v.type.id == LT_STRING || v.type.id == LT_BINARY) {
        *hash = lt_hash64(v.s.bytes, (size_t)v.s.len, 1);
    } else if (v.type.id == LT_LIST || v.type.id == LT_DECIMAL || lt_type_is_float(v.type)) {
        LT_TRY(lt_value_text(&k->text, v, NULL, err));
        *hash = lt_hash64(k->text.data, k->text.len, 1);
    } else {
        int64_t i = v.type.id == LT_BOOL ? v.b : v.i;
        *hash = lt_hash64(&i, sizeof(i), 1);
    }
    if (!*hash) *hash = 1;
    return LT_OK;
}

static void count_value(looking *k, uint64_t hash, int64_t row)
{
    for (uint64_t i = hash & (SLOTS - 1);; i = (i + 1) & (SLOTS - 1)) {
        slot *p = &k->slots[i];
        if (p->hash == hash) {
            p->count++;
            return;
        }
        if (p->hash) continue;
        if (k->used == MOST_VALUES) {
            if (!k->seen_full) k->seen_full = k->values;
            k->out.distinct++; /* new, or seen and not kept: corrected at the end */
            return;
        }
        *p = (slot){hash, row, 1};
        k->used++;
        return;
    }
}

static lt_status take_value(looking *k, int64_t row, lt_error *err)
{
    uint64_t hash;
    lt_value v = lt_table_value(k->t, row, k->column);
    if (v.null) {
        k->out.nulls++;
        return LT_OK;
    }
    if (!k->values || lt_value_compare(v, k->least) < 0) k->least = v;
    if (!k->values || lt_value_compare(v, k->most) > 0) k->most = v;
    k->values++;
    if (lt_type_is_numeric(v.type)) k->sum += number_of(v);
    LT_TRY(hash_of(k, v, &hash, err));
    count_value(k, hash, row);
    return LT_OK;
}

/* False: the time is over. */
static bool has_time(const looking *k, int64_t row)
{
    return row % CHECK_ROWS || lt_clock_monotonic_ns() < k->until_ns;
}

static lt_status take_all(looking *k, lt_error *err)
{
    int64_t r = 0;
    for (; r < k->t->rows && has_time(k, r); r++) {
        if (r % CHECK_ROWS == 0) LT_TRY(lt_cancel_check(&k->s->table_cancel, err));
        LT_TRY(take_value(k, r, err));
    }
    k->out.rows = r;
    k->out.is_sample = r < k->t->rows || k->t->partial;
    return LT_OK;
}

static lt_status text_of(looking *k, const char **out, lt_value v, lt_error *err)
{
    k->text.len = 0;
    LT_TRY(lt_show_value(&k->text, v, k->s->zone, err));
    size_t n = k->text.len < TUI_CELL_MOST ? k->text.len : TUI_CELL_MOST;
    *out = lt_arena_text(k->arena, (const char *)k->text.data, n);
    return *out ? LT_OK : lt_mem_refused(k->s->mem, n, "statistics", err);
}

static void fill_bins(looking *k)
{
    double low = number_of(k->least), high = number_of(k->most);
    if (!is_countable(k->least.type) || !isfinite(low) || !isfinite(high)) return;
    k->out.bin_count = TUI_BINS;
    for (int64_t r = 0; r < k->out.rows; r++) {
        lt_value v = lt_table_value(k->t, r, k->column);
        double   at = v.null || high <= low ? 0 : (number_of(v) - low) / (high - low) * TUI_BINS;
        if (!v.null) k->out.bins[at >= TUI_BINS ? TUI_BINS - 1 : (int)at]++;
    }
}

/* The most frequent values, those that come first before others of their number. */
static lt_status fill_top(looking *k, lt_error *err)
{
    for (int i = 0; i < TUI_TOP; i++) {
        slot *best = NULL;
        for (slot *p = k->slots; p < k->slots + SLOTS; p++)
            if (p->hash && p->count > 0 &&
                (!best || p->count > best->count ||
                 (p->count == best->count && p->row < best->row)))
                best = p;
        if (!best || (best->count == 1 && k->used > TUI_TOP)) break;
        LT_TRY(text_of(k, &k->out.top[i], lt_table_value(k->t, best->row, k->column), err));
        k->out.top_rows[i] = best->count;
        k->out.top_count = i + 1;
        best->count = 0;
    }
    return LT_OK;
}

static lt_status look(looking *k, lt_error *err)
{
    LT_TRY(take_all(k, err));
    if (k->seen_full) /* the share of new values stays as it was */
        k->out.distinct = (int64_t)((double)MOST_VALUES * (double)k->values / (double)k->seen_full);
    else
        k->out.distinct = k->used;
    if (!k->values) return LT_OK;
    LT_TRY(text_of(k, &k->out.least, k->least, err));
    LT_TRY(text_of(k, &k->out.most, k->most, err));
    if (lt_type_is_numeric(k->least.type))
        LT_TRY(text_of(k, &k->out.mean,
                       (lt_value){.type = {.id = LT_F64}, .f = k->sum / (double)k->values}, err));
    fill_bins(k);
    return fill_top(k, err);
}

static lt_status statistics(tui_server *s, tui_job *job, tui_kept *kept, lt_error *err)
{
    looking k = {.s = s, .column = job->request.at.column, .arena = &job->arena};
    int64_t began = lt_clock_monotonic_ns();
    size_t  bytes = SLOTS * sizeof(slot);
    if (k.column < 0 || k.column >= kept->held->schema->count)
        return LT_FAIL(err, LT_EUSAGE, "the result has no such column");
    lt_status status = tui_kept_widen(s, kept, SAMPLE_ROWS, BUDGET_NS, err);
    if (status && status != LT_EBUSY && status != LT_ETIMEOUT) return status;
    if (status == LT_ETIMEOUT) lt_cancel_reset(&s->table_cancel);
    k.t = kept->held;
    k.until_ns = began + BUDGET_NS;
    if (lt_clock_monotonic_ns() > k.until_ns - BUDGET_NS / 4) k.until_ns += BUDGET_NS / 4;
    k.text.mem = s->mem;
    k.slots = lt_mem_zeroed(s->mem, SLOTS, sizeof(slot));
    if (!k.slots) return lt_mem_refused(s->mem, bytes, "statistics", err);
    k.out = (tui_statistics){.result = kept->id, .column = k.column};
    status = look(&k, err);
    lt_mem_free(s->mem, k.slots, bytes);
    lt_buf_clear(&k.text);
    if (status) return status;
    tui_event_told e = {.kind = TUI_TELL_STATISTICS, .number = job->request.number};
    e.statistics = k.out;
    tui_server_tell(s, job->client, &e);
    return LT_OK;
}

lt_status tui_table_statistics(tui_server *s, tui_job *job, lt_error *err)
{
    tui_kept *k = tui_kept_find(s, job->request.at.result);
    if (!k) return LT_FAIL(err, LT_ENOTFOUND, "that result is not held any more");
    lt_status status = statistics(s, job, k, err);
    tui_kept_release(s, k);
    return status;
}

/* ---- find ---- */

static bool holds(const lt_buf *text, const char *piece, size_t len)
{
    for (size_t i = 0; i + len <= text->len; i++)
        if (strncasecmp((const char *)text->data + i, piece, len) == 0) return true;
    return false;
}

/* The first column of the row that has the text, or -1. */
static lt_status find_in_row(int32_t *out, looking *k, const tui_find *f, int64_t row,
                             lt_error *err)
{
    int32_t from = f->column < 0 ? 0 : f->column;
    int32_t end = f->column < 0 ? k->t->schema->count : f->column + 1;
    *out = -1;
    for (int32_t c = from; c < end; c++) {
        lt_value v = lt_table_value(k->t, row, c);
        k->text.len = 0;
        if (v.null) continue;
        LT_TRY(lt_show_value(&k->text, v, k->s->zone, err));
        if (!holds(&k->text, f->text, strlen(f->text))) continue;
        *out = c;
        return LT_OK;
    }
    return LT_OK;
}

static lt_status find_rows(tui_found *out, looking *k, const tui_find *f, lt_error *err)
{
    int64_t step = f->backwards ? -1 : 1, row = f->row + step;
    if (row >= k->t->rows && f->backwards) row = k->t->rows - 1;
    for (int64_t done = 0; row >= 0 && row < k->t->rows; row += step, done++) {
        if (done % CHECK_ROWS == 0) LT_TRY(lt_cancel_check(&k->s->table_cancel, err));
        if (!has_time(k, done)) {
            out->is_partial = true;
            out->row = row; /* to go on from */
            return LT_OK;
        }
        LT_TRY(find_in_row(&out->column, k, f, row, err));
        if (out->column < 0) continue;
        out->is_found = true;
        out->row = row;
        return LT_OK;
    }
    out->is_partial = k->t->partial && !f->backwards;
    return LT_OK;
}

lt_status tui_table_find(tui_server *s, tui_job *job, lt_error *err)
{
    const tui_find *f = &job->request.find;
    tui_event_told  e = {.kind = TUI_TELL_FOUND, .number = job->request.number};
    looking         k = {.s = s, .text.mem = s->mem};
    tui_kept       *kept = tui_kept_find(s, f->result);
    if (!kept) return LT_FAIL(err, LT_ENOTFOUND, "that result is not held any more");
    lt_status status = tui_kept_widen(s, kept, SAMPLE_ROWS, BUDGET_NS, err);
    if (status == LT_ETIMEOUT) lt_cancel_reset(&s->table_cancel);
    if (status == LT_EBUSY || status == LT_ETIMEOUT) status = LT_OK;
    k.t = kept->held;
    k.until_ns = lt_clock_monotonic_ns() + BUDGET_NS;
    if (!status && (f->column >= k.t->schema->count || !*f->text))
        status = LT_FAIL(err, LT_EUSAGE, "there is nothing to look for, or no such column");
    if (!status) status = find_rows(&e.found, &k, f, err);
    if (!status) tui_server_tell(s, job->client, &e);
    lt_buf_clear(&k.text);
    tui_kept_release(s, kept);
    return status;
}

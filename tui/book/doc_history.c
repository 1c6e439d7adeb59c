#include "core/clock.h"
#include "tui/book/doc_inside.h"

#include <string.h>

enum { MOST_HISTORY = 64 << 20 };
#define JOIN_NS INT64_C(700000000)

lt_status tui_doc_check_writable(const tui_doc *d, lt_error *err)
{
    return d->read_only ? LT_FAIL(err, LT_EINVAL, "the notebook is read-only") : LT_OK;
}

static void drop_step(tui_doc *d, size_t k)
{
    tui_doc_step *s = tui_doc_steps(d) + k;
    d->history_bytes -= s->changes.len;
    lt_buf_clear(&s->changes);
}

void tui_doc_forget_history(tui_doc *d)
{
    for (size_t i = 0; i < tui_doc_step_count(d); i++) drop_step(d, i);
    d->steps.len = 0;
    d->done = d->saved = 0;
    d->joinable = false;
}

/* What was undone cannot be done again once something else is. */
static void drop_redo(tui_doc *d)
{
    for (size_t i = tui_doc_step_count(d); i > d->done; i--) drop_step(d, i - 1);
    d->steps.len = d->done * sizeof(tui_doc_step);
    if (d->saved != SIZE_MAX && d->saved > d->done) d->saved = SIZE_MAX;
}

static void drop_oldest(tui_doc *d)
{
    size_t n = 0, count = tui_doc_step_count(d);
    while (d->history_bytes > MOST_HISTORY && n + 1 < d->done) drop_step(d, n++);
    if (!n) return;
    tui_doc_step *s = tui_doc_steps(d);
    memmove(s, s + n, (count - n) * sizeof(*s));
    d->steps.len -= n * sizeof(*s);
    d->done -= n;
    if (d->saved != SIZE_MAX) d->saved = d->saved < n ? SIZE_MAX : d->saved - n;
}

/* All that can fail comes before the change is applied. */
static lt_status commit(tui_doc *d, const uint8_t *change, size_t len, bool join,
                        const tui_doc_step *facts, lt_error *err)
{
    tui_reader    r = {change, len, 0, false};
    tui_doc_step *last = d->done ? tui_doc_steps(d) + d->done - 1 : NULL;
    tui_doc_step  step = *facts;
    join = join && last && d->done == tui_doc_step_count(d) && d->saved != d->done;
    step.changes = (lt_buf){.mem = d->mem};
    /* A step grows by its own length and the change's, so that it can be walked backwards. */
    uint32_t room = (uint32_t)len;
    LT_TRY(lt_buf_reserve(join ? &last->changes : &step.changes, len + sizeof(room), err));
    lt_status status = join ? LT_OK : lt_buf_reserve(&d->steps, sizeof(step), err);
    if (!status) status = tui_doc_apply(d, &r, true, err);
    if (status) {
        if (!join) lt_buf_clear(&step.changes);
        return status;
    }
    lt_buf *into = join ? &last->changes : &step.changes;
    lt_buf_push(into, change, len);
    lt_buf_push(into, &room, sizeof(room));
    d->history_bytes += len + sizeof(room);
    if (join) {
        last->after = facts->after;
        last->time_us = facts->time_us;
    } else {
        drop_redo(d);
        lt_buf_push(&d->steps, &step, sizeof(step));
        d->done++;
    }
    drop_oldest(d);
    return LT_OK;
}

lt_status tui_doc_redo_from(tui_doc *d, const uint8_t *change, size_t len, bool join,
                            const tui_doc_step *facts, lt_error *err)
{
    return commit(d, change, len, join, facts, err);
}

lt_status tui_doc_commit(tui_doc *d, const lt_buf *change, bool join, tui_place before,
                         tui_place after, lt_error *err)
{
    tui_doc_step facts = {.before = before, .after = after, .time_us = lt_clock_now_us()};
    LT_TRY(tui_doc_check_writable(d, err));
    LT_TRY(tui_journal_reserve(d, change->len, err));
    size_t steps = d->done;
    LT_TRY(commit(d, change->data, change->len, join, &facts, err));
    tui_journal_step(d, change, join && steps == d->done, &facts);
    return LT_OK;
}

/* ── undo and redo ── */

/* Applies a step's changes from *at on, or takes them back from *at down; *at is where it ended. */
static lt_status walk(tui_doc *d, const tui_doc_step *s, bool back, size_t *at, lt_error *err)
{
    uint32_t len = 0;
    while (back ? *at > 0 : *at < s->changes.len) {
        if (*at > s->changes.len || (back && *at <= sizeof(len))) break;
        if (back) memcpy(&len, s->changes.data + *at - sizeof(len), sizeof(len));
        if (back && len > *at - sizeof(len)) break;
        size_t     from = back ? *at - len - sizeof(len) : *at;
        tui_reader r = {s->changes.data, s->changes.len, from, false};
        LT_TRY(tui_doc_apply(d, &r, !back, err));
        *at = back ? from : r.at + sizeof(len);
    }
    return LT_OK;
}

lt_status tui_doc_turn(tui_doc *d, bool back, tui_place *place, lt_error *err)
{
    if (back ? d->done == 0 : d->done == tui_doc_step_count(d))
        return LT_FAIL(err, LT_EDONE, back ? "nothing to undo" : "nothing to redo");
    tui_doc_step *s = tui_doc_steps(d) + d->done - (back ? 1 : 0);
    size_t        at = back ? s->changes.len : 0;
    d->joinable = false;
    lt_status status = walk(d, s, back, &at, err);
    if (status) {
        (void)!walk(d, s, !back, &at, NULL); /* a part of a step is never left done */
        return status;
    }
    d->done = back ? d->done - 1 : d->done + 1;
    *place = back ? s->before : s->after;
    return LT_OK;
}

static lt_status turn_and_tell(tui_doc *d, bool back, tui_place *place, lt_error *err)
{
    *place = (tui_place){0, 0};
    LT_TRY(tui_doc_check_writable(d, err));
    LT_TRY(tui_journal_reserve(d, 0, err));
    LT_TRY(tui_doc_turn(d, back, place, err));
    tui_journal_turn(d, back);
    return LT_OK;
}

lt_status tui_doc_undo(tui_doc *d, tui_place *place, lt_error *err)
{
    return turn_and_tell(d, true, place, err);
}

lt_status tui_doc_redo(tui_doc *d, tui_place *place, lt_error *err)
{
    return turn_and_tell(d, false, place, err);
}

size_t tui_doc_undo_count(const tui_doc *d) { return d->done; }
size_t tui_doc_redo_count(const tui_doc *d) { return tui_doc_step_count(d) - d->done; }
void   tui_doc_pause(tui_doc *d) { d->joinable = false; }

/* ── splices: which belong together ── */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

static bool goes_on(const tui_doc *d, tui_step step, uint64_t uid, size_t at, size_t removed,
                    char first, int64_t now)
{
    if (!d->joinable) return false;
    if (step == TUI_STEP_MORE) return true;
    if (step != d->last_kind || step == TUI_STEP_NEW || uid != d->last_end.uid) return false;
    if (now - d->last_ns >= JOIN_NS) return false;
    if (step == TUI_STEP_ERASE) return at == d->last_end.at || at + removed == d->last_end.at;
    return at == d->last_end.at && !(d->last_blank && !is_blank(first));
}

lt_status tui_doc_splice(tui_doc *d, tui_step step, tui_place cursor, const tui_splice *s,
                         lt_error *err)
{
    size_t      at = s->at, removed = s->removed, len = s->len;
    const char *with = s->with;
    size_t      i = tui_doc_find(d, cursor.uid);
    if (i == SIZE_MAX) return LT_FAIL(err, LT_EINVAL, "the cell is not there any more");
    tui_cell_box *c = tui_doc_cells(d)[i];
    if (at > c->text.bytes.len || removed > c->text.bytes.len - at)
        return LT_FAIL(err, LT_EINVAL, "no bytes %zu to %zu in the cell", at, at + removed);
    if (!removed && !len) return LT_OK;
    int64_t now = d->now_ns();
    char    first = 0;
    if (len) first = with[0];
    bool      join = goes_on(d, step, cursor.uid, at, removed, first, now);
    lt_buf    change = {.mem = d->mem};
    lt_status status = tui_put_splice(&change, c, at, removed, with, len, err);
    if (!status)
        status = tui_doc_commit(d, &change, join, cursor, (tui_place){cursor.uid, at + len}, err);
    lt_buf_clear(&change);
    if (status) return status;
    d->joinable = true;
    if (step != TUI_STEP_MORE) d->last_kind = step;
    d->last_end = (tui_place){cursor.uid, at + len};
    d->last_blank = len && is_blank(with[len - 1]);
    d->last_ns = now;
    return LT_OK;
}

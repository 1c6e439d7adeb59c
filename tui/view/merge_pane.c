#include "tui/view/merge_view.h"

#include "tui/book/line_diff.h"

#include <string.h>

static lt_buf *edited_of(const tui_merge_pane *p, size_t k)
{
    return &((lt_buf *)(void *)p->edited.data)[k];
}

lt_status tui_merge_pane_open(tui_merge_pane *p, lt_mem *mem, tui_merge *m, const char *theirs,
                              lt_error *err)
{
    lt_buf empty = {.mem = mem};
    *p = (tui_merge_pane){.mem = mem, .merge = m, .theirs = theirs};
    p->edited.mem = p->pairs.mem = mem;
    lt_status status = LT_OK;
    for (size_t k = 0; !status && k < tui_merge_count(m); k++)
        status = lt_buf_add(&p->edited, &empty, sizeof(empty), err);
    if (status)
        tui_merge_pane_close(p);
    else
        tui_merge_pane_go(p, 0);
    return status;
}

void tui_merge_pane_close(tui_merge_pane *p)
{
    for (size_t k = 0; k < p->edited.len / sizeof(lt_buf); k++) lt_buf_clear(edited_of(p, k));
    lt_buf_clear(&p->edited);
    lt_buf_clear(&p->pairs);
    tui_merge_close(p->merge);
    *p = (tui_merge_pane){0};
}

/* ---- rows of two texts ---- */

static lt_status add(lt_buf *out, int64_t ours, int64_t theirs, bool differs, lt_error *err)
{
    tui_pair pair = {(int32_t)ours, (int32_t)theirs, differs};
    return lt_buf_add(out, &pair, sizeof(pair), err);
}

/* Lines [a, end of ours) and [b, …) that are the same, up to line `a_end` of ours. */
static lt_status add_equal(lt_buf *out, size_t *a, size_t *b, size_t a_end, lt_error *err)
{
    for (; *a < a_end; ++*a, ++*b) LT_TRY(add(out, (int64_t)*a, (int64_t)*b, false, err));
    return LT_OK;
}

static lt_status add_hunk(lt_buf *out, const tui_hunk *h, lt_error *err)
{
    size_t most = h->old_lines > h->new_lines ? h->old_lines : h->new_lines;
    for (size_t k = 0; k < most; k++)
        LT_TRY(add(out, k < h->old_lines ? (int64_t)(h->old_at + k) : -1,
                   k < h->new_lines ? (int64_t)(h->new_at + k) : -1, true, err));
    return LT_OK;
}

static size_t count_lines(const char *text, size_t len)
{
    size_t n = len > 0;
    for (size_t k = 0; k + 1 < len; k++) n += text[k] == '\n';
    return n;
}

lt_status tui_merge_pairs(lt_buf *out, const tui_conflict *c, lt_error *err)
{
    lt_buf      hunks = {.mem = out->mem};
    size_t      a = 0, b = 0;
    const char *ours = c->ours ? c->ours : "", *theirs = c->theirs ? c->theirs : "";
    lt_status   status = tui_diff_hunks(&hunks, ours, c->ours_len, theirs, c->theirs_len, err);
    for (size_t k = 0; !status && k < hunks.len / sizeof(tui_hunk); k++) {
        const tui_hunk *h = &((const tui_hunk *)(const void *)hunks.data)[k];
        status = add_equal(out, &a, &b, h->old_at, err);
        if (!status) status = add_hunk(out, h, err);
        a = h->old_at + h->old_lines;
        b = h->new_at + h->new_lines;
    }
    if (!status) status = add_equal(out, &a, &b, count_lines(ours, c->ours_len), err);
    lt_buf_clear(&hunks);
    return status;
}

/* ---- going about ---- */

void tui_merge_pane_go(tui_merge_pane *p, size_t conflict)
{
    p->pairs.len = 0;
    p->top = 0;
    if (conflict >= tui_merge_count(p->merge)) return;
    p->chosen = conflict;
    if (tui_merge_pairs(&p->pairs, tui_merge_at(p->merge, conflict), NULL)) p->pairs.len = 0;
}

void tui_merge_pane_next(tui_merge_pane *p, bool back)
{
    size_t n = tui_merge_count(p->merge);
    if (n) tui_merge_pane_go(p, (p->chosen + (back ? n - 1 : 1)) % n);
}

void tui_merge_pane_scroll(tui_merge_pane *p, int rows)
{
    int last = (int)(p->pairs.len / sizeof(tui_pair)) - 1;
    p->top += rows;
    if (p->top > last) p->top = last;
    if (p->top < 0) p->top = 0;
}

static void go_to_open(tui_merge_pane *p)
{
    size_t n = tui_merge_count(p->merge);
    for (size_t k = 1; k <= n; k++) {
        size_t at = (p->chosen + k) % n;
        if (tui_merge_at(p->merge, at)->choice != TUI_CHOICE_OPEN) continue;
        tui_merge_pane_go(p, at);
        return;
    }
}

lt_status tui_merge_pane_choose(tui_merge_pane *p, tui_choice choice, const char *text, size_t len,
                                lt_error *err)
{
    if (p->chosen >= tui_merge_count(p->merge))
        return LT_FAIL(err, LT_EINVAL, "there is no conflict to choose for");
    lt_buf *kept = edited_of(p, p->chosen);
    if (choice == TUI_CHOICE_EDITED) {
        kept->len = 0;
        LT_TRY(lt_buf_add(kept, text, len, err));
    }
    LT_TRY(tui_merge_choose(p->merge, p->chosen, choice, text, len, err));
    go_to_open(p);
    return LT_OK;
}

lt_status tui_merge_pane_text(lt_buf *out, const tui_merge_pane *p, lt_error *err)
{
    if (p->chosen >= tui_merge_count(p->merge)) return LT_OK;
    const tui_conflict *c = tui_merge_at(p->merge, p->chosen);
    const lt_buf       *kept = edited_of(p, p->chosen);
    if (kept->len) return lt_buf_add(out, kept->data, kept->len, err);
    if (c->ours) LT_TRY(lt_buf_add(out, c->ours, c->ours_len, err));
    if (!c->theirs) return LT_OK;
    if (out->len && out->data[out->len - 1] != '\n') LT_TRY(lt_buf_text(out, "\n", err));
    return lt_buf_add(out, c->theirs, c->theirs_len, err);
}

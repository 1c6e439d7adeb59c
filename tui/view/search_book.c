/* Searching the cells of the notebook: / g? n N. */
#include "tui/view/book_view.h"
#include "tui/view/prompt_view.h"
#include "tui/view/search.h"

#include <stdio.h>
#include <string.h>

typedef struct spot {
    size_t index; /* of the cell; SIZE_MAX: none */
    size_t at;
} spot;

static tui_search *search_of(const tui_app *app) { return &tui_book_of(app)->search; }

/* Where the cursor is: that of the editor, else the last match of the selected cell. */
static spot here(tui_app *app, bool *on_match)
{
    tui_book_view    *v = tui_book_of(app);
    const tui_search *s = &v->search;
    spot              p = {tui_book_selected(v), 0};
    *on_match = s->cell == v->selected;
    if (v->is_editing) {
        p.at = v->edit.cursor;
        *on_match = *on_match && s->at == p.at;
    } else if (*on_match) {
        p.at = s->at;
    }
    return p;
}

static bool is_before(spot a, spot b)
{
    return a.index != b.index ? a.index < b.index : a.at < b.at;
}

/* Goes over all matches once: the first one after `from` (at it, with inclusive), the last one
 * before it, the first and the last of all, and how many there are. */
typedef struct survey {
    spot    after, before, first, last;
    int64_t count, after_index, before_index;
} survey;

static void take(survey *out, spot m, spot from, bool inclusive)
{
    out->count++;
    if (out->first.index == SIZE_MAX) out->first = m;
    out->last = m;
    bool is_after = is_before(from, m) || (inclusive && !is_before(m, from));
    if (is_after && out->after.index == SIZE_MAX) {
        out->after = m;
        out->after_index = out->count;
    }
    if (!is_before(m, from)) return;
    out->before = m;
    out->before_index = out->count;
}

static survey look(const tui_app *app, spot from, bool inclusive)
{
    const tui_search *s = search_of(app);
    tui_doc          *doc = tui_app_doc(app);
    spot              none = {SIZE_MAX, 0};
    survey            out = {.after = none, .before = none, .first = none, .last = none};
    for (size_t k = 0; k < tui_doc_count(doc); k++) {
        const tui_book_cell *c = tui_doc_cell(doc, k);
        const char          *text = tui_text_bytes(c->text);
        size_t               len = c->text->bytes.len, at, n;
        for (size_t i = 0; tui_search_next(s, text, len, i, &at, &n); i = at + n)
            take(&out, (spot){k, at}, from, inclusive);
    }
    return out;
}

/* Goes to the nearest match from a place; false: there is none at all. */
static bool go(tui_app *app, spot from, bool backwards, bool inclusive, bool *round)
{
    tui_search *s = search_of(app);
    survey      all = look(app, from, inclusive);
    spot        to = backwards ? all.before : all.after;
    s->count = all.count;
    s->index = backwards ? all.before_index : all.after_index;
    *round = to.index == SIZE_MAX;
    if (*round) to = backwards ? all.last : all.first;
    if (*round) s->index = backwards ? all.count : 1;
    s->cell = 0;
    if (to.index == SIZE_MAX) {
        s->index = 0;
        return false;
    }
    s->cell = tui_doc_cell(tui_app_doc(app), to.index)->uid;
    s->at = to.at;
    tui_book_go(tui_book_of(app), (tui_place){s->cell, to.at});
    return true;
}

/* ---- while it is typed ---- */

static void back_to_origin(tui_app *app)
{
    tui_search *s = search_of(app);
    tui_book_go(tui_book_of(app), (tui_place){s->origin, s->origin_at});
    s->cell = 0;
}

static void changed(void *arg, const char *text)
{
    tui_app    *app = arg;
    tui_search *s = search_of(app);
    lt_error    err;
    bool        round;
    size_t      index = tui_doc_find(tui_app_doc(app), s->origin);
    if (tui_search_set(s, text, &err)) tui_app_fail(app, &err);
    if (index == SIZE_MAX) index = 0;
    if (!*text || !go(app, (spot){index, s->origin_at}, s->is_backwards, true, &round))
        back_to_origin(app);
    tui_app_dirty(app);
}

static void note(void *arg, char out[64])
{
    const tui_search *s = search_of(arg);
    out[0] = 0;
    if (s->pattern.len)
        snprintf(out, 64, s->count ? "%lld/%lld" : "no match", (long long)s->index,
                 (long long)s->count);
}

static void cancel(void *arg)
{
    tui_search *s = search_of(arg);
    back_to_origin(arg);
    s->pattern.len = 0;
    tui_app_dirty(arg);
}

static void accept(void *arg, const char *text)
{
    tui_app    *app = arg;
    tui_search *s = search_of(app);
    /* the pattern that stood there was taken as it is */
    if (s->cell == 0 && *text) changed(app, text);
    if (*text && s->count == 0) tui_app_say(app, "%s is nowhere in the notebook", text);
}

void tui_search_ask(tui_app *app, bool is_backwards)
{
    tui_book_view *v = tui_book_of(app);
    tui_search    *s = &v->search;
    char           last[256];
    bool           on_match;
    snprintf(last, sizeof(last), "%s", s->pattern.len ? (const char *)s->pattern.data : "");
    spot from = here(app, &on_match);
    s->is_backwards = is_backwards;
    s->origin = v->selected;
    s->origin_at = from.at;
    s->cell = 0;
    tui_prompt_view_open(app, &(tui_prompt_options){.kind = "/",
                                                    .label = is_backwards ? "?" : "/",
                                                    .initial = last,
                                                    .is_fresh = true,
                                                    .arg = app,
                                                    .accept = accept,
                                                    .cancel = cancel,
                                                    .changed = changed,
                                                    .note = note});
}

void tui_search_step(tui_app *app, bool reverse)
{
    tui_search *s = search_of(app);
    bool        on_match, round, back = s->is_backwards != reverse;
    spot        from = here(app, &on_match);
    if (s->pattern.len == 0) {
        tui_search_ask(app, false);
        return;
    }
    if (!go(app, from, back, !on_match, &round)) {
        tui_app_say(app, "%s is nowhere in the notebook", (const char *)s->pattern.data);
        return;
    }
    tui_app_say(app, "%lld/%lld%s", (long long)s->index, (long long)s->count,
                round ? (back ? ", from the end again" : ", from the top again") : "");
}

#include "tui/view/pager.h"

#include "column/show.h"
#include "tui/view/wrap.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SIDE_STEP = 8 }; /* columns that one goes to the right */

int tui_pager_gutter(tui_pager *p)
{
    if (!p->has_numbers) return 0;
    int     n = 4;
    int64_t lines = tui_pager_lines(p);
    if (!lines) lines = p->size / 40;
    for (int64_t k = 10000; k <= lines && n < 12; k *= 10) n++;
    return n + 2;
}

static int text_cols(const tui_pager *p)
{
    int gutter = tui_pager_gutter((tui_pager *)p), cols = p->cols - gutter;
    return cols > 2 ? cols : 2;
}

int tui_pager_rows(const tui_pager *p, const tui_page_line *line)
{
    return p->wraps ? (int)tui_wrap_rows(line->p, line->len, text_cols(p), false) : 1;
}

/* ---- up and down ---- */

static bool step_down(tui_pager *p)
{
    tui_page_line line;
    if (tui_pager_line(p, p->top, &line) != TUI_LINE_HERE) return false;
    if (p->skip + 1 < tui_pager_rows(p, &line)) {
        p->skip++;
        return true;
    }
    if (line.next >= p->size) return false;
    p->top = line.next;
    p->skip = 0;
    return true;
}

static bool step_up(tui_pager *p)
{
    int64_t       before;
    tui_page_line line;
    if (p->skip > 0) return p->skip--, true;
    if (tui_pager_before(p, p->top, &before) != TUI_LINE_HERE) return false;
    if (tui_pager_line(p, before, &line) != TUI_LINE_HERE) return false;
    p->top = before;
    p->skip = tui_pager_rows(p, &line) - 1;
    return true;
}

static int body(const tui_pager *p) { return p->rows > 1 ? p->rows - 1 : 1; }

/* The end in sight again, where one went beyond it. */
static void settle(tui_pager *p)
{
    tui_page_line line;
    int           rows = 0, want = body(p);
    int64_t       at = p->top;
    int           skip = p->skip;
    while (rows < want && tui_pager_line(p, at, &line) == TUI_LINE_HERE) {
        rows += tui_pager_rows(p, &line) - skip;
        skip = 0;
        at = line.next;
    }
    if (at < p->size) return; /* there is more, or it is not here yet */
    while (rows++ < want && step_up(p)) continue;
}

static void moved(tui_pager *p)
{
    p->wants_end = false;
    p->is_held_off = false;
    p->host.dirty(p->host.arg);
}

void tui_pager_down(tui_pager *p, int rows)
{
    moved(p);
    if (rows < 0) p->follows = false;
    for (; rows > 0 && step_down(p); rows--) continue;
    for (; rows < 0 && step_up(p); rows++) continue;
    settle(p);
}

void tui_pager_page(tui_pager *p, int halves)
{
    int by = body(p) * halves / 2;
    tui_pager_down(p, by ? by : halves > 0 ? 1 : -1);
}

void tui_pager_top(tui_pager *p)
{
    moved(p);
    p->follows = false;
    p->top = 0;
    p->skip = 0;
}

/* The last screenful; again when the block before it comes. */
static void show_end(tui_pager *p)
{
    p->top = p->size;
    p->skip = 0;
    int rows = body(p);
    p->wants_end = true;
    for (; rows > 0; rows--)
        if (!step_up(p)) break;
    if (rows == 0 || p->top == 0) p->wants_end = false;
}

void tui_pager_end(tui_pager *p)
{
    moved(p);
    show_end(p);
}

void tui_pager_right(tui_pager *p, int cols)
{
    moved(p);
    if (p->wraps) p->host.say(p->host.arg, "lines are wrapped: w cuts them at the edge instead");
    p->left += p->wraps ? 0 : cols * SIDE_STEP;
    if (p->left < 0) p->left = 0;
}

void tui_pager_wrap(tui_pager *p)
{
    moved(p);
    p->wraps = !p->wraps;
    p->skip = p->left = 0;
}

void tui_pager_numbers(tui_pager *p)
{
    moved(p);
    p->has_numbers = !p->has_numbers;
}

void tui_pager_follow(tui_pager *p)
{
    p->follows = !p->follows;
    if (p->follows) tui_pager_end(p);
    p->host.say(p->host.arg, p->follows ? "the end stays in sight" : "stays here");
}

/* ---- quests ---- */

/* The first place in line[from, …) of the pattern; smart case. */
size_t tui_pager_match(const tui_pager *p, const tui_page_line *line, size_t from)
{
    size_t      n = p->pattern.len;
    const char *want = (const char *)p->pattern.data;
    if (!n || n > line->len) return SIZE_MAX;
    for (size_t k = from; k + n <= line->len; k++) {
        if (p->is_exact_case
                ? memcmp(line->p + k, want, n) == 0
                : tolower((unsigned char)line->p[k]) == tolower((unsigned char)*want) &&
                      strncasecmp(line->p + k, want, n) == 0)
            return k;
    }
    return SIZE_MAX;
}

static void show_found(tui_pager *p, int64_t at)
{
    p->quest = TUI_QUEST_NONE;
    p->found = p->top = at;
    p->skip = 0;
    for (int k = 0; k < body(p) / 3 && step_up(p); k++) continue;
    settle(p);
}

static void end_quest(tui_pager *p)
{
    bool up = p->quest == TUI_QUEST_UP, is_line = p->quest == TUI_QUEST_LINE;
    p->quest = TUI_QUEST_NONE;
    if (is_line)
        tui_pager_end(p);
    else
        tui_host_say(&p->host, "\"%s\" is not found %s here", (const char *)p->pattern.data,
                     up ? "above" : "below");
}

/* One line on; MISSING: a block must come first. */
static tui_line_state look(tui_pager *p)
{
    tui_page_line  line;
    tui_line_state state = TUI_LINE_HERE;
    if (p->quest == TUI_QUEST_UP) {
        state = tui_pager_before(p, p->quest_at, &p->quest_at);
        if (state != TUI_LINE_HERE) return state;
    }
    state = tui_pager_line(p, p->quest_at, &line);
    if (state != TUI_LINE_HERE) return state;
    bool is_it =
        p->quest == TUI_QUEST_LINE ? p->quest_line <= 1 : tui_pager_match(p, &line, 0) != SIZE_MAX;
    if (is_it)
        show_found(p, line.at);
    else if (p->quest != TUI_QUEST_UP)
        p->quest_at = line.next;
    p->quest_line -= !line.is_cut;
    return TUI_LINE_HERE;
}

/* A line by its number: begun in the block that holds it as far as is known, not at the first. */
static void jump(tui_pager *p)
{
    const int32_t *counts = (const int32_t *)(const void *)p->counts.data;
    size_t         n = p->counts.len / sizeof(*counts), k = 0;
    int64_t        before = 1, at;
    if (!p->cell || p->quest != TUI_QUEST_LINE || p->quest_at) return;
    while (k + 1 < n && counts[k] >= 0 && before + counts[k] < p->quest_line) before += counts[k++];
    if (k == 0 || !tui_pager_first_in(p, (int64_t)k * TUI_BLOCK, &at)) return;
    p->quest_at = at;
    p->quest_line -= before;
}

void tui_pager_pursue(tui_pager *p)
{
    if (p->wants_end) show_end(p);
    jump(p);
    while (p->quest) {
        tui_line_state state = look(p);
        if (state == TUI_LINE_NONE) end_quest(p);
        if (state != TUI_LINE_HERE) return;
    }
}

static void begin(tui_pager *p, tui_quest quest)
{
    tui_page_line line;
    int64_t       from = p->found >= 0 ? p->found : p->top;
    moved(p);
    p->follows = false;
    p->quest = quest;
    p->quest_at = from;
    if (quest == TUI_QUEST_DOWN && p->found >= 0 && tui_pager_line(p, from, &line) == TUI_LINE_HERE)
        p->quest_at = line.next;
    tui_pager_pursue(p);
}

void tui_pager_go(tui_pager *p, int64_t line)
{
    moved(p);
    p->follows = false;
    p->quest = TUI_QUEST_LINE;
    p->quest_at = 0;
    p->quest_line = line;
    tui_pager_pursue(p);
    p->found = -1;
}

void tui_pager_find(tui_pager *p, const char *pattern, bool up)
{
    lt_error err;
    p->pattern.len = 0;
    p->found = -1;
    p->is_exact_case = false;
    p->host.dirty(p->host.arg);
    if (!*pattern) return;
    if (lt_buf_text(&p->pattern, pattern, &err) || lt_buf_terminate(&p->pattern, &err)) {
        p->pattern.len = 0;
        p->host.fail(p->host.arg, &err);
        return;
    }
    for (const char *s = pattern; *s; s++) p->is_exact_case |= isupper((unsigned char)*s) != 0;
    begin(p, up ? TUI_QUEST_UP : TUI_QUEST_DOWN);
}

void tui_pager_find_next(tui_pager *p, bool reverse)
{
    if (p->pattern.len)
        begin(p, reverse ? TUI_QUEST_UP : TUI_QUEST_DOWN);
    else
        p->host.say(p->host.arg, "nothing was searched for yet: / searches");
}

bool tui_pager_stop(tui_pager *p)
{
    bool any = p->quest != TUI_QUEST_NONE;
    p->quest = TUI_QUEST_NONE;
    return any;
}

/* ---- the rest ---- */

void tui_pager_copy(tui_pager *p, bool all)
{
    tui_page_line line;
    if (all && p->cell)
        p->host.say(p->host.arg, "the output is not held here: y copies one line of it");
    else if (all)
        p->host.copy(p->host.arg, (const char *)p->text.data, p->text.len, "the text");
    else if (tui_pager_line(p, p->found >= 0 ? p->found : p->top, &line) == TUI_LINE_HERE)
        p->host.copy(p->host.arg, line.p, line.len, "the line");
}

bool tui_pager_mouse(tui_pager *p, const tui_event *event)
{
    switch ((tui_mouse_action)event->action) {
    case TUI_MOUSE_WHEEL_DOWN: tui_pager_down(p, 3); return true;
    case TUI_MOUSE_WHEEL_UP: tui_pager_down(p, -3); return true;
    case TUI_MOUSE_WHEEL_LEFT: tui_pager_right(p, -1); return true;
    case TUI_MOUSE_WHEEL_RIGHT: tui_pager_right(p, 1); return true;
    default: return false;
    }
}

void tui_pager_status(tui_pager *p, char out[128])
{
    char    at[32], all[32];
    int64_t line = tui_pager_number(p, p->top), lines = tui_pager_lines(p);
    int     percent = p->size ? (int)(100.0 * (double)p->top / (double)p->size) : 100;
    if (p->quest)
        snprintf(out, 128, "looking, %d%%",
                 p->size ? (int)(100.0 * (double)p->quest_at / (double)p->size) : 0);
    else if (line && lines)
        snprintf(out, 128, "line %s of %s  %d%%", lt_show_count(at, line),
                 lt_show_count(all, lines), percent);
    else if (line)
        snprintf(out, 128, "line %s  %d%%", lt_show_count(at, line), percent);
    else
        snprintf(out, 128, "%d%%", percent);
}

/* vi's normal and visual modes: counts, operators with motions, what inserts, and `.`. */
#include "tui/book/edit_inside.h"

#include <string.h>

enum { MOST_COUNT = 9999, WANTS_REPLACEMENT = 'r' };

typedef struct target {
    size_t at;
    bool   lines, inclusive;
} target;

/* ── what `.` repeats ── */

static void remember(tui_edit *ed)
{
    lt_buf old = ed->vi.again;
    if (ed->vi.replaying || !ed->vi.recording) return;
    ed->vi.again = ed->vi.keys;
    ed->vi.keys = old;
    ed->vi.keys.len = 0;
    ed->vi.recording = false;
}

static void step_back_in_line(tui_edit *ed)
{
    if (ed->cursor > tui_text_start(ed->text, ed->cursor))
        ed->cursor = tui_text_prev(ed->text, ed->cursor);
}

/* In normal mode the cursor stands on a character, not behind the last one. */
static void keep_on_line(tui_edit *ed)
{
    if (ed->mode == TUI_MODE_NORMAL && ed->cursor == tui_text_end(ed->text, ed->cursor))
        step_back_in_line(ed);
}

void tui_ed_vi_leave_insert(tui_edit *ed)
{
    ed->mode = TUI_MODE_NORMAL;
    tui_ed_unselect(ed);
    ed->last = 0;
    ed->goal = -1;
    step_back_in_line(ed);
    remember(ed);
}

static lt_status repeat_last(tui_edit_answer *out, tui_edit *ed, lt_error *err)
{
    lt_buf    keys = {.mem = ed->mem};
    bool      outer = !ed->vi.replaying;
    lt_status status = lt_buf_add(&keys, ed->vi.again.data, ed->vi.again.len, err);
    *out = keys.len && !ed->vi.replaying ? TUI_EDIT_CHANGED : TUI_EDIT_BELL;
    ed->vi.recording = false;
    if (ed->vi.replaying) keys.len = 0; /* a repetition repeats nothing itself */
    ed->vi.replaying = true;
    for (size_t i = 0; i + 8 <= keys.len && !status; i += 8) {
        uint32_t        pair[2];
        tui_edit_answer answer;
        memcpy(pair, keys.data + i, sizeof(pair));
        status = tui_edit_key(&answer, ed, pair[0], pair[1], err);
    }
    if (outer) ed->vi.replaying = false;
    lt_buf_clear(&keys);
    return status;
}

/* ── motions ── */

/* A motion of one key; false: it is none. at SIZE_MAX: not possible. */
static bool find_motion(target *t, tui_edit *ed, uint32_t key, int count)
{
    size_t place;
    *t = (target){.at = ed->cursor};
    switch (key) {
    case 'h':
    case 'l':
        t->at = tui_chars_in_line(ed->text, ed->cursor, key == 'l' ? count : -count);
        return true;
    case 'j':
    case 'k':
        t->at = tui_ed_vertical(ed, ed->cursor, key == 'j' ? count : -count);
        t->lines = true;
        return true;
    case 'e':
    case 'E': t->inclusive = true; /* fall through */
    case 'w':
    case 'W':
    case 'b':
    case 'B':
        while (count-- > 0) t->at = tui_vi_word(ed->text, key, t->at);
        return true;
    case '0': t->at = tui_text_start(ed->text, ed->cursor); return true;
    case '^': t->at = tui_line_indent_end(ed->text, ed->cursor); return true;
    case '$': t->at = tui_text_end(ed->text, ed->cursor); return true;
    case 'G':
        place = ed->has_count ? (size_t)count - 1 : ed->text->newlines;
        if (place > ed->text->newlines) place = ed->text->newlines;
        t->at = tui_line_indent_end(ed->text, tui_text_line_start(ed->text, place));
        t->lines = true;
        return true;
    case '%':
        t->at = tui_edit_bracket(ed, &t->at, &place) ? place : SIZE_MAX;
        t->inclusive = true;
        return true;
    case '{': t->at = tui_paragraph_backward(ed->text, ed->cursor); return true;
    case '}': t->at = tui_paragraph_forward(ed->text, ed->cursor); return true;
    default: return false;
    }
}

static void find_on_line(target *t, tui_edit *ed, uint32_t how, uint32_t c, int count)
{
    bool   back = how == 'F' || how == 'T';
    size_t found = tui_find_char(ed->text, ed->cursor, c, back ? -count : count, true);
    *t = (target){.at = found, .inclusive = !back};
    if (found == SIZE_MAX) return;
    if (how == 't') t->at = tui_text_prev(ed->text, found);
    if (how == 'T') t->at = tui_text_next(ed->text, found);
}

/* ── operators ── */

static void enter_insert(tui_edit *ed)
{
    ed->mode = TUI_MODE_INSERT;
    tui_ed_unselect(ed);
}

/* d c y < > over [from, to); lines: whole ones, to is behind the last one's text. */
static lt_status operate(tui_edit_answer *out, tui_edit *ed, size_t from, size_t to, bool lines,
                         lt_error *err)
{
    uint32_t op = ed->vi.op;
    size_t   len = ed->text->bytes.len;
    *out = op == 'y' ? TUI_EDIT_MOVED : TUI_EDIT_CHANGED;
    ed->mode = TUI_MODE_NORMAL;
    tui_ed_unselect(ed);
    if (op == '>' || op == '<') {
        size_t first = tui_text_start(ed->text, from), last = tui_text_end(ed->text, to);
        LT_TRY(tui_ed_indent(ed, first, last, op == '>' ? ed->vi.op_count : -ed->vi.op_count, err));
        ed->cursor = tui_line_indent_end(ed->text, first);
        return LT_OK;
    }
    ed->vi.by_lines = lines;
    LT_TRY(tui_kill_push(ed->kills, tui_text_bytes(ed->text) + from, to - from, false, false, err));
    if (op == 'y') {
        if (!lines || from < tui_text_start(ed->text, ed->cursor)) ed->cursor = from;
        return LT_OK;
    }
    if (lines && op == 'd' && to < len) to++;
    if (lines && op == 'd' && to == len && from && tui_text_start(ed->text, to) != to) from--;
    LT_TRY(tui_ed_splice(ed, from, to - from, "", 0, err));
    ed->cursor = from;
    if (op == 'c') enter_insert(ed);
    if (lines && op == 'd') ed->cursor = tui_line_indent_end(ed->text, ed->cursor);
    return LT_OK;
}

static lt_status operate_to(tui_edit_answer *out, tui_edit *ed, target t, lt_error *err)
{
    size_t from = t.at < ed->cursor ? t.at : ed->cursor, to = t.at < ed->cursor ? ed->cursor : t.at;
    *out = TUI_EDIT_BELL;
    if (t.at == SIZE_MAX) return LT_OK;
    if (t.lines) {
        from = tui_text_start(ed->text, from);
        to = tui_text_end(ed->text, to);
    } else if (t.inclusive) {
        to = tui_text_next(ed->text, to);
    }
    return operate(out, ed, from, to, t.lines, err);
}

/* A word operator does not take the line end behind the last word, and cw leaves the blanks. */
static void trim_word(target *t, tui_edit *ed, uint32_t key, int count)
{
    const char *s = tui_text_bytes(ed->text);
    size_t      end = tui_text_end(ed->text, ed->cursor);
    if (key != 'w' && key != 'W') return;
    bool on_word = ed->cursor < end && s[ed->cursor] != ' ' && s[ed->cursor] != '\t';
    if (ed->vi.op == 'c' && on_word) {
        size_t at = ed->cursor;
        t->at = tui_vi_word(ed->text, key, at);
        for (int i = 1; i < count; i++) t->at = tui_vi_word(ed->text, key, t->at);
        while (t->at > at && strchr(" \t\n", s[t->at - 1])) t->at--;
    } else if (ed->cursor < end && t->at > end && count == 1) {
        t->at = end;
    }
}

static void reach(tui_edit_answer *out, tui_edit *ed, target t)
{
    int goal = ed->goal;
    *out = TUI_EDIT_BELL;
    if (t.at == SIZE_MAX) return;
    *out = TUI_EDIT_MOVED;
    ed->cursor = t.at;
    ed->goal = ed->now & TUI_ED_VERTICAL ? goal : -1;
    keep_on_line(ed);
}

static lt_status move_or_operate(tui_edit_answer *out, tui_edit *ed, target t, lt_error *err)
{
    if (ed->vi.op && ed->mode == TUI_MODE_NORMAL) return operate_to(out, ed, t, err);
    reach(out, ed, t);
    return LT_OK;
}

/* ── commands ── */

static lt_status put(tui_edit_answer *out, tui_edit *ed, bool before, int count, lt_error *err)
{
    const lt_buf *piece = tui_kill_at(ed->kills, 0);
    bool          lines = ed->vi.by_lines;
    size_t        at = ed->cursor, end = tui_text_end(ed->text, at);
    *out = piece ? TUI_EDIT_CHANGED : TUI_EDIT_BELL;
    if (!piece) return LT_OK;
    if (lines)
        at = before ? tui_text_start(ed->text, at) : end;
    else if (!before && at < end)
        at = tui_text_next(ed->text, at);
    size_t from = at;
    for (; count > 0; count--) {
        if (lines && !before) LT_TRY(tui_ed_splice(ed, at++, 0, "\n", 1, err));
        LT_TRY(tui_ed_splice(ed, at, 0, (const char *)piece->data, piece->len, err));
        at += piece->len;
        if (lines && before) LT_TRY(tui_ed_splice(ed, at++, 0, "\n", 1, err));
    }
    ed->cursor =
        lines ? tui_line_indent_end(ed->text, from + !before) : tui_text_prev(ed->text, at);
    return LT_OK;
}

static lt_status open_line(tui_edit_answer *out, tui_edit *ed, bool above, lt_error *err)
{
    size_t start = tui_text_start(ed->text, ed->cursor);
    *out = TUI_EDIT_CHANGED;
    if (!above) {
        ed->cursor = tui_text_end(ed->text, ed->cursor);
        LT_TRY(tui_ed_newline(ed, err));
    } else {
        lt_buf    indent = {.mem = ed->mem};
        size_t    n = tui_line_indent_end(ed->text, start) - start;
        lt_status status = lt_buf_add(&indent, tui_text_bytes(ed->text) + start, n, err);
        if (!status) status = lt_buf_text(&indent, "\n", err);
        if (!status) status = tui_ed_splice(ed, start, 0, (char *)indent.data, indent.len, err);
        lt_buf_clear(&indent);
        if (status) return status;
        ed->cursor = start + n;
    }
    enter_insert(ed);
    return LT_OK;
}

static lt_status replace_chars(tui_edit_answer *out, tui_edit *ed, uint32_t key, int count,
                               lt_error *err)
{
    tui_ed_call c = {.ed = ed, .id = TUI_CMD_SELF_INSERT, .count = count, .key = key};
    size_t      from = ed->cursor, to = from, end = tui_text_end(ed->text, from);
    *out = TUI_EDIT_BELL;
    if (key == TUI_EDIT_KEY_ENTER) c.key = '\n';
    if (c.key >= TUI_EDIT_KEY_ENTER) return LT_OK;
    for (int i = 0; i < count; i++) {
        if (to >= end) return LT_OK;
        to = tui_text_next(ed->text, to);
    }
    *out = TUI_EDIT_CHANGED;
    LT_TRY(tui_ed_splice(ed, from, to - from, "", 0, err));
    ed->cursor = from;
    LT_TRY(tui_ed_run(&c, err));
    step_back_in_line(ed);
    return LT_OK;
}

/* An operator with its motion in one key. */
static lt_status short_form(tui_edit_answer *out, tui_edit *ed, uint32_t key, int count,
                            lt_error *err)
{
    target t = {.at = ed->cursor};
    ed->vi.op_count = 1;
    ed->vi.op = key == 'C' || key == 's' || key == 'S' ? 'c' : key == 'Y' ? 'y' : 'd';
    if (key == 'x' || key == 's') t.at = tui_chars_in_line(ed->text, ed->cursor, count);
    if (key == 'X') t.at = tui_chars_in_line(ed->text, ed->cursor, -count);
    if (key == 'D' || key == 'C') t.at = tui_text_end(ed->text, ed->cursor);
    if (key == 'Y' || key == 'S') t.lines = true;
    lt_status status = operate_to(out, ed, t, err);
    ed->vi.op = 0;
    return status;
}

static void begin_insert(tui_edit *ed, uint32_t key)
{
    size_t end = tui_text_end(ed->text, ed->cursor);
    if (key == 'a' && ed->cursor < end) ed->cursor = tui_text_next(ed->text, ed->cursor);
    if (key == 'A') ed->cursor = end;
    if (key == 'I') ed->cursor = tui_line_indent_end(ed->text, ed->cursor);
    enter_insert(ed);
}

static void begin_visual(tui_edit *ed, bool lines)
{
    bool same = ed->mode == TUI_MODE_VISUAL && ed->by_lines == lines;
    if (ed->mode != TUI_MODE_VISUAL) ed->anchor = ed->cursor;
    ed->mode = same ? TUI_MODE_NORMAL : TUI_MODE_VISUAL;
    ed->has_selection = !same;
    ed->by_lines = lines && !same;
}

static lt_status run_normal(tui_edit_answer *out, tui_edit *ed, uint32_t key, int count,
                            lt_error *err)
{
    *out = TUI_EDIT_MOVED;
    ed->count = count;
    if (key < 128 && key && strchr("xXDCsSY", (int)key))
        return short_form(out, ed, key, count, err);
    switch (key) {
    case 'i':
    case 'a':
    case 'I':
    case 'A': begin_insert(ed, key); break;
    case 'o':
    case 'O': return open_line(out, ed, key == 'O', err);
    case 'p':
    case 'P': return put(out, ed, key == 'P', count, err);
    case 'v':
    case 'V': begin_visual(ed, key == 'V'); break;
    case 'u': *out = TUI_EDIT_UNDO; break;
    case '.': return repeat_last(out, ed, err);
    case '/': *out = TUI_EDIT_SEARCH; break;
    case '?': *out = TUI_EDIT_SEARCH_BACK; break;
    default: *out = TUI_EDIT_BELL; break;
    }
    return LT_OK;
}

/* d, c, y, <, >: again it is for lines; in visual mode for the selection. */
static lt_status take_operator(tui_edit_answer *out, tui_edit *ed, uint32_t key, int count,
                               lt_error *err)
{
    size_t from, to;
    target t = {.at = ed->cursor, .lines = true};
    *out = TUI_EDIT_PENDING;
    if (ed->mode == TUI_MODE_VISUAL) {
        bool lines = ed->by_lines;
        ed->vi.op = key == 'x' ? 'd' : key;
        ed->vi.op_count = count;
        if (!tui_edit_selection(ed, &from, &to)) to = from;
        if (lines && to > from && to <= ed->text->bytes.len &&
            tui_text_bytes(ed->text)[to - 1] == '\n')
            to--;
        lt_status status = operate(out, ed, from, to, lines, err);
        ed->vi.op = 0;
        return status;
    }
    if (!ed->vi.op) {
        ed->vi.op = key;
        ed->vi.op_count = key == '<' || key == '>' ? 1 : count;
        if (count > 1) ed->vi.op_count = count;
        return LT_OK;
    }
    *out = TUI_EDIT_BELL;
    if (key != ed->vi.op) return LT_OK;
    int lines = ed->vi.op_count * count;
    if (lines > 1) t.at = tui_ed_vertical(ed, ed->cursor, lines - 1);
    if (key == '<' || key == '>') ed->vi.op_count = 1;
    return operate_to(out, ed, t, err);
}

/* ── keys ── */

static uint32_t plain_key(uint32_t key, unsigned mods)
{
    static const char arrows[] = "kjhl0$";
    if (mods & TUI_EDIT_CTRL && key == '[') return TUI_EDIT_KEY_ESCAPE;
    if (key >= TUI_EDIT_KEY_UP && key <= TUI_EDIT_KEY_END)
        return (uint32_t)arrows[key - TUI_EDIT_KEY_UP];
    if (key == TUI_EDIT_KEY_ENTER) return 'j';
    if (key == TUI_EDIT_KEY_BACKSPACE) return 'h';
    if (key == TUI_EDIT_KEY_DELETE) return 'x';
    return key == ' ' ? 'l' : key;
}

static bool take_count_digit(tui_edit *ed, uint32_t key)
{
    if (key < '0' || key > '9' || (key == '0' && !ed->has_count)) return false;
    int count = (ed->has_count ? ed->count : 0) * 10 + (int)(key - '0');
    ed->count = count > MOST_COUNT ? MOST_COUNT : count;
    return ed->has_count = true;
}

/* The character that f, t, F, T or r waited for. */
static lt_status take_char(tui_edit_answer *out, tui_edit *ed, uint32_t key, int count,
                           lt_error *err)
{
    target t;
    if (ed->wants == WANTS_REPLACEMENT) {
        ed->wants = 0;
        return replace_chars(out, ed, key, count, err);
    }
    uint32_t how = ed->vi.find;
    ed->vi.find = 0;
    find_on_line(&t, ed, how, key, count);
    return move_or_operate(out, ed, t, err);
}

static lt_status leave(tui_edit_answer *out, tui_edit *ed)
{
    bool pending = ed->vi.op || ed->has_count || ed->mode == TUI_MODE_VISUAL;
    *out = pending ? TUI_EDIT_MOVED : TUI_EDIT_LEAVE;
    ed->mode = TUI_MODE_NORMAL;
    tui_ed_unselect(ed);
    keep_on_line(ed);
    return LT_OK;
}

static bool is_operator(const tui_edit *ed, uint32_t key)
{
    if (key == 'x') return ed->mode == TUI_MODE_VISUAL;
    return key == 'd' || key == 'c' || key == 'y' || key == '<' || key == '>';
}

static tui_edit_answer with_ctrl(uint32_t key)
{
    static const char            keys[] = "rfbl";
    static const tui_edit_answer answers[] = {TUI_EDIT_REDO, TUI_EDIT_PAGE_DOWN, TUI_EDIT_PAGE_UP,
                                              TUI_EDIT_REPAINT};
    const char                  *at = key ? strchr(keys, (int)key) : NULL;
    return at ? answers[at - keys] : TUI_EDIT_UNUSED;
}

static lt_status dispatch(tui_edit_answer *out, tui_edit *ed, uint32_t key, unsigned mods,
                          lt_error *err)
{
    target t;
    int    count = ed->has_count ? ed->count : 1;
    if (ed->wants || ed->vi.find) return take_char(out, ed, key, count, err);
    if (mods & TUI_EDIT_CTRL && key < 128 && key != '[') return *out = with_ctrl(key), LT_OK;
    if (mods & TUI_EDIT_ALT) return *out = TUI_EDIT_UNUSED, LT_OK;
    key = plain_key(key, mods);
    if (key == TUI_EDIT_KEY_ESCAPE) return leave(out, ed);
    *out = TUI_EDIT_PENDING;
    if (take_count_digit(ed, key)) return LT_OK;
    if (ed->vi.pending_g) {
        ed->vi.pending_g = false;
        if (!ed->has_count) count = 1;
        ed->has_count = true;
        key = key == 'g' ? 'G' : 0;
    } else if (key == 'g') {
        ed->vi.pending_g = true;
        return LT_OK;
    }
    if (key == 'f' || key == 'F' || key == 't' || key == 'T') return ed->vi.find = key, LT_OK;
    if (key == 'r') return ed->wants = WANTS_REPLACEMENT, LT_OK;
    if (is_operator(ed, key)) return take_operator(out, ed, key, count, err);
    int reps = ed->vi.op && key != 'G' ? count * (ed->vi.op_count ? ed->vi.op_count : 1) : count;
    if (!find_motion(&t, ed, key, reps)) return run_normal(out, ed, key, count, err);
    if (ed->vi.op) trim_word(&t, ed, key, reps);
    return move_or_operate(out, ed, t, err);
}

/* A count is typed digit by digit and kept until its command is whole. */
static void settle(tui_edit *ed, tui_edit_answer answer)
{
    if (answer == TUI_EDIT_PENDING) return;
    ed->vi.op = 0;
    ed->vi.op_count = 0;
    ed->has_count = false;
    if (ed->mode == TUI_MODE_INSERT) return; /* recorded until it is left */
    keep_on_line(ed);
    if (answer == TUI_EDIT_CHANGED)
        remember(ed);
    else if (!ed->vi.replaying)
        ed->vi.recording = false;
}

lt_status tui_ed_vi_key(tui_edit_answer *out, tui_edit *ed, uint32_t key, unsigned mods,
                        lt_error *err)
{
    uint32_t pair[2] = {key, mods};
    if (!ed->vi.replaying) {
        if (!ed->vi.recording) ed->vi.keys.len = 0;
        ed->vi.recording = true;
        LT_TRY(lt_buf_add(&ed->vi.keys, pair, sizeof(pair), err));
    }
    bool had_op = ed->vi.op;
    ed->now = 0;
    ed->step = TUI_STEP_NEW;
    lt_status status = dispatch(out, ed, key, mods, err);
    /* An operator's own key leaves the count to the motion. */
    if (*out == TUI_EDIT_PENDING && ed->vi.op && !had_op) ed->has_count = false;
    if (*out == TUI_EDIT_PENDING && key < 128) ed->hint[0] = (char)key, ed->hint[1] = 0;
    if (!(ed->now & TUI_ED_VERTICAL) && *out != TUI_EDIT_PENDING) ed->goal = -1;
    ed->last = 0;
    settle(ed, *out);
    return status;
}

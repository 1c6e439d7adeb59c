/* The commands that readline has too, by motion, deletion, yanking and case. */
#include "core/escape.h"
#include "tui/book/edit_inside.h"
#include "tui/book/edit_lua.h"

#include <string.h>

#include <utf8proc.h>

/* ── motions ── */

size_t tui_ed_vertical(tui_edit *ed, size_t at, int lines)
{
    size_t line = tui_text_line_of(ed->text, at), last = ed->text->newlines;
    if (ed->goal < 0) ed->goal = tui_text_column(ed->text, at);
    ed->now |= TUI_ED_VERTICAL;
    if (lines < 0 ? line < (size_t)-lines : last - line < (size_t)lines) return SIZE_MAX;
    size_t start = tui_text_line_start(ed->text, line + (size_t)(ptrdiff_t)lines);
    return tui_text_at_column(ed->text, start, ed->goal);
}

static size_t filename_backward(const tui_cell_text *t, size_t at)
{
    const char *s = tui_text_bytes(t);
    while (at && strchr(" \t\n/", s[at - 1]) && s[at - 1]) at--;
    while (at && (!strchr(" \t\n/", s[at - 1]) || !s[at - 1])) at--;
    return at;
}

/* To the line's end, or over it where the cursor is there already. */
static size_t kill_line_end(const tui_cell_text *t, size_t at)
{
    size_t end = tui_text_end(t, at);
    return end == at && end < t->bytes.len ? end + 1 : end;
}

size_t tui_ed_motion(tui_edit *ed, tui_command_id id, size_t at)
{
    tui_cell_text *t = ed->text;
    size_t         place;
    switch (id) {
    case TUI_CMD_LINE_START: return tui_text_start(t, at);
    case TUI_CMD_LINE_END: return tui_text_end(t, at);
    case TUI_CMD_FORWARD_CHAR: return tui_text_next(t, at);
    case TUI_CMD_BACKWARD_CHAR: return tui_text_prev(t, at);
    case TUI_CMD_FORWARD_WORD: return tui_word_forward(t, at, TUI_WORD);
    case TUI_CMD_BACKWARD_WORD: return tui_word_backward(t, at, TUI_WORD);
    case TUI_CMD_SHELL_FORWARD_WORD: return tui_word_forward(t, at, TUI_WORD_BLANKS);
    case TUI_CMD_SHELL_BACKWARD_WORD: return tui_word_backward(t, at, TUI_WORD_BLANKS);
    case TUI_CMD_TEXT_START: return 0;
    case TUI_CMD_TEXT_END: return t->bytes.len;
    case TUI_CMD_PARAGRAPH_FORWARD: return tui_paragraph_forward(t, at);
    case TUI_CMD_PARAGRAPH_BACKWARD: return tui_paragraph_backward(t, at);
    case TUI_CMD_FILENAME_RUBOUT: return filename_backward(t, at);
    case TUI_CMD_KILL_LINE: return kill_line_end(t, at);
    case TUI_CMD_MATCH_BRACKET: return tui_edit_bracket(ed, &at, &place) ? place : at;
    default: return SIZE_MAX; /* not a motion */
    }
}

/* Of a motion with a negative count, the other direction. */
static tui_command_id reverse(tui_command_id id)
{
    static const tui_command_id pairs[][2] = {
        {TUI_CMD_FORWARD_CHAR, TUI_CMD_BACKWARD_CHAR},
        {TUI_CMD_FORWARD_WORD, TUI_CMD_BACKWARD_WORD},
        {TUI_CMD_SHELL_FORWARD_WORD, TUI_CMD_SHELL_BACKWARD_WORD},
        {TUI_CMD_PARAGRAPH_FORWARD, TUI_CMD_PARAGRAPH_BACKWARD},
        {TUI_CMD_KILL_LINE, TUI_CMD_LINE_START}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        for (int k = 0; k < 2; k++)
            if (pairs[i][k] == id) return pairs[i][1 - k];
    return id;
}

static size_t repeat_motion(tui_edit *ed, tui_command_id id, int count)
{
    size_t at = ed->cursor;
    if (count < 0) id = reverse(id);
    for (int n = count < 0 ? -count : count; n > 0; n--) {
        size_t next = tui_ed_motion(ed, id, at);
        if (next == at || next == SIZE_MAX) return next == SIZE_MAX ? next : at;
        at = next;
    }
    return at;
}

static bool run_vertical(tui_ed_call *c)
{
    bool up = c->id == TUI_CMD_LINE_UP || c->id == TUI_CMD_SCREEN_UP;
    if (!up && c->id != TUI_CMD_LINE_DOWN && c->id != TUI_CMD_SCREEN_DOWN) return false;
    int    goal = c->ed->goal;
    size_t at = tui_ed_vertical(c->ed, c->ed->cursor, up ? -c->count : c->count);
    if (at == SIZE_MAX && c->shift) at = up ? 0 : c->ed->text->bytes.len;
    if (at == SIZE_MAX) {
        c->answer = up ? TUI_EDIT_ABOVE : TUI_EDIT_BELOW;
        c->ed->goal = goal;
        return true;
    }
    goal = c->ed->goal;
    tui_edit_place(c->ed, at, c->shift || c->ed->keeps_mark);
    c->ed->goal = goal;
    return true;
}

static bool run_motion(tui_ed_call *c)
{
    tui_edit *ed = c->ed;
    if (run_vertical(c)) return true;
    if (c->id == TUI_CMD_FILENAME_RUBOUT || c->id == TUI_CMD_KILL_LINE) return false;
    size_t from, to, at = repeat_motion(ed, c->id, c->count);
    if (at == SIZE_MAX) return false;
    bool grow = c->shift || ed->keeps_mark;
    /* An arrow out of a selection goes to its edge. */
    if (!grow && tui_edit_selection(ed, &from, &to) && c->count == 1) {
        if (c->id == TUI_CMD_BACKWARD_CHAR) at = from;
        if (c->id == TUI_CMD_FORWARD_CHAR) at = to;
    }
    if (at == ed->cursor && !ed->has_selection && !grow) c->answer = TUI_EDIT_BELL;
    if (c->id == TUI_CMD_LINE_START || c->id == TUI_CMD_LINE_END) c->answer = TUI_EDIT_MOVED;
    tui_edit_place(ed, at, grow);
    return true;
}

/* ── deleting and killing ── */

static const struct {
    tui_command_id command, motion;
    bool           copies;
} kill_rows[] = {
    {TUI_CMD_KILL_LINE, TUI_CMD_KILL_LINE, false},
    {TUI_CMD_BACKWARD_KILL_LINE, TUI_CMD_LINE_START, false},
    {TUI_CMD_LINE_DISCARD, TUI_CMD_LINE_START, false},
    {TUI_CMD_KILL_WORD, TUI_CMD_FORWARD_WORD, false},
    {TUI_CMD_BACKWARD_KILL_WORD, TUI_CMD_BACKWARD_WORD, false},
    {TUI_CMD_SHELL_KILL_WORD, TUI_CMD_SHELL_FORWARD_WORD, false},
    {TUI_CMD_SHELL_BACKWARD_KILL_WORD, TUI_CMD_SHELL_BACKWARD_WORD, false},
    {TUI_CMD_WORD_RUBOUT, TUI_CMD_SHELL_BACKWARD_WORD, false},
    {TUI_CMD_FILENAME_RUBOUT, TUI_CMD_FILENAME_RUBOUT, false},
    {TUI_CMD_COPY_FORWARD_WORD, TUI_CMD_FORWARD_WORD, true},
    {TUI_CMD_COPY_BACKWARD_WORD, TUI_CMD_BACKWARD_WORD, true},
};

static lt_status copy_range(tui_edit *ed, size_t from, size_t to, lt_error *err)
{
    bool join = ed->last & TUI_ED_KILL;
    ed->now |= TUI_ED_KILL;
    return tui_kill_push(ed->kills, tui_text_bytes(ed->text) + from, to - from, join, false, err);
}

static bool run_kill(lt_status *status, tui_ed_call *c, lt_error *err)
{
    size_t i = 0, n = sizeof(kill_rows) / sizeof(*kill_rows);
    while (i < n && kill_rows[i].command != c->id) i++;
    if (i == n) return false;
    tui_edit *ed = c->ed;
    size_t    at = repeat_motion(ed, kill_rows[i].motion, c->count);
    size_t    from = at < ed->cursor ? at : ed->cursor, to = at < ed->cursor ? ed->cursor : at;
    bool      backward = at < ed->cursor;
    tui_ed_unselect(ed);
    if (kill_rows[i].copies)
        *status = copy_range(ed, from, to, err);
    else
        *status = tui_ed_kill(ed, from, to, backward, err);
    c->answer = from == to            ? TUI_EDIT_BELL
                : kill_rows[i].copies ? TUI_EDIT_MOVED
                                      : TUI_EDIT_CHANGED;
    return true;
}

static lt_status erase_selection(tui_edit *ed, lt_error *err)
{
    size_t from, to;
    if (!tui_edit_selection(ed, &from, &to)) return LT_OK;
    LT_TRY(tui_ed_splice(ed, from, to - from, "", 0, err));
    tui_ed_unselect(ed);
    return LT_OK;
}

/* Backspace among the blanks a line begins with takes a level of indentation. */
static size_t back_by_level(const tui_edit *ed)
{
    const char *s = tui_text_bytes(ed->text);
    size_t      start = tui_text_start(ed->text, ed->cursor), i = start;
    while (i < ed->cursor && s[i] == ' ') i++;
    if (!ed->is_lua || i < ed->cursor || ed->cursor - start < 2 || (ed->cursor - start) % 2)
        return tui_text_prev(ed->text, ed->cursor);
    return ed->cursor - 2;
}

static lt_status run_delete(tui_ed_call *c, bool back, lt_error *err)
{
    tui_edit *ed = c->ed;
    size_t    from, to;
    if (c->count < 0) back = !back;
    c->answer = TUI_EDIT_CHANGED;
    if (tui_edit_selection(ed, &from, &to)) return erase_selection(ed, err);
    tui_ed_unselect(ed);
    int n = c->count < 0 ? -c->count : c->count;
    from = to = ed->cursor;
    if (back && n == 1) from = back_by_level(ed);
    for (int i = 0; i < n && n > 1 && back; i++) from = tui_text_prev(ed->text, from);
    for (int i = 0; i < n && !back; i++) to = tui_text_next(ed->text, to);
    if (from == to) {
        c->answer = TUI_EDIT_BELL;
        return LT_OK;
    }
    ed->step = n == 1 ? TUI_STEP_ERASE : TUI_STEP_NEW;
    return n > 1 ? tui_ed_kill(ed, from, to, back, err)
                 : tui_ed_splice(ed, from, to - from, "", 0, err);
}

static lt_status run_region(tui_ed_call *c, lt_error *err)
{
    size_t from, to;
    if (!tui_edit_selection(c->ed, &from, &to)) {
        c->answer = TUI_EDIT_BELL;
        return LT_OK;
    }
    if (c->id == TUI_CMD_COPY_REGION) {
        lt_status status = copy_range(c->ed, from, to, err);
        tui_ed_unselect(c->ed);
        return status;
    }
    c->answer = TUI_EDIT_CHANGED;
    LT_TRY(tui_ed_kill(c->ed, from, to, false, err));
    tui_ed_unselect(c->ed);
    return LT_OK;
}

static lt_status delete_blanks(tui_ed_call *c, lt_error *err)
{
    const char *s = tui_text_bytes(c->ed->text);
    size_t      from = c->ed->cursor, to = from;
    while (from && (s[from - 1] == ' ' || s[from - 1] == '\t')) from--;
    while (to < c->ed->text->bytes.len && (s[to] == ' ' || s[to] == '\t')) to++;
    c->answer = from < to ? TUI_EDIT_CHANGED : TUI_EDIT_BELL;
    return tui_ed_splice(c->ed, from, to - from, "", 0, err);
}

/* ── yanking ── */

/* Puts the k-th piece where the last one is (yank-pop) or at the cursor. */
static lt_status run_yank(tui_ed_call *c, lt_error *err)
{
    tui_edit *ed = c->ed;
    bool      pop = c->id == TUI_CMD_YANK_POP;
    size_t    from, to;
    c->answer = TUI_EDIT_BELL;
    if (pop && !(ed->last & TUI_ED_YANK)) return LT_OK;
    size_t        turn = pop ? ed->yank_turn + 1 : 0;
    const lt_buf *piece = tui_kill_at(ed->kills, turn);
    if (!piece) return LT_OK;
    if (pop) {
        from = ed->yank_at;
        to = from + ed->yank_len;
    } else if (!tui_edit_selection(ed, &from, &to)) {
        from = to = ed->cursor;
    }
    LT_TRY(tui_ed_splice(ed, from, to - from, (const char *)piece->data, piece->len, err));
    tui_ed_unselect(ed);
    ed->cursor = from + piece->len;
    ed->yank_at = from;
    ed->yank_len = piece->len;
    ed->yank_turn = turn;
    ed->now |= TUI_ED_YANK;
    c->answer = TUI_EDIT_CHANGED;
    return LT_OK;
}

/* ── changing what is there ── */

/* Two neighbouring pieces [a, b) and [c, d) change places; the cursor goes behind them. */
static lt_status swap_pieces(tui_ed_call *call, size_t a, size_t b, size_t c, size_t d,
                             lt_error *err)
{
    tui_edit   *ed = call->ed;
    const char *s = tui_text_bytes(ed->text);
    lt_buf      out = {.mem = ed->mem};
    lt_status   status = lt_buf_add(&out, s + c, d - c, err);
    if (!status) status = lt_buf_add(&out, s + b, c - b, err);
    if (!status) status = lt_buf_add(&out, s + a, b - a, err);
    if (!status) status = tui_ed_splice(ed, a, d - a, (char *)out.data, out.len, err);
    lt_buf_clear(&out);
    if (!status) ed->cursor = tui_text_settle(ed->text, d);
    call->answer = TUI_EDIT_CHANGED;
    return status;
}

static lt_status transpose_chars(tui_ed_call *c, lt_error *err)
{
    tui_cell_text *t = c->ed->text;
    size_t         at = c->ed->cursor, start = tui_text_start(t, at);
    if (at == tui_text_end(t, at)) at = at > start ? tui_text_prev(t, at) : at;
    c->answer = TUI_EDIT_BELL;
    if (at <= start) return LT_OK;
    return swap_pieces(c, tui_text_prev(t, at), at, at, tui_text_next(t, at), err);
}

static lt_status transpose_words(tui_ed_call *c, lt_error *err)
{
    tui_cell_text *t = c->ed->text;
    size_t         d = tui_word_forward(t, c->ed->cursor, TUI_WORD);
    size_t         cc = tui_word_backward(t, d, TUI_WORD);
    size_t         a = tui_word_backward(t, cc, TUI_WORD), b = tui_word_forward(t, a, TUI_WORD);
    c->answer = TUI_EDIT_BELL;
    if (a == cc || b > cc) return LT_OK;
    return swap_pieces(c, a, b, cc, d, err);
}

static int32_t change_case(tui_command_id id, int32_t code, bool first)
{
    bool up = id == TUI_CMD_UPCASE_WORD || (id == TUI_CMD_CAPITALIZE_WORD && first);
    if (code < 0x80) {
        if (up && code >= 'a' && code <= 'z') return code - 32;
        if (!up && code >= 'A' && code <= 'Z') return code + 32;
        return code;
    }
    return up ? utf8proc_toupper(code) : utf8proc_tolower(code);
}

static lt_status run_case(tui_ed_call *c, lt_error *err)
{
    tui_edit   *ed = c->ed;
    lt_buf      out = {.mem = ed->mem};
    const char *s = tui_text_bytes(ed->text);
    size_t      from = ed->cursor, to = repeat_motion(ed, TUI_CMD_FORWARD_WORD, c->count);
    lt_status   status = LT_OK;
    bool        first = true;
    if (to < from) from = to, to = ed->cursor;
    for (size_t i = from; i < to && !status;) {
        char    bytes[4];
        int32_t code;
        size_t  n = lt_utf8_next(s + i, to - i, &code);
        bool    word = tui_is_word(s[i], TUI_WORD);
        size_t  m = code < 0 ? 0 : lt_utf8_put(bytes, change_case(c->id, code, first));
        status = code < 0 ? lt_buf_add(&out, s + i, n, err) : lt_buf_add(&out, bytes, m, err);
        first = !word;
        i += n;
    }
    if (!status) status = tui_ed_splice(ed, from, to - from, (char *)out.data, out.len, err);
    if (!status) ed->cursor = tui_text_settle(ed->text, from + out.len);
    lt_buf_clear(&out);
    c->answer = TUI_EDIT_CHANGED;
    return status;
}

/* ── typing ── */

/* A closing word or bracket typed as the first thing of a line goes back to where its block began.
 */
static lt_status dedent_closer(tui_edit *ed, lt_error *err)
{
    const char *s = tui_text_bytes(ed->text);
    size_t      start = tui_text_start(ed->text, ed->cursor);
    size_t      first = tui_line_indent_end(ed->text, ed->cursor);
    if (!ed->is_lua || first >= ed->cursor || !tui_lua_closes(s + first, ed->cursor - first))
        return LT_OK;
    if (ed->cursor < ed->text->bytes.len && tui_is_word(s[ed->cursor], TUI_WORD)) return LT_OK;
    tui_lua_around around = tui_lua_look(ed->text, first);
    if (!around.has_block || around.place != TUI_LUA_CODE || around.block_start == start)
        return LT_OK;
    size_t base = around.block_start, end = tui_line_indent_end(ed->text, base);
    lt_buf indent = {.mem = ed->mem};
    LT_TRY(lt_buf_add(&indent, s + base, end - base, err));
    lt_status status = LT_OK;
    if (indent.len != first - start ||
        (indent.len && memcmp(indent.data, s + start, indent.len) != 0))
        status = tui_ed_splice(ed, start, first - start, (char *)indent.data, indent.len, err);
    lt_buf_clear(&indent);
    return status;
}

static lt_status self_insert(tui_ed_call *c, lt_error *err)
{
    tui_edit *ed = c->ed;
    char      bytes[4];
    size_t    n = c->key < 0x110000 ? lt_utf8_put(bytes, (int32_t)c->key) : 0, from, to;
    bool      replaces = tui_edit_selection(ed, &from, &to);
    ed->step = c->count == 1 && !replaces ? TUI_STEP_TYPE : TUI_STEP_NEW;
    c->answer = TUI_EDIT_CHANGED;
    if (replaces) LT_TRY(erase_selection(ed, err));
    tui_ed_unselect(ed);
    for (int i = 0; i < c->count; i++) LT_TRY(tui_ed_splice(ed, ed->cursor, 0, bytes, n, err));
    size_t settled = tui_text_settle(ed->text, ed->cursor);
    if (settled < ed->cursor) ed->cursor = tui_text_next(ed->text, settled);
    return dedent_closer(ed, err);
}

/* ── what others do ── */

static const struct {
    tui_command_id  command;
    tui_edit_answer answer;
} asked[] = {
    {TUI_CMD_UNDO, TUI_EDIT_UNDO},
    {TUI_CMD_REDO, TUI_EDIT_REDO},
    {TUI_CMD_SEARCH, TUI_EDIT_SEARCH},
    {TUI_CMD_SEARCH_BACK, TUI_EDIT_SEARCH_BACK},
    {TUI_CMD_EDITOR, TUI_EDIT_EDITOR},
    {TUI_CMD_CLEAR_SCREEN, TUI_EDIT_REPAINT},
    {TUI_CMD_PAGE_UP, TUI_EDIT_PAGE_UP},
    {TUI_CMD_PAGE_DOWN, TUI_EDIT_PAGE_DOWN},
    {TUI_CMD_MENU_COMPLETE, TUI_EDIT_COMPLETE},
    {TUI_CMD_POSSIBLE_COMPLETIONS, TUI_EDIT_COMPLETE_LIST},
    {TUI_CMD_LEAVE, TUI_EDIT_LEAVE},
};

static bool run_asked(tui_ed_call *c)
{
    for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
        if (asked[i].command == c->id) return c->answer = asked[i].answer, true;
    return false;
}

static lt_status run_marks(tui_ed_call *c)
{
    tui_edit *ed = c->ed;
    size_t    cursor = ed->cursor;
    if (c->id == TUI_CMD_SET_MARK) {
        ed->anchor = cursor;
        ed->has_selection = ed->keeps_mark = true;
    } else if (c->id == TUI_CMD_SELECT_ALL) {
        ed->anchor = 0;
        ed->cursor = ed->text->bytes.len;
        ed->has_selection = true;
    } else if (c->id == TUI_CMD_EXCHANGE_MARK) {
        ed->cursor = tui_text_settle(ed->text, ed->anchor);
        ed->anchor = cursor;
        ed->has_selection = ed->keeps_mark = true;
    } else { /* abort: the selection first, then the cell */
        c->answer = TUI_EDIT_MOVED;
        tui_ed_unselect(ed);
    }
    return LT_OK;
}

lt_status tui_ed_run(tui_ed_call *c, lt_error *err)
{
    lt_status status;
    if (run_motion(c) || run_asked(c)) return LT_OK;
    if (run_kill(&status, c, err) || tui_ed_run_lines(&status, c, err)) return status;
    switch (c->id) {
    case TUI_CMD_SELF_INSERT: return self_insert(c, err);
    case TUI_CMD_DELETE_CHAR:
    case TUI_CMD_DELETE_CHAR_OR_LIST: return run_delete(c, false, err);
    case TUI_CMD_BACKWARD_DELETE_CHAR: return run_delete(c, true, err);
    case TUI_CMD_RUBOUT_OR_DELETE:
        return run_delete(c, c->ed->cursor == c->ed->text->bytes.len, err);
    case TUI_CMD_KILL_REGION:
    case TUI_CMD_COPY_REGION: return run_region(c, err);
    case TUI_CMD_DELETE_BLANKS: return delete_blanks(c, err);
    case TUI_CMD_YANK:
    case TUI_CMD_YANK_POP: return run_yank(c, err);
    case TUI_CMD_TRANSPOSE_CHARS: return transpose_chars(c, err);
    case TUI_CMD_TRANSPOSE_WORDS: return transpose_words(c, err);
    case TUI_CMD_UPCASE_WORD:
    case TUI_CMD_DOWNCASE_WORD:
    case TUI_CMD_CAPITALIZE_WORD: return run_case(c, err);
    case TUI_CMD_SET_MARK:
    case TUI_CMD_EXCHANGE_MARK:
    case TUI_CMD_SELECT_ALL:
    case TUI_CMD_ABORT: return run_marks(c);
    default: c->answer = TUI_EDIT_BELL; return LT_OK;
    }
}

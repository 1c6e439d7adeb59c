/* Commands on whole lines: new ones, indentation, comments, order. */
#include "tui/book/edit_inside.h"
#include "tui/book/edit_lua.h"

#include <string.h>

void tui_ed_lines(const tui_edit *ed, size_t *from, size_t *to)
{
    size_t a = ed->cursor, b = ed->cursor;
    if (!tui_edit_selection(ed, &a, &b)) a = b = ed->cursor;
    if (b > a && b == tui_text_start(ed->text, b))
        b--; /* the line behind the selection is not in it */
    *from = tui_text_start(ed->text, a);
    *to = tui_text_end(ed->text, b);
}

/* Puts out in place of [from, to), the cursor as far from its line's end as it was. */
static lt_status put_lines(tui_edit *ed, size_t from, size_t to, const lt_buf *out, lt_error *err)
{
    bool   selected = ed->has_selection;
    size_t line = tui_text_line_of(ed->text, ed->cursor);
    size_t back = tui_text_end(ed->text, ed->cursor) - ed->cursor;
    LT_TRY(tui_ed_splice(ed, from, to - from, (char *)out->data, out->len, err));
    size_t start = tui_text_line_start(ed->text, line), end = tui_text_end(ed->text, start);
    ed->cursor = tui_text_settle(ed->text, end - start < back ? start : end - back);
    if (selected) {
        ed->anchor = from;
        ed->cursor = from + out->len;
    }
    return LT_OK;
}

/* ── indentation ── */

static lt_status add_indented(lt_buf *out, const char *line, size_t n, int levels, lt_error *err)
{
    for (int i = 0; i < levels && n; i++) LT_TRY(lt_buf_text(out, "  ", err));
    for (int i = levels; i < 0; i++) {
        size_t cut = n && line[0] == '\t' ? 1 : 0;
        while (!cut || (cut < 2 && line[0] == ' ')) {
            if (cut >= n || line[cut] != ' ') break;
            cut++;
        }
        line += cut;
        n -= cut;
    }
    return lt_buf_add(out, line, n, err);
}

lt_status tui_ed_indent(tui_edit *ed, size_t from, size_t to, int levels, lt_error *err)
{
    lt_buf      out = {.mem = ed->mem};
    const char *s = tui_text_bytes(ed->text);
    lt_status   status = LT_OK;
    for (size_t i = from; i <= to && !status;) {
        size_t end = tui_text_end(ed->text, i);
        status = add_indented(&out, s + i, end - i, levels, err);
        if (!status && end < to) status = lt_buf_text(&out, "\n", err);
        i = end + 1;
    }
    if (!status && (out.len != to - from || (out.len && memcmp(out.data, s + from, out.len) != 0)))
        status = put_lines(ed, from, to, &out, err);
    lt_buf_clear(&out);
    return status;
}

static lt_status indent_lines(tui_ed_call *c, int levels, lt_error *err)
{
    size_t from, to;
    tui_ed_lines(c->ed, &from, &to);
    c->answer = TUI_EDIT_CHANGED;
    return tui_ed_indent(c->ed, from, to, levels, err);
}

/* Tab: lines of a selection move, an empty beginning is filled, else there is a word to complete.
 */
static lt_status run_tab(tui_ed_call *c, lt_error *err)
{
    tui_edit *ed = c->ed;
    size_t    from, to, start = tui_text_start(ed->text, ed->cursor);
    if (tui_edit_selection(ed, &from, &to)) return indent_lines(c, 1, err);
    c->answer = TUI_EDIT_COMPLETE;
    if (tui_line_indent_end(ed->text, ed->cursor) < ed->cursor) return LT_OK;
    c->answer = TUI_EDIT_CHANGED;
    size_t n = (ed->cursor - start) % 2 ? 1 : 2;
    return tui_ed_splice(ed, ed->cursor, 0, "  ", n, err);
}

/* ── new lines ── */

static lt_status new_indent(lt_buf *out, const tui_edit *ed, bool *between, lt_error *err)
{
    const char    *s = tui_text_bytes(ed->text);
    size_t         start = tui_text_start(ed->text, ed->cursor);
    size_t         end = tui_line_indent_end(ed->text, ed->cursor);
    tui_lua_around around = {.place = TUI_LUA_CODE};
    if (end > ed->cursor) end = ed->cursor;
    if (ed->is_lua) around = tui_lua_look(ed->text, ed->cursor);
    if (around.place == TUI_LUA_LONG_STRING) return LT_OK; /* blanks would become part of it */
    LT_TRY(lt_buf_add(out, s + start, end - start, err));
    if (around.place != TUI_LUA_CODE || !around.opens) return LT_OK;
    size_t rest = ed->cursor, n = 0;
    while (rest < ed->text->bytes.len && s[rest] == ' ') rest++;
    while (rest + n < ed->text->bytes.len && tui_is_word(s[rest + n], TUI_WORD)) n++;
    *between = rest < ed->text->bytes.len && tui_lua_closes(s + rest, n ? n : 1);
    return lt_buf_text(out, "  ", err);
}

lt_status tui_ed_newline(tui_edit *ed, lt_error *err)
{
    lt_buf    out = {.mem = ed->mem};
    bool      between = false;
    lt_status status = lt_buf_text(&out, "\n", err);
    if (!status) status = new_indent(&out, ed, &between, err);
    size_t first = out.len, at = ed->cursor, rest = at;
    /* f(|): the closing bracket gets a line of its own. */
    if (!status && between) status = lt_buf_text(&out, "\n", err);
    if (!status && between) status = lt_buf_reserve(&out, first, err);
    if (!status && between) lt_buf_push(&out, out.data + 1, first - 3);
    const char *s = tui_text_bytes(ed->text);
    while (ed->is_lua && first > 1 && rest < ed->text->bytes.len && s[rest] == ' ') rest++;
    if (!status) status = tui_ed_splice(ed, at, rest - at, (char *)out.data, out.len, err);
    if (!status) ed->cursor = at + first;
    lt_buf_clear(&out);
    return status;
}

static lt_status run_newline(tui_ed_call *c, lt_error *err)
{
    size_t from, to;
    c->answer = TUI_EDIT_CHANGED;
    if (tui_edit_selection(c->ed, &from, &to))
        LT_TRY(tui_ed_splice(c->ed, from, to - from, "", 0, err));
    tui_ed_unselect(c->ed);
    for (int i = 0; i < c->count; i++) LT_TRY(tui_ed_newline(c->ed, err));
    return LT_OK;
}

/* ── comments, order, whole lines ── */

static lt_status toggle_comment(tui_ed_call *c, lt_error *err)
{
    lt_buf out = {.mem = c->ed->mem};
    size_t from, to;
    tui_ed_lines(c->ed, &from, &to);
    lt_status status = tui_toggle_comment(&out, tui_text_bytes(c->ed->text) + from, to - from, err);
    if (!status) status = put_lines(c->ed, from, to, &out, err);
    lt_buf_clear(&out);
    c->answer = TUI_EDIT_CHANGED;
    return status;
}

/* Lines [from, to) and the line beside them change places. */
static lt_status move_lines(tui_ed_call *c, bool up, lt_error *err)
{
    tui_edit   *ed = c->ed;
    const char *s = tui_text_bytes(ed->text);
    lt_buf      out = {.mem = ed->mem};
    size_t      from, to, a, b;
    tui_ed_lines(ed, &from, &to);
    c->answer = TUI_EDIT_BELL;
    if (up ? from == 0 : to == ed->text->bytes.len) return LT_OK;
    a = up ? tui_text_start(ed->text, from - 1) : from;
    b = up ? to : tui_text_end(ed->text, to + 1);
    size_t first = up ? from : to + 1, first_end = b, second = a, second_end = up ? from - 1 : to;
    size_t cursor = ed->cursor - from, anchor = ed->anchor - from;
    bool   selected = ed->has_selection;
    lt_status status = lt_buf_add(&out, s + first, first_end - first, err);
    if (!status) status = lt_buf_text(&out, "\n", err);
    if (!status) status = lt_buf_add(&out, s + second, second_end - second, err);
    if (!status) status = tui_ed_splice(ed, a, b - a, (char *)out.data, out.len, err);
    lt_buf_clear(&out);
    if (status) return status;
    size_t now = up ? a : a + (first_end - first) + 1;
    ed->cursor = tui_text_settle(ed->text, now + cursor);
    if (selected) ed->anchor = tui_text_settle(ed->text, now + anchor);
    c->answer = TUI_EDIT_CHANGED;
    return LT_OK;
}

static lt_status kill_lines(tui_ed_call *c, lt_error *err)
{
    size_t from, to;
    tui_ed_lines(c->ed, &from, &to);
    if (to < c->ed->text->bytes.len)
        to++;
    else if (from)
        from--; /* the last line goes with the end before it */
    tui_ed_unselect(c->ed);
    c->answer = from < to ? TUI_EDIT_CHANGED : TUI_EDIT_BELL;
    LT_TRY(tui_ed_kill(c->ed, from, to, false, err));
    c->ed->cursor = tui_text_start(c->ed->text, c->ed->cursor);
    return LT_OK;
}

static lt_status insert_tab(tui_ed_call *c, lt_error *err)
{
    c->answer = TUI_EDIT_CHANGED;
    return tui_ed_splice(c->ed, c->ed->cursor, 0, "  ", 2, err);
}

bool tui_ed_run_lines(lt_status *status, tui_ed_call *c, lt_error *err)
{
    switch (c->id) {
    case TUI_CMD_ACCEPT_LINE: *status = run_newline(c, err); break;
    case TUI_CMD_COMPLETE: *status = run_tab(c, err); break;
    case TUI_CMD_TAB_INSERT: *status = insert_tab(c, err); break;
    case TUI_CMD_INDENT: *status = indent_lines(c, c->count, err); break;
    case TUI_CMD_OUTDENT: *status = indent_lines(c, -c->count, err); break;
    case TUI_CMD_INSERT_COMMENT: *status = toggle_comment(c, err); break;
    case TUI_CMD_MOVE_LINE_UP: *status = move_lines(c, true, err); break;
    case TUI_CMD_MOVE_LINE_DOWN: *status = move_lines(c, false, err); break;
    case TUI_CMD_KILL_WHOLE_LINE: *status = kill_lines(c, err); break;
    default: return false;
    }
    return true;
}

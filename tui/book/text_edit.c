#include "tui/book/text_edit.h"

#include "core/escape.h"
#include "tui/book/edit_inside.h"
#include "tui/book/edit_lua.h"

#include <string.h>

enum { PREFIX_ESCAPE = 1, PREFIX_X = 2, MOST_COUNT = 9999 };

void tui_edit_open(tui_edit *ed, lt_mem *mem, tui_cell_text *text, tui_edit_sink sink,
                   const tui_keymap *keymap, tui_kill_ring *kills)
{
    *ed = (tui_edit){.mem = mem, .text = text, .sink = sink, .keymap = keymap, .kills = kills};
    ed->goal = -1;
    ed->vi.keys.mem = ed->vi.again.mem = mem;
}

void tui_edit_close(tui_edit *ed)
{
    lt_buf_clear(&ed->vi.keys);
    lt_buf_clear(&ed->vi.again);
}

/* ── the text ── */

static size_t follow(size_t place, size_t at, size_t removed, size_t len)
{
    if (place >= at + removed) return place - removed + len;
    return place > at ? at : place;
}

lt_status tui_ed_splice(tui_edit *ed, size_t at, size_t removed, const char *with, size_t len,
                        lt_error *err)
{
    if (!removed && !len) return LT_OK;
    if (ed->is_read_only) return LT_FAIL(err, LT_EINVAL, "the notebook is read-only");
    if (ed->step != TUI_STEP_MORE) ed->step_cursor = ed->cursor;
    tui_splice change = {at, removed, with, len};
    LT_TRY(ed->sink.splice(ed->sink.arg, ed->step, ed->step_cursor, &change, err));
    ed->step = TUI_STEP_MORE;
    ed->cursor = follow(ed->cursor, at, removed, len);
    ed->anchor = follow(ed->anchor, at, removed, len);
    return LT_OK;
}

lt_status tui_ed_kill(tui_edit *ed, size_t from, size_t to, bool backward, lt_error *err)
{
    bool join = (ed->last & TUI_ED_KILL) || (ed->now & TUI_ED_KILL);
    ed->now |= TUI_ED_KILL;
    if (from == to) return LT_OK;
    if (ed->is_read_only) return LT_FAIL(err, LT_EINVAL, "the notebook is read-only");
    LT_TRY(
        tui_kill_push(ed->kills, tui_text_bytes(ed->text) + from, to - from, join, backward, err));
    return tui_ed_splice(ed, from, to - from, "", 0, err);
}

/* ── selection and places ── */

void tui_ed_unselect(tui_edit *ed) { ed->has_selection = ed->keeps_mark = ed->by_lines = false; }

bool tui_edit_selection(const tui_edit *ed, size_t *from, size_t *to)
{
    *from = ed->cursor < ed->anchor ? ed->cursor : ed->anchor;
    *to = ed->cursor < ed->anchor ? ed->anchor : ed->cursor;
    if (!ed->has_selection) return false;
    if (ed->mode == TUI_MODE_VISUAL) *to = tui_text_next(ed->text, *to);
    if (ed->by_lines) {
        *from = tui_text_start(ed->text, *from);
        size_t last = ed->cursor < ed->anchor ? ed->anchor : ed->cursor;
        *to = tui_text_end(ed->text, last);
        *to += *to < ed->text->bytes.len;
    }
    return *from < *to;
}

void tui_edit_place(tui_edit *ed, size_t at, bool extend)
{
    at = tui_text_settle(ed->text, at);
    if (extend && !ed->has_selection) {
        ed->anchor = ed->cursor;
        ed->has_selection = true;
    } else if (!extend && !ed->keeps_mark) {
        tui_ed_unselect(ed);
    }
    ed->cursor = at;
    ed->goal = -1;
    ed->last = 0;
}

void tui_edit_reset(tui_edit *ed, size_t cursor)
{
    tui_ed_unselect(ed);
    ed->cursor = ed->anchor = tui_text_settle(ed->text, cursor);
    ed->goal = -1;
    ed->last = 0;
    ed->prefix = 0;
    ed->wants = 0;
    if (ed->mode == TUI_MODE_VISUAL) ed->mode = TUI_MODE_NORMAL;
}

lt_status tui_edit_replace(tui_edit *ed, size_t from, size_t to, const char *with, size_t len,
                           lt_error *err)
{
    ed->step = TUI_STEP_NEW;
    ed->last = 0;
    LT_TRY(tui_ed_splice(ed, from, to - from, with, len, err));
    tui_ed_unselect(ed);
    ed->cursor = tui_text_settle(ed->text, from + len);
    ed->goal = -1;
    return LT_OK;
}

/* \r\n and \r as \n, into a copy that the caller clears. */
static lt_status plain_lines(lt_buf *out, const char *p, size_t n, lt_error *err)
{
    LT_TRY(lt_buf_reserve(out, n, err));
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\r' && i + 1 < n && p[i + 1] == '\n') continue;
        lt_buf_push(out, p[i] == '\r' ? "\n" : p + i, 1);
    }
    return LT_OK;
}

lt_status tui_edit_paste(tui_edit_answer *out, tui_edit *ed, const char *p, size_t n, lt_error *err)
{
    lt_buf    text = {.mem = ed->mem};
    size_t    from = ed->cursor, to = ed->cursor;
    lt_status status = plain_lines(&text, p, n, err);
    if (!tui_edit_selection(ed, &from, &to)) from = to = ed->cursor;
    if (!status) status = tui_edit_replace(ed, from, to, (char *)text.data, text.len, err);
    lt_buf_clear(&text);
    *out = TUI_EDIT_CHANGED;
    return status;
}

bool tui_edit_bracket(const tui_edit *ed, size_t *at, size_t *partner)
{
    for (size_t back = 0; back < 2 && back <= ed->cursor; back++) {
        *at = ed->cursor - back;
        *partner = tui_bracket_partner(ed->text, *at, ed->is_lua);
        if (*partner != SIZE_MAX) return true;
    }
    return false;
}

/* ── keys ── */

static void set_hint(tui_edit *ed, const char *text)
{
    size_t n = strlen(text);
    if (n >= sizeof(ed->hint)) n = sizeof(ed->hint) - 1;
    memcpy(ed->hint, text, n);
    ed->hint[n] = 0;
}

/* Alt with a digit gathers a count; M-- begins a negative one. */
static bool take_digit(tui_edit *ed, uint32_t key)
{
    if (!ed->has_count) ed->count = 0;
    if (key == '-') {
        ed->has_count = true;
        ed->count = -1;
        return true;
    }
    if (key < '0' || key > '9') return false;
    int digit = (int)(key - '0');
    int next = ed->count == -1 && ed->has_count ? -digit
                                                : ed->count * 10 + (ed->count < 0 ? -digit : digit);
    ed->count = next > MOST_COUNT ? MOST_COUNT : next < -MOST_COUNT ? -MOST_COUNT : next;
    ed->has_count = true;
    return true;
}

static int take_count(tui_edit *ed)
{
    int count = ed->has_count ? ed->count : 1;
    ed->has_count = false;
    return count;
}

static lt_status run_with(tui_edit_answer *out, tui_edit *ed, tui_ed_call call, lt_error *err)
{
    ed->now = 0;
    ed->step = TUI_STEP_NEW;
    ed->count = call.count;
    call.ed = ed;
    call.answer = TUI_EDIT_MOVED;
    lt_status status = tui_ed_run(&call, err);
    ed->last = ed->now;
    if (!(ed->now & TUI_ED_VERTICAL)) ed->goal = -1;
    *out = call.answer;
    return status;
}

lt_status tui_edit_run(tui_edit_answer *out, tui_edit *ed, tui_command_id command, int count,
                       lt_error *err)
{
    return run_with(out, ed, (tui_ed_call){.id = command, .count = count, .key = ' '}, err);
}

/* The key that a quoted-insert or a search for a character waited for. */
static lt_status take_wanted(tui_edit_answer *out, tui_edit *ed, uint32_t key, unsigned mods,
                             lt_error *err)
{
    tui_command_id command = (tui_command_id)ed->wants;
    bool           back = command == TUI_CMD_CHARACTER_SEARCH_BACK;
    ed->wants = 0;
    *out = TUI_EDIT_MOVED;
    if (key == TUI_EDIT_KEY_TAB) key = '\t';
    if (key == TUI_EDIT_KEY_ENTER) key = '\n';
    if (key >= TUI_EDIT_KEY_ENTER) return LT_OK;
    if (mods & TUI_EDIT_CTRL && key < 128) key &= 0x1f;
    int count = take_count(ed);
    if (command == TUI_CMD_QUOTED_INSERT)
        return run_with(out, ed,
                        (tui_ed_call){.id = TUI_CMD_SELF_INSERT, .count = count, .key = key}, err);
    size_t found = tui_find_char(ed->text, ed->cursor, key, back ? -count : count, false);
    if (found == SIZE_MAX)
        *out = TUI_EDIT_BELL;
    else
        tui_edit_place(ed, found, ed->keeps_mark);
    return LT_OK;
}

static bool begins_more(tui_edit *ed, tui_command_id command, uint32_t key)
{
    if (command == TUI_CMD_QUOTED_INSERT || command == TUI_CMD_CHARACTER_SEARCH ||
        command == TUI_CMD_CHARACTER_SEARCH_BACK) {
        ed->wants = command;
        set_hint(ed, command == TUI_CMD_QUOTED_INSERT ? "^V" : "^]");
        return true;
    }
    if (command == TUI_CMD_UNIVERSAL_ARGUMENT) {
        ed->count = ed->has_count && ed->count > 0 ? ed->count * 4 : 4;
        if (ed->count > MOST_COUNT) ed->count = MOST_COUNT;
        return ed->has_count = true;
    }
    return command == TUI_CMD_DIGIT_ARGUMENT && take_digit(ed, key);
}

static lt_status insert_key(tui_edit_answer *out, tui_edit *ed, uint32_t key, unsigned mods,
                            lt_error *err)
{
    bool is_prefix, behind_x = ed->prefix == PREFIX_X;
    if (ed->wants) return take_wanted(out, ed, key, mods, err);
    ed->prefix = 0;
    tui_command_id command = tui_keymap_find(ed->keymap, key, mods, behind_x, &is_prefix);
    if (is_prefix) {
        ed->prefix = PREFIX_X;
        set_hint(ed, "^X");
        *out = TUI_EDIT_PENDING;
        return LT_OK;
    }
    if (begins_more(ed, command, key)) {
        *out = TUI_EDIT_PENDING;
        return LT_OK;
    }
    *out = behind_x ? TUI_EDIT_BELL : TUI_EDIT_UNUSED;
    if (command == TUI_CMD_NONE) return LT_OK;
    bool        special = key >= TUI_EDIT_KEY_ENTER;
    tui_ed_call call = {.id = command, .count = take_count(ed), .key = key};
    call.shift = special && mods & TUI_EDIT_SHIFT;
    return run_with(out, ed, call, err);
}

/* Esc in vi's insert mode: back to commands, on the character before. */
static bool leaves_insert(const tui_edit *ed, uint32_t key, unsigned mods)
{
    if (!ed->keymap->is_vi || ed->wants) return false;
    return key == TUI_EDIT_KEY_ESCAPE || (key == '[' && mods == TUI_EDIT_CTRL);
}

static lt_status record_key(tui_edit *ed, uint32_t key, unsigned mods, lt_error *err)
{
    uint32_t pair[2] = {key, mods};
    if (!ed->keymap->is_vi || !ed->vi.recording || ed->vi.replaying) return LT_OK;
    if (ed->vi.keys.len >= (64u << 10)) ed->vi.recording = false;
    return lt_buf_add(&ed->vi.keys, pair, sizeof(pair), err);
}

static lt_status take_key(tui_edit_answer *out, tui_edit *ed, uint32_t key, unsigned mods,
                          lt_error *err)
{
    if (ed->keymap->is_vi && ed->mode != TUI_MODE_INSERT)
        return tui_ed_vi_key(out, ed, key, mods, err);
    LT_TRY(record_key(ed, key, mods, err));
    if (leaves_insert(ed, key, mods)) {
        tui_ed_vi_leave_insert(ed);
        return LT_OK;
    }
    return insert_key(out, ed, key, mods, err);
}

lt_status tui_edit_key(tui_edit_answer *out, tui_edit *ed, uint32_t key, unsigned mods,
                       lt_error *err)
{
    ed->hint[0] = 0;
    *out = TUI_EDIT_MOVED;
    lt_status status = take_key(out, ed, key, mods, err);
    /* What a deletion brought together may be one character now. */
    ed->cursor = tui_text_settle(ed->text, ed->cursor);
    ed->anchor = tui_text_settle(ed->text, ed->anchor);
    return status;
}

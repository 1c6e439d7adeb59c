#include "tui/view/sheet.h"

#include "notebook/param.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- text of expressions ---- */

/* Words that mean something where an expression may stand. */
static bool is_word_of_sql(const char *name)
{
    static const char *const words[] = {
        "and",      "or",       "not",       "in",   "is",   "null", "true",  "false",
        "case",     "when",     "then",      "else", "end",  "like", "as",    "between",
        "cast",     "try_cast", "asc",       "desc", "date", "from", "rlike", "div",
        "interval", "nulls",    "timestamp", "over", "by",   "all",  "any",   "distinct"};
    for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
        if (strcasecmp(name, words[k]) == 0) return true;
    return false;
}

static bool is_plain(const char *name)
{
    if (!isalpha((unsigned char)*name) && *name != '_') return false;
    for (const char *p = name; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '_') return false;
    return !is_word_of_sql(name);
}

static lt_status put_column(lt_buf *out, const char *name, lt_error *err)
{
    if (is_plain(name)) return lt_buf_text(out, name, err);
    LT_TRY(lt_buf_text(out, "`", err));
    for (const char *p = name; *p; p++)
        LT_TRY(lt_buf_add(out, *p == '`' ? "``" : p, 1 + (*p == '`'), err));
    return lt_buf_text(out, "`", err);
}

static lt_status put_string(lt_buf *out, tui_bytes text, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "'", err));
    for (size_t k = 0; k < text.len; k++) {
        char c = text.p[k];
        if (c == '\\' || c == '\'')
            LT_TRY(lt_buf_printf(out, err, "\\%c", c));
        else if (c == '\n')
            LT_TRY(lt_buf_text(out, "\\n", err));
        else
            LT_TRY(lt_buf_add(out, &c, 1, err));
    }
    return lt_buf_text(out, "'", err);
}

/* ---- deriving ---- */

static void forget_level(tui_sheet *t, tui_level *l)
{
    t->host.asks->drop(t->host.client, l->result);
    tui_pages_forget(&t->pages, l->result);
    l->text.len = 0;
}

/* Another level is shown from here on. */
static void shown(tui_sheet *t)
{
    t->asked.window = 0;
    t->asked.is_held_off = false;
    t->wants_end = t->has_statistics = false;
    t->trouble[0] = 0;
    t->stamp++;
    tui_sheet_follow(t);
    if (t->has_panel) tui_sheet_ask_statistics(t);
    t->host.dirty(t->host.arg);
}

/* Asks for `next`, whose text is there, on that result. */
static void derive(tui_sheet *t, uint64_t result, bool replaces)
{
    tui_derive how = {.result = result,
                      .kind = t->next.kind == TUI_LEVEL_SORT ? TUI_DERIVE_SORT : TUI_DERIVE_FILTER,
                      .text = (const char *)t->next.text.data};
    if (!replaces && t->level_count == TUI_LEVELS) {
        tui_host_say(&t->host, "there are %d results on one another: Esc takes the last off",
                     TUI_LEVELS);
        return;
    }
    t->replaces = replaces;
    t->asked.derive = t->host.asks->derive(t->host.client, &how);
    if (!t->asked.derive) t->host.say(t->host.arg, "there is no engine");
    t->host.dirty(t->host.arg);
}

void tui_sheet_give_up(tui_sheet *t)
{
    if (!t->asked.derive) return;
    t->host.asks->stop(t->host.client, t->asked.derive);
    t->asked.orphan = t->asked.derive;
    t->asked.derive = 0;
}

/* `next` empty, of this kind; what was being derived is stopped. */
static void begin(tui_sheet *t, tui_level_kind kind)
{
    tui_sheet_give_up(t);
    t->next.kind = kind;
    t->next.text.len = 0;
    t->next.key_count = 0;
}

void tui_sheet_derived(tui_sheet *t, const tui_result *r)
{
    tui_level *l = tui_sheet_level(t);
    t->asked.derive = 0;
    if (t->replaces) {
        forget_level(t, l);
    } else {
        l->row = t->row;
        l->top = t->top;
        l = &t->levels[t->level_count++];
    }
    lt_buf text = l->text;
    *l = t->next;
    t->next.text = text;
    t->next.text.len = 0;
    l->result = r->result;
    l->total = r->rows;
    l->is_exact = r->is_exact;
    l->is_waiting = false;
    t->row = t->top = 0;
    shown(t);
}

bool tui_sheet_back(tui_sheet *t)
{
    if (t->level_count < 2) return false;
    forget_level(t, tui_sheet_level(t));
    t->level_count--;
    t->row = tui_sheet_level(t)->row;
    t->top = tui_sheet_level(t)->top;
    shown(t);
    return true;
}

/* ---- filter ---- */

void tui_sheet_filter(tui_sheet *t, const char *condition)
{
    lt_error err;
    while (*condition == ' ') condition++;
    if (!*condition) return;
    begin(t, TUI_LEVEL_FILTER);
    lt_status status = lt_buf_text(&t->next.text, condition, &err);
    if (!status) status = lt_buf_terminate(&t->next.text, &err);
    if (status)
        t->host.fail(t->host.arg, &err);
    else
        derive(t, tui_sheet_level(t)->result, false);
}

static bool is_type(const tui_head *h, const char *prefix)
{
    return strncmp(h->type, prefix, strlen(prefix)) == 0;
}

/* "NaN" and the infinities are no literals. */
static bool is_number(tui_bytes text)
{
    return text.len &&
           (isdigit((unsigned char)text.p[text.len - 1]) || text.p[text.len - 1] == '.');
}

static lt_status put_value(lt_buf *out, const tui_head *h, tui_bytes text, lt_error *err)
{
    if (is_type(h, "bool")) return lt_buf_add(out, text.p, text.len, err);
    if (!h->is_right) return put_string(out, text, err);
    if (is_number(text)) return lt_buf_add(out, text.p, text.len, err);
    LT_TRY(lt_buf_text(out, "double(", err));
    LT_TRY(put_string(out, text, err));
    return lt_buf_text(out, ")", err);
}

static lt_status put_condition(lt_buf *out, const tui_head *h, const tui_window_cell *cell,
                               bool is_not, lt_error *err)
{
    LT_TRY(put_column(out, h->name, err));
    if (cell->is_null) return lt_buf_text(out, is_not ? " is not null" : " is null", err);
    LT_TRY(lt_buf_text(out, is_not ? " <> " : " = ", err));
    LT_TRY(put_value(out, h, cell->text, err));
    if (!is_not) return LT_OK;
    LT_TRY(lt_buf_text(out, " or ", err));
    LT_TRY(put_column(out, h->name, err));
    return lt_buf_text(out, " is null", err);
}

void tui_sheet_only(tui_sheet *t, bool is_not)
{
    lt_error               err;
    const tui_window_cell *cell =
        tui_pages_cell(&t->pages, tui_sheet_level(t)->result, t->row, t->column);
    if (!cell) {
        t->host.say(t->host.arg, "the value is not here yet");
        return;
    }
    const tui_head *h = tui_sheet_head(t, t->column);
    if (cell->is_cut || is_type(h, "binary") || strchr(h->type, '<')) {
        tui_host_say(
            &t->host,
            "a value of type %s or of this length has no literal; f filters by an expression",
            h->type);
        return;
    }
    lt_buf    text = {.mem = t->host.mem};
    lt_status status = put_condition(&text, h, cell, is_not, &err);
    if (!status) status = lt_buf_terminate(&text, &err);
    if (status)
        t->host.fail(t->host.arg, &err);
    else
        tui_sheet_filter(t, (const char *)text.data);
    lt_buf_clear(&text);
}

/* ---- sort ---- */

/* up, down, gone; a column that is not there comes at the end. */
static void turn_key(tui_level *l, int32_t column)
{
    for (int32_t k = 0; k < l->key_count; k++) {
        if (l->keys[k].column != column) continue;
        if (!l->keys[k].is_down) {
            l->keys[k].is_down = true;
            return;
        }
        l->key_count--;
        memmove(&l->keys[k], &l->keys[k + 1], (size_t)(l->key_count - k) * sizeof(*l->keys));
        return;
    }
    if (l->key_count < TUI_SORT_KEYS) l->keys[l->key_count++] = (tui_sort_key){column, false};
}

static lt_status sort_text(lt_buf *out, const tui_sheet *t, const tui_level *l, lt_error *err)
{
    for (int32_t k = 0; k < l->key_count; k++) {
        if (k) LT_TRY(lt_buf_text(out, ", ", err));
        LT_TRY(put_column(out, t->heads[l->keys[k].column].name, err));
        if (l->keys[k].is_down) LT_TRY(lt_buf_text(out, " desc", err));
    }
    return lt_buf_terminate(out, err);
}

void tui_sheet_sort(tui_sheet *t, int32_t column, bool add)
{
    lt_error   err;
    tui_level *l = tui_sheet_level(t);
    bool       replaces = l->kind == TUI_LEVEL_SORT;
    if (column < 0 || column >= t->column_count || !t->heads[column].width) return;
    begin(t, TUI_LEVEL_SORT);
    for (int32_t k = 0; replaces && k < l->key_count; k++)
        if (add || l->keys[k].column == column) t->next.keys[t->next.key_count++] = l->keys[k];
    turn_key(&t->next, column);
    if (!t->next.key_count) {
        tui_sheet_back(t);
        return;
    }
    if (sort_text(&t->next.text, t, &t->next, &err))
        t->host.fail(t->host.arg, &err);
    else
        derive(t, replaces ? t->levels[t->level_count - 2].result : l->result, replaces);
}

/* ---- as code ---- */

static lt_status code_of_key(lt_buf *out, const char *name, bool is_down, lt_error *err)
{
    char text[260];
    if (*name != '-') {
        snprintf(text, sizeof(text), "%s%.256s", is_down ? "-" : "", name);
        return lt_lua_quote(out, text, strlen(text), err);
    }
    LT_TRY(lt_buf_text(out, "col[", err));
    LT_TRY(lt_lua_quote(out, name, strlen(name), err));
    return lt_buf_text(out, is_down ? "]:desc()" : "]", err);
}

static lt_status code_of_level(lt_buf *out, const tui_sheet *t, const tui_level *l, lt_error *err)
{
    if (l->kind == TUI_LEVEL_FILTER) {
        LT_TRY(lt_buf_text(out, "\n    :filter(", err));
        LT_TRY(lt_lua_quote(out, (const char *)l->text.data, l->text.len, err));
        return lt_buf_text(out, ")", err);
    }
    LT_TRY(lt_buf_text(out, "\n    :sort(", err));
    for (int32_t k = 0; k < l->key_count; k++) {
        if (k) LT_TRY(lt_buf_text(out, ", ", err));
        LT_TRY(code_of_key(out, t->heads[l->keys[k].column].name, l->keys[k].is_down, err));
    }
    return lt_buf_text(out, ")", err);
}

lt_status tui_sheet_code(lt_buf *out, const tui_sheet *t, lt_error *err)
{
    if (!*t->name) {
        lt_fail(err, LT_EINVAL, LT_HERE, "what is shown has no name that code could begin with");
        lt_error_hint(err, "give it one in its cell: t = …, then show(t)");
        return LT_EINVAL;
    }
    LT_TRY(lt_buf_printf(out, err, "show(%s", t->name));
    for (int32_t k = 1; k < t->level_count; k++) LT_TRY(code_of_level(out, t, &t->levels[k], err));
    return lt_buf_text(out, ")", err);
}

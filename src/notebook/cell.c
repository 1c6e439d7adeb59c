#include "notebook/cell.h"
#include "notebook/json_scan.h"

#include <string.h>

static bool is_blank_line(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!strchr(" \t\v\f", s[i]) || !s[i]) return false;
    return true;
}

/* Finds head, body and tail, and counts line ends. */
static size_t measure(lt_cell_box *c, bool has_marker)
{
    const char *s = (const char *)c->raw.data;
    size_t      len = c->raw.len, end_len, head = 0, last = 0;
    bool        in_head = has_marker;
    for (size_t i = 0; i < len;) {
        size_t n = lt_line_extent(s + i, len - i, &end_len);
        c->line_ends += end_len > 0;
        c->has_conflict |= lt_line_is_conflict(s + i, n);
        if (in_head)
            head = last = i + n + end_len;
        else if (!is_blank_line(s + i, n))
            last = i + n;
        in_head = false;
        i += n + end_len;
    }
    c->body_raw = (lt_span){head, last - head};
    c->view.head_len = head;
    c->view.tail_len = len - last;
    return head;
}

/* A NUL-ended copy in c->text, which has the room. */
static const char *keep(lt_cell_box *c, const char *s, size_t len)
{
    const char *copy = (const char *)c->text.data + c->text.len;
    lt_buf_push(&c->text, s, len);
    lt_buf_push(&c->text, "", 1);
    return copy;
}

static const char *keep_string(lt_cell_box *c, const char *json)
{
    if (!json || json[0] != '"') return NULL;
    char *copy = (char *)c->text.data + c->text.len;
    c->text.len += lt_json_unquote(copy, json, strlen(json)) + 1;
    return copy;
}

static lt_status read_head(lt_cell_box *c, size_t head, lt_error *err)
{
    lt_marker   m;
    size_t      end_len;
    const char *s = (const char *)c->raw.data;
    if (!lt_marker_parse(&m, s, lt_line_extent(s, head, &end_len))) return LT_OK;

    /* Title, keys and values are parts of the line; id and lang may repeat parts of it. */
    LT_TRY(lt_buf_reserve(&c->text, 3 * m.end + 2 * m.count + 8, err));
    LT_TRY(lt_buf_reserve(&c->options, m.count * sizeof(lt_cell_option), err));
    c->view.depth = m.depth;
    c->view.kind = m.kind;
    c->view.title = keep(c, s + m.title.at, m.title.len);
    for (size_t i = 0; i < m.count; i++) {
        lt_cell_option o = {.key = keep(c, s + m.keys[i].at, m.keys[i].len)};
        o.value = keep(c, s + m.values[i].at, m.values[i].len);
        lt_buf_push(&c->options, &o, sizeof(o));
    }
    c->view.options = (const lt_cell_option *)c->options.data;
    c->view.option_count = m.count;
    c->has_bad_text = m.has_bad_text;

    static const char *const langs[] = {"lua", "markdown", ""};
    const char              *id = keep_string(c, lt_cell_get(&c->view, "id"));
    const char *lang = m.kind == LT_CELL_RAW ? keep_string(c, lt_cell_get(&c->view, "lang")) : NULL;
    c->view.id = id ? id : "";
    c->view.lang = lang ? lang : langs[m.kind];
    return LT_OK;
}

/* Without "-- " in front, lines ended by \n. */
static lt_status read_body(lt_cell_box *c, lt_error *err)
{
    const char *s = (const char *)c->raw.data + c->body_raw.at;
    size_t      len = c->body_raw.len, end_len;
    bool        is_text = c->view.kind != LT_CELL_LUA;
    c->view.body = len ? s : "";
    c->view.body_len = len;
    if (!len || (!is_text && !memchr(s, '\r', len))) return LT_OK;

    LT_TRY(lt_buf_reserve(&c->body, len, err));
    for (size_t i = 0; i < len;) {
        size_t n = lt_line_extent(s + i, len - i, &end_len), from = i;
        i += n + end_len;
        if (is_text && n >= 2 && s[from] == '-' && s[from + 1] == '-') {
            size_t cut = n == 2 ? 2 : s[from + 2] == ' ' ? 3 : 0;
            from += cut;
            n -= cut;
        }
        lt_buf_push(&c->body, s + from, n);
        if (end_len) lt_buf_push(&c->body, "\n", 1);
    }
    c->view.body = (const char *)c->body.data;
    c->view.body_len = c->body.len;
    return LT_OK;
}

lt_status lt_cell_open(lt_cell_box **out, lt_buf *raw, bool has_marker, lt_error *err)
{
    lt_mem      *mem = raw->mem;
    lt_cell_box *c = lt_mem_zeroed(mem, 1, sizeof(*c));
    lt_status    status;
    if (!c) {
        lt_buf_clear(raw);
        return lt_mem_refused(mem, sizeof(*c), "a cell", err);
    }
    c->mem = mem;
    c->raw = *raw;
    *raw = (lt_buf){.mem = mem};
    c->text.mem = c->body.mem = c->options.mem = mem;
    c->view = (lt_cell){.has_marker = has_marker, .title = "", .id = "", .lang = "lua"};
    c->view.raw = c->raw.data;
    c->view.raw_len = c->raw.len;

    size_t head = measure(c, has_marker);
    if (has_marker && (status = read_head(c, head, err))) goto fail;
    if ((status = read_body(c, err))) goto fail;
    *out = c;
    return LT_OK;
fail:
    lt_cell_close(c);
    return status;
}

void lt_cell_close(lt_cell_box *c)
{
    if (!c) return;
    lt_buf_clear(&c->raw);
    lt_buf_clear(&c->text);
    lt_buf_clear(&c->body);
    lt_buf_clear(&c->options);
    lt_mem_free(c->mem, c, sizeof(*c));
}

const char *lt_cell_get(const lt_cell *cell, const char *key)
{
    for (size_t i = 0; i < cell->option_count; i++)
        if (!strcmp(cell->options[i].key, key)) return cell->options[i].value;
    return NULL;
}

bool lt_cell_is_tagged(const lt_cell *cell, const char *tag)
{
    const char *s = lt_cell_get(cell, "tags");
    char        word[LT_CELL_MAX_MARKER];
    if (!s || s[0] != '[') return false;
    size_t len = strlen(s), i = 1;
    while (i < len) {
        size_t n = lt_json_extent(s + i, len - i);
        if (!n) {
            i++;
            continue;
        }
        if (s[i] == '"' && n <= sizeof(word)) {
            lt_json_unquote(word, s + i, n);
            if (!strcmp(word, tag)) return true;
        }
        i += n;
    }
    return false;
}

#include "tui/book/doc_inside.h"

#include <string.h>

/* ── one cell ── */

void tui_doc_cell_close(tui_cell_box *c)
{
    if (!c) return;
    tui_text_clear(&c->text);
    lt_buf_clear(&c->head);
    lt_buf_clear(&c->tail);
    lt_buf_clear(&c->origin);
    lt_notebook_close(c->marker);
    lt_mem_free(c->mem, c, sizeof(*c));
}

/* What the marker says. */
static void look_at_marker(tui_cell_box *c)
{
    const lt_cell *m = c->marker ? lt_notebook_cell(c->marker, 0) : NULL;
    tui_book_cell *v = &c->view;
    v->has_marker = m != NULL;
    v->kind = m ? m->kind : LT_CELL_LUA;
    v->depth = m ? m->depth : 0;
    v->title = m ? m->title : "";
    v->id = m ? m->id : "";
    v->lang = m ? m->lang : "lua";
    v->options = m ? m->options : NULL;
    v->option_count = m ? m->option_count : 0;
    v->version++;
}

lt_status tui_doc_cell_set_head(tui_cell_box *c, const char *head, size_t len, lt_error *err)
{
    lt_notebook *marker = NULL;
    lt_buf       copy = {.mem = c->mem};
    LT_TRY(lt_buf_add(&copy, head, len, err));
    lt_status status = len ? lt_notebook_parse(&marker, c->mem, head, len, "a cell", err) : LT_OK;
    const lt_cell *m = marker ? lt_notebook_cell(marker, 0) : NULL;
    if (!status && len && (!m || !m->has_marker || m->head_len != len))
        status = LT_FAIL(err, LT_EPARSE, "a cell without a marker line");
    if (status) {
        lt_notebook_close(marker);
        lt_buf_clear(&copy);
        return status;
    }
    lt_notebook_close(c->marker);
    lt_buf_clear(&c->head);
    c->marker = marker;
    c->head = copy;
    look_at_marker(c);
    return LT_OK;
}

lt_status tui_doc_cell_open(tui_cell_box **out, lt_mem *mem, uint64_t uid,
                            const tui_cell_parts *parts, lt_error *err)
{
    tui_cell_box *c = lt_mem_zeroed(mem, 1, sizeof(*c));
    if (!c) return lt_mem_refused(mem, sizeof(*c), "a cell", err);
    c->mem = c->text.bytes.mem = c->head.mem = c->tail.mem = c->origin.mem = mem;
    c->view.uid = uid;
    c->view.text = &c->text;
    lt_status status = tui_doc_cell_set_head(c, parts->head, parts->head_len, err);
    if (!status) status = tui_text_splice(&c->text, 0, 0, parts->text, parts->len, err);
    if (!status) status = lt_buf_add(&c->tail, parts->tail, parts->tail_len, err);
    if (status) {
        tui_doc_cell_close(c);
        return status;
    }
    c->view.version = 1;
    *out = c;
    return LT_OK;
}

bool tui_doc_cell_same(const tui_cell_box *a, const tui_cell_box *b)
{
    return a->head.len == b->head.len && a->text.bytes.len == b->text.bytes.len &&
           (!a->head.len || !memcmp(a->head.data, b->head.data, a->head.len)) &&
           (!a->text.bytes.len ||
            !memcmp(a->text.bytes.data, b->text.bytes.data, a->text.bytes.len));
}

/* ── from a file ── */

/* Keeps the body's bytes where writing the text would give others. */
static lt_status keep_origin(tui_cell_box *c, const lt_cell *from, const char *line_end,
                             lt_error *err)
{
    lt_buf         anew = {.mem = c->mem};
    const uint8_t *raw = from->raw + from->head_len;
    size_t         len = from->raw_len - from->head_len - from->tail_len;
    lt_status status = lt_cell_encode(&anew, from->kind, from->body, from->body_len, line_end, err);
    bool      same = !status && anew.len == len && (!len || !memcmp(anew.data, raw, len));
    if (!status && !same) status = lt_buf_add(&c->origin, raw, len, err);
    lt_buf_clear(&anew);
    c->origin_kind = from->kind;
    c->origin_hash = lt_hash_128(from->body, from->body_len, 0);
    return status;
}

static lt_status cell_of(tui_cell_box **out, uint64_t uid, lt_mem *mem, const lt_cell *from,
                         const char *line_end, lt_error *err)
{
    const uint8_t *raw = from->raw;
    size_t         body = from->raw_len - from->head_len - from->tail_len;
    tui_cell_parts parts = {raw,
                            from->head_len,
                            from->body,
                            from->body_len,
                            raw + from->raw_len - from->tail_len,
                            from->tail_len};
    LT_TRY(tui_doc_cell_open(out, mem, uid, &parts, err));
    if (body) (*out)->flags = TUI_DOC_HAD_BODY;
    lt_status status = keep_origin(*out, from, line_end, err);
    if (!status) return LT_OK;
    tui_doc_cell_close(*out);
    return status;
}

static lt_status take_cells(lt_buf *cells, uint64_t *next_uid, const lt_notebook *nb,
                            const char *line_end, lt_error *err)
{
    size_t        n = lt_notebook_count(nb);
    tui_cell_box *c = NULL;
    LT_TRY(lt_buf_reserve(cells, n * sizeof(c), err));
    for (size_t i = 0; i < n; i++) {
        const lt_cell *from = lt_notebook_cell(nb, i);
        LT_TRY(cell_of(&c, *next_uid, cells->mem, from, line_end, err));
        ++*next_uid;
        lt_buf_push(cells, &c, sizeof(c));
    }
    if (c) c->flags |= TUI_DOC_WAS_LAST;
    return LT_OK;
}

static const char *static_line_end(const char *text)
{
    return !strcmp(text, "\r\n") ? "\r\n" : !strcmp(text, "\r") ? "\r" : "\n";
}

lt_status tui_doc_cells_parse(lt_buf *cells, lt_buf *header, const char **line_end,
                              uint64_t *next_uid, const void *bytes, size_t len, lt_error *err)
{
    lt_notebook *nb;
    size_t       n, before = cells->len;
    LT_TRY(lt_notebook_parse(&nb, cells->mem, bytes, len, "notebook", err));
    const char *text = lt_notebook_header(nb, &n);
    lt_status   status = lt_buf_add(header, text, n, err);
    if (!*line_end) *line_end = static_line_end(lt_notebook_line_end(nb));
    if (!status) status = take_cells(cells, next_uid, nb, *line_end, err);
    lt_notebook_close(nb);
    if (!status) return LT_OK;
    while (cells->len > before) {
        cells->len -= sizeof(tui_cell_box *);
        tui_doc_cell_close(*(tui_cell_box **)(void *)(cells->data + cells->len));
    }
    return status;
}

void tui_doc_cells_close(lt_buf *cells)
{
    tui_cell_box **list = (tui_cell_box **)(void *)cells->data;
    for (size_t i = 0; i < cells->len / sizeof(*list); i++) tui_doc_cell_close(list[i]);
    lt_buf_clear(cells);
}

/* ── to a file ── */

static bool is_ended(const lt_buf *b)
{
    return !b->len || b->data[b->len - 1] == '\n' || b->data[b->len - 1] == '\r';
}

static lt_status end_line(lt_buf *out, const char *line_end, lt_error *err)
{
    return is_ended(out) ? LT_OK : lt_buf_text(out, line_end, err);
}

/* Whether what is written ends with an empty line (or is nothing). */
static bool ends_blank(const lt_buf *b, const char *line_end)
{
    size_t n = strlen(line_end);
    if (!b->len) return true;
    return b->len >= 2 * n && !memcmp(b->data + b->len - n, line_end, n) &&
           !memcmp(b->data + b->len - 2 * n, line_end, n);
}

static lt_status part(lt_buf *out, const char *line_end, lt_error *err)
{
    LT_TRY(end_line(out, line_end, err));
    return ends_blank(out, line_end) ? LT_OK : lt_buf_text(out, line_end, err);
}

static lt_status write_body(lt_buf *out, const tui_cell_box *c, const char *line_end, lt_error *err)
{
    const char *text = tui_text_bytes(&c->text);
    size_t      len = c->text.bytes.len;
    if (c->origin.len && c->origin_kind == c->view.kind) {
        lt_hash128 now = lt_hash_128(text, len, 0);
        if (now.low == c->origin_hash.low && now.high == c->origin_hash.high)
            return lt_buf_add(out, c->origin.data, c->origin.len, err);
    }
    return lt_cell_encode(out, c->view.kind, text, len, line_end, err);
}

/* The tail, told by a body or not: the end of the body's last line goes with the body. */
static lt_status write_tail(lt_buf *out, const tui_cell_box *c, bool has_body, const char *line_end,
                            lt_error *err)
{
    const uint8_t *tail = c->tail.data;
    size_t         n = c->tail.len;
    bool           had_body = c->flags & TUI_DOC_HAD_BODY;
    if (had_body && !has_body && n) {
        size_t cut = n > 1 && tail[0] == '\r' && tail[1] == '\n' ? 2 : 1;
        tail += cut;
        n -= cut;
    }
    if (!had_body && has_body) LT_TRY(lt_buf_text(out, line_end, err));
    return lt_buf_add(out, tail, n, err);
}

lt_status tui_doc_cell_write(lt_buf *out, const tui_cell_box *c, const char *line_end, size_t index,
                             size_t count, lt_error *err)
{
    lt_buf body = {.mem = c->mem};
    bool   bom_only = out->len == 3 && out->data[0] == 0xEF;
    if (!bom_only) LT_TRY(end_line(out, line_end, err));
    if (c->flags & TUI_DOC_MADE && index) LT_TRY(part(out, line_end, err));
    if (!c->head.len && index) LT_TRY(lt_buf_printf(out, err, "-- %%%%%s", line_end));
    LT_TRY(lt_buf_add(out, c->head.data, c->head.len, err));
    lt_status status = write_body(&body, c, line_end, err);
    if (!status && body.len && c->head.len) status = end_line(out, line_end, err);
    if (!status) status = lt_buf_add(out, body.data, body.len, err);
    if (!status) status = write_tail(out, c, body.len > 0, line_end, err);
    lt_buf_clear(&body);
    if (status || index + 1 == count) return status;
    LT_TRY(end_line(out, line_end, err));
    return c->flags & TUI_DOC_WAS_LAST ? part(out, line_end, err) : LT_OK;
}

#include "notebook/json_scan.h"
#include "notebook/store.h"

#include <string.h>
#include <sys/random.h>

/* Every edit builds the new cells first and swaps them in last. */

static bool is_ended(const lt_buf *b)
{
    return !b->len || b->data[b->len - 1] == '\n' || b->data[b->len - 1] == '\r';
}

static lt_status end_line(const lt_notebook *nb, lt_buf *raw, lt_error *err)
{
    return is_ended(raw) ? LT_OK : lt_buf_text(raw, nb->line_end, err);
}

static void swap_in(lt_notebook *nb, size_t index, lt_cell_box *fresh)
{
    lt_cell_close(lt_notebook_boxes(nb)[index]);
    fresh->view.is_edited = true;
    lt_notebook_boxes(nb)[index] = fresh;
    lt_notebook_renumber(nb);
}

static lt_status check_index(const lt_notebook *nb, size_t index, size_t end, lt_error *err)
{
    if (index < end) return LT_OK;
    return LT_FAIL(err, LT_EINVAL, "there is no cell %zu, only %zu", index + 1,
                   lt_notebook_count(nb));
}

/* ── parts of a cell's bytes ── */

/* The marker line with its end; a cell without a marker gets a bare one. */
static lt_status add_head(lt_buf *raw, const lt_notebook *nb, const lt_cell_box *c, lt_error *err)
{
    if (!c->view.has_marker) return lt_buf_printf(raw, err, "-- %%%%%s", nb->line_end);
    LT_TRY(lt_buf_add(raw, c->raw.data, c->body_raw.at, err));
    return end_line(nb, raw, err);
}

/* The text as the file has it, without blank lines at its end. */
static lt_status add_body(lt_buf *raw, const lt_notebook *nb, lt_cell_kind kind, const char *text,
                          size_t len, lt_error *err)
{
    size_t end_len, from = raw->len;
    LT_TRY(lt_cell_encode(raw, kind, text, len, nb->line_end, err));
    for (size_t n; from < raw->len; from += n + end_len) {
        const char *line = (const char *)raw->data + from;
        n = lt_line_extent(line, raw->len - from, &end_len);
        if (!lt_marker_parse(NULL, line, n)) continue;
        lt_fail(err, LT_EINVAL, LT_HERE, "a line of the text would begin a new cell: %.*s",
                n > 60 ? 60 : (int)n, line);
        lt_error_hint(err, "split the cell there, or put a word before the %%%%");
        return LT_EINVAL;
    }
    return LT_OK;
}

/* What parts the cell from the next one, as it was, or a line end where it must have one. */
static lt_status add_tail(lt_buf *raw, const lt_notebook *nb, const lt_cell_box *c, bool has_body,
                          lt_error *err)
{
    size_t      from = c->body_raw.at + c->body_raw.len, end_len = 0;
    const char *tail = (const char *)c->raw.data + from;
    size_t      len = c->raw.len - from;
    bool        had_body = c->body_raw.len > 0;
    if (had_body && !has_body && len) {
        lt_line_extent(tail, len, &end_len); /* the end of the body's last line goes with it */
        tail += end_len;
        len -= end_len;
    }
    if (!had_body && has_body) LT_TRY(lt_buf_text(raw, nb->line_end, err));
    return lt_buf_add(raw, tail, len, err);
}

static lt_status check_total(const lt_notebook *nb, size_t more, lt_error *err)
{
    if (more <= LT_NOTEBOOK_MAX_BYTES && nb->bytes <= LT_NOTEBOOK_MAX_BYTES - more) return LT_OK;
    return LT_FAIL(err, LT_ELIMIT, "the notebook would be larger than %zu bytes",
                   LT_NOTEBOOK_MAX_BYTES);
}

/* The cell with another body; consumes nothing, changes nothing. */
static lt_status with_body(lt_cell_box **out, const lt_notebook *nb, const lt_cell_box *c,
                           const char *text, size_t len, lt_error *err)
{
    lt_buf    raw = {.mem = nb->mem};
    lt_status status;
    LT_TRY(check_total(nb, len, err));
    if ((status = add_head(&raw, nb, c, err))) goto fail;
    size_t head = raw.len;
    if ((status = add_body(&raw, nb, c->view.kind, text, len, err))) goto fail;
    if ((status = add_tail(&raw, nb, c, raw.len > head, err))) goto fail;
    return lt_cell_open(out, &raw, true, err);
fail:
    lt_buf_clear(&raw);
    return status;
}

lt_status lt_notebook_set_body(lt_notebook *nb, size_t index, const char *text, size_t len,
                               lt_error *err)
{
    lt_cell_box *fresh;
    LT_TRY(check_index(nb, index, lt_notebook_count(nb), err));
    const lt_cell_box *c = lt_notebook_boxes(nb)[index];
    if (len == c->view.body_len && (!len || !memcmp(text, c->view.body, len))) return LT_OK;
    LT_TRY(with_body(&fresh, nb, c, text, len, err));
    swap_in(nb, index, fresh);
    return LT_OK;
}

/* ── the marker line ── */

/* The cell with line[0, len) for its marker line, whose end stays. */
static lt_status with_marker(lt_cell_box **out, const lt_notebook *nb, const lt_cell_box *c,
                             const lt_buf *line, lt_error *err)
{
    lt_buf    raw = {.mem = nb->mem};
    lt_status status;
    size_t    old = 0, end_len = 0, head = c->view.has_marker ? c->body_raw.at : 0;
    if (line->len > LT_CELL_MAX_MARKER)
        return LT_FAIL(err, LT_ELIMIT, "a marker line longer than %zu bytes", LT_CELL_MAX_MARKER);
    LT_TRY(check_total(nb, line->len, err));
    if (head) old = lt_line_extent((const char *)c->raw.data, head, &end_len);
    if ((status = lt_buf_add(&raw, line->data, line->len, err))) goto fail;
    if (!head && (status = lt_buf_text(&raw, nb->line_end, err))) goto fail;
    if ((status = lt_buf_add(&raw, c->raw.data + old, c->raw.len - old, err))) goto fail;
    return lt_cell_open(out, &raw, true, err);
fail:
    lt_buf_clear(&raw);
    return status;
}

/* The marker of a cell and its line; a bare one where there is none. */
static const char *marker_of(lt_marker *m, const lt_cell_box *c)
{
    size_t      end_len;
    const char *line = c->view.has_marker ? (const char *)c->raw.data : "-- %%";
    size_t      len = c->view.has_marker ? lt_line_extent(line, c->raw.len, &end_len) : 5;
    lt_marker_parse(m, line, len);
    return line;
}

static const char *const type_words[] = {"", " [markdown]", " [raw]"};

/* prefix title [type] options, the last as they are written in line. */
static lt_status build_marker(lt_buf *out, const char *line, const lt_marker *m, const char *title,
                              lt_cell_kind kind, lt_error *err)
{
    LT_TRY(lt_buf_add(out, line, m->prefix, err));
    if (*title) LT_TRY(lt_buf_printf(out, err, " %s", title));
    LT_TRY(lt_buf_text(out, type_words[kind], err));
    if (m->end == m->options) return LT_OK;
    LT_TRY(lt_buf_text(out, " ", err));
    return lt_buf_add(out, line + m->options, m->end - m->options, err);
}

lt_status lt_notebook_set_title(lt_notebook *nb, size_t index, const char *title, lt_error *err)
{
    lt_cell_box *fresh;
    lt_marker    m;
    lt_buf       line = {.mem = nb->mem};
    LT_TRY(check_index(nb, index, lt_notebook_count(nb), err));
    const lt_cell_box *c = lt_notebook_boxes(nb)[index];
    if (!strcmp(title, c->view.title)) return LT_OK;
    if (strpbrk(title, "\r\n")) return LT_FAIL(err, LT_EINVAL, "a title of more than one line");

    const char *old = marker_of(&m, c);
    lt_status   status = build_marker(&line, old, &m, title, m.kind, err);
    if (!status) status = with_marker(&fresh, nb, c, &line, err);
    lt_buf_clear(&line);
    if (status) return status;
    if (strcmp(fresh->view.title, title) != 0 || fresh->view.kind != c->view.kind ||
        fresh->view.option_count != c->view.option_count) {
        lt_cell_close(fresh);
        return LT_FAIL(err, LT_EINVAL, "\"%s\" would not be read as a title", title);
    }
    swap_in(nb, index, fresh);
    return LT_OK;
}

static lt_status cut_option(lt_buf *out, const char *line, const lt_marker *m, size_t at,
                            lt_error *err)
{
    size_t from = m->keys[at].at, to = m->values[at].at + m->values[at].len;
    while (from > m->prefix && (line[from - 1] == ' ' || line[from - 1] == '\t')) from--;
    LT_TRY(lt_buf_add(out, line, from, err));
    return lt_buf_add(out, line + to, m->end - to, err);
}

static lt_status build_option(lt_buf *out, const char *line, const lt_marker *m, const char *key,
                              const char *json, lt_error *err)
{
    size_t at = 0, key_len = strlen(key);
    while (at < m->count &&
           (m->keys[at].len != key_len || memcmp(line + m->keys[at].at, key, key_len) != 0))
        at++;
    if (!json) return cut_option(out, line, m, at, err);
    if (at == m->count) {
        LT_TRY(lt_buf_add(out, line, m->end, err));
        return lt_buf_printf(out, err, " %s=%s", key, json);
    }
    size_t value = m->values[at].at, after = value + m->values[at].len;
    LT_TRY(lt_buf_add(out, line, value, err));
    LT_TRY(lt_buf_text(out, json, err));
    return lt_buf_add(out, line + after, m->end - after, err);
}

static lt_status with_option(lt_cell_box **out, const lt_notebook *nb, const lt_cell_box *c,
                             const char *key, const char *json, lt_error *err)
{
    lt_marker   m;
    lt_buf      line = {.mem = nb->mem};
    const char *old = marker_of(&m, c);
    lt_status   status = build_option(&line, old, &m, key, json, err);
    if (!status) status = with_marker(out, nb, c, &line, err);
    lt_buf_clear(&line);
    if (status) return status;

    const char *got = lt_cell_get(&(*out)->view, key);
    bool kept = !strcmp((*out)->view.title, c->view.title) && (*out)->view.kind == c->view.kind;
    if (kept && (json ? got && !strcmp(got, json) : true)) return LT_OK;
    lt_cell_close(*out);
    *out = NULL;
    return LT_FAIL(err, LT_EINVAL, "%s=%s cannot be an option of this cell", key, json ? json : "");
}

lt_status lt_notebook_set_option(lt_notebook *nb, size_t index, const char *key, const char *json,
                                 lt_error *err)
{
    lt_cell_box *fresh;
    LT_TRY(check_index(nb, index, lt_notebook_count(nb), err));
    const lt_cell_box *c = lt_notebook_boxes(nb)[index];
    const char        *old = lt_cell_get(&c->view, key);
    if (json ? old && !strcmp(old, json) : !old) return LT_OK;
    if (json && (!lt_json_is_value(json, strlen(json)) || strpbrk(json, "\r\n")))
        return LT_FAIL(err, LT_EINVAL, "the value of %s is not JSON on one line: %s", key, json);
    if (!old && c->view.option_count == LT_CELL_MAX_OPTIONS)
        return LT_FAIL(err, LT_ELIMIT, "more than %zu options in a cell", LT_CELL_MAX_OPTIONS);
    LT_TRY(with_option(&fresh, nb, c, key, json, err));
    swap_in(nb, index, fresh);
    return LT_OK;
}

lt_status lt_notebook_set_kind(lt_notebook *nb, size_t index, lt_cell_kind kind, lt_error *err)
{
    lt_cell_box *turned = NULL, *fresh = NULL;
    lt_marker    m;
    lt_buf       line = {.mem = nb->mem};
    LT_TRY(check_index(nb, index, lt_notebook_count(nb), err));
    const lt_cell_box *c = lt_notebook_boxes(nb)[index];
    if (c->view.kind == kind) return LT_OK;

    const char *old = marker_of(&m, c);
    lt_status   status = build_marker(&line, old, &m, c->view.title, kind, err);
    if (!status) status = with_marker(&turned, nb, c, &line, err);
    if (!status) status = with_body(&fresh, nb, turned, c->view.body, c->view.body_len, err);
    lt_cell_close(turned);
    lt_buf_clear(&line);
    if (!status) swap_in(nb, index, fresh);
    return status;
}

/* ── order ── */

/* A copy of a cell that may stand before another: marked, ended, a blank line after it. */
static lt_status copy_parted(lt_cell_box **out, const lt_notebook *nb, const lt_cell_box *c,
                             lt_error *err)
{
    lt_buf    raw = {.mem = nb->mem};
    lt_status status = LT_OK;
    size_t    end_len = 0, body_end = c->body_raw.at + c->body_raw.len;
    if (!c->view.has_marker) status = add_head(&raw, nb, c, err);
    if (!status) status = lt_buf_add(&raw, c->raw.data, c->raw.len, err);
    if (!status) status = end_line(nb, &raw, err);
    /* Blank lines after the body's own line end (or after the marker's). */
    if (c->body_raw.len)
        lt_line_extent((const char *)c->raw.data + body_end, c->raw.len - body_end, &end_len);
    if (!status && body_end + end_len >= c->raw.len) status = lt_buf_text(&raw, nb->line_end, err);
    if (!status) status = lt_cell_open(out, &raw, true, err);
    if (status) {
        lt_buf_clear(&raw);
        return status;
    }
    (*out)->view.is_edited = c->view.is_edited;
    return LT_OK;
}

/* The cell before a place where one is put in, ready for it; NULL: it is as it should be. */
static lt_status part_from_next(lt_cell_box **out, const lt_notebook *nb, size_t index,
                                lt_error *err)
{
    const lt_cell_box *c = lt_notebook_boxes(nb)[index];
    size_t             end = c->body_raw.at + c->body_raw.len, end_len = 0;
    *out = NULL;
    if (c->body_raw.len)
        lt_line_extent((const char *)c->raw.data + end, c->raw.len - end, &end_len);
    if (is_ended(&c->raw) && end + end_len < c->raw.len) return LT_OK;
    return copy_parted(out, nb, c, err);
}

static void replace(lt_notebook *nb, size_t index, lt_cell_box *fresh)
{
    if (!fresh) return;
    lt_cell_close(lt_notebook_boxes(nb)[index]);
    lt_notebook_boxes(nb)[index] = fresh;
}

static lt_status mark_first(lt_cell_box **out, const lt_notebook *nb, lt_error *err)
{
    *out = NULL;
    if (!lt_notebook_count(nb) || lt_notebook_boxes(nb)[0]->view.has_marker) return LT_OK;
    return copy_parted(out, nb, lt_notebook_boxes(nb)[0], err);
}

static lt_status new_cell(lt_cell_box **out, const lt_notebook *nb, lt_cell_kind kind,
                          const char *text, size_t len, lt_error *err)
{
    lt_buf    raw = {.mem = nb->mem};
    lt_status status = lt_buf_printf(&raw, err, "-- %%%%%s%s", type_words[kind], nb->line_end);
    if (!status) status = add_body(&raw, nb, kind, text, len, err);
    if (!status) status = end_line(nb, &raw, err);
    if (!status) return lt_cell_open(out, &raw, true, err);
    lt_buf_clear(&raw);
    return status;
}

static lt_status end_header(lt_notebook *nb, lt_error *err)
{
    if (nb->header.len == 3 && nb->header.data[0] == 0xEF) return LT_OK; /* the mark alone */
    return end_line(nb, &nb->header, err);
}

lt_status lt_notebook_insert(lt_notebook *nb, size_t index, lt_cell_kind kind, const char *text,
                             size_t len, lt_error *err)
{
    lt_cell_box *made = NULL, *parted = NULL, *before = NULL;
    size_t       count = lt_notebook_count(nb);
    lt_status    status;
    LT_TRY(check_index(nb, index, count + 1, err));
    if (count == LT_NOTEBOOK_MAX_CELLS)
        return LT_FAIL(err, LT_ELIMIT, "more than %zu cells in a notebook", LT_NOTEBOOK_MAX_CELLS);
    LT_TRY(check_total(nb, len, err));
    if ((status = new_cell(&made, nb, kind, text, len, err))) return status;
    if (index < count && (status = copy_parted(&parted, nb, made, err))) goto fail;
    if (index > 0)
        status = part_from_next(&before, nb, index - 1, err);
    else
        status = mark_first(&before, nb, err);
    if (!status) status = lt_buf_reserve(&nb->cells, sizeof(made), err);
    if (!status) status = end_header(nb, err);
    if (status) goto fail;

    replace(nb, index ? index - 1 : 0, before);
    if (parted) {
        lt_cell_close(made);
        made = parted;
    }
    made->view.is_edited = true;
    lt_cell_box **boxes = lt_notebook_boxes(nb);
    memmove(boxes + index + 1, boxes + index, (count - index) * sizeof(made));
    boxes[index] = made;
    nb->cells.len += sizeof(made);
    lt_notebook_renumber(nb);
    return LT_OK;
fail:
    lt_cell_close(made);
    lt_cell_close(parted);
    lt_cell_close(before);
    return status;
}

lt_status lt_notebook_delete(lt_notebook *nb, size_t index, lt_error *err)
{
    size_t count = lt_notebook_count(nb);
    LT_TRY(check_index(nb, index, count, err));
    lt_cell_box **boxes = lt_notebook_boxes(nb);
    lt_cell_close(boxes[index]);
    memmove(boxes + index, boxes + index + 1, (count - index - 1) * sizeof(*boxes));
    nb->cells.len -= sizeof(*boxes);
    lt_notebook_renumber(nb);
    return LT_OK;
}

/* Only the moved cell, the one it comes to stand after and the last one may need a line end. */
lt_status lt_notebook_move(lt_notebook *nb, size_t from, size_t to, lt_error *err)
{
    lt_cell_box *moved = NULL, *first = NULL, *last = NULL;
    size_t       count = lt_notebook_count(nb);
    lt_status    status = LT_OK;
    LT_TRY(check_index(nb, from, count, err));
    LT_TRY(check_index(nb, to, count, err));
    if (from == to) return LT_OK;

    if (to != count - 1 && (status = part_from_next(&moved, nb, from, err))) goto fail;
    if (from && (status = mark_first(&first, nb, err))) goto fail;
    if (!from && !moved && (status = mark_first(&moved, nb, err))) goto fail;
    if (to == count - 1 && (status = part_from_next(&last, nb, to, err))) goto fail;
    replace(nb, from, moved);
    if (from) replace(nb, 0, first);
    if (last) replace(nb, to, last);

    lt_cell_box **boxes = lt_notebook_boxes(nb), *cell = boxes[from];
    if (from < to)
        memmove(boxes + from, boxes + from + 1, (to - from) * sizeof(cell));
    else
        memmove(boxes + to + 1, boxes + to, (from - to) * sizeof(cell));
    boxes[to] = cell;
    lt_notebook_renumber(nb);
    return LT_OK;
fail:
    lt_cell_close(moved);
    lt_cell_close(first);
    lt_cell_close(last);
    return status;
}

/* ── ids ── */

static lt_status random_id(char *out, lt_error *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    uint64_t          random;
    if (getrandom(&random, sizeof(random), 0) != sizeof(random))
        return LT_FAIL(err, LT_EIO, "the system gives no random numbers");
    out[0] = '"';
    for (int i = 1; i <= 6; i++) {
        out[i] = letters[random % (i == 1 ? 26 : 36)]; /* begins with a letter */
        random /= 36;
    }
    memcpy(out + 7, "\"", 2);
    return LT_OK;
}

/* A copy with an id that the set had not. */
static lt_status with_new_id(lt_cell_box **out, const lt_notebook *nb, const lt_cell_box *c,
                             lt_id_set *ids, lt_error *err)
{
    char json[9];
    for (;;) {
        LT_TRY(random_id(json, err));
        LT_TRY(with_option(out, nb, c, "id", json, err));
        if (lt_id_set_add(ids, (*out)->view.id)) return LT_OK;
        lt_cell_close(*out);
        *out = NULL;
    }
}

static lt_status make_ids(lt_notebook *nb, lt_id_set *ids, lt_buf *fresh, lt_error *err)
{
    size_t        count = lt_notebook_count(nb);
    lt_cell_box **boxes = lt_notebook_boxes(nb), **made = (lt_cell_box **)(void *)fresh->data;
    for (size_t i = 0; i < count; i++)
        if (*boxes[i]->view.id) lt_id_set_add(ids, boxes[i]->view.id);
    for (size_t i = 0; i < count; i++) {
        made[i] = NULL;
        fresh->len += sizeof(*made);
        if (!*boxes[i]->view.id) LT_TRY(with_new_id(&made[i], nb, boxes[i], ids, err));
    }
    return LT_OK;
}

lt_status lt_notebook_ensure_ids(lt_notebook *nb, lt_error *err)
{
    size_t    count = lt_notebook_count(nb);
    lt_id_set ids;
    lt_buf    fresh = {.mem = nb->mem};
    lt_status status = lt_id_set_open(&ids, nb->mem, count, err);
    if (!status) status = lt_buf_reserve(&fresh, count * sizeof(lt_cell_box *), err);
    if (!status) status = make_ids(nb, &ids, &fresh, err);

    lt_cell_box **made = (lt_cell_box **)(void *)fresh.data;
    for (size_t i = 0; i < fresh.len / sizeof(*made); i++) {
        if (status) {
            lt_cell_close(made[i]);
        } else if (made[i]) {
            made[i]->view.is_edited = lt_notebook_boxes(nb)[i]->view.is_edited;
            replace(nb, i, made[i]);
        }
    }
    lt_notebook_renumber(nb);
    lt_id_set_clear(&ids);
    lt_buf_clear(&fresh);
    return status;
}

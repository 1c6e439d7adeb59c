#include "notebook/store.h"

#include <stdio.h>
#include <string.h>

enum { MAX_WARNINGS = 1000 };

/* ── parse ── */

static bool is_comment_or_blank(const char *s, size_t len)
{
    size_t i = 0;
    while (i < len && strchr(" \t\v\f", s[i]) && s[i]) i++;
    return i == len || (len - i >= 2 && s[i] == '-' && s[i + 1] == '-');
}

static bool holds_code(const char *s, size_t len)
{
    size_t end_len;
    for (size_t i = 0; i < len; i += end_len) {
        size_t n = lt_line_extent(s + i, len - i, &end_len);
        if (!is_comment_or_blank(s + i, n)) return true;
        i += n;
    }
    return false;
}

static bool is_fence(const char *s, size_t len)
{
    while (len && (s[len - 1] == ' ' || s[len - 1] == '\t')) len--;
    return len == 6 && !memcmp(s, "-- ---", 6);
}

/* Bytes of the `-- ---` block at s with the blank lines after it; 0: none, or it never ends. */
static size_t fenced_extent(const char *s, size_t len)
{
    size_t end_len, i = 0;
    int    fences = 0;
    while (i < len) {
        size_t n = lt_line_extent(s + i, len - i, &end_len);
        bool   fence = is_fence(s + i, n);
        if (fences == 0 && !fence) return 0;
        if (fences == 2 && n) break;
        if (!is_comment_or_blank(s + i, n)) return 0;
        fences += fence && fences < 2;
        i += n + end_len;
    }
    return fences == 2 ? i : 0;
}

/* How much of the text before the first marker is no code: all of it, or mark, #! line, block. */
static size_t header_extent(const char *s, size_t len)
{
    size_t end_len, i = len >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3) ? 3 : 0;
    if (len - i >= 2 && s[i] == '#' && s[i + 1] == '!') {
        i += lt_line_extent(s + i, len - i, &end_len);
        i += end_len;
    }
    if (!holds_code(s + i, len - i)) return len;
    return i + fenced_extent(s + i, len - i);
}

static lt_status add_cell(lt_notebook *nb, const char *s, size_t len, bool has_marker,
                          lt_error *err)
{
    lt_buf       raw = {.mem = nb->mem};
    lt_cell_box *c;
    if (lt_notebook_count(nb) == LT_NOTEBOOK_MAX_CELLS)
        return LT_FAIL(err, LT_ELIMIT, "more than %zu cells in a notebook", LT_NOTEBOOK_MAX_CELLS);
    LT_TRY(lt_buf_reserve(&nb->cells, sizeof(c), err));
    LT_TRY(lt_buf_add(&raw, s, len, err));
    LT_TRY(lt_cell_open(&c, &raw, has_marker, err));
    lt_buf_push(&nb->cells, &c, sizeof(c));
    return LT_OK;
}

/* Ends what came before: the header (and the code in it), or a cell. */
static lt_status end_part(lt_notebook *nb, const char *s, size_t len, bool has_marker,
                          lt_error *err)
{
    if (has_marker) return add_cell(nb, s, len, true, err);
    size_t header = header_extent(s, len);
    LT_TRY(lt_buf_add(&nb->header, s, header, err));
    return header < len ? add_cell(nb, s + header, len - header, false, err) : LT_OK;
}

static lt_status refuse_marker(int64_t line, lt_error *err)
{
    lt_fail(err, LT_ELIMIT, LT_HERE, "a marker line longer than %zu bytes", LT_CELL_MAX_MARKER);
    lt_error_at(err, NULL, line, NULL);
    return LT_ELIMIT;
}

static lt_status split(lt_notebook *nb, const char *s, size_t len, lt_error *err)
{
    size_t  end_len, n, part = 0, i = len >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3) ? 3 : 0;
    bool    has_marker = false;
    int64_t line = 1;
    for (; i < len; i += n + end_len, line++) {
        n = lt_line_extent(s + i, len - i, &end_len);
        if (line == 1 && end_len)
            nb->line_end = end_len == 2 ? "\r\n" : s[i + n] == '\r' ? "\r" : "\n";
        if (!lt_marker_parse(NULL, s + i, n)) continue;
        if (n > LT_CELL_MAX_MARKER) return refuse_marker(line, err);
        LT_TRY(end_part(nb, s + part, i - part, has_marker, err));
        has_marker = true;
        part = i;
    }
    return end_part(nb, s + part, len - part, has_marker, err);
}

lt_status lt_notebook_parse(lt_notebook **out, lt_mem *mem, const void *bytes, size_t len,
                            const char *name, lt_error *err)
{
    lt_status status;
    if (len > LT_NOTEBOOK_MAX_BYTES) {
        lt_fail(err, LT_ELIMIT, LT_HERE, "a notebook of %zu bytes; the limit is %zu", len,
                LT_NOTEBOOK_MAX_BYTES);
        lt_error_at(err, name, 0, NULL);
        return LT_ELIMIT;
    }
    lt_notebook *nb = lt_mem_zeroed(mem, 1, sizeof(*nb));
    if (!nb) return lt_mem_refused(mem, sizeof(*nb), "a notebook", err);
    nb->mem = nb->name.mem = nb->header.mem = nb->cells.mem = nb->warnings.mem = mem;
    nb->line_end = "\n";
    if ((status = lt_buf_text(&nb->name, name, err))) goto fail;
    if ((status = lt_buf_terminate(&nb->name, err))) goto fail;
    if ((status = split(nb, bytes ? bytes : "", len, err))) goto fail;
    lt_notebook_renumber(nb);
    *out = nb;
    return LT_OK;
fail:
    lt_error_at(err, name, 0, NULL);
    lt_notebook_close(nb);
    return status;
}

void lt_notebook_close(lt_notebook *nb)
{
    if (!nb) return;
    for (size_t i = 0; i < lt_notebook_count(nb); i++) lt_cell_close(lt_notebook_boxes(nb)[i]);
    lt_buf_clear(&nb->name);
    lt_buf_clear(&nb->header);
    lt_buf_clear(&nb->cells);
    lt_buf_clear(&nb->warnings);
    lt_mem_free(nb->mem, nb, sizeof(*nb));
}

lt_status lt_notebook_write(lt_buf *out, const lt_notebook *nb, lt_error *err)
{
    LT_TRY(lt_buf_reserve(out, nb->bytes, err));
    lt_buf_push(out, nb->header.data, nb->header.len);
    for (size_t i = 0; i < lt_notebook_count(nb); i++) {
        const lt_buf *raw = &lt_notebook_boxes(nb)[i]->raw;
        lt_buf_push(out, raw->data, raw->len);
    }
    return LT_OK;
}

void lt_notebook_renumber(lt_notebook *nb)
{
    size_t      end_len;
    const char *s = (const char *)nb->header.data;
    int64_t     line = 1;
    nb->bytes = nb->header.len;
    for (size_t i = 0; i < nb->header.len; i += end_len) {
        i += lt_line_extent(s + i, nb->header.len - i, &end_len);
        line += end_len > 0;
    }
    for (size_t i = 0; i < lt_notebook_count(nb); i++) {
        lt_cell_box *c = lt_notebook_boxes(nb)[i];
        nb->bytes += c->raw.len;
        c->view.line = line;
        c->view.body_line = line + c->view.has_marker;
        line += c->line_ends;
    }
    nb->is_checked = false;
}

/* ── look ── */

const char *lt_notebook_name(const lt_notebook *nb) { return (const char *)nb->name.data; }

const char *lt_notebook_line_end(const lt_notebook *nb) { return nb->line_end; }

const char *lt_notebook_header(const lt_notebook *nb, size_t *len)
{
    *len = nb->header.len;
    return nb->header.len ? (const char *)nb->header.data : "";
}

size_t lt_notebook_count(const lt_notebook *nb) { return nb->cells.len / sizeof(lt_cell_box *); }

const lt_cell *lt_notebook_cell(const lt_notebook *nb, size_t index)
{
    return index < lt_notebook_count(nb) ? &lt_notebook_boxes(nb)[index]->view : NULL;
}

size_t lt_notebook_find(const lt_notebook *nb, const char *id)
{
    for (size_t i = 0; i < lt_notebook_count(nb); i++)
        if (*id && !strcmp(lt_notebook_boxes(nb)[i]->view.id, id)) return i;
    return SIZE_MAX;
}

size_t lt_notebook_at_line(const lt_notebook *nb, int64_t line)
{
    size_t low = 0, high = lt_notebook_count(nb);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (lt_notebook_boxes(nb)[mid]->view.line <= line)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? low - 1 : SIZE_MAX;
}

/* ── doubts ── */

static lt_status warn(lt_notebook *nb, int64_t line, const char *text, const char *what,
                      lt_error *err)
{
    lt_notebook_warning w = {.line = line};
    if (nb->warnings.len / sizeof(w) >= MAX_WARNINGS) return LT_OK;
    snprintf(w.text, sizeof(w.text), text, what); /* cut where too long */
    return lt_buf_add(&nb->warnings, &w, sizeof(w), err);
}

static lt_status warn_conflicts(lt_notebook *nb, const char *s, size_t len, int64_t line,
                                lt_error *err)
{
    size_t end_len;
    for (size_t i = 0; i < len; i += end_len, line++) {
        size_t n = lt_line_extent(s + i, len - i, &end_len);
        if (lt_line_is_conflict(s + i, n))
            LT_TRY(warn(nb, line, "%s of a merge conflict",
                        s[i] == '<' ? "the first side" : "the end", err));
        i += n;
    }
    return LT_OK;
}

static const char *repeated_key(const lt_cell *c)
{
    for (size_t i = 1; i < c->option_count; i++)
        for (size_t k = 0; k < i; k++)
            if (!strcmp(c->options[i].key, c->options[k].key)) return c->options[i].key;
    return NULL;
}

static lt_status check_cell(lt_notebook *nb, const lt_cell_box *c, lt_id_set *ids, lt_error *err)
{
    const lt_cell *v = &c->view;
    const char    *key = repeated_key(v);
    if (c->has_bad_text)
        LT_TRY(
            warn(nb, v->line, "part of the marker is not %s and has no effect", "key=json", err));
    if (key) LT_TRY(warn(nb, v->line, "the option %s stands twice; the first counts", key, err));
    if (*v->id && !lt_id_set_add(ids, v->id))
        LT_TRY(warn(nb, v->line, "the id %s is used by an earlier cell too", v->id, err));
    if (!c->has_conflict) return LT_OK;
    return warn_conflicts(nb, (const char *)v->raw, v->raw_len, v->line, err);
}

static lt_status check(lt_notebook *nb, lt_id_set *ids, lt_error *err)
{
    nb->warnings.len = 0;
    LT_TRY(warn_conflicts(nb, (const char *)nb->header.data, nb->header.len, 1, err));
    for (size_t i = 0; i < lt_notebook_count(nb); i++)
        LT_TRY(check_cell(nb, lt_notebook_boxes(nb)[i], ids, err));
    nb->is_checked = true;
    return LT_OK;
}

lt_status lt_notebook_warnings(const lt_notebook_warning **list, size_t *count, lt_notebook *nb,
                               lt_error *err)
{
    if (!nb->is_checked) {
        lt_id_set ids;
        lt_status status = lt_id_set_open(&ids, nb->mem, lt_notebook_count(nb), err);
        if (!status) status = check(nb, &ids, err);
        lt_id_set_clear(&ids);
        if (status) return status;
    }
    *list = (const lt_notebook_warning *)(const void *)nb->warnings.data;
    *count = nb->warnings.len / sizeof(**list);
    return LT_OK;
}

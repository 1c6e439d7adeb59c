/* notebook_fmt.c — the one way a notebook file looks: marker lines and blank lines, nothing else.
 *
 * Markers are `-- %% Title [type] key=json`, one blank between the parts; lines of markdown and raw
 * cells have no trailing blanks; one empty line parts two cells, and one line end is the last byte.
 * Code keeps every byte: what is between its first and its last line that is not empty.
 */
#include "notebook/store.h"

#include <string.h>

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }

static lt_status add_marker(lt_buf *out, const char *line, size_t len, lt_error *err)
{
    static const char *const types[] = {
        [LT_CELL_LUA] = "", [LT_CELL_MARKDOWN] = " [markdown]", [LT_CELL_RAW] = " [raw]"};
    lt_marker m;
    if (!lt_marker_parse(&m, line, len)) return lt_buf_add(out, line, len, err);
    LT_TRY(lt_buf_text(out, "-- %%", err));
    for (int i = 0; i < m.depth; i++) LT_TRY(lt_buf_text(out, "%", err));
    if (m.title.len) {
        LT_TRY(lt_buf_text(out, " ", err));
        LT_TRY(lt_buf_add(out, line + m.title.at, m.title.len, err));
    }
    LT_TRY(lt_buf_text(out, types[m.kind], err));
    if (m.end > m.options && m.has_bad_text) { /* what it means is not known: as it is */
        LT_TRY(lt_buf_text(out, " ", err));
        return lt_buf_add(out, line + m.options, m.end - m.options, err);
    }
    for (size_t i = 0; i < m.count; i++) {
        size_t from = m.keys[i].at, to = m.values[i].at + m.values[i].len;
        LT_TRY(lt_buf_text(out, " ", err));
        LT_TRY(lt_buf_add(out, line + from, to - from, err));
    }
    return LT_OK;
}

/* Lines of text without trailing blanks. */
static lt_status add_trimmed(lt_buf *out, const char *s, size_t len, lt_error *err)
{
    size_t end_len;
    for (size_t i = 0; i < len; i += end_len) {
        size_t n = lt_line_extent(s + i, len - i, &end_len), kept = n;
        while (kept && is_blank(s[i + kept - 1])) kept--;
        LT_TRY(lt_buf_add(out, s + i, kept, err));
        LT_TRY(lt_buf_add(out, s + i + n, end_len, err));
        i += n;
    }
    return LT_OK;
}

/* The blank lines before and after s[0, *len), taken off; s moves to the first line that is kept.
 */
static const char *trim_lines(const char *s, size_t *len)
{
    const char *end = s + *len, *start = s;
    for (const char *p = s; p < end && (is_blank(*p) || *p == '\n' || *p == '\r'); p++)
        if (*p == '\n' || *p == '\r') start = p + 1;
    while (end > start && (is_blank(end[-1]) || end[-1] == '\n' || end[-1] == '\r')) end--;
    /* Trailing blanks of the last code line stay: they may be inside a long string. */
    while (end < s + *len && is_blank(*end)) end++;
    bool empty = true;
    for (const char *p = start; p < end; p++) empty = empty && is_blank(*p);
    *len = empty ? 0 : (size_t)(end - start);
    return start;
}

static lt_status add_cell(lt_buf *out, const lt_notebook *nb, const lt_cell *c, lt_error *err)
{
    const char *s = (const char *)c->raw;
    size_t      len = c->raw_len, end_len = 0;
    if (c->has_marker) {
        size_t n = lt_line_extent(s, len, &end_len);
        LT_TRY(add_marker(out, s, n, err));
        LT_TRY(lt_buf_text(out, nb->line_end, err));
        s += n + end_len;
        len -= n + end_len;
    }
    s = trim_lines(s, &len);
    if (!len) return LT_OK;
    if (c->kind == LT_CELL_LUA)
        LT_TRY(lt_buf_add(out, s, len, err));
    else
        LT_TRY(add_trimmed(out, s, len, err));
    return lt_buf_text(out, nb->line_end, err);
}

/* The header keeps its bytes but for the blank lines at its end. */
static lt_status add_header(lt_buf *out, const lt_notebook *nb, lt_error *err)
{
    size_t      len = nb->header.len;
    const char *s = (const char *)nb->header.data;
    size_t      mark = len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (len > mark && (is_blank(s[len - 1]) || s[len - 1] == '\n' || s[len - 1] == '\r')) len--;
    LT_TRY(lt_buf_add(out, s, len, err));
    return len > mark ? lt_buf_text(out, nb->line_end, err) : LT_OK;
}

lt_status lt_notebook_format(lt_buf *out, const lt_notebook *nb, lt_error *err)
{
    LT_TRY(add_header(out, nb, err));
    for (size_t i = 0; i < lt_notebook_count(nb); i++) {
        bool first = out->len == 0 || (out->len == 3 && out->data[0] == 0xEF);
        if (!first) LT_TRY(lt_buf_text(out, nb->line_end, err));
        LT_TRY(add_cell(out, nb, lt_notebook_cell(nb, i), err));
    }
    return LT_OK;
}

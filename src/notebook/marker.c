#include "notebook/cell.h"
#include "notebook/json_scan.h"

#include <string.h>

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_key_byte(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

static size_t skip_blanks(const char *s, size_t len, size_t i)
{
    while (i < len && is_blank(s[i])) i++;
    return i;
}

/* One look at each byte: searching for \n and \r in turn would be quadratic in a file without \n.
 */
size_t lt_line_extent(const char *s, size_t len, size_t *end_len)
{
    size_t n = 0;
    while (n < len && s[n] != '\n' && s[n] != '\r') n++;
    *end_len = n == len ? 0 : s[n] == '\r' && n + 1 < len && s[n + 1] == '\n' ? 2 : 1;
    return n;
}

bool lt_line_is_conflict(const char *line, size_t len)
{
    return len >= 7 && (!memcmp(line, "<<<<<<<", 7) || !memcmp(line, ">>>>>>>", 7)) &&
           (len == 7 || line[7] == ' ');
}

/* Bytes of `key=json` at s, ended by a blank or the end of the line; 0: something else. */
static size_t option_extent(const char *s, size_t len, size_t *key_len)
{
    size_t i = 0;
    if (!len || !is_letter(s[0])) return 0;
    while (i < len && is_key_byte(s[i])) i++;
    if (i == len || s[i] != '=') return 0;
    *key_len = i++;
    size_t value = lt_json_extent(s + i, len - i);
    if (!value || (i + value < len && !is_blank(s[i + value]))) return 0;
    return i + value;
}

/* Where the first option begins: before it all is title. */
static size_t find_options(const char *s, size_t from, size_t end)
{
    size_t key_len;
    for (size_t i = from; i < end; i = skip_blanks(s, end, i)) {
        if (option_extent(s + i, end - i, &key_len)) return i;
        while (i < end && !is_blank(s[i])) i++;
    }
    return end;
}

static void split_options(lt_marker *m, const char *s)
{
    for (size_t i = m->options; i < m->end; i = skip_blanks(s, m->end, i)) {
        size_t key_len, n = option_extent(s + i, m->end - i, &key_len);
        if (n && m->count < LT_CELL_MAX_OPTIONS) {
            m->keys[m->count] = (lt_span){i, key_len};
            m->values[m->count++] = (lt_span){i + key_len + 1, n - key_len - 1};
            i += n;
            continue;
        }
        m->has_bad_text = true;
        while (i < m->end && !is_blank(s[i])) i++;
    }
}

/* Takes `[type]` off the end of the title. */
static void split_type(lt_marker *m, const char *s)
{
    static const struct {
        const char  *word;
        lt_cell_kind kind;
    } types[] = {
        {"[markdown]", LT_CELL_MARKDOWN}, {"[md]", LT_CELL_MARKDOWN}, {"[raw]", LT_CELL_RAW}};

    for (int i = 0; i < 3; i++) {
        size_t n = strlen(types[i].word);
        if (m->title.len < n) continue;
        size_t before = m->title.len - n;
        if (memcmp(s + m->title.at + before, types[i].word, n) != 0) continue;
        if (before && !is_blank(s[m->title.at + before - 1])) continue;
        m->kind = types[i].kind;
        while (before && is_blank(s[m->title.at + before - 1])) before--;
        m->title.len = before;
        return;
    }
}

bool lt_marker_parse(lt_marker *out, const char *line, size_t len)
{
    size_t i = skip_blanks(line, len, 0), percents;
    if (len - i < 4 || line[i] != '-' || line[i + 1] != '-') return false;
    percents = i = skip_blanks(line, len, i + 2);
    while (i < len && line[i] == '%') i++;
    if (i - percents < 2 || (i < len && !is_blank(line[i]))) return false;
    if (!out) return true;

    size_t end = len < LT_CELL_MAX_MARKER ? len : LT_CELL_MAX_MARKER;
    if (i > end) end = i;
    while (end > i && is_blank(line[end - 1])) end--;
    *out = (lt_marker){.depth = i - percents - 2 > 100 ? 100 : (int)(i - percents - 2)};
    out->prefix = i;
    out->end = end;
    size_t title = skip_blanks(line, end, i);
    out->options = find_options(line, title, end);
    out->title = (lt_span){title, out->options - title};
    while (out->title.len && is_blank(line[title + out->title.len - 1])) out->title.len--;
    split_type(out, line);
    split_options(out, line);
    return true;
}

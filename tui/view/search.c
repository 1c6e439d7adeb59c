#include "tui/view/search.h"

#include "core/escape.h"

#include <string.h>
#include <utf8proc.h>

/* One code point, small where the case does not count; malformed pieces are negative bytes. */
static size_t next(const tui_search *s, const char *p, size_t n, int32_t *code)
{
    unsigned char c = (unsigned char)p[0];
    if (c < 0x80) {
        *code = s->any_case && c >= 'A' && c <= 'Z' ? c + 32 : c;
        return 1;
    }
    size_t used = lt_utf8_next(p, n, code);
    if (*code < 0) {
        *code = -(int32_t)c;
        return 1;
    }
    if (s->any_case) *code = utf8proc_tolower(*code);
    return used;
}

static bool has_capital(const char *p)
{
    for (size_t n = strlen(p), used; n; p += used, n -= used) {
        int32_t code;
        used = lt_utf8_next(p, n, &code);
        if (code >= 0 && utf8proc_tolower(code) != code) return true;
    }
    return false;
}

lt_status tui_search_set(tui_search *s, const char *pattern, lt_error *err)
{
    size_t n = strlen(pattern);
    LT_TRY(lt_buf_reserve(&s->pattern, n + 1, err));
    s->pattern.len = 0;
    lt_buf_push(&s->pattern, pattern, n + 1);
    s->pattern.len = n;
    s->any_case = !has_capital(pattern);
    return LT_OK;
}

void tui_search_clear(tui_search *s) { lt_buf_clear(&s->pattern); }

/* Bytes of the match that begins at p; 0: none does. */
static size_t match_at(const tui_search *s, const char *p, size_t n)
{
    const char *pattern = (const char *)s->pattern.data;
    size_t      at = 0;
    for (size_t k = 0; k < s->pattern.len;) {
        int32_t want, got;
        if (at >= n) return 0;
        k += next(s, pattern + k, s->pattern.len - k, &want);
        at += next(s, p + at, n - at, &got);
        if (want != got) return 0;
    }
    return at;
}

bool tui_search_next(const tui_search *s, const char *text, size_t len, size_t from, size_t *at,
                     size_t *n)
{
    if (s->pattern.len == 0) return false;
    for (size_t i = from; i < len; i++) {
        if (((unsigned char)text[i] & 0xC0) == 0x80 && i > from) continue;
        *n = match_at(s, text + i, len - i);
        if (*n == 0) continue;
        *at = i;
        return true;
    }
    return false;
}

/* Lays the mark on what of [at, end) is on the row. */
static void mark(tui_canvas *c, int row, int col, const tui_wrap *w, size_t at, size_t end)
{
    size_t stop = w->at + w->row_len, first = at > w->at ? at : w->at;
    if (end < stop) stop = end;
    if (stop <= first) return;
    int left = tui_columns(w->p + w->at, first - w->at);
    int cols = tui_columns(w->p + first, stop - first);
    tui_restyle(c, (tui_rect){row, col + left, 1, cols}, TUI_ROLE_MATCH, TUI_BOLD);
}

void tui_search_restyle(const tui_search *s, tui_canvas *c, int row, int col, const tui_wrap *w)
{
    /* a match may have begun on the row before, and go on on the next; its letters may be longer
     * than the pattern's */
    size_t reach = 4 * s->pattern.len, end = w->at + w->row_len, at, n;
    size_t from = w->at > reach ? w->at - reach : 0;
    size_t stop = w->len - end > reach ? end + reach : w->len;
    for (; from < end && tui_search_next(s, w->p, stop, from, &at, &n); from = at + n)
        if (at < end) mark(c, row, col, w, at, at + n);
}

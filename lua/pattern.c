#include "lua/pattern.h"

#include "lua/sandbox.h"

#include <ctype.h>
#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_DEPTH = 200 };

static const char *match(lt_pattern *m, const char *s, const char *p);

static inline void step(lt_pattern *m, size_t n)
{
    if ((m->steps += n) < 1024) return;
    lt_sandbox_step(m->L, m->steps);
    m->steps = 0;
}

/* ── classes of characters ── */

/* Past the item at p: a character, an escape or a set. */
static const char *item_end(lt_pattern *m, const char *p)
{
    if (*p == '%') {
        if (p + 1 == m->pattern_end) luaL_error(m->L, "malformed pattern (ends with '%%')");
        return p + 2;
    }
    if (*p != '[') return p + 1;
    p++;
    if (p < m->pattern_end && *p == '^') p++;
    for (bool first = true;; first = false) {
        if (p >= m->pattern_end) luaL_error(m->L, "malformed pattern (missing ']')");
        if (*p == ']' && !first) return p + 1;
        p += *p == '%' ? 2 : 1;
    }
}

static bool in_class(int c, char letter)
{
    bool is;
    switch (letter | 0x20) {
    case 'a': is = isalpha(c); break;
    case 'c': is = iscntrl(c); break;
    case 'd': is = isdigit(c); break;
    case 'g': is = isgraph(c); break;
    case 'l': is = islower(c); break;
    case 'p': is = ispunct(c); break;
    case 's': is = isspace(c); break;
    case 'u': is = isupper(c); break;
    case 'w': is = isalnum(c); break;
    case 'x': is = isxdigit(c); break;
    default: return (unsigned char)letter == c;
    }
    if (!isalpha((unsigned char)letter)) return (unsigned char)letter == c;
    return isupper((unsigned char)letter) ? !is : is;
}

/* p is at `[`, end past the `]`. */
static bool in_set(int c, const char *p, const char *end)
{
    bool wanted = true;
    p++;
    end--;
    if (*p == '^') {
        wanted = false;
        p++;
    }
    while (p < end) {
        if (*p == '%') {
            if (in_class(c, p[1])) return wanted;
            p += 2;
        } else if (p + 2 < end && p[1] == '-') {
            if ((unsigned char)p[0] <= c && c <= (unsigned char)p[2]) return wanted;
            p += 3;
        } else if ((unsigned char)*p++ == c) {
            return wanted;
        }
    }
    return !wanted;
}

/* Whether the item [p, end) takes the character at s. */
static bool takes(lt_pattern *m, const char *s, const char *p, const char *end)
{
    if (s >= m->text_end) return false;
    step(m, (size_t)(end - p));
    int c = (unsigned char)*s;
    if (*p == '.') return true;
    if (*p == '%') return in_class(c, p[1]);
    if (*p == '[') return in_set(c, p, end);
    return (unsigned char)*p == c;
}

/* ── captures ── */

static const char *open_capture(lt_pattern *m, const char *s, const char *p, ptrdiff_t kind)
{
    if (m->count >= LT_PATTERN_CAPTURES) luaL_error(m->L, "too many captures");
    m->captures[m->count++] = (lt_capture){s, kind};
    const char *end = match(m, s, p);
    if (!end) m->count--;
    return end;
}

static const char *close_capture(lt_pattern *m, const char *s, const char *p)
{
    int i = m->count - 1;
    while (i >= 0 && m->captures[i].len != LT_CAPTURE_OPEN) i--;
    if (i < 0) luaL_error(m->L, "invalid pattern capture");
    m->captures[i].len = s - m->captures[i].at;
    const char *end = match(m, s, p);
    if (!end) m->captures[i].len = LT_CAPTURE_OPEN;
    return end;
}

/* `%1`: past the same text again, or NULL. */
static const char *repeat_capture(lt_pattern *m, const char *s, char digit)
{
    int i = digit - '1';
    if (i < 0 || i >= m->count || m->captures[i].len == LT_CAPTURE_OPEN)
        luaL_error(m->L, "invalid capture index %%%d", i + 1);
    if (m->captures[i].len == LT_CAPTURE_PLACE) return NULL;
    size_t len = (size_t)m->captures[i].len;
    step(m, len / 16 + 1);
    if ((size_t)(m->text_end - s) < len || memcmp(m->captures[i].at, s, len) != 0) return NULL;
    return s + len;
}

/* ── items ── */

/* `%bxy`: past the balanced text at s, or NULL. */
static const char *skip_balanced(lt_pattern *m, const char *s, const char *p)
{
    if (m->pattern_end - p < 4) luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
    char      open = p[2], close = p[3];
    long long depth = 0;
    if (s >= m->text_end || *s != open) return NULL;
    for (; s < m->text_end; s++) {
        step(m, 1);
        if (*s == close) {
            if (--depth == 0) return s + 1;
        } else if (*s == open) {
            depth++;
        }
    }
    return NULL;
}

/* `%f[set]`: p is at the set. The places before and behind the text hold NULs. */
static bool at_frontier(const lt_pattern *m, const char *s, const char *p, const char *end)
{
    int before = s == m->text ? 0 : (unsigned char)s[-1];
    int here = s == m->text_end ? 0 : (unsigned char)*s;
    return !in_set(before, p, end) && in_set(here, p, end);
}

static const char *match_most(lt_pattern *m, const char *s, const char *p, const char *end)
{
    ptrdiff_t n = 0;
    while (takes(m, s + n, p, end)) n++;
    for (; n >= 0; n--) {
        step(m, 1);
        const char *past = match(m, s + n, end + 1);
        if (past) return past;
    }
    return NULL;
}

static const char *match_least(lt_pattern *m, const char *s, const char *p, const char *end)
{
    for (;; s++) {
        const char *past = match(m, s, end + 1);
        if (past) return past;
        if (!takes(m, s, p, end)) return NULL;
    }
}

/* An item with * + - or ? behind it, and all that follows. */
static const char *match_repeated(lt_pattern *m, const char *s, const char *p, const char *end)
{
    if (*end == '*') return match_most(m, s, p, end);
    if (*end == '+') return takes(m, s, p, end) ? match_most(m, s + 1, p, end) : NULL;
    if (*end == '-') return match_least(m, s, p, end);
    if (takes(m, s, p, end)) {
        const char *past = match(m, s + 1, end + 1);
        if (past) return past;
    }
    return match(m, s, end + 1);
}

typedef enum step_kind { STEP_FAILED, STEP_ON, STEP_WHOLE } step_kind;

/* `%b`, `%f`, `%1`: moves *s and *p behind it. STEP_WHOLE: it is none of these. */
static step_kind match_special(lt_pattern *m, const char **s, const char **p)
{
    char kind = 0;
    if (*p + 1 < m->pattern_end) kind = (*p)[1];
    if (kind == 'b') {
        *s = skip_balanced(m, *s, *p);
        *p += 4;
        return *s ? STEP_ON : STEP_FAILED;
    }
    if (kind == 'f') {
        const char *set = *p + 2;
        if (set >= m->pattern_end || *set != '[')
            luaL_error(m->L, "missing '[' after '%%f' in pattern");
        *p = item_end(m, set);
        return at_frontier(m, *s, set, *p) ? STEP_ON : STEP_FAILED;
    }
    if (isdigit((unsigned char)kind)) {
        *s = repeat_capture(m, *s, kind);
        *p += 2;
        return *s ? STEP_ON : STEP_FAILED;
    }
    return STEP_WHOLE;
}

/* One item after the other; what may have to be tried again calls itself. */
static const char *match_items(lt_pattern *m, const char *s, const char *p)
{
    while (p < m->pattern_end) {
        step(m, 1);
        if (*p == '(') {
            bool place = p + 1 < m->pattern_end && p[1] == ')';
            return open_capture(m, s, p + 1 + place, place ? LT_CAPTURE_PLACE : LT_CAPTURE_OPEN);
        }
        if (*p == ')') return close_capture(m, s, p + 1);
        if (*p == '$' && p + 1 == m->pattern_end) return s == m->text_end ? s : NULL;
        if (*p == '%') {
            step_kind kind = match_special(m, &s, &p);
            if (kind == STEP_FAILED) return NULL;
            if (kind == STEP_ON) continue;
        }
        const char *end = item_end(m, p);
        if (end < m->pattern_end && *end && strchr("*+-?", *end))
            return match_repeated(m, s, p, end);
        if (!takes(m, s, p, end)) return NULL;
        s++;
        p = end;
    }
    return s;
}

static const char *match(lt_pattern *m, const char *s, const char *p)
{
    if (m->depth >= MAX_DEPTH) luaL_error(m->L, "pattern too complex");
    m->depth++;
    const char *end = match_items(m, s, p);
    m->depth--;
    return end;
}

const char *lt_pattern_match(lt_pattern *m, const char *s, const char *p)
{
    m->count = m->depth = 0;
    return match(m, s, p);
}

void lt_pattern_push(lt_pattern *m, int i, const char *s, const char *end)
{
    if (i >= m->count) {
        if (i) luaL_error(m->L, "invalid capture index %%%d", i + 1);
        lua_pushlstring(m->L, s, (size_t)(end - s));
        return;
    }
    const lt_capture *c = &m->captures[i];
    if (c->len == LT_CAPTURE_OPEN) luaL_error(m->L, "unfinished capture");
    if (c->len == LT_CAPTURE_PLACE)
        lua_pushinteger(m->L, c->at - m->text + 1);
    else
        lua_pushlstring(m->L, c->at, (size_t)c->len);
}

int lt_pattern_push_all(lt_pattern *m, const char *s, const char *end)
{
    int n = m->count == 0 && s ? 1 : m->count;
    luaL_checkstack(m->L, n, "too many captures");
    for (int i = 0; i < n; i++) lt_pattern_push(m, i, s, end);
    return n;
}

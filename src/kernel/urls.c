/* urls.c — the parts of an address, as java.net.URI takes it apart.
 *
 * Source   RFC 2396, 3986; Spark 4 ParseUrl
 */
#include "kernel/functions_text.h"
#include "kernel/strings.h"

/* Pieces of a URL: absent ones have no start. */
typedef struct piece {
    const uint8_t *p;
    size_t         n;
} piece;

typedef struct url {
    piece scheme, authority, path, query, fragment;
} url;

static bool is_letter(uint8_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
static bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }
static bool is_hex(uint8_t c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/* No blanks, controls or signs that must be escaped; every % with two digits behind it. */
static bool is_legal(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] <= ' ' || p[i] == 0x7F || strchr("<>\"{}|\\^`", p[i])) return false;
        if (p[i] == '%' && (n - i < 3 || !is_hex(p[i + 1]) || !is_hex(p[i + 2]))) return false;
    }
    return true;
}

/* What lies behind the first mark, cut off from *from. */
static piece cut_behind(piece *from, int mark)
{
    const uint8_t *at = from->n ? memchr(from->p, mark, from->n) : NULL;
    if (!at) return (piece){0};
    piece behind = {at + 1, from->n - (size_t)(at - from->p) - 1};
    from->n = (size_t)(at - from->p);
    return behind;
}

static bool split(url *u, const uint8_t *p, size_t n)
{
    piece  rest = {p, n};
    size_t scheme = 0;
    if (!is_legal(p, n)) return false;
    u->fragment = cut_behind(&rest, '#');
    u->query = cut_behind(&rest, '?');
    while (scheme < rest.n &&
           (is_letter(p[scheme]) || (scheme && (is_digit(p[scheme]) || strchr("+-.", p[scheme])))))
        scheme++;
    if (scheme < rest.n && p[scheme] == ':') {
        if (!scheme || scheme + 1 == rest.n) return false;
        u->scheme = (piece){p, scheme};
        rest = (piece){p + scheme + 1, rest.n - scheme - 1};
    }
    if (rest.n >= 2 && rest.p[0] == '/' && rest.p[1] == '/') {
        rest = (piece){rest.p + 2, rest.n - 2};
        const uint8_t *slash = rest.n ? memchr(rest.p, '/', rest.n) : NULL;
        size_t         len = slash ? (size_t)(slash - rest.p) : rest.n;
        if (len) u->authority = (piece){rest.p, len};
        rest = (piece){rest.p + len, rest.n - len};
    }
    u->path = rest;
    return true;
}

/* [user@]host[:port] */
static piece host_of(piece authority)
{
    const uint8_t *p = authority.p, *end = p + authority.n;
    if (!p) return authority;
    for (const uint8_t *c = p; c < end; c++)
        if (*c == '@') p = c + 1;
    if (p < end && *p == '[') {
        const uint8_t *close = memchr(p, ']', (size_t)(end - p));
        return close ? (piece){p, (size_t)(close + 1 - p)} : (piece){0};
    }
    const uint8_t *colon = p < end ? memchr(p, ':', (size_t)(end - p)) : NULL;
    size_t         n = (size_t)((colon ? colon : end) - p);
    return n ? (piece){p, n} : (piece){0};
}

static piece user_of(piece authority)
{
    const uint8_t *at = authority.n ? memchr(authority.p, '@', authority.n) : NULL;
    return at ? (piece){authority.p, (size_t)(at - authority.p)} : (piece){0};
}

/* The value of key=value between the &s of a query. */
static piece value_of(piece query, const lt_view *key)
{
    size_t n = (size_t)key->len;
    while (query.p) {
        piece next = cut_behind(&query, '&');
        bool  here = query.n > n && query.p[n] == '=' && !memcmp(query.p, lt_view_bytes(key), n);
        if (here) return (piece){query.p + n + 1, query.n - n - 1};
        query = next;
    }
    return (piece){0};
}

static bool is_word(const lt_view *v, const char *word)
{
    return (size_t)v->len == strlen(word) && memcmp(lt_view_bytes(v), word, strlen(word)) == 0;
}

static piece file_of(const url *u)
{
    piece p = u->path;
    if (u->query.p) p.n = (size_t)(u->query.p + u->query.n - p.p);
    return p;
}

static piece part_of(const url *u, const lt_view *name)
{
    if (is_word(name, "HOST")) return host_of(u->authority);
    if (is_word(name, "PATH")) return u->path;
    if (is_word(name, "QUERY")) return u->query;
    if (is_word(name, "REF")) return u->fragment;
    if (is_word(name, "PROTOCOL")) return u->scheme;
    if (is_word(name, "FILE")) return file_of(u);
    if (is_word(name, "AUTHORITY")) return u->authority;
    if (is_word(name, "USERINFO")) return user_of(u->authority);
    return (piece){0};
}

static lt_status parse_url_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row), *name = lt_arg(m, 1, row);
    url            u = {.scheme = {0}};
    if (!split(&u, lt_view_bytes(v), (size_t)v->len)) {
        lt_short_text text;
        lt_status     why = LT_FAIL(m->call->try_ ? NULL : err, LT_EPARSE, "\"%s\" is not a URL",
                                lt_short(text, m->call->args[0], row));
        return lt_refuse(m->call, m->out, row, why, err);
    }
    piece part = part_of(&u, name);
    if (m->call->arg_count > 2)
        part = is_word(name, "QUERY") ? value_of(part, lt_arg(m, 2, row)) : (piece){0};
    if (!part.p) return lt_result_null(m->out, row, err);
    lt_put_view(m, row, lt_view_of(part.p, (int32_t)part.n));
    return LT_OK;
}

lt_status lt_kernel_parse_url(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make(call, out, parse_url_row, NULL, true, err);
}

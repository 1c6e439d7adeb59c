#include "io/store_list.h"

#include <string.h>

enum { MAX_DEPTH = 64, MAX_ALTERNATIVES = 1024 };

/* ---- one piece ---- */

/* Bytes of the UTF-8 character at text, 1 where it is not one. */
static size_t char_bytes(const char *text)
{
    size_t n = 1;
    if (((unsigned char)text[0] & 0xC0) == 0xC0)
        while (n < 4 && ((unsigned char)text[n] & 0xC0) == 0x80) n++;
    return n;
}

/* The byte after the ']' that ends the class at p ('[' itself), or NULL. */
static const char *class_end(const char *p, const char *end)
{
    p++;
    if (p < end && (*p == '!' || *p == '^')) p++;
    if (p < end && *p == ']') p++;
    while (p < end && *p != ']') p++;
    return p < end ? p + 1 : NULL;
}

static bool class_holds(const char *p, const char *end, unsigned char c)
{
    bool found = false, negated = p[1] == '!' || p[1] == '^';
    p += negated ? 2 : 1;
    for (const char *last = end - 1; p < last;) {
        unsigned char low = (unsigned char)*p, high = low;
        if (p + 2 < last && p[1] == '-') {
            high = (unsigned char)p[2];
            p += 2;
        }
        p++;
        if (c >= low && c <= high) found = true;
    }
    return found != negated;
}

/* Whether the pattern's element at *p takes the head of name; moves both past it. */
static bool step(const char **p, const char *end, const char **name)
{
    const char *at = *p;
    if (!**name || at == end) return false;
    if (*at == '?') {
        *name += char_bytes(*name);
        *p = at + 1;
        return true;
    }
    const char *after = *at == '[' ? class_end(at, end) : NULL;
    if (after) {
        if (!class_holds(at, after, (unsigned char)**name)) return false;
        *p = after;
        ++*name;
        return true;
    }
    if (*at == '\\' && at + 1 < end) at++;
    if (*at != **name) return false;
    *p = at + 1;
    ++*name;
    return true;
}

/* Only the last star needs to be gone back to: linear but for that. */
bool lt_glob_match(const char *piece, size_t piece_len, const char *name)
{
    const char *p = piece, *end = piece + piece_len, *star = NULL, *resume = NULL;
    bool        spells_hidden = piece_len && (*p == '.' || *p == '_' || *p == '\\');
    if (lt_store_is_hidden(name) && !spells_hidden) return false;
    while (*name || p < end) {
        if (p < end && *p == '*') {
            star = ++p;
            resume = name;
        } else if (!step(&p, end, &name)) {
            if (!star || !*resume) return false;
            p = star;
            name = ++resume;
        }
    }
    return true;
}

static bool is_wild(const char *piece, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (piece[i] == '\\')
            i++;
        else if (strchr("*?[", piece[i]))
            return true;
    }
    return false;
}

bool lt_store_is_glob(const char *pattern)
{
    return is_wild(pattern, strlen(pattern)) || (strchr(pattern, '{') && strchr(pattern, '}'));
}

/* ---- the walk ---- */

/* What is left of the pattern, at a folder. */
typedef struct place {
    lt_store   *store;
    lt_objects *found;
    const char *rest;  /* of the pattern, without slashes at its head */
    const char *piece; /* the wildcard piece being matched … */
    size_t      len;
    int         depth;
    bool        is_deep; /* … which is ** */
} place;

static lt_status expand(const place *at, const char *path, lt_error *err);

static const char *after_slashes(const char *text) { return text + strspn(text, "/"); }

static lt_status match_object(void *arg, const lt_object *o, lt_error *err)
{
    const place *p = arg;
    const char  *slash = strrchr(o->path, '/');
    const char  *name = slash ? slash + 1 : o->path;
    if (p->is_deep) {
        if (!o->is_folder || lt_store_is_hidden(name)) return LT_OK;
        place deeper = *p;
        deeper.rest = p->piece;
        return expand(&deeper, o->path, err);
    }
    if (!lt_glob_match(p->piece, p->len, name)) return LT_OK;
    if (!*p->rest) return lt_objects_add(p->found, o, err);
    return o->is_folder ? expand(p, o->path, err) : LT_OK;
}

static lt_status list_matching(place *next, const char *path, lt_error *err)
{
    lt_error  why;
    lt_status status =
        next->store->ops->list(next->store, *path ? path : ".", match_object, next, &why);
    /* A folder that is not there, or a file in a folder's place, matches nothing. */
    if (status == LT_ENOTFOUND) return LT_OK;
    if (status && err) *err = why;
    return status;
}

/* Appends a literal piece, unquoted, to the path. */
static lt_status join(lt_buf *out, const char *path, const char *piece, size_t len, lt_error *err)
{
    size_t n = strlen(path);
    LT_TRY(lt_buf_text(out, path, err));
    if (n && path[n - 1] != '/') LT_TRY(lt_buf_text(out, "/", err));
    for (size_t i = 0; i < len; i++) {
        if (piece[i] == '\\' && i + 1 < len) i++;
        LT_TRY(lt_buf_add(out, &piece[i], 1, err));
    }
    return lt_buf_terminate(out, err);
}

static lt_status expand_literal(const place *next, const char *path, lt_error *err)
{
    lt_buf    full = {.mem = next->store->mem};
    lt_error  why;
    lt_object o;
    lt_status status = join(&full, path, next->piece, next->len, err);
    if (status == LT_OK && *next->rest) {
        status = expand(next, (char *)full.data, err);
    } else if (status == LT_OK) {
        status = lt_store_stat(&o, next->store, (char *)full.data, &why);
        if (status == LT_OK)
            status = lt_objects_add(next->found, &o, err);
        else if (status == LT_ENOTFOUND)
            status = LT_OK;
        else if (err)
            *err = why;
    }
    lt_buf_clear(&full);
    return status;
}

static lt_status expand(const place *at, const char *path, lt_error *err)
{
    place next = *at;
    next.piece = at->rest;
    next.len = strcspn(at->rest, "/");
    next.rest = after_slashes(at->rest + next.len);
    next.is_deep = next.len == 2 && memcmp(next.piece, "**", 2) == 0;
    if (++next.depth > MAX_DEPTH)
        return LT_FAIL(err, LT_ELIMIT, "%s: folders nest deeper than %d", path, MAX_DEPTH);
    if (next.is_deep) {
        /* No folder at all, then one more at a time; a pattern that ends in ** means files below.
         */
        place here = next;
        if (!*here.rest) here.rest = "*";
        LT_TRY(expand(&here, path, err));
        return list_matching(&next, path, err);
    }
    if (is_wild(next.piece, next.len)) return list_matching(&next, path, err);
    return expand_literal(&next, path, err);
}

/* ---- alternatives ---- */

/* The '}' that closes the '{' at open, at the same level; NULL where there is none. */
static const char *closing(const char *open)
{
    int level = 0;
    for (const char *c = open; *c; c++) {
        if (*c == '\\' && c[1])
            c++;
        else if (*c == '{')
            level++;
        else if (*c == '}' && --level == 0)
            return c;
    }
    return NULL;
}

static const char *alternative_end(const char *from, const char *close)
{
    int level = 0;
    for (; from < close; from++) {
        if (*from == '\\') {
            from++;
            continue;
        }
        if (*from == ',' && level == 0) return from;
        level += (*from == '{') - (*from == '}');
    }
    return close;
}

static const char *opening(const char *pattern)
{
    for (const char *c = pattern; *c; c++) {
        if (*c == '\\' && c[1])
            c++;
        else if (*c == '{')
            return c;
    }
    return NULL;
}

static lt_status expand_braces(const place *top, const char *pattern, int *budget, lt_error *err)
{
    const char *open = opening(pattern), *close = open ? closing(open) : NULL;
    if (--*budget < 0)
        return LT_FAIL(err, LT_ELIMIT, "%s: more than %d alternatives", pattern, MAX_ALTERNATIVES);
    if (!close) {
        place at = *top;
        at.rest = after_slashes(pattern);
        return expand(&at, pattern[0] == '/' ? "/" : "", err);
    }
    lt_buf    one = {.mem = top->store->mem};
    lt_status status = LT_OK;
    for (const char *from = open + 1; status == LT_OK && from <= close;) {
        const char *end = alternative_end(from, close);
        one.len = 0;
        if (!(status = lt_buf_add(&one, pattern, (size_t)(open - pattern), err)) &&
            !(status = lt_buf_add(&one, from, (size_t)(end - from), err)) &&
            !(status = lt_buf_text(&one, close + 1, err)) &&
            !(status = lt_buf_terminate(&one, err)))
            status = expand_braces(top, (char *)one.data, budget, err);
        from = end + 1;
    }
    lt_buf_clear(&one);
    return status;
}

static lt_status check(const char *pattern, lt_error *err)
{
    if (!pattern[0]) return LT_FAIL(err, LT_EINVAL, "an empty path");
    for (const char *c = pattern; *c; c++) {
        if (*c == '\\' && c[1]) {
            c++;
        } else if (*c == '[' && !class_end(c, c + strcspn(c, "/"))) {
            lt_fail(err, LT_EINVAL, LT_HERE, "%s: \"[\" without \"]\"", pattern);
            lt_error_hint(err, "write \\[ for the character itself");
            return LT_EINVAL;
        }
    }
    return LT_OK;
}

lt_status lt_store_glob(lt_objects *out, lt_store *s, const char *pattern, lt_error *err)
{
    place     top = {.store = s, .found = out};
    int       budget = MAX_ALTERNATIVES;
    lt_object o;
    lt_objects_open(out, s->mem);
    LT_TRY(check(pattern, err));
    if (!lt_store_is_glob(pattern) && !strchr(pattern, '\\')) {
        LT_TRY(lt_store_stat(&o, s, pattern, err));
        lt_status added = lt_objects_add(out, &o, err);
        if (added) lt_objects_clear(out);
        return added;
    }
    lt_status status = expand_braces(&top, pattern, &budget, err);
    if (status == LT_OK && !out->count) {
        lt_fail(err, LT_ENOTFOUND, LT_HERE, "nothing matches %s", pattern);
        lt_error_hint(err, "names that start with . or _ are skipped unless the pattern has it");
        status = LT_ENOTFOUND;
    }
    if (status)
        lt_objects_clear(out);
    else
        lt_objects_sort(out);
    return status;
}

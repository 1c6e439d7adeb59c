#include "column/schema.h"

#include "core/nearest.h"

#include <ctype.h>
#include <string.h>
#include <utf8proc.h>

lt_status lt_schema_open(lt_schema **out, lt_mem *mem, const lt_field *fields, int32_t count,
                         lt_error *err)
{
    lt_schema *s = lt_mem_zeroed(mem, 1, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "a schema", err);
    *s = (lt_schema){.refs = 1, .arena.mem = mem, .count = count};
    s->fields = lt_arena_get(&s->arena, (size_t)count * sizeof(*fields) + 1);
    for (int32_t i = 0; s->fields && i < count; i++) {
        s->fields[i] = fields[i];
        s->fields[i].name = lt_arena_text(&s->arena, fields[i].name, strlen(fields[i].name));
        if (!s->fields[i].name) s->fields = NULL;
    }
    if (!s->fields) {
        lt_schema_release(s);
        return lt_mem_refused(mem, (size_t)count * sizeof(*fields), "a schema", err);
    }
    *out = s;
    return LT_OK;
}

lt_schema *lt_schema_retain(lt_schema *s)
{
    atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
    return s;
}

void lt_schema_release(lt_schema *s)
{
    if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1) return;
    lt_mem *mem = s->arena.mem;
    lt_arena_clear(&s->arena);
    lt_mem_free(mem, s, sizeof(*s));
}

/* Equal without regard to case: code points are lower-cased one by one, as Spark does. */
static bool same_folded(const char *a, size_t a_len, const char *b, size_t b_len)
{
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)a, *q = (const utf8proc_uint8_t *)b;
    while (a_len && b_len) {
        utf8proc_int32_t x, y;
        utf8proc_ssize_t m = utf8proc_iterate(p, (utf8proc_ssize_t)a_len, &x);
        utf8proc_ssize_t n = utf8proc_iterate(q, (utf8proc_ssize_t)b_len, &y);
        if (m <= 0 || n <= 0) return a_len == b_len && memcmp(p, q, a_len) == 0;
        if (x != y && utf8proc_tolower(x) != utf8proc_tolower(y)) return false;
        p += m, q += n;
        a_len -= (size_t)m, b_len -= (size_t)n;
    }
    return a_len == b_len;
}

int32_t lt_schema_find(const lt_schema *s, const char *name, size_t len)
{
    int32_t found = -1;
    for (int32_t i = 0; i < s->count; i++) {
        if (!same_folded(s->fields[i].name, strlen(s->fields[i].name), name, len)) continue;
        if (found >= 0) return -2;
        found = i;
    }
    return found;
}

static const char *field_name(const void *schema, size_t i)
{
    return ((const lt_schema *)schema)->fields[i].name;
}

lt_status lt_schema_missing(const lt_schema *s, const char *name, size_t len, lt_error *err)
{
    char wanted[256];
    if (!err) return LT_ENOTFOUND;
    size_t n = len < sizeof(wanted) ? len : sizeof(wanted) - 1;
    memcpy(wanted, name, n);
    wanted[n] = 0;
    lt_fail(err, LT_ENOTFOUND, LT_HERE, "no column \"%s\"", wanted);

    const char *near = lt_nearest_of(wanted, field_name, s, (size_t)s->count);
    if (near) {
        lt_error_hint(err, "did you mean \"%s\"?", near);
        return LT_ENOTFOUND;
    }
    char   names[400];
    size_t at = 0;
    for (int32_t i = 0; i < s->count && at + 3 < sizeof(names); i++) {
        size_t piece = strlen(s->fields[i].name);
        if (at + piece + 8 > sizeof(names)) {
            if (i) memcpy(names + at, ", ", 2), at += 2;
            memcpy(names + at, "…", 3);
            at += 3;
            break;
        }
        if (i) memcpy(names + at, ", ", 2), at += 2;
        memcpy(names + at, s->fields[i].name, piece);
        at += piece;
    }
    names[at] = 0;
    lt_error_hint(err, s->count ? "the columns are %s" : "there are no columns%s", names);
    return LT_ENOTFOUND;
}

/* ---- DDL: name TYPE [NOT NULL], … ---- */

typedef struct ddl {
    const char *at, *end;
    lt_buf      names;  /* NUL-ended names, one after another */
    lt_buf      fields; /* lt_field with name = offset into names */
} ddl;

static void skip_blanks(ddl *d)
{
    while (d->at < d->end && isspace((unsigned char)*d->at)) d->at++;
}

/* From the opening backtick; a doubled one stands for itself. */
static lt_status take_quoted(ddl *d, lt_error *err)
{
    for (d->at++; d->at < d->end; d->at++) {
        bool tick = *d->at == '`';
        if (tick && (d->at + 1 == d->end || d->at[1] != '`')) break;
        if (tick) d->at++;
        LT_TRY(lt_buf_add(&d->names, d->at, 1, err));
    }
    if (d->at == d->end) return LT_FAIL(err, LT_EPARSE, "a schema with an unclosed backtick");
    d->at++;
    return LT_OK;
}

static lt_status take_plain(ddl *d, lt_error *err)
{
    const char *from = d->at;
    while (d->at < d->end && !isspace((unsigned char)*d->at) && !strchr(":,`", *d->at)) d->at++;
    return lt_buf_add(&d->names, from, (size_t)(d->at - from), err);
}

/* A quoted or plain name, NUL-ended, onto names. */
static lt_status take_name(ddl *d, lt_error *err)
{
    size_t start = d->names.len;
    bool   quoted = d->at < d->end && *d->at == '`';
    LT_TRY(quoted ? take_quoted(d, err) : take_plain(d, err));
    if (d->names.len == start)
        return LT_FAIL(err, LT_EPARSE, "a schema with a column that has no name: \"%.*s\"",
                       (int)(d->end - d->at < 40 ? d->end - d->at : 40), d->at);
    return lt_buf_add(&d->names, "", 1, err);
}

static bool take_word(const char **from, const char **end, const char *word)
{
    size_t n = strlen(word);
    while (*end > *from && isspace((unsigned char)(*end)[-1])) (*end)--;
    if ((size_t)(*end - *from) <= n || strncasecmp(*end - n, word, n) != 0) return false;
    if (!isspace((unsigned char)(*end)[-(ptrdiff_t)n - 1])) return false;
    *end -= n;
    return true;
}

static lt_status take_field(ddl *d, lt_error *err)
{
    lt_field field = {.name = NULL, .nullable = true};
    size_t   name = d->names.len;
    skip_blanks(d);
    LT_TRY(take_name(d, err));
    skip_blanks(d);
    if (d->at < d->end && *d->at == ':') d->at++;

    const char *from = d->at;
    int         depth = 0;
    for (; d->at < d->end && (depth > 0 || *d->at != ','); d->at++)
        depth += (*d->at == '(' || *d->at == '<') - (*d->at == ')' || *d->at == '>');
    const char *end = d->at;
    if (take_word(&from, &end, "null") && take_word(&from, &end, "not")) field.nullable = false;
    lt_status status = lt_type_parse(&field.type, from, (size_t)(end - from), err);
    if (status) {
        lt_error_prefix(err, "column \"%s\" of the schema", (char *)d->names.data + name);
        return status;
    }
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): an offset until names stops moving */
    field.name = (const char *)name;
    return lt_buf_add(&d->fields, &field, sizeof(field), err);
}

lt_status lt_schema_parse(lt_schema **out, lt_mem *mem, const char *text, size_t len, lt_error *err)
{
    ddl       d = {.at = text, .end = text + len, .names.mem = mem, .fields.mem = mem};
    lt_status status = LT_OK;
    do {
        status = take_field(&d, err);
    } while (!status && d.at < d.end && *d.at++ == ',');

    lt_field *fields = (lt_field *)d.fields.data;
    int32_t   count = (int32_t)(d.fields.len / sizeof(*fields));
    for (int32_t i = 0; !status && i < count; i++)
        fields[i].name = (char *)d.names.data + (size_t)fields[i].name;
    if (!status) status = lt_schema_open(out, mem, fields, count, err);
    lt_buf_clear(&d.names);
    lt_buf_clear(&d.fields);
    return status;
}

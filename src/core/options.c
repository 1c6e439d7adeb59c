#include "core/options.h"

#include "core/nearest.h"
#include "core/number.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

/* The name, its NUL, the text and its NUL are one block. */
struct lt_options_item {
    char  *name;
    char  *text;
    size_t text_len;
    size_t bytes;
};

/* ---- the set ---- */

static struct lt_options_item *find(const lt_options *o, const char *name)
{
    for (size_t i = 0; i < o->count; i++)
        if (strcasecmp(o->items[i].name, name) == 0) return &o->items[i];
    return NULL;
}

static lt_status make_item(struct lt_options_item *out, lt_mem *mem, const char *name,
                           const char *text, size_t text_len, lt_error *err)
{
    size_t name_len = strlen(name), bytes;
    if (__builtin_add_overflow(name_len + 2, text_len, &bytes)) bytes = SIZE_MAX;
    char *block = lt_mem_zeroed(mem, bytes, 1);
    if (!block) return lt_mem_refused(mem, bytes, "an option", err);
    memcpy(block, name, name_len + 1);
    if (text_len) memcpy(block + name_len + 1, text, text_len);
    *out = (struct lt_options_item){block, block + name_len + 1, text_len, bytes};
    return LT_OK;
}

static lt_status make_room(lt_options *o, lt_error *err)
{
    if (o->count < o->cap) return LT_OK;
    size_t                  cap = o->cap ? 2 * o->cap : 8, item = sizeof(struct lt_options_item);
    struct lt_options_item *moved = lt_mem_resize(o->mem, o->items, o->cap * item, cap * item);
    if (!moved) return lt_mem_refused(o->mem, cap * item, "options", err);
    o->items = moved;
    o->cap = cap;
    return LT_OK;
}

lt_status lt_options_put(lt_options *o, const char *name, const char *text, size_t text_len,
                         lt_error *err)
{
    struct lt_options_item made = {0}, *old = find(o, name);
    if (!*name) return LT_FAIL(err, LT_EINVAL, "an option without a name");
    if (text_len && memchr(text, 0, text_len))
        return LT_FAIL(err, LT_EINVAL, "option %s has a NUL byte in its value", name);

    LT_TRY(make_item(&made, o->mem, name, text, text_len, err));
    if (old) {
        lt_mem_free(o->mem, old->name, old->bytes);
        *old = made;
        return LT_OK;
    }
    lt_status status = make_room(o, err);
    if (status)
        lt_mem_free(o->mem, made.name, made.bytes);
    else
        o->items[o->count++] = made;
    return status;
}

void lt_options_clear(lt_options *o)
{
    for (size_t i = 0; i < o->count; i++) lt_mem_free(o->mem, o->items[i].name, o->items[i].bytes);
    lt_mem_free(o->mem, o->items, o->cap * sizeof(*o->items));
    *o = (lt_options){.mem = o->mem};
}

const char *lt_options_find(const lt_options *o, const char *name)
{
    struct lt_options_item *item = o ? find(o, name) : NULL;
    return item ? item->text : NULL;
}

const char *lt_options_name(const lt_options *o, size_t k) { return o->items[k].name; }
const char *lt_options_value(const lt_options *o, size_t k) { return o->items[k].text; }

/* ---- the table ---- */

static const lt_option_spec *spec_of(const lt_option_table *t, const char *name)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcasecmp(t->specs[i].name, name) == 0) return &t->specs[i];
    return NULL;
}

/* Index of the word in "a|b|c", or -1. */
static int choice_of(const char *choices, const char *word)
{
    size_t len = strlen(word);
    int    index = 0;
    for (const char *p = choices;; index++) {
        size_t n = strcspn(p, "|");
        if (n == len && strncasecmp(p, word, n) == 0) return index;
        if (p[n] == 0) return -1;
        p += n + 1;
    }
}

/* What the type is called in "… is not …"; NULL when the text reads as it. */
static const char *mismatch(const lt_option_spec *s, const char *text)
{
    size_t  n = strlen(text);
    bool    yes;
    int64_t number;
    double  real;
    switch (s->type) {
    case LT_OPTION_BOOL: return lt_parse_bool(text, n, &yes) ? NULL : "true or false";
    case LT_OPTION_INT: return lt_parse_i64(text, n, &number) ? NULL : "a whole number";
    case LT_OPTION_SIZE: return lt_parse_size(text, n, &number) ? NULL : "a size";
    case LT_OPTION_FLOAT: return lt_parse_f64(text, n, &real) ? NULL : "a number";
    case LT_OPTION_CHOICE: return choice_of(s->choices, text) >= 0 ? NULL : "one of its choices";
    case LT_OPTION_TEXT: break;
    }
    return NULL;
}

static const char *spec_name(const void *context, size_t i)
{
    return ((const lt_option_table *)context)->specs[i].name;
}

static lt_status unknown(const lt_option_table *t, const char *name, lt_error *err)
{
    lt_status   status = LT_FAIL(err, LT_EUSAGE, "%s has no option \"%s\"", t->what, name);
    const char *near = lt_nearest_of(name, spec_name, t, t->count);
    if (near) {
        lt_error_hint(err, "did you mean %s?", near);
        return status;
    }
    char   list[400];
    size_t len = 0;
    for (size_t i = 0; i < t->count; i++) {
        size_t n = strlen(t->specs[i].name);
        if (len + n + 3 > sizeof(list)) break;
        list[len++] = ' ';
        memcpy(list + len, t->specs[i].name, n);
        len += n;
    }
    list[len] = 0;
    if (len) lt_error_hint(err, "the options are:%s", list);
    return status;
}

lt_status lt_options_check(const lt_options *o, const lt_option_table *t, lt_error *err)
{
    for (size_t i = 0; i < o->count; i++) {
        const struct lt_options_item *item = &o->items[i];
        const lt_option_spec         *s = spec_of(t, item->name);
        if (!s) return unknown(t, item->name, err);
        const char *wanted = mismatch(s, item->text);
        if (!wanted) continue;
        lt_status status = LT_FAIL(err, LT_EUSAGE, "option %s of %s: \"%s\" is not %s", s->name,
                                   t->what, item->text, wanted);
        if (s->type == LT_OPTION_CHOICE) lt_error_hint(err, "the choices are %s", s->choices);
        if (s->type == LT_OPTION_SIZE)
            lt_error_hint(err, "write a size such as 512MB, 2GiB or 4096");
        return status;
    }
    return LT_OK;
}

/* The text that holds for name: the given one, else the fallback, else NULL. */
static const char *value_of(const lt_options *o, const lt_option_table *t, const char *name,
                            lt_option_type type, const lt_option_spec **spec)
{
    *spec = spec_of(t, name);
    assert(*spec && (*spec)->type == type);
    const char *text = lt_options_find(o, name);
    return text ? text : (*spec)->fallback;
}

bool lt_options_bool(const lt_options *o, const lt_option_table *t, const char *name)
{
    const lt_option_spec *s;
    bool                  value = false;
    const char           *text = value_of(o, t, name, LT_OPTION_BOOL, &s);
    return text && lt_parse_bool(text, strlen(text), &value) && value;
}

int64_t lt_options_int(const lt_options *o, const lt_option_table *t, const char *name)
{
    const lt_option_spec *s;
    int64_t               value = 0;
    const char           *text = value_of(o, t, name, LT_OPTION_INT, &s);
    return text && lt_parse_i64(text, strlen(text), &value) ? value : 0;
}

int64_t lt_options_size(const lt_options *o, const lt_option_table *t, const char *name)
{
    const lt_option_spec *s;
    int64_t               value = 0;
    const char           *text = value_of(o, t, name, LT_OPTION_SIZE, &s);
    return text && lt_parse_size(text, strlen(text), &value) ? value : 0;
}

int lt_options_choice(const lt_options *o, const lt_option_table *t, const char *name)
{
    const lt_option_spec *s;
    const char           *text = value_of(o, t, name, LT_OPTION_CHOICE, &s);
    return text ? choice_of(s->choices, text) : -1;
}

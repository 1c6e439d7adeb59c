#include "column/types.h"

#include "core/mem.h"
#include "core/nearest.h"

#include <ctype.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name, *spark;
    size_t      bytes;
} types[LT_TYPE_COUNT] = {
#define LT_TYPE_ROW(id, name, spark, c, bytes, arrow) [LT_##id] = {name, spark, bytes},
    LT_TYPE_LIST(LT_TYPE_ROW)
#undef LT_TYPE_ROW
};

/* Other spellings that Spark SQL accepts. */
static const struct {
    const char *word;
    lt_type_id  id;
} aliases[] = {
    {"byte", LT_I8},         {"short", LT_I16},  {"integer", LT_I32},
    {"long", LT_I64},        {"real", LT_F32},   {"dec", LT_DECIMAL},
    {"numeric", LT_DECIMAL}, {"str", LT_STRING}, {"timestamp_ltz", LT_TIMESTAMP},
};

size_t lt_type_bytes(lt_type t) { return types[t.id].bytes; }

/* ---- types made of others ---- */

/* Newest first; never shortened, so that readers need no lock. */
static const lt_type_inner *_Atomic made;
static pthread_mutex_t              making = PTHREAD_MUTEX_INITIALIZER;

static const lt_type_inner *find_list(lt_type element)
{
    const lt_type_inner *t = atomic_load_explicit(&made, memory_order_acquire);
    while (t && !(t->id == LT_LIST && lt_type_same(t->parts[0], element))) t = t->next;
    return t;
}

static const lt_type_inner *make_list(lt_type element)
{
    pthread_mutex_lock(&making);
    const lt_type_inner *found = find_list(element);
    lt_type_inner       *t = NULL;
    if (!found) t = lt_mem_forever(sizeof(*t) + sizeof(t->parts[0]));
    if (t) {
        t->id = LT_LIST;
        t->depth = (uint8_t)(element.inner ? element.inner->depth + 1 : 1);
        t->count = 1;
        t->parts[0] = element;
        t->next = atomic_load_explicit(&made, memory_order_relaxed);
        atomic_store_explicit(&made, t, memory_order_release);
    }
    pthread_mutex_unlock(&making);
    return found ? found : t;
}

lt_status lt_type_list(lt_type *out, lt_type element, lt_error *err)
{
    if (element.inner && element.inner->depth >= LT_TYPE_DEPTH)
        return LT_FAIL(err, LT_ELIMIT, "lists in lists go %d levels deep at most", LT_TYPE_DEPTH);
    const lt_type_inner *inner = find_list(element);
    if (!inner) inner = make_list(element);
    if (!inner) return LT_FAIL(err, LT_ENOMEM, "no memory for a type");
    *out = (lt_type){.id = LT_LIST, .inner = inner};
    return LT_OK;
}

/* ---- names ---- */

static const char *word_of(lt_type t, bool spark)
{
    return spark ? types[t.id].spark : types[t.id].name;
}

/* The text has room for LT_TYPE_DEPTH levels. */
static const char *name_of(lt_type_text out, lt_type t, bool spark)
{
    size_t at = 0;
    int    levels = 0;
    for (; t.id == LT_LIST; t = lt_type_element(t), levels++)
        at += (size_t)snprintf(out + at, sizeof(lt_type_text) - at, "%s<", word_of(t, spark));
    if (t.id == LT_DECIMAL)
        at += (size_t)snprintf(out + at, sizeof(lt_type_text) - at, "%s(%d,%d)", word_of(t, spark),
                               t.precision, t.scale);
    else
        at += (size_t)snprintf(out + at, sizeof(lt_type_text) - at, "%s", word_of(t, spark));
    for (; levels > 0; levels--) out[at++] = '>';
    out[at] = 0;
    return out;
}

const char *lt_type_name(lt_type_text out, lt_type t) { return name_of(out, t, false); }
const char *lt_type_spark(lt_type_text out, lt_type t) { return name_of(out, t, true); }

/* ---- reading ---- */

static int find_word(const char *word, size_t len)
{
    for (int i = 0; i < LT_TYPE_COUNT; i++) {
        if (strlen(types[i].name) == len && !strncasecmp(types[i].name, word, len)) return i;
        if (strlen(types[i].spark) == len && !strncasecmp(types[i].spark, word, len)) return i;
    }
    for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++)
        if (strlen(aliases[i].word) == len && !strncasecmp(aliases[i].word, word, len))
            return (int)aliases[i].id;
    return -1;
}

/* Reads " ( 12 , 3 )" up to the end of text. */
static bool parse_digits(const char *text, size_t len, int *precision, int *scale)
{
    char copy[32];
    int  end = -1;
    if (len >= sizeof(copy)) return false;
    memcpy(copy, text, len);
    copy[len] = 0;
    if (strchr(copy, '+')) return false;
    *scale = 0;
    if (sscanf(copy, " ( %2d , %2d ) %n", precision, scale, &end) == 2 && end == (int)len)
        return true;
    end = -1;
    *scale = 0;
    return sscanf(copy, " ( %2d ) %n", precision, &end) == 1 && end == (int)len;
}

static const char *type_name(const void *none, size_t i)
{
    (void)none;
    return types[i].name;
}

static lt_status no_type(const char *text, size_t len, lt_error *err)
{
    char word[64];
    if (len >= sizeof(word)) len = sizeof(word) - 1;
    memcpy(word, text, len);
    word[len] = 0;
    lt_fail(err, LT_EPARSE, LT_HERE, "\"%s\" is not a type", word);
    const char *near = lt_nearest_of(word, type_name, NULL, LT_TYPE_COUNT);
    if (near)
        lt_error_hint(err, "did you mean \"%s\"?", near);
    else
        lt_error_hint(err,
                      "types are bool, int8, int16, int32, int64, float32, float64, "
                      "decimal(p,s), string, binary, date, timestamp, timestamp_ntz, list<type>");
    return LT_EPARSE;
}

static lt_status parse_decimal(lt_type *out, const char *text, size_t len, size_t word,
                               lt_error *err)
{
    int precision = 10, scale = 0;
    if (word < len && !parse_digits(text + word, len - word, &precision, &scale))
        return LT_FAIL(err, LT_EPARSE, "\"%.*s\" is not a decimal(precision, scale)",
                       (int)(len < 64 ? len : 64), text);
    if (precision < 1 || precision > LT_DECIMAL_MAX || scale < 0 || scale > precision)
        return LT_FAIL(
            err, LT_EPARSE,
            "decimal(%d,%d): the precision must be 1 to %d and the scale 0 to the precision",
            precision, scale, LT_DECIMAL_MAX);
    *out = lt_decimal(precision, scale);
    return LT_OK;
}

static void trim(const char **text, size_t *len)
{
    while (*len && isspace((unsigned char)**text)) ++*text, --*len;
    while (*len && isspace((unsigned char)(*text)[*len - 1])) --*len;
}

/* Where the word at the beginning of text ends, and which type it names; -1: none. */
static int head_of(const char *text, size_t len, size_t *word)
{
    *word = 0;
    while (*word < len && (isalnum((unsigned char)text[*word]) || text[*word] == '_')) ++*word;
    return find_word(text, *word);
}

static lt_status bad_list(const char *text, size_t len, lt_error *err)
{
    lt_fail(err, LT_EPARSE, LT_HERE, "\"%.*s\" does not say what the list holds",
            (int)(len < 64 ? len : 64), text);
    lt_error_hint(err, "write list<int32>, or array<int> as in Spark");
    return LT_EPARSE;
}

lt_status lt_type_parse(lt_type *out, const char *text, size_t len, lt_error *err)
{
    int    levels = 0, id;
    size_t word;
    for (;; levels++) { /* into list< … > */
        trim(&text, &len);
        id = head_of(text, len, &word);
        if (id != LT_LIST) break;
        const char *rest = text + word;
        size_t      left = len - word;
        trim(&rest, &left);
        if (left < 3 || rest[0] != '<' || rest[left - 1] != '>') return bad_list(text, len, err);
        if (levels == LT_TYPE_DEPTH)
            return LT_FAIL(err, LT_ELIMIT, "lists in lists go %d levels deep at most",
                           LT_TYPE_DEPTH);
        text = rest + 1;
        len = left - 2;
    }
    if (id < 0 || (word < len && id != LT_DECIMAL)) return no_type(text, len, err);
    lt_type made_of = {.id = (uint8_t)id};
    if (id == LT_DECIMAL) LT_TRY(parse_decimal(&made_of, text, len, word, err));
    for (; levels > 0; levels--) LT_TRY(lt_type_list(&made_of, made_of, err));
    *out = made_of;
    return LT_OK;
}

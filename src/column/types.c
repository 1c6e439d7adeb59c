#include "column/types.h"

#include "core/nearest.h"

#include <ctype.h>
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

static const char *name_of(lt_type_text out, lt_type t, const char *word)
{
    if (t.id == LT_DECIMAL)
        snprintf(out, sizeof(lt_type_text), "%s(%d,%d)", word, t.precision, t.scale);
    else
        snprintf(out, sizeof(lt_type_text), "%s", word);
    return out;
}

const char *lt_type_name(lt_type_text out, lt_type t) { return name_of(out, t, types[t.id].name); }
const char *lt_type_spark(lt_type_text out, lt_type t)
{
    return name_of(out, t, types[t.id].spark);
}

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
        lt_error_hint(err, "types are bool, int8, int16, int32, int64, float32, float64, "
                           "decimal(p,s), string, binary, date, timestamp, timestamp_ntz");
    return LT_EPARSE;
}

lt_status lt_type_parse(lt_type *out, const char *text, size_t len, lt_error *err)
{
    while (len && isspace((unsigned char)*text)) text++, len--;
    while (len && isspace((unsigned char)text[len - 1])) len--;
    size_t word = 0;
    while (word < len && (isalnum((unsigned char)text[word]) || text[word] == '_')) word++;

    int id = find_word(text, word);
    int precision = 10, scale = 0;
    if (id < 0 || (word < len && id != LT_DECIMAL)) return no_type(text, len, err);
    if (word < len && !parse_digits(text + word, len - word, &precision, &scale))
        return LT_FAIL(err, LT_EPARSE, "\"%.*s\" is not a decimal(precision, scale)",
                       (int)(len < 64 ? len : 64), text);
    if (id == LT_DECIMAL &&
        (precision < 1 || precision > LT_DECIMAL_MAX || scale < 0 || scale > precision))
        return LT_FAIL(
            err, LT_EPARSE,
            "decimal(%d,%d): the precision must be 1 to %d and the scale 0 to the precision",
            precision, scale, LT_DECIMAL_MAX);
    *out = (lt_type){.id = (uint8_t)id};
    if (id == LT_DECIMAL) *out = lt_decimal(precision, scale);
    return LT_OK;
}

/* csv_options.c — the words of read_csv and write_csv; Spark's spellings are accepted too. */
#include "format/csv.h"

#include "core/nearest.h"
#include "core/number.h"

#include <string.h>
#include <strings.h>

enum {
    DEFAULT_PART = 1 << 19, /* what is read stays in a core's own cache until it is values */
    DEFAULT_RECORD = 16 << 20,
    DEFAULT_SAMPLE = 1 << 20,
    LEAST_PART = 64,
    MOST_PART = 1 << 28
};

typedef struct word {
    const char *name;
    lt_status (*set)(lt_csv_options *o, const char *name, const char *value, lt_error *err);
    bool read, write;
} word;

static lt_status bad_value(const char *name, const char *value, const char *want, lt_error *err)
{
    lt_fail(err, LT_EUSAGE, LT_HERE, "%s = \"%s\" is not %s", name, value, want);
    return LT_EUSAGE;
}

static lt_status read_bool(bool *out, const char *name, const char *value, lt_error *err)
{
    static const char *const yes[] = {"true", "yes", "on", "1"}, *const no[] = {"false", "no",
                                                                                "off", "0"};
    for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
        if (strcasecmp(value, yes[i]) == 0) return *out = true, LT_OK;
        if (strcasecmp(value, no[i]) == 0) return *out = false, LT_OK;
    }
    return bad_value(name, value, "true or false", err);
}

static lt_status read_bytes(int64_t *out, int64_t least, int64_t most, const char *name,
                            const char *value, lt_error *err)
{
    int64_t n;
    if (!lt_parse_i64(value, strlen(value), &n) || n < least || n > most) {
        bad_value(name, value, "a number of bytes in range", err);
        lt_error_hint(err, "from %lld to %lld", (long long)least, (long long)most);
        return LT_EUSAGE;
    }
    *out = n;
    return LT_OK;
}

/* One byte, or \t by its name. */
static lt_status read_byte(uint8_t *out, const char *name, const char *value, lt_error *err)
{
    if (strcmp(value, "\\t") == 0 || strcasecmp(value, "tab") == 0) value = "\t";
    if (strlen(value) != 1 || *value == '\n' || *value == '\r' || (uint8_t)*value >= 0x80)
        return bad_value(name, value, "one ASCII character", err);
    *out = (uint8_t)*value;
    return LT_OK;
}

lt_status lt_csv_types_check(const lt_schema *schema, lt_error *err)
{
    lt_type_text type;
    for (int32_t i = 0; i < schema->count; i++) {
        const lt_field *f = &schema->fields[i];
        if (!lt_type_is_list(f->type)) continue;
        lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "column \"%s\" is a %s, and CSV cannot hold lists",
                f->name, lt_type_name(type, f->type));
        lt_error_hint(err, "CSV has texts: array_join(%s, ',') makes one of a list", f->name);
        return LT_EUNSUPPORTED;
    }
    return LT_OK;
}

/* ---- one function a word ---- */

#define SET(what)                                                                       \
    static lt_status set_##what(lt_csv_options *o, const char *name, const char *value, \
                                lt_error *err)

SET(delimiter)
{
    o->sniff = false;
    return read_byte(&o->dialect.delimiter, name, value, err);
}

SET(quote)
{
    o->dialect.has_quote = *value != 0;
    return *value ? read_byte(&o->dialect.quote, name, value, err) : LT_OK;
}

SET(escape)
{
    o->dialect.has_escape = *value != 0;
    return *value ? read_byte(&o->dialect.escape, name, value, err) : LT_OK;
}

SET(comment)
{
    o->dialect.has_comment = *value != 0;
    return *value ? read_byte(&o->dialect.comment, name, value, err) : LT_OK;
}

SET(header) { return read_bool(&o->header, name, value, err); }
SET(infer) { return read_bool(&o->infer, name, value, err); }
SET(quote_all) { return read_bool(&o->quote_all, name, value, err); }
SET(guard) { return read_bool(&o->guard_formulas, name, value, err); }
SET(reference) { return read_bool(&o->reference, name, value, err); }

SET(part) { return read_bytes(&o->part_bytes, LEAST_PART, MOST_PART, name, value, err); }
SET(sample) { return read_bytes(&o->sample_bytes, LEAST_PART, MOST_PART, name, value, err); }
SET(record) { return read_bytes(&o->max_record_bytes, 1, 1 << 30, name, value, err); }

SET(null)
{
    (void)name;
    o->null_text.len = 0;
    LT_TRY(lt_buf_text(&o->null_text, value, err));
    return lt_buf_terminate(&o->null_text, err);
}

SET(schema)
{
    (void)name;
    lt_schema_release(o->schema);
    o->schema = NULL;
    LT_TRY(lt_schema_parse(&o->schema, o->null_text.mem, value, strlen(value), err));
    return lt_csv_types_check(o->schema, err);
}

SET(read_mode)
{
    static const char *const names[] = {"permissive", "failfast", "dropmalformed"};
    for (int i = 0; i < 3; i++)
        if (strcasecmp(value, names[i]) == 0) return o->mode = (lt_csv_mode)i, LT_OK;
    return bad_value(name, value, "permissive, failfast or dropmalformed", err);
}

/* Kept by the caller, who opened the target by it. */
SET(nothing)
{
    (void)o, (void)name, (void)value, (void)err;
    return LT_OK;
}

SET(always)
{
    bool on;
    (void)o;
    return read_bool(&on, name, value, err);
}

SET(encoding)
{
    (void)o;
    if (strcasecmp(value, "utf-8") == 0 || strcasecmp(value, "utf8") == 0 ||
        strcasecmp(value, "us-ascii") == 0 || strcasecmp(value, "ascii") == 0)
        return LT_OK;
    lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "%s = \"%s\" is not supported", name, value);
    lt_error_hint(err, "convert the file first: iconv -f %s -t UTF-8", value);
    return LT_EUNSUPPORTED;
}

static const word words[] = {
    {"delimiter", set_delimiter, true, true},  {"sep", set_delimiter, true, true},
    {"quote", set_quote, true, true},          {"escape", set_escape, true, false},
    {"comment", set_comment, true, false},     {"header", set_header, true, true},
    {"infer", set_infer, true, false},         {"inferSchema", set_infer, true, false},
    {"infer_schema", set_infer, true, false},  {"schema", set_schema, true, false},
    {"mode", set_read_mode, true, false},      {"mode", set_nothing, false, true},
    {"null_value", set_null, true, true},      {"nullValue", set_null, true, true},
    {"encoding", set_encoding, true, true},    {"charset", set_encoding, true, true},
    {"multiLine", set_always, true, false},    {"part_bytes", set_part, true, false},
    {"sample_bytes", set_sample, true, false}, {"max_record", set_record, true, false},
    {"reference", set_reference, true, false}, {"quote_all", set_quote_all, false, true},
    {"quoteAll", set_quote_all, false, true},  {"guard_formulas", set_guard, false, true},
};
enum { WORDS = sizeof(words) / sizeof(*words) };

const char *lt_csv_option(bool writing, int32_t i)
{
    for (int k = 0; k < WORDS; k++)
        if ((writing ? words[k].write : words[k].read) && i-- == 0) return words[k].name;
    return NULL;
}

static lt_status unknown(const char *name, bool writing, lt_error *err)
{
    const char *names[WORDS];
    for (int i = 0; i < WORDS; i++)
        names[i] = (writing ? words[i].write : words[i].read) ? words[i].name : NULL;
    const char *near = lt_nearest(name, names, WORDS);
    lt_fail(err, LT_EUSAGE, LT_HERE, "%s has no option \"%s\"", writing ? "write_csv" : "read_csv",
            name);
    if (near) lt_error_hint(err, "did you mean %s?", near);
    return LT_EUSAGE;
}

static lt_status take(lt_csv_options *o, const lt_option *option, bool writing, lt_error *err)
{
    for (int i = 0; i < WORDS; i++)
        if ((writing ? words[i].write : words[i].read) &&
            strcasecmp(words[i].name, option->name) == 0)
            return words[i].set(o, words[i].name, option->value ? option->value : "", err);
    return unknown(option->name, writing, err);
}

static lt_status check_dialect(const lt_csv_dialect *d, lt_error *err)
{
    if (d->has_quote && d->quote == d->delimiter)
        return LT_FAIL(err, LT_EUSAGE, "quote and delimiter are both \"%c\"", d->quote);
    if (d->has_escape && d->escape == d->delimiter)
        return LT_FAIL(err, LT_EUSAGE, "escape and delimiter are both \"%c\"", d->escape);
    if (d->has_comment && d->comment == d->delimiter)
        return LT_FAIL(err, LT_EUSAGE, "comment and delimiter are both \"%c\"", d->comment);
    return LT_OK;
}

static lt_status read_all(lt_csv_options *out, lt_mem *mem, const lt_option *options, int32_t count,
                          bool writing, lt_error *err)
{
    *out = (lt_csv_options){
        .dialect = {.delimiter = ',', .quote = '"', .has_quote = true},
        .sniff = true,
        .header = true,
        .infer = true,
        .null_text.mem = mem,
        .part_bytes = DEFAULT_PART,
        .max_record_bytes = DEFAULT_RECORD,
        .sample_bytes = DEFAULT_SAMPLE,
    };
    LT_TRY(lt_buf_terminate(&out->null_text, err));
    for (int32_t i = 0; i < count; i++) LT_TRY(take(out, &options[i], writing, err));
    /* Doubling the quote is what the format does anyway. */
    if (out->dialect.has_escape && out->dialect.has_quote &&
        out->dialect.escape == out->dialect.quote)
        out->dialect.has_escape = false;
    return check_dialect(&out->dialect, err);
}

lt_status lt_csv_read_options(lt_csv_options *out, lt_mem *mem, const lt_option *options,
                              int32_t count, lt_error *err)
{
    return read_all(out, mem, options, count, false, err);
}

lt_status lt_csv_write_options(lt_csv_options *out, lt_mem *mem, const lt_option *options,
                               int32_t count, lt_error *err)
{
    LT_TRY(read_all(out, mem, options, count, true, err));
    if (!out->dialect.has_quote)
        return LT_FAIL(err, LT_EUSAGE, "write_csv needs a quote: fields may hold delimiters");
    return LT_OK;
}

void lt_csv_options_clear(lt_csv_options *o)
{
    lt_schema_release(o->schema);
    o->schema = NULL;
    lt_buf_clear(&o->null_text);
}

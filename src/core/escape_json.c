#include "core/escape.h"

#include "core/escape_piece.h"
#include "core/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The letter after the backslash, or 0. */
static char short_form(int32_t code)
{
    switch (code) {
    case '"': return '"';
    case '\\': return '\\';
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return 0;
    }
}

static size_t escaped(char out[16], int32_t code)
{
    char letter = short_form(code);
    if (letter) {
        out[0] = '\\';
        out[1] = letter;
        return 2;
    }
    if (code < 0x10000) return (size_t)snprintf(out, 16, "\\u%04x", (unsigned)code & 0xFFFF);
    unsigned rest = (unsigned)code - 0x10000;
    return (size_t)snprintf(out, 16, "\\u%04x\\u%04x", 0xD800 | (rest >> 10 & 0x3FF),
                            0xDC00 | (rest & 0x3FF));
}

/* Bytes at p that a JSON string holds as they are. */
static size_t plain_run(const char *p, const char *end)
{
    const char *from = p;
    while (p < end && *p >= 0x20 && *p != '"' && *p != '\\' && *p != 0x7F) {
        if ((unsigned char)*p >= 0x80) break;
        p++;
    }
    return (size_t)(p - from);
}

/* Moves *p past one code point and appends its form. */
static lt_status add_code(lt_buf *out, const char **p, const char *end, lt_error *err)
{
    int32_t code;
    char    text[16];
    *p += lt_utf8_next(*p, (size_t)(end - *p), &code);
    bool   as_is = code < 0 || (lt_is_showable(code) && !short_form(code));
    size_t len = as_is ? lt_utf8_put(text, code) : escaped(text, code);
    return lt_buf_add(out, text, len, err);
}

static lt_status add_string(lt_buf *out, const char *p, const char *end, lt_error *err)
{
    lt_status status = lt_buf_add(out, "\"", 1, err);
    while (status == LT_OK && p < end) {
        size_t run = plain_run(p, end);
        status = run ? lt_buf_add(out, p, run, err) : add_code(out, &p, end, err);
        p += run;
    }
    return status ? status : lt_buf_add(out, "\"", 1, err);
}

lt_status lt_json_string(lt_buf *out, const char *p, size_t n, lt_error *err)
{
    size_t    before = out->len;
    lt_status status = add_string(out, p, n ? p + n : p, err);
    if (status) out->len = before;
    return status;
}

lt_status lt_json_f64(lt_buf *out, double value, lt_error *err)
{
    char   text[LT_F64_TEXT];
    size_t len = lt_print_f64_plain(text, value);
    if (!isfinite(value)) return lt_json_string(out, text, len, err);
    return lt_buf_add(out, text, len, err);
}

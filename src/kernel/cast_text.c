/* cast_text.c — strings to values and values to strings.
 *
 * Source   Spark 4 UTF8String.toLong, Cast.castToString; blanks around are trimmed (any byte
 *          up to 0x20)
 */
#include "core/civil.h"
#include "core/escape.h"
#include "core/number.h"
#include "core/zone.h"
#include "kernel/cast.h"
#include "kernel/decimal.h"

#include <string.h>
#include <strings.h>

typedef struct piece {
    const char *p;
    size_t      n;
} piece;

static piece trimmed(const lt_view *v)
{
    piece t = {(const char *)lt_view_bytes(v), (size_t)v->len};
    while (t.n && (uint8_t)t.p[0] <= ' ') t.p++, t.n--;
    while (t.n && (uint8_t)t.p[t.n - 1] <= ' ') t.n--;
    return t;
}

static bool is_word(piece t, const char *word)
{
    return strlen(word) == t.n && strncasecmp(t.p, word, t.n) == 0;
}

static bool parse_bool(piece t, bool *out)
{
    static const char *const words[2][5] = {{"f", "false", "n", "no", "0"},
                                            {"t", "true", "y", "yes", "1"}};
    for (int on = 0; on < 2; on++)
        for (int i = 0; i < 5; i++)
            if (is_word(t, words[on][i])) {
                *out = on;
                return true;
            }
    return false;
}

static bool parse_int(void *slot, piece t, lt_type_id id)
{
    int64_t v;
    if (!lt_parse_i64(t.p, t.n, &v)) return false;
    switch (id) {
    case LT_I8: return (*(int8_t *)slot = (int8_t)v) == v;
    case LT_I16: return (*(int16_t *)slot = (int16_t)v) == v;
    case LT_I32: return (*(int32_t *)slot = (int32_t)v) == v;
    default: *(int64_t *)slot = v; return true;
    }
}

/* Java also takes a type suffix and a bare dot: "1.", ".5", "1d", "2F". */
static bool parse_loose(piece t, double *out)
{
    char text[64];
    if (t.n && strchr("dDfF", t.p[t.n - 1])) t.n--;
    if (lt_parse_f64(t.p, t.n, out)) return true;
    const char *dot = memchr(t.p, '.', t.n);
    if (!dot || t.n < 2 || t.n > sizeof(text) - 3) return false;
    /* a digit is put on either side of the dot; neither changes the value */
    size_t before = (size_t)(dot - t.p), after = t.n - before - 1;
    bool   digits =
        (before && (uint8_t)(dot[-1] - '0') < 10) || (after && (uint8_t)(dot[1] - '0') < 10);
    if (!digits) return false;
    bool behind = before && (uint8_t)(dot[-1] - '0') < 10; /* "1." or "1.e5" */
    memcpy(text, t.p, before);
    text[before] = behind ? '.' : '0';
    text[before + 1] = behind ? '0' : '.';
    memcpy(text + before + 2, dot + 1, after);
    return lt_parse_f64(text, before + 2 + after, out);
}

static bool parse_float(void *slot, piece t, lt_type_id id)
{
    double d;
    float  f;
    if (id == LT_F32 && lt_parse_f32(t.p, t.n, &f)) {
        *(float *)slot = f;
        return true;
    }
    if (!(lt_parse_f64(t.p, t.n, &d) || lt_parse_f64_words(t.p, t.n, &d) || parse_loose(t, &d)))
        return false;
    if (id == LT_F32)
        *(float *)slot = (float)d;
    else
        *(double *)slot = d;
    return true;
}

/* More digits than 38 may still fit after rounding: the places past the scale are cut to one,
 * with a last 1 for what was cut. */
static bool parse_decimal(void *slot, piece t, lt_type to)
{
    lt_i128 v;
    int     precision, scale;
    if (lt_parse_decimal(t.p, t.n, &v, &precision, &scale))
        return lt_decimal_rescale(slot, v, scale, to.scale, to.precision, LT_HALF_UP);
    const char *dot = memchr(t.p, '.', t.n);
    size_t      keep = dot ? (size_t)(dot - t.p) + 2 + to.scale : 0;
    if (!dot || keep >= t.n || memchr(t.p, 'e', t.n) || memchr(t.p, 'E', t.n)) return false;
    for (size_t i = keep; i < t.n; i++)
        if ((uint8_t)(t.p[i] - '0') > 9) return false;
    return lt_parse_decimal(t.p, keep, &v, &precision, &scale) &&
           lt_decimal_rescale(slot, v, scale, to.scale, to.precision, LT_HALF_UP);
}

static bool parse_ntz(int64_t *slot, piece t)
{
    lt_timestamp_text text;
    if (!lt_parse_timestamp(t.p, t.n, &text)) return false;
    *slot = text.local_us; /* a zone in the text does not move a wall clock */
    return true;
}

static bool parse_cell(const lt_call *call, lt_column *out, int32_t row)
{
    piece          t = trimmed((const lt_view *)call->args[0]->values + row);
    const lt_zone *zone = call->zone ? call->zone : lt_zone_utc();
    void          *slot = (uint8_t *)out->values + (size_t)row * lt_type_bytes(out->type);
    bool           on;
    switch ((lt_type_id)out->type.id) {
    case LT_BOOL:
        if (!parse_bool(t, &on)) return false;
        lt_bit_put(out->values, row, on);
        return true;
    case LT_F32:
    case LT_F64: return parse_float(slot, t, out->type.id);
    case LT_DECIMAL: return parse_decimal(slot, t, out->type);
    case LT_DATE: return lt_parse_date(t.p, t.n, slot);
    case LT_TIMESTAMP: return lt_zone_parse_timestamp(zone, t.p, t.n, slot);
    case LT_TIMESTAMP_NTZ: return parse_ntz(slot, t);
    default: return parse_int(slot, t, out->type.id);
    }
}

lt_status lt_cast_parse(const lt_call *call, lt_column *out, lt_error *err)
{
    for (int32_t i = 0; i < call->rows; i++)
        if (lt_cast_wanted(call, i) && !parse_cell(call, out, i))
            LT_TRY(lt_cast_bad(call, out, i, err));
    return LT_OK;
}

/* ---- to text ---- */

typedef char cell_text[LT_DECIMAL_TEXT + LT_TIMESTAMP_TEXT];

static size_t print_time(char *text, const lt_call *call, lt_value v)
{
    if (v.type.id == LT_DATE) return lt_print_date(text, (int32_t)v.i);
    if (v.type.id == LT_TIMESTAMP && call->zone)
        return lt_zone_print_timestamp(call->zone, text, v.i);
    return lt_print_timestamp(text, v.i);
}

static size_t print_cell(cell_text text, const lt_call *call, int32_t row)
{
    lt_value v = lt_column_value(call->args[0], row);
    switch ((lt_type_id)v.type.id) {
    case LT_BOOL: memcpy(text, v.b ? "true" : "false", 5); return v.b ? 4 : 5;
    case LT_F32: return lt_print_f32(text, (float)v.f);
    case LT_F64: return lt_print_f64(text, v.f);
    case LT_DECIMAL: return lt_print_decimal(text, v.d, v.type.scale);
    case LT_DATE:
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: return print_time(text, call, v);
    default: return lt_print_i64(text, v.i);
    }
}

lt_status lt_cast_print(const lt_call *call, lt_column *out, lt_error *err)
{
    lt_heap   heap = {.mem = call->mem};
    lt_view  *to = out->values;
    lt_status status = LT_OK;
    cell_text text;
    for (int32_t i = 0; !status && i < call->rows; i++)
        if (lt_cast_wanted(call, i))
            status = lt_heap_add(to + i, &heap, text, print_cell(text, call, i), err);
    if (!status) status = lt_heap_give(&heap, out, err);
    lt_heap_clear(&heap);
    return status;
}

lt_status lt_cast_text_to_text(const lt_call *call, lt_column *out, lt_error *err)
{
    const lt_view *from = call->args[0]->values;
    lt_view       *to = out->values;
    bool           check = out->type.id == LT_STRING;
    LT_TRY(lt_column_keep_all(out, call->args[0], err));
    for (int32_t i = 0; i < call->rows; i++) {
        if (!lt_cast_wanted(call, i)) continue;
        if (check &&
            !lt_utf8_valid((const char *)lt_view_bytes(from + i), (size_t)from[i].len, NULL))
            LT_TRY(lt_cast_bad(call, out, i, err));
        else
            to[i] = from[i];
    }
    return LT_OK;
}

/* dates_pattern.c — dates and timestamps from texts and to texts by a pattern.
 *
 * A pattern is compiled when it first comes and again when another one does: a constant once a
 * batch.
 *
 * Source   Spark 4 datetimeExpressions.scala (ToTimestamp, DateFormatClass, FromUnixTime), policy
 *          CORRECTED
 */
#include "core/datetime_pattern.h"
#include "core/zone_alias.h"
#include "kernel/dates.h"

#include <string.h>

#define DEFAULT_PATTERN "yyyy-MM-dd HH:mm:ss"

typedef struct patterns {
    lt_pattern_use use;
    lt_pattern     compiled;
    lt_view        source; /* of what is compiled */
    bool           ready;
    lt_zone_cache  zones;
} patterns;

static lt_status want_pattern(patterns *s, const lt_view *source, lt_error *err)
{
    if (s->ready && s->source.len == source->len &&
        memcmp(lt_view_bytes(&s->source), lt_view_bytes(source), (size_t)source->len) == 0)
        return LT_OK;
    s->ready = false;
    LT_TRY(lt_pattern_compile(&s->compiled, (const char *)lt_view_bytes(source),
                              (size_t)source->len, s->use, err));
    s->source = *source;
    s->ready = true;
    return LT_OK;
}

/* The pattern of a row: argument i, or the default. */
static lt_view pattern_of(const lt_call *call, int i, int32_t row)
{
    if (call->arg_count > i) return *lt_view_at(call->args[i], row);
    return lt_view_of((const uint8_t *)DEFAULT_PATTERN, (int32_t)strlen(DEFAULT_PATTERN));
}

/* ---- reading ---- */

static lt_status misfit(lt_date_cell *c, const lt_view *pattern)
{
    lt_short_text value;
    lt_short(value, c->call->args[0], c->row);
    lt_fail(c->err, LT_EPARSE, LT_HERE, "\"%s\" does not fit the pattern '%.*s'", value,
            (int)pattern->len, (const char *)lt_view_bytes(pattern));
    lt_error_hint(c->err, "%s gives null instead",
                  c->call->result.id == LT_DATE ? "try_to_date" : "try_to_timestamp");
    return LT_EPARSE;
}

static bool to_instant(lt_date_cell *c, const lt_timestamp_text *t, int64_t *us)
{
    const lt_zone *zone = c->call->zone ? c->call->zone : lt_zone_utc();
    patterns      *s = c->state;
    if (t->has_offset)
        return !__builtin_sub_overflow(t->local_us, t->offset_s * LT_US_PER_SECOND, us);
    if (t->zone) {
        size_t      n = t->zone_len;
        const char *name = lt_zone_of_abbreviation(t->zone, &n);
        lt_view     view = lt_view_of((const uint8_t *)name, (int32_t)n);
        if (!lt_date_zone(c, &zone, &s->zones, &view)) return false;
    }
    *us = lt_zone_to_utc(zone, t->local_us);
    return true;
}

static bool read_text(lt_date_cell *c, const lt_view *pattern, int64_t *us)
{
    lt_timestamp_text t;
    const patterns   *s = c->state;
    const lt_view    *v = lt_date_text(c, 0);
    bool fits = lt_pattern_parse(&s->compiled, (const char *)lt_view_bytes(v), (size_t)v->len, &t);
    if (fits && c->call->result.id == LT_TIMESTAMP_NTZ)
        *us = t.local_us; /* a zone in the text does not move a wall clock */
    else if (fits)
        fits = to_instant(c, &t, us);
    if (!fits && !c->hard) c->fault = misfit(c, pattern);
    return fits;
}

static bool parse_cell(lt_date_cell *c)
{
    lt_view pattern = pattern_of(c->call, 1, c->row);
    c->fault = want_pattern(c->state, &pattern, c->hard_err);
    c->hard = c->fault != LT_OK;
    if (c->hard || !read_text(c, &pattern, &c->result)) return false;
    if (c->call->result.id == LT_I64) c->result /= LT_US_PER_SECOND;
    if (c->call->result.id != LT_DATE) return true;
    c->result = lt_days_from_micros(lt_wall_clock(&c->span, c->call, LT_TIMESTAMP, c->result));
    return true;
}

static lt_status parse(const lt_call *call, lt_column **out, const char *name, lt_error *err)
{
    patterns  s = {.use = LT_PATTERN_PARSE, .zones.mem = call->mem};
    lt_status status = lt_date_rows(call, out, parse_cell, &s, name, err);
    lt_zone_cache_close(&s.zones);
    return status;
}

/* A pattern is for texts; without one, and for what is a time already, this is a cast. */
static lt_status parse_or_cast(const lt_call *call, lt_column **out, const char *name,
                               lt_error *err)
{
    lt_call alone = *call;
    alone.arg_count = 1;
    if (call->arg_count > 1 && call->args[0]->type.id == LT_STRING)
        return parse(call, out, name, err);
    return lt_kernel_cast(&alone, out, err);
}

lt_status lt_kernel_to_date(const lt_call *call, lt_column **out, lt_error *err)
{
    return parse_or_cast(call, out, "to_date", err);
}

lt_status lt_kernel_to_timestamp(const lt_call *call, lt_column **out, lt_error *err)
{
    return parse_or_cast(call, out, "to_timestamp", err);
}

/* Seconds are cut towards 1970, and a timestamp_ntz counts as if in UTC: as in Spark. */
static bool seconds_of(lt_date_cell *c)
{
    lt_type_id type = c->call->arg_count ? c->call->args[0]->type.id : LT_TIMESTAMP;
    int64_t    us = c->call->arg_count ? lt_date_long(c, 0) : c->call->now_us;
    if (type == LT_DATE && __builtin_mul_overflow(us, LT_US_PER_DAY, &us)) return false;
    if (type == LT_DATE && c->call->zone) us = lt_zone_to_utc(c->call->zone, us);
    c->result = us / LT_US_PER_SECOND;
    return true;
}

lt_status lt_kernel_unix_timestamp(const lt_call *call, lt_column **out, lt_error *err)
{
    if (call->arg_count && call->args[0]->type.id == LT_STRING)
        return parse(call, out, "unix_timestamp", err);
    return lt_date_rows(call, out, seconds_of, NULL, "unix_timestamp", err);
}

/* ---- writing ---- */

typedef struct writer {
    const lt_call *call;
    patterns       patterns;
    lt_clock_span  span;
    lt_buf         text;
    lt_heap        heap;
    int64_t        unit; /* micros that argument 0 counts */
    const char    *name;
} writer;

static lt_pattern_clock clock_of(writer *w, int64_t us)
{
    const lt_zone   *zone = w->call->zone;
    lt_pattern_clock t = {us, 0, "UTC", "UTC"};
    if (!zone) return t;
    t.local_us = lt_wall_clock(&w->span, w->call, LT_TIMESTAMP, us);
    t.offset_s = w->span.span.offset_s;
    t.abbreviation = w->span.span.abbreviation;
    t.zone = lt_zone_name(zone);
    return t;
}

static lt_status write_row(writer *w, lt_column *made, int32_t row, lt_error *err)
{
    const lt_column *arg = w->call->args[0];
    lt_view          pattern = pattern_of(w->call, 1, row);
    lt_short_text    value;
    int64_t          us = ((const int64_t *)arg->values)[lt_column_slot(arg, row)];
    if (__builtin_mul_overflow(us, w->unit, &us))
        return LT_FAIL(err, LT_EOVERFLOW, "%s(%s) is out of range for timestamp", w->name,
                       lt_short(value, arg, row));
    LT_TRY(want_pattern(&w->patterns, &pattern, err));
    lt_pattern_clock t = clock_of(w, us);
    w->text.len = 0;
    LT_TRY(lt_pattern_print(&w->text, &w->patterns.compiled, &t, err));
    return lt_heap_add((lt_view *)made->values + row, &w->heap, w->text.data, w->text.len, err);
}

static lt_status write(const lt_call *call, lt_column **out, int64_t unit, const char *name,
                       lt_error *err)
{
    writer     w = {.call = call, .text.mem = call->mem, .heap.mem = call->mem, .unit = unit};
    lt_column *made;
    lt_status  status = LT_OK;
    w.name = name;
    LT_TRY(lt_call_result(call, &made, err));
    if (made->values_bytes) memset(made->values, 0, made->values_bytes);
    for (int32_t i = 0; !status && i < call->rows; i++) {
        if (lt_wanted(call, i)) status = write_row(&w, made, i, err);
        if ((i & 0xFFFF) == 0xFFFF && !status) status = lt_cancel_check(call->cancel, err);
    }
    if (!status) status = lt_heap_give(&w.heap, made, err);
    lt_heap_clear(&w.heap);
    lt_buf_clear(&w.text);
    return lt_done(out, made, status);
}

lt_status lt_kernel_date_format(const lt_call *call, lt_column **out, lt_error *err)
{
    return write(call, out, 1, "date_format", err);
}

lt_status lt_kernel_from_unixtime(const lt_call *call, lt_column **out, lt_error *err)
{
    return write(call, out, LT_US_PER_SECOND, "from_unixtime", err);
}

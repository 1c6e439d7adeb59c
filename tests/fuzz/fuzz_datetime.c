/* A datetime pattern and a text, on a line each: whatever compiles must read and print without
 * trouble, and what an interval's text says must read back. */
#include "core/datetime_pattern.h"
#include "plan/interval.h"

#include <stdlib.h>
#include <string.h>

#define DEMAND(claim)          \
    do {                       \
        if (!(claim)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print(const lt_pattern *p, int64_t us)
{
    lt_buf           out = {.mem = lt_mem_default()};
    lt_pattern_clock t = {us, (int32_t)(us % 64801), "Europe/Lisbon", us & 1 ? "WEST" : "+03"};
    DEMAND(lt_pattern_print(&out, p, &t, NULL) == LT_OK);
    DEMAND(out.len <= (size_t)LT_PATTERN_ITEMS * 64 + LT_PATTERN_BYTES);
    lt_buf_clear(&out);
}

static void pattern(const char *p, size_t n, const char *text, size_t len)
{
    lt_pattern        compiled;
    lt_timestamp_text t = {0}, again;
    lt_error          err;
    int64_t           us = 0;
    if (lt_pattern_compile(&compiled, p, n, LT_PATTERN_PARSE, &err) == LT_OK) {
        bool fits = lt_pattern_parse(&compiled, text, len, &t);
        DEMAND(!fits || (t.offset_s >= -64800 && t.offset_s <= 64800));
        DEMAND(!fits || !t.zone || (t.zone >= text && t.zone + t.zone_len <= text + len));
        DEMAND(fits == lt_pattern_parse(&compiled, text, len, &again));
        if (fits && !t.zone) lt_pattern_parse_instant(&compiled, lt_zone_utc(), text, len, &us);
    }
    if (lt_pattern_compile(&compiled, p, n, LT_PATTERN_PRINT, &err) == LT_OK) {
        print(&compiled, t.local_us);
        print(&compiled, INT64_MAX);
        print(&compiled, INT64_MIN);
    }
}

static void interval(const char *p, size_t n)
{
    bool        mixed = false;
    lt_interval v, again;
    lt_buf      text = {.mem = lt_mem_default()}, fields = {.mem = lt_mem_default()};
    if (lt_interval_parse_units(&v, p, n, &mixed) && v.amount != INT64_MIN) {
        DEMAND(!mixed && lt_interval_text(&text, &fields, &v, NULL) == LT_OK);
        DEMAND(
            lt_interval_read(&again, (char *)text.data, text.len, (char *)fields.data, fields.len));
        DEMAND(again.amount == v.amount && again.from == v.from && again.to == v.to);
    }
    for (int from = 0; from <= LT_INTERVAL_SECOND; from++)
        for (int to = from; to <= LT_INTERVAL_SECOND; to++)
            lt_interval_parse_fields(&v, p, n, (lt_interval_unit)from, (lt_interval_unit)to);
    lt_buf_clear(&text);
    lt_buf_clear(&fields);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *p = (const char *)data;
    const char *line = size ? memchr(p, '\n', size) : NULL;
    if (!line) return 0;
    size_t n = (size_t)(line - p), len = size - n - 1;
    char  *text = malloc(len + 1); /* a block of its own, so that reading past it is seen */
    if (!text) return 0;
    memcpy(text, line + 1, len);
    pattern(p, n, text, len);
    interval(text, len);
    free(text);
    return 0;
}

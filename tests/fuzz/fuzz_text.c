/* Any bytes as numbers, dates and text to show. What is printed must read back; what is shown
 * must be UTF-8 without a control character. */
#include "core/civil.h"
#include "core/escape.h"
#include "core/number.h"
#include "core/options.h"
#include "core/zone.h"

#include <stdlib.h>
#include <string.h>

#define DEMAND(claim)          \
    do {                       \
        if (!(claim)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void numbers(const char *p, size_t n)
{
    char     text[LT_DECIMAL_TEXT];
    int64_t  i64, i64_again;
    double   f64, f64_again;
    float    f32, f32_again;
    __int128 wide, wide_again;
    int      precision, scale, precision_again, scale_again;

    if (lt_parse_i64(p, n, &i64)) {
        DEMAND(lt_parse_i64(text, lt_print_i64(text, i64), &i64_again) && i64_again == i64);
        DEMAND(lt_parse_i128(p, n, &wide) && wide == i64);
    }
    if (lt_parse_f64(p, n, &f64) && f64 - f64 == 0) {
        DEMAND(lt_parse_f64(text, lt_print_f64(text, f64), &f64_again));
        DEMAND(memcmp(&f64, &f64_again, sizeof(f64)) == 0);
        DEMAND(lt_parse_f64(text, lt_print_f64_plain(text, f64), &f64_again));
        DEMAND(memcmp(&f64, &f64_again, sizeof(f64)) == 0);
    }
    if (lt_parse_f32(p, n, &f32) && f32 - f32 == 0) {
        DEMAND(lt_parse_f32(text, lt_print_f32(text, f32), &f32_again));
        DEMAND(memcmp(&f32, &f32_again, sizeof(f32)) == 0);
    }
    if (lt_parse_decimal(p, n, &wide, &precision, &scale)) {
        DEMAND(precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision);
        size_t len = lt_print_decimal(text, wide, scale);
        DEMAND(len <= LT_DECIMAL_TEXT);
        DEMAND(lt_parse_decimal(text, len, &wide_again, &precision_again, &scale_again));
        DEMAND(wide == wide_again && scale == scale_again);
        DEMAND(lt_parse_f64(p, n, &f64));
    }
    lt_parse_f64_words(p, n, &f64);
    lt_parse_size(p, n, &i64);
}

static void dates(const char *p, size_t n)
{
    char              text[LT_TIMESTAMP_TEXT];
    int32_t           days, again;
    lt_timestamp_text t, same;

    if (lt_parse_date(p, n, &days)) {
        DEMAND(lt_parse_date(text, lt_print_date(text, days), &again) && again == days);
    }
    if (lt_parse_date_strict(p, n, &days)) {
        DEMAND(lt_parse_date(p, n, &again) && again == days);
        DEMAND(lt_print_date(text, days) == n && memcmp(text, p, n) == 0);
    }
    if (lt_parse_timestamp(p, n, &t)) {
        size_t len = lt_print_timestamp(text, t.local_us);
        DEMAND(lt_parse_timestamp(text, len, &same) && same.local_us == t.local_us);
        DEMAND(!t.has_offset || (t.offset_s >= -64800 && t.offset_s <= 64800));
    }
}

static void check_safe(const lt_buf *b)
{
    const char *p = (const char *)b->data;
    DEMAND(lt_utf8_valid(p, b->len, NULL));
    for (size_t at = 0; at < b->len;) {
        int32_t code;
        at += lt_utf8_next(p + at, b->len - at, &code);
        DEMAND(code >= 0x20 && code != 0x7F && !(code >= 0x80 && code < 0xA0));
        DEMAND(!(code >= 0x202A && code <= 0x202E) && !(code >= 0x2066 && code <= 0x2069));
        DEMAND(code != 0x200E && code != 0x200F && code != 0x61C);
    }
}

static void shown(const char *p, size_t n, int columns)
{
    int    used;
    lt_buf b = {.mem = lt_mem_default()};
    DEMAND(lt_escape(&b, p, n, LT_ESCAPE_LINE, NULL) == LT_OK);
    check_safe(&b);
    int width = lt_text_width(p, n);
    DEMAND(lt_text_width((char *)b.data, b.len) == width);

    b.len = 0;
    DEMAND(lt_escape_fit(&b, p, n, columns, LT_ESCAPE_LINE, &used, NULL) == LT_OK);
    check_safe(&b);
    DEMAND(used <= columns && used == lt_text_width((char *)b.data, b.len));
    DEMAND(width > columns || used == width);

    b.len = 0;
    DEMAND(lt_json_string(&b, p, n, NULL) == LT_OK);
    check_safe(&b);
    DEMAND(b.data[0] == '"' && b.data[b.len - 1] == '"');
    lt_buf_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    const char *p = (const char *)data + 1;
    numbers(p, size - 1);
    dates(p, size - 1);
    shown(p, size - 1, data[0] % 40);
    return 0;
}

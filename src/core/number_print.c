/* Integers and decimals to text: digits are made from the last to the first, two at a time. */
#include "core/number.h"

#include <assert.h>
#include <string.h>

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

/* Writes value so that it ends before `end`; returns its first digit. */
static char *write_before(char *end, uint64_t value)
{
    while (value >= 100) {
        end -= 2;
        memcpy(end, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (value < 10) {
        *--end = (char)('0' + value);
        return end;
    }
    end -= 2;
    memcpy(end, pairs + 2 * value, 2);
    return end;
}

static size_t put(char *out, uint64_t value)
{
    char   text[LT_I64_TEXT], *end = text + sizeof(text);
    char  *first = write_before(end, value);
    size_t len = (size_t)(end - first);
    memcpy(out, first, len);
    return len;
}

size_t lt_print_u64(char out[LT_I64_TEXT], uint64_t value) { return put(out, value); }

size_t lt_print_i64(char out[LT_I64_TEXT], int64_t value)
{
    if (value >= 0) return put(out, (uint64_t)value);
    out[0] = '-';
    return 1 + put(out + 1, -(uint64_t)value);
}

/* 19 digits at a time, as division of 128 bits is slow. */
static char *write_wide_before(char *end, unsigned __int128 value)
{
    const uint64_t chunk = UINT64_C(10000000000000000000);
    while (value > UINT64_MAX) {
        char *start = end - 19;
        end = write_before(end, (uint64_t)(value % chunk));
        while (end > start) *--end = '0';
        value /= chunk;
    }
    return write_before(end, (uint64_t)value);
}

size_t lt_print_decimal(char *out, __int128 unscaled, int scale)
{
    assert(scale >= 0 && scale <= 38);
    char              text[40], *end = text + sizeof(text);
    unsigned __int128 size = (unsigned __int128)unscaled;
    char             *p = out;

    if (unscaled < 0) {
        size = -size;
        *p++ = '-';
    }
    char *first = write_wide_before(end, size);
    while (end - first <= scale) *--first = '0';
    size_t whole = (size_t)(end - first) - (size_t)scale;
    memcpy(p, first, whole);
    p += whole;
    if (scale) {
        *p++ = '.';
        memcpy(p, first + whole, (size_t)scale);
        p += scale;
    }
    return (size_t)(p - out);
}

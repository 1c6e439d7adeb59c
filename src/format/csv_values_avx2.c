/* csv_values_avx2.c — four fields at a time to integers, floats and instants, with AVX2.
 *
 * A field of up to 8 bytes is the last bytes of a 64-bit lane, zeros before it; digits become a
 * number by three multiplications of neighbours. The first four fields that are not all of the
 * plain form (null, quoted, too long, no number at all) end a call: the caller's scalar loop
 * goes on there, so every answer is the scalar one.
 */
#include "format/csv_values.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline))

enum { LANES = 4 };

/* Lanes of the fields of rows [row, row + 4). */
typedef struct fields {
    const uint8_t *data;
    __m256i        start, len;
} fields;

TARGET INLINE fields fields_at(const lt_csv_cells *c, uint32_t row)
{
    __m128i start = _mm_loadu_si128((const __m128i *)(const void *)(c->start + row));
    __m128i len = _mm_loadu_si128((const __m128i *)(const void *)(c->len + row));
    return (fields){c->chunk->data, _mm256_cvtepu32_epi64(start), _mm256_cvtepu32_epi64(len)};
}

TARGET INLINE __m256i all_lanes(uint64_t v) { return _mm256_set1_epi64x((long long)v); }

/* The 8 bytes at data + at. */
TARGET INLINE __m256i load_words(const uint8_t *data, __m256i at)
{
    return _mm256_i64gather_epi64((const long long *)(const void *)data, at, 1);
}

TARGET INLINE bool no_bit(__m256i v) { return _mm256_testz_si256(v, v); }

/* Bytes that are no digit of '0' to '9' are not 0. */
TARGET INLINE __m256i not_digits(__m256i v)
{
    __m256i digits = _mm256_sub_epi8(v, _mm256_set1_epi8('0'));
    return _mm256_subs_epu8(digits, _mm256_set1_epi8(9));
}

/* Eight digits a lane, the first in the lowest byte. */
TARGET INLINE __m256i digits_value(__m256i v)
{
    v = _mm256_and_si256(v, _mm256_set1_epi8(0x0F));
    v = _mm256_maddubs_epi16(v, _mm256_set1_epi16(0x010A));  /* pairs: 10, 1 */
    v = _mm256_madd_epi16(v, _mm256_set1_epi32(0x00010064)); /* fours: 100, 1 */
    __m256i high = _mm256_mul_epu32(v, all_lanes(10000));
    return _mm256_add_epi64(high, _mm256_srli_epi64(v, 32));
}

/* The last len bytes of each lane, '0' before them; len up to 8, and more is as 8. */
TARGET INLINE __m256i keep_tail(__m256i v, __m256i len)
{
    __m256i zeros = all_lanes(UINT64_C(0x3030303030303030)), bits = _mm256_slli_epi64(len, 3);
    __m256i gone = _mm256_sub_epi64(all_lanes(64), bits);
    __m256i kept = _mm256_sllv_epi64(_mm256_srlv_epi64(v, gone), gone);
    __m256i all = _mm256_cmpgt_epi64(len, all_lanes(7));
    return _mm256_blendv_epi8(_mm256_or_si256(kept, _mm256_srlv_epi64(zeros, bits)), v, all);
}

/* Whether every len is from least to most. */
TARGET INLINE bool lens_between(__m256i len, int64_t least, int64_t most)
{
    __m256i low = _mm256_cmpgt_epi64(_mm256_set1_epi64x(least), len);
    return no_bit(_mm256_or_si256(low, _mm256_cmpgt_epi64(len, _mm256_set1_epi64x(most))));
}

/* All ones where the field of up to 8 bytes whose last is the highest of v begins with '-'. */
TARGET INLINE __m256i minus_of(__m256i v, __m256i len)
{
    __m256i gone = _mm256_sub_epi64(all_lanes(64), _mm256_slli_epi64(len, 3));
    __m256i first = _mm256_and_si256(_mm256_srlv_epi64(v, gone), all_lanes(0xFF));
    return _mm256_cmpeq_epi64(first, all_lanes('-'));
}

/* ---- integers ---- */

/* False: not all are [-]digits of up to 8 bytes, or digits of up to 16. */
TARGET INLINE bool four_ints(const lt_csv_cells *c, uint32_t row, __m256i *out)
{
    fields  f = fields_at(c, row);
    __m256i end = _mm256_add_epi64(f.start, f.len), eight = all_lanes(8);
    __m256i low = load_words(f.data, _mm256_sub_epi64(end, eight));
    if (lens_between(f.len, 1, 8)) {
        __m256i minus = minus_of(low, f.len), len = _mm256_add_epi64(f.len, minus);
        low = keep_tail(low, len);
        if (!no_bit(not_digits(low)) || !lens_between(len, 1, 8)) return false;
        __m256i value = digits_value(low);
        *out = _mm256_sub_epi64(_mm256_xor_si256(value, minus), minus);
        return true;
    }
    if (!lens_between(f.len, 1, 16)) return false;
    __m256i rest = _mm256_sub_epi64(f.len, eight), none = _mm256_setzero_si256();
    rest = _mm256_andnot_si256(_mm256_cmpgt_epi64(none, rest), rest); /* bytes before the last 8 */
    __m256i high = load_words(f.data, _mm256_sub_epi64(end, _mm256_add_epi64(eight, eight)));
    high = keep_tail(high, rest);
    low = keep_tail(low, f.len);
    if (!no_bit(_mm256_or_si256(not_digits(low), not_digits(high)))) return false;
    /* below 10^8 each: a product of 32 bits by 32 is exact */
    high = _mm256_mul_epu32(digits_value(high), all_lanes(100000000));
    *out = _mm256_add_epi64(high, digits_value(low));
    return true;
}

TARGET static uint32_t ints_64(const lt_csv_cells *c, uint32_t row, void *values)
{
    int64_t *out = (int64_t *)values + row;
    uint32_t n = 0;
    for (__m256i v; row + n + LANES <= c->n && four_ints(c, row + n, &v); n += LANES)
        _mm256_storeu_si256((__m256i *)(void *)(out + n), v);
    return n;
}

TARGET static uint32_t ints_32(const lt_csv_cells *c, uint32_t row, void *values)
{
    const __m256i even = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
    int32_t      *out = (int32_t *)values + row;
    uint32_t      n = 0;
    for (__m256i v; row + n + LANES <= c->n && four_ints(c, row + n, &v); n += LANES) {
        __m256i low = _mm256_permutevar8x32_epi32(v, even);
        __m256i same = _mm256_cvtepi32_epi64(_mm256_castsi256_si128(low));
        if (!no_bit(_mm256_xor_si256(same, v))) break; /* too large for the type */
        _mm_storeu_si128((__m128i *)(void *)(out + n), _mm256_castsi256_si128(low));
    }
    return n;
}

/* ---- floats ---- */

/* False: not all are [-]digits[.digits] of up to 8 bytes behind the sign. value / 10^behind is
 * exact by Clinger's rule, as in the scalar loop. */
TARGET INLINE bool four_floats(const lt_csv_cells *c, uint32_t row, __m256d *out)
{
    fields f = fields_at(c, row);
    if (!lens_between(f.len, 1, 8)) return false;
    __m256i end = _mm256_add_epi64(f.start, f.len), none = _mm256_setzero_si256();
    __m256i v = load_words(f.data, _mm256_sub_epi64(end, all_lanes(8)));
    __m256i minus = minus_of(v, f.len), len = _mm256_add_epi64(f.len, minus);
    v = keep_tail(v, len);
    __m256i dots = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('.'));
    __m256i plain = _mm256_cmpeq_epi64(dots, none);
    /* all bytes before the first dot; they move up by one, over it */
    __m256i before = _mm256_andnot_si256(dots, _mm256_sub_epi64(dots, all_lanes(1)));
    before = _mm256_andnot_si256(plain, before);
    __m256i moved = _mm256_slli_epi64(_mm256_and_si256(v, before), 8);
    __m256i dot = _mm256_andnot_si256(plain, _mm256_slli_epi64(before, 8));
    dot = _mm256_andnot_si256(before, _mm256_or_si256(dot, all_lanes(0xFF)));
    dot = _mm256_andnot_si256(plain, dot);
    __m256i above = _mm256_andnot_si256(_mm256_or_si256(before, dot), v);
    __m256i zero = _mm256_andnot_si256(plain, all_lanes('0'));
    v = _mm256_or_si256(_mm256_or_si256(moved, above), zero);
    /* at least one digit: one byte that is a dot alone has none */
    __m256i digits = _mm256_add_epi64(len, _mm256_andnot_si256(plain, all_lanes(UINT64_MAX)));
    if (!no_bit(not_digits(v)) || !lens_between(digits, 1, 8)) return false;
    __m256i bytes_before = _mm256_sad_epu8(_mm256_and_si256(before, _mm256_set1_epi8(1)), none);
    __m256i behind = _mm256_sub_epi64(all_lanes(7), bytes_before);
    behind = _mm256_andnot_si256(plain, behind);
    __m256i value = digits_value(v);
    __m256d powers = _mm256_i64gather_pd(lt_csv_powers, behind, 8);
    __m128i small = _mm256_castsi256_si128(
        _mm256_permutevar8x32_epi32(value, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6)));
    __m256d sign = _mm256_castsi256_pd(_mm256_slli_epi64(minus, 63));
    *out = _mm256_xor_pd(_mm256_div_pd(_mm256_cvtepi32_pd(small), powers), sign);
    return true;
}

TARGET static uint32_t floats(const lt_csv_cells *c, uint32_t row, void *values)
{
    double  *out = (double *)values + row;
    uint32_t n = 0;
    for (__m256d v; row + n + LANES <= c->n && four_floats(c, row + n, &v); n += LANES)
        _mm256_storeu_pd(out + n, v);
    return n;
}

/* ---- instants ---- */

/* yyyy MM dd as bytes of digits to days since 1970-01-01; *bad is not 0 where there is no such
 * day. The months count from March, so that a leap day is the last of its year. */
TARGET INLINE __m256i days_of(__m256i digits, __m256i *bad)
{
    __m256i one = all_lanes(1), low16 = all_lanes(0xFFFF), low32 = all_lanes(0xFFFFFFFF);
    __m256i v = _mm256_maddubs_epi16(_mm256_and_si256(digits, _mm256_set1_epi8(0x0F)),
                                     _mm256_set1_epi16(0x010A)); /* century, year of it, M, d */
    __m256i year = _mm256_and_si256(_mm256_madd_epi16(v, all_lanes(0x00010064)), low32);
    __m256i century = _mm256_and_si256(v, low16);
    __m256i of_it = _mm256_and_si256(_mm256_srli_epi64(v, 16), low16);
    __m256i month = _mm256_and_si256(_mm256_srli_epi64(v, 32), low16);
    __m256i day = _mm256_srli_epi64(v, 48), none = _mm256_setzero_si256();
    __m256i three = all_lanes(3);
    __m256i by_4 = _mm256_cmpeq_epi64(_mm256_and_si256(of_it, three), none);
    __m256i by_400 = _mm256_cmpeq_epi64(_mm256_and_si256(century, three), none);
    __m256i leap =
        _mm256_andnot_si256(_mm256_andnot_si256(by_400, _mm256_cmpeq_epi64(of_it, none)), by_4);
    /* 30 and 31 alternate, and again from August */
    __m256i odd = _mm256_and_si256(_mm256_xor_si256(month, _mm256_srli_epi64(month, 3)), one);
    __m256i second = _mm256_cmpeq_epi64(month, all_lanes(2));
    __m256i last = _mm256_blendv_epi8(_mm256_add_epi64(all_lanes(30), odd),
                                      _mm256_sub_epi64(all_lanes(28), leap), second);
    __m256i wrong = _mm256_or_si256(_mm256_cmpgt_epi64(one, day), _mm256_cmpgt_epi64(day, last));
    wrong = _mm256_or_si256(wrong, _mm256_cmpgt_epi64(one, month));
    wrong = _mm256_or_si256(wrong, _mm256_cmpgt_epi64(month, all_lanes(12)));
    *bad = _mm256_or_si256(wrong, _mm256_cmpeq_epi64(year, none));
    __m256i early = _mm256_cmpgt_epi64(three, month); /* January, February: of the year before */
    __m256i y = _mm256_add_epi64(year, early);
    __m256i m =
        _mm256_add_epi64(month, _mm256_blendv_epi8(_mm256_set1_epi64x(-3), all_lanes(9), early));
    __m256i hundreds = _mm256_srli_epi64(_mm256_mul_epu32(y, all_lanes(5243)), 19);
    __m256i in_year =
        _mm256_mul_epu32(_mm256_add_epi64(_mm256_mul_epu32(m, all_lanes(153)), all_lanes(2)),
                         all_lanes(52429)); /* (153 m + 2) / 5 */
    __m256i days = _mm256_add_epi64(_mm256_mul_epu32(y, all_lanes(365)), _mm256_srli_epi64(y, 2));
    days = _mm256_sub_epi64(days, hundreds);
    days = _mm256_add_epi64(days, _mm256_srli_epi64(hundreds, 2));
    days = _mm256_add_epi64(days, _mm256_srli_epi64(in_year, 18));
    return _mm256_add_epi64(days, _mm256_add_epi64(day, _mm256_set1_epi64x(-719469)));
}

/* "HH:mm:ss" to seconds; *bad is not 0 where it is none. */
TARGET INLINE __m256i seconds_of(__m256i w, __m256i *bad)
{
    __m256i colons = _mm256_and_si256(w, all_lanes(UINT64_C(0x0000FF0000FF0000)));
    __m256i order = _mm256_setr_epi8(0, 1, 3, 4, 6, 7, -1, -1, 8, 9, 11, 12, 14, 15, -1, -1, 0, 1,
                                     3, 4, 6, 7, -1, -1, 8, 9, 11, 12, 14, 15, -1, -1);
    __m256i digits = _mm256_shuffle_epi8(w, order);
    __m256i wrong = not_digits(_mm256_or_si256(digits, all_lanes(UINT64_C(0x3030000000000000))));
    __m256i v = _mm256_maddubs_epi16(_mm256_and_si256(digits, _mm256_set1_epi8(0x0F)),
                                     _mm256_set1_epi16(0x010A));
    __m256i most = all_lanes(UINT64_C(0x0000003B003B0017)); /* 23, 59, 59 */
    wrong = _mm256_or_si256(wrong, _mm256_subs_epu16(v, most));
    wrong =
        _mm256_or_si256(wrong, _mm256_xor_si256(colons, all_lanes(UINT64_C(0x00003A00003A0000))));
    *bad = _mm256_or_si256(*bad, wrong);
    v = _mm256_madd_epi16(v, all_lanes(UINT64_C(0x00000001003C0E10))); /* 3600, 60; 1, 0 */
    return _mm256_add_epi64(_mm256_and_si256(v, all_lanes(0xFFFFFFFF)), _mm256_srli_epi64(v, 32));
}

/* False: not all are yyyy-MM-dd HH:mm:ss or yyyy-MM-ddTHH:mm:ss. *out: seconds. */
TARGET INLINE bool four_instants(const lt_csv_cells *c, uint32_t row, __m256i *out)
{
    fields f = fields_at(c, row);
    if (!lens_between(f.len, 19, 19)) return false;
    __m256i date = load_words(f.data, f.start);                                   /* yyyy-MM- */
    __m256i day = load_words(f.data, _mm256_add_epi64(f.start, all_lanes(8)));    /* dd HH:mm */
    __m256i clock = load_words(f.data, _mm256_add_epi64(f.start, all_lanes(11))); /* HH:mm:ss */
    __m256i order = _mm256_setr_epi8(0, 1, 2, 3, 5, 6, -1, -1, 8, 9, 10, 11, 13, 14, -1, -1, 0, 1,
                                     2, 3, 5, 6, -1, -1, 8, 9, 10, 11, 13, 14, -1, -1);
    __m256i digits = _mm256_or_si256(_mm256_shuffle_epi8(date, order), _mm256_slli_epi64(day, 48));
    __m256i dashes = _mm256_and_si256(date, all_lanes(UINT64_C(0xFF0000FF00000000)));
    __m256i between = _mm256_and_si256(day, all_lanes(0xFF0000)), bad;
    __m256i days = days_of(digits, &bad);
    bad = _mm256_or_si256(bad, not_digits(digits));
    bad = _mm256_or_si256(bad, _mm256_xor_si256(dashes, all_lanes(UINT64_C(0x2D00002D00000000))));
    __m256i space = _mm256_cmpeq_epi64(between, all_lanes(0x200000));
    __m256i letter = _mm256_cmpeq_epi64(between, all_lanes(0x540000));
    bad = _mm256_or_si256(bad,
                          _mm256_xor_si256(_mm256_or_si256(space, letter), all_lanes(UINT64_MAX)));
    __m256i seconds = seconds_of(clock, &bad);
    if (!no_bit(bad)) return false;
    __m256i day_seconds = _mm256_mul_epi32(days, all_lanes(86400)); /* signed, of the low halves */
    *out = _mm256_add_epi64(day_seconds, seconds);
    return true;
}

TARGET static uint32_t instants(const lt_csv_cells *c, uint32_t row, void *values)
{
    int64_t *out = (int64_t *)values + row;
    uint32_t n = 0;
    for (__m256i v; row + n + LANES <= c->n && four_instants(c, row + n, &v); n += LANES)
        _mm256_storeu_si256((__m256i *)(void *)(out + n), v);
    return n;
}

const lt_csv_values lt_csv_values_avx2 = {
    .ints_32 = ints_32, .ints_64 = ints_64, .floats = floats, .instants = instants};
#endif

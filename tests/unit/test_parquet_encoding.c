#include "format/parquet_encoding.h"
#include "format/parquet_meta.h"
#include "tests/helper.h"

#include <stdlib.h>
#include <string.h>

/* A small generator: the same numbers on every machine. */
static uint64_t random_of(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    return *seed ^= *seed << 17;
}

static uint64_t mask_of(int width) { return width == 64 ? UINT64_MAX : (1ull << width) - 1; }

/* The obvious packer: bit by bit. Exactly as long as it must be, so that ASan sees a byte more. */
static uint8_t *pack(const uint64_t *values, int64_t count, int width, size_t *len)
{
    *len = (size_t)(count * width + 7) / 8;
    uint8_t *bytes = calloc(*len ? *len : 1, 1);
    int64_t  bit = 0;
    for (int64_t i = 0; i < count; i++)
        for (int b = 0; b < width; b++, bit++)
            bytes[bit >> 3] |= (uint8_t)((values[i] >> b & 1) << (bit & 7));
    return bytes;
}

static void every_width_unpacks_at_every_length(void **state)
{
    (void)state;
    uint64_t seed = 42, values[200], wide[200];
    uint32_t narrow[200];
    for (int width = 0; width <= 64; width++) {
        for (int64_t count = 0; count < 200; count += count < 80 ? 1 : 17) {
            size_t len;
            for (int64_t i = 0; i < count; i++) values[i] = random_of(&seed) & mask_of(width);
            uint8_t *bytes = pack(values, count, width, &len);
            lt_pq_unpack64(wide, count, width, bytes);
            assert_memory_equal(wide, values, (size_t)count * 8);
            if (width <= 32) {
                lt_pq_unpack32(narrow, count, width, bytes);
                for (int64_t i = 0; i < count; i++) assert_int_equal(narrow[i], values[i]);
            }
            free(bytes);
        }
    }
}

/* Runs and noise by turns, so that both kinds of runs and their seams occur. */
static void fill_runs(uint32_t *values, int64_t count, int width, uint64_t *seed)
{
    for (int64_t i = 0; i < count;) {
        bool     repeats = random_of(seed) & 1;
        int64_t  n = (int64_t)(random_of(seed) % 40) + 1;
        uint32_t value = (uint32_t)(random_of(seed) & mask_of(width));
        for (; n && i < count; n--)
            values[i++] = repeats ? value : (uint32_t)(random_of(seed) & mask_of(width));
    }
}

static void runs_are_read_back_in_pieces_of_any_size(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    uint32_t values[COUNT], got[COUNT];
    uint64_t seed = 7;
    lt_error err;
    for (int width = 0; width <= 32; width++) {
        for (int64_t step = 1; step <= COUNT; step = step * 3 + 1) {
            lt_buf    out = {.mem = lt_mem_default()};
            lt_pq_rle r;
            fill_runs(values, COUNT, width, &seed);
            CHECK_OK(lt_pq_put_rle(&out, values, COUNT, width, &err), &err);
            CHECK_OK(lt_pq_rle_open(&r, out.data, out.len, width, &err), &err);
            for (int64_t i = 0; i < COUNT; i += step) {
                int64_t n = COUNT - i < step ? COUNT - i : step;
                CHECK_OK(lt_pq_rle_next(got + i, n, &r, &err), &err);
                assert_memory_equal(got + i, values + i, (size_t)n * 4);
            }
            if (width) CHECK_FAILS(lt_pq_rle_next(got, COUNT, &r, &err), LT_EPARSE, &err);
            lt_buf_clear(&out);
        }
    }
}

/* The format's words, one value at a time: repetitions from eight on, else groups of eight. */
static size_t naive_runs(uint8_t *out, const uint32_t *v, int64_t n, int width)
{
    size_t  len = 0;
    int64_t packed = 0;
    for (int64_t i = 0, end; i <= n; i = end) {
        int64_t fill = (8 - (i - packed) % 8) % 8;
        for (end = i + 1; end < n && v[end] == v[i];) end++;
        if (i < n && end - i - fill < 8) continue;
        int64_t  stop = i < n ? i + fill : n, groups = (stop - packed + 7) / 8;
        uint64_t heads[2] = {(uint64_t)groups << 1 | 1, (uint64_t)(end - stop) << 1};
        for (int h = 0; h < 2; h++) {
            if ((h == 0 && !groups) || (h == 1 && i == n)) continue;
            uint64_t head = heads[h];
            for (; head > 127; head >>= 7) out[len++] = (uint8_t)(head | 128);
            out[len++] = (uint8_t)head;
            if (h == 1) {
                for (int b = 0; b < (width + 7) / 8; b++) out[len++] = (uint8_t)(v[i] >> (8 * b));
                continue;
            }
            memset(out + len, 0, (size_t)(groups * width));
            for (int64_t bit = 0; bit < (stop - packed) * width; bit++)
                out[len + (size_t)(bit / 8)] |=
                    (uint8_t)((v[packed + bit / width] >> (bit % width) & 1) << (bit % 8));
            len += (size_t)(groups * width);
        }
        packed = end;
    }
    return len;
}

static void runs_are_those_of_the_plain_writer(void **state)
{
    (void)state;
    enum { COUNT = 1500 };
    uint32_t values[COUNT];
    uint8_t  want[COUNT * 8];
    uint64_t seed = 11;
    lt_error err;
    for (int round = 0; round < 2000; round++) {
        int     width = 1 + round % 32;
        int64_t n = round < 200 ? round % 40 : COUNT - round % 9;
        lt_buf  out = {.mem = lt_mem_default()};
        fill_runs(values, n, width, &seed);
        size_t len = naive_runs(want, values, n, width);
        CHECK_OK(lt_pq_put_rle(&out, values, n, width, &err), &err);
        assert_int_equal(out.len, len);
        if (len) assert_memory_equal(out.data, want, len);
        lt_buf_clear(&out);
    }
}

static void levels_that_are_all_the_same_are_written_alike(void **state)
{
    (void)state;
    int16_t  levels[300];
    lt_error err;
    for (int i = 0; i < 300; i++) levels[i] = 1;
    for (int n = 0; n < 300; n++) {
        lt_buf a = {.mem = lt_mem_default()}, b = a;
        CHECK_OK(lt_pq_put_levels_v1(&a, levels, n, 1, &err), &err);
        CHECK_OK(lt_pq_put_same_levels_v1(&b, 1, n, 1, &err), &err);
        assert_int_equal(a.len, b.len);
        assert_memory_equal(a.data, b.data, a.len);
        lt_buf_clear(&a), lt_buf_clear(&b);
    }
}

static void long_runs_are_short_and_can_be_taken_whole(void **state)
{
    (void)state;
    int16_t   levels[5000], got[5000];
    lt_buf    out = {.mem = lt_mem_default()};
    lt_pq_rle r;
    lt_error  err;
    size_t    used;
    uint32_t  value;
    for (int i = 0; i < 5000; i++) levels[i] = i != 2500;
    CHECK_OK(lt_pq_put_levels_v1(&out, levels, 5000, 1, &err), &err);
    assert_true(out.len < 20);
    CHECK_OK(lt_pq_rle_open_levels(&r, &used, out.data, out.len, 1, &err), &err);
    assert_int_equal(used, out.len);
    assert_int_equal(lt_pq_rle_run(&value, 100, &r), 100);
    assert_int_equal(value, 1);
    CHECK_OK(lt_pq_rle_levels(got, 4900, 1, &r, &err), &err);
    assert_memory_equal(got, levels + 100, 4900 * sizeof(*got));
    lt_buf_clear(&out);
}

static void wrong_runs_are_refused(void **state)
{
    (void)state;
    lt_pq_rle r;
    lt_error  err;
    uint32_t  ids[64];
    int16_t   levels[64];
    size_t    used;
    CHECK_FAILS(lt_pq_rle_open(&r, NULL, 0, 33, &err), LT_EPARSE, &err);
    CHECK_FAILS(lt_pq_rle_open_ids(&r, NULL, 0, &err), LT_EPARSE, &err);
    CHECK_FAILS(lt_pq_rle_open_levels(&r, &used, (const uint8_t *)"\x09\0\0\0\2", 5, 1, &err),
                LT_EPARSE, &err);
    /* width 2; eight times 3 */
    static const uint8_t eight[] = {2, 16, 3};
    CHECK_OK(lt_pq_rle_open_ids(&r, eight, 3, &err), &err);
    CHECK_FAILS(lt_pq_rle_ids(ids, 8, 3, &r, &err), LT_EPARSE, &err);
    CHECK_HAS(err.text, "id 3 of a dictionary of 3");
    CHECK_OK(lt_pq_rle_open_ids(&r, eight, 3, &err), &err);
    CHECK_OK(lt_pq_rle_ids(ids, 8, 4, &r, &err), &err);
    CHECK_FAILS(lt_pq_rle_ids(ids, 1, 4, &r, &err), LT_EPARSE, &err);
    CHECK_OK(lt_pq_rle_open_ids(&r, eight, 3, &err), &err);
    CHECK_FAILS(lt_pq_rle_levels(levels, 8, 2, &r, &err), LT_EPARSE, &err);
    /* a header that goes on for ever, empty runs to the end, 2^31 groups in one byte */
    CHECK_OK(lt_pq_rle_open(&r, (const uint8_t *)"\xff\xff\xff\xff\xff\xff\xff", 7, 1, &err), &err);
    CHECK_FAILS(lt_pq_rle_next(ids, 1, &r, &err), LT_EPARSE, &err);
    CHECK_OK(lt_pq_rle_open(&r, (const uint8_t *)"\1\1\1\0\1\0\1", 7, 1, &err), &err);
    CHECK_FAILS(lt_pq_rle_next(ids, 1, &r, &err), LT_EPARSE, &err);
    CHECK_OK(lt_pq_rle_open(&r, (const uint8_t *)"\xff\xff\xff\xff\x0f\5", 6, 1, &err), &err);
    CHECK_OK(lt_pq_rle_next(ids, 8, &r, &err), &err);
    assert_int_equal(ids[2], 1);
    CHECK_FAILS(lt_pq_rle_next(ids, 1, &r, &err), LT_EPARSE, &err);
}

static void old_levels_are_read_from_the_highest_bit(void **state)
{
    (void)state;
    int16_t              got[8];
    size_t               used;
    lt_error             err;
    static const uint8_t zero_to_seven[] = {0x05, 0x39, 0x77}; /* Encodings.md */
    CHECK_OK(lt_pq_bit_packed_levels(got, &used, 8, 7, zero_to_seven, 3, &err), &err);
    for (int i = 0; i < 8; i++) assert_int_equal(got[i], i);
    assert_int_equal(used, 3);
    CHECK_FAILS(lt_pq_bit_packed_levels(got, &used, 9, 7, zero_to_seven, 3, &err), LT_EPARSE, &err);
    CHECK_FAILS(lt_pq_bit_packed_levels(got, &used, 8, 6, zero_to_seven, 3, &err), LT_EPARSE, &err);
}

static void plain_values_are_checked_against_the_page(void **state)
{
    (void)state;
    uint8_t              bools[16];
    size_t               used;
    lt_error             err;
    lt_pq_bytes          got[3];
    lt_buf               out = {.mem = lt_mem_default()};
    static const uint8_t flags[] = {1, 0, 1, 1, 0, 0, 1, 0, 1, 1};
    CHECK_OK(lt_pq_put_bools(&out, flags, 10, &err), &err);
    assert_int_equal(out.len, 2);
    CHECK_OK(lt_pq_plain_bools(bools, 3, 7, out.data, out.len, &err), &err);
    assert_memory_equal(bools, flags + 3, 7);
    CHECK_FAILS(lt_pq_plain_bools(bools, 3, 14, out.data, out.len, &err), LT_EPARSE, &err);
    out.len = 0;
    CHECK_OK(lt_pq_put_string(&out, "Lima", 4, &err), &err);
    CHECK_OK(lt_pq_put_string(&out, "", 0, &err), &err);
    CHECK_OK(lt_pq_plain_strings(got, &used, 2, out.data, out.len, &err), &err);
    assert_int_equal(got[0].len, 4);
    assert_int_equal(got[1].len, 0);
    CHECK_FAILS(lt_pq_plain_strings(got, &used, 3, out.data, out.len, &err), LT_EPARSE, &err);
    out.data[3] = 0x7f;
    CHECK_FAILS(lt_pq_plain_strings(got, &used, 1, out.data, out.len, &err), LT_EPARSE, &err);
    lt_buf_clear(&out);
}

static void split_streams_are_joined(void **state)
{
    (void)state;
    uint8_t  got[12];
    lt_error err;
    CHECK_OK(lt_pq_split_fixed(got, 2, 4, (const uint8_t *)"aAbBcCdD", 8, &err), &err);
    assert_memory_equal(got, "abcdABCD", 8);
    CHECK_OK(lt_pq_split_fixed(got, 1, 3, (const uint8_t *)"123456", 6, &err), &err);
    assert_memory_equal(got, "135", 3);
    CHECK_FAILS(lt_pq_split_fixed(got, 2, 4, (const uint8_t *)"aAbBcC", 6, &err), LT_EPARSE, &err);
    CHECK_FAILS(lt_pq_split_fixed(got, 3, 4, (const uint8_t *)"aAbBcCdD", 8, &err), LT_EPARSE,
                &err);
}

static void put_varint(lt_buf *out, uint64_t value)
{
    do {
        uint8_t byte = (uint8_t)((value & 0x7F) | (value > 0x7F ? 0x80 : 0));
        assert_int_equal(lt_buf_add(out, &byte, 1, NULL), LT_OK);
        value >>= 7;
    } while (value);
}

static void put_zigzag(lt_buf *out, uint64_t value)
{
    put_varint(out, value << 1 ^ (uint64_t)((int64_t)value >> 63));
}

static int bits_of(uint64_t value) { return value ? 64 - __builtin_clzll(value) : 0; }

/* The obvious encoder: blocks of 128, four miniblocks of 32. */
static void put_delta(lt_buf *out, const int64_t *values, int64_t count)
{
    put_varint(out, 128), put_varint(out, 4), put_varint(out, (uint64_t)count);
    put_zigzag(out, count ? (uint64_t)values[0] : 0);
    for (int64_t from = 1; from < count; from += 128) {
        uint64_t deltas[128] = {0};
        int64_t  n = count - from < 128 ? count - from : 128, least = INT64_MAX;
        for (int64_t i = 0; i < n; i++) {
            deltas[i] = (uint64_t)values[from + i] - (uint64_t)values[from + i - 1];
            if ((int64_t)deltas[i] < least) least = (int64_t)deltas[i];
        }
        put_zigzag(out, (uint64_t)least);
        uint8_t widths[4] = {0, 99, 99, 99}; /* those of unneeded miniblocks may be anything */
        for (int m = 0; m * 32 < n; m++) {
            widths[m] = 0;
            for (int64_t i = m * 32; i < n && i < m * 32 + 32; i++) {
                deltas[i] -= (uint64_t)least;
                if (bits_of(deltas[i]) > widths[m]) widths[m] = (uint8_t)bits_of(deltas[i]);
            }
        }
        assert_int_equal(lt_buf_add(out, widths, 4, NULL), LT_OK);
        for (int m = 0; m * 32 < n; m++) {
            size_t   len;
            uint8_t *bytes = pack(deltas + m * 32, 32, widths[m], &len);
            assert_int_equal(lt_buf_add(out, bytes, len, NULL), LT_OK);
            free(bytes);
        }
    }
}

static void deltas_are_read_back_in_pieces_of_any_size(void **state)
{
    (void)state;
    enum { COUNT = 700 };
    int64_t  values[COUNT], got[COUNT];
    uint64_t seed = 99;
    lt_error err;
    for (int width = 0; width <= 64; width++) {
        lt_buf      out = {.mem = lt_mem_default()};
        lt_pq_delta d;
        size_t      used;
        for (int i = 0; i < COUNT; i++) values[i] = (int64_t)(random_of(&seed) & mask_of(width));
        put_delta(&out, values, COUNT);
        for (int64_t step = 1; step < COUNT * 2; step = step * 3 + 2) {
            CHECK_OK(lt_pq_delta_open(&d, out.data, out.len, &err), &err);
            assert_int_equal(d.total, COUNT);
            for (int64_t i = 0; i < COUNT; i += step)
                CHECK_OK(lt_pq_delta_next64(got + i, COUNT - i < step ? COUNT - i : step, &d, &err),
                         &err);
            assert_memory_equal(got, values, sizeof(values));
            CHECK_FAILS(lt_pq_delta_next64(got, 1, &d, &err), LT_EPARSE, &err);
        }
        CHECK_OK(lt_pq_delta_open(&d, out.data, out.len, &err), &err);
        CHECK_OK(lt_pq_delta_finish(&used, &d, out.data, &err), &err);
        assert_int_equal(used, out.len);
        CHECK_OK(lt_pq_delta_open(&d, out.data, out.len / 2, &err), &err);
        if (width) CHECK_FAILS(lt_pq_delta_next64(got, COUNT, &d, &err), LT_EPARSE, &err);
        lt_buf_clear(&out);
    }
}

static void wrong_delta_headers_are_refused(void **state)
{
    (void)state;
    static const uint8_t blocks[][6] = {
        {0, 4, 1, 0}, {128, 1, 0, 1, 0}, {128, 1, 3, 1, 0}, {20, 4, 1, 0}};
    lt_pq_delta d;
    lt_error    err;
    int64_t     got[2];
    for (int i = 0; i < 4; i++)
        CHECK_FAILS(lt_pq_delta_open(&d, blocks[i], 6, &err), LT_EPARSE, &err);
    static const uint8_t wide[] = {128, 1, 4, 2, 0, 0, 65, 0, 0, 0};
    CHECK_OK(lt_pq_delta_open(&d, wide, sizeof(wide), &err), &err);
    CHECK_FAILS(lt_pq_delta_next64(got, 2, &d, &err), LT_EPARSE, &err);
    CHECK_HAS(err.text, "65 bits");
}

static void check_texts(const lt_pq_bytes *got, const char *const *want, int count)
{
    for (int i = 0; i < count; i++) {
        assert_int_equal(got[i].len, strlen(want[i]));
        assert_memory_equal(got[i].at, want[i], got[i].len);
    }
}

static void texts_share_prefixes(void **state)
{
    (void)state;
    static const char *const want[] = {"axis", "axle", "axle", "babble", "babyhood", "", "b"};
    static const int64_t     prefixes[] = {0, 2, 4, 0, 3, 0, 0};
    int64_t                  lengths[7];
    lt_buf                   out = {.mem = lt_mem_default()}, store = {.mem = lt_mem_default()};
    lt_error                 err;
    lt_pq_bytes              got[7];
    size_t                   used;
    for (int i = 0; i < 7; i++) lengths[i] = (int64_t)strlen(want[i]) - prefixes[i];
    put_delta(&out, prefixes, 7);
    size_t front = out.len;
    put_delta(&out, lengths, 7);
    for (int i = 0; i < 7; i++) CHECK_OK(lt_buf_text(&out, want[i] + prefixes[i], &err), &err);
    CHECK_OK(lt_pq_delta_strings(got, &store, 1000, 7, out.data, out.len, &err), &err);
    check_texts(got, want, 7);
    CHECK_FAILS(lt_pq_delta_strings(got, &store, 8, 7, out.data, out.len, &err), LT_ELIMIT, &err);
    CHECK_FAILS(lt_pq_delta_strings(got, &store, 1000, 8, out.data, out.len, &err), LT_EPARSE,
                &err);
    CHECK_FAILS(lt_pq_delta_strings(got, &store, 1000, 7, out.data, out.len - 1, &err), LT_EPARSE,
                &err);
    CHECK_OK(lt_pq_delta_length_strings(got, &used, 7, out.data + front, out.len - front, &err),
             &err);
    assert_int_equal(used, out.len - front);
    lt_buf_clear(&out);
    lt_buf_clear(&store);
}

static void a_prefix_longer_than_the_text_before_is_refused(void **state)
{
    (void)state;
    static const int64_t prefixes[] = {0, 3}, lengths[] = {2, 1};
    lt_buf               out = {.mem = lt_mem_default()}, store = {.mem = lt_mem_default()};
    lt_error             err;
    lt_pq_bytes          got[2];
    put_delta(&out, prefixes, 2);
    put_delta(&out, lengths, 2);
    CHECK_OK(lt_buf_text(&out, "abc", &err), &err);
    CHECK_FAILS(lt_pq_delta_strings(got, &store, 1000, 2, out.data, out.len, &err), LT_EPARSE,
                &err);
    lt_buf_clear(&out);
    lt_buf_clear(&store);
}

int main(void)
{
    return RUN(
        test(every_width_unpacks_at_every_length), test(runs_are_read_back_in_pieces_of_any_size),
        test(runs_are_those_of_the_plain_writer),
        test(levels_that_are_all_the_same_are_written_alike),
        test(long_runs_are_short_and_can_be_taken_whole), test(wrong_runs_are_refused),
        test(old_levels_are_read_from_the_highest_bit),
        test(plain_values_are_checked_against_the_page), test(split_streams_are_joined),
        test(deltas_are_read_back_in_pieces_of_any_size), test(wrong_delta_headers_are_refused),
        test(texts_share_prefixes), test(a_prefix_longer_than_the_text_before_is_refused));
}

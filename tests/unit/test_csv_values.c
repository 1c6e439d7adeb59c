#include "format/csv_values.h"

#include "core/zone.h"

#include "tests/helper.h"

#include <stdio.h>
#include <string.h>

/* Several rows at once must be what one row at a time is, whatever the fields hold. */

enum { ROWS = 400, ROOM = ROWS * 32 + 256 };

static uint64_t seed = 20;

static uint32_t any(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(seed >> 33) % below;
}

#define EACH_TIER(loops)                               \
    for (int tier_ = 0; tier_ < LT_CPU_TIERS; tier_++) \
        for (const lt_csv_loops *loops = lt_csv_loops_of((lt_cpu)tier_); loops; loops = NULL)

typedef size_t maker(char *out); /* one field; its bytes */

static size_t make_int(char *out)
{
    static const char *const odd[] = {"-",
                                      "+7",
                                      "007",
                                      "-0",
                                      "2147483647",
                                      "-2147483648",
                                      "2147483648",
                                      "1.",
                                      "x",
                                      "9999999999999999",
                                      "12345678901234567"};
    if (any(40) == 0) return (size_t)snprintf(out, 64, "%s", odd[any(11)]);
    if (any(60) == 0) return 0;
    uint64_t v = ((uint64_t)any(1u << 30) << 23 | any(1 << 23)) %
                 (uint64_t[]){10, 1000, 100000000, 1u << 31, 10000000000000000}[any(5)];
    return (size_t)snprintf(out, 64, "%s%llu", any(4) ? "" : "-", (unsigned long long)v);
}

static size_t make_float(char *out)
{
    static const char *const odd[] = {
        ".",    "-.",  "5.",       ".5",        "-.5",        "1.2.3",   "1e5",       "-0",
        "-0.0", "NaN", "12345678", "1234567.8", "-1234567.8", "\"1.5\"", "1234567.89"};
    if (any(40) == 0) return (size_t)snprintf(out, 64, "%s", odd[any(15)]);
    if (any(60) == 0) return 0;
    return (size_t)snprintf(out, 64, "%s%.*f", any(3) ? "" : "-", (int)any(4), any(100000) / 37.0);
}

static size_t make_instant(char *out)
{
    static const char *const odd[] = {
        "2024-02-29",          "1900-02-29 00:00:00", "2024-01-01T00:00:60",
        "0000-01-01 00:00:00", "2024-1-01 00:00:00",  "2024-01-01 24:00:00",
        "2024-01-00 00:00:00", "2024-01-01_00:00:00", "2024-01-01 00:0x:00"};
    if (any(40) == 0) return (size_t)snprintf(out, 64, "%s", odd[any(9)]);
    if (any(60) == 0) return 0;
    return (size_t)snprintf(out, 64, "%04u-%02u-%02u%c%02u:%02u:%02u",
                            any(2) ? any(10000) : 2000 + any(30), any(13), any(32),
                            any(3) ? ' ' : 'T', any(24), any(60), any(60));
}

/* One column of n random fields. */
typedef struct column {
    uint8_t  data[ROOM];
    uint32_t start[ROWS], len[ROWS], n;
} column;

static void fill(column *f, maker *make)
{
    uint8_t *at = f->data + LT_CSV_FRONT;
    memset(f->data, ',', sizeof(f->data));
    f->n = any(ROWS);
    for (uint32_t i = 0; i < f->n; i++) {
        char     text[64];
        uint32_t len = (uint32_t)make(text);
        memcpy(at, text, len);
        f->start[i] = (uint32_t)(at - f->data);
        f->len[i] = len;
        at += len + 1;
    }
}

typedef struct answer {
    int64_t  values[ROWS]; /* of any type */
    uint64_t valid[ROWS / 64 + 1];
    uint32_t done, nulls;
} answer;

static void convert(answer *out, column *f, lt_type type, const lt_csv_values *values)
{
    lt_csv_loops       loops = {.values = values};
    lt_csv_options     o = {.dialect = {.delimiter = ',', .quote = '"', .has_quote = true}};
    lt_csv_chunk       chunk = {.data = f->data};
    lt_buf             scratch = {.mem = lt_mem_default()};
    lt_csv_cells       c = {.chunk = &chunk,
                            .loops = &loops,
                            .o = &o,
                            .zone = lt_zone_utc(),
                            .start = f->start,
                            .len = f->len,
                            .n = f->n,
                            .inferred = true};
    lt_csv_convert_fn *loop = lt_csv_number_loop(type);
    if (!loop) loop = lt_csv_time_loop(type);
    memset(out, 0, sizeof(*out));
    memset(out->valid, 0xFF, sizeof(out->valid));
    lt_csv_into to = {.values = out->values, .valid = out->valid, .scratch = &scratch};
    out->done = loop(&c, type, 0, &to);
    out->nulls = to.nulls;
    lt_buf_clear(&scratch);
}

static void agree(maker *make, lt_type type)
{
    static column f;
    size_t        bytes = lt_type_bytes(type);
    EACH_TIER (loops)
        for (int round = 0; round < 400; round++) {
            answer fast, slow;
            fill(&f, make);
            convert(&fast, &f, type, loops->values);
            convert(&slow, &f, type, &lt_csv_values_none);
            assert_int_equal(fast.done, slow.done);
            assert_memory_equal(fast.values, slow.values, slow.done * bytes);
            for (uint32_t i = 0; i < slow.done; i++)
                assert_int_equal(fast.valid[i / 64] >> i % 64 & 1,
                                 slow.valid[i / 64] >> i % 64 & 1);
            assert_int_equal(fast.nulls, slow.nulls);
        }
}

static void integers_are_those_of_the_scalar_loops(void **state)
{
    (void)state;
    agree(make_int, LT_TYPE(I32));
    agree(make_int, LT_TYPE(I64));
}

static void floats_are_those_of_the_scalar_loop(void **state)
{
    (void)state;
    agree(make_float, LT_TYPE(F64));
}

static void instants_are_those_of_the_scalar_loop(void **state)
{
    (void)state;
    agree(make_instant, LT_TYPE(TIMESTAMP_NTZ));
    agree(make_instant, LT_TYPE(TIMESTAMP));
}

/* Every day there is, and those next to them that are not. */
static void every_date_is_checked(void **state)
{
    static column f;
    answer        fast, slow;
    (void)state;
    EACH_TIER (loops)
        for (int day = 0; day < 10000 * 12; day++) {
            int year = day / 12, month = day % 12 + 1;
            f.n = 4;
            for (uint32_t i = 0; i < 4; i++) {
                f.start[i] = LT_CSV_FRONT + 32 * i;
                f.len[i] = 19;
                snprintf((char *)f.data + f.start[i], 32, "%04d-%02d-%02d 23:59:59", year, month,
                         (int[]){1, 28, 28, 28 + day % 4}[i]);
            }
            convert(&fast, &f, LT_TYPE(TIMESTAMP_NTZ), loops->values);
            convert(&slow, &f, LT_TYPE(TIMESTAMP_NTZ), &lt_csv_values_none);
            assert_int_equal(fast.done, slow.done);
            assert_memory_equal(fast.values, slow.values, slow.done * sizeof(int64_t));
        }
}

int main(void)
{
    return RUN(test(integers_are_those_of_the_scalar_loops),
               test(floats_are_those_of_the_scalar_loop),
               test(instants_are_those_of_the_scalar_loop), test(every_date_is_checked));
}

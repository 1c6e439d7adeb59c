#include "tests/guard.h"
#include "tests/helper.h"

#include "core/escape.h"
#include "format/csv_index.h"

#include <string.h>

enum { SIZE = 700 };

#define EACH_TIER(loops)                               \
    for (int tier_ = 0; tier_ < LT_CPU_TIERS; tier_++) \
        for (const lt_csv_loops *loops = lt_csv_loops_of((lt_cpu)tier_); loops; loops = NULL)

static const lt_csv_dialect rfc = {.delimiter = ',', .quote = '"', .has_quote = true};
static uint64_t             seed = 88172645463325252u;

static uint32_t any(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % n;
}

static void check_same(const lt_csv_marks *a, const lt_csv_marks *b)
{
    assert_int_equal(a->sep_count, b->sep_count);
    assert_int_equal(a->end_count, b->end_count);
    if (a->sep_count) assert_memory_equal(a->seps, b->seps, a->sep_count * sizeof(uint32_t));
    if (a->end_count) assert_memory_equal(a->ends, b->ends, a->end_count * sizeof(uint32_t));
}

/* A loop either gives up or says what the walk says, from any state and for any length. */
static bool agrees(const lt_csv_loops *l, const uint8_t *p, size_t n, lt_csv_state from)
{
    lt_csv_marks fast = {.mem = lt_mem_default()}, slow = {.mem = lt_mem_default()};
    lt_csv_state fast_state = from, slow_state = from;
    int64_t      odd = 0;
    lt_error     err;
    CHECK_OK(lt_csv_marks_room(&fast, n, &err), &err);
    CHECK_OK(lt_csv_marks_room(&slow, 2 * n, &err), &err);
    bool ok = l->index(p, n, 64, &rfc, &fast_state, &fast);
    lt_csv_walk(p, n, 64, &rfc, &slow_state, &slow, &odd);
    if (ok) {
        check_same(&fast, &slow);
        assert_int_equal(fast_state, slow_state);
        assert_int_equal(odd, 0);
    }
    lt_csv_marks_clear(&fast);
    lt_csv_marks_clear(&slow);
    return ok;
}

static void every_loop_agrees_with_the_walk_on_noise(void **state)
{
    static const char alphabet[] = "ab,\"\n\r,,ccddeeff";
    uint8_t           text[SIZE + 64] = {0};
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t n = any(8) ? any(40) : any(SIZE);
        for (size_t i = 0; i < n; i++) text[i] = (uint8_t)alphabet[any(sizeof(alphabet) - 1)];
        lt_csv_state from = (lt_csv_state)any(LT_CSV_CR + 1);
        EACH_TIER (loops) agrees(loops, text, n, from);
    }
}

/* Fields of RFC 4180 in a row: every loop must take them all. */
static size_t make_regular(uint8_t *p)
{
    static const char *const fields[] = {"",
                                         "a",
                                         "bc",
                                         "\"\"",
                                         "\"x,y\"",
                                         "\"a\"\"b\"",
                                         "\"\n\"",
                                         "\"\"\"\"",
                                         "long field of text",
                                         "\"\r\n,\"\"\""};
    size_t                   n = 0;
    while (n < SIZE - 40) {
        const char *f = fields[any(10)];
        memcpy(p + n, f, strlen(f));
        n += strlen(f);
        uint32_t end = any(6);
        if (end == 0) p[n++] = '\r';
        p[n++] = end < 2 ? '\n' : ',';
    }
    return n;
}

static void every_loop_takes_regular_text_in_any_pieces(void **state)
{
    uint8_t text[SIZE + 64] = {0};
    (void)state;
    for (int round = 0; round < 3000; round++) {
        size_t       n = make_regular(text), cut = any((uint32_t)n);
        lt_csv_state middle = LT_CSV_RECORD;
        lt_csv_marks m = {.mem = lt_mem_default()};
        int64_t      odd = 0;
        lt_error     err;
        CHECK_OK(lt_csv_marks_room(&m, 2 * n, &err), &err);
        lt_csv_walk(text, cut, 0, &rfc, &middle, &m, &odd);
        lt_csv_marks_clear(&m);
        EACH_TIER (loops) {
            uint8_t rest[SIZE + 64] = {0};
            memcpy(rest, text + cut, n - cut);
            assert_true(agrees(loops, text, n, LT_CSV_RECORD));
            assert_true(agrees(loops, rest, n - cut, middle));
        }
    }
}

static void irregular_quotes_and_lone_returns_are_refused(void **state)
{
    static const char *const bad[] = {"a\"b,c\n", "\"a\"b,c\n", "a\rb\n", "\"a\" ,b\n", "a,b\"\n"};
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        uint8_t text[128] = {0};
        memcpy(text, bad[i], strlen(bad[i]));
        EACH_TIER (loops) assert_false(agrees(loops, text, strlen(bad[i]), LT_CSV_RECORD));
    }
}

/* Pieces of good and bad UTF-8 at every distance from the blocks' ends. */
static void every_loop_knows_utf8(void **state)
{
    static const char *const pieces[] = {"a",
                                         "abcdefgh",
                                         "é",
                                         "€",
                                         "😀",
                                         "\xC3",
                                         "\xE2\x82",
                                         "\x80",
                                         "\xF0\x9F\x98",
                                         "\xC0\xAF",
                                         "\xED\xA0\x80",
                                         "\xF4\x90\x80\x80",
                                         "\xFF",
                                         "\xE0\x80\x80"};
    uint8_t                  text[SIZE + 64];
    (void)state;
    for (int round = 0; round < 30000; round++) {
        size_t n = 0, want = any(100), kinds = any(3) ? 5 : 14;
        memset(text, 0x80, sizeof(text));
        while (n < want) {
            const char *piece = pieces[any((uint32_t)kinds)];
            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }
        bool good = lt_utf8_valid((const char *)text, n, NULL);
        EACH_TIER (loops) assert_int_equal(loops->utf8(text, n), good);
    }
}

/* Text behind which 63 bytes may be read, and then a page that may not. */
static void no_loop_reads_past_what_it_may(void **state)
{
    guard g = guard_open(SIZE + 64);
    (void)state;
    for (size_t n = 0; n <= 300; n++) {
        uint8_t *text = guard_end(&g, n + 63), from[SIZE + 64];
        make_regular(from);
        memcpy(text, from, n);
        memset(text + n, '"', 63);
        EACH_TIER (loops) {
            agrees(loops, text, n, LT_CSV_RECORD);
            loops->utf8(text, n);
        }
    }
    guard_close(&g);
}

static void marks_are_unchanged_when_memory_runs_out(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_csv_marks m = {.mem = mem};
        lt_error     err;
        for (size_t n = 100; n < 100000; n *= 10) {
            size_t cap = m.sep_cap;
            if (lt_csv_marks_room(&m, n, &err)) {
                assert_int_equal(err.code, LT_ENOMEM);
                assert_true(m.sep_cap >= cap);
                break;
            }
        }
        lt_csv_marks_clear(&m);
    }
}

int main(void)
{
    return RUN(test(every_loop_agrees_with_the_walk_on_noise),
               test(every_loop_takes_regular_text_in_any_pieces),
               test(irregular_quotes_and_lone_returns_are_refused), test(every_loop_knows_utf8),
               test(no_loop_reads_past_what_it_may),
               test(marks_are_unchanged_when_memory_runs_out));
}

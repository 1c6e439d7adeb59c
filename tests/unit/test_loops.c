/* Every tier of hot loops this machine can run against plain C, on blocks that end at a page. */
#include "tests/guard.h"
#include "tests/helper.h"

#include "column/bitmap.h"
#include "kernel/loops.h"

#include <math.h>
#include <string.h>

enum { MOST = 300, ROUNDS = 4000, SHIFTS = 8 };

static uint64_t seed = 88172645463325252u;

static uint64_t any_word(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
}

static int32_t any(int32_t n) { return (int32_t)((any_word() >> 33) % (uint64_t)n); }

/* Few values, so that many are equal, and every one that is special. */
static int64_t any_int(void)
{
    static const int64_t special[] = {INT64_MIN, INT64_MIN + 1, -1,       0, 1,
                                      INT32_MAX, INT64_MAX - 1, INT64_MAX};
    return any(4) ? special[any(8)] : (int64_t)any_word();
}

static double any_real(void)
{
    static const double special[] = {0.0, -0.0, NAN, -NAN, INFINITY, -INFINITY, 1.5, 5e-324};
    double              bits;
    uint64_t            word = any_word();
    memcpy(&bits, &word, sizeof(bits)); /* now and then a NaN of its own */
    return any(4) ? special[any(8)] : bits;
}

/* One comparison by two tables; b ends at a page, too. */
static void compare_reals(const lt_loops *fast, double *a, double *b, int step, int op, int32_t n)
{
    uint64_t got[MOST / 64 + 2], want[MOST / 64 + 2];
    memset(got, 0x5A, sizeof(got));
    for (int32_t i = 0; i < n; i++) a[i] = any_real();
    for (int32_t i = 0; i < (step ? n : 1); i++) b[i] = any_real();
    fast->compare_f64(got, a, b, step, op, n);
    lt_loops_scalar.compare_f64(want, a, b, step, op, n);
    assert_memory_equal(got, want, lt_bits_bytes(n));
    assert_int_equal(got[lt_bits_words(n)], UINT64_C(0x5A5A5A5A5A5A5A5A));
}

static void compare_ints(const lt_loops *fast, int64_t *a, int64_t *b, int step, int op, int32_t n)
{
    uint64_t got[MOST / 64 + 2], want[MOST / 64 + 2];
    memset(got, 0x5A, sizeof(got));
    for (int32_t i = 0; i < n; i++) a[i] = any_int();
    for (int32_t i = 0; i < (step ? n : 1); i++) b[i] = any(2) ? any_int() : a[0];
    fast->compare_i64(got, a, b, step, op, n);
    lt_loops_scalar.compare_i64(want, a, b, step, op, n);
    assert_memory_equal(got, want, lt_bits_bytes(n));
    assert_int_equal(got[lt_bits_words(n)], UINT64_C(0x5A5A5A5A5A5A5A5A));
}

#define EACH_TIER(loops)                               \
    for (int tier_ = 0; tier_ < LT_CPU_TIERS; tier_++) \
        for (const lt_loops *loops = lt_loops_of((lt_cpu)tier_); loops; loops = NULL)

static void every_tier_compares_as_plain_c(void **state)
{
    guard x = guard_open((MOST + SHIFTS) * sizeof(int64_t));
    guard y = guard_open((MOST + SHIFTS) * sizeof(int64_t));
    (void)state;
    EACH_TIER (loops)
        for (int round = 0; round < ROUNDS; round++) {
            int32_t n = 1 + any(MOST), shift = any(2) ? any(SHIFTS) : 0;
            int     step = any(2), op = any(3);
            void   *a = guard_end(&x, (size_t)(n + shift) * sizeof(int64_t));
            void   *b = guard_end(&y, (size_t)((step ? n : 1) + shift) * sizeof(int64_t));
            compare_ints(loops, a, b, step, op, n);
            compare_reals(loops, a, b, step, op, n);
        }
    guard_close(&x);
    guard_close(&y);
}

/* What the comparisons mean, said once more: plain C is the reference, but of whom? */
static void plain_c_compares_as_spark(void **state)
{
    static const double order[] = {-INFINITY, -1.5, 0.0, 5e-324, INFINITY, NAN};
    (void)state;
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            for (int op = 0; op < 3; op++) {
                uint64_t bit;
                lt_loops_scalar.compare_f64(&bit, order + i, order + j, 0, op, 1);
                assert_int_equal(bit, op == 0 ? i == j : op == 1 ? i < j : i <= j);
            }
    uint64_t bit;
    lt_loops_scalar.compare_f64(&bit, &(double){-0.0}, &(double){0.0}, 0, 0, 1);
    assert_int_equal(bit, 1);
}

/* Words with a bit in `one_of` set; the last word's bits past n are noise. */
static void fill_bits(uint64_t *bits, int32_t n, int one_of)
{
    for (size_t w = 0; w < lt_bits_words(n); w++) {
        bits[w] = any_word();
        for (int i = 1; i < one_of; i++) bits[w] &= any_word();
        if (one_of == 0) bits[w] = ~UINT64_C(0);
    }
}

static void every_tier_selects_as_plain_c(void **state)
{
    guard   b = guard_open(64 + MOST / 8), v = guard_open(64 + MOST / 8), r = guard_open(4 * MOST);
    int32_t want[MOST];
    (void)state;
    EACH_TIER (loops)
        for (int round = 0; round < ROUNDS; round++) {
            int32_t   n = any(MOST + 1);
            uint64_t *bits = guard_end(&b, lt_bits_bytes(n));
            uint64_t *valid = any(2) ? guard_end(&v, lt_bits_bytes(n)) : NULL;
            int32_t  *rows = guard_end(&r, (size_t)n * sizeof(int32_t));
            fill_bits(bits, n, any(8));
            if (valid) fill_bits(valid, n, any(3));
            int32_t count = lt_loops_scalar.select_bits(want, bits, valid, n);
            assert_int_equal(loops->select_bits(rows, bits, valid, n), count);
            if (count) assert_memory_equal(rows, want, (size_t)count * sizeof(int32_t));
            for (int32_t i = 0; i < count; i++)
                assert_true(lt_bit(bits, want[i]) && lt_valid(valid, want[i]) && want[i] < n);
        }
    guard_close(&b);
    guard_close(&v);
    guard_close(&r);
}

static void every_tier_finds_the_extremes(void **state)
{
    guard v = guard_open((MOST + SHIFTS) * sizeof(int64_t));
    (void)state;
    EACH_TIER (loops)
        for (int round = 0; round < ROUNDS; round++) {
            int32_t  n = 1 + any(any(2) ? MOST : 20), shift = any(2) ? any(SHIFTS) : 0;
            int64_t *values = guard_end(&v, (size_t)(n + shift) * sizeof(int64_t)), ends[2];
            for (int32_t i = 0; i < n; i++)
                values[i] = any(2) ? any_int() : (int64_t)(any_word() >> 1);
            loops->extremes_i64(ends, values, n);
            int64_t low = values[0], high = values[0];
            for (int32_t i = 0; i < n; i++) {
                if (values[i] < low) low = values[i];
                if (values[i] > high) high = values[i];
            }
            assert_true(ends[0] == low && ends[1] == high);
        }
    guard_close(&v);
}

static void every_tier_finds_the_largest(void **state)
{
    guard v = guard_open((MOST + SHIFTS) * sizeof(uint32_t));
    (void)state;
    EACH_TIER (loops)
        for (int round = 0; round < ROUNDS; round++) {
            int32_t   n = any(MOST + 1), shift = any(2) ? any(SHIFTS) : 0, bits = any(33);
            uint32_t *values = guard_end(&v, (size_t)(n + shift) * sizeof(uint32_t)), most = 0;
            for (int32_t i = 0; i < n; i++) {
                values[i] = (uint32_t)(any_word() >> 32 >> bits);
                if (values[i] > most) most = values[i];
            }
            for (int32_t i = n; i < n + shift; i++) values[i] = UINT32_MAX;
            assert_int_equal(loops->largest_u32(values, n), most);
        }
    guard_close(&v);
}

/* Packed bits end at the page, so that a load past them faults. */
static void every_tier_unpacks_what_was_packed(void **state)
{
    guard    g = guard_open(4 * MOST), o = guard_open(4 * MOST);
    uint32_t values[MOST];
    (void)state;
    EACH_TIER (loops)
        for (int round = 0; round < ROUNDS; round++) {
            int32_t   n = any(MOST + 1), width = 1 + any(25), len = (n * width + 7) / 8;
            uint8_t  *bytes = guard_end(&g, (size_t)len);
            uint32_t *out = guard_end(&o, (size_t)n * sizeof(uint32_t));
            if (len) memset(bytes, 0, (size_t)len);
            for (int32_t i = 0; i < n; i++) {
                values[i] = (uint32_t)any_word() & ((1u << width) - 1);
                for (int32_t b = 0, at = i * width; b < width; b++, at++)
                    bytes[at >> 3] |= (uint8_t)((values[i] >> b & 1) << (at & 7));
            }
            int64_t done = loops->unpack_u32(out, n, width, bytes, len);
            assert_true(done >= 0 && done <= n && done % 8 == 0);
            if (done) assert_memory_equal(out, values, (size_t)done * sizeof(uint32_t));
            if (loops != &lt_loops_scalar) assert_true(done >= n - 8 - 8 * 30 / width);
        }
    guard_close(&g);
    guard_close(&o);
}

static void every_tier_hashes_as_plain_c(void **state)
{
    guard    v = guard_open(8 * MOST);
    uint64_t got[MOST], want[MOST];
    (void)state;
    EACH_TIER (loops)
        for (int round = 0; round < ROUNDS / 4; round++) {
            int32_t   n = 1 + any(MOST);
            bool      first = any(2);
            uint64_t *words = guard_end(&v, (size_t)n * sizeof(uint64_t));
            for (int32_t i = 0; i < n; i++) words[i] = any_word(), got[i] = want[i] = any_word();
            loops->hash_64(got, words, n, first);
            lt_loops_scalar.hash_64(want, words, n, first);
            assert_memory_equal(got, want, (size_t)n * sizeof(uint64_t));
            uint32_t *halves = guard_end(&v, (size_t)n * sizeof(uint32_t));
            loops->hash_32(got, halves, n, first);
            lt_loops_scalar.hash_32(want, halves, n, first);
            assert_memory_equal(got, want, (size_t)n * sizeof(uint64_t));
        }
    guard_close(&v);
}

static void the_tier_in_use_has_its_table(void **state)
{
    lt_cpu was = lt_cpu_get();
    (void)state;
    for (int t = 0; t < LT_CPU_TIERS; t++)
        if (lt_cpu_use((lt_cpu)t)) assert_ptr_equal(lt_loops_get(), lt_loops_of((lt_cpu)t));
    assert_true(lt_cpu_use(was));
    assert_ptr_equal(lt_loops_of(LT_CPU_SCALAR), &lt_loops_scalar);
}

int main(void)
{
    return RUN(test(plain_c_compares_as_spark), test(every_tier_compares_as_plain_c),
               test(every_tier_selects_as_plain_c), test(every_tier_finds_the_extremes),
               test(every_tier_finds_the_largest), test(every_tier_unpacks_what_was_packed),
               test(every_tier_hashes_as_plain_c), test(the_tier_in_use_has_its_table));
}

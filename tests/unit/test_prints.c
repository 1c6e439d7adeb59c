#include "exec/prints.h"

#include "tests/helper.h"

/* A plain list of (print, row), for comparison. */
typedef struct known {
    uint64_t print, row;
} known;

static uint64_t any(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (*seed >> 32) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Every row entered under print is met by probing, and no other. */
static void check_found(const lt_prints *t, const known *all, int n, uint64_t print)
{
    int expected = 0, met = 0;
    for (int i = 0; i < n; i++) expected += all[i].print == print;
    size_t at = lt_prints_probe(t, lt_prints_home(t, print), print);
    for (; !lt_prints_is_free(t, at); at = lt_prints_probe(t, at + 1, print)) {
        uint64_t row = lt_prints_row(t, at);
        assert_true(row < (uint64_t)n);
        assert_int_equal(all[row].print, print);
        met++;
    }
    assert_int_equal(met, expected);
}

static void enter(lt_prints *t, known *all, int n, uint64_t print)
{
    size_t at = lt_prints_home(t, print);
    while (!lt_prints_is_free(t, at = lt_prints_probe(t, at, print))) at++;
    lt_prints_take(t, at, print, (uint64_t)n);
    all[n] = (known){print, (uint64_t)n};
}

enum { MANY = 3000 };

/* spread: bits of the hashes that differ; few of them make many rows of one fingerprint. */
static void fill_and_check(int row_bits, bool wide, uint64_t spread, int expect)
{
    static known all[MANY];
    lt_prints    t;
    lt_error     err;
    uint64_t     seed = 7 + (uint64_t)row_bits;
    lt_prints_open(&t, lt_mem_default(), row_bits, wide);
    for (int n = 0; n < MANY; n++) {
        CHECK_OK(lt_prints_reserve(&t, 1, &err), &err);
        if (n == expect) CHECK_OK(lt_prints_expect(&t, MANY, &err), &err);
        enter(&t, all, n, lt_print_of(&t, any(&seed) & spread));
        assert_int_equal(t.count, n + 1);
    }
    for (int n = 0; n < MANY; n += 7) check_found(&t, all, MANY, all[n].print);
    for (int n = 0; n < 200; n++) check_found(&t, all, MANY, lt_print_of(&t, any(&seed) & spread));
    lt_prints_close(&t);
}

static void rows_are_found_under_their_fingerprints(void **state)
{
    static const int      bits[] = {12, 20, 31, 32, 40, 55};
    static const uint64_t spreads[] = {UINT64_MAX, UINT64_C(0xFF) << 56, UINT64_C(0xFFF) << 20, 0};
    (void)state;
    for (int b = 0; b < 6; b++)
        for (int s = 0; s < 3; s++)
            for (int wide = 0; wide < 2; wide++)
                fill_and_check(bits[b], wide, spreads[s], s == 1 ? 100 : -1);
}

static void a_slot_keeps_as_much_of_a_fingerprint_as_it_says(void **state)
{
    lt_prints narrow, wide;
    (void)state;
    lt_prints_open(&narrow, lt_mem_default(), 30, false);
    lt_prints_open(&wide, lt_mem_default(), 40, true);
    uint64_t low = UINT64_C(1) << 29, next = UINT64_C(1) << 30, hash = UINT64_C(5) << 60;
    assert_int_equal(lt_print_of(&narrow, hash | low), lt_print_of(&narrow, hash));
    assert_int_not_equal(lt_print_of(&narrow, hash | next), lt_print_of(&narrow, hash));
    assert_int_not_equal(lt_print_of(&wide, hash | low), lt_print_of(&wide, hash));
    assert_int_not_equal(lt_print_of(&narrow, 0), 0); /* 0 is a free slot */
    assert_int_not_equal(lt_print_of(&wide, 0) >> 40, 0);
    lt_prints_close(&narrow);
    lt_prints_close(&wide);
}

static void a_row_is_replaced_in_its_slot(void **state)
{
    lt_prints t;
    lt_error  err;
    (void)state;
    lt_prints_open(&t, lt_mem_default(), 20, true);
    CHECK_OK(lt_prints_reserve(&t, 1, &err), &err);
    uint64_t print = lt_print_of(&t, UINT64_MAX);
    size_t   at = lt_prints_home(&t, print);
    lt_prints_take(&t, at, print, 17);
    lt_prints_set_row(&t, at, 0xFFFFF);
    assert_int_equal(lt_prints_row(&t, at), 0xFFFFF);
    assert_int_equal(lt_prints_probe(&t, at, print), at);
    lt_prints_close(&t);
}

static void survives_refused_memory(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_prints t;
        lt_error  err;
        lt_status status = LT_OK;
        lt_prints_open(&t, mem, 40, true);
        for (int n = 0; !status && n < 5; n++) {
            size_t before = t.count;
            status = n == 3 ? lt_prints_expect(&t, 9000, &err) : lt_prints_reserve(&t, 900, &err);
            assert_int_equal(t.count, before);
            for (uint64_t i = 0; !status && i < 900; i++) {
                uint64_t print = lt_print_of(&t, i * UINT64_C(0x9E3779B97F4A7C15));
                size_t   at = lt_prints_home(&t, print);
                while (!lt_prints_is_free(&t, at)) at++;
                if (n != 3) lt_prints_take(&t, at, print, i);
            }
        }
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_prints_close(&t);
    }
}

int main(void)
{
    return RUN(test(rows_are_found_under_their_fingerprints),
               test(a_slot_keeps_as_much_of_a_fingerprint_as_it_says),
               test(a_row_is_replaced_in_its_slot), test(survives_refused_memory));
}

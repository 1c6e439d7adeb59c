#include "exec/sort_bits.h"

#include "exec/sort_radix.h"
#include "tests/helper.h"

#include <stdlib.h>

static uint64_t seed = 1;
static uint64_t rnd(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed >> 33;
}

enum { KEYS = 300, MOST = 48 };

typedef struct keys {
    uint8_t bytes[KEYS][MOST + 8];
    size_t  len[KEYS];
} keys;

/* None begins another: each ends in a zero that stands nowhere else, unless all are of one length.
 */
static void make_keys(keys *k, size_t most, bool same_length)
{
    uint8_t shared[MOST];
    int     variety = (int)(rnd() % 4);
    for (size_t i = 0; i < MOST; i++) shared[i] = (uint8_t)(1 + rnd() % 255);
    for (int i = 0; i < KEYS; i++) {
        k->len[i] = same_length ? most : 1 + rnd() % most;
        for (size_t b = 0; b < k->len[i]; b++) {
            uint8_t own = (uint8_t)(1 + rnd() % (b % 3 ? 4 : 255));
            k->bytes[i][b] = rnd() % 5 < (uint64_t)variety ? own : shared[b];
        }
        if (!same_length) k->bytes[i][k->len[i] - 1] = 0;
        memset(k->bytes[i] + k->len[i], (int)(rnd() % 256), MOST + 8 - k->len[i]);
    }
}

static int compare(const keys *k, int a, int b)
{
    size_t n = k->len[a] < k->len[b] ? k->len[a] : k->len[b];
    int    order = memcmp(k->bytes[a], k->bytes[b], n);
    return order < 0 ? -1 : order > 0;
}

static void numbers_are_in_the_order_of_the_keys(void **state)
{
    (void)state;
    static keys k;
    bool        seen_exact = false, seen_more = false;
    for (int round = 0; round < 300; round++) {
        lt_sort_bits    halves[2] = {{.any = false}, {.any = false}};
        lt_sort_squeeze q;
        make_keys(&k, 1 + rnd() % MOST, round % 2);
        for (int i = 0; i < KEYS; i++) lt_sort_bits_add(&halves[i % 3 == 0], k.bytes[i], k.len[i]);
        lt_sort_bits_merge(&halves[0], &halves[1]);
        lt_sort_squeeze_make(&q, &halves[0]);
        assert_true(q.all_bits <= 64);
        (q.exact ? &seen_exact : &seen_more)[0] = true;
        for (int i = 1; i < KEYS; i++) {
            int      j = (int)(rnd() % (uint64_t)i), order = compare(&k, i, j);
            uint64_t a = lt_sort_number(&q, k.bytes[i], k.len[i]);
            uint64_t b = lt_sort_number(&q, k.bytes[j], k.len[j]);
            if (q.all_bits < 64) assert_true(a >> q.all_bits == 0);
            if (a != b) assert_int_equal(a < b ? -1 : 1, order);
            if (a == b && q.exact) assert_int_equal(order, 0);
            if (a == b && !q.exact)
                for (size_t at = 0; at < q.done; at += 8)
                    assert_true(lt_sort_word(k.bytes[i], k.len[i], at) ==
                                lt_sort_word(k.bytes[j], k.len[j], at));
        }
    }
    assert_true(seen_exact && seen_more);
}

static void a_word_ends_with_its_key(void **state)
{
    (void)state;
    const uint8_t key[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    assert_true(lt_sort_word(key, 8, 0) == UINT64_C(0x0102030405060708));
    assert_true(lt_sort_word(key, 3, 0) == UINT64_C(0x0102030000000000));
    assert_true(lt_sort_word(key, 9, 8) == UINT64_C(0x0900000000000000));
    assert_true(lt_sort_word(key, 8, 8) == 0);
}

/* ---- radix ---- */

static lt_status go_on(void *arg, lt_error *err)
{
    (void)err;
    ++*(int *)arg;
    return LT_OK;
}

static lt_status give_up(void *arg, lt_error *err)
{
    (void)arg;
    return LT_FAIL(err, LT_ECANCELLED, "enough");
}

static int by_key_then_row(const void *a, const void *b)
{
    const lt_sort_entry *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static void check_radix(int64_t n, int bits, uint64_t mask)
{
    size_t         bytes = (size_t)n * sizeof(lt_sort_entry) + 1;
    lt_sort_entry *e = malloc(bytes), *want = malloc(bytes), *room = malloc(bytes);
    int            calls = 0;
    lt_error       err;
    for (int64_t i = 0; i < n; i++) {
        uint64_t key = (rnd() << 40 ^ rnd() << 20 ^ rnd()) & mask;
        e[i] = want[i] = (lt_sort_entry){bits < 64 ? key & ((UINT64_C(1) << bits) - 1) : key, i};
    }
    qsort(want, (size_t)n, sizeof(*want), by_key_then_row);
    CHECK_OK(lt_sort_radix(e, room, n, bits, &(lt_sort_watch){go_on, &calls}, &err), &err);
    for (int64_t i = 0; i < n; i++) {
        assert_true(e[i].key == want[i].key);
        assert_int_equal(e[i].row, want[i].row);
    }
    free(e), free(want), free(room);
}

static void entries_are_in_order_and_equal_ones_stay(void **state)
{
    static const int64_t counts[] = {0, 1, 2, 31, 32, 33, 500, 5000, 70000, 200000};
    static const int     bits[] = {0, 1, 7, 8, 9, 11, 12, 40, 63, 64};
    (void)state;
    for (size_t c = 0; c < sizeof(counts) / sizeof(*counts); c++)
        for (size_t b = 0; b < sizeof(bits) / sizeof(*bits); b++) {
            check_radix(counts[c], bits[b], UINT64_MAX);
            check_radix(counts[c], bits[b], UINT64_C(0x8000000000010003));
        }
}

static void a_sort_ends_when_it_is_told_to(void **state)
{
    (void)state;
    enum { N = 1 << 15 };
    lt_sort_entry *e = calloc(2 * N, sizeof(*e));
    lt_error       err;
    CHECK_FAILS(lt_sort_radix(e, e + N, N, 64, &(lt_sort_watch){give_up, NULL}, &err),
                LT_ECANCELLED, &err);
    free(e);
}

int main(void)
{
    return RUN(test(numbers_are_in_the_order_of_the_keys), test(a_word_ends_with_its_key),
               test(entries_are_in_order_and_equal_ones_stay),
               test(a_sort_ends_when_it_is_told_to));
}

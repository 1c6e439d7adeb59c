#include "core/hash.h"

#include "tests/helper.h"

#include <math.h>

/* Published values of XXH3 and splitmix64: stored hashes must never change. */
static void has_the_published_values(void **state)
{
    (void)state;
    assert_true(lt_hash64(NULL, 0, 0) == UINT64_C(0x2D06800538D394C2));
    lt_hash128 empty = lt_hash_128("", 0, 0);
    assert_true(empty.low == UINT64_C(0x6001C324468D497F));
    assert_true(empty.high == UINT64_C(0x99AA06D3014798D8));
    assert_true(lt_hash_mix64(UINT64_C(0x9E3779B97F4A7C15)) == UINT64_C(0xE220A8397B1DCDAF));
    assert_true(lt_hash64("lote", 4, 1) != lt_hash64("lote", 4, 2));
}

static void changes_half_of_the_bits_for_one(void **state)
{
    (void)state;
    for (int bit = 0; bit < 64; bit++) {
        int changed = 0;
        for (uint64_t x = 1; x <= 1000; x++)
            changed +=
                __builtin_popcountll(lt_hash_mix64(x) ^ lt_hash_mix64(x ^ UINT64_C(1) << bit));
        assert_true(changed > 30000 && changed < 34000);
    }
}

static void combines_in_order(void **state)
{
    (void)state;
    assert_true(lt_hash_combine(lt_hash_combine(0, 1), 2) !=
                lt_hash_combine(lt_hash_combine(0, 2), 1));
    assert_true(lt_hash_combine(0, 0) != 0);
}

static void has_one_key_for_equal_floats(void **state)
{
    (void)state;
    assert_true(lt_hash_f64_key(-0.0) == lt_hash_f64_key(0.0));
    assert_true(lt_hash_f64_key(NAN) == lt_hash_f64_key(-NAN));
    assert_true(lt_hash_f64_key(1.0) != lt_hash_f64_key(-1.0));
}

int main(void)
{
    return RUN(test(has_the_published_values), test(changes_half_of_the_bits_for_one),
               test(combines_in_order), test(has_one_key_for_equal_floats));
}

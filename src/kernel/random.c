/* random.c — numbers and texts by chance: pure functions of a seed and a row's ordinal, so that an
 * answer depends neither on threads nor on the order in which batches are worked on.
 *
 * Row k of a relation takes the k-th of splitmix64's numbers from the seed on, of which any can be
 * had directly.
 *
 * Source   Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014); RFC 9562
 */
#include "core/clock.h"
#include "core/hash.h"
#include "kernel/block.h"
#include "kernel/functions_number.h"
#include "kernel/strings.h"

#include <math.h>
#include <sys/random.h>

int64_t lt_random_seed(void)
{
    int64_t seed;
    if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) == (ssize_t)sizeof(seed)) return seed;
    return lt_clock_monotonic_ns(); /* early in a boot there may be nothing better */
}

/* The draw-th 64 bits of a row. */
static uint64_t bits_of(const lt_call *call, int32_t row, int64_t seed, uint64_t draw)
{
    uint64_t ordinal =
        (uint64_t)call->ordinal + (uint64_t)(call->positions ? call->positions[row] : row);
    uint64_t start = lt_hash_mix64((uint64_t)seed + UINT64_C(0x9E3779B97F4A7C15));
    uint64_t mine = lt_hash_mix64(start + (ordinal + 1) * UINT64_C(0x9E3779B97F4A7C15));
    return draw ? lt_hash_mix64(mine + draw * UINT64_C(0xD1342543DE82EF95)) : mine;
}

/* In [0, 1), a multiple of 2^-53. */
static double fraction(uint64_t bits) { return (double)(bits >> 11) * 0x1p-53; }

static int64_t int_at(const lt_column *c, int32_t row)
{
    int64_t one[1];
    return *lt_block_i64(one, c, row, 1);
}

/* The seed is the last argument. */
static int64_t seed_at(const lt_call *call, int32_t row)
{
    return int_at(call->args[call->arg_count - 1], row);
}

lt_status lt_kernel_rand(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_column *made;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t i = 0; i < call->rows; i++)
        ((double *)made->values)[i] = fraction(bits_of(call, i, seed_at(call, i), 0));
    *out = made;
    return LT_OK;
}

/* Box and Muller's: two even numbers make a normal one. */
lt_status lt_kernel_randn(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_column *made;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t i = 0; i < call->rows; i++) {
        int64_t seed = seed_at(call, i);
        double  radius = sqrt(-2 * log(1 - fraction(bits_of(call, i, seed, 1))));
        double  angle = 2 * M_PI * fraction(bits_of(call, i, seed, 2));
        ((double *)made->values)[i] = radius * cos(angle);
    }
    *out = made;
    return LT_OK;
}

/* Whole numbers in [low, high), low where there are none; either may be the larger. */
static int64_t whole_between(int64_t a, int64_t b, uint64_t bits)
{
    int64_t           low = a < b ? a : b, high = a < b ? b : a;
    unsigned __int128 span = (unsigned __int128)((__int128)high - low);
    return (int64_t)((__int128)low + (__int128)(span * bits >> 64));
}

lt_status lt_kernel_uniform(const lt_call *call, lt_column **out, lt_error *err)
{
    double     x[1], y[1];
    bool       whole = lt_type_is_int(call->result);
    lt_column *made;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t i = 0; i < call->rows; i++) {
        uint64_t bits = bits_of(call, i, seed_at(call, i), 0);
        if (whole) {
            lt_put_int(made, i,
                       whole_between(int_at(call->args[0], i), int_at(call->args[1], i), bits));
            continue;
        }
        double low = *lt_block_f64(x, call->args[0], i, 1);
        double high = *lt_block_f64(y, call->args[1], i, 1);
        ((double *)made->values)[i] = low + (high - low) * fraction(bits);
    }
    *out = made;
    return LT_OK;
}

static lt_status uuid_row(lt_maker *m, int32_t row, lt_error *err)
{
    static const char hex[] = "0123456789abcdef";
    int64_t           seed = seed_at(m->call, row);
    uint64_t          high = bits_of(m->call, row, seed, 1), low = bits_of(m->call, row, seed, 2);
    uint8_t          *room;
    high = (high & ~UINT64_C(0xF000)) | UINT64_C(0x4000);   /* version 4 */
    low = (low & ~(UINT64_C(3) << 62)) | UINT64_C(2) << 62; /* variant 1 */
    LT_TRY(lt_heap_room(&room, &m->heap, 36, err));
    for (int digit = 0, at = 0; at < 36; at++) {
        bool dash = at == 8 || at == 13 || at == 18 || at == 23;
        if (dash) {
            room[at] = '-';
            continue;
        }
        uint64_t half = digit < 16 ? high : low;
        room[at] = (uint8_t)hex[half >> (60 - digit % 16 * 4) & 15];
        digit++;
    }
    lt_put_room(m, row, room, 36);
    return LT_OK;
}

lt_status lt_kernel_uuid(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make(call, out, uuid_row, NULL, false, err);
}

static lt_status randstr_row(lt_maker *m, int32_t row, lt_error *err)
{
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    int32_t           n = lt_int_arg(m, 0, row);
    int64_t           seed = seed_at(m->call, row);
    uint8_t          *room;
    if (n < 0) return LT_FAIL(err, LT_EINVAL, "a text cannot have %d characters", n);
    LT_TRY(lt_heap_room(&room, &m->heap, (size_t)n, err));
    for (int32_t i = 0; i < n; i++) {
        unsigned __int128 wide = bits_of(m->call, row, seed, (uint64_t)i + 1);
        room[i] = (uint8_t)letters[(size_t)(wide * (sizeof(letters) - 1) >> 64)];
    }
    lt_put_room(m, row, room, (size_t)n);
    return LT_OK;
}

lt_status lt_kernel_randstr(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make(call, out, randstr_row, NULL, false, err);
}

lt_status lt_kernel_row_id(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_column *made;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t i = 0; i < call->rows; i++)
        ((int64_t *)made->values)[i] = call->ordinal + (call->positions ? call->positions[i] : i);
    *out = made;
    return LT_OK;
}

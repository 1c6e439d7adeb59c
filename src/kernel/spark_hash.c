/* spark_hash.c — hash and xxhash64 as Spark computes them: each column's hash is the seed of the
 * next one's, the first seed is 42, a null leaves the hash as it is.
 *
 * Numbers up to int, dates and bools are hashed as 4 bytes, bigints and timestamps as 8, floats by
 * their bits (-0.0 as 0.0, every NaN as one), decimals of up to 18 digits as bigints, larger
 * ones as their fewest big-endian bytes, lists element by element.
 *
 * Source   Spark 4 hash.scala (HashExpression), Murmur3_x86_32.java, XXH64.java
 */
#include "kernel/functions_text.h"
#include "kernel/work.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- Murmur3, 32 bits; the last bytes go in one by one, with their sign ---- */

static uint32_t left(uint32_t x, int n) { return x << n | x >> (32 - n); }

static uint32_t murmur_mix(uint32_t h, uint32_t k)
{
    k = left(k * 0xCC9E2D51, 15) * 0x1B873593;
    return left(h ^ k, 13) * 5 + 0xE6546B64;
}

static uint32_t murmur_end(uint32_t h, uint32_t len)
{
    h ^= len;
    h = (h ^ h >> 16) * 0x85EBCA6B;
    h = (h ^ h >> 13) * 0xC2B2AE35;
    return h ^ h >> 16;
}

static uint64_t murmur(uint64_t seed, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    uint32_t       h = (uint32_t)seed;
    size_t         i = 0;
    for (; i + 4 <= n; i += 4) {
        uint32_t k;
        memcpy(&k, p + i, sizeof(k));
        h = murmur_mix(h, k);
    }
    for (; i < n; i++) h = murmur_mix(h, (uint32_t)(int8_t)p[i]);
    return murmur_end(h, (uint32_t)n);
}

static uint64_t xx(uint64_t seed, const void *bytes, size_t n)
{
    return XXH64(n ? bytes : "", n, seed);
}

/* ---- values ---- */

typedef uint64_t hash_fn(uint64_t seed, const void *bytes, size_t n);

static uint64_t hash_int(hash_fn *fn, uint64_t seed, int32_t v) { return fn(seed, &v, sizeof(v)); }
static uint64_t hash_long(hash_fn *fn, uint64_t seed, int64_t v) { return fn(seed, &v, sizeof(v)); }

static uint64_t hash_float(hash_fn *fn, uint64_t seed, float v)
{
    uint32_t bits = 0x7FC00000;
    if (v == 0) v = 0;
    if (v == v) memcpy(&bits, &v, sizeof(bits));
    return fn(seed, &bits, sizeof(bits));
}

static uint64_t hash_double(hash_fn *fn, uint64_t seed, double v)
{
    uint64_t bits = UINT64_C(0x7FF8000000000000);
    if (v == 0) v = 0;
    if (v == v) memcpy(&bits, &v, sizeof(bits));
    return fn(seed, &bits, sizeof(bits));
}

/* As java.math.BigInteger's bytes: the fewest that keep the sign, the highest first. */
static uint64_t hash_decimal(hash_fn *fn, uint64_t seed, lt_i128 v, int precision)
{
    uint8_t bytes[16];
    size_t  n = 1;
    if (precision <= 18) return hash_long(fn, seed, (int64_t)v);
    while (n < 16 && v >> (8 * n - 1) != (v < 0 ? -1 : 0)) n++;
    for (size_t i = 0; i < n; i++) bytes[i] = (uint8_t)(v >> 8 * (n - 1 - i));
    return fn(seed, bytes, n);
}

static uint64_t hash_value(hash_fn *fn, uint64_t seed, const lt_column *c, int32_t row);

/* Element by element, as if they were columns. */
static uint64_t hash_list(hash_fn *fn, uint64_t seed, const lt_column *c, int32_t row)
{
    const lt_column *items = lt_list_items(c);
    lt_span          span = lt_list_at(c, row);
    for (int32_t i = span.start; i < span.start + span.len; i++)
        if (lt_column_valid(items, i)) seed = hash_value(fn, seed, items, i);
    return seed;
}

static uint64_t hash_value(hash_fn *fn, uint64_t seed, const lt_column *c, int32_t row)
{
    int32_t        slot = c->encoding == LT_CONST ? 0 : row;
    const void    *v = c->values;
    const lt_view *text;
    switch ((lt_type_id)c->type.id) {
    case LT_BOOL: return hash_int(fn, seed, lt_bit(v, slot));
    case LT_I8: return hash_int(fn, seed, ((const int8_t *)v)[slot]);
    case LT_I16: return hash_int(fn, seed, ((const int16_t *)v)[slot]);
    case LT_I32:
    case LT_DATE: return hash_int(fn, seed, ((const int32_t *)v)[slot]);
    case LT_F32: return hash_float(fn, seed, ((const float *)v)[slot]);
    case LT_F64: return hash_double(fn, seed, ((const double *)v)[slot]);
    case LT_DECIMAL: return hash_decimal(fn, seed, ((const lt_i128 *)v)[slot], c->type.precision);
    case LT_STRING:
    case LT_BINARY:
        text = (const lt_view *)v + slot;
        return fn(seed, lt_view_bytes(text), (size_t)text->len);
    case LT_LIST: return hash_list(fn, seed, c, row);
    default: return hash_long(fn, seed, ((const int64_t *)v)[slot]);
    }
}

/* ---- rows: column by column ---- */

static void add_column(hash_fn *fn, uint64_t *hashes, const lt_column *c, int32_t rows)
{
    if (c->type.id == LT_VOID) return;
    for (int32_t i = 0; i < rows; i++)
        if (lt_column_valid(c, i)) hashes[i] = hash_value(fn, hashes[i], c, i);
}

static lt_status run(const lt_call *call, lt_column **out, hash_fn *fn, lt_error *err)
{
    size_t    bytes = ((size_t)call->rows + 1) * sizeof(uint64_t);
    uint64_t *hashes = lt_mem_resize(call->mem, NULL, 0, bytes);
    if (!hashes) return lt_mem_refused(call->mem, bytes, "hashes", err);
    for (int32_t i = 0; i < call->rows; i++) hashes[i] = 42;
    for (int32_t k = 0; k < call->arg_count; k++) add_column(fn, hashes, call->args[k], call->rows);
    lt_column *made = NULL;
    lt_status  status = lt_call_result(call, &made, err);
    for (int32_t i = 0; !status && i < call->rows; i++) {
        if (made->type.id == LT_I32)
            ((int32_t *)made->values)[i] = (int32_t)(uint32_t)hashes[i];
        else
            ((int64_t *)made->values)[i] = (int64_t)hashes[i];
    }
    lt_mem_free(call->mem, hashes, bytes);
    if (!status) *out = made;
    return status;
}

lt_status lt_kernel_hash(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, murmur, err);
}

lt_status lt_kernel_xxhash64(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, xx, err);
}

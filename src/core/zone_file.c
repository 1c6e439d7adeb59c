/* A TZif file is a block with times of 32 bits, then from version 2 on the same block again
 * with times of 64 bits, then the rule between newlines. Every count is checked against
 * the bytes at hand before it is used. */
#include "core/zone_file.h"

#include <endian.h>
#include <string.h>

enum { HEADER_BYTES = 44, KIND_BYTES = 6, MOST_OFFSET_S = 26 * 3600 };

typedef struct block {
    char           version; /* 0, '2', '3', … */
    size_t         utc, standard, leaps, changes, kinds, letters;
    size_t         time_bytes;
    const uint8_t *data; /* behind the header */
    size_t         data_bytes;
} block;

static uint32_t big_32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof(v));
    return be32toh(v);
}

static int64_t big_time(const uint8_t *p, size_t bytes)
{
    uint64_t v;
    if (bytes == 4) return (int32_t)big_32(p);
    memcpy(&v, p, sizeof(v));
    return (int64_t)be64toh(v);
}

static bool read_header(const uint8_t *p, size_t n, size_t time_bytes, block *b)
{
    if (n < HEADER_BYTES || memcmp(p, "TZif", 4) != 0) return false;
    *b = (block){.version = (char)p[4],
                 .utc = big_32(p + 20),
                 .standard = big_32(p + 24),
                 .leaps = big_32(p + 28),
                 .changes = big_32(p + 32),
                 .kinds = big_32(p + 36),
                 .letters = big_32(p + 40),
                 .time_bytes = time_bytes,
                 .data = p + HEADER_BYTES};
    /* 32-bit counts times at most 12 cannot overflow a size_t of 64 bits. */
    b->data_bytes = b->changes * (time_bytes + 1) + b->kinds * KIND_BYTES + b->letters +
                    b->leaps * (time_bytes + 4) + b->standard + b->utc;
    return b->kinds >= 1 && b->kinds <= 256 && b->letters >= 1 && b->letters <= 256 &&
           b->data_bytes <= n - HEADER_BYTES;
}

/* The block to use and the rule behind it, if any. */
static bool find_block(const uint8_t *p, size_t n, block *b, const char **rule, size_t *rule_len)
{
    *rule_len = 0;
    if (!read_header(p, n, 4, b)) return false;
    if (b->version == 0) return true;

    size_t skip = HEADER_BYTES + b->data_bytes;
    if (!read_header(p + skip, n - skip, 8, b)) return false;
    const char *footer = (const char *)b->data + b->data_bytes, *end = (const char *)p + n;
    if (footer == end || *footer != '\n') return false;
    const char *stop = memchr(footer + 1, '\n', (size_t)(end - footer - 1));
    if (!stop) return false;
    *rule = footer + 1;
    *rule_len = (size_t)(stop - *rule);
    return true;
}

static bool fill(lt_zone *z, const block *b)
{
    const uint8_t *times = b->data, *kinds_of = times + b->changes * b->time_bytes;
    const uint8_t *kinds = kinds_of + b->changes, *letters = kinds + b->kinds * KIND_BYTES;

    for (size_t i = 0; i < b->changes; i++) {
        z->at[i] = big_time(times + i * b->time_bytes, b->time_bytes);
        z->kind_of[i] = kinds_of[i];
        if (kinds_of[i] >= b->kinds || (i && z->at[i] <= z->at[i - 1])) return false;
    }
    for (size_t i = 0; i < b->kinds; i++) {
        const uint8_t *k = kinds + i * KIND_BYTES;
        z->kinds[i] = (lt_zone_kind){(int32_t)big_32(k), k[4] != 0, k[5]};
        if (k[5] >= b->letters || z->kinds[i].offset_s < -MOST_OFFSET_S ||
            z->kinds[i].offset_s > MOST_OFFSET_S)
            return false;
    }
    memcpy(z->abbreviations, letters, b->letters);
    z->abbreviations[b->letters] = 0;
    return true;
}

static lt_zone *new_zone(lt_mem *mem, const block *b)
{
    size_t   times = b->changes * sizeof(int64_t), kinds = b->kinds * sizeof(lt_zone_kind);
    size_t   bytes = sizeof(lt_zone) + times + kinds + b->changes + b->letters + 1;
    lt_zone *z = lt_mem_zeroed(mem, 1, bytes);
    if (!z) return NULL;
    z->mem = mem;
    z->bytes = bytes;
    z->changes = b->changes;
    z->at = (int64_t *)(z + 1);
    z->kinds = (lt_zone_kind *)(z->at + b->changes);
    z->kind_of = (uint8_t *)(z->kinds + b->kinds);
    z->abbreviations = (char *)(z->kind_of + b->changes);
    return z;
}

lt_status lt_zone_read(lt_zone **out, lt_mem *mem, const uint8_t *bytes, size_t n, lt_error *err)
{
    block       b;
    const char *rule = NULL;
    size_t      rule_len;

    if (!find_block(bytes, n, &b, &rule, &rule_len))
        return LT_FAIL(err, LT_EPARSE, "not a whole TZif file");
    if (b.leaps) return LT_FAIL(err, LT_EUNSUPPORTED, "a time zone that counts leap seconds");

    lt_zone *z = new_zone(mem, &b);
    if (!z) return lt_mem_refused(mem, n, "a time zone", err);
    z->has_rule = rule_len > 0;
    if (!fill(z, &b) || (z->has_rule && !lt_zone_rule_parse(rule, rule_len, &z->rule))) {
        lt_zone_close(z);
        return LT_FAIL(err, LT_EPARSE, "a TZif file with impossible contents");
    }
    *out = z;
    return LT_OK;
}

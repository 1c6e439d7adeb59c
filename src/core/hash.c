#include "core/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t lt_hash64(const void *p, size_t n, uint64_t seed)
{
    return XXH3_64bits_withSeed(n ? p : "", n, seed);
}

lt_hash128 lt_hash_128(const void *p, size_t n, uint64_t seed)
{
    XXH128_hash_t h = XXH3_128bits_withSeed(n ? p : "", n, seed);
    return (lt_hash128){.low = h.low64, .high = h.high64};
}

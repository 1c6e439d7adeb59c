/* The bytes as a polynomial are folded from the front: 128 bits times x^512 modulo the checksum's
 * polynomial are two carry-less multiplications, added to the 128 bits that lie 512 further on.
 * The 16 bytes that are left have the checksum of all before them, and zlib's tables finish.
 *
 * Source   Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
 *          Instruction" (Intel, 2009)
 */
#include "core/crc.h"

#include "core/cpu.h"

#include <zlib.h>

enum { LEAST = 128 }; /* bytes from which folding is faster */

#if defined(__x86_64__)

#include <immintrin.h>

#define TARGET __attribute__((target("avx2,pclmul")))
#define INLINE static inline __attribute__((always_inline))

/* x^(128 k + 32) and x^(128 k - 32) modulo the polynomial, reflected, for k = 4 and 1. */
#define BY_512 _mm_set_epi64x(0x1C6E41596, 0x154442BD4)
#define BY_128 _mm_set_epi64x(0x0CCAA009E, 0x1751997D0)

TARGET INLINE __m128i load(const uint8_t *p) { return _mm_loadu_si128((const void *)p); }

/* v moved on by the distance of `by`, and what lies there. */
TARGET INLINE __m128i fold(__m128i v, __m128i by, __m128i there)
{
    __m128i low = _mm_clmulepi64_si128(v, by, 0x00);
    __m128i high = _mm_clmulepi64_si128(v, by, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), there);
}

/* n is at least 64. */
TARGET static uint32_t by_folding(const uint8_t *p, size_t n)
{
    uint8_t        left[16];
    const uint8_t *end = p + n;
    __m128i        a = _mm_xor_si128(load(p), _mm_cvtsi32_si128(-1)); /* the register's start */
    __m128i        b = load(p + 16), c = load(p + 32), d = load(p + 48);
    for (p += 64; end - p >= 64; p += 64) {
        a = fold(a, BY_512, load(p));
        b = fold(b, BY_512, load(p + 16));
        c = fold(c, BY_512, load(p + 32));
        d = fold(d, BY_512, load(p + 48));
    }
    d = fold(fold(fold(a, BY_128, b), BY_128, c), BY_128, d);
    for (; end - p >= 16; p += 16) d = fold(d, BY_128, load(p));
    _mm_storeu_si128((void *)left, d);
    /* zlib keeps the complement: this is a register of zeros. */
    uint32_t crc = (uint32_t)crc32_z(UINT32_MAX, left, sizeof(left));
    return (uint32_t)crc32_z(crc, p, (size_t)(end - p));
}

static bool can_fold(void) { return lt_cpu_get() >= LT_CPU_AVX2; }

#else

static uint32_t by_folding(const uint8_t *p, size_t n) { return (uint32_t)crc32_z(0, p, n); }
static bool     can_fold(void) { return false; }

#endif

uint32_t lt_crc32(const void *p, size_t n)
{
    if (n >= LEAST && can_fold()) return by_folding(p, n);
    return n ? (uint32_t)crc32_z(0, p, n) : 0;
}

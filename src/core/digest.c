/* One scheme serves all: whole blocks of the text, then one or two that hold the rest, a one bit
 * and the length. Words are little endian in MD5, big endian in SHA. */
#include "core/digest.h"

#include <endian.h>
#include <string.h>

static uint32_t left(uint32_t x, int n) { return x << n | x >> (32 - n); }
static uint32_t right(uint32_t x, int n) { return x >> n | x << (32 - n); }
static uint64_t right64(uint64_t x, int n) { return x >> n | x << (64 - n); }

typedef void block_fn(void *state, const uint8_t *block);

/* Feeds the text and its end in blocks of 64 or 128 bytes; the length's last 8 bytes are set. */
static void feed(void *state, block_fn *fn, size_t block, const uint8_t *p, size_t n, int big)
{
    uint8_t  tail[256] = {0};
    size_t   whole = n / block * block, rest = n - whole;
    size_t   room = rest + 1 + block / 8 <= block ? block : 2 * block;
    uint64_t bits = (uint64_t)n * 8;
    for (size_t i = 0; i < whole; i += block) fn(state, p + i);
    if (rest) memcpy(tail, p + whole, rest);
    tail[rest] = 0x80;
    bits = big ? htobe64(bits) : htole64(bits);
    memcpy(tail + room - 8, &bits, 8);
    for (size_t i = 0; i < room; i += block) fn(state, tail + i);
}

/* ---- MD5 ---- */

static uint32_t md5_mix(int i, const uint32_t *s, int *word)
{
    uint32_t b = s[1], c = s[2], d = s[3];
    switch (i / 16) {
    case 0: *word = i; return (b & c) | (~b & d);
    case 1: *word = (5 * i + 1) % 16; return (d & b) | (~d & c);
    case 2: *word = (3 * i + 5) % 16; return b ^ c ^ d;
    default: *word = 7 * i % 16; return c ^ (b | ~d);
    }
}

/* The first 32 bits of |sin(i + 1)|. */
static const uint32_t md5_constants[64] = {
    0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
    0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
    0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
    0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
    0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
    0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
    0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
    0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
};

static void md5_block(void *state, const uint8_t *block)
{
    static const int turns[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t w[16], *sum = state, s[4];
    memcpy(w, block, sizeof(w));
    memcpy(s, sum, sizeof(s));
    for (int i = 0; i < 64; i++) {
        int      word;
        uint32_t f = md5_mix(i, s, &word) + s[0] + md5_constants[i] + le32toh(w[word]);
        s[0] = s[3];
        s[3] = s[2];
        s[2] = s[1];
        s[1] += left(f, turns[i / 16][i % 4]);
    }
    for (int i = 0; i < 4; i++) sum[i] += s[i];
}

void lt_md5(uint8_t out[LT_MD5_BYTES], const uint8_t *p, size_t n)
{
    uint32_t s[4] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
    feed(s, md5_block, 64, p, n, 0);
    for (int i = 0; i < 4; i++) s[i] = htole32(s[i]);
    memcpy(out, s, LT_MD5_BYTES);
}

/* ---- SHA-1 ---- */

static uint32_t sha1_mix(int i, uint32_t b, uint32_t c, uint32_t d)
{
    if (i < 20) return ((b & c) | (~b & d)) + 0x5A827999;
    if (i < 40) return (b ^ c ^ d) + 0x6ED9EBA1;
    if (i < 60) return ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC;
    return (b ^ c ^ d) + 0xCA62C1D6;
}

static void sha1_block(void *state, const uint8_t *block)
{
    uint32_t w[80], *sum = state, s[5];
    memcpy(w, block, 64);
    memcpy(s, sum, sizeof(s));
    for (int i = 0; i < 16; i++) w[i] = be32toh(w[i]);
    for (int i = 16; i < 80; i++) w[i] = left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t t = left(s[0], 5) + sha1_mix(i, s[1], s[2], s[3]) + s[4] + w[i];
        memmove(s + 1, s, 4 * sizeof(*s));
        s[0] = t;
        s[2] = left(s[2], 30);
    }
    for (int i = 0; i < 5; i++) sum[i] += s[i];
}

void lt_sha1(uint8_t out[LT_SHA1_BYTES], const uint8_t *p, size_t n)
{
    uint32_t s[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    feed(s, sha1_block, 64, p, n, 1);
    for (int i = 0; i < 5; i++) s[i] = htobe32(s[i]);
    memcpy(out, s, LT_SHA1_BYTES);
}

/* ---- SHA-2: SHA-256's constants are the first halves of SHA-512's ---- */

static const uint64_t constants[80] = {
    0x428A2F98D728AE22, 0x7137449123EF65CD, 0xB5C0FBCFEC4D3B2F, 0xE9B5DBA58189DBBC,
    0x3956C25BF348B538, 0x59F111F1B605D019, 0x923F82A4AF194F9B, 0xAB1C5ED5DA6D8118,
    0xD807AA98A3030242, 0x12835B0145706FBE, 0x243185BE4EE4B28C, 0x550C7DC3D5FFB4E2,
    0x72BE5D74F27B896F, 0x80DEB1FE3B1696B1, 0x9BDC06A725C71235, 0xC19BF174CF692694,
    0xE49B69C19EF14AD2, 0xEFBE4786384F25E3, 0x0FC19DC68B8CD5B5, 0x240CA1CC77AC9C65,
    0x2DE92C6F592B0275, 0x4A7484AA6EA6E483, 0x5CB0A9DCBD41FBD4, 0x76F988DA831153B5,
    0x983E5152EE66DFAB, 0xA831C66D2DB43210, 0xB00327C898FB213F, 0xBF597FC7BEEF0EE4,
    0xC6E00BF33DA88FC2, 0xD5A79147930AA725, 0x06CA6351E003826F, 0x142929670A0E6E70,
    0x27B70A8546D22FFC, 0x2E1B21385C26C926, 0x4D2C6DFC5AC42AED, 0x53380D139D95B3DF,
    0x650A73548BAF63DE, 0x766A0ABB3C77B2A8, 0x81C2C92E47EDAEE6, 0x92722C851482353B,
    0xA2BFE8A14CF10364, 0xA81A664BBC423001, 0xC24B8B70D0F89791, 0xC76C51A30654BE30,
    0xD192E819D6EF5218, 0xD69906245565A910, 0xF40E35855771202A, 0x106AA07032BBD1B8,
    0x19A4C116B8D2D0C8, 0x1E376C085141AB53, 0x2748774CDF8EEB99, 0x34B0BCB5E19B48A8,
    0x391C0CB3C5C95A63, 0x4ED8AA4AE3418ACB, 0x5B9CCA4F7763E373, 0x682E6FF3D6B2B8A3,
    0x748F82EE5DEFB2FC, 0x78A5636F43172F60, 0x84C87814A1F0AB72, 0x8CC702081A6439EC,
    0x90BEFFFA23631E28, 0xA4506CEBDE82BDE9, 0xBEF9A3F7B2C67915, 0xC67178F2E372532B,
    0xCA273ECEEA26619C, 0xD186B8C721C0C207, 0xEADA7DD6CDE0EB1E, 0xF57D4F7FEE6ED178,
    0x06F067AA72176FBA, 0x0A637DC5A2C898A6, 0x113F9804BEF90DAE, 0x1B710B35131C471B,
    0x28DB77F523047D84, 0x32CAAB7B40C72493, 0x3C9EBE0A15C9BEBC, 0x431D67C49C100D4C,
    0x4CC5D4BECB3E42B6, 0x597F299CFC657E2A, 0x5FCB6FAB3AD6FAEC, 0x6C44198C4A475817,
};

static void sha256_block(void *state, const uint8_t *block)
{
    uint32_t w[64], *sum = state, s[8];
    memcpy(w, block, 64);
    memcpy(s, sum, sizeof(s));
    for (int i = 0; i < 16; i++) w[i] = be32toh(w[i]);
    for (int i = 16; i < 64; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (right(a, 7) ^ right(a, 18) ^ a >> 3) + w[i - 7] +
               (right(b, 17) ^ right(b, 19) ^ b >> 10);
    }
    for (int i = 0; i < 64; i++) {
        uint32_t a = s[0], e = s[4], k = (uint32_t)(constants[i] >> 32);
        uint32_t t = s[7] + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) +
                     ((e & s[5]) ^ (~e & s[6])) + k + w[i];
        uint32_t u =
            (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 7 * sizeof(*s));
        s[4] += t;
        s[0] = t + u;
    }
    for (int i = 0; i < 8; i++) sum[i] += s[i];
}

static void sha512_block(void *state, const uint8_t *block)
{
    uint64_t w[80], *sum = state, s[8];
    memcpy(w, block, 128);
    memcpy(s, sum, sizeof(s));
    for (int i = 0; i < 16; i++) w[i] = be64toh(w[i]);
    for (int i = 16; i < 80; i++) {
        uint64_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (right64(a, 1) ^ right64(a, 8) ^ a >> 7) + w[i - 7] +
               (right64(b, 19) ^ right64(b, 61) ^ b >> 6);
    }
    for (int i = 0; i < 80; i++) {
        uint64_t a = s[0], e = s[4];
        uint64_t t = s[7] + (right64(e, 14) ^ right64(e, 18) ^ right64(e, 41)) +
                     ((e & s[5]) ^ (~e & s[6])) + constants[i] + w[i];
        uint64_t u = (right64(a, 28) ^ right64(a, 34) ^ right64(a, 39)) +
                     ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 7 * sizeof(*s));
        s[4] += t;
        s[0] = t + u;
    }
    for (int i = 0; i < 8; i++) sum[i] += s[i];
}

static void sha2_of_words(uint8_t *out, int bits, const uint8_t *p, size_t n)
{
    static const uint32_t start[2][8] = {{0xC1059ED8, 0x367CD507, 0x3070DD17, 0xF70E5939,
                                          0xFFC00B31, 0x68581511, 0x64F98FA7, 0xBEFA4FA4},
                                         {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                          0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19}};
    uint32_t              s[8];
    memcpy(s, start[bits == 256], sizeof(s));
    feed(s, sha256_block, 64, p, n, 1);
    for (int i = 0; i < 8; i++) s[i] = htobe32(s[i]);
    memcpy(out, s, (size_t)bits / 8);
}

void lt_sha2(uint8_t out[LT_SHA2_BYTES], int bits, const uint8_t *p, size_t n)
{
    static const uint64_t start[2][8] = {
        {0xCBBB9D5DC1059ED8, 0x629A292A367CD507, 0x9159015A3070DD17, 0x152FECD8F70E5939,
         0x67332667FFC00B31, 0x8EB44A8768581511, 0xDB0C2E0D64F98FA7, 0x47B5481DBEFA4FA4},
        {0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
         0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179}};
    uint64_t s[8];
    if (bits <= 256) {
        sha2_of_words(out, bits, p, n);
        return;
    }
    memcpy(s, start[bits == 512], sizeof(s));
    feed(s, sha512_block, 128, p, n, 1);
    for (int i = 0; i < 8; i++) s[i] = htobe64(s[i]);
    memcpy(out, s, (size_t)bits / 8);
}

#include "tests/helper.h"

#include "core/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *hex(const uint8_t *p, size_t n)
{
    static char text[130];
    for (size_t i = 0; i < n; i++) snprintf(text + 2 * i, 3, "%02x", p[i]);
    return text;
}

/* RFC 1321, appendix A.5. */
static void md5_gives_the_published_digests(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"", "d41d8cd98f00b204e9800998ecf8427e"},
        {"a", "0cc175b9c0f1b6a831c399e269772661"},
        {"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
        {"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
         "d174ab98d277d9f5a5611c2c9f419d9f"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        uint8_t out[LT_MD5_BYTES];
        lt_md5(out, (const uint8_t *)table[i][0], strlen(table[i][0]));
        CHECK_TEXT(hex(out, sizeof(out)), table[i][1]);
    }
}

/* FIPS 180's long message: a million times the letter a. */
static void a_million_letters_have_the_published_digests(void **state)
{
    (void)state;
    enum { N = 1000000 };
    uint8_t *text = malloc(N), out[LT_SHA2_BYTES];
    assert_non_null(text);
    memset(text, 'a', N);
    lt_sha1(out, text, N);
    CHECK_TEXT(hex(out, 20), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    lt_sha2(out, 224, text, N);
    CHECK_TEXT(hex(out, 28), "20794655980c91d8bbb4c1ea97618a4bf03f42581948b2ee4ee7ad67");
    lt_sha2(out, 256, text, N);
    CHECK_TEXT(hex(out, 32), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    lt_sha2(out, 512, text, N);
    CHECK_TEXT(hex(out, 64), "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
                             "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b");
    lt_md5(out, text, N);
    CHECK_TEXT(hex(out, 16), "7707d6ae4e027c70eea2a935c2296f21");
    free(text);
}

/* Where the length still fits a block and where it does not: each text has a digest of its own,
 * and what lies behind the text does not count. */
static void every_length_around_a_block_counts_alone(void **state)
{
    (void)state;
    uint8_t text[300], last[LT_SHA2_BYTES] = {0}, out[LT_SHA2_BYTES], again[LT_SHA2_BYTES];
    for (size_t n = 0; n < 280; n++) {
        memset(text, 'x', n);
        memset(text + n, 1, sizeof(text) - n);
        lt_sha2(out, 384, text, n);
        memset(text + n, 2, sizeof(text) - n);
        lt_sha2(again, 384, text, n);
        assert_memory_equal(out, again, 48);
        assert_memory_not_equal(out, last, 48);
        memcpy(last, out, 48);
    }
}

int main(void)
{
    return RUN(test(md5_gives_the_published_digests),
               test(a_million_letters_have_the_published_digests),
               test(every_length_around_a_block_counts_alone));
}

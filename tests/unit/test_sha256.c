/* SHA-256 against the examples of FIPS 180-4 and of lengths around a block's end. */
#include "tests/helper.h"

#include "core/sha256.h"

#include <string.h>

static void check(const char *text, size_t n, const char *want)
{
    char got[LT_SHA256_TEXT];
    lt_sha256_text(got, text, n);
    CHECK_TEXT(got, want);
}

static void gives_what_the_standard_says(void **state)
{
    (void)state;
    check("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    static char many[1000000];
    memset(many, 'a', sizeof(many));
    check(many, sizeof(many), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void lengths_around_a_block_are_padded_right(void **state)
{
    (void)state;
    char text[64];
    memset(text, 'x', sizeof(text));
    check(text, 55, "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072");
    check(text, 56, "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e");
    check(text, 63, "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2");
    check(text, 64, "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c");
}

int main(void)
{
    return RUN(test(gives_what_the_standard_says), test(lengths_around_a_block_are_padded_right));
}

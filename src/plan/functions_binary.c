/* functions_binary.c — bytes as text and text as bytes; digests, hashes, URLs. */
#include "kernel/functions_text.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) \
    _(base64) _(unbase64) _(hex) _(unhex) _(bin) _(conv) _(encode) _(decode) _(to_binary) \
    _(url_encode) _(url_decode) _(parse_url) _(md5) _(sha1) _(sha2) _(crc32) _(hash) _(xxhash64)
/* clang-format on */
PICK_LIST(LT_PICK)

/* clang-format off */
#define RULE_LIST(_) \
    _(texts, "t", LT_TYPE(STRING)) \
    _(texts_to_binary, "t", LT_TYPE(BINARY)) \
    _(bytes_to_text, "x", LT_TYPE(STRING)) \
    _(bytes_text_to_text, "xt", LT_TYPE(STRING)) \
    _(bytes_number_to_text, "xn", LT_TYPE(STRING)) \
    _(bytes_to_bigint, "x", LT_TYPE(I64)) \
    _(bigint_to_text, "l", LT_TYPE(STRING)) \
    _(conv_types, "tn", LT_TYPE(STRING)) \
    _(any_to_int, "a", LT_TYPE(I32)) \
    _(any_to_bigint, "a", LT_TYPE(I64))
/* clang-format on */
RULE_LIST(LT_SHAPE_RULE)

static lt_status hex_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    *result = LT_TYPE(STRING);
    return lt_want_shape(args, count, lt_type_is_numeric(args[0]) ? "l" : "x", err);
}

/* With more than two arguments decode is a choice, which was turned into ifs before. */
static lt_status decode_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    if (count > 2) return LT_FAIL(err, LT_ETYPE, "has too many cases");
    return bytes_text_to_text(result, args, count, err);
}

static const lt_function rows[] = {
    {"base64", "", 1, 1, false, false, LT_STRICT, LT_EAGER, bytes_to_text, pick_base64, false,
     "base64(bytes) -> string", "The bytes in base 64.", "base64('Spark SQL')  -- U3BhcmsgU1FM",
     "binary"},
    {"unbase64", "", 1, 1, false, true, LT_STRICT, LT_EAGER, texts_to_binary, pick_unbase64, false,
     "unbase64(text) -> binary", "The bytes that a text in base 64 stands for.",
     "string(unbase64('U3BhcmsgU1FM'))  -- Spark SQL", "binary"},
    {"hex", "", 1, 1, false, false, LT_STRICT, LT_EAGER, hex_types, pick_hex, false,
     "hex(x) -> string", "A whole number, or the bytes of a text, in hexadecimal digits.",
     "hex(17)  -- 11", "binary"},
    {"unhex", "", 1, 1, false, false, LT_PARTIAL, LT_EAGER, texts_to_binary, pick_unhex, false,
     "unhex(text) -> binary", "The bytes of hexadecimal digits; null for another text.",
     "string(unhex('537061726B2053514C'))  -- Spark SQL", "binary"},
    {"bin", "", 1, 1, false, false, LT_STRICT, LT_EAGER, bigint_to_text, pick_bin, false,
     "bin(n) -> string", "The number in binary digits.", "bin(13)  -- 1101", "binary"},
    {"conv", "", 3, 3, false, true, LT_PARTIAL, LT_EAGER, conv_types, pick_conv, false,
     "conv(digits, from, into) -> string",
     "A number of one base, 2 to 36, in another; a negative one keeps its sign.",
     "conv('100', 2, 10)  -- 4", "binary"},
    {"encode", "", 2, 2, false, true, LT_STRICT, LT_EAGER, texts_to_binary, pick_encode, false,
     "encode(text, set) -> binary",
     "The text's bytes in US-ASCII, ISO-8859-1, UTF-8, UTF-16, UTF-16BE, UTF-16LE or UTF-32.",
     "hex(encode('añ', 'UTF-16BE'))  -- 006100F1", "binary"},
    {"decode", "", 2, -1, false, true, LT_STRICT, LT_EAGER, decode_types, pick_decode, false,
     "decode(bytes, set) -> string or decode(x, a, b, …[, default])",
     "The text of bytes in a character set. With more arguments: b where x is a, and so on.",
     "decode(x'C3B1', 'UTF-8')  -- ñ", "binary"},
    {"to_binary", "", 1, 2, false, true, LT_STRICT, LT_EAGER, texts_to_binary, pick_to_binary,
     false, "to_binary(text[, format]) -> binary",
     "The bytes of a text in hex (without a format), base64 or utf-8.",
     "string(to_binary('616263'))  -- abc", "binary"},
    {"try_to_binary", "", 1, 2, false, false, LT_STRICT, LT_EAGER, texts_to_binary, pick_to_binary,
     true, "try_to_binary(text[, format]) -> binary",
     "As to_binary, but null where that is an error.", "try_to_binary('a!', 'base64')  -- NULL",
     "binary"},
    {"url_encode", "", 1, 1, false, false, LT_STRICT, LT_EAGER, texts, pick_url_encode, false,
     "url_encode(text) -> string", "The text as it stands in a form's URL.",
     "url_encode('a b&c')  -- a+b%26c", "string"},
    {"url_decode", "", 1, 1, false, true, LT_STRICT, LT_EAGER, texts, pick_url_decode, false,
     "url_decode(text) -> string", "The text that url_encode was given.",
     "url_decode('https%3A%2F%2Fspark.apache.org')  -- https://spark.apache.org", "string"},
    {"try_url_decode", "", 1, 1, false, false, LT_STRICT, LT_EAGER, texts, pick_url_decode, true,
     "try_url_decode(text) -> string", "As url_decode, but null where that is an error.",
     "try_url_decode('%')  -- NULL", "string"},
    {"parse_url", "", 2, 3, false, true, LT_PARTIAL, LT_EAGER, texts, pick_parse_url, false,
     "parse_url(url, part[, key]) -> string",
     "HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO of an address; with a key, "
     "its value in QUERY.",
     "parse_url('http://spark.apache.org/path?query=1', 'HOST')  -- spark.apache.org", "string"},
    {"try_parse_url", "", 2, 3, false, false, LT_STRICT, LT_EAGER, texts, pick_parse_url, true,
     "try_parse_url(url, part[, key]) -> string", "As parse_url, but null where that is an error.",
     "try_parse_url('inva lid://spark.apache.org', 'HOST')  -- NULL", "string"},

    {"md5", "", 1, 1, false, false, LT_STRICT, LT_EAGER, bytes_to_text, pick_md5, false,
     "md5(bytes) -> string", "The MD5 digest in hexadecimal digits.",
     "md5('Spark')  -- 8cde774d6f7333752ed72cacddb05126", "hash"},
    {"sha1", "sha", 1, 1, false, false, LT_STRICT, LT_EAGER, bytes_to_text, pick_sha1, false,
     "sha1(bytes) -> string", "The SHA-1 digest in hexadecimal digits.",
     "sha1('Spark')  -- 85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c", "hash"},
    {"sha2", "", 2, 2, false, false, LT_PARTIAL, LT_EAGER, bytes_number_to_text, pick_sha2, false,
     "sha2(bytes, bits) -> string",
     "The SHA-2 digest of 224, 256 (also 0), 384 or 512 bits in hexadecimal digits; else null.",
     "sha2('Spark', 256)  -- 529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b",
     "hash"},
    {"crc32", "", 1, 1, false, false, LT_STRICT, LT_EAGER, bytes_to_bigint, pick_crc32, false,
     "crc32(bytes) -> bigint", "The cyclic redundancy check of the bytes.",
     "crc32('Spark')  -- 1557323817", "hash"},
    {"hash", "", 1, -1, false, false, LT_LENIENT, LT_EAGER, any_to_int, pick_hash, false,
     "hash(a, b, …) -> int", "Spark's hash of values: Murmur3 of 32 bits.",
     "hash('Spark', 123, 2)  -- -1321691492", "hash"},
    {"xxhash64", "", 1, -1, false, false, LT_LENIENT, LT_EAGER, any_to_bigint, pick_xxhash64, false,
     "xxhash64(a, b, …) -> bigint", "Spark's hash of values: xxHash of 64 bits.",
     "xxhash64('Spark', 123, 2)  -- 5602566077635097486", "hash"},
};

lt_function_group lt_functions_binary(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}

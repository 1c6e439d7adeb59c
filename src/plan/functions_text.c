/* functions_text.c — more functions of texts: pieces, sets, distances, masks, UTF-8. */
#include "kernel/functions_text.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) \
    _(substring_index) _(overlay) _(elt) _(find_in_set) _(char) _(bit_length) _(soundex) \
    _(quote) _(luhn_check) _(mask) _(is_valid_utf8) _(make_valid_utf8) _(validate_utf8) \
    _(levenshtein)
/* clang-format on */
PICK_LIST(LT_PICK)

/* clang-format off */
#define RULE_LIST(_) \
    _(texts, "t", LT_TYPE(STRING)) \
    _(texts_number, "ttn", LT_TYPE(STRING)) \
    _(texts_number_to_int, "ttn", LT_TYPE(I32)) \
    _(texts_to_int, "t", LT_TYPE(I32)) \
    _(texts_to_bool, "t", LT_TYPE(BOOL)) \
    _(bigint_to_text, "l", LT_TYPE(STRING)) \
    _(bytes_to_int, "x", LT_TYPE(I32)) \
    _(bytes_to_bool, "x", LT_TYPE(BOOL)) \
    _(bytes_to_text, "x", LT_TYPE(STRING))
/* clang-format on */
RULE_LIST(LT_SHAPE_RULE)

/* args[from, until) all binary, or all texts. */
static lt_status one_kind(lt_type *args, int32_t from, int32_t until, lt_error *err)
{
    bool binary = true;
    for (int32_t i = from; i < until; i++) binary = binary && args[i].id == LT_BINARY;
    return binary ? LT_OK : lt_want_shape(args + from, until - from, "t", err);
}

static lt_status overlay_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(one_kind(args, 0, 2, err));
    *result = args[0];
    return lt_want_shape(args + 2, count - 2, "n", err);
}

static lt_status elt_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(lt_want(args, 0, LT_TYPE(I32), err));
    LT_TRY(one_kind(args, 1, count, err));
    *result = args[1];
    return LT_OK;
}

static const lt_function rows[] = {
    {"substring_index", "", 3, 3, false, false, LT_STRICT, LT_EAGER, texts_number,
     pick_substring_index, false, "substring_index(text, delimiter, n) -> string",
     "What lies before the n-th delimiter; behind it, counted from the end, when n is negative.",
     "substring_index('www.apache.org', '.', 2)  -- www.apache", "string"},
    {"overlay", "", 3, 4, false, false, LT_STRICT, LT_EAGER, overlay_types, pick_overlay, false,
     "overlay(text, by, position[, length]) -> string",
     "The text with a piece replaced. Also overlay(text placing by from 2 for 3).",
     "overlay('Spark SQL', '_', 6)  -- Spark_SQL", "string"},
    {"elt", "", 2, -1, false, true, LT_LENIENT, LT_EAGER, elt_types, pick_elt, false,
     "elt(n, a, b, …) -> string", "The n-th of the values behind n.",
     "elt(1, 'scala', 'java')  -- scala", "string"},
    {"find_in_set", "", 2, 2, false, false, LT_STRICT, LT_EAGER, texts_to_int, pick_find_in_set,
     false, "find_in_set(word, list) -> int",
     "Which of the words between commas it is, counted from 1; 0 when it is none.",
     "find_in_set('ab', 'abc,b,ab,c,def')  -- 3", "string"},
    {"char", "chr", 1, 1, false, false, LT_STRICT, LT_EAGER, bigint_to_text, pick_char, false,
     "char(n) -> string", "The character with that code, modulo 256; '' for negative ones.",
     "char(65)  -- A", "string"},
    {"bit_length", "", 1, 1, false, true, LT_STRICT, LT_EAGER, bytes_to_int, pick_bit_length, false,
     "bit_length(text) -> int", "How many bits of UTF-8 a text has.",
     "bit_length('Spark SQL')  -- 72", "string"},
    {"levenshtein", "", 2, 3, false, true, LT_STRICT, LT_EAGER, texts_number_to_int,
     pick_levenshtein, false, "levenshtein(a, b[, limit]) -> int",
     "How many characters to put in, take out or replace make b of a; -1 past the limit.",
     "levenshtein('kitten', 'sitting')  -- 3", "string"},
    {"soundex", "", 1, 1, false, false, LT_STRICT, LT_EAGER, texts, pick_soundex, false,
     "soundex(text) -> string", "A code for how an English word sounds.",
     "soundex('Miller')  -- M460", "string"},
    {"quote", "", 1, 1, false, false, LT_STRICT, LT_EAGER, texts, pick_quote, false,
     "quote(text) -> string", "The text between single quotes, those inside behind a backslash.",
     "quote('a')  -- 'a'", "string"},
    {"luhn_check", "", 1, 1, false, false, LT_STRICT, LT_EAGER, texts_to_bool, pick_luhn_check,
     false, "luhn_check(digits) -> bool",
     "Whether the last digit fits the others, as in the numbers of bank cards.",
     "luhn_check('8112189876')  -- true", "string"},
    {"mask", "", 1, 5, false, true, LT_LENIENT, LT_EAGER, texts, pick_mask, false,
     "mask(text[, upper, lower, digit, other]) -> string",
     "Capitals become X, small letters x, digits n, or what is given; null: they stay.",
     "mask('AbCD123-@$#')  -- XxXXnnn-@$#", "string"},
    {"is_valid_utf8", "", 1, 1, false, false, LT_STRICT, LT_EAGER, bytes_to_bool,
     pick_is_valid_utf8, false, "is_valid_utf8(text) -> bool", "Whether the bytes are UTF-8.",
     "is_valid_utf8(x'80')  -- false", "string"},
    {"make_valid_utf8", "", 1, 1, false, false, LT_STRICT, LT_EAGER, bytes_to_text,
     pick_make_valid_utf8, false, "make_valid_utf8(text) -> string",
     "The text with U+FFFD in the place of what is not UTF-8.", "make_valid_utf8(x'61')  -- a",
     "string"},
    {"validate_utf8", "", 1, 1, false, true, LT_STRICT, LT_EAGER, bytes_to_text, pick_validate_utf8,
     false, "validate_utf8(text) -> string", "The text, or an error where it is not UTF-8.",
     "validate_utf8(x'61')  -- a", "string"},
    {"try_validate_utf8", "", 1, 1, false, false, LT_STRICT, LT_EAGER, bytes_to_text,
     pick_validate_utf8, true, "try_validate_utf8(text) -> string",
     "The text, or null where it is not UTF-8.", "try_validate_utf8(x'80')  -- NULL", "string"},
};

lt_function_group lt_functions_text(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}

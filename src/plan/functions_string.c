/* functions_string.c — functions of texts; positions count code points from 1. */
#include "kernel/functions.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) \
    _(upper) _(lower) _(initcap) _(length) _(octet_length) _(trim) _(substring) _(left) \
    _(right) _(concat) _(concat_ws) _(replace) _(translate) _(contains) _(startswith) \
    _(endswith) _(instr) _(locate) _(lpad) _(rpad) _(reverse) _(repeat) _(space) \
    _(split_part) _(ascii)
/* clang-format on */
PICK_LIST(LT_PICK)

/* Spark's trim, ltrim and rtrim take the characters first, the kernels the text. */
static lt_status swapped(const lt_call *call, lt_kernel *kernel, lt_column **out, lt_error *err)
{
    const lt_column *args[2] = {call->args[call->arg_count - 1], call->args[0]};
    lt_call          inner = *call;
    inner.args = args;
    return kernel(&inner, out, err);
}

static lt_kernel trim_first, ltrim_first, rtrim_first;
static lt_status trim_first(const lt_call *call, lt_column **out, lt_error *err)
{
    return swapped(call, lt_kernel_trim, out, err);
}
static lt_status ltrim_first(const lt_call *call, lt_column **out, lt_error *err)
{
    return swapped(call, lt_kernel_ltrim, out, err);
}
static lt_status rtrim_first(const lt_call *call, lt_column **out, lt_error *err)
{
    return swapped(call, lt_kernel_rtrim, out, err);
}

static lt_kernel *pick_trim_first(const lt_type *args, int32_t count, lt_type result)
{
    (void)args, (void)count, (void)result;
    return trim_first;
}
static lt_kernel *pick_ltrim_first(const lt_type *args, int32_t count, lt_type result)
{
    (void)args, (void)count, (void)result;
    return ltrim_first;
}
static lt_kernel *pick_rtrim_first(const lt_type *args, int32_t count, lt_type result)
{
    (void)args, (void)count, (void)result;
    return rtrim_first;
}

/* ---- types, by shape ---- */

/* clang-format off */
#define RULE_LIST(_) \
    _(texts, "t", LT_TYPE(STRING)) \
    _(text_number, "tn", LT_TYPE(STRING)) \
    _(text_number_text, "tnt", LT_TYPE(STRING)) \
    _(number, "n", LT_TYPE(STRING)) \
    _(text_text_number, "ttn", LT_TYPE(STRING)) \
    _(texts_to_int, "t", LT_TYPE(I32)) \
    _(locate_types, "ttn", LT_TYPE(I32)) \
    _(bytes_to_int, "x", LT_TYPE(I32)) \
    _(cut_types, "xn", args[0])
/* clang-format on */
RULE_LIST(LT_SHAPE_RULE)

/* All of them binary, or all texts. */
static lt_status one_kind(lt_type *args, int32_t count, lt_error *err)
{
    bool binary = true;
    for (int32_t i = 0; i < count; i++) binary = binary && args[i].id == LT_BINARY;
    return binary ? LT_OK : lt_want_shape(args, count, "t", err);
}

static bool any_list(const lt_type *args, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (lt_type_is_list(args[i])) return true;
    return false;
}

static lt_status concat_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    if (any_list(args, count)) return lt_types_lists(result, args, count, err);
    LT_TRY(one_kind(args, count, err));
    *result = args[0];
    return LT_OK;
}

static lt_status find_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(one_kind(args, count, err));
    *result = LT_TYPE(BOOL);
    return LT_OK;
}

static lt_status reverse_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    return any_list(args, count) ? lt_types_lists(result, args, count, err)
                                 : texts(result, args, count, err);
}

static lt_kernel *pick_joined(const lt_type *args, int32_t count, lt_type result)
{
    return lt_type_is_list(result) ? lt_kernel_array_concat : pick_concat(args, count, result);
}

static lt_kernel *pick_turned(const lt_type *args, int32_t count, lt_type result)
{
    return lt_type_is_list(result) ? lt_kernel_array_reverse : pick_reverse(args, count, result);
}

static const lt_function rows[] = {
    {"upper", "ucase", 1, 1, false, false, LT_STRICT, LT_EAGER, texts, pick_upper, false,
     "upper(text) -> string", "The text in capitals.", "upper('spark')  -- SPARK", "string"},
    {"lower", "lcase", 1, 1, false, false, LT_STRICT, LT_EAGER, texts, pick_lower, false,
     "lower(text) -> string", "The text in small letters.", "lower('SPARK')  -- spark", "string"},
    {"initcap", "", 1, 1, false, false, LT_STRICT, LT_EAGER, texts, pick_initcap, false,
     "initcap(text) -> string", "Each word with a capital first letter, the rest small.",
     "initcap('new york')  -- New York", "string"},
    {"length", "len char_length character_length", 1, 1, false, false, LT_STRICT, LT_EAGER,
     bytes_to_int, pick_length, false, "length(text) -> int",
     "How many characters a text has; of binary, how many bytes.", "length('añil')  -- 4",
     "string"},
    {"octet_length", "", 1, 1, false, false, LT_STRICT, LT_EAGER, bytes_to_int, pick_octet_length,
     false, "octet_length(text) -> int", "How many bytes of UTF-8 a text has.",
     "octet_length('añil')  -- 5", "string"},
    {"trim", "", 1, 2, false, false, LT_STRICT, LT_EAGER, texts, pick_trim_first, false,
     "trim([characters,] text) -> string",
     "The text without blanks, or those characters, at both ends. Also trim(both 'x' from text).",
     "trim('  a ')  -- a", "string"},
    {"btrim", "", 1, 2, false, false, LT_STRICT, LT_EAGER, texts, pick_trim, false,
     "btrim(text[, characters]) -> string", "As trim, with the text first.",
     "btrim('xax', 'x')  -- a", "string"},
    {"ltrim", "", 1, 2, false, false, LT_STRICT, LT_EAGER, texts, pick_ltrim_first, false,
     "ltrim([characters,] text) -> string",
     "The text without blanks, or those characters, at its beginning.", "ltrim('  a')  -- a",
     "string"},
    {"rtrim", "", 1, 2, false, false, LT_STRICT, LT_EAGER, texts, pick_rtrim_first, false,
     "rtrim([characters,] text) -> string",
     "The text without blanks, or those characters, at its end.", "rtrim('a  ')  -- a", "string"},
    {"substring", "substr", 2, 3, false, false, LT_STRICT, LT_EAGER, cut_types, pick_substring,
     false, "substring(text, start[, length]) -> string",
     "The piece from a position on, counted from 1, or from the end when negative. Also "
     "substring(text from 2 for 3).",
     "substring('Spark SQL', 5)  -- k SQL", "string"},
    {"left", "", 2, 2, false, false, LT_STRICT, LT_EAGER, cut_types, pick_left, false,
     "left(text, n) -> string", "The first n characters.", "left('Spark', 2)  -- Sp", "string"},
    {"right", "", 2, 2, false, false, LT_STRICT, LT_EAGER, text_number, pick_right, false,
     "right(text, n) -> string", "The last n characters.", "right('Spark', 2)  -- rk", "string"},
    {"concat", "", 1, -1, false, false, LT_STRICT, LT_EAGER, concat_types, pick_joined, false,
     "concat(a, b, …) -> string or list",
     "The texts, or lists, one behind the other; null when one is null. Also a || b.",
     "concat('a', 1)  -- a1", "string"},
    {"concat_ws", "", 1, -1, false, false, LT_LENIENT, LT_EAGER, texts, pick_concat_ws, false,
     "concat_ws(separator, a, b, …) -> string",
     "The texts with the separator between them; nulls are skipped.",
     "concat_ws('-', 'a', null, 'b')  -- a-b", "string"},
    {"replace", "", 2, 3, false, false, LT_STRICT, LT_EAGER, texts, pick_replace, false,
     "replace(text, search[, by]) -> string", "Every occurrence of search replaced, or removed.",
     "replace('abc', 'b', 'x')  -- axc", "string"},
    {"translate", "", 3, 3, false, false, LT_STRICT, LT_EAGER, texts, pick_translate, false,
     "translate(text, from, to) -> string",
     "Each character found in from becomes the one at its place in to, or goes.",
     "translate('abc', 'ab', 'x')  -- xc", "string"},
    {"contains", "", 2, 2, false, false, LT_STRICT, LT_EAGER, find_types, pick_contains, false,
     "contains(text, part) -> bool", "Whether the part occurs in the text.",
     "contains('Spark', 'ar')  -- true", "string"},
    {"startswith", "", 2, 2, false, false, LT_STRICT, LT_EAGER, find_types, pick_startswith, false,
     "startswith(text, part) -> bool", "Whether the text begins with the part.",
     "startswith('Spark', 'Sp')  -- true", "string"},
    {"endswith", "", 2, 2, false, false, LT_STRICT, LT_EAGER, find_types, pick_endswith, false,
     "endswith(text, part) -> bool", "Whether the text ends with the part.",
     "endswith('Spark', 'rk')  -- true", "string"},
    {"instr", "", 2, 2, false, false, LT_STRICT, LT_EAGER, texts_to_int, pick_instr, false,
     "instr(text, part) -> int", "Where the part begins, counted from 1; 0 when it is absent.",
     "instr('Spark', 'ar')  -- 3", "string"},
    {"locate", "position", 2, 3, false, false, LT_STRICT, LT_EAGER, locate_types, pick_locate,
     false, "locate(part, text[, start]) -> int",
     "Where the part begins at or behind a position; 0 when it is absent.",
     "locate('a', 'banana', 3)  -- 4", "string"},
    {"lpad", "", 2, 3, false, false, LT_STRICT, LT_EAGER, text_number_text, pick_lpad, false,
     "lpad(text, length[, by]) -> string",
     "The text filled up at its beginning, or cut, to that length.", "lpad('7', 3, '0')  -- 007",
     "string"},
    {"rpad", "", 2, 3, false, false, LT_STRICT, LT_EAGER, text_number_text, pick_rpad, false,
     "rpad(text, length[, by]) -> string", "The text filled up at its end, or cut, to that length.",
     "rpad('7', 3, '0')  -- 700", "string"},
    {"reverse", "", 1, 1, false, false, LT_STRICT, LT_EAGER, reverse_types, pick_turned, false,
     "reverse(text or list)", "The characters, or elements, in the other order.",
     "reverse('abc')  -- cba", "string"},
    {"repeat", "", 2, 2, false, true, LT_STRICT, LT_EAGER, text_number, pick_repeat, false,
     "repeat(text, n) -> string", "The text n times.", "repeat('ab', 2)  -- abab", "string"},
    {"space", "", 1, 1, false, true, LT_STRICT, LT_EAGER, number, pick_space, false,
     "space(n) -> string", "n blanks.", "length(space(3))  -- 3", "string"},
    {"split_part", "", 3, 3, false, true, LT_STRICT, LT_EAGER, text_text_number, pick_split_part,
     false, "split_part(text, separator, n) -> string",
     "The n-th piece between separators, from the end when negative; '' past the last.",
     "split_part('a-b-c', '-', 2)  -- b", "string"},
    {"ascii", "", 1, 1, false, false, LT_STRICT, LT_EAGER, texts_to_int, pick_ascii, false,
     "ascii(text) -> int", "The code point of the first character; 0 of an empty text.",
     "ascii('A')  -- 65", "string"},
};

lt_function_group lt_functions_string(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}

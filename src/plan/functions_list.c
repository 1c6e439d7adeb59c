/* functions_list.c — lists (Spark's arrays): made, asked, changed; aggregates that make them. */
#include "kernel/functions.h"
#include "plan/function_rules.h"

/* ---- types ---- */

static lt_status want_list(const lt_type *args, int32_t k, lt_error *err)
{
    lt_type_text have;
    if (lt_type_is_list(args[k])) return LT_OK;
    return LT_FAIL(err, LT_ETYPE, "argument %d must be a list, not %s", k + 1,
                   lt_type_name(have, args[k]));
}

/* A null stands for a list of nothing. */
static lt_status list_or_null(lt_type *args, int32_t k, lt_error *err)
{
    if (args[k].id == LT_VOID) return lt_type_list(&args[k], LT_TYPE(VOID), err);
    return want_list(args, k, err);
}

/* T, T, … -> list of T */
static lt_status array_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    lt_type common = LT_TYPE(VOID);
    if (count) LT_TRY(lt_want_common(&common, args, 0, count, LT_TYPE(VOID), err));
    return lt_type_list(result, common, err);
}

static lt_status repeat_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(lt_want(args, 1, LT_TYPE(I32), err));
    return lt_type_list(result, args[0], err);
}

static lt_status size_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(I32);
    return list_or_null(args, 0, err);
}

/* list, int -> element */
static lt_status element_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(list_or_null(args, 0, err));
    LT_TRY(lt_want(args, 1, LT_TYPE(I32), err));
    *result = lt_type_element(args[0]);
    return LT_OK;
}

/* The list's elements and the value of argument 1 become one type. */
static lt_status list_and_value(lt_type *args, lt_error *err)
{
    lt_type both[2], common;
    LT_TRY(list_or_null(args, 0, err));
    both[0] = lt_type_element(args[0]);
    both[1] = args[1];
    LT_TRY(lt_want_common(&common, both, 0, 2, LT_TYPE(VOID), err));
    args[1] = common;
    return lt_type_list(&args[0], common, err);
}

static lt_status contains_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(BOOL);
    return list_and_value(args, err);
}

static lt_status position_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    *result = LT_TYPE(I64);
    return list_and_value(args, err);
}

static lt_status with_value_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(list_and_value(args, err));
    *result = args[0];
    return LT_OK;
}

/* list -> the same list */
static lt_status same_list(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(list_or_null(args, 0, err));
    *result = args[0];
    return LT_OK;
}

/* lists of one type -> that type */
lt_status lt_types_lists(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    for (int32_t k = 0; k < count; k++) LT_TRY(list_or_null(args, k, err));
    return lt_want_common(result, args, 0, count, LT_TYPE(VOID), err);
}

static lt_status overlap_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(lt_types_lists(result, args, count, err));
    *result = LT_TYPE(BOOL);
    return LT_OK;
}

static lt_status slice_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(same_list(result, args, count, err));
    LT_TRY(lt_want(args, 1, LT_TYPE(I32), err));
    return lt_want(args, 2, LT_TYPE(I32), err);
}

static lt_status sort_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    LT_TRY(same_list(result, args, count, err));
    return count > 1 ? lt_want(args, 1, LT_TYPE(BOOL), err) : LT_OK;
}

static lt_status extreme_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(list_or_null(args, 0, err));
    *result = lt_type_element(args[0]);
    return LT_OK;
}

static lt_status flatten_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    lt_type_text have;
    (void)count;
    LT_TRY(want_list(args, 0, err));
    *result = lt_type_element(args[0]);
    if (lt_type_is_list(*result)) return LT_OK;
    return LT_FAIL(err, LT_ETYPE, "needs a list of lists, not %s", lt_type_name(have, args[0]));
}

static lt_status sequence_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    lt_type      common;
    lt_type_text have;
    if (args[0].id == LT_DATE || args[1].id == LT_DATE) {
        for (int32_t k = 0; k < 2; k++) LT_TRY(lt_want(args, k, LT_TYPE(DATE), err));
        if (count > 2) LT_TRY(lt_want(args, 2, LT_TYPE(I32), err));
        return lt_type_list(result, LT_TYPE(DATE), err);
    }
    LT_TRY(lt_want_common(&common, args, 0, count, LT_TYPE(I32), err));
    if (!lt_type_is_int(common))
        return LT_FAIL(err, LT_ETYPE, "needs whole numbers or dates, not %s",
                       lt_type_name(have, common));
    return lt_type_list(result, common, err);
}

static lt_status join_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    lt_type texts;
    LT_TRY(list_or_null(args, 0, err));
    LT_TRY(lt_type_list(&texts, LT_TYPE(STRING), err));
    LT_TRY(lt_want(args, 0, texts, err));
    for (int32_t k = 1; k < count; k++) LT_TRY(lt_want(args, k, LT_TYPE(STRING), err));
    *result = LT_TYPE(STRING);
    return LT_OK;
}

static lt_status collect_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    return lt_type_list(result, args[0], err);
}

/* text, pattern[, whole number] -> list of string */
static lt_status parts_types(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    for (int32_t k = 0; k < 2; k++) LT_TRY(lt_want(args, k, LT_TYPE(STRING), err));
    if (count > 2) LT_TRY(lt_want(args, 2, LT_TYPE(I32), err));
    return lt_type_list(result, LT_TYPE(STRING), err);
}

/* ---- kernels ---- */

LT_PICK(array)
LT_PICK(array_repeat)
LT_PICK(array_size)
LT_PICK(element_at)
LT_PICK(try_element_at)
LT_PICK(list_index)
LT_PICK(list_get)
LT_PICK(array_contains)
LT_PICK(array_position)
LT_PICK(array_union)
LT_PICK(array_intersect)
LT_PICK(array_except)
LT_PICK(arrays_overlap)
LT_PICK(array_remove)
LT_PICK(array_compact)
LT_PICK(array_append)
LT_PICK(array_prepend)
LT_PICK(slice)
LT_PICK(flatten)
LT_PICK(sequence)
LT_PICK(sort_array)
LT_PICK(array_sort)
LT_PICK(array_min)
LT_PICK(array_max)
LT_PICK(array_join)
LT_PICK(split)
LT_PICK(regexp_extract_all)

static const lt_function rows[] = {
    {"array", "", 0, -1, false, false, LT_LENIENT, LT_EAGER, array_types, pick_array, false,
     "array(a, b, …) -> list", "The values as a list.", "array(1, 2, null)  -- [1, 2, null]",
     "list"},
    {"size", "cardinality", 1, 1, false, false, LT_STRICT, LT_EAGER, size_types, pick_array_size,
     false, "size(list) -> int", "How many elements the list has, nulls among them.",
     "size(array('b', 'd', 'c', 'a'))  -- 4", "list"},
    {"array_size", "", 1, 1, false, false, LT_STRICT, LT_EAGER, size_types, pick_array_size, false,
     "array_size(list) -> int", "How many elements the list has, nulls among them.",
     "array_size(array('b', 'd', 'c', 'a'))  -- 4", "list"},
    {"[]", "", 2, 2, false, true, LT_STRICT, LT_EAGER, element_types, pick_list_index, false,
     "list[index]", "The element at a place counted from 0; an error where there is none.",
     "array(1, 2, 3)[0]  -- 1", "list"},
    {"get", "", 2, 2, false, false, LT_STRICT, LT_EAGER, element_types, pick_list_get, false,
     "get(list, index)", "The element at a place counted from 0; null where there is none.",
     "get(array(1, 2, 3), 3)  -- NULL", "list"},
    {"element_at", "", 2, 2, false, true, LT_STRICT, LT_EAGER, element_types, pick_element_at,
     false, "element_at(list, place)",
     "The element at a place counted from 1, or from the end when negative; an error where there "
     "is none.",
     "element_at(array(1, 2, 3), -1)  -- 3", "list"},
    {"try_element_at", "", 2, 2, false, true, LT_STRICT, LT_EAGER, element_types,
     pick_try_element_at, false, "try_element_at(list, place)",
     "As element_at; null where there is no such element.",
     "try_element_at(array(1, 2, 3), 4)  -- NULL", "list"},
    {"array_contains", "", 2, 2, false, false, LT_STRICT, LT_EAGER, contains_types,
     pick_array_contains, false, "array_contains(list, value) -> boolean",
     "Whether the value is in the list; null where it is not but a null is.",
     "array_contains(array(1, 2, 3), 2)  -- true", "list"},
    {"array_position", "", 2, 2, false, false, LT_STRICT, LT_EAGER, position_types,
     pick_array_position, false, "array_position(list, value) -> bigint",
     "The place of the first such element, counted from 1; 0 where there is none.",
     "array_position(array(312, 773, 708, 708), 708)  -- 3", "list"},
    {"array_join", "", 2, 3, false, false, LT_STRICT, LT_EAGER, join_types, pick_array_join, false,
     "array_join(list, separator[, for_null]) -> string",
     "The elements as one text; nulls are left out, or replaced.",
     "array_join(array('hello', null, 'world'), ' ', ',')  -- hello , world", "list"},
    {"array_distinct", "", 1, 1, false, false, LT_STRICT, LT_EAGER, same_list, pick_array_union,
     false, "array_distinct(list)", "The list without duplicates, in order of first occurrence.",
     "array_distinct(array(1, 2, 3, null, 3))  -- [1, 2, 3, null]", "list"},
    {"array_union", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_lists, pick_array_union,
     false, "array_union(a, b)", "The elements of both lists, without duplicates.",
     "array_union(array(1, 2, 3), array(1, 3, 5))  -- [1, 2, 3, 5]", "list"},
    {"array_intersect", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_lists,
     pick_array_intersect, false, "array_intersect(a, b)",
     "The elements of a that b has too, without duplicates.",
     "array_intersect(array(1, 2, 3), array(1, 3, 5))  -- [1, 3]", "list"},
    {"array_except", "", 2, 2, false, false, LT_STRICT, LT_EAGER, lt_types_lists, pick_array_except,
     false, "array_except(a, b)", "The elements of a that b does not have, without duplicates.",
     "array_except(array(1, 2, 3), array(1, 3, 5))  -- [2]", "list"},
    {"arrays_overlap", "", 2, 2, false, false, LT_STRICT, LT_EAGER, overlap_types,
     pick_arrays_overlap, false, "arrays_overlap(a, b) -> boolean",
     "Whether the lists have an element in common that is not null; null where only nulls leave "
     "it open.",
     "arrays_overlap(array(1, 2, 3), array(3, 4, 5))  -- true", "list"},
    {"array_remove", "", 2, 2, false, false, LT_STRICT, LT_EAGER, with_value_types,
     pick_array_remove, false, "array_remove(list, value)",
     "The list without the elements equal to the value.",
     "array_remove(array(1, 2, 3, null, 3), 3)  -- [1, 2, null]", "list"},
    {"array_compact", "", 1, 1, false, false, LT_STRICT, LT_EAGER, same_list, pick_array_compact,
     false, "array_compact(list)", "The list without nulls.",
     "array_compact(array(1, 2, 3, null))  -- [1, 2, 3]", "list"},
    {"array_append", "", 2, 2, false, false, LT_LENIENT, LT_EAGER, with_value_types,
     pick_array_append, false, "array_append(list, value)", "The list with the value at its end.",
     "array_append(array('b', 'd', 'c', 'a'), 'd')  -- [b, d, c, a, d]", "list"},
    {"array_prepend", "", 2, 2, false, false, LT_LENIENT, LT_EAGER, with_value_types,
     pick_array_prepend, false, "array_prepend(list, value)",
     "The list with the value at its beginning.",
     "array_prepend(array('b', 'd', 'c', 'a'), 'd')  -- [d, b, d, c, a]", "list"},
    {"array_repeat", "", 2, 2, false, false, LT_LENIENT, LT_EAGER, repeat_types, pick_array_repeat,
     false, "array_repeat(value, times) -> list", "A list of the value several times.",
     "array_repeat('123', 2)  -- [123, 123]", "list"},
    {"slice", "", 3, 3, false, true, LT_STRICT, LT_EAGER, slice_types, pick_slice, false,
     "slice(list, start, length)",
     "A part of the list; start counts from 1, or from the end when negative.",
     "slice(array(1, 2, 3, 4), -2, 2)  -- [3, 4]", "list"},
    {"sequence", "", 2, 3, false, true, LT_STRICT, LT_EAGER, sequence_types, pick_sequence, false,
     "sequence(start, stop[, step]) -> list",
     "The numbers, or days, from start to stop, both included; the step of dates is in days.",
     "sequence(5, 1)  -- [5, 4, 3, 2, 1]", "list"},
    {"flatten", "", 1, 1, false, false, LT_STRICT, LT_EAGER, flatten_types, pick_flatten, false,
     "flatten(list of lists)", "The elements of the inner lists as one list.",
     "flatten(array(array(1, 2), array(3, 4)))  -- [1, 2, 3, 4]", "list"},
    {"sort_array", "", 1, 2, false, false, LT_STRICT, LT_EAGER, sort_types, pick_sort_array, false,
     "sort_array(list[, ascending])",
     "The elements in order; nulls come first, or last where ascending is false.",
     "sort_array(array('b', 'd', null, 'c', 'a'), true)  -- [null, a, b, c, d]", "list"},
    {"array_sort", "", 1, 1, false, false, LT_STRICT, LT_EAGER, same_list, pick_array_sort, false,
     "array_sort(list)", "The elements in ascending order, nulls last.",
     "array_sort(array('b', 'd', null, 'c', 'a'))  -- [a, b, c, d, null]", "list"},
    {"array_min", "", 1, 1, false, false, LT_STRICT, LT_EAGER, extreme_types, pick_array_min, false,
     "array_min(list)", "The smallest element that is not null; null where there is none.",
     "array_min(array(1, 20, null, 3))  -- 1", "list"},
    {"array_max", "", 1, 1, false, false, LT_STRICT, LT_EAGER, extreme_types, pick_array_max, false,
     "array_max(list)", "The largest element that is not null; null where there is none.",
     "array_max(array(1, 20, null, 3))  -- 20", "list"},
    {"split", "", 2, 3, false, true, LT_STRICT, LT_EAGER, parts_types, pick_split, false,
     "split(text, pattern[, limit]) -> list",
     "The parts of the text between the matches of a regular expression; with a limit above 0 at "
     "most so many, the last with the rest.",
     "split('oneAtwoBthreeC', '[ABC]', 2)  -- [one, twoBthreeC]", "list"},
    {"regexp_extract_all", "", 2, 3, false, true, LT_STRICT, LT_EAGER, parts_types,
     pick_regexp_extract_all, false, "regexp_extract_all(text, pattern[, group]) -> list",
     "What a group (1; 0 is the whole) of every match holds.",
     "regexp_extract_all('100-200, 300-400', '([0-9]+)-([0-9]+)', 1)  -- [100, 300]", "list"},
    {"collect_list", "array_agg", 1, 1, true, false, LT_LENIENT, LT_EAGER, collect_types, NULL,
     false, "collect_list(x) -> list",
     "The values that are not null as a list, in the order of the input.", "collect_list(name)",
     "aggregate"},
    {"collect_set", "", 1, 1, true, false, LT_LENIENT, LT_EAGER, collect_types, NULL, false,
     "collect_set(x) -> list",
     "The different values that are not null as a list, in order of first occurrence.",
     "collect_set(name)", "aggregate"},
};

lt_function_group lt_functions_list(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}

/* cast.c — which casts exist, and the call of the part that does one.
 *
 * Source   Spark 4 Cast.canAnsiCast
 */
#include "kernel/cast.h"

#include <assert.h>
#include <string.h>

typedef enum kind {
    VOID,
    BOOL,
    INT,
    FLOAT,
    DECIMAL,
    STRING,
    BINARY,
    DATE,
    TIMESTAMP,
    NTZ,
    LIST,
    KINDS
} kind;

static kind kind_of(lt_type t)
{
    switch ((lt_type_id)t.id) {
    case LT_VOID: return VOID;
    case LT_BOOL: return BOOL;
    case LT_F32:
    case LT_F64: return FLOAT;
    case LT_DECIMAL: return DECIMAL;
    case LT_STRING: return STRING;
    case LT_BINARY: return BINARY;
    case LT_DATE: return DATE;
    case LT_TIMESTAMP: return TIMESTAMP;
    case LT_TIMESTAMP_NTZ: return NTZ;
    case LT_LIST: return LIST;
    default: return INT;
    }
}

static lt_cast_fn *const casts[KINDS][KINDS] = {
    [BOOL] = {[INT] = lt_cast_bool_to_number,
              [FLOAT] = lt_cast_bool_to_number,
              [DECIMAL] = lt_cast_bool_to_number,
              [STRING] = lt_cast_print},
    [INT] = {[BOOL] = lt_cast_number_to_bool,
             [INT] = lt_cast_int_to_int,
             [FLOAT] = lt_cast_int_to_float,
             [DECIMAL] = lt_cast_int_to_decimal,
             [STRING] = lt_cast_print,
             [TIMESTAMP] = lt_cast_number_to_timestamp},
    [FLOAT] = {[BOOL] = lt_cast_number_to_bool,
               [INT] = lt_cast_float_to_int,
               [FLOAT] = lt_cast_float_to_float,
               [DECIMAL] = lt_cast_float_to_decimal,
               [STRING] = lt_cast_print,
               [TIMESTAMP] = lt_cast_number_to_timestamp},
    [DECIMAL] = {[BOOL] = lt_cast_number_to_bool,
                 [INT] = lt_cast_decimal_to_int,
                 [FLOAT] = lt_cast_decimal_to_float,
                 [DECIMAL] = lt_cast_decimal_to_decimal,
                 [STRING] = lt_cast_print,
                 [TIMESTAMP] = lt_cast_number_to_timestamp},
    [STRING] = {[BOOL] = lt_cast_parse,
                [INT] = lt_cast_parse,
                [FLOAT] = lt_cast_parse,
                [DECIMAL] = lt_cast_parse,
                [STRING] = lt_cast_text_to_text,
                [BINARY] = lt_cast_text_to_text,
                [DATE] = lt_cast_parse,
                [TIMESTAMP] = lt_cast_parse,
                [NTZ] = lt_cast_parse},
    [BINARY] = {[STRING] = lt_cast_text_to_text, [BINARY] = lt_cast_text_to_text},
    [DATE] = {[STRING] = lt_cast_print, [TIMESTAMP] = lt_cast_time, [NTZ] = lt_cast_time},
    [TIMESTAMP] = {[INT] = lt_cast_timestamp_to_number,
                   [FLOAT] = lt_cast_timestamp_to_number,
                   [DECIMAL] = lt_cast_timestamp_to_number,
                   [STRING] = lt_cast_print,
                   [DATE] = lt_cast_time,
                   [NTZ] = lt_cast_time},
    [NTZ] = {[STRING] = lt_cast_print, [DATE] = lt_cast_time, [TIMESTAMP] = lt_cast_time},
    [LIST] = {[STRING] = lt_cast_list_print, [LIST] = lt_cast_list},
};

bool lt_cast_allowed(lt_type from, lt_type to)
{
    kind a = kind_of(from), b = kind_of(to);
    if (a == LIST && b == LIST) return lt_cast_allowed(lt_type_element(from), lt_type_element(to));
    return a == VOID || lt_type_same(from, to) || casts[a][b] != NULL;
}

lt_status lt_cast_bad(const lt_call *call, lt_column *out, int32_t row, lt_error *err)
{
    lt_short_text value;
    lt_type_text  type;
    if (call->try_) return lt_result_null(out, row, err);

    const lt_column *c = call->args[0];
    lt_short(value, c, row);
    lt_type_name(type, out->type);
    lt_status status;
    if (lt_type_is_text(c->type))
        status = LT_FAIL(err, LT_EPARSE, "\"%s\" is not %s %s", value,
                         strchr("aeiou", type[0]) ? "an" : "a", type);
    else
        status = LT_FAIL(err, LT_EOVERFLOW, "%s is out of range for %s", value, type);
    lt_error_hint(err, "try_cast gives null instead");
    return status;
}

/* The argument, seen as FLAT: a constant is one row. */
static lt_status run(const lt_call *call, lt_column **out, lt_error *err)
{
    const lt_column *c = call->args[0];
    lt_cast_fn      *part = casts[kind_of(c->type)][kind_of(call->result)];
    lt_column       *made;
    assert(part); /* asked by lt_kernel_cast */
    LT_TRY(lt_call_result(call, &made, err));
    if (made->values_bytes) memset(made->values, 0, made->values_bytes);

    lt_status status = LT_OK;
    if (c->valid && (status = lt_column_nullable(made, err)) == LT_OK)
        for (size_t w = 0; w < lt_bits_words(call->rows); w++) made->valid[w] &= c->valid[w];
    if (!status) status = part(call, made, err);
    return lt_done(out, made, status);
}

lt_status lt_kernel_cast(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_column   *c = (lt_column *)call->args[0]; /* retained or read, never changed */
    lt_type_text from, to;
    if (c->type.id == LT_VOID)
        return lt_column_nulls(out, call->mem, call->result, call->rows, err);
    if (lt_type_same(c->type, call->result)) {
        *out = lt_column_retain(c);
        return LT_OK;
    }
    if (!casts[kind_of(c->type)][kind_of(call->result)])
        return LT_FAIL(err, LT_ETYPE, "%s cannot be cast to %s", lt_type_name(from, c->type),
                       lt_type_name(to, call->result));
    if (c->encoding == LT_FLAT) return run(call, out, err);

    /* A constant differs from a FLAT column of one row in two fields only. A row of which no
     * other is wanted must not fail. */
    bool any = !call->valid || lt_bits_count(call->valid, call->rows) > 0;
    if (!any || call->rows == 0 || !lt_column_valid(c, 0))
        return lt_column_nulls(out, call->mem, call->result, call->rows, err);
    lt_column        one = *c;
    const lt_column *arg = &one;
    lt_call          once = *call;
    one.encoding = LT_FLAT;
    one.rows = 1;
    once.args = &arg;
    once.rows = 1;
    once.valid = NULL;
    LT_TRY(run(&once, out, err));
    (*out)->encoding = LT_CONST;
    (*out)->rows = call->rows;
    return LT_OK;
}

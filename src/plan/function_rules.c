#include "plan/function_rules.h"

lt_status lt_want(lt_type *args, int32_t k, lt_type to, lt_error *err)
{
    lt_type_text have, want;
    if (lt_coerce_implicit(args[k], to)) {
        args[k] = to;
        return LT_OK;
    }
    lt_fail(err, LT_ETYPE, LT_HERE, "argument %d must be %s, not %s", k + 1, lt_type_name(want, to),
            lt_type_name(have, args[k]));
    lt_error_hint(err, "convert it with cast(… as %s)", want);
    return LT_ETYPE;
}

lt_status lt_want_common(lt_type *common, lt_type *args, int32_t from, int32_t count,
                         lt_type fallback, lt_error *err)
{
    lt_type_text a, b;
    if (!lt_coerce_common_of(common, args + from, count - from)) {
        int32_t other = from + 1;
        lt_type met;
        while (other + 1 < count && lt_coerce_common(&met, args[from], args[other])) other++;
        lt_fail(err, LT_ETYPE, LT_HERE, "needs values of one type, not %s and %s",
                lt_type_name(a, args[from]), lt_type_name(b, args[other]));
        lt_error_hint(err, "convert one of them with cast(… as %s)", a);
        return LT_ETYPE;
    }
    if (common->id == LT_VOID) *common = fallback;
    for (int32_t i = from; i < count; i++) args[i] = *common;
    return LT_OK;
}

lt_status lt_want_number(lt_type *args, int32_t k, lt_error *err)
{
    if (lt_type_is_numeric(args[k])) return LT_OK;
    if (args[k].id == LT_STRING || args[k].id == LT_VOID) {
        args[k] = LT_TYPE(F64);
        return LT_OK;
    }
    lt_type_text have;
    return LT_FAIL(err, LT_ETYPE, "needs a number, not %s", lt_type_name(have, args[k]));
}

lt_status lt_want_shape(lt_type *args, int32_t count, const char *shape, lt_error *err)
{
    for (int32_t i = 0; i < count; i++, shape += shape[1] ? 1 : 0) {
        lt_type want = *shape == 'n'   ? LT_TYPE(I32)
                       : *shape == 'l' ? LT_TYPE(I64)
                       : *shape == 'd' ? LT_TYPE(F64)
                       : *shape == 'b' ? LT_TYPE(BOOL)
                                       : LT_TYPE(STRING);
        if (*shape == 'a' || (*shape == 'x' && args[i].id == LT_BINARY)) continue;
        LT_TRY(lt_want(args, i, want, err));
    }
    return LT_OK;
}

/* ---- arithmetic ---- */

/* Both become numbers of one type, or decimals of any scales. */
static lt_status two_numbers(lt_type *args, lt_error *err)
{
    lt_type      common;
    lt_type_text a, b;
    bool         fit = lt_coerce_common(&common, args[0], args[1]);
    if (fit && (common.id == LT_STRING || common.id == LT_VOID)) common = LT_TYPE(F64);
    if (!fit || !lt_type_is_numeric(common)) {
        lt_fail(err, LT_ETYPE, LT_HERE, "needs numbers, not %s and %s", lt_type_name(a, args[0]),
                lt_type_name(b, args[1]));
        if (args[0].id == LT_DATE && args[1].id == LT_DATE)
            lt_error_hint(err, "the days between two dates are datediff(end, start)");
        else if (lt_type_is_time(args[0]) && lt_type_is_time(args[1]))
            lt_error_hint(err,
                          "the time between is timestampdiff(second, start, end), in any unit");
        else if (lt_type_is_time(args[0]) || lt_type_is_time(args[1]))
            lt_error_hint(err, "a date or timestamp moves by an interval: x + interval 3 days");
        return LT_ETYPE;
    }
    for (int i = 0; i < 2; i++) {
        if (common.id == LT_DECIMAL && args[i].id == LT_DECIMAL) continue;
        bool whole = common.id == LT_DECIMAL && lt_type_is_int(args[i]);
        args[i] = whole ? lt_coerce_decimal_of(args[i]) : common;
    }
    return LT_OK;
}

static int larger(int a, int b) { return a > b ? a : b; }
static int whole_digits(lt_type t) { return t.precision - t.scale; }

static lt_status sum_type(lt_type *result, lt_type *args, lt_error *err)
{
    LT_TRY(two_numbers(args, err));
    *result = args[0];
    if (args[0].id != LT_DECIMAL) return LT_OK;
    int scale = larger(args[0].scale, args[1].scale);
    int whole = larger(whole_digits(args[0]), whole_digits(args[1]));
    *result = lt_coerce_decimal(whole + scale + 1, scale);
    return LT_OK;
}

static bool is_days(lt_type t) { return lt_type_is_int(t) && t.id <= LT_I32; }

/* date - days is a date */
lt_status lt_types_subtract(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    if (args[0].id != LT_DATE || !is_days(args[1])) return sum_type(result, args, err);
    args[1] = LT_TYPE(I32);
    *result = args[0];
    return LT_OK;
}

/* … and so are date + days and days + date */
lt_status lt_types_add(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    if (args[1].id != LT_DATE || !is_days(args[0]))
        return lt_types_subtract(result, args, count, err);
    args[0] = LT_TYPE(I32);
    *result = args[1];
    return LT_OK;
}

lt_status lt_types_multiply(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(two_numbers(args, err));
    *result = args[0].id != LT_DECIMAL
                  ? args[0]
                  : lt_coerce_decimal(args[0].precision + args[1].precision + 1,
                                      args[0].scale + args[1].scale);
    return LT_OK;
}

lt_status lt_types_divide(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(two_numbers(args, err));
    if (args[0].id != LT_DECIMAL) {
        *result = args[0] = args[1] = LT_TYPE(F64);
        return LT_OK;
    }
    int scale = larger(6, args[0].scale + args[1].precision + 1);
    *result = lt_coerce_decimal(whole_digits(args[0]) + args[1].scale + scale, scale);
    return LT_OK;
}

lt_status lt_types_div(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(two_numbers(args, err));
    if (lt_type_is_float(args[0])) args[0] = args[1] = LT_TYPE(I64);
    *result = LT_TYPE(I64);
    return LT_OK;
}

lt_status lt_types_mod(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(two_numbers(args, err));
    *result = args[0];
    if (args[0].id != LT_DECIMAL) return LT_OK;
    int scale = larger(args[0].scale, args[1].scale);
    int a = whole_digits(args[0]), b = whole_digits(args[1]);
    *result = lt_coerce_decimal(larger(1, (a < b ? a : b) + scale), scale);
    return LT_OK;
}

lt_status lt_types_same_number(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    (void)count;
    LT_TRY(lt_want_number(args, 0, err));
    *result = args[0];
    return LT_OK;
}

/* ---- comparison, logic, choice ---- */

lt_status lt_types_compare(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    lt_type common;
    *result = LT_TYPE(BOOL);
    return lt_want_common(&common, args, 0, count, LT_TYPE(BOOL), err);
}

lt_status lt_types_all_bool(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    for (int32_t i = 0; i < count; i++) LT_TRY(lt_want(args, i, LT_TYPE(BOOL), err));
    *result = LT_TYPE(BOOL);
    return LT_OK;
}

lt_status lt_types_common(lt_type *result, lt_type *args, int32_t count, lt_error *err)
{
    return lt_want_common(result, args, 0, count, LT_TYPE(VOID), err);
}

#include "plan/coerce.h"

static int larger(int a, int b) { return a > b ? a : b; }
static int smaller(int a, int b) { return a < b ? a : b; }

lt_type lt_coerce_decimal_of(lt_type integer)
{
    static const int digits[] = {[LT_I8] = 3, [LT_I16] = 5, [LT_I32] = 10, [LT_I64] = 20};
    return lt_decimal(digits[integer.id], 0);
}

lt_type lt_coerce_decimal(int precision, int scale)
{
    if (precision <= LT_DECIMAL_MAX) return lt_decimal(precision, scale);
    int whole = precision - scale, least = smaller(scale, 6);
    return lt_decimal(LT_DECIMAL_MAX,
                      smaller(LT_DECIMAL_MAX, larger(LT_DECIMAL_MAX - whole, least)));
}

static lt_type wider_decimal(lt_type a, lt_type b)
{
    int scale = larger(a.scale, b.scale);
    int whole = larger(a.precision - a.scale, b.precision - b.scale);
    return lt_decimal(smaller(whole + scale, LT_DECIMAL_MAX), smaller(scale, LT_DECIMAL_MAX));
}

static lt_type common_number(lt_type a, lt_type b)
{
    if (lt_type_is_int(a) && lt_type_is_int(b)) return a.id > b.id ? a : b;
    if (lt_type_is_float(a) || lt_type_is_float(b))
        return a.id == LT_F32 && b.id == LT_F32 ? a : LT_TYPE(F64);
    if (lt_type_is_int(a)) a = lt_coerce_decimal_of(a);
    if (lt_type_is_int(b)) b = lt_coerce_decimal_of(b);
    return wider_decimal(a, b);
}

/* What a text becomes beside a value of another type. */
static lt_type beside_text(lt_type other)
{
    if (lt_type_is_int(other)) return LT_TYPE(I64);
    return lt_type_is_numeric(other) ? LT_TYPE(F64) : other;
}

/* Lists meet where their elements do. */
static bool common_list(lt_type *out, lt_type a, lt_type b)
{
    lt_type element;
    return a.id == b.id && lt_coerce_common(&element, lt_type_element(a), lt_type_element(b)) &&
           lt_type_list(out, element, NULL) == LT_OK;
}

bool lt_coerce_common(lt_type *out, lt_type a, lt_type b)
{
    if (lt_type_same(a, b) || b.id == LT_VOID) return *out = a, true;
    if (a.id == LT_VOID) return *out = b, true;
    if (a.id == LT_LIST || b.id == LT_LIST) return common_list(out, a, b);
    if (lt_type_is_numeric(a) && lt_type_is_numeric(b)) return *out = common_number(a, b), true;
    if (a.id == LT_STRING) return *out = beside_text(b), true;
    if (b.id == LT_STRING) return *out = beside_text(a), true;
    if (!lt_type_is_time(a) || !lt_type_is_time(b)) return false;
    /* a date becomes the other's kind; an instant and a wall clock meet as instants */
    lt_type other = a.id == LT_DATE ? b : a;
    *out = a.id != LT_DATE && b.id != LT_DATE ? LT_TYPE(TIMESTAMP) : other;
    return true;
}

/* Texts are set aside at first, so that the answer does not depend on the order. */
bool lt_coerce_common_of(lt_type *out, const lt_type *types, int32_t count)
{
    lt_type common = LT_TYPE(VOID);
    bool    text = false;
    for (int32_t i = 0; i < count; i++) {
        if (types[i].id == LT_STRING)
            text = true;
        else if (!lt_coerce_common(&common, common, types[i]))
            return false;
    }
    if (!text) return *out = common, true;
    return lt_coerce_common(out, common, LT_TYPE(STRING));
}

bool lt_coerce_implicit(lt_type from, lt_type to)
{
    if (from.id == LT_LIST || to.id == LT_LIST)
        return from.id == LT_VOID ||
               (from.id == to.id && lt_coerce_implicit(lt_type_element(from), lt_type_element(to)));
    if (from.id == LT_VOID || from.id == to.id || from.id == LT_STRING || to.id == LT_STRING)
        return true;
    if (lt_type_is_numeric(from) && lt_type_is_numeric(to)) return true;
    return lt_type_is_time(from) && lt_type_is_time(to);
}

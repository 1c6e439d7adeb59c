/* pack_column.c — columns of lists as bytes, exact or as keys, equal where the lists are.
 *
 * Of keys floats make the difference: -0.0 becomes 0.0, and every NaN the same one.
 */
#include "kernel/pack.h"

#include <math.h>
#include <string.h>

/* ---- floats inside packed lists; each function answers where what it walked ends ---- */

static uint8_t *plain_list(uint8_t *p, lt_type element);

static uint8_t *plain_f32(uint8_t *p)
{
    float v;
    memcpy(&v, p, sizeof(v));
    v = isnan(v) ? NAN : v == 0 ? 0.0F : v;
    memcpy(p, &v, sizeof(v));
    return p + sizeof(v);
}

static uint8_t *plain_f64(uint8_t *p)
{
    double v;
    memcpy(&v, p, sizeof(v));
    v = isnan(v) ? (double)NAN : v == 0 ? 0.0 : v;
    memcpy(p, &v, sizeof(v));
    return p + sizeof(v);
}

static uint8_t *plain_item(uint8_t *p, lt_type type)
{
    if (!*p++) return p;
    if (type.id == LT_F32) return plain_f32(p);
    return type.id == LT_F64 ? plain_f64(p) : plain_list(p, lt_type_element(type));
}

static uint8_t *plain_list(uint8_t *p, lt_type element)
{
    int32_t n;
    memcpy(&n, p, sizeof(n));
    p += sizeof(n);
    for (int32_t i = 0; i < n; i++) p = plain_item(p, element);
    return p;
}

static bool has_floats(lt_type t)
{
    while (lt_type_is_list(t)) t = lt_type_element(t);
    return lt_type_is_float(t);
}

/* ---- a column ---- */

static lt_status pack_row(lt_view *out, const lt_column *base, int32_t slot, bool exact,
                          lt_heap *heap, lt_error *err)
{
    uint8_t few[12], *to = few;
    int64_t n = lt_pack_bytes(base, slot);
    if (n > INT32_MAX)
        return LT_FAIL(err, LT_ELIMIT, "a list of %lld bytes: the limit is %d", (long long)n,
                       INT32_MAX);
    if (n > 12) LT_TRY(lt_heap_room(&to, heap, (size_t)n, err));
    lt_pack_list(to, base, slot);
    if (!exact && has_floats(base->type)) plain_list(to, lt_type_element(base->type));
    if (n > 12) lt_heap_use(heap, (size_t)n);
    *out = lt_view_of(to, (int32_t)n);
    return LT_OK;
}

static lt_status pack_rows(lt_column *made, const lt_column *c, bool exact, lt_error *err)
{
    lt_heap   heap = {.mem = made->mem};
    lt_view  *to = made->values;
    lt_status status = c->valid ? lt_column_nullable(made, err) : LT_OK;
    for (int32_t i = 0; !status && i < c->rows; i++) {
        to[i] = (lt_view){.len = 0, .rest = {0}};
        if (lt_column_valid(c, i))
            status = pack_row(to + i, lt_column_base(c), lt_column_slot(c, i), exact, &heap, err);
        else
            lt_bit_clear(made->valid, i);
    }
    if (!status) status = lt_heap_give(&heap, made, err);
    lt_heap_clear(&heap);
    return status;
}

lt_status lt_pack_column(lt_column **out, lt_mem *mem, const lt_column *c, bool exact,
                         lt_error *err)
{
    lt_column *made;
    LT_TRY(lt_column_open(&made, mem, LT_TYPE(BINARY), c->rows, err));
    lt_status status = pack_rows(made, c, exact, err);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

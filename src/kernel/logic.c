/* logic.c — three-valued and, or, not: 64 rows at a time over bitmaps. */
#include "kernel/block.h"
#include "kernel/work.h"

/* Rows known true and known false; a null is neither. */
typedef struct trits {
    uint64_t yes, no;
} trits;

static trits read_word(const lt_column *c, size_t w)
{
    uint64_t valid = lt_valid_word(c, w), value = lt_bool_word(c, w);
    return (trits){valid & value, valid & ~value};
}

static lt_status run(const lt_call *call, lt_column **out, bool all, lt_error *err)
{
    bool       nullable = false;
    lt_column *made;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t k = 0; k < call->arg_count; k++)
        nullable |= call->args[k]->valid || call->args[k]->type.id == LT_VOID;
    if (nullable) {
        lt_status status = lt_column_nullable(made, err);
        if (status) return lt_done(out, made, status);
    }
    uint64_t *bits = made->values;
    for (size_t w = 0; w < lt_bits_words(call->rows); w++) {
        trits sum = read_word(call->args[0], w);
        for (int32_t k = 1; k < call->arg_count; k++) {
            trits t = read_word(call->args[k], w);
            sum.yes = all ? sum.yes & t.yes : sum.yes | t.yes;
            sum.no = all ? sum.no | t.no : sum.no & t.no;
        }
        bits[w] = sum.yes;
        if (nullable) made->valid[w] = sum.yes | sum.no;
    }
    *out = made;
    return LT_OK;
}

lt_status lt_kernel_and(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, true, err);
}

lt_status lt_kernel_or(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, false, err);
}

lt_status lt_kernel_not(const lt_call *call, lt_column **out, lt_error *err)
{
    const lt_column *c = call->args[0];
    lt_column       *made;
    LT_TRY(lt_call_result(call, &made, err));
    if (c->valid || c->type.id == LT_VOID) {
        lt_status status = lt_column_nullable(made, err);
        if (status) return lt_done(out, made, status);
    }
    uint64_t *bits = made->values;
    for (size_t w = 0; w < lt_bits_words(call->rows); w++) {
        trits t = read_word(c, w);
        bits[w] = t.no;
        if (made->valid) made->valid[w] = t.yes | t.no;
    }
    *out = made;
    return LT_OK;
}

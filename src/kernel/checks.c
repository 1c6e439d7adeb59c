/* checks.c — functions that look at an expression's type, or end a run on purpose. */
#include "kernel/functions_text.h"
#include "kernel/work.h"

#include <string.h>

lt_status lt_kernel_typeof(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_type_text name;
    lt_type_spark(name, call->args[0]->type);
    lt_value v = {.type = LT_TYPE(STRING),
                  .s = {.bytes = (const uint8_t *)name, .len = (int32_t)strlen(name)}};
    return lt_column_constant(out, call->mem, v, call->rows, err);
}

/* The message of a row, "" where it is null. */
static lt_status raise(const lt_column *message, int32_t row, lt_error *err)
{
    bool           given = message->type.id != LT_VOID && lt_column_valid(message, row);
    const lt_view *v = given ? lt_view_at(message, row) : NULL;
    if (!v) return LT_FAIL(err, LT_EEXPECT, "an error was raised without a message");
    return LT_FAIL(err, LT_EEXPECT, "%.*s", v->len, (const char *)lt_view_bytes(v));
}

lt_status lt_kernel_raise_error(const lt_call *call, lt_column **out, lt_error *err)
{
    if (call->rows) return raise(call->args[0], 0, err);
    return lt_column_nulls(out, call->mem, call->result, 0, err);
}

lt_status lt_kernel_assert_true(const lt_call *call, lt_column **out, lt_error *err)
{
    const lt_column *c = call->args[0];
    for (int32_t i = 0; i < call->rows; i++) {
        if (c->type.id != LT_VOID && lt_column_valid(c, i) && lt_bool_at(c, i)) continue;
        if (call->arg_count > 1) return raise(call->args[1], i, err);
        return LT_FAIL(err, LT_EEXPECT, "assert_true: the condition is not true");
    }
    return lt_column_nulls(out, call->mem, call->result, call->rows, err);
}

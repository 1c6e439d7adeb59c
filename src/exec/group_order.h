/* group_order.h — the order in which groups leave: that of their first rows. */
#ifndef LT_EXEC_GROUP_ORDER_H
#define LT_EXEC_GROUP_ORDER_H

#include "exec/group.h"

typedef struct lt_group_place {
    int64_t first;
    int32_t result, row; /* of the operator's results */
} lt_group_place;

/* The places of all groups of o in order; the caller frees count of them. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_group_order(lt_group_place **out, int64_t *count, lt_group_op *o,
                                     lt_error *err);

#endif

/* zeros.h — -0.0 as the rows of a set show it. */
#ifndef LT_EXEC_ZEROS_H
#define LT_EXEC_ZEROS_H

#include "column/batch.h"

/* Puts 0.0 in the place of -0.0 in the float columns among columns[0, count) of b (NULL: the first
 * count). Where there is none, nothing is copied. Elements of lists stay. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_plain_zeros(lt_batch *b, const int32_t *columns, int32_t count,
                                     lt_error *err);

#endif

/* plan_mem.h — the account that plans and expressions are made on.
 *
 * They are small, immutable and shared by whoever holds them, so one account for the process
 * is enough; tests put their own in its place to refuse allocations.
 */
#ifndef LT_PLAN_PLAN_MEM_H
#define LT_PLAN_PLAN_MEM_H

#include "core/mem.h"

lt_mem *lt_plan_mem(void);            /* lt_mem_default unless a test says otherwise */
void    lt_plan_mem_use(lt_mem *mem); /* tests only; NULL: back to the default */

#endif

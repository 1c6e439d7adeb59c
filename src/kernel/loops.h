/* loops.h — the tables of hot loops that this build has. */
#ifndef LT_KERNEL_LOOPS_H
#define LT_KERNEL_LOOPS_H

#include "kernel/kernel.h"

extern const lt_loops lt_loops_scalar;

/* NULL where the machine lacks what the table needs. */
const lt_loops *lt_loops_avx512(void);

#endif

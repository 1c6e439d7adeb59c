/* loops.c — which table of hot loops this machine gets. */
#include "kernel/loops.h"

static const lt_loops *const tables[LT_CPU_TIERS] = {
    [LT_CPU_SCALAR] = &lt_loops_scalar,
    [LT_CPU_NEON] = &lt_loops_neon,
    [LT_CPU_AVX2] = &lt_loops_avx2,
    [LT_CPU_AVX512] = &lt_loops_avx512,
};

const lt_loops *lt_loops_of(lt_cpu tier) { return lt_cpu_has(tier) ? tables[tier] : NULL; }

const lt_loops *lt_loops_get(void) { return tables[lt_cpu_get()]; }

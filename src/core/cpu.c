#include "core/cpu.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Columns are written to files, and words read from them, as they lie in memory. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "lote needs a little-endian machine");
_Static_assert(sizeof(void *) == 8, "lote needs 64-bit pointers");

static const char *const names[LT_CPU_TIERS] = {"scalar", "neon", "avx2", "avx512"};

const char *lt_cpu_name(lt_cpu tier) { return names[tier]; }

#if defined(__x86_64__)

_Static_assert((char)-1 < 0, "gcc folds blends of bytes wrongly with -funsigned-char");

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

/* That the system keeps the wide registers is part of __builtin_cpu_supports' answer. */
bool lt_cpu_has(lt_cpu tier)
{
    __builtin_cpu_init();
    if (tier == LT_CPU_AVX2) return has_avx2();
    if (tier == LT_CPU_AVX512)
        return has_avx2() && __builtin_cpu_supports("avx512f") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
               __builtin_cpu_supports("avx512vbmi2");
    return tier == LT_CPU_SCALAR;
}

#elif defined(__aarch64__)

bool lt_cpu_has(lt_cpu tier) { return tier == LT_CPU_SCALAR || tier == LT_CPU_NEON; }

#else

bool lt_cpu_has(lt_cpu tier) { return tier == LT_CPU_SCALAR; }

#endif

/* The tier of that name, if it is here; else LT_CPU_TIERS. */
static lt_cpu find(const char *name)
{
    for (int t = 0; name && t < LT_CPU_TIERS; t++)
        if (strcmp(name, names[t]) == 0 && lt_cpu_has((lt_cpu)t)) return (lt_cpu)t;
    return LT_CPU_TIERS;
}

static const char *wanted(void)
{
    const char *name = getenv("LOTE_LOOPS");
    return name && *name ? name : NULL;
}

const char *lt_cpu_refused(void) { return find(wanted()) == LT_CPU_TIERS ? wanted() : NULL; }

static lt_cpu choose(void)
{
    lt_cpu tier = find(wanted());
    for (int t = LT_CPU_TIERS; tier == LT_CPU_TIERS;)
        if (lt_cpu_has((lt_cpu)--t)) tier = (lt_cpu)t;
    return tier;
}

/* Tier + 1; 0 before the first question. Threads that ask at once all find the same. */
static _Atomic int chosen;

lt_cpu lt_cpu_get(void)
{
    int tier = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (!tier) {
        tier = (int)choose() + 1;
        atomic_store_explicit(&chosen, tier, memory_order_relaxed);
    }
    return (lt_cpu)(tier - 1);
}

bool lt_cpu_use(lt_cpu tier)
{
    if (!lt_cpu_has(tier)) return false;
    atomic_store_explicit(&chosen, (int)tier + 1, memory_order_relaxed);
    return true;
}

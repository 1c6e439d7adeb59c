#include "format/csv_index.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static lt_status grow(lt_mem *mem, uint32_t **at, size_t *cap, size_t want, lt_error *err)
{
    if (want <= *cap) return LT_OK;
    size_t more = *cap + *cap / 2 > want ? *cap + *cap / 2 : want;
    /* The free slot in front is part of the block. */
    uint32_t *old = *at ? *at - 1 : NULL;
    uint32_t *now = lt_mem_resize(mem, old, *at ? (*cap + 1) * sizeof(uint32_t) : 0,
                                  (more + 1) * sizeof(uint32_t));
    if (!now) return lt_mem_refused(mem, (more + 1) * sizeof(uint32_t), "a CSV index", err);
    *at = now + 1;
    *cap = more;
    return LT_OK;
}

lt_status lt_csv_marks_room(lt_csv_marks *m, size_t n, lt_error *err)
{
    LT_TRY(grow(m->mem, &m->seps, &m->sep_cap, m->sep_count + n + 64, err));
    return grow(m->mem, &m->ends, &m->end_cap, m->end_count + n + 64, err);
}

void lt_csv_marks_clear(lt_csv_marks *m)
{
    if (m->seps) lt_mem_free(m->mem, m->seps - 1, (m->sep_cap + 1) * sizeof(uint32_t));
    if (m->ends) lt_mem_free(m->mem, m->ends - 1, (m->end_cap + 1) * sizeof(uint32_t));
    *m = (lt_csv_marks){.mem = m->mem};
}

/* ---- the choice ---- */

static bool can_run(const lt_csv_loops *l)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (l == &lt_csv_avx2)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
               __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
    if (l == &lt_csv_avx512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
               __builtin_cpu_supports("avx512vbmi2") && can_run(&lt_csv_avx2);
#endif
    return l == &lt_csv_scalar;
}

static const lt_csv_loops *const best_first[] = {&lt_csv_avx512, &lt_csv_avx2, &lt_csv_scalar};
enum { LOOPS = sizeof(best_first) / sizeof(*best_first) };

const lt_csv_loops *lt_csv_loops_at(int k)
{
    for (int i = 0; i < LOOPS; i++)
        if (can_run(best_first[i]) && k-- == 0) return best_first[i];
    return NULL;
}

static const lt_csv_loops *chosen;
static pthread_once_t      once = PTHREAD_ONCE_INIT;

static void choose(void)
{
    const char *name = getenv("LOTE_LOOPS");
    chosen = lt_csv_loops_at(0);
    for (int i = 0; name && i < LOOPS; i++)
        if (strcmp(name, best_first[i]->name) == 0 && can_run(best_first[i]))
            chosen = best_first[i];
}

const lt_csv_loops *lt_csv_loops_get(void)
{
    pthread_once(&once, choose);
    return chosen;
}

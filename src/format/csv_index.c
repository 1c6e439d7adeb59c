#include "format/csv_index.h"

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

static const lt_csv_loops *const tables[LT_CPU_TIERS] = {
    [LT_CPU_SCALAR] = &lt_csv_scalar,
    [LT_CPU_NEON] = &lt_csv_neon,
    [LT_CPU_AVX2] = &lt_csv_avx2,
    [LT_CPU_AVX512] = &lt_csv_avx512,
};

const lt_csv_loops *lt_csv_loops_of(lt_cpu tier) { return lt_cpu_has(tier) ? tables[tier] : NULL; }

const lt_csv_loops *lt_csv_loops_get(void) { return tables[lt_cpu_get()]; }

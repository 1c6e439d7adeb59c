/* rules_kit.h — plans, and what the optimiser makes of them as text. */
#ifndef LT_TESTS_RULES_KIT_H
#define LT_TESTS_RULES_KIT_H

#include "tests/exec_fake.h"

#include "plan/plan_mem.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- plans over a table of no rows ---- */

static const char kit_columns[] = "a int, b int, s string, d double, ok boolean, day date";

/* A table of `rows` rows of nulls. */
static inline lt_table *null_table(const char *ddl, int32_t rows)
{
    lt_error   err;
    lt_schema *s = NULL;
    lt_table  *t = NULL;
    lt_batch  *b;
    CHECK_OK(lt_schema_parse(&s, lt_mem_default(), ddl, strlen(ddl), &err), &err);
    CHECK_OK(lt_table_open(&t, lt_mem_default(), s, &err), &err);
    CHECK_OK(lt_batch_open(&b, t->mem, rows, s->count, &err), &err);
    for (int32_t c = 0; c < s->count; c++)
        CHECK_OK(lt_column_nulls(&b->columns[c], t->mem, s->fields[c].type, rows, &err), &err);
    CHECK_OK(lt_table_add(t, b, &err), &err);
    lt_schema_release(s);
    return t;
}

static inline lt_plan *scan_of(const char *ddl)
{
    lt_table *t = null_table(ddl, 100);
    lt_plan  *p = fake_scan(NULL, t);
    lt_table_release(t);
    return p;
}

static inline lt_plan *table_of(const char *ddl)
{
    lt_table *t = null_table(ddl, 100);
    lt_plan  *p = lt_from_table(t);
    lt_table_release(t);
    return p;
}

static inline lt_plan *scan(void) { return scan_of(kit_columns); }
static inline lt_plan *table(void) { return table_of(kit_columns); }

/* p optimised, or not; p is consumed. */
static inline lt_plan *optimised(lt_plan *p, lt_buf *fired)
{
    lt_error err;
    lt_plan *resolved = NULL, *best = NULL;
    assert_non_null(p);
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), fired, &err), &err);
    lt_plan_release(resolved);
    lt_plan_release(p);
    return best;
}

static inline char *text_of(const lt_plan *p)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_plan_text(&b, p, NULL, NULL, &err), &err);
    char *text = kit_buf_text(&b);
    kit_drop_ids(text);
    return text;
}

/* The plan must become `want`; p is consumed. fired may be NULL: else it must be among the notes.
 */
static inline void becomes(lt_plan *p, const char *want, const char *rule, int line)
{
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *best = optimised(p, &fired);
    char    *got = text_of(best), *notes;
    lt_error err;
    CHECK_OK(lt_buf_terminate(&fired, &err), &err);
    notes = (char *)fired.data;
    if (strcmp(got, want) != 0) fail_msg("line %d:\ngot\n%s\nwant\n%s", line, got, want);
    if (rule && !strstr(notes, rule)) fail_msg("line %d: \"%s\" not in %s", line, rule, notes);
    if (!rule && *notes) fail_msg("line %d: fired: %s", line, notes);
    free(got);
    lt_buf_clear(&fired);
    lt_plan_release(best);
}
#define BECOMES(p, rule, want) becomes(p, want, rule, __LINE__)
#define NONE                   "Scan  table of 0 rows\n"
#define STAYS(p, want)         becomes(p, want, NULL, __LINE__)

/* ---- refused memory ---- */

/* Optimises what make makes while every allocation of the optimiser is refused in turn; the plan
 * stays as it was. */
static inline void refuse_memory(lt_plan *(*make)(void))
{
    lt_error err;
    lt_plan *p = make(), *resolved = NULL;
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    char *before = text_of(resolved);
    EACH_FAULT (mem) {
        lt_buf    fired = {.mem = mem};
        lt_plan  *best = NULL;
        lt_status status = lt_plan_optimise(&best, resolved, mem, &fired, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_plan_release(best);
        lt_buf_clear(&fired);
    }
    char *after = text_of(resolved);
    CHECK_TEXT(after, before);
    free(before);
    free(after);
    lt_plan_release(resolved);
    lt_plan_release(p);
}

/* The same for one request of what plans themselves are made of; building is not refused. Whether
 * so many requests came. */
static inline bool refuse_plan_request(lt_plan *(*make)(void), long point)
{
    lt_error err;
    lt_mem  *mem = lt_mem_open(NULL, 0);
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan_mem_use(mem);
    lt_plan *p = make(), *resolved = NULL, *best = NULL;
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    lt_mem_fail_at(mem, point, false);
    lt_status status = lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err);
    bool      came = lt_mem_faulted(mem);
    lt_mem_fail_at(mem, -1, false);
    assert_int_equal(status, came ? LT_ENOMEM : LT_OK);
    lt_plan_release(best);
    lt_plan_release(resolved);
    lt_plan_release(p);
    lt_buf_clear(&fired);
    if (lt_mem_in_use(mem)) fail_msg("request %ld: %zu bytes leaked", point, lt_mem_in_use(mem));
    lt_plan_mem_use(NULL);
    lt_mem_close(mem);
    return came;
}

static inline void refuse_plan_memory(lt_plan *(*make)(void))
{
    long point = 0;
    while (refuse_plan_request(make, point)) point++;
    assert_true(point > 100);
}

#endif

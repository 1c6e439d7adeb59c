#include "tests/rules_kit.h"

/* ---- any plan: the same rows ---- */

typedef struct dice {
    uint64_t  seed;
    lt_table *tables[3];
    kit       kits[HELPER_WAYS]; /* plans run in each way in turn */
} dice;

static dice open_dice(uint64_t seed)
{
    dice d = {.seed = seed};
    for (int i = 0; i < HELPER_WAYS; i++)
        d.kits[i] = kit_open(helper_ways[i].threads, helper_ways[i].batch_rows, NULL);
    for (int i = 0; i < 3; i++)
        d.tables[i] =
            kit_random_table(lt_mem_default(), i * 23, i == 1 ? 7 : 65536, 6, (uint64_t)i + 1);
    return d;
}

static void close_dice(dice *d)
{
    for (int i = 0; i < 3; i++) lt_table_release(d->tables[i]);
    for (int i = 0; i < HELPER_WAYS; i++) kit_close(&d->kits[i]);
}

static int roll(dice *d, int n) { return (int)((kit_random(&d->seed) >> 20) % (uint64_t)n); }

static const char *pick(dice *d, const char *const *list, int n) { return list[roll(d, n)]; }
#define PICK(d, ...)                            \
    pick(d, (const char *const[]){__VA_ARGS__}, \
         (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)))

/* Every random plan keeps i, l, s, b, c with types that stay, so that conditions always resolve. */
static const char *condition(dice *d)
{
    return PICK(d, "i > 0", "l > 1000000", "s like 'k%'", "b", "not b", "c = 'north'",
                "i is null or l is null", "true", "false", "1 = 1 and i > -3", "null", "c is null",
                "upper(c) = 'SOUTH' or false", "coalesce(i, 0) + coalesce(l, 0) > 10",
                "i > -4 and s is not null and c <> ''", "length(c) > 2 and i <= 3",
                "case when b then i > 0 else c > 'n' end", "i in (1, 2, 3)");
}

static lt_plan *base(dice *d)
{
    lt_table *t = d->tables[roll(d, 3)];
    lt_plan  *p = roll(d, 2) ? lt_from_table(t) : fake_scan(NULL, t);
    return roll(d, 2) ? p : kit_select(p, TEXTS("i", "l", "s", "b", "c"));
}

static lt_plan *random_select(dice *d, lt_plan *p)
{
    switch (roll(d, 5)) {
    case 0: return kit_select(p, TEXTS("c", "b", "s", "l", "i"));
    case 1: return kit_select(p, TEXTS("*", "i as extra", "1 as one"));
    case 2: return kit_select(p, TEXTS("coalesce(i, 2) as i", "l", "lower(s) as s", "b", "c"));
    case 3: return kit_select(p, TEXTS("i", "i as twin", "l as twin", "l", "s", "not b as b", "c"));
    default: return kit_select(p, TEXTS("i", "l", "c as s", "b", "s as c"));
    }
}

static lt_plan *random_group(dice *d, lt_plan *p)
{
    switch (roll(d, 6)) {
    case 4:
        return kit_group(
            p, TEXTS("b"),
            TEXTS("count(distinct i) as i", "first(s) as s", "max(c) as c", "count(*) as l"));
    case 5:
        return kit_select(
            kit_group(p, NULL, TEXTS("count(*) as l", "count(1) as n")),
            TEXTS("cast(l as int) as i", "l", "'k' as s", "l > 3 as b", "'north' as c"));
    case 0:
        return kit_group(p, TEXTS("c", "b"), TEXTS("max(i) as i", "sum(l) as l", "min(s) as s"));
    case 1: return kit_group(p, TEXTS("i", "l", "s", "b", "c"), TEXTS("count(*) as n"));
    case 2:
        return kit_group(
            p, NULL,
            TEXTS("max(i) as i", "max(l) as l", "min(s) as s", "max(b) as b", "first(c) as c"));
    default:
        return kit_group(p, TEXTS("coalesce(i, 1) as i", "upper(c) as c"),
                         TEXTS("max(l) as l", "max(s) as s", "max(b) as b", "count(s) as n"));
    }
}

static lt_plan *random_plan(dice *d, int steps);

static lt_plan *random_union(dice *d, lt_plan *p)
{
    lt_plan *other = random_plan(d, 1);
    if (roll(d, 2)) {
        p = kit_select(p, TEXTS("i", "l", "s", "b", "c"));
        other = kit_select(other, TEXTS("i", "l", "s", "b", "c", "1 as only"));
        return lt_union(p, other, true, true);
    }
    return lt_union(kit_select(p, TEXTS("i", "l", "s", "b", "c")),
                    kit_select(other, TEXTS("i", "l", "s", "b", "c")), roll(d, 2), false);
}

static lt_plan *random_step(dice *d, lt_plan *p)
{
    const char *with = "l", *gone = "t";
    lt_expr    *e;
    switch (roll(d, 11)) {
    case 0:
    case 1:
    case 2: return kit_filter(p, condition(d));
    case 3:
    case 4: return random_select(d, p);
    case 5: return random_group(d, p);
    case 6: return lt_limit(p, roll(d, 30) - 1, roll(d, 2) * roll(d, 9));
    case 7:
        return kit_sort(p, roll(d, 2) ? TEXTS("i", "-s", "l") : TEXTS("c desc", "b nulls last"));
    case 8: {
        int some = roll(d, 3);
        return lt_distinct(p, some == 1 ? TEXTS("c") : TEXTS("i", "b"), some);
    }
    case 9: return random_union(d, p);
    default:
        if (roll(d, 2)) return lt_drop(p, &gone, 1);
        e = kit_expr("l + 1");
        return lt_with(p, &with, &e, 1);
    }
}

static lt_plan *random_plan(dice *d, int steps)
{
    lt_plan *p = base(d);
    while (steps-- > 0) p = random_step(d, p);
    if (roll(d, 4) == 0) p = kit_select(p, roll(d, 2) ? TEXTS("c") : TEXTS("l", "i"));
    if (steps < 2 && roll(d, 12) == 0) p = kit_group(p, NULL, TEXTS("count(*) as c"));
    return p;
}

static char *rows_of(kit *k, lt_plan *resolved)
{
    lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
    CHECK_OK(lt_exec_run(resolved, &target, &k->run, k->pool, NULL, &k->err), &k->err);
    return kit_text_of(target.table);
}

/* Whether p resolves; a random plan may be senseless (a name used twice). */
static lt_plan *resolved_or_null(lt_plan *p)
{
    lt_error err;
    lt_plan *r = NULL;
    if (lt_plan_resolve(&r, p, lt_mem_default(), &err)) r = NULL;
    lt_plan_release(p);
    return r;
}

static void check_same_rows(kit *k, lt_plan *resolved, int which)
{
    lt_error err;
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *best;
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err), &err);
    char *plain = rows_of(k, resolved), *got = rows_of(k, best);
    if (strcmp(plain, got) != 0)
        fail_msg("plan %d:\n%s\nbecame\n%s\n%.*s\nrows\n%.600s\ninstead of\n%.600s", which,
                 text_of(resolved), text_of(best), (int)fired.len, (const char *)fired.data, got,
                 plain);
    assert_int_equal(resolved->schema->count, best->schema->count);
    for (int32_t i = 0; i < best->schema->count; i++) {
        CHECK_TEXT(best->schema->fields[i].name, resolved->schema->fields[i].name);
        assert_true(lt_type_same(best->schema->fields[i].type, resolved->schema->fields[i].type));
    }
    free(plain);
    free(got);
    lt_buf_clear(&fired);
    lt_plan_release(best);
}

static void random_plans_give_the_same_rows(void **state)
{
    (void)state;
    dice d = open_dice(20260701);
    int  ran = 0;
    for (int i = 0; i < 2600; i++) {
        lt_plan *resolved = resolved_or_null(random_plan(&d, 1 + roll(&d, 6)));
        if (!resolved) continue;
        check_same_rows(&d.kits[i % HELPER_WAYS], resolved, i);
        lt_plan_release(resolved);
        ran++;
    }
    close_dice(&d);
    assert_true(ran >= 2000);
}

/* ---- plans that can fail ---- */

static const char *risky(dice *d)
{
    return PICK(d, "10 div (i - 3)", "i % (i + 1)", "cast(s as int)", "l + 9223372036854770000",
                "cast(l as int)", "1 / (i - i)", "l", "abs(i)");
}

static lt_plan *risky_step(dice *d, lt_plan *p)
{
    char text[200];
    switch (roll(d, 4)) {
    case 0: snprintf(text, sizeof(text), "%s > 2", risky(d)); return kit_filter(p, text);
    case 1:
        snprintf(text, sizeof(text), "%s and %s > 1", condition(d), risky(d));
        return kit_filter(p, text);
    case 2:
        snprintf(text, sizeof(text), "case when %s then %s else 1 end > 0", condition(d), risky(d));
        return kit_filter(p, text);
    default:
        snprintf(text, sizeof(text), "coalesce(try_cast(%s as bigint), 0) as l", risky(d));
        return kit_select(p, TEXTS("i", text, "s", "b", "c"));
    }
}

static lt_plan *risky_plan(dice *d)
{
    lt_plan *p = base(d);
    for (int steps = 1 + roll(d, 5); steps > 0; steps--)
        p = roll(d, 3) ? random_step(d, p) : risky_step(d, p);
    return p;
}

/* The rows, or NULL: it fails. */
static char *rows_or_null(kit *k, lt_plan *p)
{
    lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
    lt_status      status = lt_exec_run(p, &target, &k->run, k->pool, NULL, &k->err);
    return status ? NULL : kit_text_of(target.table);
}

/* both: errors must come, or not come, with and without the rules; else no new ones may. */
static bool check_errors(kit *k, lt_plan *p, bool both, int which)
{
    lt_error err;
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *best, *resolved = resolved_or_null(p);
    if (!resolved) return false;
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err), &err);
    char *plain = rows_or_null(k, resolved), *got = rows_or_null(k, best);
    bool  bad = plain ? !got || strcmp(plain, got) != 0 : both && got;
    if (bad)
        fail_msg("plan %d:\n%s\nbecame\n%s\n%.*s\nrows\n%.600s\ninstead of\n%.600s\n%s", which,
                 text_of(resolved), text_of(best), (int)fired.len, (const char *)fired.data,
                 got ? got : "an error", plain ? plain : "an error", k->err.text);
    bool failed = !plain;
    free(plain);
    free(got);
    lt_buf_clear(&fired);
    lt_plan_release(best);
    lt_plan_release(resolved);
    return failed;
}

static void no_rule_makes_an_error(void **state)
{
    (void)state;
    dice d = open_dice(99);
    int  failed = 0;
    for (int i = 0; i < 2000; i++)
        failed += check_errors(&d.kits[i % HELPER_WAYS], risky_plan(&d), false, i);
    close_dice(&d);
    assert_true(failed > 100);
}

/* What the last step computes and shows is computed of the same rows. */
static void errors_of_what_is_shown_stay(void **state)
{
    (void)state;
    dice d = open_dice(7);
    int  failed = 0;
    for (int i = 0; i < 2000; i++) {
        char text[200];
        snprintf(text, sizeof(text), "%s as q", risky(&d));
        lt_plan *p = kit_select(random_plan(&d, roll(&d, 5)), TEXTS("c", "i", text));
        if (roll(&d, 3) == 0) p = kit_select(p, TEXTS("i", "q + i as r", "c"));
        failed += check_errors(&d.kits[i % HELPER_WAYS], p, true, i);
    }
    close_dice(&d);
    assert_true(failed > 100);
}

int main(void)
{
    return RUN(test(random_plans_give_the_same_rows), test(no_rule_makes_an_error),
               test(errors_of_what_is_shown_stay));
}

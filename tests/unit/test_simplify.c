#include "plan/simplify.h"
#include "tests/exec_kit.h"

#include "plan/plan_mem.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- what becomes of an expression, alone and as the condition of a filter ---- */

static lt_plan *best_of(lt_plan *p)
{
    lt_error err;
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan *resolved = NULL, *best = NULL;
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err), &err);
    lt_buf_clear(&fired);
    lt_plan_release(resolved);
    lt_plan_release(p);
    return best;
}

static char *text_of(const lt_expr *e)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_expr_text(&b, e, &err), &err);
    return kit_buf_text(&b);
}

static lt_table *table;

static void becomes(const char *from, const char *want)
{
    char text[512];
    snprintf(text, sizeof(text), "%s as x", from);
    lt_plan *p = best_of(kit_select(lt_from_table(table), TEXTS(text)));
    char    *got = text_of(p->exprs[0]);
    if (strcmp(got, want) != 0) fail_msg("%s\n got %s\nwant %s", from, got, want);
    free(got);
    lt_plan_release(p);
}
static void stays(const char *same) { becomes(same, same); }

/* want NULL: no filter is left; "": no row is. */
static void filter_becomes(const char *from, const char *want)
{
    lt_plan *p = best_of(kit_filter(lt_from_table(table), from));
    if (p->kind != LT_NODE_FILTER) {
        bool empty = p->table && p->table->rows == 0;
        if (!want || (*want == 0) != empty) fail_msg("%s: no filter is left", from);
    } else {
        char *got = text_of(p->exprs[0]);
        if (!want || strcmp(got, want) != 0) fail_msg("%s\n got %s\nwant %s", from, got, want);
        free(got);
    }
    lt_plan_release(p);
}

static void logic_gets_shorter(void **state)
{
    (void)state;
    becomes("b and true", "b");
    becomes("false or b", "b");
    becomes("b and false", "false");
    becomes("b or true", "true");
    becomes("not not b", "b");
    becomes("b and b", "b");
    becomes("(i > 1 and b) and i > 1", "((i > 1) AND b)");
    becomes("b or (b and i > 1)", "b");
    becomes("(b or i > 1) and b", "b");
    becomes("(i > 1 and b) or (i > 1 and l > 2)", "((i > 1) AND (b OR (l > 2L)))");
    stays("((i > 1) OR b)");
    stays("((b OR (i > 1)) AND (b OR (l > 2L)))");
    stays("(b OR (NOT b))"); /* null where b is */
}

static void logic_keeps_what_can_fail(void **state)
{
    (void)state;
    becomes("1 div l > 2 and false", "(((1L div l) > 2L) AND false)");
    becomes("false and 1 div l > 2", "false");
    becomes("true or 1 div l > 2", "true");
    becomes("1 div l > 2 or true", "(((1L div l) > 2L) OR true)");
    becomes("(b and 1 div l > 2) or b", "((b AND ((1L div l) > 2L)) OR b)");
}

static void not_moves_inside(void **state)
{
    (void)state;
    becomes("not i > 3", "(i <= 3)");
    becomes("not d = 3e0", "(d != 3.0D)");
    becomes("not i is null", "(i IS NOT NULL)");
    becomes("not (b and i >= 3)", "((NOT b) OR (i < 3))");
    becomes("not (i < 3 or s = 'a')", "((i >= 3) AND (s != 'a'))");
    becomes("not i <=> 3", "(NOT (i <=> 3))");
}

static void branches_that_are_known_go(void **state)
{
    (void)state;
    becomes("case when true then i else 2 end", "i");
    becomes("case when false then 1 when b then i end", "CASE WHEN b THEN i END");
    becomes("case when b then i when true then 2 when l > 1 then 3 end",
            "CASE WHEN b THEN i ELSE 2 END");
    becomes("case when null then i else 2 end", "2");
    becomes("case when false then i end", "CAST(NULL AS INT)");
    becomes("case when b then true else false end", "(b <=> true)");
    becomes("if(1 = 1, i, 1 div 0)", "i");
    becomes("if(b, i, i)", "i");
    becomes("coalesce(null, i)", "i");
    becomes("coalesce(i, 4, l)", "coalesce(i, 4L)");
    becomes("coalesce(null, null)", "NULL");
}

static void nulls_go_up(void **state)
{
    (void)state;
    becomes("i + null", "CAST(NULL AS INT)");
    becomes("upper(concat(s, null))", "CAST(NULL AS STRING)");
    becomes("i <=> null", "(i IS NULL)");
    becomes("i <=> i", "true");
    becomes("1 div l + null", "((1L div l) + CAST(NULL AS BIGINT))");
}

static void comparisons_get_shorter(void **state)
{
    (void)state;
    becomes("b = true", "b");
    becomes("b != true", "(NOT b)");
    becomes("false = b", "(NOT b)");
    becomes("i in (5)", "(i = 5)");
    becomes("i in (5, 6, 5)", "(i IN (5, 6))");
    becomes("s like 'abc'", "(s = 'abc')");
    stays("(s LIKE 'a_c')");
    stays("(s LIKE 'a%')");
    stays("(i = i)");
    filter_becomes("i = i", "(i IS NOT NULL)");
    filter_becomes("d >= d and b", "(b AND (d IS NOT NULL))");
    filter_becomes("i < i", "");
    filter_becomes("b <=> true", "b");
    filter_becomes("b is true", "b");
    filter_becomes("b or null", "b");
    filter_becomes("b and null", "");
    filter_becomes("1 div l = 1 div l", "((1L div l) = (1L div l))");
}

static void casts_leave_the_column(void **state)
{
    (void)state;
    becomes("i > 5.5", "(i > 5)");
    becomes("i >= 5.5", "(i > 5)");
    becomes("i < 5.5", "(i <= 5)");
    becomes("i < -5.5", "(i <= -6)");
    becomes("i = 5.0", "(i = 5)");
    becomes("i != 5e0", "(i != 5)");
    becomes("7.5 > i", "(i <= 7)");
    becomes("i <=> 5.5", "false");
    becomes("cast(i as bigint) <= 7", "(i <= 7)");
    becomes("i = 5.5", "((i IS NULL) AND CAST(NULL AS BOOLEAN))");
    becomes("i < 3000000000", "((i IS NOT NULL) OR CAST(NULL AS BOOLEAN))");
    becomes("i in (1, 2.0, 2.5, 300)", "(i IN (1, 2, 300))");
    becomes("m > 1.255", "(m > 1.25BD)");
    filter_becomes("i = 5.5", "");
    filter_becomes("i > 3000000000", "");
    filter_becomes("i > -3000000000", "(i IS NOT NULL)");
    filter_becomes("i in (2.5, 3.5)", "");
}

static void casts_that_lose_digits_stay(void **state)
{
    (void)state;
    becomes("l > 9007199254740993e0", "(l > 9.007199254740992E15D)");
    becomes("l > 5e0", "(l > 5L)");
    becomes("i > double('nan')", "(i > CAST('NaN' AS DOUBLE))");
    becomes("cast(s as int) > 5", "(CAST(s AS INT) > 5)");
    becomes("cast(d as float) > 5e0", "(CAST(d AS FLOAT) > 5.0F)");
    becomes("try_cast(l as int) > 5.5", "(TRY_CAST(l AS INT) > 5)");
}

/* ---- any expression: the same values, the same errors ---- */

typedef struct dice {
    uint64_t seed;
    char     text[1 << 14];
    size_t   len;
} dice;

static int roll(dice *d, int n) { return (int)((kit_random(&d->seed) >> 20) % (uint64_t)n); }

static void put(dice *d, const char *text)
{
    size_t n = strlen(text);
    if (d->len + n + 1 < sizeof(d->text)) memcpy(d->text + d->len, text, n + 1), d->len += n;
}
#define PUT_ONE(d, ...)                               \
    put(d, ((const char *const[]){__VA_ARGS__})[roll( \
               d, (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)))])

static void put_number(dice *d, int depth);
static void put_test(dice *d, int depth);

static void put_list(dice *d, const char *before, void (*item)(dice *, int), int n, int depth)
{
    put(d, before);
    for (int i = 0; i < n; i++) {
        if (i) put(d, ", ");
        item(d, depth);
    }
    put(d, ")");
}

static void put_case(dice *d, void (*value)(dice *, int), int depth)
{
    put(d, "case");
    for (int i = roll(d, 3); i >= 0; i--) {
        put(d, " when ");
        put_test(d, depth);
        put(d, " then ");
        value(d, depth);
    }
    if (roll(d, 2)) put(d, " else "), value(d, depth);
    put(d, " end");
}

static void put_number(dice *d, int depth)
{
    switch (depth > 0 ? roll(d, 9) : roll(d, 3)) {
    case 0: PUT_ONE(d, "i", "i", "l", "m", "d", "cast(i as smallint)"); break;
    case 1:
        PUT_ONE(d, "i", "l", "cast(i as bigint)", "cast(i as double)", "cast(m as decimal(30,6))");
        break;
    case 2:
        PUT_ONE(d, "0", "1", "3", "-2", "2.5", "3.0", "-4.25", "null", "1e300", "3e0", "3000000000",
                "0.5e0", "cast(2 as tinyint)", "double('nan')", "-0e0");
        break;
    case 3: put_list(d, "coalesce(", put_number, 1 + roll(d, 3), depth - 1); break;
    case 4:
        put(d, "if("), put_test(d, depth - 1), put(d, ", "), put_number(d, depth - 1), put(d, ", ");
        put_number(d, depth - 1), put(d, ")");
        break;
    case 5: put_case(d, put_number, depth - 1); break;
    case 6:
        put(d, "("), put_number(d, depth - 1), PUT_ONE(d, " + ", " - ", " / ", " div "),
            put_number(d, depth - 1);
        put(d, ")");
        break;
    case 7:
        put(d, "try_divide("), put_number(d, depth - 1), put(d, ", "), put_number(d, 0),
            put(d, ")");
        break;
    default: put(d, "abs("), put_number(d, depth - 1), put(d, ")"); break;
    }
}

static void put_test(dice *d, int depth)
{
    switch (depth > 0 ? roll(d, 12) : roll(d, 4)) {
    case 0:
        PUT_ONE(d, "b", "true", "false", "null", "s like 'k1'", "s like 'k%'", "b is true",
                "c = 'north'");
        break;
    case 1:
    case 2:
    case 3:
        put(d, "("), put_number(d, depth > 0 ? depth - 1 : 0),
            PUT_ONE(d, " = ", " <> ", " < ", " <= ", " > ", " >= ", " <=> ");
        put_number(d, depth > 0 ? depth - 1 : 0), put(d, ")");
        break;
    case 4:
    case 5:
    case 6:
        put(d, "("), put_test(d, depth - 1), PUT_ONE(d, " and ", " or "), put_test(d, depth - 1),
            put(d, ")");
        break;
    case 7: put(d, "not "), put(d, "("), put_test(d, depth - 1), put(d, ")"); break;
    case 8: {
        size_t from = d->len; /* the same part twice, in both orders */
        char   part[512];
        put(d, "(("), put_test(d, depth - 2);
        snprintf(part, sizeof(part), "%s", d->text + from + 2);
        put(d, " and "), put_test(d, 0), put(d, ") or "), put(d, part), put(d, ")");
        break;
    }
    case 9: put_number(d, 0), put_list(d, " in (", put_number, 1 + roll(d, 4), 0); break;
    case 10: put_number(d, depth - 1), PUT_ONE(d, " is null", " is not null"); break;
    default: put_case(d, put_test, depth - 1); break;
    }
}

static lt_status rows_of(char **out, kit *k, lt_plan *p)
{
    lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
    lt_status      status = lt_exec_run(p, &target, &k->run, k->pool, NULL, &k->err);
    *out = status ? strdup(k->err.text) : kit_text_of(target.table);
    return status;
}

/* p is consumed; false: it does not resolve. */
static bool check_same(kit *k, lt_plan *p, const char *what, int *failed)
{
    lt_error  err;
    lt_buf    fired = {.mem = lt_mem_default()};
    lt_plan  *resolved = NULL, *best;
    lt_status status = lt_plan_resolve(&resolved, p, lt_mem_default(), &err);
    lt_plan_release(p);
    if (status) return false;
    CHECK_OK(lt_plan_optimise(&best, resolved, lt_mem_default(), &fired, &err), &err);
    char *plain, *got;
    bool  plain_fails = rows_of(&plain, k, resolved) != LT_OK,
         fails = rows_of(&got, k, best) != LT_OK;
    if (plain_fails != fails || (!fails && strcmp(plain, got) != 0))
        fail_msg("%s\nwith rules %s:\n%.400s\nwithout %s:\n%.400s", what, fails ? "fails" : "gives",
                 got, plain_fails ? "fails" : "gives", plain);
    *failed += fails;
    free(plain);
    free(got);
    lt_buf_clear(&fired);
    lt_plan_release(best);
    lt_plan_release(resolved);
    return true;
}

static void random_expressions_answer_and_fail_alike(void **state)
{
    (void)state;
    static dice d = {.seed = 4711};
    kit         k = kit_open(1, 7, NULL);
    lt_table   *t = kit_random_table(k.mem, 40, 8, 9, 3);
    int         ran = 0, failed = 0;
    for (int i = 0; i < 6000; i++) {
        bool     test = i % 3 != 0;
        lt_error err;
        lt_expr *e;
        d.len = 0;
        (test ? put_test : put_number)(&d, 1 + roll(&d, 4));
        if (lt_expr_parse(&e, d.text, d.len, 0, &err)) continue;
        lt_plan *p = test && i % 2
                         ? lt_filter(lt_from_table(t), e)
                         : lt_select(lt_from_table(t), (lt_expr *[]){lt_expr_alias(e, "x", 1)}, 1);
        ran += check_same(&k, p, d.text, &failed);
    }
    lt_table_release(t);
    kit_close(&k);
    assert_true(ran > 4000);
    assert_true(failed > 200 && failed < ran / 2);
}

static bool simplify_refusing(long point)
{
    lt_error err;
    lt_mem  *mem = lt_mem_open(NULL, 0);
    lt_buf   fired = {.mem = lt_mem_default()};
    lt_plan_mem_use(mem);
    lt_plan *resolved = NULL, *best = NULL;
    lt_plan *p =
        kit_filter(lt_from_table(table),
                   "(i > 5.5 and b) or (l > 2 and i > 5.5) and not (b or i in (1, 2.5, 3)) and "
                   "case when false then b when true then coalesce(null, b) end = true");
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

static void refused_memory_leaks_nothing(void **state)
{
    (void)state;
    long point = 0;
    while (simplify_refusing(point)) point++;
    assert_true(point > 30);
}

int main(void)
{
    table = kit_random_table(lt_mem_default(), 20, 8, 9, 3);
    int failed =
        RUN(test(logic_gets_shorter), test(logic_keeps_what_can_fail), test(not_moves_inside),
            test(branches_that_are_known_go), test(nulls_go_up), test(comparisons_get_shorter),
            test(casts_leave_the_column), test(casts_that_lose_digits_stay),
            test(random_expressions_answer_and_fail_alike), test(refused_memory_leaks_nothing));
    lt_table_release(table);
    return failed;
}

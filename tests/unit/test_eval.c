#include "exec/eval.h"
#include "tests/exec_kit.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The values of an expression over ids 0 to 9, separated by blanks. */
static char *over_ids(kit *k, const char *text)
{
    lt_table *t = kit_collect(k, kit_select(lt_range(0, 10, 1), TEXTS(text)));
    lt_buf    b = {.mem = lt_mem_default()};
    for (int64_t r = 0; r < t->rows; r++) {
        if (r) CHECK_OK(lt_buf_text(&b, " ", &k->err), &k->err);
        kit_row(&b, t, r);
    }
    lt_table_release(t);
    return kit_buf_text(&b);
}

static void check(kit *k, const char *text, const char *want)
{
    char *got = over_ids(k, text);
    if (strcmp(got, want) != 0) fail_msg("%s\n got %s\nwant %s", text, got, want);
    free(got);
}

static void evaluates_arguments_only_where_they_are_needed(void **state)
{
    (void)state;
    EACH_KIT (k) {
        check(&k, "if(id = 3, 0, 12 div (id - 3))", "-4 -6 -12 0 12 6 4 3 2 2");
        check(&k, "case when id < 5 then 0 when 10 div (id - 4) > 3 then 1 end",
              "0 0 0 0 0 1 1 NULL NULL NULL");
        check(&k, "id <> 4 and 8 div (id - 4) > 1",
              "false false false false false true true true true false");
        check(&k, "id = 4 or 8 div (id - 4) > 1",
              "false false false false true true true true true false");
        check(&k, "coalesce(if(id > 0, id, null), 6 div (id + 2))", "3 1 2 3 4 5 6 7 8 9");
        check(&k, "coalesce(if(id <> 2, id, null), 6 div (id - 1))", "0 1 6 3 4 5 6 7 8 9");
    }
}

static void three_valued_logic_holds(void **state)
{
    (void)state;
    EACH_KIT (k) {
        check(&k, "if(id < 3, null, true) and id > 8",
              "false false false false false false false false false true");
        check(&k, "if(id < 3, null, false) or id > 8",
              "NULL NULL NULL false false false false false false true");
        check(&k, "coalesce(if(id % 2 = 0, id, null), -1)", "0 -1 2 -1 4 -1 6 -1 8 -1");
        check(&k, "case when id > 7 then 'big' when id > 5 then null end",
              "NULL NULL NULL NULL NULL NULL NULL NULL big big");
    }
}

static void constants_that_fail_are_errors_only_for_rows(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_exec_target target = {.kind = LT_TO_TABLE, .limit = -1};
        check(&k, "if(id >= 0, id, 1 div 0)", "0 1 2 3 4 5 6 7 8 9");
        lt_plan *none = kit_filter(lt_range(0, 10, 1), "id > 100");
        assert_int_equal(kit_count(&k, kit_select(none, TEXTS("1 div 0 as x"))), 0);
        CHECK_FAILS(kit_run(&k, kit_select(lt_range(0, 10, 1), TEXTS("1 div 0 as x")), &target),
                    LT_EINVAL, &k.err);
    }
}

/* The same expressions over a column of texts, plain and as a dictionary. */
static void dictionaries_change_no_answer(void **state)
{
    static const char *const texts[] = {"upper(c)",       "c = 'north'",  "length(c) + 1",
                                        "concat(c, '!')", "c is null",    "nullif(c, 'south')",
                                        "c like '%o%'",   "concat(c, s)", NULL};
    (void)state;
    EACH_KIT (k) {
        lt_schema *schema;
        lt_table  *tables[2];
        CHECK_OK(lt_schema_open(&schema, k.mem, kit_fields, KIT_COLUMNS, &k.err), &k.err);
        for (int i = 0; i < 2; i++) {
            lt_batch *b;
            uint64_t  seed = 3;
            CHECK_OK(lt_table_open(&tables[i], k.mem, schema, &k.err), &k.err);
            CHECK_OK(lt_batch_open(&b, k.mem, 500, KIT_COLUMNS, &k.err), &k.err);
            for (int c = 0; c < KIT_COLUMNS; c++)
                b->columns[c] = kit_column(k.mem, c, 500, 30, &seed);
            if (i) b->columns[6] = kit_dict(k.mem, b->columns[6]);
            CHECK_OK(lt_table_add(tables[i], b, &k.err), &k.err);
        }
        lt_schema_release(schema);
        lt_plan *flat = kit_select(kit_filter(lt_from_table(tables[0]), "i > 2"), texts);
        lt_plan *coded = kit_select(kit_filter(lt_from_table(tables[1]), "i > 2"), texts);
        kit_same(kit_text_of(kit_collect(&k, coded)), kit_text_of(kit_collect(&k, flat)));
        lt_table_release(tables[0]);
        lt_table_release(tables[1]);
    }
}

static void constant_parts_are_folded_once(void **state)
{
    lt_run   run = {.mem = lt_mem_default()};
    lt_plan *p = kit_select(lt_range(0, 1, 1), TEXTS("upper(concat('a', 'b')) as x", "id + 1")),
            *resolved;
    lt_error err;
    (void)state;
    CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
    lt_expr *folded = lt_expr_fold(resolved->exprs[0], &run);
    assert_int_equal(folded->kind, LT_EXPR_LITERAL);
    assert_memory_equal(folded->value.s.bytes, "AB", 2);
    lt_expr *kept = lt_expr_fold(resolved->exprs[1], &run);
    assert_int_not_equal(kept->kind, LT_EXPR_LITERAL);
    lt_expr_release(folded);
    lt_expr_release(kept);
    lt_plan_release(resolved);
    lt_plan_release(p);
}

int main(void)
{
    return RUN(test(evaluates_arguments_only_where_they_are_needed), test(three_valued_logic_holds),
               test(constants_that_fail_are_errors_only_for_rows),
               test(dictionaries_change_no_answer), test(constant_parts_are_folded_once));
}

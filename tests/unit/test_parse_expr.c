#include "tests/helper.h"

#include "plan/expr.h"
#include "plan/plan_mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *print(const lt_expr *e, bool name)
{
    static char text[4096];
    lt_error    err;
    lt_buf      out = {.mem = lt_mem_default()};
    CHECK_OK((name ? lt_expr_name : lt_expr_text)(&out, e, &err), &err);
    snprintf(text, sizeof(text), "%.*s", (int)out.len, (const char *)out.data);
    lt_buf_clear(&out);
    return text;
}

/* The SQL text of what `text` parses to; parsing that again gives the same tree. */
static const char *canonical(const char *text, bool sort)
{
    lt_error err;
    lt_expr *e = NULL, *again = NULL;
    lt_status (*parse)(lt_expr **, const char *, size_t, int32_t, lt_error *) =
        sort ? lt_expr_parse_sort : lt_expr_parse;
    if (parse(&e, text, strlen(text), 1, &err)) fail_msg("%s: %s", text, err.text);
    const char *got = print(e, false);
    if (parse(&again, got, strlen(got), 1, &err)) fail_msg("%s: %s", got, err.text);
    assert_true(lt_expr_same(e, again));
    lt_expr_release(e);
    lt_expr_release(again);
    return got;
}

static const char *name_of(const char *text)
{
    lt_error err;
    lt_expr *e = NULL;
    CHECK_OK(lt_expr_parse(&e, text, strlen(text), 1, &err), &err);
    const char *got = print(e, true);
    lt_expr_release(e);
    return got;
}

static lt_type type_of(const char *text)
{
    lt_error err;
    lt_expr *e = NULL;
    CHECK_OK(lt_expr_parse(&e, text, strlen(text), 1, &err), &err);
    lt_type type = e->type;
    assert_int_equal(e->kind, LT_EXPR_LITERAL);
    lt_expr_release(e);
    return type;
}

static lt_error error_of(const char *text)
{
    lt_error err;
    lt_expr *e = NULL;
    if (lt_expr_parse(&e, text, strlen(text), 31, &err) == LT_OK) fail_msg("%s: parsed", text);
    assert_null(e);
    assert_int_equal(err.code, LT_EPARSE);
    assert_int_equal(err.cell_line, 31);
    return err;
}

static void texts_have_one_canonical_form(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        /* precedence */
        {"1+2*3", "(1 + (2 * 3))"},
        {"a - b - c", "((a - b) - c)"},
        {"(a - (b - c))", "(a - (b - c))"},
        {"a / b % c div d", "(((a / b) % c) div d)"},
        {"a | b ^ c & d << 1 + 2", "(a | (b ^ (c & (d << (1 + 2)))))"},
        {"a + b || c", "concat((a + b), c)"},
        {"not a = b and c or d", "(((NOT (a = b)) AND c) OR d)"},
        {"a and b and c", "((a AND b) AND c)"},
        {"a and b and c and d", "((a AND b) AND (c AND d))"},
        {"! a", "(NOT a)"},
        {"-a * b", "((- a) * b)"},
        {"- 5", "-5"},
        {"-(5)", "(- (5))"},
        {"a -1", "(a - 1)"},
        {"a - -1", "(a - -1)"},
        {"+a", "(+ a)"},
        {"~a", "~a"},
        /* comparisons */
        {"a = 1", "(a = 1)"},
        {"a == 1", "(a = 1)"},
        {"a <> 1", "(a != 1)"},
        {"a != 1", "(a != 1)"},
        {"a <=> null", "(a <=> NULL)"},
        {"a !> 1", "(a <= 1)"},
        {"a !< 1", "(a >= 1)"},
        {"a < b", "(a < b)"},
        /* predicates */
        {"a between 1 and 2", "((a >= 1) AND (a <= 2))"},
        {"a not between 1 and 2 and b", "((NOT ((a >= 1) AND (a <= 2))) AND b)"},
        {"a in (1, 'x')", "(a IN (1, 'x'))"},
        {"a not in (1)", "(NOT (a IN (1)))"},
        {"a like 'x%'", "(a LIKE 'x%')"},
        {"a not ilike '!%' escape '!'", "(NOT (a ILIKE '!%' ESCAPE '!'))"},
        {"a rlike '^x' or a regexp 'y'", "((a RLIKE '^x') OR (a RLIKE 'y'))"},
        {"a like any ('x', 'y')", "((a LIKE 'x') OR (a LIKE 'y'))"},
        {"a not like some ('x')", "(NOT (a LIKE 'x'))"},
        {"a ilike all ('x', 'y', 'z')", "(((a ILIKE 'x') AND (a ILIKE 'y')) AND (a ILIKE 'z'))"},
        {"a not like all ('x', 'y')", "((NOT (a LIKE 'x')) AND (NOT (a LIKE 'y')))"},
        {"overlay(a placing b from 2 for 1)", "overlay(a, b, 2, 1)"},
        {"a is null", "(a IS NULL)"},
        {"a != null", "(a != NULL)"},
        {"x = NULL", "(x = NULL)"},
        {"a is not null", "(a IS NOT NULL)"},
        {"a is true", "(a <=> true)"},
        {"a is not false", "(NOT (a <=> false))"},
        {"a is unknown", "(a IS NULL)"},
        {"a is distinct from b", "(NOT (a <=> b))"},
        {"a is not distinct from b", "(a <=> b)"},
        /* case, casts, calls */
        {"case when a then 1 else 2 end", "CASE WHEN a THEN 1 ELSE 2 END"},
        {"case a when 1 then 'x' when 2 then 'y' end",
         "CASE WHEN (a = 1) THEN 'x' WHEN (a = 2) THEN 'y' END"},
        {"cast(a as bigint)", "CAST(a AS BIGINT)"},
        {"try_cast(a as decimal( 10 , 2 ))", "TRY_CAST(a AS DECIMAL(10,2))"},
        {"a::int::string", "CAST(CAST(a AS INT) AS STRING)"},
        {"F(a, 1)", "f(a, 1)"},
        {"f()", "f()"},
        {"count(*)", "count(*)"},
        {"count(distinct a)", "count(DISTINCT a)"},
        {"sum(all a)", "sum(a)"},
        {"count(distinct a, b)", "count(DISTINCT a, b)"},
        {"sum(a) filter (where b > 1)", "sum(a) FILTER (WHERE (b > 1))"},
        {"count(*) FILTER (WHERE a) + 1", "(count(*) FILTER (WHERE a) + 1)"},
        {"count(distinct a) filter (where b)", "count(DISTINCT a) FILTER (WHERE b)"},
        {"first(a) ignore nulls", "first(a, true)"},
        {"last(a ignore nulls)", "last(a, true)"},
        {"any_value(a) respect nulls", "any_value(a, false)"},
        {"first(a) filter (where b) ignore nulls", "first(a, true) FILTER (WHERE b)"},
        {"percentile_cont(0.5) within group (order by a)",
         "percentile_cont(0.5BD) WITHIN GROUP (ORDER BY a ASC NULLS FIRST)"},
        {"mode() within group (order by a + 1 desc) filter (where b)",
         "mode() WITHIN GROUP (ORDER BY (a + 1) DESC NULLS LAST) FILTER (WHERE b)"},
        {"filter", "`filter`"},
        {"where + within + `group`", "((where + within) + group)"},
        {"extract(dow from d)", "extract(dow FROM d)"},
        {"d - interval 2 hours 30 minutes", "(d - INTERVAL '02:30' HOUR TO MINUTE)"},
        {"d + interval '1 year 2 months'", "(d + INTERVAL '1-2' YEAR TO MONTH)"},
        {"d + INTERVAL -'1 2:3:4.5' day to second", "(d + INTERVAL '-1 02:03:04.5' DAY TO SECOND)"},
        {"d + interval '3' week", "(d + INTERVAL '21' DAY)"},
        {"interval + 1", "(`interval` + 1)"},
        {"substring(a from 2)", "substring(a, 2)"},
        {"substr(a, 2, 3)", "substr(a, 2, 3)"},
        {"trim(both 'x' from a)", "trim('x', a)"},
        {"trim(trailing from a)", "rtrim(a)"},
        {"trim(leading 'x' from a)", "ltrim('x', a)"},
        {"position('a' in b)", "locate('a', b)"},
        {"date(a)", "date(a)"},
        {"first(a)", "first(a)"},
        {"if(a, 1, 2)", "if(a, 1, 2)"},
        /* literals */
        {"1L + 2S + 3Y", "((1L + 2S) + 3Y)"},
        {"1.50", "1.50BD"},
        {".5", "0.5BD"},
        {"1e3", "1000.0D"},
        {"1.5f", "1.5F"},
        {"9223372036854775807", "9223372036854775807L"},
        {"-9223372036854775808", "-9223372036854775808L"},
        {"9223372036854775808", "9223372036854775808BD"},
        {"TRUE or NULL", "(true OR NULL)"},
        {"'it''s' \"a\"", "'it\\'sa'"},
        {"'a\\tb\\u00e9\\x'", "'a\\tbéx'"},
        {"r'a\\n'", "'a\\\\n'"},
        {"'50\\%'", "'50\\%'"},
        {"x'1f0'", "X'01F0'"},
        {"date'2024-02-29'", "DATE '2024-02-29'"},
        {"timestamp'2024-02-29 10:00:00+01:00'", "TIMESTAMP '2024-02-29 09:00:00Z'"},
        {"timestamp'2024-02-29 10:00:00'", "CAST('2024-02-29 10:00:00' AS TIMESTAMP)"},
        {"timestamp_ntz'2024-02-29 10:00:00.25'", "TIMESTAMP_NTZ '2024-02-29 10:00:00.25'"},
        /* names */
        {"`a b`", "`a b`"},
        {"a.b", "`a.b`"},
        {"`a``b`", "`a``b`"},
        {"añadido", "`añadido`"},
        {"end - first", "(`end` - `first`)"},
        {"`null`", "`null`"},
        {"date", "`date`"},
        {"a as b", "a AS b"},
        {"a as `b c`", "a AS `b c`"},
        {"*", "*"},
        /* blanks and comments */
        {" /* a /* b */ */ a -- c\n + 1", "(a + 1)"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        const char *got = canonical(table[i][0], false);
        if (strcmp(got, table[i][1]) != 0)
            fail_msg("%s: %s, not %s", table[i][0], got, table[i][1]);
    }
}

static void columns_are_named_as_spark_names_them(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"sum(precio_venta)", "sum(precio_venta)"},
        {"count(*)", "count(1)"},
        {"SUM(A)", "sum(A)"},
        {"a + 1L", "(a + 1)"},
        {"`a b` * 1.5", "(a b * 1.5)"},
        {"concat(a, 'x')", "concat(a, x)"},
        {"cast(a as int)", "a"},
        {"cast(a as int) + 1", "(CAST(a AS INT) + 1)"},
        {"a != 1", "(NOT (a = 1))"},
        {"a like 'x%'", "a LIKE x%"},
        {"case when a then 'x' end", "CASE WHEN a THEN x END"},
        {"if(a, 1, 2)", "(IF(a, 1, 2))"},
        {"a as total", "total"},
        {"sum(a) total", "total"},
        {"a + 1 `b c`", "b c"},
        {"a date", "date"},
        {"count(distinct a)", "count(DISTINCT a)"},
        {"null", "NULL"},
        {"date'2024-01-01'", "DATE '2024-01-01'"},
        {"extract(YEAR from a)", "extract(YEAR FROM a)"},
        {"date_part('YEAR', a)", "date_part(YEAR, a)"},
        {"datepart('YEAR', a)", "datepart(YEAR FROM a)"},
        {"a + interval 5 days 3 hours 7 minutes", "(a + INTERVAL '5 03:07' DAY TO MINUTE)"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
        CHECK_TEXT(name_of(table[i][0]), table[i][1]);
}

static void literals_have_sparks_types(void **state)
{
    (void)state;
    static const struct {
        const char *text, *type;
    } table[] = {
        {"1", "int32"},
        {"2147483647", "int32"},
        {"2147483648", "int64"},
        {"-2147483648", "int32"},
        {"1.5", "decimal(2,1)"},
        {"0.05", "decimal(2,2)"},
        {"100BD", "decimal(3,0)"},
        {"1e0", "float64"},
        {"1d", "float64"},
        {"1F", "float32"},
        {"1Y", "int8"},
        {"1S", "int16"},
        {"1L", "int64"},
        {"null", "void"},
        {"true", "bool"},
        {"'x'", "string"},
        {"X''", "binary"},
        {"date'2024-1-1'", "date"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        lt_type_text name;
        CHECK_TEXT(lt_type_name(name, type_of(table[i].text)), table[i].type);
    }
}

static void errors_point_at_the_fault(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int         caret, bytes;
        const char *message, *hint;
    } table[] = {
        {"", 0, 1, "an empty expression", "write a column"},
        {"  -- x", 6, 1, "an empty expression", ""},
        {"a && b", 2, 2, "expected an operator or the end but found \"&&\"", "\"and\""},
        {"a ~= b", 2, 2, "expected an operator or the end but found \"~=\"", "!="},
        {"a .. b", 2, 2, "expected an operator or the end but found \"..\"", "||"},
        {"'abc", 0, 1, "the text that begins here has no closing quote", "close it"},
        {"`abc", 0, 1, "the name that begins here has no closing backtick", ""},
        {"a + ``", 4, 2, "an empty name", ""},
        {"a /* b", 2, 2, "the comment that begins here has no end", "*/"},
        {"sum(a) total b", 7, 5, "expected an operator or the end but found \"total\"", "as total"},
        {"sum(a", 5, 1, "expected \")\" but the expression ends here", ""},
        {"a)", 1, 1, "expected an operator or the end but found \")\"", "no ("},
        {"a +", 3, 1, "expected an expression but the expression ends here", ""},
        {"a + and b", 4, 3, "expected an expression but found \"and\"", "backticks"},
        {"cast(a int)", 7, 3, "expected \"as\" and a type: cast(x as int) but found \"int\"", ""},
        {"cast(a as intt)", 10, 4, "\"intt\" is not a type", ""},
        {"case a end", 7, 3, "expected \"when\" but found \"end\"", ""},
        {"case when a then 1", 18, 1, "expected \"end\" but the expression ends here", ""},
        {"a is 5", 5, 1, "expected null, true, false or distinct from but found \"5\"", ""},
        {"a not 5", 6, 1, "expected between, in, like, ilike or rlike but found \"5\"", ""},
        {"a like 'x' escape 'ab'", 18, 4, "an escape is one character", "escape '!'"},
        {"a between 1 or 2", 12, 2, "expected \"and\" but found \"or\"", ""},
        {"interval 1 month 2 days", 0, 23, "cannot mix years and months", "one after the other"},
        {"d + interval ''", 4, 11, "not an interval", ""},
        {"d + interval 1.5 days", 4, 17, "not an interval", "interval 3 days"},
        {"rank() over (x)", 7, 4, "window functions are not supported", ""},
        {"count(*) filter (a)", 17, 1, "expected \"where\" and a condition but found \"a\"", ""},
        {"count(*) filter (where a", 24, 1, "expected \")\" but the expression ends here", ""},
        {"sum(a) ignore nulls", 7, 12, "ignore nulls belongs to first, last and any_value", ""},
        {"first(a, true) ignore nulls", 15, 12, "ignore nulls is said twice", ""},
        {"sum(a) within group (order by b)", 7, 12, "sum has no order within its group", ""},
        {"mode() within group (order a)", 27, 1, "expected \"by\" and a sort key", ""},
        {"mode() within group (order by a, b)", 7, 24, "within group has one sort key", ""},
        {"a in (select b from t)", 6, 1, "subqueries are not supported", "join"},
        {"exists(a)", 0, 6, "exists is not supported", "join"},
        {"(a, b)", 0, 2, "lists in parentheses are not supported", ""},
        {"[1, 2]", 0, 1, "expected an expression but found \"[\"", "array(1, 2)"},
        {"a[0", 3, 1, "expected \"]\"", ""},
        {"sum(*)", 4, 1, "* stands for all columns", ""},
        {"t.*", 1, 2, "a star behind a name is not supported", ""},
        {"a.b(c)", 0, 3, "no function is called a.b", ""},
        {"300Y", 0, 4, "300Y is out of range for tinyint", ""},
        {"1e400", 0, 5, "1e400 is out of range for double", ""},
        {"1.5L", 0, 4, "1.5L is not a whole number", ""},
        {"2024_x", 0, 6, "a number runs into letters", "`2024_total`"},
        {"date'2024-13-01'", 0, 16, "\"2024-13-01\" is not a date", "2024-01-31"},
        {"timestamp'x'", 0, 12, "\"x\" is not a timestamp", ""},
        {"X'1g'", 0, 5, "\"g\" is not a hexadecimal digit", ""},
        {"extract(x from d)", 8, 1, "expected year, yearofweek, quarter", ""},
        {"a as", 4, 1, "expected a name after \"as\" but the expression ends here", "backticks"},
        {"a ; b", 2, 1, "a character that means nothing here", ";"},
        {"a \xff b", 2, 1, "the expression is not UTF-8 here", "UTF-8"},
        {"x -> x", 2, 2, "expected an operator or the end but found \"->\"", "lambda"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        lt_error err = error_of(table[i].text);
        CHECK_HAS(err.text, table[i].message);
        CHECK_HAS(err.hint, table[i].hint);
        if (err.caret != table[i].caret || err.caret_bytes != table[i].bytes)
            fail_msg("%s: caret at %d, %d bytes", table[i].text, err.caret, err.caret_bytes);
    }
}

static void sort_keys_have_their_own_forms(void **state)
{
    (void)state;
    CHECK_TEXT(canonical("amount", true), "amount ASC NULLS FIRST");
    CHECK_TEXT(canonical("-amount", true), "amount DESC NULLS LAST");
    CHECK_TEXT(canonical("-`a b`", true), "`a b` DESC NULLS LAST");
    CHECK_TEXT(canonical("amount desc nulls first", true), "amount DESC NULLS FIRST");
    CHECK_TEXT(canonical("lower(a) asc nulls last", true), "lower(a) ASC NULLS LAST");
    CHECK_TEXT(canonical("-a + b", true), "((- a) + b) ASC NULLS FIRST");
    lt_error err;
    lt_expr *e = NULL;
    CHECK_FAILS(lt_expr_parse_sort(&e, "a nulls", 7, 1, &err), LT_EPARSE, &err);
    CHECK_FAILS(lt_expr_parse_sort(&e, "a desc b", 8, 1, &err), LT_EPARSE, &err);
}

static void a_thousand_conditions_stay_shallow(void **state)
{
    (void)state;
    lt_error err;
    lt_expr *e = NULL;
    lt_buf   text = {.mem = lt_mem_default()};
    CHECK_OK(lt_buf_text(&text, "a = 0", &err), &err);
    for (int i = 1; i < 5000; i++) CHECK_OK(lt_buf_printf(&text, &err, " or a = %d", i), &err);
    CHECK_OK(lt_expr_parse(&e, (const char *)text.data, text.len, 1, &err), &err);
    assert_in_range(e->depth, 10, 20);
    lt_expr_release(e);
    lt_buf_clear(&text);
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    static const char *const pieces[] = {"(",          "- ",   "not ",   "f(",
                                         "case when ", "a + ", "a in (", "+ "};
    for (size_t k = 0; k < sizeof(pieces) / sizeof(*pieces); k++) {
        lt_error err;
        lt_expr *e = NULL;
        lt_buf   text = {.mem = lt_mem_default()};
        for (int i = 0; i < 100000; i++) CHECK_OK(lt_buf_text(&text, pieces[k], &err), &err);
        CHECK_OK(lt_buf_text(&text, "a", &err), &err);
        CHECK_FAILS(lt_expr_parse(&e, (const char *)text.data, text.len, 1, &err), LT_EPARSE, &err);
        CHECK_HAS(err.text, "deeper than 512 levels");
        lt_buf_clear(&text);
    }
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "case a when 1 then 'x' else upper(trim(both 'y' from b)) end as `n n`",
        "a between 1 and 2 and not (b in (1, 2) or c like 'x' escape '!') and d::int > X'1f'",
        "count(distinct a) + timestamp'2024-01-01' - extract(year from f(*))",
        "a is not distinct from -1.5 or b is true or",
        "d - interval '1 2:3' day to minute + interval 3 weeks 2 days < extract(doy from e)",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        EACH_FAULT (mem) {
            lt_error err;
            lt_expr *e = NULL;
            lt_buf   out = {.mem = mem};
            lt_plan_mem_use(mem);
            lt_status status = lt_expr_parse(&e, texts[i], strlen(texts[i]), 1, &err);
            if (!status) status = lt_expr_text(&out, e, &err);
            if (status && status != LT_EPARSE) assert_int_equal(status, LT_ENOMEM);
            lt_buf_clear(&out);
            lt_expr_release(e);
            lt_plan_mem_use(NULL);
        }
    }
}

int main(void)
{
    return RUN(test(texts_have_one_canonical_form), test(columns_are_named_as_spark_names_them),
               test(literals_have_sparks_types), test(errors_point_at_the_fault),
               test(sort_keys_have_their_own_forms), test(a_thousand_conditions_stay_shallow),
               test(nesting_has_a_limit), test(running_out_of_memory_leaks_nothing));
}

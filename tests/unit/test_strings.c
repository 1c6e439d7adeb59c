#include "tests/kernels.h"

#include <string.h>

#define S    LT_TYPE(STRING)
#define I32  LT_TYPE(I32)
#define BOOL LT_TYPE(BOOL)
#define B    LT_TYPE(BINARY)

static void changes_case_of_any_script(void **state)
{
    (void)state;
    lt_column *c = STRINGS("Spark", "ñandú ÉL", "", NULL, "a longer ASCII string @[`{");
    CHECK_COLUMN(call_kernel(lt_kernel_upper, S, 1, c),
                 "SPARK|ÑANDÚ ÉL||NULL|A LONGER ASCII STRING @[`{");
    CHECK_COLUMN(call_kernel(lt_kernel_lower, S, 1, c),
                 "spark|ñandú él||NULL|a longer ascii string @[`{");
    CHECK_COLUMN(call_kernel(lt_kernel_initcap, S, 1,
                             STRINGS("sPark sql", "élan  vital", "o'neill-smith", "ñANDÚ ÉL")),
                 "Spark Sql|Élan  Vital|O'neill-smith|Ñandú Él");
}

static void measures_characters_or_bytes(void **state)
{
    (void)state;
    lt_column *c = STRINGS("Spark SQL ", "ñandú", "", NULL);
    CHECK_COLUMN(call_kernel(lt_kernel_length, I32, 1, c), "10|5|0|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_octet_length, I32, 1, c), "10|7|0|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_length, I32, 1, COLUMN(B, "ñandú")), "7");
    CHECK_COLUMN(call_kernel(lt_kernel_ascii, I32, 1, STRINGS("222", "", "ñ")), "50|0|241");
}

static void trims_what_it_is_told(void **state)
{
    (void)state;
    lt_column *c = STRINGS("  Spark SQL  ", "   ", "\tx ", "none");
    CHECK_COLUMN(call_kernel(lt_kernel_trim, S, 1, c), "Spark SQL||\tx|none");
    CHECK_COLUMN(call_kernel(lt_kernel_ltrim, S, 1, c), "Spark SQL  ||\tx |none");
    CHECK_COLUMN(call_kernel(lt_kernel_rtrim, S, 1, c), "  Spark SQL||\tx|none");
    CHECK_COLUMN(
        call_kernel(lt_kernel_trim, S, 2, STRINGS("SSparkSQLS", "ñaéñ"), STRINGS("SL", "éñ")),
        "parkSQ|a");
}

static void substring_follows_spark(void **state)
{
    (void)state;
    lt_column *c = constant(S, 7, "Spark SQL");
    lt_column *at = COLUMN(I32, "5", "-3", "0", "5", "-20", "20", "1");
    lt_column *n = COLUMN(I32, "100", "100", "2", "1", "15", "3", "-1");
    CHECK_COLUMN(call_kernel(lt_kernel_substring, S, 3, c, at, n), "k SQL|SQL|Sp|k|Spar||");
    CHECK_COLUMN(call_kernel(lt_kernel_substring, S, 2, STRINGS("ñandúes", "ñandúes"),
                             COLUMN(I32, "2", "-3")),
                 "andúes|úes");
    CHECK_COLUMN(call_kernel(lt_kernel_substring, S, 3,
                             constant(S, 1, "a string that is longer than a view"),
                             constant(I32, 1, "3"), constant(I32, 1, "20")),
                 "string that is longe");
    CHECK_COLUMN(call_kernel(lt_kernel_left, S, 2, STRINGS("Spark", "ñandú", "x"),
                             COLUMN(I32, "3", "1", "-1")),
                 "Spa|ñ|");
    CHECK_COLUMN(call_kernel(lt_kernel_right, S, 2, STRINGS("Spark", "ñandú", "x", "abc"),
                             COLUMN(I32, "3", "1", "0", "9")),
                 "ark|ú||abc");
}

static void concat_ws_skips_nulls(void **state)
{
    (void)state;
    lt_column *a = STRINGS("x", NULL, "a long string of letters"), *b = STRINGS("y", "z", NULL);
    CHECK_COLUMN(call_kernel(lt_kernel_concat, S, 2, a, b), "xy|NULL|NULL");
    CHECK_COLUMN(call_lenient(lt_kernel_concat_ws, S, 3, constant(S, 3, ", "), a, b),
                 "x, y|z|a long string of letters");
    CHECK_COLUMN(call_lenient(lt_kernel_concat_ws, S, 2, constant(S, 3, NULL), a),
                 "NULL|NULL|NULL");
    CHECK_COLUMN(call_lenient(lt_kernel_concat_ws, S, 1, constant(S, 2, "-")), "|");
}

static void replaces_every_place(void **state)
{
    (void)state;
    CHECK_COLUMN(call_kernel(lt_kernel_replace, S, 3,
                             STRINGS("ABCabc", "aaaa", "", "none at all here"), constant(S, 4, "a"),
                             constant(S, 4, "DEF")),
                 "ABCDEFbc|DEFDEFDEFDEF||none DEFt DEFll here");
    CHECK_COLUMN(call_kernel(lt_kernel_replace, S, 2, STRINGS("banana", "x"), STRINGS("an", "")),
                 "ba|x");
    CHECK_COLUMN(call_kernel(lt_kernel_translate, S, 3, STRINGS("AaBbCc", "ñandú"),
                             STRINGS("abc", "ñú"), STRINGS("123", "n")),
                 "A1B2C3|nand");
}

static void finds_parts(void **state)
{
    (void)state;
    lt_column *c = STRINGS("Spark SQL", "SQL", "", NULL), *p = constant(S, 4, "SQL");
    CHECK_COLUMN(call_kernel(lt_kernel_contains, BOOL, 2, c, p), "true|true|false|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_startswith, BOOL, 2, c, p), "false|true|false|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_endswith, BOOL, 2, c, p), "true|true|false|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_contains, BOOL, 2, c, constant(S, 4, "")),
                 "true|true|true|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_instr, I32, 2, STRINGS("SparkSQL", "ñañó", "x"),
                             STRINGS("SQL", "ó", "y")),
                 "6|4|0");
    CHECK_COLUMN(call_kernel(lt_kernel_locate, I32, 3, constant(S, 3, "bar"),
                             constant(S, 3, "foobarbar"), COLUMN(I32, "1", "5", "0")),
                 "4|7|0");
}

static void like_matches_as_sql(void **state)
{
    (void)state;
    lt_column *c = STRINGS("lima", "Lima", "l%ma", "", "limassol", "ñandú");
#define LIKE(pattern) call_kernel(lt_kernel_like, BOOL, 2, c, constant(S, 6, pattern))
    CHECK_COLUMN(LIKE("lima"), "true|false|false|false|false|false");
    CHECK_COLUMN(LIKE("lima%"), "true|false|false|false|true|false");
    CHECK_COLUMN(LIKE("%ma"), "true|true|true|false|false|false");
    CHECK_COLUMN(LIKE("%im%"), "true|true|false|false|true|false");
    CHECK_COLUMN(LIKE("%"), "true|true|true|true|true|true");
    CHECK_COLUMN(LIKE("%%"), "true|true|true|true|true|true");
    CHECK_COLUMN(LIKE(""), "false|false|false|true|false|false");
    CHECK_COLUMN(LIKE("_____"), "false|false|false|false|false|true");
    CHECK_COLUMN(LIKE("l\\%ma"), "false|false|true|false|false|false");
    CHECK_COLUMN(LIKE("%m%s%l"), "false|false|false|false|true|false");
    CHECK_COLUMN(LIKE("_and_"), "false|false|false|false|false|true");
    CHECK_COLUMN(call_kernel(lt_kernel_ilike, BOOL, 2, c, constant(S, 6, "LI%")),
                 "true|true|false|false|true|false");
    CHECK_COLUMN(call_kernel(lt_kernel_like, BOOL, 3, STRINGS("a_c", "abc"), constant(S, 2, "a/_c"),
                             constant(S, 2, "/")),
                 "true|false");
    CHECK_REFUSED(call_kernel(lt_kernel_like, BOOL, 2, c, constant(S, 6, "a\\b")), "escaped");
    CHECK_REFUSED(call_kernel(lt_kernel_like, BOOL, 2, c, constant(S, 6, "a\\")), "escape");
    CHECK_COLUMN(
        call_kernel(lt_kernel_like, BOOL, 2, c, STRINGS("l%", "l%", "l\\%%", "_", "%l", "%")),
        "true|false|true|false|true|true");
}

/* Random texts of two letters against matching by recursion. */
static bool slow_like(const char *p, const char *s)
{
    if (*p == 0) return *s == 0;
    if (*p == '%') return slow_like(p + 1, s) || (*s && slow_like(p, s + 1));
    return *s && (*p == '_' || *p == *s) && slow_like(p + 1, s + 1);
}

static void like_agrees_with_recursion(void **state)
{
    (void)state;
    for (int round = 0; round < 3000; round++) {
        char        text[12] = "", pattern[8] = "";
        const char *cell = text;
        int         n = random_below(11), m = random_below(7);
        for (int i = 0; i < n; i++) text[i] = "ab"[random_below(2)];
        for (int i = 0; i < m; i++) pattern[i] = "ab%_%"[random_below(5)];
        lt_column *r =
            call_kernel(lt_kernel_like, BOOL, 2, column(S, 1, &cell), constant(S, 1, pattern));
        assert_int_equal(lt_bit(r->values, 0), slow_like(pattern, text));
        if (round % 200 == 199) release_all(NULL);
    }
}

static void pads_and_cuts(void **state)
{
    (void)state;
    lt_column *c = STRINGS("hi", "hi", "hello", "ñ"), *n = COLUMN(I32, "5", "1", "-1", "4");
    CHECK_COLUMN(call_kernel(lt_kernel_lpad, S, 3, c, n, constant(S, 4, "?é")), "?é?hi|h||?é?ñ");
    CHECK_COLUMN(call_kernel(lt_kernel_rpad, S, 3, c, n, constant(S, 4, "?é")), "hi?é?|h||ñ?é?");
    CHECK_COLUMN(call_kernel(lt_kernel_lpad, S, 2, c, n), "   hi|h||   ñ");
    CHECK_COLUMN(
        call_kernel(lt_kernel_rpad, S, 3, STRINGS("hi"), constant(I32, 1, "9"), constant(S, 1, "")),
        "hi");
    CHECK_COLUMN(call_kernel(lt_kernel_repeat, S, 2, STRINGS("123", "x", "", "a long string here "),
                             COLUMN(I32, "2", "0", "99", "2")),
                 "123123|||a long string here a long string here ");
    CHECK_REFUSED(
        call_kernel(lt_kernel_repeat, S, 2, STRINGS("1234567890"), constant(I32, 1, "2147483647")),
        "limit");
    CHECK_COLUMN(call_kernel(lt_kernel_reverse, S, 1, STRINGS("Spark SQL", "ñú", "")),
                 "LQS krapS|úñ|");
    CHECK_COLUMN(call_kernel(lt_kernel_space, S, 1, COLUMN(I32, "2", "-1")), "  |");
}

static void splits_parts(void **state)
{
    (void)state;
    lt_column *c = constant(S, 6, "11.12.13"), *dot = constant(S, 6, ".");
    CHECK_COLUMN(call_kernel(lt_kernel_split_part, S, 3, c, dot,
                             COLUMN(I32, "3", "1", "5", "-1", "-3", "-4")),
                 "13|11||13|11|");
    CHECK_REFUSED(call_kernel(lt_kernel_split_part, S, 3, c, dot, constant(I32, 6, "0")), "part 0");
    CHECK_COLUMN(call_kernel(lt_kernel_split_part, S, 3, STRINGS("a,,c", "abc", "ab"),
                             STRINGS(",", "", "ab"), COLUMN(I32, "2", "1", "2")),
                 "|abc|");
}

static void views_outlive_their_argument(void **state)
{
    (void)state;
    lt_column *c, *part;
    lt_heap    heap = {.mem = lt_mem_default()};
    CHECK_OK(lt_column_open(&c, lt_mem_default(), S, 1, &kernel_error), &kernel_error);
    const char *text = "   a string that lies outside of its view   ";
    CHECK_OK(lt_heap_add(c->values, &heap, text, strlen(text), &kernel_error), &kernel_error);
    CHECK_OK(lt_heap_give(&heap, c, &kernel_error), &kernel_error);
    lt_heap_clear(&heap);
    part = call_kernel(lt_kernel_trim, S, 1, c);
    lt_column_release(c);
    CHECK_COLUMN(part, "a string that lies outside of its view");
}

static void survives_refused_memory(void **state)
{
    (void)state;
    const lt_column *args[] = {STRINGS("a string to be made upper case", NULL, "ñ"),
                               constant(S, 3, "%s%i_g%"), constant(S, 3, "by")};
    EACH_FAULT (mem) {
        lt_column *out;
        lt_status  status = call_status(&out, lt_kernel_upper, mem, S, args, 1, true);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(out);
        status = call_status(&out, lt_kernel_ilike, mem, BOOL, args, 2, true);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(out);
        status = call_status(&out, lt_kernel_replace, mem, S, args, 3, true);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(out);
    }
}

int main(void)
{
    return RUN(kernel_test(changes_case_of_any_script), kernel_test(measures_characters_or_bytes),
               kernel_test(trims_what_it_is_told), kernel_test(substring_follows_spark),
               kernel_test(concat_ws_skips_nulls), kernel_test(replaces_every_place),
               kernel_test(finds_parts), kernel_test(like_matches_as_sql),
               kernel_test(like_agrees_with_recursion), kernel_test(pads_and_cuts),
               kernel_test(splits_parts), kernel_test(views_outlive_their_argument),
               kernel_test(survives_refused_memory));
}

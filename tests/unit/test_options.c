#include "core/options.h"

#include "core/nearest.h"
#include "tests/helper.h"

#include <string.h>

static const lt_option_spec specs[] = {
    {"header", LT_OPTION_BOOL, NULL, "true", "the first row holds names"},
    {"separator", LT_OPTION_TEXT, NULL, ",", "what stands between cells"},
    {"mode", LT_OPTION_CHOICE, "permissive|failfast|dropmalformed", "permissive", "bad rows"},
    {"skip_rows", LT_OPTION_INT, NULL, "0", "rows before the header"},
    {"memory", LT_OPTION_SIZE, NULL, "512MB", "budget"},
    {"sample", LT_OPTION_FLOAT, NULL, NULL, "share of rows to read"},
    {"order", LT_OPTION_CHOICE, "a|b", NULL, "no fallback"},
    {"null", LT_OPTION_TEXT, NULL, NULL, "no fallback"},
};
static const lt_option_table table = {"read_csv", specs, sizeof(specs) / sizeof(specs[0])};

static void put(lt_options *o, const char *name, const char *text)
{
    lt_error err;
    CHECK_OK(lt_options_put(o, name, text, strlen(text), &err), &err);
}

static void has_fallbacks(void **state)
{
    (void)state;
    assert_true(lt_options_bool(NULL, &table, "header"));
    assert_int_equal(lt_options_choice(NULL, &table, "mode"), 0);
    assert_int_equal(lt_options_int(NULL, &table, "skip_rows"), 0);
    assert_int_equal(lt_options_size(NULL, &table, "memory"), 512000000);
    assert_int_equal(lt_options_choice(NULL, &table, "order"), -1);
}

static void reads_given_values_whatever_the_case(void **state)
{
    (void)state;
    lt_error   err;
    lt_options o = {.mem = lt_mem_default()};
    put(&o, "HEADER", "yes");
    put(&o, "Header", "off");
    put(&o, "mode", "FailFast");
    put(&o, "skip_rows", "-7");
    put(&o, "memory", "2 GiB");
    put(&o, "sample", "0.25");
    put(&o, "separator", "");
    assert_int_equal(o.count, 6);
    CHECK_OK(lt_options_check(&o, &table, &err), &err);
    assert_false(lt_options_bool(&o, &table, "header"));
    assert_int_equal(lt_options_choice(&o, &table, "mode"), 1);
    assert_int_equal(lt_options_int(&o, &table, "skip_rows"), -7);
    assert_int_equal(lt_options_size(&o, &table, "memory"), INT64_C(2) << 30);
    CHECK_TEXT(lt_options_name(&o, 0), "Header");
    CHECK_TEXT(lt_options_value(&o, 0), "off");
    CHECK_TEXT(lt_options_find(&o, "MODE"), "FailFast");
    assert_null(lt_options_find(&o, "null"));
    lt_options_clear(&o);
}

static void names_the_nearest_of_unknown_options(void **state)
{
    (void)state;
    lt_error   err;
    lt_options o = {.mem = lt_mem_default()};
    put(&o, "seperator", ";");
    CHECK_FAILS(lt_options_check(&o, &table, &err), LT_EUSAGE, &err);
    CHECK_TEXT(err.text, "read_csv has no option \"seperator\"");
    CHECK_TEXT(err.hint, "did you mean separator?");
    lt_options_clear(&o);
    put(&o, "zzzzzz", "1");
    CHECK_FAILS(lt_options_check(&o, &table, &err), LT_EUSAGE, &err);
    CHECK_HAS(err.hint, "header separator mode");
    lt_options_clear(&o);
}

static void refuses_values_of_the_wrong_type(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *says;
    } rows[] = {{"header", "maybe", "\"maybe\" is not true or false"},
                {"mode", "strict", "\"strict\" is not one of its choices"},
                {"mode", "", "is not one of its choices"},
                {"skip_rows", "1.5", "is not a whole number"},
                {"skip_rows", "", "is not a whole number"},
                {"memory", "-5", "is not a size"},
                {"memory", "5 parsecs", "is not a size"},
                {"sample", "half", "is not a number"}};
    lt_error err;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        lt_options o = {.mem = lt_mem_default()};
        put(&o, rows[i].name, rows[i].text);
        CHECK_FAILS(lt_options_check(&o, &table, &err), LT_EUSAGE, &err);
        CHECK_HAS(err.text, rows[i].says);
        CHECK_HAS(err.text, rows[i].name);
        lt_options_clear(&o);
    }
    lt_options o = {.mem = lt_mem_default()};
    CHECK_FAILS(lt_options_put(&o, "", "x", 1, &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_options_put(&o, "a", "x\0y", 3, &err), LT_EINVAL, &err);
    assert_int_equal(o.count, 0);
}

static void reads_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t     bytes; /* -1: refused */
    } rows[] = {{"0", 0},
                {"4096", 4096},
                {"100k", 100000},
                {"100K", 100000},
                {"512MB", 512000000},
                {"2GiB", INT64_C(2) << 30},
                {"1.5Gi", 1610612736},
                {"1.5kb", 1500},
                {"3 b", 3},
                {"8PiB", INT64_C(8) << 50},
                {"9223372036854775807", INT64_MAX},
                {"9223372036854775808", -1},
                {"9300PB", -1},
                {"", -1},
                {"k", -1},
                {"1kk", -1},
                {"1i", -1},
                {"1bb", -1},
                {"1 ", -1},
                {"1k ", -1},
                {"1..5k", -1},
                {"+1", -1},
                {"-1k", -1},
                {"99999999999999999999999k", -1}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t got = -1;
        bool    good = lt_parse_size(rows[i].text, strlen(rows[i].text), &got);
        if (good != (rows[i].bytes >= 0) || got != rows[i].bytes)
            fail_msg("%s: %lld", rows[i].text, (long long)got);
    }
}

static void prints_sizes_for_people(void **state)
{
    (void)state;
    char text[LT_SIZE_TEXT];
    assert_int_equal(lt_print_size(text, 0), 3);
    CHECK_TEXT(text, "0 B");
    lt_print_size(text, 1023);
    CHECK_TEXT(text, "1023 B");
    lt_print_size(text, 1536);
    CHECK_TEXT(text, "1.5 KiB");
    lt_print_size(text, (1 << 20) - 1);
    CHECK_TEXT(text, "1.0 MiB");
    lt_print_size(text, INT64_MAX);
    CHECK_TEXT(text, "8.0 EiB");
    lt_print_size(text, INT64_MIN);
    CHECK_TEXT(text, "-8.0 EiB");
}

static void measures_edits(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t      edits;
    } rows[] = {{"", "", 0},
                {"", "abc", 3},
                {"abc", "", 3},
                {"abc", "ABC", 0},
                {"abc", "acb", 1},
                {"kitten", "sitting", 3},
                {"header", "heder", 1},
                {"ca", "abc", 3},
                {"filter", "fliter", 1}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *a = rows[i].a, *b = rows[i].b;
        assert_int_equal(lt_edit_distance(a, strlen(a), b, strlen(b)), rows[i].edits);
        assert_int_equal(lt_edit_distance(b, strlen(b), a, strlen(a)), rows[i].edits);
    }
    char text[200];
    memset(text, 'a', sizeof(text));
    assert_int_equal(lt_edit_distance(text, 200, text, 3), 200);
    assert_int_equal(lt_edit_distance(text, 64, text, 60), 4);
}

static void suggests_only_what_is_near(void **state)
{
    (void)state;
    static const char *const names[] = {
        "select", "filter", NULL, "group_by", "drop_duplicates", "categoria_producto", "id"};
    size_t n = sizeof(names) / sizeof(names[0]);
    CHECK_TEXT(lt_nearest("fliter", names, n), "filter");
    CHECK_TEXT(lt_nearest("FILTER", names, n), "filter");
    CHECK_TEXT(lt_nearest("groupby", names, n), "group_by");
    CHECK_TEXT(lt_nearest("categoria", names, n), "categoria_producto");
    CHECK_TEXT(lt_nearest("drop_dup", names, n), "drop_duplicates");
    CHECK_TEXT(lt_nearest("idd", names, n), "id");
    assert_null(lt_nearest("xyzzy", names, n));
    assert_null(lt_nearest("q", names, n));
    assert_null(lt_nearest("", names, n));
    assert_null(lt_nearest("filter", names, 0));
}

static void is_unchanged_when_memory_runs_out(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_error   err;
        lt_options o = {.mem = mem};
        for (int i = 0; i < 20; i++) {
            char   name[2] = {(char)('a' + i % 12), 0};
            size_t before = o.count;
            if (lt_options_put(&o, name, "value", 5, &err) == LT_OK) continue;
            assert_int_equal(err.code, LT_ENOMEM);
            assert_int_equal(o.count, before);
            break;
        }
        lt_options_clear(&o);
    }
}

int main(void)
{
    return RUN(test(has_fallbacks), test(reads_given_values_whatever_the_case),
               test(names_the_nearest_of_unknown_options), test(refuses_values_of_the_wrong_type),
               test(reads_sizes), test(prints_sizes_for_people), test(measures_edits),
               test(suggests_only_what_is_near), test(is_unchanged_when_memory_runs_out));
}

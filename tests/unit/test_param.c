#include "notebook/param.h"
#include "tests/helper.h"

#include <stdio.h>
#include <string.h>

static lt_notebook *parse(const char *text)
{
    lt_notebook *nb = NULL;
    lt_error     err;
    CHECK_OK(lt_notebook_parse(&nb, lt_mem_default(), text, strlen(text), "t.lua", &err), &err);
    return nb;
}

static const char sample[] =
    "-- %% [markdown]\n-- x = 1\n\n-- %% Parameters id=\"p0\" tags=[\"parameters\"]\n"
    "date = yesterday()            --@ date: day to process\n"
    "lake = \"datalake\"             --@ root of the lake; az://, s3:// and http(s):// work too\n"
    "zone = \"EU\" --@ choice{\"EU\", 'US', 3}: where\n"
    "region = \"*\"  --@ choice {\"*\",\"EU\"}\n"
    "days = 7\nrate = 0.5 --@ share\nfast = true\nsince = nil\nlow = -3\nbig = 1e3\n"
    "name = 'it\\'s \\65\\x42\\u{e9}' --@ string\n"
    "at = \"x\" --@ timestamp: when\n"
    "odd = \"x\" --@ colour: red\n"
    "long = [[\na -- b\n]] --@ text of many lines\n"
    "sum = 1 + 2 --@ int: computed\n"
    "list = {1, 2}\nf = function() inner = 5 end\nlocal hidden = 1\nt.x = 1\na, b = 1, 2\n"
    "days = 8\nif days == 7 then\n  nested = 1\nend\nx = 1; y = 2 -- no annotation\n"
    "\n-- %% Other\nz = 1\n";

static const lt_param *find(const lt_param *p, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(p[i].name, name)) return &p[i];
    return NULL;
}

static void assignments_are_parameters(void **s)
{
    (void)s;
    static const struct {
        const char   *name;
        lt_param_type type;
        const char   *lua, *text, *help;
        bool          is_expression;
        int64_t       line;
    } want[] = {
        {"date", LT_PARAM_DATE, "yesterday()", "", "day to process", true, 5},
        {"lake", LT_PARAM_STRING, "\"datalake\"", "datalake",
         "root of the lake; az://, s3:// and http(s):// work too", false, 6},
        {"zone", LT_PARAM_CHOICE, "\"EU\"", "EU", "where", false, 7},
        {"region", LT_PARAM_CHOICE, "\"*\"", "*", "", false, 8},
        {"days", LT_PARAM_INT, "7", "7", "", false, 9},
        {"rate", LT_PARAM_FLOAT, "0.5", "0.5", "share", false, 10},
        {"fast", LT_PARAM_BOOL, "true", "true", "", false, 11},
        {"low", LT_PARAM_INT, "-3", "-3", "", false, 13},
        {"big", LT_PARAM_FLOAT, "1e3", "1e3", "", false, 14},
        {"name", LT_PARAM_STRING, "'it\\'s \\65\\x42\\u{e9}'", "it's ABé", "", false, 15},
        {"at", LT_PARAM_TIMESTAMP, "\"x\"", "x", "when", false, 16},
        {"odd", LT_PARAM_STRING, "\"x\"", "x", "colour: red", false, 17},
        {"long", LT_PARAM_STRING, "[[\na -- b\n]]", "a -- b\n", "text of many lines", false, 18},
        {"sum", LT_PARAM_INT, "1 + 2", "", "computed", true, 21},
        {"x", LT_PARAM_INT, "1", "1", "", false, 31},
    };
    lt_notebook    *nb = parse(sample);
    lt_arena        arena = {.mem = lt_mem_default()};
    const lt_param *p;
    size_t          n;
    lt_error        err;
    CHECK_OK(lt_notebook_params(&p, &n, nb, &arena, &err), &err);
    assert_int_equal(n, sizeof(want) / sizeof(*want));
    for (size_t i = 0; i < n; i++) {
        CHECK_TEXT(p[i].name, want[i].name);
        CHECK_TEXT(p[i].lua, want[i].lua);
        CHECK_TEXT(p[i].text, want[i].text);
        CHECK_TEXT(p[i].help, want[i].help);
        CHECK_TEXT(lt_param_type_word(p[i].type), lt_param_type_word(want[i].type));
        assert_int_equal(p[i].is_expression, want[i].is_expression);
        assert_int_equal(p[i].line, want[i].line);
        assert_int_equal(p[i].cell, 1);
    }
    const lt_param *zone = find(p, n, "zone");
    assert_int_equal(zone->choice_count, 3);
    CHECK_TEXT(zone->choices[1].text, "US");
    CHECK_TEXT(zone->choices[1].lua, "'US'");
    lt_arena_clear(&arena);
    lt_notebook_close(nb);
}

static lt_status override(const char *name, const char *value, char *out, size_t size,
                          lt_error *err)
{
    lt_notebook *nb = parse(sample);
    lt_buf       text = {.mem = lt_mem_default()};
    lt_status    status = lt_notebook_override(&text, nb, &name, &value, 1, err);
    snprintf(out, size, "%.*s", (int)text.len, text.len ? (char *)text.data : "");
    lt_buf_clear(&text);
    lt_notebook_close(nb);
    return status;
}

static void values_take_the_type_of_the_default(void **s)
{
    (void)s;
    static const char *const good[][3] = {
        {"lake", "a\"b\\c\n\t]]--\x01", "lake = \"a\\\"b\\\\c\\n\\009]]--\\001\"\n"},
        {"lake", "", "lake = \"\"\n"},
        {"date", "2024-02-29", "date = \"2024-02-29\"\n"},
        {"zone", "US", "zone = 'US'\n"},
        {"zone", "3", "zone = 3\n"},
        {"days", "-12", "days = -12\n"},
        {"days", "+5", "days = 5\n"},
        {"days", "9223372036854775807", "days = 9223372036854775807\n"},
        {"rate", "2", "rate = 2.0\n"},
        {"rate", "-.5e-3", "rate = -.5e-3\n"},
        {"fast", "false", "fast = false\n"},
        {"at", "2026-01-02T03:04:05.123Z", "at = \"2026-01-02T03:04:05.123Z\"\n"},
        {"at", "2026-01-02 03:04+05:30", "at = \"2026-01-02 03:04+05:30\"\n"},
        {"sum", "9", "sum = 9\n"},
    };
    static const char *const bad[][2] = {
        {"date", "2023-02-29"},
        {"date", "2023-2-9"},
        {"date", "2023-13-01"},
        {"date", "x"},
        {"date", ""},
        {"zone", "MX"},
        {"days", "1.5"},
        {"days", ""},
        {"days", "1 "},
        {"days", "0x10"},
        {"days", "9223372036854775808"},
        {"days", "-"},
        {"days", "os.exit()"},
        {"rate", "1e999"},
        {"rate", "nan"},
        {"rate", "."},
        {"rate", "1e"},
        {"rate", "1,5"},
        {"rate", "1;x()"},
        {"fast", "yes"},
        {"fast", "TRUE"},
        {"at", "2026-01-02T25:00"},
        {"at", "2026-01-02T1"},
        {"at", "2026-01-02X"},
    };
    lt_error err;
    char     got[200];
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        CHECK_OK(override(good[i][0], good[i][1], got, sizeof(got), &err), &err);
        CHECK_TEXT(got, good[i][2]);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        if (override(bad[i][0], bad[i][1], got, sizeof(got), &err) != LT_EUSAGE)
            fail_msg("%s = %s was taken", bad[i][0], bad[i][1]);
        CHECK_HAS(err.text, bad[i][0]);
        CHECK_HAS(err.hint, "give");
        CHECK_TEXT(got, "");
    }
}

static void an_unknown_name_lists_the_known(void **s)
{
    (void)s;
    lt_error err;
    char     got[200];
    CHECK_FAILS(override("dat", "x", got, sizeof(got), &err), LT_EUSAGE, &err);
    CHECK_HAS(err.text, "dat");
    CHECK_HAS(err.hint, "did you mean date?");
    CHECK_HAS(err.hint, "lake");
    CHECK_FAILS(override("z", "1", got, sizeof(got), &err), LT_EUSAGE, &err);
    CHECK_FAILS(override("x = os", "1", got, sizeof(got), &err), LT_EUSAGE, &err);
}

static void no_fault_of_memory_leaks(void **s)
{
    (void)s;
    static const char *const names[] = {"lake", "days"}, *const values[] = {"x", "3"};
    EACH_FAULT (mem) {
        lt_notebook *nb = parse(sample);
        lt_buf       text = {.mem = mem};
        lt_error     err;
        if (lt_notebook_override(&text, nb, names, values, 2, &err)) {
            assert_int_equal(err.code, LT_ENOMEM);
            assert_int_equal(text.len, 0);
        }
        lt_buf_clear(&text);
        lt_notebook_close(nb);
    }
}

int main(void)
{
    return RUN(test(assignments_are_parameters), test(values_take_the_type_of_the_default),
               test(an_unknown_name_lists_the_known), test(no_fault_of_memory_leaks));
}

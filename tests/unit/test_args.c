/* Options and operands of a command line, and lists of expressions. */
#include "tests/helper.h"

#include "tui/args.h"
#include "tui/list.h"

#include <string.h>

static const tui_option options[] = {
    {"param", 'p', TUI_ARG_LIST, "NAME=VALUE", "a value"},
    {"json", 'j', TUI_ARG_FLAG, NULL, "json"},
    {"quiet", 'q', TUI_ARG_FLAG, NULL, "quiet"},
    {"threads", 0, TUI_ARG_INT, "N", "threads"},
    {"memory", 0, TUI_ARG_SIZE, "SIZE", "memory"},
    {"format", 'f', TUI_ARG_CHOICE, "csv|json", "format"},
};
static const tui_command command = {.name = "go",
                                    .summary = "goes",
                                    .operands = "FILE",
                                    .least = 1,
                                    .most = 2,
                                    .options = options,
                                    .option_count = sizeof(options) / sizeof(*options)};

enum { MOST = 16 };

/* Words parted by blanks, read as the arguments of the command. */
static lt_status parse(tui_args *out, char *words, lt_mem *mem, lt_error *err)
{
    static char *argv[MOST];
    int          argc = 0;
    for (char *at = words; *at && argc < MOST;) {
        argv[argc++] = at;
        at += strcspn(at, " ");
        if (*at) *at++ = 0;
    }
    return tui_args_open(out, mem, &command, argc, argv, err);
}

static void mixes_options_and_operands(void **state)
{
    (void)state;
    lt_error err;
    tui_args args;
    char   words[] = "a.lua -p x=1 --json -py=2 --param=z=3 --param w= --threads 4 --memory=2KiB -";
    size_t at = 0;
    CHECK_OK(parse(&args, words, lt_mem_default(), &err), &err);
    CHECK_TEXT(tui_args_operand(&args, 0), "a.lua");
    CHECK_TEXT(tui_args_operand(&args, 1), "-");
    assert_null(tui_args_operand(&args, 2));
    CHECK_TEXT(tui_args_next(&args, "param", &at), "x=1");
    CHECK_TEXT(tui_args_next(&args, "param", &at), "y=2");
    CHECK_TEXT(tui_args_next(&args, "param", &at), "z=3");
    CHECK_TEXT(tui_args_next(&args, "param", &at), "w=");
    assert_null(tui_args_next(&args, "param", &at));
    assert_true(tui_args_has(&args, "json"));
    assert_false(tui_args_has(&args, "quiet"));
    assert_int_equal(tui_args_int(&args, "threads", 9), 4);
    assert_int_equal(tui_args_int(&args, "memory", 9), 2048);
    assert_null(tui_args_text(&args, "format"));
    tui_args_close(&args);
}

static void joins_flags_and_takes_the_last_of_two(void **state)
{
    (void)state;
    lt_error err;
    tui_args args;
    char     words[] = "-jqf csv a --format json -- --quiet";
    CHECK_OK(parse(&args, words, lt_mem_default(), &err), &err);
    assert_true(tui_args_has(&args, "json"));
    assert_true(tui_args_has(&args, "quiet"));
    CHECK_TEXT(tui_args_text(&args, "format"), "json");
    CHECK_TEXT(tui_args_operand(&args, 1), "--quiet");
    tui_args_close(&args);
}

static void refuses_what_is_not_in_the_table(void **state)
{
    (void)state;
    static const char *const bad[][2] = {{"a --jsn", "--jsn"},
                                         {"a -x", "-x"},
                                         {"a --json=1", "no value"},
                                         {"a --threads", "needs a value"},
                                         {"a --threads 0", "from 1"},
                                         {"a --threads 1e3", "from 1"},
                                         {"a --memory big", "a size"},
                                         {"a --format xml", "csv|json"},
                                         {"a --format cs", "csv|json"},
                                         {"", "needs FILE"},
                                         {"a b c", "does not take \"c\""}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        lt_error err;
        tui_args args;
        char     words[64];
        memcpy(words, bad[i][0], strlen(bad[i][0]) + 1);
        CHECK_FAILS(parse(&args, words, lt_mem_default(), &err), LT_EUSAGE, &err);
        CHECK_HAS(err.text, bad[i][1]);
    }
}

static void suggests_the_nearest_option(void **state)
{
    (void)state;
    lt_error err;
    tui_args args;
    char     words[] = "a --thread 2";
    CHECK_FAILS(parse(&args, words, lt_mem_default(), &err), LT_EUSAGE, &err);
    CHECK_TEXT(err.hint, "did you mean --threads?");
}

static void asks_for_help_before_anything_is_checked(void **state)
{
    (void)state;
    lt_error err;
    tui_args args;
    lt_buf   text = {.mem = lt_mem_default()};
    char     words[] = "--help --nonsense";
    CHECK_OK(parse(&args, words, lt_mem_default(), &err), &err);
    assert_true(args.wants_help);
    CHECK_OK(tui_args_help(&text, &command, &err), &err);
    CHECK_OK(lt_buf_terminate(&text, &err), &err);
    CHECK_HAS((char *)text.data, "lote go FILE [options]");
    CHECK_HAS((char *)text.data, "  -p, --param NAME=VALUE    a value\n");
    CHECK_HAS((char *)text.data, "      --threads N           threads\n");
    CHECK_HAS((char *)text.data, "  -h, --help                show this\n");
    lt_buf_clear(&text);
    tui_args_close(&args);
}

static void keeps_its_account_when_memory_runs_out(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_error err;
        tui_args args;
        char     words[] = "a -pa -pb -pc -pd -pe -pf -pg -ph -pi -pj";
        if (parse(&args, words, mem, &err)) {
            assert_int_equal(err.code, LT_ENOMEM);
            continue;
        }
        tui_args_close(&args);
    }
}

/* The items of text, each ended by a bar. */
static const char *cut(const char *text)
{
    static char out[256];
    const char *item;
    size_t      len, n = 0;
    for (const char *at = text; tui_list_next(&at, &item, &len);) {
        memcpy(out + n, item, len);
        n += len;
        out[n++] = '|';
    }
    out[n] = 0;
    return out;
}

static void cuts_lists_outside_of_quotes_and_brackets(void **state)
{
    (void)state;
    CHECK_TEXT(cut("a, b*2 as c ,d"), "a|b*2 as c|d|");
    CHECK_TEXT(cut("concat(a, ','), x[1, 2]"), "concat(a, ',')|x[1, 2]|");
    CHECK_TEXT(cut("'a\\',b', `c,\\`, \"d,e\""), "'a\\',b'|`c,\\`|\"d,e\"|");
    CHECK_TEXT(cut("'it''s, so', b"), "'it''s, so'|b|");
    CHECK_TEXT(cut("a,,b,"), "a||b||");
    CHECK_TEXT(cut(""), "|");
    CHECK_TEXT(cut("f(a, b"), "f(a, b|");
    CHECK_TEXT(cut("a), b"), "a)|b|");
    CHECK_TEXT(cut("'open, b"), "'open, b|");
    CHECK_TEXT(cut("'ends in \\"), "'ends in \\|");
}

int main(void)
{
    return RUN(test(mixes_options_and_operands), test(joins_flags_and_takes_the_last_of_two),
               test(refuses_what_is_not_in_the_table), test(suggests_the_nearest_option),
               test(asks_for_help_before_anything_is_checked),
               test(keeps_its_account_when_memory_runs_out),
               test(cuts_lists_outside_of_quotes_and_brackets));
}

#include "tests/kernels.h"

#include "kernel/functions_text.h"
#include "kernel/regex.h"

#include <string.h>

#define S    LT_TYPE(STRING)
#define I32  LT_TYPE(I32)
#define BOOL LT_TYPE(BOOL)

/* The pattern as PCRE2 gets it; static text. */
static const char *translated(const char *pattern)
{
    static char text[256];
    lt_error    err;
    lt_buf      out = {.mem = lt_mem_default()};
    CHECK_OK(lt_regex_translate(&out, (const uint8_t *)pattern, strlen(pattern), &err), &err);
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    assert_true(out.len < sizeof(text));
    memcpy(text, out.data, out.len + 1);
    lt_buf_clear(&out);
    return text;
}

static void javas_constructs_are_written_for_pcre(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"", ""},
        {"a.b|c*", "a.b|c*"},
        {"\\d+\\.\\w", "\\d+\\.\\w"},
        {"\\u00e9\\x41\\0101\\cA", "\\x{e9}\\x{41}\\x{41}\\x{1}"},
        {"\\uD83D\\uDE00", "\\x{1f600}"},
        {"\\Qa.b*\\E.", "a\\.b\\*."},
        {"\\Qa.b", "a\\.b"},
        {"(a)(b)\\2\\12\\9", "(a)(b)\\g{2}\\g{1}2(?!)"},
        {"\\p{Lower}\\P{Alpha}", "[[:lower:]][[:^alpha:]]"},
        {"[\\p{Lower}\\P{Alpha}x]", "[[:lower:][:^alpha:]x]"},
        {"\\p{IsLatin}\\p{L}\\pN\\P{sc=Greek}", "\\p{Latin}\\p{L}\\p{N}\\P{Greek}"},
        {"\\p{IsAssigned}", "\\P{Cn}"},
        {"[]a][^]b]", "[\\]a][^\\]b]"},
        {"(?i:a)(?-s)(?iu)b", "(?i:a)(?-s)(?i)b"},
        {"(?<n>a)(?:b)(?=c)(?!d)(?<=e)(?<!f)(?>g)", "(?<n>a)(?:b)(?=c)(?!d)(?<=e)(?<!f)(?>g)"},
        {"a{2}b{2,}c{2,3}", "a{2}b{2,}c{2,3}"},
        {"é\\é", "é\\é"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
        CHECK_TEXT(translated(table[i][0]), table[i][1]);
}

static void patterns_that_are_not_utf8_are_refused(void **state)
{
    (void)state;
    lt_error err;
    lt_buf   out = {.mem = lt_mem_default()};
    CHECK_FAILS(lt_regex_translate(&out, (const uint8_t *)"\xFF", 1, &err), LT_EPARSE, &err);
    lt_buf_clear(&out);
}

/* Any bytes: an error with a text or a pattern, and nothing read past the end. */
static void random_patterns_do_no_harm(void **state)
{
    (void)state;
    static const char alphabet[] = "ab\\\\[](){}?*+^$|.-&,:<>=!pPQEuxc0129dwi";
    for (int round = 0; round < 20000; round++) {
        lt_error  err = {0};
        lt_regex *r = NULL;
        size_t    n = (size_t)random_below(12);
        uint8_t   pattern[12];
        bool      found;
        for (size_t i = 0; i < n; i++)
            pattern[i] = (uint8_t)alphabet[random_below(sizeof(alphabet) - 1)];
        if (lt_regex_open(&r, lt_mem_default(), NULL, pattern, n, &err)) {
            assert_true(err.text[0]);
            continue;
        }
        lt_status status = lt_regex_find(r, &found, (const uint8_t *)"aab1[", 5, 0, &err);
        assert_true(status == LT_OK || status == LT_ELIMIT);
        lt_regex_close(r);
    }
    assert_int_equal(lt_mem_in_use(lt_mem_default()), 0);
}

static void patterns_may_change_from_row_to_row(void **state)
{
    (void)state;
    lt_column *text = STRINGS("spark", NULL, "", "añb", "x");
    CHECK_COLUMN(
        call_kernel(lt_kernel_rlike, BOOL, 2, text, STRINGS("a.k$", "a", "^$", "^a.b$", NULL)),
        "true|NULL|true|true|NULL");
    CHECK_COLUMN(
        call_kernel(lt_kernel_rlike, BOOL, 2, constant(S, 3, "abc"), STRINGS("b", "b", "d")),
        "true|true|false");
    CHECK_COLUMN(call_kernel(lt_kernel_regexp_extract, S, 3, constant(S, 3, "k=v"),
                             constant(S, 3, "(\\w)=(\\w)"), COLUMN(I32, "0", "1", "2")),
                 "k=v|k|v");
    CHECK_COLUMN(call_kernel(lt_kernel_regexp_replace, S, 3,
                             STRINGS("one text that is longer than a view", "short", NULL),
                             constant(S, 3, "[aeiou]"), constant(S, 3, "<$0>")),
                 "<o>n<e> t<e>xt th<a>t <i>s l<o>ng<e>r th<a>n <a> v<i><e>w|sh<o>rt|NULL");
}

/* Texts come from files that were read leniently. */
static void texts_that_are_not_utf8_are_searched_too(void **state)
{
    (void)state;
    lt_column *bad = STRINGS("\xFF"
                             "abc",
                             "a\xC3", "\x80\x80");
    CHECK_COLUMN(call_kernel(lt_kernel_rlike, BOOL, 2, bad, constant(S, 3, "b")),
                 "true|false|false");
    CHECK_COLUMN(call_kernel(lt_kernel_regexp_count, I32, 2, bad, constant(S, 3, "[a-c]")),
                 "3|1|0");
}

static void an_endless_search_is_an_error(void **state)
{
    (void)state;
    static const char *const patterns[] = {"^(a+)+$", "^(a|aa)+$", "(a*)*b", "^(([a-z])+.)+[A-Z]$"};
    lt_column *text = STRINGS("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
    for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
        lt_column *c = call_kernel(lt_kernel_rlike, BOOL, 2, text, STRINGS(patterns[i]));
        if (!c) CHECK_HAS(kernel_error.text, "too many steps");
        if (c) CHECK_COLUMN(c, "false"); /* an optimisation saw through it */
    }
    CHECK_REFUSED(call_kernel(lt_kernel_rlike, BOOL, 2, text, STRINGS("^(a+)+$")),
                  "too many steps");
    CHECK_HAS(kernel_error.hint, "repetitions inside repetitions");
}

/* A long text and an honest pattern: the limit grows with the text. */
static void long_texts_are_searched_to_their_end(void **state)
{
    (void)state;
    enum { N = 1 << 20 };
    static uint8_t text[N];
    lt_error       err;
    lt_regex      *r;
    bool           found;
    memset(text, 'a', N);
    text[N - 1] = 'b';
    CHECK_OK(lt_regex_open(&r, lt_mem_default(), NULL, (const uint8_t *)"[^b]*b$", 7, &err), &err);
    CHECK_OK(lt_regex_find(r, &found, text, N, 0, &err), &err);
    assert_true(found);
    lt_regex_close(r);
    CHECK_OK(lt_regex_open(&r, lt_mem_default(), NULL, (const uint8_t *)"(a|b)*$", 7, &err), &err);
    lt_status status = lt_regex_find(r, &found, text, N, 0, &err);
    assert_true(status == LT_OK || status == LT_ELIMIT); /* deep, but it ends */
    lt_regex_close(r);
}

static void an_interrupt_ends_the_search(void **state)
{
    (void)state;
    lt_cancel cancel = {0};
    lt_error  err;
    lt_regex *r;
    bool      found;
    CHECK_OK(lt_regex_open(&r, lt_mem_default(), &cancel, (const uint8_t *)"a", 1, &err), &err);
    lt_cancel_set(&cancel, LT_ECANCELLED);
    CHECK_FAILS(lt_regex_find(r, &found, (const uint8_t *)"a", 1, 0, &err), LT_ECANCELLED, &err);
    lt_regex_close(r);
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    const lt_column *args[] = {STRINGS("a text that is longer than a view", "k=v"),
                               constant(S, 2, "(?<key>\\w+)=(\\p{L})|t"), constant(S, 2, "[$1]")};
    EACH_FAULT (mem) {
        lt_column *made = NULL;
        lt_status  status = call_status(&made, lt_kernel_regexp_replace, mem, S, args, 3, true);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(made);
    }
}

int main(void)
{
    return RUN(kernel_test(javas_constructs_are_written_for_pcre),
               kernel_test(patterns_that_are_not_utf8_are_refused),
               kernel_test(random_patterns_do_no_harm),
               kernel_test(patterns_may_change_from_row_to_row),
               kernel_test(texts_that_are_not_utf8_are_searched_too),
               kernel_test(an_endless_search_is_an_error),
               kernel_test(long_texts_are_searched_to_their_end),
               kernel_test(an_interrupt_ends_the_search),
               kernel_test(running_out_of_memory_leaks_nothing));
}

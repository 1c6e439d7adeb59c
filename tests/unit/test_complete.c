/* What could stand at the cursor. */
#include "tests/helper.h"

#include "lua/complete.h"
#include "lua/complete_at.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the text ---- */

static void look(const char *text, lt_typing kind, const char *word, const char *chain,
                 const char *function)
{
    lt_complete_at at;
    char           got[256], want[256];
    lt_complete_look(&at, text, strlen(text));
    snprintf(want, sizeof(want), "%d|%s|%s|%s", (int)kind, word, chain, function);
    snprintf(got, sizeof(got), "%d|%.*s|%.*s|%.*s", (int)at.kind, (int)at.word.len, at.word.s,
             (int)at.chain.len, at.chain.len ? at.chain.s : "", (int)at.function.len,
             at.function.len ? at.function.s : "");
    if (strcmp(got, want) != 0) fail_msg("%s: %s, not %s", text, got, want);
}

static void the_word_and_its_call_are_found(void **state)
{
    (void)state;
    look("", LT_TYPING_NAME, "", "", "");
    look("x = rea", LT_TYPING_NAME, "rea", "", "");
    look("x = 12", LT_TYPING_NAME, "", "", "");
    look("tx:fil", LT_TYPING_MEMBER, "fil", "", "");
    look("a.b.c:d", LT_TYPING_MEMBER, "d", "", "");
    look("a .. b", LT_TYPING_NAME, "b", "", "");
    look("tx:filter(\"can", LT_TYPING_TEXT, "can", "tx", "filter");
    look("tx:filter \"can", LT_TYPING_TEXT, "can", "tx", "filter");
    look("tx:filter 'a':agg{ 'su", LT_TYPING_TEXT, "su", "tx", "agg");
    look("f(1, g{ x = [[a\nb", LT_TYPING_TEXT, "a\nb", "g", "g");
    look("read_csv('a.csv', { del", LT_TYPING_NAME, "del", "read_csv", "read_csv");
    look("read_csv('a.csv', { delimiter = ';' }):se", LT_TYPING_MEMBER, "se", "", "");
    look("x -- not he", LT_TYPING_COMMENT, "", "", "");
    look("'don\\'t stop", LT_TYPING_TEXT, "don\\'t stop", "", "");
    look("if x then tx:", LT_TYPING_MEMBER, "", "", "");
    look(")))]", LT_TYPING_NAME, "", "", "");
}

static void anything_can_be_typed(void **state)
{
    (void)state;
    static const char bytes[] = "ab.:('\"{[])}]=\\-,\n 1~";
    unsigned          random = 1;
    for (int i = 0; i < 20000; i++) {
        char           text[48];
        lt_complete_at at;
        size_t         n = i % sizeof(text);
        for (size_t k = 0; k < n; k++) {
            random = random * 1103515245u + 12345u;
            text[k] = bytes[(random >> 16) % (sizeof(bytes) - 1)];
        }
        lt_complete_look(&at, text, n);
        assert_true(at.word.s >= text && at.word.s + at.word.len <= text + n);
    }
}

/* ---- the values ---- */

static lt_session *session;
static lt_cancel   cancel;

static void ignore(void *arg, const lt_event *e) { (void)arg, (void)e; }

static int open_session(void **state)
{
    static const char lua[] =
        "tx = from_rows({{'Lima', 1, 2}}, {'city', 'count_of', 'city\\27[31m'})\n"
        "data = { frame = tx, number = 1 }\n"
        "grouped = tx:group_by('city')\n"
        "word = 'text'";
    char     path[600];
    lt_error err;
    (void)state;
    assert_int_equal(chdir(helper_folder()), 0);
    mkdir("folder", 0700);
    helper_write("folder/in.csv", "a\n", 2);
    helper_write("folder/it's.csv", "a\n", 2);
    helper_write("folder/.hidden", "a\n", 2);
    snprintf(path, sizeof(path), "%s", helper_folder());
    lt_session_options opt = {.context = {.threads = 1}, .date = "2026-07-01", .folder = path};
    CHECK_OK(lt_session_open(&session, &opt, &cancel, ignore, NULL, &err), &err);
    CHECK_OK(lt_session_run_text(session, lua, sizeof(lua) - 1, "test", 1, &err), &err);
    return 0;
}

static int close_session(void **state)
{
    (void)state;
    lt_session_close(session);
    return 0;
}

/* The candidates, parted by blanks, at most `most` of them; and where the word begins. */
static void complete(const char *text, size_t from, const char *want)
{
    char           got[512] = "";
    lt_completions c;
    lt_error       err;
    CHECK_OK(lt_session_complete(&c, session, text, strlen(text), &err), &err);
    for (size_t i = 0; i < lt_completions_count(&c) && i < 8; i++) {
        size_t n = strlen(got);
        snprintf(got + n, sizeof(got) - n, "%s%s", i ? " " : "", lt_completions_at(&c, i)->text);
    }
    if (strcmp(got, want) != 0) fail_msg("%s: \"%s\", not \"%s\"", text, got, want);
    assert_int_equal(c.from, from);
    lt_completions_clear(&c);
}

static void names_come_from_the_state_the_api_and_the_text(void **state)
{
    (void)state;
    complete("read_c", 0, "read_csv");
    complete("x = from_r", 4, "from_rows");
    complete("groupe", 0, "grouped");
    complete("whi", 0, "while");
    complete("local mountain = 1; mou", 20, "mountain");
}

static void members_come_from_the_value(void **state)
{
    (void)state;
    complete("tx:drop_dup", 3, "drop_duplicates");
    complete("data.fr", 5, "frame");
    complete("data.frame:offs", 11, "offset");
    complete("grouped:ag", 8, "agg");
    complete("tx:group_by('city'):ag", 20, "agg");
    complete("tx:filter('a'):filt", 15, "filter");
    complete("col.ci", 4, "city");
    complete("col.city:is_n", 9, "is_not_null is_null");
    complete("fn.upp", 3, "upper");
    complete("string.rev", 7, "reverse");
    complete("word:rev", 5, "reverse");
    complete("nothing.a", 8, "");
    complete("data.number.x", 12, "");
}

static void texts_hold_columns_functions_and_files(void **state)
{
    (void)state;
    complete("tx:filter(\"cit", 11, "city");
    complete("tx:group_by('cou", 13, "count_of");
    complete("data.frame:select \"upper(ci", 25, "city");
    complete("read_csv('fol", 10, "folder/");
    complete("read_csv('folder/", 17, "in.csv");
    complete("read_csv(\"folder/", 17, "in.csv it's.csv");
    complete("read_csv('folder/.h", 17, ".hidden");
    complete("print('./fol", 9, "folder/");
    complete("help('read_p", 6, "read_parquet");
}

static void options_stand_in_the_braces_of_readers_and_writers(void **state)
{
    (void)state;
    complete("read_csv('a', { delim", 16, "delimiter");
    complete("tx:write_parquet('a', { compr", 24, "compression");
    complete("read('a', { statis", 12, "statistics");
}

static void signatures_are_told(void **state)
{
    (void)state;
    lt_completions c;
    lt_error       err;
    CHECK_OK(lt_session_complete(&c, session, "tx:limi", 7, &err), &err);
    assert_int_equal(lt_completions_count(&c), 1);
    CHECK_TEXT(lt_completions_at(&c, 0)->note, "frame:limit(n[, offset]) -> frame");
    lt_completions_clear(&c);
    CHECK_OK(lt_session_complete(&c, session, "tx:filter('cit", 14, &err), &err);
    CHECK_TEXT(lt_completions_at(&c, 0)->note, "string");
    lt_completions_clear(&c);
}

static void what_is_begun_is_told_from_what_is_wrong(void **state)
{
    (void)state;
    static const char *const begun[] = {"for i = 1, 3 do", "f(", "x = ", "t = {", "s = [[a", "1 +"};
    static const char *const whole[] = {"x",   "x = 1", "f()",   "x = = 1",
                                        "end", "",      "1 + 1", "\"a\n"};
    for (size_t i = 0; i < sizeof(begun) / sizeof(*begun); i++)
        if (!lt_session_is_begun(session, begun[i], strlen(begun[i]))) fail_msg("%s", begun[i]);
    for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
        if (lt_session_is_begun(session, whole[i], strlen(whole[i]))) fail_msg("%s", whole[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {test(the_word_and_its_call_are_found),
                                       test(anything_can_be_typed),
                                       test(names_come_from_the_state_the_api_and_the_text),
                                       test(members_come_from_the_value),
                                       test(texts_hold_columns_functions_and_files),
                                       test(options_stand_in_the_braces_of_readers_and_writers),
                                       test(signatures_are_told),
                                       test(what_is_begun_is_told_from_what_is_wrong)};
    return cmocka_run_group_tests_name("complete", tests, open_session, close_session);
}

#include "tests/helper.h"
#include "tui/view/fuzzy.h"

#include <string.h>

static int score(const char *pattern, const char *text)
{
    return tui_fuzzy(pattern, strlen(pattern), text, strlen(text), NULL);
}

static void finds_letters_in_order_only(void **state)
{
    (void)state;
    assert_true(score("rnx", "run-next") > 0);
    assert_int_equal(score("xr", "run-next"), -1);
    assert_int_equal(score("runs", "run"), -1);
    assert_int_equal(score("", "run"), 0);
    assert_int_equal(score("a", ""), -1);
}

static void prefers_runs_words_and_beginnings(void **state)
{
    (void)state;
    assert_true(score("run", "run-next") > score("run", "r-u-n"));
    assert_true(score("rn", "run-next") > score("rn", "burn-it"));
    assert_true(score("sa", "save") > score("sa", "un-save"));
    assert_true(score("sa", "un-save") > score("sa", "nosave"));
    assert_true(score("gl", "goLeft") > score("gl", "google"));
    assert_true(score("v2", "view2") > 0);
    assert_true(score("abc", "ab-c") > score("abc", "a---b---c"));
}

static void takes_capitals_at_their_word(void **state)
{
    (void)state;
    assert_int_equal(score("R", "run"), -1);
    assert_true(score("R", "Run") > 0);
    assert_true(score("r", "Run") > 0);
    assert_true(score("r", "run") > score("r", "Run"));
}

static void looks_for_each_word(void **state)
{
    (void)state;
    assert_true(score("next run", "run-next") > 0);
    assert_true(score("  run  ", "run-next") == score("run", "run-next"));
    assert_int_equal(score("run zz", "run-next"), -1);
}

static void marks_the_letters_it_took(void **state)
{
    (void)state;
    bool marks[TUI_FUZZY_MOST];
    assert_true(tui_fuzzy("rnx", 3, "burn run-next", 13, marks) > 0);
    char got[14] = "";
    for (int i = 0; i < 13; i++) got[i] = marks[i] ? '^' : '.';
    assert_string_equal(got, ".....^...^.^.");
}

/* The best of all ways to place the letters, by trying them all with the same rules. */
static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static int place(const char *text, size_t i)
{
    if (!is_letter(text[i])) return 0;
    if (i == 0) return 10;
    if (!is_letter(text[i - 1])) return 8;
    return text[i] < 'a' && text[i - 1] >= 'a' ? 7 : 0;
}

static bool same(char typed, char c) { return typed < 'a' ? typed == c : typed == (c | 32); }

static int best_of(const char *pattern, const char *text, size_t last, int run, bool is_first)
{
    int best = -100000;
    if (!*pattern) return 0;
    for (size_t j = is_first ? 0 : last + 1; text[j]; j++) {
        if (!same(*pattern, text[j])) continue;
        int bonus = place(text, j), gain = 16 + (*pattern == text[j]), next = bonus;
        if (is_first) {
            gain += 2 * bonus;
        } else if (j == last + 1) {
            next = bonus > run ? bonus : run;
            gain += next > 4 ? next : 4;
        } else {
            gain += bonus - 3 - (int)(j - last - 2);
        }
        int rest = best_of(pattern + 1, text, j, next, false);
        if (gain + rest > best) best = gain + rest;
    }
    return best;
}

static void is_near_the_best_way_to_place_the_letters(void **state)
{
    (void)state;
    static const char letters[] = "abAB-_ab";
    uint32_t          seed = 7;
    for (int round = 0; round < 20000; round++) {
        char text[12] = "", pattern[4] = "";
        for (int i = 0; i < 11; i++) text[i] = letters[(seed = seed * 1103515245 + 12345) >> 29];
        for (int i = 0; i < 3; i++)
            pattern[i] = (seed = seed * 1103515245 + 12345) >> 31 ? 'a' : 'b';
        int want = best_of(pattern, text, 0, 0, true), got = score(pattern, text);
        if (want < 0) {
            assert_int_equal(got, -1);
        } else {
            /* one way of each place is followed: never above the best, seldom below */
            assert_true(got <= want && got + 12 >= want);
        }
    }
}

/* Fills the stack with what an earlier call might have left there. */
static __attribute__((noinline)) int dirty_stack(int byte)
{
    volatile char room[160 << 10];
    for (size_t i = 0; i < sizeof(room); i++) room[i] = (char)byte;
    return room[100];
}

static void scores_depend_on_nothing_that_was_there_before(void **state)
{
    static const char text[] = "row-up only in a table";
    (void)state;
    dirty_stack(0);
    int first = tui_fuzzy("run", 3, text, sizeof(text) - 1, NULL);
    for (int byte = 1; byte < 128; byte += 9) {
        dirty_stack(byte);
        assert_int_equal(tui_fuzzy("run", 3, text, sizeof(text) - 1, NULL), first);
    }
}

int main(void)
{
    return RUN(test(scores_depend_on_nothing_that_was_there_before),
               test(finds_letters_in_order_only), test(prefers_runs_words_and_beginnings),
               test(takes_capitals_at_their_word), test(looks_for_each_word),
               test(marks_the_letters_it_took), test(is_near_the_best_way_to_place_the_letters));
}

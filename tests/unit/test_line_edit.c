#include "tests/helper.h"
#include "tui/view/line_edit.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Random keys make readline itself lose some of its undo entries. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libreadline"; }

/* ---- keys as a user presses them ---- */

static tui_line_answer press_event(tui_line *l, uint32_t key, uint8_t mods)
{
    char      raw[TUI_KEY_BYTES], text[8] = "";
    size_t    n = tui_key_bytes(raw, key, mods);
    tui_event e = {
        .kind = TUI_EVENT_KEY, .key = key, .mods = mods, .text = text, .raw = raw, .raw_len = n};
    if (key < TUI_KEY_ENTER && !(mods & (TUI_CTRL | TUI_ALT))) {
        memcpy(text, raw, n < 8 ? n : 0);
        e.len = n;
    }
    return tui_line_event(l, &e);
}

/* Keys by name: "abc<Left><C-a>". Returns the answer to the last one. */
static tui_line_answer press(tui_line *l, const char *keys)
{
    tui_line_answer answer = TUI_LINE_UNUSED;
    for (size_t n = strlen(keys); n;) {
        uint32_t key;
        uint8_t  mods;
        size_t   took = tui_key_parse(keys, n, &key, &mods);
        assert_true(took > 0);
        answer = press_event(l, key, mods);
        keys += took;
        n -= took;
    }
    return answer;
}

static tui_line_answer paste(tui_line *l, const char *text, size_t len)
{
    return tui_line_event(
        l, &(tui_event){.kind = TUI_EVENT_PASTE, .text = text, .len = len, .raw = ""});
}

#define CHECK_LINE(l, want, at)                      \
    do {                                             \
        CHECK_TEXT(tui_line_text(l), want);          \
        assert_int_equal((l)->cursor, (size_t)(at)); \
    } while (0)

/* ---- both editors ---- */

static tui_history old;
static bool        is_plain;

static void begin(tui_line *l, const char *initial, bool is_fresh)
{
    tui_line_open(l, &(tui_line_options){.mem = lt_mem_default(),
                                         .history = &old,
                                         .initial = initial,
                                         .is_fresh = is_fresh,
                                         .is_plain = is_plain});
    if (is_plain || l->lib) return;
    fprintf(stderr, "skipped, no readline: %s\n", l->note);
    tui_line_close(l);
    skip();
}

static int open_history(void **state)
{
    size_t removed;
    (void)state;
    is_plain = false;
    tui_history_open(&old, lt_mem_default(), NULL);
    assert_true(tui_history_add(&old, "first line", &removed));
    assert_true(tui_history_add(&old, "second", &removed));
    return 0;
}

static int open_plain(void **state)
{
    open_history(state);
    is_plain = true;
    return 0;
}

static int close_history(void **state)
{
    (void)state;
    tui_history_close(&old);
    return 0;
}

static void types_moves_and_erases(void **state)
{
    tui_line l;
    (void)state;
    begin(&l, NULL, false);
    CHECK_LINE(&l, "", 0);
    assert_int_equal(press(&l, "hallo"), TUI_LINE_CHANGED);
    CHECK_LINE(&l, "hallo", 5);
    assert_int_equal(press(&l, "<Home>"), TUI_LINE_MOVED);
    press(&l, "<Right><Delete>e");
    CHECK_LINE(&l, "hello", 2);
    press(&l, "<End><Space>you<C-w>");
    CHECK_LINE(&l, "hello ", 6);
    press(&l, "<C-y><C-a><C-k>");
    CHECK_LINE(&l, "", 0);
    press(&l, "<C-y>!");
    CHECK_LINE(&l, "hello you!", 10);
    press(&l, "<A-b><A-d>me");
    CHECK_LINE(&l, "hello me!", 8);
    assert_int_equal(press(&l, "<Enter>"), TUI_LINE_ACCEPT);
    CHECK_TEXT(tui_line_text(&l), "hello me!");
    tui_line_close(&l);
}

static void keeps_characters_whole_in_any_locale(void **state)
{
    tui_line l;
    (void)state;
    setlocale(LC_ALL, "C");
    begin(&l, "año ", false);
    CHECK_LINE(&l, "año ", 5);
    press(&l, "日本");
    CHECK_LINE(&l, "año 日本", 11);
    press(&l, "<Backspace>");
    CHECK_LINE(&l, "año 日", 8);
    press(&l, "<Left><Left><Left><Left>");
    assert_int_equal(l.cursor, 1);
    press(&l, "<Delete>n");
    CHECK_LINE(&l, "ano 日", 2);
    tui_line_close(&l);
}

static void goes_through_the_history(void **state)
{
    tui_line l;
    (void)state;
    begin(&l, NULL, false);
    press(&l, "new<Up>");
    CHECK_LINE(&l, "second", 6);
    press(&l, "<Up><Up><Up>");
    CHECK_LINE(&l, "first line", 10);
    press(&l, "<Down><Down>");
    CHECK_LINE(&l, "new", 3);
    tui_line_close(&l);
}

static void leaves_by_escape_and_interrupt(void **state)
{
    static const char *const keys[] = {"abc<Esc>", "abc<C-c>", "abc<C-g>", "<C-d>"};
    (void)state;
    for (int i = 0; i < 4; i++) {
        tui_line l;
        begin(&l, NULL, false);
        assert_int_equal(press(&l, keys[i]), TUI_LINE_CANCEL);
        tui_line_close(&l);
    }
}

static void a_fresh_text_is_replaced_by_typing(void **state)
{
    tui_line l;
    (void)state;
    begin(&l, "old pattern", true);
    press(&l, "ne");
    CHECK_LINE(&l, "ne", 2);
    tui_line_close(&l);
    begin(&l, "old pattern", true);
    press(&l, "<Left>x");
    CHECK_LINE(&l, "old patterxn", 11);
    tui_line_close(&l);
    begin(&l, "old pattern", true);
    press(&l, "<Backspace>");
    CHECK_LINE(&l, "", 0);
    tui_line_close(&l);
}

static void a_paste_is_one_line_and_no_keys(void **state)
{
    tui_line l;
    (void)state;
    begin(&l, "<>", false);
    press(&l, "<Left>");
    assert_int_equal(paste(&l, "a\nb\tc\x1b[A\n", 9), TUI_LINE_CHANGED);
    CHECK_LINE(&l, "<a b c\x1b[A>", 9);
    tui_line_close(&l);
}

static void ignores_keys_bound_to_nothing(void **state)
{
    tui_line l;
    (void)state;
    begin(&l, "x", false);
    assert_int_equal(press(&l, "<F9>"), TUI_LINE_UNUSED);
    assert_int_equal(press(&l, "<C-S-Up>"), is_plain ? TUI_LINE_UNUSED : TUI_LINE_UNUSED);
    assert_int_equal(press(&l, "<Tab>"), TUI_LINE_UNUSED);
    CHECK_LINE(&l, "x", 1);
    tui_line_close(&l);
}

static void replaces_a_piece(void **state)
{
    tui_line l;
    (void)state;
    begin(&l, "w /tm", false);
    tui_line_replace(&l, 2, 5, "/tmp/", 5);
    CHECK_LINE(&l, "w /tmp/", 7);
    press(&l, "a");
    CHECK_LINE(&l, "w /tmp/a", 8);
    tui_line_close(&l);
}

static void draws_scrolled_with_the_cursor_in_sight(void **state)
{
    tui_line   l;
    tui_canvas c;
    lt_error   err;
    int32_t    row, col;
    (void)state;
    CHECK_OK(tui_canvas_open(&c, lt_mem_default(), 1, 10, &err), &err);
    begin(&l, "abcdefghijklmnopqrstuvwxyz", false);
    tui_line_draw(&l, &c, 0, 2, 8);
    assert_true(tui_cursor_get(&c, &row, &col, NULL));
    assert_in_range(col, 3, 9);
    assert_int_equal(tui_glyph_at(&c, 0, col - 1)->chars[0], 'z');
    assert_int_equal(tui_glyph_at(&c, 0, 2)->chars[0], 0x2026);
    press(&l, "<Home>");
    tui_canvas_clear(&c);
    tui_line_draw(&l, &c, 0, 2, 8);
    assert_true(tui_cursor_get(&c, &row, &col, NULL));
    assert_int_equal(col, 2);
    assert_int_equal(tui_glyph_at(&c, 0, 2)->chars[0], 'a');
    tui_line_click(&l, 3);
    assert_int_equal(l.cursor, 3);
    press(&l, "日<C-e>");
    for (int i = 0; i < 30; i++) {
        tui_line_draw(&l, &c, 0, 2, 8);
        assert_true(tui_cursor_get(&c, &row, &col, NULL));
        assert_in_range(col, 2, 9);
        press(&l, "<Left>");
    }
    tui_line_close(&l);
    tui_canvas_close(&c);
}

/* ---- readline alone ---- */

static void undoes_a_paste_at_once(void **state)
{
    static char big[200000];
    tui_line    l;
    (void)state;
    memset(big, 'x', sizeof(big));
    begin(&l, "keep", false);
    paste(&l, big, sizeof(big));
    assert_int_equal(strlen(tui_line_text(&l)), 4 + sizeof(big));
    press(&l, "<C-_>");
    CHECK_LINE(&l, "keep", 4);
    tui_line_close(&l);
}

static void searches_backwards_and_escape_ends_only_that(void **state)
{
    tui_line l;
    (void)state;
    begin(&l, "now", false);
    press(&l, "<C-r>fir");
    CHECK_HAS(l.sign, "reverse-i-search");
    CHECK_TEXT(tui_line_text(&l), "first line");
    assert_int_equal(press(&l, "<Esc>"), TUI_LINE_CHANGED);
    CHECK_TEXT(l.sign, "");
    CHECK_LINE(&l, "now", 3);
    press(&l, "<C-r>sec<Enter>");
    CHECK_TEXT(tui_line_text(&l), "second");
    tui_line_close(&l);
}

static void searches_the_history_by_what_stands_before(void **state)
{
    tui_line l;
    (void)state;
    begin(&l, "fi", false);
    press(&l, "<PageUp>");
    CHECK_LINE(&l, "first line", 2);
    press(&l, "<PageUp>");
    CHECK_LINE(&l, "first line", 2);
    press(&l, "<End>!<Home><PageUp>");
    CHECK_LINE(&l, "second", 0);
    press(&l, "<PageUp><PageDown>");
    CHECK_LINE(&l, "second", 0);
    tui_line_close(&l);
}

static void takes_arguments_and_macros(void **state)
{
    tui_line l;
    (void)state;
    begin(&l, NULL, false);
    press(&l, "<A-3>ab");
    CHECK_TEXT(tui_line_text(&l), "aaab");
    press(&l, "<C-x>(cd<C-x>)<C-x>e");
    CHECK_TEXT(tui_line_text(&l), "aaabcdcd");
    press(&l, "<C-v><Tab>");
    tui_line_close(&l);
}

static void one_prompt_after_the_other(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        tui_line l;
        char     text[16];
        snprintf(text, sizeof(text), "t%d", i);
        begin(&l, NULL, false);
        press(&l, text);
        if (i % 3 == 0) assert_int_equal(press(&l, "<Enter>"), TUI_LINE_ACCEPT);
        if (i % 3 == 1) assert_int_equal(press(&l, "<C-r>q<Esc><Esc>"), TUI_LINE_CANCEL);
        CHECK_HAS(tui_line_text(&l), text);
        tui_line_close(&l);
    }
}

static void a_second_line_is_edited_plainly(void **state)
{
    tui_line a, b;
    (void)state;
    begin(&a, "a", false);
    tui_line_open(&b, &(tui_line_options){.mem = lt_mem_default(), .initial = "b"});
    assert_null(b.lib);
    CHECK_TEXT(b.note, "another prompt is open");
    press(&b, "x");
    press(&a, "y");
    CHECK_LINE(&a, "ay", 2);
    CHECK_LINE(&b, "bx", 2);
    tui_line_close(&b);
    tui_line_close(&a);
}

static void touches_neither_size_nor_terminal(void **state)
{
    tui_line l;
    (void)state;
    unsetenv("LINES");
    unsetenv("COLUMNS");
    begin(&l, NULL, false);
    press(&l, "abc<C-l><C-r>x<C-g>");
    tui_line_close(&l);
    assert_null(getenv("LINES"));
    assert_null(getenv("COLUMNS"));
}

static void survives_any_keys(void **state)
{
    uint32_t seed = 3;
    tui_line l;
    (void)state;
    begin(&l, NULL, false);
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1664525 + 1013904223;
        uint32_t key = (seed >> 8) % 180, mods = (seed >> 20) % 12;
        key = key < 128 ? key % 95 + 32 : key < 164 ? TUI_KEY_ENTER + 1 + key % 30 : 0xF1 + key % 3;
        uint8_t with = (uint8_t)(mods > 7 ? 0 : mods);
        tui_key_settle(&key, &with);
        tui_line_answer answer = press_event(&l, key, with);
        assert_true(l.cursor <= l.text.len);
        if (answer != TUI_LINE_ACCEPT && answer != TUI_LINE_CANCEL && l.text.len < 20000) continue;
        tui_line_close(&l);
        begin(&l, NULL, false);
    }
    tui_line_close(&l);
}

static void goes_on_without_memory(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        tui_line l;
        tui_line_open(&l, &(tui_line_options){.mem = mem, .initial = "abc", .is_plain = is_plain});
        press(&l, "d<Left><C-k>e");
        paste(&l, "xyz", 3);
        press(&l, "<Home><C-y>");
        tui_line_close(&l);
    }
}

#define each(name) cmocka_unit_test_setup_teardown(name, open_history, close_history)
#define plain(name)                                             \
    {                                                           \
#name " (plain)", name, open_plain, close_history, NULL \
    }

int main(void)
{
    setenv("INPUTRC", "/dev/null", 1);
    setenv("TERM", "xterm-256color", 1);
    return RUN(each(types_moves_and_erases), each(keeps_characters_whole_in_any_locale),
               each(goes_through_the_history), each(leaves_by_escape_and_interrupt),
               each(a_fresh_text_is_replaced_by_typing), each(a_paste_is_one_line_and_no_keys),
               each(ignores_keys_bound_to_nothing), each(replaces_a_piece),
               each(draws_scrolled_with_the_cursor_in_sight), each(undoes_a_paste_at_once),
               each(searches_backwards_and_escape_ends_only_that), each(takes_arguments_and_macros),
               each(searches_the_history_by_what_stands_before), each(one_prompt_after_the_other),
               each(a_second_line_is_edited_plainly), each(touches_neither_size_nor_terminal),
               each(survives_any_keys), each(goes_on_without_memory), plain(types_moves_and_erases),
               plain(keeps_characters_whole_in_any_locale), plain(goes_through_the_history),
               plain(leaves_by_escape_and_interrupt), plain(a_fresh_text_is_replaced_by_typing),
               plain(a_paste_is_one_line_and_no_keys), plain(ignores_keys_bound_to_nothing),
               plain(replaces_a_piece), plain(draws_scrolled_with_the_cursor_in_sight),
               plain(survives_any_keys), plain(goes_on_without_memory));
}

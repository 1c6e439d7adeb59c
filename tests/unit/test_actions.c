#include "tests/view_kit.h"
#include "tui/view/key_bar.h"

/* ---- the real tables ---- */

static void no_two_actions_share_a_key_or_a_name(void **state)
{
    char text[256] = "";
    (void)state;
    tui_actions_use(NULL);
    if (tui_actions_conflict(text)) fail_msg("%s", text);
}

static void every_action_is_told_of(void **state)
{
    const tui_action *a;
    (void)state;
    tui_actions_use(NULL);
    for (size_t k = 0; (a = tui_action_at(k)); k++) {
        if (!a->help[0] || !a->modes) fail_msg("%s has no help or no mode", a->name);
        if (a->bar && !a->word[0]) fail_msg("%s stands in the bar without a word", a->name);
        if (strspn(a->name, "abcdefghijklmnopqrstuvwxyz-") != strlen(a->name))
            fail_msg("%s", a->name);
    }
    assert_true(tui_action_find("help", 4) != NULL);
}

/* ---- chords ---- */

static const tui_action *type(tui_chord *chord, unsigned mode, const char *keys, bool *pending)
{
    const tui_action *a = NULL;
    for (size_t n = strlen(keys), took; n; keys += took, n -= took) {
        uint32_t key;
        uint8_t  mods;
        took = tui_key_parse(keys, n, &key, &mods);
        assert_true(took > 0);
        a = tui_chord_add(chord, mode, key, mods, pending);
    }
    return a;
}

#define CHECK_ACTION(a, want)                         \
    do {                                              \
        const tui_action *got_ = (a);                 \
        CHECK_TEXT(got_ ? got_->name : "none", want); \
    } while (0)

static void keys_find_their_action_in_their_mode(void **state)
{
    tui_chord c = {0};
    bool      pending;
    (void)state;
    CHECK_ACTION(type(&c, TUI_ON_COMMAND, "r", &pending), "run-next");
    CHECK_ACTION(type(&c, TUI_ON_COMMAND, "<F5>", &pending), "run-next");
    CHECK_ACTION(type(&c, TUI_ON_EDIT, "r", &pending), "none");
    CHECK_ACTION(type(&c, TUI_ON_EDIT, "<C-j>", &pending), "run");
    CHECK_ACTION(type(&c, TUI_ON_TABLE, "s", &pending), "sort");
    CHECK_ACTION(type(&c, TUI_ON_COMMAND, "<lt>", &pending), "insert-sign");
    CHECK_ACTION(type(&c, TUI_ON_COMMAND, "<A-S-Left>", &pending), "insert-sign");
    assert_int_equal(c.count, 0);
}

static void sequences_wait_for_their_end(void **state)
{
    tui_chord c = {0};
    bool      pending;
    char      text[TUI_CHORD_MOST * TUI_KEY_NAME];
    (void)state;
    CHECK_ACTION(type(&c, TUI_ON_COMMAND, "d", &pending), "none");
    assert_true(pending);
    tui_chord_text(&c, text);
    CHECK_TEXT(text, "d");
    CHECK_ACTION(type(&c, TUI_ON_COMMAND, "d", &pending), "delete");
    assert_false(pending);
    CHECK_ACTION(type(&c, TUI_ON_COMMAND, "gx", &pending), "none");
    assert_false(pending);
    assert_int_equal(c.count, 0);
    CHECK_ACTION(type(&c, TUI_ON_COMMAND, "gg", &pending), "first");
}

static void keys_are_written_as_people_do(void **state)
{
    static const char *const rows[][2] = {{"<C-j>", "^J"},
                                          {"<A-Enter>", "Alt-Enter"},
                                          {"<S-Tab>", "Shift-Tab"},
                                          {"<lt>", "<"},
                                          {"<Space>", "Space"},
                                          {"x", "x"},
                                          {"<C-Left>", "Ctrl-Left"},
                                          {"<F5>", "F5"},
                                          {"<C-_>", "^_"},
                                          {"<A-x>", "Alt-x"},
                                          {"ñ", "ñ"}};
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        uint32_t key;
        uint8_t  mods;
        char     out[TUI_KEY_NAME];
        assert_true(tui_key_parse(rows[i][0], strlen(rows[i][0]), &key, &mods) > 0);
        CHECK_TEXT(tui_key_label(key, mods, out), rows[i][1]);
    }
    char out[TUI_KEY_NAME];
    CHECK_TEXT(tui_action_key(tui_action_find("delete", 6), out), "dd");
    CHECK_TEXT(tui_action_key(tui_action_find("goto", 4), out), "");
    CHECK_TEXT(tui_action_key_in(tui_action_find("help", 4), TUI_ON_EDIT, out), "F1");
    CHECK_TEXT(tui_action_key_in(tui_action_find("help", 4), TUI_ON_TABLE, out), "?");
}

static void clashes_are_found(void **state)
{
#define ROW(name, keys, modes)                           \
    {                                                    \
        name, keys, modes, 0, "", "h", kit_nothing, NULL \
    }
    static const tui_action same[] = {ROW("a", "x <F2>", 1), ROW("b", "y <F2>", 3), {0}};
    static const tui_action begins[] = {ROW("a", "dd", 1), ROW("b", "d", 1), {0}};
    static const tui_action apart[] = {ROW("a", "x", 1), ROW("b", "x", 2), ROW("c", "", 3), {0}};
    static const tui_action twice[] = {ROW("a", "x", 1), ROW("a", "y", 2), {0}};
    static const tui_action wrong[] = {ROW("a", "<Nokey>x", 1), {0}};
    static const struct {
        const tui_action *rows;
        const char       *want; /* NULL: no clash */
    } cases[] = {{same, "share the key F2"},
                 {begins, "share the key d"},
                 {apart, NULL},
                 {twice, "two actions are called a"},
                 {wrong, "is no key"}};
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        tui_action_group groups[] = {{"g", cases[i].rows}, {NULL, NULL}};
        char             text[256] = "";
        tui_actions_use(groups);
        bool found = tui_actions_conflict(text);
        tui_actions_use(kit_groups);
        if (!cases[i].want && found) fail_msg("%s", text);
        if (cases[i].want) {
            assert_true(found);
            CHECK_HAS(text, cases[i].want);
        }
    }
}

static void says_why_not(void **state)
{
    const tui_action *stale = tui_action_find("run-stale", 9), *sort = tui_action_find("sort", 4);
    (void)state;
    CHECK_TEXT(tui_action_why_not_in(stale, NULL, TUI_ON_COMMAND), "nothing is stale");
    CHECK_TEXT(tui_action_why_not_in(sort, NULL, TUI_ON_COMMAND), "only in a table");
    assert_null(tui_action_why_not_in(sort, NULL, TUI_ON_TABLE));
}

/* ---- the bar ---- */

static void draw_bars(tui_canvas *c, void *arg)
{
    static const unsigned modes[] = {TUI_ON_COMMAND, TUI_ON_EDIT, TUI_ON_TABLE, TUI_ON_PROMPT};
    (void)arg;
    for (int i = 0; i < 4; i++) {
        tui_key_bar bar;
        tui_canvas  line = tui_part(c, (tui_rect){i, 0, 1, c->cols});
        tui_fill(&line, (tui_rect){0, 0, 1, c->cols}, TUI_STYLE(TEXT), ' ');
        tui_key_bar_draw(&bar, &line, NULL, modes[i]);
    }
}

static void the_bar_shows_what_works(void **state)
{
    (void)state;
    kit_goldens("key_bar", draw_bars, NULL);
}

static void the_bar_is_cut_cleanly_at_any_width(void **state)
{
    (void)state;
    for (int cols = 1; cols < 120; cols++) {
        tui_canvas  c;
        tui_key_bar bar;
        lt_error    err;
        CHECK_OK(tui_canvas_open(&c, lt_mem_default(), 1, cols, &err), &err);
        tui_key_bar_draw(&bar, &c, NULL, TUI_ON_COMMAND);
        assert_true(bar.count > 0);
        CHECK_TEXT(bar.places[bar.count - 1].action->name, "help");
        for (int i = 0; i < bar.count; i++) {
            int at = bar.places[i].col, wide = bar.places[i].cols;
            assert_true(at + wide <= cols);
            assert_ptr_equal(tui_key_bar_at(&bar, at), bar.places[i].action);
            assert_ptr_equal(tui_key_bar_at(&bar, at + wide - 1), bar.places[i].action);
            if (i) assert_true(at > bar.places[i - 1].col + bar.places[i - 1].cols);
        }
        assert_null(tui_key_bar_at(&bar, cols));
        tui_canvas_close(&c);
    }
}

static int use_kit(void **state)
{
    (void)state;
    tui_actions_use(kit_groups);
    return 0;
}
#define kit(name) cmocka_unit_test_setup(name, use_kit)

int main(void)
{
    return RUN(kit(no_two_actions_share_a_key_or_a_name), kit(every_action_is_told_of),
               kit(keys_find_their_action_in_their_mode), kit(sequences_wait_for_their_end),
               kit(keys_are_written_as_people_do), kit(clashes_are_found), kit(says_why_not),
               kit(the_bar_shows_what_works), kit(the_bar_is_cut_cleanly_at_any_width));
}

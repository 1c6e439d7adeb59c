#include "tests/view_kit.h"
#include "tui/view/completion_list.h"

static const tui_candidate frame[] = {{"columns", "list of names"},
                                      {"count", "() -> int"},
                                      {"distinct", "() -> frame"},
                                      {"drop", "(names) -> frame"},
                                      {"drop_duplicates", "(names)"},
                                      {"filter", "(condition) -> frame"},
                                      {"group_by", "(names)"},
                                      {"join", "(other, on, how)"},
                                      {"limit", "(n) -> frame"},
                                      {"order_by", "(keys)"},
                                      {"Ñandú", "日本"}};

static tui_completion_list list;

static void open_list(lt_mem *mem, const char *word)
{
    lt_error        err;
    tui_completions c = {.items = frame, .count = sizeof(frame) / sizeof(*frame)};
    CHECK_OK(tui_completion_list_open(&list, mem, &c, word, strlen(word), &err), &err);
}

/* Keys by name; the answer to the last one. */
static tui_completion_answer press(const char *keys)
{
    tui_completion_answer answer = TUI_COMPLETION_PASS;
    for (size_t n = strlen(keys), took; n; keys += took, n -= took) {
        char      text[TUI_KEY_BYTES];
        tui_event e = {.kind = TUI_EVENT_KEY, .text = text};
        took = tui_key_parse(keys, n, &e.key, &e.mods);
        assert_true(took > 0);
        if (e.key < TUI_KEY_ENTER && !e.mods) e.len = tui_key_bytes(text, e.key, 0);
        answer = tui_completion_key(&list, &e);
    }
    return answer;
}

static const char *word(void) { return (const char *)list.word.data; }

static void enter_is_the_editors_until_one_is_chosen(void **state)
{
    (void)state;
    open_list(lt_mem_default(), "");
    assert_int_equal(press("<Enter>"), TUI_COMPLETION_LEAVE);
    assert_int_equal(press("<Down><Down>"), TUI_COMPLETION_USED);
    CHECK_TEXT(tui_completion_chosen(&list)->text, "count");
    assert_int_equal(press("<Enter>"), TUI_COMPLETION_DONE);
    CHECK_TEXT(word(), "count");
    tui_completion_list_close(&list);
}

static void typing_narrows_and_erasing_widens(void **state)
{
    (void)state;
    open_list(lt_mem_default(), "");
    assert_int_equal(press("d"), TUI_COMPLETION_PASS);
    assert_int_equal(tui_completion_count(&list), 3);
    assert_int_equal(press("r"), TUI_COMPLETION_PASS);
    assert_int_equal(tui_completion_count(&list), 2);
    assert_int_equal(press("<Backspace><Backspace>"), TUI_COMPLETION_PASS);
    assert_int_equal(tui_completion_count(&list), 11);
    assert_int_equal(press("<Backspace>"), TUI_COMPLETION_LEAVE);
    tui_completion_list_close(&list);
    open_list(lt_mem_default(), "joi");
    assert_int_equal(press("n"), TUI_COMPLETION_LEAVE); /* it is all there */
    tui_completion_list_close(&list);
}

static void other_keys_are_the_editors(void **state)
{
    static const char *const keys[] = {"(", "<Space>", ".", "<Left>", "<C-a>", "<A-x>", "x"};
    (void)state;
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        open_list(lt_mem_default(), "d");
        assert_int_equal(press(keys[i]), TUI_COMPLETION_LEAVE);
        tui_completion_list_close(&list);
    }
    open_list(lt_mem_default(), "d");
    assert_int_equal(press("<Esc>"), TUI_COMPLETION_CLOSE);
    tui_completion_list_close(&list);
}

static void tab_takes_what_is_certain_first(void **state)
{
    (void)state;
    open_list(lt_mem_default(), "dr");
    assert_int_equal(press("<Tab>"), TUI_COMPLETION_PUT);
    CHECK_TEXT(word(), "drop");
    assert_int_equal(press("<Tab>"), TUI_COMPLETION_USED);
    CHECK_TEXT(tui_completion_chosen(&list)->text, "drop");
    press("<Tab>");
    CHECK_TEXT(tui_completion_chosen(&list)->text, "drop_duplicates");
    press("<S-Tab>");
    CHECK_TEXT(tui_completion_chosen(&list)->text, "drop");
    tui_completion_list_close(&list);
    open_list(lt_mem_default(), "gr");
    assert_int_equal(press("<Tab>"), TUI_COMPLETION_DONE);
    CHECK_TEXT(word(), "group_by");
    tui_completion_list_close(&list);
}

static void letters_in_between_fit_where_no_beginning_does(void **state)
{
    (void)state;
    open_list(lt_mem_default(), "dd");
    assert_int_equal(tui_completion_count(&list), 1);
    CHECK_TEXT(tui_completion_at(&list, 0)->text, "drop_duplicates");
    tui_completion_list_close(&list);
    open_list(lt_mem_default(), "FIL");
    CHECK_TEXT(tui_completion_at(&list, 0)->text, "filter");
    tui_completion_list_close(&list);
}

static const char help[] = "filter(condition)\n\nRows for which the condition holds.\n\n"
                           "    sales:filter \"amount > 0\"\n    sales:count()\n";

static void draw(tui_canvas *c, void *arg)
{
    int row = c->rows / 2, *col = arg;
    open_list(lt_mem_default(), "");
    press("<Down><Down><Down><Down><Down><Down>");
    tui_completion_about(&list, help, sizeof(help) - 1, "filter");
    tui_completion_draw(&list, c, row, *col);
    tui_completion_list_close(&list);
    open_list(lt_mem_default(), "d");
    tui_completion_draw(&list, c, c->rows - 2, 2);
    tui_completion_list_close(&list);
}

static void looks_as_it_did(void **state)
{
    int col = 12;
    (void)state;
    kit_goldens("completion", draw, &col);
}

static void signature_and_example_are_found(void **state)
{
    (void)state;
    open_list(lt_mem_default(), "");
    tui_completion_about(&list, help, sizeof(help) - 1, "filter");
    CHECK_TEXT(list.about[0], "filter(condition)");
    CHECK_TEXT(list.about[1], "sales:filter \"amount > 0\"");
    tui_completion_about(&list, "", 0, "x");
    CHECK_TEXT(list.about[0], "");
    tui_completion_list_close(&list);
}

static void fits_anywhere_on_any_canvas(void **state)
{
    (void)state;
    for (int rows = 1; rows < 16; rows++) {
        tui_canvas c;
        lt_error   err;
        CHECK_OK(tui_canvas_open(&c, lt_mem_default(), rows, 40, &err), &err);
        for (int at = 0; at < rows * 40; at += 7) {
            open_list(lt_mem_default(), "");
            press("<Up>");
            tui_canvas_clear(&c);
            tui_completion_draw(&list, &c, at / 40, at % 40);
            tui_rect r = list.drawn;
            if (r.rows) {
                assert_true(r.row >= 0 && r.row + r.rows <= rows && r.col >= 0 &&
                            r.col + r.cols <= 40);
                assert_true(at / 40 < r.row || at / 40 >= r.row + r.rows);
                press("<Up>");
                CHECK_TEXT(tui_completion_chosen(&list)->text, "order_by");
            }
            tui_completion_list_close(&list);
        }
        tui_canvas_close(&c);
    }
}

static void is_nothing_without_memory(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_error        err;
        tui_completions c = {.items = frame, .count = sizeof(frame) / sizeof(*frame)};
        if (tui_completion_list_open(&list, mem, &c, "d", 1, &err)) continue;
        press("is<Tab><Down><Enter>");
        tui_completion_list_close(&list);
    }
}

int main(void)
{
    return RUN(test(enter_is_the_editors_until_one_is_chosen),
               test(typing_narrows_and_erasing_widens), test(other_keys_are_the_editors),
               test(tab_takes_what_is_certain_first),
               test(letters_in_between_fit_where_no_beginning_does), test(looks_as_it_did),
               test(signature_and_example_are_found), test(fits_anywhere_on_any_canvas),
               test(is_nothing_without_memory));
}

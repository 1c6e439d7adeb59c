#include "tests/view_kit.h"
#include "tui/view/palette_list.h"

static tui_palette_list list;
static tui_history      old;

static void fill(const char *typed) { tui_palette_fill(&list, typed, &old, NULL, TUI_ON_COMMAND); }

static const char *name_at(size_t k)
{
    const tui_palette_row *row = tui_palette_at(&list, k);
    return row ? row->action->name : "none";
}

static const char *resolve(const char *typed, const char **arg)
{
    fill(typed);
    const tui_action *a = tui_palette_resolve(&list, typed, arg);
    return a ? a->name : "none";
}

static int begin(void **state)
{
    size_t removed;
    (void)state;
    tui_actions_use(kit_groups);
    list = (tui_palette_list){.rows.mem = lt_mem_default()};
    tui_history_open(&old, lt_mem_default(), NULL);
    assert_true(tui_history_add(&old, "quit", &removed));
    assert_true(tui_history_add(&old, "goto 4", &removed));
    return 0;
}

static int end(void **state)
{
    (void)state;
    tui_palette_clear(&list);
    tui_history_close(&old);
    tui_actions_use(NULL);
    return 0;
}

static void lists_all_with_what_was_used_last_first(void **state)
{
    (void)state;
    fill("");
    CHECK_TEXT(name_at(0), "goto");
    CHECK_TEXT(name_at(1), "quit");
    assert_int_equal(tui_palette_count(&list), list.total);
    for (size_t k = 0; k < list.total; k++) {
        if (strcmp(name_at(k), "accept") == 0) fail_msg("a prompt's key is no command");
    }
    /* what cannot be done comes last */
    assert_non_null(tui_palette_at(&list, list.total - 1)->why);
}

static void fits_by_name_then_by_help(void **state)
{
    (void)state;
    fill("rs");
    CHECK_TEXT(name_at(0), "run-stale");
    assert_true(tui_palette_at(&list, 0)->marks[0] && tui_palette_at(&list, 0)->marks[4]);
    CHECK_TEXT(tui_palette_at(&list, 0)->why, "nothing is stale");
    fill("run");
    CHECK_TEXT(name_at(0), "run");
    fill("leave");
    CHECK_TEXT(name_at(0), "quit");
    fill("zzzz");
    assert_int_equal(tui_palette_count(&list), 0);
}

static void names_take_arguments(void **state)
{
    static const char *const rows[][3] = {{"goto 4", "goto", "4"},
                                          {"save  a b.lua", "save", "a b.lua"},
                                          {"w out.lua", "save", "out.lua"},
                                          {"12", "goto", "12"},
                                          {"!make -j2", "shell", "make -j2"},
                                          {"q", "quit", ""},
                                          {"insab", "insert-above", ""},
                                          {"gto 7", "goto", "7"},
                                          {"zzzz", "none", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const char *arg = "?";
        CHECK_TEXT(resolve(rows[i][0], &arg), rows[i][1]);
        if (rows[i][2]) CHECK_TEXT(arg, rows[i][2]);
    }
}

static void what_was_moved_to_is_taken(void **state)
{
    const char *arg;
    (void)state;
    fill("run");
    tui_palette_move(&list, 1);
    CHECK_TEXT(tui_palette_resolve(&list, "run", &arg)->name, name_at(1));
    CHECK_TEXT(arg, "");
    tui_palette_move(&list, -1);
    tui_palette_move(&list, -1);
    assert_int_equal(list.chosen, tui_palette_count(&list) - 1);
    tui_palette_move(&list, -100);
    assert_int_equal(list.chosen, 0);
}

static void tells_the_nearest_name(void **state)
{
    (void)state;
    CHECK_TEXT(tui_palette_nearest("qiut"), "quit");
    CHECK_TEXT(tui_palette_nearest("detele 3"), "delete");
    assert_null(tui_palette_nearest("xylophone"));
}

static void draw(tui_canvas *c, void *typed)
{
    fill(typed);
    tui_palette_move(&list, 1);
    tui_palette_draw(&list, c, 1);
}

static void looks_as_it_did(void **state)
{
    (void)state;
    kit_goldens("palette", draw, "");
    kit_goldens("palette_run", draw, "run");
}

static void rows_can_be_clicked_at_any_size(void **state)
{
    (void)state;
    for (int rows = 1; rows < 30; rows++) {
        tui_canvas c;
        lt_error   err;
        CHECK_OK(tui_canvas_open(&c, lt_mem_default(), rows, 8 + rows, &err), &err);
        fill("");
        for (size_t k = 0; k < list.total; k++) {
            tui_palette_draw(&list, &c, 1);
            for (int row = 0; row < rows; row++) {
                size_t at = tui_palette_row_at(&list, row);
                assert_true(at == SIZE_MAX || at < list.total);
            }
            tui_palette_move(&list, 1);
        }
        tui_canvas_close(&c);
    }
}

#define each(name) cmocka_unit_test_setup_teardown(name, begin, end)
int main(void)
{
    return RUN(each(lists_all_with_what_was_used_last_first), each(fits_by_name_then_by_help),
               each(names_take_arguments), each(what_was_moved_to_is_taken),
               each(tells_the_nearest_name), each(looks_as_it_did),
               each(rows_can_be_clicked_at_any_size));
}

#include "tests/view_kit.h"
#include "tui/view/form_list.h"
#include "tui/view/help_page.h"

/* ---- help ---- */

static void draw_help(tui_canvas *c, void *filter)
{
    tui_help_page page = {.pieces.mem = lt_mem_default()};
    lt_error      err;
    tui_actions_use(kit_groups);
    CHECK_OK(tui_help_make(&page, c->cols, TUI_ON_COMMAND, filter, NULL, &err), &err);
    tui_help_draw(&page, c, 0);
    tui_help_clear(&page);
    tui_actions_use(NULL);
}

static void keys_stand_in_columns_then_all(void **state)
{
    (void)state;
    kit_goldens("help", draw_help, "");
}

static void words_filter(void **state)
{
    (void)state;
    kit_goldens("help_filtered", draw_help, "CELL run");
}

static void a_filter_that_fits_nothing_leaves_nothing(void **state)
{
    tui_help_page page = {.pieces.mem = lt_mem_default()};
    lt_error      err;
    (void)state;
    CHECK_OK(tui_help_make(&page, 80, TUI_ON_COMMAND, "zzz", NULL, &err), &err);
    assert_int_equal(page.rows, 0);
    /* every action of the program has its line */
    CHECK_OK(tui_help_make(&page, 80, TUI_ON_COMMAND, "", NULL, &err), &err);
    size_t n = 0;
    while (tui_action_at(n)) n++;
    assert_true((size_t)page.rows > n);
    tui_help_clear(&page);
}

/* ---- the form ---- */

static const char *const zones[] = {"EU", "US", "APAC"};
static const tui_param   params[] = {
      {.name = "date",
       .type = "date",
       .lua = "yesterday()",
       .text = "",
       .help = "day to process",
       .is_expression = true},
      {.name = "lake",
       .type = "string",
       .lua = "\"datalake\"",
       .text = "datalake",
       .help = "root of the lake",
       .given = "/tmp/株式会社"},
      {.name = "zone",
       .type = "choice",
       .lua = "\"US\"",
       .text = "US",
       .help = "where",
       .choices = zones,
       .choice_count = 3},
      {.name = "dry_run", .type = "bool", .lua = "true", .text = "true", .help = ""},
};

static void fill_form(tui_form_list *form, lt_mem *mem)
{
    lt_error err;
    *form = (tui_form_list){.arena.mem = mem, .rows.mem = mem};
    CHECK_OK(tui_form_fill(form, params, 4, &err), &err);
}

static void draw_form(tui_canvas *c, void *arg)
{
    tui_form_list form;
    (void)arg;
    fill_form(&form, lt_mem_default());
    tui_form_move(&form, 2);
    snprintf(tui_form_at(&form, 3)->wrong, 200, "\"maybe\" is no bool");
    tui_form_draw(&form, c);
    tui_form_clear(&form);
}

static void a_form_shows_names_values_and_types(void **state)
{
    (void)state;
    kit_goldens("form", draw_form, NULL);
}

static void choices_turn_round(void **state)
{
    tui_form_list form;
    lt_error      err;
    (void)state;
    fill_form(&form, lt_mem_default());
    tui_form_row *zone = tui_form_at(&form, 2), *dry = tui_form_at(&form, 3);
    CHECK_TEXT(tui_form_turn(zone, 1), "APAC");
    CHECK_TEXT(tui_form_turn(zone, -1), "EU");
    CHECK_OK(tui_form_set(&form, zone, "APAC", &err), &err);
    CHECK_TEXT(tui_form_turn(zone, 1), "EU");
    CHECK_OK(tui_form_set(&form, zone, "elsewhere", &err), &err);
    CHECK_TEXT(tui_form_turn(zone, 1), "EU");
    CHECK_TEXT(tui_form_turn(zone, -1), "APAC");
    CHECK_TEXT(tui_form_turn(dry, 1), "false");
    assert_null(tui_form_turn(tui_form_at(&form, 0), 1));
    tui_form_move(&form, 100);
    assert_ptr_equal(tui_form_chosen(&form), dry);
    tui_form_move(&form, -100);
    assert_int_equal(form.chosen, 0);
    tui_form_clear(&form);
}

static void works_without_memory(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        tui_form_list form = {.arena.mem = mem, .rows.mem = mem};
        tui_help_page page = {.pieces.mem = mem};
        lt_error      err;
        if (tui_form_fill(&form, params, 4, &err) == LT_OK && tui_form_chosen(&form))
            if (tui_form_set(&form, tui_form_chosen(&form), "x", &err))
                assert_int_equal(err.code, LT_ENOMEM);
        if (tui_help_make(&page, 80, TUI_ON_COMMAND, "", NULL, &err))
            assert_int_equal(err.code, LT_ENOMEM);
        tui_form_clear(&form);
        tui_help_clear(&page);
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
    return RUN(kit(keys_stand_in_columns_then_all), kit(words_filter),
               kit(a_filter_that_fits_nothing_leaves_nothing),
               kit(a_form_shows_names_values_and_types), kit(choices_turn_round),
               kit(works_without_memory));
}

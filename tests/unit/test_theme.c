#include "tui/term/theme.h"

#include "tests/helper.h"

#include <math.h>
#include <string.h>

static double channel(uint32_t byte)
{
    double c = byte / 255.0;
    return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * channel(rgb >> 16 & 255) + 0.7152 * channel(rgb >> 8 & 255) +
           0.0722 * channel(rgb & 255);
}

/* WCAG's ratio, 1 to 21. */
static double contrast(uint32_t a, uint32_t b)
{
    double la = luminance(a), lb = luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

static void every_role_can_be_read_on_white_and_on_black(void **state)
{
    (void)state;
    for (int t = 0; tui_theme_listed(t); t++) {
        const tui_theme *theme = tui_theme_find(tui_theme_listed(t));
        for (int role = 0; role < TUI_ROLE_COUNT; role++) {
            tui_paint p = tui_theme_paint(theme, TUI_256, (tui_style){.role = (uint8_t)role});
            if (p.fg < 0) continue;
            uint32_t fg = tui_palette(p.fg, true);
            double   white = contrast(fg, p.bg < 0 ? 0xFFFFFF : tui_palette(p.bg, true));
            double   black = contrast(fg, p.bg < 0 ? 0x000000 : tui_palette(p.bg, true));
            if (white < 3 || black < 3)
                fail_msg("%s, role %d: %.2f on white, %.2f on black", tui_theme_name(theme), role,
                         white, black);
        }
    }
}

static void without_colours_what_matters_still_differs_from_text(void **state)
{
    (void)state;
    static const uint8_t roles[] = {TUI_ROLE_TITLE,  TUI_ROLE_KEY,        TUI_ROLE_BAD,
                                    TUI_ROLE_SELECT, TUI_ROLE_HEADER,     TUI_ROLE_MATCH,
                                    TUI_ROLE_STALE,  TUI_ROLE_RUNNING,    TUI_ROLE_LINK,
                                    TUI_ROLE_WARN,   TUI_ROLE_CURSOR_LINE};
    for (int t = 0; tui_theme_listed(t); t++) {
        const tui_theme *theme = tui_theme_find(tui_theme_listed(t));
        for (size_t i = 0; i < sizeof(roles); i++) {
            tui_paint p = tui_theme_paint(theme, TUI_MONO, (tui_style){.role = roles[i]});
            assert_int_equal(p.fg, -1);
            assert_int_equal(p.bg, -1);
            assert_true(p.attributes != 0);
        }
    }
}

static void what_lies_under_wins_the_background(void **state)
{
    (void)state;
    const tui_theme *theme = tui_theme_find("default");
    tui_style style = {.role = TUI_ROLE_DIM, .under = TUI_ROLE_SELECT, .attributes = TUI_BOLD};
    tui_paint p = tui_theme_paint(theme, TUI_256, style);
    assert_int_equal(p.fg, -1);
    assert_int_equal(p.attributes, TUI_REVERSE | TUI_BOLD);
    style.under = TUI_ROLE_MATCH;
    p = tui_theme_paint(theme, TUI_256, style);
    assert_int_equal(p.fg, 16);
    assert_int_equal(p.bg, 220);
}

static void colours_follow_choice_environment_and_terminal(void **state)
{
    (void)state;
    static const struct {
        tui_colour       choice;
        tui_colour_facts facts;
        tui_depth        depth;
    } cases[] = {
        {TUI_COLOUR_AUTO, {NULL, NULL, NULL, 256}, TUI_256},
        {TUI_COLOUR_AUTO, {NULL, NULL, NULL, 16}, TUI_16},
        {TUI_COLOUR_AUTO, {NULL, NULL, NULL, 8}, TUI_8},
        {TUI_COLOUR_AUTO, {NULL, NULL, NULL, 0}, TUI_MONO},
        {TUI_COLOUR_AUTO, {NULL, NULL, NULL, -1}, TUI_MONO},
        {TUI_COLOUR_AUTO, {NULL, NULL, "truecolor", 8}, TUI_256},
        {TUI_COLOUR_AUTO, {NULL, NULL, "24bit", 8}, TUI_256},
        {TUI_COLOUR_AUTO, {NULL, NULL, "yes", 8}, TUI_8},
        {TUI_COLOUR_AUTO, {"1", NULL, "truecolor", 256}, TUI_MONO},
        {TUI_COLOUR_AUTO, {"", NULL, NULL, 256}, TUI_256},
        {TUI_COLOUR_AUTO, {"1", "1", NULL, 256}, TUI_MONO},
        {TUI_COLOUR_AUTO, {NULL, "1", NULL, 0}, TUI_8},
        {TUI_COLOUR_AUTO, {NULL, "0", NULL, 0}, TUI_MONO},
        {TUI_COLOUR_ALWAYS, {"1", NULL, NULL, 256}, TUI_256},
        {TUI_COLOUR_ALWAYS, {"1", NULL, NULL, 0}, TUI_8},
        {TUI_COLOUR_NEVER, {NULL, "1", "truecolor", 256}, TUI_MONO},
        {TUI_COLOUR_16, {"1", NULL, NULL, 256}, TUI_16},
        {TUI_COLOUR_256, {NULL, NULL, NULL, 8}, TUI_256},
        {TUI_COLOUR_8, {NULL, NULL, NULL, 256}, TUI_8},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_int_equal(tui_depth_choose(cases[i].choice, &cases[i].facts), cases[i].depth);
}

static void reads_the_words_of_color(void **state)
{
    (void)state;
    static const char *const words[] = {"auto", "always", "never", "256", "16", "8", "mono"};
    lt_error                 err;
    tui_colour               got;
    for (int i = 0; i < 7; i++) {
        CHECK_OK(tui_colour_parse(words[i], &got, &err), &err);
        assert_int_equal(got, i);
    }
    CHECK_FAILS(tui_colour_parse("blue", &got, &err), LT_EUSAGE, &err);
    CHECK_HAS(err.hint, "auto, always");
    assert_null(tui_theme_find("none"));
}

int main(void)
{
    return RUN(test(every_role_can_be_read_on_white_and_on_black),
               test(without_colours_what_matters_still_differs_from_text),
               test(what_lies_under_wins_the_background),
               test(colours_follow_choice_environment_and_terminal),
               test(reads_the_words_of_color));
}

#include "tui/term/canvas.h"

#include "core/escape.h"
#include "tests/golden.h"
#include "tests/helper.h"
#include "tests/page.h"
#include "tui/term/canvas_dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const tui_dump plain = {.depth = TUI_256};

static tui_canvas canvas(int32_t rows, int32_t cols)
{
    lt_error   err;
    tui_canvas c;
    CHECK_OK(tui_canvas_open(&c, lt_mem_default(), rows, cols, &err), &err);
    return c;
}

static const char *shown(const tui_canvas *c)
{
    static char text[1 << 16];
    tui_dump    whole = {.depth = TUI_256, .keep_blanks = true};
    lt_buf      b = {.mem = lt_mem_default()};
    assert_int_equal(tui_dump_text(&b, c, &whole, NULL), LT_OK);
    assert_true(b.len < sizeof(text));
    memcpy(text, b.data, b.len);
    text[b.len ? b.len - 1 : 0] = 0; /* without the last newline */
    lt_buf_clear(&b);
    return text;
}

/* What a put leaves on one row of `cols` columns. */
static const char *put(int cols, int col, int max, const char *text, int *used)
{
    tui_canvas c = canvas(1, cols);
    *used = tui_put(&c, 0, col, max, TUI_STYLE(TEXT), text, strlen(text));
    const char *got = shown(&c);
    tui_canvas_close(&c);
    return got;
}

static void clips_and_never_draws_half_a_wide_character(void **state)
{
    (void)state;
    int used;
    CHECK_TEXT(put(6, 0, 6, "abc", &used), "abc   ");
    assert_int_equal(used, 3);
    CHECK_TEXT(put(6, 0, 3, "abcdef", &used), "abc   ");
    assert_int_equal(used, 3);
    CHECK_TEXT(put(6, 0, 3, "漢字", &used), "漢    ");
    assert_int_equal(used, 2);
    CHECK_TEXT(put(5, 0, 9, "漢字漢", &used), "漢字 ");
    assert_int_equal(used, 6);
    CHECK_TEXT(put(6, -1, 9, "漢字", &used), " 字   ");
    CHECK_TEXT(put(6, -2, 9, "漢字", &used), "字    ");
    CHECK_TEXT(put(6, 9, 9, "x", &used), "      ");
    CHECK_TEXT(put(6, 0, 0, "x", &used), "      ");
    CHECK_TEXT(put(6, 0, -3, "x", &used), "      ");
}

static void overwriting_half_of_a_wide_character_leaves_a_space(void **state)
{
    (void)state;
    tui_canvas c = canvas(1, 6);
    tui_puts(&c, 0, 0, TUI_STYLE(TEXT), "漢字x");
    tui_puts(&c, 0, 1, TUI_STYLE(TEXT), "a");
    CHECK_TEXT(shown(&c), " a字x ");
    tui_puts(&c, 0, 2, TUI_STYLE(TEXT), "b");
    CHECK_TEXT(shown(&c), " ab x ");
    tui_puts(&c, 0, 0, TUI_STYLE(TEXT), "漢");
    CHECK_TEXT(shown(&c), "漢b x ");
    tui_puts(&c, 0, 1, TUI_STYLE(TEXT), "字");
    CHECK_TEXT(shown(&c), " 字 x ");
    tui_canvas_close(&c);
}

static void fits_with_an_ellipsis_and_to_the_right(void **state)
{
    (void)state;
    static const struct {
        int         max;
        const char *text, *left, *right;
    } cases[] = {
        {5, "abc", "abc     ", "  abc   "},    {3, "abc", "abc     ", "abc     "},
        {2, "abc", "a…      ", "a…      "},    {1, "abc", "…       ", "…       "},
        {4, "漢字漢", "漢…     ", "漢…     "}, {5, "漢字漢", "漢字…   ", "漢字…   "},
        {6, "漢字漢", "漢字漢  ", "漢字漢  "}, {8, "漢字漢", "漢字漢  ", "  漢字漢"},
        {3, "", "        ", "        "},       {0, "a", "        ", "        "},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        tui_canvas c = canvas(1, 8);
        size_t     n = strlen(cases[i].text);
        tui_put_fit(&c, 0, 0, cases[i].max, TUI_STYLE(TEXT), cases[i].text, n);
        CHECK_TEXT(shown(&c), cases[i].left);
        tui_canvas_clear(&c);
        tui_put_right(&c, 0, 0, cases[i].max, TUI_STYLE(TEXT), cases[i].text, n);
        CHECK_TEXT(shown(&c), cases[i].right);
        tui_canvas_close(&c);
    }
}

static void parts_move_clip_and_scroll(void **state)
{
    (void)state;
    tui_canvas c = canvas(4, 8);
    tui_canvas part = tui_part(&c, (tui_rect){1, 2, 2, 4});
    for (int row = -1; row < 4; row++) tui_puts(&part, row, -1, TUI_STYLE(TEXT), "012345");
    CHECK_TEXT(shown(&c), "        \n  1234  \n  1234  \n        ");
    tui_canvas rolled = tui_part(&part, (tui_rect){-3, 1, 9, 9});
    for (int row = 0; row < 9; row++) tui_printf(&rolled, row, 0, TUI_STYLE(TEXT), "row %d", row);
    CHECK_TEXT(shown(&c), "        \n  1row  \n  1row  \n        ");
    tui_canvas_clear(&rolled);
    CHECK_TEXT(shown(&c), "        \n  1     \n  1     \n        ");
    tui_cursor(&rolled, 3, 1, TUI_CURSOR_BAR);
    int32_t row, col;
    assert_true(tui_cursor_get(&c, &row, &col, NULL));
    assert_int_equal(row, 1);
    assert_int_equal(col, 4);
    tui_cursor(&rolled, 2, 1, TUI_CURSOR_BAR);
    assert_false(tui_cursor_get(&c, &row, &col, NULL));
    tui_canvas none = tui_part(&c, (tui_rect){2, 2, -1, -5});
    tui_puts(&none, 0, 0, TUI_STYLE(TEXT), "x");
    tui_fill(&none, (tui_rect){0, 0, 5, 5}, TUI_STYLE(TEXT), 'x');
    CHECK_TEXT(shown(&c), "        \n  1     \n  1     \n        ");
    tui_canvas_close(&c);
}

static void draws_boxes_and_bars(void **state)
{
    (void)state;
    tui_canvas c = canvas(3, 8);
    tui_box(&c, (tui_rect){0, 0, 3, 8}, TUI_STYLE(BORDER), TUI_ROUND);
    tui_bar(&c, 1, 1, 6, TUI_STYLE(GOOD), 0.5);
    CHECK_TEXT(shown(&c), "╭──────╮\n│███░░░│\n╰──────╯");
    static const struct {
        double      part;
        const char *bar;
    } bars[] = {{-1, "░░░"},
                {0, "░░░"},
                {1, "███"},
                {7, "███"},
                {0.0 / 0.0, "░░░"},
                {0.5, "█▌░"},
                {1.0 / 24 + 1e-9, "▏░░"},
                {23.0 / 24 + 1e-9, "██▉"}};
    for (size_t i = 0; i < sizeof(bars) / sizeof(*bars); i++) {
        tui_canvas one = canvas(1, 3);
        tui_bar(&one, 0, 0, 3, TUI_STYLE(GOOD), bars[i].part);
        CHECK_TEXT(shown(&one), bars[i].bar);
        tui_canvas_close(&one);
    }
    tui_canvas_close(&c);
}

static void keeps_every_cell_one_visible_character(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
        int         used;
    } cases[] = {
        {"\033[31mx\r\n\t\a", "␛[31mx␍␊␉␇", 10},
        {"e\u0301x", "e\u0301x", 2},
        {"\u0301x", "◌\u0301x", 2},
        {"a\u0300\u0301\u0302\u0303\u0304\u0305b", "a\u0300\u0301\u0302\u0303b", 2},
        {"\u202Eabc", "‹U+202E›abc", 11},
        {"❤\uFE0Fx", "❤x", 2},
        {"👩\u200D👩\u200D👧x", "👩x", 3},
        {"👍🏽x", "👍x", 3},
        {"a\u200Db\u200Cc", "abc", 3},
        {"क\u200Dष", "कष", 2},
        {"\xff\xc3(", "��(", 3},
        {"한글", "한글", 4},
        {"\u00AD\uFEFF", "‹U+00AD›‹U+FEFF›", 16},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        tui_canvas c = canvas(1, 40);
        int        n = (int)strlen(cases[i].text);
        int        used = tui_put(&c, 0, 0, 40, TUI_STYLE(TEXT), cases[i].text, (size_t)n);
        char       want[256];
        snprintf(want, sizeof(want), "%s%*s", cases[i].shown, 40 - cases[i].used, "");
        CHECK_TEXT(shown(&c), want);
        assert_int_equal(used, cases[i].used);
        assert_int_equal(tui_columns(cases[i].text, (size_t)n), used);
        tui_canvas_close(&c);
    }
}

static void a_long_text_costs_no_more_than_its_columns(void **state)
{
    (void)state;
    enum { LONG = 1 << 20 };
    char *text = malloc(LONG);
    for (int i = 0; i < LONG; i += 2) memcpy(text + i, "\u0301", 2); /* one storm of marks */
    tui_canvas c = canvas(1, 4);
    assert_int_equal(tui_put(&c, 0, 0, 4, TUI_STYLE(TEXT), text, LONG), 1);
    memset(text, 'x', LONG);
    assert_int_equal(tui_put(&c, 0, 0, 4, TUI_STYLE(TEXT), text, LONG), 4);
    assert_int_equal(tui_put_fit(&c, 0, 0, 4, TUI_STYLE(TEXT), text, LONG), 4);
    CHECK_TEXT(shown(&c), "xxx…");
    assert_int_equal(tui_columns(text, LONG), LONG);
    free(text);
    tui_canvas_close(&c);
}

static void finds_the_byte_under_a_column(void **state)
{
    (void)state;
    static const char text[] = "a漢e\u0301\033b";
    static const struct {
        int    column;
        size_t byte;
        int    at;
    } cases[] = {{0, 0, 0}, {1, 1, 1}, {2, 1, 1}, {3, 4, 3},
                 {4, 7, 4}, {5, 8, 5}, {6, 9, 6}, {99, 9, 6}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int at = -1;
        assert_int_equal(tui_byte_at(text, strlen(text), cases[i].column, &at), cases[i].byte);
        assert_int_equal(at, cases[i].at);
    }
}

/* Any bytes, anywhere, clipped anyhow: the grid stays well formed. */
static void random_bytes_leave_a_well_formed_grid(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",    "漢",     "\u0301", "\033", "👩\u200D",
                                         "\xff", "\u202E", "한",     " "};
    uint64_t                 seed = 9;
    tui_canvas               c = canvas(5, 17);
    for (int i = 0; i < 20000; i++) {
        char text[64] = "";
        int  n = 0;
        for (int k = 0; k < 6; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            n += snprintf(text + n, sizeof(text) - (size_t)n, "%s", pieces[(seed >> 40) % 9]);
        }
        int row = (int)(seed >> 33) % 7 - 1, col = (int)(seed >> 36) % 20 - 3,
            max = (int)(seed >> 41) % 9;
        tui_canvas part =
            tui_part(&c, (tui_rect){(int)(seed >> 44) % 3, (int)(seed >> 46) % 5, 4, 9});
        int used = tui_put_fit(&part, row, col, max, TUI_STYLE(TEXT), text, (size_t)n);
        assert_true(used >= 0 && used <= (max > 0 ? max : 0));
        for (int32_t at = 0; at < 5 * 17; at++) {
            const tui_glyph *cell = tui_glyph_at(&c, at / 17, at % 17);
            bool             last = at % 17 == 16, first = at % 17 == 0;
            assert_false(cell->width == 2 && (last || cell[1].width != 0));
            assert_false(cell->width == 0 && (first || cell[-1].width != 2));
            if (cell->width) assert_int_equal(lt_char_width((int32_t)cell->chars[0]), cell->width);
        }
    }
    tui_canvas_close(&c);
}

static void check_page(int32_t rows, int32_t cols, tui_depth depth, bool ascii)
{
    char       name[64];
    tui_canvas c = canvas(rows, cols);
    tui_dump   how = {.depth = depth, .ascii = ascii};
    lt_buf     got = {.mem = lt_mem_default()};
    page_draw(&c);
    assert_int_equal(tui_dump_golden(&got, &c, &how, NULL), LT_OK);
    snprintf(name, sizeof(name), "page_%dx%d_%s.screen", cols, rows,
             ascii ? "ascii" : tui_depth_word(depth));
    golden_check(&got, name);
    lt_buf_clear(&got);
    tui_canvas_close(&c);
}

static void a_page_looks_the_same_in_every_size_and_tier(void **state)
{
    (void)state;
    static const int32_t sizes[][2] = {{10, 40}, {24, 80}, {40, 120}, {50, 200}};
    for (int i = 0; i < 4; i++) {
        check_page(sizes[i][0], sizes[i][1], TUI_256, false);
        check_page(sizes[i][0], sizes[i][1], TUI_MONO, false);
        check_page(sizes[i][0], sizes[i][1], TUI_8, true);
    }
}

static void hostile_text_stays_in_its_place(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "\033[2J\033[31mred\033]0;title\a",
        "\u202Eevil\u202C \u2066x\u2069",
        "Z\u0351\u036B\u0343\u036A\u0302a\u0326\u0311l\u0331",
        "👨\u200D👩\u200D👧\u200D👦 family",
        "漢字かな交じり文 한국어",
        "\xc3\x28 \xa0\xa1 \xe2\x82 \xf0\x28\x8c\xbc",
        "\u0301\u0301\u0301 only marks",
        "zero\u200B width\uFEFF and\u00AD soft",
        "tab\there\rCR\nLF\bBS\x7f"
        "DEL",
        "🇪🇸 flag ❤\uFE0F heart 1\uFE0F\u20E3 key",
        "عربي \u200F שלום",
        "a\xE0\xA5\x8D\u200Dक्ष",
    };
    enum { LINES = sizeof(lines) / sizeof(*lines) };
    static const bool ascii[] = {false, true};
    for (int i = 0; i < 2; i++) {
        lt_buf     got = {.mem = lt_mem_default()};
        tui_canvas c = canvas(LINES, 40);
        tui_dump   how = {.depth = TUI_256, .ascii = ascii[i]};
        for (int row = 0; row < LINES; row++)
            tui_put_fit(&c, row, 2, 30, TUI_STYLE(STRING), lines[row], strlen(lines[row]));
        assert_int_equal(tui_dump_golden(&got, &c, &how, NULL), LT_OK);
        golden_check(&got, ascii[i] ? "hostile_ascii.screen" : "hostile.screen");
        lt_buf_clear(&got);
        tui_canvas_close(&c);
    }
}

static void colours_and_pictures_are_as_drawn(void **state)
{
    (void)state;
    static const tui_dump hows[] = {
        {.depth = TUI_256}, {.depth = TUI_8}, {.depth = TUI_MONO, .ascii = true}};
    static const char *const names[] = {"page_256.ansi", "page_8.ansi", "page_mono_ascii.ansi"};
    tui_canvas               c = canvas(16, 80);
    page_draw(&c);
    lt_buf got = {.mem = lt_mem_default()};
    for (int i = 0; i < 3; i++) {
        got.len = 0;
        assert_int_equal(tui_dump_ansi(&got, &c, &hows[i], NULL), LT_OK);
        golden_check(&got, names[i]);
    }
    got.len = 0;
    assert_int_equal(tui_dump_svg(&got, &c, &plain, NULL), LT_OK);
    golden_check(&got, "page_light.svg");
    lt_buf_clear(&got);
    tui_canvas_close(&c);
}

static void the_ascii_tier_is_one_printable_byte_for_everything(void **state)
{
    (void)state;
    for (uint32_t code = 0x20; code < 0x110000; code++) {
        char c = tui_ascii(code);
        if (c < 0x20 || c > 0x7E) fail_msg("U+%X is %d", code, c);
    }
    static const char *const signs[] = {
        "✓v", "▶>", "✗x", "·.", "⊘-", "●*", "○o", "….", "│|", "─-", "┌+", "┼+", "╋+", "━-",
        "┃|", "█#", "░.", "▏|", "▁_", "∅0", "→>", "←<", "↑^", "↓v", "▾v", "▸>", "ñn", "⏎/",
        "×x", "€E", "⇩v", "◀<", "↵/", "↳`", "╭+", "╮+", "═-", "║|", "⠀ ", "⣿#", "❯>"};
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        int32_t code;
        size_t  n = lt_utf8_next(signs[i], strlen(signs[i]), &code);
        if (code < 0) continue;
        if (tui_ascii((uint32_t)code) != signs[i][n])
            fail_msg("%.*s is %c, not %c", (int)n, signs[i], tui_ascii((uint32_t)code),
                     signs[i][n]);
    }
}

static void refuses_odd_sizes_and_survives_without_memory(void **state)
{
    (void)state;
    lt_error   err;
    tui_canvas c;
    CHECK_FAILS(tui_canvas_open(&c, lt_mem_default(), 0, 5, &err), LT_EINVAL, &err);
    CHECK_FAILS(tui_canvas_open(&c, lt_mem_default(), 5, 5000, &err), LT_EINVAL, &err);
    EACH_FAULT (mem) {
        if (tui_canvas_open(&c, mem, 3, 9, &err)) continue;
        tui_puts(&c, 0, 0, TUI_STYLE(TEXT), "kept");
        lt_buf b = {.mem = mem};
        if (!tui_canvas_resize(&c, 4, 12, &err)) tui_puts(&c, 0, 0, TUI_STYLE(TEXT), "kept");
        assert_int_equal(tui_glyph_at(&c, 0, 0)->chars[0], 'k');
        if (!tui_dump_golden(&b, &c, &plain, &err)) CHECK_HAS((char *)b.data, "kept");
        lt_buf_clear(&b);
        lt_status status = tui_dump_svg(&b, &c, &plain, &err);
        assert_true(status == LT_OK || status == LT_ENOMEM);
        lt_buf_clear(&b);
        tui_canvas_close(&c);
    }
}

int main(void)
{
    return RUN(test(clips_and_never_draws_half_a_wide_character),
               test(overwriting_half_of_a_wide_character_leaves_a_space),
               test(fits_with_an_ellipsis_and_to_the_right), test(parts_move_clip_and_scroll),
               test(draws_boxes_and_bars), test(keeps_every_cell_one_visible_character),
               test(a_long_text_costs_no_more_than_its_columns),
               test(finds_the_byte_under_a_column), test(random_bytes_leave_a_well_formed_grid),
               test(a_page_looks_the_same_in_every_size_and_tier),
               test(hostile_text_stays_in_its_place), test(colours_and_pictures_are_as_drawn),
               test(the_ascii_tier_is_one_printable_byte_for_everything),
               test(refuses_odd_sizes_and_survives_without_memory));
}

/* How many colours, and which they are. */
#include "tui/term/theme.h"

#include <string.h>

static const char *const words[] = {
    [TUI_COLOUR_AUTO] = "auto", [TUI_COLOUR_ALWAYS] = "always", [TUI_COLOUR_NEVER] = "never",
    [TUI_COLOUR_256] = "256",   [TUI_COLOUR_16] = "16",         [TUI_COLOUR_8] = "8",
    [TUI_COLOUR_MONO] = "mono",
};

lt_status tui_colour_parse(const char *text, tui_colour *out, lt_error *err)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (strcmp(words[i], text) != 0) continue;
        *out = (tui_colour)i;
        return LT_OK;
    }
    lt_status status = LT_FAIL(err, LT_EUSAGE, "\"%.40s\" is no number of colours", text);
    lt_error_hint(err, "say auto, always, never, 256, 16, 8 or mono");
    return status;
}

static tui_depth by_count(int colours)
{
    return colours >= 256 ? TUI_256 : colours >= 16 ? TUI_16 : colours >= 8 ? TUI_8 : TUI_MONO;
}

static bool is_said(const char *value) { return value && *value; }

static bool is_true_colour(const char *value)
{
    return value && (!strcmp(value, "truecolor") || !strcmp(value, "24bit"));
}

tui_depth tui_depth_choose(tui_colour choice, const tui_colour_facts *facts)
{
    tui_depth able = is_true_colour(facts->colorterm) ? TUI_256 : by_count(facts->colours);
    bool      forced = is_said(facts->clicolor_force) && strcmp(facts->clicolor_force, "0") != 0;
    switch (choice) {
    case TUI_COLOUR_NEVER:
    case TUI_COLOUR_MONO: return TUI_MONO;
    case TUI_COLOUR_256: return TUI_256;
    case TUI_COLOUR_16: return TUI_16;
    case TUI_COLOUR_8: return TUI_8;
    case TUI_COLOUR_ALWAYS: return able > TUI_8 ? able : TUI_8;
    case TUI_COLOUR_AUTO: break;
    }
    if (is_said(facts->no_color)) return TUI_MONO;
    return forced && able < TUI_8 ? TUI_8 : able;
}

const char *tui_depth_word(tui_depth depth)
{
    static const char *const names[] = {"mono", "8", "16", "256"};
    return names[depth];
}

/* The 16 first as VS Code's terminal has them, readable on the given background. */
uint32_t tui_palette(int16_t colour, bool dark)
{
    static const uint32_t base[2][16] = {
        {0x000000, 0xCD3131, 0x107C10, 0x949800, 0x0451A5, 0xBC05BC, 0x0598BC, 0x555555, 0x666666,
         0xCD3131, 0x14A114, 0xB5A600, 0x0451A5, 0xBC05BC, 0x0598BC, 0xA5A5A5},
        {0x000000, 0xCD3131, 0x0DBC79, 0xE5E510, 0x2472C8, 0xBC3FBC, 0x11A8CD, 0xE5E5E5, 0x666666,
         0xF14C4C, 0x23D18B, 0xF5F543, 0x3B8EEA, 0xD670D6, 0x29B8DB, 0xFFFFFF}};
    static const uint8_t steps[6] = {0, 95, 135, 175, 215, 255};
    if (colour == -1) return dark ? 0xD4D4D4 : 0x1F1F1F;
    if (colour == -2) return dark ? 0x1E1E1E : 0xFFFFFF;
    if (colour < 16) return base[dark][colour & 15];
    if (colour > 231) {
        uint32_t grey = 8 + 10 * (uint32_t)(colour - 232);
        return grey << 16 | grey << 8 | grey;
    }
    uint32_t i = (uint32_t)colour - 16;
    return (uint32_t)steps[i / 36] << 16 | (uint32_t)steps[i / 6 % 6] << 8 | steps[i % 6];
}

/* What the ASCII tier shows. */
#include "tui/term/canvas_dump.h"

#include <utf8proc.h>

/* Signs that the program itself uses, sorted by code. */
static const struct {
    uint16_t code;
    char     ascii;
} signs[] = {
    {0x00A0, ' '}, {0x00AB, '<'}, {0x00AC, '-'}, {0x00B0, 'o'},  {0x00B1, '+'},  {0x00B2, '2'},
    {0x00B3, '3'}, {0x00B5, 'u'}, {0x00B7, '.'}, {0x00B9, '1'},  {0x00BB, '>'},  {0x00D7, 'x'},
    {0x00D8, 'O'}, {0x00DF, 's'}, {0x00E6, 'a'}, {0x00F8, 'o'},  {0x2010, '-'},  {0x2011, '-'},
    {0x2012, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x2018, '\''}, {0x2019, '\''}, {0x201C, '"'},
    {0x201D, '"'}, {0x2022, '*'}, {0x2026, '.'}, {0x2039, '<'},  {0x203A, '>'},  {0x20AC, 'E'},
    {0x2190, '<'}, {0x2191, '^'}, {0x2192, '>'}, {0x2193, 'v'},  {0x2194, '-'},  {0x21B3, '`'},
    {0x21B5, '/'}, {0x21E9, 'v'}, {0x2205, '0'}, {0x2212, '-'},  {0x2260, '!'},  {0x2264, '<'},
    {0x2265, '>'}, {0x2298, '-'}, {0x22EE, ':'}, {0x22EF, '.'},  {0x231B, 'o'},  {0x23CE, '/'},
    {0x23F8, '='}, {0x25A0, '#'}, {0x25A1, 'o'}, {0x25AA, '*'},  {0x25B2, '^'},  {0x25B4, '^'},
    {0x25B6, '>'}, {0x25B8, '>'}, {0x25BA, '>'}, {0x25BC, 'v'},  {0x25BE, 'v'},  {0x25C0, '<'},
    {0x25C2, '<'}, {0x25C4, '<'}, {0x25C6, '*'}, {0x25C7, 'o'},  {0x25C9, '@'},  {0x25CB, 'o'},
    {0x25CC, 'o'}, {0x25CF, '*'}, {0x25D0, 'o'}, {0x2600, '*'},  {0x2605, '*'},  {0x2606, '*'},
    {0x26A0, '!'}, {0x2713, 'v'}, {0x2714, 'v'}, {0x2715, 'x'},  {0x2717, 'x'},  {0x2718, 'x'},
    {0x276E, '<'}, {0x276F, '>'}, {0x27E8, '<'}, {0x27E9, '>'},  {0xFFFD, '?'},
};

static char sign_of(uint32_t code)
{
    size_t low = 0, high = sizeof(signs) / sizeof(*signs);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (signs[middle].code == code) return signs[middle].ascii;
        if (signs[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static bool is_one_of(uint32_t code, const uint8_t *lows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((code & 0xFF) == lows[i]) return true;
    return false;
}

/* U+2500…257F: a line to both sides, up and down, or both. */
static char box(uint32_t code)
{
    static const uint8_t across[] = {0x00, 0x01, 0x04, 0x05, 0x08, 0x09, 0x4C, 0x4D,
                                     0x50, 0x74, 0x76, 0x78, 0x7A, 0x7C, 0x7E};
    static const uint8_t down[] = {0x02, 0x03, 0x06, 0x07, 0x0A, 0x0B, 0x4E, 0x4F,
                                   0x51, 0x75, 0x77, 0x79, 0x7B, 0x7D, 0x7F};
    if (is_one_of(code, across, sizeof(across))) return '-';
    if (is_one_of(code, down, sizeof(down))) return '|';
    if (code >= 0x2571 && code <= 0x2573) return "/\\X"[code - 0x2571];
    return '+';
}

/* U+2580…259F: how much of the cell is full. */
static char block(uint32_t code)
{
    if (code >= 0x2581 && code <= 0x2588) return "_..-=+##"[code - 0x2581];
    if (code >= 0x2589 && code <= 0x258F) return "##==--|"[code - 0x2589];
    if (code >= 0x2591 && code <= 0x2593) return ".:#"[code - 0x2591];
    return '#';
}

static char braille(uint32_t code) { return " ..::-=+#"[__builtin_popcount(code & 0xFF)]; }

/* A letter without its accents. */
static char letter(uint32_t code)
{
    int32_t parts[16];
    int     last = 0;
    ssize_t n = utf8proc_decompose_char((int32_t)code, parts, 16,
                                        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &last);
    bool    plain = n > 0 && n <= 16 && parts[0] >= 0x20 && parts[0] < 0x7F;
    if (!plain) return '?';
    return (char)parts[0];
}

char tui_ascii(uint32_t code)
{
    if (code >= 0x20 && code < 0x7F) return (char)code;
    if (code >= 0x2500 && code <= 0x257F) return box(code);
    if (code >= 0x2580 && code <= 0x259F) return block(code);
    if (code >= 0x2800 && code <= 0x28FF) return braille(code);
    if (code == 0x241B) return '^';
    if (code >= 0x2400 && code <= 0x2421) return '?';
    char sign = sign_of(code);
    if (sign) return sign;
    return letter(code);
}

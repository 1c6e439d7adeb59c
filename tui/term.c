#include "tui/term.h"

#include "core/number.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool tui_term_size(int fd, int32_t *rows, int32_t *columns)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return false;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return true;
}

static int32_t at_least(int32_t width) { return width < 20 ? 20 : width; }

int32_t tui_term_width(int fd)
{
    int32_t     rows, columns;
    int64_t     told;
    const char *text = getenv("COLUMNS");
    if (isatty(fd) != 1) return TUI_PIPED_WIDTH;
    if (tui_term_size(fd, &rows, &columns)) return at_least(columns);
    if (text && lt_parse_i64(text, strlen(text), &told) && told > 0 && told <= 10000)
        return at_least((int32_t)told);
    return TUI_USUAL_WIDTH;
}

bool tui_term_is_utf8(const char **named)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value) continue;
        if (named) *named = names[i];
        const char *charset = strchr(value, '.');
        return charset && (!strncasecmp(charset, ".utf-8", 6) || !strncasecmp(charset, ".utf8", 5));
    }
    if (named) *named = NULL;
    return false;
}

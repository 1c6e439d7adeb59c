#include "notebook/cell.h"

#include <string.h>

size_t lt_cell_trimmed(lt_cell_kind kind, const char *text, size_t len)
{
    if (kind == LT_CELL_LUA)
        while (len && strchr(" \t\v\f\r\n", text[len - 1]) && text[len - 1]) len--;
    return len;
}

static lt_status add_line(lt_buf *out, const char *line, size_t len, lt_cell_kind kind,
                          lt_error *err)
{
    if (kind != LT_CELL_LUA) LT_TRY(lt_buf_text(out, len ? "-- " : "--", err));
    return lt_buf_add(out, line, len, err);
}

lt_status lt_cell_encode(lt_buf *out, lt_cell_kind kind, const char *text, size_t len,
                         const char *line_end, lt_error *err)
{
    size_t end_len;
    len = lt_cell_trimmed(kind, text, len);
    for (size_t i = 0; i < len; i += end_len) {
        size_t n = lt_line_extent(text + i, len - i, &end_len);
        LT_TRY(add_line(out, text + i, n, kind, err));
        if (end_len) LT_TRY(lt_buf_text(out, line_end, err));
        i += n;
        if (end_len && i + end_len == len) LT_TRY(add_line(out, "", 0, kind, err));
    }
    return LT_OK;
}

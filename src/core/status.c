#include "core/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts text to fit size bytes: the head and the tail stay, "…" stands between.
 * The joints move off UTF-8 continuation bytes, so the result stays well-formed. */
static void squeeze(char *out, size_t size, const char *text, size_t len)
{
    static const char dots[] = "…";
    if (len < size) {
        memcpy(out, text, len);
        out[len] = 0;
        return;
    }
    size_t room = size - sizeof(dots);
    size_t head = room * 2 / 3, tail = len - (room - head);
    while (head && ((unsigned char)text[head] & 0xC0) == 0x80) head--;
    while (tail < len && ((unsigned char)text[tail] & 0xC0) == 0x80) tail++;
    memmove(out, text, head);
    memcpy(out + head, dots, sizeof(dots) - 1);
    memmove(out + head + sizeof(dots) - 1, text + tail, len - tail);
    out[head + sizeof(dots) - 1 + len - tail] = 0;
}

static void print_into(char *out, size_t size, const char *fmt, va_list args)
{
    char    wide[8192];
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(wide, sizeof(wide), fmt, again);
    va_end(again);
    if (len < 0) len = 0;
    if ((size_t)len >= sizeof(wide)) len = sizeof(wide) - 1;
    squeeze(out, size, wide, (size_t)len);
}

static void copy_into(char *out, size_t size, const char *text)
{
    squeeze(out, size, text, strlen(text));
}

void lt_fail(lt_error *err, lt_status code, const char *where, const char *fmt, ...)
{
    if (!err) return;
    va_list args;
    va_start(args, fmt);
    char text[sizeof(err->text)];
    print_into(text, sizeof(text), fmt, args);
    va_end(args);
    *err = (lt_error){.code = code, .where = where, .caret = -1};
    memcpy(err->text, text, sizeof(text));
}

void lt_error_at(lt_error *err, const char *file, int64_t line, const char *column)
{
    if (!err) return;
    if (file && !err->file[0]) copy_into(err->file, sizeof(err->file), file);
    if (line > 0 && err->line <= 0) err->line = line;
    if (column && !err->column[0]) copy_into(err->column, sizeof(err->column), column);
}

void lt_error_cell(lt_error *err, const char *cell, int64_t cell_line)
{
    if (!err) return;
    if (cell && !err->cell[0]) copy_into(err->cell, sizeof(err->cell), cell);
    if (cell_line > 0 && err->cell_line <= 0) err->cell_line = cell_line;
}

void lt_error_node(lt_error *err, const char *fmt, ...)
{
    if (!err || err->node[0]) return;
    va_list args;
    va_start(args, fmt);
    print_into(err->node, sizeof(err->node), fmt, args);
    va_end(args);
}

void lt_error_hint(lt_error *err, const char *fmt, ...)
{
    if (!err || err->hint[0]) return;
    va_list args;
    va_start(args, fmt);
    print_into(err->hint, sizeof(err->hint), fmt, args);
    va_end(args);
}

void lt_error_prefix(lt_error *err, const char *fmt, ...)
{
    if (!err) return;
    char    before[512], both[sizeof(before) + sizeof(err->text) + 2];
    va_list args;
    va_start(args, fmt);
    print_into(before, sizeof(before), fmt, args);
    va_end(args);
    int len = snprintf(both, sizeof(both), "%s: %s", before, err->text);
    squeeze(err->text, sizeof(err->text), both, (size_t)len);
}

/* The excerpt is one line: the window of text around `at`, line breaks shown as spaces. */
void lt_error_caret(lt_error *err, const char *text, int64_t text_bytes, int64_t at, int64_t bytes)
{
    if (!err || err->caret >= 0 || at < 0 || at > text_bytes) return;
    int64_t max = (int64_t)sizeof(err->excerpt) - 1;
    int64_t from = 0, end = text_bytes;
    if (end > max) {
        from = at > max / 2 ? at - max / 2 : 0;
        end = from + max < text_bytes ? from + max : text_bytes;
        while (from < at && ((unsigned char)text[from] & 0xC0) == 0x80) from++;
        while (end > at && end < text_bytes && ((unsigned char)text[end] & 0xC0) == 0x80) end--;
    }
    for (int64_t i = from; i < end; i++) {
        char c = text[i];
        err->excerpt[i - from] = (char)(c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    }
    err->excerpt[end - from] = 0;
    err->caret = (int32_t)(at - from);
    int64_t span = bytes < 1 ? 1 : bytes;
    if (span > end - at && end > at) span = end - at;
    err->caret_bytes = (int32_t)span;
}

const char *lt_status_word(lt_status code)
{
    static const char *const words[] = {
#define LT_STATUS_WORD(name, word, exit_code) [LT_##name] = word,
        LT_STATUS_LIST(LT_STATUS_WORD)
#undef LT_STATUS_WORD
    };
    return words[code];
}

int lt_status_exit(lt_status code)
{
    static const int codes[] = {
#define LT_STATUS_EXIT(name, word, exit_code) [LT_##name] = exit_code,
        LT_STATUS_LIST(LT_STATUS_EXIT)
#undef LT_STATUS_EXIT
    };
    return codes[code];
}

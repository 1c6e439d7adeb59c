/* Bytes become pieces: each a few safe bytes with a width. Everything here is made of them. */
#include "core/escape.h"

#include "core/escape_piece.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum { MOST_MARKS = 4 };

/* Signs that Unicode calls format characters but that have a shape. */
static bool is_visible_format(int32_t code)
{
    return (code >= 0x600 && code <= 0x605) || code == 0x6DD || code == 0x70F || code == 0x890 ||
           code == 0x891 || code == 0x8E2 || code == 0x110BD || code == 0x110CD;
}

bool lt_is_showable(int32_t code)
{
    if (code < 0x7F) return code >= 0x20;
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return false;
    case UTF8PROC_CATEGORY_CF: return code == 0x200C || code == 0x200D || is_visible_format(code);
    default: break;
    }
    if (code >= 0xE0000 && code <= 0xE0FFF) return code >= 0xE0100 && code <= 0xE01EF;
    bool blank = code == 0x115F || code == 0x1160 || code == 0x3164 || code == 0xFFA0;
    bool never = (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
    return !blank && !never;
}

int lt_char_width(int32_t code)
{
    if (code >= 0x20 && code < 0x7F) return 1;
    int width = utf8proc_charwidth(code);
    return width < 0 ? 0 : width > 2 ? 2 : width;
}

static bool is_mark(int32_t code)
{
    utf8proc_category_t kind = utf8proc_category(code);
    return kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_MC ||
           kind == UTF8PROC_CATEGORY_ME || code == 0x200C || code == 0x200D;
}

/* A control picture for C0 and DEL, U+FFFD for what is no code point, else its number. */
static void picture(lt_piece *out, int32_t code)
{
    if (code < 0x20 || code == 0x7F) {
        out->len = lt_utf8_put(out->bytes, code < 0       ? 0xFFFD
                                           : code == 0x7F ? 0x2421
                                                          : 0x2400 + code);
        out->width = 1;
        return;
    }
    int n = snprintf(out->bytes, LT_PIECE_BYTES, "‹U+%04X›", (unsigned)code & 0xFFFFFF);
    out->len = (size_t)n;
    out->width = n - 4; /* the two quotes have three bytes each */
}

/* A mark without a base would change what stands before the text: it gets a circle. */
static void mark(lt_piece_reader *r, lt_piece *out, int32_t code)
{
    if (r->marks < 0) {
        out->len = lt_utf8_put(out->bytes, 0x25CC);
        out->width = 1;
        r->marks = 0;
    }
    if (r->marks++ >= MOST_MARKS) {
        r->marks = MOST_MARKS;
        return;
    }
    out->len += lt_utf8_put(out->bytes + out->len, code);
    out->width += lt_char_width(code);
}

void lt_piece_next(lt_piece_reader *r, lt_piece *out)
{
    int32_t code;
    size_t  len = lt_utf8_next(r->p, (size_t)(r->end - r->p), &code);
    out->len = 0;
    out->width = 0;

    if (code == '\r' && (r->flags & LT_ESCAPE_KEEP_NEWLINE) && r->end - r->p > 1 &&
        r->p[1] == '\n') {
        r->p++;
        return;
    }
    r->p += len;
    if ((code == '\n' && (r->flags & LT_ESCAPE_KEEP_NEWLINE)) ||
        (code == '\t' && (r->flags & LT_ESCAPE_KEEP_TAB))) {
        out->bytes[0] = (char)code;
        out->len = 1;
        r->marks = -1;
        return;
    }
    if (code < 0 || !lt_is_showable(code)) {
        picture(out, code);
        r->marks = 0;
        return;
    }
    if (code >= 0x300 && (is_mark(code) || lt_char_width(code) == 0)) {
        mark(r, out, code);
        return;
    }
    out->len = lt_utf8_put(out->bytes, code);
    out->width = lt_char_width(code);
    r->marks = 0;
}

/* p may be NULL when n is 0. */
static lt_piece_reader read_from(const char *p, size_t n, unsigned flags)
{
    return (lt_piece_reader){p, n ? p + n : p, flags, -1};
}

static size_t printable_run(const char *p, const char *end)
{
    const char *from = p;
    while (p < end && (unsigned char)(*p - 0x20) < 0x5F) p++;
    return (size_t)(p - from);
}

lt_status lt_escape(lt_buf *out, const char *p, size_t n, unsigned flags, lt_error *err)
{
    lt_piece_reader r = read_from(p, n, flags);
    size_t          before = out->len;
    while (r.p < r.end) {
        size_t    run = printable_run(r.p, r.end);
        lt_status status;
        if (run) {
            status = lt_buf_add(out, r.p, run, err);
            r.p += run;
            r.marks = 0;
        } else {
            lt_piece next;
            lt_piece_next(&r, &next);
            status = lt_buf_add(out, next.bytes, next.len, err);
        }
        if (status) {
            out->len = before;
            return status;
        }
    }
    return LT_OK;
}

lt_status lt_escape_fit(lt_buf *out, const char *p, size_t n, int max_columns, unsigned flags,
                        int *used, lt_error *err)
{
    lt_piece_reader r = read_from(p, n, flags & ~(LT_ESCAPE_KEEP_NEWLINE | LT_ESCAPE_KEEP_TAB));
    size_t          before = out->len, fits_len = before; /* where … could still be put */
    int             width = 0, fits_width = 0;
    lt_status       status = LT_OK;
    lt_piece        next;

    if (used) *used = 0;
    if (max_columns <= 0) return LT_OK;
    while (r.p < r.end) {
        lt_piece_next(&r, &next);
        if (next.width > max_columns - width) {
            out->len = fits_len;
            width = fits_width + 1;
            status = lt_buf_text(out, "…", err);
            break;
        }
        if ((status = lt_buf_add(out, next.bytes, next.len, err))) break;
        width += next.width;
        if (width < max_columns) {
            fits_len = out->len;
            fits_width = width;
        }
    }
    if (status) out->len = before;
    if (used && !status) *used = width;
    return status;
}

int lt_text_width(const char *p, size_t n)
{
    lt_piece_reader r = read_from(p, n, LT_ESCAPE_LINE);
    size_t          width = 0;
    while (r.p < r.end) {
        size_t   run = printable_run(r.p, r.end);
        lt_piece next = {.width = 0};
        if (run) {
            r.p += run;
            r.marks = 0;
        } else {
            lt_piece_next(&r, &next);
        }
        width += run + (size_t)next.width;
    }
    return width > INT_MAX ? INT_MAX : (int)width;
}

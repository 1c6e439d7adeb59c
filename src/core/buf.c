#include "core/buf.h"

#include "core/pages.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

lt_status lt_buf_reserve(lt_buf *b, size_t more, lt_error *err)
{
    if (more <= b->cap - b->len) return LT_OK;
    if (more > SIZE_MAX / 4 - b->len) return lt_mem_refused(b->mem, more, "a buffer", err);

    size_t want = b->len + more > 2 * b->cap ? b->len + more : 2 * b->cap;
    if (want >= LT_PAGES_BIG) want = (want + LT_PAGES_BIG - 1) / LT_PAGES_BIG * LT_PAGES_BIG;
    uint8_t *moved = lt_mem_resize(b->mem, b->data, b->cap, want);
    if (!moved) return lt_mem_refused(b->mem, want, "a buffer", err);
    b->data = moved;
    b->cap = want;
    return LT_OK;
}

void lt_buf_push(lt_buf *b, const void *bytes, size_t n)
{
    assert(n <= b->cap - b->len);
    if (n) memcpy(b->data + b->len, bytes, n);
    b->len += n;
}

lt_status lt_buf_add(lt_buf *b, const void *bytes, size_t n, lt_error *err)
{
    LT_TRY(lt_buf_reserve(b, n, err));
    lt_buf_push(b, bytes, n);
    return LT_OK;
}

lt_status lt_buf_text(lt_buf *b, const char *text, lt_error *err)
{
    return lt_buf_add(b, text, strlen(text), err);
}

lt_status lt_buf_printf(lt_buf *b, lt_error *err, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int need = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (need < 0) return LT_FAIL(err, LT_EINVAL, "text that cannot be formatted");

    LT_TRY(lt_buf_reserve(b, (size_t)need + 1, err));
    va_start(args, fmt);
    vsnprintf((char *)b->data + b->len, (size_t)need + 1, fmt, args);
    va_end(args);
    b->len += (size_t)need;
    return LT_OK;
}

lt_status lt_buf_terminate(lt_buf *b, lt_error *err)
{
    LT_TRY(lt_buf_reserve(b, 1, err));
    b->data[b->len] = 0;
    return LT_OK;
}

void lt_buf_clear(lt_buf *b)
{
    if (b->data) lt_mem_resize(b->mem, b->data, b->cap, 0);
    *b = (lt_buf){.mem = b->mem};
}

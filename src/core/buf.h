/* buf.h — a growable run of bytes; the one growable array of the code base. */
#ifndef LT_CORE_BUF_H
#define LT_CORE_BUF_H

#include "core/mem.h"
#include "core/status.h"

#include <stdint.h>

/* {.mem = m} is an empty buffer. Readers may use data[0, len) directly. */
typedef struct lt_buf {
    lt_mem  *mem;
    uint8_t *data; /* aligned for any type */
    size_t   len, cap;
} lt_buf;

/* Makes room for `more` bytes after len, at least doubling. Errors: LT_ENOMEM; b unchanged. */
LT_MUST_USE lt_status lt_buf_reserve(lt_buf *b, size_t more, lt_error *err);

/* Appends n bytes; the room must have been reserved. Cannot fail. */
void lt_buf_push(lt_buf *b, const void *bytes, size_t n);

/* Reserves and appends. Errors: LT_ENOMEM; b unchanged. */
LT_MUST_USE lt_status lt_buf_add(lt_buf *b, const void *bytes, size_t n, lt_error *err);
LT_MUST_USE lt_status lt_buf_text(lt_buf *b, const char *text, lt_error *err);
LT_MUST_USE lt_status lt_buf_printf(lt_buf *b, lt_error *err, const char *fmt, ...) LT_PRINTF(3, 4);

/* Ends the bytes with a NUL that len does not count. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_buf_terminate(lt_buf *b, lt_error *err);

/* Frees the bytes and leaves an empty buffer. */
void lt_buf_clear(lt_buf *b);

#endif

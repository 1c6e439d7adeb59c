/* wire.h — frames on the socket between a screen and its engine, and the fields in them.
 *
 *     frame    u32 length of what follows (9 … TUI_FRAME_MOST), u8 kind, u64 number, fields
 *     fields   u8, i32, i64, f64 (its IEEE bits), bytes (u32 length, then that many)
 *
 * All numbers are little-endian and stand unaligned. `number` is that of the request that a frame
 * makes or answers; 0 in events. The kinds and their fields are in messages.h.
 *
 * A reader never reads past what there is: once a field does not fit, it is `bad`, and every
 * later field reads as 0 or "". A length is compared with what is left before anything is done
 * with it, and nothing is allocated by it.
 *
 * Limits   16 MiB a frame
 * Threads  one owner
 */
#ifndef LT_TUI_ENGINE_WIRE_H
#define LT_TUI_ENGINE_WIRE_H

#include "core/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum { TUI_FRAME_MOST = 16 << 20, TUI_FRAME_HEAD = 13, TUI_FRAME_LEAST = 9 };

/* ---- writing: appended to a buffer; on LT_ENOMEM the buffer is as it was at tui_frame_begin ----
 */

typedef struct tui_writer {
    lt_buf   *out;
    size_t    start;  /* of the frame in out */
    lt_status status; /* of the first failure */
} tui_writer;

tui_writer tui_frame_begin(lt_buf *out, uint8_t kind, uint64_t number);
void       tui_put_u8(tui_writer *w, uint8_t v);
void       tui_put_i32(tui_writer *w, int32_t v);
void       tui_put_i64(tui_writer *w, int64_t v);
void       tui_put_f64(tui_writer *w, double v);
void       tui_put_bytes(tui_writer *w, const void *p, size_t n);
void       tui_put_text(tui_writer *w, const char *text); /* NULL: "" */
/* Errors: LT_ENOMEM; LT_ELIMIT for a frame past TUI_FRAME_MOST; out is then as before. */
LT_MUST_USE lt_status tui_frame_end(tui_writer *w, lt_error *err);

/* ---- reading ---- */

typedef struct tui_reader {
    const uint8_t *p;
    size_t         left;
    bool           bad;
} tui_reader;

typedef struct tui_bytes {
    const char *p; /* borrowed, not NUL-ended; never NULL */
    size_t      len;
} tui_bytes;

uint8_t   tui_get_u8(tui_reader *r);
int32_t   tui_get_i32(tui_reader *r);
int64_t   tui_get_i64(tui_reader *r);
double    tui_get_f64(tui_reader *r);
bool      tui_get_bool(tui_reader *r); /* another byte than 0 and 1 is bad */
tui_bytes tui_get_bytes(tui_reader *r);
/* A count of things that take at least `least` bytes each: one that cannot fit is bad and 0. */
int32_t tui_get_count(tui_reader *r, size_t least);
/* Whether everything fitted and nothing is left. */
bool tui_read_all(const tui_reader *r);

typedef struct tui_frame {
    uint8_t    kind;
    uint64_t   number;
    tui_reader body;
} tui_frame;

/* The frame at the beginning of p[0, n): *used is its bytes, 0 when it is not whole yet.
 * Errors: LT_EPARSE: a length that no frame has; the connection is then of no use. */
LT_MUST_USE lt_status tui_frame_next(tui_frame *out, size_t *used, const uint8_t *p, size_t n,
                                     lt_error *err);

#endif

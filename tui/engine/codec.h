/* codec.h — one walk over a struct's fields that writes or reads them: what is written in one
 * order cannot be read in another. Used by messages_*.c only.
 *
 * Writing, fields are only looked at, though the pointers are not const.
 */
#ifndef LT_TUI_ENGINE_CODEC_H
#define LT_TUI_ENGINE_CODEC_H

#include "tui/engine/messages.h"

typedef struct tui_codec {
    tui_writer *w; /* NULL: reads */
    tui_reader *r;
    lt_arena   *arena; /* of texts and arrays read */
    bool        no_memory;
} tui_codec;

void tui_code_u8(tui_codec *c, uint8_t *v, uint8_t most); /* a greater one is bad */
void tui_code_bool(tui_codec *c, bool *v);
void tui_code_i32(tui_codec *c, int32_t *v);
void tui_code_i64(tui_codec *c, int64_t *v);
void tui_code_u64(tui_codec *c, uint64_t *v);
void tui_code_bytes(tui_codec *c, tui_bytes *v);
void tui_code_text(tui_codec *c, const char **v);  /* read: NUL-ended in the arena */
void tui_code_maybe(tui_codec *c, const char **v); /* NULL stays NULL */
void tui_code_chars(tui_codec *c, char *v, size_t size);
void tui_code_error(tui_codec *c, lt_error *e);
void tui_code_hello(tui_codec *c, tui_hello *h); /* messages_ask.c */

/* The count and room for an array of it: read, *items lies in the arena. Answers the items. `least`
 * is the fewest bytes that an item takes. */
void *tui_code_items(tui_codec *c, const void *items, int32_t *count, size_t size, size_t least);

#endif

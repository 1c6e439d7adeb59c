/* events.h — what a decoder said, as a line of text. */
#ifndef LT_TESTS_EVENTS_H
#define LT_TESTS_EVENTS_H

#include "core/buf.h"
#include "tui/term/decode.h"

/* Appends "<C-Up> " or "paste(…) " and the like; raw: also the bytes it came as. */
void events_tell(lt_buf *out, const tui_event *event, bool raw);

/* Feeds p[0, n) in pieces of at most `piece` bytes and appends what comes. */
void events_feed(lt_buf *out, tui_decoder *d, const char *p, size_t n, size_t piece, bool raw);

#endif

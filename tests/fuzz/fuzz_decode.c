/* Any bytes as keys: whole, byte by byte and in odd pieces give the same events, and after a
 * timeout nothing is pending. */
#include "tests/events.h"

#include <stdlib.h>
#include <string.h>

#define DEMAND(claim)          \
    do {                       \
        if (!(claim)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void settle(lt_buf *out, tui_decoder *d)
{
    tui_event event;
    tui_decoder_timeout(d);
    while (tui_decoder_next(d, &event)) events_tell(out, &event, true);
    DEMAND(tui_decoder_pending_ms(d) < 0 || tui_decoder_in_paste(d));
    events_feed(out, d, "\033[201~x", 7, 7, true);
    DEMAND(!tui_decoder_in_paste(d));
}

static void decode(lt_buf *out, const char *p, size_t n, size_t piece)
{
    tui_decoder *d;
    DEMAND(tui_decoder_open(&d, lt_mem_default(), NULL) == LT_OK);
    events_feed(out, d, p, n, piece, true);
    settle(out, d);
    tui_decoder_close(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t pieces[] = {1, 3, 4096};
    lt_buf              whole = {.mem = lt_mem_default()};
    decode(&whole, (const char *)data, size, size + 1);
    for (int i = 0; i < 3; i++) {
        lt_buf other = {.mem = lt_mem_default()};
        decode(&other, (const char *)data, size, pieces[i]);
        DEMAND(other.len == whole.len && !memcmp(other.data, whole.data, whole.len));
        lt_buf_clear(&other);
    }
    lt_buf_clear(&whole);
    return 0;
}

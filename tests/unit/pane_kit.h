/* pane_kit.h — a world for panes: an engine that answers when and as the test says, a canvas to
 * draw on, what was said and copied.
 */
#ifndef LT_TESTS_UNIT_PANE_KIT_H
#define LT_TESTS_UNIT_PANE_KIT_H

#include "tests/golden.h"
#include "tests/helper.h"

#include "core/arena.h"
#include "tui/term/canvas_dump.h"
#include "tui/view/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KIT_MOST = 4096 };

typedef struct kit {
    tui_host       host;
    uint64_t       number; /* of the last request */
    tui_window_ask windows[KIT_MOST];
    uint64_t       window_numbers[KIT_MOST];
    int            window_count;
    tui_derive     derives[64];
    char           derive_text[64][512];
    int            derive_count;
    uint64_t       dropped[64], stopped[256];
    int            drop_count, stop_count;
    tui_find       find;
    char           pattern[256];
    tui_copy       copy;
    int64_t        value_row, output_from;
    int32_t        value_column, statistics_column;
    int            output_count;
    bool           has_engine;
    char           said[1024], failed[1024], shown_title[256];
    char           copied[65536], shown[65536];
    size_t         copied_len, shown_len;
    int            dirty;
    tui_canvas     canvas;
    lt_arena       arena; /* of windows */
} kit;

static kit *kit_now; /* the asks have no argument of ours */

static uint64_t kit_number(void) { return kit_now->has_engine ? ++kit_now->number : 0; }

static uint64_t kit_window(tui_client *c, const tui_window_ask *ask)
{
    kit *k = kit_now;
    (void)c;
    if (!k->has_engine) return 0;
    assert_in_range(ask->rows, 1, 1000);
    assert_in_range(ask->columns, 1, 100000);
    assert_true((int64_t)ask->rows * ask->columns <= 100000);
    assert_in_range(k->window_count, 0, KIT_MOST - 1);
    k->windows[k->window_count] = *ask;
    k->window_numbers[k->window_count++] = kit_number();
    return k->number;
}

static uint64_t kit_statistics(tui_client *c, uint64_t result, int32_t column)
{
    (void)c, (void)result;
    kit_now->statistics_column = column;
    return kit_number();
}

static uint64_t kit_derive(tui_client *c, const tui_derive *how)
{
    kit *k = kit_now;
    (void)c;
    snprintf(k->derive_text[k->derive_count], 512, "%s", how->text);
    k->derives[k->derive_count++] = *how;
    return kit_number();
}

static uint64_t kit_find(tui_client *c, const tui_find *what)
{
    (void)c;
    kit_now->find = *what;
    snprintf(kit_now->pattern, sizeof(kit_now->pattern), "%s", what->text);
    return kit_number();
}

static uint64_t kit_value(tui_client *c, uint64_t result, int64_t row, int32_t column)
{
    (void)c, (void)result;
    kit_now->value_row = row;
    kit_now->value_column = column;
    return kit_number();
}

static uint64_t kit_copy(tui_client *c, const tui_copy *what)
{
    (void)c;
    kit_now->copy = *what;
    return kit_number();
}

static uint64_t kit_drop(tui_client *c, uint64_t result)
{
    (void)c;
    kit_now->dropped[kit_now->drop_count++] = result;
    return kit_number();
}

static uint64_t kit_stop(tui_client *c, uint64_t request)
{
    (void)c;
    kit_now->stopped[kit_now->stop_count++] = request;
    return kit_number();
}

static uint64_t kit_output(tui_client *c, uint64_t cell, int64_t from, int32_t most)
{
    (void)c, (void)cell, (void)most;
    kit_now->output_from = from;
    kit_now->output_count++;
    return kit_number();
}

static const tui_asks kit_asks = {.window = kit_window,
                                  .statistics = kit_statistics,
                                  .derive = kit_derive,
                                  .find = kit_find,
                                  .value = kit_value,
                                  .copy = kit_copy,
                                  .drop = kit_drop,
                                  .stop = kit_stop,
                                  .output = kit_output};

static void kit_dirty(void *arg) { ((kit *)arg)->dirty++; }
static void kit_say(void *arg, const char *text)
{
    snprintf(((kit *)arg)->said, sizeof(((kit *)arg)->said), "%s", text);
}
static void kit_fail(void *arg, const lt_error *err)
{
    snprintf(((kit *)arg)->failed, sizeof(((kit *)arg)->failed), "%s", err->text);
}
static void kit_copied(void *arg, const char *p, size_t n, const char *what)
{
    kit *k = arg;
    (void)what;
    assert_true(n < sizeof(k->copied));
    memcpy(k->copied, p, n);
    k->copied[n] = 0;
    k->copied_len = n;
}
static void kit_show(void *arg, const char *title, const char *p, size_t n)
{
    kit *k = arg;
    assert_true(n < sizeof(k->shown));
    snprintf(k->shown_title, sizeof(k->shown_title), "%s", title);
    memcpy(k->shown, p, n);
    k->shown[n] = 0;
    k->shown_len = n;
}

/* A world in `mem` (NULL: the default). */
static inline void kit_open(kit *k, lt_mem *mem)
{
    memset(k, 0, sizeof(*k));
    kit_now = k;
    k->has_engine = true;
    k->arena.mem = lt_mem_default();
    k->host = (tui_host){.mem = mem ? mem : lt_mem_default(),
                         .asks = &kit_asks,
                         .arg = k,
                         .dirty = kit_dirty,
                         .say = kit_say,
                         .fail = kit_fail,
                         .copy = kit_copied,
                         .show = kit_show};
}

static inline void kit_close(kit *k)
{
    tui_canvas_close(&k->canvas);
    lt_arena_clear(&k->arena);
}

/* A blank canvas of this size. */
static inline tui_canvas *kit_canvas(kit *k, int rows, int cols)
{
    lt_error err;
    tui_canvas_close(&k->canvas);
    CHECK_OK(tui_canvas_open(&k->canvas, lt_mem_default(), rows, cols, &err), &err);
    return &k->canvas;
}

/* The canvas as text, NUL-ended; good until the next call. */
static inline const char *kit_text(kit *k)
{
    static char room[1 << 18];
    lt_error    err;
    lt_buf      out = {.mem = lt_mem_default()};
    tui_dump    how = {.depth = TUI_256};
    CHECK_OK(tui_dump_text(&out, &k->canvas, &how, &err), &err);
    assert_true(out.len < sizeof(room));
    memcpy(room, out.data, out.len);
    room[out.len] = 0;
    lt_buf_clear(&out);
    return room;
}

/* Compares the canvas with tests/golden/<name>. */
static inline void kit_golden(kit *k, const char *name)
{
    lt_error err;
    lt_buf   out = {.mem = lt_mem_default()};
    tui_dump how = {.depth = TUI_256};
    CHECK_OK(tui_dump_golden(&out, &k->canvas, &how, &err), &err);
    golden_check(&out, name);
    lt_buf_clear(&out);
}

#endif

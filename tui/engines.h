/* engines.h — what the commands about running engines share. */
#ifndef LT_TUI_ENGINES_H
#define LT_TUI_ENGINES_H

#include "core/arena.h"
#include "tui/engine/client.h"
#include "tui/engine/place.h"

/* The engine that `word` means: the beginning of an id, or a notebook's path; NULL: the only one.
 * Errors: LT_ENOTFOUND, LT_EUSAGE (several). */
LT_MUST_USE lt_status tui_engines_find(tui_engine_row *out, lt_arena *arena, const char *word,
                                       lt_error *err);

/* One question to an engine as an observer, and its answer, within a second. arena holds what the
 * answer points to. Errors: LT_EBUSY: it does not answer; what it answered. */
LT_MUST_USE lt_status tui_engines_ask(tui_event_told *out, const char *id, tui_request *question,
                                      lt_arena *arena, lt_error *err);

/* A screen on an engine; false: this program has none, and the caller tells what comes as text. */
bool tui_attach_screen(int *exit_code, const tui_client_options *opt);

#endif

/* limits.h — --zone, --threads and --memory, which every command that runs queries has. Where they
 * are not given, TZ, LOTE_THREADS and LOTE_MEMORY count.
 */
#ifndef LT_TUI_LIMITS_H
#define LT_TUI_LIMITS_H

#include "lote.h"
#include "tui/args.h"

/* To stand among a command's options. */
#define TUI_LIMIT_OPTIONS                                                                       \
    {"zone", 0, TUI_ARG_TEXT, "ZONE", "time zone, as Europe/Madrid; else TZ, else UTC"},        \
        {"threads", 0, TUI_ARG_INT, "N", "worker threads; else LOTE_THREADS, else one a core"}, \
    {                                                                                           \
        "memory", 0, TUI_ARG_SIZE, "SIZE", "limit, as 2GiB; else LOTE_MEMORY, else 3/4 of all"  \
    }

/* Errors: LT_EUSAGE: an unknown zone, more than 256 threads; LT_ENOMEM. */
LT_MUST_USE lt_status tui_limits_read(lt_context_options *out, const tui_args *args, lt_error *err);

#endif

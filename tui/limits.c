#include "tui/limits.h"

#include "core/number.h"
#include "core/options.h"
#include "core/zone.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 256 };

/* A wrong name is the user's slip here, whatever it is below. */
static lt_status check_zone(const char *name, lt_error *err)
{
    lt_zone  *zone;
    lt_status status = lt_zone_open(&zone, lt_mem_default(), name, strlen(name), err);
    if (!status) lt_zone_close(zone);
    if (status != LT_ENOTFOUND && status != LT_EINVAL) return status;
    if (err) err->code = LT_EUSAGE;
    return LT_EUSAGE;
}

typedef bool read_fn(const char *p, size_t n, int64_t *out);

/* The number in an environment variable; 0 where it is not set. */
static lt_status from_environment(int64_t *out, const char *name, read_fn *read, const char *what,
                                  lt_error *err)
{
    const char *text = getenv(name);
    *out = 0;
    if (!text || !*text) return LT_OK;
    if (read(text, strlen(text), out) && *out > 0) return LT_OK;
    lt_fail(err, LT_EUSAGE, LT_HERE, "%s is not %s: \"%s\"", name, what, text);
    lt_error_hint(err, "it comes from the environment; unset %s, or set it right", name);
    return LT_EUSAGE;
}

lt_status tui_limits_read(lt_context_options *out, const tui_args *args, lt_error *err)
{
    int64_t threads, memory;
    LT_TRY(from_environment(&threads, "LOTE_THREADS", lt_parse_i64, "a whole number from 1", err));
    LT_TRY(from_environment(&memory, "LOTE_MEMORY", lt_parse_size, "a size such as 2GiB", err));
    bool given = tui_args_has(args, "threads");
    threads = tui_args_int(args, "threads", threads);
    *out = (lt_context_options){.memory = (uint64_t)tui_args_int(args, "memory", memory),
                                .zone = tui_args_text(args, "zone")};
    if (threads > MOST_THREADS)
        return LT_FAIL(err, LT_EUSAGE, "%s takes at most %d, not %lld",
                       given ? "--threads" : "LOTE_THREADS", MOST_THREADS, (long long)threads);
    out->threads = (int32_t)threads;
    return out->zone ? check_zone(out->zone, err) : LT_OK;
}

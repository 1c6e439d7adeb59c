#include "tui/limits.h"

#include "core/zone.h"

#include <string.h>

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

lt_status tui_limits_read(lt_context_options *out, const tui_args *args, lt_error *err)
{
    int64_t threads = tui_args_int(args, "threads", 0);
    *out = (lt_context_options){.memory = (uint64_t)tui_args_int(args, "memory", 0),
                                .zone = tui_args_text(args, "zone")};
    if (threads > 256)
        return LT_FAIL(err, LT_EUSAGE, "--threads takes at most 256, not %lld", (long long)threads);
    out->threads = (int32_t)threads;
    return out->zone ? check_zone(out->zone, err) : LT_OK;
}

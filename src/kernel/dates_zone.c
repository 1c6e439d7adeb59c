/* dates_zone.c — wall clocks moved between zones that the query names.
 *
 * Source   Spark 4 DateTimeUtils (fromUTCTime, toUTCTime, convertTimestampNtzToAnotherTz)
 */
#include "kernel/dates.h"

static bool zone_arg(lt_date_cell *c, const lt_zone **out, int i)
{
    return lt_date_zone(c, out, c->state, lt_date_text(c, i));
}

/* The instant is read as if its clock in UTC were a clock of the other zone, and back. */
static bool from_utc(lt_date_cell *c)
{
    const lt_zone *zone;
    if (!zone_arg(c, &zone, 1)) return false;
    c->result = lt_zone_to_local(zone, lt_date_long(c, 0));
    return true;
}

static bool to_utc(lt_date_cell *c)
{
    const lt_zone *zone;
    if (!zone_arg(c, &zone, 1)) return false;
    c->result = lt_zone_to_utc(zone, lt_date_long(c, 0));
    return true;
}

static bool convert(lt_date_cell *c)
{
    int            last = c->call->arg_count - 1;
    const lt_zone *from = c->call->zone ? c->call->zone : lt_zone_utc(), *to;
    if (last == 2 && !zone_arg(c, &from, 0)) return false;
    if (!zone_arg(c, &to, last - 1)) return false;
    c->result = lt_zone_to_local(to, lt_zone_to_utc(from, lt_date_long(c, last)));
    return true;
}

#define KERNEL(name, fn)                                                            \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        lt_zone_cache zones = {.mem = call->mem};                                   \
        lt_status     status = lt_date_rows(call, out, (fn), &zones, #name, err);   \
        lt_zone_cache_close(&zones);                                                \
        return status;                                                              \
    }

KERNEL(from_utc_timestamp, from_utc)
KERNEL(to_utc_timestamp, to_utc)
KERNEL(convert_timezone, convert)

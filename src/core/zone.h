/* zone.h — time zones: IANA regions from TZif files, and fixed offsets.
 *
 * Files are read from $TZDIR, else /usr/share/zoneinfo. Past the last stored change the
 * POSIX rule in the file's footer holds.
 *
 * Units    seconds and micros since 1970; offsets are seconds east of UTC
 * Limits   files up to 256 KiB; names up to 64 bytes
 * Threads  an open zone is immutable: any number of readers
 * Source   RFC 8536 (TZif 1 to 4); POSIX.1 "TZ"
 */
#ifndef LT_CORE_ZONE_H
#define LT_CORE_ZONE_H

#include "core/mem.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lt_zone lt_zone;

/* A run of time with one offset: seconds in [from_s, until_s). */
typedef struct lt_zone_span {
    int64_t     from_s, until_s; /* INT64_MIN, INT64_MAX: open */
    int32_t     offset_s;
    bool        is_dst;
    const char *abbreviation; /* "CEST"; lives as long as the zone */
} lt_zone_span;

/* Opens "Europe/Lisbon", "UTC", "Z", "+02:00", "GMT+1" (one hour east, as in Java; the name
 * "Etc/GMT+1" is the file's: west) and Java's short ids ("PST"). Errors: LT_ENOMEM; LT_ENOTFOUND
 * for an unknown name (the hint names a near one); LT_EINVAL for a name that is no zone's (..,
 * absolute); LT_EPARSE for a damaged file. */
LT_MUST_USE lt_status lt_zone_open(lt_zone **out, lt_mem *mem, const char *name, size_t name_len,
                                   lt_error *err);
void                  lt_zone_close(lt_zone *z); /* NULL and lt_zone_utc() are allowed */

const lt_zone *lt_zone_utc(void);
const char    *lt_zone_name(const lt_zone *z);     /* as it was opened */
bool           lt_zone_is_fixed(const lt_zone *z); /* one offset for ever */

/* The run of time that holds an instant. Batches keep it and ask again only when an instant
 * falls outside. */
lt_zone_span lt_zone_at(const lt_zone *z, int64_t utc_s);
int32_t      lt_zone_offset(const lt_zone *z, int64_t utc_s);

/* Instants whose wall clock shows local_s: 0 in a gap, 1, or 2 (earlier first).
 * In a gap utc_s[0] is the rule of lt_zone_to_utc and utc_s[1] the change itself. */
int lt_zone_find(const lt_zone *z, int64_t local_s, int64_t utc_s[2]);

/* Spark's rules: in a gap the wall clock moves forward by the gap's length; in an overlap
 * the earlier offset (the first of the two instants) is taken. Saturates at int64. */
int64_t lt_zone_to_local(const lt_zone *z, int64_t utc_us);
int64_t lt_zone_to_utc(const lt_zone *z, int64_t local_us);

/* Spark's cast of a text to an instant: lt_parse_timestamp, in the text's own zone where it
 * names one, else in z. False when the text is no timestamp or its region is unknown. */
bool lt_zone_parse_timestamp(const lt_zone *z, const char *p, size_t n, int64_t *utc_us);

/* lt_print_timestamp of the wall clock in z; out holds LT_TIMESTAMP_TEXT bytes. */
size_t lt_zone_print_timestamp(const lt_zone *z, char *out, int64_t utc_us);

#endif

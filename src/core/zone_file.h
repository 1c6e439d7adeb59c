/* zone_file.h — the inside of an lt_zone and the reader of TZif; for zone*.c only. */
#ifndef LT_CORE_ZONE_FILE_H
#define LT_CORE_ZONE_FILE_H

#include "core/zone_rule.h"

enum { LT_ZONE_NAME = 72 };

typedef struct lt_zone_kind {
    int32_t offset_s;
    bool    is_dst;
    uint8_t abbreviation; /* where it begins in abbreviations */
} lt_zone_kind;

/* Change i begins at at[i] and lasts to at[i + 1]; before the first, kinds[0] holds. The
 * arrays lie behind the struct in its own block. */
struct lt_zone {
    lt_mem       *mem;
    size_t        bytes; /* of the block */
    char          name[LT_ZONE_NAME];
    size_t        changes;
    int64_t      *at;
    uint8_t      *kind_of;
    lt_zone_kind *kinds;
    char         *abbreviations; /* NUL-ended, each */
    bool          has_rule;
    lt_zone_rule  rule; /* from the last change on */
};

/* Makes a zone without a name from the bytes of a file. Errors: LT_ENOMEM, LT_EPARSE,
 * LT_EUNSUPPORTED (leap seconds). */
LT_MUST_USE lt_status lt_zone_read(lt_zone **out, lt_mem *mem, const uint8_t *bytes, size_t n,
                                   lt_error *err);

#endif

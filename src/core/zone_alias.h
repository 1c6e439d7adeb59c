/* zone_alias.h — short names of zones that no file has.
 *
 * Source   java.time.ZoneId.SHORT_IDS, which Spark takes wherever a zone is named; the names of
 *          winter and summer time that texts carry
 */
#ifndef LT_CORE_ZONE_ALIAS_H
#define LT_CORE_ZONE_ALIAS_H

#include <stddef.h>

/* The zone a short id stands for (PST: America/Los_Angeles), and its length in *n; else name. */
const char *lt_zone_alias(const char *name, size_t *n);

/* As above for what a text says of its zone: PDT and CEST, too. */
const char *lt_zone_of_abbreviation(const char *name, size_t *n);

#endif

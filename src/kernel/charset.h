/* charset.h — UTF-8 to and from the character sets of encode and decode.
 *
 * Source   java.nio.charset; Spark 4 Encode and StringDecode: what a set cannot hold is an error
 */
#ifndef LT_KERNEL_CHARSET_H
#define LT_KERNEL_CHARSET_H

#include "column/types.h"

typedef enum lt_charset {
    LT_CHARSET_UTF8,
    LT_CHARSET_ASCII,
    LT_CHARSET_LATIN1,
    LT_CHARSET_UTF16, /* big endian behind a mark; the mark decides on reading */
    LT_CHARSET_UTF16BE,
    LT_CHARSET_UTF16LE,
    LT_CHARSET_UTF32
} lt_charset;

/* By Java's name in any case; false for another. */
bool lt_charset_find(lt_charset *out, const lt_view *name);

/* Bytes that n bytes become at most, in either direction. */
#define LT_CHARSET_ROOM(n) (4 * (size_t)(n) + 4)

/* False where the set has no such character, or the bytes are none of the set's. */
bool lt_charset_put(uint8_t *to, size_t *made, lt_charset set, const uint8_t *p, size_t n);
bool lt_charset_get(uint8_t *to, size_t *made, lt_charset set, const uint8_t *p, size_t n);

#endif

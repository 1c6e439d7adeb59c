/* base64.h — base 64 to bytes and back. Source: RFC 4648; java.util.Base64's MIME decoder. */
#ifndef LT_KERNEL_BASE64_H
#define LT_KERNEL_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LT_BASE64_ROOM(n) (((n) + 2) / 3 * 4)

/* Writes LT_BASE64_ROOM(n) characters, padded. */
size_t lt_base64_put(uint8_t *to, const uint8_t *p, size_t n);

/* Writes at most n / 4 * 3 + 2 bytes. Other characters are skipped, with strict only blanks; false
 * where a unit is incomplete, wrongly padded or followed by more. */
bool lt_base64_get(uint8_t *to, size_t *made, const uint8_t *p, size_t n, bool strict);

#endif

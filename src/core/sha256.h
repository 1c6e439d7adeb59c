/* sha256.h — SHA-256, where a hash must not be forged: what a user has trusted.
 *
 * Source  FIPS 180-4 §6.2
 */
#ifndef LT_CORE_SHA256_H
#define LT_CORE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define LT_SHA256_TEXT 65 /* 64 hexadecimal digits and a NUL */

void lt_sha256(uint8_t out[32], const void *p, size_t n);
void lt_sha256_text(char out[LT_SHA256_TEXT], const void *p, size_t n);

#endif

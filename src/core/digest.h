/* digest.h — MD5 and the SHA family of a whole text.
 *
 * For fingerprints of data, as Spark's functions of these names make them; not for secrets.
 *
 * Source   RFC 1321 (MD5), FIPS 180-4 (SHA-1, SHA-2)
 */
#ifndef LT_CORE_DIGEST_H
#define LT_CORE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { LT_MD5_BYTES = 16, LT_SHA1_BYTES = 20, LT_SHA2_BYTES = 64 };

void lt_md5(uint8_t out[LT_MD5_BYTES], const uint8_t *p, size_t n);
void lt_sha1(uint8_t out[LT_SHA1_BYTES], const uint8_t *p, size_t n);
/* bits: 224, 256, 384 or 512; writes bits / 8 bytes. */
void lt_sha2(uint8_t out[LT_SHA2_BYTES], int bits, const uint8_t *p, size_t n);

#endif

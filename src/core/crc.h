/* crc.h — the checksum of gzip and of Parquet's pages. */
#ifndef LT_CORE_CRC_H
#define LT_CORE_CRC_H

#include <stddef.h>
#include <stdint.h>

/* CRC-32 (polynomial 0x04C11DB7, reflected) of n bytes; p may be NULL when n is 0. */
uint32_t lt_crc32(const void *p, size_t n);

#endif

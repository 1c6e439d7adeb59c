/* ones.h — where the ones of a byte are: the k-th lowest in byte k. */
#ifndef LT_KERNEL_ONES_H
#define LT_KERNEL_ONES_H

#include <stdint.h>

extern const uint64_t lt_ones_of_byte[256];

#endif

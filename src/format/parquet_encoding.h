/* parquet_encoding.h — how values are laid out in Parquet pages.
 *
 * Decoders read from (bytes, len) into arrays of the caller and check every length; none trusts
 * a count from the file beyond the count that the caller asks for, none allocates but
 * lt_pq_delta_strings. Slices (lt_pq_bytes) point into the page. Reading fewer values than the page
 * holds is fine; asking for more is LT_EPARSE.
 *
 * Units    widths of bit-packed values in bits, of fixed-size values in bytes
 * Threads  a decoder belongs to one
 * Source   parquet-format Encodings.md
 */
#ifndef LT_FORMAT_PARQUET_ENCODING_H
#define LT_FORMAT_PARQUET_ENCODING_H

#include "format/parquet_thrift.h"

/* ---- PLAIN ---- */

/* Bytes of a value: 4, 8, 12; type_length for FIXED; 0 for BOOLEAN, BYTE_ARRAY and the unknown. */
int32_t lt_pq_plain_width(int32_t type, int32_t type_length);

/* Booleans, one bit each from the lowest; out: bytes of 0 and 1. `from`: values to skip first. */
LT_MUST_USE lt_status lt_pq_plain_bools(uint8_t *out, int64_t from, int64_t count,
                                        const uint8_t *bytes, size_t len, lt_error *err);

/* Strings, each after its 4-byte length; out: slices of the page. */
LT_MUST_USE lt_status lt_pq_plain_strings(lt_pq_bytes *out, size_t *used, int64_t count,
                                          const uint8_t *bytes, size_t len, lt_error *err);

/* ---- bit packing: `count` values of `width` (0..32, 0..64) bits, lowest first ---- */

/* Reads (count * width + 7) / 8 bytes, which the caller knows to be there. */
void lt_pq_unpack32(uint32_t *out, int64_t count, int width, const uint8_t *bytes);
void lt_pq_unpack64(uint64_t *out, int64_t count, int width, const uint8_t *bytes);

/* ---- RLE / bit-packed hybrid: levels, dictionary ids, booleans ---- */

typedef struct lt_pq_rle {
    const uint8_t *at, *end;
    int64_t        repeat;    /* values left in a repeated run */
    int64_t        packed;    /* values left in a packed run … */
    int64_t        packed_at; /* … the next of which has this index in it */
    const uint8_t *run;       /* start of the packed run */
    uint32_t       value;     /* of the repeated run */
    int            width;
} lt_pq_rle;

/* width 0..32; width 0 is an endless run of zeros. The frame (4-byte length of v1 levels, width
 * byte of dictionary ids) is the caller's: see lt_pq_rle_open_levels, lt_pq_rle_open_ids. */
LT_MUST_USE lt_status lt_pq_rle_open(lt_pq_rle *r, const uint8_t *bytes, size_t len, int width,
                                     lt_error *err);
/* v1 levels and RLE booleans: 4-byte length, then the runs; *used: both. */
LT_MUST_USE lt_status lt_pq_rle_open_levels(lt_pq_rle *r, size_t *used, const uint8_t *bytes,
                                            size_t len, int width, lt_error *err);
/* Dictionary ids: a byte with the width, then the runs to the end. */
LT_MUST_USE lt_status lt_pq_rle_open_ids(lt_pq_rle *r, const uint8_t *bytes, size_t len,
                                         lt_error *err);

/* The next count values. Errors: LT_EPARSE where the runs end before. */
LT_MUST_USE lt_status lt_pq_rle_next(uint32_t *out, int64_t count, lt_pq_rle *r, lt_error *err);
/* As levels: LT_EPARSE for one above max. */
LT_MUST_USE lt_status lt_pq_rle_levels(int16_t *out, int64_t count, int16_t max, lt_pq_rle *r,
                                       lt_error *err);
LT_MUST_USE lt_status lt_pq_rle_bools(uint8_t *out, int64_t count, lt_pq_rle *r, lt_error *err);
/* As indices into a dictionary: LT_EPARSE for one that is not below `entries`. */
LT_MUST_USE lt_status lt_pq_rle_ids(uint32_t *out, int64_t count, uint32_t entries, lt_pq_rle *r,
                                    lt_error *err);
/* When the next values are one repeated run: its length up to max, taken, and *value; else 0. */
int64_t lt_pq_rle_run(uint32_t *value, int64_t max, lt_pq_rle *r);

/* Bits that a level or id up to max needs: 0 for 0. */
int lt_pq_bits(uint32_t max);

/* BIT_PACKED: the old encoding of levels, highest bit first, without a frame. */
LT_MUST_USE lt_status lt_pq_bit_packed_levels(int16_t *out, size_t *used, int64_t count,
                                              int16_t max, const uint8_t *bytes, size_t len,
                                              lt_error *err);

/* ---- DELTA_* ---- */

typedef struct lt_pq_delta {
    const uint8_t *at, *end;
    int64_t        total, left; /* values in the page, and not yet given */
    uint64_t       last;        /* the value before the next; wraps as the format says */
    uint64_t       min_delta;
    int32_t        block_values, miniblocks, miniblock_values;
    int32_t        miniblock;      /* the current one in its block */
    int32_t        miniblock_left; /* deltas left in it */
    const uint8_t *widths;         /* of the block */
    bool           is_first;       /* the next value is `last` itself */
    const uint8_t *packed;         /* the miniblock's bits */
} lt_pq_delta;

LT_MUST_USE lt_status lt_pq_delta_open(lt_pq_delta *d, const uint8_t *bytes, size_t len,
                                       lt_error *err);
LT_MUST_USE lt_status lt_pq_delta_next64(int64_t *out, int64_t count, lt_pq_delta *d,
                                         lt_error *err);
/* INT32 columns: sums wrap at 32 bits. */
LT_MUST_USE lt_status lt_pq_delta_next32(int32_t *out, int64_t count, lt_pq_delta *d,
                                         lt_error *err);
/* Runs to the end of the values; *used: bytes from the opening to the end of the last block. */
LT_MUST_USE lt_status lt_pq_delta_finish(size_t *used, lt_pq_delta *d, const uint8_t *bytes,
                                         lt_error *err);

/* DELTA_LENGTH_BYTE_ARRAY: all `count` strings of the page as slices of it. */
LT_MUST_USE lt_status lt_pq_delta_length_strings(lt_pq_bytes *out, size_t *used, int64_t count,
                                                 const uint8_t *bytes, size_t len, lt_error *err);

/* DELTA_BYTE_ARRAY: all `count` strings of the page. They are built in *store (emptied first;
 * borrowed by out until it changes), which may take up to max_bytes, else LT_ELIMIT. */
LT_MUST_USE lt_status lt_pq_delta_strings(lt_pq_bytes *out, lt_buf *store, size_t max_bytes,
                                          int64_t count, const uint8_t *bytes, size_t len,
                                          lt_error *err);

/* ---- BYTE_STREAM_SPLIT ---- */

/* The page holds len / width values; out: the first count of them, `width` bytes each. */
LT_MUST_USE lt_status lt_pq_split_fixed(void *out, int64_t count, int32_t width,
                                        const uint8_t *bytes, size_t len, lt_error *err);

/* ---- encoders: append to out ---- */

LT_MUST_USE lt_status lt_pq_put_string(lt_buf *out, const void *bytes, uint32_t len, lt_error *err);
/* One bit a value; values: bytes of 0 and 1. */
LT_MUST_USE lt_status lt_pq_put_bools(lt_buf *out, const uint8_t *values, int64_t count,
                                      lt_error *err);
/* The runs, without a frame. Every value must fit in width bits (0..32). */
LT_MUST_USE lt_status lt_pq_put_rle(lt_buf *out, const uint32_t *values, int64_t count, int width,
                                    lt_error *err);
LT_MUST_USE lt_status lt_pq_put_levels(lt_buf *out, const int16_t *values, int64_t count, int width,
                                       lt_error *err);
/* As lt_pq_put_levels after a 4-byte length: levels of v1 pages. */
LT_MUST_USE lt_status lt_pq_put_levels_v1(lt_buf *out, const int16_t *values, int64_t count,
                                          int width, lt_error *err);
/* The same of `count` times one level. */
LT_MUST_USE lt_status lt_pq_put_same_levels_v1(lt_buf *out, int16_t value, int64_t count, int width,
                                               lt_error *err);

#endif

/* csv_index.h — where fields and records end: the first pass over CSV bytes.
 *
 * The bytes are seen 64 at a time as bit masks of quote, delimiter and newline; a prefix xor of
 * the quotes tells what lies inside them. That is exact for RFC 4180 text. Whatever is not (a
 * quote in a bare field, text after a closing quote, a lone \r) sets `irregular`, and the bytes
 * are then walked by csv_slow.c from the same state instead.
 *
 * Shapes   seps: offsets of the bytes that end a field; ends: indexes into seps of those that
 *          end a record (\n, also of \r\n; the \r before it belongs to the last field).
 * Limits   offsets are uint32: a block ends below 4 GiB
 * Threads  any; one lt_csv_marks belongs to one
 * Source   RFC 4180; Langdale and Lemire, "Parsing Gigabytes of JSON per Second" (2019), §3.1
 */
#ifndef LT_FORMAT_CSV_INDEX_H
#define LT_FORMAT_CSV_INDEX_H

#include "core/cpu.h"
#include "core/mem.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the bytes so far were; enough to go on anywhere. */
typedef enum lt_csv_state {
    LT_CSV_RECORD,  /* a record starts here */
    LT_CSV_FIELD,   /* a field starts here, not the first */
    LT_CSV_BARE,    /* in an unquoted field, or in text after a closing quote */
    LT_CSV_QUOTED,  /* inside quotes */
    LT_CSV_CLOSING, /* right after a quote inside quotes: the closing one or half of a pair */
    LT_CSV_CR,      /* right after \r outside quotes: the end of a record, or half of \r\n */
    LT_CSV_ESCAPED, /* inside quotes, after the escape byte (csv_slow.c only) */
    LT_CSV_COMMENT  /* in a comment line (csv_slow.c only) */
} lt_csv_state;

typedef struct lt_csv_dialect {
    uint8_t delimiter, quote, escape, comment;
    bool    has_quote, has_comment;
    bool    has_escape; /* an escape byte that is not the quote */
} lt_csv_dialect;

/* One slot in front of seps is kept free for the caller. */
typedef struct lt_csv_marks {
    lt_mem   *mem;
    uint32_t *seps, *ends;
    size_t    sep_count, sep_cap, end_count, end_cap;
} lt_csv_marks;

/* Room for n more seps and ends, and 64 to spare. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_csv_marks_room(lt_csv_marks *m, size_t n, lt_error *err);
void                  lt_csv_marks_clear(lt_csv_marks *m);

/* Adds the marks of p[0, n), whose first byte has offset base, and moves *state on. Room for n was
 * made; 63 bytes past n are readable. False: irregular, and neither marks nor state are of use. */
typedef bool lt_csv_index_fn(const uint8_t *p, size_t n, uint32_t base, const lt_csv_dialect *d,
                             lt_csv_state *state, lt_csv_marks *m);

/* Whether p[0, n) is UTF-8; 63 bytes past n are readable. */
typedef bool lt_csv_utf8_fn(const uint8_t *p, size_t n);

typedef struct lt_csv_loops {
    lt_csv_index_fn            *index;
    lt_csv_utf8_fn             *utf8;
    const struct lt_csv_values *values; /* csv_values.h */
} lt_csv_loops;

/* Those of other CPUs than this build's have no functions. */
extern const lt_csv_loops lt_csv_scalar, lt_csv_neon, lt_csv_avx2, lt_csv_avx512;

/* The table of the tier in use. */
const lt_csv_loops *lt_csv_loops_get(void);
/* The table of a tier, or NULL where the machine lacks what it needs. */
const lt_csv_loops *lt_csv_loops_of(lt_cpu tier);

/* Marks and state of p[0, n), regular or not, in any dialect, a byte at a time: the reference.
 * *odd counts the quotes in bare fields and the texts after closing quotes. Room for 2n. */
void lt_csv_walk(const uint8_t *p, size_t n, uint32_t base, const lt_csv_dialect *d,
                 lt_csv_state *state, lt_csv_marks *m, int64_t *odd);

#endif

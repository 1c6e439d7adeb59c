/* escape.h — the one output function: any bytes become text that is safe to show.
 *
 * Data, file names, errors and messages of servers go through here before they reach a
 * terminal or a log. The result is valid UTF-8 without control characters but those
 * asked for, so data can never move the cursor, change colours or forge a line:
 *
 *   C0, DEL          their pictures ␀ ␉ ␊ ␛ ␡ (U+2400…); \n and \t stay when a flag says so
 *   C1, U+2028/9     ‹U+009B›
 *   bidi controls    ‹U+202E› (061C, 200E-F, 202A-E, 2066-9)
 *   other invisible  ‹U+FEFF›: format and tag characters, blank fillers, noncharacters;
 *                    only the joiners 200C and 200D stay, counted as marks
 *   invalid UTF-8    � for each malformed piece
 *   combining marks  at most 4 after a base, the rest are dropped; ◌ before one without a base
 *
 * Units    columns: cells of a terminal, by utf8proc (wide 2, combining 0)
 * Threads  any
 */
#ifndef LT_CORE_ESCAPE_H
#define LT_CORE_ESCAPE_H

#include "core/buf.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LT_ESCAPE_LINE         0u        /* one line, nothing kept */
#define LT_ESCAPE_KEEP_NEWLINE (1u << 0) /* \n stays; \r\n becomes \n */
#define LT_ESCAPE_KEEP_TAB     (1u << 1)

/* Appends the safe form of p[0, n). Errors: LT_ENOMEM; out is then as it was. */
LT_MUST_USE lt_status lt_escape(lt_buf *out, const char *p, size_t n, unsigned flags,
                                lt_error *err);

/* Appends the safe form of p[0, n) in at most max_columns columns; what is too long is cut
 * and ends with "…". *used (may be NULL) holds the columns taken. Always one line: flags
 * may not keep \n or \t here. Errors: LT_ENOMEM; out is then as it was. */
LT_MUST_USE lt_status lt_escape_fit(lt_buf *out, const char *p, size_t n, int max_columns,
                                    unsigned flags, int *used, lt_error *err);

/* Columns of the safe form of p[0, n) (flags 0): what a caller must reserve. At most INT_MAX. */
int lt_text_width(const char *p, size_t n);

/* Columns of one printable code point: 0, 1 or 2; 0 for controls. */
int lt_char_width(int32_t code);

/* Appends a JSON string with its quotes; valid UTF-8 always (malformed pieces become U+FFFD),
 * control characters, DEL, C1, U+2028 and U+2029 escaped. Errors: LT_ENOMEM; out as it was. */
LT_MUST_USE lt_status lt_json_string(lt_buf *out, const char *p, size_t n, lt_error *err);

/* Appends a JSON number; NaN and the infinities, which JSON lacks, as strings "NaN", …. */
LT_MUST_USE lt_status lt_json_f64(lt_buf *out, double value, lt_error *err);

/* True when p[0, n) is UTF-8 (no surrogates, nothing overlong); else *bad_at (may be NULL)
 * is the first byte at fault. */
bool lt_utf8_valid(const char *p, size_t n, size_t *bad_at);

/* Reads one code point of p[0, n), n > 0, and returns its bytes (1..4). A malformed piece is
 * code -1 and its length is the longest prefix of a valid sequence, at least 1. */
size_t lt_utf8_next(const char *p, size_t n, int32_t *code);

/* Writes a code point and returns its bytes; not a code point: U+FFFD. */
size_t lt_utf8_put(char out[4], int32_t code);

#endif

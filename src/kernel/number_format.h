/* number_format.h — the formats of to_number and to_char, such as 'S$99,999.00'.
 *
 *   [MI | S] [$] [0 | 9 | , | G]… [. | D] [0 | 9]… [PR | MI | S]
 *
 * Source   Spark 4, "Number Pattern for Datetime Formatting and Parsing"; behaviour of
 *          ToNumberParser: digits before a point that begin with 0 must all be there
 */
#ifndef LT_KERNEL_NUMBER_FORMAT_H
#define LT_KERNEL_NUMBER_FORMAT_H

#include "column/types.h"

enum { LT_FORMAT_MOST = 120 }; /* characters of a format */

typedef struct lt_number_format {
    char    whole[LT_FORMAT_MOST]; /* 0, 9 and ',': what stands before the point */
    int     whole_len, whole_digits, fraction_digits;
    bool    point, dollar;
    uint8_t before, after; /* 0, 'S', 'M' (MI) or, behind, 'P' (PR) */
} lt_number_format;

/* Errors: LT_EINVAL for what is no format. */
LT_MUST_USE lt_status lt_number_format_parse(lt_number_format *out, const uint8_t *p, size_t n,
                                             lt_error *err);
/* The decimal that to_number gives with a format. */
lt_type lt_number_format_type(const lt_number_format *f);

/* text[0, n) as unscaled digits of lt_number_format_type; false where it has another form. */
bool lt_number_format_read(lt_i128 *out, const lt_number_format *f, const uint8_t *p, size_t n);
/* value / 10^scale in at most 2 * LT_FORMAT_MOST bytes; # where it has too many digits. */
size_t lt_number_format_write(char *out, const lt_number_format *f, lt_i128 value, int scale);

#endif

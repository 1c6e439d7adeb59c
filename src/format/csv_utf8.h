/* csv_utf8.h — tables for checking UTF-8 by vectors: three look-ups on nibbles, whose conjunction
 * names every error of two neighbouring bytes, plus the rule that third and fourth bytes are
 * continuations.
 *
 * Source   Keiser and Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte" (2021)
 */
#ifndef LT_FORMAT_CSV_UTF8_H
#define LT_FORMAT_CSV_UTF8_H

#include <stdint.h>

enum {
    LT_UTF8_SHORT = 1,      /* a lead byte or ASCII where a continuation must be */
    LT_UTF8_LONG = 2,       /* a continuation after ASCII */
    LT_UTF8_OVERLONG_3 = 4, /* E0 80..9F */
    LT_UTF8_LARGE = 8,      /* F4 90.. and above */
    LT_UTF8_SURROGATE = 16, /* ED A0..BF */
    LT_UTF8_OVERLONG_2 = 32,
    LT_UTF8_OVERLONG_4 = 64, /* F0 80..8F */
    LT_UTF8_LARGE_1000 = 64,
    LT_UTF8_TWO_CONTINUED = 128, /* two continuations: right only after a lead of 3 or 4 */
    LT_UTF8_CARRY = LT_UTF8_SHORT | LT_UTF8_LONG | LT_UTF8_TWO_CONTINUED
};

/* What two neighbouring bytes may be guilty of, by the high and low half of the first and the high
 * half of the second: what all three tables say is an error. */
static const uint8_t lt_csv_high_1[16] = {LT_UTF8_LONG,
                                          LT_UTF8_LONG,
                                          LT_UTF8_LONG,
                                          LT_UTF8_LONG,
                                          LT_UTF8_LONG,
                                          LT_UTF8_LONG,
                                          LT_UTF8_LONG,
                                          LT_UTF8_LONG,
                                          LT_UTF8_TWO_CONTINUED,
                                          LT_UTF8_TWO_CONTINUED,
                                          LT_UTF8_TWO_CONTINUED,
                                          LT_UTF8_TWO_CONTINUED,
                                          LT_UTF8_SHORT | LT_UTF8_OVERLONG_2,
                                          LT_UTF8_SHORT,
                                          LT_UTF8_SHORT | LT_UTF8_OVERLONG_3 | LT_UTF8_SURROGATE,
                                          LT_UTF8_SHORT | LT_UTF8_LARGE | LT_UTF8_LARGE_1000 |
                                              LT_UTF8_OVERLONG_4};
static const uint8_t lt_csv_low_1[16] = {
    LT_UTF8_CARRY | LT_UTF8_OVERLONG_3 | LT_UTF8_OVERLONG_2 | LT_UTF8_OVERLONG_4,
    LT_UTF8_CARRY | LT_UTF8_OVERLONG_2,
    LT_UTF8_CARRY,
    LT_UTF8_CARRY,
    LT_UTF8_CARRY | LT_UTF8_LARGE,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000 | LT_UTF8_SURROGATE,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000,
    LT_UTF8_CARRY | LT_UTF8_LARGE | LT_UTF8_LARGE_1000};
static const uint8_t lt_csv_high_2[16] = {
    LT_UTF8_SHORT,
    LT_UTF8_SHORT,
    LT_UTF8_SHORT,
    LT_UTF8_SHORT,
    LT_UTF8_SHORT,
    LT_UTF8_SHORT,
    LT_UTF8_SHORT,
    LT_UTF8_SHORT,
    LT_UTF8_LONG | LT_UTF8_OVERLONG_2 | LT_UTF8_TWO_CONTINUED | LT_UTF8_OVERLONG_3 |
        LT_UTF8_LARGE_1000 | LT_UTF8_OVERLONG_4,
    LT_UTF8_LONG | LT_UTF8_OVERLONG_2 | LT_UTF8_TWO_CONTINUED | LT_UTF8_OVERLONG_3 | LT_UTF8_LARGE,
    LT_UTF8_LONG | LT_UTF8_OVERLONG_2 | LT_UTF8_TWO_CONTINUED | LT_UTF8_SURROGATE | LT_UTF8_LARGE,
    LT_UTF8_LONG | LT_UTF8_OVERLONG_2 | LT_UTF8_TWO_CONTINUED | LT_UTF8_SURROGATE | LT_UTF8_LARGE,
    LT_UTF8_SHORT,
    LT_UTF8_SHORT,
    LT_UTF8_SHORT,
    LT_UTF8_SHORT};

#endif

/* functions_text.h — kernels of texts beyond functions.h: patterns, encodings, digests, formats.
 *
 * As in functions.h: STRICT unless a line says LENIENT; text is string or binary, n is int32.
 * PARTIAL: strict, and null where the value has no answer.
 */
#ifndef LT_KERNEL_FUNCTIONS_TEXT_H
#define LT_KERNEL_FUNCTIONS_TEXT_H

#include "kernel/kernel.h"

/* ---- checks.c ---- */
lt_kernel lt_kernel_typeof;      /* any -> string; LENIENT */
lt_kernel lt_kernel_raise_error; /* string -> void; LENIENT */
lt_kernel lt_kernel_assert_true; /* bool[, string] -> void; LENIENT */

/* ---- regex_functions.c: s, pattern, … : Java's regular expressions ---- */
lt_kernel lt_kernel_rlike;          /* -> bool */
lt_kernel lt_kernel_regexp_count;   /* -> int32 */
lt_kernel lt_kernel_regexp_instr;   /* [n ignored] -> int32; 0: no match */
lt_kernel lt_kernel_regexp_extract; /* [n group: 1] -> string */
lt_kernel lt_kernel_regexp_substr;  /* -> string; PARTIAL */
lt_kernel lt_kernel_regexp_replace; /* s by[, n position] -> string */

/* ---- strings_edit.c, levenshtein.c ---- */
lt_kernel lt_kernel_substring_index; /* s, delimiter, n count: from the end when negative */
lt_kernel lt_kernel_overlay;         /* text s, by, n position[, n length] */
lt_kernel lt_kernel_elt;             /* n, text, …; LENIENT */
lt_kernel lt_kernel_find_in_set;     /* s, set -> int32 */
lt_kernel lt_kernel_char;            /* int64 -> string */
lt_kernel lt_kernel_bit_length;      /* text -> int32 */
lt_kernel lt_kernel_soundex;
lt_kernel lt_kernel_quote;
lt_kernel lt_kernel_luhn_check;      /* s -> bool */
lt_kernel lt_kernel_mask;            /* s[, upper, lower, digit, other]; LENIENT */
lt_kernel lt_kernel_is_valid_utf8;   /* text -> bool */
lt_kernel lt_kernel_make_valid_utf8; /* text -> string */
lt_kernel lt_kernel_validate_utf8;   /* text -> string */
lt_kernel lt_kernel_levenshtein;     /* s, s[, n limit] -> int32; -1 past the limit */

/* ---- encode.c, urls.c ---- */
lt_kernel lt_kernel_base64;    /* text -> string */
lt_kernel lt_kernel_unbase64;  /* string -> binary */
lt_kernel lt_kernel_hex;       /* int64 or text -> string */
lt_kernel lt_kernel_unhex;     /* string -> binary; PARTIAL */
lt_kernel lt_kernel_bin;       /* int64 -> string */
lt_kernel lt_kernel_conv;      /* string, n from, n into -> string; PARTIAL */
lt_kernel lt_kernel_encode;    /* string, character set -> binary */
lt_kernel lt_kernel_decode;    /* text, character set -> string */
lt_kernel lt_kernel_to_binary; /* string[, format] -> binary */
lt_kernel lt_kernel_url_encode;
lt_kernel lt_kernel_url_decode;
lt_kernel lt_kernel_parse_url; /* string, part[, key] -> string; PARTIAL */

/* ---- digest_functions.c, spark_hash.c ---- */
lt_kernel lt_kernel_md5; /* text -> string, as sha1 */
lt_kernel lt_kernel_sha1;
lt_kernel lt_kernel_sha2;     /* text, n bits -> string; PARTIAL */
lt_kernel lt_kernel_crc32;    /* text -> int64 */
lt_kernel lt_kernel_hash;     /* any, … -> int32; LENIENT */
lt_kernel lt_kernel_xxhash64; /* any, … -> int64; LENIENT */

/* ---- number_text.c, format_string.c ---- */
lt_kernel lt_kernel_to_number;     /* string, format -> decimal of lt_number_format_type */
lt_kernel lt_kernel_to_char;       /* decimal or binary, format -> string */
lt_kernel lt_kernel_format_number; /* number, n or format -> string; PARTIAL */
lt_kernel lt_kernel_format_string; /* format, any, … -> string; LENIENT */

#endif

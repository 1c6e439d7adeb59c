/* functions.h — every kernel by name, for the rows of the function registry.
 *
 * A kernel finds the loop for its argument types itself, so one name serves all types listed.
 * "One type": every argument has the same type (decimals: the same scale too).
 * STRICT unless a line says LENIENT (then the kernel looks at nulls itself).
 * T is the type of the argument; "number" is int8 to int64, float32, float64 or decimal.
 */
#ifndef LT_KERNEL_FUNCTIONS_H
#define LT_KERNEL_FUNCTIONS_H

#include "kernel/kernel.h"

/* ---- arith*.c: ints and floats: arguments of one type. Decimals: any scales; the result's
 * precision and scale are call->result's, rounded half up. Overflow and x/0 are errors, or null
 * with call->try_ ---- */
lt_kernel lt_kernel_add;      /* number T, T -> T */
lt_kernel lt_kernel_subtract; /* number T, T -> T */
lt_kernel lt_kernel_multiply; /* number T, T -> T */
lt_kernel lt_kernel_divide;   /* float64, float64 -> float64; float32 too; decimals */
lt_kernel lt_kernel_div;      /* int T, T -> int64; decimals -> int64: truncating */
lt_kernel lt_kernel_mod;      /* number T, T -> T: sign of the dividend */
lt_kernel lt_kernel_pmod;     /* number T, T -> T: never negative for a positive divisor */
lt_kernel lt_kernel_negative; /* number T -> T */
lt_kernel lt_kernel_abs;      /* number T -> T */

/* ---- math.c ---- */
lt_kernel lt_kernel_ceil;   /* int T or float64 -> int64; decimal -> decimal(p-s+1,0) */
lt_kernel lt_kernel_floor;  /* as ceil */
lt_kernel lt_kernel_round;  /* number T[, int32 CONST digits] -> T, decimals: as result says */
lt_kernel lt_kernel_bround; /* half even */
lt_kernel lt_kernel_sign;   /* float64 -> float64; decimal -> decimal */
lt_kernel lt_kernel_sqrt;   /* float64 -> float64, as all below */
lt_kernel lt_kernel_cbrt;
lt_kernel lt_kernel_exp;
lt_kernel lt_kernel_ln; /* null unless positive, as log10, log2, log */
lt_kernel lt_kernel_log10;
lt_kernel lt_kernel_log2;
lt_kernel lt_kernel_log; /* base, x */
lt_kernel lt_kernel_pow; /* x, y */
lt_kernel lt_kernel_sin;
lt_kernel lt_kernel_cos;
lt_kernel lt_kernel_tan;
lt_kernel lt_kernel_asin;
lt_kernel lt_kernel_acos;
lt_kernel lt_kernel_atan;
lt_kernel lt_kernel_atan2; /* y, x */
lt_kernel lt_kernel_degrees;
lt_kernel lt_kernel_radians;

/* ---- compare.c: any one type, two arguments -> bool ---- */
lt_kernel lt_kernel_eq;
lt_kernel lt_kernel_ne;
lt_kernel lt_kernel_lt;
lt_kernel lt_kernel_le;
lt_kernel lt_kernel_gt;
lt_kernel lt_kernel_ge;
lt_kernel lt_kernel_same;      /* <=>; LENIENT: never null */
lt_kernel lt_kernel_isnull;    /* any; LENIENT */
lt_kernel lt_kernel_isnotnull; /* any; LENIENT */
lt_kernel lt_kernel_isnan;     /* float32, float64; LENIENT: null is false */
lt_kernel lt_kernel_in;        /* value, item, …: one type; LENIENT, three-valued */
lt_kernel lt_kernel_greatest;  /* two or more of one type; LENIENT: nulls are skipped */
lt_kernel lt_kernel_least;

/* ---- logic.c: bool; LENIENT, three-valued; and, or take two or more ---- */
lt_kernel lt_kernel_and;
lt_kernel lt_kernel_or;
lt_kernel lt_kernel_not;

/* ---- strings*.c: string arguments unless said; positions are 1-based, in code points;
 * binary where it says text. n: int32 ---- */
lt_kernel lt_kernel_upper;
lt_kernel lt_kernel_lower;
lt_kernel lt_kernel_initcap;
lt_kernel lt_kernel_length;       /* string (code points) or binary (bytes) -> int32 */
lt_kernel lt_kernel_octet_length; /* text -> int32 */
lt_kernel lt_kernel_trim;         /* s[, characters]: blanks by default */
lt_kernel lt_kernel_ltrim;
lt_kernel lt_kernel_rtrim;
lt_kernel lt_kernel_substring; /* text s, n start[, n length] */
lt_kernel lt_kernel_left;      /* text s, n */
lt_kernel lt_kernel_right;     /* s, n */
lt_kernel lt_kernel_concat;    /* one text type, any number */
lt_kernel lt_kernel_concat_ws; /* separator, s, …: LENIENT: nulls are skipped */
lt_kernel lt_kernel_replace;   /* s, search[, by] */
lt_kernel lt_kernel_translate; /* s, from, to */
lt_kernel lt_kernel_contains;  /* text s, part -> bool */
lt_kernel lt_kernel_startswith;
lt_kernel lt_kernel_endswith;
lt_kernel lt_kernel_like; /* s, pattern[, escape] -> bool */
lt_kernel lt_kernel_ilike;
lt_kernel lt_kernel_instr;  /* s, part -> int32; 0: absent */
lt_kernel lt_kernel_locate; /* part, s[, n start] -> int32 */
lt_kernel lt_kernel_lpad;   /* s, n[, by] */
lt_kernel lt_kernel_rpad;
lt_kernel lt_kernel_reverse;
lt_kernel lt_kernel_repeat;     /* s, n */
lt_kernel lt_kernel_space;      /* n */
lt_kernel lt_kernel_split_part; /* s, separator, n part: 0 is an error, negative from the end */
lt_kernel lt_kernel_ascii;      /* s -> int32: first code point, 0 for '' */

/* ---- dates*.c: dates are date, ts: timestamp or timestamp_ntz in call->zone ---- */
lt_kernel lt_kernel_year; /* date or ts -> int32, as all of these */
lt_kernel lt_kernel_quarter;
lt_kernel lt_kernel_month;
lt_kernel lt_kernel_day;       /* dayofmonth */
lt_kernel lt_kernel_dayofweek; /* 1 Sunday … 7 Saturday */
lt_kernel lt_kernel_weekday;   /* 0 Monday … 6 Sunday */
lt_kernel lt_kernel_dayofyear;
lt_kernel lt_kernel_weekofyear; /* ISO */
lt_kernel lt_kernel_hour;       /* ts only */
lt_kernel lt_kernel_minute;
lt_kernel lt_kernel_second;
lt_kernel lt_kernel_date_add; /* date, int32 -> date */
lt_kernel lt_kernel_date_sub;
lt_kernel lt_kernel_datediff;           /* date end, date start -> int32 */
lt_kernel lt_kernel_to_date;            /* string[, pattern], date or ts -> date */
lt_kernel lt_kernel_to_timestamp;       /* string[, pattern], date or ts -> either timestamp */
lt_kernel lt_kernel_trunc;              /* date, string unit -> date; null for an unknown unit */
lt_kernel lt_kernel_date_trunc;         /* string unit, ts T -> T; null for an unknown unit */
lt_kernel lt_kernel_last_day;           /* date -> date */
lt_kernel lt_kernel_add_months;         /* date, int32 -> date */
lt_kernel lt_kernel_months_between;     /* ts, ts[, bool rounded] -> float64 */
lt_kernel lt_kernel_unix_timestamp;     /* nothing, date, ts, or string[, pattern] -> int64 s */
lt_kernel lt_kernel_timestamp_seconds;  /* int64, float64 or decimal seconds -> timestamp */
lt_kernel lt_kernel_make_date;          /* int32 year, month, day -> date */
lt_kernel lt_kernel_date_format;        /* timestamp, string pattern -> string */
lt_kernel lt_kernel_from_unixtime;      /* int64 seconds[, string pattern] -> string */
lt_kernel lt_kernel_from_utc_timestamp; /* timestamp, string zone -> timestamp */
lt_kernel lt_kernel_to_utc_timestamp;
lt_kernel lt_kernel_convert_timezone; /* [string from,] string to, timestamp_ntz -> timestamp_ntz */
lt_kernel lt_kernel_current_date;     /* -> date: when the query began */
lt_kernel lt_kernel_current_timestamp; /* -> either timestamp */
lt_kernel lt_kernel_current_timezone;  /* -> string */
/* int32 year, month, day, hour, minute, decimal(16,6) second[, string zone] -> either timestamp */
lt_kernel lt_kernel_make_timestamp;
lt_kernel lt_kernel_next_day;            /* date, string weekday -> date */
lt_kernel lt_kernel_dayname;             /* date -> string */
lt_kernel lt_kernel_monthname;           /* date -> string */
lt_kernel lt_kernel_yearofweek;          /* date or ts -> int32: the ISO year */
lt_kernel lt_kernel_secondwithfraction;  /* ts -> decimal(8,6) */
lt_kernel lt_kernel_unix_date;           /* date -> int32 */
lt_kernel lt_kernel_date_from_unix_date; /* int32 -> date */
lt_kernel lt_kernel_unix_seconds;        /* timestamp -> int64, as both below */
lt_kernel lt_kernel_unix_millis;
lt_kernel lt_kernel_unix_micros;
lt_kernel lt_kernel_timestamp_millis; /* int64 -> timestamp */
lt_kernel lt_kernel_timestamp_micros;
lt_kernel lt_kernel_timestampadd;  /* string unit, int32 n, ts T -> T */
lt_kernel lt_kernel_timestampdiff; /* string unit, timestamp start, end -> int64 */
/* x + interval, of numbers that are int32, seconds decimal(18,6). A text is one of a timestamp. */
lt_kernel lt_kernel_add_ym_interval;  /* date or ts T, years, months -> T */
lt_kernel lt_kernel_add_day_interval; /* date, ts or string T, days -> T */
lt_kernel lt_kernel_add_dt_interval;  /* ts or string T, days, hours, minutes, seconds */
lt_kernel lt_kernel_add_interval;     /* T, years, months, weeks, days, hours, minutes, seconds */

/* ---- lists*.c: L: a list of any element T; value: T ---- */
lt_kernel lt_kernel_array;           /* T, … -> L; LENIENT */
lt_kernel lt_kernel_array_repeat;    /* T, n -> L; LENIENT */
lt_kernel lt_kernel_array_size;      /* L -> int32 */
lt_kernel lt_kernel_element_at;      /* L, n -> T: from 1, negative from the end */
lt_kernel lt_kernel_try_element_at;  /* the same, null where there is none */
lt_kernel lt_kernel_list_index;      /* L, n -> T: from 0 */
lt_kernel lt_kernel_list_get;        /* L, n -> T: from 0, null where there is none */
lt_kernel lt_kernel_array_contains;  /* L, value -> bool */
lt_kernel lt_kernel_array_position;  /* L, value -> int64: from 1, 0: absent */
lt_kernel lt_kernel_array_union;     /* L, … -> L: one L: distinct */
lt_kernel lt_kernel_array_intersect; /* L, L -> L */
lt_kernel lt_kernel_array_except;    /* L, L -> L */
lt_kernel lt_kernel_arrays_overlap;  /* L, L -> bool */
lt_kernel lt_kernel_array_remove;    /* L, value -> L */
lt_kernel lt_kernel_array_compact;   /* L -> L without nulls */
lt_kernel lt_kernel_array_append;    /* L, value -> L; LENIENT */
lt_kernel lt_kernel_array_prepend;
lt_kernel lt_kernel_array_concat;  /* L, … -> L */
lt_kernel lt_kernel_array_reverse; /* L -> L */
lt_kernel lt_kernel_slice;         /* L, n start, n length -> L */
lt_kernel lt_kernel_flatten;       /* list of L -> L */
lt_kernel lt_kernel_sequence;      /* int T or date, T[, T step; date: n] -> list of T */
lt_kernel lt_kernel_sort_array;    /* L[, bool ascending] -> L: nulls are smallest */
lt_kernel lt_kernel_array_sort;    /* L -> L: ascending, nulls last */
lt_kernel lt_kernel_array_min;     /* L -> T; nulls are skipped */
lt_kernel lt_kernel_array_max;
lt_kernel lt_kernel_array_join;         /* list of string, string[, string for nulls] -> string */
lt_kernel lt_kernel_split;              /* s, pattern[, n limit] -> list of string */
lt_kernel lt_kernel_regexp_extract_all; /* s, pattern[, n group] -> list of string */

/* ---- for evaluators (take.c) ---- */

/* out[rows[k]] = from[k] for k < n (rows NULL: k itself), nulls and the bytes of strings included;
 * out is a FLAT column of from's type. Rows never written hold what out was opened with: for
 * strings that must be zero. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_merge_rows(lt_column *out, const int32_t *rows, int32_t n,
                                    const lt_column *from, lt_error *err);

#endif

/* options.h — named settings as text, checked and typed by a table.
 *
 * A caller gathers name = text pairs, checks them once against the table of the thing they
 * are for, and then asks for values; an absent name has the table's fallback. Names match
 * without regard to case, as Spark's options do.
 *
 *   static const lt_option_spec specs[] = {
 *       {"header", LT_OPTION_BOOL, NULL, "true", "the first row holds names"},
 *       {"mode", LT_OPTION_CHOICE, "permissive|failfast|dropmalformed", "permissive", "…"},
 *   };
 *   static const lt_option_table table = {"read_csv", specs, 2};
 *
 * Threads  one owner while adding; any number of readers after
 */
#ifndef LT_CORE_OPTIONS_H
#define LT_CORE_OPTIONS_H

#include "core/buf.h"
#include "core/mem.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum lt_option_type {
    LT_OPTION_BOOL,   /* true false yes no on off 1 0 */
    LT_OPTION_INT,    /* int64 */
    LT_OPTION_SIZE,   /* bytes: 512MB, 2GiB, 100k, 1.5G, 4096 */
    LT_OPTION_FLOAT,  /* double */
    LT_OPTION_TEXT,   /* anything */
    LT_OPTION_CHOICE, /* one of choices, in any case */
} lt_option_type;

typedef struct lt_option_spec {
    const char    *name;
    lt_option_type type;
    const char    *choices;  /* "a|b|c" for LT_OPTION_CHOICE, else NULL */
    const char    *fallback; /* the value when it is not given; NULL: none (0, false, NULL) */
    const char    *help;     /* one line for people */
} lt_option_spec;

typedef struct lt_option_table {
    const char           *what; /* who is asked, for messages: "read_csv" */
    const lt_option_spec *specs;
    size_t                count;
} lt_option_table;

/* {.mem = m} is an empty set. */
typedef struct lt_options {
    lt_mem                 *mem;
    struct lt_options_item *items; /* in the order they were first put */
    size_t                  count, cap;
} lt_options;

/* Sets name to a copy of the text, in place of an earlier value. Errors: LT_ENOMEM, LT_EINVAL
 * (empty name, NUL inside); o is then as it was. */
LT_MUST_USE lt_status lt_options_put(lt_options *o, const char *name, const char *text,
                                     size_t text_len, lt_error *err);
void                  lt_options_clear(lt_options *o);

/* Every name is in the table and every value reads as its type. Errors: LT_EUSAGE with the
 * nearest name or the choices as hint. */
LT_MUST_USE lt_status lt_options_check(const lt_options *o, const lt_option_table *t,
                                       lt_error *err);

/* The text given for name, or NULL; and the k-th pair. Borrowed until the next put. */
const char *lt_options_find(const lt_options *o, const char *name);
const char *lt_options_name(const lt_options *o, size_t k);
const char *lt_options_value(const lt_options *o, size_t k);

/* Values of a checked set; o may be NULL (all fallbacks). name must be in the table, with
 * that type (asserted). A choice is given by its index in choices, -1 when there is none. */
bool    lt_options_bool(const lt_options *o, const lt_option_table *t, const char *name);
int64_t lt_options_int(const lt_options *o, const lt_option_table *t, const char *name);
int64_t lt_options_size(const lt_options *o, const lt_option_table *t, const char *name);
int     lt_options_choice(const lt_options *o, const lt_option_table *t, const char *name);

/* The same readings on their own. Sizes: k m g t p (and kb, mb …) are powers of 1000, ki mi gi …
 * (kib, mib …) of 1024, in any case, blanks before the unit allowed; negatives are refused. */
bool lt_parse_bool(const char *p, size_t n, bool *out);
bool lt_parse_size(const char *p, size_t n, int64_t *out);

/* 512 B, 1.5 KiB, 2.0 GiB: for people. out holds LT_SIZE_TEXT bytes, NUL-ended. */
#define LT_SIZE_TEXT 32
size_t lt_print_size(char out[LT_SIZE_TEXT], int64_t bytes);

#endif

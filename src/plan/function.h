/* function.h — the one registry of functions: names, types, kernels, help.
 *
 * One row a function. Documentation, help, completion and tests are made from it.
 * Resolution: `types` gets the argument types, may change them to what it wants (the resolver
 * then adds casts as Spark coerces) and answers the result type.
 */
#ifndef LT_PLAN_FUNCTION_H
#define LT_PLAN_FUNCTION_H

#include "column/types.h"
#include "kernel/aggregate.h"
#include "kernel/kernel.h"

typedef enum lt_null_rule {
    LT_STRICT,  /* any null argument: null */
    LT_LENIENT, /* the kernel decides */
    LT_PARTIAL  /* as strict, and some values have no answer: null */
} lt_null_rule;

typedef enum lt_lazy {
    LT_EAGER,
    LT_LAZY_AND,
    LT_LAZY_OR,
    LT_LAZY_WHEN,
    LT_LAZY_IF,
    LT_LAZY_COALESCE /* arguments run on the rows that need them */
} lt_lazy;

typedef struct lt_function {
    const char *name;               /* lower case, as Spark's: "upper", "+", "when" */
    const char *aliases;            /* space-separated; "" */
    int8_t      min_args, max_args; /* max -1: any number */
    bool        aggregate;
    bool can_fail; /* a valid argument value can raise an error, or each call has another answer */
    lt_null_rule nulls;
    lt_lazy      lazy;
    /* args may be rewritten to the types wanted. Errors: LT_ETYPE in words of the user. */
    lt_status (*types)(lt_type *result, lt_type *args, int32_t count, lt_error *err);
    /* the kernel for resolved argument types; NULL for aggregates and lazy ones */
    lt_kernel *(*kernel)(const lt_type *args, int32_t count, lt_type result);
    bool        try_;      /* the kernel is called with call->try_ set */
    const char *signature; /* "upper(text) -> string" */
    const char *help;      /* one or two sentences */
    const char *example;   /* "upper('spark')  -- SPARK" */
    const char *group;     /* "string", "math", "aggregate", … */
} lt_function;

/* Any case; NULL if there is none. */
const lt_function *lt_function_find(const char *name, size_t len);
/* The i-th row in name order, NULL past the end. */
const lt_function *lt_function_at(int32_t i);
/* The LT_ENOTFOUND error for an unknown name, with its near miss. */
lt_status lt_function_missing(const char *name, size_t len, lt_error *err);

#endif

/* param.h — parameters of a notebook: the assignments of its cells tagged "parameters".
 *
 *     date = yesterday()   --@ date: day to process
 *     lake = "datalake"    --@ root of the lake
 *     zone = "EU"          --@ choice{"EU", "US"}: where
 *
 * A line that assigns one global a value is a parameter. After `--@` stand a type and a text,
 * or a text alone; without a type it is that of the literal, and string for an expression.
 * Tables, functions and nil are no parameters' values and are left out.
 *
 * Limits   1,000 parameters, 1,000 choices each
 */
#ifndef LT_NOTEBOOK_PARAM_H
#define LT_NOTEBOOK_PARAM_H

#include "core/arena.h"
#include "notebook/notebook.h"

/* One row per type: name in the file. */
#define LT_PARAM_TYPE_LIST(_) \
    _(STRING, "string")       \
    _(INT, "int")             \
    _(FLOAT, "float")         \
    _(BOOL, "bool")           \
    _(DATE, "date")           \
    _(TIMESTAMP, "timestamp") \
    _(CHOICE, "choice")

typedef enum lt_param_type {
#define LT_PARAM_ENUM(name, word) LT_PARAM_##name,
    LT_PARAM_TYPE_LIST(LT_PARAM_ENUM)
#undef LT_PARAM_ENUM
} lt_param_type;

typedef struct lt_param_choice {
    const char *text; /* what a user types */
    const char *lua;  /* the literal as written */
} lt_param_choice;

typedef struct lt_param {
    const char            *name;
    lt_param_type          type;
    bool                   is_expression; /* the default is computed: yesterday() */
    const char            *lua;           /* the default as written */
    const char            *text;          /* the default's value; "" where it is computed */
    const char            *help;          /* "" none */
    const lt_param_choice *choices;
    size_t                 choice_count;
    int64_t                line; /* of the notebook file */
    size_t                 cell;
} lt_param;

const char *lt_param_type_word(lt_param_type type);

/* The parameters in the order of the file, in the arena. A name assigned twice counts once, at
 * its first line. Errors: LT_ENOMEM, LT_ELIMIT. */
LT_MUST_USE lt_status lt_notebook_params(const lt_param **out, size_t *count, const lt_notebook *nb,
                                         lt_arena *arena, lt_error *err);

/* Appends the Lua text of assignments that give names[i] the value values[i], one a line, to be
 * run after the (last) parameters cell. Texts are quoted, so no value can be code.
 * Errors: LT_EUSAGE: unknown name, or a value that does not fit; LT_ENOMEM. */
LT_MUST_USE lt_status lt_notebook_override(lt_buf *out, const lt_notebook *nb,
                                           const char *const *names, const char *const *values,
                                           size_t n, lt_error *err);

/* Appends text as a Lua string literal: printable ASCII and UTF-8 bytes as they are. */
LT_MUST_USE lt_status lt_lua_quote(lt_buf *out, const char *text, size_t len, lt_error *err);

#endif

/* args.h — a command's options and operands, by a table that also writes its help.
 *
 *     -p k=v   -pk=v   --param k=v   --param=k=v   --json
 *
 * Options and operands mix; everything behind `--` is an operand, and so is `-`. Of an option
 * given twice the last counts, unless it is a list. Short flags may be joined (-ab).
 * --help and -h belong to every command.
 *
 * Threads  one owner
 * Errors   LT_EUSAGE with the near miss as hint; LT_ENOMEM
 */
#ifndef LT_TUI_ARGS_H
#define LT_TUI_ARGS_H

#include "core/buf.h"
#include "core/mem.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum tui_arg_kind {
    TUI_ARG_FLAG,   /* takes no value */
    TUI_ARG_TEXT,   /* anything */
    TUI_ARG_LIST,   /* anything, as often as wanted */
    TUI_ARG_INT,    /* 1 and up */
    TUI_ARG_SIZE,   /* bytes: 512MB, 2GiB; 1 and up */
    TUI_ARG_CHOICE, /* one of the words of `value` */
} tui_arg_kind;

typedef struct tui_option {
    const char  *name;   /* without the dashes */
    char         letter; /* 0: none */
    tui_arg_kind kind;
    const char  *value; /* its word in the help: "N"; of a choice the words: "csv|json" */
    const char  *help;
} tui_option;

struct tui_args;

typedef struct tui_command {
    const char       *name, *summary;
    const char       *operands; /* for the usage line: "FILE"; "" none */
    size_t            least, most;
    const tui_option *options;
    size_t            option_count;
    const char       *notes; /* below the options: examples, exit codes; NULL none */
    int (*run)(const struct tui_args *args); /* answers the exit code */
} tui_command;

typedef struct tui_given {
    const tui_option *option; /* NULL: an operand */
    const char       *text;   /* borrowed from argv; NULL for a flag */
    int64_t           number; /* of TUI_ARG_INT and TUI_ARG_SIZE */
} tui_given;

typedef struct tui_args {
    lt_mem            *mem;
    const tui_command *command;
    tui_given         *given;
    size_t             count, cap;
    bool               wants_help; /* then nothing else was checked */
} tui_args;

/* Reads argv[0, argc), which begins behind the command's name and must outlive out. */
LT_MUST_USE lt_status tui_args_open(tui_args *out, lt_mem *mem, const tui_command *command,
                                    int argc, char *const *argv, lt_error *err);
void                  tui_args_close(tui_args *args);

/* name must be in the command's table, with that kind (asserted). */
bool        tui_args_has(const tui_args *args, const char *name);
const char *tui_args_text(const tui_args *args, const char *name); /* NULL: not given */
int64_t     tui_args_int(const tui_args *args, const char *name, int64_t fallback);

/* The next value of a list from *at on (begin with 0), or NULL. */
const char *tui_args_next(const tui_args *args, const char *name, size_t *at);

/* The k-th operand, or NULL. */
const char *tui_args_operand(const tui_args *args, size_t k);

/* Appends the help of a command. */
LT_MUST_USE lt_status tui_args_help(lt_buf *out, const tui_command *command, lt_error *err);

#endif

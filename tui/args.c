#include "tui/args.h"

#include "core/nearest.h"
#include "core/number.h"
#include "core/options.h"

#include <assert.h>
#include <string.h>

static const tui_option help_option = {"help", 'h', TUI_ARG_FLAG, NULL, "show this"};

/* ---- the table ---- */

/* The k-th option, --help last; NULL past it. */
static const tui_option *option_at(const tui_command *command, size_t k)
{
    if (k < command->option_count) return &command->options[k];
    return k == command->option_count ? &help_option : NULL;
}

static const tui_option *find_long(const tui_command *command, const char *name, size_t len)
{
    const tui_option *o;
    for (size_t k = 0; (o = option_at(command, k)); k++)
        if (strlen(o->name) == len && memcmp(o->name, name, len) == 0) return o;
    return NULL;
}

static const tui_option *find_letter(const tui_command *command, char letter)
{
    const tui_option *o;
    for (size_t k = 0; (o = option_at(command, k)); k++)
        if (o->letter == letter) return o;
    return NULL;
}

static const char *name_at(const void *command, size_t k) { return option_at(command, k)->name; }

static lt_status fail_unknown(const tui_command *command, const char *name, size_t len,
                              lt_error *err)
{
    char wanted[64];
    lt_fail(err, LT_EUSAGE, LT_HERE, "%s has no option --%.*s", command->name, (int)len, name);
    size_t kept = len < sizeof(wanted) ? len : sizeof(wanted) - 1;
    memcpy(wanted, name, kept);
    wanted[kept] = 0;
    const char *near = lt_nearest_of(wanted, name_at, command, command->option_count + 1);
    if (near)
        lt_error_hint(err, "did you mean --%s?", near);
    else
        lt_error_hint(err, "lote %s --help lists the options", command->name);
    return LT_EUSAGE;
}

/* ---- values ---- */

static bool is_choice(const char *choices, const char *text)
{
    size_t len = strlen(text);
    for (const char *at = choices; len && *at;) {
        size_t word = strcspn(at, "|");
        if (word == len && memcmp(at, text, len) == 0) return true;
        at += word + (at[word] == '|');
    }
    return false;
}

/* Reads text as the option's kind into *g. */
static lt_status take_value(tui_given *g, const tui_option *o, const char *text, lt_error *err)
{
    size_t len = strlen(text);
    *g = (tui_given){.option = o, .text = text};
    switch (o->kind) {
    case TUI_ARG_INT:
        if (lt_parse_i64(text, len, &g->number) && g->number > 0) return LT_OK;
        return LT_FAIL(err, LT_EUSAGE, "--%s takes a whole number from 1, not \"%s\"", o->name,
                       text);
    case TUI_ARG_SIZE:
        if (lt_parse_size(text, len, &g->number) && g->number > 0) return LT_OK;
        lt_fail(err, LT_EUSAGE, LT_HERE, "--%s takes a size, not \"%s\"", o->name, text);
        lt_error_hint(err, "write it like 512MB, 2GiB or 4096");
        return LT_EUSAGE;
    case TUI_ARG_CHOICE:
        if (is_choice(o->value, text)) return LT_OK;
        return LT_FAIL(err, LT_EUSAGE, "--%s takes one of %s, not \"%s\"", o->name, o->value, text);
    case TUI_ARG_FLAG:
    case TUI_ARG_TEXT:
    case TUI_ARG_LIST: break;
    }
    return LT_OK;
}

/* ---- reading argv ---- */

typedef struct reader {
    tui_args    *args;
    int          argc, at; /* at: the next word */
    char *const *argv;
} reader;

static lt_status put(tui_args *args, tui_given g, lt_error *err)
{
    if (args->count == args->cap) {
        size_t cap = args->cap ? 2 * args->cap : 8;
        void  *moved = lt_mem_resize(args->mem, args->given, args->cap * sizeof(*args->given),
                                     cap * sizeof(*args->given));
        if (!moved)
            return lt_mem_refused(args->mem, cap * sizeof(*args->given), "the command line", err);
        args->given = moved;
        args->cap = cap;
    }
    args->given[args->count++] = g;
    return LT_OK;
}

/* An option with its value, which is `joined` or else the next word. */
static lt_status put_option(reader *r, const tui_option *o, const char *joined, lt_error *err)
{
    tui_given g = {.option = o};
    if (o == &help_option) {
        r->args->wants_help = true;
        return LT_OK;
    }
    if (o->kind == TUI_ARG_FLAG) return put(r->args, g, err);
    if (!joined && r->at == r->argc)
        return LT_FAIL(err, LT_EUSAGE, "--%s needs a value (%s)", o->name, o->value);
    LT_TRY(take_value(&g, o, joined ? joined : r->argv[r->at++], err));
    return put(r->args, g, err);
}

static lt_status read_long(reader *r, const char *word, lt_error *err)
{
    size_t            len = strcspn(word, "=");
    const tui_option *o = find_long(r->args->command, word, len);
    if (!o) return fail_unknown(r->args->command, word, len, err);
    if (o->kind == TUI_ARG_FLAG && word[len])
        return LT_FAIL(err, LT_EUSAGE, "--%s takes no value", o->name);
    return put_option(r, o, word[len] ? word + len + 1 : NULL, err);
}

/* -a, -ab, -p value, -pvalue */
static lt_status read_short(reader *r, const char *letters, lt_error *err)
{
    for (; *letters; letters++) {
        const tui_option *o = find_letter(r->args->command, *letters);
        if (!o) {
            lt_fail(err, LT_EUSAGE, LT_HERE, "%s has no option -%c", r->args->command->name,
                    *letters);
            lt_error_hint(err, "lote %s --help lists the options", r->args->command->name);
            return LT_EUSAGE;
        }
        if (o->kind != TUI_ARG_FLAG) return put_option(r, o, letters[1] ? letters + 1 : NULL, err);
        LT_TRY(put_option(r, o, NULL, err));
    }
    return LT_OK;
}

static lt_status read_words(reader *r, lt_error *err)
{
    bool only_operands = false;
    while (r->at < r->argc && !r->args->wants_help) {
        const char *word = r->argv[r->at++];
        if (only_operands || word[0] != '-' || !word[1])
            LT_TRY(put(r->args, (tui_given){.text = word}, err));
        else if (strcmp(word, "--") == 0)
            only_operands = true;
        else if (word[1] == '-')
            LT_TRY(read_long(r, word + 2, err));
        else
            LT_TRY(read_short(r, word + 1, err));
    }
    return LT_OK;
}

static lt_status check_operands(const tui_args *args, lt_error *err)
{
    const tui_command *c = args->command;
    size_t             n = 0;
    while (tui_args_operand(args, n)) n++;
    if (n >= c->least && n <= c->most) return LT_OK;
    if (n < c->least)
        lt_fail(err, LT_EUSAGE, LT_HERE, "%s needs %s", c->name, c->operands);
    else
        lt_fail(err, LT_EUSAGE, LT_HERE, "%s does not take \"%s\"", c->name,
                tui_args_operand(args, c->most));
    lt_error_hint(err, "lote %s%s%s [options]; lote %s --help says more", c->name,
                  c->operands[0] ? " " : "", c->operands, c->name);
    return LT_EUSAGE;
}

lt_status tui_args_open(tui_args *out, lt_mem *mem, const tui_command *command, int argc,
                        char *const *argv, lt_error *err)
{
    *out = (tui_args){.mem = mem, .command = command};
    reader    r = {.args = out, .argc = argc, .argv = argv};
    lt_status status = read_words(&r, err);
    if (!status && !out->wants_help) status = check_operands(out, err);
    if (status) tui_args_close(out);
    return status;
}

void tui_args_close(tui_args *args)
{
    lt_mem_free(args->mem, args->given, args->cap * sizeof(*args->given));
    *args = (tui_args){.mem = args->mem, .command = args->command};
}

/* ---- asking ---- */

static const tui_given *find_last(const tui_args *args, const char *name)
{
    const tui_option *o = find_long(args->command, name, strlen(name));
    assert(o);
    for (size_t k = args->count; k-- > 0;)
        if (args->given[k].option == o) return &args->given[k];
    return NULL;
}

bool tui_args_has(const tui_args *args, const char *name) { return find_last(args, name) != NULL; }

const char *tui_args_text(const tui_args *args, const char *name)
{
    const tui_given *g = find_last(args, name);
    return g ? g->text : NULL;
}

int64_t tui_args_int(const tui_args *args, const char *name, int64_t fallback)
{
    const tui_given *g = find_last(args, name);
    return g ? g->number : fallback;
}

const char *tui_args_next(const tui_args *args, const char *name, size_t *at)
{
    const tui_option *o = find_long(args->command, name, strlen(name));
    assert(o && o->kind == TUI_ARG_LIST);
    while (*at < args->count) {
        const tui_given *g = &args->given[(*at)++];
        if (g->option == o) return g->text;
    }
    return NULL;
}

const char *tui_args_operand(const tui_args *args, size_t k)
{
    for (size_t i = 0; i < args->count; i++)
        if (!args->given[i].option && k-- == 0) return args->given[i].text;
    return NULL;
}

/* ---- help ---- */

enum { HELP_COLUMN = 26 };

/* "  -p, --param NAME=VALUE    text" */
static lt_status help_line(lt_buf *out, const tui_option *o, lt_error *err)
{
    size_t start = out->len;
    if (o->letter)
        LT_TRY(lt_buf_printf(out, err, "  -%c, --%s", o->letter, o->name));
    else
        LT_TRY(lt_buf_printf(out, err, "      --%s", o->name));
    if (o->kind != TUI_ARG_FLAG) LT_TRY(lt_buf_printf(out, err, " %s", o->value));
    size_t used = out->len - start;
    if (used + 2 > HELP_COLUMN) {
        LT_TRY(lt_buf_text(out, "\n", err));
        used = 0;
    }
    return lt_buf_printf(out, err, "%*s%s\n", (int)(HELP_COLUMN + 2 - used), "", o->help);
}

lt_status tui_args_help(lt_buf *out, const tui_command *c, lt_error *err)
{
    const tui_option *o;
    LT_TRY(lt_buf_printf(out, err, "lote %s%s%s [options]\n\n%s\n\noptions\n", c->name,
                         c->operands[0] ? " " : "", c->operands, c->summary));
    for (size_t k = 0; (o = option_at(c, k)); k++) LT_TRY(help_line(out, o, err));
    return c->notes ? lt_buf_printf(out, err, "\n%s", c->notes) : LT_OK;
}

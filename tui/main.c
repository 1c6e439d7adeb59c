/* main.c — lote: finds the command that is meant, and says what to do when none is. */
#include "tui/main.h"

#include "core/clock.h"
#include "core/nearest.h"
#include "lote.h"
#include "tui/out.h"

#include <string.h>
#include <unistd.h>

static const tui_command *find(const char *name)
{
    const tui_command *c;
    for (size_t i = 0; (c = tui_command_at(i)); i++)
        if (strcmp(c->name, name) == 0) return c;
    return NULL;
}

/* ---- help ---- */

static lt_status overview(lt_buf *out, lt_error *err)
{
    const tui_command *c;
    LT_TRY(lt_buf_text(out, "lote — notebooks for batch data pipelines\n\n", err));
    for (size_t i = 0; (c = tui_command_at(i)); i++)
        LT_TRY(lt_buf_printf(out, err, "  lote %-11s%-10s%s\n", c->name, c->operands, c->summary));
    LT_TRY(lt_buf_printf(out, err, "  lote %-11s%-10s%s\n", "help", "[COMMAND]",
                         "what a command does and its options"));
    return lt_buf_text(out, "\nlote COMMAND --help says more.\n", err);
}

/* The help of c, or the overview when it is NULL. */
static int print_help(const tui_command *c)
{
    tui_out  out;
    lt_error err;
    tui_out_open(&out, lt_mem_default(), NULL);
    lt_status status = c ? tui_args_help(&out.text, c, &err) : overview(&out.text, &err);
    if (status) tui_complain_error(&err);
    return tui_out_close(&out, lt_status_exit(status));
}

/* ---- what is no command ---- */

static bool has_suffix(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);
    return n > m && strcmp(name + n - m, suffix) == 0;
}

static const char *word_at(const void *context, size_t k)
{
    (void)context;
    return k == 0 ? "help" : tui_command_at(k - 1)->name;
}

static size_t count_words(void)
{
    size_t n = 1;
    while (tui_command_at(n - 1)) n++;
    return n;
}

static int fail_unknown(const char *word)
{
    lt_error err;
    lt_fail(&err, LT_EUSAGE, LT_HERE, "lote has no command \"%s\"", word);
    const char *near = lt_nearest_of(word, word_at, NULL, count_words());
    if (near)
        lt_error_hint(&err, "did you mean lote %s?", near);
    else if (access(word, F_OK) == 0)
        lt_error_hint(&err, "lote view %s shows data", word);
    else
        lt_error_hint(&err, "lote --help lists the commands");
    tui_complain_error(&err);
    return lt_status_exit(LT_EUSAGE);
}

static int help_about(int argc, char *const *argv)
{
    if (argc == 0) return print_help(NULL);
    const tui_command *c = find(argv[0]);
    return c ? print_help(c) : fail_unknown(argv[0]);
}

static int run(const tui_command *c, int argc, char *const *argv)
{
    tui_args args;
    lt_error err;
    if (tui_args_open(&args, lt_mem_default(), c, argc, argv, &err) || lt_clock_check(&err)) {
        tui_complain_error(&err);
        tui_args_close(&args);
        return lt_status_exit(err.code);
    }
    int code = args.wants_help ? print_help(c) : c->run(&args);
    tui_args_close(&args);
    return code;
}

int main(int argc, char **argv)
{
    bool is_screen = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
    if (argc < 2 && is_screen) return run(&tui_cmd_open, 0, argv + 1);
    if (argc < 2) {
        lt_error err;
        lt_buf   text = {.mem = lt_mem_default()};
        if (overview(&text, &err) == LT_OK) tui_complain((const char *)text.data, text.len);
        lt_buf_clear(&text);
        return lt_status_exit(LT_EUSAGE);
    }
    const char *word = argv[1];
    if (!strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h"))
        return help_about(argc - 2, argv + 2);
    if (!strcmp(word, "--version") || !strcmp(word, "-V")) word = tui_cmd_version.name;
    const tui_command *c = find(word);
    if (!strcmp(word, tui_cmd_engine.name))
        c = &tui_cmd_engine; /* what screens start: not listed */
    if (!c && has_suffix(word, ".lua")) return run(&tui_cmd_open, argc - 1, argv + 1);
    return c ? run(c, argc - 2, argv + 2) : fail_unknown(word);
}

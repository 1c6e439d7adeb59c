/* cmd_completion.c — lote completion: what a shell needs to complete lote's commands and options,
 * written from the tables that the program itself reads its arguments by.
 */
#include "tui/main.h"

#include "tui/out.h"

#include <string.h>

static const tui_option no_options[] = {{"help", 'h', TUI_ARG_FLAG, NULL, "show this"}};

/* The k-th option of a command, --help last; NULL past it. */
static const tui_option *option_at(const tui_command *c, size_t k)
{
    if (k < c->option_count) return &c->options[k];
    return k == c->option_count ? no_options : NULL;
}

static lt_status put_commands(lt_buf *out, lt_error *err)
{
    const tui_command *c;
    for (size_t i = 0; (c = tui_command_at(i)); i++)
        LT_TRY(lt_buf_printf(out, err, "%s ", c->name));
    return lt_buf_text(out, "help", err);
}

/* The words of "a|b|c", parted by blanks. */
static lt_status put_choices(lt_buf *out, const char *choices, lt_error *err)
{
    for (const char *p = choices; *p; p++) LT_TRY(lt_buf_add(out, *p == '|' ? " " : p, 1, err));
    return LT_OK;
}

/* ---- bash ---- */

/* view:--format|view:-f) words "table csv"; return ;; */
static lt_status bash_values(lt_buf *out, const tui_command *c, lt_error *err)
{
    const tui_option *o;
    for (size_t k = 0; (o = option_at(c, k)); k++) {
        if (o->kind == TUI_ARG_FLAG) continue;
        LT_TRY(lt_buf_printf(out, err, "    %s:--%s", c->name, o->name));
        if (o->letter) LT_TRY(lt_buf_printf(out, err, "|%s:-%c", c->name, o->letter));
        LT_TRY(lt_buf_text(out, ") words=\"", err));
        if (o->kind == TUI_ARG_CHOICE) LT_TRY(put_choices(out, o->value, err));
        LT_TRY(lt_buf_text(out, "\" ;;\n", err));
    }
    return LT_OK;
}

static lt_status bash_options(lt_buf *out, const tui_command *c, lt_error *err)
{
    const tui_option *o;
    LT_TRY(lt_buf_printf(out, err, "        %s) words=\"", c->name));
    for (size_t k = 0; (o = option_at(c, k)); k++)
        LT_TRY(lt_buf_printf(out, err, "%s--%s", k ? " " : "", o->name));
    return lt_buf_text(out, "\" ;;\n", err);
}

static lt_status bash(lt_buf *out, lt_error *err)
{
    const tui_command *c;
    LT_TRY(
        lt_buf_text(out,
                    "# bash completion for lote, written by: lote completion bash\n"
                    "_lote() {\n"
                    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                    "    local cmd=${COMP_WORDS[1]} words=none\n"
                    "    COMPREPLY=()\n"
                    "    if [ \"$COMP_CWORD\" -eq 1 ] || { [ \"$COMP_CWORD\" -eq 2 ] && [ \"$cmd\" "
                    "= help ]; }; then\n"
                    "        COMPREPLY=($(compgen -W \"",
                    err));
    LT_TRY(put_commands(out, err));
    LT_TRY(lt_buf_text(out,
                       "\" -- \"$cur\"))\n"
                       "        return\n"
                       "    fi\n"
                       "    case $cmd:$prev in\n",
                       err));
    for (size_t i = 0; (c = tui_command_at(i)); i++) LT_TRY(bash_values(out, c, err));
    LT_TRY(lt_buf_text(out,
                       "    esac\n"
                       "    if [ \"$words\" = none ]; then\n"
                       "        case $cur in -*) ;; *) return ;; esac # files\n"
                       "        case $cmd in\n",
                       err));
    for (size_t i = 0; (c = tui_command_at(i)); i++) LT_TRY(bash_options(out, c, err));
    return lt_buf_text(out,
                       "        *) return ;;\n"
                       "        esac\n"
                       "    fi\n"
                       "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                       "}\n"
                       "complete -o default -F _lote lote\n",
                       err);
}

/* ---- zsh ---- */

/* Text within '…[…]…:…': the bytes that mean something there are escaped. */
static lt_status zsh_text(lt_buf *out, const char *text, lt_error *err)
{
    for (; *text; text++) {
        if (*text == '\'')
            LT_TRY(lt_buf_text(out, "'\\''", err));
        else if (strchr("[]:\\", *text))
            LT_TRY(lt_buf_printf(out, err, "\\%c", *text));
        else
            LT_TRY(lt_buf_add(out, text, 1, err));
    }
    return LT_OK;
}

/* :format:(table csv) or :NAME=VALUE: — what an option takes. */
static lt_status zsh_value(lt_buf *out, const tui_option *o, lt_error *err)
{
    bool choice = o->kind == TUI_ARG_CHOICE;
    LT_TRY(lt_buf_text(out, ":", err));
    LT_TRY(zsh_text(out, choice ? o->name : o->value, err));
    LT_TRY(lt_buf_text(out, choice ? ":(" : ": ", err));
    if (!choice) return LT_OK;
    LT_TRY(put_choices(out, o->value, err));
    return lt_buf_text(out, ")", err);
}

/* '*--param=[give a value]:NAME=VALUE: ' of a name with its dashes */
static lt_status zsh_option(lt_buf *out, const tui_option *o, const char *dashes, const char *name,
                            lt_error *err)
{
    bool        takes = o->kind != TUI_ARG_FLAG;
    const char *joint = !takes ? "" : dashes[1] ? "=" : "+";
    LT_TRY(lt_buf_printf(out, err, " \\\n            '%s%s%s%s[",
                         o->kind == TUI_ARG_LIST ? "*" : "", dashes, name, joint));
    LT_TRY(zsh_text(out, o->help, err));
    LT_TRY(lt_buf_text(out, "]", err));
    if (takes) LT_TRY(zsh_value(out, o, err));
    return lt_buf_text(out, "'", err);
}

static lt_status zsh_command(lt_buf *out, const tui_command *c, lt_error *err)
{
    const tui_option *o;
    LT_TRY(lt_buf_printf(out, err, "    %s)\n        _arguments", c->name));
    for (size_t k = 0; (o = option_at(c, k)); k++) {
        char letter[2] = {o->letter, 0};
        if (o->letter) LT_TRY(zsh_option(out, o, "-", letter, err));
        LT_TRY(zsh_option(out, o, "--", o->name, err));
    }
    if (c->most) LT_TRY(lt_buf_text(out, " \\\n            '*:file:_files'", err));
    return lt_buf_text(out, "\n        ;;\n", err);
}

static lt_status zsh(lt_buf *out, lt_error *err)
{
    const tui_command *c;
    LT_TRY(lt_buf_text(out,
                       "#compdef lote\n"
                       "# zsh completion for lote, written by: lote completion zsh\n"
                       "_lote() {\n"
                       "    local -a commands=(\n",
                       err));
    for (size_t i = 0; (c = tui_command_at(i)); i++) {
        LT_TRY(lt_buf_printf(out, err, "        '%s:", c->name));
        LT_TRY(zsh_text(out, c->summary, err));
        LT_TRY(lt_buf_text(out, "'\n", err));
    }
    LT_TRY(lt_buf_text(out,
                       "        'help:what a command does and its options'\n"
                       "    )\n"
                       "    if (( CURRENT == 2 )) || [[ $words[2] == help ]]; then\n"
                       "        _describe command commands\n"
                       "        return\n"
                       "    fi\n"
                       "    local command=$words[2]\n"
                       "    shift words\n"
                       "    (( CURRENT-- ))\n"
                       "    case $command in\n",
                       err));
    for (size_t i = 0; (c = tui_command_at(i)); i++) LT_TRY(zsh_command(out, c, err));
    return lt_buf_text(out,
                       "    esac\n"
                       "}\n"
                       "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n"
                       "    _lote \"$@\"\n"
                       "else\n"
                       "    compdef _lote lote\n"
                       "fi\n",
                       err);
}

static lt_status write_for(lt_buf *out, const char *shell, lt_error *err)
{
    if (strcmp(shell, "bash") == 0) return bash(out, err);
    if (strcmp(shell, "zsh") == 0) return zsh(out, err);
    lt_fail(err, LT_EUSAGE, LT_HERE, "there is no completion for the shell \"%s\"", shell);
    lt_error_hint(err, "there is for bash and zsh");
    return LT_EUSAGE;
}

static int run(const tui_args *args)
{
    lt_error err;
    tui_out  out;
    tui_out_open(&out, lt_mem_default(), NULL);
    lt_status status = write_for(&out.text, tui_args_operand(args, 0), &err);
    if (status) out.text.len = 0;
    if (status) tui_complain_error(&err);
    return tui_out_close(&out, lt_status_exit(status));
}

const tui_command tui_cmd_completion = {
    .name = "completion",
    .summary = "writes what bash or zsh needs to complete commands",
    .operands = "SHELL",
    .least = 1,
    .most = 1,
    .notes = "SHELL is bash or zsh. make install puts both where shells look.\n\n"
             "examples\n"
             "  source <(lote completion bash)\n"
             "  lote completion zsh >~/.zfunc/_lote\n",
    .run = run,
};

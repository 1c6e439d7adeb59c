#include "tui/prompt_complete.h"

#include "core/escape.h"
#include "tui/term.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NOTED = 60, NAME_COLUMNS = 24 };

static tui_prompt *current; /* readline's hooks have no argument */

/* ---- what could stand here ---- */

/* `:help gro` is completed as help("gro would be. */
static lt_status add_line(tui_prompt *p)
{
    static const char command[] = ":help ", instead[] = "help(\"";
    const char       *line = *p->lib->rl_line_buffer;
    size_t            n = (size_t)*p->lib->rl_point, skip = sizeof(command) - 1;
    if (p->typed.len || n < skip || strncmp(line, command, skip) != 0)
        return lt_buf_add(&p->typed, line, n, NULL);
    LT_TRY(lt_buf_text(&p->typed, instead, NULL)); /* as long as the command is */
    return lt_buf_add(&p->typed, line + skip, n - skip, NULL);
}

/* Looks for candidates and tells readline where the word begins: behind this byte. */
static char *find_word(void)
{
    static char before[2];
    tui_prompt *p = current;
    size_t      earlier = p->typed.len;
    lt_completions_clear(&p->found);
    before[0] = 0;
    if (add_line(p) == LT_OK &&
        lt_session_complete(&p->found, p->session, (const char *)p->typed.data, p->typed.len,
                            NULL) == LT_OK &&
        p->found.from > earlier)
        before[0] = (*p->lib->rl_line_buffer)[p->found.from - earlier - 1];
    p->typed.len = earlier;
    return before;
}

/* How many bytes all candidates share. */
static size_t shared_bytes(const lt_completions *found)
{
    const char *first = lt_completions_at(found, 0)->text;
    size_t      shared = strlen(first);
    for (size_t i = 1; i < lt_completions_count(found); i++) {
        const char *text = lt_completions_at(found, i)->text;
        size_t      n = 0;
        while (n < shared && text[n] == first[n]) n++;
        shared = n;
    }
    return shared;
}

/* readline's answer: what they share, then all of them, then NULL; it frees every one. */
static char **give_matches(const char *text, int start, int end)
{
    const lt_completions *found = &current->found;
    size_t                n = lt_completions_count(found);
    (void)text, (void)start, (void)end;
    *current->lib->rl_attempted_completion_over = 1;
    *current->lib->rl_completion_append_character = 0; /* both are set back for every key */
    *current->lib->rl_completion_suppress_quote = 1;
    if (!n) return NULL;
    char **list = calloc(n + 2, sizeof(*list));
    if (!list) return NULL;
    list[0] = strndup(lt_completions_at(found, 0)->text, shared_bytes(found));
    for (size_t i = 0; n > 1 && i < n; i++) list[i + 1] = strdup(lt_completions_at(found, i)->text);
    return list;
}

/* ---- the list under the line ---- */

static void put_fit(lt_buf *out, const char *text, int columns, int *used)
{
    *used = 0;
    if (lt_escape_fit(out, text, strlen(text), columns, LT_ESCAPE_LINE, used, NULL) != LT_OK)
        *used = 0;
}

/* "  filter                  frame:filter(condition) -> frame" */
static void put_noted(lt_buf *out, const lt_candidate *c, int width)
{
    int used;
    if (lt_buf_text(out, "  ", NULL) != LT_OK) return;
    put_fit(out, c->text, width - 2, &used);
    int left = width - 2 - (used > NAME_COLUMNS ? used : NAME_COLUMNS) - 2;
    if (*c->note && left > 10 &&
        lt_buf_printf(out, NULL, "%*s", (used < NAME_COLUMNS ? NAME_COLUMNS - used : 0) + 2, "") ==
            LT_OK)
        put_fit(out, c->note, left, &used);
    if (lt_buf_text(out, "\n", NULL) != LT_OK) return;
}

static void put_names(lt_buf *out, const lt_completions *found, int width)
{
    int used, at = 0;
    for (size_t i = 0; i < lt_completions_count(found); i++) {
        if (at + NAME_COLUMNS > width) {
            if (lt_buf_text(out, "\n", NULL) != LT_OK) return;
            at = 0;
        }
        put_fit(out, lt_completions_at(found, i)->text, NAME_COLUMNS - 1, &used);
        if (lt_buf_printf(out, NULL, "%*s", NAME_COLUMNS - used, "") != LT_OK) return;
        at += NAME_COLUMNS;
    }
    if (lt_buf_text(out, "\n", NULL) != LT_OK) return;
}

static void show_matches(char **matches, int n, int longest)
{
    tui_prompt           *p = current;
    const lt_completions *found = &p->found;
    FILE                 *to = *p->lib->rl_outstream;
    lt_buf                out = {.mem = p->mem};
    int                   width = tui_term_width(fileno(to)) - 1;
    (void)matches, (void)longest;
    if (n > MOST_NOTED)
        put_names(&out, found, width);
    else
        for (size_t i = 0; i < lt_completions_count(found); i++)
            put_noted(&out, lt_completions_at(found, i), width);
    p->lib->rl_crlf();
    if (out.len) fwrite(out.data, 1, out.len, to);
    fflush(to);
    lt_buf_clear(&out);
    p->lib->rl_on_new_line();
    p->lib->rl_forced_update_display();
}

void tui_prompt_complete_set_up(tui_prompt *p)
{
    current = p;
    *p->lib->rl_completion_word_break_hook = find_word;
    *p->lib->rl_attempted_completion_function = give_matches;
    *p->lib->rl_completion_display_matches_hook = show_matches;
    *p->lib->rl_sort_completion_matches = 0;
    *p->lib->rl_basic_quote_characters = ""; /* the user closes a text, not readline */
}

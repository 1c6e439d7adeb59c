/* functions.c — `make functions`: every function of the registry and what tests it.
 *
 * A line a function: its names, its group, its signature, the lines of tests/examples and the files
 * of tests/cases that call it. Ends with 1 when a function has neither an example with its result
 * nor a case. Run from the root of the tree.
 */
#include "lote.h"
#include "plan/function.h"

#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct texts {
    char **at;
    size_t n;
} texts;

static char *read_whole(const char *path)
{
    FILE  *f = fopen(path, "rb");
    char  *text = NULL;
    size_t len = 0, cap = 0, got;
    if (!f) return NULL;
    do {
        cap = 2 * cap + 4096;
        text = realloc(text, cap + 1);
        got = text ? fread(text + len, 1, cap - len, f) : 0;
        len += got;
    } while (got && text);
    fclose(f);
    if (text) text[len] = 0;
    return text;
}

/* What a case is to show is not what it calls. */
static void cut_answer(char *text)
{
    char *line = strstr(text, "\n----\n");
    if (line) *line = 0;
}

static texts read_all(const char *pattern)
{
    glob_t found;
    texts  t = {NULL, 0};
    if (glob(pattern, 0, NULL, &found)) return t;
    t.at = calloc(found.gl_pathc + 1, sizeof(*t.at));
    for (size_t i = 0; t.at && i < found.gl_pathc; i++)
        if ((t.at[t.n] = read_whole(found.gl_pathv[i]))) cut_answer(t.at[t.n++]);
    globfree(&found);
    return t;
}

static bool is_word(int c) { return isalnum(c) || c == '_'; }

/* Whether what stands at `at` is a use: of a word as a whole, of a call before its parenthesis. */
static bool is_use(const char *text, const char *at, size_t len, bool called)
{
    if (!is_word((unsigned char)*at)) return true;
    if (at > text && is_word((unsigned char)at[-1])) return false;
    return called ? at[len] == '(' : !is_word((unsigned char)at[len]);
}

/* Whether a function is written name(…), and not like `and`. */
static bool is_called(const lt_function *f)
{
    size_t len = strlen(f->name);
    return strncmp(f->signature, f->name, len) == 0 && f->signature[len] == '(';
}

static size_t count_uses(const char *text, const char *name, size_t len, bool called,
                         bool one_a_text)
{
    size_t n = 0;
    char   word[64];
    snprintf(word, sizeof(word), "%.*s", (int)len, name);
    for (const char *at = text; (at = strcasestr(at, word)); at += len) {
        if (!is_use(text, at, len, called)) continue;
        n++;
        if (one_a_text) return n;
        if (!(at = strchr(at, '\n'))) return n;
    }
    return n;
}

/* Of a function by any of its names. */
static size_t count_in(const texts *t, const lt_function *f, bool one_a_text)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        size_t      here = count_uses(t->at[i], f->name, strlen(f->name), is_called(f), one_a_text);
        const char *alias = f->aliases;
        while (*alias && !(here && one_a_text)) {
            size_t len = strcspn(alias, " ");
            here += count_uses(t->at[i], alias, len, is_called(f), one_a_text);
            alias += len + strspn(alias + len, " ");
        }
        n += here;
    }
    return n;
}

static void close_all(texts *t)
{
    for (size_t i = 0; i < t->n; i++) free(t->at[i]);
    free(t->at);
}

int main(void)
{
    texts   examples = read_all("tests/examples/*.txt"), cases = read_all("tests/cases/*.case");
    int     untested = 0;
    int32_t count = 0;
    for (const lt_function *f; (f = lt_function_at(count)); count++) {
        size_t lines = count_in(&examples, f, false) + (strstr(f->example, "  -- ") != NULL);
        size_t files = count_in(&cases, f, true);
        printf("%-24s %-10s %4zu examples %4zu cases   %s%s%s\n", f->name, f->group, lines, files,
               f->signature, *f->aliases ? "   also " : "", f->aliases);
        if (lines || files) continue;
        fprintf(stderr, "functions: nothing tests %s\n", f->name);
        untested++;
    }
    printf("%d functions, %d without a test\n", (int)count, untested);
    close_all(&examples);
    close_all(&cases);
    return untested > 0;
}

#include "tests/examples.h"

#include "lote.h"
#include "tests/helper.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

static int run_line(example_fn *fn, void *arg, const char *where, const char *line)
{
    const char *at = NULL;
    for (const char *next = line; (next = strstr(next, "  -- ")); next++) at = next;
    if (at) fn(arg, where, line, (size_t)(at - line), at + 5);
    return at != NULL;
}

int each_function_example(example_fn *fn, void *arg)
{
    lt_function_info f;
    int              count = 0;
    for (int32_t i = 0; lt_function_info_at(i, &f); i++)
        count += run_line(fn, arg, f.name, f.example);
    return count;
}

int each_file_example(example_fn *fn, void *arg)
{
    glob_t found;
    int    count = 0;
    assert_int_equal(glob("tests/examples/*.txt", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *text = helper_read(found.gl_pathv[i], NULL), *rest = text, *line;
        while ((line = strsep(&rest, "\n"))) {
            if (!*line || *line == '#') continue;
            if (!run_line(fn, arg, found.gl_pathv[i], line))
                fail_msg("%s: %s has no result", found.gl_pathv[i], line);
            count++;
        }
        free(text);
    }
    globfree(&found);
    return count;
}

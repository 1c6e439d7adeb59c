/* The one form of a notebook file. */
#include "tests/helper.h"

#include "notebook/notebook.h"

#include <string.h>

static lt_status format(lt_buf *out, lt_mem *mem, const char *text, size_t len, lt_error *err)
{
    lt_notebook *nb;
    LT_TRY(lt_notebook_parse(&nb, mem, text, len, "nb", err));
    lt_status status = lt_notebook_format(out, nb, err);
    lt_notebook_close(nb);
    return status;
}

/* What comes out, which given back in comes out the same. */
static void gives(const char *text, const char *want)
{
    lt_error err;
    lt_buf   once = {.mem = lt_mem_default()}, twice = {.mem = lt_mem_default()};
    CHECK_OK(format(&once, once.mem, text, strlen(text), &err), &err);
    CHECK_OK(format(&twice, once.mem, (char *)once.data, once.len, &err), &err);
    assert_int_equal(lt_buf_terminate(&once, NULL), LT_OK);
    assert_int_equal(lt_buf_terminate(&twice, NULL), LT_OK);
    CHECK_TEXT((char *)once.data, want);
    CHECK_TEXT((char *)twice.data, want);
    lt_buf_clear(&once);
    lt_buf_clear(&twice);
}

static void markers_have_one_blank_between_their_parts(void **state)
{
    (void)state;
    gives("--%%   A  b   [md]   id=\"x\"    tags=[ \"p\" ]  \n-- t  \n",
          "-- %% A  b [markdown] id=\"x\" tags=[ \"p\" ]\n-- t\n");
    gives("  --  %%%  Deep\nx=1", "-- %%% Deep\nx=1\n");
    gives("-- %% A id=\"x\" not an option\n", "-- %% A id=\"x\" not an option\n");
}

static void cells_are_parted_by_one_empty_line(void **state)
{
    (void)state;
    gives("-- %% A\n\n\nx = 1\n\n\ny = 2  \n\n\n\n-- %% B\n-- %% C\n\n",
          "-- %% A\nx = 1\n\n\ny = 2  \n\n-- %% B\n\n-- %% C\n");
    gives("x = 1\n\n\n-- %% A\ny = 2", "x = 1\n\n-- %% A\ny = 2\n");
    gives("-- only a header\n\n\n", "-- only a header\n");
}

static void code_and_line_ends_stay(void **state)
{
    (void)state;
    gives("-- %% A\nx = [[ \n\t\n ]] \t\n", "-- %% A\nx = [[ \n\t\n ]] \t\n");
    gives("-- %% A\r\nx = 1\r\n\r\n\r\n-- %% B", "-- %% A\r\nx = 1\r\n\r\n-- %% B\r\n");
    gives("", "");
    gives("\xEF\xBB\xBF-- %% A\nx", "\xEF\xBB\xBF-- %% A\nx\n");
}

static void want_of_memory_is_an_error(void **state)
{
    (void)state;
    static const char text[] = "--%%  A [raw] lang=\"sql\"\n-- select 1  \n\n\n-- %% B\nx = 1";
    EACH_FAULT (mem) {
        lt_buf   out = {.mem = mem};
        lt_error err;
        if (format(&out, mem, text, sizeof(text) - 1, &err)) assert_int_equal(err.code, LT_ENOMEM);
        lt_buf_clear(&out);
    }
}

int main(void)
{
    return RUN(test(markers_have_one_blank_between_their_parts),
               test(cells_are_parted_by_one_empty_line), test(code_and_line_ends_stay),
               test(want_of_memory_is_an_error));
}

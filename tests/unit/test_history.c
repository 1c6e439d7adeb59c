/* What was typed: kept once, private, bounded, whole statements. */
#include "tests/helper.h"

#include "tui/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *use_state(const char *name)
{
    static char path[600], file[700];
    snprintf(path, sizeof(path), "%s/%s", helper_folder(), name);
    setenv("XDG_STATE_HOME", path, 1);
    snprintf(file, sizeof(file), "%s/lote/history/test", path);
    return file;
}

static void lines_come_back_in_order_and_once(void **state)
{
    (void)state;
    tui_history h;
    struct stat st;
    size_t      removed;
    const char *file = use_state("order");
    tui_history_open(&h, lt_mem_default(), "test");
    assert_true(tui_history_add(&h, "a = 1", &removed));
    assert_int_equal(removed, SIZE_MAX);
    assert_true(tui_history_add(&h, "for i = 1, 2 do\n  print('\\n')\nend", &removed));
    assert_true(tui_history_add(&h, "a = 1", &removed));
    assert_int_equal(removed, 0);
    assert_false(tui_history_add(&h, "a = 1", &removed));
    assert_false(tui_history_add(&h, " secret", &removed));
    assert_false(tui_history_add(&h, "", &removed));
    tui_history_close(&h);

    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    tui_history_open(&h, lt_mem_default(), "test");
    assert_int_equal(tui_history_count(&h), 2);
    CHECK_TEXT(tui_history_at(&h, 0), "for i = 1, 2 do\n  print('\\n')\nend");
    CHECK_TEXT(tui_history_at(&h, 1), "a = 1");
    assert_null(tui_history_at(&h, 2));
    tui_history_close(&h);
}

static void a_long_history_is_cut_at_its_oldest(void **state)
{
    (void)state;
    tui_history h;
    size_t      len;
    const char *file = use_state("long");
    lt_buf      text = {.mem = lt_mem_default()};
    tui_history_open(&h, lt_mem_default(), "test"); /* makes the folders */
    tui_history_close(&h);
    for (int i = 0; i < TUI_HISTORY_MOST + 100; i++)
        assert_int_equal(lt_buf_printf(&text, NULL, "x = %d\n", i), LT_OK);
    assert_int_equal(lt_buf_text(&text, "cut sho", NULL), LT_OK); /* no line end: a kill */
    helper_write(file, text.data, text.len);
    lt_buf_clear(&text);
    tui_history_open(&h, lt_mem_default(), "test");
    assert_int_equal(tui_history_count(&h), TUI_HISTORY_MOST);
    CHECK_TEXT(tui_history_at(&h, 0), "x = 100");
    tui_history_close(&h);
    char *now = helper_read(file, &len);
    assert_int_equal(strncmp(now, "x = 100\n", 8), 0);
    free(now);
}

static void without_a_folder_it_lives_in_memory(void **state)
{
    (void)state;
    tui_history h;
    size_t      removed;
    setenv("XDG_STATE_HOME", "/dev/null/no", 1);
    tui_history_open(&h, lt_mem_default(), "test");
    assert_true(tui_history_add(&h, "x", &removed));
    assert_int_equal(tui_history_count(&h), 1);
    tui_history_close(&h);
}

static void want_of_memory_loses_lines_only(void **state)
{
    (void)state;
    use_state("faults");
    EACH_FAULT (mem) {
        tui_history h;
        size_t      removed;
        tui_history_open(&h, mem, "test");
        (void)tui_history_add(&h, "y = 1", &removed);
        (void)tui_history_add(&h, "z = 1", &removed);
        tui_history_close(&h);
    }
}

int main(void)
{
    return RUN(test(lines_come_back_in_order_and_once), test(a_long_history_is_cut_at_its_oldest),
               test(without_a_folder_it_lives_in_memory), test(want_of_memory_loses_lines_only));
}

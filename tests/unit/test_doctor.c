/* lote doctor: how findings look and count, and what its groups look at. */
#include "tests/helper.h"

#include "tui/doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void lines_have_their_advice_below(void **state)
{
    (void)state;
    lt_error   err;
    lt_buf     out = {.mem = lt_mem_default()};
    tui_doctor d = {.out = &out};
    CHECK_OK(tui_doctor_add(&d, TUI_OK, "cores", "4", NULL, &err), &err);
    CHECK_OK(tui_doctor_add(&d, TUI_WARN, "zone", "bad\x1b", "set TZ", &err), &err);
    CHECK_OK(tui_doctor_add(&d, TUI_PROBLEM, "disk", "full", "", &err), &err);
    assert_int_equal(lt_buf_terminate(&out, NULL), LT_OK);
    CHECK_TEXT((char *)out.data, "ok       cores       4\n"
                                 "warn     zone        bad␛\n"
                                 "                     > set TZ\n"
                                 "problem  disk        full\n");
    assert_int_equal(d.findings, 3);
    assert_int_equal(d.warnings, 1);
    assert_int_equal(d.problems, 1);
    lt_buf_clear(&out);
}

static void json_is_a_list_of_objects(void **state)
{
    (void)state;
    lt_error   err;
    lt_buf     out = {.mem = lt_mem_default()};
    tui_doctor d = {.out = &out, .json = true};
    CHECK_OK(tui_doctor_add(&d, TUI_OK, "a", "b", NULL, &err), &err);
    CHECK_OK(tui_doctor_add(&d, TUI_WARN, "c", "\"d\"", "e", &err), &err);
    assert_int_equal(lt_buf_terminate(&out, NULL), LT_OK);
    CHECK_TEXT(
        (char *)out.data,
        "{\"state\":\"ok\",\"name\":\"a\",\"text\":\"b\"},{\"state\":\"warn\",\"name\":\"c\","
        "\"text\":\"\\\"d\\\"\",\"advice\":\"e\"}");
    lt_buf_clear(&out);
}

static char *examine(lt_status (*group)(tui_doctor *d, lt_error *err), tui_doctor *d)
{
    lt_error err;
    lt_buf   out = {.mem = lt_mem_default()};
    *d = (tui_doctor){.out = &out};
    CHECK_OK(group(d, &err), &err);
    char *text = strndup((char *)out.data, out.len);
    lt_buf_clear(&out);
    return text;
}

static void a_zone_that_is_none_is_a_warning(void **state)
{
    (void)state;
    tui_doctor d;
    char      *kept = getenv("TZ") ? strdup(getenv("TZ")) : NULL;
    setenv("TZ", "Mars/Olympus", 1);
    char *text = examine(tui_doctor_machine, &d);
    CHECK_HAS(text, "TZ=Mars/Olympus is no zone's name");
    assert_true(d.warnings >= 1);
    free(text);
    setenv("TZ", "UTC", 1);
    text = examine(tui_doctor_machine, &d);
    CHECK_HAS(text, "worker threads");
    assert_null(strstr(text, "no zone's name"));
    free(text);
    if (kept) setenv("TZ", kept, 1);
    free(kept);
}

static void folders_that_cannot_be_used_are_problems(void **state)
{
    (void)state;
    tui_doctor d;
    char       path[600], file[640];
    snprintf(path, sizeof(path), "%s/state", helper_folder());
    mkdir(path, 0700);
    snprintf(file, sizeof(file), "%s/lote", path);
    setenv("XDG_STATE_HOME", path, 1);
    setenv("TMPDIR", "/nonexistent/lote", 1);
    char *text = examine(tui_doctor_folders, &d);
    CHECK_HAS(text, "/nonexistent/lote cannot be written");
    CHECK_HAS(text, "is not there yet");
    assert_int_equal(d.problems, 1);
    free(text);
    unsetenv("TMPDIR");
    helper_write(file, "x", 1);
    text = examine(tui_doctor_folders, &d);
    CHECK_HAS(text, "it is no folder");
    free(text);
    unsetenv("XDG_STATE_HOME");
}

static void the_build_names_its_libraries(void **state)
{
    (void)state;
    tui_doctor d;
    char      *text = examine(tui_doctor_build, &d);
    CHECK_HAS(text, "zstd");
    CHECK_HAS(text, "lua");
    CHECK_HAS(text, "readline");
    free(text);
    text = examine(tui_doctor_terminal, &d);
    CHECK_HAS(text, "locale");
    free(text);
}

int main(void)
{
    return RUN(test(lines_have_their_advice_below), test(json_is_a_list_of_objects),
               test(a_zone_that_is_none_is_a_warning),
               test(folders_that_cannot_be_used_are_problems), test(the_build_names_its_libraries));
}

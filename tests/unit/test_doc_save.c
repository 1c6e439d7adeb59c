#include "core/clock.h"
#include "io/sys.h"
#include "tests/helper.h"
#include "tui/book/merge.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char sample[] = "-- %% A id=\"a\"\nx = 1\n\n-- %% B id=\"b\"\ny = 1\n";

static const char *in_folder(const char *name)
{
    static char paths[256][600];
    static int  turn;
    char       *path = paths[turn++ % 256];
    snprintf(path, 600, "%s/%s", helper_folder(), name);
    return path;
}

static const char *fresh_file(const char *name)
{
    const char *path = in_folder(name);
    unlink(path);
    helper_write(path, sample, strlen(sample));
    return path;
}

static tui_doc *open_file(const char *path)
{
    tui_doc        *d = NULL;
    lt_error        err;
    tui_doc_options opt = {
        .mem = lt_mem_default(), .path = path, .journal_folder = in_folder("journal")};
    CHECK_OK(tui_doc_open(&d, &opt, &err), &err);
    return d;
}

static void type(tui_doc *d, size_t cell, const char *text)
{
    lt_error err;
    CHECK_OK(tui_doc_splice(d, TUI_STEP_NEW, (tui_place){tui_doc_cell(d, cell)->uid, 0},
                            &(tui_splice){0, 0, text, strlen(text)}, &err),
             &err);
}

static void save(tui_doc *d, tui_saved *saved)
{
    lt_error err;
    CHECK_OK(tui_doc_save(d, NULL, false, saved, &err), &err);
    assert_false(tui_doc_modified(d));
}

static void file_holds(const char *path, const char *want)
{
    char *text = helper_read(path, NULL);
    CHECK_TEXT(text, want);
    free(text);
}

#define TYPED "-- %% A id=\"a\"\nqx = 1\n\n-- %% B id=\"b\"\ny = 1\n"

static void mode_and_links_stay(void **s)
{
    (void)s;
    struct stat st;
    tui_saved   saved;
    const char *path = fresh_file("mode.lua"), *link_path = in_folder("link.lua");
    chmod(path, 0640);
    assert_int_equal(symlink(path, link_path), 0);
    tui_doc *d = open_file(link_path);
    type(d, 0, "q");
    save(d, &saved);
    assert_false(saved.in_place);
    assert_int_equal(lstat(link_path, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    file_holds(path, TYPED);
    save(d, &saved);
    CHECK_TEXT(saved.note, "unchanged");
    tui_doc_close(d);

    path = fresh_file("hard.lua");
    const char *other = in_folder("hard2.lua");
    assert_int_equal(link(path, other), 0);
    d = open_file(path);
    type(d, 0, "q");
    save(d, &saved);
    assert_true(saved.in_place);
    CHECK_HAS(saved.note, "hard links");
    file_holds(other, TYPED);
    tui_doc_close(d);
}

static void journals_are_private(void **s)
{
    (void)s;
    struct stat st;
    lt_error    err;
    tui_doc    *d = open_file(fresh_file("private.lua"));
    type(d, 0, "q");
    CHECK_OK(tui_doc_sync(d, &err), &err);
    assert_int_equal(stat(in_folder("journal"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    char command[700];
    snprintf(command, sizeof(command), "test -z \"$(find %s -type f ! -perm 600)\"",
             in_folder("journal"));
    assert_int_equal(system(command), 0);
    tui_doc_close(d);
}

static void a_changed_file_is_merged_not_overwritten(void **s)
{
    (void)s;
    lt_error          err;
    tui_saved         saved;
    tui_place         place;
    tui_merge        *m;
    static const char theirs[] = "-- %% A id=\"a\"\nx = 1\n\n-- %% B id=\"b\"\ny = 2\n";
    const char       *path = fresh_file("changed.lua");
    tui_doc          *d = open_file(path);
    type(d, 0, "q");
    assert_false(tui_doc_disk_changed(d));
    helper_write(path, theirs, strlen(theirs));
    assert_true(tui_doc_disk_changed(d));
    CHECK_FAILS(tui_doc_save(d, NULL, false, &saved, &err), LT_ECONFLICT, &err);
    file_holds(path, theirs);
    CHECK_OK(tui_merge_open_disk(&m, d, &err), &err);
    assert_int_equal(tui_merge_count(m), 0);
    uint64_t uid = tui_doc_cell(d, 1)->uid;
    CHECK_OK(tui_merge_apply(m, d, &err), &err);
    tui_merge_close(m);
    assert_int_equal(tui_doc_cell(d, 1)->uid, uid);
    save(d, &saved);
    file_holds(path, "-- %% A id=\"a\"\nqx = 1\n\n-- %% B id=\"b\"\ny = 2\n");
    CHECK_OK(tui_doc_undo(d, &place, &err), &err);
    save(d, &saved);
    file_holds(path, TYPED);
    tui_doc_close(d);
}

static void recovery_knows_that_the_file_changed(void **s)
{
    (void)s;
    tui_recovery r;
    const char  *path = fresh_file("moved_on.lua");
    tui_doc     *d = open_file(path);
    type(d, 0, "q");
    tui_doc_close(d);
    helper_write(path, "-- %% A id=\"a\"\nother\n", 20);
    d = open_file(path);
    assert_true(tui_doc_recovered(d, &r));
    assert_true(r.file_changed);
    assert_true(tui_doc_disk_changed(d));
    tui_doc_close(d);
}

static void full_disks_lose_nothing(void **s)
{
    (void)s;
    lt_error    err;
    tui_saved   saved;
    const char *trouble, *path = fresh_file("full.lua");
    for (int k = 0; k < 12; k++) {
        tui_doc     *d = open_file(path);
        tui_recovery r;
        if (tui_doc_recovered(d, &r)) CHECK_OK(tui_doc_discard(d, &err), &err);
        type(d, 0, "q");
        lt_io_fail_at(LT_IO_WRITE | LT_IO_SYNC | LT_IO_RENAME | LT_IO_OPEN, k, ENOSPC, k % 2);
        lt_status status = tui_doc_save(d, NULL, false, &saved, &err);
        tui_doc_tick(d, &trouble);
        lt_io_fail_at(0, -1, 0, false);
        if (status) {
            CHECK_HAS(err.text, "space");
            assert_true(tui_doc_modified(d));
            file_holds(path, sample);
            save(d, &saved);
        }
        file_holds(path, TYPED);
        tui_doc_close(d);
        helper_write(path, sample, strlen(sample));
    }
}

static void other_names_are_taken_on_demand(void **s)
{
    (void)s;
    lt_error    err;
    tui_saved   saved;
    const char *path = fresh_file("first.lua"), *other = fresh_file("second.lua");
    tui_doc    *d = open_file(path);
    type(d, 0, "q");
    CHECK_FAILS(tui_doc_save(d, other, false, &saved, &err), LT_EEXISTS, &err);
    CHECK_OK(tui_doc_save(d, other, true, &saved, &err), &err);
    file_holds(other, TYPED);
    file_holds(path, sample);
    CHECK_HAS(tui_doc_path(d), "second.lua");
    type(d, 0, "r");
    save(d, &saved);
    tui_doc_close(d);

    tui_doc_options opt = {.mem = lt_mem_default()};
    CHECK_OK(tui_doc_open(&d, &opt, &err), &err);
    CHECK_OK(tui_doc_insert(d, 0, LT_CELL_LUA, "x", 1, NULL, &err), &err);
    CHECK_FAILS(tui_doc_save(d, NULL, false, &saved, &err), LT_EINVAL, &err);
    CHECK_OK(tui_doc_save(d, in_folder("third.lua"), false, &saved, &err), &err);
    file_holds(in_folder("third.lua"), "-- %%\nx\n");
    CHECK_FAILS(tui_doc_save(d, "/proc/none/x.lua", false, &saved, &err), LT_ENOTFOUND, &err);
    tui_doc_close(d);
}

/* A child types and tells what it typed, then is killed: what it told a second before is there. */
static void kill_9_loses_at_most_a_second(void **s)
{
    (void)s;
    int         told[2];
    const char *path = fresh_file("killed.lua");
    assert_int_equal(pipe(told), 0);
    pid_t child = fork();
    if (!child) {
        tui_doc *d = open_file(path);
        for (uint32_t n = 1;; n++) {
            const char *trouble;
            type(d, 1, "k");
            tui_doc_tick(d, &trouble);
            int64_t note[2] = {lt_clock_monotonic_ns(), n};
            if (write(told[1], note, sizeof(note)) < 0) _exit(1);
            usleep(2000);
        }
    }
    usleep(1300000);
    kill(child, SIGKILL);
    int64_t end = lt_clock_monotonic_ns(), note[2], wanted = 0;
    waitpid(child, NULL, 0);
    close(told[1]);
    while (read(told[0], note, sizeof(note)) == sizeof(note))
        if (note[0] < end - INT64_C(1000000000)) wanted = note[1];
    close(told[0]);
    tui_recovery r;
    tui_doc     *d = open_file(path);
    assert_true(tui_doc_recovered(d, &r));
    if ((int64_t)r.steps < wanted) fail_msg("%zu of %lld", r.steps, (long long)wanted);
    tui_doc_close(d);
}

int main(void)
{
    return RUN(test(mode_and_links_stay), test(journals_are_private),
               test(a_changed_file_is_merged_not_overwritten),
               test(recovery_knows_that_the_file_changed), test(full_disks_lose_nothing),
               test(other_names_are_taken_on_demand), test(kill_9_loses_at_most_a_second));
}

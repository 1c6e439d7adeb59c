#include "io/publish.h"
#include "io/sys.h"
#include "tests/helper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *at(const char *name)
{
    static char paths[8][1024];
    static int  next;
    char       *path = paths[next++ % 8];
    snprintf(path, 1024, "%s/%s", helper_folder(), name);
    return path;
}

static void remove_all(const char *path)
{
    char command[2048];
    snprintf(command, sizeof(command), "rm -rf '%s'", path);
    if (system(command) != 0) fail_msg("%s", command);
}

static int count_names(const char *folder, const char *prefix)
{
    int  n = 0;
    DIR *d = opendir(folder);
    if (!d) return 0;
    for (struct dirent *e; (e = readdir(d));) n += strncmp(e->d_name, prefix, strlen(prefix)) == 0;
    closedir(d);
    return n;
}

static int strays(const char *folder)
{
    return count_names(folder, ".lote-tmp.") + count_names(folder, ".lote-old.");
}

static lt_status put_part(lt_publish *p, const char *subfolder, int number, const char *text,
                          lt_error *err)
{
    lt_outfile *out;
    LT_TRY(lt_publish_part(&out, p, subfolder, number, ".txt", err));
    lt_status status = lt_outfile_append(out, text, strlen(text), err);
    if (status == LT_OK) return lt_outfile_publish(out, err);
    lt_outfile_abort(out);
    return status;
}

/* A file with text; or a folder with the parts text in "" and in k=1. */
static lt_status write_output(lt_mem *mem, const char *target, lt_output_kind kind,
                              lt_write_mode mode, const char *text, lt_error *err)
{
    lt_publish *p;
    LT_TRY(lt_publish_open(&p, mem, target, kind, mode, err));
    if (!p) return LT_OK;
    lt_status status = put_part(p, NULL, 0, text, err);
    if (status == LT_OK && kind == LT_OUTPUT_FOLDER) status = put_part(p, "k=1", 1, text, err);
    if (status == LT_OK) return lt_publish_commit(p, err);
    lt_publish_abort(p);
    return status;
}

static bool holds(const char *path, const char *text)
{
    if (access(path, R_OK) != 0) return false;
    char *got = helper_read(path, NULL);
    bool  same = strcmp(got, text) == 0;
    free(got);
    return same;
}

static bool folder_holds(const char *folder, const char *text)
{
    char one[2048], two[2048];
    snprintf(one, sizeof(one), "%s/part-00000.txt", folder);
    snprintf(two, sizeof(two), "%s/k=1/part-00001.txt", folder);
    return holds(one, text) && holds(two, text);
}

static lt_mem *memory(void) { return lt_mem_default(); }

static void a_file_appears_with_the_mode_of_the_umask(void **state)
{
    (void)state;
    lt_error    err;
    struct stat st;
    mode_t      old = umask(027);
    const char *path = at("umask/deep/a.txt");
    CHECK_OK(write_output(memory(), path, LT_OUTPUT_FILE, LT_WRITE_ERROR, "new", &err), &err);
    umask(old);
    assert_true(holds(path, "new"));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(strays(at("umask/deep")), 0);
}

static void each_mode_treats_an_existing_file_as_it_says(void **state)
{
    (void)state;
    lt_error    err;
    bool        skip;
    const char *path = at("modes.txt");
    helper_write(path, "old", 3);
    CHECK_FAILS(lt_publish_check(&skip, path, LT_OUTPUT_FILE, LT_WRITE_ERROR, &err), LT_EEXISTS,
                &err);
    CHECK_HAS(err.hint, "overwrite");
    CHECK_FAILS(write_output(memory(), path, LT_OUTPUT_FILE, LT_WRITE_ERROR, "new", &err),
                LT_EEXISTS, &err);
    CHECK_FAILS(lt_publish_check(&skip, path, LT_OUTPUT_FILE, LT_WRITE_APPEND, &err), LT_EINVAL,
                &err);
    CHECK_HAS(err.hint, "folder");
    CHECK_OK(lt_publish_check(&skip, path, LT_OUTPUT_FILE, LT_WRITE_IGNORE, &err), &err);
    assert_true(skip);
    CHECK_OK(write_output(memory(), path, LT_OUTPUT_FILE, LT_WRITE_IGNORE, "new", &err), &err);
    assert_true(holds(path, "old"));
    CHECK_OK(write_output(memory(), path, LT_OUTPUT_FILE, LT_WRITE_OVERWRITE, "new", &err), &err);
    assert_true(holds(path, "new"));
    CHECK_FAILS(
        lt_publish_check(&skip, at("modes.txt/below"), LT_OUTPUT_FILE, LT_WRITE_ERROR, &err),
        LT_ENOTFOUND, &err);
}

static void a_folder_is_swapped_whole_and_takes_parts(void **state)
{
    (void)state;
    lt_error    err;
    const char *path = at("folder");
    CHECK_OK(write_output(memory(), path, LT_OUTPUT_FOLDER, LT_WRITE_ERROR, "old", &err), &err);
    assert_true(folder_holds(path, "old"));
    helper_write(at("folder/foreign.txt"), "x", 1);
    CHECK_OK(write_output(memory(), path, LT_OUTPUT_FOLDER, LT_WRITE_OVERWRITE, "new", &err), &err);
    assert_true(folder_holds(path, "new"));
    assert_int_not_equal(access(at("folder/foreign.txt"), F_OK), 0);
    CHECK_OK(write_output(memory(), path, LT_OUTPUT_FOLDER, LT_WRITE_APPEND, "more", &err), &err);
    assert_true(folder_holds(path, "new"));
    assert_int_equal(count_names(path, "part-"), 2);
    assert_int_equal(count_names(at("folder/k=1"), "part-"), 2);
    assert_int_equal(strays(path) + strays(helper_folder()), 0);
}

static void a_folder_is_swapped_without_the_exchange_call(void **state)
{
    (void)state;
    lt_error    err;
    const char *path = at("two-step");
    CHECK_OK(write_output(memory(), path, LT_OUTPUT_FOLDER, LT_WRITE_ERROR, "old", &err), &err);
    lt_io_fail_at(LT_IO_RENAME, 0, EINVAL, false);
    CHECK_OK(write_output(memory(), path, LT_OUTPUT_FOLDER, LT_WRITE_OVERWRITE, "new", &err), &err);
    assert_true(lt_io_faulted());
    lt_io_fail_at(0, -1, 0, false);
    assert_true(folder_holds(path, "new"));
    assert_int_equal(strays(helper_folder()), 0);
}

static void abort_leaves_nothing_not_even_parents(void **state)
{
    (void)state;
    lt_error    err;
    lt_publish *p;
    lt_outfile *out;
    CHECK_OK(lt_publish_open(&p, memory(), at("gone/a/b"), LT_OUTPUT_FOLDER, LT_WRITE_ERROR, &err),
             &err);
    CHECK_OK(lt_publish_part(&out, p, "k=1", 0, ".txt", &err), &err);
    CHECK_OK(lt_outfile_append(out, "x", 1, &err), &err);
    lt_outfile_abort(out);
    lt_publish_abort(p);
    assert_int_not_equal(access(at("gone"), F_OK), 0);
}

static void a_target_that_appears_meanwhile_is_kept(void **state)
{
    (void)state;
    lt_error    err;
    lt_publish *p;
    const char *path = at("late.txt");
    CHECK_OK(lt_publish_open(&p, memory(), path, LT_OUTPUT_FILE, LT_WRITE_ERROR, &err), &err);
    CHECK_OK(put_part(p, NULL, 0, "ours", &err), &err);
    helper_write(path, "theirs", 6);
    CHECK_FAILS(lt_publish_commit(p, &err), LT_ECONFLICT, &err);
    assert_true(holds(path, "theirs"));
    assert_int_equal(strays(helper_folder()), 0);
}

static void an_input_can_be_overwritten_while_it_is_open(void **state)
{
    (void)state;
    lt_error    err;
    const char *path = at("input.txt");
    char        got[4] = "";
    helper_write(path, "old", 3);
    int fd = open(path, O_RDONLY);
    CHECK_OK(write_output(memory(), path, LT_OUTPUT_FILE, LT_WRITE_OVERWRITE, "new", &err), &err);
    assert_int_equal(pread(fd, got, 3, 0), 3);
    close(fd);
    CHECK_TEXT(got, "old");
    assert_true(holds(path, "new"));
}

static void links_stay_and_devices_are_written_directly(void **state)
{
    (void)state;
    lt_error    err;
    struct stat st;
    helper_write(at("real.txt"), "old", 3);
    assert_int_equal(symlink("real.txt", at("link.txt")), 0);
    CHECK_OK(
        write_output(memory(), at("link.txt"), LT_OUTPUT_FILE, LT_WRITE_OVERWRITE, "new", &err),
        &err);
    assert_int_equal(lstat(at("link.txt"), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_true(holds(at("real.txt"), "new"));
    CHECK_OK(write_output(memory(), "/dev/null", LT_OUTPUT_FILE, LT_WRITE_ERROR, "x", &err), &err);
    assert_int_equal(stat("/dev/null", &st), 0);
    assert_true(S_ISCHR(st.st_mode));
}

static void ground_under_the_user_is_never_replaced(void **state)
{
    (void)state;
    lt_error err;
    bool     skip;
    CHECK_FAILS(lt_publish_check(&skip, "/", LT_OUTPUT_FOLDER, LT_WRITE_OVERWRITE, &err), LT_EINVAL,
                &err);
    CHECK_FAILS(lt_publish_check(&skip, ".", LT_OUTPUT_FOLDER, LT_WRITE_OVERWRITE, &err), LT_EINVAL,
                &err);
}

static void parts_cannot_leave_the_folder(void **state)
{
    (void)state;
    static const char *const bad[] = {"..", "../x", "a/../b", "/a", "a//b", "", "a/"};
    lt_error                 err;
    lt_publish              *p;
    lt_outfile              *out;
    CHECK_OK(lt_publish_open(&p, memory(), at("jail"), LT_OUTPUT_FOLDER, LT_WRITE_ERROR, &err),
             &err);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_FAILS(lt_publish_part(&out, p, bad[i], 0, "", &err), LT_EINVAL, &err);
    lt_publish_abort(p);
}

static void live_temporaries_are_not_swept_and_dead_ones_are(void **state)
{
    (void)state;
    lt_error    err;
    lt_publish *live;
    remove_all(at("sweep"));
    CHECK_OK(
        lt_publish_open(&live, memory(), at("sweep/a.txt"), LT_OUTPUT_FILE, LT_WRITE_ERROR, &err),
        &err);
    helper_write(at("sweep/.lote-tmp.00000000.1.1.feedfeedfeedfeed"), "x", 1);
    assert_int_equal(strays(at("sweep")), 2);
    CHECK_OK(write_output(memory(), at("sweep/b.txt"), LT_OUTPUT_FILE, LT_WRITE_ERROR, "b", &err),
             &err);
    assert_int_equal(strays(at("sweep")), 1);
    CHECK_OK(put_part(live, NULL, 0, "a", &err), &err);
    CHECK_OK(lt_publish_commit(live, &err), &err);
    assert_true(holds(at("sweep/a.txt"), "a"));
    assert_int_equal(strays(at("sweep")), 0);
}

/* One way of writing over old data, to be disturbed everywhere. */
typedef struct scene {
    const char    *name;
    lt_output_kind kind;
    lt_write_mode  mode;
    int            break_exchange; /* the first rename answers EINVAL: the two-step way */
} scene;

static const scene scenes[] = {
    {"file", LT_OUTPUT_FILE, LT_WRITE_OVERWRITE, 0},
    {"folder", LT_OUTPUT_FOLDER, LT_WRITE_OVERWRITE, 0},
    {"append", LT_OUTPUT_FOLDER, LT_WRITE_APPEND, 0},
    {"twostep", LT_OUTPUT_FOLDER, LT_WRITE_OVERWRITE, 1},
};
enum { SCENES = sizeof(scenes) / sizeof(scenes[0]) };

static void set_up(const scene *s, const char *folder, const char *target)
{
    lt_error err;
    lt_io_fail_at(0, -1, 0, false);
    remove_all(folder);
    CHECK_OK(write_output(memory(), target, s->kind, LT_WRITE_ERROR, "old", &err), &err);
}

static bool has(const scene *s, const char *target, const char *text)
{
    return s->kind == LT_OUTPUT_FILE ? holds(target, text) : folder_holds(target, text);
}

/* Old or new, whole; and after one more write nothing else lies about. */
static void check_state(const scene *s, const char *folder, const char *target, long n)
{
    lt_error err;
    lt_io_fail_at(0, -1, 0, false);
    CHECK_OK(write_output(memory(), at("x"), LT_OUTPUT_FILE, LT_WRITE_OVERWRITE, "x", &err), &err);
    char other[2048];
    snprintf(other, sizeof(other), "%s/other.txt", folder);
    CHECK_OK(write_output(memory(), other, LT_OUTPUT_FILE, LT_WRITE_OVERWRITE, "x", &err), &err);
    bool is_old = has(s, target, "old"), is_new = has(s, target, "new");
    if (!is_old && !is_new) fail_msg("%s: neither old nor new after call %ld", s->name, n);
    if (s->mode == LT_WRITE_APPEND) {
        if (!is_old) fail_msg("%s: old data gone after call %ld", s->name, n);
        CHECK_OK(write_output(memory(), target, s->kind, LT_WRITE_APPEND, "z", &err), &err);
    }
    if (strays(folder) + strays(target)) fail_msg("%s: strays after call %ld", s->name, n);
}

static void every_failing_call_leaves_old_or_new(void **state)
{
    (void)state;
    static const int causes[] = {EIO, ENOSPC, EINTR, LT_IO_SHORT};
    char             folder[1024], target[1100];
    for (int i = 0; i < SCENES; i++) {
        if (scenes[i].break_exchange) continue;
        snprintf(folder, sizeof(folder), "%s/fault-%s", helper_folder(), scenes[i].name);
        snprintf(target, sizeof(target), "%s/out", folder);
        for (int c = 0; c < 8; c++) {
            bool sticky = c >= 4;
            for (long n = 0;; n++) {
                lt_error err = {.code = LT_OK};
                set_up(&scenes[i], folder, target);
                lt_io_fail_at(LT_IO_ANY, n, causes[c % 4], sticky);
                lt_status status =
                    write_output(memory(), target, scenes[i].kind, scenes[i].mode, "new", &err);
                bool came = lt_io_faulted();
                lt_io_fail_at(0, -1, 0, false);
                if (status && (!err.text[0] || !came))
                    fail_msg("an error without cause: %s", err.text);
                if (!status && scenes[i].mode == LT_WRITE_OVERWRITE)
                    assert_true(has(&scenes[i], target, "new"));
                check_state(&scenes[i], folder, target, n);
                if (!came) break;
            }
        }
    }
}

static void a_kill_after_any_durable_call_leaves_old_or_new(void **state)
{
    (void)state;
    char folder[1024], target[1100];
    for (int i = 0; i < SCENES; i++) {
        snprintf(folder, sizeof(folder), "%s/kill-%s", helper_folder(), scenes[i].name);
        snprintf(target, sizeof(target), "%s/out", folder);
        for (long n = 0;; n++) {
            set_up(&scenes[i], folder, target);
            pid_t child = fork();
            if (child == 0) {
                lt_io_crash_at(n);
                if (scenes[i].break_exchange) lt_io_fail_at(LT_IO_RENAME, 0, EINVAL, false);
                lt_error err;
                _exit(write_output(memory(), target, scenes[i].kind, scenes[i].mode, "new", &err) !=
                      LT_OK);
            }
            int how = 0;
            assert_int_equal(waitpid(child, &how, 0), child);
            bool ended = WIFEXITED(how) && WEXITSTATUS(how) == 0;
            if (!ended && !(WIFEXITED(how) && WEXITSTATUS(how) == 137))
                fail_msg("%s: the child ended with %d at call %ld", scenes[i].name, how, n);
            check_state(&scenes[i], folder, target, n);
            if (ended) break;
            assert_true(n < 200);
        }
    }
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    const char *target = at("memory");
    EACH_FAULT (mem) {
        lt_error  err;
        lt_status status =
            write_output(mem, target, LT_OUTPUT_FOLDER, LT_WRITE_OVERWRITE, "m", &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
    }
    assert_true(folder_holds(target, "m"));
}

int main(void)
{
    return RUN(
        test(a_file_appears_with_the_mode_of_the_umask),
        test(each_mode_treats_an_existing_file_as_it_says),
        test(a_folder_is_swapped_whole_and_takes_parts),
        test(a_folder_is_swapped_without_the_exchange_call),
        test(abort_leaves_nothing_not_even_parents), test(a_target_that_appears_meanwhile_is_kept),
        test(an_input_can_be_overwritten_while_it_is_open),
        test(links_stay_and_devices_are_written_directly),
        test(ground_under_the_user_is_never_replaced), test(parts_cannot_leave_the_folder),
        test(live_temporaries_are_not_swept_and_dead_ones_are),
        test(every_failing_call_leaves_old_or_new),
        test(a_kill_after_any_durable_call_leaves_old_or_new), test(memory_may_run_out_anywhere));
}

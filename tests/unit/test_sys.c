#include "io/sys.h"
#include "tests/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *at(const char *name)
{
    static char path[1024];
    snprintf(path, sizeof(path), "%s/%s", helper_folder(), name);
    return path;
}

static void off(void) { lt_io_fail_at(0, -1, 0, false); }

static void a_missing_file_names_its_nearest_sibling(void **state)
{
    (void)state;
    lt_error err;
    int      fd;
    helper_write(at("transacciones.csv"), "x", 1);
    CHECK_FAILS(lt_sys_open(&fd, at("transaciones.csv"), O_RDONLY, 0, &err), LT_ENOTFOUND, &err);
    CHECK_HAS(err.text, "open");
    CHECK_HAS(err.text, "transaciones.csv: No such file or directory");
    CHECK_HAS(err.hint, "transacciones.csv");
    CHECK_FAILS(lt_sys_open(&fd, at("zzzz/q.csv"), O_RDONLY, 0, &err), LT_ENOTFOUND, &err);
    CHECK_HAS(err.hint, "there is no folder");
    CHECK_HAS(err.hint, "zzzz");
}

static void a_full_disk_tells_the_room_that_is_left(void **state)
{
    (void)state;
    lt_error err;
    int      fd;
    CHECK_OK(lt_sys_open(&fd, at("full"), O_RDWR | O_CREAT, 0600, &err), &err);
    lt_io_fail_at(LT_IO_WRITE, 0, ENOSPC, false);
    CHECK_FAILS(lt_sys_write(fd, "x", 1, at("full"), &err), LT_EIO, &err);
    CHECK_HAS(err.text, "No space left on device");
    CHECK_HAS(err.hint, "MB are free");
    assert_true(lt_io_faulted());
    CHECK_OK(lt_sys_write(fd, "x", 1, at("full"), &err), &err);
    lt_io_fail_at(LT_IO_WRITE, 0, EACCES, true);
    CHECK_FAILS(lt_sys_write(fd, "x", 1, at("full"), &err), LT_EIO, &err);
    CHECK_FAILS(lt_sys_write(fd, "x", 1, at("full"), &err), LT_EIO, &err);
    CHECK_HAS(err.hint, "mode 0600");
    off();
    close(fd);
}

static void interruptions_and_short_counts_are_not_seen(void **state)
{
    (void)state;
    static const int causes[] = {EINTR, LT_IO_SHORT};
    lt_error         err;
    int              fd;
    char             got[8];
    size_t           n;
    for (int i = 0; i < 4; i++) {
        CHECK_OK(lt_sys_open(&fd, at("short"), O_RDWR | O_CREAT | O_TRUNC, 0600, &err), &err);
        lt_io_fail_at(LT_IO_WRITE, 0, causes[i % 2], i >= 2);
        CHECK_OK(lt_sys_write(fd, "0123", 4, "short", &err), &err);
        CHECK_OK(lt_sys_pwrite(fd, "4567", 4, 4, "short", &err), &err);
        lt_io_fail_at(LT_IO_READ, 0, causes[i % 2], i >= 2);
        CHECK_OK(lt_sys_pread(&n, fd, got, 8, 0, "short", &err), &err);
        assert_true(lt_io_faulted());
        off();
        assert_int_equal(n, 8);
        assert_memory_equal(got, "01234567", 8);
        CHECK_OK(lt_sys_pread(&n, fd, got, 8, 6, "short", &err), &err);
        assert_int_equal(n, 2);
        close(fd);
    }
}

static void a_new_name_never_replaces_one(void **state)
{
    (void)state;
    char     from[1024], to[1024];
    lt_error err;
    snprintf(from, sizeof(from), "%s", at("from"));
    snprintf(to, sizeof(to), "%s", at("to"));
    for (int portably = 0; portably < 2; portably++) {
        helper_write(from, "a", 1);
        helper_write(to, "b", 1);
        if (portably) lt_io_fail_at(LT_IO_RENAME, 0, EINVAL, false);
        CHECK_FAILS(lt_sys_rename_new(from, to, &err), LT_EEXISTS, &err);
        CHECK_OK(lt_sys_unlink(to, &err), &err);
        if (portably) lt_io_fail_at(LT_IO_RENAME, 0, EINVAL, false);
        CHECK_OK(lt_sys_rename_new(from, to, &err), &err);
        off();
        assert_int_equal(access(from, F_OK), -1);
        assert_int_equal(access(to, F_OK), 0);
    }
}

/* In a child, for the variable is read once. */
static int run_with(const char *fault)
{
    pid_t child = fork();
    if (child == 0) {
        execl("/proc/self/exe", "test_sys", fault, (char *)NULL);
        _exit(99);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

/* The child: two writes and an fsync; exit code: the errno-less outcome of each. */
static int child(const char *fault)
{
    int fd, outcome = 0;
    setenv("LOTE_IO_FAULT", fault, 1);
    fd = memfd_create("x", 0);
    outcome |= lt_sys_write(fd, "a", 1, "x", NULL) != LT_OK;
    outcome |= (lt_sys_write(fd, "b", 1, "x", NULL) != LT_OK) << 1;
    outcome |= (lt_sys_fsync(fd, "x", NULL) != LT_OK) << 2;
    return outcome;
}

static void the_environment_injects_too(void **state)
{
    (void)state;
    assert_int_equal(run_with("write:1:ENOSPC"), 2);
    assert_int_equal(run_with("write,sync:1:EIO:sticky"), 6);
    assert_int_equal(run_with("any:0:EIO"), 1);
    assert_int_equal(run_with("nonsense"), 0);
    assert_int_equal(run_with("crash:1"), 137);
    assert_int_equal(run_with("crash:100"), 0);
}

int main(int argc, char **argv)
{
    if (argc == 2) return child(argv[1]);
    return RUN(test(a_missing_file_names_its_nearest_sibling),
               test(a_full_disk_tells_the_room_that_is_left),
               test(interruptions_and_short_counts_are_not_seen),
               test(a_new_name_never_replaces_one), test(the_environment_injects_too));
}

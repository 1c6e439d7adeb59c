#include "io/publish.h"
#include "io/store.h"
#include "io/sys.h"
#include "tests/helper.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Paths are relative to helper_folder(): both stores see the same names. */
static lt_store *open_store(const char *uri_text, lt_mem *mem)
{
    lt_store *s = NULL;
    lt_uri    uri;
    lt_error  err;
    if (lt_uri_parse(&uri, mem, uri_text, &err) == LT_OK) (void)!lt_store_open(&s, &uri, mem, &err);
    lt_uri_clear(&uri);
    return s;
}

static lt_status put(lt_store *s, const char *path, const char *text, lt_write_mode mode,
                     lt_error *err)
{
    lt_outfile *out;
    LT_TRY(s->ops->create(&out, s, path, mode, err));
    lt_status status = lt_outfile_append(out, text, strlen(text), err);
    if (status == LT_OK) return lt_outfile_publish(out, err);
    lt_outfile_abort(out);
    return status;
}

static const char *const uris[] = {"x", "mem:/x"};

static void fill(lt_store *s)
{
    static const char *const paths[] = {
        "lake/a.csv",         "lake/b.csv",         "lake/_SUCCESS",      "lake/.hidden.csv",
        "lake/y=1/m=1/p.csv", "lake/y=1/m=2/p.csv", "lake/y=2/m=1/p.csv", "lake/_y=3/q.csv",
        "lake/[odd].csv",     "lake/ñandú.csv"};
    lt_error err;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        CHECK_OK(put(s, paths[i], paths[i], LT_WRITE_OVERWRITE, &err), &err);
}

/* The names found, without "lake/", joined by spaces. */
static void check_list(lt_objects *found, const char *want)
{
    char got[2000] = "";
    for (size_t i = 0; i < found->count; i++) {
        size_t n = strlen(got);
        snprintf(got + n, sizeof(got) - n, "%s%s", n ? " " : "", found->at[i].path + 5);
    }
    CHECK_TEXT(got, want);
    lt_objects_clear(found);
}

static void check_glob(lt_store *s, const char *pattern, const char *want)
{
    lt_objects found;
    lt_error   err;
    CHECK_OK(lt_store_glob(&found, s, pattern, &err), &err);
    check_list(&found, want);
}

static void globs_find_the_same_in_every_store(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        lt_store  *s = open_store(uris[i], lt_mem_default());
        lt_objects found;
        lt_error   err;
        fill(s);
        check_glob(s, "lake/*.csv", "[odd].csv a.csv b.csv ñandú.csv");
        check_glob(s, "lake/?.csv", "a.csv b.csv");
        check_glob(s, "lake/?and?.csv", "ñandú.csv");
        check_glob(s, "lake/[!a]*.csv", "[odd].csv b.csv ñandú.csv");
        check_glob(s, "lake/\\[odd\\].csv", "[odd].csv");
        check_glob(s, "lake/.h*", ".hidden.csv");
        check_glob(s, "lake/y=*/m=[12]/p.csv", "y=1/m=1/p.csv y=1/m=2/p.csv y=2/m=1/p.csv");
        check_glob(s, "lake/**/p.csv", "y=1/m=1/p.csv y=1/m=2/p.csv y=2/m=1/p.csv");
        check_glob(s, "lake/{b,a,y=2/*/p}.csv", "a.csv b.csv y=2/m=1/p.csv");
        check_glob(s, "l*/a.csv", "a.csv");
        check_glob(s, "lake/a.csv", "a.csv");
        CHECK_OK(lt_store_walk(&found, s, "lake", &err), &err);
        check_list(&found, "[odd].csv _y=3/q.csv a.csv b.csv y=1/m=1/p.csv y=1/m=2/p.csv "
                           "y=2/m=1/p.csv ñandú.csv");
        CHECK_FAILS(lt_store_glob(&found, s, "lake/*.txt", &err), LT_ENOTFOUND, &err);
        CHECK_FAILS(lt_store_glob(&found, s, "lake/none.csv", &err), LT_ENOTFOUND, &err);
        CHECK_FAILS(lt_store_glob(&found, s, "lake/[a.csv", &err), LT_EINVAL, &err);
        CHECK_OK(s->ops->remove_tree(s, "lake", &err), &err);
        CHECK_FAILS(lt_store_walk(&found, s, "lake", &err), LT_ENOTFOUND, &err);
        lt_store_close(s);
    }
}

static void files_are_read_by_window(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        lt_store *s = open_store(uris[i], lt_mem_default());
        lt_file  *f;
        lt_error  err;
        char      got[4] = "";
        CHECK_OK(put(s, "win/a.txt", "0123456789", LT_WRITE_ERROR, &err), &err);
        CHECK_FAILS(put(s, "win/a.txt", "x", LT_WRITE_ERROR, &err), LT_EEXISTS, &err);
        CHECK_FAILS(put(s, "win/a.txt", "x", LT_WRITE_APPEND, &err), LT_EINVAL, &err);
        CHECK_OK(put(s, "win/a.txt", "x", LT_WRITE_IGNORE, &err), &err);
        CHECK_OK(lt_file_open(&f, s, "win/a.txt", &err), &err);
        assert_int_equal(lt_file_size(f), 10);
        CHECK_OK(lt_file_pread(f, 7, 3, got, &err), &err);
        CHECK_TEXT(got, "789");
        CHECK_FAILS(lt_file_pread(f, 8, 3, got, &err), LT_EPARSE, &err);
        CHECK_FAILS(lt_file_pread(f, UINT64_MAX, 3, got, &err), LT_EPARSE, &err);
        CHECK_OK(put(s, "win/a.txt", "new", LT_WRITE_OVERWRITE, &err), &err);
        CHECK_OK(lt_file_pread(f, 7, 3, got, &err), &err);
        CHECK_OK(s->ops->remove(s, "win/a.txt", &err), &err);
        lt_file_close(f);
        CHECK_FAILS(lt_file_open(&f, s, "win/a.txt", &err), LT_ENOTFOUND, &err);
        lt_store_close(s);
    }
}

static void a_file_cut_under_the_reader_is_a_conflict(void **state)
{
    (void)state;
    lt_store *s = open_store("x", lt_mem_default());
    lt_file  *f;
    lt_error  err;
    char      got[8];
    helper_write("cut.txt", "01234567", 8);
    CHECK_OK(lt_file_open(&f, s, "cut.txt", &err), &err);
    assert_int_equal(truncate("cut.txt", 4), 0);
    CHECK_FAILS(lt_file_pread(f, 0, 8, got, &err), LT_ECONFLICT, &err);
    lt_file_close(f);
    CHECK_FAILS(lt_file_open(&f, s, ".", &err), LT_EINVAL, &err);
    CHECK_HAS(err.text, "is a folder");
    CHECK_FAILS(lt_file_open(&f, s, "/dev/null", &err), LT_EINVAL, &err);
    lt_store_close(s);
}

static void a_pipe_is_read_as_a_file(void **state)
{
    (void)state;
    lt_store *s = open_store("x", lt_mem_default());
    lt_file  *f;
    lt_error  err;
    int       ends[2];
    char      path[64], got[5] = "";
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "piped", 5), 5);
    close(ends[1]);
    snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
    CHECK_OK(lt_file_open(&f, s, path, &err), &err);
    assert_int_equal(lt_file_size(f), 5);
    CHECK_OK(lt_file_pread(f, 1, 4, got, &err), &err);
    CHECK_TEXT(got, "iped");
    lt_file_close(f);
    close(ends[0]);
    lt_store_close(s);
}

static void a_link_that_leads_back_up_ends(void **state)
{
    (void)state;
    lt_store  *s = open_store("x", lt_mem_default());
    lt_objects found;
    lt_error   err;
    CHECK_OK(put(s, "loop/a/b.csv", "x", LT_WRITE_OVERWRITE, &err), &err);
    assert_int_equal(symlink("..", "loop/a/up"), 0);
    assert_int_equal(symlink("nowhere", "loop/a/dangling"), 0);
    CHECK_OK(lt_store_walk(&found, s, "loop", &err), &err);
    check_list(&found, "a/b.csv");
    lt_store_close(s);
}

static void every_failing_call_is_an_answer(void **state)
{
    (void)state;
    lt_store *s = open_store("x", lt_mem_default());
    lt_error  err;
    fill(s);
    for (long n = 0;; n++) {
        lt_objects found;
        lt_file   *f;
        char       got[4];
        lt_io_fail_at(LT_IO_ANY, n, EIO, true);
        lt_status status = lt_store_glob(&found, s, "lake/**/p.csv", &err);
        if (status == LT_OK) {
            assert_int_equal(found.count, 3);
            lt_objects_clear(&found);
            if ((status = lt_file_open(&f, s, "lake/a.csv", &err)) == LT_OK) {
                status = lt_file_pread(f, 0, 4, got, &err);
                lt_file_close(f);
            }
        }
        bool came = lt_io_faulted();
        lt_io_fail_at(0, -1, 0, false);
        assert_int_equal(status, came ? LT_EIO : LT_OK);
        if (!came) break;
    }
    lt_store_close(s);
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        EACH_FAULT (mem) {
            lt_store  *s = open_store(uris[i], mem);
            lt_objects found;
            lt_file   *f;
            lt_error   err;
            if (!s) continue;
            lt_status status = put(s, "oom/a.csv", "abc", LT_WRITE_OVERWRITE, &err);
            if (status == LT_OK &&
                (status = lt_store_glob(&found, s, "oom/{a,b}.*", &err)) == LT_OK)
                lt_objects_clear(&found);
            if (status == LT_OK && (status = lt_file_open(&f, s, "oom/a.csv", &err)) == LT_OK)
                lt_file_close(f);
            if (status) assert_int_equal(status, LT_ENOMEM);
            lt_store_close(s);
        }
    }
}

int main(void)
{
    if (chdir(helper_folder()) != 0) return 1;
    return RUN(test(globs_find_the_same_in_every_store), test(files_are_read_by_window),
               test(a_file_cut_under_the_reader_is_a_conflict), test(a_pipe_is_read_as_a_file),
               test(a_link_that_leads_back_up_ends), test(every_failing_call_is_an_answer),
               test(memory_may_run_out_anywhere));
}

#include "tests/helper.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const helper_way helper_ways[HELPER_WAYS] = {{1, 65536, "1 thread"},
                                             {4, 65536, "4 threads"},
                                             {1, 7, "1 thread, batches of 7"},
                                             {4, 7, "4 threads, batches of 7"}};

static char folder[512];

void helper_has(const char *text, const char *part, const char *file, int line)
{
    if (!text || !strstr(text, part)) {
        print_error("%s:%d: \"%s\" is not in \"%s\"\n", file, line, part, text ? text : "(null)");
        _fail(file, line);
    }
}

/* Each point is tried twice: refused once, then refused from there on. */
lt_mem *helper_next_fault(lt_mem *previous)
{
    static long point;
    static bool sticky;
    if (previous) {
        bool came = lt_mem_faulted(previous);
        if (lt_mem_in_use(previous) != 0)
            fail_msg("%zu bytes leaked when request %ld was refused%s", lt_mem_in_use(previous),
                     point, sticky ? " and every later one" : "");
        lt_mem_close(previous);
        if (!came) return NULL;
        if (sticky) point++;
        sticky = !sticky;
    } else {
        point = 0;
        sticky = false;
    }
    lt_mem *mem = lt_mem_open(NULL, 0);
    lt_mem_fail_at(mem, point, sticky);
    return mem;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static void remove_folder(void) { nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS); }

const char *helper_folder(void)
{
    if (folder[0]) return folder;
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof(folder), "%s/lote-test.XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(folder)) fail_msg("no folder %s", folder);
    atexit(remove_folder);
    return folder;
}

const char *helper_data(const char *path)
{
    static char full[4096];
    const char *root = getenv("LOTE_TEST_DATA");
    snprintf(full, sizeof(full), "%s/%s", root ? root : "../shared/data", path);
    return access(full, R_OK) == 0 ? full : NULL;
}

void helper_write(const char *path, const void *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, len, f) != len || fclose(f)) fail_msg("cannot write %s", path);
}

char *helper_read(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("cannot read %s", path);
    struct stat st;
    fstat(fileno(f), &st);
    char *text = malloc((size_t)st.st_size + 1);
    assert_non_null(text);
    size_t got = fread(text, 1, (size_t)st.st_size, f);
    text[got] = 0;
    if (len) *len = got;
    fclose(f);
    return text;
}

int helper_run(const struct CMUnitTest *tests, size_t count, const char *file)
{
    const char *base = strrchr(file, '/');
    return _cmocka_run_group_tests(base ? base + 1 : file, tests, count, NULL, NULL);
}

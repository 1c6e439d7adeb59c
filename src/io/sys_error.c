#include "io/sys.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 255, PATH_BYTES = 4096, ENTRIES_LOOKED_AT = 20000 };

/* Splits "a/b/c" into folder "a/b" ("." and "/" where there is none) and name "c". */
static bool split(char folder[PATH_BYTES], const char **name, const char *path)
{
    size_t len = strlen(path);
    if (len >= PATH_BYTES) return false;
    const char *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    size_t head = slash ? (size_t)(slash - path) : 0;
    if (!slash) {
        memcpy(folder, ".", 2);
        return true;
    }
    if (head == 0) head = 1;
    memcpy(folder, path, head);
    folder[head] = 0;
    return true;
}

/* Edits (insert, delete, replace) that make a from b; both at most NAME_MAX_BYTES long. */
static int distance(const char *a, const char *b)
{
    int row[NAME_MAX_BYTES + 1];
    int m = (int)strlen(b);
    for (int j = 0; j <= m; j++) row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int corner = row[0];
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            int best = corner + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < best) best = row[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            corner = row[j];
            row[j] = best;
        }
    }
    return row[m];
}

/* The entry of folder most like name, if it is like it at all. Never a fault of its own. */
static bool nearest(char best[NAME_MAX_BYTES + 1], const char *folder, const char *name)
{
    size_t len = strlen(name);
    int    limit = (int)len / 3 + 1, looked = 0;
    DIR   *d = len && len <= NAME_MAX_BYTES ? opendir(folder) : NULL;
    if (!d) return false;
    best[0] = 0;
    for (struct dirent *e; limit > 0 && looked < ENTRIES_LOOKED_AT && (e = readdir(d)); looked++) {
        size_t other = strlen(e->d_name);
        if (other > NAME_MAX_BYTES || e->d_name[0] == '.') continue;
        if (other + (size_t)limit < len || len + (size_t)limit < other) continue;
        int n = strcasecmp(name, e->d_name) == 0 ? 0 : distance(name, e->d_name);
        /* Of equals the first in byte order: the message must not depend on the folder's order. */
        bool is_better = n < limit || (n == limit && (!best[0] || strcmp(e->d_name, best) < 0));
        if (n > limit || !is_better) continue;
        limit = n;
        memcpy(best, e->d_name, other + 1);
    }
    closedir(d);
    return best[0] != 0;
}

static void hint_missing(lt_error *err, const char *path)
{
    char        folder[PATH_BYTES], outer[PATH_BYTES], best[NAME_MAX_BYTES + 1];
    const char *name;
    if (!split(folder, &name, path)) return;
    const char *missing = path;
    while (access(folder, F_OK) != 0 && strcmp(folder, ".") != 0 && strcmp(folder, "/") != 0) {
        memcpy(outer, folder, sizeof(outer));
        missing = outer;
        if (!split(folder, &name, outer)) return;
    }
    const char *slash = strcmp(folder, "/") == 0 ? "" : "/";
    if (nearest(best, folder, name)) {
        if (strchr(path, '/'))
            lt_error_hint(err, "did you mean %s%s%s?", folder, slash, best);
        else
            lt_error_hint(err, "did you mean %s?", best);
    } else if (missing != path) {
        lt_error_hint(err, "there is no folder %s", missing);
    }
}

static void hint_space(lt_error *err, const char *path)
{
    char           folder[PATH_BYTES];
    const char    *name;
    struct statvfs fs;
    if (!split(folder, &name, path)) return;
    if (statvfs(path, &fs) != 0 && statvfs(folder, &fs) != 0) return;
    double free_mb = (double)fs.f_bavail * (double)fs.f_frsize / 1e6;
    lt_error_hint(err, "%.1f MB are free on the file system of %s: make room or write elsewhere",
                  free_mb, folder);
}

static void hint_access(lt_error *err, const char *path)
{
    char        folder[PATH_BYTES];
    const char *name, *what = path;
    struct stat st;
    if (stat(path, &st) != 0) {
        if (!split(folder, &name, path) || stat(folder, &st) != 0) return;
        what = folder;
    }
    lt_error_hint(err, "%s has mode %04o and owner %u; you are user %u", what,
                  (unsigned)st.st_mode & 07777u, (unsigned)st.st_uid, (unsigned)geteuid());
}

static lt_status code_of(int cause)
{
    switch (cause) {
    case ENOENT:
    case ENOTDIR: return LT_ENOTFOUND;
    case EEXIST:
    case ENOTEMPTY: return LT_EEXISTS;
    case ENOMEM: return LT_ENOMEM;
    default: return LT_EIO;
    }
}

lt_status lt_sys_fail(lt_error *err, int cause, const char *operation, const char *path)
{
    const char *text = strerrordesc_np(cause);
    lt_status   code = code_of(cause);
    lt_fail(err, code, LT_HERE, "%s %s: %s", operation, path, text ? text : "unknown error");
    if (!err) return code;
    if (cause == ENOENT) hint_missing(err, path);
    if (cause == ENOSPC || cause == EDQUOT) hint_space(err, path);
    if (cause == EACCES || cause == EPERM) hint_access(err, path);
    if (cause == EROFS) lt_error_hint(err, "the file system is mounted read-only");
    if (cause == EMFILE) lt_error_hint(err, "raise the limit of open files (ulimit -n)");
    return code;
}

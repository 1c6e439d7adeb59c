#include "io/temp.h"

#include "io/sys.h"
#include "io/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define FRESH ".lote-tmp."
#define OLD   ".lote-old."

typedef struct stamp {
    char     boot[9];
    long     pid;
    uint64_t start; /* clock ticks after boot */
} stamp;

static size_t read_small(const char *path, char *text, size_t size)
{
    int     fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);
    if (fd >= 0) close(fd);
    text[n > 0 ? n : 0] = 0;
    return n > 0 ? (size_t)n : 0;
}

/* Field 22 of /proc/<pid>/stat; the name before it may hold spaces and parentheses. 0: no such. */
static uint64_t start_of(long pid)
{
    char path[64], text[1024];
    snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
    if (!read_small(path, text, sizeof(text))) return 0;
    const char *at = strrchr(text, ')');
    for (int field = 2; at && field < 22; field++) at = strchr(at + 1, ' ');
    return at ? strtoull(at + 1, NULL, 10) : 0;
}

static stamp own_stamp(void)
{
    char  text[64];
    stamp s = {.boot = "00000000", .pid = getpid()};
    if (read_small("/proc/sys/kernel/random/boot_id", text, sizeof(text)) >= 8)
        memcpy(s.boot, text, 8);
    s.start = start_of(s.pid);
    return s;
}

uint64_t lt_temp_random(void)
{
    uint64_t        bits;
    struct timespec now;
    if (getrandom(&bits, sizeof(bits), GRND_NONBLOCK) == (ssize_t)sizeof(bits)) return bits;
    /* Only early in boot; O_EXCL still guards against a clash. */
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_nsec * 0x9E3779B97F4A7C15u ^ (uint64_t)now.tv_sec;
}

static lt_status put_name(lt_buf *out, const char *folder, const char *prefix, lt_error *err)
{
    stamp s = own_stamp();
    out->len = 0;
    LT_TRY(lt_buf_printf(out, err, "%s/%s%s.%ld.%" PRIu64 ".%016" PRIx64, folder, prefix, s.boot,
                         s.pid, s.start, lt_temp_random()));
    return lt_buf_terminate(out, err);
}

lt_status lt_temp_old_name(lt_buf *out, const char *folder, const char *name, lt_error *err)
{
    LT_TRY(put_name(out, folder, OLD, err));
    LT_TRY(lt_buf_printf(out, err, ".%s", name));
    return lt_buf_terminate(out, err);
}

const char *lt_temp_path(const lt_temp *t) { return (const char *)t->path.data; }

void lt_temp_close(lt_temp *t)
{
    if (t->fd >= 0) close(t->fd);
    t->fd = -1;
    lt_buf_clear(&t->path);
}

void lt_temp_remove(lt_temp *t)
{
    if (t->path.data && t->fd >= 0) (void)!lt_tree_remove(lt_temp_path(t), NULL);
    lt_temp_close(t);
}

static lt_status make(lt_temp *t, const char *shown, lt_error *err)
{
    const char *path = lt_temp_path(t);
    if (!t->is_folder)
        return lt_sys_openat(&t->fd, AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600,
                             shown, err);
    lt_status status = lt_sys_mkdir(path, 0700, err);
    if (status) return status;
    status =
        lt_sys_openat(&t->fd, AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0, shown, err);
    if (status) rmdir(path);
    return status;
}

/* Whether the name is ours: locked, and not removed by a sweeper before. */
static lt_status claim(bool *ours, lt_temp *t, const char *shown, lt_error *err)
{
    struct stat st;
    lt_error    why;
    lt_status   status = lt_sys_lock(ours, t->fd, shown, &why);
    if (status == LT_EUNSUPPORTED) {
        *ours = true;
        return LT_OK;
    }
    if (status) {
        if (err) *err = why;
        return status;
    }
    if (!*ours) return LT_OK;
    LT_TRY(lt_sys_fstat(&st, t->fd, shown, err));
    *ours = st.st_nlink > 0;
    return LT_OK;
}

lt_status lt_temp_open(lt_temp *out, lt_mem *mem, const char *folder, bool is_folder,
                       const char *shown, lt_error *err)
{
    lt_temp   t = {.path.mem = mem, .fd = -1, .is_folder = is_folder};
    lt_status status = LT_OK;
    *out = t;
    for (int tries = 0; tries < 16 && status == LT_OK; tries++) {
        bool ours = false;
        if ((status = put_name(&t.path, folder, FRESH, err))) break;
        if ((status = make(&t, shown, err))) break;
        status = claim(&ours, &t, shown, err);
        if (status == LT_OK && ours) {
            *out = t;
            return LT_OK;
        }
        if (status) break;
        close(t.fd);
        t.fd = -1;
    }
    if (status == LT_OK)
        status = LT_FAIL(err, LT_EBUSY, "%s: every temporary name was taken away", shown);
    lt_temp_remove(&t);
    return status;
}

static bool lives(const char *name)
{
    stamp    own = own_stamp();
    char    *end;
    size_t   boot = strlen(own.boot);
    uint64_t start;
    name += sizeof(FRESH) - 1;
    if (strncmp(name, own.boot, boot) != 0 || name[boot] != '.') return true;
    long pid = strtol(name + boot + 1, &end, 10);
    start = *end == '.' ? strtoull(end + 1, NULL, 10) : 0;
    return start && start_of(pid) == start;
}

/* Opens and locks a left-over; false when it has an owner or is out of reach. */
static bool capture(int *fd, const char *path, const char *name)
{
    bool got = false;
    *fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0) return false;
    lt_status status = lt_sys_lock(&got, *fd, path, NULL);
    if (status == LT_EUNSUPPORTED) got = !lives(name);
    if (!got) close(*fd);
    return got;
}

/* The name whose data waits under an old-name: what follows the fifth dot after the prefix. */
static const char *name_waiting(const char *name)
{
    name += sizeof(OLD) - 1;
    for (int dots = 0; dots < 4 && name; dots++) {
        name = strchr(name, '.');
        if (name) name++;
    }
    return name && *name && !strchr(name, '/') ? name : NULL;
}

typedef struct sweep {
    const char *folder;
    lt_mem     *mem;
} sweep;

static lt_status sweep_old(const sweep *s, const char *path, const char *name, lt_error *err)
{
    const char *waiting = name_waiting(name);
    lt_buf      target = {.mem = s->mem};
    struct stat st;
    if (!waiting) return LT_OK;
    lt_status status = lt_buf_printf(&target, err, "%s/%s", s->folder, waiting);
    if (status == LT_OK) status = lt_buf_terminate(&target, err);
    if (status == LT_OK && lstat((char *)target.data, &st) == 0)
        status = lt_tree_remove(path, err);
    else if (status == LT_OK && errno == ENOENT)
        status = lt_sys_rename_new(path, (char *)target.data, err);
    lt_buf_clear(&target);
    return status;
}

static lt_status sweep_name(void *arg, const char *name, lt_error *err)
{
    const sweep *s = arg;
    bool         is_old = strncmp(name, OLD, sizeof(OLD) - 1) == 0;
    int          fd;
    (void)err;
    if (!is_old && strncmp(name, FRESH, sizeof(FRESH) - 1) != 0) return LT_OK;

    lt_buf path = {.mem = s->mem};
    if (lt_buf_printf(&path, NULL, "%s/%s", s->folder, name) == LT_OK &&
        lt_buf_terminate(&path, NULL) == LT_OK && capture(&fd, (char *)path.data, name)) {
        if (is_old)
            (void)!sweep_old(s, (char *)path.data, name, NULL);
        else
            (void)!lt_tree_remove((char *)path.data, NULL);
        close(fd);
    }
    lt_buf_clear(&path);
    return LT_OK;
}

void lt_temp_sweep(lt_mem *mem, const char *folder)
{
    sweep s = {.folder = folder, .mem = mem};
    (void)!lt_sys_list(folder, sweep_name, &s, NULL);
}

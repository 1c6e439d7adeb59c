#include "tui/engine/place.h"

#include "core/arena.h"
#include "core/clock.h"
#include "core/hash.h"
#include "io/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- the folder ---- */

static lt_status check_folder(const char *path, lt_error *err)
{
    struct stat st;
    if (mkdir(path, 0700) && errno != EEXIST) return lt_sys_fail(err, errno, "make", path);
    LT_TRY(lt_sys_lstat(&st, path, err));
    if (S_ISDIR(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & 077)) return LT_OK;
    lt_fail(err, LT_EIO, LT_HERE, "%s must be a folder of yours that nobody else may enter", path);
    lt_error_hint(err, "remove it, or set XDG_RUNTIME_DIR to a folder of your own");
    return LT_EIO;
}

static lt_status find_folder(char *out, size_t size, lt_error *err)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    int         n = runtime && *runtime == '/' ? snprintf(out, size, "%s/lote", runtime) : -1;
    if (n < 0 || (size_t)n >= size) /* none, or one in which no socket's name would fit */
        snprintf(out, size, "/tmp/lote-%u", (unsigned)geteuid());
    return check_folder(out, err);
}

static lt_status name_places(tui_engine_place *p, lt_error *err)
{
    LT_TRY(find_folder(p->folder, sizeof(p->folder), err));
    snprintf(p->socket, sizeof(p->socket), "%s/%s.sock", p->folder, p->id);
    snprintf(p->lock, sizeof(p->lock), "%s/%s.lock", p->folder, p->id);
    snprintf(p->log, sizeof(p->log), "%s/%s.log", p->folder, p->id);
    return LT_OK;
}

/* ---- the notebook ---- */

/* The real path of a file that is not there yet is that of its folder and its name. */
static lt_status real_path(lt_buf *out, const char *path, lt_error *err)
{
    char        real[PATH_MAX], folder[PATH_MAX];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (realpath(path, real)) return lt_buf_text(out, real, err);
    if (errno != ENOENT) return lt_sys_fail(err, errno, "open", path);
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (n >= sizeof(folder)) return LT_FAIL(err, LT_ELIMIT, "the notebook's path is too long");
    memcpy(folder, path, n);
    folder[n] = 0;
    if (!realpath(slash ? (n ? folder : "/") : ".", real))
        return lt_sys_fail(err, errno, "open the folder of", path);
    return lt_buf_printf(out, err, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
}

lt_status tui_place_open(tui_engine_place *out, lt_mem *mem, const char *notebook, lt_error *err)
{
    *out = (tui_engine_place){.notebook.mem = mem};
    LT_TRY(real_path(&out->notebook, notebook, err));
    LT_TRY(lt_buf_terminate(&out->notebook, err));
    snprintf(out->id, sizeof(out->id), "%016" PRIx64,
             lt_hash64(out->notebook.data, out->notebook.len, 0));
    return name_places(out, err);
}

lt_status tui_place_of(tui_engine_place *out, lt_mem *mem, const char *id, lt_error *err)
{
    *out = (tui_engine_place){.notebook.mem = mem};
    size_t n = strspn(id, "0123456789abcdef");
    if (n != TUI_PLACE_ID - 1 || id[n])
        return LT_FAIL(err, LT_EUSAGE, "\"%s\" is no engine's name", id);
    memcpy(out->id, id, TUI_PLACE_ID);
    return name_places(out, err);
}

void tui_place_clear(tui_engine_place *p) { lt_buf_clear(&p->notebook); }

/* ---- the lock ---- */

/* Whether the name still is the file that fd locks: a sweeper may have removed it meanwhile. */
static bool is_current(int fd, const char *path)
{
    struct stat mine, there;
    return fstat(fd, &mine) == 0 && lstat(path, &there) == 0 && mine.st_ino == there.st_ino &&
           mine.st_dev == there.st_dev;
}

/* *fd: the locked file; -1: someone has it. */
static lt_status try_lock(int *fd, const char *path, int flags, lt_error *err)
{
    for (int tries = 0; tries < 100; tries++) {
        bool got = false;
        LT_TRY(lt_sys_open(fd, path, flags | O_RDWR | O_NOFOLLOW, 0600, err));
        lt_status status = lt_sys_lock(&got, *fd, path, err);
        if (!status && got && is_current(*fd, path)) return LT_OK;
        close(*fd);
        *fd = -1;
        if (status || !got) return status;
    }
    return LT_FAIL(err, LT_EBUSY, "%s changes all the time", path);
}

lt_status tui_place_lock(int *fd, const tui_engine_place *p, lt_error *err)
{
    char head[64];
    *fd = -1;
    LT_TRY(try_lock(fd, p->lock, O_CREAT, err));
    if (*fd < 0) return LT_OK;
    int       n = snprintf(head, sizeof(head), "%d %" PRId64 " ", (int)getpid(), lt_clock_now_us());
    lt_status status = lt_sys_ftruncate(*fd, 0, p->lock, err);
    if (!status) status = lt_sys_write(*fd, head, (size_t)n, p->lock, err);
    if (!status) status = lt_sys_write(*fd, p->notebook.data, p->notebook.len, p->lock, err);
    if (!status) return LT_OK;
    close(*fd);
    *fd = -1;
    return status;
}

void tui_place_leave(const tui_engine_place *p, int fd)
{
    unlink(p->socket);
    unlink(p->log);
    unlink(p->lock);
    if (fd >= 0) close(fd);
}

/* ---- the socket ---- */

static bool set_address(struct sockaddr_un *a, const char *path)
{
    size_t n = strlen(path);
    *a = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (n >= sizeof(a->sun_path)) return false;
    memcpy(a->sun_path, path, n + 1);
    return true;
}

lt_status tui_place_listen(int *fd, const tui_engine_place *p, lt_error *err)
{
    struct sockaddr_un address;
    set_address(&address, p->socket);
    unlink(p->socket);
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*fd < 0) return lt_sys_fail(err, errno, "make a socket", p->socket);
    mode_t mask = umask(0177);
    int    failed = bind(*fd, (struct sockaddr *)&address, sizeof(address)) || listen(*fd, 16);
    int    cause = errno;
    umask(mask);
    if (!failed) return LT_OK;
    close(*fd);
    *fd = -1;
    return lt_sys_fail(err, cause, "listen at", p->socket);
}

lt_status tui_place_connect(int *fd, const char *socket_path, lt_error *err)
{
    struct sockaddr_un address;
    if (!set_address(&address, socket_path))
        return LT_FAIL(err, LT_ELIMIT, "%s is too long for a socket", socket_path);
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*fd < 0) return lt_sys_fail(err, errno, "make a socket", socket_path);
    if (connect(*fd, (struct sockaddr *)&address, sizeof(address)) == 0) return LT_OK;
    int cause = errno;
    close(*fd);
    *fd = -1;
    if (cause == ENOENT || cause == ECONNREFUSED || cause == EAGAIN) return LT_OK;
    return lt_sys_fail(err, cause, "connect to", socket_path);
}

bool tui_place_is_own(int fd, int64_t *pid)
{
    struct ucred who;
    socklen_t    size = sizeof(who);
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size)) return false;
    *pid = who.pid;
    return who.uid == geteuid();
}

/* ---- the list ---- */

typedef struct listing {
    lt_buf          *out;
    struct lt_arena *arena;
    const char      *folder;
} listing;

static lt_status read_row(listing *l, const char *path, const char *id, lt_error *err)
{
    char           text[PATH_MAX + 64];
    size_t         got = 0;
    int            fd, at = 0;
    tui_engine_row row = {.pid = 0};
    memcpy(row.id, id, TUI_PLACE_ID - 1);
    LT_TRY(lt_sys_open(&fd, path, O_RDONLY | O_NOFOLLOW, 0, err));
    lt_status status = lt_sys_pread(&got, fd, text, sizeof(text) - 1, 0, path, err);
    close(fd);
    text[got] = 0;
    if (status || sscanf(text, "%" SCNd64 " %" SCNd64 " %n", &row.pid, &row.started_us, &at) < 2)
        return status; /* one that begins just now */
    row.notebook = lt_arena_text(l->arena, text + at, got - (size_t)at);
    if (!row.notebook) return lt_mem_refused(l->out->mem, got, "the list of engines", err);
    return lt_buf_add(l->out, &row, sizeof(row), err);
}

static lt_status list_one(void *arg, const char *name, lt_error *err)
{
    listing         *l = arg;
    tui_engine_place p;
    char             id[TUI_PLACE_ID] = "";
    int              fd = -1;
    if (strlen(name) != TUI_PLACE_ID - 1 + 5 || strcmp(name + TUI_PLACE_ID - 1, ".lock") != 0)
        return LT_OK;
    memcpy(id, name, TUI_PLACE_ID - 1);
    if (tui_place_of(&p, l->out->mem, id, NULL)) return LT_OK;
    lt_status status = try_lock(&fd, p.lock, 0, NULL);
    if (!status && fd >= 0)
        tui_place_leave(&p, fd); /* its engine is dead */
    else if (!status)
        status = read_row(l, p.lock, id, err);
    tui_place_clear(&p);
    return status == LT_ENOMEM ? status : LT_OK; /* names may go at any time */
}

static int by_path(const void *a, const void *b)
{
    const tui_engine_row *x = a, *y = b;
    return strcmp(x->notebook, y->notebook);
}

lt_status tui_place_list(lt_buf *out, struct lt_arena *arena, lt_error *err)
{
    char    folder[80];
    listing l = {.out = out, .arena = arena, .folder = folder};
    LT_TRY(find_folder(folder, sizeof(folder), err));
    LT_TRY(lt_sys_list(folder, list_one, &l, err));
    size_t n = out->len / sizeof(tui_engine_row);
    if (n) qsort(out->data, n, sizeof(tui_engine_row), by_path);
    return LT_OK;
}

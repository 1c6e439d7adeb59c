/* sys.h — the system calls on files, with one way to fail and one way to be made to fail.
 *
 * Each wrapper retries EINTR, finishes short transfers, and answers an error that
 * names the operation, the path and the cause, with a hint where something can be
 * done (ENOSPC: free space; ENOENT: the nearest name that exists; EACCES: the mode).
 * Codes: ENOENT LT_ENOTFOUND, EEXIST LT_EEXISTS, the rest LT_EIO (LT_ENOMEM for ENOMEM).
 *
 * Faults   lt_io_fail_at makes the n-th call of some kinds fail, lt_io_crash_at ends the
 *          process after the n-th call that changes a disk. The environment variable
 *          LOTE_IO_FAULT does the same for a whole program: "write:3:ENOSPC",
 *          "sync,rename:0:EIO:sticky", "read:2:short", "crash:7". Off costs one relaxed load.
 * Threads  any
 */
#ifndef LT_IO_SYS_H
#define LT_IO_SYS_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#define LT_IO_KIND_LIST(_)  \
    _(OPEN, "open")         \
    _(READ, "read")         \
    _(WRITE, "write")       \
    _(SYNC, "sync")         \
    _(RENAME, "rename")     \
    _(LINK, "link")         \
    _(UNLINK, "unlink")     \
    _(CLOSE, "close")       \
    _(STAT, "stat")         \
    _(MKDIR, "mkdir")       \
    _(TRUNCATE, "truncate") \
    _(LIST, "list")         \
    _(LOCK, "lock")         \
    _(CHMOD, "chmod")

enum {
#define LT_IO_KIND_BIT(name, word) LT_IO_BIT_##name,
    LT_IO_KIND_LIST(LT_IO_KIND_BIT)
#undef LT_IO_KIND_BIT
        LT_IO_KINDS
};
typedef enum lt_io_kind {
#define LT_IO_KIND_ENUM(name, word) LT_IO_##name = 1 << LT_IO_BIT_##name,
    LT_IO_KIND_LIST(LT_IO_KIND_ENUM)
#undef LT_IO_KIND_ENUM
        LT_IO_ANY = (1 << LT_IO_KINDS) - 1
} lt_io_kind;

/* As cause of lt_io_fail_at: the transfer moves half of its bytes instead of failing. */
#define LT_IO_SHORT (-1)

/* Fails the n-th call from now (0: the next) whose kind is in kind_mask with `cause`
 * (an errno or LT_IO_SHORT); `sticky` keeps failing from then on. n < 0 turns it off. */
void lt_io_fail_at(unsigned kind_mask, long n, int cause, bool sticky);

/* Whether the fault of the last lt_io_fail_at came. */
bool lt_io_faulted(void);

/* _exit(137) right after the n-th successful call from now that changes a disk; n < 0: never. */
void lt_io_crash_at(long n);

/* Every path is for the call and for the message. All descriptors are close-on-exec. */
LT_MUST_USE lt_status lt_sys_open(int *out, const char *path, int flags, mode_t mode,
                                  lt_error *err);
/* `name` relative to folder `dir`; `path` is for the message. */
LT_MUST_USE lt_status lt_sys_openat(int *out, int dir, const char *name, int flags, mode_t mode,
                                    const char *path, lt_error *err);

/* *got: bytes up to len, fewer only at the end of the file. */
LT_MUST_USE lt_status lt_sys_read(size_t *got, int fd, void *into, size_t len, const char *path,
                                  lt_error *err);
LT_MUST_USE lt_status lt_sys_pread(size_t *got, int fd, void *into, size_t len, uint64_t at,
                                   const char *path, lt_error *err);

/* All of len bytes, or an error. */
LT_MUST_USE lt_status lt_sys_write(int fd, const void *bytes, size_t len, const char *path,
                                   lt_error *err);
LT_MUST_USE lt_status lt_sys_pwrite(int fd, const void *bytes, size_t len, uint64_t at,
                                    const char *path, lt_error *err);

LT_MUST_USE lt_status lt_sys_fsync(int fd, const char *path, lt_error *err);
/* Opens, fsyncs and closes a folder: makes the names in it durable. */
LT_MUST_USE lt_status lt_sys_fsync_folder(const char *path, lt_error *err);

LT_MUST_USE lt_status lt_sys_rename(const char *from, const char *to, lt_error *err);
/* LT_EEXISTS where `to` exists, also when it appears at the last moment. */
LT_MUST_USE lt_status lt_sys_rename_new(const char *from, const char *to, lt_error *err);
/* Swaps two existing names in one step. LT_EUNSUPPORTED where the file system cannot. */
LT_MUST_USE lt_status lt_sys_exchange(const char *a, const char *b, lt_error *err);
LT_MUST_USE lt_status lt_sys_link(const char *from, const char *to, lt_error *err);
LT_MUST_USE lt_status lt_sys_unlink(const char *path, lt_error *err);
LT_MUST_USE lt_status lt_sys_rmdir(const char *path, lt_error *err);

/* fd is gone whatever the answer. */
LT_MUST_USE lt_status lt_sys_close(int fd, const char *path, lt_error *err);

LT_MUST_USE lt_status lt_sys_fstat(struct stat *out, int fd, const char *path, lt_error *err);
LT_MUST_USE lt_status lt_sys_stat(struct stat *out, const char *path, lt_error *err);
LT_MUST_USE lt_status lt_sys_lstat(struct stat *out, const char *path, lt_error *err);
LT_MUST_USE lt_status lt_sys_mkdir(const char *path, mode_t mode, lt_error *err);
LT_MUST_USE lt_status lt_sys_ftruncate(int fd, uint64_t size, const char *path, lt_error *err);
LT_MUST_USE lt_status lt_sys_fchmod(int fd, mode_t mode, const char *path, lt_error *err);

/* An exclusive flock without waiting; *got tells whether it was had. A file system
 * without locks answers LT_EUNSUPPORTED. */
LT_MUST_USE lt_status lt_sys_lock(bool *got, int fd, const char *path, lt_error *err);

/* Each entry of a folder but . and .., in no order; a status of `each` but LT_OK ends the walk
 * and is the answer. */
typedef lt_status     lt_sys_name_fn(void *arg, const char *name, lt_error *err);
LT_MUST_USE lt_status lt_sys_list(const char *path, lt_sys_name_fn *each, void *arg, lt_error *err);

/* Fills err from an errno: "write out.csv: No space left on device"; the value is its code. */
lt_status lt_sys_fail(lt_error *err, int cause, const char *operation, const char *path);

#endif

/* store.h — where bytes live: the table every kind of storage fills, and what all share.
 *
 * Paths    '/'-separated, NUL-ended. Order of lists and globs is that of the paths' bytes.
 * Hidden   as in Spark: names that start with '.', or with '_' and have no '=', are skipped by
 *          lt_store_walk and by wildcards, unless that piece of the pattern spells their first
 * byte. Threads  a store may be used by any thread, an lt_file too (reads do not share a position);
 *          an lt_outfile by one.
 * Errors   LT_ENOTFOUND names the path and, in the hint, the nearest name that exists.
 */
#ifndef LT_IO_STORE_H
#define LT_IO_STORE_H

#include "core/arena.h"
#include "io/outfile.h"
#include "io/uri.h"

/* What to do where the target of a write exists. */
typedef enum lt_write_mode {
    LT_WRITE_ERROR,     /* LT_EEXISTS */
    LT_WRITE_OVERWRITE, /* replaced as a whole */
    LT_WRITE_APPEND,    /* parts are added to a folder; LT_EINVAL for one file */
    LT_WRITE_IGNORE     /* nothing is written */
} lt_write_mode;

typedef struct lt_object {
    const char *path;
    uint64_t    size; /* bytes; 0 for a folder */
    int64_t     mtime_ns;
    uint64_t    inode, device; /* 0 where the store has none */
    bool        is_folder;
} lt_object;

typedef struct lt_objects {
    lt_arena   arena; /* owns everything */
    lt_buf     list;  /* lt_object[count] */
    size_t     count;
    lt_object *at; /* = list.data */
} lt_objects;
void lt_objects_clear(lt_objects *objects);

typedef struct lt_store lt_store;
typedef struct lt_file  lt_file;

/* o->path is borrowed for the call. A status but LT_OK ends the list and is its answer. */
typedef lt_status lt_object_fn(void *arg, const lt_object *o, lt_error *err);

typedef struct lt_store_ops {
    const char *schemes; /* "file", "s3 s3a" */
    lt_status (*open)(lt_store **out, const lt_uri *root, lt_mem *mem, lt_error *err);
    void (*close)(lt_store *s);

    lt_status (*stat)(lt_object *out, lt_store *s, const char *path, lt_error *err);
    /* The entries right below a folder, hidden ones too, in any order. */
    lt_status (*list)(lt_store *s, const char *folder, lt_object_fn *each, void *arg,
                      lt_error *err);

    lt_status (*open_file)(lt_file **out, lt_store *s, const char *path, lt_error *err);
    /* Exactly len bytes from `at`, or an error. */
    lt_status (*pread)(lt_file *f, uint64_t at, size_t len, void *into, lt_error *err);
    void (*close_file)(lt_file *f);

    /* One file, invisible until lt_outfile_publish; parents are made. */
    lt_status (*create)(lt_outfile **out, lt_store *s, const char *path, lt_write_mode mode,
                        lt_error *err);
    lt_status (*mkdirs)(lt_store *s, const char *path, lt_error *err);
    lt_status (*remove)(lt_store *s, const char *path, lt_error *err);      /* a file */
    lt_status (*remove_tree)(lt_store *s, const char *path, lt_error *err); /* absent is fine */
} lt_store_ops;

/* First members of every store and every open file. */
struct lt_store {
    const lt_store_ops *ops;
    lt_mem             *mem;
};
struct lt_file {
    lt_store *store;
    lt_object object; /* as it was when opened; path is owned by the file */
    int       fd;     /* -1 where there is none */
};

/* The store for a URI's scheme. Errors: LT_EUNSUPPORTED, LT_ENOMEM. */
LT_MUST_USE lt_status lt_store_open(lt_store **out, const lt_uri *uri, lt_mem *mem, lt_error *err);
void                  lt_store_close(lt_store *s);

/* LT_ENOTFOUND where nothing is there. out->path is the given one. */
LT_MUST_USE lt_status lt_store_stat(lt_object *out, lt_store *s, const char *path, lt_error *err);

/* Every file below a folder (or the file itself) that is not hidden. Release *out with
 * lt_objects_clear. */
LT_MUST_USE lt_status lt_store_walk(lt_objects *out, lt_store *s, const char *path, lt_error *err);

/* Files and folders that match a pattern of * ? [a-z] [!a-z] and ** (any number of folders);
 * {a,b} alternatives; '\' quotes. A pattern without wildcards is a path that must exist.
 * Errors: LT_ENOTFOUND where nothing matches; LT_EINVAL for a bad pattern. */
LT_MUST_USE lt_status lt_store_glob(lt_objects *out, lt_store *s, const char *pattern,
                                    lt_error *err);
bool                  lt_store_is_glob(const char *pattern);
bool                  lt_store_is_hidden(const char *name); /* the last piece of a path */

/* A pipe is first copied to an unnamed temporary file. Errors: LT_ENOTFOUND; LT_EINVAL: a folder
 * or a device; LT_EIO. The store must outlive the file. */
LT_MUST_USE lt_status lt_file_open(lt_file **out, lt_store *s, const char *path, lt_error *err);

/* Exactly len bytes from `at`. LT_ECONFLICT where the file has become shorter than it was,
 * LT_EPARSE where the range was never inside it. */
LT_MUST_USE lt_status lt_file_pread(lt_file *f, uint64_t at, size_t len, void *into, lt_error *err);
uint64_t              lt_file_size(const lt_file *f);
const char           *lt_file_path(const lt_file *f);

void lt_file_close(lt_file *f); /* NULL is allowed */

extern const lt_store_ops lt_store_file, lt_store_mem;

#endif

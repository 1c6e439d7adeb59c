#include "io/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

/* Content is frozen once published; the store and every open file hold a reference. */
typedef struct blob {
    atomic_int refs;
    lt_mem    *mem;
    lt_buf     bytes;
    uint64_t   id;
} blob;

typedef struct entry {
    struct entry *next;
    size_t        bytes; /* of this struct with its path */
    blob         *content;
    char          path[];
} entry;

typedef struct mem_store {
    lt_store        base;
    pthread_mutex_t lock; /* guards entries and ids */
    entry          *entries;
    uint64_t        ids;
} mem_store;

typedef struct mem_file {
    lt_file base;
    blob   *content;
    size_t  bytes;
    char    path[];
} mem_file;

static void blob_release(blob *b)
{
    if (!b || atomic_fetch_sub(&b->refs, 1) != 1) return;
    lt_buf_clear(&b->bytes);
    lt_mem_free(b->mem, b, sizeof(*b));
}

static lt_status open_store(lt_store **out, const lt_uri *root, lt_mem *mem, lt_error *err)
{
    (void)root;
    mem_store *s = lt_mem_zeroed(mem, 1, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "a store", err);
    s->base = (lt_store){.ops = &lt_store_mem, .mem = mem};
    pthread_mutex_init(&s->lock, NULL);
    *out = &s->base;
    return LT_OK;
}

static void entry_free(lt_mem *mem, entry *e)
{
    blob_release(e->content);
    lt_mem_free(mem, e, e->bytes);
}

static void close_store(lt_store *base)
{
    mem_store *s = (mem_store *)base;
    for (entry *e = s->entries, *next; e; e = next) {
        next = e->next;
        entry_free(base->mem, e);
    }
    pthread_mutex_destroy(&s->lock);
    lt_mem_free(base->mem, s, sizeof(*s));
}

/* Both take the lock as held. */
static entry **find(mem_store *s, const char *path)
{
    entry **at = &s->entries;
    while (*at && strcmp((*at)->path, path) != 0) at = &(*at)->next;
    return at;
}

static bool is_below(const char *path, const char *folder)
{
    size_t len = strlen(folder);
    while (len && folder[len - 1] == '/') len--;
    if (len == 1 && folder[0] == '.') len = 0;
    return len == 0 || (strncmp(path, folder, len) == 0 && path[len] == '/');
}

static lt_object object_of(const entry *e)
{
    return (lt_object){.path = e->path,
                       .size = e->content->bytes.len,
                       .mtime_ns = (int64_t)e->content->id,
                       .inode = e->content->id};
}

static lt_status missing(const char *path, lt_error *err)
{
    return LT_FAIL(err, LT_ENOTFOUND, "open %s: no such file in memory", path);
}

static lt_status stat_path(lt_object *out, lt_store *base, const char *path, lt_error *err)
{
    mem_store *s = (mem_store *)base;
    bool       is_there = false;
    pthread_mutex_lock(&s->lock);
    entry *e = *find(s, path);
    if (e) {
        *out = object_of(e);
        is_there = true;
    }
    for (e = s->entries; e && !is_there; e = e->next)
        if ((is_there = is_below(e->path, path))) *out = (lt_object){.is_folder = true};
    pthread_mutex_unlock(&s->lock);
    return is_there ? LT_OK : missing(path, err);
}

/* Appends what the listing shows for an entry: the file itself, or the folder it is in. */
static lt_status note(lt_buf *names, const char *folder, const entry *e, lt_error *err)
{
    size_t head = strlen(folder);
    while (head && folder[head - 1] == '/') head--;
    if (head == 1 && folder[0] == '.') head = 0;
    const char *rest = e->path + (head ? head + 1 : 0);
    size_t      len = (size_t)(rest - e->path) + strcspn(rest, "/");
    LT_TRY(lt_buf_add(names, e->path, len, err));
    return lt_buf_add(names, "", 1, err);
}

/* The names are gathered under the lock and handed out without it, for `each` may call back. */
static lt_status list_folder(lt_store *base, const char *folder, lt_object_fn *each, void *arg,
                             lt_error *err)
{
    mem_store *s = (mem_store *)base;
    lt_buf     names = {.mem = base->mem};
    lt_status  status = LT_OK;
    pthread_mutex_lock(&s->lock);
    for (entry *e = s->entries; e && status == LT_OK; e = e->next)
        if (is_below(e->path, folder)) status = note(&names, folder, e, err);
    pthread_mutex_unlock(&s->lock);

    const char *at = (const char *)names.data, *end = at + names.len;
    if (status == LT_OK && !names.len) status = missing(folder, err);
    for (; status == LT_OK && at < end; at += strlen(at) + 1) {
        lt_object   o;
        const char *seen = (const char *)names.data;
        while (seen < at && strcmp(seen, at) != 0) seen += strlen(seen) + 1;
        if (seen < at || stat_path(&o, base, at, NULL) != LT_OK) continue;
        o.path = at;
        status = each(arg, &o, err);
    }
    lt_buf_clear(&names);
    return status;
}

static lt_status open_file(lt_file **out, lt_store *base, const char *path, lt_error *err)
{
    mem_store *s = (mem_store *)base;
    size_t     bytes = sizeof(mem_file) + strlen(path) + 1;
    mem_file  *f = lt_mem_resize(base->mem, NULL, 0, bytes);
    if (!f) return lt_mem_refused(base->mem, bytes, "an open file", err);
    *f = (mem_file){.base = {.store = base, .fd = -1}, .bytes = bytes};
    memcpy(f->path, path, strlen(path) + 1);
    pthread_mutex_lock(&s->lock);
    entry *e = *find(s, path);
    if (e) {
        f->base.object = object_of(e);
        f->content = e->content;
        atomic_fetch_add(&e->content->refs, 1);
    }
    pthread_mutex_unlock(&s->lock);
    f->base.object.path = f->path;
    if (!e) {
        lt_mem_free(base->mem, f, bytes);
        return missing(path, err);
    }
    *out = &f->base;
    return LT_OK;
}

static lt_status read_at(lt_file *f, uint64_t at, size_t len, void *into, lt_error *err)
{
    (void)err;
    memcpy(into, ((mem_file *)f)->content->bytes.data + at, len);
    return LT_OK;
}

static void close_file(lt_file *base)
{
    mem_file *f = (mem_file *)base;
    blob_release(f->content);
    lt_mem_free(base->store->mem, f, f->bytes);
}

/* ---- writing ---- */

typedef struct mem_out {
    lt_outfile    base;
    mem_store    *store;
    lt_write_mode mode;
    entry        *made; /* with its content, not yet in the store */
} mem_out;

static lt_status out_append(lt_outfile *base, const void *bytes, size_t len, lt_error *err)
{
    return lt_buf_add(&((mem_out *)base)->made->content->bytes, bytes, len, err);
}

static void out_abort(lt_outfile *base)
{
    mem_out *o = (mem_out *)base;
    lt_mem  *mem = o->store->base.mem;
    if (o->made) entry_free(mem, o->made);
    lt_mem_free(mem, o, sizeof(*o));
}

static lt_status out_publish(lt_outfile *base, lt_error *err)
{
    mem_out   *o = (mem_out *)base;
    mem_store *s = o->store;
    entry     *gone = NULL;
    pthread_mutex_lock(&s->lock);
    entry **at = find(s, o->made->path);
    bool    clash = *at && o->mode == LT_WRITE_ERROR;
    if (!*at || o->mode == LT_WRITE_OVERWRITE) {
        gone = *at;
        o->made->next = gone ? gone->next : NULL;
        o->made->content->id = ++s->ids;
        *at = o->made;
        o->made = NULL;
    }
    pthread_mutex_unlock(&s->lock);
    if (gone) entry_free(s->base.mem, gone);
    lt_status status = LT_OK;
    if (clash)
        status = LT_FAIL(err, LT_ECONFLICT, "%s was made by someone else meanwhile", o->made->path);
    out_abort(base);
    return status;
}

static entry *entry_make(lt_mem *mem, const char *path)
{
    size_t bytes = sizeof(entry) + strlen(path) + 1;
    entry *e = lt_mem_resize(mem, NULL, 0, bytes);
    blob  *b = e ? lt_mem_zeroed(mem, 1, sizeof(*b)) : NULL;
    if (!b) {
        lt_mem_free(mem, e, bytes);
        return NULL;
    }
    atomic_init(&b->refs, 1);
    b->mem = b->bytes.mem = mem;
    *e = (entry){.bytes = bytes, .content = b};
    memcpy(e->path, path, strlen(path) + 1);
    return e;
}

static lt_status create(lt_outfile **out, lt_store *base, const char *path, lt_write_mode mode,
                        lt_error *err)
{
    static const lt_outfile_ops ops = {
        .append = out_append, .publish = out_publish, .abort = out_abort};
    lt_object there;
    if (mode == LT_WRITE_APPEND)
        return LT_FAIL(err, LT_EINVAL, "%s is one file: parts are appended to a folder", path);
    if (mode == LT_WRITE_ERROR && stat_path(&there, base, path, NULL) == LT_OK)
        return LT_FAIL(err, LT_EEXISTS, "%s already exists", path);
    mem_out *o = lt_mem_zeroed(base->mem, 1, sizeof(*o));
    if (!o) return lt_mem_refused(base->mem, sizeof(*o), "an output", err);
    *o = (mem_out){.base.ops = &ops, .store = (mem_store *)base, .mode = mode};
    o->made = entry_make(base->mem, path);
    if (!o->made) {
        out_abort(&o->base);
        return lt_mem_refused(base->mem, sizeof(entry), "an output", err);
    }
    *out = &o->base;
    return LT_OK;
}

/* Folders are where files are: there is nothing to make. */
static lt_status make_folders(lt_store *s, const char *path, lt_error *err)
{
    (void)s, (void)path, (void)err;
    return LT_OK;
}

static bool remove_matching(mem_store *s, const char *path, bool and_below)
{
    bool any = false;
    pthread_mutex_lock(&s->lock);
    for (entry **at = &s->entries; *at;) {
        entry *e = *at;
        if (strcmp(e->path, path) != 0 && !(and_below && is_below(e->path, path))) {
            at = &e->next;
            continue;
        }
        *at = e->next;
        entry_free(s->base.mem, e);
        any = true;
    }
    pthread_mutex_unlock(&s->lock);
    return any;
}

static lt_status remove_file(lt_store *s, const char *path, lt_error *err)
{
    return remove_matching((mem_store *)s, path, false) ? LT_OK : missing(path, err);
}

static lt_status remove_tree(lt_store *s, const char *path, lt_error *err)
{
    (void)err;
    remove_matching((mem_store *)s, path, true);
    return LT_OK;
}

const lt_store_ops lt_store_mem = {
    .schemes = "mem",
    .open = open_store,
    .close = close_store,
    .stat = stat_path,
    .list = list_folder,
    .open_file = open_file,
    .pread = read_at,
    .close_file = close_file,
    .create = create,
    .mkdirs = make_folders,
    .remove = remove_file,
    .remove_tree = remove_tree,
};

#include "io/store.h"

#include "io/store_list.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 64 };

static const lt_store_ops *const stores[] = {&lt_store_file, &lt_store_mem};

/* Whether word is one of the words in list, which spaces separate. */
static bool lists(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at += len)
        if ((at == list || at[-1] == ' ') && (at[len] == 0 || at[len] == ' ')) return true;
    return false;
}

lt_status lt_store_open(lt_store **out, const lt_uri *uri, lt_mem *mem, lt_error *err)
{
    for (size_t i = 0; i < sizeof(stores) / sizeof(stores[0]); i++)
        if (lists(stores[i]->schemes, uri->scheme)) return stores[i]->open(out, uri, mem, err);
    return LT_FAIL(err, LT_EUNSUPPORTED, "%s: no store for %s: in this build", lt_uri_path(uri),
                   uri->scheme);
}

void lt_store_close(lt_store *s)
{
    if (s) s->ops->close(s);
}

lt_status lt_store_stat(lt_object *out, lt_store *s, const char *path, lt_error *err)
{
    LT_TRY(s->ops->stat(out, s, path, err));
    out->path = path;
    return LT_OK;
}

/* ---- lists ---- */

void lt_objects_clear(lt_objects *objects)
{
    lt_arena_clear(&objects->arena);
    lt_buf_clear(&objects->list);
    objects->at = NULL;
    objects->count = 0;
}

void lt_objects_open(lt_objects *out, lt_mem *mem)
{
    *out = (lt_objects){.arena.mem = mem, .list.mem = mem};
}

lt_status lt_objects_add(lt_objects *to, const lt_object *o, lt_error *err)
{
    lt_object copy = *o;
    LT_TRY(lt_buf_reserve(&to->list, sizeof(copy), err));
    copy.path = lt_arena_text(&to->arena, o->path, strlen(o->path));
    if (!copy.path) return lt_mem_refused(to->arena.mem, strlen(o->path), "a list of files", err);
    lt_buf_push(&to->list, &copy, sizeof(copy));
    to->at = (lt_object *)to->list.data;
    to->count++;
    return LT_OK;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const lt_object *)a)->path, ((const lt_object *)b)->path);
}

void lt_objects_sort(lt_objects *objects)
{
    size_t kept = 0;
    if (!objects->count) return;
    qsort(objects->at, objects->count, sizeof(lt_object), by_path);
    for (size_t i = 1; i < objects->count; i++)
        if (by_path(&objects->at[i], &objects->at[kept]) != 0) objects->at[++kept] = objects->at[i];
    objects->count = kept + 1;
    objects->list.len = objects->count * sizeof(lt_object);
}

bool lt_store_is_hidden(const char *name)
{
    return name[0] == '.' || (name[0] == '_' && !strchr(name, '='));
}

/* A folder on the way down: a link that leads back up is not followed for ever. */
typedef struct level {
    const struct level *above;
    const lt_object    *folder;
    lt_store           *store;
    lt_objects         *found;
    int                 depth;
} level;

static bool is_inside_itself(const level *l, const lt_object *o)
{
    for (; l && o->inode; l = l->above)
        if (l->folder->inode == o->inode && l->folder->device == o->device) return true;
    return false;
}

static lt_status walk_object(void *arg, const lt_object *o, lt_error *err)
{
    const level *above = arg;
    const char  *slash = strrchr(o->path, '/');
    if (lt_store_is_hidden(slash ? slash + 1 : o->path)) return LT_OK;
    if (!o->is_folder) return lt_objects_add(above->found, o, err);
    if (is_inside_itself(above, o)) return LT_OK;
    if (above->depth == MAX_DEPTH)
        return LT_FAIL(err, LT_ELIMIT, "%s: folders nest deeper than %d", o->path, MAX_DEPTH);
    level here = *above;
    here.above = above;
    here.folder = o;
    here.depth++;
    return above->store->ops->list(above->store, o->path, walk_object, &here, err);
}

lt_status lt_store_walk(lt_objects *out, lt_store *s, const char *path, lt_error *err)
{
    lt_object top;
    level     here = {.folder = &top, .store = s, .found = out};
    lt_objects_open(out, s->mem);
    LT_TRY(lt_store_stat(&top, s, path, err));
    lt_status status = top.is_folder ? s->ops->list(s, path, walk_object, &here, err)
                                     : lt_objects_add(out, &top, err);
    if (status)
        lt_objects_clear(out);
    else
        lt_objects_sort(out);
    return status;
}

/* ---- open files ---- */

lt_status lt_file_open(lt_file **out, lt_store *s, const char *path, lt_error *err)
{
    return s->ops->open_file(out, s, path, err);
}

lt_status lt_file_pread(lt_file *f, uint64_t at, size_t len, void *into, lt_error *err)
{
    if (at > f->object.size || len > f->object.size - at) {
        lt_fail(err, LT_EPARSE, LT_HERE, "%s: %zu bytes at %llu lie past its end at %llu",
                f->object.path, len, (unsigned long long)at, (unsigned long long)f->object.size);
        return LT_EPARSE;
    }
    return len ? f->store->ops->pread(f, at, len, into, err) : LT_OK;
}

uint64_t lt_file_size(const lt_file *f) { return f->object.size; }

const char *lt_file_path(const lt_file *f) { return f->object.path; }

void lt_file_close(lt_file *f)
{
    if (f) f->store->ops->close_file(f);
}

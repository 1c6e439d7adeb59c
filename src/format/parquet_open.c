/* parquet_open.c — footers, and one schema for all files.
 *
 * Files of one relation have the same columns by name; types must be equal, the order need not be.
 * A file is closed after its footer and opened again to be read, so that thousands can be one
 * relation.
 */
#include "format/parquet_read.h"

#include <string.h>

static lt_status no_room(lt_error *err)
{
    return LT_FAIL(err, LT_ENOMEM, "no memory for the schema of a Parquet file");
}

static lt_status column_add(lt_pq_file *f, int32_t element, const lt_pq_leaf *leaves,
                            int32_t leaf_count, lt_error *err)
{
    const lt_pq_element *e = &f->meta->schema.at[element];
    int32_t              i = f->column_count++;
    const char          *name = (const char *)e->name.at;
    size_t               len = strlen(name);
    if (len != e->name.len)
        return LT_FAIL(err, LT_EPARSE, "the name of column %d has a NUL in it", i + 1);
    f->names[i] = name;
    f->leaves[i] = -1;
    f->types[i] = (lt_pq_read_type){.type = LT_TYPE(VOID),
                                    .conv = LT_PQ_NOTHING,
                                    .is_optional = true,
                                    .refused = "is a list, map or struct"};
    for (int32_t k = 0; k < leaf_count; k++) {
        bool is_flat =
            leaves[k].element == element && leaves[k].max_rep == 0 && leaves[k].max_def <= 1;
        if (!is_flat) continue;
        f->leaves[i] = k;
        f->types[i] = lt_pq_type_of(e);
        f->types[i].is_optional = leaves[k].max_def == 1;
    }
    return LT_OK;
}

static lt_status columns_find(lt_pq_file *f, lt_error *err)
{
    lt_pq_leaf *leaves;
    int32_t     leaf_count;
    size_t      most = (size_t)f->meta->schema.count;
    LT_TRY(lt_pq_leaves(&leaves, &leaf_count, &f->arena, f->meta, err));
    f->names = lt_arena_get(&f->arena, most * sizeof(*f->names));
    f->leaves = lt_arena_get(&f->arena, most * sizeof(*f->leaves));
    f->types = lt_arena_get(&f->arena, most * sizeof(*f->types));
    if (!f->names || !f->leaves || !f->types) return no_room(err);
    for (int32_t i = 1; i < f->meta->schema.count; i = lt_pq_schema_after(f->meta, i))
        LT_TRY(column_add(f, i, leaves, leaf_count, err));
    return LT_OK;
}

/* Takes the part of the object that tells whether the file is still the same. */
static lt_object seen_of(const lt_file *file)
{
    lt_object seen = file->object;
    seen.path = NULL;
    return seen;
}

static lt_status footer_read(lt_pq_file *f, lt_mem *mem, const char *path, lt_error *err)
{
    lt_uri    uri;
    lt_file  *file = NULL;
    lt_status status = lt_uri_parse(&uri, mem, path, err);
    if (!status) status = lt_store_open(&f->store, &uri, mem, err);
    if (!status) {
        const char *plain = lt_uri_path(&uri);
        f->path = lt_arena_text(&f->arena, plain, strlen(plain));
        status = f->path ? LT_OK : no_room(err);
    }
    lt_uri_clear(&uri);
    if (!status) status = lt_file_open(&file, f->store, f->path, err);
    if (!status) {
        f->seen = seen_of(file);
        status = lt_pq_footer_read(&f->meta, &f->arena, file, err);
    }
    lt_file_close(file);
    return status;
}

lt_status lt_pq_file_open(lt_pq_file *f, lt_mem *mem, const char *path, lt_error *err)
{
    f->arena.mem = mem;
    lt_status status = footer_read(f, mem, path, err);
    if (!status) status = columns_find(f, err);
    if (status) lt_error_at(err, path, 0, NULL);
    return status;
}

void lt_pq_file_close(lt_pq_file *f)
{
    lt_arena_clear(&f->arena);
    if (f->store) lt_store_close(f->store);
    f->store = NULL;
}

lt_status lt_pq_file_reopen(lt_file **out, const lt_pq_file *f, lt_error *err)
{
    lt_file *file;
    LT_TRY(lt_file_open(&file, f->store, f->path, err));
    lt_object now = seen_of(file);
    bool      is_same = now.size == f->seen.size && now.mtime_ns == f->seen.mtime_ns &&
                   now.inode == f->seen.inode && now.device == f->seen.device;
    if (is_same) {
        *out = file;
        return LT_OK;
    }
    lt_file_close(file);
    lt_status status = LT_FAIL(err, LT_ECONFLICT, "%s changed while it was being read", f->path);
    lt_error_hint(err, "run again");
    return status;
}

lt_status lt_pq_file_schema(lt_schema **out, lt_mem *mem, const lt_pq_file *f, lt_error *err)
{
    size_t    count = (size_t)f->column_count;
    lt_field *fields = lt_mem_zeroed(mem, count ? count : 1, sizeof(*fields));
    if (!fields) return no_room(err);
    for (size_t i = 0; i < count; i++)
        fields[i] =
            (lt_field){.name = f->names[i],
                       .type = f->types[i].type,
                       .nullable = f->types[i].is_optional || f->types[i].type.id == LT_VOID};
    lt_status status = lt_schema_open(out, mem, fields, f->column_count, err);
    lt_mem_free(mem, fields, (count ? count : 1) * sizeof(*fields));
    return status;
}

static int32_t column_find(const lt_pq_file *f, const char *name, int32_t guess)
{
    if (guess < f->column_count && strcmp(f->names[guess], name) == 0) return guess;
    for (int32_t i = 0; i < f->column_count; i++)
        if (strcmp(f->names[i], name) == 0) return i;
    return -1;
}

static lt_status differs(const lt_pq_file *f, const lt_pq_file *first, const char *name,
                         const char *how, lt_error *err)
{
    lt_status status =
        LT_FAIL(err, LT_ETYPE, "%s: column %s %s %s", f->path, name, how, first->path);
    lt_error_at(err, f->path, 0, name);
    lt_error_hint(err, "read files of different columns one by one and unite them by name");
    return status;
}

lt_status lt_pq_file_align(lt_pq_file *f, const lt_pq_file *first, lt_error *err)
{
    size_t           n = (size_t)first->column_count;
    int32_t         *leaves = lt_arena_get(&f->arena, n * sizeof(*leaves));
    lt_pq_read_type *types = lt_arena_get(&f->arena, n * sizeof(*types));
    if (!leaves || !types) return no_room(err);
    for (int32_t i = 0; i < first->column_count; i++) {
        const lt_pq_read_type *want = &first->types[i];
        int32_t                k = column_find(f, first->names[i], i);
        if (k < 0) return differs(f, first, first->names[i], "is missing; it is in", err);
        bool is_same =
            lt_type_same(f->types[k].type, want->type) && !f->types[k].refused == !want->refused;
        if (!is_same) return differs(f, first, first->names[i], "is of another type than in", err);
        leaves[i] = f->leaves[k];
        types[i] = f->types[k];
    }
    for (int32_t i = 0; i < f->column_count; i++)
        if (column_find(first, f->names[i], i) < 0)
            return differs(f, first, f->names[i], "is not in", err);
    f->leaves = leaves;
    f->types = types;
    f->names = first->names;
    f->column_count = first->column_count;
    return LT_OK;
}

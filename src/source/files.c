#include "source/files.h"

#include "io/store.h"
#include "io/uri.h"

#include <assert.h>
#include <string.h>

lt_status lt_files_format(const lt_format_ops **out, const char *name, const char *path,
                          lt_error *err)
{
    *out = name ? lt_format_find(name) : lt_format_of_path(path);
    if (*out) return LT_OK;
    if (name) {
        lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "no format \"%s\"", name);
        lt_error_hint(err, "formats are csv and parquet");
        return LT_EUNSUPPORTED;
    }
    lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "%s: the name tells no format", path);
    lt_error_hint(err,
                  "use read_csv, read_parquet, write_csv or write_parquet, or a name that ends "
                  "in .csv, .tsv or .parquet");
    return LT_EUNSUPPORTED;
}

/* The files found, in an arena of their own. */
typedef struct found {
    lt_arena arena;
    lt_buf   paths; /* const char * */
} found;

static lt_status add_path(found *f, const char *path, lt_error *err)
{
    const char *copy = lt_arena_text(&f->arena, path, strlen(path));
    if (!copy) return lt_mem_refused(f->arena.mem, strlen(path), "a path", err);
    return lt_buf_add(&f->paths, &copy, sizeof(copy), err);
}

static lt_status add_folder(found *f, lt_store *s, const char *path, lt_error *err)
{
    lt_objects inside = {.arena.mem = f->arena.mem};
    LT_TRY(lt_store_walk(&inside, s, path, err));
    lt_status status = LT_OK;
    if (inside.count == 0) status = LT_FAIL(err, LT_ENOTFOUND, "%s: a folder without files", path);
    for (size_t i = 0; !status && i < inside.count; i++)
        status = add_path(f, inside.at[i].path, err);
    lt_objects_clear(&inside);
    return status;
}

static lt_status add_matches(found *f, lt_store *s, const char *pattern, lt_error *err)
{
    lt_objects matches = {.arena.mem = f->arena.mem};
    lt_object  one;
    if (!lt_store_is_glob(pattern)) {
        LT_TRY(lt_store_stat(&one, s, pattern, err));
        return one.is_folder ? add_folder(f, s, pattern, err) : add_path(f, pattern, err);
    }
    LT_TRY(lt_store_glob(&matches, s, pattern, err));
    lt_status status = LT_OK;
    for (size_t i = 0; !status && i < matches.count; i++)
        status = matches.at[i].is_folder ? add_folder(f, s, matches.at[i].path, err)
                                         : add_path(f, matches.at[i].path, err);
    lt_objects_clear(&matches);
    return status;
}

static lt_status find_files(found *f, const char *const *paths, int32_t count, lt_error *err)
{
    for (int32_t i = 0; i < count; i++) {
        lt_uri    uri;
        lt_store *store = NULL;
        lt_status status = lt_uri_parse(&uri, f->arena.mem, paths[i], err);
        if (!status) status = lt_store_open(&store, &uri, f->arena.mem, err);
        if (!status) status = add_matches(f, store, lt_uri_path(&uri), err);
        if (store) lt_store_close(store);
        lt_uri_clear(&uri);
        if (status) return status;
    }
    return LT_OK;
}

/* NOLINTNEXTLINE(readability-function-size): two lists, passed on as they came */
lt_status lt_files_open(lt_source **out, lt_mem *mem, const char *format, const char *const *paths,
                        int32_t path_count, const lt_option *options, int32_t option_count,
                        lt_error *err)
{
    found                f = {.arena.mem = mem, .paths.mem = mem};
    const lt_format_ops *ops;
    if (path_count <= 0) return LT_FAIL(err, LT_EINVAL, "no path to read");

    lt_status status = find_files(&f, paths, path_count, err);
    if (!status) {
        assert(f.paths.data); /* find_files found a file or failed */
        const char *const *files = (const char *const *)f.paths.data;
        int32_t            count = (int32_t)(f.paths.len / sizeof(*files));
        status = lt_files_format(&ops, format, files[0], err);
        if (!status) status = ops->open_source(out, mem, files, count, options, option_count, err);
    }
    lt_buf_clear(&f.paths);
    lt_arena_clear(&f.arena);
    return status;
}

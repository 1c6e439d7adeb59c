#include "format/parquet_meta.h"

#include <string.h>

enum { MAX_DEPTH = 64 };

const char *lt_pq_type_name(int32_t type)
{
    static const char *const names[LT_PQ_TYPES] = {
        "BOOLEAN", "INT32",  "INT64",      "INT96",
        "FLOAT",   "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"};
    return type >= 0 && type < LT_PQ_TYPES ? names[type] : "unknown";
}

const char *lt_pq_encoding_name(int32_t encoding)
{
    switch (encoding) {
#define LT_PQ_ENCODING_CASE(id, name, word) \
    case id: return word;
        LT_PQ_ENCODING_LIST(LT_PQ_ENCODING_CASE)
#undef LT_PQ_ENCODING_CASE
    default: return "unknown";
    }
}

int lt_pq_logical_type(const lt_pq_logical *logical)
{
    return logical && logical->has ? __builtin_ctz(logical->has) : 0;
}

bool lt_pq_is_encrypted(const lt_pq_chunk *chunk) { return chunk->crypto != NULL; }

/* Some writers put 0 where there is no dictionary page. */
void lt_pq_chunk_range(uint64_t *at, uint64_t *bytes, const lt_pq_column_meta *meta)
{
    int64_t from = meta->data_at;
    if (lt_pq_has(meta, 11) && meta->dictionary_at > 0 && meta->dictionary_at < from)
        from = meta->dictionary_at;
    *at = (uint64_t)from;
    *bytes = (uint64_t)meta->total_compressed_bytes;
}

/* ---- the schema: a tree in preorder ---- */

/* The open groups on the way to an element. */
typedef struct descent {
    int32_t left[MAX_DEPTH]; /* children not yet seen */
    int32_t group[MAX_DEPTH];
    int16_t def[MAX_DEPTH], rep[MAX_DEPTH];
    int     depth;
} descent;

static bool is_group(const lt_pq_element *e) { return !lt_pq_has(e, 1); }

static int16_t plus(int16_t level, bool more) { return (int16_t)(level + more); }

/* Enters element i: levels of it in *def and *rep. Groups whose children are all seen are left. */
static void descend(descent *d, const lt_pq_element *e, int32_t i, int16_t *def, int16_t *rep)
{
    *def = *rep = 0;
    if (d->depth) {
        int top = d->depth - 1;
        d->left[top]--;
        *def = plus(d->def[top], e->repetition != LT_PQ_REQUIRED);
        *rep = plus(d->rep[top], e->repetition == LT_PQ_REPEATED);
    }
    if (is_group(e) && e->children > 0) {
        int top = d->depth++;
        d->left[top] = e->children;
        d->group[top] = i;
        d->def[top] = *def;
        d->rep[top] = *rep;
    }
    while (d->depth && d->left[d->depth - 1] == 0) d->depth--;
}

static lt_status check_element(const lt_pq_element *e, bool is_root, lt_error *err)
{
    const char *name = (const char *)e->name.at;
    if (e->children < 0)
        return LT_FAIL(err, LT_EPARSE, "column %s has %d children", name, e->children);
    if (!is_root && (e->repetition < LT_PQ_REQUIRED || e->repetition > LT_PQ_REPEATED))
        return LT_FAIL(err, LT_EPARSE, "column %s has unknown repetition %d", name, e->repetition);
    if (is_group(e)) return LT_OK;
    if (e->children) return LT_FAIL(err, LT_EPARSE, "column %s has a type and children", name);
    if (e->type < 0 || e->type >= LT_PQ_TYPES)
        return LT_FAIL(err, LT_EUNSUPPORTED, "column %s has unknown type %d", name, e->type);
    if (e->type == LT_PQ_FIXED && e->type_length <= 0)
        return LT_FAIL(err, LT_EPARSE, "column %s has values of %d bytes", name, e->type_length);
    return LT_OK;
}

/* *leaves: how many columns a row group must have. */
static lt_status check_schema(int32_t *leaves, const lt_pq_meta *meta, lt_error *err)
{
    descent d = {.depth = 0};
    int16_t def, rep;
    *leaves = 0;
    if (!meta->schema.count || !is_group(&meta->schema.at[0]))
        return LT_FAIL(err, LT_EPARSE, "the schema has no root");
    for (int32_t i = 0; i < meta->schema.count; i++) {
        const lt_pq_element *e = &meta->schema.at[i];
        LT_TRY(check_element(e, i == 0, err));
        if (i && !d.depth) return LT_FAIL(err, LT_EPARSE, "the schema has more than one root");
        if (d.depth == MAX_DEPTH)
            return LT_FAIL(err, LT_ELIMIT, "the schema nests deeper than %d", MAX_DEPTH);
        descend(&d, e, i, &def, &rep);
        *leaves += !is_group(e);
    }
    if (d.depth) return LT_FAIL(err, LT_EPARSE, "the schema ends before its last column");
    return LT_OK;
}

lt_status lt_pq_leaves(lt_pq_leaf **out, int32_t *count, lt_arena *arena, const lt_pq_meta *meta,
                       lt_error *err)
{
    descent d = {.depth = 0};
    int32_t n = 0;
    for (int32_t i = 0; i < meta->schema.count; i++) n += !is_group(&meta->schema.at[i]);
    size_t      bytes = ((size_t)n + 1) * sizeof(lt_pq_leaf);
    lt_pq_leaf *leaves = lt_arena_get(arena, bytes);
    if (!leaves) return lt_mem_refused(arena->mem, bytes, "Parquet metadata", err);
    *count = 0;
    for (int32_t i = 0; i < meta->schema.count; i++) {
        lt_pq_leaf leaf = {.element = i, .parent = d.depth ? d.group[d.depth - 1] : 0};
        descend(&d, &meta->schema.at[i], i, &leaf.max_def, &leaf.max_rep);
        if (!is_group(&meta->schema.at[i])) leaves[(*count)++] = leaf;
    }
    *out = leaves;
    return LT_OK;
}

int32_t lt_pq_schema_after(const lt_pq_meta *meta, int32_t i)
{
    int64_t wanted = 1;
    for (; wanted > 0 && i < meta->schema.count; i++)
        wanted += (is_group(&meta->schema.at[i]) ? meta->schema.at[i].children : 0) - 1;
    return i;
}

/* ---- row groups ---- */

static lt_status check_chunk(const lt_pq_chunk *c, const lt_pq_element *e, uint64_t file_bytes,
                             lt_error *err)
{
    const lt_pq_column_meta *m = c->meta;
    const char              *name = (const char *)e->name.at;
    if (lt_pq_has(c, 1) && c->file_path.len)
        return LT_FAIL(err, LT_EUNSUPPORTED, "column %s is stored in another file", name);
    if (!m && (lt_pq_is_encrypted(c) || lt_pq_has(c, 9))) return LT_OK;
    if (!m) return LT_FAIL(err, LT_EPARSE, "column %s has no metadata", name);
    if (m->type != e->type)
        return LT_FAIL(err, LT_EPARSE, "column %s is %s in the schema, %s in a row group", name,
                       lt_pq_type_name(e->type), lt_pq_type_name(m->type));
    if (m->values < 0 || m->total_bytes < 0 || m->total_compressed_bytes < 0 || m->data_at < 0)
        return LT_FAIL(err, LT_EPARSE, "column %s has a negative size or place", name);
    uint64_t at, bytes;
    lt_pq_chunk_range(&at, &bytes, m);
    if (at > file_bytes || bytes > file_bytes - at)
        return LT_FAIL(err, LT_EPARSE, "column %s ends at byte %llu of a file of %llu", name,
                       (unsigned long long)(at + bytes), (unsigned long long)file_bytes);
    return LT_OK;
}

static lt_status check_group(const lt_pq_meta *meta, int32_t g, int32_t leaves, uint64_t file_bytes,
                             lt_error *err)
{
    const lt_pq_row_group *group = &meta->row_groups.at[g];
    const lt_pq_chunk     *chunk = group->columns.at;
    if (group->columns.count != leaves)
        return LT_FAIL(err, LT_EPARSE, "row group %d has %d columns, the schema %d", g,
                       group->columns.count, leaves);
    if (group->rows < 0) return LT_FAIL(err, LT_EPARSE, "row group %d has a negative row count", g);
    for (int32_t i = 0; i < meta->schema.count; i++)
        if (!is_group(&meta->schema.at[i]))
            LT_TRY(check_chunk(chunk++, &meta->schema.at[i], file_bytes, err));
    return LT_OK;
}

/* Real files have a wrong total in the footer; what the groups say is what is read. */
static lt_status check_groups(lt_pq_meta *meta, int32_t leaves, uint64_t file_bytes, lt_error *err)
{
    uint64_t rows = 0;
    for (int32_t g = 0; g < meta->row_groups.count; g++) {
        LT_TRY(check_group(meta, g, leaves, file_bytes, err));
        rows += (uint64_t)meta->row_groups.at[g].rows;
        if (rows > INT64_MAX) return LT_FAIL(err, LT_EPARSE, "the row groups have over 2^63 rows");
    }
    meta->rows = (int64_t)rows;
    return LT_OK;
}

lt_status lt_pq_meta_parse(lt_pq_meta **out, lt_arena *arena, const uint8_t *bytes, size_t len,
                           uint64_t file_bytes, lt_error *err)
{
    int32_t     leaves;
    lt_pq_meta *meta = lt_arena_get(arena, sizeof(*meta));
    if (!meta) return lt_mem_refused(arena->mem, sizeof(*meta), "Parquet metadata", err);
    lt_status status = lt_thrift_read(meta, NULL, &lt_pq_meta_shape, arena, bytes, len, err);
    if (status == LT_ELIMIT) return LT_FAIL(err, LT_EPARSE, "the footer is cut or damaged");
    LT_TRY(status);
    LT_TRY(check_schema(&leaves, meta, err));
    LT_TRY(check_groups(meta, leaves, file_bytes, err));
    *out = meta;
    return LT_OK;
}

/* ---- page headers ---- */

static lt_status check_v2(const lt_pq_page_header *h, lt_error *err)
{
    const lt_pq_data_header_v2 *v = &h->data_v2;
    int64_t                     levels = (int64_t)v->def_bytes + v->rep_bytes;
    bool                        good =
        v->values >= 0 && v->nulls >= 0 && v->rows >= 0 && v->def_bytes >= 0 && v->rep_bytes >= 0;
    if (!good || v->nulls > v->values)
        return LT_FAIL(err, LT_EPARSE, "a page header has a negative or wrong count");
    if (levels > h->compressed_bytes || levels > h->bytes)
        return LT_FAIL(err, LT_EPARSE, "levels of %lld bytes in a page of %d", (long long)levels,
                       h->compressed_bytes);
    return LT_OK;
}

static lt_status check_page(const lt_pq_page_header *h, lt_error *err)
{
    if (h->bytes < 0 || h->compressed_bytes < 0)
        return LT_FAIL(err, LT_EPARSE, "a page of %d bytes (%d compressed)", h->bytes,
                       h->compressed_bytes);
    switch (h->type) {
    case LT_PQ_DATA_PAGE:
        if (lt_pq_has(h, 5) && h->data.values >= 0) return LT_OK;
        break;
    case LT_PQ_DICTIONARY_PAGE:
        if (lt_pq_has(h, 7) && h->dictionary.values >= 0) return LT_OK;
        break;
    case LT_PQ_DATA_PAGE_V2:
        if (lt_pq_has(h, 8)) return check_v2(h, err);
        break;
    default: return LT_OK; /* for the reader to skip */
    }
    return LT_FAIL(err, LT_EPARSE,
                   "a page header without the part for its type, or a negative count");
}

lt_status lt_pq_page_header_parse(lt_pq_page_header *out, size_t *used, lt_arena *arena,
                                  const uint8_t *bytes, size_t len, lt_error *err)
{
    LT_TRY(lt_thrift_read(out, used, &lt_pq_page_header_shape, arena, bytes, len, err));
    if (!lt_pq_has(&out->data_v2, 7)) out->data_v2.is_compressed = true;
    return check_page(out, err);
}

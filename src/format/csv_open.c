/* csv_open.c — opens the files of a relation: dialect, names, columns by name, a sample's types. */
#include "format/csv_source.h"

#include <string.h>

enum { KEPT_OPEN = 64, HEAD = 1 << 16 };

/* ---- heads ---- */

/* The head of f, at least len bytes, in which the first record ends. */
static lt_status read_head(lt_csv_head *h, lt_csv_names *names, lt_csv_source *s,
                           const lt_csv_file *f, size_t len, bool sniff, lt_error *err)
{
    for (;; len *= 4) {
        LT_TRY(lt_csv_head_read(h, s->mem, f, len, err));
        lt_status status =
            sniff ? lt_csv_sniff(&s->o.dialect.delimiter, h, &s->o.dialect, err) : LT_OK;
        if (!status) status = lt_csv_first_record(names, s->mem, h, &s->o.dialect, err);
        if (!status && !names->cut) return LT_OK;
        if (!status) lt_csv_names_clear(names);
        lt_csv_head_clear(h);
        if (status) return status;
        if ((int64_t)len > s->o.max_record_bytes) break;
    }
    lt_fail(err, LT_ELIMIT, LT_HERE, "the first record has more than %lld bytes",
            (long long)s->o.max_record_bytes);
    lt_error_hint(err, "max_record sets the limit; a quote that is never closed reads on too");
    lt_error_at(err, f->path, 1, NULL);
    return LT_ELIMIT;
}

static lt_status name_columns(lt_csv_names *names, const lt_csv_source *s, lt_error *err)
{
    return lt_csv_safe_names(names, s->o.header, (const char *)s->o.null_text.data, err);
}

/* ---- which field of the file each column is ---- */

static lt_status map_by_place(lt_csv_file *f, lt_csv_source *s, lt_error *err)
{
    int32_t count = s->schema->count;
    f->columns = lt_mem_zeroed(s->mem, (size_t)count + (count == 0), sizeof(int32_t));
    if (!f->columns) return lt_mem_refused(s->mem, (size_t)count * 4, "columns of a file", err);
    for (int32_t i = 0; i < count; i++) f->columns[i] = i < f->field_count ? i : -1;
    return LT_OK;
}

/* Names that differ only in case stay apart when a later file spells them alike. */
static int32_t place_of(const lt_schema *s, const char *name)
{
    for (int32_t i = 0; i < s->count; i++)
        if (strcmp(s->fields[i].name, name) == 0) return i;
    return lt_schema_find(s, name, strlen(name));
}

/* Later files: every name must be one of the first file's. */
static lt_status map_by_name(lt_csv_file *f, lt_csv_source *s, const lt_csv_names *names,
                             lt_error *err)
{
    LT_TRY(map_by_place(f, s, err));
    if (!s->o.header || s->o.schema) return LT_OK;
    for (int32_t i = 0; i < s->schema->count; i++) f->columns[i] = -1;
    for (int32_t i = 0; i < names->count; i++) {
        int32_t at = place_of(s->schema, names->at[i]);
        if (at >= 0 && f->columns[at] < 0) {
            f->columns[at] = i;
            continue;
        }
        lt_schema_missing(s->schema, names->at[i], strlen(names->at[i]), err);
        lt_fail(err, LT_EINVAL, LT_HERE, "%s has a column \"%s\" that %s has not", f->path,
                names->at[i], s->files[0].path);
        lt_error_hint(err, "read them apart and unite them by name");
        return LT_EINVAL;
    }
    return LT_OK;
}

static void place_rows(lt_csv_file *f, const lt_csv_source *s, const lt_csv_head *h,
                       const lt_csv_names *names)
{
    f->data_at = (int64_t)h->bom + (s->o.header ? (int64_t)names->end : 0);
    f->field_count = names->count;
}

/* ---- schema ---- */

lt_status lt_csv_make_schema(lt_schema **out, const lt_csv_source *s, char *const *names,
                             int32_t count, lt_error *err)
{
    size_t    bytes = ((size_t)count + 1) * sizeof(lt_field);
    lt_field *fields = lt_mem_zeroed(s->mem, (size_t)count + 1, sizeof(lt_field));
    if (!fields) return lt_mem_refused(s->mem, bytes, "a schema", err);
    for (int32_t i = 0; i < count; i++)
        fields[i] = (lt_field){
            .name = names ? names[i] : s->schema->fields[i].name,
            .type = s->o.infer ? lt_csv_kind_type(s->kinds[i]) : LT_TYPE(STRING),
            .nullable = true,
            .tentative = s->o.infer && !s->exact[i],
        };
    lt_status status = lt_schema_open(out, s->mem, fields, count, err);
    lt_mem_free(s->mem, fields, bytes);
    return status;
}

static lt_status add_kind(lt_csv_kind *k, const lt_csv_chunk *c, const lt_csv_options *o,
                          uint32_t i, lt_error *err)
{
    const uint8_t *p = c->data + ((const uint32_t *)c->s->start.data)[i];
    size_t         n = ((const uint32_t *)c->s->len.data)[i];
    bool           copied;
    if (n == 0) return LT_OK;
    LT_TRY(lt_csv_unquote(&p, &n, &copied, &o->dialect, &c->s->text, err));
    if (o->null_text.len && n == o->null_text.len && memcmp(p, o->null_text.data, n) == 0)
        return LT_OK;
    if (n == 0)
        k->seen |= LT_CSV_TEXT; /* "": an empty string is a string */
    else
        lt_csv_kind_add(k, p, n);
    return LT_OK;
}

lt_status lt_csv_infer_chunk(lt_csv_kind *kinds, const lt_csv_source *s, const lt_csv_chunk *c,
                             const int32_t *columns, int32_t count, lt_error *err)
{
    for (int32_t i = 0; i < count; i++) {
        int32_t column = columns ? columns[i] : i;
        int32_t field = c->file->columns[column];
        if (field < 0 || kinds[column].seen & LT_CSV_TEXT) continue;
        LT_TRY(lt_csv_gather(c, c->file->field_count, field, 0, c->row_count, err));
        for (uint32_t r = 0; r < c->row_count; r++)
            LT_TRY(add_kind(&kinds[column], c, &s->o, r, err));
    }
    return LT_OK;
}

/* Whether most values of the gathered column look like numbers with a decimal comma. */
static lt_status has_commas(bool *out, const lt_csv_source *s, const lt_csv_chunk *c, lt_error *err)
{
    const uint32_t *start = (const uint32_t *)c->s->start.data;
    const uint32_t *len = (const uint32_t *)c->s->len.data;
    uint32_t        values = 0, commas = 0;
    for (uint32_t r = 0; r < c->row_count; r++) {
        const uint8_t *p = c->data + start[r];
        size_t         n = len[r];
        bool           copied;
        LT_TRY(lt_csv_unquote(&p, &n, &copied, &s->o.dialect, &c->s->text, err));
        values += n > 0;
        commas += lt_csv_is_decimal_comma(p, n);
    }
    *out = commas > 0 && commas >= values - values / 4;
    return LT_OK;
}

/* Says which text columns of the sample are numbers to whoever wrote them. */
static lt_status note_commas(lt_csv_source *s, const lt_csv_chunk *c, lt_error *err)
{
    for (int32_t i = 0; i < s->schema->count; i++) {
        bool      commas = false;
        lt_status status = LT_OK;
        if (!(s->kinds[i].seen & LT_CSV_TEXT)) continue;
        status = lt_csv_gather(c, c->file->field_count, i, 0, c->row_count, err);
        if (!status) status = has_commas(&commas, s, c, err);
        if (!status && commas)
            status = lt_buf_printf(&s->notes, err,
                                   "\n  column %s: numbers with a decimal comma, read as text",
                                   s->schema->fields[i].name);
        if (status) return status;
    }
    return LT_OK;
}

/* Kinds of the columns in the head of the first file; *whole: the head is all of it. */
static lt_status sample(lt_csv_source *s, const lt_csv_head *h, bool *whole, lt_error *err)
{
    lt_csv_scratch scratch;
    lt_csv_mended  mended = {0, 0, 0, 0};
    size_t         skip = (size_t)s->files[0].data_at - h->bom;
    lt_csv_mode    mode = s->o.mode;
    lt_csv_chunk   c = {.s = &scratch,
                        .data = h->bytes - LT_CSV_FRONT,
                        .origin = (int64_t)h->bom - LT_CSV_FRONT,
                        .from = LT_CSV_FRONT + (uint32_t)skip};
    size_t         len =
        h->len - skip < (size_t)s->o.sample_bytes ? h->len : skip + (size_t)s->o.sample_bytes;
    *whole = h->whole && len == h->len;
    c.to = c.end = LT_CSV_FRONT + (uint32_t)len;
    lt_csv_scratch_init(&scratch, s->mem);
    if (mode == LT_CSV_FAILFAST) s->o.mode = LT_CSV_PERMISSIVE; /* the scan itself will say it */
    lt_status status = lt_csv_load_bytes(&c, s, &s->files[0], *whole, &mended, err);
    if (status == LT_ELIMIT)
        status = LT_OK; /* and this */
    else if (!status)
        status = lt_csv_infer_chunk(s->kinds, s, &c, NULL, s->schema->count, err);
    if (!status) status = note_commas(s, &c, err);
    s->o.mode = mode;
    lt_csv_scratch_clear(&scratch);
    return status;
}

static lt_status infer(lt_csv_source *s, const lt_csv_head *h, lt_error *err)
{
    lt_schema *typed = NULL;
    bool       whole = false;
    LT_TRY(sample(s, h, &whole, err));
    for (int32_t i = 0; i < s->schema->count; i++) s->exact[i] = whole && s->file_count == 1;
    LT_TRY(lt_csv_make_schema(&typed, s, NULL, s->schema->count, err));
    lt_schema_release(s->schema);
    s->schema = typed;
    return LT_OK;
}

static lt_status first_schema(lt_csv_source *s, lt_csv_names *names, lt_error *err)
{
    if (s->o.schema) {
        s->schema = lt_schema_retain(s->o.schema);
        s->o.infer = false;
        if (!s->o.header) s->files[0].field_count = s->schema->count;
        return LT_OK;
    }
    size_t count = (size_t)names->count + (names->count == 0);
    s->slots = count;
    s->kinds = lt_mem_zeroed(s->mem, count, sizeof(*s->kinds));
    s->exact = lt_mem_zeroed(s->mem, count, sizeof(*s->exact));
    if (!s->kinds || !s->exact) return lt_mem_refused(s->mem, count * 3, "columns", err);
    return lt_csv_make_schema(&s->schema, s, names->at, names->count, err);
}

/* ---- opening ---- */

static lt_status open_first(lt_csv_source *s, lt_error *err)
{
    lt_csv_head  h;
    lt_csv_names names;
    lt_csv_file *f = &s->files[0];
    size_t       len = s->o.infer && s->o.sample_bytes > HEAD ? (size_t)s->o.sample_bytes : HEAD;
    LT_TRY(read_head(&h, &names, s, f, len, s->o.sniff, err));
    place_rows(f, s, &h, &names);
    lt_status status = name_columns(&names, s, err);
    if (!status) status = first_schema(s, &names, err);
    if (!status) status = map_by_place(f, s, err);
    if (!status && s->o.infer) status = infer(s, &h, err);
    lt_csv_names_clear(&names);
    lt_csv_head_clear(&h);
    return status;
}

static lt_status open_later(lt_csv_source *s, lt_csv_file *f, lt_error *err)
{
    lt_csv_head  h;
    lt_csv_names names;
    LT_TRY(read_head(&h, &names, s, f, HEAD, false, err));
    place_rows(f, s, &h, &names);
    if (!s->o.header && f->size > 0) f->field_count = s->files[0].field_count;
    lt_status status = name_columns(&names, s, err);
    if (!status) status = map_by_name(f, s, &names, err);
    lt_csv_names_clear(&names);
    lt_csv_head_clear(&h);
    return status;
}

static lt_status open_files(lt_csv_source *s, const char *const *paths, int32_t count,
                            lt_error *err)
{
    int64_t parts = 0, place = 0;
    for (int32_t i = 0; i < count; i++) {
        lt_csv_file *f = &s->files[i];
        LT_TRY(lt_csv_file_open(f, s->mem, paths[i], count <= KEPT_OPEN, err));
        LT_TRY(i == 0 ? open_first(s, err) : open_later(s, f, err));
        f->first_part = parts;
        f->place = place;
        if (__builtin_add_overflow(place, f->size, &place))
            return LT_FAIL(err, LT_ELIMIT, "more than %lld bytes in %d files", (long long)INT64_MAX,
                           count);
        if (f->field_count > 0)
            parts += (f->size - f->data_at + s->o.part_bytes - 1) / s->o.part_bytes;
    }
    return LT_OK;
}

lt_status lt_csv_open_source(lt_source **out, lt_mem *mem, const char *const *paths,
                             int32_t path_count, const lt_option *options, int32_t option_count,
                             lt_error *err)
{
    lt_csv_source *s = lt_mem_zeroed(mem, 1, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "a CSV source", err);
    s->mem = s->old.mem = s->notes.mem = mem;
    atomic_init(&s->base.refs, 1);
    lt_status status = lt_csv_read_options(&s->o, mem, options, option_count, err);
    if (status) goto fail;
    if (path_count < 1) {
        status = LT_FAIL(err, LT_EINVAL, "read_csv without a file");
        goto fail;
    }
    s->loops = lt_csv_loops_get();
    s->regular = !s->o.reference && s->o.dialect.has_quote && !s->o.dialect.has_escape &&
                 !s->o.dialect.has_comment;
    s->files = lt_mem_zeroed(mem, (size_t)path_count, sizeof(*s->files));
    if (!s->files) {
        status = lt_mem_refused(mem, (size_t)path_count * sizeof(*s->files), "files", err);
        goto fail;
    }
    s->file_count = path_count;
    for (int32_t i = 0; i < path_count; i++) s->files[i].fd = -1;
    status = open_files(s, paths, path_count, err);
    if (status) goto fail;
    *out = &s->base;
    return LT_OK;
fail:
    lt_csv_source_free(s);
    return status;
}

void lt_csv_source_free(lt_csv_source *s)
{
    int32_t count = s->schema ? s->schema->count : 0;
    for (int32_t i = 0; i < s->file_count; i++)
        lt_csv_file_close(&s->files[i], s->mem, count + (count == 0));
    if (s->files) lt_mem_free(s->mem, s->files, (size_t)s->file_count * sizeof(*s->files));
    if (s->kinds) lt_mem_free(s->mem, s->kinds, s->slots * sizeof(*s->kinds));
    if (s->exact) lt_mem_free(s->mem, s->exact, s->slots * sizeof(*s->exact));
    for (size_t i = 0; i < s->old.len / sizeof(lt_schema *); i++)
        lt_schema_release(((lt_schema **)s->old.data)[i]);
    lt_schema_release(s->schema);
    lt_buf_clear(&s->old);
    lt_buf_clear(&s->notes);
    lt_csv_options_clear(&s->o);
    lt_mem_free(s->mem, s, sizeof(*s));
}

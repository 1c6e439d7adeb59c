/* csv_fetch.c — rows again by their locators, for whoever kept only where they were.
 *
 * The records are read in the order of the files, near ones together, copied one behind the other
 * in the order asked for, and then marked and converted like a part.
 */
#include "format/csv_source.h"

#include <stdlib.h>
#include <string.h>

enum {
    NEAR = 1 << 12,  /* records closer than this share a read: copying as much costs a call */
    FIRST = 1 << 10, /* most bytes read behind the last record's start at first; and least: */
    LEAST_FIRST = 1 << 7,
    MOST = 1 << 22 /* bytes of a shared read */
};

typedef struct wish {
    int64_t locator;
    int32_t at;  /* place in the answer */
    size_t  len; /* of the record with its line end */
} wish;

typedef struct fetching {
    lt_csv_source *s;
    wish          *wishes; /* by locator */
    int32_t        count;
    lt_buf         window; /* bytes of the present read */
    lt_buf         found;  /* records, in the order they were found */
    lt_buf         places; /* size_t a wish, by its place in the answer: offset in found */
    lt_buf         sizes;  /* size_t a wish, likewise */
} fetching;

/* The file a locator points into; NULL: none. */
static const lt_csv_file *file_of(const lt_csv_source *s, int64_t locator)
{
    int32_t low = 0, high = s->file_count - 1;
    while (low < high) {
        int32_t middle = low + (high - low + 1) / 2;
        if (s->files[middle].place <= locator)
            low = middle;
        else
            high = middle - 1;
    }
    const lt_csv_file *f = &s->files[low];
    return locator >= f->place && locator - f->place < f->size ? f : NULL;
}

static int by_locator(const void *a, const void *b)
{
    int64_t x = ((const wish *)a)->locator, y = ((const wish *)b)->locator;
    return (x > y) - (x < y);
}

enum { STEP = 256 };

/* Marks of p[0, n) up to the end of its first record, by the fast index or by walking. False: the
 * fast index cannot tell. */
static lt_status mark_record(bool *done, const fetching *f, lt_csv_marks *m, const uint8_t *p,
                             size_t n, bool fast, lt_error *err)
{
    const lt_csv_dialect *d = &f->s->o.dialect;
    lt_csv_state          state = LT_CSV_RECORD;
    int64_t               odd = 0;
    *done = true;
    m->sep_count = m->end_count = 0;
    for (size_t at = 0; at < n && m->end_count == 0; at += STEP) {
        size_t some = n - at < STEP ? n - at : STEP;
        LT_TRY(lt_csv_marks_room(m, 2 * some, err));
        if (!fast)
            lt_csv_walk(p + at, some, (uint32_t)at, d, &state, m, &odd);
        else if (!f->s->loops->index(p + at, some, (uint32_t)at, d, &state, m))
            return *done = false, LT_OK;
    }
    return LT_OK;
}

/* Bytes of the record that starts at p, with its line end; 0: it does not end within n. 63 bytes
 * behind those n are readable. */
static lt_status measure(size_t *out, const fetching *f, lt_csv_marks *m, const uint8_t *p,
                         size_t n, lt_error *err)
{
    bool done = false;
    if (f->s->regular) LT_TRY(mark_record(&done, f, m, p, n, true, err));
    if (!done) LT_TRY(mark_record(&done, f, m, p, n, false, err));
    *out = m->end_count ? (size_t)m->seps[m->ends[0]] + 1 : 0;
    return LT_OK;
}

/* Bytes within which most records end: twice the average so far. */
static size_t first_bytes(const lt_csv_source *s)
{
    int64_t rows = atomic_load(&s->base.stats.rows), bytes = atomic_load(&s->base.stats.bytes);
    int64_t two = rows > 0 ? 2 * bytes / rows : FIRST;
    return two > FIRST ? FIRST : two < LEAST_FIRST ? LEAST_FIRST : (size_t)two;
}

static lt_status read_window(fetching *f, const lt_csv_file *file, int64_t from, size_t len,
                             lt_error *err)
{
    size_t got;
    f->window.len = 0;
    LT_TRY(lt_buf_reserve(&f->window, len + 64, err));
    LT_TRY(lt_csv_file_read(file, from, len, f->window.data, &got, err));
    f->window.len = got;
    return LT_OK;
}

static lt_status keep(fetching *f, const wish *w, const uint8_t *p, size_t len, lt_error *err)
{
    ((size_t *)f->places.data)[w->at] = f->found.len;
    ((size_t *)f->sizes.data)[w->at] = len;
    return lt_buf_add(&f->found, p, len, err);
}

/* The record of w, alone, however long it is. */
static lt_status fetch_long(fetching *f, const wish *w, lt_csv_marks *m, lt_error *err)
{
    const lt_csv_file *file = file_of(f->s, w->locator);
    int64_t            from = w->locator - file->place;
    size_t             len;
    for (size_t n = NEAR;; n *= 4) {
        LT_TRY(read_window(f, file, from, n, err));
        LT_TRY(measure(&len, f, m, f->window.data, f->window.len, err));
        bool end = from + (int64_t)f->window.len >= file->size;
        if (len == 0 && end) len = f->window.len;
        if (len) return keep(f, w, f->window.data, len, err);
        if ((int64_t)n > f->s->o.max_record_bytes)
            return LT_FAIL(err, LT_ELIMIT, "a record of more than %lld bytes",
                           (long long)f->s->o.max_record_bytes);
    }
}

/* Wishes [i, j) of one file lie near each other. */
static int32_t group_end(const fetching *f, int32_t i)
{
    const lt_csv_file *file = file_of(f->s, f->wishes[i].locator);
    int64_t            first = f->wishes[i].locator, end = first + MOST;
    int32_t            j = i + 1;
    if (end > file->place + file->size) end = file->place + file->size;
    while (j < f->count && f->wishes[j].locator - f->wishes[j - 1].locator < NEAR &&
           f->wishes[j].locator < end)
        j++;
    return j;
}

static lt_status fetch_group(fetching *f, int32_t i, int32_t j, lt_csv_marks *m, lt_error *err)
{
    const lt_csv_file *file = file_of(f->s, f->wishes[i].locator);
    int64_t            from = f->wishes[i].locator - file->place;
    size_t             len, span = (size_t)(f->wishes[j - 1].locator - f->wishes[i].locator);
    LT_TRY(read_window(f, file, from, span + first_bytes(f->s), err));
    int32_t k = i;
    for (; k < j; k++) {
        size_t at = (size_t)(f->wishes[k].locator - f->wishes[i].locator);
        if (at >= f->window.len)
            return LT_FAIL(err, LT_EINVAL, "a locator past the end of its file");
        LT_TRY(measure(&len, f, m, f->window.data + at, f->window.len - at, err));
        if (len == 0) break; /* its end is not in the window: read it and what follows alone */
        LT_TRY(keep(f, &f->wishes[k], f->window.data + at, len, err));
    }
    for (; k < j; k++) LT_TRY(fetch_long(f, &f->wishes[k], m, err));
    return LT_OK;
}

static lt_status fetch_all(fetching *f, const int64_t *locators, lt_error *err)
{
    lt_csv_marks m = {.mem = f->s->r->run.mem};
    lt_status    status = LT_OK;
    for (int32_t i = 0; i < f->count; i++) f->wishes[i] = (wish){.locator = locators[i], .at = i};
    qsort(f->wishes, (size_t)f->count, sizeof(wish), by_locator);
    for (int32_t i = 0, j; !status && i < f->count; i = j) {
        j = group_end(f, i);
        status = fetch_group(f, i, j, &m, err);
    }
    lt_csv_marks_clear(&m);
    return status;
}

/* ---- the batch ---- */

/* The records in the order asked for, each ended by a newline. */
static lt_status line_up(lt_csv_chunk *c, const fetching *f, lt_error *err)
{
    const size_t *places = (const size_t *)f->places.data, *sizes = (const size_t *)f->sizes.data;
    size_t        cap = LT_CSV_FRONT + f->found.len + (size_t)f->count;
    if (cap > UINT32_MAX / 2) return LT_FAIL(err, LT_ELIMIT, "more than 2 GiB of records at once");
    LT_TRY(lt_bytes_open(&c->bytes, f->s->r->run.mem, cap, err));
    c->data = c->bytes->data;
    memset(c->data, 0, LT_CSV_FRONT);
    uint8_t *to = c->data + LT_CSV_FRONT;
    for (int32_t i = 0; i < f->count; i++) {
        memcpy(to, f->found.data + places[i], sizes[i]);
        to += sizes[i];
        if (to[-1] == '\r') to--; /* a lone \r ended it */
        if (to[-1] != '\n') *to++ = '\n';
    }
    memset(to, 0, 64);
    c->from = LT_CSV_FRONT;
    c->to = c->end = (uint32_t)(to - c->data);
    return LT_OK;
}

static lt_status make_batch(lt_batch **out, const fetching *f, const lt_csv_file *file,
                            lt_error *err)
{
    lt_csv_source *s = f->s;
    lt_csv_scratch scratch;
    lt_csv_mended  mended = {0, 0, 0, 0};
    lt_csv_chunk   c = {.s = &scratch, .file = file};
    lt_csv_scratch_init(&scratch, s->r->run.mem);
    lt_status status = line_up(&c, f, err);
    if (!status) status = lt_csv_load_bytes(&c, s, file, true, &mended, err);
    if (!status && c.row_count != (uint32_t)f->count)
        status = LT_FAIL(err, LT_ECONFLICT, "%s was changed while it was read", file->path);
    if (!status) status = lt_csv_batch(out, s, &c, 0, c.row_count, &mended, err);
    if (status == LT_EWIDEN)
        status = LT_FAIL(err, LT_ECONFLICT, "%s was changed while it was read", file->path);
    lt_csv_chunk_close(&c);
    lt_csv_scratch_clear(&scratch);
    return status;
}

static void set_locators(lt_batch *b, const lt_csv_run *r, const int64_t *locators, int32_t n)
{
    if (r->locators) memcpy(b->columns[r->wanted_count]->values, locators, (size_t)n * 8);
}

static lt_status fetch_file(lt_csv_source *s, const int64_t *locators, int32_t n, lt_batch **out,
                            lt_error *err)
{
    lt_mem   *mem = s->r->run.mem;
    size_t    bytes = (size_t)n * sizeof(wish);
    fetching  f = {.s = s,
                   .count = n,
                   .window.mem = mem,
                   .found.mem = mem,
                   .places.mem = mem,
                   .sizes.mem = mem};
    lt_status status = LT_OK;
    f.wishes = lt_mem_resize(mem, NULL, 0, bytes);
    if (!f.wishes) return lt_mem_refused(mem, bytes, "locators", err);
    status = lt_buf_reserve(&f.places, (size_t)n * sizeof(size_t), err);
    if (!status) status = lt_buf_reserve(&f.sizes, (size_t)n * sizeof(size_t), err);
    if (!status) status = fetch_all(&f, locators, err);
    if (!status) status = make_batch(out, &f, file_of(s, locators[0]), err);
    if (!status) set_locators(*out, s->r, locators, n);
    lt_buf_clear(&f.window);
    lt_buf_clear(&f.found);
    lt_buf_clear(&f.places);
    lt_buf_clear(&f.sizes);
    lt_mem_free(mem, f.wishes, bytes);
    return status;
}

/* Whether two files have the same columns in the same places: their records can be mixed. */
static bool alike(const lt_csv_source *s, const lt_csv_file *a, const lt_csv_file *b)
{
    return a == b ||
           (a->field_count == b->field_count &&
            memcmp(a->columns, b->columns, (size_t)s->schema->count * sizeof(*a->columns)) == 0);
}

lt_status lt_csv_fetch(lt_source *base, const int64_t *locators, int32_t n, lt_batch **out,
                       lt_error *err)
{
    lt_csv_source *s = (lt_csv_source *)base;
    if (!s->r || n < 1) return LT_FAIL(err, LT_EINVAL, "nothing to fetch");
    for (int32_t i = 0; i < n; i++) {
        const lt_csv_file *f = file_of(s, locators[i]);
        if (!f) return LT_FAIL(err, LT_EINVAL, "a locator that names no record");
        if (!alike(s, f, file_of(s, locators[0])))
            return LT_FAIL(err, LT_EUNSUPPORTED,
                           "one fetch from files with columns in other places");
    }
    return fetch_file(s, locators, n, out, err);
}

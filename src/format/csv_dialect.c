/* csv_dialect.c — what the head of a file tells: encoding, delimiter, names.
 *
 * libcsv reads the head once for each candidate delimiter (its trimming of blanks and dropping
 * of empty lines off); the one whose records agree most on their number of fields wins.
 */
#include "format/csv.h"

#include <csv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LEAST_HEAD = 1 << 16 };

/* ---- reading the head ---- */

static lt_status refuse_encoding(const lt_csv_file *f, const char *name, lt_error *err)
{
    lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "%s is %s text, not UTF-8", f->path, name);
    lt_error_hint(err, "convert it first: iconv -f %s -t UTF-8 in.csv > out.csv", name);
    return LT_EUNSUPPORTED;
}

/* Every second byte of UTF-16 text in Latin scripts is zero; CSV has hardly any. */
static const char *utf16_without_mark(const uint8_t *p, size_t n)
{
    size_t zeros[2] = {0, 0}, pairs = n / 2 > 512 ? 512 : n / 2;
    for (size_t i = 0; i < 2 * pairs; i++) zeros[i & 1] += p[i] == 0;
    if (pairs < 2) return NULL;
    if (zeros[1] * 10 > pairs * 7 && zeros[0] * 10 < pairs) return "UTF-16LE";
    if (zeros[0] * 10 > pairs * 7 && zeros[1] * 10 < pairs) return "UTF-16BE";
    return NULL;
}

static lt_status check_encoding(lt_csv_head *h, const lt_csv_file *f, lt_error *err)
{
    const uint8_t *p = h->bytes;
    if (h->len >= 4 && memcmp(p, "\xFF\xFE\0\0", 4) == 0) return refuse_encoding(f, "UTF-32", err);
    if (h->len >= 2 && (memcmp(p, "\xFF\xFE", 2) == 0 || memcmp(p, "\xFE\xFF", 2) == 0))
        return refuse_encoding(f, "UTF-16", err);
    const char *wide = utf16_without_mark(p, h->len);
    if (wide) return refuse_encoding(f, wide, err);
    if (h->len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
        h->bom = 3;
        h->len -= 3;
        memmove(h->bytes, h->bytes + 3, h->len);
    }
    return LT_OK;
}

lt_status lt_csv_head_read(lt_csv_head *out, lt_mem *mem, const lt_csv_file *f, size_t len,
                           lt_error *err)
{
    if (len < 64) len = 64;
    if ((int64_t)len > f->size) len = (size_t)f->size;
    *out = (lt_csv_head){.mem = mem, .block_bytes = LT_CSV_FRONT + len + 64};
    uint8_t *block = lt_mem_zeroed(mem, 1, out->block_bytes);
    if (!block) return lt_mem_refused(mem, out->block_bytes, "the head of a file", err);
    out->bytes = block + LT_CSV_FRONT;
    lt_status status = lt_csv_file_read(f, 0, len, out->bytes, &out->len, err);
    if (!status) {
        out->whole = (int64_t)out->len >= f->size;
        status = check_encoding(out, f, err);
    }
    if (status) lt_csv_head_clear(out);
    return status;
}

void lt_csv_head_clear(lt_csv_head *h)
{
    if (h->bytes) lt_mem_free(h->mem, h->bytes - LT_CSV_FRONT, h->block_bytes);
    h->bytes = NULL;
}

/* ---- the delimiter ---- */

enum { MOST_FIELDS = 4096, MOST_RECORDS = 1000 };

/* How often records of each number of fields came. */
typedef struct census {
    int32_t fields; /* of the record being read */
    int32_t first;  /* of the first record */
    bool    empty;  /* the record has had no byte so far */
    int32_t records;
    int32_t of[MOST_FIELDS];
} census;

static void see_field(void *bytes, size_t n, void *arg)
{
    census *c = arg;
    (void)bytes;
    c->empty = c->empty && n == 0 && c->fields == 0;
    c->fields++;
}

static void see_record(int end, void *arg)
{
    census *c = arg;
    (void)end;
    if (c->fields && !c->empty && c->records < MOST_RECORDS) {
        if (c->records++ == 0) c->first = c->fields;
        c->of[c->fields < MOST_FIELDS ? c->fields : MOST_FIELDS - 1]++;
    }
    c->fields = 0;
    c->empty = true;
}

static int no_space(unsigned char c) { return (void)c, 0; }

/* Agreement of the records with the commonest number of fields, more for more fields and for
 * the first record agreeing too; 0 where there is but one field. */
static double score(const census *c)
{
    int32_t mode = 1;
    for (int32_t k = 1; k < MOST_FIELDS; k++)
        if (c->of[k] > c->of[mode]) mode = k;
    if (mode < 2 || c->records == 0) return 0;
    double agree = (double)c->of[mode] / c->records;
    return agree * agree * log2(1.0 + mode) * (c->first == mode ? 1.0 : 0.5);
}

static lt_status take_census(census *c, const lt_csv_head *h, const lt_csv_dialect *d,
                             uint8_t delimiter, lt_error *err)
{
    struct csv_parser p;
    *c = (census){.empty = true};
    if (csv_init(&p, 0)) return LT_FAIL(err, LT_ENOMEM, "no memory for the CSV sniffer");
    csv_set_delim(&p, delimiter);
    csv_set_quote(&p, d->has_quote ? d->quote : 0);
    csv_set_space_func(&p, no_space);
    bool ok = csv_parse(&p, h->bytes, h->len, see_field, see_record, c) == h->len;
    /* The last record of a cut head is not whole. */
    if (ok && h->whole) ok = csv_fini(&p, see_field, see_record, c) == 0;
    csv_free(&p);
    return ok ? LT_OK : LT_FAIL(err, LT_ENOMEM, "no memory for the CSV sniffer");
}

lt_status lt_csv_sniff(uint8_t *delimiter, const lt_csv_head *h, const lt_csv_dialect *d,
                       lt_error *err)
{
    static const uint8_t candidates[] = {',', ';', '\t', '|'};
    lt_csv_head          head = *h;
    double               best = 0;
    census              *c = lt_mem_resize(h->mem, NULL, 0, sizeof(*c));
    if (!c) return lt_mem_refused(h->mem, sizeof(*c), "the CSV sniffer", err);
    if (head.len > LEAST_HEAD) {
        head.len = LEAST_HEAD;
        head.whole = false;
    }
    lt_status status = LT_OK;
    *delimiter = ',';
    for (size_t i = 0; !status && i < sizeof(candidates); i++) {
        if (d->has_quote && candidates[i] == d->quote) continue;
        status = take_census(c, &head, d, candidates[i], err);
        if (!status && score(c) > best) {
            best = score(c);
            *delimiter = candidates[i];
        }
    }
    lt_mem_free(h->mem, c, sizeof(*c));
    return status;
}

/* ---- the first record ---- */

typedef struct extent {
    size_t from, to, next; /* of a record, and where the next starts */
} extent;

/* The first record that is neither empty nor a comment; *cut: none ends within the head. */
static lt_status find_first(extent *out, bool *cut, lt_csv_marks *m, const lt_csv_head *h,
                            const lt_csv_dialect *d, lt_error *err)
{
    enum { STEP = 4096 };
    lt_csv_state state = LT_CSV_RECORD;
    int64_t      odd = 0;
    size_t       from = 0;
    *cut = false;
    for (size_t i = 0; i < h->len; i++) {
        size_t before = m->end_count;
        if (i % STEP == 0) LT_TRY(lt_csv_marks_room(m, (size_t)2 * STEP, err));
        lt_csv_walk(h->bytes + i, 1, (uint32_t)i, d, &state, m, &odd);
        if (m->end_count == before) continue;
        size_t end = m->seps[m->ends[before]];
        size_t to =
            h->bytes[end] == '\n' && end > from && h->bytes[end - 1] == '\r' ? end - 1 : end;
        bool skip = to == from || (d->has_comment && h->bytes[from] == d->comment);
        if (!skip) {
            m->sep_count = m->ends[before] + 1;
            *out = (extent){from, to, end + 1};
            return LT_OK;
        }
        m->sep_count = m->end_count = 0;
        from = end + 1;
    }
    size_t to = h->len;
    *cut = !h->whole;
    if (*cut || from >= h->len || (d->has_comment && h->bytes[from] == d->comment)) to = from;
    if (to > from && state == LT_CSV_CR) to--;
    *out = (extent){from, to, h->len};
    if (to > from) m->seps[m->sep_count++] = (uint32_t)to;
    return LT_OK;
}

static lt_status add_names(lt_csv_names *n, const lt_csv_marks *m, const extent *e,
                           const lt_csv_head *h, const lt_csv_dialect *d, lt_error *err)
{
    lt_buf    scratch = {.mem = h->mem};
    lt_status status = LT_OK;
    size_t    from = e->from;
    n->count = e->to > e->from ? (int32_t)m->sep_count : 0;
    n->at = lt_arena_get(&n->arena, ((size_t)n->count + 1) * sizeof(*n->at));
    if (!n->at) return LT_FAIL(err, LT_ENOMEM, "no memory for the names of columns");
    for (int32_t i = 0; !status && i < n->count; i++) {
        size_t         to = i + 1 == n->count ? e->to : m->seps[i];
        const uint8_t *p = h->bytes + from;
        size_t         len = to - from;
        bool           copied;
        status = lt_csv_unquote(&p, &len, &copied, d, &scratch, err);
        if (status) break;
        n->at[i] = lt_arena_text(&n->arena, (const char *)p, len);
        if (!n->at[i]) status = LT_FAIL(err, LT_ENOMEM, "no memory for the names of columns");
        from = to + 1;
    }
    lt_buf_clear(&scratch);
    return status;
}

lt_status lt_csv_first_record(lt_csv_names *out, lt_mem *mem, const lt_csv_head *h,
                              const lt_csv_dialect *d, lt_error *err)
{
    lt_csv_marks m = {.mem = mem};
    extent       e;
    *out = (lt_csv_names){.arena.mem = mem};
    lt_status status = lt_csv_marks_room(&m, 1, err);
    if (!status) status = find_first(&e, &out->cut, &m, h, d, err);
    if (!status) out->end = e.next;
    if (!status && !out->cut) status = add_names(out, &m, &e, h, d, err);
    lt_csv_marks_clear(&m);
    if (status) lt_csv_names_clear(out);
    return status;
}

void lt_csv_names_clear(lt_csv_names *n)
{
    lt_arena_clear(&n->arena);
    n->at = NULL;
    n->count = 0;
}

/* ---- safe names ---- */

typedef struct named {
    const char *name;
    int32_t     at;
} named;

static int by_name(const void *a, const void *b)
{
    return strcasecmp(((const named *)a)->name, ((const named *)b)->name);
}

/* Which names occur more than once, in any case; NULL: no memory. Sorted, as a header may have tens
 * of thousands. */
static bool *find_twins(lt_csv_names *n)
{
    bool  *twin = lt_arena_get(&n->arena, (size_t)n->count + 1);
    named *all = lt_arena_get(&n->arena, ((size_t)n->count + 1) * sizeof(*all));
    if (!twin || !all) return NULL;
    for (int32_t i = 0; i < n->count; i++) all[i] = (named){n->at[i], i};
    qsort(all, (size_t)n->count, sizeof(*all), by_name);
    for (int32_t i = 1; i < n->count; i++)
        if (strcasecmp(all[i - 1].name, all[i].name) == 0)
            twin[all[i - 1].at] = twin[all[i].at] = true;
    return twin;
}

static char *numbered(lt_csv_names *n, const char *stem, int32_t i)
{
    char  number[16];
    int   digits = snprintf(number, sizeof(number), "%d", i);
    char *name = lt_arena_get(&n->arena, strlen(stem) + (size_t)digits + 1);
    if (!name) return NULL;
    memcpy(name, stem, strlen(stem) + 1);
    memcpy(name + strlen(stem), number, (size_t)digits + 1);
    return name;
}

lt_status lt_csv_safe_names(lt_csv_names *n, bool header, const char *null_text, lt_error *err)
{
    char **safe = lt_arena_get(&n->arena, ((size_t)n->count + 1) * sizeof(*safe));
    bool  *twin = find_twins(n);
    if (!safe || !twin) return LT_FAIL(err, LT_ENOMEM, "no memory for the names of columns");
    for (int32_t i = 0; i < n->count; i++) {
        const char *name = n->at[i];
        if (!header || !*name || strcmp(name, null_text) == 0)
            safe[i] = numbered(n, "_c", i);
        else
            safe[i] = twin[i] ? numbered(n, name, i) : n->at[i];
        if (!safe[i]) return LT_FAIL(err, LT_ENOMEM, "no memory for the names of columns");
    }
    n->at = safe;
    return LT_OK;
}

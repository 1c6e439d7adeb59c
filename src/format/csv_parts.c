/* csv_parts.c — a part's bytes and marks, exact at both ends whatever lies in quotes. */
#include "format/csv_source.h"

#include <string.h>

enum {
    TAIL = 4096, /* read behind a part at once: most records end within it */
    UNKNOWN = 0,
    CLAIMED = 1,
    KNOWN = 2
};

/* ---- where parts lie ---- */

static const lt_csv_file *file_of(const lt_csv_source *s, int64_t part)
{
    int32_t low = 0, high = s->file_count - 1;
    while (low < high) {
        int32_t middle = low + (high - low + 1) / 2;
        if (s->files[middle].first_part <= part)
            low = middle;
        else
            high = middle - 1;
    }
    return &s->files[low];
}

static bool is_first(const lt_csv_source *s, int64_t part)
{
    return file_of(s, part)->first_part == part;
}

/* ---- marks of [c->from + …) ---- */

/* Marks of data[from, to) from *state, by the fast index or else by walking. */
static lt_status mark(lt_csv_chunk *c, const lt_csv_source *s, uint32_t from, uint32_t to,
                      lt_csv_state *state, lt_error *err)
{
    lt_csv_marks *m = &c->s->marks;
    lt_csv_state  start = *state;
    size_t        seps = m->sep_count, ends = m->end_count, n = to - from;
    LT_TRY(lt_csv_marks_room(m, n, err));
    if (s->regular && s->loops->index(c->data + from, n, from, &s->o.dialect, state, m))
        return LT_OK;
    m->sep_count = seps;
    m->end_count = ends;
    *state = start;
    LT_TRY(lt_csv_marks_room(m, 2 * n, err));
    lt_csv_walk(c->data + from, n, from, &s->o.dialect, state, m, &c->odd);
    c->irregular = true;
    return LT_OK;
}

/* Marks of the part from a guess, while others find out where it begins; false: of no use. */
static lt_status guess(lt_csv_chunk *c, const lt_csv_source *s, bool *useful, lt_error *err)
{
    *useful = false;
    c->after = LT_CSV_RECORD;
    if (!s->regular) return LT_OK;
    LT_TRY(lt_csv_marks_room(&c->s->marks, c->to - c->from, err));
    *useful = s->loops->index(c->data + c->from, c->to - c->from, c->from, &s->o.dialect, &c->after,
                              &c->s->marks);
    return LT_OK;
}

/* Whether marks made from state RECORD are those from state `real` too. */
static bool guess_holds(const lt_csv_chunk *c, const lt_csv_source *s, lt_csv_state real)
{
    return real == LT_CSV_RECORD || real == LT_CSV_FIELD ||
           (real == LT_CSV_BARE && c->data[c->from] != s->o.dialect.quote);
}

/* ---- bytes ---- */

static lt_status read_bytes(lt_csv_chunk *c, lt_csv_source *s, int64_t at, size_t len, size_t tail,
                            lt_error *err)
{
    size_t got;
    LT_TRY(lt_csv_pool_get(&c->bytes, s->r->pool, LT_CSV_FRONT + len + tail, err));
    c->data = c->bytes->data;
    c->origin = at - LT_CSV_FRONT;
    c->from = LT_CSV_FRONT;
    memset(c->data, 0, LT_CSV_FRONT);
    LT_TRY(lt_csv_file_read(c->file, at, len + tail, c->data + c->from, &got, err));
    c->to = c->from + (uint32_t)len;
    c->end = c->from + (uint32_t)got;
    memset(c->data + c->end, 0, 64);
    return LT_OK;
}

/* More bytes behind those there are, in a larger block. */
static lt_status read_on(lt_csv_chunk *c, lt_csv_source *s, size_t more, lt_error *err)
{
    lt_bytes *larger;
    size_t    got;
    LT_TRY(lt_csv_pool_get(&larger, s->r->pool, c->end + more, err));
    memcpy(larger->data, c->data, c->end);
    lt_bytes_release(c->bytes);
    c->bytes = larger;
    c->data = larger->data;
    LT_TRY(lt_csv_file_read(c->file, c->origin + c->end, more, c->data + c->end, &got, err));
    c->end += (uint32_t)got;
    memset(c->data + c->end, 0, 64);
    return LT_OK;
}

void lt_csv_chunk_close(lt_csv_chunk *c)
{
    lt_bytes_release(c->bytes);
    c->bytes = NULL;
}

/* ---- the chain of ends ---- */

static void publish(lt_csv_run *r, int64_t part, uint8_t end)
{
    pthread_mutex_lock(&r->lock);
    if (r->ends[part] < KNOWN) r->ends[part] = end;
    pthread_cond_broadcast(&r->moved);
    pthread_mutex_unlock(&r->lock);
}

static bool claim(lt_csv_run *r, int64_t part)
{
    pthread_mutex_lock(&r->lock);
    bool mine = r->ends[part] == UNKNOWN;
    if (mine) r->ends[part] = CLAIMED;
    pthread_mutex_unlock(&r->lock);
    return mine;
}

/* The end of a part whose beginning is known, for somebody further on. */
static lt_status scan_end(lt_csv_source *s, int64_t part, lt_csv_state start, lt_error *err)
{
    const lt_csv_file *f = file_of(s, part);
    lt_csv_scratch     own;
    lt_csv_chunk       c = {.file = f, .s = &own};
    int64_t            at = f->data_at + (part - f->first_part) * s->o.part_bytes;
    int64_t            len = f->size - at < s->o.part_bytes ? f->size - at : s->o.part_bytes;
    lt_csv_scratch_init(&own, s->r->run.mem);
    lt_status status = read_bytes(&c, s, at, (size_t)len, 0, err);
    if (!status) status = mark(&c, s, c.from, c.to, &start, err);
    lt_csv_chunk_close(&c);
    lt_csv_scratch_clear(&own);
    publish(s->r, part, status ? UNKNOWN : (uint8_t)(KNOWN + start));
    return status;
}

/* The first part before `part` whose end is not known while its beginning is. */
static int64_t first_gap(const lt_csv_source *s, int64_t part, lt_csv_state *start)
{
    int64_t at = part - 1;
    while (!is_first(s, at) && s->r->ends[at - 1] < KNOWN) at--;
    *start = is_first(s, at) ? LT_CSV_RECORD : (lt_csv_state)(s->r->ends[at - 1] - KNOWN);
    return at;
}

static lt_status find_start(lt_csv_state *out, lt_csv_source *s, int64_t part, lt_error *err)
{
    lt_csv_run  *r = s->r;
    lt_csv_state start;
    lt_status    status = LT_OK;
    *out = LT_CSV_RECORD;
    if (is_first(s, part)) return LT_OK;
    pthread_mutex_lock(&r->lock);
    while (!status && r->ends[part - 1] < KNOWN) {
        int64_t gap = first_gap(s, part, &start);
        if (r->ends[gap] == CLAIMED) {
            pthread_cond_wait(&r->moved, &r->lock);
            continue;
        }
        r->ends[gap] = CLAIMED;
        pthread_mutex_unlock(&r->lock);
        status = lt_cancel_check(r->run.cancel, err);
        if (status)
            publish(r, gap, UNKNOWN);
        else
            status = scan_end(s, gap, start, err);
        pthread_mutex_lock(&r->lock);
    }
    if (!status) *out = (lt_csv_state)(r->ends[part - 1] - KNOWN);
    pthread_mutex_unlock(&r->lock);
    return status;
}

/* Whether the beginning of a part is known already. */
static bool peek_start(lt_csv_state *out, lt_csv_source *s, int64_t part)
{
    bool known = is_first(s, part);
    *out = LT_CSV_RECORD;
    if (known) return true;
    pthread_mutex_lock(&s->r->lock);
    known = s->r->ends[part - 1] >= KNOWN;
    if (known) *out = (lt_csv_state)(s->r->ends[part - 1] - KNOWN);
    pthread_mutex_unlock(&s->r->lock);
    return known;
}

static lt_status mark_part(lt_csv_chunk *c, lt_csv_source *s, int64_t part, lt_error *err)
{
    lt_csv_marks *m = &c->s->marks;
    bool          useful = false;
    m->sep_count = m->end_count = 0;
    if (!peek_start(&c->before, s, part)) {
        LT_TRY(guess(c, s, &useful, err));
        LT_TRY(find_start(&c->before, s, part, err));
        if (useful && guess_holds(c, s, c->before)) return LT_OK;
        m->sep_count = m->end_count = 0;
    }
    c->after = c->before;
    return mark(c, s, c->from, c->to, &c->after, err);
}

static lt_status mark_and_publish(lt_csv_chunk *c, lt_csv_source *s, int64_t part, int64_t at,
                                  size_t len, lt_error *err)
{
    bool      mine = claim(s->r, part);
    lt_status status = read_bytes(c, s, at, len, TAIL, err);
    if (!status) status = mark_part(c, s, part, err);
    if (mine) publish(s->r, part, status ? UNKNOWN : (uint8_t)(KNOWN + c->after));
    return status;
}

/* ---- the record across the end ---- */

static lt_status too_long(const lt_csv_chunk *c, const lt_csv_source *s, uint32_t start,
                          lt_error *err)
{
    lt_fail(err, LT_ELIMIT, LT_HERE, "a record of more than %lld bytes",
            (long long)s->o.max_record_bytes);
    lt_error_hint(err, "max_record sets the limit; a quote that is never closed reads on too");
    lt_csv_blame(err, c->file, c->origin + start, NULL);
    return LT_ELIMIT;
}

/* The file ends inside a record, which ends with it. */
static void mark_end_of_file(lt_csv_chunk *c, lt_csv_state state)
{
    lt_csv_marks *m = &c->s->marks;
    m->ends[m->end_count++] = (uint32_t)m->sep_count;
    m->seps[m->sep_count++] = state == LT_CSV_CR ? c->end - 1 : c->end;
    c->unclosed = state == LT_CSV_QUOTED || state == LT_CSV_ESCAPED;
    c->irregular |= c->unclosed;
}

/* More bytes for a record that does not end in those there are; *done: the file ends first. */
static lt_status go_on(lt_csv_chunk *c, lt_csv_source *s, lt_csv_state state, size_t more,
                       bool *done, lt_error *err)
{
    *done = c->origin + c->end >= c->file->size;
    if (!*done) LT_TRY(lt_cancel_check(s->r->run.cancel, err));
    if (!*done) return read_on(c, s, more, err);
    LT_TRY(lt_csv_marks_room(&c->s->marks, 1, err));
    mark_end_of_file(c, state);
    return LT_OK;
}

/* Marks behind the part up to the end of the record that began in it. */
static lt_status finish_record(lt_csv_chunk *c, lt_csv_source *s, lt_error *err)
{
    lt_csv_marks *m = &c->s->marks;
    size_t        ends = m->end_count, more = (size_t)16 * TAIL;
    uint32_t      start = ends ? m->seps[m->ends[ends - 1]] + 1 : c->from, at = c->to;
    lt_csv_state  state = c->after;
    bool          done = false;
    LT_TRY(mark(c, s, at, c->end, &state, err));
    while (m->end_count == ends && !done) {
        at = c->end;
        if (at - start > s->o.max_record_bytes) return too_long(c, s, start, err);
        LT_TRY(go_on(c, s, state, more, &done, err));
        if (!done) LT_TRY(mark(c, s, at, c->end, &state, err));
        if (more < 1 << 24) more *= 4;
    }
    m->end_count = ends + 1;
    m->sep_count = m->ends[ends] + 1;
    return LT_OK;
}

static lt_status finish_rows(lt_csv_chunk *c, const lt_csv_source *s, lt_csv_mended *mended,
                             lt_error *err)
{
    lt_csv_marks *m = &c->s->marks;
    bool          starts = c->before == LT_CSV_RECORD;
    m->seps[-1] = c->from - 1;
    c->first_sep = starts || m->end_count == 0 ? 0 : m->ends[0] + 1;
    c->row_count = (uint32_t)(m->end_count - (!starts && m->end_count > 0));
    return lt_csv_rows(c, &s->o, c->file->field_count, mended, err);
}

lt_status lt_csv_load(lt_csv_chunk *c, lt_csv_source *s, int64_t part, lt_csv_scratch *scratch,
                      lt_csv_mended *mended, lt_error *err)
{
    const lt_csv_file *f = file_of(s, part);
    int64_t            at = f->data_at + (part - f->first_part) * s->o.part_bytes;
    int64_t            len = f->size - at < s->o.part_bytes ? f->size - at : s->o.part_bytes;
    *c = (lt_csv_chunk){.file = f, .s = scratch};
    lt_status status = mark_and_publish(c, s, part, at, (size_t)len, err);
    /* A part that only goes on with an earlier one's record has nothing to finish. */
    bool own = c->before == LT_CSV_RECORD || scratch->marks.end_count > 0;
    if (!status && own && c->after != LT_CSV_RECORD) status = finish_record(c, s, err);
    if (!status) status = lt_csv_marks_room(&scratch->marks, 1, err);
    if (!status) status = finish_rows(c, s, mended, err);
    if (status) lt_csv_chunk_close(c);
    return status;
}

lt_status lt_csv_load_bytes(lt_csv_chunk *c, const lt_csv_source *s, const lt_csv_file *f,
                            bool whole, lt_csv_mended *mended, lt_error *err)
{
    lt_csv_marks *m = &c->s->marks;
    c->file = f;
    c->before = c->after = LT_CSV_RECORD;
    m->sep_count = m->end_count = 0;
    LT_TRY(mark(c, s, c->from, c->to, &c->after, err));
    LT_TRY(lt_csv_marks_room(m, 1, err));
    if (whole && c->after != LT_CSV_RECORD) mark_end_of_file(c, c->after);
    return finish_rows(c, s, mended, err);
}

/* csv_widen.c — finishes the inference when a value did not fit its column's type.
 *
 * Every reader that comes by takes parts from one counter until none is left; the last to end
 * joins the kinds to the final schema. As joining knows no order, neither the sample nor the
 * number of threads shows in the result.
 */
#include "format/csv_source.h"

#include <string.h>

static lt_status infer_parts(lt_csv_source *s, lt_csv_kind *kinds, lt_csv_scratch *scratch,
                             lt_error *err)
{
    lt_csv_run *r = s->r;
    for (;;) {
        lt_csv_chunk  c;
        lt_csv_mended mended = {0, 0, 0, 0};
        LT_TRY(lt_cancel_check(r->run.cancel, err));
        pthread_mutex_lock(&r->lock);
        int64_t part = r->widen_status ? r->part_count : r->next_part++;
        pthread_mutex_unlock(&r->lock);
        if (part >= r->part_count) return LT_OK;
        LT_TRY(lt_csv_load(&c, s, part, scratch, &mended, err));
        lt_status status = lt_csv_infer_chunk(kinds, s, &c, r->wanted, r->wanted_count, err);
        lt_csv_chunk_close(&c);
        if (status) return status;
    }
}

/* Under the lock: what was found becomes the schema. */
static lt_status settle(lt_csv_source *s, lt_error *err)
{
    lt_csv_run *r = s->r;
    lt_schema  *final;
    LT_TRY(lt_buf_reserve(&s->old, sizeof(lt_schema *), err));
    for (int32_t i = 0; i < r->wanted_count; i++) {
        int32_t column = r->wanted[i];
        if (s->exact[column]) continue;
        s->kinds[column] = r->kinds[column];
        s->exact[column] = true;
    }
    LT_TRY(lt_csv_make_schema(&final, s, NULL, s->schema->count, err));
    lt_buf_push(&s->old, &s->schema, sizeof(s->schema));
    s->schema = final;
    return LT_OK;
}

/* One reader's share; *mine is the room for its kinds. */
static lt_status help(lt_csv_source *s, lt_csv_scratch *scratch, lt_error *err)
{
    lt_csv_run  *r = s->r;
    size_t       count = (size_t)s->schema->count;
    lt_csv_kind *mine = lt_mem_zeroed(r->run.mem, count, sizeof(*mine));
    if (!mine) return lt_mem_refused(r->run.mem, count * sizeof(*mine), "types", err);
    lt_status status = infer_parts(s, mine, scratch, err);
    pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < count; i++) lt_csv_kind_join(&r->kinds[i], mine[i]);
    pthread_mutex_unlock(&r->lock);
    lt_mem_free(r->run.mem, mine, count * sizeof(*mine));
    return status;
}

static void leave(lt_csv_source *s, lt_status status, const lt_error *why)
{
    lt_csv_run *r = s->r;
    lt_error    late;
    if (status && !r->widen_status) {
        r->widen_status = status;
        r->widen_error = *why;
    }
    if (--r->helpers > 0) return;
    if (!r->widen_status) {
        r->widen_status = settle(s, &late);
        if (r->widen_status) r->widen_error = late;
    }
    atomic_store(&r->widening, LT_CSV_WIDENED);
    pthread_cond_broadcast(&r->moved);
}

lt_status lt_csv_widen(lt_csv_source *s, lt_csv_scratch *scratch, lt_error *err)
{
    lt_csv_run *r = s->r;
    lt_error    own = {.code = LT_OK};
    pthread_mutex_lock(&r->lock);
    if (atomic_load(&r->widening) != LT_CSV_WIDENED) {
        atomic_store(&r->widening, LT_CSV_WIDENING);
        r->helpers++;
        pthread_mutex_unlock(&r->lock);
        lt_status status = help(s, scratch, &own);
        pthread_mutex_lock(&r->lock);
        leave(s, status, &own);
        while (atomic_load(&r->widening) != LT_CSV_WIDENED) pthread_cond_wait(&r->moved, &r->lock);
    }
    lt_status status = r->widen_status;
    if (status && err) *err = r->widen_error;
    pthread_mutex_unlock(&r->lock);
    if (status) return status;
    return LT_FAIL(err, LT_EWIDEN, "the types of columns were widened");
}

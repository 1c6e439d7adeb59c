/* csv_pool.c — blocks for parts: as fresh memory costs more than what is read into it. */
#include "format/csv_source.h"

struct lt_csv_pool {
    pthread_mutex_t lock;
    lt_mem         *mem;
    int64_t         refs; /* the run, and each block that is out */
    bool            closed;
    int32_t         count, cap;
    lt_bytes      **spare;
};

lt_status lt_csv_pool_open(lt_csv_pool **out, lt_mem *mem, int32_t keep, lt_error *err)
{
    lt_csv_pool *p = lt_mem_zeroed(mem, 1, sizeof(*p));
    if (!p) return lt_mem_refused(mem, sizeof(*p), "blocks of a CSV file", err);
    *p = (lt_csv_pool){.mem = mem, .refs = 1, .cap = keep};
    p->spare = lt_mem_zeroed(mem, (size_t)keep, sizeof(lt_bytes *));
    if (!p->spare) {
        lt_mem_free(mem, p, sizeof(*p));
        return lt_mem_refused(mem, (size_t)keep * sizeof(lt_bytes *), "blocks of a CSV file", err);
    }
    pthread_mutex_init(&p->lock, NULL);
    *out = p;
    return LT_OK;
}

/* Called with the lock held, which it gives back. */
static void drop_ref(lt_csv_pool *p)
{
    bool last = --p->refs == 0;
    pthread_mutex_unlock(&p->lock);
    if (!last) return;
    pthread_mutex_destroy(&p->lock);
    lt_mem_free(p->mem, p->spare, (size_t)p->cap * sizeof(lt_bytes *));
    lt_mem_free(p->mem, p, sizeof(*p));
}

static void take_back(void *arg, lt_bytes *b)
{
    lt_csv_pool *p = arg;
    pthread_mutex_lock(&p->lock);
    if (!p->closed && p->count < p->cap)
        p->spare[p->count++] = b;
    else
        lt_bytes_free(b);
    drop_ref(p);
}

static lt_bytes *take_spare(lt_csv_pool *p, size_t cap)
{
    for (int32_t i = p->count - 1; i >= 0; i--)
        if (p->spare[i]->cap >= cap) {
            lt_bytes *b = p->spare[i];
            p->spare[i] = p->spare[--p->count];
            return b;
        }
    return NULL;
}

lt_status lt_csv_pool_get(lt_bytes **out, lt_csv_pool *p, size_t cap, lt_error *err)
{
    pthread_mutex_lock(&p->lock);
    lt_bytes *b = take_spare(p, cap);
    p->refs++;
    pthread_mutex_unlock(&p->lock);
    if (!b) {
        lt_status status = lt_bytes_open(&b, p->mem, cap, err);
        if (status) {
            pthread_mutex_lock(&p->lock);
            drop_ref(p);
            return status;
        }
    }
    atomic_store(&b->refs, 1);
    b->len = 0;
    b->recycle = take_back;
    b->arg = p;
    *out = b;
    return LT_OK;
}

void lt_csv_pool_close(lt_csv_pool *p)
{
    if (!p) return;
    pthread_mutex_lock(&p->lock);
    p->closed = true;
    while (p->count > 0) lt_bytes_free(p->spare[--p->count]);
    drop_ref(p);
}

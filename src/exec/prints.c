#include "exec/prints.h"

#include <string.h>

enum { FIRST = 1024 };

void lt_prints_open(lt_prints *t, lt_mem *mem, int row_bits, bool wide)
{
    *t = (lt_prints){.mem = mem, .row_bits = row_bits, .wide = wide, .moving.mem = mem};
    if (wide && row_bits < 32) t->row_bits = 32; /* so that the rest begins inside the print */
    t->keeps = UINT64_MAX << (wide ? t->row_bits - 32 : t->row_bits);
}

void lt_prints_close(lt_prints *t)
{
    if (!t->mem) return;
    lt_mem_free(t->mem, t->slots, t->room * sizeof(*t->slots));
    if (t->more) lt_mem_free(t->mem, t->more, t->more_room * sizeof(*t->more));
    lt_buf_clear(&t->moving);
    *t = (lt_prints){.mem = NULL};
}

/* The longest run of taken slots: what has to be set aside at once while growing. */
static size_t longest_run(const lt_prints *t)
{
    size_t most = 0, run = 0;
    for (size_t i = 0; i < t->end; i++) {
        run = t->slots[i] ? run + 1 : 0;
        if (run > most) most = run;
    }
    return most;
}

typedef struct moved {
    uint64_t slot, rest;
} moved;

static void insert(lt_prints *t, const moved *m)
{
    uint64_t print = m->slot >> t->row_bits << t->row_bits;
    if (t->wide) print |= m->rest << (t->row_bits - 32);
    size_t at = lt_prints_home(t, print);
    while (t->slots[at]) at++;
    t->slots[at] = m->slot;
    if (t->wide) t->more[at] = (uint32_t)m->rest;
    if (at >= t->end) t->end = at + 1;
}

/* A run that began at `first` has homes at or above it, before growing and after; and all runs
 * above are already where they belong, at or above where they began. So what this run needs
 * is free once the run itself is set aside. */
static void move_runs(lt_prints *t, size_t old_end)
{
    moved *aside = (moved *)t->moving.data;
    for (size_t end = old_end; end > 0;) {
        if (!t->slots[end - 1]) {
            end--;
            continue;
        }
        size_t first = end, n = 0;
        for (; first > 0 && t->slots[first - 1]; first--, n++) {
            aside[n] = (moved){t->slots[first - 1], t->wide ? t->more[first - 1] : 0};
            t->slots[first - 1] = 0;
        }
        while (n > 0) insert(t, &aside[--n]);
        end = first;
    }
}

/* *p, of *room elements of some bytes, gets room for `want`; the new ones are 0. */
static lt_status extend_array(void **p, size_t *room, size_t want, size_t bytes, lt_mem *mem,
                              lt_error *err)
{
    size_t old = *room * bytes, all = want * bytes;
    if (want <= *room) return LT_OK;
    void *grown = *p ? lt_mem_resize(mem, *p, old, all) : lt_mem_zeroed(mem, want, bytes);
    if (!grown) return lt_mem_refused(mem, all, "fingerprints of rows", err);
    if (*p) memset((uint8_t *)grown + old, 0, all - old);
    *p = grown;
    *room = want;
    return LT_OK;
}

static lt_status extend(lt_prints *t, size_t room, lt_error *err)
{
    if (room > SIZE_MAX / sizeof(moved))
        return LT_FAIL(err, LT_ENOMEM, "no memory for %zu fingerprints", room);
    void     *slots = t->slots, *more = t->more;
    lt_status status = LT_OK;
    if (t->wide) status = extend_array(&more, &t->more_room, room, sizeof(*t->more), t->mem, err);
    t->more = more;
    if (!status) status = extend_array(&slots, &t->room, room, sizeof(*t->slots), t->mem, err);
    t->slots = slots;
    return status;
}

/* Every taken slot moves up by at most cap - t->cap: homes do, and as many follow each. */
static lt_status grow(lt_prints *t, size_t cap, size_t more, lt_error *err)
{
    size_t old_end = t->end, run = longest_run(t);
    t->moving.len = 0;
    LT_TRY(lt_buf_reserve(&t->moving, (run + 1) * sizeof(moved), err));
    LT_TRY(extend(t, t->end + (cap - t->cap) + more + 1, err));
    t->cap = cap;
    t->end = cap;
    if (t->count) move_runs(t, old_end);
    return LT_OK;
}

lt_status lt_prints_reserve(lt_prints *t, size_t more, lt_error *err)
{
    size_t need = t->count + more;
    if (need <= t->cap / 4 * 3) return extend(t, t->end + more + 1, err);
    size_t cap = t->cap < FIRST ? FIRST : t->cap + t->cap / 2;
    while (cap / 4 * 3 < need) cap += cap / 2;
    return grow(t, cap, more, err);
}

lt_status lt_prints_expect(lt_prints *t, size_t count, lt_error *err)
{
    size_t cap = count / 3 * 4 + FIRST;
    return cap > t->cap && count < SIZE_MAX / 64 ? grow(t, cap, 0, err) : LT_OK;
}

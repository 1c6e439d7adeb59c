#include "exec/prints.h"

#include <string.h>

enum { FIRST = 1024 };

void lt_prints_close(lt_prints *t)
{
    lt_mem_free(t->mem, t->slots, t->room * sizeof(*t->slots));
    lt_buf_clear(&t->moving);
    *t = (lt_prints){.mem = t->mem, .moving.mem = t->mem};
}

/* The longest run of taken slots: what has to be set aside at once while growing. */
static size_t longest_run(const lt_prints *t)
{
    size_t most = 0, run = 0;
    for (size_t i = 0; i < t->end; i++) {
        run = t->slots[i].print ? run + 1 : 0;
        if (run > most) most = run;
    }
    return most;
}

static void insert(lt_prints *t, const lt_print_slot *s)
{
    size_t at = lt_prints_home(t, s->print);
    while (t->slots[at].print) at++;
    t->slots[at] = *s;
    if (at >= t->end) t->end = at + 1;
}

/* A run that began at `first` has homes at or above it, before growing and after; and all runs
 * above are already where they belong, at or above where they began. So what this run needs
 * is free once the run itself is set aside. */
static void move_runs(lt_prints *t, size_t old_end)
{
    lt_print_slot *aside = (lt_print_slot *)t->moving.data;
    for (size_t end = old_end; end > 0;) {
        if (!t->slots[end - 1].print) {
            end--;
            continue;
        }
        size_t first = end;
        while (first > 0 && t->slots[first - 1].print) first--;
        size_t n = end - first;
        memcpy(aside, t->slots + first, n * sizeof(*aside));
        memset(t->slots + first, 0, n * sizeof(*aside));
        for (size_t i = 0; i < n; i++) insert(t, aside + i);
        end = first;
    }
}

static lt_status extend(lt_prints *t, size_t room, lt_error *err)
{
    if (room <= t->room) return LT_OK;
    if (room > SIZE_MAX / sizeof(*t->slots))
        return LT_FAIL(err, LT_ENOMEM, "no memory for %zu fingerprints", room);
    size_t old = t->room * sizeof(*t->slots), want = room * sizeof(*t->slots);
    void  *moved = t->slots ? lt_mem_resize(t->mem, t->slots, old, want)
                            : lt_mem_zeroed(t->mem, room, sizeof(*t->slots));
    if (!moved) return lt_mem_refused(t->mem, want, "fingerprints of rows", err);
    if (t->slots) memset((uint8_t *)moved + old, 0, want - old);
    t->slots = moved;
    t->room = room;
    return LT_OK;
}

/* Every taken slot moves up by at most cap - t->cap: homes do, and as many follow each. */
static lt_status grow(lt_prints *t, size_t cap, size_t more, lt_error *err)
{
    size_t old_end = t->end, run = longest_run(t);
    t->moving.len = 0;
    LT_TRY(lt_buf_reserve(&t->moving, (run + 1) * sizeof(lt_print_slot), err));
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

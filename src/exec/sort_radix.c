#include "exec/sort_radix.h"

#include <stdbool.h>
#include <string.h>

/* SHORT: so few are inserted one by one. Many entries are first parted by more bits. */
enum { SHORT = 32, BITS = 8, WIDE_BITS = 11, WIDE_ROWS = 1 << 16, POLL_ROWS = 1 << 14 };

static void insertion_sort(lt_sort_entry *e, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        lt_sort_entry moving = e[i];
        int64_t       at = i;
        for (; at > 0 && moving.key < e[at - 1].key; at--) e[at] = e[at - 1];
        e[at] = moving;
    }
}

/* starts[d]: how many entries have a digit below d; false: all have the same. */
static bool count_digits(int64_t *starts, int digits, const lt_sort_entry *e, int64_t n, int shift)
{
    uint64_t mask = (uint64_t)digits - 1;
    memset(starts, 0, (size_t)digits * sizeof(*starts));
    for (int64_t i = 0; i < n; i++) starts[e[i].key >> shift & mask]++;
    if (starts[e[0].key >> shift & mask] == n) return false;
    int64_t sum = 0;
    for (int d = 0; d < digits; d++) {
        int64_t count = starts[d];
        starts[d] = sum;
        sum += count;
    }
    return true;
}

/* Moves what lies at `from` to `to`, parted by a digit; starts[d] becomes the end of its part. */
static void scatter(int64_t *starts, int digits, lt_sort_entry *to, const lt_sort_entry *from,
                    int64_t n, int shift)
{
    uint64_t mask = (uint64_t)digits - 1;
    for (int64_t i = 0; i < n; i++) to[starts[from[i].key >> shift & mask]++] = from[i];
}

typedef struct piece {
    lt_sort_entry *at, *other; /* where the entries lie; as much room */
    bool           stay;       /* they are to end up where they lie, not in the other place */
} piece;

static void finish_short(const piece *p, int64_t n)
{
    insertion_sort(p->at, n);
    if (!p->stay) memcpy(p->other, p->at, (size_t)n * sizeof(*p->at));
}

/* As lt_sort_radix; digits that all share are passed over. */
static lt_status sort_piece(piece p, int64_t n, int bits, const lt_sort_watch *watch, lt_error *err)
{
    int64_t starts[1 << WIDE_BITS];
    int     take = 0;
    if (n >= POLL_ROWS) LT_TRY(watch->poll(watch->arg, err));
    for (bool parted = false; n > SHORT && bits > 0 && !parted;) {
        take = n >= WIDE_ROWS ? WIDE_BITS : BITS;
        if (take > bits) take = bits;
        bits -= take;
        parted = count_digits(starts, 1 << take, p.at, n, bits);
        if (!parted) take = 0;
    }
    if (!take) {
        if (n <= SHORT) insertion_sort(p.at, n);
        if (!p.stay && n > 0) memcpy(p.other, p.at, (size_t)n * sizeof(*p.at));
        return LT_OK;
    }
    scatter(starts, 1 << take, p.other, p.at, n, bits);
    int64_t from = 0;
    for (int d = 0; d < 1 << take; d++) {
        int64_t count = starts[d] - from;
        piece   part = {p.other + from, p.at + from, !p.stay};
        from = starts[d];
        if (count > SHORT)
            LT_TRY(sort_piece(part, count, bits, watch, err));
        else if (count)
            finish_short(&part, count);
    }
    return LT_OK;
}

lt_status lt_sort_radix(lt_sort_entry *e, lt_sort_entry *room, int64_t n, int bits,
                        const lt_sort_watch *watch, lt_error *err)
{
    return sort_piece((piece){e, room, true}, n, bits, watch, err);
}

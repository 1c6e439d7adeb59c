#include "tui/book/line_diff.h"

#include "core/hash.h"

#include <string.h>

typedef struct line {
    const char *p;
    size_t      len;
    uint64_t    hash;
} line;

typedef struct lines {
    line  *at;
    size_t n;
} lines;

static lt_status cut_lines(lt_buf *out, const char *p, size_t len, lt_error *err)
{
    for (size_t i = 0; i < len;) {
        const char *end = memchr(p + i, '\n', len - i);
        size_t      n = end ? (size_t)(end - p) - i + 1 : len - i;
        line        l = {p + i, n, lt_hash64(p + i, n, 0)};
        LT_TRY(lt_buf_add(out, &l, sizeof(l), err));
        i += n;
    }
    return LT_OK;
}

static bool equal(const line *a, const line *b)
{
    return a->hash == b->hash && a->len == b->len && !memcmp(a->p, b->p, a->len);
}

static lt_status add_hunk(lt_buf *out, tui_hunk h, lt_error *err)
{
    tui_hunk *last = out->len ? (tui_hunk *)(void *)(out->data + out->len) - 1 : NULL;
    if (last && last->old_at + last->old_lines == h.old_at &&
        last->new_at + last->new_lines == h.new_at) {
        last->old_lines += h.old_lines;
        last->new_lines += h.new_lines;
        return LT_OK;
    }
    return lt_buf_add(out, &h, sizeof(h), err);
}

/* ── Myers: the furthest points on each diagonal, one row of them for each distance ── */

typedef struct search {
    const line *a, *b;
    int         n, m, most;
    int        *rows; /* row d has 2d + 1 entries and begins at d * d */
} search;

static int *row_of(const search *s, int d) { return s->rows + (ptrdiff_t)d * d; }

/* Where diagonal k is entered at distance d: from above or from the left. */
static bool goes_down(const int *before, int d, int k)
{
    return k == -d || (k != d && before[d - 1 + k - 1] < before[d - 1 + k + 1]);
}

static int enter(const search *s, int d, int k)
{
    const int *before;
    if (d == 0) return 0;
    before = row_of(s, d - 1);
    return goes_down(before, d, k) ? before[d - 1 + k + 1] : before[d - 1 + k - 1] + 1;
}

/* The distance, or -1 where it is more than most. */
static int distance(const search *s)
{
    for (int d = 0; d <= s->most; d++) {
        for (int k = -d; k <= d; k += 2) {
            int x = enter(s, d, k), y = x - k;
            while (x < s->n && y >= 0 && y < s->m && equal(&s->a[x], &s->b[y])) x++, y++;
            row_of(s, d)[d + k] = x;
            if (x >= s->n && y >= s->m) return d;
        }
    }
    return -1;
}

/* The steps of the shortest script, from the last to the first, as one-line hunks. */
static void walk_back(tui_hunk *out, const search *s, int d, size_t skip)
{
    int x = s->n, y = s->m;
    for (; d > 0; d--) {
        const int *before = row_of(s, d - 1);
        int        k = x - y;
        bool       down = goes_down(before, d, k);
        int        from = down ? k + 1 : k - 1;
        x = before[d - 1 + from];
        y = x - from;
        out[d - 1] = (tui_hunk){(size_t)x + skip, !down, (size_t)y + skip, down};
    }
}

static lt_status middle(lt_buf *out, lt_mem *mem, lines a, lines b, size_t skip, lt_error *err)
{
    size_t n = a.n, m = b.n;
    if (!n && !m) return LT_OK;
    tui_hunk all = {skip, n, skip, m};
    int      most = n + m < TUI_DIFF_MOST ? (int)(n + m) : TUI_DIFF_MOST;
    size_t   rows = ((size_t)most + 1) * ((size_t)most + 1) * sizeof(int);
    if (!n || !m || n > INT32_MAX || m > INT32_MAX) return add_hunk(out, all, err);
    search s = {a.at, b.at, (int)n, (int)m, most, lt_mem_resize(mem, NULL, 0, rows)};
    if (!s.rows) return lt_mem_refused(mem, rows, "a comparison of lines", err);
    int       d = distance(&s);
    lt_buf    steps = {.mem = mem};
    lt_status status =
        d < 0 ? add_hunk(out, all, err) : lt_buf_reserve(&steps, (size_t)d * sizeof(tui_hunk), err);
    if (d >= 0 && !status) walk_back((tui_hunk *)(void *)steps.data, &s, d, skip);
    for (int i = 0; i < d && !status; i++)
        status = add_hunk(out, ((tui_hunk *)(void *)steps.data)[i], err);
    lt_buf_clear(&steps);
    lt_mem_free(mem, s.rows, rows);
    return status;
}

static lt_status compare(lt_buf *out, const lt_buf *old, const lt_buf *new, lt_error *err)
{
    lines  a = {(line *)(void *)old->data, old->len / sizeof(line)};
    lines  b = {(line *)(void *)new->data, new->len / sizeof(line)};
    size_t head = 0;
    while (head < a.n && head < b.n && equal(&a.at[head], &b.at[head])) head++;
    while (a.n > head && b.n > head && equal(&a.at[a.n - 1], &b.at[b.n - 1])) a.n--, b.n--;
    return middle(out, out->mem, (lines){a.at + head, a.n - head}, (lines){b.at + head, b.n - head},
                  head, err);
}

lt_status tui_diff_hunks(lt_buf *out, const char *old, size_t old_len, const char *new,
                         size_t new_len, lt_error *err)
{
    lt_buf    a = {.mem = out->mem}, b = {.mem = out->mem};
    lt_status status = cut_lines(&a, old, old_len, err);
    if (!status) status = cut_lines(&b, new, new_len, err);
    if (!status) status = compare(out, &a, &b, err);
    lt_buf_clear(&a);
    lt_buf_clear(&b);
    return status;
}

/* ── as text ── */

static lt_status put_line(lt_buf *out, char sign, const line *l, lt_error *err)
{
    if (!l) return LT_OK;
    LT_TRY(lt_buf_add(out, &sign, 1, err));
    LT_TRY(lt_buf_add(out, l->p, l->len, err));
    bool ended = l->len && l->p[l->len - 1] == '\n';
    return ended ? LT_OK : lt_buf_text(out, "\n\\ no line end\n", err);
}

typedef struct sides {
    lines old, new;
} sides;

/* Hunks h[0, n) that are near each other, with what is around and between them. */
static lt_status put_group(lt_buf *out, const sides *s, const tui_hunk *h, size_t n, size_t context,
                           lt_error *err)
{
    size_t before = h[0].old_at < context ? h[0].old_at : context;
    size_t old_at = h[0].old_at - before, new_at = h[0].new_at - before;
    size_t old_end = h[n - 1].old_at + h[n - 1].old_lines, left = s->old.n - old_end;
    size_t behind = left < context ? left : context;
    size_t new_end = h[n - 1].new_at + h[n - 1].new_lines + behind;
    old_end += behind;
    LT_TRY(lt_buf_printf(out, err, "@@ -%zu,%zu +%zu,%zu @@\n", old_at + (old_end > old_at),
                         old_end - old_at, new_at + (new_end > new_at), new_end - new_at));
    for (size_t i = 0; i < n; i++) {
        for (; old_at < h[i].old_at; old_at++) LT_TRY(put_line(out, ' ', &s->old.at[old_at], err));
        for (size_t k = 0; k < h[i].old_lines; k++)
            LT_TRY(put_line(out, '-', &s->old.at[old_at++], err));
        for (size_t k = 0; k < h[i].new_lines; k++)
            LT_TRY(put_line(out, '+', &s->new.at[h[i].new_at + k], err));
    }
    for (; old_at < old_end; old_at++) LT_TRY(put_line(out, ' ', &s->old.at[old_at], err));
    return LT_OK;
}

static lt_status put_hunks(lt_buf *out, const sides *s, const lt_buf *hunks, size_t context,
                           lt_error *err)
{
    const tui_hunk *h = (const tui_hunk *)(const void *)hunks->data;
    size_t          n = hunks->len / sizeof(*h);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n; k++)
            if (h[k].old_at - h[k - 1].old_at - h[k - 1].old_lines > 2 * context) break;
        LT_TRY(put_group(out, s, h + i, k - i, context, err));
    }
    return LT_OK;
}

lt_status tui_diff_text(lt_buf *out, const char *old, size_t old_len, const char *new,
                        size_t new_len, size_t context, lt_error *err)
{
    lt_buf    a = {.mem = out->mem}, b = {.mem = out->mem}, hunks = {.mem = out->mem};
    lt_status status = cut_lines(&a, old, old_len, err);
    if (!status) status = cut_lines(&b, new, new_len, err);
    if (!status) status = compare(&hunks, &a, &b, err);
    sides s = {{(line *)(void *)a.data, a.len / sizeof(line)},
               {(line *)(void *)b.data, b.len / sizeof(line)}};
    if (!status) status = put_hunks(out, &s, &hunks, context, err);
    lt_buf_clear(&a);
    lt_buf_clear(&b);
    lt_buf_clear(&hunks);
    return status;
}

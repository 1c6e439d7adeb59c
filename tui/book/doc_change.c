/* A change is one byte that tells which, then numbers (7 bits a byte, the lowest first) and texts
 * (their length, then the bytes):
 *
 *   T  uid at removed inserted                     a splice of a text
 *   H  uid old new                                 a marker line
 *   C  index count cell… count cell…               cells in place of others
 *   M  from count to                               cells moved
 *   F  old new                                     what stands before the first cell
 *
 *   cell: uid flags head text tail origin origin_kind
 */
#include "tui/book/doc_inside.h"

#include <stdlib.h>
#include <string.h>

/* ── numbers and texts ── */

lt_status tui_put_number(lt_buf *out, uint64_t n, lt_error *err)
{
    uint8_t bytes[10];
    size_t  len = 0;
    do {
        bytes[len++] = (uint8_t)((n & 0x7f) | (n > 0x7f ? 0x80 : 0));
        n >>= 7;
    } while (n);
    return lt_buf_add(out, bytes, len, err);
}

lt_status tui_doc_put_bytes(lt_buf *out, const void *p, size_t n, lt_error *err)
{
    LT_TRY(tui_put_number(out, n, err));
    return n ? lt_buf_add(out, p, n, err) : LT_OK;
}

uint64_t tui_read_number(tui_reader *r)
{
    uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (r->at >= r->n) break;
        uint8_t byte = r->p[r->at++];
        n |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) return n;
    }
    r->bad = true;
    return 0;
}

const char *tui_read_bytes(tui_reader *r, size_t *len)
{
    uint64_t n = tui_read_number(r);
    *len = 0;
    if (r->bad || n > r->n - r->at) {
        r->bad = true;
        return "";
    }
    const char *p = (const char *)r->p + r->at;
    r->at += n;
    *len = n;
    return p;
}

static lt_status misfit(lt_error *err)
{
    return LT_FAIL(err, LT_EPARSE, "the journal does not fit the notebook");
}

/* ── cells ── */

lt_status tui_put_cell(lt_buf *out, const tui_cell_box *c, lt_error *err)
{
    LT_TRY(tui_put_number(out, c->view.uid, err));
    LT_TRY(tui_put_number(out, c->flags, err));
    LT_TRY(tui_doc_put_bytes(out, c->head.data, c->head.len, err));
    LT_TRY(tui_doc_put_bytes(out, c->text.bytes.data, c->text.bytes.len, err));
    LT_TRY(tui_doc_put_bytes(out, c->tail.data, c->tail.len, err));
    LT_TRY(tui_doc_put_bytes(out, c->origin.data, c->origin.len, err));
    if (!c->origin.len) return LT_OK;
    LT_TRY(tui_put_number(out, c->origin_kind, err));
    LT_TRY(tui_put_number(out, c->origin_hash.low, err));
    return tui_put_number(out, c->origin_hash.high, err);
}

static void read_origin(tui_cell_box *c, tui_reader *r)
{
    c->origin_kind = (lt_cell_kind)(tui_read_number(r) % 3);
    c->origin_hash.low = tui_read_number(r);
    c->origin_hash.high = tui_read_number(r);
}

lt_status tui_read_cell(tui_cell_box **out, tui_reader *r, lt_mem *mem, lt_error *err)
{
    size_t         origin_len;
    tui_cell_parts parts;
    uint64_t       uid = tui_read_number(r), flags = tui_read_number(r);
    parts.head = tui_read_bytes(r, &parts.head_len);
    parts.text = tui_read_bytes(r, &parts.len);
    parts.tail = tui_read_bytes(r, &parts.tail_len);
    const char *origin = tui_read_bytes(r, &origin_len);
    if (r->bad || !uid || uid > UINT64_MAX / 2) return misfit(err);
    LT_TRY(tui_doc_cell_open(out, mem, uid, &parts, err));
    (*out)->flags = (unsigned)flags & 7;
    lt_status status = lt_buf_add(&(*out)->origin, origin, origin_len, err);
    if (origin_len) read_origin(*out, r);
    if (!status && !r->bad) return LT_OK;
    tui_doc_cell_close(*out);
    return status ? status : misfit(err);
}

/* ── telling ── */

static lt_status begin(lt_buf *out, char type, lt_error *err)
{
    return lt_buf_add(out, &type, 1, err);
}

lt_status tui_put_splice(lt_buf *out, const tui_cell_box *c, size_t at, size_t removed,
                         const char *with, size_t len, lt_error *err)
{
    LT_TRY(begin(out, 'T', err));
    LT_TRY(tui_put_number(out, c->view.uid, err));
    LT_TRY(tui_put_number(out, at, err));
    LT_TRY(tui_doc_put_bytes(out, tui_text_bytes(&c->text) + at, removed, err));
    return tui_doc_put_bytes(out, with, len, err);
}

lt_status tui_put_head(lt_buf *out, const tui_cell_box *c, const char *head, size_t len,
                       lt_error *err)
{
    LT_TRY(begin(out, 'H', err));
    LT_TRY(tui_put_number(out, c->view.uid, err));
    LT_TRY(tui_doc_put_bytes(out, c->head.data, c->head.len, err));
    return tui_doc_put_bytes(out, head, len, err);
}

static lt_status put_cell_list(lt_buf *out, tui_cell_box *const *list, size_t n, lt_error *err)
{
    LT_TRY(tui_put_number(out, n, err));
    for (size_t i = 0; i < n; i++) LT_TRY(tui_put_cell(out, list[i], err));
    return LT_OK;
}

lt_status tui_put_cells(lt_buf *out, const tui_doc *d, size_t index, size_t removed,
                        const lt_buf *fresh, lt_error *err)
{
    LT_TRY(begin(out, 'C', err));
    LT_TRY(tui_put_number(out, index, err));
    LT_TRY(put_cell_list(out, tui_doc_cells(d) + index, removed, err));
    return put_cell_list(out, (tui_cell_box *const *)(const void *)fresh->data,
                         fresh->len / sizeof(tui_cell_box *), err);
}

lt_status tui_put_move(lt_buf *out, size_t from, size_t n, size_t to, lt_error *err)
{
    LT_TRY(begin(out, 'M', err));
    LT_TRY(tui_put_number(out, from, err));
    LT_TRY(tui_put_number(out, n, err));
    return tui_put_number(out, to, err);
}

lt_status tui_put_header(lt_buf *out, const tui_doc *d, const void *p, size_t n, lt_error *err)
{
    LT_TRY(begin(out, 'F', err));
    LT_TRY(tui_doc_put_bytes(out, d->header.data, d->header.len, err));
    return tui_doc_put_bytes(out, p, n, err);
}

/* ── applying ── */

static tui_cell_box *find_cell(const tui_doc *d, uint64_t uid)
{
    size_t i = tui_doc_find(d, uid);
    return i == SIZE_MAX ? NULL : tui_doc_cells(d)[i];
}

static bool holds(const lt_buf *b, size_t at, const char *p, size_t n)
{
    return at <= b->len && n <= b->len - at && (!n || !memcmp(b->data + at, p, n));
}

static lt_status apply_splice(tui_doc *d, tui_reader *r, bool forward, lt_error *err)
{
    size_t        old_len, new_len;
    tui_cell_box *c = find_cell(d, tui_read_number(r));
    uint64_t      at = tui_read_number(r);
    const char   *old = tui_read_bytes(r, &old_len), *fresh = tui_read_bytes(r, &new_len);
    if (!forward) {
        const char *p = old;
        size_t      n = old_len;
        old = fresh, old_len = new_len;
        fresh = p, new_len = n;
    }
    if (r->bad || !c || !holds(&c->text.bytes, at, old, old_len)) return misfit(err);
    LT_TRY(tui_text_splice(&c->text, at, old_len, fresh, new_len, err));
    c->view.version = ++d->version;
    return LT_OK;
}

static lt_status apply_head(tui_doc *d, tui_reader *r, bool forward, lt_error *err)
{
    size_t        old_len, new_len;
    tui_cell_box *c = find_cell(d, tui_read_number(r));
    const char   *old = tui_read_bytes(r, &old_len), *fresh = tui_read_bytes(r, &new_len);
    const char   *from = forward ? old : fresh, *to = forward ? fresh : old;
    size_t        from_len = forward ? old_len : new_len, to_len = forward ? new_len : old_len;
    if (r->bad || !c || c->head.len != from_len || !holds(&c->head, 0, from, from_len))
        return misfit(err);
    LT_TRY(tui_doc_cell_set_head(c, to, to_len, err));
    c->view.version = ++d->version;
    return LT_OK;
}

/* Reads a count and so many cells into list; with make false they are only stepped over. */
static lt_status read_cell_list(lt_buf *list, size_t *n, tui_reader *r, bool make, lt_error *err)
{
    *n = tui_read_number(r);
    if (r->bad || *n > LT_NOTEBOOK_MAX_CELLS || *n > r->n) return misfit(err);
    for (size_t i = 0; i < *n; i++) {
        tui_cell_box *c;
        LT_TRY(lt_buf_reserve(list, sizeof(c), err));
        LT_TRY(tui_read_cell(&c, r, list->mem, err));
        lt_buf_push(list, &c, sizeof(c));
        if (make) continue;
        list->len -= sizeof(c);
        tui_doc_cell_close(c);
    }
    return LT_OK;
}

static int compare_uids(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Whether the cells would all have different uids; *largest of them. */
static lt_status check_uids(const tui_doc *d, size_t index, size_t removed, const lt_buf *fresh,
                            lt_error *err)
{
    lt_buf         uids = {.mem = d->mem};
    size_t         n = tui_doc_count(d), more = fresh->len / sizeof(tui_cell_box *);
    tui_cell_box **list = (tui_cell_box **)(void *)fresh->data;
    LT_TRY(lt_buf_reserve(&uids, (n + more + 1) * sizeof(uint64_t), err));
    for (size_t i = 0; i < n; i++)
        if (i < index || i >= index + removed)
            lt_buf_push(&uids, &tui_doc_cells(d)[i]->view.uid, sizeof(uint64_t));
    for (size_t i = 0; i < more; i++) lt_buf_push(&uids, &list[i]->view.uid, sizeof(uint64_t));
    uint64_t *u = (uint64_t *)(void *)uids.data;
    size_t    count = uids.len / sizeof(*u);
    bool      twice = count > LT_NOTEBOOK_MAX_CELLS;
    qsort(u, count, sizeof(*u), compare_uids);
    for (size_t i = 1; i < count; i++) twice |= u[i] == u[i - 1];
    lt_buf_clear(&uids);
    return twice ? misfit(err) : LT_OK;
}

/* fresh in place of [index, index + removed); cannot fail once the room is there. */
static lt_status swap_cells(tui_doc *d, size_t index, size_t removed, lt_buf *fresh, lt_error *err)
{
    size_t n = tui_doc_count(d), more = fresh->len / sizeof(tui_cell_box *);
    LT_TRY(check_uids(d, index, removed, fresh, err));
    LT_TRY(lt_buf_reserve(&d->cells, fresh->len, err));
    tui_cell_box **at = tui_doc_cells(d) + index, **list = (tui_cell_box **)(void *)fresh->data;
    for (size_t i = 0; i < removed; i++) tui_doc_cell_close(at[i]);
    memmove(at + more, at + removed, (n - index - removed) * sizeof(*at));
    if (more) memcpy(at, list, more * sizeof(*at));
    d->cells.len = (n - removed + more) * sizeof(*at);
    d->version++;
    for (size_t i = 0; i < more; i++) {
        if (list[i]->view.uid >= d->next_uid) d->next_uid = list[i]->view.uid + 1;
        list[i]->view.version = d->version;
    }
    fresh->len = 0;
    return LT_OK;
}

static lt_status apply_cells(tui_doc *d, tui_reader *r, bool forward, lt_error *err)
{
    lt_buf    fresh = {.mem = d->mem};
    size_t    old_n = 0, new_n = 0;
    uint64_t  index = tui_read_number(r);
    lt_status status = read_cell_list(&fresh, &old_n, r, !forward, err);
    if (!status) status = read_cell_list(&fresh, &new_n, r, forward, err);
    size_t removed = forward ? old_n : new_n, n = tui_doc_count(d);
    if (!status && (r->bad || index > n || removed > n - index)) status = misfit(err);
    if (!status) status = swap_cells(d, index, removed, &fresh, err);
    tui_doc_cells_close(&fresh);
    return status;
}

static void reverse_cells(tui_cell_box **list, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        tui_cell_box *c = list[i];
        list[i] = list[n - 1 - i];
        list[n - 1 - i] = c;
    }
}

/* [from, from + n) to `to`: two neighbouring runs change places, by three reversals. */
static lt_status apply_move(tui_doc *d, tui_reader *r, bool forward, lt_error *err)
{
    uint64_t from = tui_read_number(r), n = tui_read_number(r), to = tui_read_number(r);
    size_t   count = tui_doc_count(d);
    if (!forward) {
        uint64_t swap = from;
        from = to;
        to = swap;
    }
    if (r->bad || n > count || from > count - n || to > count - n) return misfit(err);
    size_t         low = from < to ? from : to, high = (from < to ? to : from) + n;
    size_t         first = from < to ? n : from - to;
    tui_cell_box **list = tui_doc_cells(d) + low;
    reverse_cells(list, first);
    reverse_cells(list + first, high - low - first);
    reverse_cells(list, high - low);
    d->version++;
    return LT_OK;
}

static lt_status apply_header(tui_doc *d, tui_reader *r, bool forward, lt_error *err)
{
    size_t      old_len, new_len;
    lt_buf      copy = {.mem = d->mem};
    const char *old = tui_read_bytes(r, &old_len), *fresh = tui_read_bytes(r, &new_len);
    if (!forward) {
        const char *p = old;
        size_t      n = old_len;
        old = fresh, old_len = new_len;
        fresh = p, new_len = n;
    }
    if (r->bad || d->header.len != old_len || !holds(&d->header, 0, old, old_len))
        return misfit(err);
    LT_TRY(lt_buf_add(&copy, fresh, new_len, err));
    lt_buf_clear(&d->header);
    d->header = copy;
    d->version++;
    return LT_OK;
}

lt_status tui_doc_apply(tui_doc *d, tui_reader *r, bool forward, lt_error *err)
{
    if (r->at >= r->n) return misfit(err);
    switch (r->p[r->at++]) {
    case 'T': return apply_splice(d, r, forward, err);
    case 'H': return apply_head(d, r, forward, err);
    case 'C': return apply_cells(d, r, forward, err);
    case 'M': return apply_move(d, r, forward, err);
    case 'F': return apply_header(d, r, forward, err);
    default: return misfit(err);
    }
}

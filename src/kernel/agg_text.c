/* agg_text.c — listagg: the texts of a group, joined in the order of the input or of a second
 * column.
 *
 * Pieces are kept with the ordinals of their rows, and what they are ordered by, and sorted when
 * they are read.
 *
 * Limits   results up to INT32_MAX bytes
 * Source   Spark 4 ListAgg: nulls are left out; none but nulls give null; no delimiter is ''
 */
#include "kernel/agg_list.h"

#include <stddef.h>

/* The parameters are those of lt_agg_ops. NOLINTBEGIN(readability-function-size) */

typedef struct text_piece {
    int64_t     at;
    lt_view     text; /* its bytes are a heap's */
    lt_agg_slot key;  /* only where there is an order */
} text_piece;

typedef struct text_state {
    lt_agg_list          pieces;
    int64_t              bytes; /* of all texts */
    const lt_agg_params *params;
} text_state;

static size_t state_bytes(lt_type arg) { return (void)arg, sizeof(text_state); }

static bool has_order(const lt_agg_params *params)
{
    return params && params->second.id != LT_VOID;
}

static size_t width_of(const lt_agg_params *params)
{
    return has_order(params) ? sizeof(text_piece) : offsetof(text_piece, key);
}

/* key: where the order's value lies; NULL: it is null, or there is no order. */
static lt_status add_piece(text_state *s, int64_t at, const lt_view *text, const void *key,
                           lt_agg_heap *heap, lt_error *err)
{
    const lt_agg_params *params = s->params;
    void                *to;
    text_piece           piece = {.at = at};
    uint32_t             cap = 0;
    LT_TRY(lt_agg_keep(&piece.text, &cap, text, heap, err));
    if (has_order(params)) LT_TRY(lt_agg_slot_put(&piece.key, key, params->second, heap, err));
    LT_TRY(lt_agg_list_add(&to, &s->pieces, width_of(params), heap, err));
    memcpy(to, &piece, width_of(params));
    s->bytes += text->len;
    return LT_OK;
}

static lt_status update(LT_AGG_PARAMETERS_UPDATE)
{
    lt_view        buf[LT_BLOCK];
    lt_agg_scratch scratch;
    bool           order = has_order(in->params) && in->second;
    size_t         width = order ? lt_agg_width(in->second->type) : 0;
    for (int32_t start = 0; start < in->rows; start += LT_BLOCK) {
        int32_t        n = in->rows - start < LT_BLOCK ? in->rows - start : LT_BLOCK;
        const lt_view *v = lt_block_views(buf, in->arg, start, n);
        const uint8_t *keys = order ? lt_agg_read(&scratch, in->second, start, n) : NULL;
        for (int32_t k = 0; k < n; k++) {
            int32_t     row = start + k;
            text_state *s = lt_agg_state(states, stride, in->groups, row);
            if (!lt_agg_valid(in->arg, row)) continue;
            s->params = in->params;
            bool    keyed = order && lt_agg_valid(in->second, row);
            int64_t at = in->ordinals ? in->ordinals[row] : in->ordinal + row;
            LT_TRY(add_piece(s, at, &v[k], keyed ? keys + (size_t)k * width : NULL, heap, err));
        }
    }
    return LT_OK;
}

static lt_status merge(LT_AGG_PARAMETERS_MERGE)
{
    (void)arg;
    for (int32_t i = 0; i < n; i++) {
        text_state       *s = lt_agg_state(into, stride, groups, i);
        const text_state *x = lt_agg_at(from, from_stride, NULL, i);
        if (!x->pieces.count) continue;
        LT_TRY(lt_agg_list_append(&s->pieces, &x->pieces, width_of(x->params), heap, err));
        s->params = x->params;
        s->bytes += x->bytes;
    }
    return LT_OK;
}

/* ---- joining ---- */

static int by_place(const void *a, const void *b, const void *context)
{
    const text_piece *x = a, *y = b;
    (void)context;
    return (x->at > y->at) - (x->at < y->at);
}

static bool is_said(const lt_value *flag) { return flag->type.id == LT_BOOL && flag->b; }

static int by_key(const void *a, const void *b, const void *context)
{
    const text_piece    *x = a, *y = b;
    const lt_agg_params *params = context;
    int                  order;
    if (x->key.null || y->key.null)
        order = ((int)y->key.null - (int)x->key.null) * (is_said(&params->constant[2]) ? 1 : -1);
    else
        order = lt_agg_compare(x->key.value, y->key.value, params->second) *
                (is_said(&params->constant[1]) ? -1 : 1);
    return order ? order : by_place(a, b, NULL);
}

static void join(uint8_t *to, const void **pieces, int64_t n, const lt_value *delimiter)
{
    size_t gap = delimiter->null ? 0 : (size_t)delimiter->s.len;
    for (int64_t i = 0; i < n; i++) {
        const text_piece *p = pieces[i];
        if (i && gap) memcpy(to, delimiter->s.bytes, gap);
        to += i ? gap : 0;
        memcpy(to, lt_view_bytes(&p->text), (size_t)p->text.len);
        to += p->text.len;
    }
}

static lt_status put_joined(lt_view *out, lt_heap *texts, const void **pieces, const text_state *s,
                            lt_error *err)
{
    static const lt_value none = {.type = {.id = LT_STRING}, .null = true};
    const lt_value       *said = s->params ? &s->params->constant[0] : &none;
    const lt_value       *delimiter = lt_type_is_text(said->type) ? said : &none;
    int64_t               gap = delimiter->null ? 0 : delimiter->s.len;
    __int128              bytes = (__int128)(s->pieces.count - 1) * gap + s->bytes;
    uint8_t              *to;
    if (bytes > INT32_MAX)
        return LT_FAIL(err, LT_ELIMIT, "the joined text of a group has more than %d bytes",
                       INT32_MAX);
    LT_TRY(lt_heap_room(&to, texts, (size_t)bytes + 1, err));
    join(to, pieces, s->pieces.count, delimiter);
    *out = lt_view_of(to, (int32_t)bytes);
    lt_heap_use(texts, (size_t)bytes);
    return LT_OK;
}

static lt_status read_state(lt_column *out, int32_t row, const text_state *s, lt_heap *texts,
                            lt_error *err)
{
    size_t bytes = (size_t)s->pieces.count * sizeof(void *);
    if (!bytes) return lt_agg_null(out, row, err);
    const void **pieces = lt_mem_resize(out->mem, NULL, 0, bytes);
    if (!pieces) return lt_mem_refused(out->mem, bytes, "joining texts", err);
    lt_agg_list_point(pieces, &s->pieces, width_of(s->params));
    lt_status status =
        lt_agg_sort(pieces, s->pieces.count, has_order(s->params) ? by_key : by_place, s->params,
                    out->mem, s->params ? s->params->cancel : NULL, err);
    if (!status) status = put_joined((lt_view *)out->values + row, texts, pieces, s, err);
    lt_mem_free(out->mem, pieces, bytes);
    return status;
}

static lt_status finish(LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    lt_heap    texts = {.mem = mem};
    lt_status  status = LT_OK;
    (void)result;
    LT_TRY(lt_column_open(&made, mem, arg, n, err));
    for (int32_t i = 0; !status && i < n; i++)
        status = read_state(made, i, lt_agg_at(states, stride, which, i), &texts, err);
    if (!status) status = lt_heap_give(&texts, made, err);
    lt_heap_clear(&texts);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

const lt_agg_ops *lt_agg_text_of(lt_type arg)
{
    static const lt_agg_ops ops = {"listagg", state_bytes, update, merge, finish};
    return lt_type_is_text(arg) ? &ops : NULL;
}

/* NOLINTEND(readability-function-size) */

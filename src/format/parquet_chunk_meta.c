/* parquet_chunk_meta.c — what the footer and the page indexes say about a written chunk.
 *
 * The offset index is always there. The column index is left out when a page that has values has
 * no bounds (only NaN, or a cut maximum that nothing exceeds), as the format demands.
 *
 * Source   parquet.thrift ColumnMetaData, PageIndex.md
 */
#include "format/parquet_write.h"

static lt_status no_room(lt_error *err)
{
    return LT_FAIL(err, LT_ENOMEM, "no memory for the metadata of a Parquet file");
}

static lt_status statistics_make(lt_pq_statistics **out, lt_pq_chunk_out *c, lt_error *err)
{
    const lt_pq_range *r = &c->all;
    lt_pq_statistics  *s = lt_arena_get(c->arena, sizeof(*s));
    lt_pq_bound        low, high;
    if (!s) return no_room(err);
    *out = s;
    s->null_count = r->nulls;
    lt_pq_set(s, 3);
    if (c->has_dict) {
        s->distinct_count = c->dict.count;
        lt_pq_set(s, 4);
    }
    if (c->layout->dense == LT_PQ_DENSE_F32 || c->layout->dense == LT_PQ_DENSE_F64) {
        s->nan_count = r->nans;
        lt_pq_set(s, 9);
    }
    if (!r->any) return LT_OK;
    LT_TRY(lt_pq_bound_make(&low, c->arena, c->layout, &r->min, false, err));
    LT_TRY(lt_pq_bound_make(&high, c->arena, c->layout, &r->max, true, err));
    s->min_value = low.bytes;
    s->is_min_exact = low.is_exact;
    lt_pq_set(s, 6);
    lt_pq_set(s, 8);
    if (!high.is_there) return LT_OK;
    s->max_value = high.bytes;
    s->is_max_exact = high.is_exact;
    lt_pq_set(s, 5);
    lt_pq_set(s, 7);
    return LT_OK;
}

static lt_status encodings_fill(lt_pq_column_meta *m, lt_pq_chunk_out *c, lt_error *err)
{
    int32_t               pages = (int32_t)(c->pages.len / sizeof(lt_pq_page_note));
    int32_t              *e = lt_arena_get(c->arena, 3 * sizeof(*e));
    lt_pq_encoding_stats *s = lt_arena_get(c->arena, 2 * sizeof(*s));
    uint32_t              has = 1u << 1 | 1u << 2 | 1u << 3;
    if (!e || !s) return no_room(err);
    e[m->encodings.count++] = LT_PQ_PLAIN;
    e[m->encodings.count++] = LT_PQ_RLE;
    if (c->has_dict) {
        e[m->encodings.count++] = LT_PQ_RLE_DICTIONARY;
        s[m->encoding_stats.count++] =
            (lt_pq_encoding_stats){has, LT_PQ_DICTIONARY_PAGE, LT_PQ_PLAIN, 1};
    }
    s[m->encoding_stats.count++] = (lt_pq_encoding_stats){
        has, LT_PQ_DATA_PAGE, c->has_dict ? LT_PQ_RLE_DICTIONARY : LT_PQ_PLAIN, pages};
    m->encodings.at = e;
    m->encoding_stats.at = s;
    lt_pq_set(m, 2);
    lt_pq_set(m, 13);
    return LT_OK;
}

static lt_status meta_make(lt_pq_chunk *out, lt_pq_chunk_out *c, int64_t rows, lt_error *err)
{
    const lt_pq_page_note *first = (const lt_pq_page_note *)c->pages.data;
    lt_pq_column_meta     *m = lt_arena_get(c->arena, sizeof(*m));
    if (!m) return no_room(err);
    m->type = c->layout->physical;
    m->codec = c->opt->codec->parquet_id;
    m->values = rows;
    m->total_bytes = c->raw_bytes;
    m->total_compressed_bytes = (int64_t)c->out->len - c->start;
    m->data_at = c->pages.len ? first->at : c->start;
    m->has = 1u << 1 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 9;
    if (c->has_dict) {
        m->dictionary_at = c->start;
        lt_pq_set(m, 11);
    }
    LT_TRY(encodings_fill(m, c, err));
    LT_TRY(statistics_make(&m->statistics, c, err));
    lt_pq_set(m, 12);
    *out = (lt_pq_chunk){.has = 1u << 2 | 1u << 3, .meta = m};
    return LT_OK;
}

static lt_status offsets_make(lt_pq_offset_index **out, lt_pq_chunk_out *c, lt_error *err)
{
    const lt_pq_page_note *notes = (const lt_pq_page_note *)c->pages.data;
    size_t                 n = c->pages.len / sizeof(*notes);
    lt_pq_offset_index    *o = lt_arena_get(c->arena, sizeof(*o));
    lt_pq_location        *at = lt_arena_get(c->arena, n * sizeof(*at));
    if (!o || !at) return no_room(err);
    for (size_t i = 0; i < n; i++)
        at[i] = (lt_pq_location){.has = 1u << 1 | 1u << 2 | 1u << 3,
                                 .at = notes[i].at,
                                 .compressed_bytes = (int32_t)notes[i].bytes,
                                 .first_row = notes[i].first_row};
    o->pages.at = at;
    o->pages.count = (int32_t)n;
    lt_pq_set(o, 1);
    *out = o;
    return LT_OK;
}

/* Whether both bounds of pages that have values only go up (or down). */
static int32_t order_of(const lt_pq_chunk_out *c)
{
    const lt_pq_page_note *notes = (const lt_pq_page_note *)c->pages.data, *last = NULL;
    lt_pq_dense            kind = c->layout->dense;
    bool                   rises = true, falls = true;
    for (size_t i = 0; i < c->pages.len / sizeof(*notes); i++) {
        if (notes[i].is_null) continue;
        const lt_pq_range *r = &notes[i].range;
        if (last) {
            int low = lt_pq_cell_compare(kind, &r->min, &last->range.min);
            int high = lt_pq_cell_compare(kind, &r->max, &last->range.max);
            rises = rises && low >= 0 && high >= 0;
            falls = falls && low <= 0 && high <= 0;
        }
        last = &notes[i];
    }
    return rises ? LT_PQ_ASCENDING : falls ? LT_PQ_DESCENDING : LT_PQ_UNORDERED;
}

static lt_status index_fill(bool *complete, lt_pq_column_index *x, lt_pq_chunk_out *c,
                            lt_error *err)
{
    const lt_pq_page_note *notes = (const lt_pq_page_note *)c->pages.data;
    *complete = true;
    for (int32_t i = 0; i < x->null_pages.count && *complete; i++) {
        const lt_pq_range *r = &notes[i].range;
        lt_pq_bound        low, high;
        x->null_pages.at[i] = notes[i].is_null;
        x->null_counts.at[i] = r->nulls;
        x->min_values.at[i] = x->max_values.at[i] = (lt_pq_bytes){(const uint8_t *)"", 0};
        if (notes[i].is_null) continue;
        *complete = r->any;
        if (!r->any) continue;
        LT_TRY(lt_pq_bound_make(&low, c->arena, c->layout, &r->min, false, err));
        LT_TRY(lt_pq_bound_make(&high, c->arena, c->layout, &r->max, true, err));
        x->min_values.at[i] = low.bytes;
        x->max_values.at[i] = high.bytes;
        *complete = high.is_there;
    }
    return LT_OK;
}

static lt_status index_make(lt_pq_column_index **out, lt_pq_chunk_out *c, lt_error *err)
{
    int32_t             n = (int32_t)(c->pages.len / sizeof(lt_pq_page_note));
    lt_pq_column_index *x = lt_arena_get(c->arena, sizeof(*x));
    bool                complete;
    *out = NULL;
    if (!x) return no_room(err);
    x->null_pages.at = lt_arena_get(c->arena, (size_t)n * sizeof(bool));
    x->min_values.at = lt_arena_get(c->arena, (size_t)n * sizeof(lt_pq_bytes));
    x->max_values.at = lt_arena_get(c->arena, (size_t)n * sizeof(lt_pq_bytes));
    x->null_counts.at = lt_arena_get(c->arena, (size_t)n * sizeof(int64_t));
    if (!x->null_pages.at || !x->min_values.at || !x->max_values.at || !x->null_counts.at)
        return no_room(err);
    x->null_pages.count = x->min_values.count = x->max_values.count = x->null_counts.count = n;
    LT_TRY(index_fill(&complete, x, c, err));
    if (!complete) return LT_OK;
    x->order = order_of(c);
    x->has = 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5;
    *out = x;
    return LT_OK;
}

lt_status lt_pq_chunk_finish(lt_pq_chunk_result *out, lt_pq_chunk_out *c, int64_t rows,
                             lt_error *err)
{
    *out = (lt_pq_chunk_result){0};
    LT_TRY(meta_make(&out->chunk, c, rows, err));
    LT_TRY(offsets_make(&out->offsets, c, err));
    return index_make(&out->index, c, err);
}

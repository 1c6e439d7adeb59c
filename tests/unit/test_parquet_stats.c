/* What the footer and the indexes say about chunks and pages. */
#include "tests/parquet_rows.h"

#include "format/parquet_write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *file(const char *name)
{
    static char path[600];
    snprintf(path, sizeof(path), "%s/%s", helper_folder(), name);
    return path;
}

static lt_table *one_column(const char *name, lt_type type, lt_column *c)
{
    lt_schema *schema;
    lt_table  *t;
    lt_batch  *b;
    lt_error   err;
    lt_field   field = {.name = name, .type = type, .nullable = true};
    CHECK_OK(lt_schema_open(&schema, c->mem, &field, 1, &err), &err);
    CHECK_OK(lt_table_open(&t, c->mem, schema, &err), &err);
    lt_schema_release(schema);
    CHECK_OK(lt_batch_open(&b, c->mem, c->rows, 1, &err), &err);
    b->columns[0] = c;
    CHECK_OK(lt_table_add(t, b, &err), &err);
    return t;
}

static lt_column *doubles(const double *v, int32_t n)
{
    lt_column *c;
    lt_error   err;
    CHECK_OK(lt_column_open(&c, lt_mem_default(), LT_TYPE(F64), n, &err), &err);
    memcpy(c->values, v, (size_t)n * sizeof(*v));
    return c;
}

static lt_column *texts(const char *const *v, int32_t n, lt_type type)
{
    lt_column *c;
    lt_error   err;
    lt_heap    heap = {.mem = lt_mem_default()};
    CHECK_OK(lt_column_open(&c, lt_mem_default(), type, n, &err), &err);
    for (int32_t i = 0; i < n; i++)
        CHECK_OK(lt_heap_add((lt_view *)c->values + i, &heap, v[i], strlen(v[i]), &err), &err);
    CHECK_OK(lt_heap_give(&heap, c, &err), &err);
    lt_heap_clear(&heap);
    return c;
}

/* Writes t and gives the footer's statistics of its first chunk. */
static const lt_pq_column_meta *meta_of(lt_table *t, lt_arena *arena)
{
    lt_sink_result r;
    lt_error       err;
    lt_uri         uri;
    lt_store      *store;
    lt_file       *f;
    lt_pq_meta    *meta;
    const char    *path = file("stats.parquet");
    CHECK_OK(pq_write(&r, lt_mem_default(), path, t, (pq_options){{"mode", "overwrite"}}, &err),
             &err);
    lt_table_release(t);
    CHECK_OK(lt_uri_parse(&uri, lt_mem_default(), path, &err), &err);
    CHECK_OK(lt_store_open(&store, &uri, lt_mem_default(), &err), &err);
    CHECK_OK(lt_file_open(&f, store, path, &err), &err);
    CHECK_OK(lt_pq_footer_read(&meta, arena, f, &err), &err);
    lt_file_close(f);
    lt_store_close(store);
    lt_uri_clear(&uri);
    return meta->row_groups.at[0].columns.at[0].meta;
}

static double f64_of(lt_pq_bytes b)
{
    double v;
    assert_int_equal(b.len, 8);
    memcpy(&v, b.at, 8);
    return v;
}

static void statistics_of_floats_leave_out_nan_and_sign_zeros(void **state)
{
    lt_arena arena = {.mem = lt_mem_default()};
    (void)state;
    lt_column              *c = doubles((double[]){NAN, 0.0, 3.5, NAN, 0.0}, 5);
    const lt_pq_statistics *s = meta_of(one_column("x", LT_TYPE(F64), c), &arena)->statistics;
    assert_true(f64_of(s->min_value) == 0 && signbit(f64_of(s->min_value)));
    assert_true(f64_of(s->max_value) == 3.5);
    assert_int_equal(s->nan_count, 2);

    s = meta_of(one_column("x", LT_TYPE(F64), doubles((double[]){-0.0, -1}, 2)), &arena)
            ->statistics;
    assert_true(f64_of(s->max_value) == 0 && !signbit(f64_of(s->max_value)));

    s = meta_of(one_column("x", LT_TYPE(F64), doubles((double[]){NAN}, 1)), &arena)->statistics;
    assert_false(lt_pq_has(s, 5) || lt_pq_has(s, 6));
    lt_arena_clear(&arena);
}

static void statistics_of_long_texts_are_cut_at_characters(void **state)
{
    lt_arena arena = {.mem = lt_mem_default()};
    char     low[80], high[200] = {0};
    (void)state;
    memset(low, 'a', 79);
    low[79] = 0;
    for (int i = 0; i < 30; i++) memcpy(high + 3 * i, "\xEF\xBF\xBF", 3); /* U+FFFF */
    memcpy(high, "\xE2\x82\xAC", 3);
    lt_column              *c = texts((const char *[]){low, high, "b"}, 3, LT_TYPE(STRING));
    const lt_pq_statistics *s = meta_of(one_column("x", LT_TYPE(STRING), c), &arena)->statistics;
    assert_int_equal(s->min_value.len, 64);
    assert_memory_equal(s->min_value.at, low, 64);
    assert_false(s->is_min_exact || s->is_max_exact);
    assert_int_equal(s->max_value.len, 3); /* all that follows cannot be raised */
    assert_memory_equal(s->max_value.at, "\xE2\x82\xAD", 3);

    char top[80];
    memset(top, 0xFF, 79);
    top[79] = 0;
    c = texts((const char *[]){top}, 1, LT_TYPE(BINARY));
    s = meta_of(one_column("x", LT_TYPE(BINARY), c), &arena)->statistics;
    assert_false(lt_pq_has(s, 5)); /* nothing is above it */
    assert_true(lt_pq_has(s, 6));

    c = texts((const char *[]){"z", "a"}, 2, LT_TYPE(STRING));
    s = meta_of(one_column("x", LT_TYPE(STRING), c), &arena)->statistics;
    assert_true(s->is_min_exact && s->is_max_exact);
    assert_int_equal(s->null_count, 0);
    lt_arena_clear(&arena);
}

/* The page indexes of the first chunk must describe its pages. */
static void page_indexes_tell_where_pages_lie_and_what_they_hold(void **state)
{
    lt_mem            *mem = lt_mem_default();
    lt_arena           arena = {.mem = mem};
    lt_pq_meta        *meta = NULL;
    lt_pq_offset_index o;
    lt_pq_column_index x;
    lt_pq_page_header  h;
    lt_sink_result     r;
    lt_error           err;
    size_t             len = 0, used;
    (void)state;
    lt_column *c = NULL;
    CHECK_OK(lt_column_open(&c, mem, LT_TYPE(I32), 100, &err), &err);
    CHECK_OK(lt_column_nullable(c, &err), &err);
    for (int32_t i = 0; i < 100; i++) {
        ((int32_t *)c->values)[i] = i;
        if (i >= 30 && i < 65) lt_bit_clear(c->valid, i);
    }
    lt_table  *t = one_column("x", LT_TYPE(I32), c);
    pq_options opt = {{"mode", "overwrite"}, {"page_rows", "20"}};
    CHECK_OK(pq_write(&r, mem, file("index.parquet"), t, opt, &err), &err);
    lt_table_release(t);

    const uint8_t *bytes = (const uint8_t *)helper_read(file("index.parquet"), &len);
    uint32_t       footer;
    memcpy(&footer, bytes + len - 8, 4);
    CHECK_OK(lt_pq_meta_parse(&meta, &arena, bytes + len - 8 - footer, footer, len, &err), &err);
    const lt_pq_chunk *k = &meta->row_groups.at[0].columns.at[0];
    CHECK_OK(lt_thrift_read(&o, NULL, &lt_pq_offset_index_shape, &arena, bytes + k->offset_index_at,
                            (size_t)k->offset_index_bytes, &err),
             &err);
    CHECK_OK(lt_thrift_read(&x, NULL, &lt_pq_column_index_shape, &arena, bytes + k->column_index_at,
                            (size_t)k->column_index_bytes, &err),
             &err);
    assert_int_equal(o.pages.count, 5);
    assert_int_equal(x.null_pages.count, 5);
    assert_int_equal(x.order, LT_PQ_ASCENDING);
    for (int32_t i = 0; i < 5; i++) {
        const lt_pq_location *at = &o.pages.at[i];
        CHECK_OK(lt_pq_page_header_parse(&h, &used, &arena, bytes + at->at,
                                         (size_t)at->compressed_bytes, &err),
                 &err);
        assert_int_equal(h.type, LT_PQ_DATA_PAGE);
        assert_int_equal(h.data.values, 20);
        assert_int_equal((int64_t)used + h.compressed_bytes, at->compressed_bytes);
        assert_int_equal(at->first_row, 20 * i);
        assert_int_equal(x.null_pages.at[i], i == 2);
        if (i == 2) continue;
        int32_t low, high;
        memcpy(&low, x.min_values.at[i].at, 4);
        memcpy(&high, x.max_values.at[i].at, 4);
        assert_int_equal(low, i == 3 ? 65 : 20 * i);
        assert_int_equal(high, i == 1 ? 29 : 20 * i + 19);
    }
    assert_int_equal(x.null_counts.at[1], 10);
    free((void *)bytes);
    lt_arena_clear(&arena);
}

/* n numbers that take each of `variety` values in turn. */
static lt_column *numbers(int32_t n, int32_t variety)
{
    lt_column *c = NULL;
    lt_error   err;
    CHECK_OK(lt_column_open(&c, lt_mem_default(), LT_TYPE(I64), n, &err), &err);
    for (int32_t i = 0; i < n; i++) ((int64_t *)c->values)[i] = i % variety * INT64_C(7919);
    return c;
}

static void a_dictionary_is_used_where_it_pays(void **state)
{
    lt_arena arena = {.mem = lt_mem_default()};
    lt_type  type = LT_TYPE(I64);
    (void)state;
    lt_column               *few = numbers(5000, 10);
    lt_column               *many = numbers(5000, 5000);
    const lt_pq_column_meta *m = meta_of(one_column("x", type, few), &arena);
    assert_true(lt_pq_has(m, 11));
    assert_int_equal(m->statistics->distinct_count, 10);
    assert_true(m->total_compressed_bytes < 5000);
    assert_false(lt_pq_has(meta_of(one_column("x", type, many), &arena), 11));
    lt_arena_clear(&arena);
}

/* Codes of no bits are a trap for readers: one value still takes a bit a row, as a run. */
static void one_value_all_over_is_a_dictionary_of_one(void **state)
{
    lt_arena arena = {.mem = lt_mem_default()};
    lt_type  type = LT_TYPE(I64);
    lt_error err;
    (void)state;
    lt_column               *same = numbers(5000, 1);
    const lt_pq_column_meta *m = meta_of(one_column("x", type, same), &arena);
    assert_true(lt_pq_has(m, 11));
    size_t len;
    char  *bytes = helper_read(file("stats.parquet"), &len);
    /* the end of the page: width 1, a run of 5000 = 10000 >> 1, the code */
    lt_pq_page_header h;
    size_t            used;
    CHECK_OK(lt_pq_page_header_parse(&h, &used, &arena, (uint8_t *)bytes + m->data_at, len, &err),
             &err);
    assert_int_equal(h.data.encoding, LT_PQ_RLE_DICTIONARY);
    const uint8_t tail[] = {1, 0x90, 0x4E, 0};
    uint8_t       page[64];
    lt_codec_ctx  ctx = {.mem = lt_mem_default()};
    assert_true(h.bytes <= 64);
    CHECK_OK(lt_codec_zstd.decompress(&ctx, (uint8_t *)bytes + m->data_at + used,
                                      (size_t)h.compressed_bytes, page, (size_t)h.bytes, &err),
             &err);
    assert_memory_equal(page + h.bytes - 4, tail, 4);
    lt_codec_ctx_clear(&ctx);
    free(bytes);
    lt_arena_clear(&arena);
}

int main(void)
{
    return RUN(test(statistics_of_floats_leave_out_nan_and_sign_zeros),
               test(statistics_of_long_texts_are_cut_at_characters),
               test(page_indexes_tell_where_pages_lie_and_what_they_hold),
               test(a_dictionary_is_used_where_it_pays),
               test(one_value_all_over_is_a_dictionary_of_one));
}

#include "format/parquet_meta.h"
#include "io/store.h"
#include "tests/helper.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static lt_store *open_store(lt_mem *mem)
{
    lt_store *s;
    lt_uri    uri;
    lt_error  err;
    CHECK_OK(lt_uri_parse(&uri, mem, "x", &err), &err);
    CHECK_OK(lt_store_open(&s, &uri, mem, &err), &err);
    lt_uri_clear(&uri);
    return s;
}

/* The footer of one file: status, and the meta while the arena lives. */
static lt_status footer_of(lt_pq_meta **meta, lt_arena *arena, lt_store *s, const char *path,
                           lt_error *err)
{
    lt_file *f;
    LT_TRY(lt_file_open(&f, s, path, err));
    lt_status status = lt_pq_footer_read(meta, arena, f, err);
    lt_file_close(f);
    return status;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* Page headers of a chunk until all its values are seen; false where one is refused. */
static bool pages_parse(lt_file *f, lt_mem *mem, const lt_pq_column_meta *m)
{
    uint64_t at, bytes;
    lt_error err;
    lt_pq_chunk_range(&at, &bytes, m);
    uint8_t *all = malloc(bytes + 1);
    assert_non_null(all);
    bool    good = lt_file_pread(f, at, bytes, all, &err) == LT_OK;
    int64_t left = m->values;
    for (uint64_t done = 0; good && left > 0;) {
        good = done < bytes;
        if (!good) break;
        lt_arena          arena = {.mem = mem};
        lt_pq_page_header h;
        size_t            used;
        good = lt_pq_page_header_parse(&h, &used, &arena, all + done, bytes - done, &err) == LT_OK;
        lt_arena_clear(&arena);
        if (!good) break;
        done += used + (uint64_t)h.compressed_bytes;
        if (h.type == LT_PQ_DATA_PAGE) left -= h.data.values;
        if (h.type == LT_PQ_DATA_PAGE_V2) left -= h.data_v2.values;
    }
    free(all);
    return good;
}

static bool all_pages_parse(lt_store *s, const char *path, const lt_pq_meta *meta)
{
    lt_file *f;
    lt_error err;
    bool     good = true;
    CHECK_OK(lt_file_open(&f, s, path, &err), &err);
    for (int g = 0; g < meta->row_groups.count; g++)
        for (int c = 0; c < meta->row_groups.at[g].columns.count; c++)
            good &= pages_parse(f, s->mem, meta->row_groups.at[g].columns.at[c].meta);
    lt_file_close(f);
    return good;
}

/* The rows that the oracle in expected.tsv has for "data/<name>"; -1: none. */
static long expected_rows(const char *oracle, const char *name)
{
    char key[300];
    snprintf(key, sizeof(key), "data/%s\tok\t", name);
    const char *line = strstr(oracle, key);
    return line ? strtol(line + strlen(key), NULL, 10) : -1;
}

static void every_footer_of_the_corpus_parses_or_is_refused_by_cause(void **state)
{
    (void)state;
    const char *data = helper_data("parquet-testing/data");
    if (!data) skip();
    char      folder[4096], path[5000];
    lt_store *s = open_store(lt_mem_default());
    snprintf(folder, sizeof(folder), "%s", data);
    char *oracle = helper_read(helper_data("parquet-testing/expected.tsv"), NULL);
    DIR  *d = opendir(folder);
    int   parsed = 0, encrypted = 0;
    for (struct dirent *e; (e = readdir(d));) {
        bool plain = ends_with(e->d_name, ".parquet");
        if (!plain && !ends_with(e->d_name, ".parquet.encrypted")) continue;
        lt_arena    arena = {.mem = lt_mem_default()};
        lt_pq_meta *meta;
        lt_error    err;
        snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
        lt_status status = footer_of(&meta, &arena, s, path, &err);
        if (plain) {
            if (status) fail_msg("%s: %s", e->d_name, err.text);
            long rows = expected_rows(oracle, e->d_name);
            if (rows >= 0 && meta->rows != rows)
                fail_msg("%s: %ld rows, not %ld", e->d_name, (long)meta->rows, rows);
            if (!all_pages_parse(s, path, meta)) fail_msg("%s: a page header", e->d_name);
            parsed++;
        } else if (status == LT_OK) {
            assert_non_null(meta->algorithm);
        } else {
            assert_int_equal(status, LT_EUNSUPPORTED);
            CHECK_HAS(err.text, "encrypted");
            encrypted++;
        }
        lt_arena_clear(&arena);
    }
    closedir(d);
    free(oracle);
    lt_store_close(s);
    assert_true(parsed > 60);
    assert_true(encrypted > 3);
}

static void damaged_files_are_an_answer(void **state)
{
    (void)state;
    static const char *const folders[] = {"parquet-testing/bad_data", "parquet-fuzz",
                                          "parquet-duckdb"};
    char                     folder[4096], path[5000];
    lt_store                *s = open_store(lt_mem_default());
    int                      seen = 0;
    for (int i = 0; i < 3; i++) {
        const char *data = helper_data(folders[i]);
        if (!data) continue;
        snprintf(folder, sizeof(folder), "%s", data);
        DIR *d = opendir(folder);
        for (struct dirent *e; (e = readdir(d));) {
            lt_arena    arena = {.mem = lt_mem_default()};
            lt_pq_meta *meta;
            lt_error    err;
            snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
            lt_status status = footer_of(&meta, &arena, s, path, &err);
            assert_true(status == LT_OK || err.text[0] != 0);
            if (getenv("LOTE_TEST_SHOW") && status) print_message("%s: %s\n", e->d_name, err.text);
            lt_arena_clear(&arena);
            seen++;
        }
        closedir(d);
    }
    lt_store_close(s);
    if (!seen) skip();
}

static lt_status parse_file(const char *bytes, size_t len, lt_error *err)
{
    lt_arena    arena = {.mem = lt_mem_default()};
    lt_store   *s = open_store(lt_mem_default());
    lt_pq_meta *meta;
    char        path[1024];
    snprintf(path, sizeof(path), "%s/f.parquet", helper_folder());
    helper_write(path, bytes, len);
    lt_status status = footer_of(&meta, &arena, s, path, err);
    lt_arena_clear(&arena);
    lt_store_close(s);
    return status;
}

static void what_is_not_parquet_is_told_from_what_is_cut(void **state)
{
    (void)state;
    lt_error err;
    CHECK_FAILS(parse_file("", 0, &err), LT_EPARSE, &err);
    CHECK_HAS(err.text, "not a Parquet file");
    CHECK_FAILS(parse_file("a,b\n1,2\n3,4\n5,6\n", 16, &err), LT_EPARSE, &err);
    CHECK_HAS(err.text, "not a Parquet file");
    CHECK_HAS(err.file, "f.parquet");
    CHECK_FAILS(parse_file("PAR1 some pages, no footer", 26, &err), LT_EPARSE, &err);
    CHECK_HAS(err.text, "cut");
    CHECK_FAILS(parse_file("PARE\0\0\0\0\0\0\0\0PARE", 16, &err), LT_EUNSUPPORTED, &err);
    CHECK_HAS(err.text, "encrypted");
    CHECK_FAILS(parse_file("PAR1\xff\xff\xff\x7fPAR1", 12, &err), LT_EPARSE, &err);
    CHECK_HAS(err.text, "footer of 2147483647 bytes");
    CHECK_FAILS(parse_file("PAR1\0\0\0\0PAR1", 12, &err), LT_EPARSE, &err);
}

/* A file of two columns, one of them below an optional list, with everything that a writer sets. */
static lt_status build(lt_buf *out, lt_error *err)
{
    static const char *const names[] = {"schema", "id", "tags", "list", "element"};
    lt_pq_element            schema[5] = {0};
    lt_pq_logical            string = {.has = 1u << LT_PQ_STRING};
    lt_pq_logical            stamp = {.has = 1u << LT_PQ_TIMESTAMP};
    stamp.time = (lt_pq_logical_time){.has = 6, .is_utc = true, .unit.has = 1u << LT_PQ_MICROS};
    for (int i = 0; i < 5; i++) {
        schema[i].name = (lt_pq_bytes){(const uint8_t *)names[i], (uint32_t)strlen(names[i])};
        if (i) lt_pq_set(&schema[i], 3);
    }
    schema[0].children = 2;
    schema[1].type = LT_PQ_INT64;
    schema[1].logical = &stamp;
    schema[2].repetition = LT_PQ_OPTIONAL;
    schema[2].children = 1;
    schema[3].repetition = LT_PQ_REPEATED;
    schema[3].children = 1;
    schema[4].repetition = LT_PQ_OPTIONAL;
    schema[4].type = LT_PQ_BYTE_ARRAY;
    schema[4].logical = &string;
    lt_pq_set(&schema[0], 5), lt_pq_set(&schema[2], 5), lt_pq_set(&schema[3], 5);
    lt_pq_set(&schema[1], 1), lt_pq_set(&schema[4], 1);

    int32_t           encodings[] = {LT_PQ_PLAIN, LT_PQ_RLE_DICTIONARY};
    lt_pq_bytes       path[] = {schema[1].name};
    lt_pq_statistics  stats = {.has = 1u << 3, .null_count = 7};
    lt_pq_column_meta column[2] = {0};
    lt_pq_chunk       chunks[2] = {0};
    for (int i = 0; i < 2; i++) {
        column[i] = (lt_pq_column_meta){.type = i ? LT_PQ_BYTE_ARRAY : LT_PQ_INT64,
                                        .codec = 6,
                                        .values = 3,
                                        .total_bytes = 90,
                                        .total_compressed_bytes = 50,
                                        .data_at = 4 + 50 * i,
                                        .statistics = &stats};
        column[i].encodings.at = encodings;
        column[i].encodings.count = 2;
        column[i].path.at = path;
        column[i].path.count = 1;
        chunks[i].meta = &column[i];
    }
    lt_pq_row_group group = {.rows = 3, .total_bytes = 180};
    group.columns.at = chunks;
    group.columns.count = 2;
    lt_pq_meta meta = {.version = 2, .rows = 3};
    meta.schema.at = schema;
    meta.schema.count = 5;
    meta.row_groups.at = &group;
    meta.row_groups.count = 1;
    return lt_pq_footer_write(out, &meta, err);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    lt_buf      out = {.mem = lt_mem_default()};
    lt_arena    arena = {.mem = lt_mem_default()};
    lt_error    err;
    lt_pq_meta *meta;
    lt_pq_leaf *leaves;
    int32_t     count;
    CHECK_OK(build(&out, &err), &err);
    CHECK_OK(lt_pq_meta_parse(&meta, &arena, out.data, out.len - 8, 1000, &err), &err);
    assert_int_equal(meta->rows, 3);
    CHECK_TEXT((const char *)meta->schema.at[4].name.at, "element");
    assert_int_equal(lt_pq_logical_type(meta->schema.at[4].logical), LT_PQ_STRING);
    assert_int_equal(lt_pq_logical_type(meta->schema.at[1].logical), LT_PQ_TIMESTAMP);
    assert_true(meta->schema.at[1].logical->time.is_utc);
    assert_true(lt_pq_has(&meta->schema.at[1].logical->time.unit, LT_PQ_MICROS));
    assert_int_equal(meta->row_groups.at[0].columns.at[1].meta->statistics->null_count, 7);
    assert_int_equal(meta->row_groups.at[0].columns.at[1].meta->encodings.at[1],
                     LT_PQ_RLE_DICTIONARY);
    CHECK_OK(lt_pq_leaves(&leaves, &count, &arena, meta, &err), &err);
    assert_int_equal(count, 2);
    assert_int_equal(leaves[0].max_def, 0);
    assert_int_equal(leaves[1].max_def, 3);
    assert_int_equal(leaves[1].max_rep, 1);
    assert_int_equal(leaves[1].parent, 3);
    assert_int_equal(lt_pq_schema_after(meta, 2), 5);
    CHECK_FAILS(lt_pq_meta_parse(&meta, &arena, out.data, out.len - 8, 80, &err), LT_EPARSE, &err);
    CHECK_HAS(err.text, "element");
    lt_arena_clear(&arena);
    lt_buf_clear(&out);
}

static void every_cut_and_every_flipped_byte_is_an_answer(void **state)
{
    (void)state;
    lt_buf   out = {.mem = lt_mem_default()};
    lt_error err;
    CHECK_OK(build(&out, &err), &err);
    size_t len = out.len - 8;
    for (size_t i = 0; i < len; i++) {
        lt_arena    arena = {.mem = lt_mem_default()};
        lt_pq_meta *meta;
        uint8_t    *copy = malloc(i ? i : 1);
        memcpy(copy, out.data, i);
        CHECK_FAILS(lt_pq_meta_parse(&meta, &arena, copy, i, 1000, &err), LT_EPARSE, &err);
        free(copy);
        for (int bit = 0; bit < 8; bit++) {
            out.data[i] ^= (uint8_t)(1 << bit);
            lt_status status = lt_pq_meta_parse(&meta, &arena, out.data, len, 1000, &err);
            assert_true(status == LT_OK || err.text[0]);
            out.data[i] ^= (uint8_t)(1 << bit);
        }
        lt_arena_clear(&arena);
    }
    lt_buf_clear(&out);
}

static void bombs_of_nesting_and_counts_are_refused(void **state)
{
    (void)state;
    lt_arena          arena = {.mem = lt_mem_open(NULL, 1 << 20)};
    lt_error          err;
    lt_pq_page_header h;
    uint8_t           deep[4096];
    memset(deep, 0x1C, sizeof(deep)); /* an unknown struct in a struct in … */
    deep[0] = 0xFC;
    CHECK_FAILS(
        lt_thrift_read(&h, NULL, &lt_pq_page_header_shape, &arena, deep, sizeof(deep), &err),
        LT_EPARSE, &err);
    CHECK_HAS(err.text, "nests deeper");
    memset(deep, 0x19, sizeof(deep)); /* lists in lists */
    deep[0] = 0xF9;
    CHECK_FAILS(
        lt_thrift_read(&h, NULL, &lt_pq_page_header_shape, &arena, deep, sizeof(deep), &err),
        LT_EPARSE, &err);
    /* 2^31 row groups in seven bytes */
    static const uint8_t many[] = {0x15, 2,    0x19, 0x0C, 0x16, 0,   0x19,
                                   0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07};
    lt_pq_meta           meta;
    CHECK_FAILS(lt_thrift_read(&meta, NULL, &lt_pq_meta_shape, &arena, many, sizeof(many), &err),
                LT_ELIMIT, &err);
    lt_arena_clear(&arena);
    lt_mem_close(arena.mem);
}

static void a_page_header_says_when_it_needs_more(void **state)
{
    (void)state;
    lt_buf            out = {.mem = lt_mem_default()};
    lt_arena          arena = {.mem = lt_mem_default()};
    lt_error          err;
    size_t            used;
    lt_pq_page_header back,
        h = {.has = 1u << 8, .type = LT_PQ_DATA_PAGE_V2, .bytes = 100, .compressed_bytes = 60};
    h.data_v2 = (lt_pq_data_header_v2){.values = 9, .nulls = 2, .rows = 9, .def_bytes = 5};
    CHECK_OK(lt_thrift_write(&out, &lt_pq_page_header_shape, &h, &err), &err);
    for (size_t n = 0; n < out.len; n++)
        CHECK_FAILS(lt_pq_page_header_parse(&back, &used, &arena, out.data, n, &err), LT_ELIMIT,
                    &err);
    CHECK_OK(lt_pq_page_header_parse(&back, &used, &arena, out.data, out.len, &err), &err);
    assert_int_equal(used, out.len);
    assert_int_equal(back.data_v2.nulls, 2);
    assert_true(back.data_v2.is_compressed);
    out.len = 0;
    h.data_v2.def_bytes = 61;
    CHECK_OK(lt_thrift_write(&out, &lt_pq_page_header_shape, &h, &err), &err);
    CHECK_FAILS(lt_pq_page_header_parse(&back, &used, &arena, out.data, out.len, &err), LT_EPARSE,
                &err);
    lt_arena_clear(&arena);
    lt_buf_clear(&out);
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    lt_buf   out = {.mem = lt_mem_default()};
    lt_error err;
    CHECK_OK(build(&out, &err), &err);
    EACH_FAULT (mem) {
        lt_arena    arena = {.mem = mem};
        lt_pq_meta *meta;
        lt_buf      again = {.mem = mem};
        lt_status   status = lt_pq_meta_parse(&meta, &arena, out.data, out.len - 8, 1000, &err);
        if (status == LT_OK) status = lt_pq_footer_write(&again, meta, &err);
        if (status == LT_OK) {
            assert_int_equal(again.len, out.len);
            assert_memory_equal(again.data, out.data, out.len);
        } else {
            assert_int_equal(status, LT_ENOMEM);
        }
        lt_buf_clear(&again);
        lt_arena_clear(&arena);
    }
    lt_buf_clear(&out);
}

int main(void)
{
    return RUN(
        test(every_footer_of_the_corpus_parses_or_is_refused_by_cause),
        test(damaged_files_are_an_answer), test(what_is_not_parquet_is_told_from_what_is_cut),
        test(what_is_written_is_read_back), test(every_cut_and_every_flipped_byte_is_an_answer),
        test(bombs_of_nesting_and_counts_are_refused), test(a_page_header_says_when_it_needs_more),
        test(memory_may_run_out_anywhere));
}

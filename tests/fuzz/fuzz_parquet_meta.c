/* Any bytes as a footer, a page header and the two indexes; what parses must be written and parse
 * again to the same bytes. */
#include "format/parquet_meta.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void again(const lt_thrift_shape *shape, const void *first, lt_arena *arena)
{
    lt_buf one = {.mem = arena->mem}, two = {.mem = arena->mem};
    void  *back = lt_arena_get(arena, shape->bytes);
    if (back && lt_thrift_write(&one, shape, first, NULL) == LT_OK &&
        lt_thrift_read(back, NULL, shape, arena, one.data, one.len, NULL) == LT_OK &&
        lt_thrift_write(&two, shape, back, NULL) == LT_OK &&
        (one.len != two.len || memcmp(one.data, two.data, one.len) != 0))
        abort();
    lt_buf_clear(&one);
    lt_buf_clear(&two);
}

static void one_shape(const lt_thrift_shape *shape, lt_mem *mem, const uint8_t *bytes, size_t len)
{
    lt_arena arena = {.mem = mem};
    void    *out = lt_arena_get(&arena, shape->bytes);
    if (out && lt_thrift_read(out, NULL, shape, &arena, bytes, len, NULL) == LT_OK)
        again(shape, out, &arena);
    lt_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    lt_mem           *mem = lt_mem_open(NULL, 64 << 20);
    lt_arena          arena = {.mem = mem};
    lt_pq_meta       *meta;
    lt_pq_leaf       *leaves;
    lt_pq_page_header header;
    int32_t           count;
    size_t            used;
    lt_error          err;
    if (lt_pq_meta_parse(&meta, &arena, bytes, len, 1 << 20, &err) == LT_OK) {
        if (lt_pq_leaves(&leaves, &count, &arena, meta, &err) == LT_OK)
            for (int32_t i = 0; i < count; i++)
                if (leaves[i].element >= meta->schema.count ||
                    leaves[i].max_rep > leaves[i].max_def)
                    abort();
    } else if (!err.text[0]) {
        abort();
    }
    if (lt_pq_page_header_parse(&header, &used, &arena, bytes, len, &err) == LT_OK && used > len)
        abort();
    lt_arena_clear(&arena);
    one_shape(&lt_pq_meta_shape, mem, bytes, len);
    one_shape(&lt_pq_page_header_shape, mem, bytes, len);
    one_shape(&lt_pq_column_index_shape, mem, bytes, len);
    one_shape(&lt_pq_offset_index_shape, mem, bytes, len);
    if (lt_mem_in_use(mem) != 0) abort();
    lt_mem_close(mem);
    return 0;
}

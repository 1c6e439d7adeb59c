#include "exec/packed_rows.h"

lt_status lt_packed_open(lt_packed *s, lt_mem *mem, const lt_type *types, int32_t count,
                         lt_error *err)
{
    *s = (lt_packed){.mem = mem, .words.mem = mem, .heap.mem = mem};
    return lt_key_layout_open(&s->layout, mem, types, count, true, err);
}

void lt_packed_close(lt_packed *s)
{
    if (!s->mem) return;
    lt_key_layout_close(&s->layout);
    lt_buf_clear(&s->words);
    lt_heap_clear(&s->heap);
    *s = (lt_packed){0};
}

static size_t row_bytes(const lt_packed *s) { return (size_t)s->layout.words * sizeof(uint64_t); }

/* The rows just encoded behind the others become those of the store. */
static lt_status keep(lt_packed *s, int32_t n, lt_error *err)
{
    uint64_t *row = (uint64_t *)(s->words.data + s->words.len);
    for (int32_t i = 0; s->layout.texts && i < n; i++, row += s->layout.words)
        LT_TRY(lt_key_keep(&s->layout, row, &s->heap, err));
    s->words.len += (size_t)n * row_bytes(s);
    s->rows += n;
    return LT_OK;
}

/* Of the block of rows from start on, encoded behind the store, those listed close up. */
static int32_t close_up(const lt_packed *s, int32_t start, const int32_t *rows, int32_t n)
{
    uint8_t *block = s->words.data + s->words.len;
    size_t   bytes = row_bytes(s);
    for (int32_t i = 0; i < n; i++)
        if (rows[i] - start != i && bytes)
            memmove(block + (size_t)i * bytes, block + (size_t)(rows[i] - start) * bytes, bytes);
    return n;
}

static lt_status add_rows(lt_packed *s, lt_column *const *columns, const int32_t *rows, int32_t n,
                          int32_t all, lt_error *err)
{
    for (int32_t start = 0, done = 0; done < n; start += LT_BLOCK) {
        int32_t here = all - start < LT_BLOCK ? all - start : LT_BLOCK, count = 0;
        while (done + count < n && rows[done + count] < start + here) count++;
        if (!count) continue;
        LT_TRY(lt_buf_reserve(&s->words, (size_t)here * row_bytes(s), err));
        lt_key_encode(&s->layout, (uint64_t *)(s->words.data + s->words.len), columns, start, here);
        LT_TRY(keep(s, close_up(s, start, rows + done, count), err));
        done += count;
    }
    return LT_OK;
}

lt_status lt_packed_add(lt_packed *s, lt_column *const *columns, const int32_t *rows, int32_t n,
                        int32_t all, lt_error *err)
{
    lt_column **packed;
    if (!s->layout.lists) return add_rows(s, columns, rows, n, all, err);
    LT_TRY(lt_key_pack_open(&packed, &s->layout, s->mem, columns, err));
    lt_status status = add_rows(s, packed, rows, n, all, err);
    lt_key_pack_close(packed, &s->layout, s->mem);
    return status;
}

lt_status lt_packed_copy(lt_packed *s, const lt_packed *from, int64_t row, lt_error *err)
{
    size_t bytes = row_bytes(s);
    LT_TRY(lt_buf_reserve(&s->words, bytes, err));
    if (bytes) memcpy(s->words.data + s->words.len, lt_packed_row(from, row), bytes);
    return keep(s, 1, err);
}

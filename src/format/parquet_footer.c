/* Where the footer is: "PAR1" … footer, its length (uint32 little-endian), "PAR1". */
#include "format/parquet_meta.h"

#include <string.h>

/* One read gets the footers of most files. */
enum { TAIL = 64 * 1024, END = 8, MAGIC = 4 };

static lt_status no_magic(lt_file *f, const uint8_t *end, lt_error *err)
{
    uint8_t head[MAGIC];
    if (memcmp(end, "PARE", MAGIC) == 0) {
        lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "the file is encrypted, footer included");
        lt_error_hint(err, "lote has no keys: read a copy that is not encrypted");
        return LT_EUNSUPPORTED;
    }
    LT_TRY(lt_file_pread(f, 0, MAGIC, head, err));
    if (memcmp(head, "PAR1", MAGIC) != 0) return LT_FAIL(err, LT_EPARSE, "not a Parquet file");
    lt_fail(err, LT_EPARSE, LT_HERE, "a Parquet file that is cut at %llu bytes: it has no footer",
            (unsigned long long)lt_file_size(f));
    lt_error_hint(err, "copy it again, or ask its writer to finish it");
    return LT_EPARSE;
}

static lt_status read_footer(lt_pq_meta **out, lt_arena *arena, lt_file *f, lt_buf *tail,
                             lt_error *err)
{
    uint64_t size = lt_file_size(f);
    if (size < MAGIC + END)
        return LT_FAIL(err, LT_EPARSE, "not a Parquet file: %llu bytes", (unsigned long long)size);
    size_t have = size < TAIL ? (size_t)size : TAIL;
    LT_TRY(lt_buf_reserve(tail, have, err));
    LT_TRY(lt_file_pread(f, size - have, have, tail->data, err));

    const uint8_t *end = tail->data + have - END;
    if (memcmp(end + 4, "PAR1", MAGIC) != 0) return no_magic(f, end + 4, err);
    uint64_t len = lt_pq_u32(end);
    if (len > size - MAGIC - END)
        return LT_FAIL(err, LT_EPARSE, "a footer of %llu bytes in a file of %llu",
                       (unsigned long long)len, (unsigned long long)size);
    if (len + END > have) {
        have = (size_t)len + END;
        LT_TRY(lt_buf_reserve(tail, have, err));
        LT_TRY(lt_file_pread(f, size - have, have, tail->data, err));
    }
    const uint8_t *footer = tail->data + have - END - len;
    return lt_pq_meta_parse(out, arena, footer, (size_t)len, size, err);
}

lt_status lt_pq_footer_read(lt_pq_meta **out, lt_arena *arena, lt_file *f, lt_error *err)
{
    lt_buf    tail = {.mem = arena->mem};
    lt_status status = read_footer(out, arena, f, &tail, err);
    lt_buf_clear(&tail);
    if (status) lt_error_at(err, lt_file_path(f), 0, NULL);
    return status;
}

lt_status lt_pq_footer_write(lt_buf *out, const lt_pq_meta *meta, lt_error *err)
{
    size_t before = out->len;
    LT_TRY(lt_thrift_write(out, &lt_pq_meta_shape, meta, err));
    size_t len = out->len - before;
    if (len > INT32_MAX) return LT_FAIL(err, LT_ELIMIT, "a Parquet footer of %zu bytes", len);
    uint8_t end[END] = {(uint8_t)len,
                        (uint8_t)(len >> 8),
                        (uint8_t)(len >> 16),
                        (uint8_t)(len >> 24),
                        'P',
                        'A',
                        'R',
                        '1'};
    return lt_buf_add(out, end, END, err);
}

/* Any bytes as a Parquet file: all columns that can be read, in odd batches, within 64 MiB. What
 * comes out must be whole: every batch has its rows, every code its entry, every string its bytes;
 * nothing stays allocated. */
#include "format/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEMAND(claim)          \
    do {                       \
        if (!(claim)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROWS_ENOUGH = 100000 };

typedef struct seen {
    int64_t  rows;
    uint64_t sum;
} seen;

static void look(seen *s, const lt_column *c)
{
    const lt_column *base = lt_column_base(c);
    for (int32_t i = 0; i < c->rows; i++) {
        if (!lt_column_valid(c, i) || c->type.id == LT_VOID) continue;
        int32_t slot = lt_column_slot(c, i);
        DEMAND(slot >= 0 && slot < base->rows);
        lt_value v = lt_column_value(c, i);
        DEMAND(!v.null);
        if (lt_type_is_text(v.type))
            for (int32_t k = 0; k < v.s.len; k++) s->sum += v.s.bytes[k];
    }
}

static lt_status take(void *arg, lt_batch *b, lt_error *err)
{
    seen *s = arg;
    (void)err;
    s->rows += b->rows;
    for (int32_t i = 0; i < b->column_count; i++) {
        DEMAND(b->columns[i]->rows == b->rows);
        look(s, b->columns[i]);
    }
    lt_batch_close(b);
    return s->rows > ROWS_ENOUGH ? LT_EDONE : LT_OK;
}

static void read_column(lt_source *s, int32_t column, lt_mem *mem)
{
    lt_run       run = {.mem = mem};
    lt_error     err;
    lt_scan_spec spec = {.columns = &column, .column_count = 1, .limit = -1, .batch_rows = 97};
    seen         got = {0};
    if (s->ops->prepare(s, &spec, &run, &err)) return;
    for (int64_t p = 0; p < s->ops->parts(s) && got.rows <= ROWS_ENOUGH; p++)
        if (s->ops->read(s, p, 0, take, &got, &err)) break;
    s->ops->finish(s);
}

static void read_file(const char *path, lt_mem *mem)
{
    lt_source *s;
    lt_error   err;
    if (lt_format_parquet.open_source(&s, mem, &path, 1, NULL, 0, &err)) {
        DEMAND(err.text[0]);
        return;
    }
    lt_buf text = {.mem = mem};
    DEMAND(s->ops->describe(s, &text, &err) == LT_OK || err.code == LT_ENOMEM);
    lt_buf_clear(&text);
    int32_t columns = s->ops->schema(s)->count;
    for (int32_t i = 0; i < columns && i < 32; i++) read_column(s, i, mem);
    lt_source_release(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    char       path[64];
    if (fd < 0) fd = memfd_create("fuzz.parquet", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size) return 0;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    lt_mem *mem = lt_mem_open(NULL, (size_t)64 << 20);
    read_file(path, mem);
    DEMAND(lt_mem_in_use(mem) == 0);
    lt_mem_close(mem);
    return 0;
}

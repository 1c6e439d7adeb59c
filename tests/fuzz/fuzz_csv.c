/* Any bytes: the fast index and the walk agree, parts of 64 bytes and of 1 MiB agree, no crash.
 * The first byte chooses mode, delimiter and quote. */
#include "format/csv_source.h"
#include "format/format.h"

#include "column/value.h"
#include "tests/schema_ddl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static lt_status print_rows(void *arg, lt_batch *b, lt_error *err)
{
    lt_buf   *out = arg;
    lt_status status = LT_OK;
    for (int32_t r = 0; !status && r < b->rows; r++)
        for (int32_t k = 0; !status && k < b->column_count; k++) {
            lt_value v = lt_column_value(b->columns[k], r);
            status = lt_value_text(out, v, NULL, err);
            if (!status)
                status = lt_buf_add(out, k + 1 < b->column_count ? "\x1F" : "\x1E", 1, err);
        }
    lt_batch_close(b);
    return status;
}

static lt_status read_all(lt_buf *out, const char *path, const lt_option *options, int32_t count,
                          lt_error *err)
{
    lt_source   *s;
    lt_scan_spec want = {.all_columns = true, .limit = -1};
    lt_run       run = {.mem = out->mem, .workers = 1};
    LT_TRY(lt_format_csv.open_source(&s, out->mem, &path, 1, options, count, err));
    lt_status status = LT_EWIDEN;
    for (int round = 0; status == LT_EWIDEN && round < 2; round++) {
        out->len = 0;
        status = s->ops->prepare(s, &want, &run, err);
        for (int64_t p = 0; !status && p < s->ops->parts(s); p++)
            status = s->ops->read(s, p, 0, print_rows, out, err);
        s->ops->finish(s);
    }
    if (!status) status = schema_ddl(out, s->ops->schema(s), err);
    lt_source_release(s);
    return status;
}

static const char *write_input(const uint8_t *data, size_t size)
{
    static char path[64];
    if (!path[0]) snprintf(path, sizeof(path), "/tmp/fuzz_csv.%d", (int)getpid());
    FILE *f = fopen(path, "wb");
    if (!f || (size && fwrite(data, 1, size, f) != size) || fclose(f)) abort();
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const modes[] = {"permissive", "dropmalformed", "failfast"};
    static const char *const ways[][2] = {{"1048576", "false"}, {"64", "false"}, {"64", "true"}};
    if (size == 0) return 0;
    uint8_t     how = *data;
    const char *path = write_input(data + 1, size - 1);
    lt_buf      first = {.mem = lt_mem_open(NULL, 0)};
    lt_status   status = LT_OK;
    for (int i = 0; i < 3; i++) {
        lt_buf    out = {.mem = first.mem};
        lt_error  err = {.code = LT_OK};
        lt_option options[] = {{"part_bytes", ways[i][0]},
                               {"reference", ways[i][1]},
                               {"mode", modes[how % 3]},
                               {"sample_bytes", how & 64 ? "64" : "4096"},
                               {"header", how & 32 ? "false" : "true"},
                               {"escape", how & 128 ? "\\" : ""}};
        lt_status now = read_all(&out, path, options, 6, &err);
        if (i == 0) {
            first = out;
            status = now;
            continue;
        }
        if (now != status) abort();
        if (!now && (out.len != first.len || (out.len && memcmp(out.data, first.data, out.len))))
            abort();
        lt_buf_clear(&out);
    }
    lt_mem *mem = first.mem;
    lt_buf_clear(&first);
    if (lt_mem_in_use(mem)) abort();
    lt_mem_close(mem);
    return 0;
}

/* fuzz_notebook.c — any bytes come back as they were, and edits keep a notebook readable. */
#include "notebook/param.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static lt_notebook *parse(const uint8_t *data, size_t size)
{
    lt_notebook *nb;
    return lt_notebook_parse(&nb, lt_mem_default(), data, size, "fuzz", NULL) ? NULL : nb;
}

static void write_and_compare(const lt_notebook *nb, const uint8_t *data, size_t size)
{
    lt_buf out = {.mem = lt_mem_default()};
    if (lt_notebook_write(&out, nb, NULL)) abort();
    if (out.len != size || (size && memcmp(out.data, data, size))) abort();
    lt_buf_clear(&out);
}

static void edit(lt_notebook *nb, const uint8_t *data, size_t size)
{
    const lt_notebook_warning *list;
    size_t                     n = lt_notebook_count(nb), count;
    if (lt_notebook_warnings(&list, &count, nb, NULL)) abort();
    if (lt_notebook_ensure_ids(nb, NULL) == LT_OK && n && data[0] & 1)
        for (size_t i = 0; i < n; i++)
            if (!*lt_notebook_cell(nb, i)->id) abort();
    if (n) (void)!lt_notebook_set_body(nb, data[0] % n, (const char *)data, size / 2, NULL);
    if (n) (void)!lt_notebook_move(nb, n - 1, 0, NULL);
    if (lt_notebook_insert(nb, n, LT_CELL_MARKDOWN, (const char *)data, size / 3, NULL)) return;

    lt_buf out = {.mem = lt_mem_default()};
    if (lt_notebook_write(&out, nb, NULL)) abort();
    lt_notebook *again = parse(out.data, out.len);
    if (again && lt_notebook_count(again) != lt_notebook_count(nb)) abort();
    lt_notebook_close(again);
    lt_buf_clear(&out);
}

static void read_parameters(const lt_notebook *nb)
{
    lt_arena        arena = {.mem = lt_mem_default()};
    lt_buf          out = {.mem = lt_mem_default()};
    const lt_param *params;
    size_t          n;
    if (lt_notebook_params(&params, &n, nb, &arena, NULL) == LT_OK)
        for (size_t i = 0; i < n && i < 8; i++) {
            const char *value = params[i].text;
            (void)!lt_notebook_override(&out, nb, &params[i].name, &value, 1, NULL);
        }
    lt_buf_clear(&out);
    lt_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lt_notebook *nb = parse(data, size);
    if (!nb) return 0;
    write_and_compare(nb, data, size);
    read_parameters(nb);
    if (size) edit(nb, data, size);
    lt_notebook_close(nb);
    return 0;
}

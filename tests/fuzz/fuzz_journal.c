/* fuzz_journal.c — any bytes as a journal: what makes sense of them is a document that can be
 * written, undone and redone. */
#include "tui/book/doc_inside.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void turn(tui_doc *d)
{
    tui_place place;
    lt_buf    out = {.mem = lt_mem_default()};
    for (int i = 0; i < 100 && tui_doc_undo(d, &place, NULL) == LT_OK; i++) continue;
    for (int i = 0; i < 200 && tui_doc_redo(d, &place, NULL) == LT_OK; i++) continue;
    if (tui_doc_write(&out, d, NULL)) abort();
    lt_buf_clear(&out);
}

/* The hash of the first record is made right, so that its content is looked at. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char magic[] = "lote-journal 1\n";
    tui_doc          *d;
    tui_doc_options   opt = {.mem = lt_mem_default()};
    lt_buf            bytes = {.mem = lt_mem_default()};
    size_t            used;
    uint32_t          len = (uint32_t)size;
    uint64_t          hash = lt_hash64(data, size, 0);
    if (tui_doc_open(&d, &opt, NULL)) abort();
    if (tui_journal_replay(d, data, size, &used, NULL)) abort();
    turn(d);
    if (lt_buf_add(&bytes, magic, sizeof(magic) - 1, NULL) || lt_buf_add(&bytes, &len, 4, NULL) ||
        lt_buf_add(&bytes, &hash, 8, NULL) || lt_buf_add(&bytes, data, size, NULL))
        abort();
    if (tui_journal_replay(d, bytes.data, bytes.len, &used, NULL)) abort();
    turn(d);
    lt_buf_clear(&bytes);
    tui_doc_close(d);
    return 0;
}

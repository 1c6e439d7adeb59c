#include "tui/view/pager.h"

#include <stdio.h>
#include <string.h>

/* ---- opening ---- */

static void begin(tui_pager *p, const tui_host *host, const char *title)
{
    *p = (tui_pager){.host = *host, .wraps = true, .found = -1};
    p->text.mem = p->counts.mem = p->line.mem = p->pattern.mem = host->mem;
    for (int k = 0; k < TUI_BLOCKS; k++) {
        p->blocks[k].at = -1;
        p->blocks[k].bytes.mem = host->mem;
    }
    snprintf(p->title, sizeof(p->title), "%s", title);
}

lt_status tui_pager_open(tui_pager *p, const tui_host *host, const char *title, const char *text,
                         size_t len, tui_page_kind kind, lt_error *err)
{
    begin(p, host, title);
    p->kind = kind;
    p->wraps = kind == TUI_PAGE_PLAIN;
    LT_TRY(lt_buf_add(&p->text, text, len, err));
    p->size = (int64_t)len;
    return LT_OK;
}

/* Room for the counts of the blocks that there are. */
static lt_status count_blocks(tui_pager *p, lt_error *err)
{
    size_t  want = (size_t)((p->size + TUI_BLOCK - 1) / TUI_BLOCK) * sizeof(int32_t);
    int32_t unknown = -1;
    while (p->counts.len < want) LT_TRY(lt_buf_add(&p->counts, &unknown, sizeof(unknown), err));
    return LT_OK;
}

lt_status tui_pager_open_output(tui_pager *p, const tui_host *host, const char *title,
                                uint64_t cell, int64_t size, lt_error *err)
{
    begin(p, host, title);
    p->cell = cell;
    p->size = size;
    return count_blocks(p, err);
}

void tui_pager_close(tui_pager *p)
{
    for (int k = 0; k < TUI_BLOCKS; k++) lt_buf_clear(&p->blocks[k].bytes);
    lt_buf_clear(&p->text);
    lt_buf_clear(&p->counts);
    lt_buf_clear(&p->line);
    lt_buf_clear(&p->pattern);
    *p = (tui_pager){0};
}

/* ---- bytes ---- */

static void ask(tui_pager *p, int64_t at)
{
    if (p->asked || p->is_held_off) return;
    p->asked_at = at;
    p->asked = p->host.asks->output(p->host.client, p->cell, at, TUI_BLOCK);
    if (p->asked) return;
    p->is_held_off = true;
    snprintf(p->trouble, sizeof(p->trouble), "there is no engine that holds the output");
}

static tui_block *block_at(tui_pager *p, int64_t at)
{
    for (int k = 0; k < TUI_BLOCKS; k++)
        if (p->blocks[k].at == at) return &p->blocks[k];
    return NULL;
}

/* The bytes from `at` on that are here in one piece; false: none, they are asked for. */
static bool bytes_at(tui_pager *p, int64_t at, const char **out, size_t *len)
{
    if (!p->cell) {
        *out = (const char *)p->text.data + at;
        *len = p->text.len - (size_t)at;
        return true;
    }
    int64_t    from = at - at % TUI_BLOCK;
    tui_block *b = block_at(p, from);
    if (!b || (size_t)(at - from) >= b->bytes.len) {
        ask(p, from);
        return false;
    }
    b->used = ++p->clock;
    *out = (const char *)b->bytes.data + (at - from);
    *len = b->bytes.len - (size_t)(at - from);
    return true;
}

/* Bytes [at, at + len), in one piece or gathered in p->line. */
static bool gather(tui_pager *p, int64_t at, size_t len, const char **out)
{
    const char *piece;
    size_t      n;
    if (!bytes_at(p, at, out, &n)) return false;
    if (n >= len) return true;
    p->line.len = 0;
    if (lt_buf_reserve(&p->line, len, NULL)) return false;
    for (size_t done = 0; done < len; done += n) {
        if (!bytes_at(p, at + (int64_t)done, &piece, &n)) return false;
        if (n > len - done) n = len - done;
        lt_buf_push(&p->line, piece, n);
    }
    *out = (const char *)p->line.data;
    return true;
}

/* ---- lines ---- */

/* Where a line that begins at `at` is cut if it has no \n before: at the first multiple that is a
 * whole TUI_LONG_LINE behind. */
static int64_t cut_of(const tui_pager *p, int64_t at)
{
    int64_t cut = (at + INT64_C(2) * TUI_LONG_LINE - 1) / TUI_LONG_LINE * TUI_LONG_LINE;
    return cut < p->size ? cut : p->size;
}

tui_line_state tui_pager_line(tui_pager *p, int64_t at, tui_page_line *out)
{
    const char *bytes;
    size_t      here;
    if (at >= p->size) return TUI_LINE_NONE;
    size_t most = (size_t)(cut_of(p, at) - at);
    if (!bytes_at(p, at, &bytes, &here)) return TUI_LINE_MISSING;
    const char *end = memchr(bytes, '\n', here < most ? here : most);
    if (!end && here < most) {
        if (!gather(p, at, most, &bytes)) return TUI_LINE_MISSING;
        end = memchr(bytes, '\n', most);
    }
    size_t len = end ? (size_t)(end - bytes) : most;
    *out = (tui_page_line){bytes, len, at, at + (int64_t)len + (end != NULL), !end};
    if (len && bytes[len - 1] == '\r') out->len--;
    return TUI_LINE_HERE;
}

tui_line_state tui_pager_before(tui_pager *p, int64_t at, int64_t *out)
{
    const char *bytes = "";
    if (at <= 0) return TUI_LINE_NONE;
    int64_t from = at - 1 - INT64_C(2) * TUI_LONG_LINE; /* the line before begins at or behind it */
    if (from < 0) from = 0;
    if (!gather(p, from, (size_t)(at - 1 - from), &bytes) && at - 1 > from) return TUI_LINE_MISSING;
    const char *end = at - 1 > from ? memrchr(bytes, '\n', (size_t)(at - 1 - from)) : NULL;
    int64_t     start = end ? from + (end - bytes) + 1 : from;
    while (!end && from > 0 && start % TUI_LONG_LINE) start++; /* a cut, within a long line */
    while (cut_of(p, start) < at) start = cut_of(p, start);
    *out = start;
    return TUI_LINE_HERE;
}

bool tui_pager_first_in(tui_pager *p, int64_t at, int64_t *out)
{
    const char *bytes;
    size_t      n;
    if (!bytes_at(p, at, &bytes, &n)) return false;
    const char *end = memchr(bytes, '\n', n);
    if (end) *out = at + (end - bytes) + 1;
    return end != NULL;
}

static int32_t count_lines(const char *s, size_t n)
{
    int32_t     count = 0;
    const char *end = s + n;
    while (s < end && (s = memchr(s, '\n', (size_t)(end - s)))) {
        count++;
        s++;
    }
    return count;
}

int64_t tui_pager_number(tui_pager *p, int64_t at)
{
    if (!p->cell) return 1 + count_lines((const char *)p->text.data, (size_t)at);
    const int32_t *counts = (const int32_t *)(const void *)p->counts.data;
    int64_t        line = 1, block = at / TUI_BLOCK;
    for (int64_t k = 0; k < block; k++) {
        if (counts[k] < 0) return 0;
        line += counts[k];
    }
    if (at % TUI_BLOCK == 0) return line;
    tui_block *b = block_at(p, block * TUI_BLOCK);
    if (!b || (int64_t)b->bytes.len < at % TUI_BLOCK) return 0;
    return line + count_lines((const char *)b->bytes.data, (size_t)(at % TUI_BLOCK));
}

int64_t tui_pager_lines(tui_pager *p)
{
    if (!p->size) return 0;
    if (!p->cell) return tui_pager_number(p, p->size) - (p->text.data[p->text.len - 1] == '\n');
    const int32_t *counts = (const int32_t *)(const void *)p->counts.data;
    int64_t        lines = 0;
    for (size_t k = 0; k < p->counts.len / sizeof(*counts); k++) {
        if (counts[k] < 0) return 0;
        lines += counts[k];
    }
    return lines;
}

/* ---- what is told ---- */

static tui_block *oldest(tui_pager *p)
{
    tui_block *found = &p->blocks[0];
    for (int k = 1; k < TUI_BLOCKS; k++)
        if (p->blocks[k].used < found->used) found = &p->blocks[k];
    return found;
}

static void take_output(tui_pager *p, const tui_output *o)
{
    lt_error   err;
    tui_block *b = block_at(p, o->from);
    size_t     n = o->text.len < TUI_BLOCK ? o->text.len : TUI_BLOCK;
    int64_t    want = p->size - o->from < TUI_BLOCK ? p->size - o->from : TUI_BLOCK;
    if (o->from < 0 || o->from % TUI_BLOCK) return;
    if (o->from + (int64_t)n > p->size) p->size = o->from + (int64_t)n;
    if (!b) b = oldest(p);
    b->at = -1;
    b->bytes.len = 0;
    if (count_blocks(p, &err) || lt_buf_add(&b->bytes, o->text.p, n, &err)) {
        snprintf(p->trouble, sizeof(p->trouble), "%.250s", err.text);
        p->is_held_off = true;
        return;
    }
    b->at = o->from;
    b->used = ++p->clock;
    p->is_held_off = (int64_t)n < want; /* less than there should be: not again at once */
    int32_t *counts = (int32_t *)(void *)p->counts.data;
    if (n) counts[o->from / TUI_BLOCK] = count_lines((const char *)b->bytes.data, n);
}

/* More was printed: the last block is not whole any more. */
static void grow(tui_pager *p, int64_t size)
{
    if (size <= p->size) return;
    int64_t    last = p->size - p->size % TUI_BLOCK;
    tui_block *b = block_at(p, last);
    p->size = size;
    if (b) b->at = -1;
    if (b) b->used = 0;
    if (count_blocks(p, NULL)) p->size = last;
    if (last / TUI_BLOCK < (int64_t)(p->counts.len / sizeof(int32_t)))
        ((int32_t *)(void *)p->counts.data)[last / TUI_BLOCK] = -1;
    p->is_held_off = false;
    if (p->follows) tui_pager_end(p);
}

void tui_pager_told(tui_pager *p, const tui_event_told *e)
{
    if (!p->cell) return;
    if (e->kind == TUI_TELL_FLOOD && e->flood.cell == p->cell) {
        grow(p, e->flood.kept);
        p->is_cut = e->flood.is_cut;
    } else if (e->kind == TUI_TELL_OUTPUT && e->number && e->number == p->asked) {
        p->asked = 0;
        take_output(p, &e->output);
        tui_pager_pursue(p);
    } else if (e->kind == TUI_TELL_FAILED && e->number && e->number == p->asked) {
        p->asked = 0;
        p->is_held_off = true;
        p->quest = TUI_QUEST_NONE;
        snprintf(p->trouble, sizeof(p->trouble), "%.250s", e->error.text);
    } else if (e->kind == TUI_TELL_ENDED || e->kind == TUI_TELL_RESTARTED) {
        p->asked = 0;
        p->is_held_off = true;
        p->quest = TUI_QUEST_NONE;
        snprintf(p->trouble, sizeof(p->trouble), "the engine that held the output has ended");
    } else {
        return;
    }
    p->host.dirty(p->host.arg);
}

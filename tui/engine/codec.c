#include "tui/engine/codec.h"

#include <string.h>

void tui_code_u8(tui_codec *c, uint8_t *v, uint8_t most)
{
    if (c->w) {
        tui_put_u8(c->w, *v);
        return;
    }
    *v = tui_get_u8(c->r);
    if (*v > most) c->r->bad = true;
}

void tui_code_bool(tui_codec *c, bool *v)
{
    if (c->w)
        tui_put_u8(c->w, *v);
    else
        *v = tui_get_bool(c->r);
}

void tui_code_i32(tui_codec *c, int32_t *v)
{
    if (c->w)
        tui_put_i32(c->w, *v);
    else
        *v = tui_get_i32(c->r);
}

void tui_code_i64(tui_codec *c, int64_t *v)
{
    if (c->w)
        tui_put_i64(c->w, *v);
    else
        *v = tui_get_i64(c->r);
}

void tui_code_u64(tui_codec *c, uint64_t *v)
{
    if (c->w)
        tui_put_i64(c->w, (int64_t)*v);
    else
        *v = (uint64_t)tui_get_i64(c->r);
}

void tui_code_bytes(tui_codec *c, tui_bytes *v)
{
    if (c->w)
        tui_put_bytes(c->w, v->p ? v->p : "", v->len);
    else
        *v = tui_get_bytes(c->r);
}

static const char *keep(tui_codec *c, tui_bytes b)
{
    char *copy = lt_arena_text(c->arena, b.p, b.len);
    if (!copy) c->no_memory = true;
    return copy ? copy : "";
}

void tui_code_text(tui_codec *c, const char **v)
{
    if (c->w)
        tui_put_text(c->w, *v);
    else
        *v = keep(c, tui_get_bytes(c->r));
}

void tui_code_maybe(tui_codec *c, const char **v)
{
    bool is_there = c->w && *v;
    tui_code_bool(c, &is_there);
    if (is_there)
        tui_code_text(c, v);
    else if (!c->w)
        *v = NULL;
}

void tui_code_chars(tui_codec *c, char *v, size_t size)
{
    if (c->w) {
        tui_put_bytes(c->w, v, strnlen(v, size - 1));
        return;
    }
    tui_bytes b = tui_get_bytes(c->r);
    if (b.len >= size) {
        c->r->bad = true;
        b.len = 0;
    }
    memcpy(v, b.p, b.len);
    v[b.len] = 0;
}

void tui_code_error(tui_codec *c, lt_error *e)
{
    int32_t code = (int32_t)e->code;
    tui_code_i32(c, &code);
    if (!c->w) {
        if (code <= LT_OK || code > LT_EDONE) c->r->bad = true;
        *e = (lt_error){.code = (lt_status)code, .where = "engine"};
    }
    tui_code_chars(c, e->text, sizeof(e->text));
    tui_code_chars(c, e->hint, sizeof(e->hint));
    tui_code_chars(c, e->file, sizeof(e->file));
    tui_code_i64(c, &e->line);
    tui_code_chars(c, e->column, sizeof(e->column));
    tui_code_chars(c, e->cell, sizeof(e->cell));
    tui_code_i64(c, &e->cell_line);
    tui_code_chars(c, e->node, sizeof(e->node));
    tui_code_chars(c, e->excerpt, sizeof(e->excerpt));
    tui_code_i32(c, &e->caret);
    tui_code_i32(c, &e->caret_bytes);
    if (!c->w && (e->caret < -1 || e->caret_bytes < 0 || e->caret > (int32_t)strlen(e->excerpt)))
        e->caret = -1; /* points nowhere: shown without */
}

void *tui_code_items(tui_codec *c, const void *items, int32_t *count, size_t size, size_t least)
{
    if (c->w) {
        tui_put_i32(c->w, *count);
        return (void *)items;
    }
    *count = tui_get_count(c->r, least);
    void *made = *count ? lt_arena_get(c->arena, (size_t)*count * size) : NULL;
    if (*count && !made) {
        c->no_memory = true;
        *count = 0;
    }
    return made;
}

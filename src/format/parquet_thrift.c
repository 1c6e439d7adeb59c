#include "format/parquet_thrift.h"

#include <string.h>

enum { MAX_DEPTH = 64 };

/* Types on the wire. In a struct a boolean is its field's type; in a list it is a byte. */
enum {
    WIRE_STOP,
    WIRE_TRUE,
    WIRE_FALSE,
    WIRE_I8,
    WIRE_I16,
    WIRE_I32,
    WIRE_I64,
    WIRE_DOUBLE,
    WIRE_BYTES,
    WIRE_LIST,
    WIRE_SET,
    WIRE_MAP,
    WIRE_STRUCT,
    WIRE_UUID
};

typedef struct in {
    const uint8_t *bytes;
    size_t         len, at;
    lt_arena      *arena;
    lt_error      *err;
} in;

static lt_status cut(const in *s)
{
    return LT_FAIL(s->err, LT_ELIMIT, "metadata ends in the middle (after byte %zu)", s->len);
}

static lt_status take(uint8_t *byte, in *s)
{
    if (s->at == s->len) return cut(s);
    *byte = s->bytes[s->at++];
    return LT_OK;
}

static lt_status advance(in *s, uint64_t n)
{
    if (n > s->len - s->at) return cut(s);
    s->at += n;
    return LT_OK;
}

static lt_status varint(uint64_t *value, in *s)
{
    uint8_t byte = 0x80;
    *value = 0;
    for (int shift = 0; byte & 0x80; shift += 7) {
        if (shift > 63)
            return LT_FAIL(s->err, LT_EPARSE, "number of over 64 bits in metadata at byte %zu",
                           s->at);
        LT_TRY(take(&byte, s));
        *value |= (uint64_t)(byte & 0x7F) << shift;
    }
    return LT_OK;
}

static lt_status zigzag(int64_t *value, in *s)
{
    uint64_t raw;
    LT_TRY(varint(&raw, s));
    *value = (int64_t)(raw >> 1) ^ -(int64_t)(raw & 1);
    return LT_OK;
}

/* ---- what we do not know ---- */

static lt_status skip(in *s, int wire, bool in_list, int depth);

static lt_status field_header(int *wire, int32_t *id, in *s)
{
    uint8_t byte;
    LT_TRY(take(&byte, s));
    *wire = byte & 15;
    if (*wire == WIRE_STOP) return LT_OK;
    if (byte >> 4) {
        *id += byte >> 4;
        return LT_OK;
    }
    int64_t full;
    LT_TRY(zigzag(&full, s));
    *id = full >= INT16_MIN && full <= INT16_MAX ? (int32_t)full : -1;
    return LT_OK;
}

static lt_status skip_struct(in *s, int depth)
{
    for (int32_t id = 0;;) {
        int wire;
        LT_TRY(field_header(&wire, &id, s));
        if (wire == WIRE_STOP) return LT_OK;
        LT_TRY(skip(s, wire, false, depth));
    }
}

static lt_status list_header(uint64_t *count, int *wire, in *s)
{
    uint8_t byte;
    LT_TRY(take(&byte, s));
    *wire = byte & 15;
    *count = byte >> 4;
    return *count == 15 ? varint(count, s) : LT_OK;
}

/* Every element takes a byte at least, so the loop ends with the bytes. */
static lt_status skip_list(in *s, int depth)
{
    uint64_t count;
    int      wire;
    LT_TRY(list_header(&count, &wire, s));
    for (; count; count--) LT_TRY(skip(s, wire, true, depth));
    return LT_OK;
}

static lt_status skip_map(in *s, int depth)
{
    uint64_t count;
    uint8_t  types = 0;
    LT_TRY(varint(&count, s));
    if (count) LT_TRY(take(&types, s));
    for (; count; count--) {
        LT_TRY(skip(s, types >> 4, true, depth));
        LT_TRY(skip(s, types & 15, true, depth));
    }
    return LT_OK;
}

static lt_status skip(in *s, int wire, bool in_list, int depth)
{
    uint64_t n;
    if (depth >= MAX_DEPTH)
        return LT_FAIL(s->err, LT_EPARSE, "metadata nests deeper than %d at byte %zu", MAX_DEPTH,
                       s->at);
    switch (wire) {
    case WIRE_TRUE:
    case WIRE_FALSE: return advance(s, in_list);
    case WIRE_I8: return advance(s, 1);
    case WIRE_I16:
    case WIRE_I32:
    case WIRE_I64: return varint(&n, s);
    case WIRE_DOUBLE: return advance(s, 8);
    case WIRE_UUID: return advance(s, 16);
    case WIRE_BYTES: LT_TRY(varint(&n, s)); return advance(s, n);
    case WIRE_LIST:
    case WIRE_SET: return skip_list(s, depth + 1);
    case WIRE_MAP: return skip_map(s, depth + 1);
    case WIRE_STRUCT: return skip_struct(s, depth + 1);
    default:
        return LT_FAIL(s->err, LT_EPARSE, "unknown type %d in metadata at byte %zu", wire, s->at);
    }
}

/* ---- what we do ---- */

static lt_status read_struct(void *out, const lt_thrift_shape *shape, in *s, int depth);

static bool is_integer(int wire) { return wire >= WIRE_I8 && wire <= WIRE_I64; }

static bool suits(uint8_t kind, int wire)
{
    switch ((lt_thrift_kind)kind) {
    case LT_THRIFT_BOOL: return wire == WIRE_TRUE || wire == WIRE_FALSE;
    case LT_THRIFT_I8:
    case LT_THRIFT_I16:
    case LT_THRIFT_I32:
    case LT_THRIFT_I64: return is_integer(wire);
    case LT_THRIFT_BYTES: return wire == WIRE_BYTES;
    case LT_THRIFT_STRUCT:
    case LT_THRIFT_BOX: return wire == WIRE_STRUCT;
    }
    return false;
}

static size_t bytes_of(uint8_t kind, const lt_thrift_shape *shape)
{
    switch ((lt_thrift_kind)kind) {
    case LT_THRIFT_BOOL: return sizeof(bool);
    case LT_THRIFT_I8:
    case LT_THRIFT_I16:
    case LT_THRIFT_I32: return sizeof(int32_t);
    case LT_THRIFT_I64: return sizeof(int64_t);
    case LT_THRIFT_BYTES: return sizeof(lt_pq_bytes);
    case LT_THRIFT_STRUCT: return shape->bytes;
    case LT_THRIFT_BOX: return sizeof(void *);
    }
    return 0;
}

/* The fewest bytes a value can take in a list. */
static size_t least_bytes(uint8_t kind, const lt_thrift_shape *shape)
{
    size_t least = 1;
    if (kind != LT_THRIFT_STRUCT) return least;
    for (int i = 0; i < shape->count; i++) {
        const lt_thrift_slot *slot = &shape->slots[i];
        if (!slot->is_required) continue;
        least += 1 + (slot->is_list ? 1 : least_bytes(slot->kind, slot->shape));
    }
    return least;
}

static lt_status read_integer(void *out, const lt_thrift_slot *slot, int wire, in *s)
{
    int64_t value;
    uint8_t byte;
    if (wire == WIRE_I8) {
        LT_TRY(take(&byte, s));
        value = byte < 128 ? byte : byte - 256;
    } else {
        LT_TRY(zigzag(&value, s));
    }
    if (slot->kind == LT_THRIFT_I64) {
        memcpy(out, &value, sizeof(value));
        return LT_OK;
    }
    if (value < INT32_MIN || value > INT32_MAX)
        return LT_FAIL(s->err, LT_EPARSE, "%s is out of range in metadata at byte %zu", slot->name,
                       s->at);
    memcpy(out, &(int32_t){(int32_t)value}, sizeof(int32_t));
    return LT_OK;
}

static lt_status read_bytes(lt_pq_bytes *out, in *s)
{
    uint64_t n;
    LT_TRY(varint(&n, s));
    if (n > s->len - s->at) return cut(s);
    if (n > INT32_MAX)
        return LT_FAIL(s->err, LT_EPARSE, "text of %llu bytes in metadata", (unsigned long long)n);
    out->at = (uint8_t *)lt_arena_text(s->arena, (const char *)s->bytes + s->at, n);
    if (!out->at) return lt_mem_refused(s->arena->mem, n, "Parquet metadata", s->err);
    out->len = (uint32_t)n;
    s->at += n;
    return LT_OK;
}

static lt_status read_value(void *out, const lt_thrift_slot *slot, int wire, bool in_list, in *s,
                            int depth)
{
    uint8_t byte = (uint8_t)wire;
    switch ((lt_thrift_kind)slot->kind) {
    case LT_THRIFT_BOOL:
        if (in_list) LT_TRY(take(&byte, s));
        *(bool *)out = byte == WIRE_TRUE;
        return LT_OK;
    case LT_THRIFT_BYTES: return read_bytes(out, s);
    case LT_THRIFT_STRUCT: return read_struct(out, slot->shape, s, depth + 1);
    case LT_THRIFT_BOX: {
        void *box = lt_arena_get(s->arena, slot->shape->bytes);
        if (!box)
            return lt_mem_refused(s->arena->mem, slot->shape->bytes, "Parquet metadata", s->err);
        memcpy(out, &box, sizeof(box));
        return read_struct(box, slot->shape, s, depth + 1);
    }
    default: return read_integer(out, slot, wire, s);
    }
}

typedef LT_PQ_LIST(void) any_list;

static lt_status read_list(bool *known, void *out, const lt_thrift_slot *slot, in *s, int depth)
{
    uint64_t count;
    int      wire;
    size_t   before = s->at, each = bytes_of(slot->kind, slot->shape);
    LT_TRY(list_header(&count, &wire, s));
    *known = suits(slot->kind, wire) || count == 0;
    if (!*known) {
        s->at = before;
        return skip_list(s, depth + 1);
    }
    if (count > (s->len - s->at) / least_bytes(slot->kind, slot->shape) || count > INT32_MAX)
        return cut(s);

    uint8_t *items = count ? lt_arena_get(s->arena, count * each) : NULL;
    if (count && !items)
        return lt_mem_refused(s->arena->mem, count * each, "Parquet metadata", s->err);
    for (uint64_t i = 0; i < count; i++)
        LT_TRY(read_value(items + i * each, slot, wire, true, s, depth));
    memcpy(out, &(any_list){.at = items, .count = (int32_t)count}, sizeof(any_list));
    return LT_OK;
}

static const lt_thrift_slot *find_slot(const lt_thrift_shape *shape, int32_t id)
{
    for (int i = 0; i < shape->count && shape->slots[i].id <= id; i++)
        if (shape->slots[i].id == id) return &shape->slots[i];
    return NULL;
}

static lt_status read_field(uint8_t *out, const lt_thrift_slot *slot, int wire, in *s, int depth)
{
    bool known =
        slot && (slot->is_list ? wire == WIRE_LIST || wire == WIRE_SET : suits(slot->kind, wire));
    if (!known) return skip(s, wire, false, depth);
    if (slot->is_list)
        LT_TRY(read_list(&known, out + slot->offset, slot, s, depth));
    else
        LT_TRY(read_value(out + slot->offset, slot, wire, false, s, depth));
    if (known) *(uint32_t *)(void *)out |= 1u << slot->id;
    return LT_OK;
}

/* The nesting of the tables themselves is a handful, so only skip() counts against the limit. */
static lt_status read_struct(void *out, const lt_thrift_shape *shape, in *s, int depth)
{
    for (int32_t id = 0;;) {
        int wire;
        LT_TRY(field_header(&wire, &id, s));
        if (wire == WIRE_STOP) break;
        LT_TRY(read_field(out, find_slot(shape, id), wire, s, depth));
    }
    uint32_t has = *(uint32_t *)out;
    for (int i = 0; i < shape->count; i++)
        if (shape->slots[i].is_required && !(has >> shape->slots[i].id & 1))
            return LT_FAIL(s->err, LT_EPARSE, "%s.%s is missing in metadata at byte %zu",
                           shape->name, shape->slots[i].name, s->at);
    return LT_OK;
}

lt_status lt_thrift_read(void *out, size_t *used, const lt_thrift_shape *shape, lt_arena *arena,
                         const uint8_t *bytes, size_t len, lt_error *err)
{
    in s = {.bytes = bytes, .len = len, .arena = arena, .err = err};
    memset(out, 0, shape->bytes);
    LT_TRY(read_struct(out, shape, &s, 0));
    if (used) *used = s.at;
    return LT_OK;
}

/* ---- writing ---- */

static lt_status put_byte(lt_buf *out, int byte, lt_error *err)
{
    return lt_buf_add(out, &(uint8_t){(uint8_t)byte}, 1, err);
}

static lt_status put_integer(lt_buf *out, int64_t value, lt_error *err)
{
    return lt_pq_put_varint(out, (uint64_t)value << 1 ^ (uint64_t)(value >> 63), err);
}

static int wire_of(uint8_t kind, const void *at)
{
    static const uint8_t wires[] = {
        [LT_THRIFT_I8] = WIRE_I8,       [LT_THRIFT_I16] = WIRE_I16,
        [LT_THRIFT_I32] = WIRE_I32,     [LT_THRIFT_I64] = WIRE_I64,
        [LT_THRIFT_BYTES] = WIRE_BYTES, [LT_THRIFT_STRUCT] = WIRE_STRUCT,
        [LT_THRIFT_BOX] = WIRE_STRUCT,
    };
    if (kind == LT_THRIFT_BOOL) return *(const bool *)at ? WIRE_TRUE : WIRE_FALSE;
    return wires[kind];
}

static lt_status put_bytes(lt_buf *out, const lt_pq_bytes *text, lt_error *err)
{
    LT_TRY(lt_pq_put_varint(out, text->len, err));
    return lt_buf_add(out, text->at, text->len, err);
}

static lt_status put_value(lt_buf *out, const lt_thrift_slot *slot, const void *at, lt_error *err)
{
    switch ((lt_thrift_kind)slot->kind) {
    case LT_THRIFT_BOOL: return LT_OK;
    case LT_THRIFT_I8: return put_byte(out, *(const int32_t *)at, err);
    case LT_THRIFT_I16:
    case LT_THRIFT_I32: return put_integer(out, *(const int32_t *)at, err);
    case LT_THRIFT_I64: return put_integer(out, *(const int64_t *)at, err);
    case LT_THRIFT_BYTES: return put_bytes(out, at, err);
    case LT_THRIFT_STRUCT: return lt_thrift_write(out, slot->shape, at, err);
    case LT_THRIFT_BOX: return lt_thrift_write(out, slot->shape, *(void *const *)at, err);
    }
    return LT_OK;
}

static lt_status put_list(lt_buf *out, const lt_thrift_slot *slot, const any_list *list,
                          lt_error *err)
{
    size_t each = bytes_of(slot->kind, slot->shape);
    int    wire = slot->kind == LT_THRIFT_BOOL ? WIRE_TRUE : wire_of(slot->kind, NULL);
    LT_TRY(put_byte(out, (list->count < 15 ? list->count : 15) << 4 | wire, err));
    if (list->count >= 15) LT_TRY(lt_pq_put_varint(out, (uint64_t)list->count, err));
    for (int32_t i = 0; i < list->count; i++) {
        const uint8_t *at = (const uint8_t *)list->at + (size_t)i * each;
        if (slot->kind == LT_THRIFT_BOOL)
            LT_TRY(put_byte(out, wire_of(LT_THRIFT_BOOL, at), err));
        else
            LT_TRY(put_value(out, slot, at, err));
    }
    return LT_OK;
}

/* A box that is there and a list with elements need no bit. */
static bool is_there(const lt_thrift_slot *slot, const uint8_t *from)
{
    const void *at = from + slot->offset;
    if (slot->is_required) return true;
    if (slot->is_list && ((const any_list *)at)->count) return true;
    if (slot->kind == LT_THRIFT_BOX && !slot->is_list) return *(void *const *)at != NULL;
    return (*(const uint32_t *)(const void *)from >> slot->id & 1) != 0;
}

/* Ids are at most 31; a gap of over 15 needs the long form. */
static lt_status put_field(lt_buf *out, int wire, int id, int last, lt_error *err)
{
    if (id - last <= 15) return put_byte(out, (id - last) << 4 | wire, err);
    LT_TRY(put_byte(out, wire, err));
    return put_integer(out, id, err);
}

lt_status lt_thrift_write(lt_buf *out, const lt_thrift_shape *shape, const void *from,
                          lt_error *err)
{
    int last = 0;
    for (int i = 0; i < shape->count; i++) {
        const lt_thrift_slot *slot = &shape->slots[i];
        const uint8_t        *at = (const uint8_t *)from + slot->offset;
        if (!is_there(slot, from)) continue;
        int wire = slot->is_list ? WIRE_LIST : wire_of(slot->kind, at);
        LT_TRY(put_field(out, wire, slot->id, last, err));
        LT_TRY(slot->is_list ? put_list(out, slot, (const void *)at, err)
                             : put_value(out, slot, at, err));
        last = slot->id;
    }
    return put_byte(out, WIRE_STOP, err);
}

/* digest_functions.c — fingerprints of texts in hexadecimal, and checksums. */
#include "core/digest.h"
#include "kernel/functions_text.h"
#include "kernel/strings.h"

#include <zlib.h>

#define KERNEL(name, fn)                                                            \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return lt_make(call, out, (fn), NULL, false, err);                          \
    }

static lt_status put_hex(lt_maker *m, int32_t row, const uint8_t *p, size_t n, lt_error *err)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t          *room;
    LT_TRY(lt_heap_room(&room, &m->heap, 2 * n, err));
    for (size_t i = 0; i < n; i++) {
        room[2 * i] = (uint8_t)digits[p[i] >> 4];
        room[2 * i + 1] = (uint8_t)digits[p[i] & 15];
    }
    lt_put_room(m, row, room, 2 * n);
    return LT_OK;
}

static lt_status md5_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    uint8_t        made[LT_MD5_BYTES];
    lt_md5(made, lt_view_bytes(v), (size_t)v->len);
    return put_hex(m, row, made, sizeof(made), err);
}

KERNEL(md5, md5_row)

static lt_status sha1_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    uint8_t        made[LT_SHA1_BYTES];
    lt_sha1(made, lt_view_bytes(v), (size_t)v->len);
    return put_hex(m, row, made, sizeof(made), err);
}

KERNEL(sha1, sha1_row)

static lt_status sha2_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    int32_t        bits = lt_int_arg(m, 1, row);
    uint8_t        made[LT_SHA2_BYTES];
    if (bits == 0) bits = 256;
    if (bits != 224 && bits != 256 && bits != 384 && bits != 512)
        return lt_result_null(m->out, row, err);
    lt_sha2(made, bits, lt_view_bytes(v), (size_t)v->len);
    return put_hex(m, row, made, (size_t)bits / 8, err);
}

KERNEL(sha2, sha2_row)

static lt_status crc32_row(lt_maker *m, int32_t row, lt_error *err)
{
    const lt_view *v = lt_arg(m, 0, row);
    (void)err;
    ((int64_t *)m->out->values)[row] = (int64_t)crc32_z(0, lt_view_bytes(v), (size_t)v->len);
    return LT_OK;
}

KERNEL(crc32, crc32_row)

#include "tests/kernels.h"

#include "core/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

lt_error              kernel_error;
const struct lt_zone *kernel_zone;
bool                  kernel_try;

enum { MOST = 4096 };
static lt_column *made[MOST];
static int        made_count;

static lt_column *remember(lt_column *c)
{
    if (!c) return NULL;
    assert_true(made_count < MOST);
    made[made_count++] = c;
    return c;
}

int release_all(void **state)
{
    (void)state;
    while (made_count) lt_column_release(made[--made_count]);
    kernel_try = false;
    kernel_zone = NULL;
    assert_int_equal(lt_mem_in_use(lt_mem_default()), 0);
    return 0;
}

static lt_column *strings(lt_type type, int32_t rows, const char *const *cells)
{
    lt_column *c;
    lt_heap    heap = {.mem = lt_mem_default()};
    CHECK_OK(lt_column_open(&c, lt_mem_default(), type, rows, &kernel_error), &kernel_error);
    for (int32_t i = 0; i < rows; i++) {
        const char *text = cells[i] ? cells[i] : "";
        CHECK_OK(lt_heap_add((lt_view *)c->values + i, &heap, text, strlen(text), &kernel_error),
                 &kernel_error);
        if (cells[i]) continue;
        CHECK_OK(lt_column_nullable(c, &kernel_error), &kernel_error);
        lt_bit_clear(c->valid, i);
    }
    CHECK_OK(lt_heap_give(&heap, c, &kernel_error), &kernel_error);
    lt_heap_clear(&heap);
    return remember(c);
}

lt_column *column(lt_type type, int32_t rows, const char *const *cells)
{
    lt_column *text = strings(lt_type_is_text(type) ? type : LT_TYPE(STRING), rows, cells), *c;
    if (lt_type_is_text(type)) return text;
    const lt_column *arg = text;
    CHECK_OK(call_status(&c, lt_kernel_cast, lt_mem_default(), type, &arg, 1, true), &kernel_error);
    return remember(c);
}

lt_column *constant(lt_type type, int32_t rows, const char *cell)
{
    lt_column *one = column(type, 1, &cell), *c;
    lt_value   v = lt_column_value(one, 0);
    v.type = type;
    CHECK_OK(lt_column_constant(&c, lt_mem_default(), v, rows, &kernel_error), &kernel_error);
    return remember(c);
}

lt_column *as_dict(lt_column *flat)
{
    lt_column *c, *dict;
    int32_t   *order = malloc(sizeof(int32_t) * (size_t)(flat->rows + 1));
    for (int32_t i = 0; i < flat->rows; i++) order[i] = flat->rows - 1 - i;
    CHECK_OK(
        lt_column_open_as(&c, lt_mem_default(), flat->type, LT_DICT, flat->rows, &kernel_error),
        &kernel_error);
    CHECK_OK(lt_column_take(&dict, flat, order, flat->rows, &kernel_error), &kernel_error);
    lt_mem_free(dict->mem, dict->valid, dict->valid_bytes); /* dictionaries have no nulls */
    dict->valid = NULL;
    dict->valid_bytes = 0;
    memcpy(c->values, order, sizeof(int32_t) * (size_t)flat->rows);
    if (flat->valid) {
        CHECK_OK(lt_column_nullable(c, &kernel_error), &kernel_error);
        memcpy(c->valid, flat->valid, c->valid_bytes);
    }
    c->dict = dict;
    free(order);
    return remember(c);
}

lt_status call_status(lt_column **out, lt_kernel *k, lt_mem *mem, lt_type result,
                      const lt_column *const *args, int count, bool strict)
{
    int32_t   rows = count ? args[0]->rows : 0;
    size_t    words = lt_bits_words(rows);
    uint64_t *valid = malloc(8 * words + 8);
    bool      nulls = false;
    memset(valid, 0xFF, 8 * words + 8);
    for (int32_t i = 0; i < rows; i++)
        for (int a = 0; a < count; a++)
            if (!lt_column_valid(args[a], i)) lt_bit_clear(valid, i), nulls = true;
    lt_call call = {.mem = mem,
                    .args = args,
                    .arg_count = count,
                    .rows = rows,
                    .valid = strict && nulls ? valid : NULL,
                    .result = result,
                    .try_ = kernel_try,
                    .zone = kernel_zone};
    *out = NULL;
    lt_status status = k(&call, out, &kernel_error);
    free(valid);
    return status;
}

static lt_column *call_any(lt_kernel *k, lt_type result, int count, va_list list, bool strict)
{
    const lt_column *args[32];
    lt_column       *out;
    for (int i = 0; i < count; i++) args[i] = va_arg(list, lt_column *);
    return call_status(&out, k, lt_mem_default(), result, args, count, strict) ? NULL
                                                                               : remember(out);
}

lt_column *call_kernel(lt_kernel *k, lt_type result, int count, ...)
{
    va_list list;
    va_start(list, count);
    lt_column *c = call_any(k, result, count, list, true);
    va_end(list);
    return c;
}

lt_column *call_lenient(lt_kernel *k, lt_type result, int count, ...)
{
    va_list list;
    va_start(list, count);
    lt_column *c = call_any(k, result, count, list, false);
    va_end(list);
    return c;
}

const char *column_text(const lt_column *c)
{
    static char text[1 << 16];
    lt_buf      out = {.mem = lt_mem_default()};
    for (int32_t i = 0; i < c->rows; i++) {
        if (i) CHECK_OK(lt_buf_text(&out, "|", NULL), &kernel_error);
        CHECK_OK(lt_value_text(&out, lt_column_value(c, i), kernel_zone, &kernel_error),
                 &kernel_error);
    }
    size_t n = out.len < sizeof(text) - 1 ? out.len : sizeof(text) - 1;
    if (n) memcpy(text, out.data, n);
    text[n] = 0;
    lt_buf_clear(&out);
    return text;
}

void check_column(lt_column *c, const char *want, const char *file, int line)
{
    if (!c) {
        print_error("%s:%d: %s\n", file, line, kernel_error.text);
        _fail(file, line);
    }
    _assert_string_equal(column_text(c), want, file, line);
}

uint64_t random_bits(void)
{
    static uint64_t seed = 42;
    uint64_t        x = (seed += UINT64_C(0x9E3779B97F4A7C15));
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static const char *random_cell(char *text, size_t cap, lt_type type)
{
    static const char *const floats[] = {"NaN",   "Infinity", "-Infinity", "0.0", "-0.0",
                                         "1e300", "1e-300",   "5e-324",    "1.5"};
    static const char *const words[] = {"",
                                        "a",
                                        "lima",
                                        "limassol",
                                        "twelve bytes",
                                        "thirteen byte",
                                        "a longer string than fits in a view",
                                        "ñandú"};
    int64_t                  bits[] = {7, 15, 31, 63};
    if (random_below(5) == 0) return NULL;
    if (type.id == LT_BOOL) return random_below(2) ? "true" : "false";
    if (lt_type_is_text(type)) return words[random_below(8)];
    if (lt_type_is_float(type) && random_below(4) == 0)
        return type.id == LT_F32 ? floats[random_below(5)] : floats[random_below(9)];
    if (type.id == LT_DATE) {
        snprintf(text, cap, "20%02d-%02d-%02d", random_below(100), 1 + random_below(12),
                 1 + random_below(28));
        return text;
    }
    if (type.id == LT_TIMESTAMP || type.id == LT_TIMESTAMP_NTZ) {
        snprintf(text, cap, "20%02d-07-01 %02d:30:00.25", random_below(100), random_below(24));
        return text;
    }
    if (lt_type_is_int(type)) {
        int64_t top = bits[type.id - LT_I8], edge = random_below(6);
        int64_t least = (int64_t)(UINT64_MAX << top);
        int64_t v = edge == 0 ? least : edge == 1 ? ~least : random_below(7) - 3;
        snprintf(text, cap, "%lld", (long long)v);
        return text;
    }
    snprintf(text, cap, "%d.%d", random_below(2000) - 1000, random_below(10));
    return text;
}

lt_column *random_column(lt_type type, int32_t rows)
{
    const char **cells = calloc((size_t)rows + 1, sizeof(*cells));
    char(*room)[64] = calloc((size_t)rows + 1, sizeof(*room));
    for (int32_t i = 0; i < rows; i++) cells[i] = random_cell(room[i], sizeof(*room), type);
    lt_column *c = column(type, rows, cells);
    free(room);
    free(cells);
    return c;
}

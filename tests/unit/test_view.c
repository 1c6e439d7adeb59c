#include "tests/helper.h"

#include "column/column.h"

#include <stdlib.h>
#include <string.h>

static const char *const words[] = {"",
                                    "a",
                                    "ab",
                                    "abc",
                                    "abcd",
                                    "abcde",
                                    "abcdefghijkl",
                                    "abcdefghijklm",
                                    "abcdefghijklmnopq",
                                    "abcdefghijklmnopz",
                                    "abd",
                                    "b",
                                    "\xC3\xA9",
                                    "\xFF",
                                    "abcd\xFFxxxxxxxxxxxxxxxx"};
enum { WORDS = sizeof(words) / sizeof(*words) };

static int sign(int x) { return (x > 0) - (x < 0); }

static int compare_bytes(const char *a, size_t m, const char *b, size_t n)
{
    int order = memcmp(a, b, m < n ? m : n);
    return order ? sign(order) : (m > n) - (m < n);
}

static void views_compare_as_bytes_do(void **state)
{
    (void)state;
    for (int i = 0; i < WORDS; i++)
        for (int k = 0; k < WORDS; k++) {
            size_t  m = strlen(words[i]), n = strlen(words[k]);
            lt_view a = lt_view_of(words[i], (int32_t)m), b = lt_view_of(words[k], (int32_t)n);
            int     want = compare_bytes(words[i], m, words[k], n);
            if (sign(lt_view_compare(&a, &b)) != want) fail_msg("%s and %s", words[i], words[k]);
            assert_int_equal(lt_view_same(&a, &b), want == 0);
        }
}

static void nul_bytes_count(void **state)
{
    (void)state;
    static const char bytes[] = "ab\0\0\0c";
    for (int32_t m = 0; m <= 6; m++)
        for (int32_t n = 0; n <= 6; n++) {
            lt_view a = lt_view_of(bytes, m), b = lt_view_of(bytes, n);
            assert_int_equal(sign(lt_view_compare(&a, &b)), (m > n) - (m < n));
            assert_int_equal(lt_view_same(&a, &b), m == n);
        }
}

static void equal_long_strings_at_different_places_are_the_same(void **state)
{
    (void)state;
    char    one[] = "a text of more than twelve", two[] = "a text of more than twelve";
    lt_view a = lt_view_of(one, 26), b = lt_view_of(two, 26);
    assert_true(lt_view_same(&a, &b));
    assert_int_equal(lt_view_compare(&a, &b), 0);
    two[25] = 'f';
    assert_false(lt_view_same(&a, &b));
    assert_int_equal(lt_view_compare(&a, &b), -1);
}

static void a_heap_keeps_strings_where_they_are(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_error   err;
        lt_heap    heap = {.mem = mem};
        lt_column *c;
        lt_status  status = lt_column_open(&c, mem, LT_TYPE(STRING), 300, &err);
        if (status) continue;
        lt_view *views = c->values;
        char     text[5000];
        memset(text, 'x', sizeof(text));
        for (int32_t i = 0; !status && i < 300; i++) {
            text[0] = (char)('a' + i % 26);
            status = lt_heap_add(views + i, &heap, text, (size_t)i * 16, &err);
        }
        if (!status) status = lt_heap_give(&heap, c, &err);
        lt_heap_clear(&heap);
        for (int32_t i = 1; !status && i < 300; i++) {
            assert_int_equal(views[i].len, i * 16);
            assert_int_equal(lt_view_bytes(views + i)[0], 'a' + i % 26);
            assert_int_equal(lt_view_bytes(views + i)[i * 16 - 1], 'x');
        }
        lt_column_release(c);
    }
}

static void a_string_past_the_limit_is_refused(void **state)
{
    (void)state;
    lt_error err;
    uint8_t *room;
    lt_heap  heap = {.mem = lt_mem_default()};
    CHECK_FAILS(lt_heap_room(&room, &heap, (size_t)INT32_MAX + 1, &err), LT_ELIMIT, &err);
    lt_heap_clear(&heap);
}

static void recycle(void *arg, lt_bytes *b) { *(lt_bytes **)arg = b; }

static void the_last_release_gives_bytes_back_to_their_pool(void **state)
{
    (void)state;
    lt_error  err;
    lt_bytes *b, *back = NULL;
    CHECK_OK(lt_bytes_open(&b, lt_mem_default(), 100, &err), &err);
    b->recycle = recycle;
    b->arg = &back;
    lt_bytes_release(lt_bytes_retain(b));
    assert_null(back);
    lt_bytes_release(b);
    assert_ptr_equal(back, b);
    lt_bytes_free(b);
    lt_bytes_release(NULL);
    CHECK_FAILS(lt_bytes_open(&b, lt_mem_default(), SIZE_MAX - 10, &err), LT_ENOMEM, &err);
}

int main(void)
{
    return RUN(test(views_compare_as_bytes_do), test(nul_bytes_count),
               test(equal_long_strings_at_different_places_are_the_same),
               test(a_heap_keeps_strings_where_they_are), test(a_string_past_the_limit_is_refused),
               test(the_last_release_gives_bytes_back_to_their_pool));
}

#include "tests/exec_kit.h"

#include "column/show.h"
#include "core/escape.h"

/* A table of strings and int64 ("#" before the name) from rows of texts; NULL is null. */
static lt_table *table_of(const char *const *names, int32_t columns, const char *const *cells,
                          int32_t rows)
{
    lt_error   err;
    lt_field   fields[16];
    lt_schema *s;
    lt_table  *t;
    lt_batch  *b;
    for (int32_t c = 0; c < columns; c++)
        fields[c] = (lt_field){.name = names[c] + (*names[c] == '#'),
                               .type = {.id = *names[c] == '#' ? LT_I64 : LT_STRING}};
    CHECK_OK(lt_schema_open(&s, lt_mem_default(), fields, columns, &err), &err);
    CHECK_OK(lt_table_open(&t, lt_mem_default(), s, &err), &err);
    lt_schema_release(s);
    CHECK_OK(lt_batch_open(&b, lt_mem_default(), rows, columns, &err), &err);
    for (int32_t c = 0; c < columns; c++) {
        lt_column *made;
        lt_heap    heap = {.mem = lt_mem_default()};
        CHECK_OK(lt_column_open(&made, lt_mem_default(), fields[c].type, rows, &err), &err);
        CHECK_OK(lt_column_nullable(made, &err), &err);
        b->columns[c] = made;
        for (int32_t r = 0; r < rows; r++) {
            const char *cell = cells[r * columns + c];
            if (!cell)
                lt_bit_clear(made->valid, r);
            else if (*names[c] == '#')
                ((int64_t *)made->values)[r] = atoll(cell);
            else
                CHECK_OK(lt_heap_add((lt_view *)made->values + r, &heap, cell, strlen(cell), &err),
                         &err);
        }
        CHECK_OK(lt_heap_give(&heap, made, &err), &err);
        lt_heap_clear(&heap);
    }
    CHECK_OK(lt_table_add(t, b, &err), &err);
    return t;
}
#define TABLE(names, ...)                                                               \
    table_of(names, sizeof(names) / sizeof(*names), (const char *const[]){__VA_ARGS__}, \
             (int32_t)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *) /    \
                       (sizeof(names) / sizeof(*names))))

static char *show(const lt_table *t, lt_show how)
{
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_show_table(&b, t, &how, &err), &err);
    return kit_buf_text(&b);
}

static void shows(const lt_table *t, lt_show how, const char *want)
{
    char *got = show(t, how);
    CHECK_TEXT(got, want);
    free(got);
}

/* No line before the summary is wider than a terminal of so many columns. */
static void fits(const char *text, int width)
{
    for (const char *line = text, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        assert_non_null(end);
        size_t len = (size_t)(end - line);
        if (memmem(line, len, " row", 4)) return;
        if (lt_text_width(line, len) > width) fail_msg("over %d: %.*s", width, (int)len, line);
    }
    fail_msg("no summary");
}

static const char *const city[] = {"city", "#n"};

static void numbers_stand_right_and_nulls_are_seen(void **state)
{
    (void)state;
    lt_table *t = TABLE(city, "Bogotá", "5", NULL, "-12", "日本", NULL);
    shows(t, (lt_show){.width = 80},
          " city   │     n\n string │ int64\n────────┼──────\n"
          " Bogotá │     5\n ∅      │   -12\n 日本   │     ∅\n 3 rows\n");
    shows(t, (lt_show){.width = 80, .ascii = true, .rows = 2, .more_hint = "show(t, 9)"},
          " city   |     n\n string | int64\n--------+------\n"
          " Bogotá |     5\n NULL   |   -12\n 2 of 3 rows (show(t, 9))\n");
    lt_table_release(t);
}

static void control_bytes_and_line_ends_never_reach_the_terminal(void **state)
{
    (void)state;
    lt_table *t = TABLE(city, "a\x1b[31mred\n\ttwo", "1", "\xff\xc3", "2", "\r\x07\x9b", "3");
    char     *text = show(t, (lt_show){.width = 80});
    int       lines = 0;
    for (const char *p = text; *p; p++) {
        lines += *p == '\n';
        assert_true(*p == '\n' || (unsigned char)*p >= ' ');
        assert_true(*p != 0x7F);
    }
    assert_int_equal(lines, 7);
    free(text);
    lt_table_release(t);
}

static void narrow_terminals_cut_text_then_leave_columns_out(void **state)
{
    (void)state;
    static const char *const names[] = {"a rather long name", "#second", "third column", "#d"};
    lt_table *t = TABLE(names, "a text that is much longer than forty-eight columns are wide", "1",
                        "日本語日本語日本語日本語日本語日本語", "4", "x", "100", "y", "7");
    for (int width = 10; width <= 120; width++) {
        char *text = show(t, (lt_show){.width = width});
        fits(text, width);
        free(text);
    }
    char *text = show(t, (lt_show){.width = 10});
    CHECK_HAS(text, "2 rows; 3 of 4 columns do not fit");
    free(text);
    text = show(t, (lt_show){.width = 1});
    CHECK_HAS(text, "2 rows");
    free(text);
    lt_table_release(t);
}

static void wide_number_columns_fit_too(void **state)
{
    (void)state;
    static const char *const names[] = {"#a number with a very long name indeed"};
    lt_table                *t = TABLE(names, "1234567890123456789");
    for (int width = 10; width <= 40; width += 10) {
        char *text = show(t, (lt_show){.width = width});
        fits(text, width);
        free(text);
    }
    lt_table_release(t);
}

static void tables_without_rows_or_columns_say_so(void **state)
{
    (void)state;
    lt_table *t = table_of(city, 2, NULL, 0);
    shows(t, (lt_show){.width = 80},
          " city   │     n\n string │ int64\n────────┼──────\n 0 rows\n");
    lt_table_release(t);
    t = table_of(NULL, 0, NULL, 3);
    shows(t, (lt_show){.width = 80}, " 3 rows\n");
    lt_table_release(t);
}

static void partial_and_mended_tables_tell(void **state)
{
    (void)state;
    lt_table *t = TABLE(city, "x", "1", "y", "2");
    t->partial = true;
    t->padded = 1, t->dropped = 1234567, t->cut = 2, t->replaced = 3;
    t->schema->fields[1].tentative = true;
    char *text = show(t, (lt_show){.width = 80});
    CHECK_HAS(text, " city   │      n\n string │ int64~\n");
    CHECK_HAS(text, " the first 2 rows; there are more\n"
                    " ! rows padded with nulls: 1\n ! rows cut to the header's columns: 2\n"
                    " ! malformed rows dropped: 1,234,567\n ! values replaced: 3\n");
    free(text);
    lt_table_release(t);
}

static void counts_have_commas(void **state)
{
    (void)state;
    char out[32];
    CHECK_TEXT(lt_show_count(out, 0), "0");
    CHECK_TEXT(lt_show_count(out, 999), "999");
    CHECK_TEXT(lt_show_count(out, 1000), "1,000");
    CHECK_TEXT(lt_show_count(out, -123456), "-123,456");
    CHECK_TEXT(lt_show_count(out, INT64_MIN), "-9,223,372,036,854,775,808");
}

static void refused_memory_leaks_nothing(void **state)
{
    (void)state;
    lt_table *t = TABLE(city, "a rather long text to be shown", "1", NULL, NULL);
    EACH_FAULT (mem) {
        lt_error err;
        lt_buf   b = {.mem = mem};
        if (lt_show_table(&b, t, &(lt_show){.width = 20}, &err))
            assert_int_equal(err.code, LT_ENOMEM);
        lt_buf_clear(&b);
    }
    lt_table_release(t);
}

int main(void)
{
    return RUN(test(numbers_stand_right_and_nulls_are_seen),
               test(control_bytes_and_line_ends_never_reach_the_terminal),
               test(narrow_terminals_cut_text_then_leave_columns_out),
               test(wide_number_columns_fit_too), test(tables_without_rows_or_columns_say_so),
               test(partial_and_mended_tables_tell), test(counts_have_commas),
               test(refused_memory_leaks_nothing));
}

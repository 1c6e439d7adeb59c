/* test_cases.c — each file of tests/cases: a comment, Lua, a line of dashes, the tables it shows.
 *
 *     # null keys are one group
 *     show(from_rows{{city="Lima", n=1}, {n=2}}:group_by("city"):agg{"sum(n) as n"}:sort("city"))
 *     ----
 *     city:string | n:int64
 *     null        | 2
 *     Lima        | 1
 *
 * Each runs with 1 and 4 threads and with batches of 7 and of 65536 rows (parts of 64 bytes and
 * the default), and with the loops of every tier, which must all give the same. A case that ends in
 * an error shows `error: text` and, indented, its place and hint. UPDATE=1 writes what came out.
 */
#include "tests/helper.h"

#include "core/cpu.h"
#include "core/error_print.h"
#include "lua/session.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static lt_buf shown;

static void add_text(const char *text, size_t len)
{
    assert_int_equal(lt_buf_add(&shown, text, len, NULL), LT_OK);
}

/* The cells of a table as a grid of texts, first row the names and types. */
static void add_table(const lt_table *t)
{
    int32_t columns = t->schema->count;
    int64_t rows = t->rows + 1;
    char  **cells = calloc((size_t)(rows * columns) + 1, sizeof(*cells));
    size_t *width = calloc((size_t)columns + 1, sizeof(*width));
    lt_buf  one = {.mem = lt_mem_default()};
    for (int64_t r = 0; r < rows; r++)
        for (int32_t c = 0; c < columns; c++) {
            lt_type_text    type;
            const lt_field *f = t->schema->fields + c;
            one.len = 0;
            if (r == 0)
                assert_int_equal(
                    lt_buf_printf(&one, NULL, "%s:%s", f->name, lt_type_name(type, f->type)), 0);
            else {
                lt_value v = lt_table_value(t, r - 1, c);
                if (v.null)
                    add_text("", 0), assert_int_equal(lt_buf_text(&one, "null", NULL), 0);
                else
                    assert_int_equal(lt_value_text(&one, v, NULL, NULL), 0);
            }
            cells[r * columns + c] = strndup((char *)one.data, one.len);
            if (one.len > width[c]) width[c] = one.len;
        }
    for (int64_t r = 0; r < rows; r++)
        for (int32_t c = 0; c < columns; c++) {
            char *text = cells[r * columns + c];
            add_text(text, strlen(text));
            bool last = c == columns - 1;
            for (size_t pad = strlen(text); !last && pad < width[c]; pad++) add_text(" ", 1);
            add_text(last ? "\n" : " | ", last ? 1 : 3);
            free(text);
        }
    const int64_t mended[] = {t->padded, t->cut, t->dropped, t->replaced};
    const char   *words[] = {"padded", "cut", "dropped", "replaced"};
    for (int i = 0; i < 4; i++)
        if (mended[i]) {
            char line[64];
            int  n = snprintf(line, sizeof(line), "! %lld %s\n", (long long)mended[i], words[i]);
            add_text(line, (size_t)n);
        }
    lt_buf_clear(&one);
    free(cells);
    free(width);
}

static void on_event(void *arg, const lt_event *e)
{
    (void)arg;
    if (e->kind == LT_EVENT_TABLE) add_table(e->table);
    if (e->kind == LT_EVENT_PRINT || e->kind == LT_EVENT_TEXT) add_text(e->text, e->text_len);
}

/* Plan nodes are numbered through the process: " #12" says nothing here. */
static void drop_numbers(void)
{
    size_t to = 0, i = 0;
    while (i < shown.len) {
        size_t digits = i + 2;
        while (digits < shown.len && shown.data[digits] >= '0' && shown.data[digits] <= '9')
            digits++;
        if (digits > i + 2 && shown.data[i] == ' ' && shown.data[i + 1] == '#')
            i = digits;
        else
            shown.data[to++] = shown.data[i++];
    }
    shown.len = to;
}

static void run_lua(const char *lua, size_t len, const helper_way *way)
{
    lt_session_options opt = {.context = {.threads = way->threads,
                                          .batch_rows = way->batch_rows,
                                          .part_bytes = way->batch_rows == 7 ? 64 : 0,
                                          .zone = "UTC"},
                              .date = "2026-07-02",
                              .show_rows = 1000};
    lt_cancel          cancel = {0};
    lt_session        *s;
    lt_error           err;
    CHECK_OK(lt_session_open(&s, &opt, &cancel, on_event, NULL, &err), &err);
    if (lt_session_run_text(s, lua, len, "case", 1, &err))
        assert_int_equal(lt_error_print(&shown, &err, NULL), LT_OK);
    lt_session_close(s);
    drop_numbers();
}

static void compare(const char *path, const char *want, const char *how)
{
    assert_int_equal(lt_buf_terminate(&shown, NULL), LT_OK);
    if (strcmp((char *)shown.data, want) != 0) {
        print_error("%s (%s)\n--- expected\n%s--- got\n%s", path, how, want, (char *)shown.data);
        fail();
    }
}

static void update(const char *path, const char *text, size_t head)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite(text, 1, head, f);
    fwrite(shown.data, 1, shown.len, f);
    fclose(f);
}

static void run_case(void **state)
{
    static const struct {
        helper_way way;
        lt_cpu     tier;
    } tiers[] = {{{1, 65536, "plain C"}, LT_CPU_SCALAR}, {{1, 65536, "AVX2"}, LT_CPU_AVX2}};
    enum { TIERS = sizeof(tiers) / sizeof(*tiers) };
    lt_cpu      best = lt_cpu_get();
    const char *path = *state;
    size_t      len;
    char       *text = helper_read(path, &len), *line = strstr(text, "\n----\n");
    assert_non_null(line);
    const char *want = line + 6;
    for (size_t i = 0; i < HELPER_WAYS + TIERS; i++) {
        bool              plain = i < HELPER_WAYS;
        const helper_way *way = plain ? &helper_ways[i] : &tiers[i - HELPER_WAYS].way;
        if (!plain && !lt_cpu_use(tiers[i - HELPER_WAYS].tier)) continue;
        shown = (lt_buf){.mem = lt_mem_default()};
        for (char *p = text; *p == '#'; p = strchr(p, '\n') + 1)
            memcpy(p, "--", *p == '#' && p[1] ? 2 : 1);
        run_lua(text, (size_t)(line - text) + 1, way);
        if (getenv("UPDATE") && i == 0) {
            size_t same;
            char  *raw = helper_read(path, &same);
            update(path, raw, (size_t)(want - text));
            free(raw);
            lt_buf_clear(&shown);
            break;
        }
        compare(path, want, way->text);
        lt_buf_clear(&shown);
    }
    lt_cpu_use(best);
    free(text);
}

int main(void)
{
    glob_t            found;
    struct CMUnitTest tests[2048];
    size_t            n = 0;
    if (glob("tests/cases/*.case", 0, NULL, &found)) return 0;
    for (; n < found.gl_pathc && n < 2048; n++) {
        const char *base = strrchr(found.gl_pathv[n], '/') + 1;
        char       *name = strndup(base, strlen(base) - 5);
        for (char *p = name; *p; p++)
            if (*p == '-') *p = '_';
        tests[n] = (struct CMUnitTest){
            .name = name, .test_func = run_case, .initial_state = found.gl_pathv[n]};
    }
    int failed = _cmocka_run_group_tests("cases", tests, n, NULL, NULL);
    for (size_t i = 0; i < n; i++) free((char *)tests[i].name);
    globfree(&found);
    return failed;
}

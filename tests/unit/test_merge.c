#include "core/escape.h"
#include "tests/helper.h"
#include "tui/book/line_diff.h"
#include "tui/book/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static lt_buf view(const char *text)
{
    return (lt_buf){.data = (uint8_t *)(uintptr_t)text, .len = strlen(text)};
}

static tui_merge *merge(const char *base, const char *ours, const char *theirs)
{
    lt_error   err;
    tui_merge *m = NULL;
    lt_buf     b = view(base), o = view(ours), t = view(theirs);
    CHECK_OK(tui_merge_open(&m, lt_mem_default(), &b, &o, &t, &err), &err);
    return m;
}

static char *text_of(tui_merge *m)
{
    static char *text;
    lt_error     err;
    lt_buf       out = {.mem = lt_mem_default()};
    CHECK_OK(tui_merge_write(&out, m, &err), &err);
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    free(text);
    text = strdup((char *)out.data);
    lt_buf_clear(&out);
    return text;
}

static void is_merged(const char *base, const char *ours, const char *theirs, const char *want)
{
    tui_merge *m = merge(base, ours, theirs);
    assert_int_equal(tui_merge_count(m), 0);
    CHECK_TEXT(text_of(m), want);
    tui_merge_close(m);
}

#define A  "-- %% A id=\"a\"\nx = 1\n\n"
#define A2 "-- %% A id=\"a\"\nx = 2\n\n"
#define A3 "-- %% A id=\"a\"\nx = 3\n\n"
#define B  "-- %% B\ny = 1\n\n"
#define B2 "-- %% B\ny = 2\n\n"
#define C  "-- %% C id=\"c\"\nz = 1\n\n"
#define N  "-- %% new\nn\n\n"
#define M  "-- %% other\nm\n\n"

static void one_side_is_taken(void **s)
{
    (void)s;
    is_merged(A B C, A B C, A B C, A B C);
    is_merged(A B C, A2 B C, A B2 C, A2 B2 C);
    is_merged(A B C, A2 B C, A2 B C, A2 B C);
    is_merged(A B C, A C, A2 B C, A2 C);
    is_merged(A B C, A B N C, A M B C, A M B N C);
    is_merged(A B C, C A B, A B2 C, C A B2);
    is_merged(A B C, A2 B C, C A B, C A2 B);
    is_merged(A B C, C A B, C A B, C A B);
    is_merged("", A, A, A);
    is_merged(A, "-- %% New id=\"a\"\nx = 1\n\n", A2, "-- %% New id=\"a\"\nx = 2\n\n");
    is_merged("-- h\n" A, "-- g\n" A, "-- h\n" A2, "-- g\n" A2);
}

static void both_sides_ask(void **s)
{
    (void)s;
    lt_error   err;
    lt_buf     none = {.mem = lt_mem_default()};
    tui_merge *m = merge(A B C, A2 B C, A3 B C);
    assert_int_equal(tui_merge_count(m), 1);
    const tui_conflict *c = tui_merge_at(m, 0);
    assert_int_equal(c->kind, TUI_CONFLICT_TEXT);
    CHECK_TEXT(c->label, "A");
    assert_memory_equal(c->theirs, "-- %% A id=\"a\"\nx = 3\n", c->theirs_len);
    CHECK_FAILS(tui_merge_write(&none, m, &err), LT_EINVAL, &err);
    CHECK_OK(tui_merge_choose(m, 0, TUI_CHOICE_THEIRS, NULL, 0, &err), &err);
    CHECK_TEXT(text_of(m), A3 B C);
    CHECK_OK(tui_merge_choose(m, 0, TUI_CHOICE_BOTH, NULL, 0, &err), &err);
    CHECK_TEXT(text_of(m), A2 "-- %% A\nx = 3\n\n" B C);
    CHECK_FAILS(tui_merge_choose(m, 0, TUI_CHOICE_EDITED, "-- x\n", 5, &err), LT_EINVAL, &err);
    CHECK_OK(tui_merge_choose(m, 0, TUI_CHOICE_EDITED, "-- %% e\nx = 5\n\n", 15, &err), &err);
    CHECK_TEXT(text_of(m), "-- %% e\nx = 5\n\n" B C);
    assert_int_equal(tui_merge_left(m), 0);
    tui_merge_close(m);

    m = merge(A B C, B C, A2 B C);
    assert_int_equal(tui_merge_at(m, 0)->kind, TUI_CONFLICT_DELETED);
    assert_null(tui_merge_at(m, 0)->ours);
    CHECK_OK(tui_merge_choose(m, 0, TUI_CHOICE_THEIRS, NULL, 0, &err), &err);
    CHECK_TEXT(text_of(m), A2 B C);
    CHECK_OK(tui_merge_choose(m, 0, TUI_CHOICE_OURS, NULL, 0, &err), &err);
    CHECK_TEXT(text_of(m), B C);
    tui_merge_close(m);

    m = merge(B, A2 B, B A3);
    assert_int_equal(tui_merge_at(m, 0)->kind, TUI_CONFLICT_ADDED);
    tui_merge_close(m);
    m = merge(A B C, C A B, B A C);
    assert_int_equal(tui_merge_at(m, 0)->kind, TUI_CONFLICT_ORDER);
    CHECK_FAILS(tui_merge_choose(m, 0, TUI_CHOICE_BOTH, NULL, 0, &err), LT_EINVAL, &err);
    CHECK_OK(tui_merge_choose(m, 0, TUI_CHOICE_THEIRS, NULL, 0, &err), &err);
    CHECK_TEXT(text_of(m), B A C);
    tui_merge_close(m);
    m = merge("-- h\n" A, "-- g\n" A, "-- i\n" A);
    assert_int_equal(tui_merge_at(m, 0)->kind, TUI_CONFLICT_HEADER);
    CHECK_OK(tui_merge_choose(m, 0, TUI_CHOICE_BOTH, NULL, 0, &err), &err);
    CHECK_TEXT(text_of(m), "-- g\n-- i\n" A);
    tui_merge_close(m);
}

static void conflict_markers_are_choices(void **s)
{
    (void)s;
    static const char file[] = A "<<<<<<< HEAD\n" B "||||||| base\n=======\n" C ">>>>>>> them\n" N;
    static const char inner[] = "-- %% A\n<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\ny\n";
    lt_error          err;
    tui_merge        *m;
    CHECK_OK(tui_merge_open_conflicted(&m, lt_mem_default(), file, sizeof(file) - 1, &err), &err);
    assert_int_equal(tui_merge_count(m), 0); /* both added other cells */
    CHECK_HAS(text_of(m), "y = 1");
    CHECK_HAS(text_of(m), "z = 1");
    tui_merge_close(m);
    CHECK_OK(tui_merge_open_conflicted(&m, lt_mem_default(), inner, sizeof(inner) - 1, &err), &err);
    assert_int_equal(tui_merge_count(m), 1);
    CHECK_OK(tui_merge_choose(m, 0, TUI_CHOICE_OURS, NULL, 0, &err), &err);
    CHECK_TEXT(text_of(m), "-- %% A\nx = 1\ny\n");
    tui_merge_close(m);
    CHECK_OK(tui_merge_open_conflicted(&m, lt_mem_default(), "<<<<<<< a\nx\n", 12, &err), &err);
    assert_null(m);
}

/* ── no line is lost ── */

static unsigned seed;
static unsigned dice(unsigned n)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % n;
}

static unsigned fresh_line;

/* A notebook of cells, each a small text; changed at random. */
typedef struct cells {
    char text[24][120];
    int  n;
} cells;

static void change(cells *c)
{
    for (int k = 0; k < 4; k++) {
        int  i = (int)dice((unsigned)c->n), j = (int)dice((unsigned)c->n);
        char swap[120];
        switch (dice(5)) {
        case 0:
            if (c->n > 2) memmove(c->text[i], c->text[i + 1], (size_t)(--c->n - i) * 120);
            break;
        case 1:
            if (c->n > 20) break;
            memmove(c->text[i + 1], c->text[i], (size_t)(c->n++ - i) * 120);
            snprintf(c->text[i], 120, "-- %%%% n%u\nadded%u\n\n", fresh_line, fresh_line);
            fresh_line++;
            break;
        case 2:
            memcpy(swap, c->text[i], 120);
            memcpy(c->text[i], c->text[j], 120);
            memcpy(c->text[j], swap, 120);
            break;
        default:
            snprintf(c->text[i] + strlen(c->text[i]) - 1, 40, "line%u\n\n", fresh_line++);
            if (strlen(c->text[i]) > 60) c->text[i][0] = '-';
        }
    }
}

static char *join(const cells *c)
{
    char *out = calloc(1, 24 * 120 + 1);
    for (int i = 0; i < c->n; i++) memcpy(out + strlen(out), c->text[i], strlen(c->text[i]));
    return out;
}

/* Each line that a side has and the base has not is in the result or in a conflict. */
static void check_lines(tui_merge *m, const char *result, const char *side, const char *base)
{
    for (const char *p = side; *p;) {
        size_t n = strcspn(p, "\n");
        bool   found =
            n == 0 || memmem(base, strlen(base), p, n) || memmem(result, strlen(result), p, n);
        for (size_t i = 0; i < tui_merge_count(m) && !found; i++) {
            const tui_conflict *c = tui_merge_at(m, i);
            found = (c->ours && memmem(c->ours, c->ours_len, p, n)) ||
                    (c->theirs && memmem(c->theirs, c->theirs_len, p, n));
        }
        if (!found) fail_msg("lost: %.*s\nresult [%s]", (int)n, p, result);
        p += n + (p[n] == '\n');
    }
}

static void no_line_is_lost(void **s)
{
    (void)s;
    lt_error err;
    for (int round = 0; round < 3000; round++) {
        cells base = {.n = 6};
        seed = (unsigned)round * 7 + 1;
        for (int i = 0; i < base.n; i++)
            snprintf(base.text[i], 120,
                     i % 2 ? "-- %%%% c%d id=\"%d\"\nbase%d\n\n" : "-- %%%% c%d\nb%d%d\n\n", i, i,
                     i);
        cells ours = base, theirs = base;
        change(&ours);
        change(&theirs);
        char      *b = join(&base), *o = join(&ours), *t = join(&theirs);
        tui_merge *m = merge(b, o, t);
        for (size_t i = 0; i < tui_merge_count(m); i++) {
            tui_choice choice =
                tui_merge_at(m, i)->kind == TUI_CONFLICT_ORDER ? TUI_CHOICE_OURS : TUI_CHOICE_BOTH;
            CHECK_OK(tui_merge_choose(m, i, choice, NULL, 0, &err), &err);
        }
        char *result = text_of(m);
        check_lines(m, result, o, b);
        check_lines(m, result, t, b);
        tui_merge_close(m);
        m = merge(b, o, b);
        CHECK_TEXT(text_of(m), o);
        tui_merge_close(m);
        free(b), free(o), free(t);
    }
}

static void memory_may_run_out(void **s)
{
    (void)s;
    lt_error err;
    lt_buf   b = view(A B C), o = view(A2 N B C), t = view("-- h\n" A3 C M);
    EACH_FAULT (mem) {
        tui_merge *m;
        lt_buf     out = {.mem = mem};
        if (tui_merge_open(&m, mem, &b, &o, &t, &err)) continue;
        lt_status status = LT_OK;
        for (size_t i = 0; i < tui_merge_count(m) && !status; i++)
            status = tui_merge_choose(m, i, TUI_CHOICE_BOTH, NULL, 0, &err);
        if (!status) status = tui_merge_write(&out, m, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_buf_clear(&out);
        tui_merge_close(m);
    }
}

/* ── lines ── */

static void a_diff_is_text(void **s)
{
    (void)s;
    lt_error err;
    lt_buf   out = {.mem = lt_mem_default()};
    CHECK_OK(tui_diff_text(&out, "a\nb\nc\nd\n", 8, "a\nB\nc\nd", 7, 1, &err), &err);
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    CHECK_TEXT((char *)out.data, "@@ -1,4 +1,4 @@\n a\n-b\n+B\n c\n-d\n+d\n\\ no line end\n");
    out.len = 0;
    CHECK_OK(tui_diff_text(&out, "a\n", 2, "a\n", 2, 1, &err), &err);
    assert_int_equal(out.len, 0);
    CHECK_OK(tui_diff_text(&out, "", 0, "a\n", 2, 1, &err), &err);
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    CHECK_TEXT((char *)out.data, "@@ -0,0 +1,1 @@\n+a\n");
    lt_buf_clear(&out);
}

/* Hunks lead from the one text to the other, with as few lines as the slow way finds. */
static void hunks_are_shortest(void **s)
{
    (void)s;
    lt_error err;
    for (seed = 1; seed < 2000; seed++) {
        unsigned keep = seed;
        char     a[64] = "", b[64] = "", made[80] = "";
        int      n = (int)dice(12), m = (int)dice(12), lcs[14][14] = {{0}};
        for (int i = 0; i < n; i++) a[2 * i] = (char)('a' + dice(3)), a[2 * i + 1] = '\n';
        for (int i = 0; i < m; i++) b[2 * i] = (char)('a' + dice(3)), b[2 * i + 1] = '\n';
        for (int i = n - 1; i >= 0; i--)
            for (int k = m - 1; k >= 0; k--)
                lcs[i][k] = a[2 * i] == b[2 * k]            ? lcs[i + 1][k + 1] + 1
                            : lcs[i + 1][k] > lcs[i][k + 1] ? lcs[i + 1][k]
                                                            : lcs[i][k + 1];
        lt_buf out = {.mem = lt_mem_default()};
        CHECK_OK(tui_diff_hunks(&out, a, strlen(a), b, strlen(b), &err), &err);
        size_t    at = 0, changed = 0;
        tui_hunk *h = (tui_hunk *)(void *)out.data;
        for (size_t i = 0; i < out.len / sizeof(*h); i++) {
            memcpy(made + strlen(made), a + 2 * at, 2 * (h[i].old_at - at));
            memcpy(made + strlen(made), b + 2 * h[i].new_at, 2 * h[i].new_lines);
            at = h[i].old_at + h[i].old_lines;
            changed += h[i].old_lines + h[i].new_lines;
        }
        memcpy(made + strlen(made), a + 2 * at, strlen(a + 2 * at));
        CHECK_TEXT(made, b);
        assert_int_equal(changed, n + m - 2 * lcs[0][0]);
        lt_buf_clear(&out);
        seed = keep;
    }
}

int main(void)
{
    return RUN(test(one_side_is_taken), test(both_sides_ask), test(conflict_markers_are_choices),
               test(no_line_is_lost), test(memory_may_run_out), test(a_diff_is_text),
               test(hunks_are_shortest));
}

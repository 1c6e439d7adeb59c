#include "notebook/notebook.h"
#include "tests/helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static lt_notebook *parse_bytes(const char *text, size_t len)
{
    lt_notebook *nb = NULL;
    lt_error     err;
    CHECK_OK(lt_notebook_parse(&nb, lt_mem_default(), text, len, "test.lua", &err), &err);
    return nb;
}

static lt_notebook *parse(const char *text) { return parse_bytes(text, strlen(text)); }

static void is_written(lt_notebook *nb, const char *want, size_t len)
{
    lt_buf   out = {.mem = lt_mem_default()};
    lt_error err;
    CHECK_OK(lt_notebook_write(&out, nb, &err), &err);
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    if (out.len != len || (len && memcmp(out.data, want, len)))
        fail_msg("wrote\n[%s]\nnot\n[%s]", (char *)out.data, want);
    lt_buf_clear(&out);
}

static void is_now(lt_notebook *nb, const char *want) { is_written(nb, want, strlen(want)); }

/* Writes the notebook, compares, closes it. */
static void ends_as(lt_notebook *nb, const char *want)
{
    is_written(nb, want, strlen(want));
    lt_notebook *again = parse(want);
    assert_int_equal(lt_notebook_count(again), lt_notebook_count(nb));
    for (size_t i = 0; i < lt_notebook_count(nb); i++) {
        const lt_cell *a = lt_notebook_cell(nb, i), *b = lt_notebook_cell(again, i);
        assert_int_equal(a->raw_len, b->raw_len);
        assert_int_equal(a->line, b->line);
        assert_int_equal(a->body_line, b->body_line);
        assert_int_equal(a->kind, b->kind);
    }
    lt_notebook_close(again);
    lt_notebook_close(nb);
}

static void body_is(const lt_notebook *nb, size_t i, const char *want)
{
    const lt_cell *c = lt_notebook_cell(nb, i);
    assert_non_null(c);
    if (c->body_len != strlen(want) || memcmp(c->body, want, c->body_len))
        fail_msg("body [%.*s], not [%s]", (int)c->body_len, c->body, want);
}

static const char sample[] = "-- ---\n"
                             "-- lote: {format: 1}\n"
                             "-- ---\n"
                             "\n"
                             "-- %% [markdown] id=\"m1\"\n"
                             "-- # Sales\n"
                             "--\n"
                             "-- By day.\n"
                             "\n"
                             "-- %% Load files id=\"k3\" timeout=\"10m\" tags=[\"a\", \"slow\"]\n"
                             "raw = read_csv(\"x.csv\")\n"
                             "\n"
                             "show(raw)\n"
                             "\n"
                             "\n"
                             "-- %% Top shops [raw] lang=\"sql\" id=\"q1\" into=\"top\"\n"
                             "-- select 1\n";

static void cells_have_their_parts(void **s)
{
    (void)s;
    size_t       len;
    lt_notebook *nb = parse(sample);
    assert_int_equal(lt_notebook_count(nb), 3);
    lt_notebook_header(nb, &len);
    assert_int_equal(len, 36);
    const lt_cell *c = lt_notebook_cell(nb, 0);
    assert_int_equal(c->kind, LT_CELL_MARKDOWN);
    CHECK_TEXT(c->title, "");
    CHECK_TEXT(c->id, "m1");
    assert_int_equal(c->line, 5);
    assert_int_equal(c->body_line, 6);
    body_is(nb, 0, "# Sales\n\nBy day.");
    c = lt_notebook_cell(nb, 1);
    assert_int_equal(c->kind, LT_CELL_LUA);
    CHECK_TEXT(c->title, "Load files");
    CHECK_TEXT(lt_cell_get(c, "timeout"), "\"10m\"");
    assert_null(lt_cell_get(c, "retries"));
    assert_true(lt_cell_is_tagged(c, "slow"));
    assert_false(lt_cell_is_tagged(c, "slo"));
    assert_int_equal(c->option_count, 3);
    assert_int_equal(c->line, 10);
    body_is(nb, 1, "raw = read_csv(\"x.csv\")\n\nshow(raw)");
    c = lt_notebook_cell(nb, 2);
    assert_int_equal(c->kind, LT_CELL_RAW);
    CHECK_TEXT(c->title, "Top shops");
    CHECK_TEXT(c->lang, "sql");
    body_is(nb, 2, "select 1");
    assert_null(lt_notebook_cell(nb, 3));
    assert_int_equal(lt_notebook_find(nb, "k3"), 1);
    assert_true(lt_notebook_find(nb, "") == SIZE_MAX);
    assert_true(lt_notebook_at_line(nb, 4) == SIZE_MAX);
    assert_int_equal(lt_notebook_at_line(nb, 5), 0);
    assert_int_equal(lt_notebook_at_line(nb, 14), 1);
    ends_as(nb, sample);
}

/* What comes back byte for byte, whatever it is. */
static void every_file_survives(void **s)
{
    (void)s;
    static const struct {
        const char *text;
        size_t      cells;
    } files[] = {
        {"", 0},
        {"\n", 0},
        {"\xEF\xBB\xBF", 0},
        {"\xEF\xBB\xBF-- %% a\nx = 1\n", 1},
        {"\xEF\xBB\xBFx = 1", 1},
        {"x = 1", 1},
        {"-- only a comment\n\n", 0},
        {"#!/usr/bin/lote\nx = 1\n-- %% b\n", 2},
        {"-- ---\n-- a: b\n-- ---\n\nrequire 'lote'\n\n-- %%\n", 2},
        {"-- ---\n-- never closed\nx = 1\n", 1},
        {"-- %% a", 1},
        {"-- %%", 1},
        {"-- %%\n", 1},
        {"-- %%x\n", 0},
        {"--%% a\n", 1},
        {"--   %%   a   \n\n\n", 1},
        {"   -- %% indented\n", 1},
        {"\t--\t%%\ta\n", 1},
        {"-- %%% nested\n-- %%%% more\n-- %% back\n", 3},
        {"-- % no\n-- %%", 1},
        {"-- %% a\r\nx = 1\r\n\r\n-- %% b\r\ny\r\n", 2},
        {"-- %% a\nx = 1\r\ny = 2\rz = 3\n\r-- %% b\n", 2},
        {"-- %% a\rx = 1\r-- %% b\ry\r", 2},
        {"-- %% a   \nx = 1   \n   \n\t\n", 1},
        {"-- %% [markdown]\n--no blank\nnot a comment\n--\n-- x\n", 1},
        {"-- %% [md]\n", 1},
        {"-- %% [raw] lang=\"sql\"\n-- select ';'\n", 1},
        {"-- %% a id=\"1\" id=\"1\" junk x=[1, y=\"z\n", 1},
        {"-- %% a {\"id\": \"1\"}\n", 1},
        {"-- %% x=1 y=2\n", 1},
        {"-- %% a key=\"v\\u00e9\\\"]\" b={\"c\": [1, {\"d\": null}]}\n", 1},
        {"<<<<<<< ours\n-- %% a\n=======\n-- %% b\n>>>>>>> theirs\n", 3},
        {"-- %% a\n<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n", 1},
        {"-- %% \xff\xfe id=\"\xff\"\n\xff\xfe\xfd\n", 1},
        {"-- %% [markdown] [raw]\n", 1},
        {"-- %% [sql]\n", 1},
        {"x = [[\n-- %% inside a string\n]]\n", 2},
        {"\n\n\n-- %% a\n", 1},
        {"-- %% a\n\n\n\n-- %% b", 2},
        {"%% a\n", 1},
        {"---- %% a\n", 0},
        {"--[[ %% a ]]\n", 0},
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        lt_notebook *nb = parse(files[i].text);
        if (lt_notebook_count(nb) != files[i].cells)
            fail_msg("%zu cells in [%s]", lt_notebook_count(nb), files[i].text);
        ends_as(nb, files[i].text);
    }
    static const char zeros[] = "-- %% a\0b\nx = '\0'\n\0\n-- %%\0\n";
    lt_notebook      *nb = parse_bytes(zeros, sizeof(zeros) - 1);
    is_written(nb, zeros, sizeof(zeros) - 1);
    lt_notebook_close(nb);
}

static void random_files_survive(void **s)
{
    (void)s;
    static const char *const bits[] = {"-- %%",
                                       "--%%",
                                       "%",
                                       " ",
                                       "\n",
                                       "\r\n",
                                       "\r",
                                       "[markdown]",
                                       "[raw]",
                                       "id=\"a\"",
                                       "tags=[\"parameters\"]",
                                       "x",
                                       "\"",
                                       "{",
                                       "]",
                                       "--",
                                       "-- ",
                                       "\xEF\xBB\xBF",
                                       "<<<<<<< ",
                                       "\t",
                                       "-- ---",
                                       "=",
                                       "\\"};
    unsigned                 seed = 7;
    for (int round = 0; round < 3000; round++) {
        char   text[400];
        size_t len = 0;
        for (int n = 0; n < 24; n++) {
            seed = seed * 1103515245u + 12345u;
            const char *bit = bits[(seed >> 16) % (sizeof(bits) / sizeof(*bits))];
            memcpy(text + len, bit, strlen(bit));
            len += strlen(bit);
        }
        text[len] = 0;
        ends_as(parse_bytes(text, len), text);
    }
}

static void kinds_titles_and_options_are_told_apart(void **s)
{
    (void)s;
    static const struct {
        const char  *line, *title;
        lt_cell_kind kind;
        size_t       options;
        int          depth;
    } cases[] = {
        {"-- %% Load [raw] x=1", "Load", LT_CELL_RAW, 1, 0},
        {"-- %% [markdown]", "", LT_CELL_MARKDOWN, 0, 0},
        {"-- %% a[raw]", "a[raw]", LT_CELL_LUA, 0, 0},
        {"-- %% [raw] b", "[raw] b", LT_CELL_LUA, 0, 0},
        {"-- %% rate = 5 %", "rate = 5 %", LT_CELL_LUA, 0, 0},
        {"-- %% a=b c=1", "a=b", LT_CELL_LUA, 1, 0},
        {"-- %% x=1 y z=2", "", LT_CELL_LUA, 2, 0},
        {"-- %% a.b-c:d=\"e f\"", "", LT_CELL_LUA, 1, 0},
        {"-- %% 1=2", "1=2", LT_CELL_LUA, 0, 0},
        {"-- %% n=01", "n=01", LT_CELL_LUA, 0, 0},
        {"-- %% n=-1.5e+3 t=true u=null", "", LT_CELL_LUA, 3, 0},
        {"-- %% n=\"a\nb\"", "n=\"a", LT_CELL_LUA, 0, 0},
        {"-- %%%% deep", "deep", LT_CELL_LUA, 0, 2},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        lt_notebook   *nb = parse(cases[i].line);
        const lt_cell *c = lt_notebook_cell(nb, 0);
        CHECK_TEXT(c->title, cases[i].title);
        assert_int_equal(c->kind, cases[i].kind);
        assert_int_equal(c->option_count, cases[i].options);
        assert_int_equal(c->depth, cases[i].depth);
        lt_notebook_close(nb);
    }
    lt_notebook *nb = parse("-- %% id=\"a\\u00e9\\n\\ud83d\\ude00\\ud800\"\n");
    CHECK_TEXT(lt_notebook_cell(nb, 0)->id, "aé\n😀\xEF\xBF\xBD");
    lt_notebook_close(nb);
}

static void doubts_are_listed(void **s)
{
    (void)s;
    const lt_notebook_warning *list;
    size_t                     n;
    lt_error                   err;
    lt_notebook               *nb =
        parse("-- %% a id=\"x\"\n-- %% b id=\"x\" junk\n<<<<<<< HEAD\n=======\n>>>>>>> b\n"
              "-- %% c k=1 k=2\n");
    CHECK_OK(lt_notebook_warnings(&list, &n, nb, &err), &err);
    assert_int_equal(n, 5);
    assert_int_equal(list[0].line, 2);
    CHECK_HAS(list[0].text, "key=json");
    CHECK_HAS(list[1].text, "id x");
    assert_int_equal(list[2].line, 3);
    assert_int_equal(list[3].line, 5);
    CHECK_HAS(list[4].text, "option k");
    CHECK_OK(lt_notebook_set_option(nb, 1, "id", "\"y\"", &err), &err);
    CHECK_OK(lt_notebook_warnings(&list, &n, nb, &err), &err);
    assert_int_equal(n, 4);
    lt_notebook_close(nb);
}

/* ── edits ── */

static void a_body_is_set_and_nothing_else(void **s)
{
    (void)s;
    lt_error     err;
    lt_notebook *nb = parse(sample);
    CHECK_OK(lt_notebook_set_body(nb, 1, "x = 1\ny = 2\n\n", 13, &err), &err);
    body_is(nb, 1, "x = 1\ny = 2");
    assert_true(lt_notebook_cell(nb, 1)->is_edited);
    assert_false(lt_notebook_cell(nb, 0)->is_edited);
    assert_int_equal(lt_notebook_cell(nb, 2)->line, 15);
    CHECK_OK(lt_notebook_set_body(nb, 0, "a\n\nb\n", 5, &err), &err);
    body_is(nb, 0, "a\n\nb\n");
    lt_notebook_close(nb);

    nb = parse("-- %% a  \r\nx\r\n\r\n-- %% b");
    CHECK_OK(lt_notebook_set_body(nb, 0, "y\nz", 3, &err), &err);
    CHECK_OK(lt_notebook_set_body(nb, 1, "w", 1, &err), &err);
    ends_as(nb, "-- %% a  \r\ny\r\nz\r\n\r\n-- %% b\r\nw\r\n");
    nb = parse("-- %% a\nx\n\n-- %% b\n");
    CHECK_OK(lt_notebook_set_body(nb, 0, "", 0, &err), &err);
    CHECK_OK(lt_notebook_set_body(nb, 0, "x", 1, &err), &err);
    ends_as(nb, "-- %% a\nx\n\n-- %% b\n");
    nb = parse("-- %% a\nx = 1");
    CHECK_OK(lt_notebook_set_body(nb, 0, "x = 1", 5, &err), &err);
    assert_false(lt_notebook_cell(nb, 0)->is_edited);
    CHECK_OK(lt_notebook_set_body(nb, 0, "x = 2", 5, &err), &err);
    ends_as(nb, "-- %% a\nx = 2");
}

static void a_body_cannot_begin_a_cell(void **s)
{
    (void)s;
    lt_error     err;
    lt_notebook *nb = parse("-- %% a\nx\n-- %% [markdown]\n-- y\n");
    CHECK_FAILS(lt_notebook_set_body(nb, 0, "x\n  -- %% b\n", 12, &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_set_body(nb, 1, "%% b", 4, &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_set_body(nb, 2, "", 0, &err), LT_EINVAL, &err);
    ends_as(nb, "-- %% a\nx\n-- %% [markdown]\n-- y\n");
}

static void titles_and_options_are_set(void **s)
{
    (void)s;
    lt_error     err;
    lt_notebook *nb = parse("-- %%  Old  [raw]   lang=\"sql\"   x={ }  \n-- q\n");
    CHECK_OK(lt_notebook_set_title(nb, 0, "New one", &err), &err);
    is_now(nb, "-- %% New one [raw] lang=\"sql\"   x={ }\n-- q\n");
    CHECK_OK(lt_notebook_set_option(nb, 0, "x", "[1]", &err), &err);
    CHECK_OK(lt_notebook_set_option(nb, 0, "id", "\"a\"", &err), &err);
    CHECK_OK(lt_notebook_set_option(nb, 0, "lang", NULL, &err), &err);
    CHECK_OK(lt_notebook_set_option(nb, 0, "none", NULL, &err), &err);
    CHECK_FAILS(lt_notebook_set_option(nb, 0, "k", "[1", &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_set_option(nb, 0, "k", "[1,\n2]", &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_set_option(nb, 0, "k 2", "1", &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_set_option(nb, 0, "", "1", &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_set_title(nb, 0, "a\nb", &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_set_title(nb, 0, "a x=1", &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_set_title(nb, 0, " a", &err), LT_EINVAL, &err);
    ends_as(nb, "-- %% New one [raw]   x=[1] id=\"a\"\n-- q\n");
    nb = parse("-- %% a\nx");
    CHECK_FAILS(lt_notebook_set_title(nb, 0, "b [raw]", &err), LT_EINVAL, &err);
    CHECK_OK(lt_notebook_set_title(nb, 0, "", &err), &err);
    CHECK_OK(lt_notebook_set_kind(nb, 0, LT_CELL_MARKDOWN, &err), &err);
    is_now(nb, "-- %% [markdown]\n-- x");
    CHECK_OK(lt_notebook_set_kind(nb, 0, LT_CELL_LUA, &err), &err);
    ends_as(nb, "-- %%\nx");
}

static void cells_are_put_in_moved_and_deleted(void **s)
{
    (void)s;
    lt_error     err;
    lt_notebook *nb = parse("");
    CHECK_OK(lt_notebook_insert(nb, 0, LT_CELL_LUA, "x = 1", 5, &err), &err);
    CHECK_OK(lt_notebook_insert(nb, 1, LT_CELL_MARKDOWN, "# T", 3, &err), &err);
    CHECK_OK(lt_notebook_insert(nb, 0, LT_CELL_RAW, "", 0, &err), &err);
    is_now(nb, "-- %% [raw]\n\n-- %%\nx = 1\n\n-- %% [markdown]\n-- # T\n");
    CHECK_OK(lt_notebook_move(nb, 2, 0, &err), &err);
    is_now(nb, "-- %% [markdown]\n-- # T\n\n-- %% [raw]\n\n-- %%\nx = 1\n\n");
    CHECK_OK(lt_notebook_delete(nb, 1, &err), &err);
    CHECK_FAILS(lt_notebook_delete(nb, 2, &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_move(nb, 0, 2, &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_insert(nb, 3, LT_CELL_LUA, "", 0, &err), LT_EINVAL, &err);
    ends_as(nb, "-- %% [markdown]\n-- # T\n\n-- %%\nx = 1\n\n");

    nb = parse("-- head\nx = 1\n-- %% b\ny = 2");
    assert_false(lt_notebook_cell(nb, 0)->has_marker);
    CHECK_OK(lt_notebook_move(nb, 1, 0, &err), &err);
    ends_as(nb, "-- %% b\ny = 2\n\n-- %%\n-- head\nx = 1\n\n");
    nb = parse("x = 1");
    CHECK_OK(lt_notebook_insert(nb, 0, LT_CELL_LUA, "y", 1, &err), &err);
    ends_as(nb, "-- %%\ny\n\n-- %%\nx = 1\n\n");
    nb = parse("-- only a header");
    CHECK_OK(lt_notebook_insert(nb, 0, LT_CELL_LUA, "y", 1, &err), &err);
    ends_as(nb, "-- only a header\n-- %%\ny\n");
    nb = parse("-- %% a\n-- %% b\n-- %% c");
    CHECK_OK(lt_notebook_move(nb, 0, 2, &err), &err);
    ends_as(nb, "-- %% b\n-- %% c\n\n-- %% a\n");
}

static void random_edits_keep_the_file_whole(void **s)
{
    (void)s;
    unsigned     seed = 11;
    lt_error     err;
    lt_notebook *nb = parse("x = 1\n-- %% a\n-- %% [markdown]\n-- t\r\n-- %% c\nlast");
    for (int round = 0; round < 2000; round++) {
        static const char *const texts[] = {"", "x = 1", "a\nb", "\n\nc\n\n", "-- d", "  "};
        seed = seed * 1103515245u + 12345u;
        size_t n = lt_notebook_count(nb), i = n ? (seed >> 8) % n : 0, k = n ? (seed >> 12) % n : 0;
        const char *t = texts[(seed >> 20) % 6];
        lt_status   status = LT_OK;
        switch ((seed >> 16) % 7) {
        case 0:
            status = n < 30 ? lt_notebook_insert(nb, i, (lt_cell_kind)(seed >> 24) % 3, t,
                                                 strlen(t), &err)
                            : LT_OK;
            break;
        case 1: status = n > 3 ? lt_notebook_delete(nb, i, &err) : LT_OK; break;
        case 2: status = lt_notebook_move(nb, i, k, &err); break;
        case 3: status = lt_notebook_set_body(nb, i, t, strlen(t), &err); break;
        case 4: status = lt_notebook_set_title(nb, i, t[0] == 'x' ? "T" : "", &err); break;
        case 5: status = lt_notebook_set_kind(nb, i, (lt_cell_kind)(seed >> 24) % 3, &err); break;
        default: status = lt_notebook_set_option(nb, i, "k", t[0] ? "1" : NULL, &err); break;
        }
        if (status) fail_msg("%s", err.text);
        lt_buf out = {.mem = lt_mem_default()};
        CHECK_OK(lt_notebook_write(&out, nb, &err), &err);
        CHECK_OK(lt_buf_terminate(&out, &err), &err);
        lt_notebook *again = parse_bytes((char *)out.data, out.len);
        if (lt_notebook_count(again) != lt_notebook_count(nb))
            fail_msg("round %d: [%s]", round, (char *)out.data);
        for (size_t c = 0; c < lt_notebook_count(nb); c++) {
            const lt_cell *a = lt_notebook_cell(nb, c), *b = lt_notebook_cell(again, c);
            assert_int_equal(a->kind, b->kind);
            assert_int_equal(a->body_len, b->body_len);
            assert_int_equal(a->line, b->line);
            CHECK_TEXT(a->title, b->title);
        }
        lt_buf_clear(&out);
        lt_notebook_close(again);
    }
    lt_notebook_close(nb);
}

static void missing_ids_are_given(void **s)
{
    (void)s;
    lt_error                   err;
    const lt_notebook_warning *list;
    size_t                     n;
    lt_notebook               *nb = parse("x = 1\n-- %% a id=\"keep\"\n-- %% b id=5\n-- %% c\n");
    CHECK_OK(lt_notebook_ensure_ids(nb, &err), &err);
    assert_int_equal(lt_notebook_count(nb), 4);
    for (size_t i = 0; i < 4; i++) {
        const lt_cell *c = lt_notebook_cell(nb, i);
        assert_int_equal(strlen(c->id), i == 1 ? 4 : 6);
        assert_int_equal(lt_notebook_find(nb, c->id), i);
    }
    CHECK_TEXT(lt_notebook_cell(nb, 1)->id, "keep");
    CHECK_OK(lt_notebook_warnings(&list, &n, nb, &err), &err);
    assert_int_equal(n, 0);
    lt_notebook_close(nb);
}

/* ── files ── */

static void a_file_is_replaced_whole(void **s)
{
    (void)s;
    char         path[600], link[600];
    lt_error     err;
    struct stat  st;
    size_t       len;
    lt_notebook *nb;
    snprintf(path, sizeof(path), "%s/nb.lua", helper_folder());
    snprintf(link, sizeof(link), "%s/link.lua", helper_folder());
    helper_write(path, sample, sizeof(sample) - 1);
    chmod(path, 0640);
    assert_int_equal(symlink("nb.lua", link), 0);
    CHECK_OK(lt_notebook_read(&nb, lt_mem_default(), link, &err), &err);
    CHECK_OK(lt_notebook_set_body(nb, 1, "new", 3, &err), &err);
    CHECK_OK(lt_notebook_save(nb, link, &err), &err);
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    char *text = helper_read(path, &len);
    CHECK_HAS(text, "\nnew\n");
    free(text);
    snprintf(path, sizeof(path), "%s/none/nb.lua", helper_folder());
    CHECK_FAILS(lt_notebook_save(nb, path, &err), LT_ENOTFOUND, &err);
    CHECK_FAILS(lt_notebook_save(nb, helper_folder(), &err), LT_EINVAL, &err);
    lt_notebook_close(nb);
    CHECK_FAILS(lt_notebook_read(&nb, lt_mem_default(), path, &err), LT_ENOTFOUND, &err);
    CHECK_FAILS(lt_notebook_read(&nb, lt_mem_default(), helper_folder(), &err), LT_EINVAL, &err);
    CHECK_FAILS(lt_notebook_read(&nb, lt_mem_default(), "/dev/zero", &err), LT_EINVAL, &err);
}

static void limits_are_kept(void **s)
{
    (void)s;
    lt_error     err;
    lt_notebook *nb = NULL;
    size_t       cells = LT_NOTEBOOK_MAX_CELLS, len = 0;
    char        *text = malloc((cells + 1) * 6);
    for (size_t i = 0; i < cells; i++, len += 6) memcpy(text + len, "-- %%\n", 6);
    CHECK_OK(lt_notebook_parse(&nb, lt_mem_default(), text, len, "many", &err), &err);
    assert_int_equal(lt_notebook_count(nb), cells);
    CHECK_FAILS(lt_notebook_insert(nb, 0, LT_CELL_LUA, "", 0, &err), LT_ELIMIT, &err);
    lt_notebook_close(nb);
    memcpy(text + len, "-- %%\n", 6);
    CHECK_FAILS(lt_notebook_parse(&nb, lt_mem_default(), text, len + 6, "many", &err), LT_ELIMIT,
                &err);
    CHECK_TEXT(err.file, "many");
    CHECK_FAILS(
        lt_notebook_parse(&nb, lt_mem_default(), text, LT_NOTEBOOK_MAX_BYTES + 1, "big", &err),
        LT_ELIMIT, &err);
    memset(text, 'a', 5000);
    memcpy(text, "x\n-- %% ", 8);
    CHECK_FAILS(lt_notebook_parse(&nb, lt_mem_default(), text, 5000, "wide", &err), LT_ELIMIT,
                &err);
    assert_int_equal(err.line, 2);
    free(text);
}

static void no_fault_of_memory_leaks_or_changes(void **s)
{
    (void)s;
    EACH_FAULT (mem) {
        lt_notebook               *nb = NULL;
        lt_error                   err;
        lt_buf                     before = {.mem = lt_mem_default()};
        const lt_notebook_warning *list;
        size_t                     n;
        lt_status                  status;
        if (lt_notebook_parse(&nb, mem, sample, sizeof(sample) - 1, "t", &err)) continue;
        for (int step = 0; step < 7; step++) {
            before.len = 0;
            CHECK_OK(lt_notebook_write(&before, nb, NULL), &err);
            switch (step) {
            case 0: status = lt_notebook_set_body(nb, 0, "new", 3, &err); break;
            case 1: status = lt_notebook_set_title(nb, 1, "T", &err); break;
            case 2: status = lt_notebook_set_option(nb, 1, "k", "1", &err); break;
            case 3: status = lt_notebook_insert(nb, 1, LT_CELL_LUA, "x", 1, &err); break;
            case 4: status = lt_notebook_move(nb, 3, 0, &err); break;
            case 5: status = lt_notebook_warnings(&list, &n, nb, &err); break;
            default: status = lt_notebook_ensure_ids(nb, &err); break;
            }
            if (!status) continue;
            assert_int_equal(err.code, LT_ENOMEM);
            is_written(nb, (char *)before.data, before.len);
            break;
        }
        lt_buf_clear(&before);
        lt_notebook_close(nb);
    }
}

int main(void)
{
    return RUN(test(cells_have_their_parts), test(every_file_survives), test(random_files_survive),
               test(kinds_titles_and_options_are_told_apart), test(doubts_are_listed),
               test(a_body_is_set_and_nothing_else), test(a_body_cannot_begin_a_cell),
               test(titles_and_options_are_set), test(cells_are_put_in_moved_and_deleted),
               test(random_edits_keep_the_file_whole), test(missing_ids_are_given),
               test(a_file_is_replaced_whole), test(limits_are_kept),
               test(no_fault_of_memory_leaks_or_changes));
}

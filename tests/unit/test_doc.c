#include "io/tree.h"
#include "tests/helper.h"
#include "tui/book/doc_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int64_t now_ns;
static int64_t stopped(void) { return now_ns; }

static const char sample[] = "-- ---\n-- lote: {format: 1}\n-- ---\n\n"
                             "-- %% [markdown] id=\"m1\"\n-- # Sales\n--no blank\n\n"
                             "-- %% Load id=\"k3\"  x={ }\nraw = 1\r\nshow(raw)\n\n\n"
                             "-- %%\nlast";

static tui_doc *open_in(lt_mem *mem, const char *path, const char *journal)
{
    tui_doc        *d = NULL;
    lt_error        err;
    tui_doc_options opt = {.mem = mem, .path = path, .journal_folder = journal, .now_ns = stopped};
    CHECK_OK(tui_doc_open(&d, &opt, &err), &err);
    return d;
}

static const char *file_with(const char *name, const char *text, size_t len)
{
    static char path[600];
    snprintf(path, sizeof(path), "%s/%s", helper_folder(), name);
    helper_write(path, text, len);
    return path;
}

static tui_doc *open_text(const char *text)
{
    return open_in(lt_mem_default(), file_with("plain.lua", text, strlen(text)), NULL);
}

static char *bytes_of(tui_doc *d)
{
    static char *text;
    lt_error     err;
    lt_buf       out = {.mem = lt_mem_default()};
    CHECK_OK(tui_doc_write(&out, d, &err), &err);
    text = realloc(text, out.len + 1);
    assert_non_null(text);
    if (out.len) memcpy(text, out.data, out.len);
    text[out.len] = 0;
    lt_buf_clear(&out);
    return text;
}

static void type(tui_doc *d, size_t cell, size_t at, const char *text)
{
    lt_error err;
    CHECK_OK(tui_doc_splice(d, TUI_STEP_NEW, (tui_place){tui_doc_cell(d, cell)->uid, at},
                            &(tui_splice){at, 0, text, strlen(text)}, &err),
             &err);
}

static void every_file_is_written_as_it_was(void **s)
{
    (void)s;
    static const char *const files[] = {"",
                                        "\n",
                                        "x = 1",
                                        "-- %% a",
                                        "-- %%\n",
                                        "-- only\n",
                                        sample,
                                        "\xEF\xBB\xBF-- %% a\nx\n",
                                        "-- %% a\r\nx\r\n\r\n-- %% b\r\ny\r\n",
                                        "-- %% a\nx = 1\r\ny = 2\rz\n\r-- %% b\n",
                                        "-- %% [markdown]\n--no\nnot\n--\n-- x\n",
                                        "\n\n\n-- %% a\n",
                                        "-- %% a\n\n\n\n-- %% b",
                                        "#!/usr/bin/lote\nx = 1\n-- %% b\n",
                                        "-- %% \xff\xfe id=\"\xff\"\n\xff\xfe\n"};
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        tui_doc *d = open_text(files[i]);
        CHECK_TEXT(bytes_of(d), files[i]);
        assert_false(tui_doc_modified(d));
        tui_doc_close(d);
    }
}

static void cells_are_made_split_joined_and_moved(void **s)
{
    (void)s;
    lt_error  err;
    tui_place place;
    uint64_t  uid;
    size_t    at;
    tui_doc  *d = open_text("-- %% a\nx = 1\ny = 2\n\n-- %% b\nz");
    CHECK_OK(tui_doc_split(d, 0, 6, &uid, &err), &err);
    CHECK_TEXT(bytes_of(d), "-- %% a\nx = 1\n\n-- %%\ny = 2\n\n-- %% b\nz");
    CHECK_OK(tui_doc_merge_next(d, 0, &at, &err), &err);
    assert_int_equal(at, 6);
    CHECK_TEXT(bytes_of(d), "-- %% a\nx = 1\ny = 2\n\n-- %% b\nz");
    CHECK_OK(tui_doc_insert(d, 2, LT_CELL_MARKDOWN, "# T", 3, &uid, &err), &err);
    CHECK_TEXT(bytes_of(d), "-- %% a\nx = 1\ny = 2\n\n-- %% b\nz\n\n-- %% [markdown]\n-- # T\n");
    CHECK_OK(tui_doc_move(d, 1, 1, 0, &err), &err);
    CHECK_TEXT(bytes_of(d), "-- %% b\nz\n\n-- %% a\nx = 1\ny = 2\n\n-- %% [markdown]\n-- # T\n");
    CHECK_OK(tui_doc_set_kind(d, 2, LT_CELL_LUA, &err), &err);
    CHECK_OK(tui_doc_set_title(d, 2, "New", &err), &err);
    CHECK_OK(tui_doc_set_option(d, 2, "k", "1", &err), &err);
    CHECK_FAILS(tui_doc_set_option(d, 2, "k", "[", &err), LT_EINVAL, &err);
    CHECK_OK(tui_doc_delete(d, 0, 2, &err), &err);
    CHECK_TEXT(bytes_of(d), "-- %% New k=1\n# T\n");
    assert_int_equal(tui_doc_undo_count(d), 8);
    while (tui_doc_undo(d, &place, &err) == LT_OK) assert_true(place.uid != 0);
    CHECK_TEXT(bytes_of(d), "-- %% a\nx = 1\ny = 2\n\n-- %% b\nz");
    assert_false(tui_doc_modified(d));
    while (tui_doc_redo(d, &place, &err) == LT_OK) continue;
    CHECK_TEXT(bytes_of(d), "-- %% New k=1\n# T\n");
    tui_doc_close(d);
}

static void typing_is_undone_by_word_and_pause(void **s)
{
    (void)s;
    lt_error  err;
    tui_place place;
    tui_doc  *d = open_text("-- %%\n");
    uint64_t  uid = tui_doc_cell(d, 0)->uid;
    for (const char *p = "one two"; *p; p++) {
        size_t at = tui_doc_cell(d, 0)->text->bytes.len;
        CHECK_OK(tui_doc_splice(d, TUI_STEP_TYPE, (tui_place){uid, at}, &(tui_splice){at, 0, p, 1},
                                &err),
                 &err);
    }
    assert_int_equal(tui_doc_undo_count(d), 2);
    now_ns += INT64_C(700000000);
    CHECK_OK(
        tui_doc_splice(d, TUI_STEP_TYPE, (tui_place){uid, 7}, &(tui_splice){7, 0, "s", 1}, &err),
        &err);
    assert_int_equal(tui_doc_undo_count(d), 3);
    CHECK_OK(tui_doc_undo(d, &place, &err), &err);
    CHECK_OK(tui_doc_undo(d, &place, &err), &err);
    assert_int_equal(place.at, 4);
    CHECK_TEXT(bytes_of(d), "-- %%\none\n");
    CHECK_OK(tui_doc_redo(d, &place, &err), &err);
    assert_int_equal(place.at, 7);
    tui_doc_close(d);
}

static void typed_markers_cut_the_cell(void **s)
{
    (void)s;
    lt_error  err;
    size_t    added;
    tui_place place;
    tui_doc  *d = open_text("-- %% a id=\"q\"\nx\n\n-- %% b\ny\n");
    type(d, 0, 1, "\n-- %% new\nz");
    CHECK_OK(tui_doc_settle(d, 0, &added, &err), &err);
    assert_int_equal(added, 1);
    assert_int_equal(tui_doc_count(d), 3);
    CHECK_TEXT(tui_doc_cell(d, 1)->title, "new");
    CHECK_TEXT(bytes_of(d), "-- %% a id=\"q\"\nx\n-- %% new\nz\n\n-- %% b\ny\n");
    CHECK_OK(tui_doc_undo(d, &place, &err), &err);
    CHECK_OK(tui_doc_undo(d, &place, &err), &err);
    CHECK_TEXT(bytes_of(d), "-- %% a id=\"q\"\nx\n\n-- %% b\ny\n");
    tui_doc_close(d);
}

static void copies_have_no_second_id(void **s)
{
    (void)s;
    lt_error err;
    size_t   n;
    lt_buf   out = {.mem = lt_mem_default()};
    tui_doc *d = open_text("-- %% a id=\"q\"\nx");
    CHECK_OK(tui_doc_copy(&out, d, 0, 1, &err), &err);
    CHECK_OK(tui_doc_paste(d, 1, (char *)out.data, out.len, &n, &err), &err);
    assert_int_equal(n, 1);
    CHECK_TEXT(bytes_of(d), "-- %% a id=\"q\"\nx\n\n-- %% a\nx\n\n");
    CHECK_OK(tui_doc_ensure_id(d, 1, &err), &err);
    assert_int_equal(strlen(tui_doc_cell(d, 1)->id), 6);
    lt_buf_clear(&out);
    tui_doc_close(d);
}

static void lines_are_those_of_the_file(void **s)
{
    (void)s;
    lt_error err;
    tui_doc *d = open_text(sample);
    CHECK_OK(tui_doc_insert(d, 1, LT_CELL_LUA, "a\nb", 3, NULL, &err), &err);
    lt_notebook *nb;
    CHECK_OK(tui_doc_notebook(&nb, d, &err), &err);
    for (size_t i = 0; i < tui_doc_count(d); i++)
        assert_int_equal(tui_doc_line(d, i), lt_notebook_cell(nb, i)->body_line);
    lt_notebook_close(nb);
    tui_doc_close(d);
}

/* ── random scripts ── */

static unsigned seed;
static unsigned dice(unsigned n)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % n;
}

static void any_change(tui_doc *d)
{
    static const char *const texts[] = {"",     "x",    "a\nb",      "\n\n",
                                        "-- d", " %% ", "é\xCC\x81", "\xff"};
    lt_error                 err;
    tui_place                place;
    size_t      n = tui_doc_count(d), i = n ? dice((unsigned)n) : 0, k = n ? dice((unsigned)n) : 0;
    const char *t = texts[dice(8)];
    const tui_book_cell *c = tui_doc_cell(d, i);
    now_ns += dice(400) * 1000000;
    switch (dice(14)) {
    case 0: (void)!tui_doc_insert(d, i, (lt_cell_kind)dice(3), t, strlen(t), NULL, &err); break;
    case 1: (void)!(n > 2 && tui_doc_delete(d, i, 1, &err)); break;
    case 2: (void)!tui_doc_move(d, i, 1, k, &err); break;
    case 3: (void)!tui_doc_set_kind(d, i, (lt_cell_kind)dice(3), &err); break;
    case 4: (void)!tui_doc_set_title(d, i, dice(2) ? "T" : "", &err); break;
    case 5: (void)!tui_doc_set_option(d, i, "k", dice(2) ? "1" : NULL, &err); break;
    case 6:
        (void)!(c && tui_doc_split(d, i, dice((unsigned)c->text->bytes.len + 1), NULL, &err));
        break;
    case 7: (void)!tui_doc_merge_next(d, i, &k, &err); break;
    case 8: (void)!tui_doc_undo(d, &place, &err); break;
    case 9: (void)!tui_doc_redo(d, &place, &err); break;
    default:
        if (!c) break;
        size_t at = dice((unsigned)c->text->bytes.len + 1);
        size_t cut = dice((unsigned)(c->text->bytes.len - at) + 1) % 4;
        CHECK_OK(tui_doc_splice(d, (tui_step)dice(4), (tui_place){c->uid, at},
                                &(tui_splice){at, cut, t, strlen(t)}, &err),
                 &err);
    }
}

static void undo_and_redo_are_inverse(void **s)
{
    (void)s;
    lt_error  err;
    tui_place place;
    for (seed = 1; seed < 40; seed++) {
        unsigned keep = seed;
        tui_doc *d = open_text(sample);
        for (int i = 0; i < 120; i++) any_change(d);
        while (tui_doc_redo(d, &place, &err) == LT_OK) continue;
        char        *final = strdup(bytes_of(d));
        lt_notebook *nb;
        CHECK_OK(tui_doc_notebook(&nb, d, &err), &err);
        lt_notebook_close(nb);
        while (tui_doc_undo(d, &place, &err) == LT_OK) continue;
        CHECK_TEXT(bytes_of(d), sample);
        while (tui_doc_redo(d, &place, &err) == LT_OK) continue;
        CHECK_TEXT(bytes_of(d), final);
        free(final);
        tui_doc_close(d);
        seed = keep;
    }
}

/* ── the journal ── */

static const char *journal_folder(void)
{
    static char path[600];
    snprintf(path, sizeof(path), "%s/journal", helper_folder());
    return path;
}

static void what_was_not_saved_comes_back(void **s)
{
    (void)s;
    lt_error     err;
    tui_recovery r;
    tui_place    place;
    tui_saved    saved;
    const char  *path = file_with("back.lua", sample, strlen(sample));
    tui_doc     *d = open_in(lt_mem_default(), path, journal_folder());
    CHECK_TEXT(tui_doc_notice(d), "");
    type(d, 1, 0, "-- new\n");
    type(d, 2, 0, "y = 2\n");
    char *want = strdup(bytes_of(d));
    tui_doc_close(d);
    d = open_in(lt_mem_default(), path, journal_folder());
    assert_true(tui_doc_recovered(d, &r));
    assert_int_equal(r.steps, 2);
    assert_false(r.file_changed);
    CHECK_TEXT(bytes_of(d), want);
    lt_buf diff = {.mem = lt_mem_default()};
    CHECK_OK(tui_doc_diff(&diff, d, &err), &err);
    CHECK_OK(lt_buf_terminate(&diff, &err), &err);
    CHECK_HAS((char *)diff.data, "+-- new\n");
    lt_buf_clear(&diff);
    CHECK_OK(tui_doc_discard(d, &err), &err);
    CHECK_TEXT(bytes_of(d), sample);
    CHECK_OK(tui_doc_redo(d, &place, &err), &err);
    CHECK_OK(tui_doc_redo(d, &place, &err), &err);
    CHECK_OK(tui_doc_save(d, NULL, false, &saved, &err), &err);
    tui_doc_close(d);
    /* The history is there after a restart, and reaches behind the save. */
    d = open_in(lt_mem_default(), path, journal_folder());
    assert_false(tui_doc_recovered(d, &r));
    assert_false(tui_doc_modified(d));
    CHECK_TEXT(bytes_of(d), want);
    CHECK_OK(tui_doc_undo(d, &place, &err), &err);
    CHECK_OK(tui_doc_undo(d, &place, &err), &err);
    CHECK_TEXT(bytes_of(d), sample);
    tui_doc_close(d);
    free(want);
}

static void any_cut_of_the_journal_is_a_state(void **s)
{
    (void)s;
    lt_error err;
    char    *states[200], path[600];
    size_t   ends[200], n = 0, len;
    seed = 5;
    snprintf(path, sizeof(path), "%s", file_with("cut.lua", sample, strlen(sample)));
    tui_doc *d = open_in(lt_mem_default(), path, journal_folder());
    char     log[700];
    snprintf(log, sizeof(log), "%s", (char *)d->journal.path.data);
    while (n < 60) {
        any_change(d);
        CHECK_OK(tui_doc_sync(d, &err), &err);
        states[n] = strdup(bytes_of(d));
        ends[n++] = d->journal.size;
    }
    tui_doc_close(d);
    char *bytes = helper_read(log, &len);
    d = open_in(lt_mem_default(), path, NULL);
    for (size_t cut = ends[0]; cut <= len; cut++) {
        size_t used, k = 0;
        if (cut > ends[5] && cut % 7) continue;
        CHECK_OK(tui_journal_replay(d, (uint8_t *)bytes, cut, &used, &err), &err);
        while (k + 1 < n && ends[k + 1] <= cut) k++;
        CHECK_TEXT(bytes_of(d), states[k]);
    }
    tui_doc_close(d);
    for (size_t i = 0; i < n; i++) free(states[i]);
    free(bytes);
}

static void hostile_journals_are_survived(void **s)
{
    (void)s;
    lt_error  err;
    size_t    used;
    lt_buf    good = {.mem = lt_mem_default()};
    tui_place place;
    seed = 9;
    tui_doc *d = open_text(sample);
    for (int i = 0; i < 30; i++) any_change(d);
    CHECK_OK(tui_journal_snapshot(&good, d, &err), &err);
    for (int round = 0; round < 4000; round++) {
        lt_buf bad = {.mem = lt_mem_default()};
        CHECK_OK(lt_buf_add(&bad, good.data, good.len, &err), &err);
        for (int i = 0; i < 3; i++)
            bad.data[27 + dice((unsigned)good.len - 27)] = (uint8_t)dice(256);
        uint64_t hash = lt_hash64(bad.data + 27, bad.len - 27, 0); /* a forger can do that too */
        memcpy(bad.data + 19, &hash, sizeof(hash));
        CHECK_OK(tui_journal_replay(d, bad.data, bad.len, &used, &err), &err);
        for (int i = 0; i < 50 && tui_doc_undo(d, &place, &err) == LT_OK; i++) continue;
        for (int i = 0; i < 50 && tui_doc_redo(d, &place, &err) == LT_OK; i++) continue;
        bytes_of(d);
        lt_buf_clear(&bad);
    }
    lt_buf_clear(&good);
    tui_doc_close(d);
}

static void a_second_editor_is_read_only(void **s)
{
    (void)s;
    lt_error    err;
    tui_saved   saved;
    const char *path = file_with("twice.lua", sample, strlen(sample));
    tui_doc    *d = open_in(lt_mem_default(), path, journal_folder());
    tui_doc    *e = open_in(lt_mem_default(), path, journal_folder());
    assert_true(tui_doc_read_only(e));
    CHECK_HAS(tui_doc_notice(e), "another lote");
    CHECK_FAILS(tui_doc_insert(e, 0, LT_CELL_LUA, "", 0, NULL, &err), LT_EINVAL, &err);
    CHECK_FAILS(tui_doc_save(e, NULL, false, &saved, &err), LT_EINVAL, &err);
    CHECK_HAS(err.hint, ":w");
    tui_doc_close(e);
    tui_doc_close(d);
}

/* Every allocation refused in turn: an error, and the document as it was. */
static void memory_may_run_out(void **s)
{
    (void)s;
    lt_error  err;
    tui_place place;
    char      path[600];
    snprintf(path, sizeof(path), "%s", file_with("fault.lua", sample, strlen(sample)));
    EACH_FAULT (mem) {
        tui_doc        *d = NULL;
        tui_doc_options opt = {.mem = mem, .path = path, .now_ns = stopped};
        if (tui_doc_open(&d, &opt, &err)) continue;
        size_t    steps = tui_doc_undo_count(d);
        lt_status status = tui_doc_insert(d, 1, LT_CELL_LUA, "q = 1", 5, NULL, &err);
        if (!status) status = tui_doc_split(d, 1, 2, NULL, &err);
        if (!status) status = tui_doc_set_title(d, 0, "T", &err);
        if (!status)
            status = tui_doc_splice(d, TUI_STEP_NEW, (tui_place){tui_doc_cell(d, 0)->uid, 0},
                                    &(tui_splice){0, 0, "abc", 3}, &err);
        if (!status) status = tui_doc_move(d, 0, 1, 1, &err);
        while (!status && tui_doc_undo_count(d) > steps) status = tui_doc_undo(d, &place, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        tui_doc_close(d);
    }
}

static void memory_may_run_out_while_journaling(void **s)
{
    (void)s;
    lt_error  err;
    tui_saved saved;
    char      path[600];
    snprintf(path, sizeof(path), "%s", file_with("fault2.lua", "-- %%\nx\n", 8));
    EACH_FAULT (mem) {
        tui_doc        *d = NULL;
        tui_doc_options opt = {
            .mem = mem, .path = path, .journal_folder = journal_folder(), .now_ns = stopped};
        if (tui_doc_open(&d, &opt, &err)) continue;
        lt_status status = tui_doc_insert(d, 0, LT_CELL_LUA, "q", 1, NULL, &err);
        if (!status) status = tui_doc_save(d, NULL, false, &saved, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        tui_doc_close(d);
        (void)!lt_tree_remove(journal_folder(), NULL);
        helper_write(path, "-- %%\nx\n", 8);
    }
}

static void large_notebooks_are_quick_enough(void **s)
{
    (void)s;
    lt_error err;
    lt_buf   text = {.mem = lt_mem_default()};
    for (int i = 0; i < 1000; i++)
        CHECK_OK(lt_buf_printf(&text, &err, "-- %%%% %d id=\"i%d\"\nx = %d\n\n", i, i, i), &err);
    tui_doc *d =
        open_in(lt_mem_default(), file_with("large.lua", (char *)text.data, text.len), NULL);
    for (int i = 0; i < 2000; i++) type(d, (size_t)i % 1000, 0, "y");
    text.len = 0;
    for (int i = 0; i < 200000; i++)
        CHECK_OK(lt_buf_text(&text, "-- twenty-five bytes a line\n", &err), &err);
    uint64_t uid;
    CHECK_OK(tui_doc_insert(d, 0, LT_CELL_LUA, (char *)text.data, text.len, &uid, &err), &err);
    for (int i = 0; i < 2000; i++) {
        type(d, 0, text.len / 2, "y");
        tui_text_line_of(tui_doc_cell(d, 0)->text, text.len / 2 + (size_t)i);
    }
    lt_buf_clear(&text);
    tui_doc_close(d);
}

int main(void)
{
    return RUN(test(every_file_is_written_as_it_was), test(cells_are_made_split_joined_and_moved),
               test(typing_is_undone_by_word_and_pause), test(typed_markers_cut_the_cell),
               test(copies_have_no_second_id), test(lines_are_those_of_the_file),
               test(undo_and_redo_are_inverse), test(what_was_not_saved_comes_back),
               test(any_cut_of_the_journal_is_a_state), test(hostile_journals_are_survived),
               test(a_second_editor_is_read_only), test(memory_may_run_out),
               test(memory_may_run_out_while_journaling), test(large_notebooks_are_quick_enough));
}

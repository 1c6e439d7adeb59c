#include "tests/helper.h"

#include "lua/variables.h"
#include "lua/watch.h"

#include <stdio.h>
#include <string.h>

static lt_session *session;
static lt_cancel   cancel;
static char        reads[512], writes[512], printed[512];

static void hear(void *arg, const lt_event *e)
{
    (void)arg;
    size_t n = strlen(printed);
    if (e->kind == LT_EVENT_PRINT)
        snprintf(printed + n, sizeof(printed) - n, "%.*s", (int)e->text_len, e->text);
}

static int open_session(void **state)
{
    (void)state;
    lt_error           err;
    lt_session_options opt = {.context = {.threads = 1, .zone = "UTC"}};
    lt_cancel_reset(&cancel);
    CHECK_OK(lt_session_open(&session, &opt, &cancel, hear, NULL, &err), &err);
    return 0;
}

static int close_session(void **state)
{
    (void)state;
    lt_session_close(session);
    return 0;
}

static void names(char out[512], const lt_buf *list)
{
    const lt_global *g = (const lt_global *)(const void *)list->data;
    size_t           at = 0;
    out[0] = 0;
    for (size_t i = 0; i < list->len / sizeof(*g); i++)
        at += (size_t)snprintf(out + at, 512 - at, "%s ", g[i].name);
}

static lt_status run(const char *code)
{
    lt_error   err;
    lt_watched w;
    printed[0] = 0;
    CHECK_OK(lt_session_watch(session, &err), &err);
    lt_status status = lt_session_run_text(session, code, strlen(code), "cell", 1, &err);
    CHECK_OK(lt_session_watched(&w, session, &err), &err);
    names(reads, &w.reads);
    names(writes, &w.writes);
    lt_watched_clear(&w);
    return status;
}

#define CHECK_RUN(code, want_reads, want_writes) \
    do {                                         \
        assert_int_equal(run(code), LT_OK);      \
        CHECK_TEXT(reads, want_reads);           \
        CHECK_TEXT(writes, want_writes);         \
    } while (0)

static void reads_and_writes_are_told(void **state)
{
    (void)state;
    CHECK_RUN("a = 1 b = 2", "", "a b ");
    CHECK_RUN("c = a + 1", "a ", "c ");
    CHECK_RUN("a = a + 1", "a ", "a ");
    CHECK_RUN("local a = 5 print(a)", "", "");
    CHECK_RUN("print(nothing)", "nothing ", "");
}

static void equal_values_are_not_written(void **state)
{
    (void)state;
    CHECK_RUN("n = 1 s = 'x' t = {1, {k = 'v'}} function f(x) return x + n end", "", "f n s t ");
    CHECK_RUN("n = 1 s = 'x' t = {1, {k = 'v'}} function f(x) return x + n end", "", "");
    CHECK_RUN("t = {1, {k = 'w'}} function f(x) return x - n end", "", "f t ");
    CHECK_RUN("local k = 3 function g() return k end", "", "g ");
    CHECK_RUN("local k = 4 function g() return k end", "", "g ");
    CHECK_RUN("n = 1.0", "", "n ");
}

static void what_was_taken_away_stays_away(void **state)
{
    (void)state;
    CHECK_RUN("a = 1 b = 2", "", "a b ");
    CHECK_RUN("assert(a == 1) a = nil assert(a == nil) b = nil assert(b == nil)", "a b ", "a b ");
    CHECK_RUN("print(a, b)", "a b ", "");
    CHECK_TEXT(printed, "nil\tnil\n");
}

static void functions_of_other_runs_read_for_who_calls_them(void **state)
{
    (void)state;
    CHECK_RUN("rate = 2 function twice(x) return x * rate end", "", "rate twice ");
    CHECK_RUN("print(twice(4))", "rate twice ", "");
    CHECK_RUN("coroutine.wrap(function() print(twice(5)) end)()", "rate twice ", "");
}

static void raw_access_to_all_names_sees_them(void **state)
{
    (void)state;
    CHECK_RUN("a = 1 b = 2", "", "a b ");
    CHECK_RUN("local n = 0 for k, v in pairs(_G) do if k ~= '_G' then n = n + v end end print(n)",
              "a b ", "");
    CHECK_TEXT(printed, "3\n");
    CHECK_RUN("print(rawget(_G, 'b'))", "a b ", "");
    CHECK_TEXT(printed, "2\n");
    CHECK_RUN("rawset(_G, 'b', nil) print(b)", "a b ", "b ");
    CHECK_TEXT(printed, "nil\n");
    CHECK_RUN("print(next(_G) ~= nil)", "a ", "");
}

static void a_run_that_fails_keeps_what_it_did(void **state)
{
    (void)state;
    CHECK_RUN("a = 1", "", "a ");
    assert_int_equal(run("b = 2 error('no')"), LT_ESCRIPT);
    CHECK_TEXT(writes, "b ");
    CHECK_RUN("print(a, b)", "a b ", "");
    CHECK_TEXT(printed, "1\t2\n");
}

static void a_run_that_is_cancelled_keeps_what_it_did(void **state)
{
    (void)state;
    lt_error   err;
    lt_watched w;
    CHECK_OK(lt_session_watch(session, &err), &err);
    lt_cancel_set(&cancel, LT_ECANCELLED);
    CHECK_FAILS(lt_session_run_text(session, "a = 1", 5, "cell", 1, &err), LT_ECANCELLED, &err);
    CHECK_OK(lt_session_watched(&w, session, &err), &err);
    assert_true(lt_cancelled(&cancel));
    lt_watched_clear(&w);
    lt_cancel_reset(&cancel);
    CHECK_RUN("print(a)", "a ", "");
}

static void a_table_changed_in_place_has_another_content(void **state)
{
    (void)state;
    CHECK_RUN("t = {1}", "", "t ");
    uint64_t before = lt_session_content(session, "t");
    CHECK_RUN("t[2] = 5", "t ", "");
    assert_true(lt_session_content(session, "t") != before);
    CHECK_RUN("t[2] = nil", "t ", "");
    assert_true(lt_session_content(session, "t") == before);
    assert_true(lt_session_content(session, "none") == 0);
    CHECK_RUN("t.t = t", "t ", ""); /* within itself */
    assert_true(lt_session_content(session, "t") != before);
}

static void variables_are_told_at_a_glance(void **state)
{
    (void)state;
    lt_error err;
    lt_arena arena = {.mem = lt_mem_default()};
    lt_buf   list = {.mem = lt_mem_default()};
    CHECK_RUN("city = 'Lima' tx = range(3):with_column('b', 'id') bad = setmetatable({}, "
              "{__tostring = function() error('no') end}) t = {1, 2}",
              "", "bad city t tx ");
    CHECK_OK(lt_session_variables(&list, &arena, session, &err), &err);
    const lt_variable *v = (const lt_variable *)(const void *)list.data;
    assert_int_equal(list.len / sizeof(*v), 4);
    CHECK_TEXT(v[0].name, "bad");
    CHECK_TEXT(v[1].text, "\"Lima\"");
    assert_int_equal(v[1].bytes, 4);
    assert_int_equal(v[2].rows, 2);
    CHECK_TEXT(v[3].type, "frame");
    assert_int_equal(v[3].columns, 2);
    lt_arena_clear(&arena);
    lt_buf_clear(&list);
}

static void a_name_is_told_in_full(void **state)
{
    (void)state;
    lt_error err;
    lt_buf   out = {.mem = lt_mem_default()};
    CHECK_RUN("opt = {deep = {er = 5}} tx = range(3)", "", "opt tx ");
    CHECK_OK(lt_session_inspect(&out, session, "opt.deep.er", 11, &err), &err);
    assert_int_equal(out.len, 1);
    assert_int_equal(out.data[0], '5');
    out.len = 0;
    CHECK_OK(lt_session_inspect(&out, session, "read_csv", 8, &err), &err);
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    CHECK_HAS((const char *)out.data, "read_csv");
    CHECK_FAILS(lt_session_inspect(&out, session, "opt.no.where", 12, &err), LT_ENOTFOUND, &err);
    CHECK_FAILS(lt_session_inspect(&out, session, "f()", 3, &err), LT_EUSAGE, &err);
    lt_plan *p;
    CHECK_OK(lt_session_frame(&p, session, "tx", &err), &err);
    lt_plan_release(p);
    CHECK_FAILS(lt_session_frame(&p, session, "opt", &err), LT_ETYPE, &err);
    lt_buf_clear(&out);
}

#define in_session(name) cmocka_unit_test_setup_teardown(name, open_session, close_session)

int main(void)
{
    return RUN(in_session(reads_and_writes_are_told), in_session(equal_values_are_not_written),
               in_session(what_was_taken_away_stays_away),
               in_session(functions_of_other_runs_read_for_who_calls_them),
               in_session(raw_access_to_all_names_sees_them),
               in_session(a_run_that_fails_keeps_what_it_did),
               in_session(a_run_that_is_cancelled_keeps_what_it_did),
               in_session(a_table_changed_in_place_has_another_content),
               in_session(variables_are_told_at_a_glance), in_session(a_name_is_told_in_full));
}

/* test_server.c — an engine and its screens, joined by a socket, in one process. */
#include "tests/helper.h"
#include "tests/server_kit.h"
#include "tui/engine/place.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static kit_engine engine;
static kit_screen a, b;

static int open_one(void **state)
{
    (void)state;
    kit_open(&engine, NULL);
    kit_attach(&a, &engine, false);
    return 0;
}

static int close_one(void **state)
{
    (void)state;
    kit_leave(&a);
    kit_close(&engine);
    return 0;
}

#define with_engine(name) cmocka_unit_test_setup_teardown(name, open_one, close_one)

static const char *printed(void) { return (const char *)a.text.data; }
static const char *bytes(void) { return (const char *)a.bytes.data; }

static void runs_a_cell_and_tells_what_it_printed(void **state)
{
    (void)state;
    kit_run(&a, 7, "print('hello', 1 + 2)");
    CHECK_TEXT(printed(), "hello\t3\n");
    assert_false(a.has_error);
    assert_int_equal(a.counts[TUI_TELL_CELL_BEGIN], 1);
}

static void tells_where_an_error_is(void **state)
{
    (void)state;
    kit_run(&a, 7, "x = 1\nerror('no such day')");
    assert_true(a.has_error);
    CHECK_HAS(a.error.text, "no such day");
    assert_int_equal(a.error.cell_line, 11);
    CHECK_TEXT(a.error.excerpt, "error('no such day')");
    CHECK_TEXT(a.error.cell, "Cell");
    kit_run(&a, 8, "for");
    assert_int_equal(a.error.code, LT_ESCRIPT);
}

static void keeps_variables_between_cells_and_names_what_is_read_and_written(void **state)
{
    (void)state;
    kit_run(&a, 1, "rate = 2; function twice(x) return x * rate end");
    CHECK_TEXT(a.reads, "");
    CHECK_TEXT(a.writes, "rate twice ");
    kit_run(&a, 2, "print(twice(21))");
    CHECK_TEXT(printed(), "42\n");
    CHECK_TEXT(a.reads, "rate twice ");
    CHECK_TEXT(a.writes, "");
    kit_run(&a, 3, "rate = nil; assert(rate == nil); other = type(rate)");
    CHECK_TEXT(a.writes, "other rate ");
    kit_run(&a, 4, "for k in pairs(_G) do if k == 'other' then print(rawget(_G, k)) end end");
    CHECK_TEXT(printed(), "nil\n");
}

static void a_shown_frame_has_the_name_of_a_global_that_holds_it(void **state)
{
    (void)state;
    kit_run(&a, 1, "z = range(3); b = z; other = range(3); show(z)");
    CHECK_TEXT(a.result_name, "b"); /* the first of its names */
    kit_run(&a, 2, "show(z:limit(2))");
    CHECK_TEXT(a.result_name, "");
    kit_run(&a, 3, "local t = range(2); show(t)");
    CHECK_TEXT(a.result_name, "");
}

static void tells_a_table_and_any_window_of_it(void **state)
{
    (void)state;
    kit_run(&a, 1, "show(range(100000):with_column('half', 'if(id % 2 = 0, id / 2, null)'))");
    assert_int_equal(a.counts[TUI_TELL_RESULT], 1);
    assert_int_equal(a.rows, 20);
    assert_false(a.is_exact);
    tui_window_ask w = {.result = a.result, .slot = 1, .row = 2, .rows = 3, .columns = 2};
    assert_int_equal(kit_answer(&a, tui_client_window(a.client, &w)), TUI_TELL_WINDOW);
    CHECK_TEXT(a.cells[0], "2");
    CHECK_TEXT(a.cells[1], "1.0");
    assert_true(a.nulls[3]);
    w.row = 70000;
    assert_int_equal(kit_answer(&a, tui_client_window(a.client, &w)), TUI_TELL_WINDOW);
    assert_int_equal(a.window.row, 70000);
    CHECK_TEXT(a.cells[0], "70000");
    w.row = 99999;
    assert_int_equal(kit_answer(&a, tui_client_window(a.client, &w)), TUI_TELL_WINDOW);
    assert_int_equal(a.window.row, 99997);
    assert_int_equal(a.rows, 100000);
    assert_true(a.is_exact);
    w.rows = 1001;
    assert_int_equal(kit_answer(&a, tui_client_window(a.client, &w)), TUI_TELL_FAILED);
    w.result = 999;
    assert_int_equal(kit_answer(&a, tui_client_window(a.client, &w)), TUI_TELL_FAILED);
    assert_int_equal(a.error.code, LT_ENOTFOUND);
}

static void answers_only_the_newest_of_a_thousand_windows(void **state)
{
    (void)state;
    uint64_t last = 0;
    kit_run(&a, 1, "show(range(5000), 5000)");
    int before = a.counts[TUI_TELL_WINDOW];
    for (int i = 0; i < 1000; i++) {
        tui_window_ask w = {.result = a.result, .slot = 3, .row = i, .rows = 20, .columns = 1};
        last = tui_client_window(a.client, &w);
    }
    assert_int_equal(kit_answer(&a, last), TUI_TELL_WINDOW);
    assert_int_equal(a.window.row, 999);
    assert_int_equal(a.counts[TUI_TELL_WINDOW], before + 1);
}

static void sorts_filters_finds_and_copies(void **state)
{
    (void)state;
    kit_run(&a, 1,
            "t = from_rows({{n = 3, s = 'Lima'}, {n = 1, s = 'a,b'}, {n = 2}}, {'n', 's'}) "
            "show(t)");
    uint64_t   whole = a.result;
    tui_derive d = {whole, TUI_DERIVE_SORT, "-n"};
    assert_int_equal(kit_answer(&a, tui_client_derive(a.client, &d)), TUI_TELL_DERIVED);
    tui_copy c = {a.result, 0, 2, 0, 2, "csv", true};
    assert_int_equal(kit_answer(&a, tui_client_copy(a.client, &c)), TUI_TELL_COPIED);
    CHECK_TEXT(bytes(), "n,s\n3,Lima\n2,\n");
    d = (tui_derive){whole, TUI_DERIVE_FILTER, "n < 3"};
    assert_int_equal(kit_answer(&a, tui_client_derive(a.client, &d)), TUI_TELL_DERIVED);
    assert_int_equal(a.rows, 2);
    uint64_t derived = a.result;
    d.text = "nothing > 1";
    assert_int_equal(kit_answer(&a, tui_client_derive(a.client, &d)), TUI_TELL_FAILED);
    tui_find f = {.result = whole, .text = "LIM", .row = -1, .column = -1};
    assert_int_equal(kit_answer(&a, tui_client_find(a.client, &f)), TUI_TELL_FOUND);
    assert_true(a.found.is_found);
    assert_int_equal(a.found.row, 0);
    assert_int_equal(a.found.column, 1);
    assert_int_equal(kit_answer(&a, tui_client_value(a.client, whole, 1, 1)), TUI_TELL_VALUE);
    CHECK_TEXT(bytes(), "a,b");
    c = (tui_copy){whole, 0, 9, 1, 1, "lua", true};
    assert_int_equal(kit_answer(&a, tui_client_copy(a.client, &c)), TUI_TELL_COPIED);
    CHECK_TEXT(bytes(), "from_rows{\n  {[\"s\"] = \"Lima\"},\n  {[\"s\"] = \"a,b\"},\n"
                        "  {[\"s\"] = nil},\n}\n");
    c.format = "tsv";
    assert_int_equal(kit_answer(&a, tui_client_copy(a.client, &c)), TUI_TELL_COPIED);
    CHECK_TEXT(bytes(), "s\nLima\na,b\n\n");
    assert_int_equal(kit_answer(&a, tui_client_drop(a.client, derived)), TUI_TELL_DONE);
    assert_int_equal(kit_answer(&a, tui_client_value(a.client, derived, 0, 0)), TUI_TELL_FAILED);
}

static void tells_what_a_column_is_made_of(void **state)
{
    (void)state;
    kit_run(&a, 1, "show(range(1000):with_column('k', 'if(id < 900, id % 3, null)'), 1000)");
    assert_int_equal(kit_answer(&a, tui_client_statistics(a.client, a.result, 1)),
                     TUI_TELL_STATISTICS);
    assert_int_equal(a.statistics.rows, 1000);
    assert_int_equal(a.statistics.nulls, 100);
    assert_int_equal(a.statistics.distinct, 3);
    assert_int_equal(a.statistics.top_count, 3);
    assert_int_equal(a.statistics.top_rows[0], 300);
    assert_int_equal(a.statistics.bins[0], 300);
    assert_int_equal(a.statistics.bins[TUI_BINS - 1], 300);
    assert_int_equal(kit_answer(&a, tui_client_statistics(a.client, a.result, 5)), TUI_TELL_FAILED);
}

static void a_hundred_megabytes_of_output_are_head_tail_and_count(void **state)
{
    (void)state;
    size_t before = lt_mem_in_use(lt_mem_default());
    kit_run(&a, 1, "local s = string.rep('x', 9999) for i = 1, 10000 do print(s) end print('end')");
    assert_int_equal(a.text.len, TUI_TEXT_KEPT);
    assert_int_equal(a.flood_bytes, 100000004);
    assert_int_equal(a.flood_lines, 10001);
    CHECK_HAS(bytes(), "end\n");
    assert_true(lt_mem_in_use(lt_mem_default()) - before < (size_t)(8 << 20));
    assert_int_equal(kit_answer(&a, tui_client_output(a.client, 1, 99999994, 100)),
                     TUI_TELL_OUTPUT);
    CHECK_TEXT(bytes(), "xxxxx\nend\n");
    kit_attach(&b, &engine, true);
    kit_wait(&b, TUI_TELL_SYNCED, 1);
    assert_int_equal(b.flood_bytes, 100000004);
    assert_int_equal(b.text.len, TUI_TEXT_KEPT);
    kit_leave(&b);
}

static void one_writes_and_the_others_read(void **state)
{
    (void)state;
    kit_run(&a, 1, "print('before')");
    kit_attach(&b, &engine, false);
    kit_wait(&b, TUI_TELL_SYNCED, 1);
    assert_true(tui_client_is_reader(b.client));
    assert_int_equal(b.counts[TUI_TELL_CELL_DONE], 1);
    assert_int_equal(kit_answer(&b, kit_execute(&b, 2, "print(1)")), TUI_TELL_FAILED);
    assert_int_equal(b.error.code, LT_EBUSY);
    kit_run(&a, 2, "print('after')");
    kit_wait(&b, TUI_TELL_CELL_DONE, 2);
    kit_leave(&a);
    kit_wait(&b, TUI_TELL_ROLE, 1);
    assert_false(tui_client_is_reader(b.client));
    kit_run(&b, 3, "print('mine')");
    CHECK_TEXT((const char *)b.text.data, "mine\n");
    a = b;
    kit_leave(&b);
    kit_attach(&a, &engine, false);
}

static void who_attaches_in_mid_cell_misses_nothing(void **state)
{
    (void)state;
    kit_execute(&a, 1,
                "print('one') local t = os.clock() while os.clock() - t < 0.3 do end "
                "print('two')");
    kit_wait(&a, TUI_TELL_TEXT, 1);
    kit_attach(&b, &engine, true);
    kit_wait(&b, TUI_TELL_CELL_DONE, 1);
    lt_error err;
    CHECK_OK(lt_buf_terminate(&b.text, &err), &err);
    CHECK_TEXT((const char *)b.text.data, "one\ntwo\n");
    assert_int_equal(b.counts[TUI_TELL_CELL_BEGIN], 1);
    kit_leave(&b);
}

static void interrupts_loops_coroutines_pcalls_and_operators(void **state)
{
    static const char *const codes[] = {
        "print('go') while true do end",
        "print('go') coroutine.wrap(function() while true do end end)()",
        "print('go') while true do pcall(function() while true do end end) end",
        "print('go') string.rep('a', 1000000):find(string.rep('a*', 20) .. 'b')",
        "print('go') range(100000000000):count()",
        "print('go') range(100000000000):filter('id % 7 = 3 and id < 0'):count()",
        "print('go') range(100000000000):with_column('x', 'id % "
        "1000'):group_by('x'):count():count()",
        "print('go') range(100000000000):sort('-id'):take(3)",
        "print('go') range(100000000000):select('id % 1000 as x'):distinct():count()",
        "print('go') range(100000000000):select('array(id, id) as l'):explode('l'):count()",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        int texts = a.counts[TUI_TELL_TEXT], done = a.counts[TUI_TELL_CELL_DONE];
        kit_execute(&a, 1, codes[i]);
        kit_wait(&a, TUI_TELL_TEXT, texts + 1);
        usleep(20000); /* into the operator */
        tui_client_interrupt(a.client, 0);
        kit_wait(&a, TUI_TELL_CELL_DONE, done + 1);
        if (a.error.code != LT_ECANCELLED) fail_msg("%s: %s", codes[i], a.error.text);
    }
    kit_run(&a, 2, "print('still here')");
    CHECK_TEXT(printed(), "still here\n");
}

static void cells_wait_in_a_queue_and_can_be_taken_out(void **state)
{
    (void)state;
    kit_execute(&a, 1, "print('go') while true do end");
    kit_wait(&a, TUI_TELL_TEXT, 1);
    kit_execute(&a, 2, "print('second')");
    kit_execute(&a, 3, "print('third')");
    kit_execute(&a, 3, "print('third, anew')");
    assert_int_equal(kit_answer(&a, tui_client_unqueue(a.client, 2)), TUI_TELL_DONE);
    assert_int_equal(kit_answer(&a, tui_client_inspect(a.client, "x", 1)), TUI_TELL_FAILED);
    assert_int_equal(a.error.code, LT_EBUSY);
    a.text.len = 0;
    tui_client_interrupt(a.client, 1);
    kit_wait(&a, TUI_TELL_CELL_DONE, 2);
    lt_error err;
    CHECK_OK(lt_buf_terminate(&a.text, &err), &err);
    CHECK_TEXT(printed(), "third, anew\n");
}

static void restarting_forgets_variables_and_keeps_tables(void **state)
{
    (void)state;
    kit_run(&a, 1, "x = 5 show(range(100), 10)");
    uint64_t result = a.result;
    tui_client_restart(a.client);
    kit_wait(&a, TUI_TELL_RESTARTED, 1);
    kit_run(&a, 2, "print(x)");
    CHECK_TEXT(printed(), "nil\n");
    tui_window_ask w = {.result = result, .slot = 1, .row = 0, .rows = 2, .columns = 1};
    assert_int_equal(kit_answer(&a, tui_client_window(a.client, &w)), TUI_TELL_WINDOW);
    CHECK_TEXT(a.cells[1], "1");
}

static void stale_cells_are_told_with_their_reason(void **state)
{
    char path[256], code[512];
    (void)state;
    snprintf(path, sizeof(path), "%s/in.csv", helper_folder());
    helper_write(path, "a\n1\n", 4);
    snprintf(code, sizeof(code), "tx = read_csv('%s')", path);
    const char *cells[] = {"rate = 2", "print(rate)", code, "show(tx)", "print('alone')"};
    kit_stale(&a, cells, 5);
    assert_int_equal(a.stale[1].why, TUI_NEVER_RUN);
    for (size_t i = 0; i < 5; i++) kit_run(&a, i + 1, cells[i]);
    kit_stale(&a, cells, 5);
    for (int i = 0; i < 5; i++) assert_int_equal(a.stale[i].why, TUI_FRESH);
    kit_run(&a, 1, cells[0]); /* the same value again */
    kit_stale(&a, cells, 5);
    assert_int_equal(a.stale[1].why, TUI_FRESH);
    cells[0] = "rate = 3";
    kit_stale(&a, cells, 5);
    assert_int_equal(a.stale[0].why, TUI_STALE_SOURCE);
    assert_int_equal(a.stale[1].why, TUI_STALE_BEFORE);
    CHECK_TEXT(a.stale_names[1], "rate");
    kit_run(&a, 1, cells[0]);
    helper_write(path, "a\n1\n2\n", 6);
    kit_stale(&a, cells, 5);
    assert_int_equal(a.stale[0].why, TUI_FRESH);
    assert_int_equal(a.stale[1].why, TUI_STALE_GLOBAL);
    assert_int_equal(a.stale[1].by, 1);
    assert_int_equal(a.stale[2].why, TUI_STALE_FILE);
    assert_int_equal(a.stale[3].why, TUI_STALE_BEFORE);
    assert_int_equal(a.stale[4].why, TUI_FRESH);
}

static void answers_about_names(void **state)
{
    (void)state;
    kit_run(&a, 1, "city = 'Lima' tx = range(3):with_column('b', 'id + 1') list = {1, 2}");
    assert_int_equal(kit_answer(&a, tui_client_variables(a.client)), TUI_TELL_VARIABLES);
    CHECK_TEXT(a.names, "city list tx ");
    assert_int_equal(kit_answer(&a, tui_client_complete(a.client, "ci", 2)), TUI_TELL_COMPLETIONS);
    CHECK_HAS(a.names, "city ");
    assert_int_equal(kit_answer(&a, tui_client_inspect(a.client, "tx", 2)), TUI_TELL_INSPECTED);
    CHECK_HAS(bytes(), "frame of 2 columns");
    assert_int_equal(kit_answer(&a, tui_client_inspect(a.client, "city", 4)), TUI_TELL_INSPECTED);
    CHECK_TEXT(bytes(), "\"Lima\"");
    assert_int_equal(kit_answer(&a, tui_client_inspect(a.client, "no", 2)), TUI_TELL_FAILED);
    tui_plan_ask p = {.name = "tx", .mode = ""};
    assert_int_equal(kit_answer(&a, tui_client_plan(a.client, &p)), TUI_TELL_PLAN_TEXT);
    CHECK_HAS(bytes(), "Range");
    const char *text = "-- %% p tags=[\"parameters\"]\nday = \"x\" --@ date: which\n";
    assert_int_equal(kit_answer(&a, tui_client_params(a.client, text, strlen(text))),
                     TUI_TELL_PARAMS);
    CHECK_TEXT(a.names, "day ");
}

static void values_of_parameters_follow_their_cell(void **state)
{
    (void)state;
    tui_execute e = {.cell = 1, .text = "n = 5", .len = 5, .line = 1, .parameters = true};
    assert_int_equal(kit_answer(&a, tui_client_set_param(a.client, "n", "8")), TUI_TELL_DONE);
    tui_client_execute(a.client, &e);
    kit_wait(&a, TUI_TELL_CELL_DONE, 1);
    kit_run(&a, 2, "print(n)");
    CHECK_TEXT(printed(), "8\n");
}

static void tells_the_progress_of_operators(void **state)
{
    (void)state;
    kit_execute(&a, 1, "range(3000000000):filter('id % 3 = 9'):count()");
    kit_wait(&a, TUI_TELL_PROGRESS, 2);
    assert_true(a.most_ops >= 2);
    tui_client_interrupt(a.client, 0);
    kit_wait(&a, TUI_TELL_CELL_DONE, 1);
}

/* ---- what is no client of ours ---- */

static int dial(void)
{
    lt_error err;
    int      fd;
    CHECK_OK(tui_place_connect(&fd, engine.socket, &err), &err);
    assert_true(fd >= 0);
    return fd;
}

/* Sends bytes and reads until the engine hangs up: what it said last as text, "" nothing. */
static const char *exchange(const void *p, size_t n, bool hangs_up)
{
    static char    said[512];
    static char    in[8192];
    size_t         got = 0, used;
    int            fd = dial();
    lt_arena       arena = {.mem = lt_mem_default()};
    tui_frame      f;
    tui_event_told e;
    said[0] = 0;
    assert_int_equal(send(fd, p, n, MSG_NOSIGNAL), n);
    if (hangs_up) shutdown(fd, SHUT_WR);
    for (struct pollfd w = {.fd = fd, .events = POLLIN}; poll(&w, 1, 10000) == 1;) {
        ssize_t k = recv(fd, in + got, sizeof(in) - got, 0);
        if (k <= 0) break;
        got += (size_t)k;
    }
    if (tui_frame_next(&f, &used, (uint8_t *)in, got, NULL) == LT_OK && used &&
        tui_told(&e, &f, &arena, NULL) == LT_OK && e.kind == TUI_TELL_REFUSED)
        snprintf(said, sizeof(said), "%s", e.said.text);
    lt_arena_clear(&arena);
    close(fd);
    return said;
}

static const char *say_hello(int magic, int protocol, const char *version, const char *notebook)
{
    lt_error    err;
    lt_buf      out = {.mem = lt_mem_default()};
    tui_request q = {.kind = TUI_ASK_HELLO,
                     .number = 1,
                     .hello = {magic, protocol, version, notebook, 1, TUI_WRITER}};
    CHECK_OK(tui_ask(&out, &q, &err), &err);
    const char *said = exchange(out.data, out.len, false);
    lt_buf_clear(&out);
    return said;
}

static void strangers_are_refused_with_a_reason(void **state)
{
    (void)state;
    CHECK_HAS(say_hello(TUI_WIRE_MAGIC, TUI_PROTOCOL + 1, LOTE_VERSION, ""), "another version");
    CHECK_HAS(say_hello(TUI_WIRE_MAGIC, TUI_PROTOCOL, "9.9", ""), "another version");
    CHECK_HAS(say_hello(0, TUI_PROTOCOL, LOTE_VERSION, ""), "none of its messages");
    CHECK_HAS(say_hello(TUI_WIRE_MAGIC, TUI_PROTOCOL, LOTE_VERSION, "/other.lua"),
              "another notebook");
    CHECK_HAS(exchange("GET / HTTP/1.1\r\n\r\n", 18, false), "none of lote's");
    CHECK_HAS(exchange("\xff\xff\xff\xff", 4, false), "none of lote's");
    CHECK_HAS(exchange("\x09\0\0\0\x17\1\0\0\0\0\0\0\0", 13, false), "hello");
    CHECK_HAS(exchange("\x09\0\0\0\xfe\1\0\0\0\0\0\0\0", 13, false), "kind 254");
    CHECK_TEXT(exchange("\x40\0\0\0\1", 5, true), ""); /* half a message, then the end */
    kit_run(&a, 1, "print('unmoved')");
    CHECK_TEXT(printed(), "unmoved\n");
}

/* ---- without memory ---- */

/* Whatever is refused, the engine lives on, and a screen that was left attaches again. */
static void survives_refused_memory(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_error   err;
        kit_engine e;
        if (kit_open_in(&e, mem, NULL, &err)) continue;
        for (int tries = 0, done = 0; tries < 3 && !done; tries++) {
            kit_screen s;
            kit_attach(&s, &e, false);
            kit_execute(&s, 1, "x = 1 print(x) show(range(100))");
            for (int i = 0; i < 20 && tui_client_is_alive(s.client) && !done; i++) {
                struct pollfd p = {.fd = tui_client_fd(s.client),
                                   .events = tui_client_wants(s.client)};
                if (poll(&p, 1, 10) > 0) tui_client_work(s.client, p.revents);
                done = s.counts[TUI_TELL_CELL_DONE];
            }
            kit_leave(&s);
        }
        kit_close(&e);
    }
}

/* ---- who may come in ---- */

static bool nobody(void *arg, int fd)
{
    (void)arg, (void)fd;
    return false;
}

static void another_user_is_not_let_in(void **state)
{
    (void)state;
    tui_server_options opt = {.may_enter = nobody};
    kit_open(&engine, &opt);
    kit_attach(&a, &engine, false);
    for (int i = 0; i < 100 && tui_client_is_alive(a.client); i++) {
        usleep(1000);
        tui_client_work(a.client, 1);
    }
    assert_false(tui_client_is_alive(a.client));
    assert_int_equal(a.counts[TUI_TELL_HELLO], 0);
    kit_leave(&a);
    kit_close(&engine);
}

static void an_idle_engine_without_clients_ends(void **state)
{
    (void)state;
    tui_server_options opt = {.idle_s = -1};
    tui_server        *s;
    lt_error           err;
    opt.notebook = "/tmp/n.lua";
    opt.folder = "/tmp";
    opt.listen_fd = opt.first_fd = -1;
    CHECK_OK(tui_server_open(&s, lt_mem_default(), &opt, &err), &err);
    tui_server_run(s);
    tui_server_close(s);
}

int main(void)
{
    return RUN(
        with_engine(runs_a_cell_and_tells_what_it_printed), with_engine(tells_where_an_error_is),
        with_engine(keeps_variables_between_cells_and_names_what_is_read_and_written),
        with_engine(a_shown_frame_has_the_name_of_a_global_that_holds_it),
        with_engine(tells_a_table_and_any_window_of_it),
        with_engine(answers_only_the_newest_of_a_thousand_windows),
        with_engine(sorts_filters_finds_and_copies), with_engine(tells_what_a_column_is_made_of),
        with_engine(a_hundred_megabytes_of_output_are_head_tail_and_count),
        with_engine(one_writes_and_the_others_read),
        with_engine(who_attaches_in_mid_cell_misses_nothing),
        with_engine(interrupts_loops_coroutines_pcalls_and_operators),
        with_engine(cells_wait_in_a_queue_and_can_be_taken_out),
        with_engine(restarting_forgets_variables_and_keeps_tables),
        with_engine(stale_cells_are_told_with_their_reason), with_engine(answers_about_names),
        with_engine(values_of_parameters_follow_their_cell),
        with_engine(tells_the_progress_of_operators),
        with_engine(strangers_are_refused_with_a_reason), test(survives_refused_memory),
        test(another_user_is_not_let_in), test(an_idle_engine_without_clients_ends));
}

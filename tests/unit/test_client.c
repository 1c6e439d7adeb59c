/* test_client.c — screens and engine processes: started, outlived, killed. */
#include "tests/helper.h"
#include "tests/server_kit.h"
#include "tui/engine/engine_main.h"
#include "tui/engine/place.h"

#include "core/clock.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* This program is its own engine: `test_client engine …`. */
static char notebook[256];

typedef struct seen {
    tui_client *client;
    int         counts[TUI_TELL_LAST];
    int64_t     pid;
    char        text[256], said[256], hint[256];
} seen;

static void told(void *arg, const tui_event_told *e)
{
    seen *s = arg;
    s->counts[e->kind]++;
    if (e->kind == TUI_TELL_HELLO) s->pid = e->hello.pid;
    if (e->kind == TUI_TELL_TEXT) {
        size_t n = strlen(s->text);
        snprintf(s->text + n, sizeof(s->text) - n, "%.*s", (int)e->text.bytes.len, e->text.bytes.p);
    }
    if (e->kind == TUI_TELL_ENDED || e->kind == TUI_TELL_REFUSED) {
        snprintf(s->said, sizeof(s->said), "%s", e->said.text);
        snprintf(s->hint, sizeof(s->hint), "%s", e->said.hint);
    }
}

static void await(seen *s, tui_tell_kind kind, int count)
{
    int64_t until = lt_clock_monotonic_ns() + INT64_C(20000000000);
    while (s->counts[kind] < count) {
        struct pollfd p = {.fd = tui_client_fd(s->client), .events = tui_client_wants(s->client)};
        if (lt_clock_monotonic_ns() > until) fail_msg("kind %d was not told: %s", kind, s->said);
        poll(&p, 1, 20);
        tui_client_work(s->client, p.revents);
    }
}

static void attach(seen *s)
{
    lt_error           err;
    tui_client_options opt = {.notebook = notebook, .limits = {.threads = 1, .zone = "UTC"}};
    opt.idle_s = 600;
    *s = (seen){.pid = 0};
    CHECK_OK(tui_client_open(&s->client, lt_mem_default(), &opt, told, s, &err), &err);
}

static void run(seen *s, uint64_t cell, const char *text)
{
    tui_execute e = {.cell = cell, .title = "C", .text = text, .len = strlen(text), .line = 1};
    assert_int_not_equal(tui_client_execute(s->client, &e), 0);
}

static void end_engine(seen *s)
{
    tui_client_shutdown(s->client, true);
    await(s, TUI_TELL_ENDED, 1);
}

static void an_engine_starts_answers_and_ends(void **state)
{
    (void)state;
    seen s;
    attach(&s);
    run(&s, 1, "print('hello')");
    await(&s, TUI_TELL_CELL_DONE, 1);
    CHECK_TEXT(s.text, "hello\n");
    assert_int_not_equal(s.pid, getpid());
    end_engine(&s);
    CHECK_HAS(s.said, "as it was told to");
    assert_false(tui_client_is_alive(s.client));
    tui_client_close(s.client);
}

static void the_death_of_an_engine_is_told_and_another_can_be_started(void **state)
{
    (void)state;
    seen     s;
    lt_error err;
    attach(&s);
    run(&s, 1, "print('go') while true do end");
    await(&s, TUI_TELL_TEXT, 1);
    kill((pid_t)s.pid, SIGKILL);
    await(&s, TUI_TELL_ENDED, 1);
    CHECK_HAS(s.said, "was killed");
    CHECK_HAS(s.hint, "memory");
    assert_int_equal(tui_client_state(s.client), 0);
    CHECK_OK(tui_client_again(s.client, &err), &err);
    s.text[0] = 0;
    run(&s, 1, "print('again')");
    await(&s, TUI_TELL_CELL_DONE, 1);
    CHECK_TEXT(s.text, "again\n");
    end_engine(&s);
    tui_client_close(s.client);
}

/* A screen that is killed in mid cell: another one sees all that was put out. */
static void an_engine_outlives_its_screen(void **state)
{
    (void)state;
    seen  s;
    pid_t child = fork();
    if (child == 0) {
        attach(&s);
        run(&s, 1,
            "print('one') local t = os.clock() while os.clock() - t < 0.5 do end "
            "print('two')");
        await(&s, TUI_TELL_TEXT, 1);
        kill(getpid(), SIGKILL);
    }
    waitpid(child, NULL, 0);
    attach(&s);
    await(&s, TUI_TELL_CELL_DONE, 1);
    CHECK_TEXT(s.text, "one\ntwo\n");
    end_engine(&s);
    tui_client_close(s.client);
}

static void two_screens_that_start_at_once_share_one_engine(void **state)
{
    (void)state;
    seen s, t;
    attach(&s);
    attach(&t);
    await(&s, TUI_TELL_SYNCED, 1);
    await(&t, TUI_TELL_SYNCED, 1);
    assert_int_equal(s.pid, t.pid);
    assert_int_equal(tui_client_is_reader(s.client) + tui_client_is_reader(t.client), 1);
    seen *writer = tui_client_is_reader(s.client) ? &t : &s;
    tui_client_shutdown(writer->client, true);
    await(&s, TUI_TELL_ENDED, 1);
    await(&t, TUI_TELL_ENDED, 1);
    tui_client_close(s.client);
    tui_client_close(t.client);
}

/* What is found is about to end: the screen gets another engine, and what it asked for before. */
static void an_engine_that_is_ending_is_no_answer(void **state)
{
    (void)state;
    seen               s;
    lt_error           err;
    tui_engine_place   place = {.notebook.mem = lt_mem_default()};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int                fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK_OK(tui_place_open(&place, lt_mem_default(), notebook, &err), &err);
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", place.socket);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(chmod(place.socket, 0600), 0);
    assert_int_equal(listen(fd, 4), 0);
    attach(&s);
    run(&s, 1, "print('first')");
    unlink(place.socket);
    close(fd);
    await(&s, TUI_TELL_CELL_DONE, 1);
    CHECK_TEXT(s.text, "first\n");
    end_engine(&s);
    tui_client_close(s.client);
    tui_place_clear(&place);
}

static int become_engine(int argc, char **argv)
{
    tui_client_options opt = {.notebook = argv[argc - 1], .limits = {.threads = 1, .zone = "UTC"}};
    opt.idle_s = 600;
    return tui_engine_main(&opt, TUI_ENGINE_FD);
}

int main(int argc, char **argv)
{
    char folder[200];
    if (argc > 1 && strcmp(argv[1], "engine") == 0) return become_engine(argc, argv);
    snprintf(folder, sizeof(folder), "/tmp/lote-client.%d", (int)getpid());
    mkdir(folder, 0700);
    setenv("XDG_RUNTIME_DIR", folder, 1);
    snprintf(notebook, sizeof(notebook), "%s/n.lua", folder);
    int  failed = RUN(test(an_engine_starts_answers_and_ends),
                      test(the_death_of_an_engine_is_told_and_another_can_be_started),
                      test(an_engine_outlives_its_screen),
                      test(two_screens_that_start_at_once_share_one_engine),
                      test(an_engine_that_is_ending_is_no_answer));
    char lote[300];
    snprintf(lote, sizeof(lote), "%s/lote", folder);
    rmdir(lote);
    rmdir(folder);
    return failed;
}

#include "tui/engine/engine_main.h"

#include "core/clock.h"
#include "tui/engine/place.h"
#include "tui/engine/server.h"
#include "tui/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- being it ---- */

static tui_server           *served;
static volatile sig_atomic_t was_told; /* to end, perhaps before it could serve */

static void on_term(int number)
{
    int kept = errno;
    (void)number;
    was_told = 1;
    if (served) tui_server_stop(served);
    errno = kept;
}

static void set_signals(void)
{
    struct sigaction term = {.sa_handler = on_term}, ignore = {.sa_handler = SIG_IGN};
    sigset_t         none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    sigaction(SIGTERM, &term, NULL);
    sigaction(SIGHUP, &ignore, NULL);
    sigaction(SIGINT, &ignore, NULL);
    sigaction(SIGQUIT, &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGTSTP, &ignore, NULL);
}

/* No library's message ever reaches the terminal. */
static void set_outputs(const char *log)
{
    int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (out < 0) out = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (in >= 0) dup2(in, STDIN_FILENO);
    if (out >= 0) {
        dup2(out, STDOUT_FILENO);
        dup2(out, STDERR_FILENO);
    }
    if (in > STDERR_FILENO) close(in);
    if (out > STDERR_FILENO) close(out);
}

/* When memory runs out the kernel should end the engine, not the screen with what is being written.
 */
static void offer_to_die(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    ssize_t n = write(fd, "500", 3);
    (void)n;
    close(fd);
}

static void tell_first(int fd, const lt_error *err)
{
    lt_buf         text = {.mem = lt_mem_default()};
    tui_event_told e = {.kind = TUI_TELL_REFUSED, .said = {.text = err->text, .hint = err->hint}};
    if (fd >= 0 && tui_tell(&text, &e, NULL) == LT_OK) {
        ssize_t n = send(fd, text.data, text.len, MSG_NOSIGNAL);
        (void)n;
    }
    lt_buf_clear(&text);
}

static const char *folder_of(const char *path, lt_arena *arena)
{
    const char *slash = strrchr(path, '/');
    const char *kept =
        lt_arena_text(arena, path, slash && slash > path ? (size_t)(slash - path) : 1);
    return kept ? kept : "/";
}

/* *lock is given up before the session is closed: that may take its time. */
static lt_status serve(const tui_client_options *opt, const tui_engine_place *p, int first_fd,
                       int *lock, lt_error *err)
{
    const char        *untrusted;
    lt_arena           arena = {.mem = lt_mem_default()};
    lt_buf             allow = {.mem = arena.mem};
    const char        *notebook = (const char *)p->notebook.data;
    tui_server_options o = {.notebook = notebook,
                            .log = p->log,
                            .date = opt->date,
                            .limits = opt->limits,
                            .idle_s = opt->idle_s,
                            .folder = folder_of(notebook, &arena),
                            .listen_fd = -1,
                            .first_fd = first_fd};
    lt_status          status = tui_place_listen(&o.listen_fd, p, err);
    if (tui_trust_allow(&allow, &untrusted, &arena, o.folder, NULL) == LT_OK) {
        o.allow = (const char *const *)(const void *)allow.data;
        o.allow_count = allow.len / sizeof(char *);
    }
    if (!status) status = tui_server_open(&served, lt_mem_default(), &o, err);
    if (!status) {
        if (was_told) tui_server_stop(served);
        tui_server_run(served);
        tui_server *ending = served;
        served = NULL;
        alarm(3); /* a collection of Lua's cannot be interrupted: then the process just ends */
        tui_place_leave(p, *lock);
        *lock = -1;
        tui_server_close(ending);
    }
    lt_buf_clear(&allow);
    lt_arena_clear(&arena);
    return status;
}

int tui_engine_main(const tui_client_options *opt, int first_fd)
{
    lt_error         err;
    tui_engine_place p;
    int              lock = -1;
    if (first_fd >= 0) fcntl(first_fd, F_SETFL, O_NONBLOCK);
    lt_status status = tui_place_open(&p, lt_mem_default(), opt->notebook, &err);
    if (!status) status = tui_place_lock(&lock, &p, &err);
    if (!status && lock < 0) {
        status = LT_FAIL(&err, LT_EBUSY, "another engine has this notebook");
        tui_place_clear(&p);
        tell_first(first_fd, &err);
        return lt_status_exit(status);
    }
    if (!status) {
        set_signals();
        set_outputs(p.log);
        offer_to_die();
        status = serve(opt, &p, first_fd, &lock, &err);
    }
    if (status) tell_first(first_fd, &err);
    if (lock >= 0) tui_place_leave(&p, lock);
    tui_place_clear(&p);
    return status ? lt_status_exit(status) : 0;
}

/* ---- starting it ---- */

enum { MOST_ARGS = 16, NUMBER = 24 };

typedef struct command {
    const char *argv[MOST_ARGS];
    int         argc;
    char        memory[NUMBER], threads[NUMBER], idle[NUMBER];
} command;

static void add(command *c, const char *name, const char *value)
{
    c->argv[c->argc++] = name;
    c->argv[c->argc++] = value;
}

static void write_command(command *c, const tui_client_options *opt, const char *notebook)
{
    const lt_context_options *l = &opt->limits;
    *c = (command){.argv = {"lote", "engine"}, .argc = 2};
    if (l->memory) {
        snprintf(c->memory, NUMBER, "%llu", (unsigned long long)l->memory);
        add(c, "--memory", c->memory);
    }
    if (l->threads) {
        snprintf(c->threads, NUMBER, "%d", l->threads);
        add(c, "--threads", c->threads);
    }
    if (l->zone) add(c, "--zone", l->zone);
    if (opt->date) add(c, "--date", opt->date);
    if (opt->idle_s > 0) {
        snprintf(c->idle, NUMBER, "%lld", (long long)opt->idle_s);
        add(c, "--idle", c->idle);
    }
    add(c, "--", notebook);
}

/* Only what may be called between fork and exec. */
static void become(const char *program, const command *c, int fd)
{
    sigset_t none;
    setsid();
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int null = open("/dev/null", O_RDWR);
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
    }
    if (fd == TUI_ENGINE_FD)
        fcntl(fd, F_SETFD, 0);
    else
        dup2(fd, TUI_ENGINE_FD);
    execv(program, (char *const *)c->argv);
    _exit(127);
}

lt_status tui_engine_start(int *fd, int64_t *pid, const tui_client_options *opt,
                           const char *notebook, lt_error *err)
{
    int     pair[2];
    command c;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
        return LT_FAIL(err, LT_EIO, "the system gives no socket for an engine: %s",
                       strerror(errno));
    write_command(&c, opt, notebook);
    pid_t child = fork();
    if (child == 0) become(opt->program ? opt->program : "/proc/self/exe", &c, pair[1]);
    int cause = errno;
    close(pair[1]);
    if (child < 0) {
        close(pair[0]);
        return LT_FAIL(err, LT_EIO, "the system gives no process for an engine: %s",
                       strerror(cause));
    }
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    *fd = pair[0];
    *pid = child;
    return LT_OK;
}

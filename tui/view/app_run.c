#include "tui/view/app_run.h"

#include "core/clock.h"
#include "tui/state_folder.h"
#include "tui/view/app_state.h"
#include "tui/view/book_view.h"
#include "tui/view/merge_view.h"
#include "tui/view/prompt_view.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the engine ---- */

static void watch_client(tui_app *app);

static void told(void *arg, const tui_event_told *t)
{
    tui_app *app = arg;
    if (t->kind == TUI_TELL_SYNCED) app->is_synced = true;
    if (t->kind == TUI_TELL_ENDED || t->kind == TUI_TELL_REFUSED) {
        app->is_synced = true; /* nothing more will be told */
        tui_app_say(app, "%s%s%s", t->said.text, *t->said.hint ? "; " : "", t->said.hint);
        app->said_is_bad = true;
    }
    if (t->kind == TUI_TELL_FAILED) tui_app_fail(app, &t->error);
    for (tui_view *v = app->top, *below; v; v = below) {
        below = v->below;
        if (v->ops->told) v->ops->told(v, t);
    }
    tui_app_dirty(app);
}

static void client_ready(void *arg, int fd, short ready)
{
    tui_app *app = arg;
    (void)fd;
    tui_client_work(app->client, ready);
    watch_client(app);
}

static void client_late(void *arg)
{
    tui_app *app = arg;
    app->client_timer = -1;
    tui_client_work(app->client, 0);
    watch_client(app);
}

/* After anything that may have changed what the client waits for. */
static void watch_client(tui_app *app)
{
    if (!app->client) return;
    int   fd = tui_client_fd(app->client), ms = tui_client_timeout(app->client);
    short wants = 0;
    if (fd >= 0) wants = tui_client_wants(app->client);
    if (app->watched_fd >= 0 && app->watched_fd != fd) tui_loop_unwatch(app->loop, app->watched_fd);
    if (fd >= 0 && (fd != app->watched_fd || wants != app->watched_for))
        if (tui_loop_watch(app->loop, fd, wants, client_ready, app, NULL)) fd = -1;
    app->watched_fd = fd;
    app->watched_for = wants;
    if (app->client_timer >= 0) tui_loop_cancel(app->loop, app->client_timer);
    app->client_timer = ms >= 0 ? tui_loop_after(app->loop, ms, client_late, app) : -1;
}

static lt_status open_client(tui_app *app, const tui_app_options *opt, lt_error *err)
{
    tui_client_options how = {.notebook = tui_doc_path(app->doc),
                              .socket = opt->socket,
                              .follow = opt->follow,
                              .limits = opt->limits,
                              .date = opt->date};
    return tui_client_open(&app->client, app->mem, &how, told, app, err);
}

/* ---- the journal ---- */

static void journal_due(void *arg)
{
    tui_app    *app = arg;
    const char *trouble = "";
    int         ms = tui_doc_tick(app->doc, &trouble);
    if (*trouble) tui_app_say(app, "%s", trouble);
    app->journal_timer = ms >= 0 ? tui_loop_after(app->loop, ms, journal_due, app) : -1;
}

static void arm_journal(tui_app *app)
{
    if (app->journal_timer < 0) journal_due(app);
}

/* ---- the loop's calls ---- */

static void event(void *data, const tui_event *e)
{
    tui_app *app = data;
    tui_app_event(app, e);
    watch_client(app);
    arm_journal(app);
}

static void draw(void *data, tui_canvas *canvas)
{
    tui_app_draw(data, canvas);
    watch_client(data); /* drawing may have asked for what it misses */
}

/* The window is gone or the system ends us: nothing typed may be lost; the engine goes on. */
static bool take_signal(void *data, int number)
{
    tui_app *app = data;
    if (number == SIGINT) {
        static const tui_event stop = {
            .kind = TUI_EVENT_KEY, .key = 'c', .mods = TUI_CTRL, .text = "", .raw = ""};
        event(app, &stop);
        return true;
    }
    if (number != SIGTERM && number != SIGHUP) return false;
    (void)!tui_doc_sync(app->doc, NULL);
    return false;
}

/* ---- leaving ---- */

static void leave(tui_app *app) { tui_loop_stop(app->loop); }

static void answered(void *arg, const char *text)
{
    tui_app *app = arg;
    char     answer = text[0];
    lt_error err;
    if (answer == 's' || answer == 'y') {
        tui_saved saved;
        if (tui_doc_save(app->doc, NULL, false, &saved, &err) == LT_OK)
            leave(app);
        else
            tui_app_fail(app, &err);
    } else if (answer == 'd' || answer == 'n') {
        if (tui_doc_discard(app->doc, &err) == LT_OK)
            leave(app);
        else
            tui_app_fail(app, &err);
    } else if (answer == 'k') {
        leave(app);
    }
}

void tui_app_quit(tui_app *app)
{
    if (tui_doc_modified(app->doc) && !tui_doc_read_only(app->doc)) {
        tui_prompt_options ask = {
            .label = "unsaved changes: s save, d discard, k keep for the next time, Esc stay: ",
            .accept = answered,
            .arg = app};
        tui_prompt_view_open(app, &ask);
        return;
    }
    leave(app);
}

/* ---- what other parts ask for ---- */

void tui_app_merge(tui_app *app) { tui_merge_view_open(app); }

static bool copy_by_command(const char *command, const char *p, size_t n)
{
    FILE *f = popen(command, "we");
    if (!f) return false;
    bool good = fwrite(p, 1, n, f) == n;
    return pclose(f) == 0 && good;
}

void tui_app_copy(tui_app *app, const char *p, size_t n, const char *what)
{
    const char *command = getenv("LOTE_COPY");
    lt_error    err;
    if (command && *command) {
        bool good = copy_by_command(command, p, n);
        tui_app_say(app,
                    good ? "%zu bytes of %s copied by $LOTE_COPY"
                         : "$LOTE_COPY failed on %zu bytes of %s",
                    n, what);
    } else if (app->screen && tui_screen_copy(app->screen, p, n, &err) == LT_OK) {
        tui_app_say(app, "%zu bytes of %s copied through the terminal", n, what);
    } else if (app->screen) {
        tui_app_fail(app, &err);
    }
}

/* ---- opening ---- */

static lt_status open_doc(tui_app *app, const tui_app_options *opt, lt_error *err)
{
    lt_buf          folder = {.mem = app->mem};
    lt_status       status = tui_state_folder(&folder, "journal", true, err);
    bool            has = status == LT_OK;
    tui_doc_options how = {.mem = app->mem,
                           .path = opt->path,
                           .journal_folder = has ? (const char *)folder.data : NULL,
                           .read_only = opt->read_only || opt->follow};
    status = tui_doc_open(&app->doc, &how, err);
    lt_buf_clear(&folder);
    return status;
}

static void greet(tui_app *app)
{
    tui_recovery found;
    const char  *note = tui_screen_note(app->screen);
    if (tui_doc_recovered(app->doc, &found))
        tui_recovery_ask(app);
    else if (tui_merge_view_open_conflicted(app))
        return;
    else if (*tui_doc_notice(app->doc))
        tui_app_say(app, "%s", tui_doc_notice(app->doc));
    else if (*note)
        tui_app_say(app, "%s", note);
}

static lt_status open_all(tui_app *app, const tui_app_options *opt, lt_error *err)
{
    lt_error no_engine;
    LT_TRY(tui_loop_open(&app->loop, app->mem, err));
    LT_TRY(tui_screen_open(&app->screen, app->mem, &opt->screen, err)); /* or nothing is made */
    LT_TRY(open_doc(app, opt, err));
    tui_book_view *v = tui_book_view_open(app);
    if (!v) return lt_mem_refused(app->mem, sizeof(*v), "the screen", err);
    tui_app_push(app, &v->view);
    bool has_engine = open_client(app, opt, &no_engine) == LT_OK;
    if (!has_engine && (opt->socket || opt->follow)) {
        *err = no_engine;
        return err->code;
    }
    greet(app);
    if (!has_engine) tui_app_fail(app, &no_engine);
    watch_client(app);
    if (opt->script) {
        LT_TRY(tui_script_open(&app->script, app, opt->script, err));
        tui_script_start(app->script);
    }
    return LT_OK;
}

static void close_all(tui_app *app)
{
    while (app->top) {
        tui_view *gone = app->top;
        app->top = gone->below;
        gone->ops->close(gone);
    }
    tui_client_close(app->client);
    tui_screen_close(app->screen);
    tui_script_close(app->script);
    if (app->doc) tui_doc_close(app->doc);
    tui_loop_close(app->loop);
}

static void say_what_stays(const tui_app *app, char note[512])
{
    const tui_book_view *v = tui_book_of(app);
    if (v && v->outcomes.running && app->client && tui_client_is_alive(app->client))
        snprintf(note, 512,
                 "a cell still runs in the engine: lote attach goes on watching, lote ls shows it");
}

lt_status tui_app_run(const tui_app_options *opt, char leave_note[512], lt_error *err)
{
    tui_app app = {
        .mem = lt_mem_default(), .watched_fd = -1, .client_timer = -1, .journal_timer = -1};
    tui_loop_calls calls = {.event = event, .draw = draw, .signal = take_signal, .data = &app};
    int            number = 0;
    leave_note[0] = 0;
    lt_status status = open_all(&app, opt, err);
    if (!status) status = tui_loop_run(app.loop, app.screen, &calls, &number, err);
    if (!status && app.script) status = tui_script_result(app.script, err);
    if (!status && number) status = LT_FAIL(err, LT_ECANCELLED, "ended by signal %d", number);
    if (app.top) say_what_stays(&app, leave_note);
    close_all(&app);
    return status;
}

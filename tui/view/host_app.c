/* host_app.c — the app as a host. */
#include "tui/view/host.h"

#include "tui/view/app.h"
#include "tui/view/text_view.h"

const tui_asks tui_client_asks = {
    .window = tui_client_window,
    .statistics = tui_client_statistics,
    .derive = tui_client_derive,
    .find = tui_client_find,
    .value = tui_client_value,
    .copy = tui_client_copy,
    .drop = tui_client_drop,
    .stop = tui_client_stop,
    .output = tui_client_output,
};

static void app_dirty(void *arg) { tui_app_dirty(arg); }
static void app_say(void *arg, const char *text) { tui_app_say(arg, "%s", text); }
static void app_fail(void *arg, const lt_error *err) { tui_app_fail(arg, err); }

static void app_copy(void *arg, const char *p, size_t n, const char *what)
{
    tui_app_copy(arg, p, n, what);
}

static void app_show(void *arg, const char *title, const char *p, size_t n)
{
    tui_text_view_open(arg, title, p, n);
}

tui_host tui_host_of(struct tui_app *app)
{
    return (tui_host){.mem = tui_app_mem(app),
                      .client = tui_app_client(app),
                      .asks = &tui_client_asks,
                      .arg = app,
                      .dirty = app_dirty,
                      .say = app_say,
                      .fail = app_fail,
                      .copy = app_copy,
                      .show = app_show};
}

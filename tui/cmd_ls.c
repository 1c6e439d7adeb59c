/* cmd_ls.c — `lote ls`: the engines that run, and what they do. */
#include "column/show.h"
#include "core/clock.h"
#include "core/options.h"
#include "tui/engines.h"
#include "tui/main.h"
#include "tui/out.h"
#include "tui/rows.h"
#include "tui/table_text.h"
#include "tui/term.h"

#include <stdio.h>
#include <string.h>

typedef struct seen {
    tui_engine_row   row;
    tui_engine_state state;
    bool             answers;
} seen;

static const char *word_of(const seen *e)
{
    if (!e->answers) return "does not answer";
    if (e->state.running) return "runs a cell";
    return e->state.clients ? "open" : "waits";
}

/* "3 d 4 h", "4 h 2 min", "12 s" */
static void print_age(char *out, size_t size, int64_t us)
{
    long long s = us / 1000000;
    if (s < 0) s = 0;
    if (s >= 86400)
        snprintf(out, size, "%lld d %lld h", s / 86400, s / 3600 % 24);
    else if (s >= 3600)
        snprintf(out, size, "%lld h %lld min", s / 3600, s / 60 % 60);
    else if (s >= 60)
        snprintf(out, size, "%lld min", s / 60);
    else
        snprintf(out, size, "%lld s", s);
}

static lt_status look(lt_buf *out, lt_arena *arena, lt_error *err)
{
    lt_buf rows = {.mem = arena->mem};
    LT_TRY(tui_place_list(&rows, arena, err));
    lt_status             status = LT_OK;
    const tui_engine_row *list = (const tui_engine_row *)(const void *)rows.data;
    for (size_t i = 0; !status && i < rows.len / sizeof(*list); i++) {
        tui_event_told told;
        tui_request    q = {.kind = TUI_ASK_STATE};
        seen           e = {.row = list[i]};
        e.answers = tui_engines_ask(&told, e.row.id, &q, arena, NULL) == LT_OK &&
                    told.kind == TUI_TELL_STATE;
        if (e.answers) e.state = told.state;
        status = lt_buf_add(out, &e, sizeof(e), err);
    }
    lt_buf_clear(&rows);
    return status;
}

static lt_status print_json(lt_buf *out, const seen *e, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "{\"id\":", err));
    LT_TRY(tui_json_text(out, e->row.id, err));
    LT_TRY(lt_buf_text(out, ",\"notebook\":", err));
    LT_TRY(tui_json_text(out, e->row.notebook, err));
    LT_TRY(lt_buf_text(out, ",\"state\":", err));
    LT_TRY(tui_json_text(out, word_of(e), err));
    return lt_buf_printf(out, err,
                         ",\"pid\":%lld,\"started_us\":%lld,\"clients\":%d,\"waiting\":%d,"
                         "\"results\":%lld,\"memory\":%lld}\n",
                         (long long)e->row.pid, (long long)e->row.started_us, e->state.clients,
                         e->state.waiting, (long long)e->state.results, (long long)e->state.memory);
}

static tui_cell text_cell(lt_arena *arena, const char *text)
{
    const char *kept = lt_arena_text(arena, text, strlen(text));
    return (tui_cell){.text = kept ? kept : "", .len = kept ? strlen(kept) : 0};
}

static lt_status print_table(tui_out *out, lt_arena *arena, const seen *list, int32_t n,
                             lt_error *err)
{
    enum { COLUMNS = 6 };
    static const tui_heading headings[COLUMNS] = {{"id", false},     {"state", false},
                                                  {"pid", true},     {"age", false},
                                                  {"memory", false}, {"notebook", false}};
    lt_table                *t;
    char                     text[64];
    lt_show                  how = {.width = tui_term_width(out->fd)};
    tui_cell *cells = lt_arena_get(arena, (size_t)(n ? n : 1) * COLUMNS * sizeof(*cells));
    if (!cells) return lt_mem_refused(arena->mem, 0, "a table", err);
    for (int32_t i = 0; i < n; i++) {
        tui_cell *c = cells + (size_t)i * COLUMNS;
        c[0] = text_cell(arena, list[i].row.id);
        c[1] = text_cell(arena, word_of(&list[i]));
        c[2] = (tui_cell){.number = list[i].row.pid};
        print_age(text, sizeof(text), lt_clock_now_us() - list[i].row.started_us);
        c[3] = text_cell(arena, text);
        lt_print_size(text, list[i].state.memory);
        c[4] = text_cell(arena, text);
        c[5] = text_cell(arena, list[i].row.notebook);
    }
    LT_TRY(tui_table_text(&t, arena->mem, headings, COLUMNS, cells, n, err));
    lt_status status = lt_show_table(&out->text, t, &how, err);
    lt_table_release(t);
    return status;
}

static int run(const tui_args *args)
{
    tui_out  out;
    lt_error err;
    lt_arena arena = {.mem = lt_mem_default()};
    lt_buf   found = {.mem = arena.mem};
    tui_out_open(&out, arena.mem, NULL);
    lt_status   status = look(&found, &arena, &err);
    const seen *list = (const seen *)(const void *)found.data;
    size_t      n = found.len / sizeof(*list);
    bool        json = tui_args_has(args, "json");
    for (size_t i = 0; json && !status && i < n; i++)
        status = print_json(&out.text, &list[i], &err);
    if (!json && !status && n) status = print_table(&out, &arena, list, (int32_t)n, &err);
    if (!json && !status && !n) tui_complain("no engine runs\n", 15);
    if (status) tui_complain_error(&err);
    lt_buf_clear(&found);
    lt_arena_clear(&arena);
    return tui_out_close(&out, lt_status_exit(status));
}

static const tui_option options[] = {
    {"json", 0, TUI_ARG_FLAG, NULL, "one JSON object a line for each engine"}};

const tui_command tui_cmd_ls = {
    .name = "ls",
    .summary = "list the engines of notebooks that run",
    .operands = "",
    .least = 0,
    .most = 0,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes = "An engine goes on when its screen is gone, while a cell runs or results are held.\n"
             "  open: a screen is attached   waits: none is   lote attach, lote kill\n",
    .run = run};

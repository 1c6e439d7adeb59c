/* module.c — require "lote" under a stock Lua 5.4: the engine as a C module, without a sandbox.
 *
 *     local lote = require "lote"
 *     lote.read_csv("sales.csv"):group_by("city"):agg{ "sum(amount) as total" }:show()
 *
 * The table has the names of a notebook. What a notebook shows goes to standard output; a function
 * given to on_event gets it in its place, as {kind = "table", columns = {{name, type}…}, rows =
 * {{text…}…}, …} or {kind = "text" | "print" | "log" | "written", text = …}; nil takes it back.
 * LOTE_THREADS, LOTE_MEMORY and TZ count.
 *
 * Threads  one Lua state; several states have an engine each
 */
#include "column/show.h"
#include "core/civil.h"
#include "core/clock.h"
#include "core/escape.h"
#include "core/number.h"
#include "core/zone.h"
#include "lua/engine.h"
#include "lua/prelude.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MODULE "lote.module"

__attribute__((visibility("default"))) int luaopen_lote(lua_State *L);

/* ---- events ---- */

static int32_t width_of(int fd)
{
    struct winsize size;
    if (isatty(fd) != 1) return 120;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20 ? size.ws_col : 80;
}

/* To standard output, safe for a terminal. Errors of it are the script's as with print: none. */
static void put(const lt_event *e, const struct lt_zone *zone)
{
    static const unsigned keep = LT_ESCAPE_KEEP_NEWLINE | LT_ESCAPE_KEEP_TAB;
    lt_buf                text = {.mem = lt_mem_default()};
    lt_show               how = {.width = width_of(STDOUT_FILENO), .zone = zone};
    lt_status             status = LT_OK;
    FILE                 *to = e->kind == LT_EVENT_LOG ? stderr : stdout;
    if (e->table && e->table->partial) how.more_hint = "show(frame, 100) shows more";
    if (e->kind == LT_EVENT_TABLE)
        status = lt_show_table(&text, e->table, &how, NULL);
    else if (e->kind != LT_EVENT_WRITTEN)
        status = lt_escape(&text, e->text, e->text_len, keep, NULL);
    if (!status && e->kind == LT_EVENT_LOG) status = lt_buf_text(&text, "\n", NULL);
    if (!status && text.len) fwrite(text.data, 1, text.len, to);
    lt_buf_clear(&text);
}

static void push_columns(lua_State *L, const lt_schema *s)
{
    lt_type_text type;
    lua_createtable(L, s->count, 0);
    for (int32_t i = 0; i < s->count; i++) {
        lua_createtable(L, 2, 0);
        lua_pushstring(L, s->fields[i].name);
        lua_rawseti(L, -2, 1);
        lua_pushstring(L, lt_type_name(type, s->fields[i].type));
        lua_rawseti(L, -2, 2);
        lua_rawseti(L, -2, i + 1);
    }
}

/* A value as Spark's cast to string gives it; false is null. */
static void push_text(lua_State *L, lt_value v, const struct lt_zone *zone)
{
    lt_buf text = {.mem = lt_mem_default()};
    if (v.null) {
        lua_pushboolean(L, false);
        return;
    }
    lt_status   status = lt_value_text(&text, v, zone, NULL);
    luaL_Buffer b;
    char       *room = luaL_buffinitsize(L, &b, text.len + 1);
    if (text.len) memcpy(room, text.data, text.len);
    luaL_addsize(&b, text.len);
    lt_buf_clear(&text);
    luaL_pushresult(&b);
    if (status) luaL_error(L, "not enough memory");
}

static void push_table(lua_State *L, const lt_table *t, const struct lt_zone *zone)
{
    const struct {
        const char *name;
        int64_t     n;
    } counts[] = {
        {"padded", t->padded}, {"cut", t->cut}, {"dropped", t->dropped}, {"replaced", t->replaced}};
    push_columns(L, t->schema);
    lua_setfield(L, -2, "columns");
    lua_newtable(L);
    for (int64_t r = 0; r < t->rows; r++) {
        lua_createtable(L, t->schema->count, 0);
        for (int32_t c = 0; c < t->schema->count; c++) {
            push_text(L, lt_table_value(t, r, c), zone);
            lua_rawseti(L, -2, c + 1);
        }
        lua_rawseti(L, -2, r + 1);
    }
    lua_setfield(L, -2, "rows");
    lua_pushboolean(L, t->partial);
    lua_setfield(L, -2, "partial");
    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
        lua_pushinteger(L, counts[i].n);
        lua_setfield(L, -2, counts[i].name);
    }
}

/* Nothing of the engine is held by who emits, so an error of the function may pass. */
static void call_script(lua_State *L, const lt_event *e, const struct lt_zone *zone)
{
    static const char *const kinds[] = {[LT_EVENT_PRINT] = "print",
                                        [LT_EVENT_LOG] = "log",
                                        [LT_EVENT_TABLE] = "table",
                                        [LT_EVENT_TEXT] = "text",
                                        [LT_EVENT_WRITTEN] = "written"};
    lua_createtable(L, 0, 8);
    lua_pushstring(L, kinds[e->kind]);
    lua_setfield(L, -2, "kind");
    if (e->text) {
        lua_pushlstring(L, e->text, e->text_len);
        lua_setfield(L, -2, "text");
    }
    if (e->kind == LT_EVENT_TABLE) push_table(L, e->table, zone);
    if (e->kind == LT_EVENT_WRITTEN) {
        lua_pushinteger(L, e->written.rows);
        lua_setfield(L, -2, "rows");
    }
    lua_call(L, 1, 0);
}

static void on_event(void *arg, const lt_event *e)
{
    lt_engine            *engine = arg;
    lua_State            *L = engine->running;
    const struct lt_zone *zone = lt_context_zone(engine->ctx);
    if (e->kind == LT_EVENT_PROGRESS) return; /* a query is under way: no place for a script */
    luaL_checkstack(L, 20, NULL);
    if (lua_getfield(L, LUA_REGISTRYINDEX, MODULE ".sink") == LUA_TFUNCTION) {
        call_script(L, e, zone);
        return;
    }
    lua_pop(L, 1);
    put(e, zone);
}

/* on_event(function or nil) */
static int l_on_event(lua_State *L)
{
    lua_settop(L, 1);
    if (!lua_isnil(L, 1)) luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_setfield(L, LUA_REGISTRYINDEX, MODULE ".sink");
    return 0;
}

/* ---- opening ---- */

static int close_engine(lua_State *L)
{
    lt_engine *e = lua_touserdata(L, 1);
    lt_context_close(e->ctx);
    lt_options_clear(&e->params);
    e->ctx = NULL;
    return 0;
}

/* A number of the environment, 0 where it is not set. */
static int64_t from_environment(lua_State *L, const char *name,
                                bool (*read)(const char *p, size_t n, int64_t *out))
{
    int64_t     n = 0;
    const char *text = getenv(name);
    if (text && *text && (!read(text, strlen(text), &n) || n <= 0))
        luaL_error(L, "%s is not right: \"%s\"", name, text);
    return n;
}

static void set_today(lt_engine *e)
{
    char    text[LT_DATE_TEXT];
    int64_t local = lt_zone_to_local(lt_context_zone(e->ctx), lt_clock_now_us());
    size_t  n = lt_print_date(text, lt_days_from_micros(local));
    if (n >= sizeof(e->date)) n = sizeof(e->date) - 1;
    memcpy(e->date, text, n);
    e->date[n] = 0;
}

static lt_engine *open_engine(lua_State *L)
{
    lt_error   err;
    int64_t    threads = from_environment(L, "LOTE_THREADS", lt_parse_i64);
    int64_t    memory = from_environment(L, "LOTE_MEMORY", lt_parse_size);
    lt_engine *e = lua_newuserdatauv(L, sizeof(*e), 0);
    *e = (lt_engine){.show_rows = 20, .sink = on_event, .arg = e, .params.mem = lt_mem_default()};
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, close_engine);
    lua_setfield(L, -2, "__gc");
    lua_setmetatable(L, -2);
    lua_setfield(L, LUA_REGISTRYINDEX, MODULE);
    lt_context_options opt = {.memory = (uint64_t)memory,
                              .threads = threads > 256 ? 256 : (int32_t)threads};
    if (lt_context_open(&e->ctx, &opt, &err)) lt_bind_raise(L, &err);
    set_today(e);
    return e;
}

int luaopen_lote(lua_State *L)
{
    lt_bind_open(L);
    lt_engine *e = open_engine(L);
    lua_newtable(L);
    lt_engine_bind(L, e);
    lua_pushcfunction(L, l_on_event);
    lua_setfield(L, -2, "on_event");
    lua_pushliteral(L, LOTE_VERSION);
    lua_setfield(L, -2, "_VERSION");
    lt_prelude_run(L);
    return 1;
}

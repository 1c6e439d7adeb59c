/* bind_show.c — actions that show or hand over what a frame holds: show, collect, count, explain …
 */
#include "lua/frame.h"
#include "lua/sandbox.h"

#include "core/civil.h"
#include "core/number.h"
#include "core/zone.h"

#include <string.h>

static int raise_unplanned(lua_State *L, const char *what)
{
    lt_error err;
    lt_fail(&err, LT_EUNSUPPORTED, LT_HERE, "%s needs the rows, and planning runs nothing", what);
    lt_error_hint(&err, "run the notebook, or keep %s out of the cells that decide the plan", what);
    return lt_bind_raise(L, &err);
}

static void emit_plan(lua_State *L, lt_engine *e, lt_plan *p, const lt_explain_options *how,
                      lt_event_kind kind)
{
    lt_error err;
    lt_buf   text = {.mem = lt_context_mem(e->ctx)};
    lt_query query = lt_engine_query(e);
    if (lt_explain(&text, e->ctx, p, how, &query, &err)) {
        lt_buf_clear(&text);
        lt_bind_raise(L, &err);
    }
    lt_push_text(L, &text);
    size_t      len;
    const char *shown = lua_tolstring(L, -1, &len);
    if (kind == LT_EVENT_PLAN && len > 0) len--; /* the newline */
    lt_engine_emit(e, (lt_event){.kind = kind, .text = shown, .text_len = len});
    lua_pop(L, 1);
}

void lt_emit_plan(lua_State *L, lt_engine *e, lt_plan *p, const lt_explain_options *how)
{
    emit_plan(L, e, p, how, LT_EVENT_TEXT);
}

void lt_emit_plan_only(lua_State *L, lt_engine *e, lt_plan *p)
{
    emit_plan(L, e, p, &e->plan, e->plan.json ? LT_EVENT_PLAN : LT_EVENT_TEXT);
}

bool lt_engine_is_dry(const lt_engine *e)
{
    return e->plan_only && e->plan.mode != LT_EXPLAIN_ANALYZE;
}

/* ---- values for Lua ---- */

/* {1, 2, 3}; a null element is a hole. */
static void push_list(lua_State *L, lt_value v)
{
    luaL_checkstack(L, 4, "lists in lists");
    lua_createtable(L, v.list.len, 0);
    for (int32_t i = 0; i < v.list.len; i++) {
        lt_push_value(L, lt_value_item(v, i));
        lua_rawseti(L, -2, i + 1);
        lt_bind_step(L);
    }
}

void lt_push_value(lua_State *L, lt_value v)
{
    char   text[LT_DECIMAL_TEXT + LT_TIMESTAMP_TEXT];
    size_t len;
    if (v.null) {
        lua_pushnil(L);
        return;
    }
    switch ((lt_type_id)v.type.id) {
    case LT_BOOL: lua_pushboolean(L, v.b); return;
    case LT_F32:
    case LT_F64: lua_pushnumber(L, v.f); return;
    case LT_STRING:
    case LT_BINARY: lua_pushlstring(L, (const char *)v.s.bytes, (size_t)v.s.len); return;
    case LT_LIST: push_list(L, v); return;
    case LT_DECIMAL: len = lt_print_decimal(text, v.d, v.type.scale); break;
    case LT_DATE: len = lt_print_date(text, (int32_t)v.i); break;
    case LT_TIMESTAMP_NTZ: len = lt_print_timestamp(text, v.i); break;
    case LT_TIMESTAMP:
        len = lt_zone_print_timestamp(lt_context_zone(lt_engine_of(L)->ctx), text, v.i);
        break;
    default: lua_pushinteger(L, v.i); return;
    }
    lua_pushlstring(L, text, len);
}

/* ---- running into a box that owns the table ---- */

static int release_table(lua_State *L)
{
    lt_table **box = lua_touserdata(L, 1);
    lt_table_release(*box);
    *box = NULL;
    return 0;
}

static lt_table **box_table(lua_State *L)
{
    lt_table **box = lua_newuserdatauv(L, sizeof(*box), 0);
    *box = NULL;
    if (luaL_newmetatable(L, "lote.table")) {
        lua_pushcfunction(L, release_table);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return box;
}

/* rows < 0: all. A refused allocation may be Lua's own garbage: collect it and try once more. */
static lt_table *run(lua_State *L, lt_plan *p, int64_t rows)
{
    lt_error   err;
    lt_engine *e = lt_engine_of(L);
    lt_table **box = box_table(L);
    lt_query   query = lt_engine_query(e);
    lt_status  status = rows < 0 ? lt_collect(box, e->ctx, p, &query, &err)
                                 : lt_head(box, e->ctx, p, rows, &query, &err);
    if (status == LT_ENOMEM) {
        lua_gc(L, LUA_GCCOLLECT);
        status = rows < 0 ? lt_collect(box, e->ctx, p, &query, &err)
                          : lt_head(box, e->ctx, p, rows, &query, &err);
    }
    if (status) lt_bind_raise(L, &err);
    return *box;
}

static void push_row(lua_State *L, const lt_table *t, int64_t row)
{
    lua_createtable(L, 0, t->schema->count);
    for (int32_t c = 0; c < t->schema->count; c++) {
        lt_push_value(L, lt_table_value(t, row, c));
        lua_setfield(L, -2, t->schema->fields[c].name);
    }
}

static int push_rows(lua_State *L, lt_plan *p, int64_t limit)
{
    lt_table *t = run(L, p, limit);
    lua_createtable(L, (int)(t->rows < 1 << 20 ? t->rows : 1 << 20), 0);
    for (int64_t r = 0; r < t->rows; r++) {
        push_row(L, t, r);
        lua_rawseti(L, -2, r + 1);
        lt_bind_step(L);
    }
    lt_engine_of(L)->rows = t->rows;
    return 1;
}

static int l_collect(lua_State *L)
{
    lt_plan *p = lt_check_frame(L, 1);
    if (lt_engine_is_dry(lt_engine_of(L))) return raise_unplanned(L, "collect()");
    return push_rows(L, p, -1);
}

static int l_take(lua_State *L)
{
    lt_plan    *p = lt_check_frame(L, 1);
    lua_Integer n = luaL_checkinteger(L, 2);
    luaL_argcheck(L, n >= 0, 2, "a number of rows that is not negative expected");
    if (lt_engine_is_dry(lt_engine_of(L))) return raise_unplanned(L, "take()");
    return push_rows(L, p, n);
}

/* The last rows. */
static int l_tail(lua_State *L)
{
    lt_plan    *p = lt_check_frame(L, 1);
    lua_Integer n = luaL_checkinteger(L, 2);
    luaL_argcheck(L, n >= 0, 2, "a number of rows that is not negative expected");
    if (lt_engine_is_dry(lt_engine_of(L))) return raise_unplanned(L, "tail()");
    lt_plan **box = lt_box_frame(L);
    lt_give_frame(L, box, lt_tail_rows(lt_plan_retain(p), n));
    return push_rows(L, *box, -1);
}

static int l_is_empty(lua_State *L)
{
    lt_plan *p = lt_check_frame(L, 1);
    if (lt_engine_is_dry(lt_engine_of(L))) return raise_unplanned(L, "is_empty()");
    lua_pushboolean(L, run(L, p, 1)->rows == 0);
    return 1;
}

static int l_first(lua_State *L)
{
    lt_plan *p = lt_check_frame(L, 1);
    if (lt_engine_is_dry(lt_engine_of(L))) return raise_unplanned(L, "first()");
    lt_table *t = run(L, p, 1);
    if (t->rows == 0) return 0;
    push_row(L, t, 0);
    return 1;
}

/* head() is the first row, head(n) a list of rows. */
static int l_head(lua_State *L)
{
    return lua_isnoneornil(L, 2) && !lua_isnone(L, 1) ? l_first(L) : l_take(L);
}

static int count_rows(lua_State *L)
{
    lt_error   err;
    int64_t    n;
    lt_engine *e = lt_engine_of(L);
    lt_plan   *p = lt_check_frame(L, 1);
    lt_query   query = lt_engine_query(e);
    if (lt_engine_is_dry(e)) return raise_unplanned(L, "count()");
    if (lt_count(&n, e->ctx, p, &query, &err)) return lt_bind_raise(L, &err);
    e->rows = n;
    lua_pushinteger(L, n);
    return 1;
}

/* count(frame) runs; count("column") is the aggregate. */
static int l_count(lua_State *L)
{
    if (luaL_testudata(L, 1, LT_FRAME_BOX)) return count_rows(L);
    lua_getfield(L, lua_upvalueindex(1), "count");
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

/* ---- show, print, explain ---- */

static void emit_text(lua_State *L, lt_engine *e, int idx, lt_event_kind kind)
{
    size_t      len;
    const char *text = luaL_tolstring(L, idx, &len);
    lt_engine_emit(e, (lt_event){.kind = kind, .text = text, .text_len = len});
    lua_pop(L, 1);
}

/* Pushes the first name, in byte order, of a global that holds this very frame; else "". */
static const char *push_name(lua_State *L, const lt_plan *p)
{
    const char *first = "";
    lua_pushliteral(L, "");
    lt_sandbox_push_env(L);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        lt_plan **box = luaL_testudata(L, -1, LT_FRAME_BOX);
        if (!box || *box != p || lua_type(L, -2) != LUA_TSTRING) continue;
        const char *name = lua_tostring(L, -2);
        if (*first && strcmp(name, first) >= 0) continue;
        lua_pushvalue(L, -2);
        lua_replace(L, -5); /* it keeps the name alive */
        first = name;
    }
    lua_pop(L, 1);
    return first;
}

static int show_frame(lua_State *L, lt_engine *e, lt_plan *p)
{
    int64_t rows = luaL_optinteger(L, 2, e->show_rows);
    luaL_argcheck(L, rows >= 0, 2, "a number of rows that is not negative expected");
    if (e->plan_only) {
        lt_emit_plan_only(L, e, p);
        return 0;
    }
    lt_table *t = run(L, p, rows);
    e->rows = t->rows;
    const char *name = push_name(L, p);
    lt_engine_emit(e, (lt_event){.kind = LT_EVENT_TABLE,
                                 .table = t,
                                 .plan = p,
                                 .rows = t->rows,
                                 .text = *name ? name : NULL,
                                 .text_len = strlen(name)});
    return 0;
}

/* show(frame[, rows]); any other values are shown as text. */
static int l_show(lua_State *L)
{
    lt_engine *e = lt_engine_of(L);
    luaL_checkany(L, 1);
    if (luaL_testudata(L, 1, LT_GROUPED_BOX)) lt_check_frame(L, 1);
    if (luaL_testudata(L, 1, LT_FRAME_BOX)) return show_frame(L, e, lt_check_frame(L, 1));
    for (int i = 1, n = lua_gettop(L); i <= n; i++) {
        size_t len;
        luaL_tolstring(L, i, &len);
        lua_pushliteral(L, "\n");
        lua_concat(L, 2);
        emit_text(L, e, -1, LT_EVENT_TEXT);
        lua_settop(L, n);
    }
    return 0;
}

static int l_print(lua_State *L)
{
    luaL_Buffer b;
    int         n = lua_gettop(L);
    luaL_buffinit(L, &b);
    for (int i = 1; i <= n; i++) {
        if (i > 1) luaL_addchar(&b, '\t');
        luaL_tolstring(L, i, NULL);
        luaL_addvalue(&b);
    }
    luaL_addchar(&b, '\n');
    luaL_pushresult(&b);
    emit_text(L, lt_engine_of(L), -1, LT_EVENT_PRINT);
    return 0;
}

static int l_log(lua_State *L)
{
    luaL_checkany(L, 1);
    emit_text(L, lt_engine_of(L), 1, LT_EVENT_LOG);
    return 0;
}

static int unknown_mode(lua_State *L, const char *name)
{
    lt_error    err;
    const char *mode;
    lt_fail(&err, LT_EINVAL, LT_HERE, "explain has no mode \"%s\"", name);
    lua_pushliteral(L, "");
    for (int32_t i = 0; (mode = lt_explain_mode_name(i)); i++)
        lua_pushfstring(L, "%s, ", mode), lua_concat(L, 2);
    lt_error_hint(&err, "modes are %sjson", lua_tostring(L, -1));
    return lt_bind_raise(L, &err);
}

/* "simple", …; "json" is how it is told, not what is. */
static void explain_mode(lua_State *L, int idx, lt_explain_options *how)
{
    const char *name = luaL_checkstring(L, idx);
    if (strcmp(name, "json") == 0)
        how->json = true;
    else if (!lt_explain_mode_find(name, &how->mode))
        unknown_mode(L, name);
}

static void explain_table(lua_State *L, lt_explain_options *how)
{
    if (lua_getfield(L, 2, "mode") != LUA_TNIL) explain_mode(L, -1, how);
    lua_getfield(L, 2, "analyze");
    if (lua_toboolean(L, -1)) how->mode = LT_EXPLAIN_ANALYZE;
    lua_getfield(L, 2, "json");
    if (lua_toboolean(L, -1)) how->json = true;
    lua_settop(L, 2);
}

/* explain(frame[, "mode" | {mode =, analyze =, json =} | true for extended, as in Spark]) */
static int l_explain(lua_State *L)
{
    lt_engine               *e = lt_engine_of(L);
    lt_plan                 *p = lt_check_frame(L, 1);
    lt_explain_options       how = {.ascii = e->plan.ascii};
    static const char *const known[] = {"mode", "analyze", "json", NULL};
    lua_settop(L, 2);
    if (lua_istable(L, 2) && lt_check_options(L, 2, "explain", known))
        explain_table(L, &how);
    else if (lua_isboolean(L, 2))
        how.mode = lua_toboolean(L, 2) ? LT_EXPLAIN_EXTENDED : LT_EXPLAIN_RULES;
    else if (!lua_isnil(L, 2))
        explain_mode(L, 2, &how);
    if (lt_engine_is_dry(e) && how.mode == LT_EXPLAIN_ANALYZE) how.mode = LT_EXPLAIN_RULES;
    lt_emit_plan(L, e, p, &how);
    return 0;
}

static const luaL_Reg actions[] = {
    {"show", l_show},         {"display", l_show},    {"collect", l_collect},
    {"take", l_take},         {"head", l_head},       {"tail", l_tail},
    {"is_empty", l_is_empty}, {"explain", l_explain}, {NULL, NULL}};

void lt_bind_show(lua_State *L)
{
    luaL_setfuncs(L, actions, 0);
    luaL_setfuncs(L, lt_frame_schema, 0);
    lua_pushcfunction(L, l_print);
    lua_setfield(L, -2, "print");
    lua_pushcfunction(L, l_log);
    lua_setfield(L, -2, "log");
    lua_pushcfunction(L, l_first);
    lua_setfield(L, -2, "first");
    lua_getfield(L, -1, "fn");
    lua_pushcclosure(L, l_count, 1);
    lua_setfield(L, -2, "count");

    lua_getfield(L, LUA_REGISTRYINDEX, "lote.frame.methods");
    luaL_setfuncs(L, actions, 0);
    luaL_setfuncs(L, lt_frame_schema, 0);
    lua_pushcfunction(L, l_first);
    lua_setfield(L, -2, "first");
    lua_pushcfunction(L, count_rows);
    lua_setfield(L, -2, "count");
    lua_pop(L, 1);
}

/* bind_io.c — where frames come from and go to: read_csv, read_parquet, from_rows, range, write_*.
 */
#include "column/list.h"
#include "lua/engine.h"

#include <math.h>
#include <string.h>

enum { MAX_OPTIONS = 24, MAX_PATHS = 10000 };

/* The options of the table at idx (or none) as text, kept alive by copies on the stack. */
static int options_from(lua_State *L, int idx, lt_option *out)
{
    int n = 0;
    if (lua_isnoneornil(L, idx)) return 0;
    luaL_checktype(L, idx, LUA_TTABLE);
    luaL_checkstack(L, 2 * MAX_OPTIONS + 8, "too many options");
    for (lua_pushnil(L); lua_next(L, idx);) {
        luaL_argcheck(L, lua_type(L, -2) == LUA_TSTRING, idx, "options are name = value");
        luaL_argcheck(L, n < MAX_OPTIONS, idx, "more than 24 options");
        int type = lua_type(L, -1);
        if (type == LUA_TBOOLEAN)
            lua_pushstring(L, lua_toboolean(L, -1) ? "true" : "false");
        else if (type == LUA_TSTRING || type == LUA_TNUMBER)
            lua_pushstring(L, lua_tostring(L, -1)); /* a copy: the key must not change */
        else
            luaL_error(L, "option \"%s\" is a %s: text, a number or a boolean expected",
                       lua_tostring(L, -2), luaL_typename(L, -1));
        lua_replace(L, -2);
        out[n].name = lua_tostring(L, -2);
        out[n++].value = lua_tostring(L, -1);
        lua_pushvalue(L, -2); /* name and value stay below as anchors */
    }
    return n;
}

static int read_files(lua_State *L, const char *format)
{
    lt_option    options[MAX_OPTIONS];
    lt_engine   *e = lt_engine_of(L);
    int          n = 1;
    const char **paths;
    lua_settop(L, 2);
    if (lua_istable(L, 1)) {
        n = (int)luaL_len(L, 1);
        luaL_argcheck(L, n > 0 && n <= MAX_PATHS, 1, "a list of 1 to 10000 paths expected");
        paths = lua_newuserdatauv(L, (size_t)n * sizeof(*paths), 0);
        for (int i = 0; i < n; i++) {
            if (lua_geti(L, 1, i + 1) != LUA_TSTRING)
                luaL_argerror(L, 1, "a list of paths expected");
            paths[i] = lua_tostring(L, -1); /* anchored by the list */
            lua_pop(L, 1);
        }
    } else {
        paths = lua_newuserdatauv(L, sizeof(*paths), 0);
        paths[0] = luaL_checkstring(L, 1);
    }
    int       option_count = options_from(L, 2, options);
    lt_plan **out = lt_box_frame(L);
    *out = lt_plan_at(lt_scan(e->ctx, format, paths, n, options, option_count), lt_engine_line(L));
    lt_error err;
    if (lt_plan_check(*out, &err)) return lt_bind_raise(L, &err);
    for (int i = 0; e->tells_reads && i < n; i++)
        lt_engine_emit(
            e, (lt_event){.kind = LT_EVENT_READ, .text = paths[i], .text_len = strlen(paths[i])});
    return 1;
}
static int l_read_csv(lua_State *L) { return read_files(L, "csv"); }
static int l_read_parquet(lua_State *L) { return read_files(L, "parquet"); }
static int l_read_files(lua_State *L) { return read_files(L, NULL); }

static int l_range(lua_State *L)
{
    lua_Integer start = 0, stop = luaL_checkinteger(L, 1);
    if (!lua_isnoneornil(L, 2)) {
        start = stop;
        stop = luaL_checkinteger(L, 2);
    }
    lua_Integer step = luaL_optinteger(L, 3, 1);
    lt_plan   **out = lt_box_frame(L);
    lt_error    err;
    *out = lt_plan_at(lt_range(start, stop, step), lt_engine_line(L));
    if (lt_plan_check(*out, &err)) return lt_bind_raise(L, &err);
    return 1;
}

/* ---- from_rows ---- */

/* Adds the names in the row on top that are new to the list; the table after it knows those seen.
 */
static void add_names(lua_State *L, int list, int *n, lua_Integer row)
{
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L,
                       "from_rows: row %d has a field without a name; give rows as {name = "
                       "value}, or the names as second argument",
                       (int)row);
        lua_pushvalue(L, -2);
        if (lua_rawget(L, list + 1) == LUA_TNIL) {
            lua_pushvalue(L, -3), lua_pushboolean(L, true), lua_rawset(L, list + 1);
            lua_pushvalue(L, -3), lua_rawseti(L, list, ++*n);
        }
        lua_pop(L, 1);
    }
}

/* The names of all rows' fields, in name order, as a new list on top. */
static void collect_names(lua_State *L, lua_Integer rows)
{
    lua_newtable(L);
    int list = lua_gettop(L), n = 0;
    lua_newtable(L); /* seen */
    for (lua_Integer r = 1; r <= rows; r++) {
        if (lua_geti(L, 1, r) != LUA_TTABLE)
            luaL_error(L, "from_rows: row %d is not a table", (int)r);
        add_names(L, list, &n, r);
        lua_pop(L, 1);
        lt_bind_step(L);
    }
    lua_pop(L, 1);
    for (int i = 2; i <= n; i++) /* insertion sort: names are few */
        for (int k = i; k > 1; k--) {
            lua_rawgeti(L, list, k - 1), lua_rawgeti(L, list, k);
            bool ordered = strcmp(lua_tostring(L, -2), lua_tostring(L, -1)) <= 0;
            if (!ordered) lua_rawseti(L, list, k - 1), lua_rawseti(L, list, k);
            if (ordered) lua_pop(L, 2);
            if (ordered) break;
        }
}

/* The field of row r (a table on top of the stack) for column c: by name, else by position. */
static int push_field(lua_State *L, int names, int c)
{
    lua_rawgeti(L, names, c + 1);
    int type = lua_gettable(L, -2);
    if (type != LUA_TNIL) return type;
    lua_pop(L, 1);
    return lua_geti(L, -1, c + 1);
}

/* Where a value stands, for messages; levels of lists around it. */
typedef struct place {
    const char *name;
    lua_Integer row;
    int         depth;
} place;

static lt_type widen(lua_State *L, lt_type have, const place *at);

/* The type of the array on top of the stack: what its values widen the elements of `have` to. */
static lt_type list_type(lua_State *L, lt_type have, const place *at)
{
    lt_error    err;
    place       inner = {.name = at->name, .row = at->row, .depth = at->depth + 1};
    lt_type     element = lt_type_element(have), list = have;
    lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    luaL_checkstack(L, 8, "lists in lists");
    if (inner.depth > LT_TYPE_DEPTH)
        luaL_error(L, "from_rows: row %d, column \"%s\": lists in lists go %d levels deep at most",
                   (int)at->row, at->name, LT_TYPE_DEPTH);
    if (n == 0) lua_pushnil(L);
    if (n == 0 && lua_next(L, -2))
        luaL_error(L,
                   "from_rows: row %d, column \"%s\": a table with names cannot be a value; a list "
                   "is {1, 2, 3}",
                   (int)at->row, at->name);
    for (lua_Integer i = 1; i <= n; i++, lt_bind_step(L)) {
        lua_rawgeti(L, -1, i);
        element = widen(L, element, &inner);
        lua_pop(L, 1);
    }
    if (lt_type_list(&list, element, &err)) lt_bind_raise(L, &err);
    return list;
}

/* Widens a column's type by the value on top of the stack: int32 to int64 to float64, the elements
 * of lists too; nil fits all. */
static lt_type widen(lua_State *L, lt_type have, const place *at)
{
    lt_type t;
    switch (lua_type(L, -1)) {
    case LUA_TNIL: return have;
    case LUA_TBOOLEAN: t = LT_TYPE(BOOL); break;
    case LUA_TSTRING: t = LT_TYPE(STRING); break;
    case LUA_TTABLE: t = list_type(L, have, at); break;
    case LUA_TNUMBER:
        if (!lua_isinteger(L, -1)) {
            t = LT_TYPE(F64);
        } else {
            lua_Integer i = lua_tointeger(L, -1);
            t = i >= INT32_MIN && i <= INT32_MAX ? LT_TYPE(I32) : LT_TYPE(I64);
        }
        break;
    default:
        luaL_error(L, "from_rows: row %d, column \"%s\": a %s cannot be a value", (int)at->row,
                   at->name, luaL_typename(L, -1));
        return have;
    }
    if (have.id == LT_VOID || have.id == t.id) return t;
    if (lt_type_is_numeric(have) && lt_type_is_numeric(t)) return have.id > t.id ? have : t;
    luaL_error(L, "from_rows: row %d, column \"%s\": a %s among values of another type",
               (int)at->row, at->name, luaL_typename(L, -1));
    return have;
}

typedef struct rows_table {
    lt_table  *table;
    lt_schema *schema;
    lt_batch  *batch;
    lt_heap    heap;
} rows_table;

static int release_rows(lua_State *L)
{
    rows_table *t = lua_touserdata(L, 1);
    lt_table_release(t->table);
    lt_schema_release(t->schema);
    lt_batch_close(t->batch);
    lt_heap_clear(&t->heap);
    *t = (rows_table){.heap.mem = t->heap.mem};
    return 0;
}

static rows_table *box_rows(lua_State *L, lt_mem *mem)
{
    rows_table *t = lua_newuserdatauv(L, sizeof(*t), 0);
    *t = (rows_table){.heap.mem = mem};
    if (luaL_newmetatable(L, "lote.rows")) {
        lua_pushcfunction(L, release_rows);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return t;
}

static lt_status store(lua_State *L, rows_table *t, lt_column *c, int32_t i, lt_error *err);

/* Appends the value on top of the stack to the elements of a list. */
static lt_status append_value(lua_State *L, rows_table *t, lt_column *items, lt_error *err)
{
    LT_TRY(lt_column_append_null(items, err));
    if (lua_isnil(L, -1)) return LT_OK;
    lt_bit_set(items->valid, items->rows - 1);
    return store(L, t, items, items->rows - 1, err);
}

/* Appends the values of the array on top of the stack to c's elements, as the list of row i. */
static lt_status store_list(lua_State *L, rows_table *t, lt_column *c, int32_t i, lt_error *err)
{
    int32_t     start = c->child->rows;
    lua_Integer n = lua_istable(L, -1) ? (lua_Integer)lua_rawlen(L, -1) : 0;
    luaL_checkstack(L, 4, "lists in lists");
    for (lua_Integer k = 1; k <= n; k++, lt_bind_step(L)) {
        lua_rawgeti(L, -1, k);
        LT_TRY(append_value(L, t, c->child, err));
        lua_pop(L, 1);
    }
    ((lt_span *)c->values)[i] = (lt_span){start, c->child->rows - start};
    return LT_OK;
}

/* Stores the value on top of the stack in row i of c. */
static lt_status store(lua_State *L, rows_table *t, lt_column *c, int32_t i, lt_error *err)
{
    size_t      len;
    const char *text;
    switch ((lt_type_id)c->type.id) {
    case LT_BOOL: lt_bit_put(c->values, i, lua_toboolean(L, -1)); return LT_OK;
    case LT_I32: ((int32_t *)c->values)[i] = (int32_t)lua_tointeger(L, -1); return LT_OK;
    case LT_I64: ((int64_t *)c->values)[i] = lua_tointeger(L, -1); return LT_OK;
    case LT_F64: ((double *)c->values)[i] = lua_tonumber(L, -1); return LT_OK;
    case LT_STRING:
        text = lua_tolstring(L, -1, &len);
        return lt_heap_add((lt_view *)c->values + i, &t->heap, text, len, err);
    case LT_LIST: return store_list(L, t, c, i, err);
    default: return LT_OK;
    }
}

static void clear_slot(lt_column *c, int32_t i)
{
    size_t width = lt_type_bytes(c->type);
    lt_bit_clear(c->valid, i);
    if (width) memset((uint8_t *)c->values + (size_t)i * width, 0, width);
}

static lt_status fill_column(lua_State *L, rows_table *t, int names, int c, int32_t rows,
                             lt_error *err)
{
    lt_column *column;
    LT_TRY(lt_column_open(&column, t->batch->mem, t->schema->fields[c].type, rows, err));
    t->batch->columns[c] = column;
    LT_TRY(lt_column_nullable(column, err));
    for (int32_t i = 0; i < rows; i++) {
        lua_geti(L, 1, i + 1);
        if (push_field(L, names, c) == LUA_TNIL)
            clear_slot(column, i);
        else
            LT_TRY(store(L, t, column, i, err));
        lua_pop(L, 2);
    }
    LT_TRY(lt_heap_give(&t->heap, column, err));
    lt_heap_clear(&t->heap);
    return LT_OK;
}

static lt_status build_rows(lua_State *L, rows_table *t, int names, lt_field *fields, int columns,
                            int32_t rows, lt_error *err)
{
    lt_mem *mem = t->heap.mem;
    LT_TRY(lt_schema_open(&t->schema, mem, fields, columns, err));
    LT_TRY(lt_table_open(&t->table, mem, t->schema, err));
    LT_TRY(lt_batch_open(&t->batch, mem, rows, columns, err));
    for (int c = 0; c < columns; c++) LT_TRY(fill_column(L, t, names, c, rows, err));
    lt_batch *batch = t->batch;
    t->batch = NULL;
    return lt_table_add(t->table, batch, err);
}

/* from_rows({{city = "Lima", tags = {"port", "capital"}}, …}, {"city", "tags"}) */
static int l_from_rows(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    lt_engine  *e = lt_engine_of(L);
    lua_Integer rows = luaL_len(L, 1);
    luaL_argcheck(L, rows <= INT32_MAX, 1, "too many rows");
    if (lua_isnil(L, 2)) {
        collect_names(L, rows);
        lua_replace(L, 2);
    }
    luaL_checktype(L, 2, LUA_TTABLE);
    int columns = (int)luaL_len(L, 2);
    luaL_argcheck(L, columns <= 10000, 2, "more than 10000 columns");
    lt_field *fields = lua_newuserdatauv(L, ((size_t)columns + 1) * sizeof(*fields), 0);
    for (int c = 0; c < columns; c++) {
        if (lua_geti(L, 2, c + 1) != LUA_TSTRING)
            luaL_argerror(L, 2, "a list of column names expected");
        fields[c] =
            (lt_field){.name = lua_tostring(L, -1), .type = LT_TYPE(VOID), .nullable = true};
        lua_pop(L, 1);
    }
    for (lua_Integer r = 1; r <= rows; r++, lt_bind_step(L)) {
        if (lua_geti(L, 1, r) != LUA_TTABLE)
            luaL_error(L, "from_rows: row %d is not a table", (int)r);
        for (int c = 0; c < columns; c++) {
            push_field(L, 2, c);
            fields[c].type = widen(L, fields[c].type, &(place){.name = fields[c].name, .row = r});
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
    }
    lt_error    err;
    rows_table *t = box_rows(L, lt_context_mem(e->ctx));
    lt_plan   **out = lt_box_frame(L);
    if (build_rows(L, t, 2, fields, columns, (int32_t)rows, &err)) return lt_bind_raise(L, &err);
    *out = lt_plan_at(lt_from_table(t->table), lt_engine_line(L));
    if (lt_plan_check(*out, &err)) return lt_bind_raise(L, &err);
    return 1;
}

/* ---- writing ---- */

static int write_plan_only(lua_State *L, lt_engine *e, lt_plan *p, const char *format,
                           const char *path, const lt_option *options, int option_count)
{
    lt_error err;
    if (lt_write_check(e->ctx, p, format, path, options, option_count, &err))
        return lt_bind_raise(L, &err);
    lua_pushfstring(L, "write to %s (planned, not run)\n", path);
    size_t      len;
    const char *text = lua_tolstring(L, -1, &len);
    lt_engine_emit(e, (lt_event){.kind = LT_EVENT_TEXT, .text = text, .text_len = len});
    lt_emit_plan_only(L, e, p);
    return 0;
}

/* write_x(frame, path, {options}); answers the number of rows written. */
static int write_frame(lua_State *L, const char *format)
{
    lt_option   options[MAX_OPTIONS];
    lt_error    err;
    lt_written  written;
    lt_engine  *e = lt_engine_of(L);
    lt_plan    *p = lt_check_frame(L, 1);
    const char *path = luaL_checkstring(L, 2);
    lua_settop(L, 3);
    int option_count = options_from(L, 3, options);
    if (e->plan_only) return write_plan_only(L, e, p, format, path, options, option_count);
    lt_query query = lt_engine_query(e);
    if (lt_write(&written, e->ctx, p, format, path, options, option_count, &query, &err)) {
        lt_error_hint(&err, "nothing was written to %s", path);
        return lt_bind_raise(L, &err);
    }
    e->rows = written.rows;
    lt_engine_emit(e, (lt_event){.kind = LT_EVENT_WRITTEN,
                                 .text = path,
                                 .text_len = strlen(path),
                                 .written = written});
    lua_pushinteger(L, written.rows);
    return 1;
}
static int l_write_csv(lua_State *L) { return write_frame(L, "csv"); }
static int l_write_parquet(lua_State *L) { return write_frame(L, "parquet"); }
static int l_write_file(lua_State *L) { return write_frame(L, NULL); }

void lt_bind_io(lua_State *L)
{
    static const luaL_Reg readers[] = {{"read_csv", l_read_csv}, {"read_parquet", l_read_parquet},
                                       {"read", l_read_files},   {"from_rows", l_from_rows},
                                       {"range", l_range},       {NULL, NULL}};
    static const luaL_Reg writers[] = {{"write_csv", l_write_csv},
                                       {"write_parquet", l_write_parquet},
                                       {"write", l_write_file},
                                       {NULL, NULL}};
    luaL_setfuncs(L, readers, 0);
    luaL_setfuncs(L, writers, 0);
    lua_getfield(L, LUA_REGISTRYINDEX, "lote.frame.methods");
    luaL_setfuncs(L, writers, 0);
    lua_pop(L, 1);
}

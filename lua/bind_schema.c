/* bind_schema.c — what is known of a frame without running it: columns, types, nullability. */
#include "lua/frame.h"

#include <string.h>

void lt_push_text(lua_State *L, lt_buf *text)
{
    luaL_Buffer b;
    size_t      len = text->len;
    char       *room = luaL_buffinitsize(L, &b, len + 1);
    if (len) memcpy(room, text->data, len);
    lt_buf_clear(text);
    luaL_pushresultsize(&b, len);
}

static int release_schema(lua_State *L)
{
    lt_schema **box = lua_touserdata(L, 1);
    lt_schema_release(*box);
    *box = NULL;
    return 0;
}

static lt_schema **box_schema(lua_State *L)
{
    lt_schema **box = lua_newuserdatauv(L, sizeof(*box), 0);
    *box = NULL;
    if (luaL_newmetatable(L, "lote.schema")) {
        lua_pushcfunction(L, release_schema);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return box;
}

static lt_schema *schema_of(lua_State *L)
{
    lt_error    err;
    lt_plan    *p = lt_check_frame(L, 1);
    lt_schema **box = box_schema(L);
    if (lt_schema_of(box, lt_engine_of(L)->ctx, p, &err)) lt_bind_raise(L, &err);
    return *box;
}

static int l_columns(lua_State *L)
{
    lt_schema *s = schema_of(L);
    lua_createtable(L, s->count, 0);
    for (int32_t i = 0; i < s->count; i++) {
        lua_pushstring(L, s->fields[i].name);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* {{name = "a", type = "int64"}, …} */
static int l_schema(lua_State *L)
{
    lt_type_text type;
    lt_schema   *s = schema_of(L);
    lua_createtable(L, s->count, 0);
    for (int32_t i = 0; i < s->count; i++) {
        lua_createtable(L, 0, 2);
        lua_pushstring(L, s->fields[i].name);
        lua_setfield(L, -2, "name");
        lua_pushstring(L, lt_type_name(type, s->fields[i].type));
        lua_setfield(L, -2, "type");
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* {{"a", "int"}, …} with Spark's words for the types, as its dtypes are */
static int l_dtypes(lua_State *L)
{
    lt_type_text type;
    lt_schema   *s = schema_of(L);
    lua_createtable(L, s->count, 0);
    for (int32_t i = 0; i < s->count; i++) {
        lua_createtable(L, 2, 0);
        lua_pushstring(L, s->fields[i].name);
        lua_rawseti(L, -2, 1);
        lua_pushstring(L, lt_type_spark(type, s->fields[i].type));
        lua_rawseti(L, -2, 2);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* The word that Spark's tree of a schema has for a type. */
static const char *tree_word(lt_type_text out, lt_type t)
{
    if (lt_type_is_list(t)) return "array";
    switch ((lt_type_id)t.id) {
    case LT_I8: return "byte";
    case LT_I16: return "short";
    case LT_I32: return "integer";
    case LT_I64: return "long";
    default: return lt_type_spark(out, t);
    }
}

/* " |    |-- element: integer (containsNull = true)" for each level of lists in t. */
static lt_status print_elements(lt_buf *out, lt_type t, lt_error *err)
{
    lt_type_text name;
    for (int depth = 1; lt_type_is_list(t); depth++) {
        t = lt_type_element(t);
        for (int i = 0; i < depth; i++) LT_TRY(lt_buf_text(out, " |   ", err));
        LT_TRY(lt_buf_printf(out, err, " |-- element: %s (containsNull = true)\n",
                             tree_word(name, t)));
    }
    return LT_OK;
}

/* " |-- price: decimal(10,2) (nullable = true)", as Spark prints it. */
static lt_status print_tree(lt_buf *out, const lt_schema *s, lt_error *err)
{
    lt_type_text name;
    LT_TRY(lt_buf_text(out, "root\n", err));
    for (int32_t i = 0; i < s->count; i++) {
        const lt_field *f = &s->fields[i];
        LT_TRY(lt_buf_printf(out, err, " |-- %s: %s (nullable = %s)\n", f->name,
                             tree_word(name, f->type), f->nullable ? "true" : "false"));
        LT_TRY(print_elements(out, f->type, err));
    }
    return LT_OK;
}

static int l_print_schema(lua_State *L)
{
    lt_error   err;
    lt_engine *e = lt_engine_of(L);
    lt_schema *s = schema_of(L);
    lt_buf     text = {.mem = lt_context_mem(e->ctx)};
    if (print_tree(&text, s, &err)) {
        lt_buf_clear(&text);
        return lt_bind_raise(L, &err);
    }
    lt_push_text(L, &text);
    size_t      len;
    const char *shown = lua_tolstring(L, -1, &len);
    lt_engine_emit(e, (lt_event){.kind = LT_EVENT_TEXT, .text = shown, .text_len = len});
    return 0;
}

const luaL_Reg lt_frame_schema[] = {{"columns", l_columns},
                                    {"schema", l_schema},
                                    {"dtypes", l_dtypes},
                                    {"print_schema", l_print_schema},
                                    {NULL, NULL}};

/* .lote.lua: data that names what can be allowed, and nothing else. */
#include "tests/helper.h"

#include "core/buf.h"
#include "lua/workspace.h"

#include <string.h>

static lt_status parse(lt_buf *joined, lt_mem *mem, const char *text, lt_error *err)
{
    lt_arena  arena = {.mem = mem};
    lt_buf    names = {.mem = mem};
    lt_status status = lt_workspace_parse(&names, &arena, text, strlen(text), "w", err);
    for (size_t i = 0; !status && i < names.len / sizeof(char *); i++)
        status = lt_buf_printf(joined, err, "%s ", ((const char **)(void *)names.data)[i]);
    lt_buf_clear(&names);
    lt_arena_clear(&arena);
    return status ? status : lt_buf_terminate(joined, err);
}

static void gives(const char *text, const char *want)
{
    lt_error err;
    lt_buf   joined = {.mem = lt_mem_default()};
    CHECK_OK(parse(&joined, joined.mem, text, &err), &err);
    CHECK_TEXT((char *)joined.data, want);
    lt_buf_clear(&joined);
}

static void refuses(const char *text, lt_status code, const char *part)
{
    lt_error err;
    lt_buf   joined = {.mem = lt_mem_default()};
    CHECK_FAILS(parse(&joined, joined.mem, text, &err), code, &err);
    CHECK_HAS(err.text, part);
    lt_buf_clear(&joined);
}

static void names_are_read(void **state)
{
    (void)state;
    gives("", "");
    gives("allow = {}", "");
    gives("-- what we need\nallow = { \"os.getenv\", 'io.open' }", "os.getenv io.open ");
}

static void what_does_not_exist_is_an_error(void **state)
{
    (void)state;
    refuses("allow = { 'os.getenw' }", LT_EUSAGE, "os.getenw");
    refuses("allow = { 'debug.getregistry' }", LT_EUSAGE, "debug.getregistry");
    refuses("allow = { 1 }", LT_EUSAGE, "list of names");
    refuses("allow = 'os.getenv'", LT_EUSAGE, "list of names");
    refuses("alow = {}", LT_EUSAGE, "alow");
    refuses("allow = {", LT_ESCRIPT, "<eof>");
}

static void nothing_can_be_called(void **state)
{
    (void)state;
    refuses("print('x')", LT_ESCRIPT, "print");
    refuses("allow = { string.upper('x') }", LT_ESCRIPT, "string");
    refuses("require 'x'", LT_ESCRIPT, "require");
    refuses("\x1bLua", LT_ESCRIPT, "");
}

static void want_of_memory_is_an_error(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_buf   joined = {.mem = mem};
        lt_error err;
        if (parse(&joined, mem, "allow = { 'os.getenv', 'io.open' }", &err) == LT_OK)
            CHECK_TEXT((char *)joined.data, "os.getenv io.open ");
        else
            assert_int_equal(err.code, LT_ENOMEM);
        lt_buf_clear(&joined);
    }
}

int main(void)
{
    return RUN(test(names_are_read), test(what_does_not_exist_is_an_error),
               test(nothing_can_be_called), test(want_of_memory_is_an_error));
}

/* What Lua text does with names. */
#include "tests/helper.h"

#include "notebook/lua_scan.h"

#include <stdio.h>
#include <string.h>

static char told[2048];

static void tell(const char *fmt, ...)
{
    va_list args;
    size_t  n = strlen(told);
    va_start(args, fmt);
    vsnprintf(told + n, sizeof(told) - n, fmt, args);
    va_end(args);
}

static void on_global(void *arg, const lt_token *name, int64_t line, bool is_write)
{
    (void)arg;
    tell("%s%.*s@%lld ", is_write ? "=" : "", (int)name->len, name->s, (long long)line);
}

static void on_call(void *arg, const lt_lua_call *c)
{
    (void)arg;
    tell("%s%.*s%.*s ", c->is_method ? ":" : "", (int)c->function.len, c->function.s,
         (int)c->args_len, c->args);
}

static void on_bare(void *arg, int64_t line, bool is_last)
{
    (void)arg;
    tell("bare@%lld%s ", (long long)line, is_last ? "$" : "");
}

static void names(const char *text, const char *want)
{
    lt_lua_watch watch = {.global = on_global};
    told[0] = 0;
    assert_true(lt_lua_scan(text, strlen(text), 1, &watch));
    if (strcmp(told, want) != 0) fail_msg("%s: \"%s\", not \"%s\"", text, told, want);
}

static void locals_hide_globals_where_they_live(void **state)
{
    (void)state;
    names("x = y", "y@1 =x@1 ");
    names("local x = x; x = 1", "x@1 ");
    names("do local a = 1 end\nreturn a", "a@2 ");
    names("local function f(a, ...) return a, f, b, ... end", "b@1 ");
    names("function f(a) return a end", "=f@1 ");
    names("function t.a.b:c(n) return self, n end", "t@1 ");
    names("for i = i, 2 do print(i) end", "i@1 print@1 ");
    names("for k, v in pairs(t) do k = v end", "pairs@1 t@1 ");
    names("repeat local z = 1 until z == q", "q@1 ");
    names("local c <const>, d <close> = 1, e; return c, d", "e@1 ");
    names("a, t.x, b[i] = 1", "t@1 b@1 i@1 =a@1 ");
    names("goto done ::done:: while w do break end", "w@1 ");
    names("t = { a = b, [c] = d, e == f; g }", "b@1 c@1 d@1 e@1 f@1 g@1 =t@1 ");
    names("x = function(a) return a .. c // d ~= not -#e end", "c@1 d@1 e@1 =x@1 ");
    names("if a then b() elseif c then d() else e() end", "a@1 b@1 c@1 d@1 e@1 ");
    names("f 'x' { y } [[z]]", "f@1 y@1 ");
    names("-- x\n--[[ y ]] s = [==[ z ]] ]==]", "=s@2 ");
    names("return", "");
    names("", "");
}

static void calls_know_their_arguments(void **state)
{
    (void)state;
    static const char text[] = "a.b:write_csv('x', { mode = 1 })\nread 'p' f{1}(2)\ng(h(3))";
    lt_lua_watch      watch = {.call = on_call};
    told[0] = 0;
    assert_true(lt_lua_scan(text, sizeof(text) - 1, 10, &watch));
    CHECK_TEXT(told, ":write_csv('x', { mode = 1 }) read'p' f{1} f(2) h(3) g(h(3)) ");
}

static void bare_expressions_are_told(void **state)
{
    (void)state;
    static const char text[] = "x\nf()\n1 + 1\nf().x\n-- end\nf() + 1";
    lt_lua_watch      watch = {.bare = on_bare};
    told[0] = 0;
    assert_true(lt_lua_scan(text, sizeof(text) - 1, 1, &watch));
    CHECK_TEXT(told, "bare@1 bare@3 bare@4 bare@6$ ");
}

static void what_is_no_lua_ends_the_scan(void **state)
{
    (void)state;
    static const char *const wrong[] = {"x = = 1", "f(", "if x", "end", "t = {", "local", "((((("};
    lt_lua_watch             watch = {.global = on_global};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        if (lt_lua_scan(wrong[i], strlen(wrong[i]), 1, &watch)) fail_msg("%s", wrong[i]);
    char deep[4096];
    memset(deep, '(', sizeof(deep));
    assert_false(lt_lua_scan(deep, sizeof(deep), 1, &watch));
}

static void no_text_breaks_it(void **state)
{
    (void)state;
    static const char *const words[] = {
        "x",   "(",        ")",   "{",     "}",      "[",      "]",     "=",  ",",    ".",  ":",
        "if",  "do",       "end", "for",   "in",     "1",      "'a'",   "..", "then", "::", "local",
        "not", "function", "\n",  "until", "repeat", "return", "while", "<",  ";",    "..."};
    unsigned     random = 7;
    lt_lua_watch watch = {.call = on_call, .bare = on_bare, .global = on_global};
    for (int i = 0; i < 20000; i++) {
        char text[256] = "";
        for (int k = 0; k < i % 24; k++) {
            random = random * 1103515245u + 12345u;
            size_t n = strlen(text);
            snprintf(text + n, sizeof(text) - n, "%s ", words[(random >> 16) % 32]);
        }
        told[0] = 0;
        (void)lt_lua_scan(text, strlen(text), 1, &watch);
    }
}

int main(void)
{
    return RUN(test(locals_hide_globals_where_they_live), test(calls_know_their_arguments),
               test(bare_expressions_are_told), test(what_is_no_lua_ends_the_scan),
               test(no_text_breaks_it));
}

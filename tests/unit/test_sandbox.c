#include "lua/bind.h"
#include "lua/sandbox.h"
#include "tests/helper.h"

#include <lauxlib.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static lt_status run_in(lt_sandbox *sb, const char *text, int results, lt_error *err)
{
    return lt_sandbox_run(sb, text, strlen(text), "test.lua", 1, results, err);
}

static lt_sandbox *open_limited(size_t mib)
{
    lt_sandbox        *sb = NULL;
    lt_error           err;
    lt_sandbox_options opt = {.memory_bytes = mib << 20, .string_bytes = mib << 18};
    CHECK_OK(lt_sandbox_open(&sb, lt_mem_default(), NULL, &opt, &err), &err);
    return sb;
}

/* Runs text, whose one result is shown in *out. */
static void gives(const char *text, const char *want)
{
    lt_sandbox *sb = open_limited(64);
    lt_error    err;
    CHECK_OK(run_in(sb, text, 1, &err), &err);
    lua_State *L = lt_sandbox_state(sb);
    char       got[512];
    snprintf(got, sizeof(got), "%s", luaL_tolstring(L, -1, NULL));
    lt_sandbox_close(sb);
    CHECK_TEXT(got, want);
}

static void refuses(const char *text, const char *part)
{
    lt_sandbox *sb = open_limited(64);
    lt_error    err;
    CHECK_FAILS(run_in(sb, text, 0, &err), LT_ESCRIPT, &err);
    lt_sandbox_close(sb);
    CHECK_HAS(err.text, part);
}

/* ── plain Lua works ── */

static void runs_plain_lua(void **s)
{
    (void)s;
    gives("return 1 + 2", "3");
    gives("local t = {} for i = 1, 10 do t[#t + 1] = i end return table.concat(t, ',')",
          "1,2,3,4,5,6,7,8,9,10");
    gives("return ('x'):rep(3, '-')", "x-x-x");
    gives("return ('abc'):rep(100000):sub(-4)", "cabc");
    gives("return select('#', table.unpack({1, 2, 3}, 1, 5))", "5");
    gives("return '10' + 5", "15");
    gives("return string.format('%5.2f|%q|%s', 3.14159, 'a\\nb', {} ~= nil)",
          " 3.14|\"a\\\nb\"|true");
    gives("return os.date('!%Y-%m-%d', 0)", "1970-01-01");
    gives("return utf8.len('añ') .. math.floor(2.5)", "22");
    gives("return _VERSION", "Lua 5.4");
    gives("x = 5; return _G.x .. _ENV.x", "55");
    gives("return load('return 7')()", "7");
    gives("local n = 0 return load(function() n = n + 1 return ({'return ', '8'})[n] end)()", "8");
    gives("return select(2, load('x', 'n', 'b'))", "only text can be loaded in a notebook");
    gives("return table.pack(pcall(error)).n", "2");
    gives("return select(2, xpcall(function() error('a', 0) end, function(m) return m .. '!' end))",
          "a!");
    gives("return tostring(select(2, pcall(error, {1})) ~= nil)", "true");
}

static void string_functions_are_those_of_lua(void **s)
{
    (void)s;
    gives("return (string.find('hello world', 'o w'))", "5");
    gives("return table.concat({('key = value'):match('^(%w+)%s*=%s*(%w+)$')}, '/')", "key/value");
    gives("return table.concat({('abc'):find('b', 1, true)}, ',')", "2,2");
    gives("return table.concat({('abc'):find('()b()')}, ',')", "2,2,2,3");
    gives("local r = {} for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do r[#r+1] = k .. v end "
          "return table.concat(r, ' ')",
          "a1 b2");
    gives("return (('hello'):gsub('', '-'))", "-h-e-l-l-o-");
    gives("return (('hello world'):gsub('%w+', '%0 %0', 1))", "hello hello world");
    gives("return (('abc'):gsub('%w', '%%%0'))", "%a%b%c");
    gives("return (('$name is $age'):gsub('%$(%w+)', {name = 'Ana', age = 7}))", "Ana is 7");
    gives("return (('abc'):gsub('b', function() return false end))", "abc");
    gives("return select(2, ('abc'):gsub('%w', ''))", "3");
    gives("return ('THE (quick) fox'):match('%((%a+)%)')", "quick");
    gives("return ('f(a(b)c)d'):match('%b()')", "(a(b)c)");
    gives("return (('THE (quick) fox'):gsub('%f[%a]%a+', 'w'))", "w (w) w");
    gives("return ('[[x]]'):match('[]]+')", "]]");
    gives("return ('a-b'):match('[a-]+')", "a-");
    gives("return ('x^y'):match('[%^x]+')", "x^");
    gives("return ('\"hi\" there'):match('([\"\\'])(.-)%1')", "\"");
    gives("return tostring(('abc'):find('', 10))", "nil");
    gives("return tostring(('abc'):find('', 4))", "4");
    gives("return ('  trim '):match('^%s*(.-)%s*$')", "trim");
    gives("return ('äö'):match('[\\128-\\255]+')", "äö");
    gives("return ('a\\0b'):find('%z') or ('a\\0b'):find('\\0')", "2");
    gives("return (('abc'):gsub('^a', 'x'))", "xbc");
    gives("return ('aaa'):match('^a-$')", "aaa");
    refuses("return ('a'):match('%')", "ends with '%'");
    refuses("return ('a'):match('[a')", "missing ']'");
    refuses("return ('a'):match('(a')", "unfinished capture");
    refuses("return ('a'):match('a)')", "invalid pattern capture");
    refuses("return ('a'):match('%1')", "invalid capture index");
    refuses("return ('a'):gsub('a', '%2')", "invalid capture index");
    refuses("return ('a'):match('%f')", "missing '['");
    refuses("return ('a'):match('%b(')", "missing arguments");
    refuses("return ('a'):match(('('):rep(40))", "too many captures");
    refuses("return ('a'):rep(300):match(('a?'):rep(300))", "too complex");
}

static void table_functions_are_those_of_lua(void **s)
{
    (void)s;
    gives("local t = {3, 1, 2} table.sort(t) return table.concat(t, ' ')", "1 2 3");
    gives("local t = {} for i = 1, 1000 do t[i] = (i * 7919) % 1000 end table.sort(t) "
          "for i = 2, 1000 do if t[i - 1] > t[i] then return i end end return 'sorted'",
          "sorted");
    gives("local t = {{1,'a'},{0,'b'},{1,'c'},{0,'d'}} "
          "table.sort(t, function(a, b) return a[1] < b[1] end) "
          "return t[1][2] .. t[2][2] .. t[3][2] .. t[4][2]",
          "bdac");
    gives("local t = {5, 4, 3} table.sort(t, function() return true end) return #t", "3");
    gives("local t = {1, 2} table.insert(t, 1, 0) table.insert(t, 9) return table.concat(t)",
          "0129");
    gives("local t = {1, 2, 3} local r = table.remove(t, 1) return r .. table.concat(t)", "123");
    gives("return tostring(table.remove({}))", "nil");
    gives("return table.concat(table.move({1, 2, 3}, 2, 3, 1), '')", "233");
    gives("return table.concat(table.move({1, 2, 3}, 1, 3, 2), '')", "1123");
    gives("return table.pack(1, nil, 3).n", "3");
    refuses("table.insert({1}, 5, 1)", "position out of bounds");
    refuses("table.concat({{}})", "invalid value");
    refuses("table.sort({1, 'a'})", "compare");
    refuses("return table.unpack({}, 1, 1e8)", "too many results");
    refuses("table.insert(nil, 1)", "table expected");
}

/* ── the way out ── */

static void what_reaches_out_is_absent(void **s)
{
    (void)s;
    static const char *const names[] = {
        "io",          "debug",      "package",      "dofile",      "loadfile",  "collectgarbage",
        "print",       "loadstring", "os.execute",   "os.remove",   "os.rename", "os.getenv",
        "os.exit",     "os.tmpname", "os.setlocale", "string.dump", "_G.io",     "_G.debug",
        "_ENV.package"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        char text[64];
        snprintf(text, sizeof(text), "return type(%s)", names[i]);
        gives(text, "nil");
    }
}

static void bytecode_is_refused(void **s)
{
    (void)s;
    gives("return tostring(load('\\27Lua', 'x', 'b'))", "nil");
    gives("return tostring(load('\\27Lua', 'x', 'bt'))", "nil");
    gives("return tostring(load('\\27LuaT\\0\\25\\147'))", "nil");
    gives("return tostring(load(function() return '\\27Lua' end))", "nil");
    refuses("\033LuaT", "binary");
}

static void shared_tables_cannot_be_changed(void **s)
{
    (void)s;
    refuses("string.rep = nil", "cannot be changed");
    refuses("string.new = 1", "cannot be changed");
    refuses("_G.string.rep = nil", "cannot be changed");
    refuses("rawset(string, 'rep', nil)", "locked");
    refuses("table.insert(string, 1)", "cannot be changed");
    refuses("table.move({1}, 1, 1, 1, math)", "cannot be changed");
    refuses("setmetatable(string, {})", "protected");
    refuses("setmetatable(_G, {})", "protected");
    refuses("getmetatable('').__index = {}", "index a string");
    refuses("setmetatable({}, {__gc = function() end})", "__gc");
    refuses("setmetatable({}, {__gc = false})", "__gc");
    gives("return getmetatable('')", "locked");
    gives("return getmetatable(_G)", "locked");
    gives("return getmetatable(string)", "locked");
    gives("local f, t = pairs(string) return tostring(t)", "nil");
    gives("local n = 0 for k in pairs(string) do n = n + 1 end return n > 10", "true");
    gives("return tostring(next(string))", "nil");
    gives("string = {rep = 1} return ('x'):rep(2) .. string.rep", "xx1");
    gives("pcall = nil; return type(pcall)", "function");
    gives("rawset(_G, 'date', 5) return date", "5");
}

static void a_required_module_is_text_below_the_folder(void **s)
{
    (void)s;
    const char        *folder = helper_folder();
    char               path[600], sub[560];
    lt_sandbox        *sb;
    lt_error           err;
    lt_sandbox_options opt = {.folder = folder};
    snprintf(sub, sizeof(sub), "%s/lib", folder);
    mkdir(sub, 0700);
    snprintf(path, sizeof(path), "%s/lib/tools.lua", folder);
    helper_write(path, "count = (count or 0) + 1 return {n = 42}", 40);
    snprintf(path, sizeof(path), "%s/self.lua", folder);
    helper_write(path, "require 'self'", 14);
    snprintf(path, sizeof(path), "%s/code.lua", folder);
    helper_write(path, "\033Lua", 4);
    snprintf(path, sizeof(path), "%s/link.lua", folder);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    snprintf(path, sizeof(path), "%s/up", folder);
    assert_int_equal(symlink("..", path), 0);

    CHECK_OK(lt_sandbox_open(&sb, lt_mem_default(), NULL, &opt, &err), &err);
    CHECK_OK(run_in(sb,
                    "assert(require('lib.tools').n == 42 and require 'lib.tools' and count == 1)",
                    0, &err),
             &err);
    CHECK_OK(run_in(sb, "assert(require 'string' == string)", 0, &err), &err);
    CHECK_FAILS(run_in(sb, "require 'self'", 0, &err), LT_ESCRIPT, &err);
    CHECK_HAS(err.text, "requires itself");
    CHECK_FAILS(run_in(sb, "require 'code'", 0, &err), LT_ESCRIPT, &err);
    static const char *const bad[] = {"link",        "up.x",   "..", "../x", "/etc/passwd",
                                      "a/b",         "",       ".",  "a..b", "nothing",
                                      "socket.core", "lib\\0", "lfs"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        char text[64];
        snprintf(text, sizeof(text), "require '%s'", bad[i]);
        CHECK_FAILS(run_in(sb, text, 0, &err), LT_ESCRIPT, &err);
        CHECK_HAS(err.text, "module");
    }
    lt_sandbox_close(sb);
    refuses("require 'x'", "no folder");
}

/* ── the interrupt ── */

typedef struct alarm_clock {
    lt_cancel *cancel;
    int        ms;
} alarm_clock;

static void *ring(void *arg)
{
    alarm_clock    *a = arg;
    struct timespec t = {.tv_nsec = a->ms * 1000000L};
    nanosleep(&t, NULL);
    lt_cancel_set(a->cancel, LT_ECANCELLED);
    return NULL;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Ends by the interrupt, soon; a bound far above 100 ms keeps busy machines from failing it. */
static void is_interrupted(const char *text)
{
    lt_cancel          cancel = {0};
    lt_sandbox        *sb;
    lt_error           err;
    pthread_t          thread;
    alarm_clock        a = {&cancel, 50};
    lt_sandbox_options opt = {.memory_bytes = 256 << 20};
    CHECK_OK(lt_sandbox_open(&sb, lt_mem_default(), &cancel, &opt, &err), &err);
    double start = seconds();
    assert_int_equal(pthread_create(&thread, NULL, ring, &a), 0);
    lt_status status = run_in(sb, text, 0, &err);
    double    took = seconds() - start;
    pthread_join(thread, NULL);
    lt_sandbox_close(sb);
    if (getenv("SHOW_TIMES"))
        print_message("%6.0f ms %s: %s\n", took * 1000, lt_status_word(status), text);
    if (status != LT_ECANCELLED) fail_msg("%s: %s: %s", text, lt_status_word(status), err.text);
    if (took > 2.0) fail_msg("%s took %.3f s", text, took);
}

static void endless_lua_is_interrupted(void **s)
{
    (void)s;
    is_interrupted("while true do end");
    is_interrupted("::a:: goto a");
    is_interrupted("local function f() return f() end f()");
    is_interrupted("for i = 1, math.huge do local t = {i} end");
    is_interrupted("repeat local s = tostring({}) until false");
    is_interrupted("local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) "
                   "while true do pcall(function() return t[1] end) end");
}

static void no_catching_call_stops_the_interrupt(void **s)
{
    (void)s;
    is_interrupted("while true do pcall(function() while true do end end) end");
    is_interrupted("while true do xpcall(function() while true do end end, "
                   "function() while true do end end) end");
    is_interrupted("xpcall(error, function(m) while true do end end)");
    is_interrupted("xpcall(error, function(m) error(m) end) while true do end");
    is_interrupted("while true do pcall(error) end");
    is_interrupted("while true do pcall(pcall, error) end");
    is_interrupted("while true do select(2, pcall(string.rep, 'x', 1e12)) end");
    is_interrupted(
        "while true do coroutine.wrap(function() pcall(function() while true do end end) end)() "
        "end");
}

static void coroutines_are_interrupted(void **s)
{
    (void)s;
    is_interrupted("coroutine.wrap(function() while true do end end)()");
    is_interrupted("local co = coroutine.wrap(function() while true do coroutine.yield() end end) "
                   "while true do co() end");
    is_interrupted(
        "while true do coroutine.resume(coroutine.create(function() while true do end end)) end");
    is_interrupted("local function f() coroutine.wrap(f)() end while true do pcall(f) end");
    is_interrupted(
        "while true do local co = coroutine.create(function() "
        "local x <close> = setmetatable({}, {__close = function() while true do end end}) "
        "coroutine.yield() end) coroutine.resume(co) coroutine.close(co) end");
    is_interrupted("local function nest() local co = coroutine.create(function() local x <close> = "
                   "setmetatable({}, {__close = function() nest() end}) coroutine.yield() end) "
                   "coroutine.resume(co) coroutine.close(co) end nest = nest "
                   "while true do pcall(nest) end");
}

static void metamethods_are_interrupted(void **s)
{
    (void)s;
    static const char *const uses[] = {
        "__index;t.x",    "__newindex;t.x = 1", "__concat;t .. t",  "__tostring;tostring(t)",
        "__len;#t",       "__eq;t == u",        "__lt;t < u",       "__call;t()",
        "__add;t + 1",    "__unm;-t",           "__pairs;pairs(t)", "__close;close",
        "__name;error(t)"};
    for (size_t i = 0; i < sizeof(uses) / sizeof(*uses); i++) {
        char        text[400], event[32];
        const char *use = strchr(uses[i], ';') + 1;
        snprintf(event, sizeof(event), "%.*s", (int)(use - 1 - uses[i]), uses[i]);
        bool is_close = !strcmp(use, "close");
        snprintf(text, sizeof(text),
                 "local m = {%s = function() while true do end end} "
                 "local t, u = setmetatable({}, m), setmetatable({}, m) "
                 "do %s %s end while true do end",
                 event,
                 is_close           ? "local x <close> = t"
                 : strchr(use, '(') ? ""
                                    : "x =",
                 is_close                            ? ""
                 : strchr(use, '=') && use[2] == 'x' ? "1 t.x = 1"
                                                     : use);
        if (!strcmp(event, "__name"))
            snprintf(text, sizeof(text), "while true do pcall(error, {}) end");
        is_interrupted(text);
    }
    is_interrupted(
        "local function deep(n) local x <close> = setmetatable({}, {__close = function() "
        "while true do end end}) if n > 0 then deep(n - 1) end while true do end end deep(5000)");
}

static void loops_in_c_are_interrupted(void **s)
{
    (void)s;
    is_interrupted("return ('a'):rep(30):find(('a?'):rep(30) .. ('a'):rep(30))");
    is_interrupted("return ('a'):rep(100000):find('.-.-.-b')");
    is_interrupted("return ('a'):rep(100000):match('(.*)(.*)(.*)b')");
    is_interrupted("while true do ('a'):rep(10000):gsub('a', '%0%0') end");
    is_interrupted("local s = 'x' while true do s = s:gsub('.', '%0%0'):sub(1, 100000) end");
    is_interrupted("return ('x'):gsub('', function() while true do end end)");
    is_interrupted("for w in ('('):rep(200000):gmatch('%b()') do end");
    is_interrupted("table.move({}, 1, 1e15, 2)");
    is_interrupted("table.move(setmetatable({}, {__index = function() return 1 end}), 1, 1e15, 1, "
                   "setmetatable({}, {__newindex = function() end}))");
    is_interrupted("table.concat(setmetatable({}, {__len = function() return 1e15 // 1 | 0 end, "
                   "__index = function() return '' end}))");
    is_interrupted(
        "table.insert(setmetatable({}, {__len = function() return 2^53 | 0 end}), 1, 1)");
    is_interrupted("table.remove(setmetatable({}, {__len = function() return 2^53 | 0 end}), 1)");
    is_interrupted("local t = {} for i = 1, 1e5 do t[i] = i end "
                   "while true do table.sort(t, function(a, b) return true end) end");
    is_interrupted("table.sort({3, 2, 1}, function(a, b) while true do end end)");
    is_interrupted("while true do ('').rep('', 1e18) end");
    is_interrupted("local t = {} for i = 1, 1e6 do t[i] = i end for i = 1, 1e6 do t[i] = nil end "
                   "while true do next(t) end");
    is_interrupted("return load(function() return ' ' end)");
    is_interrupted("return load(function() while true do end end)");
    is_interrupted("while true do load(('x = 1 '):rep(100000)) end");
    is_interrupted(
        "local s = ('x'):rep(6e7) local t = ('x'):rep(6e7) while true do local b = s < t end");
    is_interrupted("local s = ('x'):rep(5e7) while true do local b = s .. 'y' end");
    is_interrupted("local s = ('0'):rep(3e7) while true do local b = s + 0 end");
    is_interrupted("local s = ('x'):rep(5e7) while true do local b = s:upper() end");
    is_interrupted("while true do string.format('%s', ('x'):rep(1000)) end");
}

static void an_interrupt_before_the_run_ends_it(void **s)
{
    (void)s;
    lt_cancel   cancel = {0};
    lt_sandbox *sb;
    lt_error    err;
    CHECK_OK(lt_sandbox_open(&sb, lt_mem_default(), &cancel, NULL, &err), &err);
    lt_cancel_set(&cancel, LT_ETIMEOUT);
    CHECK_FAILS(run_in(sb, "x = 1", 0, &err), LT_ETIMEOUT, &err);
    CHECK_HAS(err.text, "time limit");
    lt_cancel_reset(&cancel);
    CHECK_OK(run_in(sb, "x = (x or 0) + 1 assert(x == 1)", 0, &err), &err);
    lt_sandbox_close(sb);
}

static void a_state_runs_on_after_an_interrupt(void **s)
{
    (void)s;
    lt_cancel   cancel = {0};
    lt_sandbox *sb;
    lt_error    err;
    pthread_t   thread;
    alarm_clock a = {&cancel, 20};
    CHECK_OK(lt_sandbox_open(&sb, lt_mem_default(), &cancel, NULL, &err), &err);
    assert_int_equal(pthread_create(&thread, NULL, ring, &a), 0);
    CHECK_FAILS(run_in(sb, "x = 1\nwhile true do end", 0, &err), LT_ECANCELLED, &err);
    pthread_join(thread, NULL);
    assert_int_equal(err.cell_line, 2);
    lt_cancel_reset(&cancel);
    CHECK_OK(run_in(sb, "assert(x == 1) for i = 1, 1e6 do x = x + 1 end", 0, &err), &err);
    lt_sandbox_close(sb);
}

/* ── memory and depth ── */

static void bombs_end_at_a_limit(void **s)
{
    (void)s;
    static const char *const bombs[] = {
        "local function f() return 1 + f() end f()",
        "m = {__index = function(t, k) return t[k] end} x = setmetatable({}, m).x",
        "local function f() return pcall(f) end f() error('end')",
        "local co co = function() coroutine.wrap(co)() end co()",
        "return ('x'):rep(1e12)",
        "return ('x'):rep(-1):rep(1e12, ('y'):rep(1000))",
        "return ('x'):rep(1e6, ('y'):rep(1e6))",
        "return load(('('):rep(100000))() ",
        "return load('return ' .. ('{'):rep(100000))() ",
        "return string.format('%99999d', 1)",
        "return string.format(('%s'):rep(300))",
        "return ('a'):rep(1e6):byte(1, -1)",
        "return string.pack('i17', 1)",
        "error(setmetatable({}, {__tostring = function() while true do end end}))",
        "error(setmetatable({}, {__index = function() while true do end end}))",
        "error()",
        "error(nil)",
        "error({})",
        "error(function() end)",
    };
    for (size_t i = 0; i < sizeof(bombs) / sizeof(*bombs); i++) {
        lt_sandbox *sb = open_limited(32);
        lt_error    err;
        lt_status   status = run_in(sb, bombs[i], 0, &err);
        if (status != LT_ESCRIPT && status != LT_ENOMEM) fail_msg("%s: %d", bombs[i], status);
        CHECK_OK(run_in(sb, "local t = {1, 2, 3} assert(#t == 3)", 0, &err), &err);
        lt_sandbox_close(sb);
    }
}

static void memory_is_capped_and_given_back(void **s)
{
    (void)s;
    static const char *const bombs[] = {
        "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} while true do t = {t} end",
        "local t = {} while true do t[#t + 1] = coroutine.create(function() end) end",
        "x = {} while true do x[#x + 1] = #x end",
        "local t = {} for i = 1, 1e9 do t[i .. ''] = i end",
    };
    for (size_t i = 0; i < sizeof(bombs) / sizeof(*bombs); i++) {
        lt_sandbox *sb = open_limited(16);
        lt_error    err;
        CHECK_FAILS(run_in(sb, bombs[i], 0, &err), LT_ENOMEM, &err);
        CHECK_HAS(err.text, "16 MiB");
        CHECK_OK(run_in(sb, "x = nil", 0, &err), &err);
        assert_true(lt_mem_peak(lt_sandbox_mem(sb)) <= (size_t)16 << 20);
        lt_sandbox_close(sb);
    }
    gives("local ok, m = pcall(function() local s = 'x' while true do s = s .. s end end) return m",
          "not enough memory");
}

static void no_fault_of_memory_leaks_or_crashes(void **s)
{
    (void)s;
    EACH_FAULT (mem) {
        lt_sandbox *sb = NULL;
        lt_error    err;
        if (lt_sandbox_open(&sb, mem, NULL, NULL, &err)) {
            assert_int_equal(err.code, LT_ENOMEM);
            continue;
        }
        if (run_in(sb,
                   "local t = {} for i = 1, 20 do t[i] = ('k' .. i):gsub('k', 'v') end "
                   "pcall(error, 'x') return coroutine.wrap(function() return #t end)()",
                   1, &err))
            assert_int_equal(err.code, LT_ENOMEM);
        lt_sandbox_close(sb);
    }
}

/* ── errors and expressions ── */

static void errors_carry_the_line_of_the_file(void **s)
{
    (void)s;
    static const char text[] = "local a = 1\n\nlocal b = a.b.c\n";
    lt_sandbox       *sb = open_limited(64);
    lt_error          err;
    CHECK_FAILS(lt_sandbox_run(sb, text, strlen(text), "sales.lua", 41, 0, &err), LT_ESCRIPT, &err);
    assert_int_equal(err.cell_line, 43);
    CHECK_TEXT(err.excerpt, "local b = a.b.c");
    CHECK_HAS(err.text, "attempt to index a number value");
    assert_null(strstr(err.text, "sales.lua"));
    CHECK_HAS(lt_sandbox_traceback(sb), "sales.lua:43: in the cell");

    CHECK_FAILS(lt_sandbox_run(sb, "x = = 1", 7, "sales.lua", 100000, 0, &err), LT_ESCRIPT, &err);
    assert_int_equal(err.cell_line, 100000);
    CHECK_TEXT(err.excerpt, "x = = 1");
    assert_true(err.caret >= 0);
    CHECK_FAILS(run_in(sb, "error('plain', 0)", 0, &err), LT_ESCRIPT, &err);
    CHECK_TEXT(err.text, "plain");
    lt_sandbox_close(sb);
}

static int l_fail(lua_State *L)
{
    lt_error err;
    lt_fail(&err, LT_ENOTFOUND, LT_HERE, "there is no column x");
    lt_error_at(&err, "a.csv", 7, "x");
    lt_error_hint(&err, "it has y");
    return lt_bind_raise(L, &err);
}

static int add_fail(lua_State *L)
{
    lt_sandbox_push_api(L);
    lua_pushcfunction(L, l_fail);
    lua_setfield(L, -2, "fail");
    return 0;
}

static void errors_of_bindings_pass_whole(void **s)
{
    (void)s;
    lt_sandbox *sb = open_limited(64);
    lt_error    err;
    CHECK_OK(lt_sandbox_protect(sb, add_fail, NULL, &err), &err);
    CHECK_FAILS(run_in(sb, "\nfail()", 0, &err), LT_ENOTFOUND, &err);
    CHECK_TEXT(err.text, "there is no column x");
    CHECK_TEXT(err.hint, "it has y");
    assert_int_equal(err.cell_line, 2);
    assert_int_equal(err.line, 7);
    CHECK_OK(
        run_in(sb,
               "local ok, e = pcall(fail) assert(not ok and e.kind == 'not found' and e.line == 7 "
               "and e.file == 'a.csv' and e.column == 'x' and e.hint == 'it has y' "
               "and tostring(e) == 'there is no column x' and e.nothing == nil "
               "and getmetatable(e) == 'locked')",
               0, &err),
        &err);
    CHECK_FAILS(run_in(sb, "local ok, e = pcall(fail) error(e)", 0, &err), LT_ENOTFOUND, &err);
    CHECK_FAILS(run_in(sb, "coroutine.wrap(function() fail() end)()", 0, &err), LT_ENOTFOUND, &err);
    lt_sandbox_close(sb);
}

static void a_trailing_expression_gives_its_values(void **s)
{
    (void)s;
    static const struct {
        const char *text;
        lt_tail     tail;
        bool        is_error;
        const char *shown;
    } cases[] = {
        {"1 + 1", LT_TAIL_EXPRESSION, false, "2"},
        {"x = 4\nx", LT_TAIL_EXPRESSION, false, "4"},
        {"x = 4; x * 2", LT_TAIL_EXPRESSION, false, "8"},
        {"x = {a = 5}\nx.a -- why", LT_TAIL_EXPRESSION, false, "5"},
        {"x = {a = 5}\nx\n  .a\n", LT_TAIL_EXPRESSION, false, "5"},
        {"x = 1\n{\n 1,\n 2\n}", LT_TAIL_EXPRESSION, false, NULL},
        {"x = 1", LT_TAIL_NONE, false, NULL},
        {"return 6", LT_TAIL_NONE, false, "6"},
        {"x = 4\n'a', 'b'", LT_TAIL_EXPRESSION, false, "b"},
        {"if true then\n x\nend", LT_TAIL_NONE, true, NULL},
        {"x = ", LT_TAIL_NONE, true, NULL},
        {"x y z", LT_TAIL_NONE, true, NULL},
        {"", LT_TAIL_NONE, false, NULL},
        {"-- only a comment", LT_TAIL_NONE, false, NULL},
        {"f = tostring\nf(7)", LT_TAIL_CALL, false, "7"},
        {"f = tostring\n\n  f (\n 7\n)  -- why\n-- because", LT_TAIL_CALL, false, "7"},
        {"x = 3; ('x'):rep(x)", LT_TAIL_NONE, false, NULL},
        {"local s = 'ab' s:upper()", LT_TAIL_NONE, false, NULL},
        {"s = 'ab'\ns\n  :upper()\n  :rep(2);", LT_TAIL_CALL, false, "ABAB"},
        {"f = tostring\nx = f\n(9)", LT_TAIL_NONE, false, NULL},
        {"f = tostring\nx = f\n'9'", LT_TAIL_NONE, false, NULL},
        {"if f then\n f(1)\nend", LT_TAIL_NONE, false, NULL},
        {"for i = 1, 2 do\n tostring(i)\nend", LT_TAIL_NONE, false, NULL},
        {"x = [[\ntostring(1)\n]]", LT_TAIL_NONE, false, NULL},
        {"x = 1\n--[[\ntostring(1)\n]]", LT_TAIL_NONE, false, NULL},
        {"local function f() return 5 end\nf()", LT_TAIL_CALL, false, "5"},
        {"return\ntostring(4)", LT_TAIL_NONE, false, "4"},
        {"f = tostring\nx = f(4)", LT_TAIL_NONE, false, NULL},
        {"write_it = tostring\nwrite_it(4)", LT_TAIL_NONE, false, NULL},
        {"t = {write = tostring}\nt.write(4)", LT_TAIL_NONE, false, NULL},
        {"t = {write = tostring}\ntostring(t.write)", LT_TAIL_CALL, false, NULL},
        {"for i = 1, 2 do\n i\n", LT_TAIL_NONE, true, NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        lt_sandbox *sb = open_limited(64);
        lt_error    err;
        lt_tail     tail = LT_TAIL_CALL;
        lt_status   status =
            lt_sandbox_load(sb, cases[i].text, strlen(cases[i].text), "t.lua", 1, &tail, &err);
        if ((status != LT_OK) != cases[i].is_error || tail != cases[i].tail)
            fail_msg("%s: %d %d", cases[i].text, status, (int)tail);
        if (!status) {
            CHECK_OK(lt_sandbox_call(sb, 0, LUA_MULTRET, &err), &err);
            if (cases[i].shown) CHECK_TEXT(lua_tostring(lt_sandbox_state(sb), -1), cases[i].shown);
        }
        lt_sandbox_close(sb);
    }
}

int main(void)
{
    return RUN(test(runs_plain_lua), test(string_functions_are_those_of_lua),
               test(table_functions_are_those_of_lua), test(what_reaches_out_is_absent),
               test(bytecode_is_refused), test(shared_tables_cannot_be_changed),
               test(a_required_module_is_text_below_the_folder), test(endless_lua_is_interrupted),
               test(no_catching_call_stops_the_interrupt), test(coroutines_are_interrupted),
               test(metamethods_are_interrupted), test(loops_in_c_are_interrupted),
               test(an_interrupt_before_the_run_ends_it), test(a_state_runs_on_after_an_interrupt),
               test(bombs_end_at_a_limit), test(memory_is_capped_and_given_back),
               test(no_fault_of_memory_leaks_or_crashes), test(errors_carry_the_line_of_the_file),
               test(errors_of_bindings_pass_whole), test(a_trailing_expression_gives_its_values));
}

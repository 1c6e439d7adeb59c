/* Our string and table functions answer as those of the stock library do. */
#include "lua/sandbox.h"
#include "tests/helper.h"

#include <lauxlib.h>
#include <lualib.h>
#include <string.h>

static const char script[] =
    "local seed = ...\n"
    "local function rnd(n) seed = (seed * 1103515245 + 12345) & 0x7fffffff\n"
    "  return (seed >> 8) % n + 1 end\n"
    "local bits = {'a', 'b', '.', '%a', '%d', '%s', '%w', '[ab]', '[^a]', '[a-c%d]', '[]]', "
    "'[^]]',\n"
    "  '(', ')', '()', '*', '+', '-', '?', '^', '$', '%1', '%2', '%b()', '%f[%w]', '%%', '[', "
    "'%',\n"
    "  'x', '[a-]', '[%]]', '%A', '\\0', '(a*)', '(.-)'}\n"
    "local subjects = {'a', 'b', 'c', '(', ')', ' ', '1', 'x', '\\0', '%', 'ab', 'aa'}\n"
    "local function make(t, n) local r = {} for i = 1, n do r[i] = t[rnd(#t)] end\n"
    "  return table.concat(r) end\n"
    "local out = {}\n"
    "local function add(...) local p = table.pack(...)\n"
    "  if p[1] == false then p = {false, n = 1} end\n"
    "  for i = 1, p.n do p[i] = tostring(p[i]) end out[#out + 1] = table.concat(p, '|') end\n"
    "for i = 1, 200 do\n"
    "  local s, p, init = make(subjects, rnd(12) - 1), make(bits, rnd(6)), rnd(16) - 6\n"
    "  add(s, p, pcall(string.find, s, p, init)) add(pcall(string.match, s, p, init))\n"
    "  add(pcall(string.gsub, s, p, '<%0%1>')) add(pcall(string.gsub, s, p, '%%', rnd(3) - 1))\n"
    "  add(pcall(string.gsub, s, p, {a = 'X', b = false}))\n"
    "  add(pcall(string.gsub, s, p, function(...) return select('#', ...) > 1 and 'F' or nil "
    "end))\n"
    "  add(pcall(function() local r = {} for a, b in string.gmatch(s, p, init) do\n"
    "    r[#r + 1] = tostring(a) .. ',' .. tostring(b) end return table.concat(r, ';') end))\n"
    "  add(pcall(string.find, s, p, init, true)) add(pcall(string.rep, s, rnd(6) - 2, p))\n"
    "  local t, u = {}, {} for k = 1, rnd(9) - 1 do t[k] = rnd(20) end\n"
    "  add(pcall(table.insert, t, rnd(10) - 1, 5)) add(table.concat(t, ','))\n"
    "  add(pcall(table.remove, t, rnd(10) - 1)) add(table.concat(t, ','))\n"
    "  add(pcall(table.move, t, rnd(5) - 1, rnd(6) - 1, rnd(5) - 1) and 1)\n"
    "  for k = -3, 12 do add(t[k]) end\n"
    "  for k = 1, rnd(40) do u[k] = rnd(100) end table.sort(u) add(table.concat(u, ' '))\n"
    "  table.sort(u, function(a, b) return a > b end) add(table.concat(u, ' '))\n"
    "  add(pcall(table.concat, u, p, rnd(5) - 2, rnd(8) - 2))\n"
    "  add(table.unpack(u, rnd(3) - 2, rnd(5)))\n"
    "end return table.concat(out, '\\n')";

static void random_calls_answer_as_in_stock_lua(void **s)
{
    (void)s;
    for (int seed = 1; seed <= 25; seed++) {
        lt_sandbox *sb;
        lt_error    err;
        size_t      len, stock_len;
        lua_State  *stock = luaL_newstate();
        luaL_openlibs(stock);
        assert_int_equal(luaL_loadbuffer(stock, script, sizeof(script) - 1, "=t"), LUA_OK);
        lua_pushinteger(stock, seed);
        assert_int_equal(lua_pcall(stock, 1, 1, 0), LUA_OK);

        CHECK_OK(lt_sandbox_open(&sb, lt_mem_default(), NULL, NULL, &err), &err);
        CHECK_OK(lt_sandbox_load(sb, script, sizeof(script) - 1, "t", 1, NULL, &err), &err);
        lua_State *ours = lt_sandbox_state(sb);
        lua_pushinteger(ours, seed);
        CHECK_OK(lt_sandbox_call(sb, 1, 1, &err), &err);

        const char *want = lua_tolstring(stock, -1, &stock_len),
                   *got = lua_tolstring(ours, -1, &len);
        if (len != stock_len || memcmp(got, want, len) != 0) {
            size_t at = 0;
            while (at < len && at < stock_len && got[at] == want[at]) at++;
            at = at > 60 ? at - 60 : 0;
            fail_msg("seed %d: stock [%.120s], ours [%.120s]", seed, want + at, got + at);
        }
        lt_sandbox_close(sb);
        lua_close(stock);
    }
}

int main(void) { return RUN(test(random_calls_answer_as_in_stock_lua)); }

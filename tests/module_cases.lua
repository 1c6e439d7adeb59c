-- module_cases.lua FILE… — runs cases (tests/README.md) under a stock Lua with require "lote", and
-- compares what they show. Of an error only the first line is compared: its place is told by the
-- session, which is not here.
local lote = require "lote"

local lines

local function pad(text, width)
  return text .. (" "):rep(width - #text)
end

-- The same grid as tests/unit/test_cases.c makes.
local function add_table(e)
  local grid, width = { {} }, {}
  for c, column in ipairs(e.columns) do grid[1][c] = column[1] .. ":" .. column[2] end
  for _, row in ipairs(e.rows) do
    local cells = {}
    for c = 1, #e.columns do cells[c] = row[c] or "null" end
    grid[#grid + 1] = cells
  end
  for _, row in ipairs(grid) do
    for c, cell in ipairs(row) do width[c] = math.max(width[c] or 0, #cell) end
  end
  for _, row in ipairs(grid) do
    local out = {}
    for c, cell in ipairs(row) do out[c] = c < #row and pad(cell, width[c]) or cell end
    lines[#lines + 1] = table.concat(out, " | ") .. "\n"
  end
  for _, what in ipairs { "padded", "cut", "dropped", "replaced" } do
    if e[what] ~= 0 then lines[#lines + 1] = ("! %d %s\n"):format(e[what], what) end
  end
end

lote.on_event(function(e)
  if e.kind == "table" then add_table(e)
  elseif e.kind == "text" or e.kind == "print" then lines[#lines + 1] = e.text end
end)

-- A call or an expression at the end shows what it gives, as in a cell: the longest tail that can
-- be returned.
local function compile(text, env)
  local plain, why = load(text, "=case", "t", env)
  local starts = { 1 }
  for at in text:gmatch("[\n;]()") do starts[#starts + 1] = at end
  for i = #starts, 1, -1 do
    local head, tail = text:sub(1, starts[i] - 1), text:sub(starts[i])
    local names = tail:match("^%s*[%a_]")
    if tail:match("%S") and (not plain or names) and load(head, "=case", "t", env) then
      local f = load(head .. "return " .. tail, "=case", "t", env)
      if f then return f, tail end
    end
  end
  return plain, why
end

local function is_write(tail)
  local last
  for name in tail:gmatch("([%a_][%w_]*)%s*[%(\"'{]") do last = name end
  return last and (last == "write" or last:match("^write_"))
end

local function run(text)
  local env = setmetatable({ lote = lote }, { __index = function(_, k)
    local v = lote[k]
    if v == nil then v = _G[k] end
    return v
  end })
  env._G = env
  local f, tail = compile(text, env)
  if not f then return tail end
  local results = table.pack(pcall(f))
  if not results[1] then return results[2] end
  if is_write(tail or "") then return end
  for i = 2, results.n do
    if not (results.n == 2 and results[i] == nil) then
      local ok, e = pcall(lote.show, results[i])
      if not ok then return e end
    end
  end
end

-- An error of the engine has its place in fields, one of Lua in its text.
local function describe(why)
  local text = tostring(why):gsub("^case:%d+: ", "")
  if type(why) ~= "userdata" or not why.file then return text end
  return ("%s:%d: %s%s"):format(why.file, why.line, text, why.column and " (column " .. why.column .. ")" or "")
end

local function first_error(text) return text:match("error: ([^\n]*)") end

local failed, done = 0, 0
for _, path in ipairs(arg) do
  local file = assert(io.open(path))
  local all = file:read("a")
  file:close()
  local text, want = all:match("^(.-\n)%-%-%-%-\n(.*)$")
  text = text:gsub("^#", "--"):gsub("\n#", "\n--")
  lines = {}
  local why = run(text)
  local got = table.concat(lines)
  if why ~= nil then got = got .. "error: " .. describe(why) .. "\n" end
  got = got:gsub(" #%d+", "")
  local same = got == want
  if why ~= nil then
    same = first_error(got) == first_error(want)
  end
  done = done + 1
  if not same then
    failed = failed + 1
    print(("%s\n--- expected\n%s--- got\n%s"):format(path, want, got))
  end
end
print(("%d cases, %d differ"):format(done, failed))
os.exit(failed == 0 and done > 0)

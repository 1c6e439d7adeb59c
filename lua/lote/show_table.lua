-- show_table.lua — a plain Lua table shown: its contents as Lua would write them, keys in order.
-- Bounded in items, depth and length, so that a million rows or a loop do no harm.
local api = ...

local MOST_ITEMS, MOST_DEPTH, MOST_TEXT, WIDTH = 100, 6, 200, 100
local MOST_IN_ALL = 5000
local budget -- items that may still be shown

local function is_plain(v) return type(v) == "table" and getmetatable(v) == nil end

local reserved = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until while"):gmatch("%a+") do
  reserved[word] = true
end

local function text_of(v)
  if v ~= v then return "nan" end
  if type(v) ~= "string" then return tostring(v) end
  local cut = #v > MOST_TEXT and v:sub(1, (utf8.offset(v, 0, MOST_TEXT + 1) or MOST_TEXT + 1) - 1)
  local quoted = (cut or v):gsub('[%c"\\]', function(c)
    if c == "\n" then return "\\n" end
    if c == "\t" then return "\\t" end
    return (c == '"' or c == "\\") and "\\" .. c or ("\\%d"):format(c:byte())
  end)
  return '"' .. quoted .. '"' .. (cut and "… (" .. #v .. " bytes)" or "")
end

local function key_text(k)
  if type(k) == "string" and k:find("^[%a_][%w_]*$") and not reserved[k] then return k end
  return "[" .. text_of(k) .. "]"
end

-- Numbers before texts before everything else; each in its own order.
local rank = { number = 1, string = 2, boolean = 3 }
local function before(a, b)
  local x, y = rank[type(a)] or 4, rank[type(b)] or 4
  if x ~= y then return x < y end
  if x <= 2 then return a < b end
  return tostring(a) < tostring(b)
end

-- The keys behind the list part, ordered; only some of them where there are very many.
local function other_keys(t, n)
  local keys, left = {}, 0
  for k in next, t do
    if not (math.type(k) == "integer" and k >= 1 and k <= n) then
      if #keys < 10 * MOST_ITEMS then keys[#keys + 1] = k else left = left + 1 end
    end
  end
  table.sort(keys, before)
  return keys, left
end

-- Items below each other: tables a line each, plain values as many to a line as there is room.
local function join(items, inner, nested)
  if nested then return table.concat(items, ",\n" .. inner) end
  local lines, line = {}, ""
  for i, item in ipairs(items) do
    item = i < #items and item .. "," or item
    if line ~= "" and #inner + #line + 1 + #item > WIDTH then
      lines[#lines + 1], line = line, ""
    end
    line = line == "" and item or line .. " " .. item
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n" .. inner)
end

local format

-- The items of t as texts, and how many there are more.
local function items_of(t, indent, depth, seen)
  local out, n = {}, #t
  local keys, left = other_keys(t, n)
  local room = math.min(MOST_ITEMS, budget)
  budget = budget - math.min(room, n + #keys)
  for i = 1, math.min(n, room) do out[i] = format(rawget(t, i), indent, depth, seen) end
  for i = 1, math.min(#keys, room - #out) do
    out[#out + 1] = key_text(keys[i]) .. " = " .. format(rawget(t, keys[i]), indent, depth, seen)
  end
  return out, n + #keys + left - #out
end

function format(v, indent, depth, seen)
  if not is_plain(v) then return text_of(v) end
  if next(v) == nil then return "{}" end
  if seen[v] then return "{… itself}" end
  if depth == MOST_DEPTH then return "{…}" end
  seen[v] = true
  local inner = indent .. "  "
  local items, more = items_of(v, inner, depth + 1, seen)
  seen[v] = nil
  if more > 0 then items[#items + 1] = "… " .. more .. " more" end
  local line, tall, nested = "{ " .. table.concat(items, ", ") .. " }", false, false
  for _, item in ipairs(items) do
    tall = tall or item:find("\n", 1, true) ~= nil
    nested = nested or item:find("{", 1, true) ~= nil
  end
  if not tall and #indent + #line <= WIDTH then return line end
  return "{\n" .. inner .. join(items, inner, nested) .. "\n" .. indent .. "}"
end

local show = api.show

local function show_all(...)
  local plain = false
  for i = 1, select("#", ...) do plain = plain or is_plain((select(i, ...))) end
  if not plain then return show(...) end
  for i = 1, select("#", ...) do
    local v = select(i, ...)
    budget = MOST_IN_ALL
    show(is_plain(v) and format(v, "", 0, {}) or v)
  end
end

api.show, api.display = show_all, show_all

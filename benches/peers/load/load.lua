-- What wrk sends, and what it reports. The file that REQUESTS names holds whole requests with a zero
-- byte between them. They are sent in turn; "########" in one of them becomes a number of its own,
-- "####:####" a part of an address of its own. Numbers begin after FIRST. With EXPECT every status is
-- compared with it, which costs wrk more than a request does.
-- With ONCE=1 each is sent once, and the load ends when all are; what connections ask for until they
-- notice is the last of the file.

local requests = {}
local file = assert(io.open(os.getenv("REQUESTS"), "rb"))
for text in file:read("*a"):gmatch("[^%z]+") do requests[#requests + 1] = text end
file:close()

local threads = {}
function setup(thread) threads[#threads + 1] = thread end

made, others = 0, 0

local expected = tonumber(os.getenv("EXPECT"))
if expected then
  function response(status)
    if status ~= expected then others = others + 1 end
  end
end

local first = 20000000 + tonumber(os.getenv("FIRST") or "0")
local numbered = requests[1]:find("####:?####") ~= nil

local function number(colon)
  local digits = tostring(first + made)
  return digits:sub(1, 4) .. colon .. digits:sub(5)
end

local function once()
  made = made + 1
  if made < #requests then return requests[made] end
  wrk.thread:stop()
  return requests[#requests]
end

local function in_turn()
  made = made + 1
  local text = requests[(made - 1) % #requests + 1]
  if not numbered then return text end
  return (text:gsub("####(:?)####", number))
end

function init()
  if os.getenv("ONCE") == "1" then
    request = once
  elseif numbered or #requests > 1 then
    request = in_turn
  else
    -- Without `request`, wrk sends one text without asking Lua again.
    wrk.format = function() return requests[1] end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d,"made":%d,"others":%d,"p50":%d,"p99":%d,"max":%d}\n',
    summary.requests, summary.duration, errors.connect, errors.read, errors.write, errors.timeout,
    errors.status, threads[1]:get("made"), threads[1]:get("others"), latency:percentile(50), latency:percentile(99), latency.max))
end

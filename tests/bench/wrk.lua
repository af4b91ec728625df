-- What wrk sends and prints for bench.py: wrk -s wrk.lua URL -- DEPTH [BODY_BYTES]
-- DEPTH requests are sent at once; with BODY_BYTES each is a POST of that much JSON. One line of JSON comes out.

function init(arguments)
  local depth = tonumber(arguments[1] or "1")
  local body_bytes = tonumber(arguments[2] or "0")
  if body_bytes > 0 then
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = '{"text":"' .. string.rep("x", body_bytes - 11) .. '"}'
  end
  -- wrk calls wrk.format once when a script has no request(): the batch is made once, not for every request.
  local one = wrk.format()
  wrk.format = function() return string.rep(one, depth) end
end

function done(summary, latency)
  local errors = summary.errors
  local form = '{"requests":%d,"bytes":%d,"microseconds":%d,"p50_us":%d,"p99_us":%d,' ..
    '"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d}\n'
  io.write(string.format(form, summary.requests, summary.bytes, summary.duration, latency:percentile(50),
    latency:percentile(99), errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end

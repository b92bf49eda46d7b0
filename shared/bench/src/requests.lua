-- For wrk: sends the bytes of a file, as they are, again and again. In the end
-- it prints what it counted, as one line of JSON.

local bytes

function init(words)
  local file = assert(io.open(words[1], 'rb'))
  bytes = file:read('*a')
  file:close()
end

function request()
  return bytes
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    'counted {"requests": %d, "seconds": %f, "errors": %d, '
      .. '"latency": {"median": %f, "percentile99": %f}}',
    summary.requests,
    summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status
      + errors.timeout,
    latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3
  ))
end

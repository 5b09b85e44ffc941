-- Sends the requests of a file in turn (they are separated by NUL) and prints the figures that load.py reads.

local requests, count, last = {}, 0, 0

function init(arguments)
    local file = assert(io.open(arguments[1], "rb"))
    for each in file:read("*a"):gmatch("[^%z]+") do
        count = count + 1
        requests[count] = each
    end
    file:close()
end

function request()
    last = last % count + 1
    return requests[last]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        "figures: requests=%d microseconds=%d bytes=%d p50=%d p99=%d failed=%d\n",
        summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

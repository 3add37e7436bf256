#!lua name=thiluat
-- The live state of a round's shard: one function call per request, each atomic and safe to repeat.
--
-- Redis decides when an attempt opens and closes, and which sheet counts. It knows no points: the database decides
-- whether the attempt counts, and the board holds only what the database has (`tl_note_recorded`).
--
-- Each function states its KEYS. They all belong to one shard, hence to one node. A key that ends in 'a:' is the prefix
-- of the attempts' own keys, which end in their id.
-- Every function returns an array whose first element says what happened. 'COLD' means that the shard must first be
-- rebuilt from the database: nothing was read or changed.
--
-- Increase with every change to what a function takes, returns or stores: see `Live::open`.
local VERSION = 12

-- A start that arrives later than this is not begun: a caller waits for two seconds, and clocks may differ by one.
-- Otherwise calls held back by a silent connection would open attempts that nobody knows of.
local STALE_MS = 5000

-- An attempt's number has sixteen bits everywhere.
local MOST_ATTEMPTS = 65535

-- Orders byte strings. Lua's own '<' follows the locale of the Redis process.
local function less(a, b)
  local n = math.min(#a, #b)
  -- Keys share long prefixes: they are compared eight bytes at a time until they differ.
  for at = 1, n, 8 do
    local till = math.min(at + 7, n)
    if string.sub(a, at, till) ~= string.sub(b, at, till) then
      for i = at, till do
        local x, y = string.byte(a, i), string.byte(b, i)
        if x ~= y then return x < y end
      end
    end
  end
  return #a < #b
end

-- A sheet is one text, its parts separated by spaces: revision, last change, prediction ('-' if none), answers; from
-- devices that say so, also the device, and when each answer and then the prediction last changed (TIME characters
-- each, which sort as the times do).
local TIME = 4

local function parts_of(sheet)
  return string.match(sheet, '^(%d+) (%d+) (%S+) (%S*) ?(%S*) ?(%S*)$')
end

-- Returns only revision and device. Half the work of `parts_of`, for what happens most often.
local function sender_of(sheet)
  return string.match(sheet, '^(%d+) %d+ %S+ %S* ?(%S*)')
end

local function revision_of(sheet)
  return tonumber(string.match(sheet, '^%d+'))
end

-- Returns prediction and answers as one text: what is marked.
local function marks_of(sheet)
  return string.match(sheet, '^%d+ %d+ (%S+ %S*)')
end

-- Returns what is marked, and when.
local function content_of(sheet)
  local _, _, prediction, answers, _, times = parts_of(sheet)
  return prediction .. ' ' .. answers .. ' ' .. times
end

-- If the submitted answers equal the saved ones, the time at which they were saved counts.
local function changed_when(sent, saved)
  if marks_of(sent) ~= marks_of(saved) then return sent end
  return (string.gsub(sent, '^(%d+) %d+', '%1 ' .. string.match(saved, '^%d+ (%d+)')))
end

-- Returns the later of two answers, with its time. One rule with `TimedSheet::merge`: of equal times, the higher counts.
local function later(a_time, a, b_time, b)
  if less(a_time, b_time) or (a_time == b_time and less(a, b)) then return b_time, b end
  return a_time, a
end

-- Merges what two devices have: question by question, the later change counts. Returns prediction, answers, times.
local function merge(held, sent)
  local _, _, held_prediction, held_answers, _, held_times = parts_of(held)
  local _, _, prediction, answers, _, times = parts_of(sent)
  local function time(of, n)
    local found = string.sub(of, n * TIME + 1, n * TIME + TIME)
    return #found == TIME and found or string.rep('-', TIME)
  end
  local function answer(of, n)
    local found = string.sub(of, n + 1, n + 1)
    return found == '' and '0' or found
  end
  local n = math.max(#held_answers, #answers)
  local merged_answers, merged_times = {}, {}
  for i = 0, n - 1 do
    merged_times[i + 1], merged_answers[i + 1] =
      later(time(held_times, i), answer(held_answers, i), time(times, i), answer(answers, i))
  end
  merged_times[n + 1], prediction = later(time(held_times, n), held_prediction, time(times, n), prediction)
  return prediction, table.concat(merged_answers), table.concat(merged_times)
end

-- Puts a sheet that arrives together with the one that is held, and returns the sheet that counts from now on.
-- One device's sheets follow each other: the higher revision replaces. Sheets of several devices are merged, whatever
-- their revisions; the result belongs to no device ('*') until one has sent all of it. Unless both have times, the
-- higher revision counts.
-- What changes by merging was there as a whole only when the later of the two was: so its last change is no earlier.
local function together(held, sent)
  local held_revision, held_at, _, _, held_device, held_times = parts_of(held)
  local revision, at, _, _, device, times = parts_of(sent)
  held_revision, revision = tonumber(held_revision), tonumber(revision)
  -- An unreadable sheet is worth less than one that was sent.
  if not held_revision or held_revision == 0 then return sent end
  local follows = device ~= '*' and device == held_device
  if times == '' or held_times == '' or (follows and revision > held_revision) then
    return revision > held_revision and sent or held
  end
  local prediction, answers, merged_times = merge(held, sent)
  local marks = prediction .. ' ' .. answers
  local content = marks .. ' ' .. merged_times
  local has_all, had_all = content == content_of(sent), content == content_of(held)
  if had_all and revision <= held_revision then return held end
  if has_all and not had_all and revision > held_revision and tonumber(at) >= tonumber(held_at) then return sent end
  local counts = math.max(held_revision, revision)
  if not (has_all and had_all) then counts = counts + 1 end
  if marks == marks_of(held) then at = held_at end
  if tonumber(held_at) > tonumber(at) then at = held_at end
  return table.concat({string.format('%d', counts), at, marks, has_all and device or '*', merged_times}, ' ')
end

-- A frozen attempt is one text in `pending`: who closed it, when, the sheet; after a line feed, the facts of its start.
local function freeze(by, closed_at, sheet, facts)
  return by .. ' ' .. closed_at .. ' ' .. sheet .. '\n' .. facts
end

local function sheet_of(frozen)
  return string.match(frozen, '^%a+ %d+ ([^\n]*)')
end

-- Creates the hash of an open attempt. Invariant: an attempt has a hash, and is in `due`, exactly while it is open.
local function open_attempt(hash, open, due, id, account, number, start, deadline, unit, name)
  redis.call('HSET', hash, 'v', '0 ' .. start .. ' - ', 'c', account, 'n', number, 's', start, 'd', deadline,
    'u', unit, 'm', name)
  redis.call('HSET', open, account, id)
  redis.call('ZADD', due, deadline, id)
end

-- Notes that open attempts have more time than they began with: they come up as due when that ends. Their hashes keep the
-- deadline with which they began, because servers compute the other one from it. KEYS: due. ARGV: for each attempt its id
-- and the moment. Invariant: nothing is added that is not open.
local function postpone(keys, args)
  for i = 1, #args, 2 do redis.call('ZADD', keys[1], 'XX', args[i + 1], args[i]) end
  return {'OK'}
end

-- Returns whether a contestant's used attempts and open attempt are known: the shard is built, or they were restored
-- individually since Redis lost it (`tl_set_known`).
local function is_known(built, known, account)
  return redis.call('EXISTS', built) == 1 or redis.call('HEXISTS', known, account) == 1
end

-- Resumes the running attempt. KEYS, ARGV: as `start`. `grace` includes the extra time that the contestant may have: the
-- caller checks what it gets, and asks again with less if that attempt has ended.
-- Returns {'RESUMED', attempt, whether its start is recorded (1 or 0), facts…} with facts n s d u v; {'ENDED'} (an attempt
-- is open though its time seems over: the caller may not know that it was given more); {'CLOSED', attempt} (this
-- idempotency key's attempt is closed); {'NONE'}; {'COLD'}.
local function resume(keys, args)
  local built, known, _, open, idempotency, _, starting, attempts = unpack(keys)
  local account, now, grace, key = args[2], tonumber(args[4]), tonumber(args[6]), args[7]
  if not is_known(built, known, account) then return {'COLD'} end
  local function resumed(id)
    local f = redis.call('HMGET', attempts .. id, 'n', 's', 'd', 'u', 'v')
    if not f[1] then return nil end
    if now > tonumber(f[3]) + grace then
      if args[10] == '0' then return {'ENDED'} end
      return nil
    end
    return {'RESUMED', id, 1 - redis.call('SISMEMBER', starting, id), unpack(f)}
  end
  if key ~= '' then
    local before = redis.call('HGET', idempotency, account .. ':' .. key)
    if before then return resumed(before) or {'CLOSED', before} end
  end
  local running = redis.call('HGET', open, account)
  local reply = running and resumed(running)
  if reply and reply[1] == 'RESUMED' and key ~= '' then
    redis.call('HSET', idempotency, account .. ':' .. key, running)
  end
  return reply or {'NONE'}
end

local DAY_MS = 86400000

-- Decides whether the pace allows a contestant to start attempt `number`. `held` is the field of `pace`, and `read` what
-- the database has; both are "number start day starts-of-that-day", of the last start. One that is of an earlier start
-- knows too little: Redis has lost a start since, or a server of an earlier release made it.
-- Returns when the attempt may begin, and what to note of it; nil if the database must be read first.
local function paced(held, read, number, now, rest, most, today)
  local last, day, count = nil, today, 0
  if number > 1 then
    local function fields(text, is_enough)
      local n, at, day_of, of_day = string.match(text, '^(%d+) (%d+) (%d+) (%d+)$')
      if not n or not is_enough(tonumber(n)) then return nil end
      return tonumber(at), tonumber(day_of), tonumber(of_day)
    end
    local held_day, of_day
    last, held_day, of_day = fields(held or '', function(n) return n == number - 1 end)
    if not last then last, held_day, of_day = fields(read, function(n) return n >= number - 1 end) end
    if not last then return nil end
    -- The clock of another server may be a little ahead, around midnight by a day.
    if held_day >= today then day, count = held_day, of_day end
  end
  local begins = last and last + rest or 0
  if most > 0 and count >= most then begins = math.max(begins, day + DAY_MS) end
  return begins, string.format('%d %d %d %d', number, now, day, count + 1)
end

-- KEYS: built, known, used, open, idempotency, due, starting, a:, pace (only with a pace)
-- ARGV: attempt, account, limit (0: none), now, deadline, grace, idempotency key ('' if none), unit, masked name, whether
-- the caller knows for certain when attempts end (1 or 0; servers of earlier releases do not pass it). Where the rules set
-- a pace, also: milliseconds between starts (0: none), starts on a day (0: no limit), when this day began,
-- the last start according to the database as in `paced` ('' if that was not read).
-- Returns {'STARTED', number}, {'EXHAUSTED'}, {'PAUSED', when the attempt may begin}, {'UNPACED'} (the last start must be
-- read from the database), {'STALE'} (the call arrived so late that its caller has given up), or what `resume` returns
-- except {'NONE'}.
-- Invariants: `used` never exceeds the limit; a contestant has one open attempt, which is resumed whatever the key; the
-- pace is kept whatever Redis has lost.
local function start(keys, args)
  local running = resume(keys, args)
  if running[1] ~= 'NONE' then return running end
  local _, _, used, open, idempotency, due, starting, attempts, pace = unpack(keys)
  local attempt, account, limit, key = args[1], args[2], tonumber(args[3]), args[7]
  local number = tonumber(redis.call('HGET', used, account) or '0') + 1
  if limit == 0 then limit = MOST_ATTEMPTS end
  if number > limit then return {'EXHAUSTED'} end
  local note
  if pace then
    local begins
    begins, note = paced(redis.call('HGET', pace, account), args[14], number, tonumber(args[4]), tonumber(args[11]),
      tonumber(args[12]), tonumber(args[13]))
    if not begins then return {'UNPACED'} end
    if begins > tonumber(args[4]) then return {'PAUSED', begins} end
  end
  if redis.call('TIME')[1] * 1000 > tonumber(args[4]) + STALE_MS then return {'STALE'} end
  redis.call('HSET', used, account, number)
  if note then redis.call('HSET', pace, account, note) end
  open_attempt(attempts .. attempt, open, due, attempt, account, number, args[4], args[5], args[8], args[9])
  redis.call('SADD', starting, attempt)
  if key ~= '' then redis.call('HSET', idempotency, account .. ':' .. key, attempt) end
  return {'STARTED', number}
end

-- Notes that starts are in the database. KEYS: starting. ARGV: attempts.
local function started(keys, args)
  redis.call('SREM', keys[1], unpack(args))
  return {'OK'}
end

-- Takes back a start that the database refused because another attempt has its number. Its paper was not sent.
-- KEYS: used, open, idempotency, due, starting, a:, pace (servers of earlier releases do not pass it)
-- ARGV: attempt, account, attempts used according to the database, idempotency key ('' if none).
local function retract(keys, args)
  local used, open, idempotency, due, starting, attempts, pace = unpack(keys)
  local id, account = args[1], args[2]
  redis.call('UNLINK', attempts .. id)
  redis.call('ZREM', due, id)
  redis.call('SREM', starting, id)
  if redis.call('HGET', open, account) == id then redis.call('HDEL', open, account) end
  redis.call('HSET', used, account, args[3])
  if pace then redis.call('HDEL', pace, account) end
  local key = account .. ':' .. args[4]
  if redis.call('HGET', idempotency, key) == id then redis.call('HDEL', idempotency, key) end
  return {'OK'}
end

-- Reopens attempts that Redis has lost. ARGV from `first` on, 7 for each attempt: attempt, account, number, start,
-- deadline, unit, masked name. Returns 'OPEN' if the last of them is open, now or still; 'CLOSED' if it is closed.
local function open_again(used, open, due, done, pending, attempts, args, first)
  local state = 'OPEN'
  for i = first, #args, 7 do
    local id, account, number = args[i], args[i + 1], tonumber(args[i + 2])
    if redis.call('SISMEMBER', done, id) == 1 or redis.call('HEXISTS', pending, id) == 1 then
      state = 'CLOSED'
    else
      state = 'OPEN'
      if redis.call('EXISTS', attempts .. id) == 0 then
        local later = redis.call('HGET', open, account)
        open_attempt(attempts .. id, open, due, id, account, args[i + 2], args[i + 3], args[i + 4], args[i + 5],
          args[i + 6])
        -- If there are two, the one with the higher number runs.
        local n = later and later ~= id and redis.call('HGET', attempts .. later, 'n')
        if n and tonumber(n) > number then redis.call('HSET', open, account, later) end
      end
    end
    if tonumber(redis.call('HGET', used, account) or '0') < number then
      redis.call('HSET', used, account, number)
    end
  end
  return state
end

-- Reopens attempts that Redis has lost: from a signed ticket, or from the recorded starts.
-- KEYS: built, used, open, due, done, pending, a:
-- ARGV: whether the shard must be built (1 or 0), then each attempt as in `open_again`.
-- Returns {'OPEN'} (the last of them is open, now or still), {'CLOSED'} (the last of them is closed), {'COLD'}.
local function reopen(keys, args)
  local built, used, open, due, done, pending, attempts = unpack(keys)
  if args[1] == '1' and redis.call('EXISTS', built) == 0 then return {'COLD'} end
  return {open_again(used, open, due, done, pending, attempts, args, 2)}
end

-- Asks whether a contestant is known. If not, the caller must read from now on what the database has of them, and pass
-- it to `tl_set_known`. KEYS: built, known. ARGV: contestant, a new id.
-- Returns {'KNOWN'}, or {'UNKNOWN', era}: an id that Redis loses together with the shard.
local function ask_known(keys, args)
  if is_known(keys[1], keys[2], args[1]) then return {'KNOWN'} end
  redis.call('HSETNX', keys[2], '', args[2])
  return {'UNKNOWN', redis.call('HGET', keys[2], '')}
end

-- Restores one contestant, so that their starts do not wait until the shard is built.
-- KEYS: built, known, used, open, due, done, pending, a:
-- ARGV: contestant, era, attempts used, then each recorded start that is not closed as in `open_again`.
-- Returns {'KNOWN'}, or {'COLD'}: since this was read, Redis has lost the shard again, along with whatever was started
-- meanwhile. Invariant: `used` never falls; a built shard knows everybody without the list.
local function set_known(keys, args)
  local built, known, used, open, due, done, pending, attempts = unpack(keys)
  local account, number = args[1], tonumber(args[3])
  local is_built = redis.call('EXISTS', built) == 1
  if not is_built and redis.call('HGET', known, '') ~= args[2] then return {'COLD'} end
  open_again(used, open, due, done, pending, attempts, args, 4)
  if tonumber(redis.call('HGET', used, account) or '0') < number then redis.call('HSET', used, account, number) end
  if not is_built then redis.call('HSET', known, account, 1) end
  return {'KNOWN'}
end

-- The most frequent call: one key, one read, one write. It does not ask whether the shard is built: an attempt that is
-- there can be saved, whatever the state of the board. The caller knows from the ticket that it is not too late.
-- KEYS: the attempt's own. ARGV: the sheet.
-- Returns {'SAVED'}, {'MERGED', sheet} (what counts now has changes of another device too), {'STALE', revision} (a sheet
-- without times came too late), {'LOST'} (closed, or lost by Redis: see reopen).
-- Invariant: an answer is replaced only by a later one. Without times: a lower revision never overwrites a higher one;
-- the same revision never changes its answers.
local function save(keys, args)
  local sent = args[1]
  local stored = redis.call('HGET', keys[1], 'v')
  if not stored then return {'LOST'} end
  -- Nearly always, this device has saved before, or none has, and `together` would return what is sent.
  local held_revision, held_device = sender_of(stored)
  local revision, device = sender_of(sent)
  local follows = held_revision and device ~= '*' and device == held_device
  if held_revision == '0' or (follows and tonumber(revision) > tonumber(held_revision)) then
    redis.call('HSET', keys[1], 'v', sent)
    return {'SAVED'}
  end
  local counts = together(stored, sent)
  if counts ~= stored then redis.call('HSET', keys[1], 'v', counts) end
  if counts == sent then return {'SAVED'} end
  local _, _, _, _, _, times = parts_of(sent)
  if times == '' then
    local same = revision_of(counts) == revision_of(sent) and marks_of(counts) == marks_of(sent)
    return same and {'SAVED'} or {'STALE', revision_of(counts)}
  end
  local same = revision_of(counts) == revision_of(sent) and content_of(counts) == content_of(sent)
  return same and {'SAVED'} or {'MERGED', counts}
end

-- Freezes an attempt: from here on, its sheet and its closing time stay as they are. It needs only the attempt itself,
-- so it works while the shard is cold: ticket and sheet suffice.
-- KEYS: the attempt's own, open, due, pending, done.
-- ARGV: attempt, account, now, deadline, grace, by ('contestant' or 'deadline'), closing time, sheet, whether the sheet
-- was acknowledged before the deadline (1 or 0), facts.
-- Returns {'CLOSED', frozen} (now or earlier: the first closing counts however often this is called, except that a
-- contestant's closing that came in time beats the server's), {'LATE'}, {'OPEN'} (the deadline has not passed),
-- {'DONE'} (it is in the database), {'LOST'} (nothing to close at the deadline).
-- Invariant: a closed attempt is in `pending` until it is noted as recorded.
local function close(keys, args)
  local hash, open, due, pending, done = unpack(keys)
  local id, account, now, deadline, grace, by, closed_at, sent, acknowledged, facts = unpack(args)
  local late = tonumber(now) > tonumber(deadline) + tonumber(grace)
  local frozen = redis.call('HGET', pending, id)
  if frozen then
    local frozen_by, frozen_at = string.match(frozen, '^(%a+) (%d+)')
    -- The submission arrived in time, but was slow to get here.
    if by == 'contestant' and frozen_by == 'deadline' and not late and tonumber(closed_at) <= tonumber(frozen_at) then
      local sheet = sheet_of(frozen)
      sheet = changed_when(together(sheet, sent), sheet)
      frozen = freeze(by, closed_at, sheet, facts)
      redis.call('HSET', pending, id, frozen)
      return {'CLOSED', frozen}
    end
    -- A sheet that was acknowledged in time and then lost, if it existed when this was frozen.
    local changed_at = string.match(sent, '^%d+ (%d+)')
    local was_there = frozen_by == 'deadline' or tonumber(changed_at) <= tonumber(frozen_at)
    -- An earlier revision never counts: afterwards nobody may choose among the sheets that were acknowledged.
    if acknowledged == '1' and was_there and revision_of(sent) > revision_of(sheet_of(frozen)) then
      local counts = together(sheet_of(frozen), sent)
      local head, tail = string.match(frozen, '^(%a+ %d+ )[^\n]*(\n.*)$')
      frozen = head .. counts .. tail
      redis.call('HSET', pending, id, frozen)
    end
    return {'CLOSED', frozen}
  end
  if redis.call('SISMEMBER', done, id) == 1 then return {'DONE'} end
  local stored = redis.call('HGET', hash, 'v')
  -- An unreadable sheet counts as absent.
  if stored and not parts_of(stored) then stored = nil end
  local sheet = sent
  if by == 'contestant' then
    if late then return {'LATE'} end
    if stored then sheet = together(stored, sent) end
  else
    if not late then return {'OPEN'} end
    if not stored and acknowledged ~= '1' then return {'LOST'} end
    local counts = acknowledged == '1' and (not stored or revision_of(sent) > revision_of(stored))
    if stored then sheet = counts and together(stored, sent) or stored end
  end
  if stored then sheet = changed_when(sheet, stored) end
  frozen = freeze(by, closed_at, sheet, facts)
  redis.call('HSET', pending, id, frozen)
  redis.call('UNLINK', hash)
  redis.call('ZREM', due, id)
  if redis.call('HGET', open, account) == id then redis.call('HDEL', open, account) end
  return {'CLOSED', frozen}
end

-- An attempt that is open here was recorded by a server that could not ask Redis. If a later sheet was saved, it is
-- frozen as of that close; whoever records it decides whether it counts.
local function freeze_newer(pending, id, hash, revision, closed_at)
  local f = redis.call('HMGET', hash, 'v', 'c', 'n', 's', 'd', 'u', 'm')
  for i = 1, 7 do
    if not f[i] then return end
  end
  local later = revision_of(f[1])
  if not later or later <= revision then return end
  local unit = f[6] == '' and '-' or f[6]
  local facts = table.concat({f[2], f[3], f[4], f[5], unit, f[7]}, ' ')
  redis.call('HSETNX', pending, id, freeze('deadline', closed_at, f[1], facts))
end

-- Settles recorded attempts: frozen attempts are dropped unless they are newer, newer open sheets are frozen, and the
-- attempts are no longer open. ARGV as in `recorded`.
local function settle(keys, ids, hashes, args)
  local _, _, open, pending, due, starting, _, _, _, _, _, _, stuck = unpack(keys)
  local accounts, revisions, times = {}, {}, {}
  for i = 1, #args, 8 do
    for revision, closed_at in string.gmatch(args[i + 7], '(%d+) (%d+)') do
      accounts[#accounts + 1], revisions[#revisions + 1], times[#times + 1] = args[i], tonumber(revision), closed_at
    end
  end
  local decided = {}
  for n, frozen in ipairs(redis.call('HMGET', pending, unpack(ids))) do
    if frozen then
      local sheet, closed_at = sheet_of(frozen), tonumber(string.match(frozen, '^%a+ (%d+)'))
      local revision = sheet and closed_at and revision_of(sheet)
      if not revision or (revision <= revisions[n] and closed_at >= tonumber(times[n])) then
        decided[#decided + 1] = ids[n]
      end
    end
  end
  if #decided > 0 then redis.call('HDEL', pending, unpack(decided)) end
  if redis.call('EXISTS', unpack(hashes)) > 0 then
    for n, hash in ipairs(hashes) do freeze_newer(pending, ids[n], hash, revisions[n], times[n]) end
  end
  local ended = {}
  for n, running in ipairs(redis.call('HMGET', open, unpack(accounts))) do
    if running == ids[n] then ended[#ended + 1] = accounts[n] end
  end
  if #ended > 0 then redis.call('HDEL', open, unpack(ended)) end
  redis.call('HDEL', stuck, unpack(ids))
  redis.call('ZREM', due, unpack(ids))
  redis.call('SREM', starting, unpack(ids))
  redis.call('UNLINK', unpack(hashes))
end

-- Units as 16 bytes, by their hexadecimal digits. The same units come again and again; converting each anew would be a
-- tenth of the work of `recorded`. The table is emptied when it has grown to about a megabyte.
local MOST_UNITS = 10000
local units_known, unit_count = {}, 0

local function bytes_of(unit)
  local known = units_known[unit]
  if not known then
    if unit_count == MOST_UNITS then units_known, unit_count = {}, 0 end
    known = string.gsub(unit, '%x%x', function(digits) return string.char(tonumber(digits, 16)) end)
    units_known[unit], unit_count = known, unit_count + 1
  end
  return known
end

-- Returns a standing's member of `unit_board`.
local function unit_member(unit, key)
  return bytes_of(unit) .. key
end

-- Returns the unit of a standing, '' if it has none, from what the board shows of it. Quotation marks within a name are
-- escaped there, so no name can be taken for a unit.
local function unit_of(shown)
  local unit = string.match(shown, '"u":"([%x-]+)"')
  return unit and string.gsub(unit, '%-', '') or ''
end

-- Notes that attempts are in the database, and puts the counting attempt of each contestant on the board. The same call
-- serves after a commit, after Redis has lost something, and in a rebuild: whatever was there before, each attempt ends
-- up as after its close and commit. A shard that is not built accepts standings too; it is not shown until it is built.
-- KEYS: done, used, open, pending, due, starting, board, best, choice (best, if the best attempt counts), shown, units,
-- version, stuck, a:, unit_board, unit_version (servers of earlier releases do not pass the last two).
-- ARGV, 8 for each contestant, each of whom appears once: account; the highest number of these attempts; of the one
-- that counts among them: unit, sort key, choice ('' if the best attempt counts: then it is the sort key), what the
-- board shows (JSON); their ids, 32 digits each, concatenated; what was decided about each, in the same order: revision
-- and closing time, all separated by spaces. Arguments are packed because in a rebuild, parsing them is half of the
-- work. At most a thousand attempts.
-- Invariants: one standing per contestant; a person is counted once in their unit; nothing is on the board without a
-- row; a frozen sheet with a higher revision, or an earlier closing, stays pending until it is decided too;
-- `unit_version` follows `version` only as long as `unit_board` has the unit of every standing, and nothing else.
-- Recording an attempt removes whatever is unreadable about it: that must not hold up the others of the call.
local function recorded(keys, args)
  local done, used, open, pending, due, starting, board, best, chosen, shown, units, version, stuck, attempts,
    unit_board, unit_version = unpack(keys)
  local ids, accounts, attempt_count, account_count = {}, {}, 0, 0
  for i = 1, #args, 8 do
    account_count = account_count + 1
    accounts[account_count] = args[i]
    local all = args[i + 6]
    for at = 1, #all, 32 do
      attempt_count = attempt_count + 1
      ids[attempt_count] = string.sub(all, at, at + 31)
    end
  end
  redis.call('SADD', done, unpack(ids))
  -- In a rebuild, usually nothing is open or pending.
  if redis.call('EXISTS', open, pending, due, starting, stuck) > 0 then
    local hashes = {}
    for n, id in ipairs(ids) do hashes[n] = attempts .. id end
    settle(keys, ids, hashes, args)
  end
  local counts, keys_held = redis.call('HMGET', used, unpack(accounts)), redis.call('HMGET', best, unpack(accounts))
  -- If the best attempt counts, `chosen` is `best` itself.
  local choices_held = chosen == best and keys_held or redis.call('HMGET', chosen, unpack(accounts))
  local whole = unit_version and redis.call('GET', unit_version) == (redis.call('GET', version) or '0')
  -- Names and values alternate, as the commands take them; `c` counts the new standings.
  local used_now, gone, gone_tails, gone_to, people, members, m = {}, {}, {}, {}, {}, {}, 0
  local standings, come_keys, come_choices, come_shown, u, c = {}, {}, {}, {}, 0, 0
  for n = 1, account_count do
    local i = n * 8 - 7
    local account, number, key, choice, old = args[i], args[i + 1], args[i + 3], args[i + 4], keys_held[n]
    if not counts[n] or tonumber(number) > tonumber(counts[n]) then
      used_now[u + 1], used_now[u + 2], u = account, number, u + 2
    end
    if chosen == best then choice = key end
    if not choices_held[n] or less(choice, choices_held[n]) then
      local unit = args[i + 2]
      if old then
        gone[#gone + 1], gone_tails[#gone + 1], gone_to[#gone + 1] = old, string.sub(old, -16), unit
      elseif unit ~= '' then
        people[unit] = (people[unit] or 0) + 1
      end
      if whole and unit ~= '' then
        members[m + 1], members[m + 2], m = '0', unit_member(unit, key), m + 2
      end
      standings[c + 1], standings[c + 2] = '0', key
      come_keys[c + 1], come_keys[c + 2] = account, key
      come_choices[c + 1], come_choices[c + 2] = account, choice
      come_shown[c + 1], come_shown[c + 2] = string.sub(key, -16), args[i + 5]
      c = c + 2
    end
  end
  if u > 0 then redis.call('HSET', used, unpack(used_now)) end
  if #gone > 0 then
    -- Somebody's unit may have changed since their standing was made: what has to go is found from what is held.
    local gone_members = {}
    for n, held in ipairs(redis.call('HMGET', shown, unpack(gone_tails))) do
      local before, now = held and unit_of(held), gone_to[n]
      if not before then
        whole = false
      else
        if before ~= '' then gone_members[#gone_members + 1] = unit_member(before, gone[n]) end
        if before ~= now then
          if before ~= '' then people[before] = (people[before] or 0) - 1 end
          if now ~= '' then people[now] = (people[now] or 0) + 1 end
        end
      end
    end
    if whole and #gone_members > 0 then
      whole = redis.call('ZREM', unit_board, unpack(gone_members)) == #gone_members
    end
    redis.call('ZREM', board, unpack(gone))
    redis.call('HDEL', shown, unpack(gone_tails))
  end
  if c > 0 then
    redis.call('ZADD', board, unpack(standings))
    redis.call('HSET', best, unpack(come_keys))
    if chosen ~= best then redis.call('HSET', chosen, unpack(come_choices)) end
    redis.call('HSET', shown, unpack(come_shown))
    if m > 0 then redis.call('ZADD', unit_board, unpack(members)) end
  end
  for unit, count in pairs(people) do redis.call('HINCRBY', units, unit, count) end
  local now = redis.call('INCR', version)
  if whole then redis.call('SET', unit_version, now) end
  return {'OK'}
end

-- Rebuilds a contestant's standing after a recorded attempt was corrected.
-- KEYS and ARGV as in `recorded`, for one contestant: all attempts recorded of them a moment ago.
-- If the current standing belongs to another attempt, it was made since then and is right.
local function correct(keys, args)
  local board, best, chosen, shown, units, unit_board, unit_version =
    keys[7], keys[8], keys[9], keys[10], keys[11], keys[15], keys[16]
  local account, unit, ids = args[1], args[3], args[7]
  local old = redis.call('HGET', best, account)
  local tail = old and string.sub(old, -16)
  local shown_attempt = tail and string.gsub(tail, '.', function(byte)
    return string.format('%02x', string.byte(byte))
  end)
  local is_old = false
  for at = 1, #ids, 32 do is_old = is_old or string.sub(ids, at, at + 31) == shown_attempt end
  if is_old then
    -- The unit may be what was corrected.
    local held = redis.call('HGET', shown, tail)
    local before = held and unit_of(held) or unit
    redis.call('ZREM', board, old)
    redis.call('HDEL', shown, tail)
    redis.call('HDEL', best, account)
    redis.call('HDEL', chosen, account)
    if before ~= '' then redis.call('HINCRBY', units, before, -1) end
    if unit_board then
      local is_gone = held and (before == '' or redis.call('ZREM', unit_board, unit_member(before, old)) == 1)
      if not is_gone then redis.call('DEL', unit_version) end
    end
  end
  return recorded(keys, args)
end

-- Puts aside an attempt that cannot be closed or recorded, so that it does not hold up others.
-- KEYS: due, stuck. ARGV: attempt, why.
local function set_stuck(keys, args)
  redis.call('ZREM', keys[1], args[1])
  redis.call('HSET', keys[2], args[1], args[2])
  return {'OK'}
end

-- Gives up an unreadable open attempt, unless it was closed or reopened since the caller looked at it. KEYS: the
-- attempt's own, due, pending, done, starting, stuck.
-- ARGV: attempt, its sheet as it was found ('' if none), why it is put aside ('' if the database knows its start).
-- Returns {'GIVEN_UP'}, {'LEFT'}. Invariant: frozen attempts are not touched.
local function give_up(keys, args)
  local hash, due, pending, done, starting, stuck = unpack(keys)
  local id, found, why = unpack(args)
  if redis.call('HEXISTS', pending, id) == 1 or redis.call('SISMEMBER', done, id) == 1 then
    redis.call('ZREM', due, id)
    return {'LEFT'}
  end
  if (redis.call('HGET', hash, 'v') or '') ~= found then return {'LEFT'} end
  redis.call('ZREM', due, id)
  if why == '' then
    redis.call('UNLINK', hash)
    redis.call('SREM', starting, id)
  else
    redis.call('HSET', stuck, id, why)
  end
  return {'GIVEN_UP'}
end

-- Returns a person's queue position in a waiting room: the one they hold, or the next.
-- KEYS: the room's counters, its positions. ARGV: the person ('' if the room does not remember people), the last
-- position that is past.
-- Returns {number}. Invariant: a person who holds a position that is not past never gets another one.
local function take_position(keys, args)
  local person = args[1]
  if person ~= '' then
    local held = tonumber(redis.call('ZSCORE', keys[2], person) or 0)
    local given = tonumber(redis.call('HGET', keys[1], 'given') or 0)
    if held > tonumber(args[2]) and held <= given then return {held} end
  end
  local number = redis.call('HINCRBY', keys[1], 'given', 1)
  if person ~= '' then redis.call('ZADD', keys[2], number, person) end
  return {number}
end

-- Calls people in from a waiting room, and forgets the positions that are past.
-- KEYS: the room's counters, its positions. ARGV: how many to call, the last position that is past.
-- Returns {called, given}. Invariant: called never exceeds given.
local function call(keys, args)
  local f = redis.call('HMGET', keys[1], 'called', 'given')
  local called, given = tonumber(f[1] or 0), tonumber(f[2] or 0)
  local now = math.min(given, called + tonumber(args[1]))
  if now ~= called then redis.call('HSET', keys[1], 'called', now) end
  redis.call('ZREMRANGEBYSCORE', keys[2], '-inf', args[2])
  return {now, given}
end

-- Returns how many milliseconds of a time span are left, and nothing if it is over. Clocks of servers differ: what began
-- a little later than now has just begun.
local function left_of(since, span, now)
  local gone = now - since
  if gone >= span or gone <= -span then return nil end
  return math.min(span - gone, span)
end

-- Takes one from an allowance that refills evenly. `full`: when all of it will be there again, if some was taken.
-- Returns when it then will be; or nothing, and how many milliseconds are left until one can be taken.
local function take_one(full, window, most, now)
  local from = math.min(math.max(tonumber(full or '0'), now), now + window)
  local after = from + math.floor(window / most)
  if after > now + window then return nil, after - now - window end
  return after
end

-- Returns an allowance as if one had not been taken from it.
local function put_one_back(full, window, most)
  return tonumber(full) - math.floor(window / most)
end

-- Counts a request for a one-time code. KEYS: the phone's codes.
-- ARGV: now, the pause between two requests, the window in which all of an allowance refills, how many it has, who asks
-- ('known': a device that has signed in to the account, which has an allowance of its own; otherwise a network), how many
-- of the phone's allowance one network has. Servers of earlier releases send the first four.
-- Returns {'NOW'}, {'SOON', ms until another may be asked for}, {'TOO_MANY', the same}.
-- Invariant: what is counted does not depend on whether the phone belongs to anybody; a known device's share is its own.
local function ask_code(keys, args)
  local now, pause, window, most = tonumber(args[1]), tonumber(args[2]), tonumber(args[3]), tonumber(args[4])
  local who, share = args[5], tonumber(args[6])
  local asked = redis.call('HGET', keys[1], 'asked')
  local soon = asked and left_of(tonumber(asked), pause, now)
  if soon then return {'SOON', soon} end
  local counted = {}
  local function count(field, of)
    local after, left = take_one(redis.call('HGET', keys[1], field), window, of, now)
    if after then counted[field] = after end
    return left
  end
  local left = count(who == 'known' and 'known' or 'others', most)
  if not left and who and who ~= 'known' then left = count('from:' .. who, share) end
  if left then return {'TOO_MANY', left} end
  -- What has refilled is forgotten, so that the networks of one phone are few.
  local fields = redis.call('HGETALL', keys[1])
  for i = 1, #fields, 2 do
    local network = string.sub(fields[i], 1, 5) == 'from:'
    if network and tonumber(fields[i + 1]) <= now then redis.call('HDEL', keys[1], fields[i]) end
  end
  for field, after in pairs(counted) do redis.call('HSET', keys[1], field, string.format('%d', after)) end
  redis.call('HSET', keys[1], 'asked', args[1])
  redis.call('PEXPIRE', keys[1], window)
  return {'NOW'}
end

-- Takes a known device's request for a code back: none could be sent. The pause until the next stays. There is nothing of
-- the kind for others: whether it happened would tell them whose numbers have accounts.
-- KEYS: the phone's codes. ARGV: the window, how many an allowance has, as above.
-- Returns {'OK'}.
local function unask_code(keys, args)
  local full = redis.call('HGET', keys[1], 'known')
  if full then
    redis.call('HSET', keys[1], 'known', string.format('%d', put_one_back(full, tonumber(args[1]), tonumber(args[2]))))
  end
  return {'OK'}
end

-- Sets the only code that is valid for a phone. KEYS: the phone's codes. ARGV: the code's hash, until when.
-- Returns {'OK'}. Invariant: the key expires, and outlives the code: allowances are moments, which lose nothing by that.
local function set_code(keys, args)
  redis.call('HSET', keys[1], 'code', args[1], 'till', args[2], 'tries', 0, 'tries_known', 0, 'used', 0)
  redis.call('PEXPIRE', keys[1], 86400000)
  return {'OK'}
end

-- Counts a try. KEYS: the phone's codes. ARGV: now, how many tries a code has for each side, who tries ('known' or anything
-- else, as above). Servers of earlier releases send the first two.
-- Returns {'TRY', the code's hash, whether it has been used (1 or 0)}, {'NONE'}.
-- Invariant: nobody learns the hash without a try. Others cannot use up the tries of known devices: for each side, the
-- code is gone after its own.
local function try_code(keys, args)
  local tries = args[3] == 'known' and 'tries_known' or 'tries'
  local f = redis.call('HMGET', keys[1], 'code', 'till', 'used', tries)
  if not f[1] or tonumber(args[1]) >= tonumber(f[2]) or tonumber(f[4] or '0') >= tonumber(args[2]) then
    return {'NONE'}
  end
  redis.call('HINCRBY', keys[1], tries, 1)
  return {'TRY', f[1], tonumber(f[3])}
end

-- Marks a code as used, or as unused again. KEYS: the phone's codes. ARGV: the code's hash, the mark it has (0 or 1), the
-- mark it gets. Returns {'MARKED'}, {'OTHER'} (another mark, another code, or none): of several devices, one uses it.
local function mark_code(keys, args)
  local f = redis.call('HMGET', keys[1], 'code', 'used')
  if f[1] ~= args[1] or f[2] ~= args[2] then return {'OTHER'} end
  redis.call('HSET', keys[1], 'used', args[3])
  return {'MARKED'}
end

-- Takes some of what everybody shares. KEYS: the budget. ARGV: how many (0: only look; -1: one is given back), now, the
-- window, how many it has.
-- Returns {'SPENT'}, {'GONE', ms until there is some again}. Invariant: what is counted never exceeds the budget.
local function spend(keys, args)
  local count, now, window, most = tonumber(args[1]), tonumber(args[2]), tonumber(args[3]), tonumber(args[4])
  local f = redis.call('HMGET', keys[1], 'since', 'count')
  local left = f[1] and left_of(tonumber(f[1]), window, now)
  local spent = left and tonumber(f[2]) or 0
  if count < 0 then
    if spent > 0 then redis.call('HINCRBY', keys[1], 'count', count) end
    return {'SPENT'}
  end
  if spent + math.max(count, 1) > most then return {'GONE', left or window} end
  if count > 0 then
    redis.call('HSET', keys[1], 'since', left and f[1] or args[2], 'count', spent + count)
    redis.call('PEXPIRE', keys[1], window)
  end
  return {'SPENT'}
end

-- Returns the id of the process; it changes after a restart, or when a replica has taken over.
local function run_id()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
end

-- Asks whether the shard lives in the process in which it was last checked: another one may lack recent writes.
-- KEYS: built, check. ARGV: now.
-- Returns {'SOUND' | 'CHANGED' | 'COLD', run, seen}: the process, and when the shard was last sound.
-- Invariant: `seen` advances only while nothing has to be put back.
local function check(keys, args)
  if redis.call('EXISTS', keys[1]) == 0 then return {'COLD', '', 0} end
  local run = run_id()
  local f = redis.call('HMGET', keys[2], 'run', 'seen')
  local seen = tonumber(f[2] or '0')
  if f[1] ~= run then return {'CHANGED', run, seen} end
  redis.call('HSET', keys[2], 'seen', args[1])
  return {'SOUND', run, seen}
end

-- Notes that everything recorded until `then` has been put back. KEYS: check. ARGV: run, then.
-- Invariant: a change is noted only after whatever it may have lost was put back.
local function caught_up(keys, args)
  redis.call('HSET', keys[1], 'run', args[1], 'seen', args[2])
  return {'OK'}
end

-- Empties what a rebuild will fill, unless the shard is built or another server has taken the lock.
-- Open attempts, and closed ones that are not recorded yet, stay.
-- KEYS: built, lock, board, best, choice, shown, units, done, known, version, unit_board, unit_version (servers of
-- earlier releases do not pass the last three). ARGV: the lock's holder.
-- Returns {'CLEARED', run}, {'BUILT'}, {'TAKEN'}.
local function begin_build(keys, args)
  if redis.call('EXISTS', keys[1]) == 1 then return {'BUILT'} end
  if redis.call('GET', keys[2]) ~= args[1] then return {'TAKEN'} end
  redis.call('UNLINK', unpack(keys, 3))
  -- The board is empty, and so is `unit_board`: from here on, one has the units of the other.
  if keys[12] then redis.call('SET', keys[12], 0) end
  return {'CLEARED', run_id()}
end

-- Notes that the shard is built. KEYS: built, lock, check, known. ARGV: the lock's holder, the build's id, when the
-- build began, the run in which it began.
-- Returns {'BUILT'}; {'TAKEN'} if another server holds the lock; {'CHANGED'} if this is another process, which may lack
-- some of what was filled in. Invariant: the next check puts back what was recorded meanwhile.
local function built(keys, args)
  if redis.call('GET', keys[2]) ~= args[1] then return {'TAKEN'} end
  if run_id() ~= args[4] then return {'CHANGED'} end
  redis.call('SET', keys[1], args[2])
  redis.call('DEL', keys[3])
  redis.call('UNLINK', keys[4])
  redis.call('HSET', keys[3], 'seen', args[3])
  return {'BUILT'}
end

-- Takes a lock if nobody holds it. A function rather than a plain SET, because it must work when memory is full: what
-- is then put back or built frees memory in the end. KEYS: the lock. ARGV: its holder, milliseconds. Returns {'TAKEN'},
-- {'HELD'}.
local function take_lock(keys, args)
  return {redis.call('SET', keys[1], args[1], 'NX', 'PX', args[2]) and 'TAKEN' or 'HELD'}
end

-- Extends a lock, or releases it, unless another server has taken it. KEYS: the lock. ARGV: its holder, milliseconds
-- (0: release).
local function keep_lock(keys, args)
  if redis.call('GET', keys[1]) == args[1] then redis.call('PEXPIRE', keys[1], args[2]) end
  return {'OK'}
end

-- Releases a round that is final. KEYS: due, pending, starting, then everything else of the shard.
-- Returns {'RELEASED'}, or {'IN_USE'} while something of it is not in the database.
local function release(keys, args)
  if redis.call('ZCARD', keys[1]) + redis.call('HLEN', keys[2]) + redis.call('SCARD', keys[3]) > 0 then
    return {'IN_USE'}
  end
  redis.call('UNLINK', unpack(keys))
  return {'RELEASED'}
end

-- Notes what one server has counted of a minute. KEYS: an hour of minutes. ARGV: milliseconds to keep it, then fields with
-- their values. Returns {'OK'}. Invariant: each server has fields of its own, so a repetition changes nothing.
local function note_pace(keys, args)
  redis.call('HSET', keys[1], unpack(args, 2))
  redis.call('PEXPIRE', keys[1], args[1])
  return {'OK'}
end

-- Returns the library's version. KEYS: settings (any node will do).
local function version(keys, args)
  return {VERSION}
end

-- At `maxmemory` Redis refuses functions that write, unless they are flagged. The flagged ones free memory, or add next
-- to nothing to an admitted attempt: nobody's answers are refused for lack of memory. New attempts are.
local function register(name, callback, allowed)
  redis.register_function{function_name = name, callback = callback, flags = allowed and {'allow-oom'} or {}}
end
register('tl_start', start)
register('tl_resume', resume, true)
register('tl_reopen', reopen, true)
register('tl_postpone', postpone, true)
register('tl_ask_known', ask_known, true)
register('tl_set_known', set_known, true)
register('tl_save', save, true)
register('tl_close', close, true)
register('tl_note_recorded', recorded, true)
register('tl_started', started, true)
register('tl_retract', retract, true)
register('tl_note_corrected', correct, true)
register('tl_set_stuck', set_stuck, true)
register('tl_give_up', give_up, true)
-- The name is kept from earlier releases, whose servers call it too until an upgrade is complete.
register('tl_take_place', take_position)
register('tl_call', call, true)
register('tl_ask_code', ask_code)
register('tl_unask_code', unask_code, true)
register('tl_set_code', set_code)
register('tl_try_code', try_code, true)
register('tl_mark_code', mark_code, true)
register('tl_spend', spend)
register('tl_check', check, true)
register('tl_caught_up', caught_up, true)
register('tl_begin_build', begin_build, true)
register('tl_built', built, true)
register('tl_take_lock', take_lock, true)
register('tl_keep_lock', keep_lock, true)
register('tl_release', release, true)
register('tl_note_pace', note_pace)
redis.register_function{function_name = 'tl_version', callback = version, flags = {'no-writes'}}

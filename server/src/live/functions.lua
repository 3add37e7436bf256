#!lua name=thiluat
-- The live state of a round's shard: one function call a request, each atomic, each safe to repeat.
--
-- Each function says which KEYS it takes. All are of one shard, hence on one node; a key that ends in 'a:' is the
-- beginning of the attempts' own keys, which end in their id.
-- Every function answers an array whose first element says what happened. 'COLD' means that the shard has to be
-- rebuilt from the database first: nothing was read or changed.

-- Order of byte strings. Lua's own '<' follows the locale of the Redis process.
local function less(a, b)
  local n = math.min(#a, #b)
  for i = 1, n do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

-- An attempt's sheet is one text: revision, last change, prediction ('-' if none), answers, with a space between two.
-- A save then reads and writes one field. 'x' stands in its place when the attempt is closed; the record is in `pending`.
local CLOSED = 'x'

-- Last change, prediction, answers of a sheet.
local function parts_of(sheet)
  return string.match(sheet, '^%d+ (%d+) (%S+) ?(.*)$')
end

local function revision_of(sheet)
  return tonumber(string.match(sheet, '^%d+'))
end

-- Makes the hash of an open attempt. Invariant: an attempt is in `due` exactly while it is open.
local function open_attempt(hash, open, due, id, account, number, start, deadline, unit, name)
  redis.call('HSET', hash, 'v', '0 ' .. start .. ' - ', 'c', account, 'n', number, 's', start, 'd', deadline,
    'u', unit, 'm', name)
  redis.call('HSET', open, account, id)
  redis.call('ZADD', due, deadline, id)
end

-- KEYS: ready, used, open, asked, due, a:
-- ARGV: attempt, account, limit (0: none), now, deadline, grace, idempotency key ('' if none), unit, masked name.
-- Answers {'STARTED', number}, or {'RESUMED', attempt, facts…} with facts n s d v, or
-- {'DONE', attempt} (this idempotency key's attempt is recorded), {'EXHAUSTED'}, {'COLD'}.
-- Invariant: `used` never exceeds the limit.
local function start(keys, args)
  local ready, used, open, asked, due, attempts = unpack(keys)
  local attempt, account, limit = args[1], args[2], tonumber(args[3])
  local now, deadline, grace, key = tonumber(args[4]), args[5], tonumber(args[6]), args[7]
  if redis.call('EXISTS', ready) == 0 then return {'COLD'} end
  local known
  if key ~= '' then
    known = redis.call('HGET', asked, account .. ':' .. key)
  else
    known = redis.call('HGET', open, account)
  end
  if known then
    local f = redis.call('HMGET', attempts .. known, 'n', 's', 'd', 'v')
    if f[1] and (key ~= '' or (f[4] ~= CLOSED and now < tonumber(f[3]) + grace)) then
      return {'RESUMED', known, unpack(f)}
    end
    if key ~= '' then return {'DONE', known} end
  end
  local number = tonumber(redis.call('HGET', used, account) or '0') + 1
  if limit > 0 and number > limit then return {'EXHAUSTED'} end
  redis.call('HSET', used, account, number)
  open_attempt(attempts .. attempt, open, due, attempt, account, number, args[4], deadline, args[8], args[9])
  if key ~= '' then redis.call('HSET', asked, account .. ':' .. key, attempt) end
  return {'STARTED', number}
end

-- Makes an attempt's hash again from its signed ticket, if Redis has lost it.
-- KEYS: ready, used, open, due, done, a:
-- ARGV: attempt, account, number, start, deadline, unit, masked name.
-- Answers {'OPEN'} (it is there, now or still), {'DONE'} (it is in the database), {'COLD'}.
local function revive(keys, args)
  local ready, used, open, due, done, attempts = unpack(keys)
  local id, account = args[1], args[2]
  if redis.call('EXISTS', ready) == 0 then return {'COLD'} end
  if redis.call('EXISTS', attempts .. id) == 1 then return {'OPEN'} end
  if redis.call('SISMEMBER', done, id) == 1 then return {'DONE'} end
  open_attempt(attempts .. id, open, due, id, account, args[3], args[4], args[5], args[6], args[7])
  if tonumber(redis.call('HGET', used, account) or '0') < tonumber(args[3]) then
    redis.call('HSET', used, account, args[3])
  end
  return {'OPEN'}
end

-- The most frequent call: one key, one read, one write. It does not ask whether the shard is ready: an attempt that
-- is there can be saved, whatever the state of the board. The caller knows from the ticket that it is not too late.
-- KEYS: the attempt's own. ARGV: the sheet.
-- Answers {'SAVED'}, {'STALE', revision}, {'CLOSED'}, {'LOST'} (revive it).
-- Invariant: a lower revision never overwrites a higher one; the same revision never changes its answers.
local function save(keys, args)
  local sent = args[1]
  local stored = redis.call('HGET', keys[1], 'v')
  if not stored then return {'LOST'} end
  if stored == CLOSED then return {'CLOSED'} end
  local revision, held = revision_of(sent), revision_of(stored)
  if revision > held then
    redis.call('HSET', keys[1], 'v', sent)
    return {'SAVED'}
  end
  if revision == held then
    local _, prediction, answers = parts_of(sent)
    local _, prediction_held, answers_held = parts_of(stored)
    if prediction == prediction_held and answers == answers_held then return {'SAVED'} end
  end
  return {'STALE', held}
end

-- Puts a closed attempt on the board if it is the one that counts.
-- Invariant: one board entry a contestant; a person is counted once in their unit.
local function place(board, best, chosen, shown, units, account, unit, sort_key, choice, who)
  local old = redis.call('HGET', best, account)
  if not old then
    if unit ~= '' then redis.call('HINCRBY', units, unit, 1) end
  else
    local held = redis.call('HGET', chosen, account)
    if held and not less(choice, held) then return end
    redis.call('ZREM', board, old)
    redis.call('HDEL', shown, string.sub(old, -16))
  end
  redis.call('ZADD', board, 0, sort_key)
  -- If the best attempt counts, `chosen` is `best` itself.
  if chosen ~= best then redis.call('HSET', chosen, account, choice) end
  redis.call('HSET', best, account, sort_key)
  redis.call('HSET', shown, string.sub(sort_key, -16), who)
end

-- Closes an attempt and moves the board.
-- KEYS: the attempt's own, ready, open, due, pending, board, best, choice (best, if the best attempt counts), who,
-- units, version.
-- ARGV: attempt, account, unit, deadline, now, grace, sheet (with now as its last change), by ('contestant' or
-- 'deadline'), last change that the sort key was made with ('' if it does not matter), record (JSON), sort key, choice,
-- who (JSON).
-- Answers {'CLOSED', last change} (closed with this record), {'CLOSED', last change, record} (closed before: the first
-- closing's record counts, however often asked), {'NEWER', sheet} (score that one instead, then call again),
-- {'CHANGED', last change} (make the sort key with it, then call again), {'LATE'}, {'OPEN'} (the deadline has not
-- passed), {'LOST'} (revive it), {'COLD'}.
local function close(keys, args)
  local hash, ready, open, due, pending, board, best, chosen, shown, units, version = unpack(keys)
  local id, account, unit, deadline, now, grace, sheet, by, keyed_on, record, sort_key, choice, who = unpack(args)
  if redis.call('EXISTS', ready) == 0 then return {'COLD'} end
  local stored = redis.call('HGET', hash, 'v')
  if not stored then return {'LOST'} end
  if stored == CLOSED then
    local last, earlier = string.match(redis.call('HGET', pending, id), '^(%d+)|(.*)$')
    return {'CLOSED', last, earlier}
  end
  local revision, held = revision_of(sheet), revision_of(stored)
  local late = tonumber(now) > tonumber(deadline) + tonumber(grace)
  if by == 'contestant' then
    if late then return {'LATE'} end
    if revision < held then return {'NEWER', stored} end
  else
    if not late then return {'OPEN'} end
    if revision ~= held then return {'NEWER', stored} end
  end
  local last, prediction, answers = parts_of(sheet)
  local last_held, prediction_held, answers_held = parts_of(stored)
  if answers == answers_held and prediction == prediction_held then
    last = last_held
  elseif revision == held then
    return {'NEWER', stored}
  end
  if keyed_on ~= '' and keyed_on ~= last then return {'CHANGED', last} end
  redis.call('HSET', hash, 'v', CLOSED)
  redis.call('HSET', pending, id, last .. '|' .. record)
  redis.call('ZREM', due, id)
  if redis.call('HGET', open, account) == id then redis.call('HDEL', open, account) end
  place(board, best, chosen, shown, units, account, unit, sort_key, choice, who)
  redis.call('INCR', version)
  return {'CLOSED', last}
end

-- Notes that attempts are in the database and lets go of their hashes.
-- KEYS: done, pending, a:
-- ARGV: attempts.
-- Answers {'OK', how many of them this process had never closed}: its predecessor had, and the board lacks them.
local function recorded(keys, args)
  local done, pending, attempts = unpack(keys)
  local hashes = {}
  for i, id in ipairs(args) do hashes[i] = attempts .. id end
  local new = redis.call('SADD', done, unpack(args))
  local closed = redis.call('HDEL', pending, unpack(args))
  redis.call('UNLINK', unpack(hashes))
  return {'OK', new - closed}
end

-- Puts a recorded attempt back: used when rebuilding, and when an attempt was recorded while Redis was away or has
-- lost that it was closed. Invariant: whatever of it was there before, it is now as after its close and record.
-- KEYS: done, used, open, pending, due, board, best, choice (as in close), who, units, version, a:
-- ARGV, 7 for each attempt: attempt, account, number, unit, sort key, choice, who (JSON).
local function restore(keys, args)
  local done, used, open, pending, due, board, best, chosen, shown, units, version, attempts = unpack(keys)
  for i = 1, #args, 7 do
    local id, account = args[i], args[i + 1]
    redis.call('SADD', done, id)
    if tonumber(redis.call('HGET', used, account) or '0') < tonumber(args[i + 2]) then
      redis.call('HSET', used, account, args[i + 2])
    end
    if redis.call('HGET', open, account) == id then redis.call('HDEL', open, account) end
    place(board, best, chosen, shown, units, account, args[i + 3], args[i + 4], args[i + 5], args[i + 6])
    redis.call('HDEL', pending, id)
    redis.call('ZREM', due, id)
    redis.call('DEL', attempts .. id)
  end
  redis.call('INCR', version)
  return {'OK'}
end

-- Calls people in from a waiting room. KEYS: the room's queue. ARGV: how many.
-- Answers {called, given}. Invariant: called never exceeds given.
local function call(keys, args)
  local f = redis.call('HMGET', keys[1], 'called', 'given')
  local called, given = tonumber(f[1] or 0), tonumber(f[2] or 0)
  local now = math.min(given, called + tonumber(args[1]))
  if now ~= called then redis.call('HSET', keys[1], 'called', now) end
  return {now, given}
end

-- Makes a contestant's entry on the board anew: an attempt was closed here otherwise than it was recorded.
-- KEYS and ARGV as in restore; all attempts are of one contestant and of one unit.
local function correct(keys, args)
  local _, _, _, _, _, board, best, chosen, shown, units = unpack(keys)
  local account, unit = args[2], args[4]
  local old = redis.call('HGET', best, account)
  if old then
    redis.call('ZREM', board, old)
    redis.call('HDEL', shown, string.sub(old, -16))
    redis.call('HDEL', best, account)
    redis.call('HDEL', chosen, account)
    if unit ~= '' then redis.call('HINCRBY', units, unit, -1) end
  end
  return restore(keys, args)
end

-- The process: another one after a restart, or when a replica has taken over.
local function run_id()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
end

-- Asks whether the shard lives in the process in which it was checked last: another one may lack recent writes.
-- KEYS: ready, check. ARGV: now.
-- Answers {'SOUND' | 'CHANGED' | 'COLD', run, seen}: the process, and when all was well for the last time.
-- Invariant: `seen` moves on only while nothing has to be put back.
local function check(keys, args)
  if redis.call('EXISTS', keys[1]) == 0 then return {'COLD', '', 0} end
  local run = run_id()
  local f = redis.call('HMGET', keys[2], 'run', 'seen')
  local seen = tonumber(f[2] or '0')
  if f[1] ~= run then return {'CHANGED', run, seen} end
  redis.call('HSET', keys[2], 'seen', args[1])
  return {'SOUND', run, seen}
end

-- Notes that what was recorded until then has been put back. KEYS: check. ARGV: run, then.
-- Invariant: a change is noted only after what it may have lost was put back.
local function caught_up(keys, args)
  redis.call('HSET', keys[1], 'run', args[1], 'seen', args[2])
  return {'OK'}
end

-- Empties what a rebuild is going to fill. KEYS: board, best, choice, who, units, done. Answers {'CLEARED', run}.
local function clear(keys, args)
  redis.call('UNLINK', unpack(keys))
  return {'CLEARED', run_id()}
end

-- Notes that the shard is built. KEYS: ready, check. ARGV: the build's id, when it was begun, the run it was begun in.
-- Answers {'BUILT'}, or {'CHANGED'} if this is another process: it may lack some of what was filled in.
-- Invariant: what was recorded meanwhile is put back by the next check.
local function built(keys, args)
  if run_id() ~= args[3] then return {'CHANGED'} end
  redis.call('SET', keys[1], args[1])
  redis.call('DEL', keys[2])
  redis.call('HSET', keys[2], 'seen', args[2])
  return {'BUILT'}
end

-- Holds a lock for so long, or gives it back, unless it has passed on to another node. KEYS: the lock. ARGV: its
-- holder, seconds (0: give it back).
local function keep_lock(keys, args)
  if redis.call('GET', keys[1]) == args[1] then redis.call('EXPIRE', keys[1], args[2]) end
  return {'OK'}
end

redis.register_function('tl_call', call)
redis.register_function('tl_correct', correct)
redis.register_function('tl_check', check)
redis.register_function('tl_caught_up', caught_up)
redis.register_function('tl_built', built)
redis.register_function('tl_clear', clear)
redis.register_function('tl_keep_lock', keep_lock)
redis.register_function('tl_start', start)
redis.register_function('tl_revive', revive)
redis.register_function('tl_save', save)
redis.register_function('tl_close', close)
redis.register_function('tl_recorded', recorded)
redis.register_function('tl_restore', restore)

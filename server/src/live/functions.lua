#!lua name=thiluat
-- The live state of a round's shard: one function call a request, each atomic, each safe to repeat.
--
-- KEYS are always those of `Shard::function_keys` in keys.rs, in that order (see K). The attempt's own key is
-- KEYS[14] followed by its id: the same hash tag, hence the same node.
-- Every function answers an array whose first element says what happened. 'COLD' means that the shard has to be
-- rebuilt from the database first: nothing was read or changed.

local K = {ready=1, used=2, open=3, asked=4, due=5, pending=6, done=7, board=8, best=9, choice=10, who=11,
  units=12, version=13, attempt=14}

-- Order of byte strings. Lua's own '<' follows the locale of the Redis process.
local function less(a, b)
  local n = math.min(#a, #b)
  for i = 1, n do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

local function facts(hash)
  local f = redis.call('HMGET', hash, 'n', 's', 'd', 'r', 'a', 'p', 'l', 'x')
  return f
end

-- The deadline that counts: the attempt's own, or the one sent with the call if the round has been made to close earlier.
local function deadline_of(f, sent)
  return math.min(tonumber(f[3]), tonumber(sent))
end

-- Makes the hash of an open attempt. Invariant: an attempt is in `due` exactly while it is open.
local function open_attempt(keys, id, account, number, start, deadline, unit, name)
  redis.call('HSET', keys[K.attempt] .. id, 'c', account, 'n', number, 's', start, 'd', deadline, 'r', 0,
    'a', '', 'p', '', 'l', start, 'u', unit, 'm', name)
  redis.call('HSET', keys[K.open], account, id)
  redis.call('ZADD', keys[K.due], deadline, id)
end

-- ARGV: attempt, account, limit (0: none), now, deadline, grace, idempotency key ('' if none), unit, masked name.
-- Answers {'STARTED', attempt, facts…} or {'RESUMED', attempt, facts…} with facts n s d r a p l x, or
-- {'DONE', attempt} (this idempotency key's attempt is recorded), {'EXHAUSTED'}, {'COLD'}.
-- Invariant: `used` never exceeds the limit.
local function start(keys, args)
  local attempt, account, limit = args[1], args[2], tonumber(args[3])
  local now, deadline, grace, asked = tonumber(args[4]), args[5], tonumber(args[6]), args[7]
  if redis.call('EXISTS', keys[K.ready]) == 0 then return {'COLD'} end
  local known
  if asked ~= '' then
    known = redis.call('HGET', keys[K.asked], account .. ':' .. asked)
  else
    known = redis.call('HGET', keys[K.open], account)
  end
  if known then
    local f = facts(keys[K.attempt] .. known)
    if f[1] and (asked ~= '' or (not f[8] and now < tonumber(f[3]) + grace)) then
      return {'RESUMED', known, unpack(f)}
    end
    if asked ~= '' then return {'DONE', known} end
  end
  local used = tonumber(redis.call('HGET', keys[K.used], account) or '0')
  if limit > 0 and used >= limit then return {'EXHAUSTED'} end
  redis.call('HSET', keys[K.used], account, used + 1)
  open_attempt(keys, attempt, account, used + 1, args[4], deadline, args[8], args[9])
  if asked ~= '' then redis.call('HSET', keys[K.asked], account .. ':' .. asked, attempt) end
  return {'STARTED', attempt, unpack(facts(keys[K.attempt] .. attempt))}
end

-- The attempt's hash, made again from its signed ticket if Redis has lost it.
-- ARGV from 1: attempt, account, number, start, deadline, unit, masked name.
-- Answers nil and the reason, if the attempt cannot be open any more.
local function revive(keys, args)
  local id = args[1]
  local hash = keys[K.attempt] .. id
  if redis.call('EXISTS', keys[K.ready]) == 0 then return nil, {'COLD'} end
  if redis.call('EXISTS', hash) == 1 then return hash end
  if redis.call('SISMEMBER', keys[K.done], id) == 1 then return nil, {'DONE'} end
  open_attempt(keys, id, args[2], args[3], args[4], args[5], args[6], args[7])
  local used = tonumber(redis.call('HGET', keys[K.used], args[2]) or '0')
  if used < tonumber(args[3]) then redis.call('HSET', keys[K.used], args[2], args[3]) end
  return hash
end

-- ARGV: ticket (7, see revive), now, grace, revision, answers, prediction ('' if none).
-- Answers {'SAVED', revision}, {'STALE', revision}, {'CLOSED'}, {'DONE'}, {'LATE'}, {'COLD'}.
-- Invariant: a lower revision never overwrites a higher one; the same revision never changes its answers.
local function save(keys, args)
  local hash, reason = revive(keys, args)
  if not hash then return reason end
  local f = facts(hash)
  if f[8] then return {'CLOSED'} end
  local now, grace, revision = tonumber(args[8]), tonumber(args[9]), tonumber(args[10])
  if now > deadline_of(f, args[5]) + grace then return {'LATE'} end
  local stored = tonumber(f[4])
  if revision < stored then return {'STALE', stored} end
  if revision == stored then
    if f[5] == args[11] and f[6] == args[12] then return {'SAVED', stored} end
    return {'STALE', stored}
  end
  redis.call('HSET', hash, 'r', args[10], 'a', args[11], 'p', args[12], 'l', args[8])
  return {'SAVED', revision}
end

-- Puts a closed attempt on the board if it is the one that counts.
-- Invariant: one board entry a contestant; a person is counted once in their unit.
local function place(keys, account, unit, sort_key, choice, who)
  local old = redis.call('HGET', keys[K.best], account)
  if not old then
    if unit ~= '' then redis.call('HINCRBY', keys[K.units], unit, 1) end
  else
    local held = redis.call('HGET', keys[K.choice], account)
    if held and not less(choice, held) then return end
    redis.call('ZREM', keys[K.board], old)
    redis.call('HDEL', keys[K.who], string.sub(old, -16))
  end
  redis.call('ZADD', keys[K.board], 0, sort_key)
  redis.call('HSET', keys[K.choice], account, choice)
  redis.call('HSET', keys[K.best], account, sort_key)
  redis.call('HSET', keys[K.who], string.sub(sort_key, -16), who)
end

-- Closes an attempt and moves the board.
-- ARGV: ticket (7, see revive), now, grace, revision, answers, prediction, by ('contestant' or 'deadline'),
-- last change that the sort key was made with ('' if it does not matter), record (JSON), sort key, choice, who (JSON).
-- Answers {'CLOSED', last change, record} with the record that counts (the first closing's, however often asked),
-- {'NEWER', revision, answers, prediction, last change} (score those instead, then call again),
-- {'CHANGED', last change} (make the sort key with it, then call again), {'DONE'}, {'LATE'}, {'OPEN'} (the deadline
-- has not passed), {'COLD'}.
local function close(keys, args)
  local hash, reason = revive(keys, args)
  if not hash then return reason end
  local f = facts(hash)
  if f[8] then return {'CLOSED', f[7], f[8]} end
  local now, grace, revision, by = tonumber(args[8]), tonumber(args[9]), tonumber(args[10]), args[13]
  local stored, deadline = tonumber(f[4]), deadline_of(f, args[5])
  if by == 'contestant' then
    if now > deadline + grace then return {'LATE'} end
    if revision < stored then return {'NEWER', stored, f[5], f[6], f[7]} end
  else
    if now <= deadline + grace then return {'OPEN'} end
    if revision ~= stored then return {'NEWER', stored, f[5], f[6], f[7]} end
  end
  local last = f[7]
  if args[11] ~= f[5] or args[12] ~= f[6] then
    if revision == stored then return {'NEWER', stored, f[5], f[6], f[7]} end
    last = args[8]
  end
  if args[14] ~= '' and args[14] ~= last then return {'CHANGED', last} end
  redis.call('HSET', hash, 'l', last, 'x', args[15])
  redis.call('HSET', keys[K.pending], args[1], last .. '|' .. args[15])
  redis.call('ZREM', keys[K.due], args[1])
  if redis.call('HGET', keys[K.open], args[2]) == args[1] then redis.call('HDEL', keys[K.open], args[2]) end
  place(keys, args[2], args[6], args[16], args[17], args[18])
  redis.call('INCR', keys[K.version])
  return {'CLOSED', last, args[15]}
end

-- Notes that an attempt is in the database and lets go of its hash.
-- ARGV: attempts.
local function recorded(keys, args)
  for _, id in ipairs(args) do
    redis.call('SADD', keys[K.done], id)
    redis.call('HDEL', keys[K.pending], id)
    redis.call('DEL', keys[K.attempt] .. id)
  end
  return {'OK'}
end

-- Puts a recorded attempt back: used when rebuilding, and when an attempt was recorded while Redis was away.
-- ARGV, 7 for each attempt: attempt, account, number, unit, sort key, choice, who (JSON).
local function restore(keys, args)
  for i = 1, #args, 7 do
    local id, account = args[i], args[i + 1]
    if redis.call('SADD', keys[K.done], id) == 1 then
      local used = tonumber(redis.call('HGET', keys[K.used], account) or '0')
      if used < tonumber(args[i + 2]) then redis.call('HSET', keys[K.used], account, args[i + 2]) end
      if redis.call('HGET', keys[K.open], account) == id then redis.call('HDEL', keys[K.open], account) end
      place(keys, account, args[i + 3], args[i + 4], args[i + 5], args[i + 6])
    end
    redis.call('HDEL', keys[K.pending], id)
    redis.call('ZREM', keys[K.due], id)
    redis.call('DEL', keys[K.attempt] .. id)
  end
  redis.call('INCR', keys[K.version])
  return {'OK'}
end

redis.register_function('tl_start', start)
redis.register_function('tl_save', save)
redis.register_function('tl_close', close)
redis.register_function('tl_recorded', recorded)
redis.register_function('tl_restore', restore)

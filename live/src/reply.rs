//! The reply of a function: an array whose first element is a word.

use contest_core::ids::AttemptId;
use redis::{FromRedisValue, RedisError, RedisResult, Value};

pub(crate) struct Reply {
    pub(crate) word: String,
    rest: std::vec::IntoIter<Value>,
}

impl Reply {
    pub(crate) fn parse(value: Value) -> RedisResult<Reply> {
        let mut rest = Vec::<Value>::from_redis_value(value)?.into_iter();
        let word = String::from_redis_value(rest.next().ok_or_else(|| unexpected("nothing"))?)?;
        Ok(Reply { word, rest })
    }

    pub(crate) fn next<T: FromRedisValue>(&mut self) -> RedisResult<T> {
        Ok(T::from_redis_value(self.rest.next().unwrap_or(Value::Nil))?)
    }

    pub(crate) fn attempt(&mut self) -> RedisResult<AttemptId> {
        self.next::<String>()?
            .parse()
            .map_err(|_error| unexpected("an attempt id"))
    }

    /// Returns the error for a word that the function is not known to return.
    pub(crate) fn unknown<T>(self) -> RedisResult<T> {
        Err(unexpected(&self.word))
    }
}

pub(crate) fn unexpected(what: &str) -> RedisError {
    RedisError::from((
        redis::ErrorKind::UnexpectedReturnType,
        "the function library replied unexpectedly",
        what.into(),
    ))
}

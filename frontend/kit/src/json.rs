//! Reads JSON with the browser's own parser. A parser and its error messages in the download would weigh more than the
//! screens, so whatever does not fit the API's types is simply [`JsonError`].

use js_sys::{Array, JSON, Object, Reflect};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Visitor};
use wasm_bindgen::{JsCast as _, JsValue};

/// The text is not JSON, or not of the expected type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError;

impl std::fmt::Display for JsonError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not the expected JSON")
    }
}

impl std::error::Error for JsonError {}

impl de::Error for JsonError {
    fn custom<T: std::fmt::Display>(_: T) -> JsonError {
        JsonError
    }
    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> JsonError {
        JsonError
    }
    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> JsonError {
        JsonError
    }
    fn invalid_length(_: usize, _: &dyn de::Expected) -> JsonError {
        JsonError
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> JsonError {
        JsonError
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> JsonError {
        JsonError
    }
    fn missing_field(_: &'static str) -> JsonError {
        JsonError
    }
    fn duplicate_field(_: &'static str) -> JsonError {
        JsonError
    }
}

/// Reads a value from JSON. An empty text is read as a type without content.
#[inline(never)]
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    T::deserialize(Value(parse(text)?))
}

#[inline(never)]
fn parse(text: &str) -> Result<JsValue, JsonError> {
    if text.is_empty() {
        return Ok(JsValue::NULL);
    }
    JSON::parse(text).ok().ok_or(JsonError)
}

/// A value the browser has parsed.
struct Value(JsValue);

impl Value {
    fn is_nothing(&self) -> bool {
        self.0.is_null() || self.0.is_undefined()
    }

    #[inline(never)]
    fn number(&self) -> Result<f64, JsonError> {
        self.0.as_f64().ok_or(JsonError)
    }

    #[inline(never)]
    fn string(&self) -> Result<String, JsonError> {
        self.0.as_string().ok_or(JsonError)
    }

    #[inline(never)]
    fn items(self) -> Result<Items, JsonError> {
        let values = self.0.dyn_into::<Array>().ok().ok_or(JsonError)?;
        Ok(Items { values, next: 0 })
    }

    #[inline(never)]
    fn object(self) -> Result<Object, JsonError> {
        if !self.0.is_object() || Array::is_array(&self.0) {
            return Err(JsonError);
        }
        Ok(self.0.unchecked_into())
    }

    #[inline(never)]
    fn fields(self, names: &'static [&'static str]) -> Result<Fields, JsonError> {
        let object = self.object()?;
        Ok(Fields { object, names })
    }

    #[inline(never)]
    fn entries(self) -> Result<Entries, JsonError> {
        let entries = Array::from(&Object::entries(&self.object()?));
        let value = JsValue::UNDEFINED;
        Ok(Entries {
            entries: Items {
                values: entries,
                next: 0,
            },
            value,
        })
    }

    /// Passes JSON whole numbers on as integers: where the API promises integers, it sends no other numbers.
    fn integer<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, JsonError> {
        let number = self.number()?;
        if number.fract() != 0.0 {
            return Err(JsonError);
        }
        if number < 0.0 {
            visitor.visit_i64(number as i64)
        } else {
            visitor.visit_u64(number as u64)
        }
    }
}

macro_rules! integers {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            self.integer(visitor)
        }
    )+};
}

macro_rules! strings {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            visitor.visit_string(self.string()?)
        }
    )+};
}

impl<'de> de::Deserializer<'de> for Value {
    type Error = JsonError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64
    }
    strings! { deserialize_char deserialize_str deserialize_string deserialize_identifier deserialize_bytes
    deserialize_byte_buf }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if let Some(truth) = self.0.as_bool() {
            visitor.visit_bool(truth)
        } else if self.0.is_string() {
            self.deserialize_string(visitor)
        } else if Array::is_array(&self.0) {
            self.deserialize_seq(visitor)
        } else if self.is_nothing() {
            visitor.visit_unit()
        } else if let Some(number) = self.0.as_f64() {
            if number.fract() == 0.0 {
                self.integer(visitor)
            } else {
                visitor.visit_f64(number)
            }
        } else {
            self.deserialize_map(visitor)
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_bool(self.0.as_bool().ok_or(JsonError)?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if self.is_nothing() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_map(self.entries()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_seq(self.fields(names)?)
    }

    /// Reads an enum: those of the API are words, and none of them carries a value.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        use serde::de::IntoDeserializer as _;
        let word: de::value::StringDeserializer<JsonError> = self.string()?.into_deserializer();
        visitor.visit_enum(word)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }
}

/// The items of an array.
struct Items {
    values: Array,
    next: u32,
}

impl Items {
    #[inline(never)]
    fn next(&mut self) -> Option<JsValue> {
        if self.next == self.values.length() {
            return None;
        }
        self.next += 1;
        Some(self.values.get(self.next - 1))
    }
}

impl<'de> de::SeqAccess<'de> for Items {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, JsonError> {
        match self.next() {
            Some(value) => seed.deserialize(Value(value)).map(Some),
            None => Ok(None),
        }
    }
}

/// The field of an enum that holds the value of a variant, its last. Variants without a value lack it.
const CONTENT: &str = "detail";

/// The fields of an object, in the order of the struct. Serde writes much less code for a struct that is read in order
/// than for one whose fields come in any order. A field that is absent gets its default or, without one, is an error.
struct Fields {
    object: Object,
    /// The fields that are still to be read.
    names: &'static [&'static str],
}

impl Fields {
    #[inline(never)]
    fn next(&mut self) -> Option<JsValue> {
        let (name, rest) = self.names.split_first()?;
        self.names = rest;
        let value = Reflect::get(&self.object, &JsValue::from_str(name)).unwrap_or_default();
        (!value.is_undefined() || *name == CONTENT && rest.is_empty()).then_some(value)
    }
}

impl<'de> de::SeqAccess<'de> for Fields {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, JsonError> {
        match self.next() {
            Some(value) => seed.deserialize(Value(value)).map(Some),
            None => Ok(None),
        }
    }
}

/// The entries of an object.
struct Entries {
    entries: Items,
    /// The value of the key that was read last.
    value: JsValue,
}

impl Entries {
    #[inline(never)]
    fn next(&mut self) -> Option<JsValue> {
        let entry: Array = self.entries.next()?.unchecked_into();
        self.value = entry.get(1);
        Some(entry.get(0))
    }
}

impl<'de> de::MapAccess<'de> for Entries {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, JsonError> {
        match self.next() {
            Some(key) => seed.deserialize(Value(key)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, JsonError> {
        seed.deserialize(Value(std::mem::take(&mut self.value)))
    }
}

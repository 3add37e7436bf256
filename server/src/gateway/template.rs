//! The body of a request to an SMS provider, with places for the number and the text. Knows no settings.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// How values are written into the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyFormat {
    Json,
    Form,
}

impl BodyFormat {
    pub(crate) fn named(name: &str) -> Option<BodyFormat> {
        match name {
            "json" => Some(BodyFormat::Json),
            "form" => Some(BodyFormat::Form),
            _ => None,
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            BodyFormat::Json => "application/json",
            BodyFormat::Form => "application/x-www-form-urlencoded",
        }
    }

    fn escaped(self, value: &str) -> String {
        match self {
            // Without the quotes, which the template has.
            BodyFormat::Json => {
                let quoted = serde_json::Value::from(value).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
            BodyFormat::Form => utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(),
        }
    }
}

/// A body with places: `{phone}` (+84912345678), `{phone84}` (84912345678), `{phone0}` (0912345678) and `{text}`.
#[derive(Clone)]
pub(crate) struct Template {
    format: BodyFormat,
    text: String,
}

impl Template {
    /// Returns the template, or what is wrong with it.
    pub(crate) fn read(format: BodyFormat, text: &str) -> Result<Template, &'static str> {
        let template = Template {
            format,
            text: text.to_owned(),
        };
        if !["{phone}", "{phone84}", "{phone0}"]
            .iter()
            .any(|place| text.contains(place))
        {
            return Err("it has no place for the number: {phone}, {phone84} or {phone0}");
        }
        if !text.contains("{text}") {
            return Err("it has no place for the text: {text}");
        }
        let filled = template.filled("+84912345678", "a \"b\"\n\\c");
        if format == BodyFormat::Json && serde_json::from_str::<serde_json::Value>(&filled).is_err() {
            return Err("with the number and the text, it is not JSON: put the places between quotes");
        }
        Ok(template)
    }

    pub(crate) fn content_type(&self) -> &'static str {
        self.format.content_type()
    }

    /// Fills in the number (as `+84` and nine digits) and the text, each once: a text that reads like a place stays.
    pub(crate) fn filled(&self, phone: &str, text: &str) -> String {
        let national = phone.strip_prefix("+84").unwrap_or(phone);
        let places = [
            ("{phone}", phone.to_owned()),
            ("{phone84}", format!("84{national}")),
            ("{phone0}", format!("0{national}")),
            ("{text}", text.to_owned()),
        ];
        let mut filled = String::with_capacity(self.text.len() + text.len());
        let mut rest = self.text.as_str();
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            match places.iter().find(|(place, _)| rest.starts_with(place)) {
                Some((place, value)) => {
                    filled.push_str(&self.format.escaped(value));
                    rest = &rest[place.len()..];
                }
                None => {
                    filled.push('{');
                    rest = &rest[1..];
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str = "+84912345678";

    #[test]
    fn values_cannot_leave_their_places() {
        let json = Template::read(
            BodyFormat::Json,
            r#"{"to": "{phone84}", "sms": {"text": "{text}"}}"#,
        );
        let filled = json.expect("a template").filled(PHONE, "mã \"{phone}\"\n");
        let read: serde_json::Value = serde_json::from_str(&filled).expect("JSON");
        assert_eq!(read["to"], "84912345678");
        assert_eq!(read["sms"]["text"], "mã \"{phone}\"\n");
        let form = Template::read(BodyFormat::Form, "to={phone0}&text={text}&type=2");
        let filled = form.expect("a template").filled(PHONE, "a&b=c +");
        assert_eq!(filled, "to=0912345678&text=a%26b%3Dc%20%2B&type=2");
        let form = Template::read(BodyFormat::Form, "to={phone}&text={text}");
        assert_eq!(
            form.expect("a template").filled(PHONE, "x"),
            "to=%2B84912345678&text=x"
        );
    }

    #[test]
    fn what_cannot_work_is_told_before_anybody_needs_it() {
        for (format, text, wrong) in [
            (BodyFormat::Json, r#"{"text": "{text}"}"#, "{phone}"),
            (BodyFormat::Form, "to={phone}", "{text}"),
            (BodyFormat::Json, r#"{"to": {phone}, "text": "{text}"}"#, "JSON"),
            (BodyFormat::Json, "to={phone}&text={text}", "JSON"),
        ] {
            let told = Template::read(format, text).err().unwrap_or_default();
            assert!(told.contains(wrong), "{text}: {told}");
        }
    }
}

//! Faults as JavaScript errors with a stable code.

use antipaxos_simulator::Diagnostic;
use js_sys::{Error, JSON, Reflect};
use tsify::{Ts, Tsify};
use wasm_bindgen::{JsCast, JsValue};

fn with(error: &Error, name: &str, value: &JsValue) {
    // An Error object takes any property.
    let _ = Reflect::set(error, &JsValue::from_str(name), value);
}

fn text(value: Option<&String>) -> JsValue {
    value.map_or(JsValue::NULL, |text| JsValue::from_str(text))
}

/// An error with a code and, where it is about a text, a place in it.
pub fn of(fault: &Diagnostic) -> Error {
    let error = Error::new(&fault.message);
    with(&error, "code", &JsValue::from_str(fault.code.as_str()));
    with(&error, "line", &JsValue::from(fault.line));
    with(&error, "column", &JsValue::from(fault.column));
    with(&error, "expected", &text(fault.expected.as_ref()));
    with(&error, "hint", &text(fault.hint.as_ref()));
    error
}

/// An error that is about no text.
pub fn plain(code: &str, message: &str, hint: Option<&String>) -> Error {
    let error = Error::new(message);
    with(&error, "code", &JsValue::from_str(code));
    for name in ["line", "column", "expected"] {
        with(&error, name, &JsValue::NULL);
    }
    with(&error, "hint", &text(hint));
    error
}

/// A value on its way to JavaScript.
pub fn give<T>(value: &T) -> Result<Ts<T>, Error>
where
    T: Tsify + serde::Serialize,
    <T as Tsify>::JsType: JsCast,
{
    let text = serde_json::to_string(value).map_err(|fault| plain("internal", &fault.to_string(), None))?;
    parsed(&text).map(Ts::new_unchecked)
}

fn parsed(text: &str) -> Result<JsValue, Error> {
    JSON::parse(text).map_err(|_| plain("internal", "this is no JSON", None))
}

/// The text of a value that ought to be one of a few words.
pub fn word<T>(value: &JsValue, known: &[(&str, T)], code: &str) -> Result<T, Error>
where
    T: Copy,
{
    let found = value.as_string().and_then(|text| known.iter().find(|(name, _)| *name == text));
    found.map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let hint = Some(format!("expected {}", words.join(" or ")));
        plain(code, "this word is not known", hint.as_ref())
    })
}

/// A whole number that is a property of an object.
pub fn number(object: &JsValue, name: &str, code: &str) -> Result<u32, Error> {
    let value = Reflect::get(object, &JsValue::from_str(name)).ok().and_then(|value| value.as_f64());
    let whole = value.filter(|value| *value >= 0.0 && value.fract() == 0.0 && *value <= f64::from(u32::MAX));
    // In range, as just checked.
    whole.map(|value| value as u32).ok_or_else(|| {
        let hint = Some(format!("expected a step, a whole number, as “{name}”"));
        plain(code, "this is no window", hint.as_ref())
    })
}

//! Faults as JavaScript errors with a stable code.

use antipaxos_simulator::Diagnostic;
use js_sys::{Error, Reflect};
use tsify::{Ts, Tsify};
use wasm_bindgen::JsValue;

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
pub fn give<T: Tsify + serde::Serialize>(value: &T) -> Result<Ts<T>, Error> {
    Ts::from_rust(value).map_err(|fault| plain("internal", &fault.to_string(), None))
}

/// A value that came from JavaScript; `what` and `expected` say what it is.
pub fn take<T: Tsify<JsType: Clone> + serde::de::DeserializeOwned>(
    value: &Ts<T>,
    code: &str,
    expected: &str,
) -> Result<T, Error> {
    let hint = Some(format!("expected {expected}"));
    value.to_rust().map_err(|fault| plain(code, &fault.to_string(), hint.as_ref()))
}

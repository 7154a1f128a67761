//! The values of an ITF trace, out of JSON.

use serde_json::Value;

/// A whole number: as JSON has it, or as `{"#bigint": "7"}`.
pub fn integer(value: &Value) -> Option<i64> {
    match value.get("#bigint") {
        Some(digits) => digits.as_str()?.parse().ok(),
        None => value.as_i64(),
    }
}

/// A name: a text, or a number as text.
pub fn name(value: &Value) -> Option<String> {
    match value.as_str() {
        Some(text) => Some(text.to_string()),
        None => integer(value).map(|number| number.to_string()),
    }
}

/// The elements of a set: `{"#set": [...]}`.
pub fn set(value: &Value) -> Option<&Vec<Value>> {
    value.get("#set")?.as_array()
}

/// The pairs of a function: `{"#map": [[key, value], ...]}`, or an object where
/// the keys are texts.
pub fn map(value: &Value) -> Option<Vec<(String, &Value)>> {
    if let Some(pairs) = value.get("#map") {
        let mut found = Vec::new();
        for pair in pairs.as_array()? {
            let [key, value] = pair.as_array()?.as_slice() else { return None };
            found.push((name(key)?, value));
        }
        return Some(found);
    }
    let object = value.as_object()?;
    let plain = object.keys().all(|key| !key.starts_with('#'));
    plain.then(|| object.iter().map(|(key, value)| (key.clone(), value)).collect())
}

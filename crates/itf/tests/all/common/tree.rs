//! JSON mangled as what it is: most of what is done to its bytes is no JSON.

use antipaxos_simulator::storm::Dice;
use serde_json::{Value, json};

use crate::mangle;

/// Changes a trace in one place, or one thing in all places.
pub fn mangle_json(dice: &mut Dice, input: &mut Vec<u8>, other: &[u8]) {
    let (Ok(mut tree), Ok(other_tree)) = (parsed(input), parsed(other)) else {
        return mangle::mangle(dice, input, other);
    };
    if dice.chance(10) {
        return mangle::mangle(dice, input, other);
    }
    change(dice, &mut tree, &other_tree);
    *input = tree.to_string().into_bytes();
}

fn parsed(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(bytes)
}

fn change(dice: &mut Dice, tree: &mut Value, other: &Value) {
    let place = any_place(dice, tree);
    let others = any_place(dice, other);
    let from_other = other.pointer(&others).cloned().unwrap_or(Value::Null);
    match dice.roll(0, 6) {
        0 => put(tree, &place, odd(dice)),
        1 => put(tree, &place, from_other),
        2 => {
            // What is in two places is meant in both.
            let old = tree.pointer(&place).cloned().unwrap_or(Value::Null);
            let new = if dice.chance(50) { odd(dice) } else { from_other };
            if !old.is_array() && !old.is_object() {
                everywhere(tree, &old, &new);
            }
        }
        3 => with_parts(dice, tree, &place, |list, at, _| {
            list.remove(at);
        }),
        4 => with_parts(dice, tree, &place, |list, at, to| {
            let part = list[at].clone();
            list.insert(to, part);
        }),
        5 => with_parts(dice, tree, &place, |list, at, _| list.truncate(at)),
        _ => with_parts(dice, tree, &place, |list, at, to| list.swap(at, to)),
    }
}

/// The places of a tree, as JSON pointers.
fn places(tree: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_string());
    match tree {
        Value::Array(list) => {
            for (at, part) in list.iter().enumerate() {
                places(part, &format!("{here}/{at}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, part) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(part, &format!("{here}/{name}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn any_place(dice: &mut Dice, tree: &Value) -> String {
    let mut found = Vec::new();
    places(tree, "", &mut found);
    found.swap_remove(mangle::below(dice, found.len()))
}

fn put(tree: &mut Value, place: &str, value: Value) {
    if let Some(there) = tree.pointer_mut(place) {
        *there = value;
    }
}

fn everywhere(tree: &mut Value, old: &Value, new: &Value) {
    if tree == old {
        *tree = new.clone();
        return;
    }
    match tree {
        Value::Array(list) => list.iter_mut().for_each(|part| everywhere(part, old, new)),
        Value::Object(fields) => fields.values_mut().for_each(|part| everywhere(part, old, new)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Does `work` to the parts of the list at that place, or of the states; a
/// field of an object is taken out.
fn with_parts(dice: &mut Dice, tree: &mut Value, place: &str, work: fn(&mut Vec<Value>, usize, usize)) {
    let is_list = tree.pointer(place).is_some_and(|there| there.is_array() || there.is_object());
    let place = if is_list { place } else { "/states" };
    match tree.pointer_mut(place) {
        Some(Value::Array(list)) if !list.is_empty() => {
            let (at, to) = (mangle::below(dice, list.len()), mangle::below(dice, list.len()));
            work(list, at, to);
        }
        Some(Value::Object(fields)) if !fields.is_empty() => {
            let at = mangle::below(dice, fields.len());
            let name = fields.keys().nth(at).cloned().unwrap_or_default();
            fields.remove(&name);
        }
        Some(_) | None => {}
    }
}

/// Values at the edges of what is understood, and beyond.
fn odd(dice: &mut Dice) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(-2),
        json!(1.5),
        json!(999_999),
        json!(1_000_000),
        json!(u64::MAX),
        json!({"#bigint": "999999999999999999999999"}),
        json!({"#bigint": "-1"}),
        json!({"#bigint": 7}),
        json!({"#set": []}),
        json!({"#map": []}),
        json!({"#map": [["a1", 0], ["a1", 1]]}),
        json!([]),
        json!({}),
        json!(""),
        json!("a1"),
        json!("v1"),
        json!("1"),
        json!("a name with “quotes”, \"others\",\n a line's end and # a mark"),
        json!("\u{202e}\u{0}日"),
        json!("long ".repeat(200)),
    ];
    dice.pick(&all).clone()
}

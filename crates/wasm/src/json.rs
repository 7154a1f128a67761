//! Values as JSON, which the browser reads in one go: smaller than a call to
//! JavaScript for every field, and faster.

use std::fmt::{self, Write};

use serde::ser::{self, Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};

/// What has no place in what crosses to JavaScript: maps, bytes, fractions.
#[derive(Debug)]
pub struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this has no place in JSON here")
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A value as JSON.
///
/// # Errors
/// Where a type says more than [`Serializer`] does here.
pub fn write<T: Serialize>(value: &T) -> Result<String, Unwritable> {
    let mut text = String::new();
    value.serialize(Json(&mut text))?;
    Ok(text)
}

struct Json<'a>(&'a mut String);

/// A list or an object that was begun, and what ends it.
struct Begun<'a> {
    text: &'a mut String,
    is_empty: bool,
    end: char,
}

impl<'a> Begun<'a> {
    fn new(text: &'a mut String, begin: char, end: char) -> Self {
        text.push(begin);
        Self { text, is_empty: true, end }
    }

    fn part(&mut self) -> &mut String {
        if !self.is_empty {
            self.text.push(',');
        }
        self.is_empty = false;
        self.text
    }

    fn finish(self) {
        self.text.push(self.end);
    }
}

fn quote(text: &mut String, content: &str) {
    text.push('"');
    for character in content.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            '\0'..='\u{1f}' => {
                // Writing to a String cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(character));
            }
            ' '.. => text.push(character),
        }
    }
    text.push('"');
}

fn number(text: &mut String, value: i64) {
    let _ = write!(text, "{value}");
}

impl<'a> Serializer for Json<'a> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Begun<'a>;
    type SerializeTuple = Impossible<(), Unwritable>;
    type SerializeTupleStruct = Impossible<(), Unwritable>;
    type SerializeTupleVariant = Impossible<(), Unwritable>;
    type SerializeMap = Impossible<(), Unwritable>;
    type SerializeStruct = Begun<'a>;
    type SerializeStructVariant = Impossible<(), Unwritable>;

    fn serialize_bool(self, value: bool) -> Result<(), Unwritable> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Unwritable> {
        self.serialize_i32(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Unwritable> {
        self.serialize_i32(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Unwritable> {
        number(self.0, value.into());
        Ok(())
    }

    /// JavaScript's numbers do not hold all of them.
    fn serialize_i64(self, _: i64) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_u8(self, value: u8) -> Result<(), Unwritable> {
        self.serialize_u32(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Unwritable> {
        self.serialize_u32(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Unwritable> {
        number(self.0, value.into());
        Ok(())
    }

    fn serialize_u64(self, _: u64) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_f32(self, _: f32) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_f64(self, _: f64) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_char(self, _: char) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_str(self, value: &str) -> Result<(), Unwritable> {
        quote(self.0, value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_none(self) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), Unwritable> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Begun<'a>, Unwritable> {
        Ok(Begun::new(self.0, '[', ']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Begun<'a>, Unwritable> {
        Ok(Begun::new(self.0, '{', '}'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unwritable> {
        Err(Unwritable)
    }
}

impl SerializeSeq for Begun<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        value.serialize(Json(self.part()))
    }

    fn end(self) -> Result<(), Unwritable> {
        self.finish();
        Ok(())
    }
}

impl SerializeStruct for Begun<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        let text = self.part();
        quote(text, name);
        text.push(':');
        value.serialize(Json(text))
    }

    fn end(self) -> Result<(), Unwritable> {
        self.finish();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::write;

    #[derive(Serialize)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Form {
        Dot { x: i32, label: Option<String> },
        Group { parts: Vec<Form>, lit: bool },
    }

    #[derive(Serialize)]
    struct All(Vec<Form>);

    #[test]
    fn a_value_is_written_as_json() {
        let dot = |label: Option<&str>| Form::Dot { x: -7, label: label.map(str::to_owned) };
        let all = All(vec![
            dot(None),
            Form::Group { parts: vec![dot(Some("a \"b\\c\"\n\u{1}“é”"))], lit: true },
            Form::Group { parts: Vec::new(), lit: false },
        ]);
        let expected = concat!(
            r#"[{"kind":"dot","x":-7,"label":null},"#,
            r#"{"kind":"group","parts":[{"kind":"dot","x":-7,"label":"a \"b\\c\"\u000a\u0001“é”"}],"lit":true},"#,
            r#"{"kind":"group","parts":[],"lit":false}]"#,
        );
        assert_eq!(write(&all).expect("plain values"), expected);
        assert!(write(&1.5_f64).is_err());
        assert!(write(&u64::MAX).is_err());
    }
}

//! What of a module the split has to know beforehand.

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{
    CompositeInnerType, ElementItems, ElementKind, ExternalKind, FuncType, GlobalType, MemoryType, Name,
    NameSectionReader, Operator, Parser, Payload, RefType, TableType, TypeRef,
};

use super::marks;

/// A module's types and functions, and who refers to whom.
#[derive(Debug, Default)]
pub struct Shape {
    pub types: Vec<FuncType>,
    /// The types of the imported functions; their indices come before those of `functions`.
    pub imported: Vec<u32>,
    /// The functions that are defined, in their order.
    pub functions: Vec<Function>,
    pub memories: Vec<MemoryType>,
    pub tables: Vec<TableType>,
    pub global_types: Vec<GlobalType>,
    /// Exported functions by name.
    pub exported: HashMap<String, u32>,
    /// Function index to a place in the function table where it stands.
    pub slots: HashMap<u32, u32>,
    /// The function table's index.
    pub function_table: u32,
}

#[derive(Debug, Default)]
pub struct Function {
    pub type_index: u32,
    /// Empty where the module has no names.
    pub name: String,
    /// Where its body lies in the module's bytes.
    pub body: Range<usize>,
    /// The functions that it calls by index, each as often as it does.
    pub calls: Vec<u32>,
    /// The numbers of its marks.
    pub marks: Range<usize>,
}

impl Shape {
    pub fn globals(&self) -> u32 {
        u32::try_from(self.global_types.len()).expect("few globals")
    }

    pub fn imports(&self) -> u32 {
        u32::try_from(self.imported.len()).expect("few imports")
    }

    /// How many marks there are.
    pub fn marks(&self) -> usize {
        self.functions.last().map_or(0, |last| last.marks.end)
    }

    /// The type of any function, by its index.
    pub fn type_of(&self, function: u32) -> u32 {
        match self.imported.get(function as usize) {
            Some(type_index) => *type_index,
            None => self.functions[(function - self.imports()) as usize].type_index,
        }
    }

    pub fn function_table(&self) -> TableType {
        self.tables[self.function_table as usize]
    }
}

/// Reads a module. Fails on what the split does not know how to move: tail calls, function references.
pub fn read(wasm: &[u8]) -> Result<Shape> {
    let mut shape = Shape::default();
    let (mut bodies, mut marks) = (0, 0);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::TypeSection(section) => {
                for group in section {
                    for sub in group?.into_types() {
                        let CompositeInnerType::Func(of) = sub.composite_type.inner else {
                            bail!("a type that is no function's");
                        };
                        shape.types.push(of);
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    match import?.ty {
                        TypeRef::Func(type_index) => shape.imported.push(type_index),
                        other => bail!("an import that is no function: {other:?}"),
                    }
                }
            }
            Payload::FunctionSection(section) => {
                for type_index in section {
                    shape.functions.push(Function { type_index: type_index?, ..Function::default() });
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    shape.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                shape.memories = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    shape.global_types.push(global?.ty);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        shape.exported.insert(export.name.to_owned(), export.index);
                    }
                }
            }
            Payload::ElementSection(section) => {
                for element in section {
                    let element = element?;
                    let (ElementKind::Active { table_index, offset_expr }, ElementItems::Functions(items)) =
                        (element.kind, element.items)
                    else {
                        bail!("a segment of functions that is not put into the table at once");
                    };
                    shape.function_table = table_index.unwrap_or(0);
                    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                        bail!("a segment whose place is computed");
                    };
                    for (slot, function) in (u32::try_from(value)?..).zip(items) {
                        shape.slots.insert(function?, slot);
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                let function: &mut Function = shape.functions.get_mut(bodies).context("a body too many")?;
                bodies += 1;
                function.body = body.range();
                function.marks.start = marks;
                let mut before = None;
                let mut operators = body.get_operators_reader()?;
                while !operators.eof() {
                    marks += usize::from(marks::stands_after(before.as_ref()));
                    let operator = operators.read()?;
                    match operator {
                        Operator::Call { function_index } => function.calls.push(function_index),
                        Operator::ReturnCall { .. } | Operator::RefFunc { .. } => {
                            bail!("a tail call or a function reference")
                        }
                        _ => {}
                    }
                    before = Some(operator);
                }
                function.marks.end = marks;
            }
            Payload::CustomSection(section) if section.name() == "name" => {
                let reader = wasmparser::BinaryReader::new(section.data(), section.data_offset());
                for part in NameSectionReader::new(reader) {
                    let Name::Function(names) = part? else { continue };
                    for naming in names {
                        let naming = naming?;
                        let Some(at) = naming.index.checked_sub(shape.imports()) else { continue };
                        let function = shape.functions.get_mut(at as usize).context("a name too many")?;
                        naming.name.clone_into(&mut function.name);
                    }
                }
            }
            _ => {}
        }
    }
    if shape.tables.get(shape.function_table as usize).is_none_or(|of| of.element_type != RefType::FUNCREF) {
        bail!("no table of functions");
    }
    Ok(shape)
}

//! The part that is fetched when it is wanted. It exports nothing: instantiating it puts its functions into
//! the first part's table and says so in the global `ready`.

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, Function, FunctionSection,
    GlobalType, ImportSection, Instruction, Module, StartSection, TypeSection, ValType,
};
use wasmparser::{FunctionBody, Operator, Parser, Payload};

use super::SHARED;
use super::data::Pieces;
use super::plan::Plan;

/// The name of the module that the rest imports from.
const FROM: &str = "core";

struct Rest<'a> {
    plan: &'a Plan<'a>,
}

pub fn write(wasm: &[u8], plan: &Plan<'_>, data: &Pieces) -> Result<Vec<u8>> {
    Rest { plan }.module(wasm, data).map_err(|fault| anyhow!("{fault}"))
}

impl Rest<'_> {
    fn module(&mut self, wasm: &[u8], pieces: &Pieces) -> Result<Vec<u8>, Error> {
        let shape = self.plan.shape;
        let mut types = TypeSection::new();
        for of in &shape.types {
            let of = self.func_type(of.clone())?;
            types.ty().func_type(&of);
        }
        let start_type = types.len();
        types.ty().function([], []);

        let mut functions = FunctionSection::new();
        for index in self.plan.moved.keys() {
            functions.function(shape.type_of(*index));
        }
        let start = functions.len();
        functions.function(start_type);

        let mut elements = ElementSection::new();
        let table = (shape.function_table != 0).then_some(shape.function_table);
        let place = ConstExpr::i32_const(self.plan.moved_slots.cast_signed());
        let all: Vec<u32> = (0..start).collect();
        elements.active(table, &place, Elements::Functions(all.into()));

        let mut code = CodeSection::new();
        let mut index = shape.imports();
        for payload in Parser::new(0).parse_all(wasm) {
            if let Payload::CodeSectionEntry(body) = payload? {
                if self.plan.moved.contains_key(&index) {
                    self.parse_function_body(&mut code, body)?;
                }
                index += 1;
            }
        }
        let mut ready = Function::new([]);
        ready.instruction(&Instruction::I32Const(1));
        ready.instruction(&Instruction::GlobalSet(self.plan.ready()));
        ready.instruction(&Instruction::End);
        code.function(&ready);

        let mut data = DataSection::new();
        for (address, bytes) in &pieces.rest {
            data.active(0, &ConstExpr::i32_const(address.cast_signed()), bytes.iter().copied());
        }

        let mut module = Module::new();
        module.section(&types).section(&self.imports()?).section(&functions);
        module
            .section(&StartSection { function_index: start })
            .section(&elements)
            .section(&code)
            .section(&data);
        Ok(module.finish())
    }

    /// Everything but functions, under the indices that it has in the first part.
    fn imports(&mut self) -> Result<ImportSection, Error> {
        let mut imports = ImportSection::new();
        for memory in &self.plan.shape.memories {
            let memory = self.memory_type(*memory)?;
            imports.import(FROM, &format!("{SHARED}m"), EntityType::Memory(memory));
        }
        for (at, table) in (0..).zip(&self.plan.shape.tables) {
            let mut table = self.table_type(*table)?;
            if at == self.plan.shape.function_table {
                (table.minimum, table.maximum) = (self.plan.table_size(), Some(self.plan.table_size()));
            }
            imports.import(FROM, &format!("{SHARED}t{at}"), EntityType::Table(table));
        }
        let ready = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        for (at, global) in (0..).zip(&self.plan.shape.global_types) {
            let global = self.global_type(*global)?;
            imports.import(FROM, &format!("{SHARED}g{at}"), EntityType::Global(global));
        }
        imports.import(FROM, &format!("{SHARED}g{}", self.plan.ready()), EntityType::Global(ready));
        Ok(imports)
    }
}

impl Reencode for Rest<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.plan.moved[&index])
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let operator = operators.read()?;
            if let Operator::Call { function_index } = operator
                && let Some(slot) = self.plan.kept_slots.get(&function_index)
            {
                let type_index = self.plan.shape.type_of(function_index);
                let table_index = self.plan.shape.function_table;
                function.instruction(&Instruction::I32Const(slot.cast_signed()));
                function.instruction(&Instruction::CallIndirect { type_index, table_index });
            } else {
                function.instruction(&self.instruction(operator)?);
            }
        }
        code.function(&function);
        Ok(())
    }
}

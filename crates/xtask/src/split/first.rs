//! The part that is fetched first.

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ElementSection, Elements, ExportKind, ExportSection,
    Function, FunctionSection, GlobalSection, GlobalType, Instruction, Module, TableSection, TypeSection,
    ValType,
};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, DataSectionReader, ElementSectionReader, ExportSectionReader,
    FunctionBody, FunctionSectionReader, GlobalSectionReader, Operator, Parser, Table, TypeSectionReader,
};

use super::data::Pieces;
use super::plan::Plan;
use super::{NEED, SHARED};

struct First<'a> {
    plan: &'a Plan<'a>,
    data: &'a Pieces,
}

pub fn write(wasm: &[u8], plan: &Plan<'_>, data: &Pieces) -> Result<Vec<u8>> {
    let mut module = Module::new();
    First { plan, data }
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|fault| anyhow!("{fault}"))?;
    Ok(module.finish())
}

impl First<'_> {
    /// The index that the new types begin with: that of `ensure`, then the dispatchers'.
    fn new_types(&self) -> u32 {
        u32::try_from(self.plan.shape.types.len()).expect("few types")
    }

    fn params(&self, type_index: u32) -> u32 {
        u32::try_from(self.plan.shape.types[type_index as usize].params().len()).expect("few parameters")
    }

    /// Has the rest brought in, if it is not there.
    fn ensure(&self) -> Function {
        let mut body = Function::new([]);
        let need = self.plan.kept[&self.plan.shape.exported[NEED]];
        body.instruction(&Instruction::GlobalGet(self.plan.ready()));
        body.instruction(&Instruction::I32Eqz);
        body.instruction(&Instruction::If(BlockType::Empty));
        body.instruction(&Instruction::Call(need));
        body.instruction(&Instruction::End);
        body.instruction(&Instruction::End);
        body
    }

    /// Takes what a function of this type takes, and its slot.
    fn dispatcher(&self, type_index: u32) -> Function {
        let mut body = Function::new([]);
        body.instruction(&Instruction::Call(self.plan.ensure));
        for local in 0..=self.params(type_index) {
            body.instruction(&Instruction::LocalGet(local));
        }
        let table_index = self.plan.shape.function_table;
        body.instruction(&Instruction::CallIndirect { type_index, table_index });
        body.instruction(&Instruction::End);
        body
    }

    /// Stands for a moved function wherever the first part names it.
    fn thunk(&self, moved: u32) -> Function {
        let mut body = Function::new([]);
        for local in 0..self.params(self.plan.shape.type_of(moved)) {
            body.instruction(&Instruction::LocalGet(local));
        }
        self.call_moved(&mut body, moved);
        body.instruction(&Instruction::End);
        body
    }

    fn call_moved(&self, body: &mut Function, moved: u32) {
        let slot = self.plan.slot_of_moved(moved).cast_signed();
        body.instruction(&Instruction::I32Const(slot));
        body.instruction(&Instruction::Call(self.plan.dispatchers[&self.plan.shape.type_of(moved)]));
    }
}

impl Reencode for First<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(match self.plan.kept.get(&index) {
            Some(kept) => *kept,
            None => self.plan.thunks[&index],
        })
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_type_section(self, types, section)?;
        types.ty().function([], []);
        for type_index in self.plan.dispatchers.keys() {
            let of = self.func_type(self.plan.shape.types[*type_index as usize].clone())?;
            let params = of.params().iter().copied().chain([ValType::I32]);
            types.ty().function(params.collect::<Vec<_>>(), of.results().to_vec());
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        for index in &self.plan.order {
            functions.function(self.plan.shape.type_of(*index));
        }
        functions.function(self.new_types());
        for (_, type_index) in self.plan.dispatchers.keys().zip(self.new_types() + 1..) {
            functions.function(type_index);
        }
        for moved in self.plan.thunks.keys() {
            functions.function(self.plan.shape.type_of(*moved));
        }
        Ok(())
    }

    fn parse_table(&mut self, tables: &mut TableSection, mut table: Table<'_>) -> Result<(), Error> {
        if tables.len() == self.plan.shape.function_table {
            table.ty.initial = self.plan.table_size();
            table.ty.maximum = Some(self.plan.table_size());
        }
        utils::parse_table(self, tables, table)
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_global_section(self, globals, section)?;
        let ready = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ready, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_export_section(self, exports, section)?;
        exports.export(&format!("{SHARED}m"), ExportKind::Memory, 0);
        for (at, _) in (0..).zip(&self.plan.shape.tables) {
            exports.export(&format!("{SHARED}t{at}"), ExportKind::Table, at);
        }
        for at in 0..=self.plan.ready() {
            exports.export(&format!("{SHARED}g{at}"), ExportKind::Global, at);
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        section: ElementSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_element_section(self, elements, section)?;
        let functions: Vec<u32> = self.plan.new_in_table.iter().map(|index| self.plan.kept[index]).collect();
        let table = (self.plan.shape.function_table != 0).then_some(self.plan.shape.function_table);
        let place = ConstExpr::i32_const(self.plan.new_slots.cast_signed());
        elements.active(table, &place, Elements::Functions(functions.into()));
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for index in &self.plan.order {
            let at = (index - self.plan.shape.imports()) as usize;
            self.parse_function_body(code, bodies[at].clone())?;
        }
        code.function(&self.ensure());
        for type_index in self.plan.dispatchers.keys() {
            code.function(&self.dispatcher(*type_index));
        }
        for moved in self.plan.thunks.keys() {
            code.function(&self.thunk(*moved));
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let operator = operators.read()?;
            if let Operator::Call { function_index } = operator
                && self.plan.moved.contains_key(&function_index)
                && !self.plan.thunks.contains_key(&function_index)
            {
                self.call_moved(&mut function, function_index);
            } else {
                function.instruction(&self.instruction(operator)?);
            }
        }
        code.function(&function);
        Ok(())
    }

    fn data_count(&mut self, _: u32) -> Result<u32, Error> {
        Ok(u32::try_from(self.data.first.len()).expect("few segments"))
    }

    fn parse_data_section(&mut self, data: &mut DataSection, _: DataSectionReader<'_>) -> Result<(), Error> {
        for (address, bytes) in &self.data.first {
            data.active(0, &ConstExpr::i32_const(address.cast_signed()), bytes.iter().copied());
        }
        Ok(())
    }

    /// Names and notes stay behind.
    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), Error> {
        Ok(())
    }
}

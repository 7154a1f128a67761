//! A module that notes which parts of its functions ran.

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, GlobalSection, GlobalType, Instruction, Module,
    ValType,
};
use wasmparser::{ExportSectionReader, FunctionBody, GlobalSectionReader, Parser};

use super::marks;
use super::read::Shape;

/// Prefix of the exports that the instrumented module has besides its own: `ran:0`, `ran:1`..., one mutable
/// i32 for each mark of the module, in their order; 1 once what begins there ran.
const RAN: &str = "ran:";

struct Instrument<'a> {
    shape: &'a Shape,
    /// The global of the next mark.
    next: u32,
}

/// The same module with the exports that [`RAN`] describes.
pub fn instrument(wasm: &[u8], shape: &Shape) -> Result<Vec<u8>> {
    let mut module = Module::new();
    Instrument { shape, next: shape.globals() }
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|fault| anyhow!("instrumenting: {fault}"))?;
    Ok(module.finish())
}

impl Reencode for Instrument<'_> {
    type Error = std::convert::Infallible;

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_global_section(self, globals, section)?;
        for _ in 0..self.shape.marks() {
            let flag = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            globals.global(flag, &ConstExpr::i32_const(0));
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_export_section(self, exports, section)?;
        for (mark, global) in (0..self.shape.marks()).zip(self.shape.globals()..) {
            exports.export(&format!("{RAN}{mark}"), ExportKind::Global, global);
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut operators = body.get_operators_reader()?;
        let mut before = None;
        while !operators.eof() {
            if marks::stands_after(before.as_ref()) {
                function.instruction(&Instruction::I32Const(1));
                function.instruction(&Instruction::GlobalSet(self.next));
                self.next += 1;
            }
            let operator = operators.read()?;
            function.instruction(&self.instruction(operator.clone())?);
            before = Some(operator);
        }
        code.function(&function);
        Ok(())
    }
}

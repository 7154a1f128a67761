//! The same module with what did not run of its functions in functions of their own (docs/adr/0009-wasm-in-two.md).
//!
//! Such a function returns the first of what it gives back, and leaves the others in globals for its caller to
//! fetch at once. Several results would do as well, but compilers hardly use them, and V8 11.3 (Node 20)
//! compiles some such calls wrongly.

use std::collections::HashMap;

use anyhow::{Context, Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, Function, FunctionSection, GlobalSection, GlobalType, Instruction,
    Module, TypeSection, ValType,
};
use wasmparser::{
    CodeSectionReader, FuncType, FunctionSectionReader, GlobalSectionReader, Operator, Parser,
    TypeSectionReader, ValidPayload, Validator,
};

use super::flow::Flow;
use super::read::Shape;
use super::region::{self, Exit, Label, Region};

/// A module whose functions were taken apart. The new ones come last, in the order of `marks`.
#[derive(Debug)]
pub struct Outlined {
    pub module: Vec<u8>,
    /// The mark before each of the parts that became functions.
    pub marks: Vec<usize>,
}

struct Outline<'a> {
    shape: &'a Shape,
    /// The functions that are taken apart, by their place among the defined ones.
    apart: HashMap<usize, (Flow<'a>, Vec<Region>)>,
    /// Types that the module does not have yet.
    new_types: Vec<FuncType>,
    /// The types of the new functions.
    types: Vec<u32>,
    /// The types of the new globals.
    new_globals: Vec<wasmparser::ValType>,
}

/// Takes apart those functions that ran and that `may` be, where that saves `worth` bytes. `ran` has a place for
/// each mark.
pub fn outline(
    wasm: &[u8],
    shape: &Shape,
    ran: &[bool],
    worth: isize,
    may: impl Fn(&str) -> bool,
) -> Result<Outlined> {
    let (apart, new_types, types, new_globals) = (HashMap::new(), Vec::new(), Vec::new(), Vec::new());
    let mut outline = Outline { shape, apart, new_types, types, new_globals };
    let mut marks = Vec::new();
    let mut validator = Validator::new();
    let mut at = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let ValidPayload::Func(to_validate, body) = validator.payload(&payload?)? else { continue };
        let function = &shape.functions[at];
        let ran = &ran[function.marks.clone()];
        if ran[0] && may(&function.name) {
            let of = &shape.types[function.type_index as usize];
            let flow = Flow::new(to_validate, &body, of.params(), of.results())
                .with_context(|| function.name.clone())?;
            let regions = region::find(&flow, function.marks.start, ran, worth);
            for region in &regions {
                marks.push(region.mark);
                let inputs: Vec<_> = region.inputs.iter().map(|local| flow.local(*local)).collect();
                let results = region.results(&flow);
                outline.globals(&results);
                let index = outline.type_index(FuncType::new(inputs, results.first().copied()));
                outline.types.push(index);
            }
            outline.apart.insert(at, (flow, regions));
        }
        at += 1;
    }
    let mut module = Module::new();
    outline
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|fault| anyhow!("taking functions apart: {fault}"))?;
    Ok(Outlined { module: module.finish(), marks })
}

impl Outline<'_> {
    fn type_index(&mut self, of: FuncType) -> u32 {
        let mut known = self.shape.types.iter().chain(&self.new_types);
        let at = known.position(|one| *one == of).unwrap_or_else(|| {
            self.new_types.push(of);
            self.shape.types.len() + self.new_types.len() - 1
        });
        u32::try_from(at).expect("few types")
    }

    /// The globals in which a region leaves what it gives back, but for the first.
    fn globals(&mut self, results: &[wasmparser::ValType]) -> Vec<u32> {
        let mut taken = Vec::new();
        for of in results.iter().skip(1) {
            let free = |at: &usize| !taken.contains(at) && self.new_globals[*at] == *of;
            let at = (0..self.new_globals.len()).find(free).unwrap_or_else(|| {
                self.new_globals.push(*of);
                self.new_globals.len() - 1
            });
            taken.push(at);
        }
        taken.into_iter().map(|at| self.shape.globals() + u32::try_from(at).expect("few globals")).collect()
    }

    /// A function with calls in the place of its regions; the first of them calls the function `first`.
    fn remainder(
        &mut self,
        mut body: Function,
        scratch: u32,
        (flow, regions): &(Flow<'_>, Vec<Region>),
        first: u32,
    ) -> Result<Function, Error> {
        let mut at = 0;
        for (region, function) in regions.iter().zip(first..) {
            for operator in &flow.operators[at..region.operators.start] {
                body.instruction(&self.instruction(operator.clone())?);
            }
            let globals = self.globals(&region.results(flow));
            call(&mut body, region, function, scratch, flow.depth(region.operators.start), &globals);
            at = region.operators.end;
        }
        for operator in &flow.operators[at..] {
            body.instruction(&self.instruction(operator.clone())?);
        }
        Ok(body)
    }

    /// A region as a function.
    fn alone(&mut self, flow: &Flow<'_>, region: &Region) -> Result<Function, Error> {
        let mut places: HashMap<u32, u32> = region.inputs.iter().copied().zip(0..).collect();
        let mut others = Vec::new();
        for operator in &flow.operators[region.operators.clone()] {
            let (Operator::LocalGet { local_index }
            | Operator::LocalSet { local_index }
            | Operator::LocalTee { local_index }) = operator
            else {
                continue;
            };
            if !places.contains_key(local_index) && !others.contains(local_index) {
                others.push(*local_index);
            }
        }
        others.sort_by_key(|local| format!("{:?}", flow.local(*local)));
        let mut types = Vec::new();
        for (local, place) in others.into_iter().zip(region.inputs.len()..) {
            places.insert(local, u32::try_from(place).expect("few locals"));
            types.push(self.val_type(flow.local(local))?);
        }
        let mut body = Function::new_with_locals_types(types);
        let carries = region.carries.map(|of| self.val_type(of)).transpose()?;
        // A block for each exit, the first outermost.
        let ways = region.exits.len();
        for exit in &region.exits {
            body.instruction(&Instruction::Block(match carries {
                Some(of) if exit.carries => BlockType::Result(of),
                Some(_) | None => BlockType::Empty,
            }));
        }
        let start = region.operators.start;
        for at in region.operators.clone() {
            let nested = flow.depth(at) - flow.depth(start);
            let depth = |depth: u32| match depth.checked_sub(nested) {
                None => depth,
                Some(outside) => {
                    let label = Label::Depth(outside);
                    let exit = region.exits.iter().position(|exit| exit.label == label);
                    nested + u32::try_from(ways - 1 - exit.expect("an exit")).expect("few exits")
                }
            };
            let instruction = match &flow.operators[at] {
                Operator::Br { relative_depth } => Instruction::Br(depth(*relative_depth)),
                Operator::BrIf { relative_depth } => Instruction::BrIf(depth(*relative_depth)),
                Operator::BrTable { targets } => {
                    let to: Result<Vec<u32>, _> = targets.targets().map(|to| to.map(depth)).collect();
                    Instruction::BrTable(to?.into(), depth(targets.default()))
                }
                Operator::Return => Instruction::Br(depth(flow.depth(at))),
                Operator::LocalGet { local_index } => Instruction::LocalGet(places[local_index]),
                Operator::LocalSet { local_index } => Instruction::LocalSet(places[local_index]),
                Operator::LocalTee { local_index } => Instruction::LocalTee(places[local_index]),
                other => self.instruction(other.clone())?,
            };
            body.instruction(&instruction);
        }
        if !flow.places[region.operators.end].reachable {
            body.instruction(&Instruction::Unreachable);
        } else if ways > 1 {
            body.instruction(&Instruction::Br(u32::try_from(ways - 1).expect("few exits")));
        }
        let globals = self.globals(&region.results(flow));
        for (way, exit) in region.exits.iter().enumerate().rev() {
            body.instruction(&Instruction::End);
            if let Some(of) = carries.filter(|_| !exit.carries) {
                body.instruction(&zero(of));
            }
            // The first stays on the stack.
            let way = i32::try_from(way).expect("few exits");
            let choice = (ways > 1).then_some(Instruction::I32Const(way));
            let outputs = region.outputs.iter().map(|local| Instruction::LocalGet(places[local]));
            let mut given = choice.into_iter().chain(outputs);
            if carries.is_none()
                && let Some(first) = given.next()
            {
                body.instruction(&first);
            }
            for (value, global) in given.zip(&globals) {
                body.instruction(&value);
                body.instruction(&Instruction::GlobalSet(*global));
            }
            if way > 0 {
                body.instruction(&Instruction::Return);
            }
        }
        body.instruction(&Instruction::End);
        Ok(body)
    }
}

/// The call that stands in the place of a region, and what it does with what comes back. `scratch` is a local
/// of its own, `level` how many blocks are around, `globals` where all is but the first.
fn call(body: &mut Function, region: &Region, function: u32, scratch: u32, level: u32, globals: &[u32]) {
    for local in &region.inputs {
        body.instruction(&Instruction::LocalGet(*local));
    }
    body.instruction(&Instruction::Call(function));
    let chooses = region.exits.len() > 1;
    let mut globals = globals.iter();
    let mut outputs = region.outputs.iter();
    let choice = (chooses && region.carries.is_some()).then(|| globals.next().expect("a global"));
    if !chooses
        && region.carries.is_none()
        && let Some(first) = outputs.next()
    {
        body.instruction(&Instruction::LocalSet(*first));
    }
    for (local, global) in outputs.zip(globals) {
        body.instruction(&Instruction::GlobalGet(*global));
        body.instruction(&Instruction::LocalSet(*local));
    }
    if let Some(choice) = choice {
        body.instruction(&Instruction::GlobalGet(*choice));
    }
    let Some((usual, others)) = region.exits.split_first() else {
        body.instruction(&Instruction::Unreachable);
        return;
    };
    let depth = |exit: &Exit| match exit.label {
        Label::Depth(depth) => depth,
        Label::LoopEnd => unreachable!("the end of a block is the first exit"),
    };
    if let [other] = others {
        body.instruction(&Instruction::BrIf(depth(other)));
    } else if !others.is_empty() {
        body.instruction(&Instruction::LocalSet(scratch));
        for (way, other) in (1..).zip(others) {
            body.instruction(&Instruction::LocalGet(scratch));
            body.instruction(&Instruction::I32Const(way));
            body.instruction(&Instruction::I32Eq);
            body.instruction(&Instruction::BrIf(depth(other)));
        }
    }
    match usual.label {
        Label::Depth(depth) if depth == level => {
            body.instruction(&Instruction::Return);
        }
        Label::Depth(depth) if depth > 0 || !region.falls => {
            body.instruction(&Instruction::Br(depth));
        }
        Label::Depth(_) | Label::LoopEnd => {
            if region.carries.is_some() && !usual.carries {
                body.instruction(&Instruction::Drop);
            }
        }
    }
}

fn zero(of: ValType) -> Instruction<'static> {
    match of {
        ValType::I32 => Instruction::I32Const(0),
        ValType::I64 => Instruction::I64Const(0),
        ValType::F32 => Instruction::F32Const(0.0.into()),
        ValType::F64 => Instruction::F64Const(0.0.into()),
        ValType::V128 | ValType::Ref(_) => unreachable!("a region carries numbers"),
    }
}

impl Reencode for Outline<'_> {
    type Error = std::convert::Infallible;

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_type_section(self, types, section)?;
        for of in self.new_types.clone() {
            let of = self.func_type(of)?;
            types.ty().func_type(&of);
        }
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_global_section(self, globals, section)?;
        for of in self.new_globals.clone() {
            let (initial, val_type) = match of {
                wasmparser::ValType::I64 => (ConstExpr::i64_const(0), ValType::I64),
                wasmparser::ValType::F32 => (ConstExpr::f32_const(0.0.into()), ValType::F32),
                wasmparser::ValType::F64 => (ConstExpr::f64_const(0.0.into()), ValType::F64),
                _ => (ConstExpr::i32_const(0), ValType::I32),
            };
            globals.global(GlobalType { val_type, mutable: true, shared: false }, &initial);
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_function_section(self, functions, section)?;
        for type_index in &self.types {
            functions.function(*type_index);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let mut next =
            self.shape.imports() + u32::try_from(self.shape.functions.len()).expect("few functions");
        let mut taken = Vec::new();
        for (at, body) in section.into_iter().enumerate() {
            let body = body?;
            let Some(apart) = self.apart.remove(&at) else {
                self.parse_function_body(code, body)?;
                continue;
            };
            let (flow, regions) = &apart;
            let needs_scratch = regions.iter().any(|region| region.exits.len() > 2);
            let mut locals = Vec::new();
            for group in body.get_locals_reader()? {
                let (count, of) = group?;
                locals.push((count, self.val_type(of)?));
            }
            if needs_scratch {
                locals.push((1, ValType::I32));
            }
            let scratch = u32::try_from(flow.locals.len()).expect("few locals");
            code.function(&self.remainder(Function::new(locals), scratch, &apart, next)?);
            for region in regions {
                taken.push(self.alone(flow, region)?);
                next += 1;
            }
        }
        for function in &taken {
            code.function(function);
        }
        Ok(())
    }
}

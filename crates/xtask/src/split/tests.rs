//! What is taken apart does the same as before, run by Node.

use std::process::Command;

use wasm_encoder::Instruction::{
    Block, Br, BrIf, BrTable, End, I32Add, I32And, I32Const, I32GtS, I32LeS, I32Mul, I32ShrU, I32Sub,
    I32WrapI64, I32Xor, I64Add, I64Const, I64Mul, If, LocalGet, LocalSet, LocalTee, Loop, Return,
    Unreachable,
};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ExportKind, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, Module, RefType, TableSection, TableType, TypeSection, ValType,
};
use wasmparser::Validator;

use super::outline::outline;
use super::read;

/// Calls `f` of both modules with all kinds of arguments; prints how many calls agreed, fails where one does not.
const COMPARE: &str = r"
const [a, b] = process.argv.slice(1).map((hex) =>
  new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(hex, 'hex'))).exports.f);
let calls = 0;
for (let n = -9; n < 200; n += 1) for (const m of [-3n, 0n, 1n, 5n]) {
  const [one, other] = [a(n, m), b(n, m)];
  if (one !== other) throw new Error(`f(${n}, ${m}): ${one} and ${other}`);
  calls += 1;
}
console.log(calls);
";

/// `f` takes an i32 and an i64 and returns an i32: a loop around three arms, each of which repeats it, leaves it
/// with a value, or returns.
fn module() -> Vec<u8> {
    let (n, m, a, b, c) = (0, 1, 2, 3, 4);
    let mut f = Function::new([(1, ValType::I32), (1, ValType::I64), (1, ValType::I32)]);
    let arms = [Block(BlockType::Empty), Block(BlockType::Empty), Block(BlockType::Empty)];
    let choose = [LocalGet(n), I32Const(3), I32And, BrTable([0, 1, 2].as_slice().into(), 2), End];
    // Repeats the loop, or leaves it with `a`; writes an i32 and an i64 that are wanted afterwards.
    let first = [
        vec![LocalGet(a), I32Const(3), I32Add, LocalSet(a)],
        vec![LocalGet(b), LocalGet(m), I64Mul, I64Const(7), I64Add, LocalSet(b)],
        vec![LocalGet(n), I32Const(5), I32Sub, LocalTee(n), I32Const(0), I32GtS, BrIf(2)],
        vec![LocalGet(a), Br(3), End],
    ];
    // Returns from within, or falls out of its arm.
    let second = [
        vec![LocalGet(n), I32Const(1), I32ShrU, LocalSet(n)],
        vec![LocalGet(c), LocalGet(a), I32Xor, I32Const(1), I32Add, LocalTee(c)],
        vec![I32Const(40), I32GtS, If(BlockType::Empty)],
        vec![LocalGet(c), I32Const(2), I32Mul, LocalGet(n), I32Add, Return, End],
        vec![LocalGet(n), I32Const(9), I32GtS, BrIf(1), End],
    ];
    let third = [
        vec![LocalGet(a), LocalGet(n), I32Add, LocalSet(a)],
        vec![LocalGet(n), I32Const(2), I32Sub, LocalTee(n), I32Const(0), I32LeS, If(BlockType::Empty)],
        vec![LocalGet(b), I32WrapI64, LocalGet(a), I32Add, Br(2), End],
        vec![Br(0), End, Unreachable, End, End],
    ];
    let opening = [Block(BlockType::Result(ValType::I32)), Loop(BlockType::Empty)];
    for instruction in opening.iter().chain(&arms).chain(&choose) {
        f.instruction(instruction);
    }
    for instruction in first.iter().chain(&second).chain(&third).flatten() {
        f.instruction(instruction);
    }
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32, ValType::I64], [ValType::I32]);
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut tables = TableSection::new();
    let (element_type, minimum, maximum) = (RefType::FUNCREF, 0, None);
    tables.table(TableType { element_type, minimum, maximum, table64: false, shared: false });
    let mut globals = GlobalSection::new();
    globals.global(
        GlobalType { val_type: ValType::I32, mutable: true, shared: false },
        &ConstExpr::i32_const(0),
    );
    let mut exports = ExportSection::new();
    exports.export("f", ExportKind::Func, 0);
    let mut code = CodeSection::new();
    code.function(&f);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&tables)
        .section(&globals)
        .section(&exports)
        .section(&code);
    module.finish()
}

#[test]
fn what_is_taken_apart_does_the_same() {
    let whole = module();
    let shape = read::read(&whole).expect("the module is read");
    let hex = |module: &[u8]| module.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    // Each mark alone is cold, then all of them but the function's start.
    let mut sizes = Vec::new();
    for cold in 1..=shape.marks() {
        let ran: Vec<bool> =
            (0..shape.marks()).map(|mark| mark == 0 || (cold < shape.marks() && mark != cold)).collect();
        let apart = outline(&whole, &shape, &ran, isize::MIN, |_| true).expect("it is taken apart");
        Validator::new().validate_all(&apart.module).expect("it is valid");
        let output = Command::new("node")
            .args(["-e", COMPARE, &hex(&whole), &hex(&apart.module)])
            .output()
            .expect("node starts");
        assert!(output.status.success(), "mark {cold}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "836");
        sizes.push(apart.marks.len());
    }
    assert!(sizes.contains(&1), "{sizes:?}");
    assert!(sizes.last().is_some_and(|parts| *parts >= 3), "{sizes:?}");
}

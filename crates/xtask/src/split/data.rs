//! Which of the data only the rest reads, by what the linker noted of every reference to a symbol
//! (`--emit-relocs`).
//!
//! wasm-opt runs after the linker, so that it is not known of a function of the module which of the references
//! are its own: but each is a constant of the code still, and the linker's list says which symbols a constant
//! may stand for. One that is not in the list may be an address and an offset that wasm-opt put together: it stands
//! for the symbol in which it lies and for those beside it. If it is a plain number, a little too much is kept.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use anyhow::{Context, Result, anyhow, bail, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasmparser::{
    DataKind, KnownCustom, Linking, Operator, Parser, Payload, RelocationEntry, RelocationType, SymbolFlags,
    SymbolInfo,
};

use super::plan::Plan;

/// What is shorter stays where it is: a segment of its own has a head, too.
const WORTH: usize = 24;

/// What the linker noted.
#[derive(Debug, Default)]
pub struct Data {
    symbols: Vec<Symbol>,
    /// The symbols that a constant of the code may stand for.
    meant: HashMap<u32, Vec<usize>>,
    /// Symbols to which data refers that is in none.
    always: Vec<usize>,
}

#[derive(Debug)]
struct Symbol {
    /// Its place in memory.
    at: Range<u32>,
    /// Whether nobody writes it.
    is_constant: bool,
    refers_to: Vec<usize>,
}

/// The contents of memory at the start: places, and what lies there.
#[derive(Debug, Default)]
pub struct Pieces {
    pub first: Vec<(u32, Vec<u8>)>,
    pub rest: Vec<(u32, Vec<u8>)>,
}

/// Where a segment lies in memory, and where in the module.
struct Segment {
    address: u32,
    module: Range<usize>,
}

/// Reads the module that the linker wrote.
pub fn read(linked: &[u8]) -> Result<Data> {
    let mut data = Data::default();
    let (mut segments, mut names) = (Vec::new(), Vec::new());
    let mut infos = Vec::new();
    let mut data_section = 0;
    let (mut in_code, mut in_data) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(linked) {
        match payload? {
            Payload::DataSection(section) => {
                data_section = section.range().start;
                for segment in section {
                    let segment = segment?;
                    let address = address(&segment.kind)?;
                    let module = segment.range.end - segment.data.len()..segment.range.end;
                    segments.push(Segment { address, module });
                }
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Linking(linking) => {
                    for part in linking.subsections() {
                        match part? {
                            Linking::SegmentInfo(map) => {
                                for segment in map {
                                    names.push(segment?.name);
                                }
                            }
                            Linking::SymbolTable(map) => {
                                infos = map.into_iter().collect::<Result<_, _>>()?;
                            }
                            _ => {}
                        }
                    }
                }
                KnownCustom::Reloc(relocations) => {
                    let entries = relocations.entries().into_iter().collect::<Result<Vec<_>, _>>()?;
                    match section.name() {
                        "reloc.CODE" => in_code = entries,
                        "reloc.DATA" => in_data = entries,
                        _ => {}
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    ensure!(!in_code.is_empty() && !infos.is_empty(), "the linker noted nothing");
    // Of each symbol of the linker's table that is data: which of ours it is.
    let mut table: Vec<Option<usize>> = Vec::new();
    for info in &infos {
        table.push(Symbol::of(info, &segments, &names)?.map(|symbol| {
            data.symbols.push(symbol);
            data.symbols.len() - 1
        }));
    }
    let place = |entry: &RelocationEntry| table.get(entry.index as usize).copied().context("no such symbol");
    for entry in &in_code {
        if !is_address(entry.ty)? {
            continue;
        }
        let Some(symbol) = place(entry)? else { continue };
        let value = i64::from(data.symbols[symbol].at.start) + entry.addend;
        data.meant.entry(u32::try_from(value)?).or_default().push(symbol);
    }
    for entry in &in_data {
        if !is_address(entry.ty)? {
            continue;
        }
        let Some(symbol) = place(entry)? else { continue };
        let at = data_section + entry.offset as usize;
        let segment = segments.iter().find(|segment| segment.module.contains(&at)).context("no segment")?;
        let address = segment.address + u32::try_from(at - segment.module.start)?;
        let within = data.within(address);
        if within.is_empty() {
            data.always.push(symbol);
        }
        for from in within {
            data.symbols[from].refers_to.push(symbol);
        }
    }
    Ok(data)
}

/// The module without what the linker noted: the tools that come next change the code, and would leave the
/// notes as they are.
pub fn without_notes(linked: &[u8]) -> Result<Vec<u8>> {
    let mut module = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(linked) {
        let payload = payload?;
        if let Payload::CustomSection(section) = &payload
            && (section.name() == "linking" || section.name().starts_with("reloc."))
        {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            module.section(&wasm_encoder::RawSection { id, data: &linked[range] });
        }
    }
    Ok(module.finish())
}

impl Symbol {
    /// A symbol of the linker's table, if it is data that lies in memory.
    fn of(info: &SymbolInfo<'_>, segments: &[Segment], names: &[&str]) -> Result<Option<Self>> {
        let SymbolInfo::Data { flags, symbol: Some(symbol), .. } = info else { return Ok(None) };
        if flags.contains(SymbolFlags::ABSOLUTE) {
            return Ok(None);
        }
        let segment = segments.get(symbol.index as usize).context("a symbol in no segment")?;
        let start = segment.address + symbol.offset;
        let name = names.get(symbol.index as usize).context("a segment without a name")?;
        let is_constant = name.starts_with(".rodata");
        Ok(Some(Self { at: start..start + symbol.size, is_constant, refers_to: Vec::new() }))
    }
}

/// Whether it is the address of data that stands there; fails on a kind of address that nobody expects.
fn is_address(of: RelocationType) -> Result<bool> {
    use RelocationType as R;
    Ok(match of {
        R::MemoryAddrLeb | R::MemoryAddrSleb | R::MemoryAddrI32 => true,
        R::FunctionIndexLeb
        | R::FunctionIndexI32
        | R::TableIndexSleb
        | R::TableIndexI32
        | R::TableNumberLeb
        | R::TypeIndexLeb
        | R::GlobalIndexLeb
        | R::GlobalIndexI32 => false,
        other => bail!("a reference of the kind {other:?}"),
    })
}

fn address(kind: &DataKind<'_>) -> Result<u32> {
    let DataKind::Active { memory_index: 0, offset_expr } = kind else {
        bail!("data that is not put into memory at once");
    };
    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
        bail!("data whose place is computed");
    };
    Ok(value.cast_unsigned())
}

impl Data {
    /// The symbols in which an address lies.
    fn within(&self, address: u32) -> Vec<usize> {
        (0..self.symbols.len()).filter(|symbol| self.symbols[*symbol].at.contains(&address)).collect()
    }

    /// The symbols in which an address lies that is not in the linker's list, or beside which.
    fn about(&self, address: u32) -> Vec<usize> {
        let starts = || self.symbols.iter().map(|symbol| symbol.at.start);
        let (Some(end), Some(start)) = (self.symbols.iter().map(|one| one.at.end).max(), starts().min())
        else {
            return Vec::new();
        };
        if !(start..end).contains(&address) {
            return Vec::new();
        }
        let before = starts().filter(|start| *start <= address).max().unwrap_or(start);
        let before_that = starts().filter(|start| *start < before).max().unwrap_or(before);
        let after = starts().filter(|start| *start > address).min().unwrap_or(end);
        let near = before_that..after + 1;
        (0..self.symbols.len()).filter(|symbol| near.contains(&self.symbols[*symbol].at.start)).collect()
    }

    /// Divides the module's data. What the first part's code means goes there, and what that refers to.
    pub fn divide(&self, wasm: &[u8], plan: &Plan<'_>) -> Result<Pieces> {
        let mut constants = Constants::default();
        let mut segments = Vec::new();
        let mut index = plan.shape.imports();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::CodeSectionEntry(body) => {
                    if plan.kept.contains_key(&index) {
                        for operator in body.get_operators_reader()? {
                            constants.instruction(operator?).map_err(|fault| anyhow!("{fault}"))?;
                        }
                    }
                    index += 1;
                }
                Payload::DataSection(section) => {
                    for segment in section {
                        let segment = segment?;
                        segments.push((address(&segment.kind)?, segment.data));
                    }
                }
                _ => {}
            }
        }
        self.by_constants(constants.values, &segments)
    }

    /// As `divide`, by the constants of the first part's code.
    fn by_constants(&self, constants: BTreeSet<u32>, segments: &[(u32, &[u8])]) -> Result<Pieces> {
        let wanted = self.wanted(constants);
        // For each byte whether it goes: it is a symbol's, and no symbol's that is wanted.
        let end = segments.iter().map(|(address, data)| *address as usize + data.len()).max().unwrap_or(0);
        let mut goes = vec![false; end];
        for pass in [false, true] {
            for (symbol, _) in self.symbols.iter().zip(&wanted).filter(|(_, wanted)| **wanted == pass) {
                let at = symbol.at.start as usize..(symbol.at.end as usize).min(end);
                goes.get_mut(at).into_iter().flatten().for_each(|byte| *byte = !pass);
            }
        }
        let mut pieces = Pieces::default();
        for (address, data) in segments {
            let start = *address as usize;
            for (run, gone) in runs(&goes, start..start + data.len()) {
                let bytes = data[run.start - start..run.end - start].to_vec();
                let part = if gone { &mut pieces.rest } else { &mut pieces.first };
                part.push((u32::try_from(run.start)?, bytes));
            }
        }
        Ok(pieces)
    }

    /// For each symbol, whether the first part may read it: what its code means, what is written, and what they
    /// refer to.
    fn wanted(&self, constants: BTreeSet<u32>) -> Vec<bool> {
        let mut wanted = vec![false; self.symbols.len()];
        let mut next: Vec<usize> = self.always.clone();
        next.extend((0..self.symbols.len()).filter(|symbol| !self.symbols[*symbol].is_constant));
        for constant in constants {
            match self.meant.get(&constant) {
                Some(symbols) => next.extend(symbols),
                None => next.extend(self.about(constant)),
            }
        }
        while let Some(symbol) = next.pop() {
            if !std::mem::replace(&mut wanted[symbol], true) {
                next.extend(&self.symbols[symbol].refers_to);
            }
        }
        wanted
    }
}

/// A place, cut where what goes begins and ends; whether it goes. Short pieces stay.
fn runs(goes: &[bool], place: Range<usize>) -> Vec<(Range<usize>, bool)> {
    let mut runs: Vec<(Range<usize>, bool)> = Vec::new();
    let mut at = place.start;
    while at < place.end {
        let length = goes[at..place.end].iter().take_while(|byte| **byte == goes[at]).count();
        let gone = goes[at] && length >= WORTH;
        match runs.last_mut() {
            Some((run, last)) if *last == gone => run.end += length,
            Some(_) | None => runs.push((at..at + length, gone)),
        }
        at += length;
    }
    runs
}

/// The constants of code that can be addresses, or parts of them.
#[derive(Default)]
struct Constants {
    values: BTreeSet<u32>,
}

impl Reencode for Constants {
    type Error = std::convert::Infallible;

    fn mem_arg(&mut self, arg: wasmparser::MemArg) -> Result<wasm_encoder::MemArg, Error> {
        self.values.extend(u32::try_from(arg.offset));
        wasm_encoder::reencode::utils::mem_arg(self, arg)
    }

    fn instruction<'a>(&mut self, arg: Operator<'a>) -> Result<wasm_encoder::Instruction<'a>, Error> {
        if let Operator::I32Const { value } = arg {
            self.values.insert(value.cast_unsigned());
        }
        wasm_encoder::reencode::utils::instruction(self, arg)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Data, Symbol};

    #[test]
    fn what_the_first_part_may_read_stays_there_and_nothing_is_lost() {
        let symbol = |start: u32, is_constant: bool, refers_to: &[usize]| Symbol {
            at: start..start + 40,
            is_constant,
            refers_to: refers_to.to_vec(),
        };
        let data = Data {
            // Meant by the code; what it refers to; written; what that refers to; the rest's; two of its neighbours.
            symbols: vec![
                symbol(1000, true, &[1]),
                symbol(1040, true, &[]),
                symbol(1080, false, &[3]),
                symbol(1120, true, &[]),
                symbol(1160, true, &[0]),
                symbol(1200, true, &[]),
                symbol(1240, true, &[]),
                symbol(1280, true, &[]),
            ],
            meant: HashMap::from([(1004, vec![0]), (1160, vec![4])]),
            always: Vec::new(),
        };
        let memory: Vec<u8> = (0..=255).chain(0..80).collect();
        let segments = [(1000, &memory[..100]), (1100, &memory[100..])];
        let divide = |constants: &[u32]| {
            data.by_constants(constants.iter().copied().collect(), &segments).expect("it is divided")
        };
        let gone = |constants: &[u32]| -> Vec<(u32, usize)> {
            divide(constants).rest.iter().map(|(address, bytes)| (*address, bytes.len())).collect()
        };
        assert_eq!(gone(&[7, 1004]), [(1160, 160)]);
        assert_eq!(gone(&[1160]), [(1200, 120)]);
        // An address that the linker did not list: where it lies, and beside it.
        assert_eq!(gone(&[1004, 1241]), [(1160, 40)]);
        let pieces = divide(&[1004]);
        let mut whole: Vec<(u32, Vec<u8>)> = pieces.first.into_iter().chain(pieces.rest).collect();
        whole.sort();
        assert_eq!(whole.into_iter().flat_map(|(_, bytes)| bytes).collect::<Vec<u8>>(), memory[..336]);
    }
}

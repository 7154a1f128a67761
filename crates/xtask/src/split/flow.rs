//! A function's operators, how they are nested, and which locals are still wanted where.

use anyhow::{Result, bail};
use wasmparser::{BlockType, FuncToValidate, FunctionBody, Operator, ValType, ValidatorResources};

/// A function, read for moving parts of it. Operators go by their index.
#[derive(Debug)]
pub struct Flow<'a> {
    pub operators: Vec<Operator<'a>>,
    /// Where each lies in the module; one more for where the last one ends.
    pub offsets: Vec<usize>,
    pub places: Vec<Place>,
    /// Types of the parameters, then of the other locals.
    pub locals: Vec<ValType>,
    pub results: Vec<ValType>,
    /// Of what opens a block: its `end`. Of any other operator nothing.
    ends: Vec<usize>,
    /// Of an `if` with two arms: its `else`.
    elses: Vec<Option<usize>>,
    /// For each operator, a bit for each local that may be read from there on before it is written.
    live: Vec<u64>,
}

/// What is known before an operator.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Whether there is a way there, as far as validation knows.
    pub reachable: bool,
    /// Whether the block around it has nothing on the stack.
    pub bare: bool,
    /// What opened the block around it; nothing where that is the function itself.
    pub opener: Option<usize>,
}

impl<'a> Flow<'a> {
    /// Reads a body of a valid module. Fails where it is not what compilers write for this module: blocks
    /// that take values or leave several.
    pub fn new(
        to_validate: FuncToValidate<ValidatorResources>,
        body: &FunctionBody<'a>,
        params: &[ValType],
        results: &[ValType],
    ) -> Result<Self> {
        let mut validator = to_validate.into_validator(Default::default());
        let mut reader = body.get_binary_reader();
        validator.read_locals(&mut reader)?;
        let mut locals = params.to_vec();
        for group in body.get_locals_reader()? {
            let (count, of) = group?;
            locals.extend((0..count).map(|_| of));
        }
        let (mut operators, mut offsets, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let (mut ends, mut elses) = (Vec::new(), Vec::new());
        let mut open = Vec::new();
        let mut code = body.get_operators_reader()?;
        while !code.eof() {
            let (operator, offset) = code.read_with_offset()?;
            let at = operators.len();
            let Some(frame) = validator.get_control_frame(0) else { bail!("an operator after the end") };
            places.push(Place {
                reachable: !frame.unreachable,
                bare: validator.operand_stack_height() as usize == frame.height,
                opener: open.last().copied(),
            });
            ends.push(at);
            elses.push(None);
            match operator {
                Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
                    if matches!(blockty, BlockType::FuncType(_)) {
                        bail!("a block that takes values or leaves several");
                    }
                    open.push(at);
                }
                Operator::Else => elses[open[open.len() - 1]] = Some(at),
                Operator::End => {
                    if let Some(opener) = open.pop() {
                        ends[opener] = at;
                    }
                }
                _ => {}
            }
            validator.op(offset, &operator)?;
            operators.push(operator);
            offsets.push(offset);
        }
        offsets.push(code.original_position());
        let live = Vec::new();
        let results = results.to_vec();
        let mut flow = Self { operators, offsets, places, locals, results, ends, elses, live };
        flow.find_live();
        Ok(flow)
    }

    /// Where the arm or block around `at` ends: at an `end` or an `else`.
    pub fn arm_end(&self, at: usize) -> usize {
        let Some(opener) = self.places[at].opener else { return self.operators.len() - 1 };
        match self.elses[opener] {
            Some(other) if at <= other => other,
            Some(_) | None => self.ends[opener],
        }
    }

    /// What a branch of this depth at `at` leaves or repeats; nothing for the function itself.
    pub fn label(&self, at: usize, depth: u32) -> Option<usize> {
        let mut opener = self.places[at].opener;
        for _ in 0..depth {
            opener = self.places[opener.expect("a label of the function")].opener;
        }
        opener
    }

    /// How many blocks are around `at`; the depth of the function's own label.
    pub fn depth(&self, at: usize) -> u32 {
        let mut opener = self.places[at].opener;
        let mut depth = 0;
        while let Some(outer) = opener {
            depth += 1;
            opener = self.places[outer].opener;
        }
        depth
    }

    pub fn is_loop(&self, opener: Option<usize>) -> bool {
        opener.is_some_and(|opener| matches!(self.operators[opener], Operator::Loop { .. }))
    }

    /// What a block leaves on the stack at its end.
    pub fn leaves(&self, opener: Option<usize>) -> &[ValType] {
        match opener.map(|opener| &self.operators[opener]) {
            None => &self.results,
            Some(
                Operator::Block { blockty: BlockType::Type(of) }
                | Operator::Loop { blockty: BlockType::Type(of) }
                | Operator::If { blockty: BlockType::Type(of) },
            ) => std::slice::from_ref(of),
            Some(_) => &[],
        }
    }

    pub fn local(&self, local: u32) -> ValType {
        self.locals[local as usize]
    }

    /// Whether a local may be read from `at` on before it is written.
    pub fn is_live(&self, at: usize, local: u32) -> bool {
        let (word, bit) = place_of(local);
        self.live[at * self.words() + word] & bit != 0
    }

    /// Where a branch to a label goes on; nothing where it returns.
    pub fn target(&self, label: Option<usize>) -> Option<usize> {
        label.map(|opener| if self.is_loop(label) { opener } else { self.ends[opener] })
    }

    fn words(&self) -> usize {
        self.locals.len().div_ceil(64)
    }

    /// Where it may go on after an operator.
    fn next(&self, at: usize) -> Vec<usize> {
        let to = |depth: u32| self.target(self.label(at, depth));
        match &self.operators[at] {
            Operator::Return | Operator::Unreachable => Vec::new(),
            Operator::Br { relative_depth } => to(*relative_depth).into_iter().collect(),
            Operator::BrIf { relative_depth } => to(*relative_depth).into_iter().chain([at + 1]).collect(),
            Operator::BrTable { targets } => {
                let depths = targets.targets().map(|depth| depth.expect("it was validated"));
                depths.chain([targets.default()]).filter_map(to).collect()
            }
            Operator::If { .. } => vec![at + 1, self.elses[at].map_or(self.ends[at], |other| other + 1)],
            Operator::Else => vec![self.ends[self.places[at].opener.expect("an if")]],
            _ => vec![at + 1],
        }
    }

    fn find_live(&mut self) {
        let (words, count) = (self.words(), self.operators.len());
        self.live = vec![0; (count + 1) * words];
        let next: Vec<Vec<usize>> = (0..count).map(|at| self.next(at)).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for at in (0..count).rev() {
                for word in 0..words {
                    let mut bits = next[at].iter().fold(0, |bits, to| bits | self.live[to * words + word]);
                    match self.operators[at] {
                        Operator::LocalGet { local_index } if place_of(local_index).0 == word => {
                            bits |= place_of(local_index).1;
                        }
                        Operator::LocalSet { local_index } | Operator::LocalTee { local_index }
                            if place_of(local_index).0 == word =>
                        {
                            bits &= !place_of(local_index).1;
                        }
                        _ => {}
                    }
                    let known = &mut self.live[at * words + word];
                    changed |= *known != bits;
                    *known = bits;
                }
            }
        }
    }
}

/// The word and the bit of a local.
fn place_of(local: u32) -> (usize, u64) {
    (local as usize / 64, 1 << (local % 64))
}

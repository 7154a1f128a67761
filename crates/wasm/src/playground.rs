//! A scenario at play, as JavaScript drives it.

use antipaxos_figure::{self as figure, Rows};
use antipaxos_simulator::export;
use antipaxos_simulator::narrate::explain;
use antipaxos_simulator::scenario::parse;
use antipaxos_simulator::transcript::{fall, happening};
use antipaxos_simulator::workbench::{BranchId, Refusal};
use antipaxos_simulator::{
    Condition, Direction, Happening, HeadlineKind, Noted, Paxos, Protocol, Session, Workbench,
};
use js_sys::{Error, Function, Uint8Array};
use tsify::Ts;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{error, marks, mirror, view};

/// Figures are laid out for widths from here...
const MIN_WIDTH: u32 = 240;
/// ...to here, in pixels.
const MAX_WIDTH: u32 = 4000;
/// At most this many steps are explained at once.
pub(crate) const MAX_STEPS: u32 = 2000;

/// A scenario with its branches, the run of one of them, and a place in it.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Playground {
    bench: Workbench,
    rows: Rows,
}

impl Playground {
    pub(crate) fn of(session: Session) -> Self {
        let rows = rows_of(&session);
        Self { bench: Workbench::of(session), rows }
    }

    pub(crate) fn session(&self) -> &Session {
        self.bench.session()
    }

    pub(crate) fn picture(&self, view: figure::View, width: u32, window: figure::Window) -> figure::Figure {
        let width = width.clamp(MIN_WIDTH, MAX_WIDTH);
        figure::figure(self.session().run(), &self.rows, view, width, window)
    }

    /// Another run is at play.
    fn refresh(&mut self) {
        self.rows = rows_of(self.bench.session());
    }

    /// Why something cannot be done to a branch.
    fn refused(refusal: Refusal) -> Error {
        error::plain(refusal.code(), refusal.message(), None)
    }

    fn note_at(&self, step: u32) -> Option<String> {
        let notes = self.session().notes().iter().filter(|note| note.step == step);
        let texts: Vec<&str> = notes.map(|note| note.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join(" "))
    }

    fn markers(&self) -> Vec<view::Marker> {
        let run = self.session().run();
        let names = run.names();
        let mut markers = Vec::new();
        let mut add = |step, kind, label: String| markers.push(view::Marker { step, kind, label });
        for step in 0..run.history().len() {
            let record = run.history().step(step);
            let name = record.node.map_or("", |node| names.node(node));
            match record.happening {
                Happening::Crash { .. } => add(step, view::MarkerKind::Crash, format!("{name} crashes")),
                Happening::Restart { .. } => add(step, view::MarkerKind::Restart, format!("{name} restarts")),
                Happening::CrashRestart { .. } => {
                    add(step, view::MarkerKind::Restart, format!("{name} bounces"))
                }
                Happening::Cut => add(step, view::MarkerKind::Cut, happening(run, step)),
                Happening::Heal => add(step, view::MarkerKind::Heal, happening(run, step)),
                Happening::Change => add(step, view::MarkerKind::Change, happening(run, step)),
                Happening::SetUp
                | Happening::Deliver(_)
                | Happening::Lose(_)
                | Happening::Bounce(_)
                | Happening::Duplicate(_)
                | Happening::Delay { .. }
                | Happening::Ask { .. }
                | Happening::GiveUp { .. }
                | Happening::Timeout { .. }
                | Happening::Start { .. }
                | Happening::Doom { .. } => {}
            }
            for noted in run.history().facts(step) {
                let headline = match noted {
                    Noted::Found(finding) => run.settings().protocol.headline(names, finding),
                    Noted::At(node, fact) => run.settings().protocol.fact_headline(names, *node, fact),
                    Noted::Answered { client, .. } => {
                        add(step, view::MarkerKind::Answered, format!("{} answered", names.show(*client)));
                        None
                    }
                    Noted::Crashed { back, .. } => {
                        let kind = back.map_or(view::MarkerKind::Crash, |_| view::MarkerKind::Restart);
                        fall(run, step).into_iter().for_each(|label| add(step, kind, label));
                        None
                    }
                    Noted::Asked { .. } | Noted::AnsweredTwice { .. } => None,
                    Noted::Changed(_) | Noted::Links(_) => None,
                };
                if let Some(headline) = headline {
                    let kind = match headline.kind {
                        HeadlineKind::Chosen => view::MarkerKind::Chosen,
                        HeadlineKind::Leads => view::MarkerKind::Leads,
                        HeadlineKind::Violation => view::MarkerKind::Violation,
                    };
                    add(step, kind, headline.short);
                }
            }
        }
        for note in self.session().notes() {
            let at = markers.partition_point(|marker| marker.step <= note.step);
            let (step, label) = (note.step, note.text.clone());
            markers.insert(at, view::Marker { step, kind: view::MarkerKind::Note, label });
        }
        markers
    }
}

/// The view of that name; `slot` is the board's.
pub(crate) fn view_of(name: &Ts<view::ViewName>, slot: Option<u32>) -> Result<figure::View, Error> {
    let views = [
        ("stage", figure::View::Stage),
        ("sequence", figure::View::Sequence),
        ("ledger", figure::View::Ledger),
        ("board", figure::View::Board { slot }),
    ];
    error::word(&name.js_value(), &views, "bad-view")
}

/// The rows of the session's run. Notes are captions under the player: in the
/// diagram they would cover arrows.
fn rows_of(session: &Session) -> Rows {
    Rows::new(session.run(), Vec::new())
}

#[wasm_bindgen]
impl Playground {
    /// Opens a scenario text, runs it to its end, and stands at step 0.
    /// `progress` is called with the number of steps done, every 4,096 steps.
    ///
    /// # Errors
    /// What is wrong with the text, as an `Error` with `code`, `line`,
    /// `column`, `expected` and `hint`.
    pub fn open(text: &str, progress: Option<Function>) -> Result<Playground, Error> {
        marks::mark("antipaxos:open");
        let mut tell = |step: u32| {
            if let Some(progress) = &progress {
                // What the page's own function throws is the page's business.
                let _ = progress.call1(&JsValue::NULL, &JsValue::from(step));
            }
        };
        let session = parse(text).and_then(|scenario| Session::watched(scenario, &mut tell));
        let session = session.map_err(|fault| error::of(&fault))?;
        marks::measure("antipaxos:run", "antipaxos:open");
        Ok(Self::of(session))
    }

    /// What the run is: its names, its length, its marks.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn header(&self) -> Result<Ts<view::Header>, Error> {
        let (session, run) = (&self.session(), self.session().run());
        let scenario = session.scenario();
        let clients = (0_u8..).zip(run.end().clients()).filter(|(_, client)| client.sequence > 0);
        let clients = clients.map(|(at, _)| run.names().show(antipaxos_paxos::ClientId(at)).to_string());
        error::give(&view::Header {
            title: scenario.title().to_owned(),
            description: scenario.description(),
            protocol: mirror::protocol(scenario.protocol().variant),
            nodes: run.settings().nodes().iter().map(|node| run.names().node(node).to_owned()).collect(),
            clients: clients.collect(),
            step_count: run.last(),
            hash: format!("{:016x}", run.fingerprint()),
            manual: scenario.network().manual,
            broken: scenario.rules().broken().map(mirror::rule).collect(),
            markers: self.markers(),
            problem: run.trouble().map(|trouble| view::Problem {
                code: "cannot-be-done".to_owned(),
                line: trouble.line,
                column: 1,
                message: trouble.message.clone(),
                expected: None,
                hint: Some(trouble.hint.clone()),
            }),
            bound: run.bound().map(|bound| bound.to_string()),
        })
    }

    /// The step at which it stands.
    #[must_use]
    pub fn position(&self) -> u32 {
        self.session().position()
    }

    /// On by one step. Returns the new position.
    pub fn step(&mut self) -> u32 {
        self.bench.seek(self.session().position().saturating_add(1))
    }

    /// Back by one step.
    #[wasm_bindgen(js_name = stepBack)]
    pub fn step_back(&mut self) -> u32 {
        self.bench.seek(self.session().position().saturating_sub(1))
    }

    /// One byte for each step: 1 where it is folded.
    #[must_use]
    pub fn folded(&self) -> Uint8Array {
        let history = self.session().run().history();
        let folded: Vec<u8> = (0..history.len()).map(|step| u8::from(history.step(step).folded)).collect();
        Uint8Array::from(folded.as_slice())
    }

    /// To a step; beyond the end, to the end.
    pub fn seek(&mut self, step: u32) -> u32 {
        self.bench.seek(step)
    }

    /// On to the next step that is not folded.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> u32 {
        self.bench.forward()
    }

    /// Back to the last step that is not folded.
    pub fn previous(&mut self) -> u32 {
        self.bench.backward()
    }

    /// What it can run until, in words.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn conditions(&self) -> Result<Ts<view::Conditions>, Error> {
        let names = self.session().run().names();
        let all = Condition::all(names).map(|condition| condition.text(names));
        error::give(&view::Conditions(all.collect()))
    }

    /// Goes to the nearest step on that way at which the condition, one of
    /// `conditions()`, holds; stays where it is, and returns null, if there is
    /// none.
    ///
    /// # Errors
    /// Codes `bad-condition` and `bad-way`.
    #[wasm_bindgen(js_name = runUntil)]
    pub fn run_until(&mut self, condition: &str, way: Ts<view::Way>) -> Result<Ts<view::StepFound>, Error> {
        let ways = [("forward", Direction::Forward), ("backward", Direction::Backward)];
        let way = error::word(&way.js_value(), &ways, "bad-way")?;
        let Some(condition) = Condition::parse(condition, self.session().run().names()) else {
            let hint = Some("one of conditions()".to_owned());
            return Err(error::plain("bad-condition", "there is no such condition", hint.as_ref()));
        };
        error::give(&view::StepFound(self.bench.run_until(condition, way)))
    }

    /// Does something at this step: amends the scenario, runs on, and stands at
    /// the first new step. What came after stays as a branch, unless all that was
    /// done by hand in this one lies before.
    ///
    /// # Errors
    /// What is wrong with the action; the playground is then as it was.
    pub fn inject(&mut self, action: &str) -> Result<u32, Error> {
        let step = self.bench.inject(action).map_err(|fault| error::of(&fault))?;
        self.refresh();
        Ok(step)
    }

    /// The variants of the scenario, the oldest first.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn branches(&self) -> Result<Ts<view::BranchViews>, Error> {
        error::give(&view::BranchViews(self.bench.branches().into_iter().map(mirror::branch).collect()))
    }

    /// Plays another branch, at the step where it was left, which is returned.
    ///
    /// # Errors
    /// Code `unknown-branch`.
    #[wasm_bindgen(js_name = switchTo)]
    pub fn switch_to(&mut self, branch: u32) -> Result<u32, Error> {
        let step = self.bench.switch_to(BranchId(branch)).map_err(Self::refused)?;
        self.refresh();
        Ok(step)
    }

    /// Gives a branch a name of 1 to 80 characters.
    ///
    /// # Errors
    /// Codes `unknown-branch` and `bad-name`.
    pub fn rename(&mut self, branch: u32, name: &str) -> Result<(), Error> {
        self.bench.rename(BranchId(branch), name).map_err(Self::refused)
    }

    /// Takes a branch out; another is at play then, if it was.
    ///
    /// # Errors
    /// Codes `unknown-branch` and `only-branch`.
    pub fn remove(&mut self, branch: u32) -> Result<(), Error> {
        self.bench.remove(BranchId(branch)).map_err(Self::refused)?;
        self.refresh();
        Ok(())
    }

    /// Where two branches' runs part, and what came of it.
    ///
    /// # Errors
    /// Code `unknown-branch`.
    pub fn compare(&mut self, one: u32, other: u32) -> Result<Ts<view::ComparisonView>, Error> {
        let compared = self.bench.compare(BranchId(one), BranchId(other)).map_err(Self::refused)?;
        error::give(&mirror::comparison(compared))
    }

    /// Gives the branch at play another text, and stands at the same step, where
    /// there is one. Returns it.
    ///
    /// # Errors
    /// What is wrong with the text; the playground is then as it was.
    #[wasm_bindgen(js_name = setText)]
    pub fn set_text(&mut self, text: &str) -> Result<u32, Error> {
        let step = self.bench.set_text(text).map_err(|fault| error::of(&fault))?;
        self.refresh();
        Ok(step)
    }

    /// Takes the last edit back and stands where it was made: what was injected,
    /// renamed, removed or given another text. False if there is none.
    pub fn undo(&mut self) -> bool {
        let undone = self.bench.undo();
        self.refresh();
        undone
    }

    /// Does again what was undone last. False if there is nothing.
    pub fn redo(&mut self) -> bool {
        let redone = self.bench.redo();
        self.refresh();
        redone
    }

    #[must_use]
    #[wasm_bindgen(js_name = canUndo)]
    pub fn can_undo(&self) -> bool {
        self.bench.can_undo()
    }

    #[must_use]
    #[wasm_bindgen(js_name = canRedo)]
    pub fn can_redo(&self) -> bool {
        self.bench.can_redo()
    }

    /// What can be done now, to what.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn actions(&self) -> Result<Ts<view::ActionViews>, Error> {
        error::give(&view::ActionViews(self.session().offers().into_iter().map(mirror::offer).collect()))
    }

    /// A view, laid out for `width` pixels: the sequence diagram in the window's
    /// steps, the others at `window.from`. `slot`: the board's; without it, the
    /// one that there is most to say of.
    ///
    /// # Errors
    /// Codes `bad-view` and `bad-window`.
    pub fn figure(
        &self,
        view: Ts<view::ViewName>,
        width: u32,
        window: Ts<view::Window>,
        slot: Option<u32>,
    ) -> Result<Ts<view::Figure>, Error> {
        let view = view_of(&view, slot)?;
        let window = window.js_value();
        let from = error::number(&window, "from", "bad-window")?;
        let to = error::number(&window, "to", "bad-window")?;
        let last = self.session().run().last();
        let from = from.min(last);
        let window = figure::Window { from, to: to.clamp(from, last) };
        error::give(&mirror::picture(self.picture(view, width, window)))
    }

    /// What the scenario expects of the whole run, and whether it came.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn expectations(&self) -> Result<Ts<view::ExpectationViews>, Error> {
        let judgements = self.session().judgements().into_iter();
        let views = judgements.map(|judged| view::ExpectationView {
            line: judged.line,
            text: judged.text,
            holds: judged.holds,
            found: judged.found,
        });
        error::give(&view::ExpectationViews(views.collect()))
    }

    /// What kept the run from getting on; mostly nothing did.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn diagnoses(&self) -> Result<Ts<view::DiagnosisViews>, Error> {
        let diagnoses = self.session().run().diagnoses().into_iter();
        error::give(&view::DiagnosisViews(diagnoses.map(mirror::diagnosis).collect()))
    }

    /// What can be touched: the nodes, and the messages under way.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn things(&self) -> Result<Ts<view::Things>, Error> {
        error::give(&mirror::things(self.session()))
    }

    /// What the inspector shows.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn state(&self) -> Result<Ts<view::StateView>, Error> {
        error::give(&mirror::state(self.session()))
    }

    /// The steps from `from` to `to`, each with its sentence; at most 2,000.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn steps(&self, from: u32, to: u32) -> Result<Ts<view::StepViews>, Error> {
        let run = self.session().run();
        let to = to.min(run.last()).min(from.saturating_add(MAX_STEPS - 1));
        let one = |step: u32| {
            let record = run.history().step(step);
            let told = explain(run.settings(), run.history(), step);
            view::StepView {
                step,
                at_ms: record.at_ms,
                kind: mirror::step_kind(&record.happening),
                folded: record.folded,
                cause: record.cause,
                sentence: told.sentence.into_iter().map(mirror::span).collect(),
                detail: told.detail,
                rule: told.rule.map(mirror::rule),
                note: self.note_at(step),
            }
        };
        error::give(&view::StepViews((from..=to).map(one).collect()))
    }

    /// What the facts of a step rest on, the most telling first.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn evidence(&self, step: u32) -> Result<Ts<view::EvidenceViews>, Error> {
        let run = self.session().run();
        let found = Paxos::evidence(run.settings(), run.history(), step.min(run.last()));
        error::give(&view::EvidenceViews(found.into_iter().map(mirror::evidence).collect()))
    }

    /// The step that sent a message.
    #[must_use]
    #[wasm_bindgen(js_name = sentIn)]
    pub fn sent_in(&self, message: u32) -> u32 {
        self.session().run().history().messages().get(message as usize).map_or(0, |sent| sent.sent)
    }

    /// What happened in these steps, to point at: the message that arrived, the
    /// node, its promise or vote.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn trace(&self, steps: &[u32]) -> Result<Ts<view::PointViews>, Error> {
        let found = Paxos::trace(self.session().run().history(), steps);
        error::give(&view::PointViews(found.into_iter().map(mirror::point).collect()))
    }

    /// The scenario, which expects what happened.
    #[must_use]
    #[wasm_bindgen(js_name = asScenario)]
    pub fn as_scenario(&self) -> String {
        export::as_scenario(self.session())
    }

    /// A Rust test of what happened, against the simulator's public API.
    #[must_use]
    #[wasm_bindgen(js_name = asTest)]
    pub fn as_test(&self) -> String {
        export::as_test(self.session())
    }

    /// The text that reproduces this very run, what was done to it included.
    #[must_use]
    pub fn scenario(&self) -> String {
        self.session().text()
    }
}

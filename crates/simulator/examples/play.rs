//! Plays a scenario file and prints its transcript.
#![allow(clippy::print_stdout)]

fn main() {
    let path = std::env::args().nth(1).expect("a scenario file");
    let text = std::fs::read_to_string(&path).expect("the file can be read");
    match antipaxos_simulator::Session::open(&text) {
        Ok(session) => {
            print!("{}", antipaxos_simulator::transcript::transcript(session.run()));
            if let Some(trouble) = session.run().trouble() {
                println!("trouble {trouble:?}");
            }
            for judgement in session.judgements() {
                let mark = if judgement.holds { "ok " } else { "NOT" };
                println!("{mark} {} (found {})", judgement.text, judgement.found);
            }
        }
        Err(diagnostic) => println!("{diagnostic}"),
    }
}

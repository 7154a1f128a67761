//! `page -> element -> {player, draw} -> model -> core types`, read off the imports in web/src.

use super::{Finding, Source};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layer {
    Core,
    Model,
    Player,
    Draw,
    Element,
    Page,
}

impl Layer {
    fn of(path: &str) -> Option<Self> {
        let inside = path.strip_prefix("web/src/")?;
        Some(match inside.split(['/', '.']).next()? {
            "core" => Self::Core,
            "model" => Self::Model,
            "player" => Self::Player,
            "draw" => Self::Draw,
            "element" => Self::Element,
            _ => Self::Page,
        })
    }

    fn rank(self) -> u8 {
        match self {
            Self::Core => 0,
            Self::Model => 1,
            Self::Player | Self::Draw => 2,
            Self::Element => 3,
            Self::Page => 4,
        }
    }

    fn may_import(self, other: Self) -> bool {
        self == other || other.rank() < self.rank()
    }
}

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let path = source.path.as_str();
    let mut findings = Vec::new();
    if !path.ends_with(".ts") || !path.starts_with("web/") {
        return findings;
    }
    let layer = Layer::of(path);
    for Import { line, from, types_only } in imports(&source.text) {
        let Some(target) = resolve(path, &from) else {
            if layer == Some(Layer::Model) && !types_only {
                let message = format!("model imports no package, and so not `{from}`");
                findings.push(Finding::new(path, line, message));
            }
            continue;
        };
        if target.starts_with("web/pkg/") && path != "web/src/core.ts" && !path.starts_with("web/test/") {
            findings.push(Finding::new(path, line, "only web/src/core.ts imports the wasm package"));
        }
        let (Some(layer), Some(other)) = (layer, Layer::of(&target)) else { continue };
        if !layer.may_import(other) {
            findings.push(Finding::new(path, line, format!("{layer:?} may not import {other:?} (`{from}`)")));
        } else if layer == Layer::Model && other == Layer::Core && !types_only {
            findings.push(Finding::new(path, line, "model imports types alone from core: `import type`"));
        }
    }
    if layer.is_some() && !path.ends_with("/clock.ts") {
        for (index, line) in source.text.lines().enumerate() {
            if line.contains("requestAnimationFrame(") {
                findings.push(Finding::new(path, index + 1, "only the clock asks for animation frames"));
            }
        }
    }
    findings
}

struct Import {
    line: usize,
    from: String,
    types_only: bool,
}

/// Every `from "…"`, `import "…"` and `import("…")`, written as Biome formats them: double quotes, one
/// to a line.
fn imports(text: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut types_only = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("import ") || line.starts_with("export ") {
            types_only = line.starts_with("import type ") || line.starts_with("export type ");
        }
        for (before, is_types_only) in [("from \"", types_only), ("import \"", false), ("import(\"", false)] {
            if let Some((_, rest)) = line.split_once(before)
                && let Some((from, _)) = rest.split_once('"')
            {
                found.push(Import { line: index + 1, from: from.to_owned(), types_only: is_types_only });
            }
        }
    }
    found
}

/// The path from the root that a relative import in `path` names; none for a package.
fn resolve(path: &str, from: &str) -> Option<String> {
    if !from.starts_with('.') {
        return None;
    }
    let mut folders: Vec<&str> = path.split('/').collect();
    folders.pop();
    for part in from.split('/') {
        match part {
            "." => {}
            ".." => drop(folders.pop()),
            name => folders.push(name),
        }
    }
    Some(folders.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        check(&source).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn layers_import_downwards_only() {
        assert!(messages("web/src/page/main.ts", "import { X } from \"../element\";").is_empty());
        assert!(messages("web/src/element.ts", "import {\n  a,\n} from \"./draw/svg\";").is_empty());
        assert_eq!(
            messages("web/src/draw/svg.ts", "import {\n  a,\n} from \"../element\";"),
            ["Draw may not import Element (`../element`)"]
        );
        assert_eq!(messages("web/src/player/clock.ts", "import \"../draw/svg\";").len(), 1);
    }

    #[test]
    fn model_takes_types_alone_from_core_and_nothing_from_packages() {
        assert!(messages("web/src/model/time.ts", "import type { Run } from \"../core\";").is_empty());
        assert_eq!(messages("web/src/model/time.ts", "import { load } from \"../core\";").len(), 1);
        assert_eq!(messages("web/src/model/time.ts", "import { html } from \"lit\";").len(), 1);
    }

    #[test]
    fn the_wasm_package_has_one_importer() {
        assert!(messages("web/src/core.ts", "import init from \"../pkg/antipaxos.js\";").is_empty());
        assert_eq!(messages("web/src/element.ts", "import(\"../pkg/antipaxos.js\");").len(), 1);
    }

    #[test]
    fn animation_frames_belong_to_the_clock() {
        assert_eq!(messages("web/src/element.ts", "requestAnimationFrame(f);").len(), 1);
        assert!(messages("web/src/player/clock.ts", "requestAnimationFrame(f);").is_empty());
    }
}

//! Removes from a module and its glue what crates offer to JavaScript though no page uses it. Whatever is exported stays,
//! with all that it calls; the streams that one of Leptos' crates exports weigh three kilobytes.

use crate::Result;
use walrus::Module;

/// Removes the classes and what only they need. Returns the glue without them.
pub(crate) fn remove(module: &mut Module, glue: &str) -> Result<String> {
    let (glue, classes) = without_classes(glue);
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| !names(&glue, &format!("wasm.{}", export.name)))
        .map(|export| export.id())
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(module);
    let imported: Vec<&str> = module.imports.iter().map(|import| import.name.as_str()).collect();
    let glue = without_imports(&glue, |name| imported.contains(&name));
    match classes.iter().find(|class| names(&glue, class)) {
        Some(class) => {
            Err(format!("a page needs the JavaScript class {class}, which has been removed").into())
        }
        None => Ok(glue),
    }
}

/// Returns the glue without its classes, and their names.
fn without_classes(glue: &str) -> (String, Vec<String>) {
    let mut out = String::with_capacity(glue.len());
    let mut classes: Vec<String> = Vec::new();
    let mut lines = glue.lines();
    while let Some(line) = lines.next() {
        let of_class = |start: &str, end: &str| {
            let is_of = |class: &String| line.starts_with(&format!("{start}{class}{end}"));
            classes.iter().any(is_of)
        };
        if let Some(rest) = line.strip_prefix("export class ") {
            let name = rest.split([' ', '{']).next().unwrap_or_default();
            classes.push(name.to_owned());
            let mut open = braces(line);
            while open > 0 {
                open += lines.next().map_or(-open, braces);
            }
        } else if of_class("const ", "Finalization ") {
            let _statement = lines.find(|line| line.ends_with(';'));
        } else if !of_class("if (Symbol.dispose) ", ".") {
            out.push_str(line);
            out.push('\n');
        }
    }
    (out, classes)
}

/// Returns how many more braces a line opens than it closes.
fn braces(line: &str) -> i32 {
    let of = |c: char| match c {
        '{' => 1,
        '}' => -1,
        _ => 0,
    };
    line.chars().map(of).sum()
}

/// Returns the glue without the functions that it would hand to the module, unless the module imports them.
fn without_imports(glue: &str, is_imported: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(glue.len());
    let mut leaving_out = false;
    for line in glue.lines() {
        let name = line
            .strip_prefix("        __")
            .and_then(|rest| rest.split_once(": function("));
        if let Some((name, _)) = name {
            leaving_out = !is_imported(&format!("__{name}"));
        }
        if !leaving_out {
            out.push_str(line);
            out.push('\n');
        }
        leaving_out &= line != "        },";
    }
    out
}

/// Returns whether a name stands in the glue, not as a part of a longer one.
fn names(glue: &str, name: &str) -> bool {
    let in_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$');
    glue.match_indices(name).any(|(at, _)| {
        let (before, after) = (&glue[..at], &glue[at + name.len()..]);
        !in_word(before.chars().next_back()) && !in_word(after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "\
export class Sink {
    free() {
        wasm.__wbg_sink_free(0);
    }
get type() {
    return 1;
}
}
if (Symbol.dispose) Sink.prototype[Symbol.dispose] = Sink.prototype.free;
function __wbg_get_imports() {
    const import0 = {
        __wbg_now_1: function() {
            return Date.now();
        },
        __wbg_sink_new_2: function(arg0) {
            return Sink.__wrap(arg0);
        },
    };
}
const SinkFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_sink_free(ptr, 1));
wasm.memory;
";

    #[test]
    fn classes_and_what_only_they_need_go() {
        let (glue, classes) = without_classes(GLUE);
        assert_eq!(classes, ["Sink"]);
        assert!(!names(&glue, "wasm.__wbg_sink_free") && names(&glue, "wasm.memory"));
        let glue = without_imports(&glue, |name| name == "__wbg_now_1");
        assert_eq!(
            glue,
            "function __wbg_get_imports() {\n    const import0 = {\n        __wbg_now_1: function() {\n            \
             return Date.now();\n        },\n    };\n}\nwasm.memory;\n"
        );
    }

    #[test]
    fn a_name_is_not_a_part_of_another() {
        assert!(!names("wasm.memory2", "wasm.memory"));
        assert!(names("f(wasm.memory)", "wasm.memory"));
    }
}

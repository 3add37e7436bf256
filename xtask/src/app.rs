//! Builds the two files that a browser loads from a front-end package: cargo compiles, wasm-bindgen writes the glue.

use crate::Result;
use crate::glue::{self, Names};
use crate::release::short_hash;
use crate::std_for_size;
use crate::unused;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A front end of this repository.
#[derive(Clone, Copy, Debug)]
pub(crate) struct App {
    /// The cargo package.
    pub(crate) package: &'static str,
    /// The program in it.
    pub(crate) program: &'static str,
    /// The folder below `frontend/`, which has the package.
    pub(crate) folder: &'static str,
    /// In the folder, the template of the shell.
    pub(crate) template: &'static str,
    /// In the folder, the style sheets: what only one program needs is not in the others' download.
    pub(crate) styles: &'static [&'static str],
    /// Names the assets.
    pub(crate) name: &'static str,
    /// The HTML shell, as a path in `dist/`.
    pub(crate) shell: &'static str,
}

pub(crate) const CONTESTANT: App = App {
    package: "web-contestant",
    program: "web-contestant",
    folder: "contestant",
    template: "index.html",
    styles: &["style.css"],
    name: "contestant",
    shell: "index.html",
};

/// What contestants need after a submission: a download of its own, so that the first question is there sooner.
pub(crate) const RESULTS: App = App {
    package: "web-contestant",
    program: "web-results",
    folder: "contestant",
    template: "index.html",
    styles: &["style.css", "results.css"],
    name: "results",
    shell: "results.html",
};

/// Practice, which nobody needs before the first question: only those who practise download it.
pub(crate) const PRACTICE: App = App {
    package: "web-contestant",
    program: "web-practice",
    folder: "contestant",
    template: "index.html",
    styles: &["style.css", "results.css", "practice.css"],
    name: "practice",
    shell: "practice.html",
};

/// What a screen in a hall shows: no contestant downloads it.
pub(crate) const SCREEN: App = App {
    package: "web-contestant",
    program: "web-screen",
    folder: "contestant",
    template: "screen.html",
    styles: &["screen.css"],
    name: "screen",
    shell: "screen.html",
};

pub(crate) const CONSOLE: App = App {
    package: "web-console",
    program: "web-console",
    folder: "console",
    template: "index.html",
    styles: &["style.css"],
    name: "console",
    shell: "console/index.html",
};

pub(crate) const ALL: [App; 5] = [CONTESTANT, RESULTS, PRACTICE, SCREEN, CONSOLE];

/// The two assets of an app: contents, and file names that carry the hash of the content.
pub(crate) struct Assets {
    pub(crate) js_name: String,
    pub(crate) js: Vec<u8>,
    pub(crate) wasm_name: String,
    pub(crate) wasm: Vec<u8>,
}

/// Compiles the front ends and returns the path of each module, in the order of `apps`.
pub(crate) fn compile(root: &Path, apps: &[App]) -> Result<Vec<PathBuf>> {
    let rustc = PathBuf::from(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    require_target(&rustc)?;
    // In one call, the programs of all packages would get the features that any of them asks for.
    for of_package in apps.chunk_by(|one, next| one.package == next.package) {
        compile_package(root, &rustc, of_package)?;
    }
    let folder = root.join("target/web").join(TARGET).join("web");
    Ok(apps
        .iter()
        .map(|app| folder.join(format!("{}.wasm", app.program)))
        .collect())
}

fn compile_package(root: &Path, rustc: &Path, apps: &[App]) -> Result<()> {
    let mut cargo = Command::new(cargo_path());
    cargo.current_dir(root).args(["build", "--profile", "web"]);
    cargo.args(["--target", TARGET, "--target-dir", "target/web"]);
    for app in apps {
        cargo.args(["--package", app.package, "--bin", app.program]);
    }
    std_for_size::add(&mut cargo, rustc);
    let status = cargo
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !status.success() {
        return Err("the front end does not compile; cargo has said why above".into());
    }
    Ok(())
}

fn cargo_path() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Without the target, cargo fails with a page of errors about `core`; this says it in one sentence.
fn require_target(rustc: &Path) -> Result<()> {
    let output = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    let output = output.map_err(|error| format!("cannot run rustc: {error}"))?;
    let folder = String::from_utf8_lossy(&output.stdout);
    if output.status.success() && Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    Err(format!(
        "The Rust target {TARGET} is not installed. Install it with\n\n    rustup target add {TARGET}\n"
    )
    .into())
}

/// Runs wasm-bindgen on a compiled module.
pub(crate) fn bind(app: App, module: &[u8]) -> Result<Assets> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(app.name, module.to_vec())
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.web(true)?;
    let mut output = bindgen.generate_output()?;
    // Crates may declare snippets that nothing calls; only those that the glue imports matter.
    if output.js().contains("./snippets/") {
        let inline = output.snippets().keys();
        let names: Vec<&str> = inline
            .chain(output.local_modules().keys())
            .map(String::as_str)
            .collect();
        return Err(format!(
            "{} brings JavaScript snippets ({}); dist/ has no place for them",
            app.program,
            names.join(", ")
        )
        .into());
    }
    let glue = output.js().to_owned();
    let module = output.wasm_mut();
    let mut glue = glue::without_comments(&unused::remove(module, &glue)?);
    let mut names = Names::new('i');
    for import in module.imports.iter_mut() {
        names.shorten(&mut import.name, &mut glue);
    }
    let mut names = Names::new('e');
    for export in module.exports.iter_mut() {
        names.shorten(&mut export.name, &mut glue);
    }
    let wasm = module.emit_wasm();
    let wasm_name = format!("{}-{}.wasm", app.name, short_hash(&wasm));
    let js = started(&glue, &wasm_name).into_bytes();
    Ok(Assets {
        js_name: format!("{}-{}.js", app.name, short_hash(&js)),
        js,
        wasm_name,
        wasm,
    })
}

/// Returns the glue with its own start at the end. Nothing but the module has to call it, once the shell is painted. Both
/// outcomes go to what stands in the shell (`frontend/late-program.js`).
fn started(glue: &str, wasm_name: &str) -> String {
    format!(
        "{}\nawait window.painted;\n__wbg_init({{ module_or_path: \"/assets/{wasm_name}\" }})\
         .then(window.begun, window.late);\n",
        glue.trim_end()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_starts_itself() {
        let js = started(
            "export { initSync, __wbg_init as default };\n\n",
            "console-0123456789ab.wasm",
        );
        assert_eq!(
            js,
            "export { initSync, __wbg_init as default };\n\
             await window.painted;\n\
             __wbg_init({ module_or_path: \"/assets/console-0123456789ab.wasm\" })\
             .then(window.begun, window.late);\n"
        );
    }
}

//! `cargo xtask web`: compile, bind, hash, fill in the shells, compress, check the budget.

use crate::Result;
use crate::app::{self, ALL, App, CONTESTANT, PRACTICE, RESULTS};
use crate::budget::{self, Download};
use crate::compress::{self, Effort, Sizes, twin};
use crate::release::{Build, History, short_hash, stays};
use crate::shell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Changes whenever this program produces different files from the same inputs.
const RECIPE: &str = "7";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Release,
    /// Light compression, no budget.
    Dev,
}

impl Mode {
    fn effort(self) -> Effort {
        match self {
            Mode::Release => compress::FULL,
            Mode::Dev => compress::LIGHT,
        }
    }
}

/// Everything a build is made of, read once.
struct Inputs {
    apps: Vec<(App, Vec<u8>)>,
    /// For each app, its shell and its style sheet.
    shells: Vec<(String, String)>,
    worker: Option<String>,
    /// The English texts of the contestants' programs, as JSON.
    english: Vec<u8>,
    /// Files copied unchanged, by their path in `dist/`.
    public: BTreeMap<String, Vec<u8>>,
}

pub(crate) fn build(mode: Mode) -> Result<()> {
    let root = root()?;
    let modules = app::compile(&root, &ALL)?;
    let inputs = read_inputs(&root, &ALL, &modules)?;
    let dist = root.join("dist");
    let state = root.join("target/web/releases.json");
    let mut history = History::read(&state);

    let hash = inputs_hash(&inputs, mode);
    let unchanged = history.builds.first().filter(|newest| newest.inputs == hash);
    let built = match unchanged.filter(|newest| is_complete(&dist, newest)) {
        Some(newest) => newest.clone(),
        None => {
            let built = write_all(&dist, &inputs, history.builds.first(), hash, mode)?;
            history.push(built.clone());
            remove_old(&dist.join("assets"), &history)?;
            history.write(&state)?;
            built
        }
    };

    println!("{}", dist.display());
    if mode == Mode::Release {
        let downloads = downloads(&dist, &inputs, &built)?;
        println!("{}", budget::table(&downloads));
        budget::check(&downloads)?;
    }
    Ok(())
}

/// Returns the folder of the workspace, derived from this crate's location.
fn root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().ok_or("xtask must stand in the workspace")?;
    Ok(root.to_owned())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    Ok(std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?)
}

fn read_text(path: &Path) -> Result<String> {
    let text = String::from_utf8(read(path)?);
    Ok(text.map_err(|error| format!("{}: {error}", path.display()))?)
}

fn read_inputs(root: &Path, apps: &[App], modules: &[PathBuf]) -> Result<Inputs> {
    let mut inputs = Inputs {
        apps: Vec::new(),
        shells: Vec::new(),
        worker: None,
        english: Vec::new(),
        public: BTreeMap::new(),
    };
    for (app, module) in apps.iter().zip(modules) {
        let folder = root.join("frontend").join(app.folder);
        inputs.apps.push((*app, read(module)?));
        let styles = app.styles.iter().map(|style| read_text(&folder.join(style)));
        let style = styles.collect::<Result<String>>()?;
        inputs
            .shells
            .push((read_text(&folder.join(app.template))?, style));
    }
    let contestant = root.join("frontend").join(CONTESTANT.folder);
    let english = contest_texts::codegen::all_of(&read_text(&contestant.join("locales/en.toml"))?)?;
    inputs.english = serde_json::to_vec(&english)?;
    let worker = contestant.join("sw.js");
    if worker.is_file() {
        inputs.worker = Some(read_text(&worker)?);
    }
    let public = contestant.join("public");
    if public.is_dir() {
        read_folder(&public, "", &mut inputs.public)?;
    }
    Ok(inputs)
}

fn read_folder(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, read(&entry.path())?);
        }
    }
    Ok(())
}

fn inputs_hash(inputs: &Inputs, mode: Mode) -> String {
    let script = short_hash(shell::SCRIPT.as_bytes());
    let mut parts = vec![format!("{RECIPE} {mode:?} {script}")];
    for ((app, module), (shell, css)) in inputs.apps.iter().zip(&inputs.shells) {
        let hashes = [module, shell.as_bytes(), css.as_bytes()].map(short_hash);
        parts.push(format!("{} {}", app.name, hashes.join(" ")));
    }
    if let Some(worker) = &inputs.worker {
        parts.push(format!("worker {}", short_hash(worker.as_bytes())));
    }
    parts.push(format!("english {}", short_hash(&inputs.english)));
    for (name, content) in &inputs.public {
        parts.push(format!("{name} {}", short_hash(content)));
    }
    short_hash(parts.join("\n").as_bytes())
}

/// Returns whether everything that the last build wrote is still there.
fn is_complete(dist: &Path, build: &Build) -> bool {
    let shells = ALL.map(|app| dist.join(app.shell));
    let assets = build.files().map(|name| dist.join("assets").join(name));
    let mut files = assets.chain(shells);
    files.all(|file| file.is_file() && twin(&file, "br").is_file())
}

fn write_all(dist: &Path, inputs: &Inputs, last: Option<&Build>, hash: String, mode: Mode) -> Result<Build> {
    let effort = mode.effort();
    let mut built = Build {
        inputs: hash,
        modules: Vec::new(),
        assets: Vec::new(),
        english: format!("en-{}.json", short_hash(&inputs.english)),
    };
    compress::write(&dist.join("assets").join(&built.english), &inputs.english, effort)?;
    for (number, (app, module)) in inputs.apps.iter().enumerate() {
        let module_hash = short_hash(format!("{RECIPE} {mode:?} {}", short_hash(module)).as_bytes());
        let same = last.filter(|last| last.modules.get(number) == Some(&module_hash));
        let names = match same.filter(|last| is_complete(dist, last)) {
            Some(last) => last.assets[number].clone(),
            None => write_assets(dist, *app, module, effort)?,
        };
        built.modules.push(module_hash);
        built.assets.push(names);
    }

    let mut contestant_shell = String::new();
    for ((app, _), ((template, css), assets)) in
        inputs.apps.iter().zip(inputs.shells.iter().zip(&built.assets))
    {
        let english = (app.package == CONTESTANT.package).then_some(built.english.as_str());
        let page = shell::fill(template, css, assets, english)
            .map_err(|error| format!("frontend/{}: {error}", app.folder))?;
        compress::write(&dist.join(app.shell), page.as_bytes(), effort)?;
        if app.name == CONTESTANT.name {
            contestant_shell = page;
        }
    }
    for (name, content) in &inputs.public {
        compress::write(&dist.join(name), content, effort)?;
    }
    if let Some(worker) = &inputs.worker {
        let files = worker_files(inputs, &built, &contestant_shell);
        let of_practice = files_of(&built, &[PRACTICE]);
        let worker = shell::fill_worker(worker, [&files, &of_practice], &contestant_shell);
        compress::write(&dist.join("sw.js"), worker.as_bytes(), effort)?;
    }
    Ok(built)
}

fn write_assets(dist: &Path, app: App, module: &[u8], effort: Effort) -> Result<[String; 2]> {
    let assets = app::bind(app, module)?;
    let folder = dist.join("assets");
    compress::write(&folder.join(&assets.js_name), &assets.js, effort)?;
    compress::write(&folder.join(&assets.wasm_name), &assets.wasm, effort)?;
    Ok([assets.js_name, assets.wasm_name])
}

/// Returns the addresses that contestants need offline: the shells, their assets, and what a shell names. The worker
/// fetches them once the page is there, so the second download is on the device before the result is.
fn worker_files(inputs: &Inputs, built: &Build, shell: &str) -> Vec<String> {
    let mut files = files_of(built, &[CONTESTANT, RESULTS]);
    files.push(format!("/assets/{}", built.english));
    files.extend(named_in(shell, inputs).map(|name| format!("/{name}")));
    files
}

/// Returns the addresses of the shells and assets of some apps.
fn files_of(built: &Build, apps: &[App]) -> Vec<String> {
    let shells = apps.iter().map(|app| format!("/{}", app.shell));
    let of_apps = built
        .assets
        .iter()
        .zip(ALL)
        .filter(|(_, app)| apps.iter().any(|of| of.name == app.name));
    let assets = of_apps.flat_map(|(assets, _)| assets);
    shells
        .chain(assets.map(|name| format!("/assets/{name}")))
        .collect()
}

/// Returns the public files that a shell refers to, such as its icon.
fn named_in<'a>(shell: &'a str, inputs: &'a Inputs) -> impl Iterator<Item = &'a String> {
    let names = inputs.public.keys();
    names.filter(move |name| shell.contains(&format!("\"/{name}\"")))
}

/// Returns what a contestant's phone loads up to the first question, including the service worker.
fn downloads(dist: &Path, inputs: &Inputs, built: &Build) -> Result<Vec<Download>> {
    let shell = read_text(&dist.join(CONTESTANT.shell))?;
    let mut files = vec![CONTESTANT.shell.to_owned()];
    let assets = built.assets.first().into_iter().flatten();
    files.extend(assets.map(|name| format!("assets/{name}")));
    files.extend(named_in(&shell, inputs).cloned());
    files.extend(inputs.worker.is_some().then(|| "sw.js".to_owned()));
    let weigh = |file: String| {
        let plain = read(&dist.join(&file))?.len();
        let brotli = std::fs::metadata(twin(&dist.join(&file), "br")).map_or(plain, |m| m.len() as usize);
        Ok(Download {
            file,
            sizes: Sizes { plain, brotli },
        })
    };
    files.into_iter().map(weigh).collect()
}

/// Removes assets older than the previous release.
fn remove_old(folder: &Path, history: &History) -> Result<()> {
    let kept = history.kept();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if !stays(&entry.file_name().to_string_lossy(), &kept) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

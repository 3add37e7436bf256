//! The front ends are built without what formats values for developers (`xtask/src/std_for_size.rs`): whatever they
//! format so is empty. A key or a text must not be made that way.

use crate::addresses::rust_files;
use crate::repository;

#[test]
fn front_ends_format_nothing_for_developers() {
    let mut files = Vec::new();
    rust_files(&repository().join("frontend"), &mut files);
    assert!(files.len() > 100, "{} files", files.len());
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a text");
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = product.lines().zip(1..);
        let formats = lines.filter(|(line, _)| line.contains(":?}") && !line.trim_start().starts_with("//"));
        found.extend(formats.map(|(_, number)| format!("{}:{number}", file.display())));
    }
    assert!(
        found.is_empty(),
        "it will be empty in a browser:\n{}",
        found.join("\n")
    );
}

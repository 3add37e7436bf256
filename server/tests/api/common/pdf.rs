//! What a PDF of one page says, read as a reader would copy it: through the fonts' tables of letters.

use flate2::read::ZlibDecoder;
use std::collections::HashMap;
use std::io::Read;

pub(crate) struct Pdf {
    pub(crate) pages: usize,
    pub(crate) embeds_fonts: bool,
    /// In the order in which it is drawn; nothing stands between two lines.
    pub(crate) text: String,
    /// Where links lead.
    pub(crate) links: Vec<String>,
}

impl Pdf {
    pub(crate) fn read(bytes: &[u8]) -> Pdf {
        assert!(bytes.starts_with(b"%PDF-"), "{}", String::from_utf8_lossy(bytes));
        // One letter for each byte: positions are the same in both.
        let file: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        let links = file.split("/URI(").skip(1).map(|rest| rest.split(')'));
        let page = file.split("/Type/Page/").nth(1).expect("a page");
        let content = stream(object(&file, &number_after(page, "Contents ")));
        Pdf {
            pages: file.matches("/Type/Page/").count(),
            embeds_fonts: file.contains("/FontFile3"),
            text: shown(&content, &fonts(&file, page)),
            links: links
                .filter_map(|mut rest| rest.next())
                .map(str::to_owned)
                .collect(),
        }
    }
}

type Letters = HashMap<u16, String>;

fn number_after(text: &str, name: &str) -> String {
    let rest = text
        .split(name)
        .nth(1)
        .unwrap_or_else(|| panic!("{name} in {text}"));
    rest.chars().take_while(char::is_ascii_digit).collect()
}

fn object<'a>(file: &'a str, number: &str) -> &'a str {
    let start = format!("\n{number} 0 obj\n");
    let rest = file
        .split(&start)
        .nth(1)
        .unwrap_or_else(|| panic!("object {number}"));
    rest.split("\nendobj").next().expect("an object")
}

fn stream(object: &str) -> String {
    let (_, data) = object.split_once("\nstream\n").expect("a stream");
    let bytes: Vec<u8> = data.chars().map(|byte| byte as u8).collect();
    let mut content = Vec::new();
    ZlibDecoder::new(&bytes[..])
        .read_to_end(&mut content)
        .expect("compressed");
    content.into_iter().map(char::from).collect()
}

/// Returns the letters of each font of the page by their numbers.
fn fonts(file: &str, page: &str) -> HashMap<String, Letters> {
    let resources = object(file, &number_after(page, "Resources "));
    let named = resources.split("/Font<<").nth(1).expect("fonts");
    let named = named.split(">>").next().expect("an end");
    let font = |entry: &str| {
        let (name, rest) = entry.split_once(' ').expect("a name");
        let number = rest.split(' ').next().expect("a number");
        let table = number_after(object(file, number), "/ToUnicode ");
        (name.to_owned(), letters(&stream(object(file, &table))))
    };
    named.split('/').skip(1).map(font).collect()
}

fn letters(table: &str) -> Letters {
    let entries = table.lines().filter_map(|line| {
        let (number, letters) = line.strip_prefix('<')?.split_once("> <")?;
        let units = letters.trim_end_matches('>').as_bytes().chunks(4);
        let unit = |hex: &[u8]| u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok();
        let units: Vec<u16> = units.map(unit).collect::<Option<_>>()?;
        Some((
            u16::from_str_radix(number, 16).ok()?,
            String::from_utf16(&units).ok()?,
        ))
    });
    entries.collect()
}

/// Returns the text of a page: names of fonts before `Tf`, numbers of letters in `(…)Tj`.
fn shown(content: &str, fonts: &HashMap<String, Letters>) -> String {
    let mut text = String::new();
    let mut font = None;
    for line in content.lines().flat_map(|line| line.split_inclusive("Tj")) {
        if let Some((before, _)) = line.split_once(" Tf") {
            let name = before.rsplit('/').next().and_then(|name| name.split(' ').next());
            font = fonts.get(name.expect("a name"));
        }
        if let Some((_, string)) = line.strip_suffix(")Tj").and_then(|line| line.split_once('(')) {
            let bytes = unescaped(string);
            let numbers = bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            let letters = font.expect("a font");
            text.extend(numbers.map(|number| letters[&number].as_str()));
        }
    }
    text
}

fn unescaped(string: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = string.chars();
    while let Some(letter) = rest.next() {
        let byte = match letter {
            '\\' => match rest.next().expect("an escape") {
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                'b' => 8,
                'f' => 12,
                digit @ '0'..='7' => {
                    let mut number = digit.to_digit(8).expect("a digit");
                    for _ in 0..2 {
                        number =
                            number * 8 + rest.next().and_then(|digit| digit.to_digit(8)).expect("a digit");
                    }
                    number as u8
                }
                other => other as u8,
            },
            other => other as u8,
        };
        bytes.push(byte);
    }
    bytes
}

//! Suggests the address of a contest from its title.

/// The longest slug the API takes.
const LONGEST: usize = 60;

/// Turns `Tìm hiểu Luật Đất đai 2024` into `tim-hieu-luat-dat-dai-2024`. Returns an empty text if nothing of the title
/// can be kept.
pub(crate) fn suggest_slug(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        match plain(letter) {
            Some(plain) => slug.push(plain),
            None if is_mark(letter) => {}
            None if slug.is_empty() || slug.ends_with('-') => {}
            None => slug.push('-'),
        }
    }
    while slug.len() > LONGEST {
        // Cut between words, unless the only word is too long.
        let end = slug[..LONGEST + 1].rfind('-').unwrap_or(LONGEST);
        slug.truncate(end);
    }
    slug.trim_end_matches('-').to_owned()
}

/// Returns whether a character is a combining mark of decomposed text, which belongs to the letter before it.
fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// Returns the letter without its marks, if a slug can contain it.
fn plain(letter: char) -> Option<char> {
    let plain = match letter {
        'a'..='z' | '0'..='9' => letter,
        'à' | 'á' | 'ả' | 'ã' | 'ạ' | 'ă' | 'ằ' | 'ắ' | 'ẳ' | 'ẵ' | 'ặ' | 'â' | 'ầ' | 'ấ' | 'ẩ' | 'ẫ'
        | 'ậ' => 'a',
        'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ' | 'ê' | 'ề' | 'ế' | 'ể' | 'ễ' | 'ệ' => 'e',
        'ì' | 'í' | 'ỉ' | 'ĩ' | 'ị' => 'i',
        'ò' | 'ó' | 'ỏ' | 'õ' | 'ọ' | 'ô' | 'ồ' | 'ố' | 'ổ' | 'ỗ' | 'ộ' | 'ơ' | 'ờ' | 'ớ' | 'ở' | 'ỡ'
        | 'ợ' => 'o',
        'ù' | 'ú' | 'ủ' | 'ũ' | 'ụ' | 'ư' | 'ừ' | 'ứ' | 'ử' | 'ữ' | 'ự' => 'u',
        'ỳ' | 'ý' | 'ỷ' | 'ỹ' | 'ỵ' => 'y',
        'đ' => 'd',
        _ => return None,
    };
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_letters_lose_their_marks() {
        assert_eq!(
            suggest_slug("Tìm hiểu Luật Đất đai năm 2024!"),
            "tim-hieu-luat-dat-dai-nam-2024"
        );
        assert_eq!(
            suggest_slug("  “Phòng, chống tham nhũng” "),
            "phong-chong-tham-nhung"
        );
        assert_eq!(suggest_slug("ƯỚC NGUYỆN: Ỷ LẠI"), "uoc-nguyen-y-lai");
    }

    #[test]
    fn decomposed_text_gives_the_same() {
        assert_eq!(suggest_slug("Lua\u{323}\u{302}t"), "luat");
    }

    #[test]
    fn long_titles_end_at_a_word() {
        let slug = suggest_slug(&"pháp luật ".repeat(12));
        assert!(slug.len() == 59 && slug.ends_with("-luat"), "{slug}");
        assert_eq!(suggest_slug(&"a".repeat(80)).len(), 60);
        assert_eq!(suggest_slug("–…"), "");
    }
}

//! People as they are registered: realistic Vietnamese names and unique mobile numbers.

use contest_core::time::Day;
use rand::RngExt;
use rand::rngs::SmallRng;

const FAMILY: [&str; 16] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
    "Dương", "Lý",
];
/// More than a third of all people have the first one.
const FIRST_FAMILY_PERCENT: u32 = 38;
const MIDDLE: [&str; 20] = [
    "Văn", "Thị", "Đức", "Minh", "Ngọc", "Thanh", "Hữu", "Quang", "Thu", "Hồng", "Xuân", "Gia", "Kim",
    "Công", "Anh", "Bảo", "Phương", "Quốc", "Thùy", "Mỹ",
];
const GIVEN: [&str; 40] = [
    "An",
    "Anh",
    "Bình",
    "Châu",
    "Chi",
    "Cường",
    "Dung",
    "Dũng",
    "Duy",
    "Đạt",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hiếu",
    "Hoa",
    "Hòa",
    "Hùng",
    "Hương",
    "Huy",
    "Khánh",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Nhung",
    "Phúc",
    "Phượng",
    "Quân",
    "Sơn",
    "Tâm",
    "Thảo",
    "Thắng",
    "Trang",
    "Trung",
    "Tuấn",
    "Việt",
    "Yến",
];
/// Numbers of eight digits.
const NUMBERS: u64 = 100_000_000;
/// Coprime to `NUMBERS`: n · `STRIDE` modulo `NUMBERS` takes every value once.
const STRIDE: u64 = 61_803_399;

pub fn name(chance: &mut SmallRng) -> String {
    let mut one_of = |words: &[&'static str]| words[chance.random_range(0..words.len())];
    let (middle, given) = (one_of(&MIDDLE), one_of(&GIVEN));
    let other = one_of(&FAMILY);
    let family = match chance.random_range(0..100) {
        percent if percent < FIRST_FAMILY_PERCENT => FAMILY[0],
        _ => other,
    };
    format!("{family} {middle} {given}")
}

/// Returns the n-th number in the server's format. People registered by the load tool have a different prefix.
pub fn phone(n: u32) -> String {
    format!("+849{:08}", u64::from(n) * STRIDE % NUMBERS)
}

pub fn birthday(chance: &mut SmallRng) -> Option<Day> {
    let (year, month) = (chance.random_range(1950..=2010), chance.random_range(1..=12));
    Day::new(year, month, chance.random_range(1..=28))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::chance::chance;
    use contest_core::phones::normalise;
    use std::collections::HashSet;

    #[test]
    fn numbers_are_mobile_numbers_and_differ() {
        let numbers: HashSet<String> = (0..20_000).map(phone).collect();
        assert_eq!(numbers.len(), 20_000);
        assert!(
            numbers
                .iter()
                .all(|number| normalise(number).as_ref() == Some(number))
        );
    }

    #[test]
    fn names_differ_and_come_again_from_the_same_chance() {
        let of = |person| name(&mut chance(1, person, 0));
        let names: HashSet<String> = (0..2_000).map(of).collect();
        assert!(names.len() > 1_000, "{}", names.len());
        assert!(of(3) == of(3) && of(3).split(' ').count() == 3);
    }
}

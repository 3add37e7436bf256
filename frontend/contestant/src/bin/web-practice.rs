//! Practice: by topic, and with trial papers. Nothing of it counts.

fn main() {
    contestant::start_practice();
}

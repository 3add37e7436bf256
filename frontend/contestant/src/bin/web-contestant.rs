//! The contests, and the attempt up to its submission.

fn main() {
    contestant::start_contests();
}

//! What comes after a submission.

fn main() {
    contestant::start_results();
}

//! A contest on a screen in a hall or a lobby.

fn main() {
    contestant::start_screen();
}

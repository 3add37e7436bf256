//! `/rounds/{round}` and below. `me` itself is tested with what it sums up: the board, the final result,
//! the whole attempt (`across/`); `me/` has what is below it.

mod after_the_final;
mod attempts;
mod board;
mod disclosure;
mod me;
mod winners;

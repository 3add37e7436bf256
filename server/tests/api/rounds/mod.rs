//! `/rounds/{round}` and below. `me` is tested with what it sums up: the board, the final result,
//! the whole attempt (`across/`).

mod after_the_final;
mod attempts;
mod board;
mod winners;

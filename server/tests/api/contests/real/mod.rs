//! The kinds of contests that have been held in Viet Nam, each set up as data through the API and played to its winner list.
//! Who wins was worked out by hand in the tables; a rule that cannot be written as data has no row here.

mod chains;
mod others;
mod play;

use crate::both;
use crate::common::TestApp;

both!(
    every_ranking_order_ends_with_the_right_winners,
    |app: TestApp| async move {
        play::all(&app, chains::CONTESTS).await;
    }
);

both!(
    every_way_to_count_attempts_ends_with_the_right_winners,
    |app: TestApp| async move {
        play::all(&app, others::CONTESTS).await;
    }
);

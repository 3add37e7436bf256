//! Follows the contest. Once a second, the screen looks what time it is and does what is due: it has no other timer, and
//! one request at a time.

use super::desk::{Desk, Errand};
use super::face::Face;
use super::seats::Seats;
use super::{release, room};
use crate::timing::effect;
use contest_core::wire::boards::{Board, WinnerList};
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::{self, Failure, Versioned};
use web_kit::{clock, document, spawn};

/// How often the clock forgets what it had learnt.
const LEARN_AFRESH_MS: f64 = 3_600_000.0;

#[derive(Clone, Copy)]
pub(super) struct Screen {
    /// The API's address of the contest.
    path: StoredValue<String>,
    desk: StoredValue<Desk>,
    is_asking: StoredValue<bool>,
    /// On the monotonic clock.
    learn_afresh_at: StoredValue<f64>,
    pub(super) face: RwSignal<Face>,
    pub(super) seats: Seats,
}

impl Screen {
    pub(super) fn follow(slug: &str) -> Screen {
        let screen = Screen {
            path: StoredValue::new(paths::contest(slug)),
            desk: StoredValue::new(Desk::new()),
            is_asking: StoredValue::new(false),
            learn_afresh_at: StoredValue::new(LEARN_AFRESH_MS),
            face: RwSignal::new(Face::default()),
            seats: Seats::new(),
        };
        screen.begin();
        effect(Box::new(move || {
            clock::ticking();
            screen.tick();
        }));
        screen
    }

    /// Takes the contest that came with the page.
    fn begin(self) {
        let at_hand = self.path.with_value(|path| api::came_with_page(path));
        if let Some((text, at)) = at_hand
            && let Ok(body) = api::parse::<ContestView>(&text)
        {
            clock::arrived_at(at, || self.took_contest(Ok(Some(Versioned { body, etag: None }))));
        }
    }

    fn tick(self) {
        let (now, moment) = (clock::now(), clock::monotonic());
        room::tick(moment);
        self.desk.update_value(|desk| {
            if desk.has_jumped(js_sys::Date::now(), moment) {
                self.learn_afresh_at.set_value(moment);
            }
            desk.follow(now, moment, js_sys::Math::random());
            desk.turn(moment);
        });
        self.show();
        if self.is_asking.get_value() || document().hidden() {
            return;
        }
        if let Some(errand) = self.desk.with_value(|desk| desk.errand(moment)) {
            self.is_asking.set_value(true);
            spawn(async move {
                self.run(errand).await;
                self.is_asking.set_value(false);
                self.show();
            });
        }
    }

    /// Shows what is known, if that has changed.
    fn show(self) {
        let (face, slide, rows) = self.desk.with_value(|desk| desk.shown(clock::now()));
        self.seats.show(slide, rows);
        if self.face.with_untracked(|shown| *shown != face) {
            self.face.set(face);
        }
    }

    async fn run(self, errand: Errand) {
        match errand {
            Errand::Contest => {
                let path = self.path.get_value();
                let etag = self.desk.with_value(|desk| desk.contest.etag.clone());
                self.took_contest(api::get_if_changed(&path, etag.as_deref()).await);
            }
            Errand::Board(round) => {
                let etag = self
                    .desk
                    .try_update_value(|desk| desk.known(round)?.0.board.etag.clone());
                let etag = etag.flatten();
                let answer = api::get_if_changed::<Board>(&paths::board(round), etag.as_deref()).await;
                let (now, moment) = (clock::now(), clock::monotonic());
                self.desk.update_value(|desk| {
                    if let Some((known, every)) = desk.known(round) {
                        known.board.take(answer, every, now, moment);
                        known.hurry_if_behind(moment);
                    }
                });
            }
            Errand::Winners(round) => {
                let answer = api::get_if_changed::<WinnerList>(&paths::winners(round), None).await;
                let (now, moment) = (clock::now(), clock::monotonic());
                self.desk.update_value(|desk| {
                    if let Some((known, every)) = desk.known(round) {
                        known.winners.take(answer, every, now, moment);
                    }
                });
            }
            Errand::Release => {
                let is_there = release::is_there().await;
                let (now, moment) = (clock::now(), clock::monotonic());
                let may_go = self.desk.try_update_value(|desk| desk.may_go(now, moment));
                if is_there && may_go == Some(true) {
                    release::load();
                }
            }
        }
    }

    fn took_contest(self, answer: Result<Option<Versioned<ContestView>>, Failure>) {
        let moment = clock::monotonic();
        if let Ok(Some(read)) = &answer {
            let learn_afresh_at = self.learn_afresh_at.get_value();
            if moment >= learn_afresh_at {
                clock::learn_afresh(read.body.now);
                self.learn_afresh_at.set_value(moment + LEARN_AFRESH_MS);
            } else {
                clock::learn(read.body.now);
            }
        }
        let now = clock::now();
        self.desk.update_value(|desk| {
            let every = desk.contest_every();
            desk.contest.take(answer, every, now, moment);
        });
    }
}

//! The organiser's part: moving the window of the round, and the servers' learning of it.

use crate::common::contest::Arranged;
use crate::line::{Line, Request, Said};
use crate::schedule::{Close, Loss};
use crate::world::{Game, World};
use contest_core::time::Millis;
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::json;
use std::time::Duration;
use thiluat::clock_skew::OVER_AFTER_MS;
use thiluat::db::entities::round;
use tokio::time::Instant;

impl World {
    /// Waits until both servers know this close and everything arranged before it.
    pub(crate) async fn await_close(&self, arranged: &Arranged, closes_at: Millis) {
        self.observer.state.reload().await.expect("the catalog");
        for server in 0..2 {
            let path = paths::contest(&arranged.slug);
            let units = paths::units(arranged.contest);
            let mut line = Line::new(&self.pair, String::new(), server);
            let end = Instant::now() + Duration::from_secs(60);
            for step in 0.. {
                if step % 10 == 0 {
                    // A server that has just lost its connection must hear it too.
                    let _missed = self.observer.state.live.announce_change().await;
                }
                let said = line.ask(&path).await;
                let view = said
                    .as_ref()
                    .and_then(|view| serde_json::from_value::<ContestView>(view.clone()).ok());
                let knows = view.is_some_and(|view| view.rounds[0].closes_at == closes_at);
                let units = line
                    .ask(&units)
                    .await
                    .and_then(|tree| Some(tree.get("units")?.as_array()?.len()));
                if knows && units == Some(2) {
                    break;
                }
                assert!(
                    Instant::now() < end,
                    "server {server} does not know the contest: {said:?}"
                );
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
        }
    }

    /// Moves the close as the organiser; a round that has closed stays closed.
    pub(crate) async fn move_close(&self, game: &Game, server: usize, by: i64) {
        let mut line = Line::new(&self.pair, self.organiser.clone(), server);
        let opens_at = self
            .observer
            .state
            .round(game.arranged.round)
            .expect("the round")
            .window
            .opens_at;
        let end = Instant::now() + Duration::from_secs(60);
        let path = paths::window(game.arranged.round);
        let said = loop {
            let closes_at = self.clocks[server].now() + by;
            let window = json!({ "opens_at": moment(opens_at), "closes_at": moment(closes_at) });
            let moving = Request::with(Method::PATCH, &path, &window);
            let said = line.send(moving, Loss::No, Instant::now()).await;
            let settled = matches!(said, Said::Reply(..)) && !said.is_busy();
            if settled || Instant::now() > end {
                break said;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        if !matches!(said, Said::Reply(200, _)) && !said.refused_with("round_closed") {
            game.wrong
                .lock()
                .expect("a list")
                .push(format!("moving the close: {said:?}"));
        }
    }

    /// Closes the round, and lets the time pass in which answers may still arrive.
    pub(crate) async fn close(&self, game: &Game, close: Close) {
        if close == Close::Moved {
            self.move_close(game, 0, 0).await;
        }
        let row = round::Entity::find_by_id(game.arranged.round)
            .one(&self.observer.state.db.read)
            .await;
        let closes_at = row.expect("the database").expect("the round").closes_at;
        self.await_close(&game.arranged, closes_at).await;
        let [first, second] = [0, 1].map(|server| self.clocks[server].now());
        let left = (closes_at + OVER_AFTER_MS + 200).since(first.min(second));
        if self.processes {
            tokio::time::sleep(Duration::from_millis(left)).await;
        } else {
            self.advance([left as i64, left as i64]);
        }
    }
}

fn moment(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .expect("a moment")
        .to_string()
}

//! What a page knows of its queue, and what the device keeps of it over a reload.

use super::Stage;
use super::position::Position;
use crate::timing::TimeoutHandle;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_kit::storage;

/// What the page knows of its queue. It is one value because every type that is stored costs the download a copy of the
/// code for it.
pub(super) struct State {
    pub(super) stage: Cell<Stage>,
    pub(super) key: String,
    /// Makes the request, which must end in [`Queue::let_in`], [`Queue::holds`] or [`Queue::call_off`].
    pub(super) request: RefCell<Rc<dyn Fn()>>,
    pub(super) under_way: Cell<bool>,
    pub(super) timer: Cell<Option<TimeoutHandle>>,
    /// When the next try is due.
    pub(super) due: Cell<i64>,
    pub(super) failures: Cell<u32>,
    pub(super) position: RefCell<Option<Position>>,
}

impl State {
    pub(super) fn new(key: String) -> State {
        State {
            stage: Cell::new(Stage::Out),
            key,
            request: RefCell::new(Rc::new(|| ())),
            under_way: Cell::new(false),
            timer: Cell::new(None),
            due: Cell::new(0),
            failures: Cell::new(0),
            position: RefCell::new(None),
        }
    }

    pub(super) fn stop_timer(&self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }

    /// Returns the stored queue position. Where the browser refuses to store anything, it is kept as long as the page.
    pub(super) fn kept(&self) -> Option<Position> {
        let stored = storage::get(&self.key).and_then(|text| Position::read(&text));
        stored.or_else(|| self.position.borrow().clone())
    }

    pub(super) fn keep(&self, position: Position) {
        storage::set(&self.key, &position.to_text());
        self.position.replace(Some(position));
    }

    pub(super) fn forget(&self) {
        storage::remove(&self.key);
        self.position.replace(None);
    }
}

//! What must not be lost even if the browser is killed in the next second. `localStorage` reaches the disk up to a minute
//! later; IndexedDB with strict durability within milliseconds. Each text is therefore kept in both: the first is read
//! at once and tells other tabs, the second survives. [`restore`] puts back into the first what only the second has.

use crate::{spawn, storage, window};
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction};

const NAME: &str = "thiluat";
const STORE: &str = "texts";

thread_local! {
    static DATABASE: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
}

/// Keeps a text. Returns false if the device does not keep it where it can be read at once.
pub fn set(key: &str, value: &str) -> bool {
    let kept = storage::set(key, value);
    let (key, value) = (JsValue::from_str(key), JsValue::from_str(value));
    change(Box::new(move |store| store.put_with_key(&value, &key).map(drop)));
    kept
}

pub fn remove(key: &str) {
    storage::remove(key);
    let key = JsValue::from_str(key);
    change(Box::new(move |store| store.delete(&key).map(drop)));
}

/// Puts back what `localStorage` lost. Where both have a text, `merge` makes one of the two.
pub async fn restore(merge: fn(&str, String) -> String) {
    // Without IndexedDB, what `localStorage` has is all there is.
    let Ok(kept) = all().await else { return };
    for (key, text) in kept {
        let text = match storage::get(&key) {
            Some(other) if other == text => continue,
            Some(other) => merge(&other, text),
            None => text,
        };
        storage::set(&key, &text);
    }
}

/// What is done to the store.
type Change = Box<dyn FnOnce(&IdbObjectStore) -> Result<(), JsValue>>;

/// Changes are made in the order in which they were asked for.
fn change(act: Change) {
    spawn(async move {
        let mut begun = begin("readwrite").await;
        if begun.is_err() {
            // The browser may have closed the connection.
            DATABASE.take();
            begun = begin("readwrite").await;
        }
        // Where this fails, `localStorage` still keeps the text.
        let _ = begun.and_then(|store| act(&store));
    });
}

/// Returns once everything that was asked for before is on the disk.
pub async fn settle() {
    // A transaction begins after those before it have ended.
    if let Ok(store) = begin("readonly").await
        && let Ok(count) = store.count()
    {
        let _ = JsFuture::from(done(&count)).await;
    }
}

async fn begin(mode: &str) -> Result<IdbObjectStore, JsValue> {
    store(&database().await?, mode)
}

async fn all() -> Result<Vec<(String, String)>, JsValue> {
    let database = database().await?;
    let store = store(&database, "readonly")?;
    let (keys, texts) = (store.get_all_keys()?, store.get_all()?);
    let (keys, texts) = (done(&keys), done(&texts));
    let (keys, texts) = (JsFuture::from(keys).await?, JsFuture::from(texts).await?);
    let (keys, texts) = (Array::from(&keys), Array::from(&texts));
    Ok(keys
        .iter()
        .zip(texts.iter())
        .filter_map(|(key, text)| Some((key.as_string()?, text.as_string()?)))
        .collect())
}

/// Begins a transaction with strict durability, an option that `web_sys` does not know.
fn store(database: &IdbDatabase, mode: &str) -> Result<IdbObjectStore, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let begin: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    let transaction = begin.call3(database, &STORE.into(), &mode.into(), &options)?;
    transaction.unchecked_into::<IdbTransaction>().object_store(STORE)
}

async fn database() -> Result<IdbDatabase, JsValue> {
    if let Some(open) = DATABASE.with_borrow(Clone::clone) {
        return Ok(open);
    }
    let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request = factory.open_with_u32(NAME, 1)?;
    let made = request.clone();
    let make = Closure::once_into_js(move || {
        if let Ok(database) = made.result() {
            // It fails only if the store is there already.
            let _ = database
                .unchecked_into::<IdbDatabase>()
                .create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(make.unchecked_ref()));
    let database: IdbDatabase = JsFuture::from(done(&request)).await?.unchecked_into();
    DATABASE.set(Some(database.clone()));
    Ok(database)
}

/// Returns a promise of what a request results in.
fn done(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let ended = request.clone();
        let succeeded = Closure::once_into_js(move || {
            // It has a result, because it has succeeded; nobody listens to what this returns.
            let result = ended.result().unwrap_or(JsValue::NULL);
            let _ = resolve.call1(&JsValue::NULL, &result);
        });
        request.set_onsuccess(Some(succeeded.unchecked_ref()));
        request.set_onerror(Some(&reject));
    })
}

//! The result as a picture for other people, and as a certificate.

use super::Ending;
use crate::texts::t;
use crate::ui::click;
use contest_core::rounds::Phase;
use contest_core::wire::paths;
use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_kit::{spawn, window};
use web_sys::{Blob, File, FilePropertyBag, Response, ShareData};

const NAME: &str = "ket-qua-thi-luat.png";

/// Offers the certificate where there is one: in the final result, of the attempt that counted.
pub(super) fn certificate(ending: Ending) -> Option<AnyView> {
    let me = ending.me.get()?;
    let counts = me.phase == Phase::Final && !me.disqualified && me.counted == Some(ending.attempt);
    let path = paths::certificate(ending.attempt);
    counts.then(|| {
        view! {
            <a class="button second wide" href=path download="" data-test="certificate">
                {t!(result.certificate)}
            </a>
        }
        .into_any()
    })
}

/// Offers the picture: through the phone's own menu if it takes files, else as a download.
pub(super) fn share(ending: Ending) -> Option<AnyView> {
    let me = ending.me.get()?;
    if me.disqualified {
        return None;
    }
    let path = paths::result_card(ending.attempt);
    let has_menu = RwSignal::new(takes_files());
    // Some browsers open the menu only at once after a press: the picture is there at the next one.
    let picture = StoredValue::new_local(None::<File>);
    let press = {
        let path = path.clone();
        move || {
            let path = path.clone();
            spawn(async move {
                if offer(&path, picture).await.is_err() && !has_menu.is_disposed() {
                    has_menu.set(false);
                }
            });
        }
    };
    let press = StoredValue::new_local(press);
    let view = view! {
        {move || if has_menu.get() {
            let press = click(Box::new(move || press.with_value(|press| press())));
            view! {
                <button class="button second wide" data-test="share" on:click=press>{t!(result.share)}</button>
            }
            .into_any()
        } else {
            let path = path.clone();
            view! {
                <a class="button second wide" href=path download=NAME data-test="share-picture">
                    {t!(result.share_picture)}
                </a>
            }
            .into_any()
        }}
        <p class="quiet no-print">{t!(result.share_hint)}</p>
    };
    Some(view.into_any())
}

/// Returns whether this browser may have a menu that takes files.
fn takes_files() -> bool {
    Reflect::has(&window().navigator(), &"canShare".into()).unwrap_or(false)
}

/// Opens the menu with the picture. What its reader decided there is no error.
async fn offer(path: &str, kept: StoredValue<Option<File>, LocalStorage>) -> Result<(), JsValue> {
    let picture = match kept.try_get_value().flatten() {
        Some(picture) => picture,
        None => load(path).await?,
    };
    // The page may be gone meanwhile.
    let _gone = kept.try_set_value(Some(picture.clone()));
    let data = ShareData::new();
    data.set_files(&Array::of1(&picture));
    let told = JsFuture::from(window().navigator().share_with_data(&data)).await;
    match told {
        // Closed without a choice, not at once after the press, or pressed twice.
        Err(error) if is_named(&error, &["AbortError", "NotAllowedError", "InvalidStateError"]) => Ok(()),
        told => told.map(drop),
    }
}

async fn load(path: &str) -> Result<File, JsValue> {
    let response = JsFuture::from(window().fetch_with_str(path)).await?;
    let response: Response = response.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::UNDEFINED);
    }
    let picture: Blob = JsFuture::from(response.blob()?).await?.dyn_into()?;
    let kind = FilePropertyBag::new();
    kind.set_type("image/png");
    File::new_with_blob_sequence_and_options(&Array::of1(&picture), NAME, &kind)
}

fn is_named(error: &JsValue, names: &[&str]) -> bool {
    let name = Reflect::get(error, &"name".into()).unwrap_or_default();
    name.as_string()
        .is_some_and(|name| names.contains(&name.as_str()))
}

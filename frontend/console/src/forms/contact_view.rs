//! The fields by which contestants learn how to reach the organisers: in the form of a contest, and by themselves.

use super::contest::ContactForm;
use crate::texts::t;
use crate::ui::field::TextField;
use leptos::prelude::*;

#[component]
pub(crate) fn ContactFields(contact: ContactForm) -> impl IntoView {
    view! {
        <div class="grid">
            <TextField
                path="contact.phone".to_owned()
                label=t!(contest_form.contact_phone)
                hint=t!(contest_form.contact_phone_why)
                value=contact.phone
                class="c6"
            />
            <TextField
                path="contact.email".to_owned()
                label=t!(contest_form.contact_email)
                hint=t!(contest_form.contact_email_why)
                value=contact.email
                class="c6"
            />
            <TextField
                path="contact.desk".to_owned()
                label=t!(contest_form.contact_desk)
                hint=t!(contest_form.contact_desk_why)
                value=contact.desk
                class="c6"
            />
            <TextField
                path="contact.hours".to_owned()
                label=t!(contest_form.contact_hours)
                hint=t!(contest_form.contact_hours_why)
                value=contact.hours
                class="c6"
            />
            <TextField
                path="contact.address".to_owned()
                label=t!(contest_form.contact_address)
                hint=t!(contest_form.contact_address_why)
                value=contact.address
            />
        </div>
    }
}

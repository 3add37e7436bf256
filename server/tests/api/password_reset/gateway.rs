//! The gateway is away, or refuses.

use super::{MINUTE, NEW, PHONE, code, set, somebody};
use crate::common::TestApp;
use crate::common::gateway::TestGateway;
use crate::sends;
use contest_core::wire::accounts::Session;

sends!(
    a_gateway_that_was_busy_is_asked_once_more,
    |app: TestApp, gateway: TestGateway| async move {
        let visitor = somebody(&app).await;
        gateway.will_reply([503]);
        let first = code(&app, &gateway, 1).await;
        let second = gateway.message(2).await.code();
        assert_eq!(first, second, "the same message");
        set(&visitor, PHONE, &second, NEW).await.ok::<Session>();
    }
);

sends!(
    a_message_that_is_refused_is_not_sent_again,
    |app: TestApp, gateway: TestGateway| async move {
        somebody(&app).await;
        gateway.will_reply([400]);
        code(&app, &gateway, 1).await;
        app.clock.advance(MINUTE);
        code(&app, &gateway, 2).await;
        assert_eq!(gateway.all().len(), 2);
    }
);

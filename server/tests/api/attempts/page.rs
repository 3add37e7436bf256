//! `/thi/{slug}/lam-bai/{round}`: the page on which a contestant works, with their paper in it.

use crate::both;
use crate::common::contest::rules;
use contest_core::wire::accounts::Session;
use contest_core::wire::attempts::{OpenAttempt, SendSheet};
use contest_core::wire::paths;
use html_escape::encode_text;

/// The paper that came with a page, the route that answers it, and whose it is.
struct Came {
    path: String,
    person: String,
    open: OpenAttempt,
}

fn paper_in(page: &str) -> Option<Came> {
    let (_, rest) = page.split_once("id=\"first-answer\" data-path=\"")?;
    let (path, rest) = rest.split_once("\" data-person=\"").expect("a path");
    let (person, rest) = rest.split_once("\">").expect("a person");
    let (json, _) = rest.split_once("</script>").expect("an end");
    Some(Came {
        path: path.to_owned(),
        person: person.to_owned(),
        open: serde_json::from_str(json).expect("a paper"),
    })
}

both!(
    the_page_of_an_attempt_brings_its_paper_to_its_owner,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let address = format!("/thi/{}/lam-bai/{}", arranged.slug, arranged.round);
        let owner = app.contestant(&arranged, 1).await;
        let other = app.contestant(&arranged, 2).await;
        assert!(
            paper_in(&owner.get(&address).await.text()).is_none(),
            "nothing is open"
        );
        let open = owner.start(arranged.round).await;
        let sheet = app.sheet_with(arranged.round, open.attempt, 4, 7);
        let save = SendSheet::new(open.ticket.clone(), sheet.clone());
        assert!(
            owner
                .put(&paths::sheet(open.attempt), &save)
                .await
                .status
                .is_success()
        );

        let reply = owner.get(&address).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.headers["cache-control"], "no-store");
        assert!(!reply.headers.contains_key("etag"), "nobody has one to compare");
        let page = reply.text();
        let mut came = paper_in(&page).expect("a paper");
        let session: Option<Session> = owner.get(paths::SESSION).await.ok();
        let person = session.expect("a session").account.to_string();
        assert_eq!(
            (came.path, came.person),
            (paths::attempts(arranged.round), person)
        );
        let asked: OpenAttempt = owner.get(&paths::paper(open.attempt)).await.ok();
        came.open.now = asked.now;
        assert_eq!(came.open, asked);
        // What can be read before the program has arrived: the first question with its answer, and no other.
        let (_, shown) = page.split_once("<main").expect("a main part");
        let [first, second] = [&open.questions[0], &open.questions[1]];
        assert!(shown.contains(&*encode_text(&first.stem)), "{shown}");
        for option in &first.options {
            assert!(shown.contains(&*encode_text(option)), "{option}: {shown}");
        }
        assert!(!shown.contains(&*encode_text(&second.stem)), "{shown}");
        let inputs: Vec<&str> = shown.split("<input").skip(1).collect();
        assert_eq!(inputs.len(), first.options.len());
        let marks = contest_core::answers::Answers::parse(&sheet.answers)
            .expect("answers")
            .0[0];
        for (option, input) in inputs.iter().enumerate() {
            let (tag, _) = input.split_once('>').expect("an end");
            assert!(tag.contains("disabled"), "nothing can be marked yet: {tag}");
            assert_eq!(tag.contains("checked"), marks.contains(option), "{tag}");
        }

        // To everybody else, at another contest's address and after the end it is the shell alone.
        let judge = app.sign_in("giamkhao").await;
        let elsewhere = format!("/thi/khac/lam-bai/{}", arranged.round);
        for (who, reply) in [
            ("nobody", app.visitor().get(&address).await),
            ("another contestant", other.get(&address).await),
            ("a judge", judge.get(&address).await),
            ("another contest", owner.get(&elsewhere).await),
        ] {
            assert_eq!(reply.status, 200, "{who}");
            assert_eq!(reply.headers["cache-control"], "no-cache", "{who}");
            let page = reply.text();
            assert!(page.contains("<div id=\"app\">"), "{who}");
            assert!(
                paper_in(&page).is_none() && !page.contains(&*encode_text(&first.stem)),
                "{who}"
            );
        }
        app.clock.advance(open.deadline.0 - app.now().0);
        assert!(
            paper_in(&owner.get(&address).await.text()).is_none(),
            "the time is over"
        );
    }
);

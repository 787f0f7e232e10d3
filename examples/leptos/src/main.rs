//! A page that renews the hold of a checkout session through a gateway. It contains no API key.

mod order;

use flex_checkout::models::Cents;
use flex_checkout::{Error, ErrorKind, Hold, HoldCart, Outcome};
use leptos::prelude::*;

use crate::order::Order;

/// The sandbox's session whose hold has expired.
const EXPIRED: &str = "fcs_01SANDB0X0000000000EXP1RED";

fn main() {
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let page = LocalResource::new(|| async {
        let order = Order::fetch(&session_in_address()).await?;
        Some((order.holds().await, order))
    });
    let content = move || match page.get() {
        None => view! { <p role="status">"Loading…"</p> }.into_any(),
        Some(Some((Ok(holds), order))) => view! { <RenewHold order holds /> }.into_any(),
        Some(_) => view! { <p role="alert">"This order cannot be shown."</p> }.into_any(),
    };
    view! {
        <main>
            <h1>"Your order"</h1>
            {content}
        </main>
    }
}

#[component]
fn RenewHold(order: Order, holds: Vec<Hold>) -> impl IntoView {
    let holds = RwSignal::new(holds);
    // The idempotency key of a call whose outcome is unknown. Sent again, it places no second hold.
    let key = RwSignal::new(None::<String>);
    let renew = Action::new_local(move |(): &()| {
        let order = order.clone();
        async move {
            let result = order.renew(key.get_untracked()).await;
            match &result {
                Ok(new) => {
                    key.set(None);
                    holds.set(new.clone());
                }
                Err(error) if error.outcome() == Outcome::Unknown => {
                    key.set(error.idempotency_key().map(str::to_owned));
                }
                // A rejected retry does not decide the first call's outcome, so the key stays.
                Err(_) => {}
            }
            result.map(drop)
        }
    });
    let is_held = move || match renew.value().get() {
        Some(Ok(())) => true,
        Some(Err(error)) => error.outcome() == Outcome::Applied,
        None => false,
    };
    let label = move || match (renew.value().get(), key.get()) {
        (None, _) => "Renew hold",
        (_, Some(_)) => "Ask again",
        _ => "Try again",
    };
    let status = move || {
        if renew.pending().get() {
            return Some(("busy", "Renewing…"));
        }
        renew.value().get().map(|result| describe(result, key.get().is_some()))
    };
    view! {
        <Show when=move || !is_held()>
            <p>"Your order takes longer than planned, so the hold on your card has to be renewed."</p>
        </Show>
        <table>
            <caption>"Held on your card"</caption>
            <tbody>{move || holds.get().into_iter().map(row).collect_view()}</tbody>
        </table>
        <div role="status">
            {move || status().map(|(class, message)| view! { <p class=class>{message}</p> })}
        </div>
        <Show when=move || !is_held()>
            <button
                type="button"
                // A disabled button would lose the focus.
                aria-disabled=move || renew.pending().get().to_string()
                on:click=move |_| {
                    if !renew.pending().get_untracked() {
                        renew.dispatch_local(());
                    }
                }
            >
                {label}
            </button>
        </Show>
    }
}

fn row(hold: Hold) -> impl IntoView {
    let cart = match hold.cart {
        HoldCart::Eligible => "HSA or FSA items",
        HoldCart::NonEligible => "Other items",
        HoldCart::Invoice => "Invoice",
        _ => "This order",
    };
    let amount = hold.amount_capturable.map(dollars);
    view! {
        <tr>
            <th scope="row">{cart} <code>{hold.payment_intent_id}</code></th>
            <td>{amount}</td>
        </tr>
    }
}

fn dollars(Cents(cents): Cents) -> String {
    format!("${}.{:02}", cents / 100, cents % 100)
}

/// Returns what an outcome means to the shopper. `error.message()` is for developers.
fn describe(result: Result<(), Error>, is_unsure: bool) -> (&'static str, &'static str) {
    let Err(error) = result else {
        return ("good", "The hold is renewed.");
    };
    match error.outcome() {
        Outcome::Applied => ("good", "The hold is renewed. Load this page again to see it."),
        _ if error.kind() == ErrorKind::Permission => ("bad", "Load this page again to continue."),
        _ if is_unsure => (
            "unsure",
            "We don't know yet whether the hold is renewed. Trying again never holds money twice.",
        ),
        _ if error.code() == Some("checkout_session_already_processed") => {
            ("bad", "Nothing was held: this order has been paid already.")
        }
        _ => ("bad", "Nothing was held. Your card is unchanged."),
    }
}

fn session_in_address() -> String {
    let query = location().search().unwrap_or_default();
    query.strip_prefix("?session=").unwrap_or(EXPIRED).to_owned()
}

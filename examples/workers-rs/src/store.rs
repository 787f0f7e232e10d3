//! The payment intents of each session. A capture needs the newest.

use flex_checkout::Hold;
use worker::{Env, Result, query};

/// Adds payment intents to a session's. Existing ones are kept.
pub async fn store(session: &str, holds: &[Hold], env: &Env) -> Result<()> {
    let db = env.d1("DB")?;
    let statements = holds.iter().map(|hold| {
        query!(
            &db,
            "INSERT INTO payment_intents (payment_intent_id, session_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            hold.payment_intent_id,
            session,
        )
    });
    db.batch(statements.collect::<Result<Vec<_>>>()?).await?;
    Ok(())
}

/// Returns the payment intents of a session, the oldest first.
pub async fn payment_intents(session: &str, env: &Env) -> Result<Vec<String>> {
    let db = env.d1("DB")?;
    let statement = query!(
        &db,
        "SELECT payment_intent_id FROM payment_intents WHERE session_id = ?1 ORDER BY rowid",
        session,
    )?;
    let rows: Vec<Row> = statement.all().await?.results()?;
    Ok(rows.into_iter().map(|row| row.payment_intent_id).collect())
}

#[derive(serde::Deserialize)]
struct Row {
    payment_intent_id: String,
}

//! Panics as answers: a run that panics has failed, and a validator may panic because its disk did. Neither belongs on
//! the screen of somebody who runs a thousand seeds.

use std::{
    cell::RefCell,
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::Once,
};

thread_local! {
    /// Panics of this thread since it asked for quiet; `None` while it does not.
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Runs `body` and returns what it gives, or what it and its tasks panicked with.
pub(crate) fn catch<T>(body: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !hear(info) {
                before(info);
            }
        }));
    });
    HEARD.set(Some(Vec::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(body));
    let heard = HEARD.take().unwrap_or_default();
    result.map_err(|_| format!("panicked: {}", heard.join("; then: ")))
}

/// Keeps a panic's text, if this thread wants quiet.
fn hear(info: &PanicHookInfo<'_>) -> bool {
    HEARD.with_borrow_mut(|heard| {
        let Some(heard) = heard else {
            return false;
        };
        heard.push(info.to_string().replace('\n', " "));
        true
    })
}

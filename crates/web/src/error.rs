//! What goes wrong, as a JavaScript `Error` whose `name` is `RebounceError` and whose `code` says
//! what kind it is.

use wasm_bindgen::JsValue;

/// Why something was refused.
#[derive(Debug)]
pub struct Error {
    /// Stable kebab-case name of the reason.
    pub(crate) code: &'static str,
    /// In words: place, value, what was wanted.
    pub(crate) message: String,
    /// Of `too-long`: how long the render would have lasted.
    seconds: Option<f64>,
}

impl Error {
    pub(crate) fn new(code: &'static str, message: impl ToString) -> Self {
        Self { code, message: message.to_string(), seconds: None }
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let js = js_sys::Error::new(&error.message);
        js.set_name("RebounceError");
        // Setting a property of an object just made cannot fail.
        let set = |name: &str, value: JsValue| {
            let _ = js_sys::Reflect::set(&js, &name.into(), &value);
        };
        set("code", error.code.into());
        if let Some(seconds) = error.seconds {
            set("seconds", seconds.into());
        }
        js.into()
    }
}

impl From<rebounce_import::Error> for Error {
    fn from(error: rebounce_import::Error) -> Self {
        Self::new("unreadable-song", error)
    }
}

impl From<rebounce::Error> for Error {
    fn from(error: rebounce::Error) -> Self {
        let code = match &error {
            rebounce::Error::Song(_) => "illegal-song",
            rebounce::Error::Option { .. } => "option",
            rebounce::Error::Missing { .. } => "missing",
            rebounce::Error::Threads { .. } => "threads",
            rebounce::Error::TooLong { .. } => "too-long",
            _ => "limit",
        };
        let seconds = match error {
            rebounce::Error::TooLong { seconds, .. } => Some(seconds),
            _ => None,
        };
        Self { seconds, ..Self::new(code, error) }
    }
}

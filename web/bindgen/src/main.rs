//! `rebounce-bindgen MODULE FOLDER`: writes the JavaScript, the types and the final module that
//! belong to a WebAssembly module made with wasm-bindgen.

use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder] = arguments.as_slice() else {
        eprintln!("usage: rebounce-bindgen MODULE FOLDER");
        return ExitCode::FAILURE;
    };
    let mut bindgen = Bindgen::new();
    let made = bindgen.input_path(module).web(true).and_then(|bindgen| {
        // With the module's place left out, `init()` would have nothing to load.
        bindgen
            .omit_default_module_path(false)
            .remove_name_section(true)
            .remove_producers_section(true)
            .typescript(true)
            .generate(folder)
    });
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rebounce-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

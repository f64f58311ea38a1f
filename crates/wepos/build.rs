//! Lists the files of the portal for the program to carry, where the feature `portal` asks for it.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_PORTAL").is_none() {
        return;
    }
    let crate_dir = env::var("CARGO_MANIFEST_DIR").expect("cargo names the package's directory");
    let dist = Path::new(&crate_dir).join("../../web/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    assert!(
        dist.join("index.html").is_file(),
        "the feature `portal` needs a portal that is built: run `npm ci && npm run build` in web/, or ./run.sh"
    );
    let mut files = Vec::new();
    collect(&dist, &dist, &mut files);
    files.sort();
    let mut table = String::from("[\n");
    for (name, path) in files {
        writeln!(table, "    ({name:?}, include_bytes!({path:?})),").expect("writing to a string");
    }
    table.push_str("]\n");
    let out = env::var("OUT_DIR").expect("cargo names a directory to write to");
    fs::write(Path::new(&out).join("portal_files.rs"), table).expect("the list is written");
}

fn collect(root: &Path, directory: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).expect("the portal can be read") {
        let path = entry.expect("the portal can be read").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("a file below the root");
            let name = name.to_str().expect("names are ASCII").to_owned();
            let path = fs::canonicalize(&path).expect("the file is there");
            files.push((name, path.display().to_string()));
        }
    }
}

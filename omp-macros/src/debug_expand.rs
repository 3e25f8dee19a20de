#[test]
fn dump() {
    let Ok(path) = std::env::var("OMP_DUMP") else { return };
    let file: syn::File = syn::parse_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for item in file.items {
        if matches!(item, syn::Item::Use(_)) { continue; }
        println!("{}", crate::expand::expand(&Default::default(), quote::quote!(#item)));
    }
}
